"""Second factor."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _recovery_code()
    _recovery_code_again()
    _second_factor()
    _second_factor_begun()


def _recovery_code() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("code_no", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_recovery_code_member_id_member")),
        sa.PrimaryKeyConstraint("code_no", name=op.f("pk_recovery_code")),
        sqlite_autoincrement=True,
    )


def _recovery_code_again() -> None:
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index("ix_recovery_code_member_id", ["member_id"], unique=False)


def _second_factor() -> None:
    op.create_table(
        "second_factor",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_second_factor_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_second_factor")),
    )


def _second_factor_begun() -> None:
    op.create_table(
        "second_factor_begun",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("recovery_codes", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_second_factor_begun_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_second_factor_begun")),
    )
