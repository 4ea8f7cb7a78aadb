"""Conditions of filters at their edges."""

from datetime import UTC, date, datetime

import pytest

from whale_desktop.storage.conditions import end_of, start_of


@pytest.mark.parametrize("day", [date.min, date(1, 1, 2), date(2024, 3, 18), date(9999, 12, 30), date.max])
def test_every_day_that_can_be_written_can_be_asked_for(day: date) -> None:
    """Hong Kong's first day begins before the first moment there is, and no day follows the last one."""
    assert start_of(day) < end_of(day)


def test_a_day_is_that_of_hong_kong() -> None:
    assert start_of(date(2024, 3, 18)) == datetime(2024, 3, 17, 16, tzinfo=UTC)
    assert end_of(date(2024, 3, 18)) == datetime(2024, 3, 18, 16, tzinfo=UTC)
