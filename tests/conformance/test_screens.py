"""Every screen against the messages it points at: fields, kinds of columns, forms, links, icons, keys, hand-written parts."""

import importlib.util
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext, suppress
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from tools import golden
from whale_desktop.app.services import load_features
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import Query, export_of, info_of, tone_of
from whale_desktop.messages.choices import labelled_choices
from whale_desktop.messages.registry import by_name
from whale_desktop.screens import (
    Action,
    CardScreen,
    Column,
    CustomScreen,
    DetailSpec,
    Field,
    Filter,
    FormSpec,
    ImportSpec,
    Link,
    ListScreen,
    Options,
    Screen,
    all_lists,
    all_screens,
    list_of,
    menu_entries,
    menu_path,
    row_type,
    screen_of,
    where_type,
)
from whale_desktop.ui.forms.building import build_command

load_features()
SCREENS = all_screens()
LISTS = tuple(all_lists())

each_screen = pytest.mark.parametrize("screen", SCREENS, ids=lambda one: str(one.key))
each_list = pytest.mark.parametrize("screen", LISTS, ids=lambda one: str(one.key))


# --------------------------------------------------------------------------------------------------------------- what is inside


def actions_of(screen: Screen | ListScreen) -> tuple[Action, ...]:
    """Every action of a list or of cards."""
    if isinstance(screen, ListScreen):
        return screen.actions
    if isinstance(screen, CardScreen):
        return (*screen.actions, *(one for one in (screen.item_action, screen.missing_action) if one is not None))
    return ()


def pages() -> Iterator[ListScreen | CardScreen]:
    """Every list, those in tabs too, and every screen of cards."""
    yield from LISTS
    yield from (screen for screen in SCREENS if isinstance(screen, CardScreen))


PAGES = tuple(pages())
ACTIONS = tuple((screen, action) for screen in PAGES for action in actions_of(screen))
FORMS = tuple((screen, action, action.form) for screen, action in ACTIONS if action.form is not None)


def named(value: Any) -> str:
    """How a test of an action is called."""
    return (
        str(getattr(value, "key", "") or getattr(value, "name", ""))
        if isinstance(value, Action | ListScreen | CardScreen)
        else ""
    )


each_action = pytest.mark.parametrize(("screen", "action"), ACTIONS, ids=named)
each_form = pytest.mark.parametrize(("screen", "action", "form"), FORMS, ids=named)


def record_of(screen: ListScreen | CardScreen) -> type[msgspec.Struct]:
    """The struct of one row or card."""
    if isinstance(screen, ListScreen):
        row = row_type(screen.query)
    else:
        (row,) = {one for one in get_args(hints(info_of(screen.query_type).result)["cards"]) if one is not Ellipsis}
    assert row is not None
    return row


def hints(kind: Any) -> dict[str, Any]:
    """The types of a struct's fields."""
    return get_type_hints(get_origin(kind) or kind)


def plain(kind: Any) -> Any:
    """A type without `| None` and without its outer alias."""
    if get_origin(kind) in (Union, UnionType):
        kind = next(one for one in get_args(kind) if one is not type(None))
    return getattr(kind, "__supertype__", kind)


def rows_in(answer: Any) -> Any:
    """The struct of the rows of an answer: a page, a tuple of rows, or a struct with `rows`."""
    if get_origin(answer) is tuple:
        return get_args(answer)[0]
    arguments = get_args(answer)
    return arguments[0] if arguments else get_args(hints(answer)["rows"])[0]


def test_there_is_something_to_look_at() -> None:
    assert len(LISTS) >= 12
    assert len(ACTIONS) >= 25
    assert len(FORMS) >= 10
    assert any(isinstance(screen, CardScreen) for screen in SCREENS)
    assert any(action.importing is not None for _, action in ACTIONS)
    assert len(set(custom_names())) >= 2


# ---------------------------------------------------------------------------------------------------------------------- menu


@each_screen
def test_a_screen_stands_at_a_documented_path(screen: Screen) -> None:
    assert screen.menu in menu_entries(), screen.menu
    assert len(menu_path(screen.menu)) > 1


def test_no_two_screens_stand_at_one_path() -> None:
    menus = [screen.menu for screen in SCREENS]
    assert sorted(set(menus)) == sorted(menus)


def test_no_two_lists_have_one_key() -> None:
    keys = [one.key for one in LISTS]
    assert sorted(set(keys)) == sorted(keys)


# ----------------------------------------------------------------------------------------------------------- kinds of columns


def is_choice(kind: Any) -> bool:
    """Whether a type is an enumeration that people see."""
    return isinstance(kind, type) and issubclass(kind, StrEnum) and kind in labelled_choices()


