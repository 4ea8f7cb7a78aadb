"""One line to a server: httpx, its timeouts, its certificate; what goes wrong on the way as `Lost`.

httpx is loaded when the first line is made: the local program never needs it.
"""

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from socket import SHUT_RDWR
from typing import Any
from urllib.parse import urlsplit

from whale_desktop import __version__
from whale_desktop.gateway import wire
from whale_desktop.kernel.errors import Unavailable, UserError

CONNECT_SECONDS = 5.0
READ_SECONDS = 100.0
"""Longer than a server lets any call take."""
WRITE_SECONDS = 60.0
SILENCE_SECONDS = 40.0
"""A stream that says nothing for longer is lost; a server beats more often."""
CONNECTIONS = 8


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


class Lost(Exception):
    """No answer came. `was_sent`: the request may have reached the server."""

    def __init__(self, error: Unavailable, *, was_sent: bool) -> None:
        super().__init__(error.code)
        self.error = error
        self.was_sent = was_sent


class Line:
    """The line to one server. Safe to use from any thread.

    address: `https://host:port`; plain http only to this machine itself, or where `without_tls` says so. authorities, certificates: the
    certificates (PEM) of an own authority, as a file or as text, besides those of the system. Raises `UserError`: `remote.address`,
    `remote.plain`; what is wrong with the certificates, `remote.authorities`, is said by the first call.
    """

    def __init__(
        self, address: str, *, authorities: Path | None = None, certificates: str = "", without_tls: bool = False
    ) -> None:
        self.address, self.host = checked_address(address, without_tls=without_tls)
        self.is_secure = self.address.startswith("https://")
        self._authorities = authorities
        self._certificates = certificates
        self._lock = threading.Lock()
        self._client: Any = None
        self._streams: set[Any] = set()
        self._closed = False

    def send(self, method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str]) -> Answer:
        """One request. Raises `Lost`."""
        import httpx

        given = {"Content-Type": "application/json", **headers} if body else dict(headers)
        with self._lost(httpx):
            response = self._opened(httpx).request(method, path, content=body or None, headers=given)
            return Answer(response.status_code, response.content)

    @contextmanager
    def stream(self, path: str, headers: Mapping[str, str]) -> Iterator[tuple[int, Iterator[str]]]:
        """The status and the lines of an answer that does not end. Raises `Lost`; `close` ends it from another thread."""
        import httpx

        with (
            self._lost(httpx),
            self._opened(httpx).stream("GET", path, headers=dict(headers), timeout=_timeout(httpx, SILENCE_SECONDS)) as response,
        ):
            socket = response.extensions["network_stream"].get_extra_info("socket")
            with self._lock:
                self._streams.add(socket)
            try:
                if self._closed:
                    raise Lost(Unavailable("system.closing"), was_sent=True)
                if response.status_code >= 400:
                    response.read()
                    yield response.status_code, iter((response.text,))
                else:
                    yield response.status_code, response.iter_lines()
            finally:
                with self._lock:
                    self._streams.discard(socket)

    def end_streams(self) -> None:
        """Wake up whoever reads a stream: the next read says that it is over."""
        with self._lock:
            streams = tuple(self._streams)
        for socket in streams:
            with suppress(OSError):
                socket.shutdown(SHUT_RDWR)

    def close(self) -> None:
        """Close every connection."""
        self._closed = True
        self.end_streams()
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _opened(self, httpx: Any) -> Any:
        with self._lock:
            if self._client is None:
                self._client = httpx.Client(
                    base_url=self.address,
                    verify=self._context() if self.is_secure else False,
                    timeout=_timeout(httpx, READ_SECONDS),
                    limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
                    headers={"User-Agent": f"whale-desktop/{__version__}", wire.CLIENT_PROTOCOL: str(wire.PROTOCOL)},
                    follow_redirects=False,
                    trust_env=True,
                )
            return self._client

    def _context(self) -> ssl.SSLContext:
        try:
            context = ssl.create_default_context()
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            if self._authorities is not None:
                context.load_verify_locations(self._authorities)
            if self._certificates:
                context.load_verify_locations(cadata=self._certificates)
        except (OSError, ValueError) as error:  # an SSLError is an OSError; text that is no PEM at all is a ValueError
            reason = getattr(error, "strerror", None) or str(error)
            raise UserError("remote.authorities", {"path": str(self._authorities or ""), "reason": reason}) from error
        return context

    @contextmanager
    def _lost(self, httpx: Any) -> Iterator[None]:
        """What goes wrong on the way, as `Lost`."""
        try:
            yield
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Lost(self._unavailable(error), was_sent=False) from error
        except (httpx.TransportError, httpx.DecodingError, OSError) as error:
            raise Lost(self._unavailable(error), was_sent=True) from error

    def _unavailable(self, error: BaseException) -> Unavailable:
        reason: BaseException | None = error
        while reason is not None:
            if isinstance(reason, ssl.SSLCertVerificationError):
                return Unavailable("remote.certificate", {"address": self.address, "reason": reason.verify_message})
            reason = reason.__cause__ or reason.__context__
        return Unavailable("remote.offline", {"address": self.address})


def _timeout(httpx: Any, read: float) -> Any:
    return httpx.Timeout(connect=CONNECT_SECONDS, read=read, write=WRITE_SECONDS, pool=READ_SECONDS)


def _is_here(host: str) -> bool:
    """Whether a host is this machine whatever a name server says: `127.0.0.1.example.com` is not."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def checked_address(typed: str, *, without_tls: bool = False) -> tuple[str, str]:
    """A server's address as it was typed, made complete, and its host. Raises `UserError`: `remote.address`, `remote.plain`."""
    text = typed.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        port = parts.port
    except ValueError:
        raise UserError("remote.address", {"address": typed}) from None
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username
        or parts.path not in ("", "/")
        or parts.query
        or parts.fragment
    ):
        raise UserError("remote.address", {"address": typed})
    if parts.scheme == "http" and not without_tls and not _is_here(parts.hostname):
        raise UserError("remote.plain", {"address": typed})
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{'' if port is None else f':{port}'}", parts.hostname
