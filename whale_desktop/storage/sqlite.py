"""A SQLite file: its engine, its marks, its faults. One writer at a time, so nothing that was written ever has to be done again."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import QueuePool

from whale_desktop.kernel.errors import Unavailable
from whale_desktop.storage import schema

BUSY_TIMEOUT_MILLISECONDS = 5000


class SqliteFile:
    """One file."""

    def __init__(self, path: Path, *, busy_timeout: int = BUSY_TIMEOUT_MILLISECONDS) -> None:
        self.path: Path | None = path
        self.name = str(path)
        self.engine = _engine(path, busy_timeout)
        self.reading: Mapping[str, Any] = {"whale_reading": True}
        self.faults: tuple[type[Exception], ...] = (sqlite3.DatabaseError,)
        self._file = path
        self._busy_timeout = busy_timeout

    def known(self, original: BaseException | None) -> Unavailable | None:
        """See `Backend`."""
        if not isinstance(original, sqlite3.DatabaseError):
            return None
        reason = str(original).lower()
        if "locked" in reason or "busy" in reason:
            return Unavailable("storage.locked")
        if "disk is full" in reason or "disk i/o" in reason:
            return Unavailable("storage.full")
        if "malformed" in reason or "not a database" in reason:
            return Unavailable("storage.damaged", {"backups": str(schema.backup_folder(self._file))})
        if "readonly" in reason:
            return Unavailable("storage.read_only", {"path": self.name})
        if "unable to open" in reason:
            return Unavailable("storage.missing", {"path": self.name})
        return None

    def passes(self, original: BaseException | None) -> bool:
        """Whoever waits for a file waits inside the driver, so there is nothing to try again."""
        return False

    def recognise(self) -> None:
        """Refuse a file that is not ours before anything can change it: the engine would switch it to write-ahead logging."""
        address = f"{self._file.absolute().as_uri()}?mode=ro"
        connection = sqlite3.connect(address, uri=True, timeout=self._busy_timeout / 1000)
        try:
            (found,) = connection.execute("PRAGMA application_id").fetchone()
        finally:
            connection.close()
        if found != schema.APPLICATION_ID:
            raise Unavailable("storage.damaged", {"backups": str(schema.backup_folder(self._file))})


def _engine(path: Path, busy_timeout: int) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=QueuePool,
        hide_parameters=True,
        pool_size=8,
        max_overflow=8,
        connect_args={"check_same_thread": False, "timeout": busy_timeout / 1000, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA busy_timeout = {busy_timeout}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = can_write(connection)
        if connection.info.get("whale_writing") is not writing:
            connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writing else 'ON'}")
            connection.info["whale_writing"] = writing
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def can_write(connection: Connection) -> bool:
    """Whether a connection is one of `Database.write`, on either kind of database."""
    return not connection.get_execution_options().get("whale_reading", False)


def commits_seen(connection: Connection) -> int:
    """How often other connections have committed to this SQLite file, as this connection sees it."""
    return int(connection.execute(text("PRAGMA data_version")).scalar_one())
