"""Who carried an audited command out, from where, by which work order."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _audit_log()


def _audit_log() -> None:
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.add_column(sa.Column("action", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("address", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("work_order_no", sa.String(length=20), server_default="", nullable=False))
