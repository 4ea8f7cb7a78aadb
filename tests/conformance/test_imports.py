"""Who may import whom: every contract of pyproject.toml is broken on purpose once, in a copy of the program."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "whale_desktop"

Plant = dict[str, str]


def contracts() -> list[dict[str, Any]]:
    """The contracts as they are set."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    return found


PLANTS: dict[str, tuple[Plant, ...]] = {
    "layers": (
        {"kernel/planted.py": "import whale_desktop.messages"},
        {"storage/planted.py": "def late() -> None:\n    import whale_desktop.bus"},
        {"ui/planted.py": "import whale_desktop.features.fx.messages"},
        {"oddity/planted.py": ""},
    ),
    "inside-feature": (
        {"features/planted/messages.py": "import whale_desktop.features.planted.rules", "features/planted/rules.py": ""},
        {"features/planted/screens.py": "import whale_desktop.features.planted.handlers", "features/planted/handlers.py": ""},
        {"features/planted/utils.py": ""},
    ),
    "pure-rules": (
        {"features/planted/rules.py": "import sqlalchemy"},
        {"features/planted/messages.py": "import whale_desktop.storage"},
    ),
    "front-knows-no-back": (
        {"features/planted/screens.py": "import whale_desktop.storage"},
        {"features/planted/widgets.py": "import sqlalchemy.orm"},
        {"ui/planted.py": "import whale_desktop.gateway.local"},
    ),
    "remote-knows-no-back": (
        {"gateway/tokens.py": "import sqlalchemy"},
        {"gateway/wire.py": "def late() -> None:\n    import whale_desktop.bus"},
    ),
    "front-knows-no-rules": ({"features/planted/screens.py": "import whale_desktop.features.fx.rules"},),
    "qt": (
        {"features/planted/handlers.py": "from PySide6.QtCore import QObject"},
        {"app/planted.py": "import qasync"},
    ),
    "no-qt-behind-the-port": (
        {"bus/planted.py": "import whale_desktop.ui"},
        {
            "features/planted/screens.py": "import whale_desktop.features.planted.widgets",
            "features/planted/widgets.py": "import PySide6.QtGui",
        },
    ),
    "feature-order": (
        {"features/access/planted.py": "import whale_desktop.features.reference"},
        {"features/planted/messages.py": ""},
    ),
    "feature-cycles": (
        {
            "features/ledger/planted.py": "import whale_desktop.features.fx.messages",
            "features/fx/planted.py": "import whale_desktop.features.ledger.messages",
        },
    ),
}


def plants_for(contract: dict[str, Any]) -> tuple[Plant, ...]:
    """The violations to try on a contract; those that exist once a feature are made from its list."""
    if contract["id"].startswith("private-"):
        return tuple({"features/planted/handlers.py": f"import {module}"} for module in contract["protected_modules"])
    return PLANTS[contract["id"]]


CASES = [(contract["id"], number, plant) for contract in contracts() for number, plant in enumerate(plants_for(contract))]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], tuple[bool, bool]]:
    """Every case tried in one process of its own: (contract, number) → kept before, kept after."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(PACKAGE, copy / "whale_desktop", ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    shutil.copytree(ROOT / "tests" / "helpers", copy / "tests" / "helpers", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    (copy / "plants.json").write_text(json.dumps([(contract, plant) for contract, _, plant in CASES]))
    ran = subprocess.run(
        [sys.executable, "-m", "tests.helpers.lint_planted", "plants.json", "results.json"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    results = json.loads((copy / "results.json").read_text())
    return {(contract, number): (result[1], result[2]) for (contract, number, _), result in zip(CASES, results, strict=True)}


@pytest.mark.parametrize(("contract", "number"), [(contract, number) for contract, number, _ in CASES])
def test_a_planted_import_breaks_the_contract(
    outcome: dict[tuple[str, int], tuple[bool, bool]], contract: str, number: int
) -> None:
    before, after = outcome[contract, number]
    assert before, f"{contract} does not hold: run lint-imports"
    assert not after, f"{contract} did not see the planted import"


def test_the_contracts_of_the_features_are_complete() -> None:
    features = {path.parent.name for path in (PACKAGE / "features").glob("*/__init__.py")}
    protected = {
        module for contract in contracts() if contract["id"].startswith("private-") for module in contract["protected_modules"]
    }
    existing = {
        f"whale_desktop.features.{feature}.{part}"
        for feature in features
        for part in ("tables", "rules")
        if (PACKAGE / "features" / feature / part / "__init__.py").exists()
        or (PACKAGE / "features" / feature / f"{part}.py").exists()
    }
    assert protected == existing, "run python tools/contracts.py"


def test_every_folder_with_modules_is_a_package_that_the_contracts_can_see() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    missing = sorted(str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists())
    assert missing == []


def test_every_part_of_the_program_that_is_not_ui_starts_without_qt() -> None:
    """What server, worker and scripts load: importing it must not bring Qt in, not even lazily by name."""
    blocked = "import sys\nfor name in ('PySide6', 'shiboken6', 'qasync', 'qtawesome'): sys.modules[name] = None\n"
    modules = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in PACKAGE.rglob("*.py")
        if not (
            {"ui", "widgets", "desktop", "tour", "versions"}
            & {part.removesuffix(".py") for part in path.relative_to(PACKAGE).parts}
        )
        and path.name not in ("env.py", "__main__.py")
    )
    script = blocked + "import importlib\n" + "\n".join(f"importlib.import_module({name!r})" for name in modules)
    ran = subprocess.run([sys.executable, "-W", "error", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-4000:]
