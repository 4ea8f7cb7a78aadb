"""The ASGI application: every route, inside the guard."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cached_property

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from whale_desktop.gateway import wire
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import codec
from whale_desktop.server.blobs import Blobs
from whale_desktop.server.changes import Changes
from whale_desktop.server.core import Core, Served, check_method
from whale_desktop.server.errors import json_answer
from whale_desktop.server.feed import Feed
from whale_desktop.server.guard import Guard
from whale_desktop.server.messages import Messages
from whale_desktop.server.openapi import Json, document
from whale_desktop.server.reference import page
from whale_desktop.server.sessions import Sessions
from whale_desktop.server.settings import ServerSettings

Endpoint = Callable[[Request], Awaitable[Response]]


class Application:
    """One server process's application; `app` is what an ASGI server runs."""

    def __init__(self, served: Served, settings: ServerSettings) -> None:
        self.served = served
        self.settings = settings
        self.feed = Feed(served.bus.database)
        core = Core(served, settings)
        sessions, blobs = Sessions(core), Blobs(core)
        routes: dict[str, Endpoint] = {
            wire.PLACE: sessions.place,
            wire.SESSION: sessions.session,
            wire.LOCK: sessions.lock,
            wire.UNLOCK: sessions.unlock,
            wire.CHANGES: Changes(core, self.feed).__call__,
            wire.BLOBS: blobs.put,
            wire.BLOBS + "/{blob}": blobs.get,
            wire.HEALTH: self._health,
            wire.READY: self._ready,
            wire.OPENAPI: self._openapi,
            wire.REFERENCE: self._reference,
            wire.MESSAGES + "{message}": Messages(core).__call__,
        }
        self.core = core
        router = Router(
            [Route(path, _Door(endpoint)) for path, endpoint in routes.items()],
            redirect_slashes=False,
            default=_not_found,
            lifespan=self._lifespan,
        )
        self.app: ASGIApp = Guard(router, settings)

    @asynccontextmanager
    async def _lifespan(self, app: object) -> AsyncIterator[None]:
        self.feed.start()
        try:
            yield
        finally:
            self.feed.close()
            self.core.close()

    async def _health(self, request: Request) -> Response:
        """The process lives."""
        check_method(request, "GET", "HEAD")
        return json_answer(codec.encode(wire.Health(status="ok", version=self.served.version)))

    async def _ready(self, request: Request) -> Response:
        """The database answers."""
        check_method(request, "GET", "HEAD")
        await self.core.run(self.served.place)
        return json_answer(codec.encode(wire.Health(status="ok", version=self.served.version)))

    @cached_property
    def _described(self) -> Json:
        self.served.bus.load()
        return document(self.served.version, self.settings)

    @cached_property
    def _described_json(self) -> bytes:
        return codec.encode(self._described)

    @cached_property
    def _described_page(self) -> str:
        return page(self._described)

    async def _openapi(self, request: Request) -> Response:
        check_method(request, "GET")
        return json_answer(await self.core.run(lambda: self._described_json))

    async def _reference(self, request: Request) -> Response:
        check_method(request, "GET")
        return Response(await self.core.run(lambda: self._described_page), media_type="text/html; charset=utf-8")


class _Door:
    """An endpoint for every method: which ones are possible is the endpoint's to say, in our own words."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        response = await self._endpoint(Request(scope, receive, send))
        await response(scope, receive, send)


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    """Nothing is there."""
    if scope["type"] == "http":
        raise UserError("server.not_found", {"path": str(scope["path"])[:120]})
