"""What the routes share: the services, a pool of threads for their calls, and reading who calls from where."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
from starlette.requests import Request

from whale_desktop.bus import Bus, Call
from whale_desktop.gateway import wire
from whale_desktop.gateway.port import Context, Place
from whale_desktop.gateway.signing import Signing
from whale_desktop.kernel.errors import Unavailable, UserError
from whale_desktop.kernel.texts import DEFAULT_LOCALE
from whale_desktop.messages import codec
from whale_desktop.server.errors import bad_header
from whale_desktop.server.limits import Tries
from whale_desktop.server.settings import ServerSettings

R = TypeVar("R")

MOST_KNOWN = 10_000
"""Sessions that one process remembers to have seen at work."""
MAXIMUM_WORKSTATION = 120
UNKNOWN_ADDRESS = "?"
"""Of a caller whose address is not known; it lies in no network."""
MAXIMUM_MENU = 120
MAXIMUM_REMARK = 500
USE_IS_KEPT_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Served:
    """The services that a server offers."""

    bus: Bus
    signing: Signing
    place: Callable[[], Place]
    version: str


class Core:
    """One server process."""

    def __init__(self, served: Served, settings: ServerSettings) -> None:
        self.served = served
        self.settings = settings
        self.sign_ins = Tries(settings.sign_ins_a_minute)
        self.calls = Tries(settings.calls_a_minute)
        self.strangers = Tries(settings.strangers_a_minute)
        self._known: OrderedDict[str, None] = OrderedDict()
        self.threads = ThreadPoolExecutor(max_workers=settings.threads, thread_name_prefix="whale-call")
        self._hashing = asyncio.Semaphore(1)

    @contextmanager
    def calling(self, request: Request) -> Iterator[str]:
        """Around whatever is done in a session, whose token it gives: so often a session may call, and an address without one.

        A token that this process has not seen at work is a stranger's, so that making up tokens gives nobody more tries.
        Raises `UserError("server.too_many")`.
        """
        token = token_of(request)
        name = _name_of(token)
        if name not in self._known:
            self.strangers.take(address_of(request))
        self.calls.take(name if token else address_of(request))
        try:
            yield token
        except UserError as error:
            if error.code == "auth.session_ended":
                self._known.pop(name, None)
            raise
        self._known[name] = None
        self._known.move_to_end(name)
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    def forget(self, token: str) -> None:
        """The session was ended here, if it was one."""
        self._known.pop(_name_of(token), None)

    async def run(self, work: Callable[[], R]) -> R:
        """A blocking call in a thread. Raises what it raises, and `Unavailable("server.busy")` when it takes too long."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.settings.call_seconds):
                return await loop.run_in_executor(self.threads, work)
        except TimeoutError:
            raise Unavailable("server.busy") from None

    async def run_costly(self, work: Callable[[], R]) -> R:
        """The same for what hashes a password: one at a time, since each takes much memory."""
        async with self._hashing:
            return await self.run(work)

    def close(self) -> None:
        """Wait for the calls that are under way."""
        self.threads.shutdown(wait=True)


def _name_of(token: str) -> str:
    """What a session is called in memory: its token is nowhere but in its requests."""
    return sha256(token.encode(errors="replace")).hexdigest()


def token_of(request: Request) -> str:
    """The session token of a request, empty without one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def address_of(request: Request) -> str:
    """The network address of the caller: the other end of the connection, or what a proxy says that the operator has named.

    Never empty: that is the address of whoever sits beside the database.
    """
    return (request.client.host if request.client is not None else "") or UNKNOWN_ADDRESS


def context_of(request: Request) -> Context:
    """Where a call comes from. Raises `UserError("server.header")` for a header that cannot be read."""
    return Context(
        workstation=_text(request, wire.WORKSTATION, MAXIMUM_WORKSTATION),
        menu=_text(request, wire.MENU, MAXIMUM_MENU),
        locale=wire.from_language(request.headers.get(wire.LOCALE, ""), DEFAULT_LOCALE),
        remark=_text(request, wire.REMARK, MAXIMUM_REMARK),
        address=address_of(request),
    )


def call_of(request: Request) -> Call:
    """A call to the bus."""
    context = context_of(request)
    command_id = request.headers.get(wire.COMMAND_ID, "")
    if len(command_id) > wire.MAXIMUM_COMMAND_ID or not command_id.isprintable() or not command_id.isascii():
        raise bad_header(wire.COMMAND_ID, f"at most {wire.MAXIMUM_COMMAND_ID} printable ASCII characters")
    acknowledged = request.headers.get(wire.ACKNOWLEDGED, "")
    return Call(
        session=token_of(request),
        workstation=context.workstation,
        menu=context.menu,
        locale=context.locale,
        command_id=command_id,
        acknowledged=tuple(one.strip() for one in acknowledged.split(",") if one.strip()),
        remark=context.remark,
        address=context.address,
    )


def check_protocol(request: Request, version: str) -> None:
    """Refuse a client that speaks another version. A script need not say any."""
    said = request.headers.get(wire.CLIENT_PROTOCOL, "")
    if not said:
        return
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise bad_header(wire.CLIENT_PROTOCOL, "a number")
    if int(said) < wire.OLDEST_PROTOCOL:
        raise UserError("server.client_too_old", {"version": version})
    if int(said) > wire.PROTOCOL:
        raise UserError("server.client_too_new", {"version": version})


async def body_of(request: Request, kind: Any) -> Any:
    """The JSON body of a request that is no message. Raises `UserError("message.invalid")`."""
    check_json(request)
    try:
        return codec.decode(await request.body(), kind)
    except msgspec.DecodeError:
        raise UserError("message.invalid") from None


def check_json(request: Request) -> None:
    """Refuse a body that is said to be anything but JSON."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise UserError("server.body_type", {"wanted": "application/json"})


def check_method(request: Request, *allowed: str) -> None:
    """Refuse a method that a path does not have."""
    if request.method not in allowed:
        raise UserError("server.method", {"method": request.method[:12], "allowed": ", ".join(allowed)})


def _text(request: Request, name: str, most: int) -> str:
    """A header with any text, cut to its length."""
    text = wire.from_header(request.headers.get(name, ""))
    if not text.isprintable():
        raise bad_header(name, "printable characters")
    return text[:most]
