"""Service periods: when a strategy serves, whether two periods intersect, and what would fit instead.

All times are Hong Kong wall-clock times in whole seconds since midnight, 0 to 86,400 (24:00:00). Trading days come
from the caller; the module must not know calendars. Source: `docs/rules/fx.md` 3.3 and 6.3.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from whale_desktop.features.fx.messages.choices import DayBasis
from whale_desktop.kernel.errors import UserError

DAY_SECONDS = 24 * 60 * 60

IsTradeDay = Callable[[DayBasis, date], bool]
"""Whether a date (Hong Kong calendar) is a day of a basis; asked for trading days only, never for the calendar day."""

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Period:
    """`start` <= t < `end` on the days of `basis`. An `end` before the `start` runs over midnight into the next day."""

    basis: DayBasis
    start: int
    end: int

    @property
    def runs_over_midnight(self) -> bool:
        """Whether the period goes on after midnight, still as part of its starting day."""
        return self.end < self.start

    @property
    def seconds(self) -> int:
        """How long the period lasts."""
        return self.end - self.start + (DAY_SECONDS if self.runs_over_midnight else 0)


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a period within one calendar day; `days_after_start` is 1 behind midnight of a period that runs over it."""

    days_after_start: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two periods that intersect by the clock: their places in the list, the bands (start, end), and the seconds in all."""

    first: int
    second: int
    bands: tuple[tuple[int, int], ...]

    @property
    def seconds(self) -> int:
        """How long the two intersect within a day."""
        return sum(end - start for start, end in self.bands)


def clock_seconds(text: str) -> int:
    """`HH:MM:SS` or `HH:MM`, 00:00:00 to 24:00:00, as seconds since midnight; raises `UserError("FX-E30")`."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise UserError("FX-E30", {"value": text})
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or total > DAY_SECONDS:
        raise UserError("FX-E30", {"value": text})
    return total


def clock_text(seconds: int) -> str:
    """Seconds since midnight as `HH:MM:SS`; a full day is `24:00:00`."""
    assert 0 <= seconds <= DAY_SECONDS, seconds
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def period_of(basis: DayBasis, start: str, end: str) -> Period:
    """A period from two clock texts; raises `UserError("FX-E30")` for a bad time, an empty period or a start of 24:00:00."""
    period = Period(basis, clock_seconds(start), clock_seconds(end))
    if period.start in (period.end, DAY_SECONDS):
        raise UserError("FX-E30", {"value": f"{start} – {end}"})
    return period


def pieces(period: Period) -> tuple[Piece, ...]:
    """The one piece of a period, or the two of one that runs over midnight."""
    if not period.runs_over_midnight:
        return (Piece(0, period.start, period.end),)
    before = Piece(0, period.start, DAY_SECONDS)
    return (before, Piece(1, 0, period.end)) if period.end > 0 else (before,)


def overlap_bands(first: Period, second: Period) -> tuple[tuple[int, int], ...]:
    """Where two periods intersect by the clock, in order of time. Ends that touch do not intersect; day bases do not count."""
    bands = [
        (max(one.start, other.start), min(one.end, other.end))
        for one in pieces(first)
        for other in pieces(second)
        if max(one.start, other.start) < min(one.end, other.end)
    ]
    return tuple(sorted(bands))


def find_overlaps(periods: Sequence[Period]) -> tuple[Overlap, ...]:
    """Every pair of periods that intersects, by place in the list."""
    return tuple(
        Overlap(first, second, bands)
        for first in range(len(periods))
        for second in range(first + 1, len(periods))
        if (bands := overlap_bands(periods[first], periods[second]))
    )


def nearest_valid(wanted: Period, taken: Iterable[Period]) -> Period | None:
    """The period nearest to `wanted` that intersects none of `taken`; None when the whole day is taken.

    What is left of `wanted` itself comes first (its longest part, the earliest of equals), then the free time nearest
    to its start, no longer than `wanted`.
    """
    free = _free_stretches(list(taken))
    start, end = wanted.start, wanted.start + wanted.seconds
    left = [(max(start, a), min(end, b)) for a, b in _unrolled(free) if max(start, a) < min(end, b)]
    if left:
        return _wrapped(wanted, *max(_joined(left), key=lambda part: (part[1] - part[0], -part[0])))
    if not free:
        return None
    candidates = [stretch for a, b in free for stretch in ((a, min(b, a + wanted.seconds)), (max(a, b - wanted.seconds), b))]
    return _wrapped(wanted, *min(candidates, key=lambda part: (_distance(part[0], start), part[0])))


def is_open(periods: Iterable[Period], moment: datetime, is_trade_day: IsTradeDay) -> bool:
    """Whether one of the periods holds at `moment` (Hong Kong wall-clock time)."""
    return end_of_current_period(periods, moment, is_trade_day) is not None


def end_of_current_period(periods: Iterable[Period], moment: datetime, is_trade_day: IsTradeDay) -> datetime | None:
    """When the period that holds at `moment` ends, in the time zone of `moment` (Hong Kong); None when none holds.

    The estimated processing time of a bank order (`docs/rules/fx.md` 3.9).
    """
    second = moment.hour * 3600 + moment.minute * 60 + moment.second
    for period in periods:
        for piece in pieces(period):
            start_day = moment.date() - timedelta(days=piece.days_after_start)
            if piece.start <= second < piece.end and _counts_on(period.basis, start_day, is_trade_day):
                days = start_day + timedelta(days=1 if period.runs_over_midnight else 0)
                return datetime.combine(days, time(0), tzinfo=moment.tzinfo) + timedelta(seconds=period.end)
    return None


def _counts_on(basis: DayBasis, day: date, is_trade_day: IsTradeDay) -> bool:
    return basis is DayBasis.NATURAL_DAY or is_trade_day(basis, day)


def _free_stretches(taken: list[Period]) -> list[tuple[int, int]]:
    """The stretches of one day that no period takes, in order."""
    free: list[tuple[int, int]] = []
    reached = 0
    for start, end in sorted((piece.start, piece.end) for period in taken for piece in pieces(period)):
        if start > reached:
            free.append((reached, start))
        reached = max(reached, end)
    if reached < DAY_SECONDS:
        free.append((reached, DAY_SECONDS))
    return free


def _unrolled(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same stretches on two days in a row, so that a period over midnight can be laid on them."""
    return stretches + [(start + DAY_SECONDS, end + DAY_SECONDS) for start, end in stretches]


def _joined(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches that touch, made into one."""
    joined: list[tuple[int, int]] = []
    for start, end in stretches:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _wrapped(wanted: Period, start: int, end: int) -> Period:
    """A stretch of the two unrolled days as a period of the clock, with the day basis of `wanted`."""
    if start >= DAY_SECONDS:
        start, end = start - DAY_SECONDS, end - DAY_SECONDS
    return replace(wanted, start=start, end=end if end <= DAY_SECONDS else end - DAY_SECONDS)


def _distance(one: int, other: int) -> int:
    """How far two clock times lie apart, the short way round."""
    apart = abs(one - other) % DAY_SECONDS
    return min(apart, DAY_SECONDS - apart)
