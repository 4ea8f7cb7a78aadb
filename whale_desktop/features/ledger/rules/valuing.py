"""What cash in several currencies comes to in one of them (`docs/rules/ledger.md` 5.7)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from whale_desktop.kernel.numbers import add_up, divide, multiply, round_half_up


def value_in(amount: Decimal, rate: Decimal, wanted_rate: Decimal, places: int) -> Decimal:
    """`amount` of a currency worth `rate` base units, in the currency worth `wanted_rate` base units; rounded once, half up."""
    return round_half_up(divide(multiply(amount, rate), wanted_rate), places)


def total_in(held: Iterable[tuple[str, Decimal]], rates: Mapping[str, Decimal], wanted: str, places: int) -> Decimal:
    """All of `held` (currency, amount) that has a rate, in the currency `wanted`: added up in the base currency, exact, rounded once."""
    in_base = add_up(multiply(amount, rates[currency]) for currency, amount in held if currency in rates)
    return round_half_up(divide(in_base, rates[wanted]), places)
