"""Files of work orders."""

import sqlalchemy as sa
from alembic import op

from whale_desktop.storage.metadata import trigger_statements

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _work_order_attachment()
    _work_order_attachment_again()
    _append_only()


def _work_order_attachment() -> None:
    op.create_table(
        "work_order_attachment",
        sa.Column("attachment_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("work_order_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_work_order_attachment_member_id_member")),
        sa.ForeignKeyConstraint(
            ["work_order_no"], ["work_order.work_order_no"], name=op.f("fk_work_order_attachment_work_order_no_work_order")
        ),
        sa.PrimaryKeyConstraint("attachment_no", name=op.f("pk_work_order_attachment")),
        sqlite_autoincrement=True,
    )


def _work_order_attachment_again() -> None:
    with op.batch_alter_table("work_order_attachment", schema=None) as batch_op:
        batch_op.create_index("ix_work_order_attachment_work_order_no", ["work_order_no"], unique=False)


def _append_only() -> None:
    dialect = op.get_bind().dialect.name
    for table in ("work_order_attachment",):
        for statement in trigger_statements(table, dialect):
            op.execute(statement)
