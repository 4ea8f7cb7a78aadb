"""Runs the application on a socket until it is told to end: uvicorn, with TLS, and streams that end when it does."""

import signal
import socket
import sys
from types import FrameType

import uvicorn

from whale_desktop.kernel.errors import Unavailable
from whale_desktop.kernel.logs import Log
from whale_desktop.server.application import Application
from whale_desktop.server.connections import bounded
from whale_desktop.server.settings import ServerSettings

log = Log("whale_desktop.server")

BACKLOG = 512
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""For TLS 1.2, the oldest that is spoken: forward secrecy and authenticated encryption. TLS 1.3 has nothing else."""
GRACE_SECONDS = 10
KEEP_ALIVE_SECONDS = 75


class Process(uvicorn.Server):
    """One server process."""

    def __init__(self, application: Application, settings: ServerSettings) -> None:
        self._application = application
        self._settings = settings
        super().__init__(
            uvicorn.Config(
                application.app,
                loop="asyncio",
                http=bounded(settings),
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=True,
                proxy_headers=bool(settings.proxies),
                forwarded_allow_ips=list(settings.proxies),
                ssl_certfile=None if settings.certificate is None else str(settings.certificate),
                ssl_keyfile=None if settings.key is None else str(settings.key),
                ssl_ciphers=CIPHERS,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=GRACE_SECONDS,
                backlog=BACKLOG,
            )
        )

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The operating system asks to end: streams end first, or nothing else would wait for."""
        self._application.feed.end()
        super().handle_exit(sig, frame)

    def stop(self) -> None:
        """Ask it to end, from any thread."""
        self._application.feed.end()
        self.should_exit = True


def bound(settings: ServerSettings) -> socket.socket:
    """The listening socket; several processes may share one port. Raises `Unavailable("server.port")`."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named as TCP, or asyncio would not know that it is, and each answer would wait for the client's delayed acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "SO_REUSEPORT"):
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind((settings.host, settings.port))
        listening.set_inheritable(False)
    except OSError as error:
        listening.close()
        raise Unavailable(
            "server.port", {"host": settings.host, "port": settings.port, "reason": error.strerror or ""}
        ) from error
    return listening


def serve(application: Application, settings: ServerSettings) -> None:
    """Serve until a signal comes. Raises `Unavailable("server.port")` when the port is taken."""
    listening = bound(settings)
    log.info("server.started", tls=settings.certificate is not None, port=settings.port)
    before = {one: signal.signal(one, _ask_nothing_more) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        Process(application, settings).run(sockets=[listening])
    finally:
        listening.close()
        for one, handler in before.items():
            signal.signal(one, handler)
    log.info("server.ended")


def _ask_nothing_more(sig: int, frame: FrameType | None) -> None:
    """Uvicorn raises its signal once more when it has ended in good order; there is nothing left to end."""
