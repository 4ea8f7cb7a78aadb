# `make demo` opens the program, `make test` checks everything; each does its own set-up.
# Needs Python 3.11 or newer; on Debian and Ubuntu, as root, the system packages below are installed when they are missing.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
OUT := out
DEMO := $(OUT)/demo/whale-demo.db
TOUR := $(OUT)/tour
CATALOGUES := i18n/zh_Hant/LC_MESSAGES/whale.mo i18n/zh_Hans/LC_MESSAGES/whale.mo

.PHONY: help setup demo serve-demo tour test lint types contracts pytest format bench fuzz interop catalogues reference pictures clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

# ------------------------------------------------------------------------------------------------------------------ set-up

setup: $(VENV)/.installed $(CATALOGUES) ## make .venv, install everything into it, compile the catalogues

$(VENV)/.system: tools/system_packages.sh
	@mkdir -p $(VENV)
	@if bash tools/system_packages.sh; then touch $@; fi

$(VENV)/.installed: pyproject.toml setup.py constraints.txt tools/find_python.sh | $(VENV)/.system
	@test -x $(BIN)/python || "$$(bash tools/find_python.sh)" -m venv $(VENV)
	@echo "Installing the Python packages into $(VENV) …"
	@$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@

i18n/%/LC_MESSAGES/whale.mo: i18n/%/LC_MESSAGES/whale.po tools/catalogues.py $(VENV)/.installed
	@$(BIN)/python tools/catalogues.py compile

# --------------------------------------------------------------------------------------------------------------------- use

demo: setup ## open the program on a fresh offline demo database; without a display: play the tour and keep its pictures
	@mkdir -p $(dir $(DEMO)) && rm -rf $(DEMO)*
	@$(BIN)/whale-desktop new-db $(DEMO) --seed demo
	@if [[ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" || "$$(uname)" == Darwin ]]; then \
	    $(BIN)/whale-desktop open --db $(DEMO); \
	else \
	    echo "There is no display here: the tour is played offscreen instead."; \
	    $(MAKE) tour; \
	fi

serve-demo: setup ## serve the demonstration to a whole office: embedded PostgreSQL, server, worker; Ctrl+C ends all of it
	@exec $(BIN)/whale-desktop serve-demo

tour: setup ## play every screen and the main job offscreen, one picture each
	@QT_QPA_PLATFORM=offscreen $(BIN)/whale-desktop tour --out $(TOUR)
	@echo "The pictures are in $(CURDIR)/$(TOUR)"

# ------------------------------------------------------------------------------------------------------------------ checks

test: lint types contracts pytest ## lint, types, import contracts, then every test

lint: setup
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "Some files are not formatted: make format"; exit 1; }
	@echo "lint: clean"

types: setup
	@for version in 3.11 3.12 3.13; do $(BIN)/mypy --no-error-summary --python-version $$version; done
	@echo "types: clean for Python 3.11, 3.12 and 3.13"

contracts: setup
	@$(BIN)/python tools/contracts.py --check
	@$(BIN)/lint-imports --no-logo >$(VENV)/contracts.txt || { cat $(VENV)/contracts.txt; exit 1; }
	@sed -n 's/^Contracts: /import contracts: /p' $(VENV)/contracts.txt

pytest: setup
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q -n auto --dist loadfile

format: setup ## format the code
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format .

bench: setup ## measure the limits: ratios of two things run side by side
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m bench

fuzz: setup ## many more examples for every path of the server than `make test` sends
	@WHALE_FUZZ=60 QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q -n auto tests/server/test_fuzz.py

interop: setup ## the live round trip of the spreadsheets through LibreOffice
	@bash tools/system_packages.sh libreoffice-calc-nogui
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q -m interop tests/interop

# --------------------------------------------------------------------------------------------------------------- generated

catalogues: setup ## extract the texts from the code, bring the catalogues up to date, compile them
	@$(BIN)/python tools/catalogues.py extract
	@$(BIN)/python tools/catalogues.py update
	@$(BIN)/python tools/catalogues.py compile

reference: setup ## write docs/reference: menu paths, permissions, messages, errors
	@$(BIN)/python tools/reference.py

pictures: setup ## take the pictures of the user guide again, in all three languages
	@$(BIN)/python tools/pictures.py

clean: ## remove what was built, not the virtual environment
	@rm -rf $(OUT) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache i18n/*/LC_MESSAGES/*.mo
