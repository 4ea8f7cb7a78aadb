"""One database: opening, reading in a snapshot, writing in one transaction, and faults of the outside world as coded errors.

Must not know any table but the schema version's.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import StatementError
from sqlalchemy.pool import QueuePool

from whale_desktop.kernel.errors import CodedError, Unavailable
from whale_desktop.storage import schema

BUSY_TIMEOUT_MILLISECONDS = 5000


class Database:
    """A database and its engine. Safe to share between threads; each `read` and `write` has a connection of its own."""

    def __init__(self, engine: Engine, *, path: Path | None = None) -> None:
        self.engine = engine
        self.path = path

    @classmethod
    def open(cls, path: Path, *, busy_timeout: int = BUSY_TIMEOUT_MILLISECONDS) -> "Database":
        """Open a SQLite file of ours. A backup is made before an older schema is upgraded.

        Raises `Unavailable`: `storage.missing`, `storage.damaged`, `storage.newer`, `storage.locked`, `storage.full`.
        """
        if not path.is_file():
            raise Unavailable("storage.missing", {"path": str(path)})
        database = cls(_sqlite_engine(path, busy_timeout), path=path)
        try:
            with database._faults():
                _recognise(path, busy_timeout)
            with database.write() as connection:
                found = schema.version_of(connection)
            if found != schema.HEAD:
                schema.upgrade(database.engine, path, found)
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def create(cls, path: Path) -> "Database":
        """Make a new SQLite file with the present schema; raises `Unavailable` when it exists or cannot be written."""
        if path.exists():
            raise Unavailable("storage.exists", {"path": str(path)})
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable("storage.missing", {"path": str(path)}) from error
        database = cls(_sqlite_engine(path, BUSY_TIMEOUT_MILLISECONDS), path=path)
        with database.write() as connection:
            schema.create_all(connection)
        return database

    @classmethod
    def bare(cls, path: Path) -> "Database":
        """A SQLite file as it is, without a look at its version: for migrations and their tests."""
        return cls(_sqlite_engine(path, BUSY_TIMEOUT_MILLISECONDS), path=path)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the database from first to last statement; it cannot write."""
        with self._faults(), self.engine.connect() as connection:
            connection.execution_options(whale_reading=True)
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection with the write lock taken at once; commits at the end, rolls back on any exception."""
        with self._faults(), self.engine.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (StatementError, sqlite3.DatabaseError) as error:
            original = error.orig if isinstance(error, StatementError) else error
            if isinstance(original, CodedError):  # a column type refused a value while the statement was put together
                raise original from error
            known = self._known(original)
            if known is None:
                raise
            raise known from error

    def _known(self, original: BaseException | None) -> Unavailable | None:
        """The environment's fault behind a database error, None when it looks like ours."""
        reason = str(original).lower()
        path = str(self.path or "")
        if isinstance(original, sqlite3.DatabaseError):
            if "locked" in reason or "busy" in reason:
                return Unavailable("storage.locked")
            if "disk is full" in reason or "disk i/o" in reason:
                return Unavailable("storage.full")
            if "malformed" in reason or "not a database" in reason:
                return Unavailable("storage.damaged", {"backups": str(schema.backup_folder(self.path)) if self.path else ""})
            if "readonly" in reason:
                return Unavailable("storage.read_only", {"path": path})
            if "unable to open" in reason:
                return Unavailable("storage.missing", {"path": path})
        return None


def _recognise(path: Path, busy_timeout: int) -> None:
    """Refuse a file that is not ours before anything can change it: a connection of the engine switches the file to write-ahead logging."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=busy_timeout / 1000)
    try:
        (found,) = connection.execute("PRAGMA application_id").fetchone()
    finally:
        connection.close()
    if found != schema.APPLICATION_ID:
        raise Unavailable("storage.damaged", {"backups": str(schema.backup_folder(path))})


def _sqlite_engine(path: Path, busy_timeout: int) -> Engine:
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
    """Whether a connection is one of `Database.write`."""
    return not connection.get_execution_options().get("whale_reading", False)


def commits_seen(connection: Connection) -> int:
    """How often other connections have committed to this SQLite file, as this connection sees it."""
    return int(connection.execute(text("PRAGMA data_version")).scalar_one())
