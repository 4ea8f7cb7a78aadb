"""Rules of what happens again and again, in Hong Kong time."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whale_desktop.kernel.clock import HONG_KONG, parse_moment
from whale_desktop.kernel.recurrence import Recurrence, parse_recurrence

RULES = (
    "daily 13:00",
    "daily 00:00",
    "weekdays 09:30",
    "weekdays 23:59",
    "every 1 minutes",
    "every 15 minutes",
    "every 1000 minutes",
)


@pytest.mark.parametrize(
    ("rule", "now", "latest", "following"),
    [
        ("daily 13:00", "2024-03-18T12:59:59", "2024-03-17T13:00", "2024-03-18T13:00"),
        ("daily 13:00", "2024-03-18T13:00:00", "2024-03-18T13:00", "2024-03-19T13:00"),
        ("weekdays 09:30", "2024-03-18T09:29", "2024-03-15T09:30", "2024-03-18T09:30"),  # Monday: the latest was on Friday
        ("weekdays 09:30", "2024-03-16T12:00", "2024-03-15T09:30", "2024-03-18T09:30"),  # Saturday
        ("every 15 minutes", "2024-03-18T10:14:59", "2024-03-18T10:00", "2024-03-18T10:15"),
        ("every 15 minutes", "2024-03-18T23:50", "2024-03-18T23:45", "2024-03-19T00:00"),
        ("every 1000 minutes", "2024-03-18T20:00", "2024-03-18T16:40", "2024-03-19T00:00"),
        ("daily 13:00", "2024-03-18T20:00+00:00", "2024-03-18T13:00", "2024-03-19T13:00"),  # already the 19th in Hong Kong
    ],
)
def test_a_rule_is_due(rule: str, now: str, latest: str, following: str) -> None:
    recurrence = parse_recurrence(rule)
    assert recurrence.latest(parse_moment(now)) == parse_moment(latest)
    assert recurrence.next(parse_moment(now)) == parse_moment(following)


@pytest.mark.parametrize(
    "text", ["", "daily", "daily 24:00", "daily 9:30", "every 0 minutes", "every 1441 minutes", "hourly", "daily 13:00 "]
)
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no rule of recurrence"):
        parse_recurrence(text)


@given(st.sampled_from(RULES).map(parse_recurrence), st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)))
def test_latest_and_next_stand_next_to_each_other(rule: Recurrence, local: datetime) -> None:
    now = local.replace(tzinfo=HONG_KONG)
    latest, following = rule.latest(now), rule.next(now)
    assert latest <= now < following
    assert rule.latest(following) == following
    assert rule.next(latest) == following
    assert rule.latest(following - timedelta(microseconds=1)) == latest
