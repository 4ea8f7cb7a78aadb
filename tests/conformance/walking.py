"""What the tests of screens walk over: screens, lists, actions and forms, and whether columns and choices fit a struct."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from whale_desktop.app.services import load_features
from whale_desktop.messages import Reason, info_of, tone_of
from whale_desktop.messages.choices import labelled_choices
from whale_desktop.screens import (
    Action,
    CardScreen,
    Column,
    CustomScreen,
    Field,
    Link,
    ListScreen,
    Options,
    Screen,
    all_lists,
    all_screens,
    list_of,
    row_type,
    where_type,
)

load_features()
SCREENS = all_screens()
LISTS = tuple(all_lists())

each_screen = pytest.mark.parametrize("screen", SCREENS, ids=lambda one: str(one.key))
each_list = pytest.mark.parametrize("screen", LISTS, ids=lambda one: str(one.key))


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


def links() -> Iterator[Link]:
    """Every link of every list and detail."""
    for screen in LISTS:
        columns = [*screen.columns]
        if screen.detail is not None:
            columns += [column for section in screen.detail.sections for column in section.columns]
            columns += [column for related in screen.detail.related for column in related.columns]
        yield from (column.link for column in columns if column.link is not None)


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
    "reason": lambda kind: kind is Reason,
    "named": lambda kind: True,
    "progress": lambda kind: kind is int,
    "size": lambda kind: kind is int,
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


def wrong_options(options: Options | None) -> list[str]:
    """What is wrong with choices that come from a query."""
    if options is None:
        return []
    known = hints(rows_in(info_of(options.query()).result))
    return [f"{name} is no field of the choices" for name in (options.value, options.label) if name not in known]
