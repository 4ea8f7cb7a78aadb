"""Clock times as people type and read them: `9`, `0900`, `9:00`, `09:00:00`, `24:00` in, `09:00` out. Must not know Qt.

All values are whole seconds since midnight, Hong Kong wall clock, 0 to 86,400 (`docs/rules/fx.md` 3.3).
"""

import re
import unicodedata

from whale_desktop.features.fx.rules.periods import DAY_SECONDS, Period, clock_seconds
from whale_desktop.features.fx.widgets import words
from whale_desktop.kernel.errors import UserError
from whale_desktop.ui.pages.ports import Texts

MINUTE = 60
QUARTER = 15 * MINUTE
"""The step that edges snap to on the timeline; with Alt it is one minute."""

_DIGITS = re.compile(r"\d{1,6}")


def parse_clock(text: str) -> int | None:
    """The time a person typed, None for blank. Raises `ValueError` when it cannot be read.

    One or two digits are hours, three or four hours and minutes, five or six with seconds too.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace(" ", "").replace(".", ":")
    if not plain:
        return None
    if _DIGITS.fullmatch(plain):
        padded = plain.zfill(2) if len(plain) <= 2 else plain.zfill(len(plain) + len(plain) % 2)
        plain = ":".join(padded[at : at + 2] for at in range(0, len(padded), 2))
        if len(padded) == 2:
            plain += ":00"
    try:
        return clock_seconds(plain)
    except UserError as error:
        raise ValueError(text) from error


def short_clock(seconds: int) -> str:
    """`HH:MM`, with the seconds only where there are any."""
    hours, minutes, rest = seconds // 3600, seconds // MINUTE % 60, seconds % MINUTE
    return f"{hours:02d}:{minutes:02d}" + (f":{rest:02d}" if rest else "")


def period_words(period: Period, texts: Texts) -> str:
    """`09:00 – 12:00`; the end of a period that runs over midnight is named as the next day's."""
    text = words.PERIOD_OVER_MIDNIGHT if period.runs_over_midnight else words.PERIOD
    return texts(text, start=short_clock(period.start), end=short_clock(period.end))


def length_words(seconds: int, texts: Texts) -> str:
    """How long: `30 min`, `1 h 20 min`, `1 min 36 s`."""
    hours, minutes, rest = seconds // 3600, seconds // MINUTE % 60, seconds % MINUTE
    parts = [
        texts(text, count=count)
        for text, count in ((words.HOURS, hours), (words.MINUTES, minutes), (words.SECONDS, rest))
        if count
    ]
    return " ".join(parts)


def snapped(seconds: float, step: int) -> int:
    """The nearest multiple of `step` within the day."""
    return min(max(round(seconds / step) * step, 0), DAY_SECONDS)


def next_step(seconds: int, step: int, direction: int) -> int:
    """The next multiple of `step` after (direction 1) or before (-1) a time."""
    return (seconds // step + 1) * step if direction > 0 else (seconds - 1) // step * step


def period_within(period: Period, *, start: int | None = None, end: int | None = None) -> Period | None:
    """`period` with another start or another unrolled end (up to 48 h, behind 24 h lies the next day); None if that is no period."""
    first = period.start if start is None else start
    last = period.start + period.seconds if end is None else end
    full_day = first == 0 and last == DAY_SECONDS
    if not 0 <= first < DAY_SECONDS or not (first < last < first + DAY_SECONDS or full_day):
        return None
    return Period(period.basis, first, last if last <= DAY_SECONDS else last - DAY_SECONDS)
