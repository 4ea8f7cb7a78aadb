"""When something that happens again and again is due, in Hong Kong time. Pure; Hong Kong has no daylight saving.

A rule is one of `daily 13:00`, `weekdays 09:30` (Monday to Friday), `every 15 minutes` (counted from midnight).
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from whale_desktop.kernel.clock import HONG_KONG, hong_kong

_AT = re.compile(r"(daily|weekdays) ([01]\d|2[0-3]):([0-5]\d)")
_EVERY = re.compile(r"every ([1-9]\d{0,3}) minutes")
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Recurrence:
    """A parsed rule: a time of day, on weekdays only or every day; or, when `every` is set, each so many minutes of a day."""

    at: time = time(0)
    weekdays: bool = False
    every: timedelta = timedelta(0)

    def latest(self, now: datetime) -> datetime:
        """The latest moment at or before `now` at which it was due."""
        local = hong_kong(now)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.every:
            return midnight + ((local - midnight) // self.every) * self.every
        due = datetime.combine(local.date(), self.at, HONG_KONG)
        while due > local or (self.weekdays and due.weekday() >= 5):
            due -= timedelta(days=1)
        return due

    def next(self, now: datetime) -> datetime:
        """The first moment after `now` at which it will be due."""
        local = hong_kong(now)
        if self.every:
            midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
            following = self.latest(now) + self.every
            return min(following, midnight + timedelta(days=1))
        due = datetime.combine(local.date(), self.at, HONG_KONG)
        while due <= local or (self.weekdays and due.weekday() >= 5):
            due += timedelta(days=1)
        return due


def parse_recurrence(rule: str) -> Recurrence:
    """A rule as data; raises `ValueError` for text that is none."""
    if found := _AT.fullmatch(rule):
        return Recurrence(at=time(int(found[2]), int(found[3])), weekdays=found[1] == "weekdays")
    if found := _EVERY.fullmatch(rule):
        minutes = int(found[1])
        if minutes <= MINUTES_A_DAY:
            return Recurrence(every=timedelta(minutes=minutes))
    raise ValueError(f"no rule of recurrence: {rule!r}")
