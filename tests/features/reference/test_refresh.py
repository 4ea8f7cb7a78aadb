"""The daily fetch of connected channels (`docs/rules/fx.md` 6.8)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import update

from tests.conftest import LogKeeper
from tests.helpers.office import Office
from whale_desktop.bus.jobs import JobRunner, run_next_job
from whale_desktop.bus.schedule import all_scheduled, plant, run_due
from whale_desktop.features.reference import tables
from whale_desktop.features.reference.handlers import refresh
from whale_desktop.features.reference.handlers.refresh import connect_feed
from whale_desktop.features.reference.messages import (
    FetchedRate,
    ListReferenceRates,
    RateChannel,
    RateFilter,
    RateSource,
    RefreshReferenceRates,
)
from whale_desktop.kernel.clock import parse_moment
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.messages.files import JobState, ListJobs


def quote(currency: str, bid: str) -> FetchedRate:
    price = Decimal(bid)
    return FetchedRate(currency=currency, bid_rate=price, offer_rate=price, average_rate=price)


class Quoting:
    """A channel that quotes what it is told, or does not answer."""

    def __init__(self, *rates: FetchedRate, silent: bool = False) -> None:
        self.rates = rates
        self.silent = silent
        self.asked: list[tuple[str, Sequence[str]]] = []

    def spot_rates(self, base: str, currencies: Sequence[str]) -> Sequence[FetchedRate]:
        self.asked.append((base, currencies))
        if self.silent:
            raise Unavailable("remote.offline", {"address": "the channel"})
        return self.rates


@pytest.fixture
def waiting(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose jobs the test does itself, and feeds that are forgotten afterwards."""
    monkeypatch.setattr(JobRunner, "_begin", lambda self: None)
    monkeypatch.setattr(refresh, "_FEEDS", {})
    return office


def connect(office: Office, channel: RateChannel, feed: Quoting) -> None:
    table = tables.exchange_channel
    with office.database.write() as connection:
        connection.execute(update(table).where(table.c.channel == channel).values(connected=True))
    connect_feed(channel, feed)


def refreshed(office: Office) -> JobState:
    office.do(RefreshReferenceRates(), user="scheduler")
    assert run_next_job(office.bus)
    (newest, *_) = office.ask(ListJobs(), user="scheduler").rows
    return newest.state


def kept(office: Office, channel: RateChannel) -> dict[str, tuple[Decimal, RateSource, date]]:
    rows = office.ask(ListReferenceRates(where=RateFilter(channel=(channel,)), limit=100)).rows
    return {row.other_currency: (row.bid_rate, row.source, row.record_date) for row in rows}


def test_a_connected_channel_is_asked_and_its_rates_are_those_of_today(waiting: Office) -> None:
    feed = Quoting(quote("USD", "7.8147"), quote("CNH", "1.0962"))
    connect(waiting, RateChannel.IB, feed)
    assert refreshed(waiting) is JobState.DONE
    (asked,) = feed.asked
    assert asked[0] == "HKD"
    assert {"USD", "CNH"} <= set(asked[1])
    assert kept(waiting, RateChannel.IB) == {
        "USD": (Decimal("7.8147"), RateSource.API, date(2024, 3, 18)),
        "CNH": (Decimal("1.0962"), RateSource.API, date(2024, 3, 18)),
    }


def test_fetching_again_replaces_and_does_not_add(waiting: Office) -> None:
    feed = Quoting(quote("USD", "7.8147"))
    connect(waiting, RateChannel.IB, feed)
    refreshed(waiting)
    feed.rates = (quote("USD", "7.8200"),)
    refreshed(waiting)
    assert kept(waiting, RateChannel.IB)["USD"][0] == Decimal("7.8200")


def test_a_channel_that_is_not_connected_is_left_alone(waiting: Office) -> None:
    feed = Quoting(quote("USD", "7.8147"))
    connect_feed(RateChannel.IB, feed)
    with waiting.database.write() as connection:
        connection.execute(update(tables.exchange_channel).values(connected=False))
    assert refreshed(waiting) is JobState.DONE
    assert feed.asked == []


def test_a_silent_channel_leaves_the_others_theirs_and_is_named(waiting: Office) -> None:
    connect(waiting, RateChannel.IB, Quoting(silent=True))
    connect(waiting, RateChannel.HSB, Quoting(quote("USD", "7.8147")))
    assert refreshed(waiting) is JobState.FAILED
    (job, *_) = waiting.ask(ListJobs(), user="scheduler").rows
    assert job.error is not None
    assert (job.error.code, job.error.params) == ("reference.channel_silent", {"channel": "IB"})
    assert "USD" in kept(waiting, RateChannel.HSB)


def test_what_cannot_be_a_rate_is_left_out(waiting: Office, log_keeper: LogKeeper) -> None:
    log_keeper.expect("rates.unusable")
    connect(waiting, RateChannel.IB, Quoting(quote("USD", "0"), quote("XXX", "1"), quote("HKD", "1"), quote("CNH", "1.0962")))
    refreshed(waiting)
    assert set(kept(waiting, RateChannel.IB)) == {"CNH"}


def test_the_schedule_asks_for_it_at_one_in_the_afternoon(waiting: Office) -> None:
    assert ("reference.rate_refresh", "daily 13:00") in [(one.name, one.rule) for one in all_scheduled()]
    feed = Quoting(quote("USD", "7.8147"))
    connect(waiting, RateChannel.IB, feed)
    with waiting.database.write() as connection:
        plant(connection, waiting.clock.now())
    waiting.clock.set(parse_moment("2024-03-18T13:00:05"))
    run_due(waiting.bus)
    assert run_next_job(waiting.bus)
    assert len(feed.asked) == 1
