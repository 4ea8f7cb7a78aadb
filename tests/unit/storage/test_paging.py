"""Pages by cursor, pages by offset and the whole sorted list are the same thing; sums are exact whatever their size."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Date, Integer, MetaData, String, Table, create_engine, delete, insert, select, true
from sqlalchemy.pool import StaticPool

from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import ListQuery, Page
from whale_desktop.storage import Choice, Moment, Sums, money, page_of, totals_of

LARGEST = 2**63 - 1


class Colour(StrEnum):
    RED = "RED"
    BLUE = "BLUE"


things = Table(
    "things",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("name", String),
    Column("amount", money()),
    Column("at", Moment),
    Column("colour", Choice(Colour)),
    Column("day", Date),
    Column("currency", String, nullable=False),
)
SORTS = {name: things.c[name] for name in ("number", "name", "amount", "at", "colour", "day")}
EPOCH = datetime(2024, 3, 18, tzinfo=UTC)


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


def page(connection: Connection, **asked: Any) -> Page[int]:
    return page_of(
        connection,
        select(things),
        ListQuery(**asked),
        key=things.c.number,
        sorts=SORTS,
        default="number",
        row=lambda row: int(row.number),
    )


row = st.fixed_dictionaries(
    {
        "name": st.none() | st.sampled_from(["", "a", "b", "B", "陳", "a'b", "%"]),
        "amount": st.none()
        | st.integers(-3, 3).map(Decimal)
        | st.sampled_from([LARGEST, -LARGEST]).map(lambda one: Decimal(one).scaleb(-4)),
        "at": st.none() | st.integers(-2, 2).map(lambda days: EPOCH + timedelta(days=days)),
        "colour": st.none() | st.sampled_from(list(Colour)),
        "day": st.none() | st.integers(-2, 2).map(lambda days: date(2024, 3, 18) + timedelta(days=days)),
        "currency": st.sampled_from(["HKD", "USD"]),
    }
)


@settings(max_examples=150)
@given(rows=st.lists(row, max_size=25), sort=st.sampled_from(["", *SORTS]), descending=st.booleans(), limit=st.integers(1, 7))
def test_pages_by_key_by_offset_and_the_full_sort_agree(
    connection: Connection, rows: list[dict[str, Any]], sort: str, descending: bool, limit: int
) -> None:
    fill(connection, [one | {"number": number} for number, one in enumerate(rows, start=1)])
    column = SORTS[sort or "number"]
    order = [one.desc() if descending else one.asc() for one in (column, things.c.number)]
    expected = list(connection.execute(select(things.c.number).order_by(*order)).scalars())
    by_key: list[int] = []
    cursor = ""
    while True:
        one = page(connection, sort=sort, descending=descending, limit=limit, after=cursor)
        assert len(one.rows) <= limit
        by_key += one.rows
        cursor = one.next_cursor
        if not cursor:
            break
        assert len(one.rows) == limit
    by_offset = [
        number
        for offset in range(0, len(rows), limit)
        for number in page(connection, sort=sort, descending=descending, limit=limit, offset=offset).rows
    ]
    assert by_key == expected
    assert by_offset == expected


def test_a_row_that_is_added_or_removed_between_pages_neither_doubles_nor_hides_others(connection: Connection) -> None:
    fill(connection, [{"number": number, "currency": "HKD", "name": "x"} for number in range(10, 20)])
    first = page(connection, sort="name", descending=False, limit=5)
    connection.execute(delete(things).where(things.c.number == 14))
    connection.execute(insert(things).values(number=1, currency="HKD", name="x"))
    second = page(connection, sort="name", descending=False, limit=5, after=first.next_cursor)
    assert (first.rows, second.rows, second.next_cursor) == ((10, 11, 12, 13, 14), (15, 16, 17, 18, 19), "")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"sort": "secret"}, "sort"),
        ({"sort": "number; DROP TABLE things"}, "sort"),
        ({"after": "not base64!"}, "after"),
        ({"after": "bm90IGpzb24="}, "after"),
        ({"after": "W10="}, "after"),
        ({"after": "陳"}, "after"),
    ],
)
def test_what_no_list_can_answer_is_the_fault_of_its_field(connection: Connection, asked: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as caught:
        page(connection, **asked)
    assert [fault.field for fault in caught.value.fields] == [field]


def test_only_the_chosen_rows_in_the_order_of_the_list(connection: Connection) -> None:
    fill(connection, [{"number": number, "currency": "HKD", "name": name} for number, name in enumerate("cab", start=1)])
    assert page(connection, sort="name", descending=False, keys=("1", "3", "9")).rows == (3, 1)
    assert page(connection, keys=("", "one", "-", "١", 2**70, 2)).rows == (2,)


@pytest.mark.parametrize(
    ("sort", "value", "key"),
    [
        ("number", "1", "1"),
        ("number", 1, None),
        ("number", 2**63, 1),
        ("number", True, 1),
        ("name", 1, 1),
        ("name", "\0", 1),
        ("amount", "1.00", 1),
        ("at", "2024-03-18", 1),
        ("colour", 1, 1),
        ("name", "a", "1"),
    ],
)
def test_a_cursor_with_values_that_no_row_has_is_refused(connection: Connection, sort: str, value: Any, key: Any) -> None:
    cursor = urlsafe_b64encode(json.dumps([sort, value, key]).encode()).decode()
    with pytest.raises(UserError, match=r"message\.invalid"):
        page(connection, sort=sort, after=cursor)


def test_a_cursor_of_another_sort_is_refused(connection: Connection) -> None:
    fill(connection, [{"number": number, "currency": "HKD"} for number in range(3)])
    cursor = page(connection, sort="day", limit=1).next_cursor
    with pytest.raises(UserError):
        page(connection, sort="amount", limit=1, after=cursor)


@settings(max_examples=100)
@given(rows=st.lists(row, max_size=25), tab=st.sampled_from(["", "red", "none"]))
def test_totals_are_what_python_adds_up(connection: Connection, rows: list[dict[str, Any]], tab: str) -> None:
    fill(connection, [one | {"number": number} for number, one in enumerate(rows, start=1)])
    tabs = {"red": things.c.colour == Colour.RED, "none": things.c.colour.is_(None)}
    found = totals_of(
        connection,
        things,
        where=true(),
        within=things.c.number <= 20,
        sums=(Sums("amount", things.c.amount, things.c.currency), Sums("number", things.c.number)),
        tabs=tabs,
        tab=tab,
    )
    seen = rows[:20]
    inside = [
        (number, one)
        for number, one in enumerate(seen, start=1)
        if tab == "" or (tab == "red" and one["colour"] is Colour.RED) or (tab == "none" and one["colour"] is None)
    ]
    amounts: dict[str, Decimal] = {}
    for _, one in inside:
        if one["amount"] is not None:
            amounts[one["currency"]] = amounts.get(one["currency"], Decimal(0)) + one["amount"]
    assert found.count == len(inside)
    assert found.tabs == {
        "": len(seen),
        "red": sum(one["colour"] is Colour.RED for one in seen),
        "none": sum(one["colour"] is None for one in seen),
    }
    assert found.sums["amount"] == amounts
    assert found.sums["number"] == ({"": Decimal(sum(number for number, _ in inside))} if inside else {})


@pytest.mark.parametrize("sign", [1, -1])
def test_a_sum_beyond_64_bits_is_exact(connection: Connection, sign: int) -> None:
    largest = Decimal(sign * LARGEST).scaleb(-4)
    fill(connection, [{"number": number, "currency": "HKD", "amount": largest} for number in range(1000)])
    found = totals_of(connection, things, where=true(), sums=(Sums("amount", things.c.amount, things.c.currency),))
    assert found.sums["amount"]["HKD"] == largest * 1000
