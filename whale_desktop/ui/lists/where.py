"""The `where` of a list query from the values of its filter form, and back. Qt-free.

Values are Python values by field name; what is empty is left out, so that the struct's own default means "all".
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.messages import ListQuery, TotalsQuery
from whale_desktop.screens import ListScreen, where_type

Values = Mapping[str, Any]


def is_empty(value: Any) -> bool:
    """Whether a filter value restricts nothing."""
    return value is None or value in ("", ())


def typed(query: type[msgspec.Struct], values: Values) -> dict[str, Any]:
    """`values` (Python or JSON values) in the types of the query's `where`; names and values it does not know are left out."""
    where = where_type(query)
    result: dict[str, Any] = {}
    if where is None:
        return result
    for field in msgspec.structs.fields(where):
        value = values.get(field.name)
        if is_empty(value):
            continue
        try:
            result[field.name] = msgspec.convert(msgspec.to_builtins(value), field.type, strict=False)
        except (msgspec.ValidationError, TypeError):
            continue
    return result


def shipped(screen: ListScreen, now: datetime) -> dict[str, Any]:
    """The values that a list opens with: the present day in Hong Kong for the ranges that want it."""
    today = hong_kong_date(now)
    days = {name: today for one in screen.filters if one.today for name in (one.name, one.upto)}
    return typed(screen.query, days)


def build(query: type[ListQuery[Any]] | type[TotalsQuery], values: Values, **fields: Any) -> Any:
    """The query with its `where` made of `values` and the other fields given."""
    where = where_type(query)
    if where is None:
        return query(**fields)
    return query(where=where(**typed(query, values)), **fields)  # type: ignore[call-arg]  # every list query with filters has `where`


def as_json(values: Values) -> dict[str, Any]:
    """Values as they are kept in saved filters and sent with an export."""
    kept = {name: value for name, value in values.items() if not is_empty(value)}
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(kept))
    return plain
