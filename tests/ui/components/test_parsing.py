"""What people type into number and date fields. No Qt needed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whale_desktop.ui.components.fields.parsing import UnreadableError, format_number, parse_date, parse_number

TODAY = date(2024, 3, 18)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("120,000.00", "120000.00"),
        ("120k", "120000"),
        ("1.5M", "1500000"),
        ("1 250 000", "1250000"),
        ("1.250.000,50", "1250000.50"),
        ("1'250'000.5", "1250000.5"),
        ("1250,5", "1250.5"),
        ("-79", "-79"),
        ("−79.00", "-79.00"),
        ("１２０，０００．５", "120000.5"),
        (".5", "0.5"),
        ("+58", "58"),
        ("0.0000000001", "0.0000000001"),
    ],
)
def test_numbers_of_any_habit_are_read_exactly(typed: str, value: str) -> None:
    """Separators, full-width digits, k and m."""
    assert parse_number(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["abc", "1,2,3", "12-3", "--5", "1.2.3", "1,234.5,6", "k", "1e5", "NaN", "5%"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(UnreadableError):
        parse_number(typed)


def test_blank_is_no_number_and_no_error() -> None:
    """An empty field has no value."""
    assert parse_number("   ") is None
    assert parse_date("", TODAY) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15))
def test_a_number_that_was_written_is_read_back(value: Decimal) -> None:
    """What the field shows after leaving it is the same number."""
    assert parse_number(format_number(value, places=2)) == value
    assert parse_number(format_number(value, grouped=False)) == value


def test_a_longer_fraction_is_shown_and_not_cut() -> None:
    """The decimals of a currency are what is shown at least."""
    assert format_number(Decimal("1234.5"), places=2) == "1,234.50"
    assert format_number(Decimal("1234.5678"), places=2) == "1,234.5678"
    assert format_number(Decimal("1E+3"), places=0) == "1,000"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("0318", date(2024, 3, 18)),
        ("20240318", date(2024, 3, 18)),
        ("2023-12-31", date(2023, 12, 31)),
        ("3/8", date(2024, 3, 8)),
        ("2024.3.8", date(2024, 3, 8)),
        ("t", TODAY),
        ("T-1", date(2024, 3, 17)),
        ("t+2", date(2024, 3, 20)),
    ],
)
def test_short_forms_of_days(typed: str, day: date) -> None:
    """A day without a year is in the ledger's year."""
    assert parse_date(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["0230", "2024-13-01", "tomorrow", "31", "t-", "2024031"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    """Days that do not exist, words, halves."""
    with pytest.raises(UnreadableError):
        parse_date(typed, TODAY)