KINDS: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda kind: kind is str or is_choice(kind),
    "code": lambda kind: kind in (str, int),
    "money": lambda kind: kind is Decimal,
    "signed": lambda kind: kind is Decimal,
    "rate": lambda kind: kind is Decimal,
    "percent": lambda kind: kind is Decimal,
    "number": lambda kind: kind in (int, Decimal),
    "date": lambda kind: kind is date,
    "moment": lambda kind: kind is datetime,
    "choice": is_choice,
    "state": lambda kind: is_choice(kind) and all(tone_of(member) for member in kind),
    "yes_no": lambda kind: kind is bool,
    "texts": lambda kind: get_origin(kind) is tuple,
}
"""For every kind of column whether it can draw a type."""


def unfit(columns: Iterable[Column], record: Any) -> list[str]:
    """What is wrong with columns that show `record`."""
    known = hints(record)
    wrong = []
    for column in columns:
        for name, wanted in ((column.currency, str), (column.estimate, bool), (column.strong, bool)):
            if name and plain(known.get(name)) is not wanted:
                wrong.append(f"{column.name}: {name} is no {wanted.__name__} field")
        if column.name not in known:
            wrong.append(f"{column.name} is no field of {record.__name__}")
        elif not KINDS[column.kind](plain(known[column.name])):
            wrong.append(f"{column.name}: {column.kind} cannot draw {known[column.name]}")
        if column.kind == "money" and not column.currency:
            wrong.append(f"{column.name}: money without its currency")
        if column.total and column.kind not in ("money", "signed", "number"):
            wrong.append(f"{column.name}: {column.kind} cannot be summed")
        wrong += [] if column.link is None else wrong_link(column.link, known)
    return wrong


def wrong_link(link: Link, known: Mapping[str, Any]) -> list[str]:
    """What is wrong with a link from a row with the fields `known`."""
    target = list_of(link.screen)
    if target is None:
        return [] if link.screen in {one.key for one in SCREENS} and not link.where else [f"no list {link.screen}"]
    where = where_type(target.query)
    fields = hints(where) if where is not None else {}
    return [f"{link.screen} cannot be filtered by {name}" for name in link.where if name not in fields] + [
        f"link to {link.screen}: no field {source}" for source in link.where.values() if source not in known
    ]


@each_list
def test_columns_can_draw_their_fields(screen: ListScreen) -> None:
    assert unfit(screen.columns, record_of(screen)) == []
    names = [column.name for column in screen.columns]
    assert len(set(names)) == len(names)
    assert any(column.shown for column in screen.columns)


@each_list
def test_the_currency_of_an_amount_is_a_column_too(screen: ListScreen) -> None:
    """An export needs it: a number cell cannot hold the currency that the screen draws beside the amount."""
    names = {column.name for column in screen.columns}
    assert {column.currency for column in screen.columns if column.currency} <= names


@each_list
def test_a_list_can_be_begun_as_it_says(screen: ListScreen) -> None:
    where = where_type(screen.query)
    assert set(screen.initial) <= set(hints(where) if where is not None else ())
    assert not screen.first_tab or screen.first_tab in {tab.key for tab in screen.tabs}
    assert set(screen.search) <= set(hints(where) if where is not None else hints(record_of(screen)))
    assert where_type(screen.totals) is where, "list and totals must be filtered alike"
    info, totals = info_of(screen.query), info_of(screen.totals)
    assert set(info.permission.codes) <= set(totals.permission.codes) or not totals.permission.codes


@each_list
def test_the_strip_of_cards_fits(screen: ListScreen) -> None:
    if screen.cards is not None:
        card = rows_in(info_of(screen.cards.query()).result)
        assert unfit(screen.cards.columns, card) == []
        assert {screen.cards.title, screen.cards.warning} - {""} <= set(hints(card))


# ------------------------------------------------------------------------------------------------------------------- filters


def is_filter_of(one: Filter, kind: Any) -> bool:
    """Whether a kind of filter can fill a field of this type."""
    if one.several:
        return get_origin(kind) is tuple and (one.choice is None or get_args(kind)[0] is one.choice)
    kind = plain(kind)
    if one.kind == "choice":
        return kind is one.choice
    return kind is {"date_range": date, "yes_no": bool}.get(one.kind, str)


@each_list
def test_filters_fill_their_fields(screen: ListScreen) -> None:
    where = where_type(screen.query)
    known = hints(where) if where is not None else {}
    wrong = [f"{one.name}: {one.kind}" for one in screen.filters if not is_filter_of(one, known[one.name])]
    wrong += [f"{one.upto}: {one.kind}" for one in screen.filters if one.upto and plain(known[one.upto]) is not date]
    wrong += [one.name for one in screen.filters if (one.kind == "date_range") is not bool(one.upto)]
    wrong += [one.name for one in screen.filters if one.kind == "options" and one.options is None]
    for one in screen.filters:
        wrong += wrong_options(one.options)
    assert wrong == []


