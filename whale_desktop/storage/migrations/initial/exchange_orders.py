"""Exchanges of clients, their bank orders, and what follows from them."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables, those first that others refer to."""
    _fx_counter()
    _fx_client_order()
    _fx_channel_order()
    _fx_profit_loss()
    _fx_source_row()


def _fx_counter() -> None:
    op.create_table(
        "fx_counter",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fx_counter")),
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
