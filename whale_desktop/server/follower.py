"""Hears of every change that any process commits to a server's database: one thread.

The database notifies at each commit; what was said is then read from the change log, so a lost connection loses nothing.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from whale_desktop.bus.changes import CHANNEL, ChangeReader
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


@dataclass(frozen=True)
class News:
    """Changes, and the place of a reader who has heard them."""

    changes: tuple[Change, ...]
    place: int


class Follower:
    """Calls `tell` from its thread with everything that is committed. `origin`: whose changes are left out."""

    def __init__(self, database: Database, tell: Callable[[News], None], *, origin: str = "") -> None:
        self._database = database
        self._tell = tell
        self._origin = origin
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="whale-follower", daemon=True)
        self._reader: ChangeReader | None = None

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Stop and wait."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()

    def _loop(self) -> None:
        while not self._closing.is_set():
            try:
                self._follow()
            except Unavailable as error:
                log.info("follower.waiting", code=error.code)
            except Exception as error:
                log.error("follower.failed", exc_info=error)
            self._closing.wait(RETRY_SECONDS)

    def _follow(self) -> None:
        """Listen until the connection is lost or the process ends."""
        with self._database.listening(CHANNEL) as notified:
            if self._reader is None:
                self._reader = ChangeReader(self._database, origin=self._origin)
            self._read(self._reader)
            read_at = time.monotonic()
            while not self._closing.is_set():
                if notified(LOOK_EVERY_SECONDS):
                    time.sleep(GATHER_SECONDS)
                elif time.monotonic() - read_at < READ_EVERY_SECONDS:
                    continue
                self._read(self._reader)
                read_at = time.monotonic()

    def _read(self, reader: ChangeReader) -> None:
        changes = tuple(reader.news())
        if changes:
            self._tell(News(changes, reader.place))
