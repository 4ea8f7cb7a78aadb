"""One database, a SQLite file or a PostgreSQL server: opening, reading in a snapshot, writing in one transaction.

Faults of the outside world come out as coded errors. Must not know any table but the schema version's.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from whale_desktop.kernel.errors import CodedError, Unavailable
from whale_desktop.storage import locks, schema
from whale_desktop.storage.backend import Backend
from whale_desktop.storage.sqlite import BUSY_TIMEOUT_MILLISECONDS, SqliteFile, can_write, commits_seen

__all__ = ["Database", "can_write", "commits_seen"]

R = TypeVar("R")

PAUSES_SECONDS = (0.01, 0.03, 0.1, 0.3)
"""How long a write that collided with others waits before each further try."""


class Database:
    """A database and its engine. Safe to share between threads; each `read` and `write` has a connection of its own."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.engine = backend.engine
        self.path = backend.path
        self.name = backend.name

    @classmethod
    def open(cls, where: Path | URL, *, busy_timeout: int = BUSY_TIMEOUT_MILLISECONDS, pool_size: int = 0) -> "Database":
        """Open a database of ours.

        A file of an older version is brought up to date after a backup; a server's is refused (`whale-desktop migrate` is a step of its
        own there). Raises `Unavailable`: `storage.missing`, `storage.damaged`, `storage.newer`, `storage.older`, `storage.locked`,
        `storage.full`, `storage.unreachable`, `storage.refused`, `storage.collation`, `storage.server_too_old`.
        """
        if isinstance(where, URL):
            return cls._open_server(where, pool_size)
        if not where.is_file():
            raise Unavailable("storage.missing", {"path": str(where)})
        backend = SqliteFile(where, busy_timeout=busy_timeout)
        database = cls(backend)
        try:
            with database._faults():
                backend.recognise()
            with database.write() as connection:
                found = schema.version_of(connection)
            if found != schema.HEAD:
                schema.upgrade(database.engine, where, found)
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def _open_server(cls, url: URL, pool_size: int) -> "Database":
        database = cls.server(url, pool_size=pool_size)
        try:
            with database.read() as connection:
                found = schema.version_of(connection)
            if found != schema.HEAD:
                raise Unavailable("storage.older", {"found": found, "needed": schema.HEAD})
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def create(cls, where: Path | URL) -> "Database":
        """Make the present schema: in a new SQLite file, or in an empty database of a server.

        Raises `Unavailable` when it exists already or cannot be written.
        """
        if isinstance(where, URL):
            database = cls.server(where)
        else:
            if where.exists():
                raise Unavailable("storage.exists", {"path": str(where)})
            try:
                where.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise Unavailable("storage.missing", {"path": str(where)}) from error
            database = cls(SqliteFile(where))
        try:
            with database.write() as connection:
                locks.take(connection, (schema.UPGRADE,))
                if not schema.is_empty(connection):
                    raise Unavailable("storage.exists", {"path": database.name})
                schema.create_all(connection)
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def bare(cls, where: Path | URL) -> "Database":
        """A database as it is, without a look at its version: for migrations and their tests."""
        return cls.server(where) if isinstance(where, URL) else cls(SqliteFile(where))

    @classmethod
    def server(cls, url: URL, *, pool_size: int = 0) -> "Database":
        """A PostgreSQL database as it is, once it is sure that it sorts and compares as we need."""
        from whale_desktop.storage.postgresql import POOL_SIZE, PostgresqlServer

        backend = PostgresqlServer(url, pool_size=pool_size or POOL_SIZE)
        database = cls(backend)
        try:
            with database.read() as connection:
                backend.recognise(connection)
        except BaseException:
            database.close()
            raise
        return database

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the database from first to last statement; it cannot write."""
        with self._faults(), self.engine.connect() as connection:
            connection.execution_options(**self._backend.reading)
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection that may write; commits at the end, rolls back on any exception. On SQLite it has the file to itself at once."""
        with self._faults(), self.engine.connect() as connection, connection.begin():
            yield connection

    def repeat(self, run: Callable[[], R]) -> R:
        """Run a whole unit of work, again from its beginning while others are in its way. It must do no harm when it is run twice."""
        for pause in PAUSES_SECONDS:
            try:
                return run()
            except (Unavailable, SQLAlchemyError) as error:
                if not self._backend.passes(_original(error)):
                    raise
                time.sleep(pause)
        return run()

    def upgrade(self) -> str:
        """Bring a server's database up to date; one of several programs does it, the others wait. Returns the version found."""
        with self.read() as connection:
            found = schema.version_of(connection)
        if found != schema.HEAD:
            schema.upgrade(self.engine, self.path, found)
        return found

    @contextmanager
    def listening(self, channel: str) -> Iterator[Callable[[float], bool]]:
        """A function that waits so many seconds for a notice on a server's channel, and says whether one came.

        Raises `Unavailable` when the connection is lost. A file has no channels.
        """
        from whale_desktop.storage.postgresql import listening

        with self._faults(), listening(self.engine.url, channel) as notified:
            yield notified

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except PoolExhausted as error:
            raise Unavailable("storage.locked") from error
        except Exception as error:
            if not isinstance(error, (StatementError, *self._backend.faults)):
                raise
            original = _original(error)
            if isinstance(original, CodedError):  # a column type refused a value while the statement was put together
                raise original from error
            known = self._backend.known(original)
            if known is None:
                raise
            raise known from error


def _original(error: BaseException) -> BaseException | None:
    """What the driver said, behind our own error or SQLAlchemy's."""
    if isinstance(error, Unavailable):
        return None if error.__cause__ is None else _original(error.__cause__)
    return error.orig if isinstance(error, StatementError) else error
