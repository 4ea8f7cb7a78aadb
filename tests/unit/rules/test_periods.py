"""Service periods of `docs/rules/fx.md` 3.3 and 6.3."""

from datetime import date, datetime

import pytest

from whale_desktop.features.fx.messages.choices import DayBasis
from whale_desktop.features.fx.rules.periods import (
    DAY_SECONDS,
    Period,
    clock_seconds,
    clock_text,
    end_of_current_period,
    find_overlaps,
    is_open,
    nearest_valid,
    overlap_bands,
    period_of,
    pieces,
)
from whale_desktop.kernel.clock import HONG_KONG
from whale_desktop.kernel.errors import UserError

HK, US, ANY = DayBasis.HK_TRADE_DAY, DayBasis.US_TRADE_DAY, DayBasis.NATURAL_DAY
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2024, 3, day) for day in (15, 16, 17, 18))


def weekdays(basis: DayBasis, day: date) -> bool:
    assert basis is not ANY, "the calendar day needs no calendar"
    return day.weekday() < 5


def at(day: date, text: str) -> datetime:
    return datetime.fromisoformat(f"{day.isoformat()}T{text}").replace(tzinfo=HONG_KONG)


def span(start: str, end: str, basis: DayBasis = HK) -> Period:
    return period_of(basis, start, end)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("00:00:00", 0), ("09:00", 32400), ("9:00", 32400), ("15:59:59", 57599), ("23:59:59", 86399), ("24:00:00", DAY_SECONDS)],
)
def test_clock_texts(text: str, seconds: int) -> None:
    assert clock_seconds(text) == seconds
    assert clock_seconds(clock_text(seconds)) == seconds


def test_a_full_day_is_written_24() -> None:
    assert clock_text(DAY_SECONDS) == "24:00:00"


@pytest.mark.parametrize("text", ["24:00:01", "25:00", "09:60", "09:00:60", "0900", "", "9", "-1:00", "09:00:00:00", "nine"])
def test_a_text_that_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        clock_seconds(text)
    assert refusal.value.code == "FX-E30"


@pytest.mark.parametrize(("start", "end"), [("09:00", "09:00"), ("00:00", "00:00"), ("24:00", "09:00"), ("24:00", "24:00")])
def test_an_empty_period_is_refused(start: str, end: str) -> None:
    with pytest.raises(UserError) as refusal:
        span(start, end)
    assert refusal.value.code == "FX-E30"


def test_a_period_over_midnight_has_two_pieces_of_its_starting_day() -> None:
    period = span("22:00", "02:00")
    assert [(piece.days_after_start, clock_text(piece.start), clock_text(piece.end)) for piece in pieces(period)] == [
        (0, "22:00:00", "24:00:00"),
        (1, "00:00:00", "02:00:00"),
    ]
    assert period.seconds == 4 * 3600


def test_a_period_that_ends_at_midnight_has_one_piece() -> None:
    assert len(pieces(span("22:00", "00:00"))) == len(pieces(span("22:00", "24:00"))) == 1
    assert span("22:00", "00:00").seconds == span("22:00", "24:00").seconds == 2 * 3600


@pytest.mark.parametrize(
    ("first", "second", "bands"),
    [
        (span("09:00", "12:00"), span("11:59", "16:00"), [("11:59:00", "12:00:00")]),
        (span("09:00", "12:00"), span("12:00", "16:00"), []),
        (span("09:00", "12:00", HK), span("11:00", "13:00", US), [("11:00:00", "12:00:00")]),
        (span("22:00", "02:00"), span("01:00", "03:00"), [("01:00:00", "02:00:00")]),
        (span("22:00", "02:00"), span("02:00", "22:00"), []),
        (span("22:00", "02:00"), span("23:00", "01:00"), [("00:00:00", "01:00:00"), ("23:00:00", "24:00:00")]),
        (span("00:00", "24:00"), span("22:00", "02:00"), [("00:00:00", "02:00:00"), ("22:00:00", "24:00:00")]),
        (span("13:00", "16:00"), span("15:30", "18:00"), [("15:30:00", "16:00:00")]),
    ],
)
def test_where_two_periods_intersect(first: Period, second: Period, bands: list[tuple[str, str]]) -> None:
    assert [(clock_text(a), clock_text(b)) for a, b in overlap_bands(first, second)] == bands
    assert overlap_bands(second, first) == overlap_bands(first, second)


def test_overlaps_name_the_pair_and_its_length() -> None:
    overlaps = find_overlaps([span("09:00", "12:00"), span("13:00", "16:00"), span("15:30", "18:00")])
    assert [(overlap.first, overlap.second, overlap.seconds) for overlap in overlaps] == [(1, 2, 30 * 60)]


