"""Tasks: why one failed, size of its file."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _job()


def _job() -> None:
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("error_params", sa.Text(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("size", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.drop_index(batch_op.f("ix_job_member_id"))
        batch_op.create_index("ix_job_member_id", ["member_id", "started_at"], unique=False)
