"""Periods and lengths in words, steps on the timeline.

All values are whole seconds since midnight, Hong Kong wall clock, 0 to 86,400 (`docs/rules/fx.md` 3.3).
"""

from whale_desktop.features.fx.rules.periods import DAY_SECONDS, Period
from whale_desktop.features.fx.widgets import words
from whale_desktop.ui.forms.clock_field import MINUTE, short_clock
from whale_desktop.ui.pages.ports import Texts

QUARTER = 15 * MINUTE
"""The step that edges snap to on the timeline; with Alt it is one minute."""


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
