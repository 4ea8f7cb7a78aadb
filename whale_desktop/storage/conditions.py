"""The conditions that filters of lists are made of. Must not know any table.

A filter's empty field restricts nothing; days are Hong Kong days, the last one included.
"""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, literal, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from whale_desktop.kernel.clock import HONG_KONG


def start_of(day: date) -> datetime:
    """The first moment of a Hong Kong day; that of the very first day is before any moment there is."""
    if day == date.min:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.combine(day, time(0), tzinfo=HONG_KONG).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The first moment after a Hong Kong day; nothing is after the last day that there is."""
    return datetime.max.replace(tzinfo=UTC) if day == date.max else start_of(day + timedelta(days=1))


def within_days(column: ColumnElement[Any], first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    """The conditions that a moment lies in Hong Kong days, both included."""
    found: list[ColumnElement[bool]] = []
    if first is not None:
        found.append(column >= start_of(first))
    if last is not None:
        found.append(column < end_of(last))
    return found


def equal(**pairs: tuple[ColumnElement[Any], Any]) -> list[ColumnElement[bool]]:
    """The conditions of exact filters: name=(column, value); an empty value restricts nothing."""
    return [column == value for column, value in pairs.values() if value not in (None, "")]


class _OneOf(FunctionElement[bool]):
    """`column IN` the texts of a JSON list, which is one parameter however long it is."""

    inherit_cache = True
    name = "one_of"


@compiles(_OneOf, "sqlite")
def _on_sqlite(element: _OneOf, compiler: Any, **more: Any) -> str:
    column, texts = (compiler.process(one, **more) for one in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({texts})))"


@compiles(_OneOf, "postgresql")
def _on_postgresql(element: _OneOf, compiler: Any, **more: Any) -> str:
    column, texts = (compiler.process(one, **more) for one in element.clauses)
    return f"({column} IN (SELECT jsonb_array_elements_text(CAST({texts} AS jsonb))))"


def among(column: ColumnElement[Any], texts: Iterable[str]) -> ColumnElement[bool]:
    """The condition that a column of texts has one of any number of them; databases limit how many parameters a statement may have.

    No texts, no rows.
    """
    return _OneOf(column, literal(json.dumps(sorted(set(texts))), String))


def all_of(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    """All of the conditions, true for none."""
    return and_(true(), *conditions)


def number_of(text: str) -> int | None:
    """A record's number as a person typed it; None for an empty text, −1, which no record has, for anything but digits."""
    if not text.strip():
        return None
    return int(text) if text.strip().isdecimal() and len(text.strip()) <= 18 else -1
