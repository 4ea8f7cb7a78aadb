"""What the house earned: profit and loss of a pool deal with its split, mark-up income of a bank deal."""

from dataclasses import dataclass
from decimal import Decimal

from whale_desktop.features.fx.messages.choices import ForexType
from whale_desktop.features.fx.rules.amounts import AmountRule, other_side
from whale_desktop.kernel.numbers import subtract


@dataclass(frozen=True, slots=True)
class PoolProfit:
    """Profit and loss of a pool deal, all in the currency of the side that was not fixed; plus is the house's gain.

    user_amount: what the client got (FROM) or gave (TO). channel_amount: the same side at the market rate of completion.
    profit_loss = mark_up_income + rate_movement, exactly.
    """

    user_amount: Decimal
    channel_amount: Decimal
    mark_up_income: Decimal
    rate_movement: Decimal
    profit_loss: Decimal


def pool_profit(
    forex_type: ForexType,
    *,
    fixed_amount: Decimal,
    user_amount: Decimal,
    submission_rate: Decimal,
    channel_rate: Decimal,
    rule: AmountRule,
) -> PoolProfit:
    """Profit and loss of a pool deal (`docs/rules/fx.md` 5.9).

    submission_rate, channel_rate: the unmarked reference rates at submission and at completion, also for a custom rate.
    rule: the amount rule of the side that was not fixed.
    """
    channel_amount = other_side(forex_type, fixed_amount, channel_rate, rule)
    unmarked = other_side(forex_type, fixed_amount, submission_rate, rule)
    if forex_type is ForexType.FROM:
        mark_up_income = subtract(unmarked, user_amount)
        rate_movement = subtract(channel_amount, unmarked)
        profit_loss = subtract(channel_amount, user_amount)
    else:
        mark_up_income = subtract(user_amount, unmarked)
        rate_movement = subtract(unmarked, channel_amount)
        profit_loss = subtract(user_amount, channel_amount)
    return PoolProfit(user_amount, channel_amount, mark_up_income, rate_movement, profit_loss)


def bank_mark_up_income(
    forex_type: ForexType, *, fixed_amount: Decimal, user_amount: Decimal, channel_rate: Decimal, rule: AmountRule
) -> Decimal:
    """What a bank deal earned, in the currency of the side that was not fixed (`docs/rules/fx.md` 5.10).

    channel_rate: the bank's rate of the fill. rule: the amount rule of the side that was not fixed.
    """
    bank_amount = other_side(forex_type, fixed_amount, channel_rate, rule)
    return subtract(bank_amount, user_amount) if forex_type is ForexType.FROM else subtract(user_amount, bank_amount)
