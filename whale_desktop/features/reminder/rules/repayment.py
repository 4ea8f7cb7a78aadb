"""What an automatic repayment exchanges, and in which order (`docs/rules/fx.md` 6.10).

Must not know prices: it is told what an order needs.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from whale_desktop.features.fx.messages import ForexType
from whale_desktop.features.reminder.rules.hits import Holdings, Rates, convert
from whale_desktop.kernel.numbers import ZERO, round_up


@dataclass(frozen=True, slots=True)
class Fixed:
    """The side of an order that is fixed, and its amount."""

    forex_type: ForexType
    amount: Decimal


def debts_to_repay(hit: Collection[str], base: str, holdings: Holdings, rates: Rates) -> tuple[str, ...]:
    """The currencies whose debts are repaid, the largest in base currency first.

    All of them when the main rule hit, else those of the single rules that did. A debt without a rate comes last.
    """
    owed = [code for code, held in holdings.items() if held.debt and (base in hit or code in hit)]
    return tuple(sorted(owed, key=lambda code: (-_in_base(holdings[code].debt, code, base, rates), code)))


def spending_order(left: Mapping[str, Decimal], base: str, rates: Rates) -> tuple[str, ...]:
    """The currencies of which something is left, the most in base currency first."""
    there = [code for code, amount in left.items() if amount > ZERO]
    return tuple(sorted(there, key=lambda code: (-_in_base(left[code], code, base, rates), code)))


def whole_debt(debt: Decimal, places: int) -> Decimal:
    """A debt as an amount that can be ordered: with the decimals of its currency, and never less than the debt."""
    return round_up(debt, places)


def next_order(remaining: Decimal, available: Decimal, needed: Decimal | None) -> Fixed:
    """The order that repays `remaining` out of `available`: the whole debt where that is enough, else all that is there.

    needed: what buying the whole remaining debt takes of the spent currency; None when nobody can say.
    """
    if needed is not None and needed <= available:
        return Fixed(ForexType.TO, remaining)
    return Fixed(ForexType.FROM, available)


def _in_base(amount: Decimal, code: str, base: str, rates: Rates) -> Decimal:
    return convert(amount, code, base, rates) or ZERO
