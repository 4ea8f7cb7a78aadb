"""Exact decimals: the only arithmetic that touches money, rates and quantities. No float is accepted anywhere.

Must not know currencies, accounts or any business rule; the caller names the places and the mode at each call.
"""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

MONEY_SCALE = 4
RATE_SCALE = 10
PRICE_SCALE = 8
QUANTITY_SCALE = 8

EXACT = Context(prec=60, traps=[InvalidOperation, DivisionByZero, Overflow])
"""The context of all business arithmetic: 60 significant digits, so a product or a quotient is cut only where a rule says."""

ZERO = Decimal(0)


class _Steps(dict[int, Decimal]):
    """Places → the smallest difference of two numbers with so many: 0.01 for 2. Made once: a list asks for it a million times."""

    def __missing__(self, places: int) -> Decimal:
        step = self[places] = Decimal(1).scaleb(-places, context=EXACT)
        return step


_STEPS = _Steps()


def truncate(value: Decimal, places: int) -> Decimal:
    """Cut `value` toward zero after `places` decimals (`docs/rules/fx.md` 5)."""
    return value.quantize(_STEPS[places], rounding=ROUND_DOWN, context=EXACT)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Round `value` to `places` decimals, half away from zero."""
    return value.quantize(_STEPS[places], rounding=ROUND_HALF_UP, context=EXACT)


def round_up(value: Decimal, places: int) -> Decimal:
    """The smallest number of `places` decimals that is not below `value`."""
    return value.quantize(_STEPS[places], rounding=ROUND_CEILING, context=EXACT)


def multiply(left: Decimal, right: Decimal) -> Decimal:
    """The exact product of two decimals."""
    return EXACT.multiply(left, right)


def divide(left: Decimal, right: Decimal) -> Decimal:
    """`left / right` to 60 significant digits; cut the result once, with a named mode. Raises `ZeroDivisionError`."""
    return EXACT.divide(left, right)


def subtract(left: Decimal, right: Decimal) -> Decimal:
    """The exact difference `left - right`, whatever decimal context the caller runs in."""
    return EXACT.subtract(left, right)


def add_up(values: Iterable[Decimal]) -> Decimal:
    """The exact sum of `values`, zero for none."""
    total = ZERO
    for value in values:
        total = EXACT.add(total, value)
    return total


def decimal_places(value: Decimal) -> int:
    """How many decimals `value` really uses: 2 for 1.50 is 1, for 1.05 is 2, for 100 is 0."""
    exponent = value.normalize(EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def with_places(value: Decimal, places: int) -> Decimal:
    """`value` with at least `places` decimals; one that is finer keeps its own, so that nothing is hidden."""
    if value.same_quantum(_STEPS[places]):
        return value  # most are kept as they are shown, and that is quick to see
    shown = truncate(value, places)
    return shown if shown == value else truncate(value, decimal_places(value))


def from_spreadsheet(number: float | int) -> Decimal:
    """The decimal a person typed into a spreadsheet cell: the double's shortest text of at most 15 digits, then exact.

    This is the one door through which a float enters the program (`docs/ARCHITECTURE.md`, Money).
    Raises `ValueError` for infinities and not-a-number.
    """
    if isinstance(number, int):
        return Decimal(number)
    text = repr(number)
    shortest = Decimal(text)
    # A double that prints short has at most 15 digits; counting them is left to the few that print long.
    if len(text) <= 16 and text[-1].isdigit():
        return shortest
    if not shortest.is_finite():
        raise ValueError(f"not a finite number: {number!r}")
    if len(shortest.normalize(EXACT).as_tuple().digits) <= 15:
        return shortest
    return Decimal(f"{number:.15g}")
