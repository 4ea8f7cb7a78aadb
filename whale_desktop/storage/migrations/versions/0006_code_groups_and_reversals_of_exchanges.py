"""Code groups and reversals of exchanges."""

import sqlalchemy as sa
from alembic import op

from whale_desktop.storage.metadata import trigger_statements

revision = "0006"
down_revision = "0005"


_GROUPS = (
    ("adjustment", "LCADJCR", "CREDIT", True),
    ("adjustment", "LCADJDR", "DEBIT", True),
    ("adjustment", "CAPAY", "DEBIT", True),
    ("adjustment", "ADJREV", None, False),
    ("cancelled", "CAPAY", "DEBIT", True),
)
_PROFIT_COLUMNS = (
    "forex_id",
    "client_ordid",
    "channel_name",
    "forex_type",
    "currency",
    "debit_currency",
    "channel_rate",
    "channel_amount",
    "user_rate",
    "user_amount",
    "channel_ledger_date",
    "sett_ledger_date",
    "profit_loss",
    "markup_income",
    "rate_pnl",
    "order_offset",
    "created_at",
    "updated_at",
    "operator",
)


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _business_code_group()
    _fx_reversal()
    _fx_client_order()
    _fx_profit_loss()
    _append_only()
    _deliver_codes()


def _business_code_group() -> None:
    op.create_table(
        "business_code_group",
        sa.Column("code_group", sa.String(length=18), nullable=False),
        sa.Column("biz_code", sa.String(length=12), nullable=False),
        sa.Column("direction", sa.String(length=14), nullable=True),
        sa.Column("offered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["biz_code"], ["business_code.biz_code"], name=op.f("fk_business_code_group_biz_code_business_code")
        ),
        sa.PrimaryKeyConstraint("code_group", "biz_code", name=op.f("pk_business_code_group")),
    )


def _fx_reversal() -> None:
    op.create_table(
        "fx_reversal",
        sa.Column("reversal_no", sa.String(length=20), nullable=False),
        sa.Column("forex_id", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=False),
        sa.Column("ledger_date", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("reviewer", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["forex_id"], ["fx_client_order.forex_id"], name=op.f("fk_fx_reversal_forex_id_fx_client_order")),
        sa.PrimaryKeyConstraint("reversal_no", name=op.f("pk_fx_reversal")),
        sa.UniqueConstraint("forex_id", name=op.f("uq_fx_reversal_forex_id")),
    )


def _fx_client_order() -> None:
    with op.batch_alter_table("fx_client_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reversal_no", sa.String(length=20), server_default="", nullable=False))


def _fx_profit_loss() -> None:
    """An order may have two rows now, the deal's and its reversal's, so the rows get numbers of their own."""
    op.execute("CREATE TABLE fx_profit_loss_kept AS SELECT * FROM fx_profit_loss")
    op.drop_table("fx_profit_loss")
    op.create_table(
        "fx_profit_loss",
        sa.Column("profit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("forex_id", sa.String(length=20), nullable=False),
        sa.Column("reversal_no", sa.String(length=20), nullable=False),
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
        sa.PrimaryKeyConstraint("profit_id", name=op.f("pk_fx_profit_loss")),
        sa.UniqueConstraint("forex_id", "reversal_no", name="uq_fx_profit_loss_forex_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_fx_profit_loss_updated_at", "fx_profit_loss", ["updated_at", "profit_id"], unique=False)
    op.create_index("ix_fx_profit_loss_created_at", "fx_profit_loss", ["created_at", "profit_id"], unique=False)
    columns = ", ".join(_PROFIT_COLUMNS)
    op.execute(
        f"INSERT INTO fx_profit_loss (reversal_no, {columns}) "
        f"SELECT '', {columns} FROM fx_profit_loss_kept ORDER BY created_at, forex_id"
    )
    op.drop_table("fx_profit_loss_kept")


def _deliver_codes() -> None:
    """The pay-out code of cancelled accounts and the delivered groups, in a database that has its business codes already."""
    op.execute(
        "INSERT INTO business_code (biz_code, position, name_zh_hant, name_zh_hans, name_en, client_visible, freeze_only) "
        "SELECT 'CAPAY', max(position) + 1, '註銷賬戶付款', '注销账户付款', 'Pay-out from a cancelled account', true, false "
        "FROM business_code HAVING count(*) > 0"
    )
    for group, code, direction, offered in _GROUPS:
        op.execute(
            sa.text(
                "INSERT INTO business_code_group (code_group, biz_code, direction, offered) "
                "SELECT :code_group, biz_code, :direction, :offered FROM business_code WHERE biz_code = :code"
            ).bindparams(sa.bindparam("direction", direction, type_=sa.String()), code_group=group, code=code, offered=offered)
        )


def _append_only() -> None:
    dialect = op.get_bind().dialect.name
    for table in ("fx_reversal",):
        for statement in trigger_statements(table, dialect):
            op.execute(statement)
