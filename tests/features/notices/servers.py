"""A mail server and an HTTP server on this machine, just good enough to see what an adapter says and to answer as a test wants."""

import ipaddress
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class MailDrop(socketserver.ThreadingTCPServer):
    """Speaks SMTP. `answers`: what it says to a command instead of yes (`RCPT` → `550 no`); `hang_up`: the command it breaks off at."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, tls: ssl.SSLContext | None, *, from_the_start: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.tls = tls
        self.from_the_start = from_the_start
        self.answers: dict[str, str] = {}
        self.hang_up = ""
        self.said: list[str] = []
        self.mails: list[str] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class _Session(socketserver.StreamRequestHandler):
    server: MailDrop

    def handle(self) -> None:
        """One connection, until it is closed."""
        if self.server.tls is not None and self.server.from_the_start:
            self._encrypt(self.server.tls)
        self._say("220 drop ready")
        try:
            while line := self.rfile.readline():
                if not self._answer(line.decode().rstrip("\r\n")):
                    return
        except (OSError, ValueError):
            return

    def _answer(self, line: str) -> bool:
        self.server.said.append(line)
        verb = line.partition(" ")[0].upper()
        if verb == self.server.hang_up:
            return False
        if verb in self.server.answers:
            self._say(self.server.answers[verb])
        elif verb == "EHLO":
            offered = ["drop", "AUTH PLAIN", *(["STARTTLS"] if self.server.tls is not None else [])]
            for one in offered[:-1]:
                self._say(f"250-{one}")
            self._say(f"250 {offered[-1]}")
        elif verb == "STARTTLS" and self.server.tls is not None:
            self._say("220 go on")
            self._encrypt(self.server.tls)
        elif verb == "AUTH":
            self._say("235 welcome")
        elif verb == "DATA":
            self._say("354 go on")
            return self._take()
        else:
            self._say("250 yes")
        return True

    def _take(self) -> bool:
        lines: list[str] = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        self.server.mails.append("\n".join(lines))
        if self.server.hang_up == ".":
            return False
        self._say(self.server.answers.get(".", "250 kept"))
        return True

    def finish(self) -> None:
        """Close what encryption put around the connection too."""
        super().finish()
        self.connection.close()

    def _encrypt(self, tls: ssl.SSLContext) -> None:
        self.connection = tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Receiver(BaseHTTPRequestHandler):
    server: Any

    def do_POST(self) -> None:
        """Keep what came, answer with the status of the moment."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def mail_drop(tls: ssl.SSLContext | None = None, *, from_the_start: bool = False) -> Iterator[MailDrop]:
    """A mail server that runs for a while."""
    yield from _running(MailDrop(tls, from_the_start=from_the_start))


@contextmanager
def receiver() -> Iterator[Any]:
    """An HTTP server that runs for a while; `got` is what came, `status` what it answers."""
    server: Any = HTTPServer(("127.0.0.1", 0), _Receiver)
    server.got, server.status = [], 204
    yield from _running(server)


def _running(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate for 127.0.0.1 of one's own: the context of a server that has it, and of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "drop")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    both = folder / "drop.pem"
    both.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(both)
    return serving, ssl.create_default_context(cafile=str(both))
