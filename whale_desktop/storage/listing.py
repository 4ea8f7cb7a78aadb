"""A list said once: which rows it has (a statement), in which orders, and how what is stored becomes the fields of a row.

It is read in two ways: as a page of structs for a screen, and as columns, many rows at once and only the fields that are wanted, for a
file of any length. Both come from the same functions. Must not know any table, nor what is done with the rows.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, Row, Select
from sqlalchemy.types import TypeDecorator, TypeEngine

from whale_desktop.messages import ListQuery, Page, Struct
from whale_desktop.storage.paging import ordered, page_of, picked, stored_column
from whale_desktop.storage.types import is_read

R = TypeVar("R", bound=Struct)


@dataclass(frozen=True)
class Made:
    """A field that is worked out from stored columns of its row; see `made`, `written` and `looked_up`."""

    function: Callable[..., Any]
    columns: tuple[str, ...]
    whole: bool = False
    only_written: bool = False


def made(function: Callable[..., Any], *columns: str) -> Made:
    """A field that `function` makes of the values that one row has in `columns`."""
    return Made(function, columns)


def written(function: Callable[..., Any], *columns: str) -> Made:
    """As `made`, where the field equals the value of the first column, None included, and is only written with other decimals."""
    return Made(function, columns, only_written=True)


def constant(value: Any) -> Made:
    """A field that is the same in every row."""
    return Made(lambda: value, ())


def same_as(column: str) -> Made:
    """A field that is the column of another name."""
    return Made(_as_it_is, (column,), only_written=True)


def _as_it_is(value: Any) -> Any:
    return value


def looked_up(function: Callable[..., Sequence[Any]], *columns: str) -> Made:
    """A field for whose sake something else is read: `function` gets the columns of many rows at once and gives a value for each row."""
    return Made(function, columns, whole=True)


class Rows(Generic[R]):
    """How stored rows become structs of `kind`: a field that is not `made` is the column of its name, and without one its default."""

    def __init__(self, kind: type[R], /, **fields: Made) -> None:
        unknown = set(fields) - set(kind.__struct_fields__)
        assert not unknown, f"{kind.__name__} has no {', '.join(sorted(unknown))}"
        self.kind = kind
        self.made: Mapping[str, Made] = fields

    def of(self, found: Sequence[Row[Any]]) -> tuple[R, ...]:
        """The structs of rows that a statement found."""
        if not found:
            return ()
        columns = Columns(self, dict(zip(found[0]._fields, zip(*found, strict=True), strict=True)))
        names = [name for name in self.kind.__struct_fields__ if columns.has(name)]
        return tuple(
            self.kind(**dict(zip(names, values, strict=True)))
            for values in zip(*(columns.values(name) for name in names), strict=True)
        )

    def needed(self, fields: Sequence[str]) -> set[str]:
        """The stored columns of which some fields are made."""
        return {column for field in fields for column in (self.made[field].columns if field in self.made else (field,))}


class Columns:
    """Some rows of a list by column.

    types: name of a column that still is as the database stores it → the type that reads it. What nobody asks for is not read.
    """

    def __init__(
        self, rows: Rows[Any], stored: Mapping[str, Sequence[Any]], types: Mapping[str, TypeDecorator[Any]] | None = None
    ) -> None:
        self._rows = rows
        self._stored = stored
        self._types = types or {}
        self._read: dict[str, Sequence[Any]] = {}

    def __len__(self) -> int:
        return len(next(iter(self._stored.values())))

    def has(self, field: str) -> bool:
        """Whether the statement has what a field is made of; otherwise it is left to its default."""
        return field in self._rows.made or field in self._stored

    def values(self, field: str) -> Sequence[Any]:
        """A field of every row, as it stands in the struct."""
        how = self._rows.made.get(field)
        if how is None:
            return self._column(field)
        columns = [self._column(name) for name in how.columns]
        if how.whole:
            together: Sequence[Any] = how.function(*columns)
            return together
        if not columns:
            return [how.function()] * len(self)
        rows = zip(*columns, strict=True)
        if how.only_written:
            return [None if values[0] is None else how.function(*values) for values in rows]
        return [how.function(*values) for values in rows]

    def stored(self, field: str) -> tuple[TypeEngine[Any] | None, Sequence[Any]]:
        """The type and the stored values behind a field that is the value of a column; the type is None for any other field."""
        how = self._rows.made.get(field)
        if how is not None and not how.only_written:
            return None, ()
        column = field if how is None else how.columns[0]
        return self._types.get(column), self._stored[column]

    def _column(self, name: str) -> Sequence[Any]:
        if name not in self._types:
            return self._stored[name]
        if name not in self._read:
            read = self._types[name].process_result_value
            self._read[name] = [read(value, None) for value in self._stored[name]]  # type: ignore[arg-type]  # ours ask no dialect
        return self._read[name]


@dataclass(frozen=True)
class Listing(Generic[R]):
    """The rows of a list under a filter.

    statement carries the filter. key: a unique column, the tie-breaker of every order, selected by the statement. sorts: name → column.
    default: the sort when a query names none; `rising` turns that order round, whatever the query says.
    """

    statement: Select[Any]
    key: ColumnElement[Any]
    sorts: Mapping[str, ColumnElement[Any]]
    default: str
    rows: Rows[R]
    rising: bool = False

    def page(self, connection: Connection, query: ListQuery[R]) -> Page[R]:
        """One page; see `page_of`."""
        page: Page[Row[Any]] = page_of(
            connection,
            self.statement,
            self._in_order(query),
            key=self.key,
            sorts=self.sorts,
            default=self.default,
            row=lambda found: found,
        )
        return Page(rows=self.rows.of(page.rows), next_cursor=page.next_cursor)

    def batches(
        self, connection: Connection, query: ListQuery[R], fields: Sequence[str], size: int
    ) -> Generator[Columns, None, None]:
        """All rows in the order of `query`, up to `size` at once, with what some fields need. The query's page is not looked at.

        Whoever stops before the end closes it while the connection is his: the database reads no further.
        """
        needed = self.rows.needed(fields)
        columns = {name: column for name, column in self.statement.selected_columns.items() if name in needed}
        types = {name: column.type for name, column in columns.items() if is_read(column.type)}
        statement = ordered(self.statement, self._in_order(query), key=self.key, sorts=self.sorts, default=self.default)
        if query.keys:
            statement = statement.where(picked(self.key, query.keys))
        plain = statement.with_only_columns(
            *(stored_column(column).label(name) for name, column in columns.items()), maintain_column_froms=True
        )
        with connection.execute(plain, execution_options={"yield_per": size}) as result:
            for found in result.partitions(size):
                yield Columns(self.rows, dict(zip(columns, zip(*found, strict=True), strict=True)), types)

    def _in_order(self, query: ListQuery[R]) -> ListQuery[R]:
        return replace(query, descending=False) if self.rising and not query.sort else query
