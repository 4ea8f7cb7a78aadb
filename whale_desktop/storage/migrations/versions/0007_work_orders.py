"""Work orders."""

import sqlalchemy as sa
from alembic import op

from whale_desktop.storage.metadata import trigger_statements

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _approval_flow()
    _pending_order()
    _pending_order_again()
    _work_order()
    _work_order_again()
    _work_order_approver()
    _work_order_approver_again()
    _work_order_copy()
    _work_order_copy_again()
    _work_order_decision()
    _work_order_decision_again()
    _work_order_event()
    _work_order_event_again()
    _append_only()


def _approval_flow() -> None:
    op.create_table(
        "approval_flow",
        sa.Column("flow_key", sa.String(length=80), nullable=False),
        sa.Column("mode", sa.String(length=14), nullable=False),
        sa.Column("routes", sa.Text(), nullable=False),
        sa.Column("expire_hours", sa.Integer(), nullable=False),
        sa.Column("expire_at_day_cut", sa.Boolean(), nullable=False),
        sa.Column("require_comment", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("flow_key", name=op.f("pk_approval_flow")),
    )


def _pending_order() -> None:
    op.create_table(
        "pending_order",
        sa.Column("target_type", sa.String(length=80), nullable=False),
        sa.Column("target_key", sa.String(length=200), nullable=False),
        sa.Column("work_order_no", sa.String(length=20), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("target_type", "target_key", name=op.f("pk_pending_order")),
    )


def _pending_order_again() -> None:
    with op.batch_alter_table("pending_order", schema=None) as batch_op:
        batch_op.create_index("ix_pending_order_work_order_no", ["work_order_no"], unique=False)


def _work_order() -> None:
    op.create_table(
        "work_order",
        sa.Column("work_order_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("flow_key", sa.String(length=80), nullable=False),
        sa.Column("category", sa.String(length=18), nullable=False),
        sa.Column("action", sa.String(length=15), nullable=False),
        sa.Column("held", sa.Text(), nullable=False),
        sa.Column("program_version", sa.String(length=20), nullable=False),
        sa.Column("target_type", sa.String(length=80), nullable=False),
        sa.Column("target_no", sa.String(length=200), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=False),
        sa.Column("maker_name", sa.String(length=60), nullable=False),
        sa.Column("maker_service", sa.Boolean(), nullable=False),
        sa.Column("maker_remark", sa.String(length=500), nullable=False),
        sa.Column("workstation", sa.String(length=120), nullable=False),
        sa.Column("approval_status", sa.String(length=20), nullable=False),
        sa.Column("execution_status", sa.String(length=15), nullable=False),
        sa.Column("close_reason", sa.String(length=24), nullable=True),
        sa.Column("is_abnormal", sa.Boolean(), nullable=False),
        sa.Column("result_code", sa.String(length=60), nullable=False),
        sa.Column("result_params", sa.Text(), nullable=False),
        sa.Column("current_level", sa.Integer(), nullable=False),
        sa.Column("levels", sa.Text(), nullable=False),
        sa.Column("level_count", sa.Integer(), nullable=False),
        sa.Column("require_comment", sa.Boolean(), nullable=False),
        sa.Column("flow_version", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("base_amount", sa.BigInteger(), nullable=True),
        sa.Column("base_currency", sa.String(length=3), nullable=False),
        sa.Column("rate", sa.BigInteger(), nullable=True),
        sa.Column("command_id", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=False),
        sa.Column("submitted_on", sa.String(length=10), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("expires_at_day_cut", sa.Boolean(), nullable=False),
        sa.Column("warned", sa.Boolean(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["maker_id"], ["member.member_id"], name=op.f("fk_work_order_maker_id_member")),
        sa.PrimaryKeyConstraint("work_order_no", name=op.f("pk_work_order")),
        sqlite_autoincrement=True,
    )


def _work_order_again() -> None:
    with op.batch_alter_table("work_order", schema=None) as batch_op:
        batch_op.create_index("ix_work_order_approval_status", ["approval_status"], unique=False)
        batch_op.create_index("ix_work_order_maker_id", ["maker_id", "submitted_at"], unique=False)
        batch_op.create_index("ix_work_order_submitted_at", ["submitted_at", "work_order_no"], unique=False)
        batch_op.create_index("ix_work_order_target_no", ["target_no"], unique=False)


def _work_order_approver() -> None:
    op.create_table(
        "work_order_approver",
        sa.Column("approver_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("work_order_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=True),
        sa.Column("stands_for", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["work_order_no"], ["work_order.work_order_no"], name=op.f("fk_work_order_approver_work_order_no_work_order")
        ),
        sa.PrimaryKeyConstraint("approver_no", name=op.f("pk_work_order_approver")),
        sqlite_autoincrement=True,
    )


def _work_order_approver_again() -> None:
    with op.batch_alter_table("work_order_approver", schema=None) as batch_op:
        batch_op.create_index("ix_work_order_approver_ref", ["ref", "kind", "open"], unique=False)
        batch_op.create_index("ix_work_order_approver_work_order_no", ["work_order_no"], unique=False)


def _work_order_copy() -> None:
    op.create_table(
        "work_order_copy",
        sa.Column("work_order_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_work_order_copy_member_id_member")),
        sa.ForeignKeyConstraint(
            ["work_order_no"], ["work_order.work_order_no"], name=op.f("fk_work_order_copy_work_order_no_work_order")
        ),
        sa.PrimaryKeyConstraint("work_order_no", "member_id", name=op.f("pk_work_order_copy")),
    )


def _work_order_copy_again() -> None:
    with op.batch_alter_table("work_order_copy", schema=None) as batch_op:
        batch_op.create_index("ix_work_order_copy_member_id", ["member_id", "at"], unique=False)


def _work_order_decision() -> None:
    op.create_table(
        "work_order_decision",
        sa.Column("decision_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("work_order_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level_no", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=21), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.member_id"], name=op.f("fk_work_order_decision_member_id_member")),
        sa.ForeignKeyConstraint(
            ["work_order_no"], ["work_order.work_order_no"], name=op.f("fk_work_order_decision_work_order_no_work_order")
        ),
        sa.PrimaryKeyConstraint("decision_no", name=op.f("pk_work_order_decision")),
        sqlite_autoincrement=True,
    )


def _work_order_decision_again() -> None:
    with op.batch_alter_table("work_order_decision", schema=None) as batch_op:
        batch_op.create_index("ix_work_order_decision_member_id", ["member_id", "at"], unique=False)
        batch_op.create_index("ix_work_order_decision_work_order_no", ["work_order_no"], unique=False)


def _work_order_event() -> None:
    op.create_table(
        "work_order_event",
        sa.Column("event_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("work_order_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(length=21), nullable=False),
        sa.Column("level_no", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("member_name", sa.String(length=60), nullable=False),
        sa.Column("other", sa.String(length=60), nullable=False),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_order_no"], ["work_order.work_order_no"], name=op.f("fk_work_order_event_work_order_no_work_order")
        ),
        sa.PrimaryKeyConstraint("event_no", name=op.f("pk_work_order_event")),
        sqlite_autoincrement=True,
    )


def _work_order_event_again() -> None:
    with op.batch_alter_table("work_order_event", schema=None) as batch_op:
        batch_op.create_index("ix_work_order_event_work_order_no", ["work_order_no"], unique=False)


def _append_only() -> None:
    dialect = op.get_bind().dialect.name
    for table in ("work_order_event",):
        for statement in trigger_statements(table, dialect):
            op.execute(statement)
