"""Moving a local database to a server, in one transaction: the schema, every row by COPY, the counters, and the proof that both are equal.

It knows tables only from the metadata, so whatever feature has tables is moved with them; the features must be loaded.
"""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Table, select, text, type_coerce
from sqlalchemy.engine import URL
from sqlalchemy.types import TypeDecorator

from whale_desktop.kernel.errors import Unavailable
from whale_desktop.storage import locks, schema
from whale_desktop.storage.bulk import copy_rows
from whale_desktop.storage.database import Database
from whale_desktop.storage.metadata import metadata

BATCH = 5000

Progress = Callable[[str, int], None]
"""Called with a table's name and the number of its rows when the table is moved."""


class Unequal(Exception):
    """The copy differs from the original; nothing was kept."""


def transfer(
    source: Path, target: URL, *, without: frozenset[str] = frozenset(), told: Progress | None = None
) -> Mapping[str, int]:
    """Copy the file `source` into the empty server database `target`; rows by table. The file is not changed.

    without: tables that start empty. Raises `Unavailable` as `Database.open` and `Database.create` do, `Unequal` when the proof fails.
    """
    origin = Database.open(source)
    try:
        server = Database.server(target, pool_size=1)
        try:
            with origin.read() as reading, server.write() as writing:
                writing.exec_driver_sql("SET LOCAL statement_timeout = 0")
                locks.take(writing, (schema.UPGRADE,))
                if not schema.is_empty(writing):
                    raise Unavailable("storage.exists", {"path": server.name})
                schema.create_all(writing)
                moved: dict[str, int] = {}
                for table in metadata.sorted_tables:
                    moved[table.name] = 0 if table.name in without else _copy(reading, writing, table)
                    if told is not None:
                        told(table.name, moved[table.name])
                _prove_equal(reading, writing, without)
                _set_counters(writing)
            return moved
        finally:
            server.close()
    finally:
        origin.close()


def _plain(column: Column[Any]) -> Any:
    """The column as its database stores it; truth values alone differ between the two and stay truth values."""
    stored = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return type_coerce(column, stored)


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    """Every row as plain values, in the order of the key."""
    statement = select(*(_plain(column) for column in table.c)).order_by(*table.primary_key.columns)
    with connection.execute(statement, execution_options={"yield_per": BATCH}) as result:
        for row in result:
            yield tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def _copy(reading: Connection, writing: Connection, table: Table) -> int:
    return copy_rows(writing, table.name, [column.name for column in table.c], _rows(reading, table))


def _prove_equal(reading: Connection, writing: Connection, without: frozenset[str]) -> None:
    for table in metadata.sorted_tables:
        if table.name not in without and _digest(reading, table) != _digest(writing, table):
            raise Unequal(table.name)


def _digest(connection: Connection, table: Table) -> tuple[int, bytes]:
    """How many rows a table has, and a hash of all their values."""
    count, digest = 0, sha256()
    for row in _rows(connection, table):
        digest.update(repr(row).encode())
        count += 1
    return count, digest.digest()


def _set_counters(writing: Connection) -> None:
    """Let every running number go on after the highest one that was copied."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        sequence = writing.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
        ).scalar()
        if sequence is not None:
            newest = f'(SELECT coalesce(max("{column.name}"), 0) FROM "{table.name}")'
            writing.exec_driver_sql(f"SELECT setval('{sequence}', greatest({newest}, 1), {newest} > 0)")
