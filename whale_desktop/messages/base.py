"""The shapes of messages: `Query[R]` asks and gets an R, `Command[R]` changes something and gives an R."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Generic, TypeVar, dataclass_transform

import msgspec

R = TypeVar("R", covariant=True)
Row = TypeVar("Row")


@dataclass_transform(kw_only_default=True, frozen_default=True)
class StrictMeta(msgspec.StructMeta):
    """Makes every struct below frozen, keyword-only and strict about unknown fields, without saying it at each class."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> Any:
        """A struct class with the strict options."""
        return super().__new__(
            cls, name, bases, namespace, **{"frozen": True, "kw_only": True, "forbid_unknown_fields": True, **options}
        )


class Struct(msgspec.Struct, metaclass=StrictMeta):
    """Any value that travels: rows, filters, parts of messages. Frozen, keyword-only, strict about unknown fields."""


class Fact(Struct):
    """Something that became true inside a unit of work, told by a feature that does not know who follows it. It never travels."""


class Reason(Struct):
    """Why something is as it is: a registered code with its parameters, as data. Window and files say it in the reader's language."""

    code: str
    params: dict[str, str] = {}


class Message(Struct):
    """A message to the bus. Register each with `@query` or `@command`."""


class Query(Message, Generic[R]):
    """A question; it changes nothing. `R` is the type of the answer."""


class Command(Message, Generic[R]):
    """An order to change something. `R` is what the handler returns."""


class Page(Struct, Generic[Row]):
    """At most 200 rows of a list. `next_cursor` continues after the last row, empty at the end of the list."""

    rows: tuple[Row, ...]
    next_cursor: str = ""


class Totals(Struct):
    """What a list says about all the rows of its filter.

    count: number of rows under the filter and the tab.
    sums: column name → currency (empty for plain numbers) → exact sum.
    tabs: tab key → number of rows under the filter without the tab.
    """

    count: int
    sums: Mapping[str, Mapping[str, Decimal]] = {}
    tabs: Mapping[str, int] = {}


class ListQuery(Query[Page[Row]], Generic[Row]):
    """Base of all list queries. Subclasses add `where: <Filter>`.

    after: cursor of the page before; offset: rows to skip (a jump to a page number), used only without `after`.
    sort: a sortable column's name, empty for the list's own order; limit: 1 to 200 rows.
    keys: only the rows with these keys (a selection), besides the filter; empty for all.
    """

    after: str = ""
    offset: int = 0
    limit: int = 20
    sort: str = ""
    descending: bool = True
    tab: str = ""
    keys: tuple[str | int, ...] = ()


class TotalsQuery(Query[Totals]):
    """Base of the second query of a list: same `where` and `tab`, answered with count, sums and tab counts."""

    tab: str = ""


class Done(Struct, Generic[R]):
    """A command took effect. `result` is the handler's; `changes` are the topics whose readers should look again.

    work_orders: numbers of those under which its handler has put a record that now waits visibly.
    """

    result: R
    changes: tuple[str, ...] = ()
    work_orders: tuple[str, ...] = ()
    replayed: bool = False


class Submitted(Struct):
    """A command waits for approval under this work order number; nothing else was written."""

    work_order_no: str
    changes: tuple[str, ...] = ()
