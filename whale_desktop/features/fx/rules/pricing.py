"""Rates: the reference rate of two quotes, the two mark-ups, and the price of a deal made of them.

Must not know orders, pools or profit; it is told the quotes and the mark-up rows that are in question.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from whale_desktop.features.fx.messages.choices import ForexType, SpreadMode
from whale_desktop.features.fx.rules.amounts import AmountRule, other_side
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import ZERO, divide, multiply, subtract, truncate

BASE_CURRENCY_QUOTE = Decimal(1)
"""Bid and offer of the base currency itself (`docs/rules/fx.md` 5.1)."""

_ONE = Decimal(1)
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class MarkUp:
    """One mark-up: `bp` is subtracted from the rate (`VALUE`) or is a percentage off it (`RATE`)."""

    mode: SpreadMode
    bp: Decimal


@dataclass(frozen=True, slots=True)
class Tier:
    """The mark-up value of debit amounts from `start` up to, not including, `end`; no `end` means no limit."""

    start: Decimal
    end: Decimal | None
    bp: Decimal

    def holds(self, debit_amount: Decimal) -> bool:
        """Whether `debit_amount` falls into this tier."""
        return self.start <= debit_amount and (self.end is None or debit_amount < self.end)


@dataclass(frozen=True, slots=True)
class ExecutionMarkUp:
    """An execution mark-up row of one key. Without `start_time` and `end_time` it is always effective.

    Times are aware; a row with times is in force from `start_time` up to, not including, `end_time`.
    """

    mode: SpreadMode
    tiers: Sequence[Tier]
    start_time: datetime | None = None
    end_time: datetime | None = None
    row_id: str = ""

    @property
    def is_always_effective(self) -> bool:
        """Whether the row has no effective time of its own."""
        return self.start_time is None

    def is_in_force(self, moment: datetime) -> bool:
        """Whether the row counts at `moment`."""
        if self.start_time is None or self.end_time is None:
            return True
        return self.start_time <= moment < self.end_time


@dataclass(frozen=True, slots=True)
class DealPrice:
    """What a deal comes to: the client's rate, both amounts, and the execution mark-up that was taken, if any."""

    client_rate: Decimal
    from_amount: Decimal
    to_amount: Decimal
    execution_mark_up: MarkUp | None


def reference_rate(bid_debit: Decimal, offer_credit: Decimal, places: int) -> Decimal:
    """Units of the credit currency for one of the debit currency: one division, then one cut (`docs/rules/fx.md` 5.1).

    `bid_debit` and `offer_credit` are in base currency, both above zero; the base currency's own leg is
    `BASE_CURRENCY_QUOTE`. `places` is the rate precision of the debit currency.
    """
    assert bid_debit > ZERO and offer_credit > ZERO, (bid_debit, offer_credit)
    return truncate(divide(bid_debit, offer_credit), places)


def apply_mark_up(rate: Decimal, mark_up: MarkUp | None, places: int) -> Decimal:
    """`rate` after `mark_up`, cut to `places` (`docs/rules/fx.md` 5.2).

    Without a mark-up the rate is only cut. Raises `UserError("FX-E13")` when nothing above zero is left.
    """
    result = rate
    if mark_up is not None and mark_up.mode is SpreadMode.VALUE:
        result = subtract(rate, mark_up.bp)
    elif mark_up is not None:
        result = multiply(rate, subtract(_ONE, divide(mark_up.bp, _HUNDRED)))
    result = truncate(result, places)
    if result <= ZERO:
        raise UserError("FX-E13", {"rate": result})
    return result


def tier_of(tiers: Iterable[Tier], debit_amount: Decimal) -> Tier:
    """The tier of a debit amount of zero or more; valid tiers have exactly one for each (`docs/rules/fx.md` 3.6)."""
    for tier in tiers:
        if tier.holds(debit_amount):
            return tier
    raise AssertionError(f"no tier for {debit_amount}")


def execution_row(rows: Iterable[ExecutionMarkUp], moment: datetime) -> ExecutionMarkUp | None:
    """Of the rows of one key, the one that counts at `moment`: a row with times beats an always-effective one.

    None when no row is in force (`docs/rules/fx.md` 5.3).
    """
    in_force = [row for row in rows if row.is_in_force(moment)]
    limited = [row for row in in_force if not row.is_always_effective]
    return next(iter(limited or in_force), None)


def execution_mark_up(rows: Iterable[ExecutionMarkUp], *, moment: datetime, debit_amount: Decimal) -> MarkUp | None:
    """The execution mark-up at `moment` for a debit amount, or None (`docs/rules/fx.md` 5.3)."""
    row = execution_row(rows, moment)
    return None if row is None else MarkUp(row.mode, tier_of(row.tiers, debit_amount).bp)


def price_deal(
    forex_type: ForexType,
    fixed_amount: Decimal,
    *,
    rate: Decimal,
    rows: Iterable[ExecutionMarkUp],
    moment: datetime,
    rate_places: int,
    debit_rule: AmountRule,
    credit_rule: AmountRule,
    is_custom_rate: bool = False,
) -> DealPrice:
    """The client's rate and both amounts of a deal (`docs/rules/fx.md` 5.3 to 5.5).

    rate: what the execution mark-up acts on: the quoted rate of a pool deal or of an estimate, the bank's rate of a fill.
    rows: the execution mark-up rows of the deal's key. A custom rate takes none of them and is not cut.
    The tier of a TO deal is that of the debit amount at `rate`, before the mark-up.
    Raises `UserError("FX-E13")`.
    """
    own_rule = credit_rule if forex_type is ForexType.FROM else debit_rule
    mark_up: MarkUp | None = None
    client_rate = rate
    if not is_custom_rate:
        if rate <= ZERO:
            raise UserError("FX-E13", {"rate": rate})
        debit_amount = fixed_amount if forex_type is ForexType.FROM else other_side(forex_type, fixed_amount, rate, debit_rule)
        mark_up = execution_mark_up(rows, moment=moment, debit_amount=debit_amount)
        client_rate = apply_mark_up(rate, mark_up, rate_places)
    computed = other_side(forex_type, fixed_amount, client_rate, own_rule)
    if forex_type is ForexType.FROM:
        return DealPrice(client_rate, fixed_amount, computed, mark_up)
    return DealPrice(client_rate, computed, fixed_amount, mark_up)
