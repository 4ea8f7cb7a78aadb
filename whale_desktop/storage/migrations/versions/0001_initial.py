"""Initial: the tables of the first version, which stand in `storage/migrations/initial`."""

from alembic import op

from whale_desktop.storage.metadata import trigger_statements
from whale_desktop.storage.migrations.initial import access, exchange_desk, exchange_orders, ledger, platform, reference

revision = "0001"
down_revision = None

APPEND_ONLY = ("audit_log", "reference_rate_version", "journal", "entry", "fx_pool_change", "fx_pool_alert", "fx_source_row")


def upgrade() -> None:
    """To this version; nobody goes back, a backup does."""
    for part in (platform, access, reference, ledger, exchange_desk, exchange_orders):
        part.make()
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in trigger_statements(table, dialect):
            op.execute(statement)
