"""Much at once into a server's database by COPY: many rows, an order of magnitude quicker than statements, or one that is very large."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from sqlalchemy import Connection


def copy_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Add rows of plain stored values to a table of a server's database; how many. The names are ours, never a person's."""
    names = ", ".join(f'"{name}"' for name in columns)
    driver = connection.connection.driver_connection
    assert driver is not None
    number = 0
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as target:
        for row in rows:
            target.write_row(row)
            number += 1
    return number


_SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = struct.pack("!h", -1)
PIECE = 256 * 1024


def stream_row(
    connection: Connection, table: str, values: Mapping[str, bytes], *, large: str, data: IO[bytes], size: int
) -> None:
    """Add one row with a field too large for memory to a table of a server's database.

    values: the other fields as PostgreSQL's binary format has them. data: `size` bytes for the field `large`.
    """
    names = ", ".join(f'"{name}"' for name in (*values, large))
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN (FORMAT BINARY)') as target:
        target.write(_SIGNATURE + struct.pack("!h", len(values) + 1))
        for value in values.values():
            target.write(struct.pack("!i", len(value)) + value)
        target.write(struct.pack("!i", size))
        while piece := data.read(PIECE):
            target.write(piece)
        target.write(_END)
