"""Pages of a list whose rows are not in a table but few and at hand: filtered and sorted in memory, paged like any other."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import ListQuery, Page

R = TypeVar("R")


def page_of_rows(
    rows: Sequence[R], query: ListQuery[Any], *, key: Callable[[R], str | int], sorts: Mapping[str, Callable[[R], Any]]
) -> Page[R]:
    """One page of `rows`, which carry the filter already and stand in the list's own order.

    key: unique; the cursor is the key of the last row. Without a sort their own order is kept; rows without a value stand last when
    descending, else first, as in a table. Raises `UserError`: `message.unsortable`, `message.invalid` for a made-up cursor.
    """
    found = list(rows)
    if query.keys:
        found = [row for row in found if key(row) in query.keys]
    if query.sort:
        if query.sort not in sorts:
            raise UserError.at("sort", "message.unsortable", {"column": query.sort})
        value = sorts[query.sort]
        there = [row for row in found if value(row) is not None]
        ordered = sorted(there, key=value, reverse=query.descending)
        empty = [row for row in found if value(row) is None]
        found = ordered + empty if query.descending else empty + ordered
    begin = query.offset
    if query.after:
        places = [place + 1 for place, row in enumerate(found) if str(key(row)) == query.after]
        if not places:
            raise UserError.at("after", "message.invalid")
        begin = places[0]
    page = found[begin : begin + query.limit]
    return Page(rows=tuple(page), next_cursor=str(key(page[-1])) if begin + query.limit < len(found) else "")
