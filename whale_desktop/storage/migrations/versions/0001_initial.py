"""Initial."""

import sqlalchemy as sa
from alembic import op

from whale_desktop.storage.metadata import trigger_statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _audit_log()
    _balance()
    _blob()
    _business_code()
    _calendar_day()
    _change_log()
    _client()
    _command_log()
    _currency()
    _exchange_channel()
    _fx_approval_start()
    _fx_client_order()
    _fx_counter()
    _fx_currency_pair()
    _fx_execution_markup()
    _fx_large_amount()
    _fx_pool_alert()
    _fx_pool_change()
    _fx_pool_limit()
    _fx_reference_markup()
    _fx_service_strategy()
    _fx_source_row()
    _job()
    _member()
    _parameter()
    _reference_rate()
    _reference_rate_version()
    _role()
    _system_state()
    _account()
    _fx_channel_order()
    _fx_profit_loss()
    _fx_strategy_pair()
    _journal()
    _member_role()
    _preference()
    _role_permission()
    _session()
    _sign_in_lock()
    _account_permission()
    _entry()
    _freeze()
    _append_only()


def _audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("member_name", sa.String(length=120), nullable=False),
        sa.Column("workstation", sa.String(length=120), nullable=False),
        sa.Column("menu", sa.String(length=120), nullable=False),
        sa.Column("permission", sa.String(length=160), nullable=False),
        sa.Column("message", sa.String(length=80), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("error_code", sa.String(length=60), nullable=False),
        sa.Column("command_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_log_at", "audit_log", ["at"], unique=False)


def _balance() -> None:
    op.create_table(
        "balance",
        sa.Column("balance_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("account_no", sa.String(length=40), nullable=False),
        sa.Column("account_type", sa.String(length=27), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("frozen", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("balance_no", name=op.f("pk_balance")),
        sa.UniqueConstraint("account_no", "currency", "account_type", name="uq_balance_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_balance_updated_at", "balance", ["updated_at", "balance_no"], unique=False)


def _blob() -> None:
    op.create_table(
        "blob",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blob")),
    )


def _business_code() -> None:
    op.create_table(
        "business_code",
        sa.Column("biz_code", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_zh_hant", sa.String(length=60), nullable=False),
        sa.Column("name_zh_hans", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("client_visible", sa.Boolean(), nullable=False),
        sa.Column("freeze_only", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("biz_code", name=op.f("pk_business_code")),
    )


def _calendar_day() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("market", sa.String(length=10), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("is_trading", sa.Boolean(), nullable=False),
        sa.Column("closes_at", sa.String(length=5), nullable=False),
        sa.PrimaryKeyConstraint("market", "day", name=op.f("pk_calendar_day")),
    )


def _change_log() -> None:
    op.create_table(
        "change_log",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_change_log")),
        sqlite_autoincrement=True,
    )


def _client() -> None:
    op.create_table(
        "client",
        sa.Column("member_id", sa.String(length=19), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("client_state", sa.String(length=17), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_client")),
    )


def _command_log() -> None:
    op.create_table(
        "command_log",
        sa.Column("command_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=80), nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("command_id", name=op.f("pk_command_log")),
    )


def _currency() -> None:
    op.create_table(
        "currency",
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("currency_iso", sa.String(length=3), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_zh_hant", sa.String(length=60), nullable=False),
        sa.Column("name_zh_hans", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("short_zh_hant", sa.String(length=30), nullable=False),
        sa.Column("short_zh_hans", sa.String(length=30), nullable=False),
        sa.Column("short_en", sa.String(length=30), nullable=False),
        sa.Column("is_base", sa.Boolean(), nullable=False),
        sa.Column("deposit_enabled", sa.Boolean(), nullable=False),
        sa.Column("withdrawal_enabled", sa.Boolean(), nullable=False),
        sa.Column("exchange_enabled", sa.Boolean(), nullable=False),
        sa.Column("minimum_deposit_amount", sa.BigInteger(), nullable=False),
        sa.Column("minimum_withdrawal_amount", sa.BigInteger(), nullable=False),
        sa.Column("minimum_exchange_amount", sa.BigInteger(), nullable=False),
        sa.Column("rate_precision", sa.Integer(), nullable=False),
        sa.Column("amount_precision", sa.Integer(), nullable=False),
        sa.Column("round_mode", sa.String(length=16), nullable=False),
        sa.Column("shown_in_assets", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("currency", name=op.f("pk_currency")),
    )
    op.create_index(
        "uq_currency_base",
        "currency",
        ["is_base"],
        unique=True,
        sqlite_where=sa.text("is_base"),
        postgresql_where=sa.text("is_base"),
    )


def _exchange_channel() -> None:
    op.create_table(
        "exchange_channel",
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("takes_orders", sa.Boolean(), nullable=False),
        sa.Column("connected", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_exchange_channel")),
    )


def _fx_approval_start() -> None:
    op.create_table(
        "fx_approval_start",
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("start_amount", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("currency", name=op.f("pk_fx_approval_start")),
    )


def _fx_client_order() -> None:
    op.create_table(
        "fx_client_order",
        sa.Column("forex_id", sa.String(length=20), nullable=False),
        sa.Column("client_ordid", sa.String(length=20), nullable=False),
        sa.Column("member_id", sa.String(length=20), nullable=False),
        sa.Column("account_no", sa.String(length=20), nullable=False),
        sa.Column("client_name", sa.String(length=120), nullable=False),
        sa.Column("forex_type", sa.String(length=12), nullable=False),
        sa.Column("change_type", sa.String(length=9), nullable=False),
        sa.Column("service_strategy", sa.String(length=14), nullable=False),
        sa.Column("strategy_id", sa.String(length=20), nullable=False),
        sa.Column("channel_name", sa.String(length=16), nullable=True),
        sa.Column("from_currency", sa.String(length=8), nullable=False),
        sa.Column("from_amount", sa.BigInteger(), nullable=False),
        sa.Column("to_currency", sa.String(length=8), nullable=False),
        sa.Column("to_amount", sa.BigInteger(), nullable=False),
        sa.Column("reference_rate", sa.BigInteger(), nullable=False),
        sa.Column("reference_channel", sa.String(length=16), nullable=False),
        sa.Column("reference_mark_up_mode", sa.String(length=13), nullable=True),
        sa.Column("reference_mark_up", sa.BigInteger(), nullable=True),
        sa.Column("execution_mark_up_mode", sa.String(length=13), nullable=True),
        sa.Column("execution_mark_up", sa.BigInteger(), nullable=True),
        sa.Column("quoted_rate", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=False),
        sa.Column("custom_rate_flag", sa.Boolean(), nullable=False),
        sa.Column("fx_currency", sa.String(length=8), nullable=False),
        sa.Column("fx_amount", sa.BigInteger(), nullable=False),
        sa.Column("fx_rate", sa.BigInteger(), nullable=False),
        sa.Column("finish_time", sa.BigInteger(), nullable=True),
        sa.Column("success_time", sa.BigInteger(), nullable=True),
        sa.Column("forex_status", sa.String(length=18), nullable=False),
        sa.Column("audit_status", sa.String(length=16), nullable=False),
        sa.Column("phase", sa.String(length=16), nullable=False),
        sa.Column("origin", sa.String(length=18), nullable=False),
        sa.Column("audit_remark", sa.String(length=255), nullable=False),
        sa.Column("order_remark", sa.String(length=255), nullable=False),
        sa.Column("review_remark", sa.String(length=255), nullable=False),
        sa.Column("freeze_no", sa.BigInteger(), nullable=False),
        sa.Column("frozen_amount", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("reviewer", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("forex_id", name=op.f("pk_fx_client_order")),
    )
    op.create_index("ix_fx_client_order_account_no", "fx_client_order", ["account_no", "created_at"], unique=False)
    op.create_index(
        "ix_fx_client_order_created_at",
        "fx_client_order",
        ["created_at", "forex_id", "phase", "from_currency", "from_amount"],
        unique=False,
    )
    op.create_index("ix_fx_client_order_phase", "fx_client_order", ["phase", "created_at", "forex_id"], unique=False)
    op.create_index(
        "ix_fx_client_order_sums",
        "fx_client_order",
        ["from_currency", "phase", "forex_status", "audit_status", "from_amount"],
        unique=False,
    )
    op.create_index("ix_fx_client_order_tab_sums", "fx_client_order", ["phase", "from_currency", "from_amount"], unique=False)


def _fx_counter() -> None:
    op.create_table(
        "fx_counter",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fx_counter")),
    )


def _fx_currency_pair() -> None:
    op.create_table(
        "fx_currency_pair",
        sa.Column("from_currency", sa.String(length=8), nullable=False),
        sa.Column("to_currency", sa.String(length=8), nullable=False),
        sa.Column("default_currency", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("from_currency", "to_currency", name=op.f("pk_fx_currency_pair")),
    )


def _fx_execution_markup() -> None:
    op.create_table(
        "fx_execution_markup",
        sa.Column("mark_up_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("service_strategy", sa.String(length=14), nullable=False),
        sa.Column("channel_name", sa.String(length=16), nullable=True),
        sa.Column("from_currency", sa.String(length=8), nullable=False),
        sa.Column("to_currency", sa.String(length=8), nullable=False),
        sa.Column("spread_mode", sa.String(length=13), nullable=False),
        sa.Column("tiers", sa.Text(), nullable=False),
        sa.Column("start_time", sa.BigInteger(), nullable=True),
        sa.Column("end_time", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("mark_up_id", name=op.f("pk_fx_execution_markup")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fx_execution_markup_pair", "fx_execution_markup", ["from_currency", "to_currency"], unique=False)


def _fx_large_amount() -> None:
    op.create_table(
        "fx_large_amount",
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("currency", name=op.f("pk_fx_large_amount")),
    )


def _fx_pool_alert() -> None:
    op.create_table(
        "fx_pool_alert",
        sa.Column("alert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("remaining_amount", sa.BigInteger(), nullable=False),
        sa.Column("alarm_amount", sa.BigInteger(), nullable=False),
        sa.Column("order_no", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_fx_pool_alert")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fx_pool_alert_currency", "fx_pool_alert", ["currency", "alert_id"], unique=False)


def _fx_pool_change() -> None:
    op.create_table(
        "fx_pool_change",
        sa.Column("change_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("change_type", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("order_no", sa.String(length=20), nullable=False),
        sa.Column("before_occurred", sa.BigInteger(), nullable=False),
        sa.Column("occurred_amount", sa.BigInteger(), nullable=False),
        sa.Column("after_occurred", sa.BigInteger(), nullable=False),
        sa.Column("occurred_from", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.String(length=255), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_fx_pool_change")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fx_pool_change_created_at", "fx_pool_change", ["created_at", "change_id"], unique=False)
    op.create_index("ix_fx_pool_change_currency", "fx_pool_change", ["currency", "change_id"], unique=False)
    op.create_index("ix_fx_pool_change_order_no", "fx_pool_change", ["order_no"], unique=False)


def _fx_pool_limit() -> None:
    op.create_table(
        "fx_pool_limit",
        sa.Column("pool_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("alarm_amount", sa.BigInteger(), nullable=False),
        sa.Column("remaining_amount", sa.BigInteger(), nullable=False),
        sa.Column("remark", sa.String(length=255), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pool_id", name=op.f("pk_fx_pool_limit")),
        sa.UniqueConstraint("currency", name=op.f("uq_fx_pool_limit_currency")),
        sqlite_autoincrement=True,
    )


def _fx_reference_markup() -> None:
    op.create_table(
        "fx_reference_markup",
        sa.Column("mark_up_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("channel_name", sa.String(length=16), nullable=False),
        sa.Column("from_currency", sa.String(length=8), nullable=False),
        sa.Column("to_currency", sa.String(length=8), nullable=False),
        sa.Column("spread_mode", sa.String(length=13), nullable=False),
        sa.Column("bp", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("mark_up_id", name=op.f("pk_fx_reference_markup")),
        sa.UniqueConstraint(
            "from_currency",
            "to_currency",
            "channel_name",
            name=op.f("uq_fx_reference_markup_from_currency_to_currency_channel_name"),
        ),
        sqlite_autoincrement=True,
    )


def _fx_service_strategy() -> None:
    op.create_table(
        "fx_service_strategy",
        sa.Column("strategy_id", sa.String(length=20), nullable=False),
        sa.Column("service_strategy", sa.String(length=14), nullable=False),
        sa.Column("strategy_kind", sa.String(length=16), nullable=False),
        sa.Column("change_type", sa.String(length=9), nullable=False),
        sa.Column("service_time", sa.Text(), nullable=False),
        sa.Column("channel_name", sa.String(length=16), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("strategy_id", name=op.f("pk_fx_service_strategy")),
    )


def _fx_source_row() -> None:
    op.create_table(
        "fx_source_row",
        sa.Column("source_row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("row_type", sa.String(length=28), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("forex_type", sa.String(length=12), nullable=False),
        sa.Column("account_at", sa.String(length=10), nullable=False),
        sa.Column("trade_at", sa.BigInteger(), nullable=False),
        sa.Column("user_order_no", sa.String(length=20), nullable=False),
        sa.Column("channel_order_no", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("source_row_id", name=op.f("pk_fx_source_row")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fx_source_row_account_at", "fx_source_row", ["account_at", "source_row_id"], unique=False)
    op.create_index("ix_fx_source_row_user_order_no", "fx_source_row", ["user_order_no"], unique=False)


def _job() -> None:
    op.create_table(
        "job",
        sa.Column("job_no", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=17), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("cancel", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("blob", sa.String(length=40), nullable=False),
        sa.Column("error_code", sa.String(length=60), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("job_no", name=op.f("pk_job")),
    )
    op.create_index("ix_job_member_id", "job", ["member_id"], unique=False)


def _member() -> None:
    op.create_table(
        "member",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_zh_hans", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("service", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("password_changed_at", sa.BigInteger(), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.BigInteger(), nullable=True),
        sa.Column("last_sign_in_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_member")),
        sa.UniqueConstraint("email", name=op.f("uq_member_email")),
        sqlite_autoincrement=True,
    )


def _parameter() -> None:
    op.create_table(
        "parameter",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_parameter")),
    )


def _reference_rate() -> None:
    op.create_table(
        "reference_rate",
        sa.Column("rate_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("rate_type", sa.String(length=22), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("base_currency", sa.String(length=3), nullable=False),
        sa.Column("other_currency", sa.String(length=3), nullable=False),
        sa.Column("record_date", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=14), nullable=False),
        sa.Column("bid_rate", sa.BigInteger(), nullable=False),
        sa.Column("offer_rate", sa.BigInteger(), nullable=False),
        sa.Column("average_rate", sa.BigInteger(), nullable=False),
        sa.Column("ledger_date", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("rate_no", name=op.f("pk_reference_rate")),
        sa.UniqueConstraint(
            "rate_type", "channel", "base_currency", "other_currency", "record_date", name="uq_reference_rate_key"
        ),
        sqlite_autoincrement=True,
    )


def _reference_rate_version() -> None:
    op.create_table(
        "reference_rate_version",
        sa.Column("rate_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=14), nullable=False),
        sa.Column("bid_rate", sa.BigInteger(), nullable=False),
        sa.Column("offer_rate", sa.BigInteger(), nullable=False),
        sa.Column("average_rate", sa.BigInteger(), nullable=False),
        sa.Column("ledger_date", sa.String(length=10), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("rate_no", "version", name=op.f("pk_reference_rate_version")),
    )


def _role() -> None:
    op.create_table(
        "role",
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_zh_hans", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("service", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("role", name=op.f("pk_role")),
    )


def _system_state() -> None:
    op.create_table(
        "system_state",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_system_state")),
    )


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("account_no", sa.String(length=20), nullable=False),
        sa.Column("member_id", sa.String(length=19), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("search", sa.String(length=400), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["client.member_id"], name=op.f("fk_account_member_id_client")),
        sa.PrimaryKeyConstraint("account_no", name=op.f("pk_account")),
    )
    op.create_index("ix_account_member_id", "account", ["member_id"], unique=False)


def _fx_channel_order() -> None:
    op.create_table(
        "fx_channel_order",
        sa.Column("channel_order_no", sa.String(length=20), nullable=False),
        sa.Column("forex_id", sa.String(length=20), nullable=False),
        sa.Column("channel_name", sa.String(length=16), nullable=False),
        sa.Column("serial_no", sa.String(length=60), nullable=False),
        sa.Column("client", sa.String(length=150), nullable=False),
        sa.Column("forex_type", sa.String(length=12), nullable=False),
        sa.Column("from_currency", sa.String(length=8), nullable=False),
        sa.Column("from_amount", sa.BigInteger(), nullable=False),
        sa.Column("to_currency", sa.String(length=8), nullable=False),
        sa.Column("to_amount", sa.BigInteger(), nullable=False),
        sa.Column("channel_rate", sa.BigInteger(), nullable=True),
        sa.Column("success_time", sa.BigInteger(), nullable=True),
        sa.Column("channel_status", sa.String(length=18), nullable=False),
        sa.Column("origin_status", sa.String(length=60), nullable=False),
        sa.Column("origin_text", sa.String(length=255), nullable=False),
        sa.Column("abnormal_status", sa.String(length=19), nullable=False),
        sa.Column("abnormal_remark", sa.String(length=255), nullable=False),
        sa.Column("apply_type", sa.String(length=21), nullable=True),
        sa.Column("apply_channel_rate", sa.BigInteger(), nullable=True),
        sa.Column("apply_channel_name", sa.String(length=16), nullable=True),
        sa.Column("apply_remark", sa.String(length=255), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=False),
        sa.Column("applicant", sa.String(length=120), nullable=False),
        sa.Column("review_type", sa.String(length=23), nullable=True),
        sa.Column("reviewer", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["forex_id"], ["fx_client_order.forex_id"], name=op.f("fk_fx_channel_order_forex_id_fx_client_order")
        ),
        sa.PrimaryKeyConstraint("channel_order_no", name=op.f("pk_fx_channel_order")),
    )
    op.create_index("ix_fx_channel_order_abnormal_status", "fx_channel_order", ["abnormal_status", "created_at"], unique=False)
    op.create_index("ix_fx_channel_order_created_at", "fx_channel_order", ["created_at", "channel_order_no"], unique=False)
    op.create_index("ix_fx_channel_order_forex_id", "fx_channel_order", ["forex_id"], unique=False)


def _fx_profit_loss() -> None:
    op.create_table(
        "fx_profit_loss",
        sa.Column("forex_id", sa.String(length=20), nullable=False),
        sa.Column("client_ordid", sa.String(length=20), nullable=False),
        sa.Column("channel_name", sa.String(length=16), nullable=False),
        sa.Column("forex_type", sa.String(length=12), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("debit_currency", sa.String(length=8), nullable=False),
        sa.Column("channel_rate", sa.BigInteger(), nullable=False),
        sa.Column("channel_amount", sa.BigInteger(), nullable=False),
        sa.Column("user_rate", sa.BigInteger(), nullable=False),
        sa.Column("user_amount", sa.BigInteger(), nullable=False),
        sa.Column("channel_ledger_date", sa.String(length=10), nullable=False),
        sa.Column("sett_ledger_date", sa.String(length=10), nullable=True),
        sa.Column("profit_loss", sa.BigInteger(), nullable=False),
        sa.Column("markup_income", sa.BigInteger(), nullable=False),
        sa.Column("rate_pnl", sa.BigInteger(), nullable=False),
        sa.Column("order_offset", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["forex_id"], ["fx_client_order.forex_id"], name=op.f("fk_fx_profit_loss_forex_id_fx_client_order")
        ),
        sa.PrimaryKeyConstraint("forex_id", name=op.f("pk_fx_profit_loss")),
    )
    op.create_index("ix_fx_profit_loss_created_at", "fx_profit_loss", ["created_at", "forex_id"], unique=False)
    op.create_index("ix_fx_profit_loss_updated_at", "fx_profit_loss", ["updated_at", "forex_id"], unique=False)


def _fx_strategy_pair() -> None:
    op.create_table(
        "fx_strategy_pair",
        sa.Column("strategy_id", sa.String(length=20), nullable=False),
        sa.Column("from_currency", sa.String(length=8), nullable=False),
        sa.Column("to_currency", sa.String(length=8), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["strategy_id"], ["fx_service_strategy.strategy_id"], name=op.f("fk_fx_strategy_pair_strategy_id_fx_service_strategy")
        ),
        sa.PrimaryKeyConstraint("strategy_id", "from_currency", "to_currency", name=op.f("pk_fx_strategy_pair")),
    )
    op.create_index("ix_fx_strategy_pair_pair", "fx_strategy_pair", ["from_currency", "to_currency"], unique=False)


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("journal_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("biz_code", sa.String(length=12), nullable=False),
        sa.Column("ledger_date", sa.String(length=10), nullable=False),
        sa.Column("value_date", sa.String(length=10), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=False),
        sa.Column("source_type", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.String(length=40), nullable=False),
        sa.Column("ref_no", sa.String(length=40), nullable=False),
        sa.Column("reversal_of", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("client_visible", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("op_remark", sa.String(length=200), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["biz_code"], ["business_code.biz_code"], name=op.f("fk_journal_biz_code_business_code")),
        sa.PrimaryKeyConstraint("journal_no", name=op.f("pk_journal")),
        sa.UniqueConstraint("reversal_of", name=op.f("uq_journal_reversal_of")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_ref_no", "journal", ["ref_no"], unique=False)


def _member_role() -> None:
    op.create_table(
        "member_role",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=True),
        sa.Column("valid_to", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_member_role_member_id_member")),
        sa.ForeignKeyConstraint(["role"], ["role.role"], name=op.f("fk_member_role_role_role")),
        sa.PrimaryKeyConstraint("member_id", "role", name=op.f("pk_member_role")),
    )


def _preference() -> None:
    op.create_table(
        "preference",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_preference_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", "key", name=op.f("pk_preference")),
    )


def _role_permission() -> None:
    op.create_table(
        "role_permission",
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["role"], ["role.role"], name=op.f("fk_role_permission_role_role")),
        sa.PrimaryKeyConstraint("role", "code", name=op.f("pk_role_permission")),
    )


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("workstation", sa.String(length=120), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger(), nullable=False),
        sa.Column("password_at", sa.BigInteger(), nullable=False),
        sa.Column("locked_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_session_member_id_member")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index("ix_session_member_id", "session", ["member_id"], unique=False)


def _sign_in_lock() -> None:
    op.create_table(
        "sign_in_lock",
        sa.Column("lock_no", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("locked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_sign_in_lock_member_id_member")),
        sa.PrimaryKeyConstraint("lock_no", name=op.f("pk_sign_in_lock")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sign_in_lock_member_id", "sign_in_lock", ["member_id"], unique=False)


def _account_permission() -> None:
    op.create_table(
        "account_permission",
        sa.Column("account_no", sa.String(length=20), nullable=False),
        sa.Column("permission_type", sa.String(length=40), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_no"], ["account.account_no"], name=op.f("fk_account_permission_account_no_account")),
        sa.PrimaryKeyConstraint("account_no", "permission_type", name=op.f("pk_account_permission")),
    )


def _entry() -> None:
    op.create_table(
        "entry",
        sa.Column("serial_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("journal_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_no", sa.String(length=40), nullable=False),
        sa.Column("account_type", sa.String(length=27), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("direction", sa.String(length=14), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("after_balance", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["journal_no"], ["journal.journal_no"], name=op.f("fk_entry_journal_no_journal")),
        sa.PrimaryKeyConstraint("serial_no", name=op.f("pk_entry")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entry_account_no", "entry", ["account_no", "serial_no"], unique=False)
    op.create_index("ix_entry_journal_no", "entry", ["journal_no"], unique=False)


def _freeze() -> None:
    op.create_table(
        "freeze",
        sa.Column("freeze_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("account_no", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason_code", sa.String(length=12), nullable=False),
        sa.Column("ref_no", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=17), nullable=False),
        sa.Column("posted", sa.Boolean(), nullable=False),
        sa.Column("frozen_at", sa.BigInteger(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_no"], ["account.account_no"], name=op.f("fk_freeze_account_no_account")),
        sa.PrimaryKeyConstraint("freeze_no", name=op.f("pk_freeze")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_freeze_account_no", "freeze", ["account_no", "currency"], unique=False)
    op.create_index("ix_freeze_ref_no", "freeze", ["ref_no"], unique=False)


def _append_only() -> None:
    dialect = op.get_bind().dialect.name
    for table in ("audit_log", "reference_rate_version", "journal", "entry", "fx_pool_change", "fx_pool_alert", "fx_source_row"):
        for statement in trigger_statements(table, dialect):
            op.execute(statement)
