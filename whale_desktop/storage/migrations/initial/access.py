"""Members, their roles, sessions and preferences."""

import sqlalchemy as sa
from alembic import op


def make() -> None:
    """The tables, those first that others refer to."""
    _member()
    _role()
    _member_role()
    _role_permission()
    _preference()
    _session()
    _sign_in_lock()


def _member() -> None:
    op.create_table(
        "member",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_zh_hans", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("service", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("password_changed_at", sa.BigInteger(), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.BigInteger(), nullable=True),
        sa.Column("last_sign_in_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_member")),
        sa.UniqueConstraint("email", name=op.f("uq_member_email")),
        sqlite_autoincrement=True,
    )


def _role() -> None:
    op.create_table(
        "role",
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_zh_hans", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("service", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("role", name=op.f("pk_role")),
    )


def _member_role() -> None:
    op.create_table(
        "member_role",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=True),
        sa.Column("valid_to", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_member_role_member_id_member")),
        sa.ForeignKeyConstraint(["role"], ["role.role"], name=op.f("fk_member_role_role_role")),
        sa.PrimaryKeyConstraint("member_id", "role", name=op.f("pk_member_role")),
    )


def _role_permission() -> None:
    op.create_table(
        "role_permission",
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["role"], ["role.role"], name=op.f("fk_role_permission_role_role")),
        sa.PrimaryKeyConstraint("role", "code", name=op.f("pk_role_permission")),
    )


def _preference() -> None:
    op.create_table(
        "preference",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_preference_member_id_member")),
        sa.PrimaryKeyConstraint("member_id", "key", name=op.f("pk_preference")),
    )


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("workstation", sa.String(length=120), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger(), nullable=False),
        sa.Column("password_at", sa.BigInteger(), nullable=False),
        sa.Column("locked_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_session_member_id_member")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index("ix_session_member_id", "session", ["member_id"], unique=False)


def _sign_in_lock() -> None:
    op.create_table(
        "sign_in_lock",
        sa.Column("lock_no", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("locked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_sign_in_lock_member_id_member")),
        sa.PrimaryKeyConstraint("lock_no", name=op.f("pk_sign_in_lock")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sign_in_lock_member_id", "sign_in_lock", ["member_id"], unique=False)
