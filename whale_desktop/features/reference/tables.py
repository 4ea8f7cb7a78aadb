"""The tables of reference data (`docs/rules/fx.md` 3.1, 3.8)."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, UniqueConstraint, text

from whale_desktop.features.reference.messages import CalendarMarket, RateChannel, RateSource, RateType, RoundMode
from whale_desktop.storage import Choice, Day, Moment, append_only, metadata, money, rate

_ID = BigInteger().with_variant(Integer, "sqlite")

currency = Table(
    "currency",
    metadata,
    Column("currency", String(3), primary_key=True),
    Column("currency_iso", String(3), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name_zh_hant", String(60), nullable=False),
    Column("name_zh_hans", String(60), nullable=False),
    Column("name_en", String(60), nullable=False),
    Column("short_zh_hant", String(30), nullable=False),
    Column("short_zh_hans", String(30), nullable=False),
    Column("short_en", String(30), nullable=False),
    Column("is_base", Boolean, nullable=False),
    Column("deposit_enabled", Boolean, nullable=False),
    Column("withdrawal_enabled", Boolean, nullable=False),
    Column("exchange_enabled", Boolean, nullable=False),
    Column("minimum_deposit_amount", money(), nullable=False),
    Column("minimum_withdrawal_amount", money(), nullable=False),
    Column("minimum_exchange_amount", money(), nullable=False),
    Column("rate_precision", Integer, nullable=False),
    Column("amount_precision", Integer, nullable=False),
    Column("round_mode", Choice(RoundMode), nullable=False),
    Column("shown_in_assets", Boolean, nullable=False),
    Column("remark", String(200), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("operator", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    Index("uq_currency_base", "is_base", unique=True, sqlite_where=text("is_base"), postgresql_where=text("is_base")),
)
"""Currencies; exactly one is the base currency. `position` is the order in which people see them."""

exchange_channel = Table(
    "exchange_channel",
    metadata,
    Column("channel", Choice(RateChannel), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("takes_orders", Boolean, nullable=False),
    Column("connected", Boolean, nullable=False),
)
"""Exchange channels. takes_orders: a bank exchange may go there; connected: by a live link, else a person finishes the order."""

parameter = Table(
    "parameter",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("value", String(200), nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("operator", String(120), nullable=False),
    Column("version", Integer, nullable=False),
)
"""Parameters of the broker as a whole, such as `fx.reference_channel`."""

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("market", Choice(CalendarMarket), primary_key=True),
    Column("day", Day, primary_key=True),
    Column("is_trading", Boolean, nullable=False),
    Column("closes_at", String(5), nullable=False),
)
"""Every day of the covered years: whether the market trades; `closes_at` (HH:MM, market time) only on days of early close."""

reference_rate = Table(
    "reference_rate",
    metadata,
    Column("rate_no", _ID, primary_key=True, autoincrement=True),
    Column("rate_type", Choice(RateType), nullable=False),
    Column("channel", Choice(RateChannel), nullable=False),
    Column("base_currency", String(3), nullable=False),
    Column("other_currency", String(3), nullable=False),
    Column("record_date", Day, nullable=False),
    Column("source", Choice(RateSource), nullable=False),
    Column("bid_rate", rate(), nullable=False),
    Column("offer_rate", rate(), nullable=False),
    Column("average_rate", rate(), nullable=False),
    Column("ledger_date", Day, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("operator", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    Column("saved_by", String(64), nullable=False),
    UniqueConstraint("rate_type", "channel", "base_currency", "other_currency", "record_date", name="uq_reference_rate_key"),
    sqlite_autoincrement=True,
)
"""Reference rates by their exact key. `saved_by` is the id of the act of saving that made the present version."""

reference_rate_version = append_only(
    Table(
        "reference_rate_version",
        metadata,
        Column("rate_no", _ID, primary_key=True, autoincrement=False),
        Column("version", Integer, primary_key=True),
        Column("source", Choice(RateSource), nullable=False),
        Column("bid_rate", rate(), nullable=False),
        Column("offer_rate", rate(), nullable=False),
        Column("average_rate", rate(), nullable=False),
        Column("ledger_date", Day, nullable=False),
        Column("saved_at", Moment, nullable=False),
        Column("operator", String(120), nullable=False),
    )
)
"""A copy of every saved version of every rate."""
