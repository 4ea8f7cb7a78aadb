"""Worked figures of `docs/rules/fx.md` 5.9 and 5.10."""

from decimal import Decimal

import pytest

from whale_desktop.features.fx.messages.choices import ForexType
from whale_desktop.features.fx.rules.amounts import AmountRule
from whale_desktop.features.fx.rules.profit import bank_mark_up_income, pool_profit

TRUNCATE = AmountRule(2, "truncate")


@pytest.mark.parametrize(
    ("channel_rate", "channel_amount", "profit_loss", "rate_movement"),
    [
        ("7.1367", "71367.00", "10.00", "0.00"),
        ("7.1415", "71415.00", "58.00", "48.00"),
        ("7.1278", "71278.00", "-79.00", "-89.00"),
    ],
)
def test_pool_deal_by_debit_amount(channel_rate: str, channel_amount: str, profit_loss: str, rate_movement: str) -> None:
    profit = pool_profit(
        ForexType.FROM,
        fixed_amount=Decimal("10000.00"),
        user_amount=Decimal("71357.00"),
        submission_rate=Decimal("7.1367"),
        channel_rate=Decimal(channel_rate),
        rule=TRUNCATE,
    )
    assert profit.channel_amount == Decimal(channel_amount)
    assert profit.profit_loss == Decimal(profit_loss)
    assert profit.mark_up_income == Decimal("10.00")
    assert profit.rate_movement == Decimal(rate_movement)


def test_pool_deal_by_credit_amount() -> None:
    profit = pool_profit(
        ForexType.TO,
        fixed_amount=Decimal("50000.00"),
        user_amount=Decimal("7007.02"),
        submission_rate=Decimal("7.1367"),
        channel_rate=Decimal("7.1415"),
        rule=TRUNCATE,
    )
    assert profit.channel_amount == Decimal("7001.33")
    assert profit.profit_loss == Decimal("5.69")
    assert profit.mark_up_income == Decimal("0.99")
    assert profit.rate_movement == Decimal("4.70")


def test_custom_rate_better_than_the_market_is_a_loss_on_the_mark_up() -> None:
    profit = pool_profit(
        ForexType.FROM,
        fixed_amount=Decimal("1000.00"),
        user_amount=Decimal("7200.00"),
        submission_rate=Decimal("7.1367"),
        channel_rate=Decimal("7.1367"),
        rule=TRUNCATE,
    )
    assert (profit.mark_up_income, profit.rate_movement, profit.profit_loss) == (Decimal("-63.30"), Decimal(0), Decimal("-63.30"))


def test_bank_deal_by_debit_amount() -> None:
    income = bank_mark_up_income(
        ForexType.FROM,
        fixed_amount=Decimal("10000.00"),
        user_amount=Decimal("71364.00"),
        channel_rate=Decimal("7.1400"),
        rule=TRUNCATE,
    )
    assert income == Decimal("36.00")


def test_bank_deal_by_credit_amount() -> None:
    """50,000.00 CNH at 7.1364 costs the client 7,006.33 USD, at 7.1400 the house 7,002.80."""
    income = bank_mark_up_income(
        ForexType.TO,
        fixed_amount=Decimal("50000.00"),
        user_amount=Decimal("7006.33"),
        channel_rate=Decimal("7.1400"),
        rule=TRUNCATE,
    )
    assert income == Decimal("3.53")
