"""Looking up currencies, quotes, channels and trading days, for this feature and those above it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, select

from whale_desktop.features.reference import tables
from whale_desktop.features.reference.messages import CalendarMarket, Currency, RateChannel, RateType
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import with_places
from whale_desktop.messages import Struct, Totals
from whale_desktop.storage import Made, written

ONE = Decimal(1)
REFERENCE_CHANNEL = "fx.reference_channel"


class Quote(Struct):
    """A channel's newest spot prices of a currency, in base currency units for 1 unit of it."""

    bid: Decimal
    offer: Decimal
    average: Decimal


class MidPrice(Struct):
    """A channel's newest average spot price of a currency: base currency units for 1 unit of it, and of when it is."""

    rate: Decimal
    record_date: date
    updated_at: datetime


class ExchangeChannel(Struct):
    """A channel. takes_orders: a bank exchange may go there; connected: by a live link."""

    channel: RateChannel
    takes_orders: bool
    connected: bool


_OF_CURRENCY = tables.currency.c
_CURRENCIES = select(
    _OF_CURRENCY.currency,
    _OF_CURRENCY.currency_iso,
    _OF_CURRENCY.name_zh_hant,
    _OF_CURRENCY.name_zh_hans,
    _OF_CURRENCY.name_en,
    _OF_CURRENCY.is_base,
    _OF_CURRENCY.exchange_enabled,
    _OF_CURRENCY.minimum_exchange_amount,
    _OF_CURRENCY.rate_precision,
    _OF_CURRENCY.amount_precision,
    _OF_CURRENCY.round_mode,
    _OF_CURRENCY.version,
).order_by(_OF_CURRENCY.is_base.desc(), _OF_CURRENCY.position)
_ONE_CURRENCY = _CURRENCIES.where(_OF_CURRENCY.currency == bindparam("code"))
_BASE = select(_OF_CURRENCY.currency).where(_OF_CURRENCY.is_base)

_OF_RATE = tables.reference_rate.c
_NEWEST_SPOT = (
    select(_OF_RATE.bid_rate, _OF_RATE.offer_rate, _OF_RATE.average_rate)
    .where(
        _OF_RATE.rate_type == RateType.SPOT,
        _OF_RATE.channel == bindparam("of_channel", type_=_OF_RATE.channel.type),
        _OF_RATE.base_currency == _BASE.scalar_subquery(),
        _OF_RATE.other_currency == bindparam("of_currency"),
    )
    .order_by(_OF_RATE.record_date.desc(), _OF_RATE.updated_at.desc(), _OF_RATE.rate_no.desc())
    .limit(1)
)
_NEWEST_MID = _NEWEST_SPOT.with_only_columns(_OF_RATE.average_rate, _OF_RATE.record_date, _OF_RATE.updated_at)
_PARAMETER = select(tables.parameter.c.value).where(tables.parameter.c.key == bindparam("of_key"))
_TRADES = select(tables.calendar_day.c.is_trading).where(
    tables.calendar_day.c.market == bindparam("of_market", type_=tables.calendar_day.c.market.type),
    tables.calendar_day.c.day == bindparam("of_day", type_=tables.calendar_day.c.day.type),
)


def _currency(row: Any) -> Currency:
    return Currency(
        currency=row.currency,
        currency_iso=row.currency_iso,
        names={"zh_Hant": row.name_zh_hant, "zh_Hans": row.name_zh_hans, "en": row.name_en},
        is_base=row.is_base,
        exchange_enabled=row.exchange_enabled,
        minimum_exchange_amount=row.minimum_exchange_amount,
        rate_precision=row.rate_precision,
        amount_precision=row.amount_precision,
        round_mode=row.round_mode,
        version=row.version,
    )


def currency(connection: Connection, code: str) -> Currency | None:
    """The currency with the displayed code `code`, None when there is none."""
    row = connection.execute(_ONE_CURRENCY, {"code": code}).one_or_none()
    return None if row is None else _currency(row)


def currencies(connection: Connection) -> dict[str, Currency]:
    """Every currency by its displayed code, the base currency first, then in the order people see them."""
    return {row.currency: _currency(row) for row in connection.execute(_CURRENCIES)}


