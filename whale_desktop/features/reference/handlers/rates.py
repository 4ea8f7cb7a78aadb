"""Reference rates: list, entry, edit, history (`docs/rules/fx.md` 3.8, 6.8)."""

from typing import Any

from sqlalchemy import ColumnElement, and_, select, update

from whale_desktop.bus import Read, Work, answers, handles, held_by, lists, pending_filter
from whale_desktop.features.access.queries import called_in, persons
from whale_desktop.features.reference import queries, tables
from whale_desktop.features.reference.handlers.saving import keep_version, save_rates
from whale_desktop.features.reference.messages import (
    ChannelRow,
    CreateReferenceRates,
    GetRateDefaults,
    GetReferenceRate,
    ListExchangeChannels,
    ListRateVersions,
    ListReferenceRates,
    RateDefaults,
    RateFilter,
    RateSource,
    RatesSaved,
    RateType,
    RateVersion,
    RateWarning,
    ReferenceRate,
    TotalReferenceRates,
    UpdateReferenceRate,
)
from whale_desktop.features.reference.rules import Known, check_prices, check_rate, is_odd
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.errors import Conflict, UserError
from whale_desktop.kernel.ids import new_id
from whale_desktop.kernel.numbers import RATE_SCALE, decimal_places, truncate
from whale_desktop.kernel.texts import catalogue
from whale_desktop.messages import Totals, info_of, label_of
from whale_desktop.storage import Listing, Rows, constant, totals_of, written
from whale_desktop.storage.conditions import within_days

_RATE = tables.reference_rate
_VERSION = tables.reference_rate_version
_SORTS: dict[str, ColumnElement[Any]] = {
    name: _RATE.c[name]
    for name in ("rate_no", "record_date", "updated_at", "ledger_date", "base_currency", "other_currency", "channel", "rate_type")
}


def known(read: Read) -> Known:
    """What rates are checked against now."""
    precisions = {code: one.rate_precision for code, one in queries.currencies(read.connection).items()}
    return Known(precisions=precisions, today=hong_kong_date(read.now))


def _condition(where: RateFilter) -> ColumnElement[bool]:
    tests: list[ColumnElement[bool]] = []
    if where.rate_no.strip():
        number = where.rate_no.strip()
        tests.append(_RATE.c.rate_no == (int(number) if number.isdecimal() and len(number) < 18 else -1))
    for column, wanted in ((_RATE.c.base_currency, where.base_currency), (_RATE.c.other_currency, where.other_currency)):
        if wanted.strip():
            tests.append(column == wanted.strip().upper())
    for column, many in ((_RATE.c.rate_type, where.rate_type), (_RATE.c.source, where.source), (_RATE.c.channel, where.channel)):
        if many:
            tests.append(column.in_(many))
    for column, first, last in (
        (_RATE.c.record_date, where.record_date_from, where.record_date_upto),
        (_RATE.c.ledger_date, where.ledger_date_from, where.ledger_date_upto),
    ):
        if first is not None:
            tests.append(column >= first)
        if last is not None:
            tests.append(column <= last)
    tests += within_days(_RATE.c.updated_at, where.updated_from, where.updated_upto)
    tests += pending_filter(GetReferenceRate, _RATE.c.rate_no, where.pending)
    return and_(_RATE.c.rate_no > 0, *tests)


def _price(value: Any, precision: int) -> Any:
    return truncate(value, max(precision, decimal_places(value)))


def _rows(read: Read) -> Rows[ReferenceRate]:
    precisions = known(read).precisions

    def price(value: Any, currency: str) -> Any:
        return _price(value, precisions.get(currency, RATE_SCALE))

    prices = ("bid_rate", "offer_rate", "average_rate")
    return Rows(
        ReferenceRate,
        **persons(read, "operator"),
        work_order_no=held_by(read, GetReferenceRate, "rate_no"),
        may=constant((info_of(UpdateReferenceRate).name,)),
        **{name: written(price, name, "other_currency") for name in prices},
    )


@lists(ListReferenceRates)
def list_reference_rates(read: Read, query: ListReferenceRates) -> Listing[ReferenceRate]:
    """Rates, newest record date first, then the last entered."""
    return Listing(
        select(_RATE).where(_condition(query.where)), key=_RATE.c.rate_no, sorts=_SORTS, default="record_date", rows=_rows(read)
    )


@answers(TotalReferenceRates)
def total_reference_rates(read: Read, query: TotalReferenceRates) -> Totals:
    """How many rates the filter leaves."""
    return totals_of(read.connection, _RATE, where=_condition(query.where))


