"""What servers need: places in the change log, attempts of jobs, the schedule, and on PostgreSQL the job queue."""

import sqlalchemy as sa
from alembic import op

from whale_desktop.storage import queue

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _schedule()
    _change_log()
    _job()
    queue.bring(op.get_bind())
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE blob ALTER COLUMN data SET STORAGE EXTERNAL")


def _schedule() -> None:
    op.create_table(
        "schedule",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("message", sa.String(length=80), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("last_run", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_schedule")),
    )


def _change_log() -> None:
    with op.batch_alter_table("change_log", schema=None) as batch_op:
        batch_op.add_column(sa.Column("transaction_id", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.create_index("ix_change_log_transaction_id", ["transaction_id"], unique=False)


def _job() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attempt", sa.Integer(), server_default="0", nullable=False))
