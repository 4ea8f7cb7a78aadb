"""Numbers, dates and times as they stand on screen. Copy and export give raw values; these are for eyes only.

Decimals are never rounded here: a value shows at least the places asked for, and all it has. Moments are shown in Hong Kong time.
Must not know Qt.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.texts import C_

ABSENT = "—"
"""Stands where there is no value; drawn in `tx3`."""
MINUS = "\u2212"
ESTIMATE = "≈"
UP = "▲"
DOWN = "▼"

SECONDS = C_("duration", "{seconds} s")
MINUTES = C_("duration", "{minutes} min {seconds} s")
HOURS = C_("duration", "{hours} h {minutes} min")
DAY_OF_WEEK = C_("date", "{day} ({weekday})")
WEEKDAY_NAMES = (
    C_("weekday", "Mon"),
    C_("weekday", "Tue"),
    C_("weekday", "Wed"),
    C_("weekday", "Thu"),
    C_("weekday", "Fri"),
    C_("weekday", "Sat"),
    C_("weekday", "Sun"),
)

Say = Callable[..., str]
"""Says a `Text` with parameters in the user's language: a catalogue, or the window's texts."""


def _decimals(value: Decimal, places: int | None) -> int:
    exponent = value.as_tuple().exponent
    own = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return max(own, places or 0)


def amount(value: Decimal | None, places: int | None = None) -> str:
    """An amount with separators and at least `places` decimals (those of its currency): −79.00, 120,000.00."""
    if value is None:
        return ABSENT
    return f"{value:,.{_decimals(value, places)}f}".replace("-", MINUS)


def money(currency: str, value: Decimal | None, places: int | None = None) -> str:
    """An amount with its currency code before it: USD 120,000.00."""
    return ABSENT if value is None else f"{currency} {amount(value, places)}"


def rate(value: Decimal | None, places: int | None = None) -> str:
    """A rate without separators, trailing zeros kept: 7.1357, 0.127988."""
    if value is None:
        return ABSENT
    return f"{value:.{_decimals(value, places)}f}".replace("-", MINUS)


def signed(value: Decimal | None, places: int | None = None) -> str:
    """A profit, adjustment or difference: the sign is always shown, zero has none."""
    if value is None:
        return ABSENT
    return f"+{amount(value, places)}" if value > 0 else amount(value, places)


def percent(value: Decimal | None, places: int = 2) -> str:
    """A percentage that is already in percent, at least two decimals, no space: 32.72%."""
    return ABSENT if value is None else f"{amount(value, places)}%"


def movement(value: Decimal | None, places: int = 2) -> str:
    """A price movement in percent with its arrow: ▲ +1.24%, ▼ −0.86%, 0.00%."""
    if value is None:
        return ABSENT
    arrow = f"{UP} " if value > 0 else f"{DOWN} " if value < 0 else ""
    return f"{arrow}{signed(value, places)}%"


def market_token(value: Decimal | None) -> str:
    """The colour token of a price movement, profit or loss: `mk-up`, `mk-down`, `tx1` for zero, `tx3` for none."""
    if value is None:
        return "tx3"
    return "mk-up" if value > 0 else "mk-down" if value < 0 else "tx1"


def estimate(text: str) -> str:
    """A value that is not final: ≈ before it, drawn in `tx2`."""
    return f"{ESTIMATE}{text}"


def count(value: int) -> str:
    """A number of things with separators."""
    return f"{value:,}".replace("-", MINUS)


def day(value: date | None) -> str:
    """A day: 2024-03-18."""
    return ABSENT if value is None else value.isoformat()


def day_with_weekday(value: date | None, say: Say) -> str:
    """A day with its weekday: 2024-03-18（一）."""
    if value is None:
        return ABSENT
    return say(DAY_OF_WEEK, day=value.isoformat(), weekday=say(WEEKDAY_NAMES[value.weekday()]))


def moment(value: datetime | None) -> str:
    """A moment in Hong Kong time: 2024-03-18 10:31:42."""
    return ABSENT if value is None else f"{hong_kong(value):%Y-%m-%d %H:%M:%S}"


def short_moment(value: datetime | None, ledger_year: int) -> str:
    """A moment in a list: without the year when it is the ledger's (the tooltip and the copy are `moment`)."""
    if value is None:
        return ABSENT
    local = hong_kong(value)
    return f"{local:%m-%d %H:%M:%S}" if local.year == ledger_year else moment(value)


def clock(value: datetime | None, *, seconds: bool = True) -> str:
    """The Hong Kong time of day: 10:31:42, or 10:31."""
    if value is None:
        return ABSENT
    return f"{hong_kong(value):%H:%M:%S}" if seconds else f"{hong_kong(value):%H:%M}"


def duration(seconds: int, say: Say) -> str:
    """How long something took: 36 秒, 1 分 36 秒, 1 小時 20 分."""
    if seconds < 60:
        return say(SECONDS, seconds=seconds)
    if seconds < 3600:
        return say(MINUTES, minutes=seconds // 60, seconds=seconds % 60)
    return say(HOURS, hours=seconds // 3600, minutes=seconds % 3600 // 60)
