"""Reference rates: entry, edit, history, list, look-ups (`docs/rules/fx.md` 3.8, 5.1, 6.8)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.helpers.office import Office
from whale_desktop.features.reference import queries
from whale_desktop.features.reference.messages import (
    CreateReferenceRates,
    GetRateDefaults,
    GetReferenceRate,
    ListExchangeChannels,
    ListRateVersions,
    ListReferenceRates,
    RateChannel,
    RateFilter,
    RateSource,
    RateType,
    TotalReferenceRates,
    UpdateReferenceRate,
)
from whale_desktop.kernel.errors import Conflict, UserError

TODAY = date(2024, 3, 18)


def _rate(**changes: object) -> CreateReferenceRates:
    values: dict[str, object] = {
        "rate_type": RateType.SPOT,
        "channels": (RateChannel.IB,),
        "base_currency": "HKD",
        "other_currency": "USD",
        "bid_rate": Decimal("7.8147"),
        "offer_rate": Decimal("7.8132"),
        "average_rate": Decimal("7.8140"),
        "record_date": TODAY,
    }
    return CreateReferenceRates(**{**values, **changes})  # type: ignore[arg-type]  # a table of changes


def test_one_pair_goes_to_several_channels_at_once(office: Office) -> None:
    saved = office.do(_rate(channels=(RateChannel.IB, RateChannel.HSB)), user="funds_clerk")
    assert len(saved.rate_nos) == 2
    rows = [office.ask(GetReferenceRate(rate_no=number)) for number in saved.rate_nos]
    assert {row.channel for row in rows} == {RateChannel.IB, RateChannel.HSB}
    assert all(row.source is RateSource.MANUAL and row.version == 1 and row.ledger_date == TODAY for row in rows)
    assert rows[0].operator == "funds_clerk"
    assert str(rows[0].average_rate) == "7.8140"


def test_scenario_22_a_bid_above_the_offer_is_accepted_with_a_warning(office: Office) -> None:
    odd = office.do(_rate(other_currency="CNH", bid_rate=Decimal("1.0962"), offer_rate=Decimal("1.0950")))
    assert [(one.code, dict(one.params)) for one in odd.warnings] == [
        ("reference.bid_above_offer", {"bid": "1.0962", "offer": "1.0950"})
    ]
    assert office.do(_rate(other_currency="EUR", bid_rate=Decimal("8.50"), offer_rate=Decimal("8.51"))).warnings == ()


def test_scenario_22_an_edit_changes_the_three_prices_only_and_history_shows_both_versions(office: Office) -> None:
    (number,) = office.do(_rate()).rate_nos
    before = office.ask(GetReferenceRate(rate_no=number))
    office.clock.advance(timedelta(minutes=1))
    edit = UpdateReferenceRate(
        rate_no=number,
        bid_rate=Decimal("7.82"),
        offer_rate=Decimal("7.83"),
        average_rate=Decimal("7.825"),
        expected_version=1,
    )
    office.do(edit, user="funds_clerk")
    after = office.ask(GetReferenceRate(rate_no=number))
    assert (str(after.bid_rate), str(after.offer_rate), str(after.average_rate)) == ("7.8200", "7.8300", "7.8250")
    for name in ("channel", "rate_type", "base_currency", "other_currency", "record_date", "created_at"):
        assert getattr(after, name) == getattr(before, name)
    assert [(one.version, str(one.bid_rate), one.operator) for one in office.ask(ListRateVersions(rate_no=number))] == [
        (2, "7.8200", "funds_clerk"),
        (1, "7.8147", "super_admin"),
    ]


def test_saving_a_key_again_replaces_the_prices_and_keeps_the_version_before(office: Office) -> None:
    first = office.do(_rate())
    again = office.do(_rate(bid_rate=Decimal("7.9"), channels=(RateChannel.IB, RateChannel.ICBCASIA)))
    assert set(first.rate_nos) < set(again.rate_nos)
    row = office.ask(GetReferenceRate(rate_no=first.rate_nos[0]))
    assert (row.version, str(row.bid_rate)) == (2, "7.9000")
    assert [one.version for one in office.ask(ListRateVersions(rate_no=row.rate_no))] == [2, 1]
    assert office.ask(TotalReferenceRates()).count == 2


def test_a_stale_edit_is_a_conflict_and_changes_nothing(office: Office) -> None:
    (number,) = office.do(_rate()).rate_nos
    office.do(_rate(bid_rate=Decimal("7.9")))
    prices = {"bid_rate": Decimal(1), "offer_rate": Decimal(1), "average_rate": Decimal(1)}
    error = office.refused(UpdateReferenceRate(rate_no=number, expected_version=1, **prices))
    assert isinstance(error, Conflict) and error.code == "FX-E17"
    assert str(office.ask(GetReferenceRate(rate_no=number)).bid_rate) == "7.9000"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"channels": ()}, "channels", "FX-E01"),
        ({"channels": (RateChannel.IB, RateChannel.IB)}, "channels", "FX-E36"),
        ({"other_currency": ""}, "other_currency", "FX-E01"),
        ({"other_currency": "XXX"}, "other_currency", "FX-E36"),
        ({"other_currency": "HKD"}, "other_currency", "FX-E23"),
        ({"bid_rate": Decimal("7.81471")}, "bid_rate", "FX-E21"),
        ({"offer_rate": Decimal(0)}, "offer_rate", "FX-E28"),
        ({"average_rate": Decimal("-1")}, "average_rate", "FX-E28"),
        ({"average_rate": Decimal("100000000")}, "average_rate", "reference.number_too_large"),
        ({"record_date": TODAY + timedelta(days=1)}, "record_date", "FX-E37"),
        ({"rate_type": RateType.HKEX}, "channels", "FX-E38"),
        ({"channels": (RateChannel.IB, RateChannel.HKEX)}, "channels", "FX-E38"),
    ],
)
def test_what_is_wrong_with_a_rate_is_said_at_its_field(
    office: Office, changes: dict[str, object], field: str, code: str
) -> None:
    error = office.refused(_rate(**changes))
    assert isinstance(error, UserError)
    assert [(one.field, one.code) for one in error.fields] == [(field, code)]
    assert office.ask(TotalReferenceRates()).count == 0


def test_every_field_error_is_reported_at_once(office: Office) -> None:
    error = office.refused(_rate(channels=(), other_currency="HKD", bid_rate=Decimal(0), record_date=TODAY + timedelta(days=1)))
    assert [one.code for one in error.fields] == ["FX-E01", "FX-E23", "FX-E37", "FX-E28"]


def test_the_precision_is_that_of_the_conversion_currency(office: Office) -> None:
    yen = {"other_currency": "JPY", "bid_rate": Decimal("0.052310"), "offer_rate": Decimal("0.052345")}
    error = office.refused(_rate(**yen, average_rate=Decimal("0.0523285")))
    assert [(one.field, one.code) for one in error.fields] == [("average_rate", "FX-E21")]
    office.do(_rate(**yen, average_rate=Decimal("0.052328")))


def test_a_day_begins_in_hong_kong(office: Office) -> None:
    office.clock.set(office.clock.now().replace(hour=16, minute=30))  # 00:30 of the 19th in Hong Kong
    assert office.do(_rate(record_date=TODAY + timedelta(days=1))).rate_nos


@pytest.fixture
def full(office: Office) -> Office:
    """Twelve rates of three days, two channels and two currencies."""
    for back in range(3):
        for currency in ("USD", "EUR"):
            office.do(
                _rate(
                    channels=(RateChannel.IB, RateChannel.HSB),
                    other_currency=currency,
                    record_date=TODAY - timedelta(days=back),
                    bid_rate=Decimal(f"7.{back}"),
                )
            )
    office.do(_rate(rate_type=RateType.BOOK, other_currency="GBP"))
    return office


@pytest.mark.parametrize(
    ("where", "count"),
    [
        (RateFilter(), 13),
        (RateFilter(other_currency="usd"), 6),
        (RateFilter(channel=(RateChannel.HSB,)), 6),
        (RateFilter(rate_type=(RateType.BOOK, RateType.HKEX)), 1),
        (RateFilter(source=(RateSource.IMPORT,)), 0),
        (RateFilter(record_date_from=TODAY - timedelta(days=1)), 9),
        (RateFilter(record_date_upto=TODAY - timedelta(days=2)), 4),
        (RateFilter(ledger_date_from=TODAY, ledger_date_upto=TODAY), 13),
        (RateFilter(updated_from=TODAY, updated_upto=TODAY), 13),
        (RateFilter(updated_from=TODAY + timedelta(days=1)), 0),
        (RateFilter(base_currency="USD"), 0),
        (RateFilter(rate_no="1"), 1),
        (RateFilter(rate_no="one"), 0),
        (RateFilter(rate_no="9" * 30), 0),
    ],
)
def test_every_filter_counts_what_it_lists(full: Office, where: RateFilter, count: int) -> None:
    assert len(full.ask(ListReferenceRates(where=where, limit=200)).rows) == count
    assert full.ask(TotalReferenceRates(where=where)).count == count


def test_the_list_is_newest_record_date_first_and_pages_hold_together(full: Office) -> None:
    rows: list[int] = []
    cursor = ""
    dates = []
    while True:
        page = full.ask(ListReferenceRates(limit=5, after=cursor))
        rows += [row.rate_no for row in page.rows]
        dates += [row.record_date for row in page.rows]
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(rows) == len(set(rows)) == 13
    assert dates == sorted(dates, reverse=True)


def test_history_is_append_only(full: Office) -> None:
    for statement in ("UPDATE reference_rate_version SET bid_rate = 1", "DELETE FROM reference_rate_version"):
        with pytest.raises(Exception, match="append only"), full.database.write() as connection:
            connection.exec_driver_sql(statement)


def test_the_newest_spot_quote_prices_and_other_types_never_do(office: Office) -> None:
    def quote(currency: str, channel: RateChannel = RateChannel.IB) -> tuple[str, str, str] | None:
        with office.read() as read:
            found = queries.spot_quote(read.connection, channel, currency)
        return None if found is None else (f"{found.bid:f}", f"{found.offer:f}", f"{found.average:f}")

    assert quote("HKD") == ("1", "1", "1")
    assert quote("USD") is None
    office.do(_rate(record_date=TODAY - timedelta(days=1), bid_rate=Decimal("7.1")))
    office.do(_rate(rate_type=RateType.BOOK, bid_rate=Decimal("7.2")))
    office.do(_rate(channels=(RateChannel.HSB,), bid_rate=Decimal("7.3")))
    office.do(_rate(base_currency="EUR", bid_rate=Decimal("7.4")))
    found = quote("USD")
    assert found is not None and found[0].startswith("7.1000")
    office.do(_rate(bid_rate=Decimal("7.5")))
    found = quote("USD")
    assert found is not None and found[0].startswith("7.5000")
    assert quote("USD", RateChannel.ICBCASIA) is None
    with office.read() as read:
        assert queries.mid_rate(read.connection, "USD") == Decimal("7.8140")
        assert queries.mid_rate(read.connection, "HKD") == 1
        assert queries.mid_rate(read.connection, "SGD") is None
        assert queries.reference_channel(read.connection) is RateChannel.IB


def test_trading_days_come_from_the_seeded_calendar_and_a_day_beyond_it_is_an_error(office: Office) -> None:
    with office.read() as read:
        trades = {
            (market, day): queries.is_trading_day(read.connection, market, day)
            for market in ("HK", "US")
            for day in (TODAY, date(2024, 3, 29), date(2024, 4, 1), date(2024, 3, 17))
        }
        assert trades == {
            ("HK", TODAY): True,
            ("US", TODAY): True,
            ("HK", date(2024, 3, 29)): False,
            ("US", date(2024, 3, 29)): False,
            ("HK", date(2024, 4, 1)): False,
            ("US", date(2024, 4, 1)): True,
            ("HK", date(2024, 3, 17)): False,
            ("US", date(2024, 3, 17)): False,
        }
        with pytest.raises(UserError) as caught:
            queries.is_trading_day(read.connection, "HK", date(2099, 1, 5))
    assert caught.value.code == "reference.calendar_missing"
    assert caught.value.params == {"market": "HK", "day": "2099-01-05"}


def test_early_closes_are_seeded(office: Office) -> None:
    with office.database.read() as connection:
        closes = connection.exec_driver_sql("SELECT closes_at FROM calendar_day WHERE market = 'HK' AND day = '2024-12-24'")
        assert closes.scalar_one() == "12:00"


def test_the_form_of_a_new_rate_begins_with_the_reference_channel_and_today(office: Office) -> None:
    defaults = office.ask(GetRateDefaults(), user="funds_clerk")
    assert (defaults.base_currency, defaults.channels, defaults.record_date) == ("HKD", (RateChannel.IB,), TODAY)
    channels = office.ask(ListExchangeChannels())
    assert {one.channel: one.takes_orders for one in channels} == {
        RateChannel.IB: True,
        RateChannel.HSB: True,
        RateChannel.ICBCASIA: True,
        RateChannel.HKEX: False,
    }
    assert {one.channel: one.name for one in channels}[RateChannel.HSB] == "Hang Seng"


def test_who_may_not_enter_rates_is_refused(office: Office) -> None:
    assert office.refused(_rate(), user="auditor").code == "auth.no_permission"
    assert office.refused(_rate(), user="nobody").code == "auth.no_permission"
    assert office.ask(TotalReferenceRates(), user="auditor").count == 0
