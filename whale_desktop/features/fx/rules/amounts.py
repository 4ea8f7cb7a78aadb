"""Amounts of an exchange: the side that follows from the other, its rounding difference, and what an amount must obey.

Must not know where a rate comes from; see `pricing`.
"""

from dataclasses import dataclass
from decimal import Decimal

from whale_desktop.features.fx.messages.choices import ForexType
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import ZERO, add_up, decimal_places, divide, multiply, round_half_up, subtract, truncate

OFFSET_PLACES = 8
"""Decimals kept of a rounding difference (`docs/rules/fx.md` 5.5)."""

CUSTOM_RATE_PLACES = 8
"""Decimals allowed in a rate that a clerk types (`docs/rules/fx.md` 6.6)."""


@dataclass(frozen=True, slots=True)
class AmountRule:
    """How a currency writes amounts: `places` decimals, reached by `round` (half up) or `truncate` (`docs/rules/fx.md` 3.1)."""

    places: int
    mode: str

    def __post_init__(self) -> None:
        assert self.mode in ("round", "truncate"), self.mode
        assert self.places >= 0, self.places

    def apply(self, value: Decimal) -> Decimal:
        """`amt(value)` of `docs/rules/fx.md` 5."""
        return round_half_up(value, self.places) if self.mode == "round" else truncate(value, self.places)


def credit_of(from_amount: Decimal, rate: Decimal, rule: AmountRule) -> Decimal:
    """What the client gets for `from_amount`; `rule` is the credit currency's (`docs/rules/fx.md` 5.5 FROM)."""
    return rule.apply(multiply(from_amount, rate))


def debit_of(to_amount: Decimal, rate: Decimal, rule: AmountRule) -> Decimal:
    """What the client gives for `to_amount`; `rule` is the debit currency's, `rate` > 0 (`docs/rules/fx.md` 5.5 TO)."""
    return rule.apply(divide(to_amount, rate))


def other_side(forex_type: ForexType, fixed_amount: Decimal, rate: Decimal, rule: AmountRule) -> Decimal:
    """The amount of the side that the client did not fix; `rule` is that side's currency's (`docs/rules/fx.md` 5.5)."""
    if forex_type is ForexType.FROM:
        return credit_of(fixed_amount, rate, rule)
    return debit_of(fixed_amount, rate, rule)


def order_offset(forex_type: ForexType, fixed_amount: Decimal, *, rate: Decimal, booked: Decimal) -> Decimal:
    """The rounding difference of the booked amount, 8 decimals, plus = the house gains (`docs/rules/fx.md` 5.5).

    `booked` is the client's computed amount: the credit amount for FROM, the debit amount for TO.
    """
    if forex_type is ForexType.FROM:
        difference = subtract(multiply(fixed_amount, rate), booked)
    else:
        difference = subtract(booked, divide(fixed_amount, rate))
    return add_up((truncate(difference, OFFSET_PLACES),))


def in_base_currency(amount: Decimal, average_rate: Decimal, rule: AmountRule) -> Decimal:
    """`amount` at a spot average rate; `rule` is the base currency's. For information only (`docs/rules/fx.md` 3.9)."""
    return rule.apply(multiply(amount, average_rate))


def check_entered_amount(amount: Decimal, places: int, *, field: str) -> None:
    """Refuse an entered amount with more decimals than its currency writes (FX-E21) or not above zero (FX-E26)."""
    if decimal_places(amount) > places:
        raise UserError.at(field, "FX-E21", {"places": places})
    check_positive(amount, field=field)


def check_positive(amount: Decimal, *, field: str) -> None:
    """Refuse an amount of zero or less (FX-E26); a computed side may fall to zero by its cut (`docs/rules/fx.md` 6.6)."""
    if amount <= ZERO:
        raise UserError.at(field, "FX-E26")


def check_not_negative(amount: Decimal, *, field: str) -> None:
    """Refuse an amount below zero (FX-E32): alarm levels, remaining quotas, minimum amounts."""
    if amount < ZERO:
        raise UserError.at(field, "FX-E32")


def check_minimum(from_amount: Decimal, minimum: Decimal, *, field: str = "from_amount") -> None:
    """Refuse a debit amount below its currency's minimum (FX-E09); equal passes (`docs/rules/fx.md` 6.6)."""
    if from_amount < minimum:
        raise UserError.at(field, "FX-E09", {"minimum": minimum})


def check_rate(rate: Decimal, places: int, *, field: str) -> None:
    """Refuse an entered rate of zero or less (FX-E28) or with more than `places` decimals (FX-E21).

    `places` is `CUSTOM_RATE_PLACES` for a custom rate, the debit currency's rate precision for a bank's rate.
    """
    if rate <= ZERO:
        raise UserError.at(field, "FX-E28")
    if decimal_places(rate) > places:
        raise UserError.at(field, "FX-E21", {"places": places})
