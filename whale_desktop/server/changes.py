"""`GET /v1/changes`: the topics of every committed command, as server-sent events, from where the client left off."""

import time
from collections import defaultdict
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from whale_desktop.gateway import wire
from whale_desktop.kernel.errors import Unavailable, UserError
from whale_desktop.messages import codec
from whale_desktop.messages.topics import Change
from whale_desktop.server.core import Core, address_of, check_method, check_protocol
from whale_desktop.server.errors import bad_header
from whale_desktop.server.feed import Feed, Listener
from whale_desktop.server.follower import News

LAST_EVENT = "Last-Event-ID"
MOST_STREAMS = 8
"""Streams of one session at a time. One more ends the oldest: a line that broke without a word still counts as one here for minutes, and
whoever comes back must not be kept out by his own dead lines."""
WHO_MAY = ("access.", "system.parameter")
"""A change of such a topic may have ended the session that listens. A session that ends by the clock alone is noticed within a beat."""
_SILENCE = News((), 0)


class Changes:
    """The route of the stream."""

    def __init__(self, core: Core, feed: Feed) -> None:
        self._core = core
        self._feed = feed
        self._streams: defaultdict[str, list[Listener]] = defaultdict(list)

    async def __call__(self, request: Request) -> Response:
        """GET: never ends by itself while the session is open."""
        check_method(request, "GET")
        check_protocol(request, self._core.served.version)
        place = _place_of(request)
        address = address_of(request)
        with self._core.calling(request) as token:
            if not await self._is_open(token, address):
                raise UserError("auth.session_ended")
        return StreamingResponse(
            self._events(token, address, place),
            media_type="text/event-stream",
            headers={"cache-control": "no-store", "x-accel-buffering": "no"},
        )

    async def _is_open(self, token: str, address: str) -> bool:
        return bool(token) and await self._core.run(lambda: self._core.served.signing.is_open(token, address=address))

    async def _still_open(self, token: str, address: str) -> bool:
        """The same while the stream runs; a network that is no longer allowed has just ended the session."""
        try:
            return await self._is_open(token, address)
        except UserError:
            return False

    async def _events(self, token: str, address: str, place: int | None) -> AsyncIterator[bytes]:
        """What was missed, then whatever comes; a beat in silence shows that the line still stands."""
        listener = self._feed.listen()
        own = self._streams[token]
        own.append(listener)
        for oldest in own[:-MOST_STREAMS]:
            oldest.put(None)
        try:
            missed = await self._core.run(lambda: self._feed.missed(place))
            if missed is None:
                missed = await self._core.run(lambda: self._feed.missed(None))
                assert missed is not None
                yield _event(wire.Heard(reset=True), missed.place)
            told = {change.sequence for change in missed.changes}
            yield _told(missed.changes, missed.place)
            looked = time.monotonic()
            while not listener.is_behind:
                try:
                    news = await listener.get(self._core.settings.beat_seconds)
                except TimeoutError:
                    news = _SILENCE
                if news is None:
                    return
                if _may_end_sessions(news) or time.monotonic() - looked >= self._core.settings.beat_seconds:
                    if not await self._still_open(token, address):
                        break
                    looked = time.monotonic()
                changes = tuple(one for one in news.changes if one.sequence not in told)
                yield b": beat\n\n" if news is _SILENCE else _told(changes, news.place)
            yield b"event: ended\ndata: {}\n\n"
        except Unavailable:
            return  # the stream ends with its database, and the client comes back by itself
        finally:
            self._feed.leave(listener)
            own.remove(listener)
            if not own:
                self._streams.pop(token, None)


def _may_end_sessions(news: News) -> bool:
    return any(topic.startswith(WHO_MAY) for one in news.changes for topic in one.topics)


def _place_of(request: Request) -> int | None:
    """Where the client left off, None for from now on."""
    said = request.headers.get(LAST_EVENT, "")
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= 18):
        raise bad_header(LAST_EVENT, "the id of an event")
    return int(said)


def _told(changes: tuple[Change, ...], place: int) -> bytes:
    """Changes as events. Only the last one carries the place: whoever loses the line in between hears them again."""
    events = [_event(wire.Heard(topics=one.topics, sequence=one.sequence)) for one in changes]
    return b"".join(events) + f"id: {place}\nevent: place\ndata: {{}}\n\n".encode()


def _event(heard: wire.Heard, place: int | None = None) -> bytes:
    head = b"" if place is None else f"id: {place}\n".encode()
    return head + b"data: " + codec.encode(heard) + b"\n\n"