@pytest.mark.parametrize(
    ("wanted", "taken", "proposal"),
    [
        (("15:30", "18:00"), [("09:00", "12:00"), ("13:00", "16:00")], ("16:00:00", "18:00:00")),
        (("11:59", "16:00"), [("09:00", "12:00")], ("12:00:00", "16:00:00")),
        (("08:00", "10:00"), [("09:00", "12:00")], ("08:00:00", "09:00:00")),
        (("08:00", "17:00"), [("09:00", "12:00")], ("12:00:00", "17:00:00")),
        (("09:30", "10:30"), [("09:00", "12:00")], ("08:00:00", "09:00:00")),
        (("11:30", "11:45"), [("09:00", "12:00")], ("12:00:00", "12:15:00")),
        (("22:00", "03:00"), [("22:30", "23:00")], ("23:00:00", "03:00:00")),
        (("22:00", "03:00"), [("23:00", "01:00")], ("01:00:00", "03:00:00")),
        (("23:00", "00:30"), [("22:00", "02:00")], ("20:30:00", "22:00:00")),
        (("23:30", "00:30"), [("22:00", "02:00")], ("02:00:00", "03:00:00")),
        (("09:00", "10:00"), [], ("09:00:00", "10:00:00")),
    ],
)
def test_what_fits_instead(wanted: tuple[str, str], taken: list[tuple[str, str]], proposal: tuple[str, str]) -> None:
    found = nearest_valid(span(*wanted, US), [span(*times) for times in taken])
    assert found is not None
    assert (clock_text(found.start), clock_text(found.end)) == proposal
    assert found.basis is US


def test_nothing_fits_into_a_full_day() -> None:
    assert nearest_valid(span("09:00", "10:00"), [span("00:00", "12:00"), span("12:00", "24:00")]) is None


@pytest.mark.parametrize(
    ("period", "moment", "open_"),
    [
        (span("09:00", "16:00"), at(MONDAY, "08:59:59"), False),
        (span("09:00", "16:00"), at(MONDAY, "09:00:00"), True),
        (span("09:00", "16:00"), at(MONDAY, "15:59:59.999999"), True),
        (span("09:00", "16:00"), at(MONDAY, "16:00:00"), False),
        (span("09:00", "16:00"), at(SUNDAY, "10:00:00"), False),
        (span("09:00", "16:00", ANY), at(SUNDAY, "10:00:00"), True),
        (span("09:00", "24:00"), at(MONDAY, "23:59:59"), True),
        (span("00:00", "24:00"), at(MONDAY, "00:00:00"), True),
        (span("22:00", "02:00"), at(FRIDAY, "23:00:00"), True),
        (span("22:00", "02:00"), at(SATURDAY, "01:59:59"), True),
        (span("22:00", "02:00"), at(SATURDAY, "02:00:00"), False),
        (span("22:00", "02:00"), at(SATURDAY, "22:00:00"), False),
        (span("22:00", "02:00"), at(MONDAY, "01:00:00"), False),
        (span("22:00", "02:00"), at(MONDAY, "22:00:00"), True),
    ],
)
def test_the_piece_after_midnight_counts_with_the_day_before(period: Period, moment: datetime, open_: bool) -> None:
    assert is_open([period], moment, weekdays) is open_


def test_each_basis_is_asked_for_itself() -> None:
    def us_only(basis: DayBasis, day: date) -> bool:
        return basis is US

    assert is_open([span("09:00", "16:00", US)], at(MONDAY, "10:00"), us_only)
    assert not is_open([span("09:00", "16:00", HK)], at(MONDAY, "10:00"), us_only)


@pytest.mark.parametrize(
    ("period", "moment", "end"),
    [
        (span("09:00", "16:00"), at(MONDAY, "10:00"), at(MONDAY, "16:00")),
        (span("09:00", "24:00"), at(FRIDAY, "10:00"), at(SATURDAY, "00:00")),
        (span("22:00", "02:00"), at(FRIDAY, "23:00"), at(SATURDAY, "02:00")),
        (span("22:00", "02:00"), at(SATURDAY, "01:00"), at(SATURDAY, "02:00")),
        (span("22:00", "00:00"), at(FRIDAY, "23:00"), at(SATURDAY, "00:00")),
        (span("09:00", "16:00"), at(MONDAY, "17:00"), None),
    ],
)
def test_when_the_current_period_ends(period: Period, moment: datetime, end: datetime | None) -> None:
    assert end_of_current_period([span("05:00", "06:00"), period], moment, weekdays) == end


def test_no_period_is_never_open() -> None:
    assert not is_open([], at(MONDAY, "10:00"), weekdays)
