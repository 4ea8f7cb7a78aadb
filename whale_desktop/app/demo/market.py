"""Invented quotes: a slow random walk around plausible prices, in HKD for one unit. Deterministic. SGD and CAD are quoted by nobody."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from whale_desktop.kernel.numbers import multiply, round_half_up

MIDDLE = {
    "USD": Decimal("7.8140"),
    "CNH": Decimal("1.0956"),
    "EUR": Decimal("8.5064"),
    "GBP": Decimal("9.9462"),
    "JPY": Decimal("0.052300"),
    "AUD": Decimal("5.1230"),
}
PLACES = {"JPY": 6}
HALF_SPREAD = {"USD": "0.00010", "CNH": "0.00055", "EUR": "0.00060", "GBP": "0.00070", "JPY": "0.00080", "AUD": "0.00090"}


@dataclass(frozen=True)
class DayQuote:
    """Bid, offer and average of one currency on one day."""

    bid: Decimal
    offer: Decimal
    average: Decimal


class Market:
    """Prices that move a little every day. The US dollar hardly moves, it is pegged."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._middle = dict(MIDDLE)

    def next_day(self) -> None:
        """Move every price."""
        for currency, middle in self._middle.items():
            swing = 3 if currency == "USD" else 30
            step = Decimal(self._random.randrange(-swing, swing + 1)) / 10_000
            self._middle[currency] = multiply(middle, 1 + step)

    def quote(self, currency: str, *, widen: int = 1) -> DayQuote:
        """The day's prices; `widen` makes the spread wider, as banks do."""
        places = PLACES.get(currency, 4)
        middle = self._middle[currency]
        half = multiply(middle, Decimal(HALF_SPREAD[currency]) * widen)
        return DayQuote(
            bid=round_half_up(middle - half, places),
            offer=round_half_up(middle + half, places),
            average=round_half_up(middle, places),
        )
