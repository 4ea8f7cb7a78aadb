"""What a database file holds after something happened to it."""

import sqlite3
from pathlib import Path
from typing import Any

from whale_desktop.bus.sealing import verify
from whale_desktop.features.ledger.queries import prove
from whale_desktop.storage import Database

UNCERTAIN = {"change_log": ("origin",), "blob": ("id",), "reference_rate": ("saved_by",)}
"""Columns that hold random ids."""


def everything(path: Path) -> dict[str, list[Any]]:
    """Every row of every table, without what is random by nature."""
    connection = sqlite3.connect(path)
    try:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        names.remove("audit_seal")  # it is written behind the commit: a later opening seals what is left
        found = {}
        for name in names:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            kept = [column for column in columns if column not in UNCERTAIN.get(name, ())]
            rows = connection.execute(f"SELECT {', '.join(kept)} FROM {name}").fetchall()
            found[name] = sorted(rows, key=repr)
        return found
    finally:
        connection.close()


def is_sound(path: Path) -> bool:
    """Whether the file opens, its pages are whole, the books are proved, and the audit trail holds as far as it is sealed."""
    database = Database.open(path)
    try:
        with database.read() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            return prove(connection) == [] and verify(connection).broken is None
    finally:
        database.close()
