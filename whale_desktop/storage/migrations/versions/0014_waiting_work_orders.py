"""Waiting work orders are found and counted by their indexes."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _work_order()
    _work_order_approver()


def _work_order() -> None:
    with op.batch_alter_table("work_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_order_approval_status"))
        batch_op.create_index("ix_work_order_expires_at", ["approval_status", "expires_at"], unique=False)
        batch_op.create_index(
            "ix_work_order_waiting", ["approval_status", "is_abnormal", "submitted_at", "work_order_no"], unique=False
        )


def _work_order_approver() -> None:
    with op.batch_alter_table("work_order_approver", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_order_approver_ref"))
        batch_op.create_index("ix_work_order_approver_asked", ["ref", "kind", "open", "work_order_no"], unique=False)