@each_list
def test_every_field_of_the_filter_can_be_filled_by_a_person_or_a_link(screen: ListScreen) -> None:
    where = where_type(screen.query)
    offered = {name for one in screen.filters for name in (one.name, one.upto)} | set(screen.search) | set(screen.initial)
    offered |= {name for link in links() if link.screen == screen.key for name in link.where}
    offered |= {name for _, action in ACTIONS if action.go == screen.key for name in action.fields}
    assert set(hints(where) if where is not None else ()) - offered == set()


def links() -> Iterator[Link]:
    """Every link of every list and detail."""
    for screen in LISTS:
        columns = [*screen.columns]
        if screen.detail is not None:
            columns += [column for section in screen.detail.sections for column in section.columns]
            columns += [column for related in screen.detail.related for column in related.columns]
        yield from (column.link for column in columns if column.link is not None)


def wrong_options(options: Options | None) -> list[str]:
    """What is wrong with choices that come from a query."""
    if options is None:
        return []
    known = hints(rows_in(info_of(options.query()).result))
    return [f"{name} is no field of the choices" for name in (options.value, options.label) if name not in known]


# ------------------------------------------------------------------------------------------------------------------- details


@pytest.mark.parametrize("screen", [one for one in LISTS if one.detail is not None], ids=named)
def test_a_detail_shows_what_its_query_answers(screen: ListScreen) -> None:
    detail = screen.detail
    assert isinstance(detail, DetailSpec)
    asked = detail.query(golden.sample_of(record_of(screen)))
    answer = info_of(asked).result
    assert {detail.title, detail.state} - {""} <= set(hints(answer))
    for section in detail.sections:
        assert unfit(section.columns, answer) == []
    record = golden.sample_of(answer)
    for related in detail.related:
        assert unfit(related.columns, rows_in(info_of(related.query(record)).result)) == []


@each_list
def test_a_list_that_prints_is_one_that_may_be_exported(screen: ListScreen) -> None:
    """A printed list is a file that leaves the house like any other. Without a code of its own nobody could ever make it."""
    assert screen.exports or not screen.prints
    assert export_of(info_of(screen.query).permission) or not screen.exports


# ------------------------------------------------------------------------------------------------------------------- actions


@each_action
def test_an_action_can_make_its_command(screen: ListScreen | CardScreen, action: Action) -> None:
    """Without a form or dialog the command must be complete from the row and the fixed values."""
    if action.go:
        assert action.go in {one.key for one in SCREENS} | {one.key for one in LISTS}
        return
    assert action.command is not None
    opened = [one.command for one in (action.form, action.dialog, action.importing) if one is not None]
    assert set(opened) <= {action.command}
    given = {*action.fields, *action.fixed, action.keys_field}
    if not opened:
        needed = {one.name for one in msgspec.structs.fields(action.command) if one.required}
        assert needed <= given, needed - given
    if "row" in action.places or action.each:
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
def test_a_batch_says_how_it_sends(screen: ListScreen | CardScreen, action: Action) -> None:
    if "batch" in action.places and not action.go and action.dialog is None and action.importing is None:
        assert action.each is not bool(action.keys_field)


@each_action
def test_a_question_names_what_is_there(screen: ListScreen | CardScreen, action: Action) -> None:
    if action.confirm is None:
        return
    asked = action.confirm.question.placeholders() | (action.confirm.detail.placeholders() if action.confirm.detail else set())
    assert asked <= set(hints(record_of(screen))) | {"count"}


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
    "choice": is_choice,
    "radio": is_choice,
    "cards": is_choice,
    "options": lambda kind: kind in (str, int),
    "several": lambda kind: get_origin(kind) is tuple,
    "switch": lambda kind: kind is bool,
    "currency": lambda kind: kind is str,
    "client": lambda kind: kind is str,
    "rows": lambda kind: get_origin(kind) is tuple,
    "custom": lambda kind: True,
    "fixed": lambda kind: True,
}


def unfit_fields(fields: Iterable[Field], command: Any, *, loose: bool) -> list[str]:
    """What is wrong with form fields over a command; `loose`: the form makes its command itself, its fields may be its own."""
    known = hints(command)
    wrong = []
    for one in fields:
        wrong += wrong_options(one.options)
        wrong += (
            [f"{one.name}: a custom field without an editor"] if (one.kind == "custom") is not (one.editor is not None) else []
        )
        wrong += [f"{one.name}: nothing to choose from"] if one.kind in ("options", "several") and one.options is None else []
        if one.name not in known:
            wrong += [] if loose else [f"{one.name} is no field of {command.__name__}"]
            continue
        kind = plain(known[one.name])
        if not EDITS[one.kind](kind):
            wrong.append(f"{one.name}: {one.kind} cannot edit {kind}")
        if one.choice is not None and one.choice is not kind:
            wrong.append(f"{one.name}: chooses from {one.choice.__name__}, but the command takes {kind}")
        if one.kind == "rows":
            wrong += unfit_fields(one.rows, get_args(kind)[0], loose=False)
    return wrong


