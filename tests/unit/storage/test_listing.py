"""A list that is said once is the same list by page and by column."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, create_engine, delete, insert, select
from sqlalchemy.pool import StaticPool

from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import with_places
from whale_desktop.messages import ListQuery, Struct
from whale_desktop.storage import Choice, Listing, Moment, Rows, constant, looked_up, made, money, written


class Colour(StrEnum):
    RED = "RED"
    BLUE = "BLUE"


class Thing(Struct):
    """A row."""

    number: int
    name: str | None
    amount: Decimal | None
    at: datetime | None
    colour: Colour | None
    title: str
    rank: int
    may: tuple[str, ...]
    work_order_no: str = ""


class ListThings(ListQuery[Thing]):
    """The query."""


things = Table(
    "listed_things",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("name", String),
    Column("amount", money()),
    Column("at", Moment),
    Column("colour", Choice(Colour)),
)
SORTS = {name: things.c[name] for name in ("number", "name", "amount", "at", "colour")}
EPOCH = datetime(2024, 3, 18, tzinfo=UTC)
looks: list[int] = []


def ranks(numbers: Sequence[int], names: Sequence[str | None]) -> list[int]:
    """Something that is read for many rows at once."""
    looks.append(len(numbers))
    return [number * len(name or "") for number, name in zip(numbers, names, strict=True)]


ROWS = Rows(
    Thing,
    amount=written(lambda amount: with_places(amount, 2), "amount"),
    title=made(lambda number, name: f"{number} {name}", "number", "name"),
    rank=looked_up(ranks, "number", "name"),
    may=constant(("thing.edit",)),
)


def listing(**changes: Any) -> Listing[Thing]:
    given: dict[str, Any] = {"key": things.c.number, "sorts": SORTS, "default": "number", "rows": ROWS}
    return Listing(select(things), **{**given, **changes})


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as opened:
        things.create(opened)
        yield opened
    engine.dispose()


def fill(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute(delete(things))
    if rows:
        connection.execute(insert(things), rows)


rows = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.one_of(st.none(), st.text(max_size=3)),
            "amount": st.one_of(st.none(), st.integers(-(10**18), 10**18).map(lambda whole: Decimal(whole).scaleb(-4))),
            "at": st.one_of(st.none(), st.integers(-(10**9), 10**9).map(lambda second: EPOCH + timedelta(seconds=second))),
            "colour": st.one_of(st.none(), st.sampled_from(Colour)),
        }
    ),
    max_size=8,
).map(lambda many: [{"number": number, **one} for number, one in enumerate(many, start=1)])

FIELDS = tuple(name for name in Thing.__struct_fields__ if name != "work_order_no")


@given(rows=rows, sort=st.sampled_from(["", *SORTS]), descending=st.booleans(), size=st.integers(1, 9), keyed=st.booleans())
def test_columns_hold_what_the_pages_hold(
    connection: Connection, rows: list[dict[str, Any]], sort: str, descending: bool, size: int, keyed: bool
) -> None:
    fill(connection, rows)
    query = ListThings(sort=sort, descending=descending, keys=(1, 3) if keyed else (), limit=200)
    page = listing().page(connection, query).rows
    by_column: dict[str, list[Any]] = {name: [] for name in FIELDS}
    for batch in listing().batches(connection, query, FIELDS, size):
        assert 1 <= len(batch) <= size
        for name in FIELDS:
            by_column[name] += batch.values(name)
    assert by_column == {name: [getattr(row, name) for row in page] for name in FIELDS}
    assert [str(one) for one in by_column["amount"]] == [str(row.amount) for row in page], "with the same decimals"
    assert all(row.work_order_no == "" and row.may == ("thing.edit",) for row in page)


THREE: list[dict[str, Any]] = [
    {"number": number, "name": "x", "amount": Decimal(number), "at": EPOCH, "colour": Colour.RED} for number in (1, 2, 3)
]


def test_only_what_is_asked_for_is_read(connection: Connection) -> None:
    fill(connection, THREE)
    looks.clear()
    (batch,) = listing().batches(connection, ListThings(), ("title", "colour"), 10)
    assert [batch.has(name) for name in ("number", "name", "colour", "amount")] == [True, True, True, True]
    with pytest.raises(KeyError):
        batch.values("amount")
    assert looks == []


def test_what_is_looked_up_is_looked_up_once_a_page(connection: Connection) -> None:
    fill(connection, THREE)
    looks.clear()
    listing().page(connection, ListThings())
    assert looks == [3]


def test_what_is_stored_is_told_with_its_type(connection: Connection) -> None:
    fill(connection, THREE)
    (batch,) = listing().batches(connection, ListThings(descending=False), ("amount", "title"), 10)
    kind, stored = batch.stored("amount")
    assert kind is things.c.amount.type
    assert list(stored) == [10_000, 20_000, 30_000]
    assert batch.stored("title") == (None, ())


def test_the_own_order_of_a_list_may_rise(connection: Connection) -> None:
    fill(connection, THREE)

    def numbers(**asked: Any) -> list[int]:
        return [row.number for row in listing(rising=True).page(connection, ListThings(**asked)).rows]

    assert numbers() == [1, 2, 3]
    assert numbers(sort="number") == [3, 2, 1]
    query = ListThings()
    assert [list(one.values("number")) for one in listing(rising=True).batches(connection, query, ("number",), 2)] == [
        [1, 2],
        [3],
    ]


def test_no_rows_are_no_rows(connection: Connection) -> None:
    fill(connection, [])
    assert listing().page(connection, ListThings()).rows == ()
    assert list(listing().batches(connection, ListThings(), FIELDS, 10)) == []


def test_mistakes_are_seen(connection: Connection) -> None:
    with pytest.raises(AssertionError, match="nonsense"):
        Rows(Thing, nonsense=constant(1))
    with pytest.raises(UserError, match=r"message\.unsortable"):
        next(listing().batches(connection, ListThings(sort="title"), FIELDS, 10))
