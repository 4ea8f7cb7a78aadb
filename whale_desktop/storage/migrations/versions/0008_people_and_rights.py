"""People and rights."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _policy()
    _password_history()
    _password_history_again()
    _personal_grant()
    _personal_grant_again()
    _policy_permission()
    _role_policy()
    _role_policy_again()
    _member()
    _member_role()
    _role()
    _session()


def _policy() -> None:
    op.create_table(
        "policy",
        sa.Column("policy_no", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_zh_hans", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("module", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=15), nullable=False),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=True),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("policy_no", name=op.f("pk_policy")),
        sa.UniqueConstraint("name", name=op.f("uq_policy_name")),
        sqlite_autoincrement=True,
    )


def _password_history() -> None:
    op.create_table(
        "password_history",
        sa.Column("history_no", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_password_history_member_id_member")),
        sa.PrimaryKeyConstraint("history_no", name=op.f("pk_password_history")),
        sqlite_autoincrement=True,
    )


def _password_history_again() -> None:
    with op.batch_alter_table("password_history", schema=None) as batch_op:
        batch_op.create_index("ix_password_history_member_id", ["member_id"], unique=False)


def _personal_grant() -> None:
    op.create_table(
        "personal_grant",
        sa.Column("grant_no", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("policy_no", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=True),
        sa.Column("valid_to", sa.String(length=10), nullable=True),
        sa.Column("source", sa.String(length=19), nullable=False),
        sa.Column("work_order_no", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_personal_grant_member_id_member")),
        sa.ForeignKeyConstraint(["policy_no"], ["policy.policy_no"], name=op.f("fk_personal_grant_policy_no_policy")),
        sa.PrimaryKeyConstraint("grant_no", name=op.f("pk_personal_grant")),
        sqlite_autoincrement=True,
    )


def _personal_grant_again() -> None:
    with op.batch_alter_table("personal_grant", schema=None) as batch_op:
        batch_op.create_index("ix_personal_grant_member_id", ["member_id"], unique=False)
        batch_op.create_index("ix_personal_grant_policy_no", ["policy_no"], unique=False)


def _policy_permission() -> None:
    op.create_table(
        "policy_permission",
        sa.Column("policy_no", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["policy_no"], ["policy.policy_no"], name=op.f("fk_policy_permission_policy_no_policy")),
        sa.PrimaryKeyConstraint("policy_no", "code", name=op.f("pk_policy_permission")),
    )


def _role_policy() -> None:
    op.create_table(
        "role_policy",
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("policy_no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["policy_no"], ["policy.policy_no"], name=op.f("fk_role_policy_policy_no_policy")),
        sa.ForeignKeyConstraint(["role"], ["role.role"], name=op.f("fk_role_policy_role_role")),
        sa.PrimaryKeyConstraint("role", "policy_no", name=op.f("pk_role_policy")),
    )


def _role_policy_again() -> None:
    with op.batch_alter_table("role_policy", schema=None) as batch_op:
        batch_op.create_index("ix_role_policy_policy_no", ["policy_no"], unique=False)


def _member() -> None:
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("member_type", sa.String(length=14), server_default="admin", nullable=False))
        batch_op.add_column(sa.Column("department", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("last_sign_in_address", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))


def _member_role() -> None:
    with op.batch_alter_table("member_role", schema=None) as batch_op:
        batch_op.add_column(sa.Column("created_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("operator", sa.String(length=120), server_default="", nullable=False))
        batch_op.create_index("ix_member_role_role", ["role"], unique=False)


def _role() -> None:
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.add_column(sa.Column("remark", sa.String(length=300), server_default="", nullable=False))
        batch_op.add_column(sa.Column("updated_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("operator", sa.String(length=120), server_default="", nullable=False))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))


def _session() -> None:
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.String(length=60), server_default="", nullable=False))
