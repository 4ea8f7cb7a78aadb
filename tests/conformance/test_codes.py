"""Error codes and enumerations: what is raised is declared, what is declared is raised, what people see has a label."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.helpers.registries import is_own
from tools import golden
from whale_desktop.app.services import load_features
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import LOCALES, PSEUDO, catalogue
from whale_desktop.messages import MessageInfo, label_of, tone_of
from whale_desktop.messages.choices import labelled_choices
from whale_desktop.messages.error_texts import all_error_texts
from whale_desktop.messages.registry import all_messages

ROOT = Path(__file__).resolve().parents[2]

load_features()

RAISERS = {"UserError", "NeedsConfirmation", "Conflict", "Unavailable", "CodedError"}
BY_FIELD = {"FieldError", "RowError", "at"}
CODE = re.compile(r"FX-[EW]\d\d|[a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*")

NEVER_RAISED = {
    "system.fault": "made by `Fault` itself, which gives it its id",
}
"""Codes that are declared and written in no raising line, each with its reason."""


@lru_cache(maxsize=1)
def trees() -> dict[str, ast.Module]:
    """Every module of the program as a syntax tree."""
    paths = sorted((ROOT / "whale_desktop").rglob("*.py"))
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def called(node: ast.Call) -> str:
    """The last part of the name of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""


def argument(node: ast.Call, position: int, name: str) -> ast.expr | None:
    """One argument of a call, given by position or by name."""
    if len(node.args) > position:
        return node.args[position]
    return next((one.value for one in node.keywords if one.arg == name), None)


def raised() -> Iterator[tuple[str, str]]:
    """Where an error is made with a literal code, and the code."""
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            if called(node) in RAISERS or (called(node) == "confirm" and isinstance(node.func, ast.Attribute)):
                code = argument(node, 0, "code")
            elif called(node) in BY_FIELD:
                code = argument(node, 2 if called(node) == "RowError" else 1, "code")
            else:
                continue
            if isinstance(code, ast.Constant) and isinstance(code.value, str) and CODE.fullmatch(code.value):
                yield f"{name}:{node.lineno}", code.value


def literals() -> set[str]:
    """Every text of the program that stands outside a declaration of errors."""
    found: set[str] = set()
    for tree in trees().values():
        declarations = [
            node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in ("declare_errors", "C_")
        ]
        inside = {id(one) for node in declarations for one in ast.walk(node)}
        found |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside
        }
    return found


def test_what_is_raised_is_declared() -> None:
    found = list(raised())
    assert len(found) > 50, "the search finds too little to prove anything"
    assert [(where, code) for where, code in found if code not in all_error_texts()] == []


def test_a_code_that_is_written_anywhere_is_declared() -> None:
    """Codes also travel through functions of the rules, which the search for raising lines cannot follow."""
    families = {code.partition(".")[0] for code in all_error_texts() if "." in code} & {
        "storage",
        "auth",
        "export",
        "sheet",
        "blob",
    }
    written = {
        text
        for text in literals()
        if re.fullmatch(r"FX-[EW]\d\d", text) or (CODE.fullmatch(text) and text.partition(".")[0] in families)
    }
    assert written - set(all_error_texts()) == set()


def test_what_is_declared_is_raised() -> None:
    unused = set(all_error_texts()) - literals()
    assert unused - set(NEVER_RAISED) == set()


def test_the_list_of_codes_that_nobody_raises_is_true() -> None:
    assert set(NEVER_RAISED) - set(all_error_texts()) == set()
    assert {code for code in NEVER_RAISED if code in {code for _, code in raised()}} == set()


# ---------------------------------------------------------------------------------------------------------------------- choices


def choices_of(info: MessageInfo) -> set[type[StrEnum]]:
    """Every enumeration inside a message and its answer."""
    found: set[type[StrEnum]] = set()
    seen: set[int] = set()

    def walk(value: Any) -> None:
        if id(value) in seen or isinstance(value, str | bytes | int | type):
            return
        seen.add(id(value))
        if isinstance(value, msgspec.inspect.EnumType):
            assert issubclass(value.cls, StrEnum), value.cls
            found.add(value.cls)
        elif isinstance(value, tuple | list):
            for one in value:
                walk(one)
        elif hasattr(value, "__struct_fields__"):
            for name in value.__struct_fields__:
                walk(getattr(value, name))

    walk(msgspec.inspect.type_info(info.type))
    walk(msgspec.inspect.type_info(info.result))
    return found


@pytest.mark.parametrize("info", tuple(info for info in all_messages() if is_own(info.type)), ids=golden.name_of)
def test_every_enumeration_that_travels_has_labels(info: MessageInfo) -> None:
    assert {one.__name__ for one in choices_of(info) - set(labelled_choices())} == set()


CHOICES = {choice.__name__: choice for choice in labelled_choices() if is_own(choice)}

each_choice = pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)


@each_choice
def test_two_members_never_look_alike(choice: type[StrEnum]) -> None:
    for locale in (*LOCALES, PSEUDO):
        words = [catalogue(locale)(label_of(member)) for member in choice]
        assert len(set(words)) == len(words), (locale, words)
        assert all(words)


@each_choice
def test_tones_belong_to_all_members_or_to_none(choice: type[StrEnum]) -> None:
    tones = [tone_of(member) for member in choice]
    assert all(tones) or not any(tones)


def test_an_error_keeps_its_code_and_field() -> None:
    error = UserError.at("amount", "FX-E09", {"minimum": "10.00"})
    assert (error.code, error.fields[0].field, error.fields[0].code) == ("FX-E09", "amount", "FX-E09")
