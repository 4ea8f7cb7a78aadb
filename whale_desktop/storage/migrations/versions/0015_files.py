"""Records of files."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _document_record()
    _indexes()


def _document_record() -> None:
    op.create_table(
        "document_record",
        sa.Column("record_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("list_key", sa.String(length=120), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=17), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("bad_rows", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("job_no", sa.String(length=40), nullable=False),
        sa.Column("blob", sa.String(length=40), nullable=False),
        sa.Column("work_order_no", sa.String(length=20), nullable=False),
        sa.Column("comment", sa.String(length=255), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("record_no", name=op.f("pk_document_record")),
        sqlite_autoincrement=True,
    )


def _indexes() -> None:
    with op.batch_alter_table("document_record", schema=None) as batch_op:
        batch_op.create_index("ix_document_record_job_no", ["job_no"], unique=False)
        batch_op.create_index("ix_document_record_kind", ["kind", "created_at"], unique=False)
        batch_op.create_index("ix_document_record_member_id", ["member_id", "created_at"], unique=False)
