"""Clocks: the one place that reads the time, and the ones that tests and demonstrations give."""

from datetime import UTC, date, datetime, timedelta

import pytest

from whale_desktop.kernel import clock

MORNING = datetime(2024, 3, 18, 2, 0, tzinfo=UTC)


def test_the_system_clock_is_aware_and_runs() -> None:
    first = clock.SystemClock().now()
    assert first.utcoffset() == timedelta(0)
    assert clock.SystemClock().now() >= first


def test_a_fixed_clock_stands_still_until_it_is_moved() -> None:
    fixed = clock.FixedClock(MORNING)
    assert fixed.now() == fixed.now() == MORNING
    fixed.advance(timedelta(minutes=5))
    assert fixed.now() == MORNING + timedelta(minutes=5)
    fixed.set(MORNING)
    assert fixed.now() == MORNING


def test_a_fixed_clock_answers_in_utc_whatever_zone_it_was_set_in() -> None:
    fixed = clock.FixedClock(datetime(2024, 3, 18, 10, 0, tzinfo=clock.HONG_KONG))
    assert fixed.now() == MORNING
    assert fixed.now().tzinfo is UTC


def test_an_offset_clock_starts_where_told_and_then_runs() -> None:
    base = clock.FixedClock(datetime(2030, 1, 1, tzinfo=UTC))
    shifted = clock.OffsetClock(MORNING, base)
    assert shifted.now() == MORNING
    base.advance(timedelta(seconds=90))
    assert shifted.now() == MORNING + timedelta(seconds=90)


def test_hong_kong_is_already_in_tomorrow_in_the_evening_of_utc() -> None:
    evening = datetime(2024, 3, 18, 16, 0, tzinfo=UTC)
    assert clock.hong_kong_date(evening) == date(2024, 3, 19)
    assert clock.hong_kong_date(evening - timedelta(seconds=1)) == date(2024, 3, 18)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-18", MORNING),
        ("2024-03-18T10:00", MORNING),
        ("2024-03-18 10:00:00", MORNING),
        ("2024-03-18T02:00:00+00:00", MORNING),
        ("2024-03-18T02:00:00Z", MORNING),
        ("2024-07-01T09:30:00-04:00", datetime(2024, 7, 1, 13, 30, tzinfo=UTC)),
    ],
)
def test_moments_are_read_as_hong_kong_time_unless_a_zone_is_given(text: str, expected: datetime) -> None:
    assert clock.parse_moment(text) == expected


@pytest.mark.parametrize("text", ["", "today", "18/03/2024", "2024-13-01"])
def test_a_text_that_is_no_moment_raises(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        clock.parse_moment(text)


def test_new_york_keeps_daylight_saving() -> None:
    winter = datetime(2024, 1, 15, 14, 30, tzinfo=UTC).astimezone(clock.NEW_YORK)
    summer = datetime(2024, 7, 15, 13, 30, tzinfo=UTC).astimezone(clock.NEW_YORK)
    assert (winter.hour, summer.hour) == (9, 9)
