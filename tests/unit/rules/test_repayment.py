"""What an automatic repayment orders (`docs/rules/fx.md` 6.10), and how statuses follow orders (3.12)."""

from decimal import Decimal

import pytest

from whale_desktop.features.fx.messages import AuditStatus, ForexStatus, ForexType
from whale_desktop.features.reminder.messages import AlertStatus, ExchangeState
from whale_desktop.features.reminder.rules.hits import Holding
from whale_desktop.features.reminder.rules.repayment import Fixed, debts_to_repay, next_order, spending_order, whole_debt
from whale_desktop.features.reminder.rules.states import alert_status, exchange_state

D = Decimal
RATES = {"HKD": D(1), "USD": D("7.8140"), "JPY": D("0.0523")}


def owes(**amounts: str) -> dict[str, Holding]:
    return {code: Holding(D(one), D(0)) for code, one in amounts.items()}


def test_the_largest_debt_in_base_currency_comes_first() -> None:
    holdings = {**owes(JPY="200000", USD="1000", HKD="9000", SGD="5"), "CNH": Holding(D(0), D(7))}
    assert debts_to_repay({"HKD"}, "HKD", holdings, RATES) == ("JPY", "HKD", "USD", "SGD")


def test_a_single_rule_repays_its_own_debt_only() -> None:
    holdings = owes(JPY="200000", USD="1000")
    assert debts_to_repay({"USD"}, "HKD", holdings, RATES) == ("USD",)
    assert debts_to_repay(set(), "HKD", holdings, RATES) == ()


def test_the_most_is_spent_first_and_nothing_is_no_choice() -> None:
    left = {"HKD": D("7000"), "USD": D("1000"), "JPY": D("0"), "CAD": D("5")}
    assert spending_order(left, "HKD", RATES) == ("USD", "HKD", "CAD")


def test_a_debt_is_ordered_whole() -> None:
    assert whole_debt(D("1500.00"), 2) == D("1500.00")
    assert whole_debt(D("1500.0001"), 2) == D("1500.01")
    assert whole_debt(D("750.25"), 0) == D("751")


@pytest.mark.parametrize(
    ("needed", "expected"),
    [
        ("11720.00", Fixed(ForexType.TO, D("1500.00"))),
        ("20000.00", Fixed(ForexType.TO, D("1500.00"))),
        ("20000.01", Fixed(ForexType.FROM, D("20000.00"))),
        (None, Fixed(ForexType.FROM, D("20000.00"))),
    ],
)
def test_the_whole_debt_where_that_is_enough_else_all_that_is_there(needed: str | None, expected: Fixed) -> None:
    assert next_order(D("1500.00"), D("20000.00"), None if needed is None else D(needed)) == expected


@pytest.mark.parametrize(
    ("status", "audit", "state"),
    [
        (ForexStatus.SUBMITTED, AuditStatus.PENDING, ExchangeState.REVIEWING),
        (ForexStatus.SUBMITTED, AuditStatus.NONE, ExchangeState.EXCHANGING),
        (ForexStatus.PROCESSING, AuditStatus.APPROVED, ExchangeState.EXCHANGING),
        (ForexStatus.SUCCESS, AuditStatus.NONE, ExchangeState.EXCHANGED),
        (ForexStatus.FAILED, AuditStatus.APPROVED, ExchangeState.EXCHANGE_FAILED),
        (ForexStatus.REJECTED, AuditStatus.REJECTED, ExchangeState.EXCHANGE_FAILED),
        (ForexStatus.CANCELLED, AuditStatus.NONE, ExchangeState.CANCELLED),
    ],
)
def test_an_exchange_follows_its_order(status: ForexStatus, audit: AuditStatus, state: ExchangeState) -> None:
    assert exchange_state(status, audit) is state


def test_an_alert_says_what_weighs_most() -> None:
    states = ExchangeState
    assert alert_status([]) is AlertStatus.PENDING
    assert alert_status([states.EXCHANGED, states.CANCELLED]) is AlertStatus.PENDING
    assert alert_status([states.SUBMIT_FAILED, states.EXCHANGED]) is AlertStatus.SUBMIT_FAILED
    assert alert_status([states.SUBMIT_FAILED, states.EXCHANGE_FAILED]) is AlertStatus.EXCHANGE_FAILED
    assert alert_status([states.EXCHANGE_FAILED, states.EXCHANGING]) is AlertStatus.EXCHANGING
    assert alert_status([states.EXCHANGING, states.REVIEWING]) is AlertStatus.REVIEWING