def shown_amount(amount: Decimal, known: Mapping[str, Currency], code: str) -> Decimal:
    """`amount` with at least the decimals of its currency; finer digits are kept, nothing is hidden."""
    currency = known.get(code)
    return with_places(amount, currency.amount_precision if currency else 2)


def amount_in(known: Mapping[str, Currency], column: str, currency: str) -> Made:
    """For the rows of a list: the amount of `column`, shown with the decimals of the currency that stands in another column."""
    return written(lambda amount, code: shown_amount(amount, known, code), column, currency)


def shown_totals(connection: Connection, totals: Totals) -> Totals:
    """The totals of a list with the decimals of each currency; sums that belong to no known currency stay as they are."""
    known = currencies(connection)
    sums = {
        name: {code: with_places(total, known[code].amount_precision) if code in known else total for code, total in of.items()}
        for name, of in totals.sums.items()
    }
    return Totals(count=totals.count, sums=sums, tabs=totals.tabs)


def base_currency(connection: Connection) -> str:
    """The code of the base currency. Every database has one from its making on."""
    return str(connection.execute(_BASE).scalar_one())


def spot_quote(connection: Connection, channel: RateChannel, currency: str) -> Quote | None:
    """The newest spot prices that `channel` gave for `currency` in the base currency: newest record date, then saved last.

    The base currency itself stands at 1 (`docs/rules/fx.md` 5.1). None: the channel never quoted it.
    """
    row = connection.execute(_NEWEST_SPOT, {"of_channel": channel, "of_currency": currency}).one_or_none()
    if row is not None:
        return Quote(bid=row.bid_rate, offer=row.offer_rate, average=row.average_rate)
    return Quote(bid=ONE, offer=ONE, average=ONE) if currency == base_currency(connection) else None


def mid_rate(connection: Connection, currency: str) -> Decimal | None:
    """Base currency units for 1 unit of `currency`: the average spot price of the reference channel, None without one."""
    quote = spot_quote(connection, reference_channel(connection), currency)
    return None if quote is None else quote.average


def mid_rates(connection: Connection) -> dict[str, Decimal]:
    """Base currency units for 1 unit of each currency that has an average spot price at the reference channel; the base currency is 1."""
    channel = reference_channel(connection)
    quotes = {code: spot_quote(connection, channel, code) for code in currencies(connection)}
    return {code: quote.average for code, quote in quotes.items() if quote is not None}


def mid_prices(connection: Connection) -> dict[str, MidPrice]:
    """As `mid_rates`, with the date and time of each price. The base currency, which is worth 1 by itself, is not among them."""
    channel, base = reference_channel(connection), base_currency(connection)
    found: dict[str, MidPrice] = {}
    for code in currencies(connection):
        row = connection.execute(_NEWEST_MID, {"of_channel": channel, "of_currency": code}).one_or_none()
        if row is not None and code != base:
            found[code] = MidPrice(rate=row.average_rate, record_date=row.record_date, updated_at=row.updated_at)
    return found


def parameter(connection: Connection, key: str) -> str | None:
    """The value of a parameter of the broker as a whole, None when it was never set."""
    value: str | None = connection.execute(_PARAMETER, {"of_key": key}).scalar()
    return value


def reference_channel(connection: Connection) -> RateChannel:
    """The channel whose spot rates price orders: the parameter `fx.reference_channel`, IB as delivered."""
    value = parameter(connection, REFERENCE_CHANNEL)
    return RateChannel.IB if value is None else RateChannel(value)


def exchange_channels(connection: Connection) -> tuple[ExchangeChannel, ...]:
    """Every exchange channel, in the order people see them."""
    table = tables.exchange_channel.c
    rows = connection.execute(select(table.channel, table.takes_orders, table.connected).order_by(table.position))
    return tuple(ExchangeChannel(channel=row[0], takes_orders=row[1], connected=row[2]) for row in rows)


def is_trading_day(connection: Connection, market: str, day: date) -> bool:
    """Whether `market` (HK or US) trades on `day`. Raises `UserError("reference.calendar_missing")` for a day outside the calendar."""
    found = connection.execute(_TRADES, {"of_market": CalendarMarket(market), "of_day": day}).scalar()
    if found is None:
        raise UserError("reference.calendar_missing", {"market": market, "day": day.isoformat()})
    return bool(found)
