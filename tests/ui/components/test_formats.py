"""Numbers and dates as they stand on screen (visual rules for both locales)."""

from datetime import UTC, date, datetime
from decimal import Decimal

from whale_desktop.kernel.texts import catalogue
from whale_desktop.ui import formats

ENGLISH = catalogue("en")
MOMENT = datetime(2024, 3, 18, 2, 31, 42, tzinfo=UTC)


def test_amounts() -> None:
    """Separators, the currency's decimals at least, a real minus, a dash for none."""
    assert formats.amount(Decimal(120000), 2) == "120,000.00"
    assert formats.amount(Decimal("-79"), 2) == "−79.00"
    assert formats.amount(Decimal("0.00"), 2) == "0.00"
    assert formats.amount(Decimal("1.2345"), 2) == "1.2345"
    assert formats.amount(None, 2) == "—"
    assert formats.money("JPY", Decimal(5000), 0) == "JPY 5,000"


def test_rates_keep_their_zeros() -> None:
    """No separators, nothing rounded."""
    assert formats.rate(Decimal("7.1350")) == "7.1350"
    assert formats.rate(Decimal("1234.5"), 4) == "1234.5000"
    assert formats.rate(None) == "—"


def test_signs() -> None:
    """A difference always shows its sign; zero has none; movements have an arrow."""
    assert formats.signed(Decimal(58), 2) == "+58.00"
    assert formats.signed(Decimal("-79"), 2) == "−79.00"
    assert formats.signed(Decimal(0), 2) == "0.00"
    assert formats.movement(Decimal("1.24")) == "▲ +1.24%"
    assert formats.movement(Decimal("-0.86")) == "▼ −0.86%"
    assert formats.percent(Decimal("32.72")) == "32.72%"
    assert [formats.market_token(value) for value in (Decimal(1), Decimal(-1), Decimal(0), None)] == [
        "mk-up",
        "mk-down",
        "tx1",
        "tx3",
    ]


def test_moments_are_in_hong_kong_time() -> None:
    """In a list the ledger's year is left away."""
    assert formats.moment(MOMENT) == "2024-03-18 10:31:42"
    assert formats.short_moment(MOMENT, 2024) == "03-18 10:31:42"
    assert formats.short_moment(MOMENT, 2025) == "2024-03-18 10:31:42"
    assert formats.clock(MOMENT) == "10:31:42"
    assert formats.clock(MOMENT, seconds=False) == "10:31"
    assert formats.day(date(2024, 3, 18)) == "2024-03-18"
    assert formats.day_with_weekday(date(2024, 3, 18), ENGLISH) == "2024-03-18 (Mon)"


def test_durations() -> None:
    """The two largest units."""
    assert formats.duration(36, ENGLISH) == "36 s"
    assert formats.duration(96, ENGLISH) == "1 min 36 s"
    assert formats.duration(4800, ENGLISH) == "1 h 20 min"
