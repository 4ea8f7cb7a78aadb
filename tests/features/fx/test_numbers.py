"""Running numbers of orders (`docs/rules/fx.md` 3.9, 3.10)."""

from datetime import date, timedelta

from sqlalchemy import text

from tests.features.fx.desk import Desk
from whale_desktop.features.fx.handlers.numbers import order_number

DAY = date(2024, 3, 18)


def test_first_orders_of_a_day_carry_its_date() -> None:
    assert order_number(DAY, 1) == "2403180001"
    assert order_number(DAY, 9_999) == "2403189999"


def test_more_than_9999_orders_a_day_keep_ten_digits() -> None:
    assert order_number(DAY, 10_000) == "2423180000"
    assert order_number(DAY, 149_999) == "2483809999"
    assert len(order_number(DAY, 150_000)) == 12


def test_no_number_is_given_twice_in_two_months() -> None:
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(60)]
    counts = [1, 9_999, *(band * 10_000 for band in range(1, 15)), 149_999, 150_000]
    numbers = [order_number(day, count) for day in days for count in counts]
    assert len(set(numbers)) == len(numbers)


def test_orders_go_on_behind_9999(desk: Desk) -> None:
    assert desk.app("10.00").forex_id == "2403180001"
    with desk.office.database.write() as connection:
        connection.execute(text("UPDATE fx_counter SET value = 9999 WHERE name = 'order:240318'"))
    assert desk.app("10.00").forex_id == "2423180000"
    assert desk.app("10.00").forex_id == "2423180001"
