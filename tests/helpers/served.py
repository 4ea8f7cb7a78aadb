"""An office whose people reach it over HTTP: a real server on the loopback interface, on a real PostgreSQL, in this process."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from sqlalchemy.engine import URL

from tests.helpers.office import Office
from tests.helpers.postgres import Postgres, postgres_of
from whale_desktop.app.server import application_of
from whale_desktop.app.services import Services, open_services
from whale_desktop.gateway.http import Line
from whale_desktop.gateway.port import Gateway
from whale_desktop.gateway.remote import RemoteGateway
from whale_desktop.kernel.clock import Clock, FixedClock
from whale_desktop.server.serving import Process, bound
from whale_desktop.server.settings import ServerSettings

SETTINGS = ServerSettings(
    port=0,
    threads=8,
    sign_ins_a_minute=10_000,
    calls_a_minute=1_000_000,
    strangers_a_minute=1_000_000,
    beat_seconds=0.5,
)
QUICK = (0.02, 0.05, 0.1, 0.2, 0.4)
"""Pauses between tries for tests that break the line on purpose."""


class ServerThread:
    """One server process's worth of server, in a thread."""

    def __init__(self, services: Services, settings: ServerSettings = SETTINGS) -> None:
        self.application = application_of(services, settings)
        self._socket = bound(settings)
        self.port = int(self._socket.getsockname()[1])
        scheme = "http" if settings.certificate is None else "https"
        self.address = f"{scheme}://127.0.0.1:{self.port}"
        self._process = Process(self.application, settings)
        self._thread = threading.Thread(target=self._process.run, kwargs={"sockets": [self._socket]}, name="whale-server")
        self._thread.start()
        while not self._process.started:
            assert self._thread.is_alive(), "the server did not start"
            self._thread.join(0.005)

    def start_every_thread(self) -> None:
        """All of them now, for an office of several tests: none may leave a thread behind."""
        threads, number = self.application.core.threads, self.application.settings.threads
        meeting = threading.Barrier(number)
        for waiting in [threads.submit(meeting.wait) for _ in range(number)]:
            waiting.result()

    def connections(self) -> set[object]:
        """The connections of the moment."""
        return set(self._process.server_state.connections)

    def close(self) -> None:
        """Stop it as a signal would."""
        self._process.stop()
        self._thread.join()
        self._socket.close()


class ServedOffice(Office):
    """The same office through the remote gateway."""

    settings = SETTINGS

    def __init__(self, where: URL, clock: FixedClock | None = None, *, postgres: Postgres | None = None) -> None:
        self._postgres = postgres
        self.url = where
        super().__init__(where, clock)

    @classmethod
    def at(cls, template: Path, folder: Path) -> Self:
        """An office on a database of its own, with what a template file holds."""
        postgres = postgres_of(folder)
        return cls(postgres.copy_of(template), postgres=postgres)

    def door(self) -> Gateway:
        """A remote gateway to a server that is started here."""
        self.server = ServerThread(self.services, self.settings)
        return self.remote()

    def remote(self, **more: Any) -> RemoteGateway:
        """One more client."""
        return RemoteGateway(Line(self.server.address), **{"pauses": QUICK, **more})

    def close(self) -> None:
        """Stop client, server and services, and drop the database."""
        self.gateway.close()
        self.server.close()
        self.database.close()
        if self._postgres is not None:
            self._postgres.drop(self.url)


def another_server(url: URL, clock: Clock, **changed: Any) -> tuple[Services, ServerThread]:
    """A second server on the same database; close the thread, then the services' database."""
    services = open_services(url, clock)
    return services, ServerThread(services, replace(SETTINGS, **changed))
