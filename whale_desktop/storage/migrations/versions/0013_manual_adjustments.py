"""Manual adjustments."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _adjustment()
    _adjustment_again()
    _adjustment_counter()


def _adjustment() -> None:
    op.create_table(
        "adjustment",
        sa.Column("adjustment_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("account_no", sa.String(length=20), nullable=False),
        sa.Column("direction", sa.String(length=14), nullable=False),
        sa.Column("biz_code", sa.String(length=12), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("client_visible", sa.Boolean(), nullable=False),
        sa.Column("notify", sa.Boolean(), nullable=False),
        sa.Column("ledger_date", sa.String(length=10), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("inner_remark", sa.String(length=200), nullable=False),
        sa.Column("company_card", sa.String(length=40), nullable=False),
        sa.Column("member_card", sa.String(length=40), nullable=False),
        sa.Column("third_flag", sa.Boolean(), nullable=False),
        sa.Column("cheque_flag", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("result_code", sa.String(length=60), nullable=False),
        sa.Column("result_params", sa.Text(), nullable=False),
        sa.Column("request_id", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("ticket_no", sa.String(length=20), nullable=False),
        sa.Column("journal_no", sa.BigInteger(), nullable=True),
        sa.Column("reversal_no", sa.BigInteger(), nullable=True),
        sa.Column("revocation", sa.String(length=30), nullable=True),
        sa.Column("revoke_reason", sa.String(length=200), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=False),
        sa.Column("creator", sa.String(length=120), nullable=False),
        sa.Column("approver", sa.String(length=120), nullable=False),
        sa.Column("approve_remark", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("finish_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("adjustment_no", name=op.f("pk_adjustment")),
        sqlite_autoincrement=True,
    )


def _adjustment_again() -> None:
    with op.batch_alter_table("adjustment", schema=None) as batch_op:
        batch_op.create_index("ix_adjustment_account_no", ["account_no", "created_at"], unique=False)
        batch_op.create_index("ix_adjustment_created_at", ["created_at", "adjustment_no"], unique=False)
        batch_op.create_index("ix_adjustment_request_id", ["request_id"], unique=False)
        batch_op.create_index("ix_adjustment_status", ["status", "created_at"], unique=False)


def _adjustment_counter() -> None:
    op.create_table(
        "adjustment_counter",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_adjustment_counter")),
    )
