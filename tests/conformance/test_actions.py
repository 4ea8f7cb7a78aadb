"""Every action, form and import against the command that it sends."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_args, get_origin

import msgspec
import pytest

from tests.conformance.walking import (
    ACTIONS,
    LISTS,
    SCREENS,
    each_action,
    each_form,
    hints,
    is_choice,
    plain,
    record_of,
    rows_in,
    unfit,
    wrong_options,
)
from tools import golden
from whale_desktop.messages import Query, info_of
from whale_desktop.messages.files import JobNo
from whale_desktop.messages.registry import by_name
from whale_desktop.screens import (
    Action,
    CardScreen,
    Field,
    FormSpec,
    ImportSpec,
    ListScreen,
)
from whale_desktop.ui.forms.building import build_command

# ------------------------------------------------------------------------------------------------------------------- actions


@each_action
def test_an_action_can_make_its_command(screen: ListScreen | CardScreen, action: Action) -> None:
    """Without a form or dialog the command must be complete from the row."""
    if action.go:
        assert action.go in {one.key for one in SCREENS} | {one.key for one in LISTS}
        return
    assert action.command is not None
    opened = [one.command for one in (action.form, action.dialog, action.importing) if one is not None]
    assert set(opened) <= {action.command}
    if not opened:
        needed = {one.name for one in msgspec.structs.fields(action.command) if one.required}
        assert needed <= set(action.fields), needed - set(action.fields)
    if "row" in action.places or "batch" in action.places:
        assert "may" in hints(record_of(screen)), "rows do not say what their state allows"
        assert info_of(action.command).name


@each_action
def test_an_action_takes_from_the_row_what_the_command_wants(screen: ListScreen | CardScreen, action: Action) -> None:
    if (
        action.command is None
        or action is getattr(screen, "item_action", None)
        or action is getattr(screen, "missing_action", None)
    ):
        return
    theirs, ours = hints(action.command), hints(record_of(screen))
    differing = [name for name, own in action.fields.items() if plain(theirs[name]) != plain(ours[own])]
    assert differing == []


@each_action
def test_a_question_names_what_is_there(screen: ListScreen | CardScreen, action: Action) -> None:
    if action.confirm is None:
        return
    asked = action.confirm.question.placeholders() | (action.confirm.detail.placeholders() if action.confirm.detail else set())
    assert asked <= set(hints(record_of(screen))) | {"count"}


@each_action
def test_what_is_said_when_it_is_done_names_what_there_is(screen: ListScreen | CardScreen, action: Action) -> None:
    if action.done is None:
        return
    assert action.command is not None
    result = info_of(action.command).result
    figures = {name for name, kind in hints(result).items() if kind is int} if isinstance(result, type) else set()
    of_a_job = {"rows"} if result is JobNo else set()
    assert action.done.placeholders() <= figures | of_a_job | {"count"}


def test_what_a_row_may_is_the_name_of_a_command() -> None:
    """The states of the rules name commands by text; a wrong one would hide a button for ever."""
    offered = {info_of(action.command).name for _, action in ACTIONS if action.command is not None}
    assert all(by_name(name) is not None for name in offered)


# --------------------------------------------------------------------------------------------------------------------- forms

EDITS: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda kind: kind is str,
    "lines": lambda kind: kind is str,
    "amount": lambda kind: kind is Decimal,
    "rate": lambda kind: kind is Decimal,
    "integer": lambda kind: kind is int,
    "date": lambda kind: kind is date,
    "moment": lambda kind: kind is datetime,
    "choice": is_choice,
    "radio": is_choice,
    "cards": is_choice,
    "options": lambda kind: kind in (str, int),
    "several": lambda kind: get_origin(kind) is tuple,
    "chips": lambda kind: get_origin(kind) is tuple,
    "switch": lambda kind: kind is bool,
    "currency": lambda kind: kind is str,
    "client": lambda kind: kind is str,
    "rows": lambda kind: get_origin(kind) is tuple,
    "custom": lambda kind: True,
    "fixed": lambda kind: True,
}


def unfit_fields(fields: Iterable[Field], command: Any) -> list[str]:
    """What is wrong with form fields over a command."""
    known = hints(command)
    wrong = []
    for one in fields:
        wrong += wrong_options(one.options)
        wrong += (
            [f"{one.name}: a custom field without an editor"] if (one.kind == "custom") is not (one.editor is not None) else []
        )
        nothing = one.options is None and (one.choice is None or one.kind != "several")
        wrong += [f"{one.name}: nothing to choose from"] if one.kind in ("options", "several", "chips") and nothing else []
        if one.name not in known:
            wrong.append(f"{one.name} is no field of {command.__name__}")
            continue
        kind = plain(known[one.name])
        if not EDITS[one.kind](kind):
            wrong.append(f"{one.name}: {one.kind} cannot edit {kind}")
        if one.kind == "several" and one.choice is not None:
            kind = get_args(kind)[0]
        if one.choice is not None and one.choice is not kind:
            wrong.append(f"{one.name}: chooses from {one.choice.__name__}, but the command takes {kind}")
        if one.kind == "rows":
            wrong += unfit_fields(one.rows, get_args(kind)[0])
    return wrong


@each_form
def test_a_form_edits_the_fields_of_its_command(screen: ListScreen | CardScreen, action: Action, form: FormSpec) -> None:
    assert unfit_fields(form.fields, form.command) == []
    names = {one.name for one in form.fields}
    for submit in form.submits:
        assert set(submit.values) <= set(hints(form.command))
        assert set(submit.requires) <= names
    assert form.submits


@each_form
def test_the_keys_of_a_form_do_not_collide(screen: ListScreen | CardScreen, action: Action, form: FormSpec) -> None:
    keys = [submit.key for submit in form.submits if submit.key and submit.kind == "primary"]
    assert len(set(keys)) == len(keys)


@each_form
def test_a_filled_form_makes_its_command(screen: ListScreen | CardScreen, action: Action, form: FormSpec) -> None:
    """With every field filled with a plausible value and the row behind it, the command can be built."""
    record = golden.sample_of(record_of(screen))
    if form.load is not None:
        loaded = form.load(record)
        assert isinstance(loaded, Query)
        record = golden.sample_of(info_of(loaded).result)
    if "page" in action.places and form.load is None:
        filled: dict[str, Any] = {}
    elif form.fill is not None:
        filled = dict(form.fill(record))
    else:
        filled = {one.name: getattr(record, one.name) for one in form.fields if hasattr(record, one.name)}
    known = hints(form.command)
    values = {one.name: golden.sample_of(known[one.name], one.name) for one in form.fields if one.name in known}
    row = golden.sample_of(record_of(screen))
    taken = {name: getattr(row, own) for name, own in action.fields.items() if hasattr(row, own)}
    given = {**values, **filled, **taken}
    assert {type(build_command(form, {**given, **submit.values})) for submit in form.submits} == {form.command}
    if form.context:
        assert unfit(form.context, type(record)) == []


# ---------------------------------------------------------------------------------------------------------- files that come in


@pytest.mark.parametrize(
    "spec", [action.importing for _, action in ACTIONS if action.importing], ids=lambda one: one.command.__name__
)
def test_an_import_holds_together(spec: ImportSpec) -> None:
    assert type(spec.submit("blob")) is spec.command
    preview = info_of(spec.preview("blob")).result
    row = rows_in(preview)
    assert unfit([one for one in spec.columns if one.name != "row"], row) == []
    assert {"row", "errors"} <= set(hints(row))
    for made in (spec.template("en"), spec.failed("blob", "en"), *([spec.sample("en")] if spec.sample else [])):
        assert {"blob", "name"} <= set(hints(info_of(made).result))
