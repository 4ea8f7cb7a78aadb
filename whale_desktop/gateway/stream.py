"""Hears what others change on the server: one line that stays open, taken up again where it broke off, so that nothing is missed."""

import threading
from collections.abc import Callable, Iterator

from msgspec import DecodeError

from whale_desktop.gateway import wire
from whale_desktop.gateway.http import Line, Lost
from whale_desktop.kernel.errors import CodedError, Unavailable, UserError
from whale_desktop.kernel.logs import Log
from whale_desktop.messages import codec
from whale_desktop.messages.registry import all_messages
from whale_desktop.messages.topics import Change

log = Log("whale_desktop.gateway")

PAUSES_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
"""How long it waits before each further try; the last one again and again."""


class ChangeStream:
    """One thread that listens for the session of the moment.

    tell: called with each change. noticed: called with None when the line stands, else with what became of it.
    """

    def __init__(self, line: Line, *, tell: Callable[[Change], None], noticed: Callable[[CodedError | None], None]) -> None:
        self._line = line
        self._tell = tell
        self._noticed = noticed
        self._session = ""
        self._place = ""
        self._closing = False
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def follow(self, session: str) -> None:
        """Listen with this session from now on; with none, stop."""
        with self._lock:
            if self._closing or session == self._session:
                return
            self._session = session
            self._place = ""
            self._wake.set()
            if session and self._thread is None:
                self._thread = threading.Thread(target=self._loop, name="whale-changes", daemon=True)
                self._thread.start()
        self._line.end_streams()

    def close(self) -> None:
        """Stop and wait."""
        with self._lock:
            self._closing = True
            self._session = ""
            self._wake.set()
        self._line.end_streams()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def _loop(self) -> None:
        failures = 0
        while not self._closing:
            session = self._session
            if not session:
                self._wake.wait()
                self._wake.clear()
                failures = 0
                continue
            try:
                failures = 0 if self._listen(session) else failures + 1
            except Lost as lost:
                failures += 1
                if session == self._session and not self._closing:
                    self._noticed(lost.error)
            except CodedError as error:
                self._noticed(error)
                if not isinstance(error, Unavailable):
                    self._stop(session)
            except Exception as error:
                failures += 1
                log.error("gateway.stream_failed", exc_info=error)
            if session == self._session:
                self._wake.wait(PAUSES_SECONDS[min(failures, len(PAUSES_SECONDS) - 1)])
                self._wake.clear()

    def _stop(self, session: str) -> None:
        """The session is over: there is nothing to listen for until there is another."""
        with self._lock:
            if self._session == session:
                self._session = ""

    def _listen(self, session: str) -> bool:
        """Listen until the line ends; whether anything came at all."""
        headers = {"Authorization": f"Bearer {session}", "Accept": "text/event-stream"}
        if self._place:
            headers["Last-Event-ID"] = self._place
        with self._line.stream(wire.CHANGES, headers) as (status, lines):
            if status >= 400:
                raise _refusal("".join(lines))
            self._noticed(None)
            heard = False
            for kind, data, place in events(lines):
                if session != self._session:
                    return heard
                heard = True
                if kind == "ended":
                    raise UserError("auth.session_ended")
                if kind == "message":
                    self._hear(codec.decode(data.encode(), wire.Heard))
                if place:
                    self._place = place
            return heard

    def _hear(self, heard: wire.Heard) -> None:
        topics = heard.topics
        if heard.reset:
            topics = tuple(sorted({topic for info in all_messages() for topic in info.topics}))
        if topics:
            self._tell(Change(sequence=heard.sequence, topics=topics))


def events(lines: Iterator[str]) -> Iterator[tuple[str, str, str]]:
    """Kind, data and id of each server-sent event; the id is empty where it says none."""
    kind, data, place = "message", "", ""
    for line in lines:
        if not line:
            if data:
                yield kind, data, place
            kind, data, place = "message", "", ""
            continue
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            kind = value
        elif name == "data":
            data += value
        elif name == "id":
            place = value


def _refusal(body: str) -> CodedError:
    try:
        reply: codec.ErrorReply = codec.decode(body.encode(), codec.ErrorReply)
    except DecodeError:
        return Unavailable("remote.between", {"address": "", "status": 0})
    return codec.decode_error(reply)
