"""Permission requests."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _permission_application()
    _permission_application_again()


def _permission_application() -> None:
    op.create_table(
        "permission_application",
        sa.Column("application_no", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("policies", sa.Text(), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("period", sa.String(length=17), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.Column("valid_to", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=15), nullable=False),
        sa.Column("work_order_no", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_permission_application_member_id_member")),
        sa.PrimaryKeyConstraint("application_no", name=op.f("pk_permission_application")),
        sqlite_autoincrement=True,
    )


def _permission_application_again() -> None:
    with op.batch_alter_table("permission_application", schema=None) as batch_op:
        batch_op.create_index("ix_permission_application_member_id", ["member_id"], unique=False)
