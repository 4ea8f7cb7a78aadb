"""A PostgreSQL database: its engine, its limits, its faults by SQLSTATE. psycopg is loaded only when one is opened.

A read sees one state (REPEATABLE READ, READ ONLY). A write runs READ COMMITTED: what may not run beside each other is kept apart by the
locks of `storage.locks` and by `FOR UPDATE`, and what collides all the same is done again by whoever began it (`Backend.passes`).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, ExceptionContext

from whale_desktop.kernel.errors import Unavailable

STATEMENT_TIMEOUT_MILLISECONDS = 60_000
LOCK_TIMEOUT_MILLISECONDS = 10_000
IDLE_TIMEOUT_MILLISECONDS = 120_000
"""A transaction that its program has forgotten ends after this long and lets go of its locks."""
CONNECT_TIMEOUT_SECONDS = 5
POOL_SIZE = 16
POOL_WAIT_SECONDS = 10.0

OLDEST_VERSION = 13
PLAIN_ORDER = ("C", "POSIX", "C.UTF-8", "C.UTF8", "C.utf8")
"""Collations that sort by code point, as SQLite does: lists and their cursors must not depend on where they are kept."""

_CODES: Mapping[str, str] = {
    "55P03": "storage.locked",  # lock_not_available
    "40001": "storage.locked",  # serialization_failure
    "40P01": "storage.locked",  # deadlock_detected
    "25P03": "storage.locked",  # idle_in_transaction_session_timeout
    "57014": "storage.slow",  # query_canceled, by the statement timeout
    "53100": "storage.full",  # disk_full
    "53200": "storage.unreachable",  # out_of_memory
    "53300": "storage.unreachable",  # too_many_connections
    "57P01": "storage.unreachable",  # admin_shutdown
    "57P02": "storage.unreachable",  # crash_shutdown
    "57P03": "storage.unreachable",  # cannot_connect_now
    "25006": "storage.read_only",  # read_only_sql_transaction
    "28000": "storage.refused",  # invalid_authorization_specification
    "28P01": "storage.refused",  # invalid_password
    "42501": "storage.refused",  # insufficient_privilege
    "3D000": "storage.missing",  # invalid_catalog_name
}
_PASSING = frozenset({"40001", "40P01", "25P03", "57P01", "57P02", "57P03", "23505", "23503"})
"""What a second try may well get past. A key that somebody else has just taken is among them: the handler will see it then and say so."""
_REFUSALS = ("authentication failed", "no password supplied", "no pg_hba.conf entry")
"""What libpq says, without a SQLSTATE, when it was let in by nobody."""


class PostgresqlServer:
    """One database on a server. `url` may carry a password; `name` never does."""

    def __init__(self, url: URL, *, pool_size: int = POOL_SIZE) -> None:
        import psycopg

        self.faults: tuple[type[Exception], ...] = (psycopg.Error,)
        self.path: Path | None = None
        self.url = url.set(drivername="postgresql+psycopg")
        self.name = f"{url.host or 'localhost'}/{url.database or ''}"
        self.reading: Mapping[str, Any] = {
            "whale_reading": True,
            "isolation_level": "REPEATABLE READ",
            "postgresql_readonly": True,
        }
        self.engine = _engine(self.url, pool_size)

    def known(self, original: BaseException | None) -> Unavailable | None:
        """See `Backend`."""
        state = _state(original)
        if state is None:
            return None
        code = _CODES.get(state)
        if code is None and (not state or state.startswith("08")):
            reason = str(original)
            code = "storage.unreachable"
            if any(one in reason for one in _REFUSALS):
                code = "storage.refused"
            elif "does not exist" in reason:
                code = "storage.missing"
        return None if code is None else Unavailable(code, {"path": self.name})

    def passes(self, original: BaseException | None) -> bool:
        """See `Backend`."""
        state = _state(original)
        return state is not None and (not state or state.startswith("08") or state in _PASSING)

    def recognise(self, connection: Connection) -> None:
        """Refuse a server too old, or a database that would sort and compare texts otherwise than a local one."""
        version = connection.execute(text("SHOW server_version_num")).scalar_one()
        if int(version) // 10_000 < OLDEST_VERSION:
            raise Unavailable("storage.server_too_old", {"found": int(version) // 10_000, "oldest": OLDEST_VERSION})
        encoding, collation = connection.execute(
            text("SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()")
        ).one()
        if encoding != "UTF8" or collation not in PLAIN_ORDER:
            raise Unavailable("storage.collation", {"path": self.name, "encoding": encoding, "collation": collation})


def _state(original: BaseException | None) -> str | None:
    """The SQLSTATE of a driver's error; empty when the connection broke before the server could say one; None for other errors."""
    import psycopg

    if not isinstance(original, psycopg.Error):
        return None
    if original.sqlstate:
        return original.sqlstate
    return "" if isinstance(original, psycopg.OperationalError | psycopg.InterfaceError) else None


def _say_no_values(context: ExceptionContext) -> None:
    """What the server says of a failed statement may have a whole row in it, and errors are logged: only what has no value in it stays."""
    import psycopg

    original, told = context.original_exception, context.sqlalchemy_exception
    if isinstance(original, psycopg.Error) and original.sqlstate:
        plain = type(original).__name__ if original.sqlstate.startswith("22") else original.diag.message_primary
        original.args = (plain,)
        if told is not None:
            told.args = (f"({type(original).__name__}) {plain}", *told.args[1:])


def conninfo(url: URL) -> str:
    """The address as libpq reads it, whatever characters a password has. Not for a command line: the password is in it."""
    from psycopg.conninfo import make_conninfo

    named = url.translate_connect_args(username="user", database="dbname")
    more = {name: value if isinstance(value, str) else value[-1] for name, value in url.query.items()}
    return make_conninfo(**{**named, **more})


@contextmanager
def listening(url: URL, channel: str) -> Iterator[Callable[[float], bool]]:
    """See `Database.listening`."""
    import psycopg

    with psycopg.connect(conninfo(url), autocommit=True, connect_timeout=CONNECT_TIMEOUT_SECONDS) as connection:
        connection.execute(f"LISTEN {channel}".encode())
        yield lambda seconds: any(True for _ in connection.notifies(timeout=seconds, stop_after=1))


def _engine(url: URL, pool_size: int) -> Engine:
    limits = {
        "statement_timeout": STATEMENT_TIMEOUT_MILLISECONDS,
        "lock_timeout": LOCK_TIMEOUT_MILLISECONDS,
        "idle_in_transaction_session_timeout": IDLE_TIMEOUT_MILLISECONDS,
        "timezone": "UTC",
    }
    engine = create_engine(
        url,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_WAIT_SECONDS,
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_SECONDS,
            "client_encoding": "utf8",
            "application_name": "whale-desktop",
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
        },
    )
    event.listen(engine, "handle_error", _say_no_values)
    return engine
