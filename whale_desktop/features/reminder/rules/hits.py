"""Whom the exchange rule hits (`docs/rules/fx.md` 5.11). Must not know where balances and rates come from.

Every converted amount is cut by itself, so that the figures of the currencies add up to the figure of the rule.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from whale_desktop.kernel.numbers import ZERO, add_up, divide, multiply, truncate

PLACES = 2
"""Decimals of a converted amount."""

Rates = Mapping[str, Decimal]
"""Base currency units for 1 unit of each currency that has a rate; 1 for the base currency itself."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """From what debt, and from how much of other currencies, somebody is hit; both must be reached, equal counts."""

    debt: Decimal
    available: Decimal


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that is on: the main rule in base currency, and rules for single currencies, none of which is the base currency."""

    base: str
    main: Threshold
    singles: Mapping[str, Threshold]

    def __post_init__(self) -> None:
        assert self.base not in self.singles, "the main rule stands for the base currency"

    @property
    def thresholds(self) -> Mapping[str, Threshold]:
        """Every threshold by the currency in which it counts."""
        return {self.base: self.main, **self.singles}


@dataclass(frozen=True, slots=True)
class Holding:
    """What an account owes, and can exchange, of one currency. Whoever owes a currency can exchange nothing of it."""

    debt: Decimal
    withdrawable: Decimal


Holdings = Mapping[str, Holding]
"""By currency."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What an account owes, and could exchange, in the currency of a rule."""

    debt: Decimal
    own: Decimal


def convert(amount: Decimal, source: str, target: str, rates: Rates) -> Decimal | None:
    """`amount` of one currency in another at average rates through the base currency: one cut at the end, None without a rate."""
    if source == target:
        return truncate(amount, PLACES)
    if source not in rates or target not in rates:
        return None
    return truncate(divide(multiply(amount, rates[source]), rates[target]), PLACES)


def figures(currency: str, base: str, holdings: Holdings, rates: Rates) -> Figures:
    """The two figures of the rule of a currency; an amount that has no rate does not count.

    Main rule: all debts, and what is withdrawable of the currencies without debt, in base currency. Single rule: the debt in its
    currency as it is, and what is withdrawable of the others, in it.
    """
    others = {code: held for code, held in holdings.items() if not held.debt and (currency == base or code != currency)}
    own = _sum(convert(held.withdrawable, code, currency, rates) for code, held in others.items())
    if currency != base:
        held = holdings.get(currency)
        return Figures(ZERO if held is None else held.debt, own)
    return Figures(_sum(convert(held.debt, code, base, rates) for code, held in holdings.items()), own)


def is_hit(found: Figures, threshold: Threshold) -> bool:
    """Whether both figures reach the threshold. Who owes nothing is never hit, however low it is."""
    return found.debt > ZERO and found.debt >= threshold.debt and found.own >= threshold.available


def hits(rule: Rule, holdings: Holdings, rates: Rates) -> dict[str, Figures]:
    """The currencies whose rule hits an account, with the figures of each."""
    found = {currency: figures(currency, rule.base, holdings, rates) for currency in rule.thresholds}
    return {currency: one for currency, one in found.items() if is_hit(one, rule.thresholds[currency])}


def unrated(holdings: Holdings, rates: Rates) -> frozenset[str]:
    """The currencies that an account owes or holds and that have no rate: what it has of them could not be counted."""
    return frozenset(code for code, held in holdings.items() if code not in rates and (held.debt or held.withdrawable))


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return add_up(one for one in amounts if one is not None)