@each_form
def test_a_form_edits_the_fields_of_its_command(screen: ListScreen | CardScreen, action: Action, form: FormSpec) -> None:
    assert unfit_fields(form.fields, form.command, loose=form.build is not None) == []
    names = {one.name for one in form.fields}
    for submit in form.submits:
        assert set(submit.values) <= set(hints(form.command)) | (names if form.build else set())
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
    given = {**values, **filled, **taken, **action.fixed}
    builders_own_mind = suppress(UserError) if form.build is not None else nullcontext()  # it may want other values than samples
    with builders_own_mind:
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


# --------------------------------------------------------------------------------------------------------------------- cards


@pytest.mark.parametrize("screen", [one for one in SCREENS if isinstance(one, CardScreen)], ids=named)
def test_cards_show_what_their_query_answers(screen: CardScreen) -> None:
    answer = hints(info_of(screen.query_type).result)
    assert {"cards", "missing"} <= set(answer)
    assert screen.summary.placeholders() <= set(answer)
    card = record_of(screen)
    known = hints(card)
    assert {screen.row_key, screen.card_title, screen.card_subtitle, screen.items, screen.usage} <= set(known)
    assert unfit(screen.head, card) == []
    item = get_args(known[screen.items])[0]
    assert {screen.item.title, screen.item.subtitle, screen.item.flag, screen.item.note} - {""} <= set(hints(item))
    assert unfit([screen.item.value], item) == []
    assert screen.usage_text.placeholders() <= set(known) | {"count", "number"}
    assert isinstance(screen.query(), screen.query_type)


# ----------------------------------------------------------------------------------------------------------------- icons, keys


def glyphs() -> set[str]:
    """Every Phosphor glyph that QtAwesome has, as `ph.name`."""
    found = importlib.util.find_spec("qtawesome")
    assert found is not None
    assert found.origin is not None
    (charmap,) = (Path(found.origin).parent / "fonts").glob("phosphor-charmap-*.json")
    return {f"ph.{name}" for name in json.loads(charmap.read_text(encoding="utf-8"))}


def test_every_icon_exists() -> None:
    known = glyphs()
    used = {entry.icon for entry in menu_entries().values()} | {action.icon for _, action in ACTIONS}
    assert {one for one in used - {""} if (one if one.startswith("ph.") else f"ph.{one}") not in known} == set()


WINDOW_KEYS = ("Ctrl+Return", "Enter", "Return", "Space", "Esc", "Ctrl+C", "Alt+Up", "Alt+Down", "Shift+F10")


@pytest.mark.parametrize("screen", PAGES, ids=named)
def test_keys_of_one_page_do_not_collide(screen: ListScreen | CardScreen) -> None:
    from whale_desktop.ui.shell.keys import FORMS, KEYS

    documented = {key for one in KEYS if one.group is not FORMS for key in one.sequences}
    given = {"Ctrl+N", "F2", "F8"}
    """Keys whose action the page decides."""
    keys = [action.key for action in screen.actions if action.key]
    assert len(set(keys)) == len(keys), keys
    assert set(keys) & ((documented | set(WINDOW_KEYS)) - given) == set()
    assert len([action for action in screen.actions if action.main]) <= 1


# ------------------------------------------------------------------------------------------------------- hand-written in Qt


def custom_names() -> Iterator[str]:
    """Every `module:Class` of a screen, dialog or editor."""
    for screen in SCREENS:
        if isinstance(screen, CustomScreen):
            yield screen.widget
    for _, action in ACTIONS:
        if action.dialog is not None:
            yield action.dialog.name
        if action.form is not None:
            yield from editors(action.form.fields)


def editors(fields: Iterable[Field]) -> Iterator[str]:
    """The hand-written editors of a form, those in its row tables too."""
    for one in fields:
        if one.editor is not None:
            yield one.editor.name
        yield from editors(one.rows)


@pytest.mark.parametrize("name", sorted(set(custom_names())))
def test_a_hand_written_part_resolves(name: str) -> None:
    """Needs Qt (offscreen)."""
    from PySide6.QtCore import QObject

    from whale_desktop.ui.pages.resolve import resolve

    assert issubclass(resolve(name), QObject)
    assert ".features." in name


def test_screens_are_found_by_key() -> None:
    assert all(screen_of(screen.key) is screen for screen in SCREENS)
