"""Worked figures of `docs/rules/fx.md` 5.5 and the checks of entered amounts and rates of 6.6."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from whale_desktop.features.fx.messages.choices import ForexType
from whale_desktop.features.fx.rules.amounts import (
    CUSTOM_RATE_PLACES,
    AmountRule,
    check_entered_amount,
    check_minimum,
    check_not_negative,
    check_positive,
    check_rate,
    credit_of,
    debit_of,
    in_base_currency,
    order_offset,
    other_side,
)
from whale_desktop.kernel.errors import UserError

TRUNCATE = AmountRule(2, "truncate")
ROUND = AmountRule(2, "round")


@pytest.mark.parametrize(("rule", "amount"), [(TRUNCATE, "88094.99"), (ROUND, "88095.00"), (AmountRule(0, "truncate"), "88094")])
def test_credit_amount_by_the_credit_currencys_rule(rule: AmountRule, amount: str) -> None:
    assert str(credit_of(Decimal("12345.67"), Decimal("7.1357"), rule)) == amount


def test_debit_amount_for_a_wanted_credit_amount() -> None:
    assert debit_of(Decimal("50000.00"), Decimal("7.1357"), TRUNCATE) == Decimal("7007.02")


@pytest.mark.parametrize(("rate", "debit"), [("0.1282", "7800.31"), ("0.1282051282", "7800.00")])
def test_a_rate_needs_enough_digits_for_a_round_answer(rate: str, debit: str) -> None:
    assert debit_of(Decimal("1000.00"), Decimal(rate), TRUNCATE) == Decimal(debit)


def test_custom_rate_of_eight_decimals() -> None:
    assert credit_of(Decimal("1234.56"), Decimal("7.12345678"), TRUNCATE) == Decimal("8794.33")


def test_other_side_follows_the_fixed_one() -> None:
    assert other_side(ForexType.FROM, Decimal("10000"), Decimal("7.1357"), TRUNCATE) == Decimal("71357.00")
    assert other_side(ForexType.TO, Decimal("50000"), Decimal("7.1357"), TRUNCATE) == Decimal("7007.02")


@pytest.mark.parametrize(
    ("forex_type", "fixed", "booked", "offset"),
    [
        (ForexType.FROM, "12345.67", "88094.99", "0.00741900"),
        (ForexType.FROM, "12345.67", "88095.00", "-0.00258100"),
        (ForexType.TO, "50000.00", "7007.02", "-0.00103507"),
        (ForexType.TO, "50000.00", "7007.03", "0.00896492"),
        (ForexType.FROM, "10000.00", "71357.00", "0E-8"),
    ],
)
def test_rounding_difference_is_the_houses_gain_with_eight_decimals(
    forex_type: ForexType, fixed: str, booked: str, offset: str
) -> None:
    assert str(order_offset(forex_type, Decimal(fixed), rate=Decimal("7.1357"), booked=Decimal(booked))) == offset


def test_a_tiny_rounding_difference_is_plain_zero() -> None:
    assert not order_offset(ForexType.FROM, Decimal("0.0000000001"), rate=Decimal(1), booked=Decimal("0.0000000002")).is_signed()


def test_amount_in_base_currency() -> None:
    assert in_base_currency(Decimal("1500.00"), Decimal("7.8140"), TRUNCATE) == Decimal("11721.00")


def test_a_rule_has_one_of_two_modes() -> None:
    with pytest.raises(AssertionError):
        AmountRule(2, "bankers")


@pytest.mark.parametrize(
    ("check", "code"),
    [
        (lambda: check_entered_amount(Decimal("1.234"), 2, field="from_amount"), "FX-E21"),
        (lambda: check_entered_amount(Decimal("100.5"), 0, field="from_amount"), "FX-E21"),
        (lambda: check_entered_amount(Decimal("0"), 2, field="from_amount"), "FX-E26"),
        (lambda: check_entered_amount(Decimal("-5"), 2, field="from_amount"), "FX-E26"),
        (lambda: check_positive(Decimal("0.00"), field="from_amount"), "FX-E26"),
        (lambda: check_not_negative(Decimal("-0.01"), field="from_amount"), "FX-E32"),
        (lambda: check_minimum(Decimal("9.99"), Decimal("10.00")), "FX-E09"),
        (lambda: check_rate(Decimal("0"), CUSTOM_RATE_PLACES, field="from_amount"), "FX-E28"),
        (lambda: check_rate(Decimal("-1"), CUSTOM_RATE_PLACES, field="from_amount"), "FX-E28"),
        (lambda: check_rate(Decimal("7.123456789"), CUSTOM_RATE_PLACES, field="from_amount"), "FX-E21"),
        (lambda: check_rate(Decimal("7.14001"), 4, field="from_amount"), "FX-E21"),
    ],
)
def test_a_wrong_entry_is_refused_at_its_field(check: Callable[[], None], code: str) -> None:
    with pytest.raises(UserError) as refusal:
        check()
    assert refusal.value.code == code
    assert [fault.field for fault in refusal.value.fields] == ["from_amount"]


def test_right_entries_pass() -> None:
    check_entered_amount(Decimal("1.2300"), 2, field="from_amount")
    check_entered_amount(Decimal("100.00"), 0, field="from_amount")
    check_not_negative(Decimal("0"), field="alarm_amount")
    check_minimum(Decimal("10.00"), Decimal("10.00"))
    check_rate(Decimal("7.12345678"), CUSTOM_RATE_PLACES, field="rate")
