"""The tables of the borrowing reminder. Amounts are scaled integers, moments UTC, enumerations their stored codes."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from whale_desktop.features.fx.messages import ForexType, Origin
from whale_desktop.features.reminder.messages import AlertEnd, AlertStatus, ExchangeState
from whale_desktop.storage import Choice, Day, Moment, append_only, metadata, money

_ID = BigInteger().with_variant(Integer, "sqlite")

CURRENCY = 8
NAME = 120


def _client() -> tuple[Column[object], ...]:
    """Whose record it is, as he was called when it was made."""
    return (
        Column("account_no", String(20), nullable=False),
        Column("member_id", String(19), nullable=False),
        Column("client_name", String(NAME), nullable=False),
    )


reminder_rule = append_only(
    Table(
        "reminder_rule",
        metadata,
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("is_on", Boolean, nullable=False),
        Column("debt", money()),
        Column("avail_with_draw", money()),
        Column("singles", Text, nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("maker", String(NAME), nullable=False),
        Column("operator", String(NAME), nullable=False),
    )
)
"""Every version of the rule; the newest is in force. singles: JSON list of {currency, debt, avail_with_draw}."""

reminder_alert = Table(
    "reminder_alert",
    metadata,
    Column("alert_id", _ID, primary_key=True, autoincrement=True),
    *_client(),
    Column("debt_currency", String(CURRENCY), nullable=False),
    Column("debt_amount", money(), nullable=False),
    Column("own_amount", money(), nullable=False),
    Column("status", Choice(AlertStatus), nullable=False),
    Column("alert_time", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("account_no", "debt_currency", name="uq_reminder_alert_key"),
    Index("ix_reminder_alert_alert_time", "alert_time", "alert_id"),
    sqlite_autoincrement=True,
)
"""Open alerts: one for each account and currency whose rule hit. A number is never used twice, the history goes on with it."""

reminder_history = append_only(
    Table(
        "reminder_history",
        metadata,
        Column("alert_id", _ID, primary_key=True, autoincrement=False),
        *_client(),
        Column("account_channel", String(60), nullable=False),
        Column("debt_currency", String(CURRENCY), nullable=False),
        Column("debt_amount", money(), nullable=False),
        Column("own_amount", money(), nullable=False),
        Column("new_debt_amount", money(), nullable=False),
        Column("new_own_amount", money(), nullable=False),
        Column("is_auto", Boolean, nullable=False),
        Column("status", Choice(AlertEnd), nullable=False),
        Column("alert_time", Moment, nullable=False),
        Column("alert_end_time", Moment),
        Column("end_time", Moment, nullable=False),
        Index("ix_reminder_history_end_time", "end_time", "alert_id"),
    )
)
"""Ended alerts with their number; append only."""

reminder_exchange = Table(
    "reminder_exchange",
    metadata,
    Column("exchange_id", _ID, primary_key=True, autoincrement=True),
    Column("alert_id", _ID, nullable=False),
    *_client(),
    Column("origin", Choice(Origin), nullable=False),
    Column("state", Choice(ExchangeState), nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("forex_id", String(20), nullable=False),
    Column("forex_type", Choice(ForexType), nullable=False),
    Column("from_currency", String(CURRENCY), nullable=False),
    Column("from_amount", money()),
    Column("to_currency", String(CURRENCY), nullable=False),
    Column("to_amount", money()),
    Column("reason", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("operator", String(NAME), nullable=False),
    Index("ix_reminder_exchange_alert_id", "alert_id"),
    Index("ix_reminder_exchange_forex_id", "forex_id"),
    Index("ix_reminder_exchange_created_at", "is_current", "state", "created_at", "exchange_id"),
    sqlite_autoincrement=True,
)
"""Exchanges of alerts. is_current: false for a failure that a new try has replaced or whose alert has ended.

reason: JSON of a `Reason`, empty for none. An amount is empty where the exchange was refused before it was worked out.
"""

reminder_message = append_only(
    Table(
        "reminder_message",
        metadata,
        Column("message_id", _ID, primary_key=True, autoincrement=True),
        Column("alert_id", _ID, nullable=False),
        Column("sent_on", Day, nullable=False),
        Column("sent_at", Moment, nullable=False),
        Column("currency", String(CURRENCY), nullable=False),
        Column("debt_amount", money(), nullable=False),
        Column("own_amount", money(), nullable=False),
        UniqueConstraint("alert_id", "sent_on", name="uq_reminder_message_key"),
        sqlite_autoincrement=True,
    )
)
"""Reminders to clients, at most one a day for an alert; append only."""

reminder_auto_convert = Table(
    "reminder_auto_convert",
    metadata,
    Column("account_no", String(20), primary_key=True),
    Column("is_on", Boolean, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Column("version", Integer, nullable=False),
    Index("ix_reminder_auto_convert_opened_at", "opened_at", "account_no"),
)
"""Accounts whose client lets the house exchange for him, and those that ever did."""
