"""What whoever starts a server decides."""

import ipaddress
import socket
from dataclasses import dataclass
from pathlib import Path

from whale_desktop.kernel.errors import UserError

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class ServerSettings:
    """Where a server listens, and its limits.

    without_tls: plain HTTP although other machines can reach it; whoever says so has a proxy in front that encrypts.
    proxies: addresses or networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; of a chain of proxies all must be named,
    the client is the last one that is not. threads: calls at a time, each with a connection to
    the database. request_bytes: a message; blob_bytes: a file. body_seconds: how long a request may take to arrive, head_seconds: its
    head; send_seconds: how long a client may take nothing of its answer. connections: at a time. strangers_a_minute: calls of one
    address without a session that this process knows.
    """

    host: str = "127.0.0.1"
    port: int = 8443
    certificate: Path | None = None
    key: Path | None = None
    without_tls: bool = False
    proxies: tuple[str, ...] = ()
    threads: int = 16
    request_bytes: int = 1 * MEGABYTE
    blob_bytes: int = 64 * MEGABYTE
    body_seconds: float = 30.0
    blob_seconds: float = 300.0
    call_seconds: float = 90.0
    beat_seconds: float = 15.0
    sign_ins_a_minute: int = 20
    calls_a_minute: int = 3000
    strangers_a_minute: int = 600
    head_seconds: float = 10.0
    send_seconds: float = 60.0
    connections: int = 2000

    def check(self) -> None:
        """Refuse to be reachable from other machines in plain HTTP unless told so, and to believe anybody about where he is.

        Raises `UserError`: `server.tls_needed`, `server.tls_half`, `server.proxy`.
        """
        for proxy in self.proxies:
            try:
                trusted = ipaddress.ip_network(proxy)
            except ValueError:
                raise UserError("server.proxy", {"proxy": proxy}) from None
            if trusted.prefixlen == 0:
                raise UserError("server.proxy", {"proxy": proxy})
        if (self.certificate is None) is not (self.key is None):
            raise UserError("server.tls_half")
        if self.certificate is None and not self.without_tls and not is_loopback(self.host):
            raise UserError("server.tls_needed", {"host": self.host})

    @property
    def address(self) -> str:
        """Where clients find it."""
        scheme = "http" if self.certificate is None else "https"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}"


def is_loopback(host: str) -> bool:
    """Whether a host name or address leads to this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        try:
            found = {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
        except OSError:
            return False
        return bool(found) and all(ipaddress.ip_address(one.partition("%")[0]).is_loopback for one in found)
