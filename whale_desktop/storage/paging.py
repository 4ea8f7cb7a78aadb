"""Pages and totals of lists: by key when moving on, by offset for a jump, sums that cannot overflow.

Sort columns are a whitelist of the caller; nothing of a request is ever put into a statement as text.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    String,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
    type_coerce,
)

from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import EXACT
from whale_desktop.messages import ListQuery, Page, Totals
from whale_desktop.storage.types import ScaledDecimal

_HALF = 2**32
_LARGEST = 2**63

R = TypeVar("R")


def page_of(
    connection: Connection,
    statement: Select[Any],
    query: ListQuery[Any],
    *,
    key: ColumnElement[Any],
    sorts: Mapping[str, ColumnElement[Any]],
    default: str,
    row: Callable[[Row[Any]], R],
) -> Page[R]:
    """One page of `statement`, which must already carry the filter.

    key: a unique column, the tie-breaker of every order; it must be selected by `statement`. sorts: sort name → column, also selected.
    default: the sort when the query names none. Raises `UserError("message.unsortable")` and `UserError("message.invalid")`.
    A page from outside has at most 200 rows (the bus sees to it); an export inside a transaction may ask for more at once.
    """
    statement = ordered(statement, query, key=key, sorts=sorts, default=default)
    name = query.sort or default
    column = sorts[name]
    statement = statement.add_columns(stored_column(column).label("_sort"), stored_column(key).label("_key"))
    statement = statement.limit(query.limit + 1)
    if query.keys:
        statement = statement.where(picked(key, query.keys))
    if query.after:
        value, last = _decode(query.after, name)
        if last is None or not _fits(column, value) or not _fits(key, last):
            raise UserError.at("after", "message.invalid")
        statement = statement.where(_beyond(column, key, value, last, query.descending))
    elif query.offset:
        statement = statement.offset(query.offset)
    found = connection.execute(statement).all()
    more = len(found) > query.limit
    rows = found[: query.limit]
    return Page(
        rows=tuple(row(one) for one in rows),
        next_cursor=_encode(name, rows[-1]._mapping["_sort"], rows[-1]._mapping["_key"]) if more else "",
    )


def ordered(
    statement: Select[Any],
    query: ListQuery[Any],
    *,
    key: ColumnElement[Any],
    sorts: Mapping[str, ColumnElement[Any]],
    default: str,
) -> Select[Any]:
    """`statement` in the order that a query asks for; see `page_of`. Raises `UserError("message.unsortable")`."""
    name = query.sort or default
    if name not in sorts:
        raise UserError.at("sort", "message.unsortable", {"column": name})
    column = sorts[name]
    unique: bool = column is key
    for one in (key,) if unique else (column, key):
        statement = statement.order_by(one.desc().nulls_last() if query.descending else one.asc().nulls_first())
    return statement


def picked(key: ColumnElement[Any], keys: Sequence[str | int]) -> ColumnElement[bool]:
    """The rows with these keys. What such a column cannot hold is no row's key, on either kind of database."""
    if not isinstance(stored_column(key).type, Integer):
        return key.in_([str(one) for one in keys])
    whole = [int(one) for one in keys if isinstance(one, int) or (one.isascii() and one.isdecimal())]
    return key.in_([one for one in whole if abs(one) < _LARGEST])


def _fits(column: ColumnElement[Any], value: Any) -> bool:
    """Whether a cursor can have this value of a column: it may come from another list, or be made up."""
    kind = stored_column(column).type
    if value is None:
        return True
    if isinstance(kind, Integer):
        return type(value) is int and abs(value) < _LARGEST
    if isinstance(kind, String):
        return isinstance(value, str) and "\0" not in value
    return not isinstance(kind, Boolean) or isinstance(value, bool)


