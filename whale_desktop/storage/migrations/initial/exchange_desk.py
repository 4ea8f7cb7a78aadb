"""What the exchange desk is set up with: pairs, strategies, mark-ups, limits and the pool."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables, those first that others refer to."""
    _fx_currency_pair()
    _fx_service_strategy()
    _fx_strategy_pair()
    _fx_approval_start()
    _fx_large_amount()
    _fx_reference_markup()
    _fx_execution_markup()
    _fx_pool_limit()
    _fx_pool_change()
    _fx_pool_alert()


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


def _fx_approval_start() -> None:
    op.create_table(
        "fx_approval_start",
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("start_amount", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("currency", name=op.f("pk_fx_approval_start")),
    )


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
