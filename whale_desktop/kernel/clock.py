"""The only place that reads the time of day. Everything else is given a `Clock`.

Timestamps are aware datetimes in UTC; people see them in Hong Kong time.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
NEW_YORK = ZoneInfo("America/New_York")


class Clock(Protocol):
    """Tells the time; injected, so that tests and demonstrations decide what time it is."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands still until it is moved: tests, the tour, `--now`."""

    moment: datetime

    def now(self) -> datetime:
        """The moment this clock was set to, in UTC."""
        return self.moment.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move the clock forward."""
        self.moment = self.moment + by

    def set(self, moment: datetime) -> None:
        """Set the clock to `moment` (aware)."""
        self.moment = moment


@dataclass
class OffsetClock:
    """A clock that starts at a chosen moment and then runs: the tour, a demonstration at another time of day."""

    start: datetime
    base: Clock = field(default_factory=SystemClock)

    def __post_init__(self) -> None:
        self._began = self.base.now()

    def now(self) -> datetime:
        """The chosen start plus the time passed since."""
        return self.start.astimezone(UTC) + (self.base.now() - self._began)


def hong_kong(moment: datetime) -> datetime:
    """`moment` as Hong Kong wall-clock time."""
    return moment.astimezone(HONG_KONG)


def hong_kong_date(moment: datetime) -> date:
    """The calendar date in Hong Kong at `moment`."""
    return hong_kong(moment).date()


def parse_moment(text: str) -> datetime:
    """An ISO date or time as a moment; without a zone it is Hong Kong time, without a time it is 10:00.

    Raises `ValueError` when the text is not ISO 8601.
    """
    moment = datetime.fromisoformat(text)
    if len(text) <= 10:
        moment = moment.replace(hour=10)
    return moment.replace(tzinfo=HONG_KONG) if moment.tzinfo is None else moment
