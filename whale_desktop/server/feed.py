"""Hears of every change that any process commits, and passes it on to whoever listens here: one thread a process, one queue a listener.

The database notifies at each commit; what was said is then read from the change log, so a lost connection loses nothing.
"""

import asyncio
import threading
import time
from dataclasses import dataclass

from whale_desktop.bus.changes import CHANNEL, ChangeReader, change_of, is_kept, place_of, rows_since
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.kernel.logs import Log
from whale_desktop.messages.topics import Change
from whale_desktop.storage import Database

log = Log("whale_desktop.server")

LOOK_EVERY_SECONDS = 0.2
"""How long the thread waits for a notice before it looks whether it should end."""
READ_EVERY_SECONDS = 5.0
"""How often it reads without having been notified."""
GATHER_SECONDS = 0.02
"""How long it waits after a notice for others to be read together with it."""
RETRY_SECONDS = 1.0
MOST_WAITING = 2000
"""A listener that has so many changes waiting is let go; it comes again and asks for what it missed."""


@dataclass(frozen=True)
class News:
    """Changes, and the place of a reader who has heard them."""

    changes: tuple[Change, ...]
    place: int


class Listener:
    """One queue, filled from the feed's thread, read in the event loop. None ends it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: asyncio.Queue[News | None] = asyncio.Queue()

    def put(self, news: News | None) -> None:
        """From any thread."""
        self._loop.call_soon_threadsafe(self._queue.put_nowait, news)

    async def get(self, seconds: float) -> News | None:
        """The next news; raises `TimeoutError` when there is none for a while. None: it is over."""
        return await asyncio.wait_for(self._queue.get(), seconds)

    @property
    def is_behind(self) -> bool:
        """Whether too much is waiting."""
        return self._queue.qsize() > MOST_WAITING


class Feed:
    """The changes of one database, for one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._listeners: list[Listener] = []
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="whale-feed", daemon=True)
        self._reader: ChangeReader | None = None

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def close(self) -> None:
        """End every listener, then the thread."""
        self._closing.set()
        self.end()
        if self._thread.is_alive():
            self._thread.join()

    def end(self) -> None:
        """Let every listener end, also those that still come; safe to call from a signal's handler."""
        self._closing.set()
        with self._lock:
            listeners = tuple(self._listeners)
        for one in listeners:
            one.put(None)

    def listen(self) -> Listener:
        """A new listener in the running event loop; `leave` when done."""
        listener = Listener(asyncio.get_running_loop())
        with self._lock:
            self._listeners.append(listener)
        if self._closing.is_set():
            listener.put(None)
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a listener."""
        with self._lock:
            if listener in self._listeners:
                self._listeners.remove(listener)

    def missed(self, place: int | None) -> News | None:
        """What was committed since a place, and the place reached; None when that is no longer kept. Without a place nothing was missed."""
        with self._database.read() as connection:
            following = place_of(connection)
            if place is None:
                return News((), following)
            if place > following or not is_kept(connection, place):
                return None
            return News(tuple(change_of(row) for row in rows_since(connection, place)), following)

    def _loop(self) -> None:
        while not self._closing.is_set():
            try:
                self._follow()
            except Unavailable as error:
                log.info("feed.waiting", code=error.code)
            except Exception as error:
                log.error("feed.failed", exc_info=error)
            self._closing.wait(RETRY_SECONDS)

    def _follow(self) -> None:
        """Listen until the connection is lost or the server closes."""
        with self._database.listening(CHANNEL) as notified:
            if self._reader is None:
                self._reader = ChangeReader(self._database)
            self._tell(self._reader)
            read_at = time.monotonic()
            while not self._closing.is_set():
                if notified(LOOK_EVERY_SECONDS):
                    time.sleep(GATHER_SECONDS)
                elif time.monotonic() - read_at < READ_EVERY_SECONDS:
                    continue
                self._tell(self._reader)
                read_at = time.monotonic()

    def _tell(self, reader: ChangeReader) -> None:
        changes = tuple(reader.news())
        if not changes:
            return
        with self._lock:
            listeners = tuple(self._listeners)
        for one in listeners:
            one.put(News(changes, reader.place))
