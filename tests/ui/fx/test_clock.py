"""Clock times as people type them, and which periods meet which."""

import re

import pytest

from whale_desktop.features.fx.messages import DayBasis, ServicePeriod
from whale_desktop.features.fx.rules.periods import DAY_SECONDS, Period
from whale_desktop.features.fx.widgets.clock import (
    length_words,
    next_step,
    period_within,
    period_words,
    snapped,
)
from whale_desktop.features.fx.widgets.conflicts import PENDING, Rival, as_period, as_service_period, find_conflicts
from whale_desktop.kernel.texts import catalogue
from whale_desktop.ui.forms.clock_field import parse_clock, short_clock

HK, US, ANY = DayBasis.HK_TRADE_DAY, DayBasis.US_TRADE_DAY, DayBasis.NATURAL_DAY
ENGLISH = catalogue("en")


def at(hour: int, minute: int = 0, second: int = 0) -> int:
    return hour * 3600 + minute * 60 + second


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9", at(9)),
        ("09", at(9)),
        ("15", at(15)),
        ("900", at(9)),
        ("0900", at(9)),
        ("9:00", at(9)),
        ("09:00:00", at(9)),
        ("9.30", at(9, 30)),
        ("093015", at(9, 30, 15)),
        ("９：３０", at(9, 30)),
        (" 24:00 ", DAY_SECONDS),
        ("24", DAY_SECONDS),
        ("0", 0),
        ("", None),
        ("  ", None),
    ],
)
def test_a_time_is_read_as_it_is_typed(typed: str, meant: int | None) -> None:
    assert parse_clock(typed) == meant


@pytest.mark.parametrize("typed", ["25", "9:60", "24:01", "2401", "nine", "9:0", "-1", "1:2:3", "1234567", "9::00"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=re.escape(typed)):
        parse_clock(typed)


def test_times_and_lengths_are_short_where_they_can_be() -> None:
    assert [short_clock(one) for one in (0, at(9, 5), at(9, 5, 7), DAY_SECONDS)] == ["00:00", "09:05", "09:05:07", "24:00"]
    assert [length_words(one, ENGLISH) for one in (1800, 3600, 4800, 96)] == ["30 min", "1 h", "1 h 20 min", "1 min 36 s"]
    assert period_words(Period(HK, at(9), at(12)), ENGLISH) == "09:00 – 12:00"
    assert period_words(Period(HK, at(22), at(2)), ENGLISH) == "22:00 – 02:00 next day"


def test_steps_go_to_the_grid_and_stay_in_the_day() -> None:
    assert next_step(at(9, 7), 900, 1) == at(9, 15)
    assert next_step(at(9, 15), 900, 1) == at(9, 30)
    assert next_step(at(9, 15), 900, -1) == at(9)
    assert next_step(at(9, 7), 60, -1) == at(9, 6)
    assert snapped(at(9, 8), 900) == at(9, 15)
    assert snapped(-500, 900) == 0
    assert snapped(DAY_SECONDS + 500, 900) == DAY_SECONDS


def test_an_edge_moves_over_midnight_and_never_onto_the_other() -> None:
    late = Period(HK, at(22), DAY_SECONDS)
    assert period_within(late, end=DAY_SECONDS + 900) == Period(HK, at(22), 900)
    night = Period(HK, at(22), 900)
    assert period_within(night, end=DAY_SECONDS) == late
    assert period_within(Period(HK, at(9), at(9, 15)), end=at(9)) is None
    assert period_within(Period(HK, at(9), at(9, 15)), start=at(9, 15)) is None
    assert period_within(Period(HK, 0, at(9)), start=-900) is None
    assert period_within(night, end=DAY_SECONDS + at(22)) is None
    assert period_within(Period(HK, 0, at(23)), end=DAY_SECONDS) == Period(HK, 0, DAY_SECONDS)


def test_an_overlap_is_measured_and_a_way_out_is_found() -> None:
    own = [Period(HK, at(9), at(12)), Period(HK, at(13), at(16))]
    (found,) = find_conflicts(own, Period(ANY, at(15, 30), at(18)), [])
    assert (found.subject, found.seconds, found.other) == (PENDING, 1800, own[1])
    assert found.suggestion == Period(ANY, at(16), at(18))
    assert find_conflicts(own, Period(HK, at(12), at(13)), []) == ()


def test_the_pending_period_comes_first_then_the_later_of_a_pair() -> None:
    own = [Period(HK, at(9), at(12)), Period(US, at(11), at(13))]
    rival = Rival("HSB", Period(HK, at(12, 30), at(14)))
    found = find_conflicts(own, Period(HK, at(13), at(15)), [rival])
    assert [(one.subject, one.seconds, one.rival) for one in found] == [(PENDING, 3600, rival), (1, 3600, None), (1, 1800, rival)]
    assert found[1].suggestion == Period(US, at(12), at(12, 30))


def test_periods_travel_there_and_back() -> None:
    given = ServicePeriod(day_basis=ANY, start="22:00:00", end="02:00:00")
    assert as_service_period(as_period(given)) == given