def stored_column(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column as the database stores it: a cursor holds plain numbers and texts, and a long file reads only what it needs."""
    plain = getattr(column.type, "impl_instance", None) or column.type
    return column if plain is column.type else type_coerce(column, plain)


def _beyond(column: ColumnElement[Any], key: ColumnElement[Any], value: Any, last: Any, descending: bool) -> ColumnElement[bool]:
    one, two = stored_column(column), stored_column(key)
    if column is key:
        return two < literal(last) if descending else two > literal(last)
    if value is None:
        same = and_(column.is_(None), two < last if descending else two > last)
        return same if descending else or_(same, column.is_not(None))
    beyond = tuple_(one, two) < tuple_(value, last) if descending else tuple_(one, two) > tuple_(value, last)
    if descending and getattr(column, "nullable", True):
        return or_(beyond, column.is_(None))
    return beyond


def _encode(name: str, value: Any, key: Any) -> str:
    return urlsafe_b64encode(msgspec.json.encode([name, value, key])).decode()


def _decode(cursor: str, name: str) -> tuple[Any, Any]:
    try:
        made_for, value, key = msgspec.json.decode(urlsafe_b64decode(cursor.encode()), type=tuple[str, Any, Any])
    except (ValueError, msgspec.DecodeError):
        raise UserError.at("after", "message.invalid") from None
    if made_for != name:
        raise UserError.at("after", "message.invalid")
    return value, key


@dataclass(frozen=True)
class Sums:
    """A column to be summed, by currency if `currency` is given."""

    name: str
    column: ColumnElement[Any]
    currency: ColumnElement[Any] | None = None


def totals_of(
    connection: Connection,
    source: Any,
    *,
    where: ColumnElement[bool],
    within: ColumnElement[bool] | None = None,
    sums: Sequence[Sums] = (),
    tabs: Mapping[str, ColumnElement[bool]] | None = None,
    tab: str = "",
) -> Totals:
    """Count, sums and tab counts of one filter. `source` is a table or join; `within` limits rows besides the filter (row rights).

    Sums are added in two halves of 32 bits, so that a sum of many large amounts cannot overflow.
    """
    tabs = tabs or {}
    condition = where if within is None else and_(where, within)
    counts = _tab_counts(connection, source, condition, tabs)
    inside = condition if not tab else and_(condition, tab_of(tabs, tab))
    groups: dict[tuple[Any, ...], list[Sums]] = {}
    for one in sums:
        groups.setdefault((one.currency,), []).append(one)
    result: dict[str, dict[str, Decimal]] = {}
    for (currency,), members in groups.items():
        result.update(_sums(connection, source, inside, currency, members))
    if tab or "" not in counts:
        count = (
            counts[tab]
            if tab in counts
            else connection.execute(select(func.count()).select_from(source).where(inside)).scalar_one()
        )
    else:
        count = counts[""]
    return Totals(count=count, sums=result, tabs=counts)


def tab_of(tabs: Mapping[str, ColumnElement[bool]], name: str) -> ColumnElement[bool]:
    """The condition of the tab that a query names. Raises `UserError("message.invalid")` for one that the list does not have."""
    if name not in tabs:
        raise UserError.at("tab", "message.invalid")
    return tabs[name]


def _tab_counts(
    connection: Connection, source: Any, condition: ColumnElement[bool], tabs: Mapping[str, ColumnElement[bool]]
) -> dict[str, int]:
    if not tabs:
        return {}
    columns = [func.coalesce(func.sum(case((test, 1), else_=0)), 0) for test in tabs.values()]
    row = connection.execute(select(func.count(), *columns).select_from(source).where(condition)).one()
    return {"": int(row[0]), **{name: int(number) for name, number in zip(tabs, row[1:], strict=True)}}


def halves(stored: ColumnElement[Any]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Sums of the upper and of the lower 32 bits of a stored integer: upper × 2³² + lower is the sum, which cannot overflow."""
    return func.sum(stored.op(">>")(literal(32, Integer))), func.sum(stored.op("&")(literal(_HALF - 1, BigInteger)))


def _sums(
    connection: Connection,
    source: Any,
    condition: ColumnElement[bool],
    currency: ColumnElement[Any] | None,
    members: Sequence[Sums],
) -> dict[str, dict[str, Decimal]]:
    columns: list[ColumnElement[Any]] = []
    for one in members:
        columns += halves(stored_column(one.column))
    head = literal("") if currency is None else currency
    statement = select(head, *columns).select_from(source).where(condition)
    if currency is not None:
        statement = statement.group_by(currency).order_by(currency)
    result: dict[str, dict[str, Decimal]] = {one.name: {} for one in members}
    for row in connection.execute(statement):
        for index, one in enumerate(members):
            high, low = row[1 + 2 * index], row[2 + 2 * index]
            if high is not None:
                scale = one.column.type.scale if isinstance(one.column.type, ScaledDecimal) else 0
                result[one.name][str(row[0])] = Decimal(int(high) * _HALF + int(low)).scaleb(-scale, context=EXACT)
    return result
