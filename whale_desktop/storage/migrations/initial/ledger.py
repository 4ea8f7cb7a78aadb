"""Clients and their accounts, business codes, journals with their entries, balances and freezes."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables, those first that others refer to."""
    _client()
    _account()
    _account_permission()
    _business_code()
    _journal()
    _entry()
    _balance()
    _freeze()


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


def _account_permission() -> None:
    op.create_table(
        "account_permission",
        sa.Column("account_no", sa.String(length=20), nullable=False),
        sa.Column("permission_type", sa.String(length=40), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_no"], ["account.account_no"], name=op.f("fk_account_permission_account_no_account")),
        sa.PrimaryKeyConstraint("account_no", "permission_type", name=op.f("pk_account_permission")),
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
