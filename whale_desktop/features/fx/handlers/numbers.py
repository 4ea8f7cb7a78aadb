"""Running numbers of client orders, bank orders and reversals.

A client order has 10 digits, `2403180128`: year, month and day in Hong Kong, then 4 digits that count from 0001. When a day has more than
9,999 orders, month and day move on to values that no calendar has (month + 20, 40, 60, 80; then day + 31, 62), so that the
number keeps its 10 digits and the day can still be read from it: 149,999 orders a day. Beyond that the number grows.

The row of a running number stays locked until its transaction ends, on a server too: what a refused order took is taken back, so a day
has no gaps. Others wait from the number to the commit, a few milliseconds; without the lock eight clerks at once were hardly faster.
"""

from datetime import date

from sqlalchemy import Connection, text

_NEXT = text(
    "INSERT INTO fx_counter (name, value) VALUES (:name, 1) "
    "ON CONFLICT (name) DO UPDATE SET value = fx_counter.value + 1 RETURNING value"
)

_BAND = 10_000
_MONTH_STEPS = 5
_DAY_STEPS = 3


def next_value(connection: Connection, name: str) -> int:
    """The next value of a running number, from 1."""
    return int(connection.execute(_NEXT, {"name": name}).scalar_one())


def next_order_number(connection: Connection, day: date) -> str:
    """The number of the next client order of a Hong Kong day."""
    return order_number(day, next_value(connection, f"order:{day:%y%m%d}"))


def next_channel_number(connection: Connection, day: date) -> str:
    """The number of the next bank order of a Hong Kong day: its date and 7 digits, 13 in all."""
    return f"{day:%y%m%d}{next_value(connection, f'channel:{day:%y%m%d}'):07d}"


def next_reversal_number(connection: Connection, day: date) -> str:
    """The number of the next reversal of a Hong Kong day: R, its date and 4 digits or more."""
    return f"R{day:%y%m%d}{next_value(connection, f'reversal:{day:%y%m%d}'):04d}"


def order_number(day: date, count: int) -> str:
    """The number of the order that is the `count`-th of its day, from 1."""
    band, low = divmod(count, _BAND)
    if band >= _MONTH_STEPS * _DAY_STEPS:
        return f"{day:%y%m%d}{count:06d}"
    later_day, later_month = divmod(band, _MONTH_STEPS)
    return f"{day:%y}{day.month + 20 * later_month:02d}{day.day + 31 * later_day:02d}{low:04d}"
