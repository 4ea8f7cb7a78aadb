"""Notices."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _client_message()
    _client_message_again()
    _notice_event()
    _notice_subscription()
    _notice_choice()
    _notice_delivery()
    _notice_delivery_again()
    _notice_message()
    _notice_message_again()
    _notice_recipient()


def _client_message() -> None:
    op.create_table(
        "client_message",
        sa.Column("client_message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("client", sa.String(length=40), nullable=False),
        sa.Column("account_no", sa.String(length=40), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=19), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("client_message_id", name=op.f("pk_client_message")),
        sqlite_autoincrement=True,
    )


def _client_message_again() -> None:
    with op.batch_alter_table("client_message", schema=None) as batch_op:
        batch_op.create_index("ix_client_message_client", ["client"], unique=False)


def _notice_event() -> None:
    op.create_table(
        "notice_event",
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("screen", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_notice_event")),
        sqlite_autoincrement=True,
    )


def _notice_subscription() -> None:
    op.create_table(
        "notice_subscription",
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("channels", sa.String(length=40), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", name=op.f("pk_notice_subscription")),
        sa.UniqueConstraint("kind", "channels", name=op.f("uq_notice_subscription_kind_channels")),
        sqlite_autoincrement=True,
    )


def _notice_choice() -> None:
    op.create_table(
        "notice_choice",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("toast", sa.Boolean(), nullable=False),
        sa.Column("desktop", sa.Boolean(), nullable=False),
        sa.Column("mail", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_notice_choice_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", "kind", name=op.f("pk_notice_choice")),
    )


def _notice_delivery() -> None:
    op.create_table(
        "notice_delivery",
        sa.Column("delivery_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=15), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=19), nullable=False),
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["notice_event.event_id"], name=op.f("fk_notice_delivery_event_id_notice_event")),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_notice_delivery_member_id_member")),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_notice_delivery")),
        sqlite_autoincrement=True,
    )


def _notice_delivery_again() -> None:
    with op.batch_alter_table("notice_delivery", schema=None) as batch_op:
        batch_op.create_index("ix_notice_delivery_state_due_at", ["state", "due_at"], unique=False)


def _notice_message() -> None:
    op.create_table(
        "notice_message",
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["notice_event.event_id"], name=op.f("fk_notice_message_event_id_notice_event")),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_notice_message_member_id_member")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_notice_message")),
        sqlite_autoincrement=True,
    )


def _notice_message_again() -> None:
    with op.batch_alter_table("notice_message", schema=None) as batch_op:
        batch_op.create_index("ix_notice_message_event_id", ["event_id", "member_id"], unique=True)
        batch_op.create_index("ix_notice_message_member_id", ["member_id", "message_id"], unique=False)
        batch_op.create_index("ix_notice_message_read_at", ["member_id", "read_at"], unique=False)


def _notice_recipient() -> None:
    op.create_table(
        "notice_recipient",
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["notice_subscription.subscription_id"],
            name=op.f("fk_notice_recipient_subscription_id_notice_subscription"),
        ),
        sa.PrimaryKeyConstraint("subscription_id", "recipient", name=op.f("pk_notice_recipient")),
    )
