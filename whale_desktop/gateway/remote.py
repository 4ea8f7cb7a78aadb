"""The gateway to a server over HTTP. The window cannot tell it from the local one, except by its link.

A command's id was made before its first try, so every try here may be repeated: after a lost connection the server answers what the
first try did. Must not know the bus, any database or any feature.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import DecodeError
from msgspec.structs import replace

from whale_desktop.gateway import wire
from whale_desktop.gateway.http import Answer, Line, Lost
from whale_desktop.gateway.listeners import Listeners
from whale_desktop.gateway.port import Context, Link, LinkState, Place, SignedIn, Subscription
from whale_desktop.gateway.stream import ChangeStream
from whale_desktop.gateway.tokens import MemoryTokens, TokenStore
from whale_desktop.kernel.errors import CodedError, Fault, Unavailable, UserError
from whale_desktop.kernel.ids import new_id
from whale_desktop.kernel.logs import Log
from whale_desktop.messages import Command, Done, MessageInfo, Query, Submitted, codec, info_of
from whale_desktop.messages.files import BlobId
from whale_desktop.messages.topics import Change

R = TypeVar("R")

log = Log("whale_desktop.gateway")

PAUSES_SECONDS = (0.2, 0.5, 1.0, 2.0)
"""How long a call waits before each further try; together with the tries it ends within a person's patience."""

_TOO_OLD = {"server.client_too_old": LinkState.CLIENT_TOO_OLD, "server.client_too_new": LinkState.CLIENT_TOO_NEW}
_WHILE_RETRYING = ("server.busy", "storage.unreachable", "storage.locked")
"""What a server says of itself that may pass by the next try."""


