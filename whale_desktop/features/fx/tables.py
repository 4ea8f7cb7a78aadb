"""The tables of the exchange domain. Amounts and rates are scaled integers, moments UTC, enumerations their stored codes.

Small lists that are always read whole with their row (periods of a strategy, tiers of a mark-up) are JSON in that row.
"""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from whale_desktop.features.fx.messages import (
    AbnormalStatus,
    ApplyType,
    AuditStatus,
    ChangeType,
    ChannelStatus,
    DealChannel,
    ForexStatus,
    ForexType,
    OrderPhase,
    Origin,
    PoolChangeType,
    ReviewType,
    ServiceStrategy,
    SourceRowType,
    SpreadMode,
    StrategyKind,
)
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.storage import Choice, Day, Moment, append_only, metadata, money, price, rate

_ID = BigInteger().with_variant(Integer, "sqlite")

CURRENCY = 8
NAME = 120
REMARK = 255


def _kept() -> tuple[Column[object], ...]:
    """What every parameter table says of its rows: when, by whom, which version."""
    return (
        Column("created_at", Moment, nullable=False),
        Column("updated_at", Moment, nullable=False),
        Column("operator", String(NAME), nullable=False),
        Column("version", Integer, nullable=False),
    )


fx_counter = Table(
    "fx_counter",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""Running numbers: `order:240318`, `channel:240318`, and the version of the approval starts."""

fx_currency_pair = Table(
    "fx_currency_pair",
    metadata,
    Column("from_currency", String(CURRENCY), primary_key=True),
    Column("to_currency", String(CURRENCY), primary_key=True),
    Column("default_currency", Boolean, nullable=False),
    *_kept(),
)
"""Which currency may be changed into which. All rows of a debit currency carry the version of their card."""

fx_service_strategy = Table(
    "fx_service_strategy",
    metadata,
    Column("strategy_id", String(20), primary_key=True),
    Column("service_strategy", Choice(ServiceStrategy), nullable=False),
    Column("strategy_kind", Choice(StrategyKind), nullable=False),
    Column("change_type", Choice(ChangeType), nullable=False),
    Column("service_time", Text, nullable=False),
    Column("channel_name", Choice(RateChannel)),
    Column("enabled", Boolean, nullable=False),
    *_kept(),
)
"""Strategies. service_time: JSON list of {day_basis, start, end}."""

fx_strategy_pair = Table(
    "fx_strategy_pair",
    metadata,
    Column("strategy_id", ForeignKey("fx_service_strategy.strategy_id"), primary_key=True),
    Column("from_currency", String(CURRENCY), primary_key=True),
    Column("to_currency", String(CURRENCY), primary_key=True),
    Column("position", Integer, nullable=False),
    Index("ix_fx_strategy_pair_pair", "from_currency", "to_currency"),
)
"""The pairs that a strategy serves, in the order in which they were chosen."""

fx_approval_start = Table(
    "fx_approval_start",
    metadata,
    Column("currency", String(CURRENCY), primary_key=True),
    Column("start_amount", money(), nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("operator", String(NAME), nullable=False),
)
"""From which debit amount on every order of a currency is reviewed. Its version is `approval_start` in `fx_counter`."""

fx_pool_limit = Table(
    "fx_pool_limit",
    metadata,
    Column("pool_id", _ID, primary_key=True, autoincrement=True),
    Column("currency", String(CURRENCY), nullable=False, unique=True),
    Column("alarm_amount", money(), nullable=False),
    Column("remaining_amount", money(), nullable=False),
    Column("remark", String(REMARK), nullable=False),
    Column("moved_at", Moment, nullable=False),
    *_kept(),
    sqlite_autoincrement=True,
)
"""Quotas. Deals move `remaining_amount` and `moved_at`; only a person's edit raises `version`."""

fx_pool_change = append_only(
    Table(
        "fx_pool_change",
        metadata,
        Column("change_id", _ID, primary_key=True, autoincrement=True),
        Column("change_type", Choice(PoolChangeType), nullable=False),
        Column("currency", String(CURRENCY), nullable=False),
        Column("order_no", String(20), nullable=False),
        Column("before_occurred", money(), nullable=False),
        Column("occurred_amount", money(), nullable=False),
        Column("after_occurred", money(), nullable=False),
        Column("occurred_from", Boolean, nullable=False),
        Column("remark", String(REMARK), nullable=False),
        Column("operator", String(NAME), nullable=False),
        Column("created_at", Moment, nullable=False),
        Index("ix_fx_pool_change_created_at", "created_at", "change_id"),
        Index("ix_fx_pool_change_currency", "currency", "change_id"),
        Index("ix_fx_pool_change_order_no", "order_no"),
        sqlite_autoincrement=True,
    )
)
"""The journal of the pool; append only."""

fx_pool_alert = append_only(
    Table(
        "fx_pool_alert",
        metadata,
        Column("alert_id", _ID, primary_key=True, autoincrement=True),
        Column("currency", String(CURRENCY), nullable=False),
        Column("remaining_amount", money(), nullable=False),
        Column("alarm_amount", money(), nullable=False),
        Column("order_no", String(20), nullable=False),
        Column("created_at", Moment, nullable=False),
        Index("ix_fx_pool_alert_currency", "currency", "alert_id"),
        sqlite_autoincrement=True,
    )
)
"""Each fall of a pool to its alarm level or below."""

fx_reference_markup = Table(
    "fx_reference_markup",
    metadata,
    Column("mark_up_id", _ID, primary_key=True, autoincrement=True),
    Column("channel_name", Choice(RateChannel), nullable=False),
    Column("from_currency", String(CURRENCY), nullable=False),
    Column("to_currency", String(CURRENCY), nullable=False),
    Column("spread_mode", Choice(SpreadMode), nullable=False),
    Column("bp", rate(), nullable=False),
    *_kept(),
    UniqueConstraint("from_currency", "to_currency", "channel_name"),
    sqlite_autoincrement=True,
)

fx_execution_markup = Table(
    "fx_execution_markup",
    metadata,
    Column("mark_up_id", _ID, primary_key=True, autoincrement=True),
    Column("service_strategy", Choice(ServiceStrategy), nullable=False),
    Column("channel_name", Choice(RateChannel)),
    Column("from_currency", String(CURRENCY), nullable=False),
    Column("to_currency", String(CURRENCY), nullable=False),
    Column("spread_mode", Choice(SpreadMode), nullable=False),
    Column("tiers", Text, nullable=False),
    Column("start_time", Moment),
    Column("end_time", Moment),
    *_kept(),
    Index("ix_fx_execution_markup_pair", "from_currency", "to_currency"),
    sqlite_autoincrement=True,
)
"""tiers: JSON list of {start_value, end_value, bp}, decimals as text. Without times a row is always effective."""

fx_large_amount = Table(
    "fx_large_amount",
    metadata,
    Column("currency", String(CURRENCY), primary_key=True),
    Column("amount", money(), nullable=False),
    *_kept(),
)

fx_client_order = Table(
    "fx_client_order",
    metadata,
    Column("forex_id", String(20), primary_key=True),
    Column("client_ordid", String(20), nullable=False),
    Column("member_id", String(20), nullable=False),
    Column("account_no", String(20), nullable=False),
    Column("client_name", String(NAME), nullable=False),
    Column("forex_type", Choice(ForexType), nullable=False),
    Column("change_type", Choice(ChangeType), nullable=False),
    Column("service_strategy", Choice(ServiceStrategy), nullable=False),
    Column("strategy_id", String(20), nullable=False),
    Column("channel_name", Choice(RateChannel)),
    Column("from_currency", String(CURRENCY), nullable=False),
    Column("from_amount", money(), nullable=False),
    Column("to_currency", String(CURRENCY), nullable=False),
    Column("to_amount", money(), nullable=False),
    Column("reference_rate", rate(), nullable=False),
    Column("reference_channel", Choice(RateChannel), nullable=False),
    Column("reference_mark_up_mode", Choice(SpreadMode)),
    Column("reference_mark_up", rate()),
    Column("execution_mark_up_mode", Choice(SpreadMode)),
    Column("execution_mark_up", rate()),
    Column("quoted_rate", rate(), nullable=False),
    Column("rate", rate(), nullable=False),
    Column("custom_rate_flag", Boolean, nullable=False),
    Column("fx_currency", String(CURRENCY), nullable=False),
    Column("fx_amount", money(), nullable=False),
    Column("fx_rate", rate(), nullable=False),
    Column("finish_time", Moment),
    Column("success_time", Moment),
    Column("forex_status", Choice(ForexStatus), nullable=False),
    Column("audit_status", Choice(AuditStatus), nullable=False),
    Column("phase", Choice(OrderPhase), nullable=False),
    Column("origin", Choice(Origin), nullable=False),
    Column("audit_remark", String(REMARK), nullable=False),
    Column("order_remark", String(REMARK), nullable=False),
    Column("review_remark", String(REMARK), nullable=False),
    Column("freeze_no", BigInteger, nullable=False),
    Column("frozen_amount", money(), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("maker_id", Integer, nullable=False),
    Column("operator", String(NAME), nullable=False),
    Column("reviewer", String(NAME), nullable=False),
    Column("version", Integer, nullable=False),
    Column("reversal_no", String(20), nullable=False, server_default=""),
    Index("ix_fx_client_order_created_at", "created_at", "forex_id", "phase", "from_currency", "from_amount"),
    Index("ix_fx_client_order_phase", "phase", "created_at", "forex_id"),
    Index("ix_fx_client_order_account_no", "account_no", "created_at"),
    Index("ix_fx_client_order_sums", "from_currency", "phase", "forex_status", "audit_status", "from_amount"),
    Index("ix_fx_client_order_tab_sums", "phase", "from_currency", "from_amount"),
)
"""Client orders. The last two indexes hold all that counts and sums of a million rows need, so that the rows are not read for them.

client_name is the name at submission. phase follows from the two states and makes tabs and their counts cheap.
maker_id: the member who entered it, 0 for the system; nobody reviews his own. frozen_amount: what `freeze_no` reserves.
reversal_no: of the reversal that took it back, empty for an order that stands.
"""

fx_reversal = append_only(
    Table(
        "fx_reversal",
        metadata,
        Column("reversal_no", String(20), primary_key=True),
        Column("forex_id", ForeignKey("fx_client_order.forex_id"), nullable=False, unique=True),
        Column("reason", String(REMARK), nullable=False),
        Column("ledger_date", Day, nullable=False),
        Column("created_at", Moment, nullable=False),
        Column("operator", String(NAME), nullable=False),
        Column("reviewer", String(NAME), nullable=False),
    )
)
"""Completed exchanges that were taken back, each at most once. operator: who asked for it; reviewer: who agreed."""

fx_channel_order = Table(
    "fx_channel_order",
    metadata,
    Column("channel_order_no", String(20), primary_key=True),
    Column("forex_id", ForeignKey("fx_client_order.forex_id"), nullable=False),
    Column("channel_name", Choice(RateChannel), nullable=False),
    Column("serial_no", String(60), nullable=False),
    Column("client", String(NAME + 30), nullable=False),
    Column("forex_type", Choice(ForexType), nullable=False),
    Column("from_currency", String(CURRENCY), nullable=False),
    Column("from_amount", money(), nullable=False),
    Column("to_currency", String(CURRENCY), nullable=False),
    Column("to_amount", money(), nullable=False),
    Column("channel_rate", rate()),
    Column("success_time", Moment),
    Column("channel_status", Choice(ChannelStatus), nullable=False),
    Column("origin_status", String(60), nullable=False),
    Column("origin_text", String(REMARK), nullable=False),
    Column("abnormal_status", Choice(AbnormalStatus), nullable=False),
    Column("abnormal_remark", String(REMARK), nullable=False),
    Column("apply_type", Choice(ApplyType)),
    Column("apply_channel_rate", rate()),
    Column("apply_channel_name", Choice(RateChannel)),
    Column("apply_remark", String(REMARK), nullable=False),
    Column("applicant_id", Integer, nullable=False),
    Column("applicant", String(NAME), nullable=False),
    Column("review_type", Choice(ReviewType)),
    Column("reviewer", String(NAME), nullable=False),
    *_kept(),
    Index("ix_fx_channel_order_created_at", "created_at", "channel_order_no"),
    Index("ix_fx_channel_order_forex_id", "forex_id"),
    Index("ix_fx_channel_order_abnormal_status", "abnormal_status", "created_at"),
)
"""Bank orders; their amounts are the bank's: estimates until it has exchanged."""

fx_profit_loss = Table(
    "fx_profit_loss",
    metadata,
    Column("profit_id", _ID, primary_key=True, autoincrement=True),
    Column("forex_id", ForeignKey("fx_client_order.forex_id"), nullable=False),
    Column("reversal_no", String(20), nullable=False),
    Column("client_ordid", String(20), nullable=False),
    Column("channel_name", Choice(DealChannel), nullable=False),
    Column("forex_type", Choice(ForexType), nullable=False),
    Column("currency", String(CURRENCY), nullable=False),
    Column("debit_currency", String(CURRENCY), nullable=False),
    Column("channel_rate", rate(), nullable=False),
    Column("channel_amount", money(), nullable=False),
    Column("user_rate", rate(), nullable=False),
    Column("user_amount", money(), nullable=False),
    Column("channel_ledger_date", Day, nullable=False),
    Column("sett_ledger_date", Day),
    Column("profit_loss", money(), nullable=False),
    Column("markup_income", money(), nullable=False),
    Column("rate_pnl", money(), nullable=False),
    Column("order_offset", price(), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("operator", String(NAME), nullable=False),
    Index("ix_fx_profit_loss_updated_at", "updated_at", "profit_id"),
    Index("ix_fx_profit_loss_created_at", "created_at", "profit_id"),
    UniqueConstraint("forex_id", "reversal_no", name="uq_fx_profit_loss_forex_id"),
    sqlite_autoincrement=True,
)
"""Profit and loss of pool deals. reversal_no: empty for the deal itself; its reversal has a row with every amount turned round."""

fx_source_row = append_only(
    Table(
        "fx_source_row",
        metadata,
        Column("source_row_id", _ID, primary_key=True, autoincrement=True),
        Column("row_type", Choice(SourceRowType), nullable=False),
        Column("currency", String(CURRENCY), nullable=False),
        Column("amount", money(), nullable=False),
        Column("forex_type", Choice(ForexType), nullable=False),
        Column("account_at", Day, nullable=False),
        Column("trade_at", Moment, nullable=False),
        Column("user_order_no", String(20), nullable=False),
        Column("channel_order_no", String(20), nullable=False),
        Column("channel", Choice(DealChannel), nullable=False),
        Index("ix_fx_source_row_user_order_no", "user_order_no"),
        Index("ix_fx_source_row_account_at", "account_at", "source_row_id"),
        sqlite_autoincrement=True,
    )
)
"""What accounting reads of exchanges; append only."""
