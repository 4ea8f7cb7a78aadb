"""Column types keep every digit, or refuse."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from whale_desktop.kernel.errors import UserError
from whale_desktop.storage.types import Choice, Moment, ScaledDecimal, money, price, quantity, rate

DIALECT = sqlite.dialect()
LARGEST = 2**63 - 1


def through(kind: Any, value: Any) -> Any:
    return kind.process_result_value(kind.process_bind_param(value, DIALECT), DIALECT)


@given(st.integers(-LARGEST, LARGEST), st.sampled_from([0, 2, 4, 8, 10]))
def test_every_number_that_fits_comes_back_to_the_last_digit(whole: int, scale: int) -> None:
    value = Decimal(whole).scaleb(-scale)
    back = through(ScaledDecimal(scale), value)
    assert back == value
    assert back.as_tuple().exponent == -scale


@pytest.mark.parametrize(("kind", "scale"), [(money(), 4), (rate(), 10), (price(), 8), (quantity(), 8)])
def test_the_scales_of_money_rates_prices_and_quantities(kind: ScaledDecimal, scale: int) -> None:
    smallest = Decimal(1).scaleb(-scale)
    assert kind.process_bind_param(smallest, DIALECT) == 1
    with pytest.raises(UserError, match=r"storage\.places"):
        kind.process_bind_param(smallest / 10, DIALECT)


@pytest.mark.parametrize("text", ["1.00001", "0.00000000000000001", "1." + "0" * 80 + "1", "922337203685477.58071", "1E-99"])
def test_a_digit_too_many_is_refused_and_never_rounded(text: str) -> None:
    with pytest.raises(UserError, match=r"storage\.places"):
        money().process_bind_param(Decimal(text), DIALECT)


@pytest.mark.parametrize("sign", ["", "-"])
def test_what_does_not_fit_is_refused(sign: str) -> None:
    assert money().process_bind_param(Decimal(f"{sign}922337203685477.5807"), DIALECT) == int(f"{sign}{LARGEST}")
    for text in ("922337203685477.5808", "1E+30", "1E+999999"):
        with pytest.raises(UserError, match=r"storage\.overflow"):
            money().process_bind_param(Decimal(sign + text), DIALECT)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_our_mistake(text: str) -> None:
    with pytest.raises(AssertionError):
        money().process_bind_param(Decimal(text), DIALECT)


@pytest.mark.parametrize("value", [1.5, 1, "1.5"])
def test_nothing_but_a_decimal_is_taken(value: Any) -> None:
    with pytest.raises(AssertionError, match="only Decimal"):
        money().process_bind_param(value, DIALECT)


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1)), st.integers(-12, 14))
def test_a_moment_comes_back_in_utc_to_the_microsecond(naive: datetime, hours: int) -> None:
    moment = naive.replace(tzinfo=timezone(timedelta(hours=hours)))
    back = through(Moment(), moment)
    assert back == moment
    assert back.tzinfo is UTC


def test_a_moment_without_a_zone_is_our_mistake() -> None:
    with pytest.raises(AssertionError, match="time zone"):
        Moment().process_bind_param(datetime(2024, 3, 18), DIALECT)


class Colour(StrEnum):
    RED = "RED"


def test_a_choice_is_its_text() -> None:
    kind = Choice(Colour)
    assert kind.process_bind_param(Colour.RED, DIALECT) == "RED"
    assert through(kind, Colour.RED) is Colour.RED
    with pytest.raises(ValueError, match="GREEN"):
        kind.process_result_value("GREEN", DIALECT)


@pytest.mark.parametrize("kind", [money(), Moment(), Choice(Colour)])
def test_nothing_stays_nothing(kind: Any) -> None:
    assert through(kind, None) is None