class RemoteGateway:
    """One server, by its address (`https://whale.example:8443`)."""

    def __init__(
        self,
        line: Line,
        *,
        tokens: TokenStore | None = None,
        pauses: tuple[float, ...] = PAUSES_SECONDS,
    ) -> None:
        self._line = line
        self._tokens = tokens or MemoryTokens()
        self._pauses = pauses
        self._link = Link(state=LinkState.CONNECTING, address=line.address, secure=line.is_secure)
        self._link_lock = threading.Lock()
        self._links: Listeners[Link] = Listeners()
        self._changes: Listeners[Change] = Listeners()
        self._stream = ChangeStream(line, tell=self._changes.tell, noticed=self._stream_noticed)
        self._closed = threading.Event()

    # ------------------------------------------------------------------------------------------------------------- session

    def place(self) -> Place:
        """Which world this server is."""
        with self._door("place"):
            welcome: wire.Welcome = self._decoded(self._send("GET", wire.PLACE), wire.Welcome)
            if welcome.oldest_protocol > wire.PROTOCOL:
                raise self._noticed(UserError("server.client_too_old", {"version": welcome.version}))
            if welcome.protocol < wire.OLDEST_PROTOCOL:
                raise self._noticed(UserError("server.client_too_new", {"version": welcome.version}))
            return replace(welcome.place, kind="remote", name=welcome.place.name or self._line.host)

    def sign_in(self, email: str, password: str, context: Context, *, code: str = "") -> SignedIn:
        """Open a session. Tried again only while nothing has reached the server."""
        with self._door("sign_in"):
            body = codec.encode(wire.SignIn(email=email, password=password, code=code))
            answer = self._send("POST", wire.SESSION, body=body, context=context, once=True)
            return self._began(self._decoded(answer, SignedIn))

    def resume(self, context: Context) -> SignedIn | None:
        """The session that the keyring still has, if the server still knows it."""
        with self._door("resume"):
            token = self._tokens.get(self._line.address)
            if not token:
                return None
            try:
                answer = self._send("GET", wire.SESSION, session=token, context=context)
            except UserError:
                self._tokens.put(self._line.address, "")
                return None
            return self._began(self._decoded(answer, SignedIn))

    def _began(self, signed_in: SignedIn) -> SignedIn:
        self._tokens.put(self._line.address, signed_in.session)
        self._set_link(token_kept=self._tokens.lasting)
        self._stream.follow(signed_in.session)
        return signed_in

    def sign_out(self, session: str) -> None:
        """End a session; the token is forgotten here even if the server cannot be told."""
        with self._door("sign_out"):
            self._stream.follow("")
            self._tokens.put(self._line.address, "")
            self._send("DELETE", wire.SESSION, session=session, patient=False)

    def lock(self, session: str) -> None:
        """Lock a session."""
        with self._door("lock"):
            self._send("POST", wire.LOCK, session=session)

    def unlock(self, session: str, password: str, *, code: str = "") -> SignedIn:
        """Unlock a session."""
        with self._door("unlock"):
            body = codec.encode(wire.Unlock(password=password, code=code))
            return self._began(self._decoded(self._send("POST", wire.UNLOCK, body=body, session=session, once=True), SignedIn))

    # ------------------------------------------------------------------------------------------------------------ messages

    def ask(self, query: Query[R], *, session: str, context: Context) -> R:
        """Answer a query."""
        info = info_of(query)
        with self._door(info.name):
            answer = self._send("POST", _path(info), body=codec.encode(query), session=session, context=context)
            found: R = self._decoded(answer, info.result)
            return found

    def submit(
        self, command: Command[R], *, session: str, context: Context, command_id: str, acknowledged: Iterable[str] = ()
    ) -> Done[R] | Submitted:
        """Carry out a command; every try under the same id."""
        info = info_of(command)
        headers = {wire.COMMAND_ID: command_id or new_id()}
        confirmed = ",".join(acknowledged)
        if confirmed:
            headers[wire.ACKNOWLEDGED] = confirmed
        if context.remark:
            headers[wire.REMARK] = wire.to_header(context.remark)
        with self._door(info.name):
            body = codec.encode(command)
            answer = self._send("POST", _path(info), body=body, session=session, context=context, headers=headers)
            if answer.status == 202:
                submitted: Submitted = self._decoded(answer, Submitted)
                return submitted
            done: Done[R] = self._decoded(answer, Done[info.result])  # type: ignore[name-defined]  # the type is known at run time only
            return done

    def send(
        self,
        name: str,
        body: bytes,
        *,
        session: str,
        context: Context,
        command_id: str = "",
        acknowledged: Iterable[str] = (),
    ) -> bytes:
        """A message as it is written down, by its wire name, and the answer's JSON: for scripts that have no types."""
        headers = {}
        if command_id:
            headers[wire.COMMAND_ID] = command_id
        confirmed = ",".join(acknowledged)
        if confirmed:
            headers[wire.ACKNOWLEDGED] = confirmed
        with self._door(name):
            path = wire.MESSAGES + wire.to_header(name)
            return self._send("POST", path, body=body, session=session, context=context, headers=headers).body

    def put_blob(self, data: bytes, *, name: str, session: str) -> BlobId:
        """Keep a file for a following message."""
        with self._door("put_blob"):
            headers = {wire.BLOB_NAME: wire.to_header(name), "Content-Type": "application/octet-stream"}
            answer = self._send("POST", wire.BLOBS, body=data, session=session, headers=headers)
            return BlobId(self._decoded(answer, str))

    def get_blob(self, blob: BlobId, *, session: str) -> bytes:
        """The bytes of a file made by a message."""
        with self._door("get_blob"):
            return self._send("GET", f"{wire.BLOBS}/{wire.to_header(blob)}", session=session).body

    # ------------------------------------------------------------------------------------------------------- changes, link

    def subscribe(self, listener: Callable[[Change], None]) -> Subscription:
        """Call `listener` after every committed command of anybody, once somebody has signed in."""
        return self._changes.add(listener)

    def link(self) -> Link:
        """How the server can be reached."""
        return self._link

    def watch_link(self, listener: Callable[[Link], None]) -> Subscription:
        """Call `listener` whenever that changes."""
        return self._links.add(listener)

    def close(self) -> None:
        """Let go of the line."""
        self._closed.set()
        self._stream.close()
        self._line.close()

    # ------------------------------------------------------------------------------------------------------------ the line

    @contextmanager
    def _door(self, name: str) -> Iterator[None]:
        """Nothing but an answer or a coded error comes out."""
        if self._closed.is_set():
            raise Unavailable("system.closing")
        try:
            yield
        except CodedError:
            raise
        except Exception as error:
            fault = Fault(new_id()[-12:])
            log.error("gateway.fault", call=name, fault_id=fault.params["fault_id"], exc_info=error)
            raise fault from error

    def _send(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        session: str = "",
        context: Context | None = None,
        headers: dict[str, str] | None = None,
        once: bool = False,
        patient: bool = True,
    ) -> Answer:
        """A request and its answer, tried again while the server cannot be reached. Raises `CodedError` for a refusal.

        once: it may have been done when the connection broke, and cannot be told twice; then it is not tried again.
        patient: worth waiting for; what only tidies up is tried once, so that nobody waits for it.
        """
        given = {**_headers(session, context), **(headers or {})}
        pauses = iter(self._pauses if patient else ())
        while True:
            try:
                began = time.perf_counter()
                answer = self._line.send(method, path, body=body, headers=given)
                error = self._refusal(answer)
                if error is None:
                    self._online(round((time.perf_counter() - began) * 1000))
                    return answer
                if not isinstance(error, Unavailable):
                    self._online(round((time.perf_counter() - began) * 1000))
                    raise self._noticed(error)
                if once or error.code not in _WHILE_RETRYING:
                    raise error
                failure: Unavailable = error
            except Lost as lost:
                failure = lost.error
                if once and lost.was_sent:
                    raise self._offline(failure) from lost
            pause = next(pauses, None)
            if pause is None or self._closed.is_set():
                raise self._offline(failure)
            self._set_link(state=LinkState.CONNECTING, code=failure.code, params=failure.params)
            self._closed.wait(pause)

    def _refusal(self, answer: Answer) -> CodedError | None:
        """The error that an answer carries, None for success. An answer that is not ours comes from something in between."""
        if answer.status < 400:
            return None
        try:
            reply: codec.ErrorReply = codec.decode(answer.body, codec.ErrorReply)
        except DecodeError:
            return Unavailable("remote.between", {"address": self._line.address, "status": answer.status})
        return codec.decode_error(reply)

    def _decoded(self, answer: Answer, kind: Any) -> Any:
        try:
            return codec.decode(answer.body, kind)
        except DecodeError as error:
            raise Unavailable("remote.between", {"address": self._line.address, "status": answer.status}) from error

    # ------------------------------------------------------------------------------------------------------------- its state

    def _noticed(self, error: CodedError) -> CodedError:
        """A refusal because of versions is a state of the link as well."""
        state = _TOO_OLD.get(error.code)
        if state is not None:
            self._set_link(state=state, code=error.code, params=error.params)
        return error

    def _online(self, milliseconds: int) -> None:
        if self._link.state in (LinkState.CLIENT_TOO_OLD, LinkState.CLIENT_TOO_NEW):
            return
        self._set_link(state=LinkState.ONLINE, code="", params={}, milliseconds=milliseconds)

    def _offline(self, error: Unavailable) -> Unavailable:
        self._set_link(state=LinkState.OFFLINE, code=error.code, params=error.params)
        return error

    def _stream_noticed(self, error: CodedError | None) -> None:
        """The stream of changes stands (None), was lost, or was refused."""
        if error is None:
            self._online(self._link.milliseconds)
        elif isinstance(error, Unavailable):
            self._offline(error)
        else:
            self._noticed(error)
            self._set_link(code=error.code, params=error.params)

    def _set_link(self, **values: Any) -> None:
        """Tell of a change that a person would see; the length of a round trip alone is none."""
        with self._link_lock:
            before = self._link
            state = values.get("state", before.state)
            if "state" in values:
                values["again"] = state is LinkState.ONLINE and (before.again or before.state is LinkState.OFFLINE)
                if state is LinkState.ONLINE and before.state is LinkState.ONLINE:
                    values["again"] = before.again
            self._link = replace(before, **values)
            seen = replace(self._link, milliseconds=before.milliseconds)
        if seen != before:
            self._links.tell(self._link)


def _path(info: MessageInfo) -> str:
    """Where a message is sent to. An internal one has no name by which the services could know it, here as there."""
    if info.internal:
        raise UserError("message.unknown", {"name": info.name})
    return wire.MESSAGES + info.name


def _headers(session: str, context: Context | None) -> dict[str, str]:
    headers = {}
    if session:
        headers["Authorization"] = f"Bearer {session}"
    if context is not None:
        headers[wire.WORKSTATION] = wire.to_header(context.workstation)
        headers[wire.MENU] = wire.to_header(context.menu)
        headers[wire.LOCALE] = wire.to_language(context.locale)
    return headers


if TYPE_CHECKING:
    from whale_desktop.gateway.port import Gateway

    def _is_a_gateway(gateway: RemoteGateway) -> Gateway:
        return gateway
