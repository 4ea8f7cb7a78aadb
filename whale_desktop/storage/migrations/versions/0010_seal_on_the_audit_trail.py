"""Seal on the audit trail."""

import sqlalchemy as sa
from alembic import op

from whale_desktop.storage.metadata import trigger_statements

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    _audit_seal()
    _append_only()
    _export_code()


def _audit_seal() -> None:
    op.create_table(
        "audit_seal",
        sa.Column("seal_no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("row_hash", sa.String(length=64), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seal_no", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("audit_id", name=op.f("uq_audit_seal_audit_id")),
    )


def _append_only() -> None:
    dialect = op.get_bind().dialect.name
    for table in ("audit_seal",):
        for statement in trigger_statements(table, dialect):
            op.execute(statement)


def _export_code() -> None:
    """The export of the trail has the documented code of its own."""
    for table in ("role_permission", "policy_permission", "personal_grant"):
        op.execute(f"UPDATE {table} SET code = 'admin.audit_log_export' WHERE code = 'admin.audit_log_inquiry_export'")
