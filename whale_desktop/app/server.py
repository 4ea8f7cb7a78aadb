"""Composition roots of a server: the process that answers clients, the upgrade of its database, the move of a local one there. No Qt."""

import ssl
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from whale_desktop import __version__
from whale_desktop.app.services import Services, load_features, open_services
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.kernel import collecting
from whale_desktop.kernel.clock import Clock
from whale_desktop.kernel.errors import CodedError, UserError
from whale_desktop.kernel.texts import catalogue
from whale_desktop.messages import error_text
from whale_desktop.server.application import Application
from whale_desktop.server.core import Served
from whale_desktop.server.serving import serve
from whale_desktop.server.settings import ServerSettings
from whale_desktop.server.worker import Worker, WorkerSettings
from whale_desktop.storage import Database
from whale_desktop.storage.postgresql import conninfo
from whale_desktop.storage.transfer import Unequal, transfer

NOT_MOVED = frozenset({"session"})
"""Tables that start empty on a server: whoever works there signs in there."""


def application_of(services: Services, settings: ServerSettings) -> Application:
    """The application on open services."""
    served = Served(bus=services.bus, signing=services.signing, place=services.place, version=__version__)
    return Application(served, settings)


def settle() -> None:
    """Load everything before the first call comes, and never search it for garbage again: a process of its own, to its end."""
    load_features()
    collecting.keep_what_is_loaded()


def run(url: URL, settings: ServerSettings, clock: Clock) -> None:
    """Serve until a signal comes. Raises `CodedError` for what must be put right first."""
    settings.check()
    if settings.certificate is not None and settings.key is not None:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(settings.certificate, settings.key)
        except OSError as error:
            raise UserError("server.tls_file", {"reason": error.strerror or str(error)}) from error
    services = open_services(url, clock)
    try:
        settle()
        sys.stderr.write(f"Whale Desktop {__version__} serves {services.database.name} at {settings.address}\n")
        serve(application_of(services, settings), settings)
    finally:
        services.database.close()


def run_worker(url: URL, clock: Clock, settings: WorkerSettings | None = None) -> None:
    """Do jobs, chores and what the clock asks for until a signal comes. Raises `CodedError`."""
    services = open_services(url, clock)
    try:
        sys.stderr.write(f"Whale Desktop {__version__} works on {services.database.name}\n")
        worker_of(services, url, settings).run()
    finally:
        services.database.close()


def worker_of(services: Services, url: URL, settings: WorkerSettings | None = None) -> Worker:
    """A worker on open services."""
    return Worker(services.bus, conninfo(url), services.chores, settings)


def migrate(url: URL) -> Mapping[str, str]:
    """Bring a server's database up to date; the versions before and after. Raises `CodedError`."""
    load_features()
    database = Database.bare(url)
    try:
        found = database.upgrade()
        with database.read() as connection:
            from whale_desktop.storage import schema

            return {"before": found, "after": schema.version_of(connection)}
    finally:
        database.close()


def move(source: Path, target: URL, *, told: Callable[[str, int], None] | None = None) -> Mapping[str, int]:
    """Move a local database to a server's empty one, and prove the books there; rows by table. Raises `CodedError`."""
    load_features()
    try:
        moved = transfer(source, target, without=NOT_MOVED, told=told)
    except Unequal as error:
        raise UserError("database.unequal", {"table": str(error)}) from error
    database = Database.open(target)
    try:
        with database.read() as connection:
            differences = ledger.prove(connection)
    finally:
        database.close()
    if differences:
        raise UserError("database.unequal", {"table": differences[0].what})
    return moved


def said(error: CodedError, locale: str = "en") -> str:
    """An error as a sentence on the terminal."""
    params: dict[str, Any] = dict(error.params)
    try:
        return catalogue(locale)(error_text(error.code), **params)
    except KeyError:
        return str(error)
