"""The average price that a form offers from bid and offer (`docs/rules/fx.md` 3.8)."""

from decimal import Decimal

from whale_desktop.kernel.numbers import EXACT, decimal_places, divide, round_half_up

TWO = Decimal(2)


def middle(bid: Decimal, offer: Decimal) -> Decimal:
    """Midway between two prices, with as many decimals as the finer of them, half up: 7.8147 and 7.8132 give 7.8140."""
    places = max(decimal_places(bid), decimal_places(offer))
    return round_half_up(divide(EXACT.add(bid, offer), TWO), places)
