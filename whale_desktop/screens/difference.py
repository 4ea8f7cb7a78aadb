"""What a command changed in its record, field by field: for the audit trail, work orders and whoever else shows before and after. Qt-free.

Labels and kinds of the fields come from the screens that show the record or offer the command, so that a checker reads the words of the
list he knows. A field that no screen shows has no label; it is left out unless it changed. Must not know where the two states came from.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, get_args, get_origin

import msgspec

from whale_desktop.kernel.texts import Text
from whale_desktop.messages import Message, Reason, info_of, tone_of
from whale_desktop.messages.choices import enumeration_of
from whale_desktop.messages.registry import MessageInfo, all_messages, by_name
from whale_desktop.screens.columns import Column, ColumnKind
from whale_desktop.screens.forms import Field, FieldKind
from whale_desktop.screens.offering import pages_of
from whale_desktop.screens.registry import all_screens, registrations
from whale_desktop.screens.screen import (
    Action,
    CardScreen,
    ListScreen,
    actions_of,
    commands_of,
    row_type,
)
from whale_desktop.screens.values import shown_text
from whale_desktop.screens.wording import Say

TOLD_ELSEWHERE = frozenset(
    {"may", "version", "expected_version", "operator", "updated_at", "updated_by", "work_order_no", "pending"}
)
"""Fields that say who, when and what may follow: whoever shows a difference says it beside it, and it always changes."""

_KIND_OF_FIELD: Mapping[FieldKind, ColumnKind] = {
    "amount": "money",
    "rate": "rate",
    "integer": "number",
    "date": "date",
    "switch": "yes_no",
}


class Record:
    """One state of a record by field name; what it does not have is None. odd_fields: fields with a value that an older program wrote."""

    def __init__(self, values: Mapping[str, Any], odd: Iterable[str] = ()) -> None:
        self.values = dict(values)
        self.odd_fields = frozenset(odd)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.values.get(name)


@dataclass(frozen=True)
class FieldChange:
    """One field before and after. `column` says how its value is drawn; `label` is None where no screen names the field."""

    name: str
    label: Text | None
    column: Column
    changed: bool


@dataclass(frozen=True)
class Difference:
    """Two states of a record, changed fields first. Before is empty for what was added, after for what was deleted."""

    before: Record
    after: Record
    fields: tuple[FieldChange, ...]

    @property
    def changed(self) -> tuple[FieldChange, ...]:
        """The fields that changed."""
        return tuple(one for one in self.fields if one.changed)


@dataclass(frozen=True)
class Line:
    """A field of a difference in a language."""

    label: str
    before: str
    after: str
    changed: bool


def difference(message: str, before: Any, after: Any) -> Difference:
    """What the command with this wire name changed, between two states of the record that its target query shows.

    before, after: the states as JSON values (dict) or structs, None or anything else for none. A message that the program no longer
    knows, or one without a target, is compared all the same, field by field under their own names.
    """
    info = _info(message)
    record = _record_type(info)
    return _compare(_states(record, before, after), _cached_columns(info.type if info else None, record, registrations()), record)


def request(message: str, payload: Any) -> Difference:
    """What a command asked for, as fields that were empty before; `payload` is the command as JSON value (dict) or struct."""
    info = _info(message)
    kind = info.type if info is not None else None
    return _compare(_states(kind, None, payload), _cached_columns(kind, None, registrations()), kind)


def lines(found: Difference, say: Say) -> tuple[Line, ...]:
    """A difference in a language, for mail, print and files; the window draws it with `ui.lists.difference_view`."""
    return tuple(
        Line(
            label=say(one.label) if one.label is not None else one.name,
            before=shown_text(one.column, found.before, say),
            after=shown_text(one.column, found.after, say),
            changed=one.changed,
        )
        for one in found.fields
    )


# -------------------------------------------------------------------------------------------------------------- the two states


def _info(message: str) -> MessageInfo | None:
    """The message of a wire name, or of the name of an internal command."""
    return by_name(message) or next((info for info in all_messages() if info.internal and info.type.__name__ == message), None)


def _record_type(info: MessageInfo | None) -> type[msgspec.Struct] | None:
    if info is None or info.target is None:
        return None
    result = info_of(info.target.query).result
    return result if isinstance(result, type) and issubclass(result, msgspec.Struct) else None


def _states(kind: type[msgspec.Struct] | None, before: Any, after: Any) -> tuple[Record, Record]:
    types = {} if kind is None else {field.name: field.type for field in msgspec.structs.fields(kind)}
    return _typed(before, types), _typed(after, types)


def _typed(state: Any, types: Mapping[str, Any]) -> Record:
    """The values as Python values; one that its field can no longer hold stays as it was written."""
    plain = msgspec.to_builtins(state)
    if not isinstance(plain, dict):
        return Record({})
    typed, odd = {}, []
    for name, value in plain.items():
        try:
            typed[name] = msgspec.convert(value, types[name], strict=False) if name in types else value
        except msgspec.ValidationError:
            typed[name] = value
            odd.append(name)
    return Record(typed, odd)


def _compare(states: tuple[Record, Record], columns: Mapping[str, Column], kind: type[msgspec.Struct] | None) -> Difference:
    before, after = states
    own = () if kind is None else kind.__struct_fields__
    names = dict.fromkeys((*columns, *own, *before.values, *after.values))
    marks = _marks(kind)
    found = []
    for name in names:
        if name in TOLD_ELSEWHERE or name in marks or (name not in before.values and name not in after.values):
            continue
        old, new = before.values.get(name), after.values.get(name)
        changed = not _same(old, new)
        if name in columns:
            odd = name in before.odd_fields | after.odd_fields
            column = Column(name, columns[name].label) if odd else _for_values(columns[name], old, new)
            found.append(FieldChange(name, columns[name].label, column, changed))
        elif changed:
            found.append(FieldChange(name, None, _plain_column(name, old, new), changed))
    return Difference(before, after, (*(one for one in found if one.changed), *(one for one in found if not one.changed)))


def _marks(kind: type[msgspec.Struct] | None) -> frozenset[str]:
    """The fields that only say how another one is drawn: fixed or computed, final or estimated."""
    return frozenset(
        name
        for page in _pages()
        if isinstance(page, ListScreen) and kind is not None and row_type(page.query) is kind
        for column in page.columns
        for name in (column.estimate, column.strong)
        if name
    )


def _same(old: Any, new: Any) -> bool:
    """Nothing is nothing, whether it is written as null, as an empty text or as an empty row."""
    return old == new or (old in (None, "", (), []) and new in (None, "", (), []))


# ------------------------------------------------------------------------------------------------------- labels of the screens


@lru_cache(maxsize=1024)
def _cached_columns(command: type[Message] | None, record: type[msgspec.Struct] | None, screens: int) -> Mapping[str, Column]:
    """As `_known_columns`; `screens` counts the registrations of screens, because a list of rows asks for the same again and again."""
    return _known_columns(command, record)


def _known_columns(command: type[Message] | None, record: type[msgspec.Struct] | None) -> Mapping[str, Column]:
    """How each field is called and drawn, by the nearest screen that names it; in the order in which screens show them."""
    known: dict[str, Column] = {}
    fields = {} if record is None else {field.name: field.type for field in msgspec.structs.fields(record)}
    if record is None and command is not None:
        fields = {field.name: field.type for field in msgspec.structs.fields(command)}
    for column, drawn in _columns_about(command, record):
        if column.name in fields and column.name not in known:
            known[column.name] = _fitted(column, drawn, fields)
    return known


def _columns_about(command: type[Message] | None, record: type[msgspec.Struct] | None) -> Iterator[tuple[Column, Any]]:
    """Columns of the lists of this record, then of the screens that offer the command, the fields of its forms, the feature's lists.

    Each with the type of the field that it draws, text where that is not known.
    """
    shown = [one for one in _pages() if isinstance(one, ListScreen) and record is not None and row_type(one.query) is record]
    offering = [(page, action) for page in _pages() for action in actions_of(page) if command in tuple(commands_of(action))]
    for page in (*shown, *(page for page, _ in offering)):
        yield from _columns_of(page)
    for _, action in offering:
        yield from ((column, str) for column in _fields_of(action))
    if command is not None:
        yield from _columns_of_area(info_of(command).area)


def _columns_of_area(area: str) -> Iterator[tuple[Column, Any]]:
    """Columns of every list of the command's feature: one field name means one thing there."""
    for page in _pages():
        if isinstance(page, ListScreen) and info_of(page.query).area == area:
            yield from _columns_of(page)


