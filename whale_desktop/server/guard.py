"""What every request passes: size and time of its body, security headers of its answer, one line in the log, no traceback.

Pure ASGI, so that streams stay streams. The log has the kind of call, status and time; never a body, a token, a name or an address.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from whale_desktop.gateway import wire
from whale_desktop.kernel.errors import CodedError, Fault, UserError
from whale_desktop.kernel.ids import new_id
from whale_desktop.kernel.logs import Log
from whale_desktop.messages.registry import by_name
from whale_desktop.server.errors import answer
from whale_desktop.server.settings import ServerSettings

log = Log("whale_desktop.server")

HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
POLICY = (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'")
"""Nothing may be loaded; the reference page has its style inside."""
NO_STORE = (b"cache-control", b"no-store")
ONLY_TLS = (b"strict-transport-security", b"max-age=31536000")


class Guard:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = new_id()[-16:]
        scope.setdefault("state", {})["request_id"] = request_id
        answered = _Answered(send, request_id, secure=scope["scheme"] == "https")
        began = time.perf_counter()
        try:
            await self._app(scope, self._limited(scope, receive), answered.send)
        except CodedError as error:
            await self._give_up(error, scope, receive, answered)
        except ClientDisconnect:
            pass  # half a request is none, and nobody is there to be told
        except Exception as error:
            fault = Fault(request_id)
            log.error("server.fault", call=_kind(scope), fault_id=request_id, exc_info=error)
            await self._give_up(fault, scope, receive, answered)
        finally:
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            log.info("server.request", call=_kind(scope), status=answered.status, ms=milliseconds, request=request_id)

    async def _give_up(self, error: CodedError, scope: Scope, receive: Receive, answered: "_Answered") -> None:
        """The error as the answer, unless an answer has begun already: then the connection just ends."""
        if not answered.status:
            await answer(error)(scope, receive, answered.send)

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        """The body, as long as it is not too large and does not take too long."""
        blob = scope["path"] == wire.BLOBS
        most = self._settings.blob_bytes if blob else self._settings.request_bytes
        seconds = self._settings.blob_seconds if blob else self._settings.body_seconds
        _check_length(scope, most)
        return _Limited(receive, most, seconds).receive


class _Limited:
    def __init__(self, receive: Receive, most: int, seconds: float) -> None:
        self._receive = receive
        self._most = most
        self._seconds = seconds
        self._until = time.monotonic() + seconds
        self._got = 0
        self._whole = False

    async def receive(self) -> Message:
        """The next piece; after the whole body only the end of the connection is waited for, without a limit."""
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout(max(0.0, self._until - time.monotonic())):
                message = await self._receive()
        except TimeoutError:
            raise UserError("server.slow_request", {"seconds": round(self._seconds)}) from None
        self._got += len(message.get("body", b""))
        if self._got > self._most:
            raise too_large(self._most)
        self._whole = not message.get("more_body", False)
        return message


class _Answered:
    """Passes the answer on with the headers that every answer has."""

    def __init__(self, send: Send, request_id: str, *, secure: bool) -> None:
        self._send: Callable[[MutableMapping[str, Any]], Awaitable[None]] = send
        self._request_id = request_id
        self._secure = secure
        self.status = 0

    async def send(self, message: Message) -> None:
        """One piece of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = [*message.get("headers", ()), *HEADERS, POLICY, (b"whale-request", self._request_id.encode())]
            headers.append((wire.CLIENT_PROTOCOL.lower().encode(), str(wire.PROTOCOL).encode()))
            if not any(name == b"cache-control" for name, _ in headers):
                headers.append(NO_STORE)
            if self._secure:
                headers.append(ONLY_TLS)
            message["headers"] = headers
        await self._send(message)


def too_large(most: int) -> UserError:
    """The refusal of a body."""
    return UserError("server.too_large", {"limit": most // 1024})


def _check_length(scope: Scope, most: int) -> None:
    """Refuse by the announced length, before anything is read."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > most:
            raise too_large(most)


def _kind(scope: Scope) -> str:
    """What was called, without anything that a person chose: the path is kept as far as its route is known."""
    route = scope.get("path_params", {}).get("message") if "endpoint" in scope else None
    path = str(scope["path"])
    if route is None or by_name(route) is None:
        route = None
        path = path if path in _PATHS else "blob" if path.startswith(wire.BLOBS + "/") else "other"
    return f"{scope['method'][:8]} {route or path}"[:120]


_PATHS = frozenset(
    (
        wire.PLACE,
        wire.SESSION,
        wire.LOCK,
        wire.UNLOCK,
        wire.CHANGES,
        wire.BLOBS,
        wire.HEALTH,
        wire.READY,
        wire.OPENAPI,
        wire.REFERENCE,
    )
)
