"""Service periods against an oracle that walks every minute: `docs/rules/fx.md` 3.3 and 6.3."""

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from whale_desktop.features.fx.messages.choices import DayBasis
from whale_desktop.features.fx.rules.periods import (
    DAY_SECONDS,
    Period,
    end_of_current_period,
    find_overlaps,
    is_open,
    nearest_valid,
    overlap_bands,
)
from whale_desktop.kernel.clock import HONG_KONG

DAY_MINUTES = 24 * 60
TODAY = date(2024, 3, 18)
EARLIER = TODAY - timedelta(days=1)


@st.composite
def minute_periods(draw: st.DrawFn) -> Period:
    start = draw(st.integers(0, DAY_MINUTES - 1))
    end = draw(st.integers(0, DAY_MINUTES).filter(lambda minute: minute != start))
    return Period(draw(st.sampled_from(DayBasis)), start * 60, end * 60)


def minutes_run(period: Period) -> int:
    """How long a period runs, told from its ends alone."""
    return (period.end // 60 - period.start // 60) % DAY_MINUTES or DAY_MINUTES


def clock_minutes(period: Period) -> set[int]:
    """The minutes of the clock that a period takes, walked one by one."""
    return {(period.start // 60 + step) % DAY_MINUTES for step in range(minutes_run(period))}


def open_minutes(period: Period, trade_days: set[tuple[DayBasis, date]]) -> dict[int, int]:
    """The minutes of TODAY at which a period is open, each with the minute of its end, counted from TODAY's midnight."""
    found: dict[int, int] = {}
    for day, shift in ((EARLIER, -DAY_MINUTES), (TODAY, 0)):
        if period.basis is not DayBasis.NATURAL_DAY and (period.basis, day) not in trade_days:
            continue
        first = period.start // 60 + shift
        last = first + minutes_run(period)
        found.update({minute: last for minute in range(first, last) if 0 <= minute < DAY_MINUTES})
    return found


days = st.sets(st.tuples(st.sampled_from([DayBasis.HK_TRADE_DAY, DayBasis.US_TRADE_DAY]), st.sampled_from([EARLIER, TODAY])))


@settings(max_examples=60, deadline=None)
@given(st.lists(minute_periods(), max_size=4), days, st.integers(0, 59))
def test_openness_equals_the_minute_by_minute_oracle(
    periods: list[Period], trade_days: set[tuple[DayBasis, date]], second: int
) -> None:
    expected = set().union(*(open_minutes(period, trade_days) for period in periods))
    midnight = datetime.combine(TODAY, time(0), tzinfo=HONG_KONG)
    found = {
        minute
        for minute in range(DAY_MINUTES)
        if is_open(periods, midnight + timedelta(minutes=minute, seconds=second), lambda basis, day: (basis, day) in trade_days)
    }
    assert found == expected


@given(minute_periods(), days, st.integers(0, DAY_MINUTES - 1))
def test_the_end_of_the_current_period_equals_the_oracle(
    period: Period, trade_days: set[tuple[DayBasis, date]], minute: int
) -> None:
    midnight = datetime.combine(TODAY, time(0), tzinfo=HONG_KONG)
    end = end_of_current_period([period], midnight + timedelta(minutes=minute), lambda basis, day: (basis, day) in trade_days)
    expected = open_minutes(period, trade_days).get(minute)
    assert end == (None if expected is None else midnight + timedelta(minutes=expected))


@given(minute_periods(), minute_periods())
def test_overlap_equals_the_common_minutes(first: Period, second: Period) -> None:
    common = clock_minutes(first) & clock_minutes(second)
    bands = overlap_bands(first, second)
    covered = {second_ // 60 for start, end in bands for second_ in range(start, end, 60)}
    assert covered == common
    assert sum(end - start for start, end in bands) == 60 * len(common)
    assert overlap_bands(second, first) == bands


@given(st.lists(minute_periods(), max_size=5))
def test_overlaps_name_exactly_the_pairs_that_share_a_minute(periods: list[Period]) -> None:
    sets = [clock_minutes(period) for period in periods]
    expected = {(i, j) for i in range(len(sets)) for j in range(i + 1, len(sets)) if sets[i] & sets[j]}
    assert {(overlap.first, overlap.second) for overlap in find_overlaps(periods)} == expected


@given(minute_periods(), st.lists(minute_periods(), max_size=5))
def test_what_is_proposed_fits_and_keeps_all_that_can_be_kept_in_one_stretch(wanted: Period, taken: list[Period]) -> None:
    busy = set().union(*(clock_minutes(period) for period in taken))
    proposal = nearest_valid(wanted, taken)
    if proposal is None:
        assert len(busy) == DAY_MINUTES
        return
    minutes = clock_minutes(proposal)
    assert 0 <= proposal.start < DAY_SECONDS
    assert 0 < len(minutes) <= len(clock_minutes(wanted))
    assert not minutes & busy
    assert proposal.basis is wanted.basis
    longest, run = 0, 0
    for step in range(minutes_run(wanted)):
        run = 0 if (wanted.start // 60 + step) % DAY_MINUTES in busy else run + 1
        longest = max(longest, run)
    if longest:
        assert minutes <= clock_minutes(wanted)
        assert len(minutes) == longest
