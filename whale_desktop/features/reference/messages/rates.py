"""Reference rates as they travel: list, entry, edit and history (`docs/rules/fx.md` 3.8, 6.8)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from whale_desktop.features.reference.messages.choices import RateChannel, RateSource, RateType
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import (
    SCHEDULED,
    SIGNED_IN,
    Bound,
    Command,
    ListQuery,
    Permission,
    Query,
    Struct,
    TotalsQuery,
    command,
    query,
)
from whale_desktop.messages.files import JobNo, declare_job_kinds

MAY_SEE_RATES = Permission("lb_hk_conversion.forex_rate_query")
MAY_ENTER_RATES = Permission("lb_hk_conversion.forex_rate_update")

declare_job_kinds({"rates.refresh": C_("job", "Refresh reference rates")})


class ReferenceRate(Struct):
    """One reference rate: base currency units for 1 unit of `other_currency`.

    record_date: the day it was published for; ledger_date: the business date on which it was saved last.
    """

    rate_no: int
    source: RateSource
    rate_type: RateType
    channel: RateChannel
    base_currency: str
    other_currency: str
    bid_rate: Decimal
    offer_rate: Decimal
    average_rate: Decimal
    record_date: date
    ledger_date: date
    created_at: datetime
    updated_at: datetime
    operator: str
    version: int
    work_order_no: str = ""
    may: tuple[str, ...] = ()


class RateFilter(Struct):
    """Filter of the rate list; dates inclusive, in Hong Kong; an empty field restricts nothing."""

    rate_no: str = ""
    base_currency: str = ""
    other_currency: str = ""
    record_date_from: date | None = None
    record_date_upto: date | None = None
    ledger_date_from: date | None = None
    ledger_date_upto: date | None = None
    updated_from: date | None = None
    updated_upto: date | None = None
    rate_type: tuple[RateType, ...] = ()
    source: tuple[RateSource, ...] = ()
    channel: tuple[RateChannel, ...] = ()
    pending: bool | None = None


class RateVersion(Struct):
    """One saved version of a rate: its prices, how and by whom."""

    version: int
    source: RateSource
    bid_rate: Decimal
    offer_rate: Decimal
    average_rate: Decimal
    ledger_date: date
    saved_at: datetime
    operator: str


class RateWarning(Struct):
    """Something odd about a saved rate that does not stop it: `reference.bid_above_offer` with the two prices."""

    code: str
    params: Mapping[str, str] = {}


class RatesSaved(Struct):
    """The numbers of the rates that were saved, and what was odd about them."""

    rate_nos: tuple[int, ...]
    warnings: tuple[RateWarning, ...] = ()


@query("reference.rate.list", permission=MAY_SEE_RATES, topics=("reference.rate",))
class ListReferenceRates(ListQuery[ReferenceRate]):
    """Reference rates, newest record date first, then the last saved."""

    where: RateFilter = RateFilter()


@query("reference.rate.totals", permission=MAY_SEE_RATES, topics=("reference.rate",))
class TotalReferenceRates(TotalsQuery):
    """How many rates the filter leaves."""

    where: RateFilter = RateFilter()


@query("reference.rate.get", permission=MAY_SEE_RATES, topics=("reference.rate",))
class GetReferenceRate(Query[ReferenceRate]):
    """One rate. Raises `UserError("FX-E33")` for an unknown number."""

    rate_no: int


@query("reference.rate.versions", permission=MAY_SEE_RATES, topics=("reference.rate",))
class ListRateVersions(Query[tuple[RateVersion, ...]]):
    """Every saved version of one rate, newest first. Raises `UserError("FX-E33")`."""

    rate_no: int


class RateDefaults(Struct):
    """What a new rate begins with: the reference channel's spot rate in the base currency, for today."""

    rate_type: RateType
    channels: tuple[RateChannel, ...]
    base_currency: str
    record_date: date


@query("reference.rate.defaults", permission=MAY_ENTER_RATES)
class GetRateDefaults(Query[RateDefaults]):
    """What the form of a new rate shows at first."""


class ChannelRow(Struct):
    """An exchange channel, named in the reader's language. takes_orders: a bank exchange may go there; connected: by a live link."""

    channel: RateChannel
    name: str
    takes_orders: bool
    connected: bool


@query("reference.channel.list", permission=SIGNED_IN)
class ListExchangeChannels(Query[tuple[ChannelRow, ...]]):
    """Every exchange channel, in the order people see them."""


@command(
    "reference.rate.create", permission=MAY_ENTER_RATES, changes=("reference.rate",), approval="reference.rate_save", action="add"
)
class CreateReferenceRates(Command[RatesSaved]):
    """Enter one pair's prices for one or more channels. An existing rate of the same key gets these prices and a new version.

    Errors, all fields at once: FX-E01, FX-E21, FX-E23, FX-E28, FX-E36, FX-E37, FX-E38.
    """

    rate_type: RateType
    channels: tuple[RateChannel, ...]
    base_currency: str
    other_currency: str
    bid_rate: Decimal
    offer_rate: Decimal
    average_rate: Decimal
    record_date: date


@command(
    "reference.rate.update",
    permission=MAY_ENTER_RATES,
    changes=("reference.rate",),
    approval="reference.rate_save",
    target=Bound(GetReferenceRate, {"rate_no": "rate_no"}),
    guard=("bid_rate", "offer_rate", "average_rate"),
)
class UpdateReferenceRate(Command[RatesSaved]):
    """Change the three prices of a rate; nothing else of it can change. Errors: FX-E17 stale, FX-E21, FX-E28, FX-E33."""

    rate_no: int
    bid_rate: Decimal
    offer_rate: Decimal
    average_rate: Decimal
    expected_version: int


class FetchedRate(Struct):
    """What a connected channel quotes for a currency against the base currency."""

    currency: str
    bid_rate: Decimal
    offer_rate: Decimal
    average_rate: Decimal


@command("reference.rate.refresh", permission=SCHEDULED, changes=("job",), action="execute", headless=True, rows_locked=True)
class RefreshReferenceRates(Command[JobNo]):
    """Fetch today's spot rates of every connected channel; the schedule asks for it daily (`docs/rules/fx.md` 6.8)."""


@command(internal=True, permission=SCHEDULED, changes=("reference.rate",), action="import")
class KeepFetchedRates(Command[int]):
    """Keep what a channel quoted, as rates of today; currencies that are unknown or quoted unusably are left out. Answers how many."""

    channel: RateChannel
    rates: tuple[FetchedRate, ...]
