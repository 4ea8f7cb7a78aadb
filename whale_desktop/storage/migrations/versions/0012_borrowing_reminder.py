"""Borrowing reminder."""

import sqlalchemy as sa
from alembic import op

from whale_desktop.storage.metadata import trigger_statements

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _reminder_alert()
    _reminder_alert_again()
    _reminder_auto_convert()
    _reminder_auto_convert_again()
    _reminder_exchange()
    _reminder_exchange_again()
    _reminder_history()
    _reminder_history_again()
    _reminder_message()
    _reminder_rule()
    _append_only()


def _reminder_alert() -> None:
    op.create_table(
        "reminder_alert",
        sa.Column("alert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("account_no", sa.String(length=20), nullable=False),
        sa.Column("member_id", sa.String(length=19), nullable=False),
        sa.Column("client_name", sa.String(length=120), nullable=False),
        sa.Column("debt_currency", sa.String(length=8), nullable=False),
        sa.Column("debt_amount", sa.BigInteger(), nullable=False),
        sa.Column("own_amount", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=9), nullable=False),
        sa.Column("alert_time", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_reminder_alert")),
        sa.UniqueConstraint("account_no", "debt_currency", name="uq_reminder_alert_key"),
        sqlite_autoincrement=True,
    )


def _reminder_alert_again() -> None:
    with op.batch_alter_table("reminder_alert", schema=None) as batch_op:
        batch_op.create_index("ix_reminder_alert_alert_time", ["alert_time", "alert_id"], unique=False)


def _reminder_auto_convert() -> None:
    op.create_table(
        "reminder_auto_convert",
        sa.Column("account_no", sa.String(length=20), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_no", name=op.f("pk_reminder_auto_convert")),
    )


def _reminder_auto_convert_again() -> None:
    with op.batch_alter_table("reminder_auto_convert", schema=None) as batch_op:
        batch_op.create_index("ix_reminder_auto_convert_opened_at", ["opened_at", "account_no"], unique=False)


def _reminder_exchange() -> None:
    op.create_table(
        "reminder_exchange",
        sa.Column("exchange_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("alert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_no", sa.String(length=20), nullable=False),
        sa.Column("member_id", sa.String(length=19), nullable=False),
        sa.Column("client_name", sa.String(length=120), nullable=False),
        sa.Column("origin", sa.String(length=18), nullable=False),
        sa.Column("state", sa.String(length=23), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("forex_id", sa.String(length=20), nullable=False),
        sa.Column("forex_type", sa.String(length=12), nullable=False),
        sa.Column("from_currency", sa.String(length=8), nullable=False),
        sa.Column("from_amount", sa.BigInteger(), nullable=True),
        sa.Column("to_currency", sa.String(length=8), nullable=False),
        sa.Column("to_amount", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("exchange_id", name=op.f("pk_reminder_exchange")),
        sqlite_autoincrement=True,
    )


def _reminder_exchange_again() -> None:
    with op.batch_alter_table("reminder_exchange", schema=None) as batch_op:
        batch_op.create_index("ix_reminder_exchange_alert_id", ["alert_id"], unique=False)
        batch_op.create_index(
            "ix_reminder_exchange_created_at", ["is_current", "state", "created_at", "exchange_id"], unique=False
        )
        batch_op.create_index("ix_reminder_exchange_forex_id", ["forex_id"], unique=False)


def _reminder_history() -> None:
    op.create_table(
        "reminder_history",
        sa.Column("alert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("account_no", sa.String(length=20), nullable=False),
        sa.Column("member_id", sa.String(length=19), nullable=False),
        sa.Column("client_name", sa.String(length=120), nullable=False),
        sa.Column("account_channel", sa.String(length=60), nullable=False),
        sa.Column("debt_currency", sa.String(length=8), nullable=False),
        sa.Column("debt_amount", sa.BigInteger(), nullable=False),
        sa.Column("own_amount", sa.BigInteger(), nullable=False),
        sa.Column("new_debt_amount", sa.BigInteger(), nullable=False),
        sa.Column("new_own_amount", sa.BigInteger(), nullable=False),
        sa.Column("is_auto", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=9), nullable=False),
        sa.Column("alert_time", sa.BigInteger(), nullable=False),
        sa.Column("alert_end_time", sa.BigInteger(), nullable=True),
        sa.Column("end_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("pk_reminder_history")),
    )


def _reminder_history_again() -> None:
    with op.batch_alter_table("reminder_history", schema=None) as batch_op:
        batch_op.create_index("ix_reminder_history_end_time", ["end_time", "alert_id"], unique=False)


def _reminder_message() -> None:
    op.create_table(
        "reminder_message",
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("alert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sent_on", sa.String(length=10), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=8), nullable=False),
        sa.Column("debt_amount", sa.BigInteger(), nullable=False),
        sa.Column("own_amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_reminder_message")),
        sa.UniqueConstraint("alert_id", "sent_on", name="uq_reminder_message_key"),
        sqlite_autoincrement=True,
    )


def _reminder_rule() -> None:
    op.create_table(
        "reminder_rule",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("debt", sa.BigInteger(), nullable=True),
        sa.Column("avail_with_draw", sa.BigInteger(), nullable=True),
        sa.Column("singles", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("maker", sa.String(length=120), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_reminder_rule")),
    )


def _append_only() -> None:
    dialect = op.get_bind().dialect.name
    for table in ("reminder_rule", "reminder_history", "reminder_message"):
        for statement in trigger_statements(table, dialect):
            op.execute(statement)
