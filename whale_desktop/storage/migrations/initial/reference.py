"""Currencies, the calendar, exchange channels and reference rates."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables, those first that others refer to."""
    _currency()
    _calendar_day()
    _exchange_channel()
    _reference_rate()
    _reference_rate_version()
    _parameter()


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


def _calendar_day() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("market", sa.String(length=10), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("is_trading", sa.Boolean(), nullable=False),
        sa.Column("closes_at", sa.String(length=5), nullable=False),
        sa.PrimaryKeyConstraint("market", "day", name=op.f("pk_calendar_day")),
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