@answers(GetReferenceRate)
def get_reference_rate(read: Read, query: GetReferenceRate) -> ReferenceRate:
    """One rate."""
    row = read.connection.execute(select(_RATE).where(_RATE.c.rate_no == query.rate_no)).one_or_none()
    if row is None:
        raise UserError.at("rate_no", "FX-E33")
    return _rows(read).of((row,))[0]


@answers(ListRateVersions)
def list_rate_versions(read: Read, query: ListRateVersions) -> tuple[RateVersion, ...]:
    """The saved versions of a rate, newest first."""
    rate = read.ask(GetReferenceRate(rate_no=query.rate_no))
    precision = known(read).precisions.get(rate.other_currency, RATE_SCALE)
    rows = read.connection.execute(
        select(_VERSION).where(_VERSION.c.rate_no == query.rate_no).order_by(_VERSION.c.version.desc())
    )
    return tuple(
        RateVersion(
            version=row.version,
            source=row.source,
            bid_rate=_price(row.bid_rate, precision),
            offer_rate=_price(row.offer_rate, precision),
            average_rate=_price(row.average_rate, precision),
            ledger_date=row.ledger_date,
            saved_at=row.saved_at,
            operator=called_in(read, row.operator),
        )
        for row in rows
    )


@answers(GetRateDefaults)
def get_rate_defaults(read: Read, query: GetRateDefaults) -> RateDefaults:
    """What the form of a new rate shows at first."""
    return RateDefaults(
        rate_type=RateType.SPOT,
        channels=(queries.reference_channel(read.connection),),
        base_currency=queries.base_currency(read.connection),
        record_date=hong_kong_date(read.now),
    )


@answers(ListExchangeChannels)
def list_exchange_channels(read: Read, query: ListExchangeChannels) -> tuple[ChannelRow, ...]:
    """Every exchange channel."""
    texts = catalogue(read.locale)
    return tuple(
        ChannelRow(
            channel=one.channel,
            name=texts(label_of(one.channel)),
            takes_orders=one.takes_orders,
            connected=one.connected,
        )
        for one in queries.exchange_channels(read.connection)
    )


def _warnings(command: CreateReferenceRates | UpdateReferenceRate) -> tuple[RateWarning, ...]:
    if not is_odd(command.bid_rate, command.offer_rate):
        return ()
    prices = {"bid": f"{command.bid_rate:f}", "offer": f"{command.offer_rate:f}"}
    return (RateWarning(code="reference.bid_above_offer", params=prices),)


@handles(CreateReferenceRates)
def create_reference_rates(work: Work, command: CreateReferenceRates) -> RatesSaved:
    """Enter one pair's prices for one or more channels."""
    faults = check_rate(
        command.rate_type,
        command.channels,
        base_currency=command.base_currency,
        other_currency=command.other_currency,
        record_date=command.record_date,
        prices={"bid_rate": command.bid_rate, "offer_rate": command.offer_rate, "average_rate": command.average_rate},
        known=known(work),
    )
    if faults:
        raise UserError("message.invalid", fields=tuple(faults))
    numbers = save_rates(
        work,
        [
            (
                command.rate_type,
                channel,
                command.base_currency,
                command.other_currency,
                command.record_date,
                command.bid_rate,
                command.offer_rate,
                command.average_rate,
            )
            for channel in command.channels
        ],
        RateSource.MANUAL,
    )
    return RatesSaved(rate_nos=numbers, warnings=_warnings(command))


@handles(UpdateReferenceRate)
def update_reference_rate(work: Work, command: UpdateReferenceRate) -> RatesSaved:
    """Change the three prices of a rate and keep the version before."""
    rate = work.ask(GetReferenceRate(rate_no=command.rate_no))
    prices = {"bid_rate": command.bid_rate, "offer_rate": command.offer_rate, "average_rate": command.average_rate}
    faults = check_prices(prices, known(work).precisions.get(rate.other_currency, RATE_SCALE))
    if faults:
        raise UserError("message.invalid", fields=tuple(faults))
    changed = work.connection.execute(
        update(_RATE)
        .where(_RATE.c.rate_no == command.rate_no, _RATE.c.version == command.expected_version)
        .values(
            **prices,
            source=RateSource.MANUAL,
            ledger_date=work.business_date,
            updated_at=work.now,
            operator=work.actor.name,
            saved_by=new_id(),
            version=_RATE.c.version + 1,
        )
    )
    if changed.rowcount != 1:
        raise Conflict("FX-E17")
    keep_version(work, command.rate_no)
    return RatesSaved(rate_nos=(command.rate_no,), warnings=_warnings(command))
