"""Passes every change that any process commits on to the clients that listen to this one: one queue a client."""

import asyncio
import threading

from whale_desktop.bus.changes import change_of, is_kept, place_of, rows_since
from whale_desktop.server.follower import Follower, News
from whale_desktop.storage import Database

MOST_WAITING = 2000
"""A listener that has so many changes waiting is let go; it comes again and asks for what it missed."""


class Listener:
    """One queue, filled from the feed's thread, read in the event loop. None ends it.

    Whoever does not take what comes is behind at some time: nothing more is kept for him, and he asks for what he missed.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: asyncio.Queue[News | None] = asyncio.Queue()

    def put(self, news: News | None) -> None:
        """From any thread."""
        self._loop.call_soon_threadsafe(self._keep, news)

    def _keep(self, news: News | None) -> None:
        if news is None or not self.is_behind:
            self._queue.put_nowait(news)

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
        self._ending = threading.Event()
        self._follower = Follower(database, self._tell)

    def start(self) -> None:
        """Begin to listen."""
        self._follower.start()

    def close(self) -> None:
        """End every listener, then the thread."""
        self.end()
        self._follower.close()

    def end(self) -> None:
        """Let every listener end, also those that still come; safe to call from a signal's handler."""
        self._ending.set()
        with self._lock:
            listeners = tuple(self._listeners)
        for one in listeners:
            one.put(None)

    def listen(self) -> Listener:
        """A new listener in the running event loop; `leave` when done."""
        listener = Listener(asyncio.get_running_loop())
        with self._lock:
            self._listeners.append(listener)
        if self._ending.is_set():
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

    def _tell(self, news: News) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for one in listeners:
            one.put(news)
