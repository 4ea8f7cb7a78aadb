"""Exact decimals: cutting, rounding, and the one door for spreadsheet numbers."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from whale_desktop.kernel import numbers

AMOUNTS = st.decimals(min_value=Decimal("-1e17"), max_value=Decimal("1e17"), places=10)
PLACES = st.integers(min_value=0, max_value=10)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("7.136712", 4, "7.1367"),
        ("7.13679999", 4, "7.1367"),
        ("-7.13679999", 4, "-7.1367"),
        ("0.99", 0, "0"),
        ("5", 2, "5.00"),
    ],
)
def test_truncate_cuts_toward_zero(value: str, places: int, expected: str) -> None:
    assert str(numbers.truncate(Decimal(value), places)) == expected


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("0.1249", 2, "0.12"), ("2.5", 0, "3"), ("3.5", 0, "4"), ("1", 2, "1.00")],
)
def test_round_half_up_rounds_halves_away_from_zero(value: str, places: int, expected: str) -> None:
    assert str(numbers.round_half_up(Decimal(value), places)) == expected


def test_the_sheets_reference_rate_is_cut_once() -> None:
    rate = numbers.truncate(numbers.divide(Decimal("7.8147"), Decimal("1.095")), 4)
    assert rate == Decimal("7.1367")
    assert rate - Decimal("0.001") == Decimal("7.1357")


@given(value=AMOUNTS, places=PLACES)
def test_truncating_never_moves_away_from_zero_and_loses_less_than_one_unit(value: Decimal, places: int) -> None:
    cut = numbers.truncate(value, places)
    assert abs(cut) <= abs(value)
    assert abs(Fraction(value) - Fraction(cut)) < Fraction(1, 10**places)
    assert numbers.truncate(cut, places) == cut


@given(value=AMOUNTS, places=PLACES)
def test_rounding_is_never_off_by_more_than_half_a_unit(value: Decimal, places: int) -> None:
    rounded = numbers.round_half_up(value, places)
    assert abs(Fraction(value) - Fraction(rounded)) <= Fraction(1, 2 * 10**places)
    assert numbers.round_half_up(-value, places) == -rounded


@given(left=AMOUNTS, right=AMOUNTS)
def test_products_are_exact(left: Decimal, right: Decimal) -> None:
    assert Fraction(numbers.multiply(left, right)) == Fraction(left) * Fraction(right)


@given(left=AMOUNTS, right=AMOUNTS.filter(lambda one: one != 0))
def test_quotients_are_right_to_fifty_digits(left: Decimal, right: Decimal) -> None:
    exact = Fraction(left) / Fraction(right)
    assert abs(Fraction(numbers.divide(left, right)) - exact) <= abs(exact) / 10**50


def test_dividing_by_zero_raises() -> None:
    with pytest.raises(ZeroDivisionError):
        numbers.divide(Decimal(1), Decimal(0))


@given(values=st.lists(AMOUNTS))
def test_sums_are_exact_in_any_order(values: list[Decimal]) -> None:
    total = numbers.add_up(values)
    assert Fraction(total) == sum((Fraction(one) for one in values), Fraction(0))
    assert numbers.add_up(reversed(values)) == total


@pytest.mark.parametrize(
    ("value", "places"), [("1.50", 1), ("1.05", 2), ("100", 0), ("1E+2", 0), ("0", 0), ("0.000", 0), ("-0.001", 3)]
)
def test_decimal_places_counts_the_digits_that_matter(value: str, places: int) -> None:
    assert numbers.decimal_places(Decimal(value)) == places


@given(value=st.decimals(min_value=-(10**12), max_value=10**12, places=6), kept=st.integers(0, 10), places=st.integers(0, 10))
def test_a_number_is_written_with_at_least_so_many_places_however_it_was_kept(value: Decimal, kept: int, places: int) -> None:
    value = numbers.truncate(value, kept)
    assert str(numbers.with_places(value, places)) == str(numbers.truncate(value, max(places, numbers.decimal_places(value))))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (7.8147, "7.8147"),
        (0.1, "0.1"),
        (1e16, "1E+16"),
        (20240318, "20240318"),
        (-1234.5, "-1234.5"),
        (0.1 + 0.2, "0.3"),
        (1.1 * 3, "3.3"),
    ],
)
def test_a_spreadsheet_number_is_what_the_person_typed(cell: float, expected: str) -> None:
    assert numbers.from_spreadsheet(cell) == Decimal(expected)


@given(typed=st.decimals(min_value=Decimal("-99999999999"), max_value=Decimal("99999999999"), places=4))
@example(typed=Decimal("70368744177.6641"))
def test_any_number_of_fifteen_digits_survives_a_spreadsheet(typed: Decimal) -> None:
    assert numbers.from_spreadsheet(float(typed)) == typed


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), float("-inf")])
def test_a_spreadsheet_number_must_be_finite(cell: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        numbers.from_spreadsheet(cell)


def test_a_number_beyond_the_context_raises_instead_of_rounding() -> None:
    with pytest.raises(InvalidOperation):
        numbers.truncate(Decimal("1e70"), 2)