def _pages() -> Iterator[ListScreen | CardScreen]:
    for screen in all_screens():
        yield from pages_of(screen)


def _columns_of(page: ListScreen | CardScreen) -> Iterator[tuple[Column, Any]]:
    if isinstance(page, CardScreen):
        yield from ((column, str) for column in (*page.head, Column(page.items, page.title)))
        return
    row = row_type(page.query)
    types = {} if row is None else {field.name: field.type for field in msgspec.structs.fields(row)}
    sections = () if page.detail is None else page.detail.sections
    for column in (*page.columns, *(column for section in sections for column in section.columns)):
        yield column, types.get(column.name, str)


def _fields_of(action: Action) -> Iterator[Column]:
    if action.form is None:
        return
    yield from action.form.context
    for one in action.form.fields:
        yield _column_of(one)


def _column_of(field: Field) -> Column:
    return Column(field.name, field.label, _KIND_OF_FIELD.get(field.kind, "text"))


def _fitted(column: Column, drawn: Any, fields: Mapping[str, Any]) -> Column:
    """The column as it may be drawn from the bare record: without a currency that the record does not have, without links.

    drawn: the type that it draws on its screen; its words are for that type alone.
    """
    kind = column.kind
    if kind == "named" and drawn != fields[column.name]:
        kind = "text"
    choice = enumeration_of(fields[column.name])
    if choice is not None and kind in ("text", "choice", "state"):
        kind = "state" if all(tone_of(member) for member in choice) else "choice"
    if get_origin(fields[column.name]) is tuple and kind in ("text", "texts"):
        kind = "texts" if get_args(fields[column.name])[0] is str else "text"
    return Column(
        column.name,
        column.label,
        kind,
        currency=column.currency if column.currency in fields else "",
        words=column.words if kind == "named" else None,
        market=column.market,
    )


_FITS: Mapping[ColumnKind, type] = {
    **dict.fromkeys(("money", "signed", "rate", "percent"), Decimal),
    **dict.fromkeys(("choice", "state"), StrEnum),
    "date": date,
    "moment": datetime,
    "yes_no": bool,
    "texts": tuple,
    "reason": Reason,
    "progress": int,
    "size": int,
}


def _for_values(column: Column, *values: Any) -> Column:
    """The column as it is, or as text when a value, written by an older program, is not what the column draws."""
    kind = _FITS.get(column.kind, object)
    if all(value is None or isinstance(value, kind) for value in values):
        return column
    return Column(column.name, column.label)


def _plain_column(name: str, old: Any, new: Any) -> Column:
    """The column of a field that no screen shows: text by the type of its value."""
    return Column(name, Text("", name), "yes_no" if isinstance(new if old is None else old, bool) else "text")
