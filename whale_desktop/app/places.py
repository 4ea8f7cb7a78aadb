"""Which database a server, a worker or a transfer is told to use. A password never stands on a command line: `ps` shows it to everybody.

In this order: `--database-file` (a file with the address), `--database` (an address without a password; libpq's passfile has it),
the environment variable `WHALE_DATABASE_URL`.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from whale_desktop.kernel.errors import UserError

VARIABLE = "WHALE_DATABASE_URL"
_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
_SQLITE = b"SQLite format 3\0"


def database_url(*, typed: str = "", file: Path | None = None, environment: Mapping[str, str] | None = None) -> URL:
    """The address of the database.

    Raises `UserError`: `database.missing`, `database.password`, `database.address`, `database.local`, `database.unreadable`,
    `database.open_file`.
    """
    if file is not None:
        return _from_file(file)
    if typed:
        url = _parsed(typed)
        if url.password is not None or "password" in url.query:
            raise UserError("database.password")
        return url
    kept = (os.environ if environment is None else environment).get(VARIABLE, "")
    if not kept:
        raise UserError("database.missing")
    return _parsed(kept)


def _from_file(path: Path) -> URL:
    try:
        with path.open("rb") as stream:
            content = stream.read(4096)
    except OSError as error:
        raise UserError("database.unreadable", {"path": str(path)}) from error
    if content.startswith(_SQLITE):
        raise UserError("database.local", {"path": str(path)})
    url = _parsed(content.decode(errors="replace").strip())
    if url.password is not None and os.name == "posix" and path.stat().st_mode & 0o077:
        raise UserError("database.open_file", {"path": str(path)})
    return url


def _parsed(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UserError("database.address") from None
    if url.drivername not in _SCHEMES or not url.database:
        raise UserError("database.address")
    return url.set(drivername="postgresql")
