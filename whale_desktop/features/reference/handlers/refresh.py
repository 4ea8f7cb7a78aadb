"""The daily refresh of connected channels: their quotes are fetched outside any transaction and kept in one of their own.

A channel is connected by a feed; the program ships none, so without `connect_feed` rates are typed or imported (`docs/rules/fx.md` 6.8).
"""

from collections.abc import Sequence
from typing import Protocol

from whale_desktop.bus import JobContext, Work, handles, job
from whale_desktop.bus.schedule import scheduled
from whale_desktop.features.reference import queries
from whale_desktop.features.reference.handlers.rates import known
from whale_desktop.features.reference.handlers.saving import save_rates
from whale_desktop.features.reference.messages import (
    FetchedRate,
    KeepFetchedRates,
    RateChannel,
    RateSource,
    RateType,
    RefreshReferenceRates,
)
from whale_desktop.features.reference.rules import check_prices
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.kernel.logs import Log
from whale_desktop.messages.files import JobNo

log = Log("whale_desktop.reference")


class RateFeed(Protocol):
    """The line to a channel."""

    def spot_rates(self, base: str, currencies: Sequence[str]) -> Sequence[FetchedRate]:
        """What it quotes now. Raises `Unavailable` when it does not answer."""
        ...


_FEEDS: dict[RateChannel, RateFeed] = {}


def connect_feed(channel: RateChannel, feed: RateFeed) -> None:
    """Let a channel's rates be fetched; called by whoever puts the program together."""
    _FEEDS[channel] = feed


@handles(RefreshReferenceRates)
def refresh_reference_rates(work: Work, command: RefreshReferenceRates) -> JobNo:
    """Fetching may take its time, so it is a job."""
    return work.start_job("rates.refresh", command)


@job("rates.refresh", RefreshReferenceRates)
def run_refresh(context: JobContext, command: RefreshReferenceRates) -> None:
    """Ask one channel after another; one that does not answer leaves the others their rates, and the job says so at its end."""
    with context.read() as read:
        channels = [one.channel for one in queries.exchange_channels(read.connection) if one.connected and one.channel in _FEEDS]
        every = queries.currencies(read.connection).values()
        base = next(one.currency for one in every if one.is_base)
        wanted = [one.currency for one in every if not one.is_base]
    silent: list[str] = []
    for done, channel in enumerate(channels):
        context.progress(done, len(channels))
        try:
            rates = tuple(_FEEDS[channel].spot_rates(base, wanted))
        except Unavailable:
            silent.append(str(channel))
            continue
        context.send(KeepFetchedRates(channel=channel, rates=rates))
    context.progress(len(channels), len(channels))
    if silent:
        raise Unavailable("reference.channel_silent", {"channel": ", ".join(silent)})


@handles(KeepFetchedRates)
def keep_fetched_rates(work: Work, command: KeepFetchedRates) -> int:
    """Keep the usable ones as today's."""
    rules = known(work)
    base = next(one.currency for one in queries.currencies(work.connection).values() if one.is_base)
    usable = []
    for rate in command.rates:
        prices = {"bid_rate": rate.bid_rate, "offer_rate": rate.offer_rate, "average_rate": rate.average_rate}
        if (
            rate.currency == base
            or rate.currency not in rules.precisions
            or check_prices(prices, rules.precisions[rate.currency])
        ):
            log.warning("rates.unusable", channel=str(command.channel), currency=rate.currency[:3])
            continue
        usable.append(
            (
                RateType.SPOT,
                command.channel,
                base,
                rate.currency,
                hong_kong_date(work.now),
                rate.bid_rate,
                rate.offer_rate,
                rate.average_rate,
            )
        )
    if usable:
        save_rates(work, usable, RateSource.API)
    return len(usable)


scheduled("reference.rate_refresh", RefreshReferenceRates(), rule="daily 13:00")
