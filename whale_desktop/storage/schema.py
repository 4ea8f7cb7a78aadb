"""The version of the schema: making it, recognising it, bringing an older one up to date, a file after a backup.

Alembic is loaded only when there is something to upgrade.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, PrimaryKeyConstraint, String, Table, inspect, text

from whale_desktop.kernel.errors import Unavailable
from whale_desktop.storage import locks, queue
from whale_desktop.storage.metadata import metadata

HEAD = "0017"
"""The newest migration; numbered, so that newer and older can be told apart without loading any."""

APPLICATION_ID = 0x5748414C
"""Marks a SQLite file as ours (the letters WHAL)."""

_VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table, as Alembic makes it."""

UPGRADE = locks.Lock("schema upgrade")
"""Held by the one program that makes or changes a server's schema."""

MIGRATIONS = Path(__file__).parent / "migrations"


def create_all(connection: Connection) -> None:
    """All tables of all loaded features at the present version, with their triggers."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    metadata.create_all(connection)
    queue.bring(connection)
    _VERSION.create(connection)
    connection.execute(_VERSION.insert().values(version_num=HEAD))


def is_empty(connection: Connection) -> bool:
    """Whether a database has no table yet."""
    return not inspect(connection).get_table_names()


def version_of(connection: Connection) -> str:
    """The schema version of a database.

    Raises `Unavailable`: `storage.damaged` or, on a server, `storage.not_ours` when it is none of ours; `storage.newer`.
    """
    if not inspect(connection).has_table("alembic_version"):
        if connection.dialect.name == "sqlite":
            raise Unavailable("storage.damaged", {"backups": ""})
        raise Unavailable("storage.not_ours", {"path": connection.engine.url.database or ""})
    found = str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    if not found.isdigit() or int(found) > int(HEAD):
        raise Unavailable("storage.newer", {"found": found})
    return found


def _is_current(connection: Connection) -> bool:
    return inspect(connection).has_table(_VERSION.name) and version_of(connection) == HEAD


def backup_folder(path: Path) -> Path:
    """Where the backups of a database file are kept."""
    return path.parent / f"{path.name}.backups"


def back_up(path: Path, label: str) -> Path:
    """A complete copy of a SQLite file, made while it may be in use; returns where it is."""
    folder = backup_folder(path)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{path.stem}-{label}{path.suffix}"
    target.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()
    return target


def upgrade(engine: Engine, path: Path | None, found: str, *, to: str = "head") -> None:
    """Bring a database from version `found` to `to`, in one transaction, a file after a backup.

    A step may rebuild tables that others refer to, so references are checked once at the end instead of at every statement.
    """
    from alembic import command
    from alembic.config import Config

    if path is not None:
        back_up(path, f"before-{HEAD}-from-{found}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _references(connection, checked=False)
        try:
            with connection.begin():
                if not sqlite:
                    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
                    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
                    locks.take(connection, (UPGRADE,))
                    if to == "head" and _is_current(connection):
                        return  # another program did it while this one waited
                config.attributes["connection"] = connection
                command.upgrade(config, to)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all() if sqlite else []
                assert not broken, f"the migration left rows that refer to nothing: {broken[:5]}"
        finally:
            if sqlite:
                _references(connection, checked=True)


def _references(connection: Connection, *, checked: bool) -> None:
    """Whether SQLite checks references; it can be changed outside a transaction only, so it goes past SQLAlchemy."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA foreign_keys = {'ON' if checked else 'OFF'}")
