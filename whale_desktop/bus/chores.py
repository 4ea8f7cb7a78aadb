"""Small work of the program itself that nobody asked for and nobody waits for: sending mail, say. One background thread does it.

A chore finds its own work in the database, does what is due and says when it wants to be called next; so a crash loses nothing, and
several processes may do the same chore if it marks what it works on. Must not know what the chores are.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from whale_desktop.bus.pipeline import Bus
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.kernel.logs import Log
from whale_desktop.messages.topics import Change

log = Log("whale_desktop.bus")

RETRY_SECONDS = 2.0
"""How long the runner waits when the database did not answer."""
PAUSE_SECONDS = 60.0
"""How long it leaves a chore alone that failed by our mistake."""
QUIET_SECONDS = 2.0
"""How long work that follows every change waits for more of it, so that it never runs between the commands of a busy moment."""

ANY = "*"
"""The topic of a chore that every change makes work for."""


class Chore(Protocol):
    """One kind of small work. topics: a change of one of them may have made work for it; after `ANY` change it is called a little later."""

    topics: frozenset[str]

    def run(self, closing: threading.Event) -> datetime | None:
        """Do what is due, stop early when `closing` is set; returns when there is more to do, None when only a change can bring some."""
        ...


class ChoreRunner:
    """Runs the chores of a process. Its thread begins with a change or `wake`, and ends when no chore wants to be called again."""

    def __init__(self, bus: Bus, chores: Callable[[], Sequence[Chore]]) -> None:
        """chores: called once, in the thread, after the features are loaded."""
        self._bus = bus
        self._make = chores
        self._wake = threading.Event()
        self._later = threading.Event()
        self._closing = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._chores: Sequence[Chore] | None = None
        self._subscription = bus.notices.subscribe(self._on_change)

    def wake(self) -> None:
        """Look for work now."""
        self._begin(self._wake)

    def _begin(self, reason: threading.Event) -> None:
        """Note why there may be work, and see to it that somebody looks."""
        with self._starting:
            if self._closing.is_set():
                return
            reason.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._loop, name="whale-chores", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop after the present piece of work and wait for it."""
        self._subscription.close()
        with self._starting:
            self._closing.set()
            thread = self._thread
        self._wake.set()
        if thread is not None:
            thread.join()

    def _on_change(self, change: Change) -> None:
        if self._chores is None or any(one.topics & set(change.topics) for one in self._chores):
            self.wake()
        elif any(ANY in one.topics for one in self._chores):
            self._begin(self._later)

    def _loop(self) -> None:
        wait: float | None = None
        while not self._closing.is_set():
            self._rest(wait)
            self._wake.clear()
            self._later.clear()
            wait = self._run()
            with self._starting:
                if wait is None and not self._wake.is_set() and not self._later.is_set():
                    self._thread = None
                    return

    def _rest(self, seconds: float | None) -> None:
        """Wait until a chore wants to be called, somebody wakes the runner, or what changed has been quiet for a while."""
        left = seconds
        while left is None or left > 0:
            quiet = self._later.is_set()
            if self._wake.wait(QUIET_SECONDS if left is None else min(left, QUIET_SECONDS)) or quiet:
                return
            left = None if left is None else left - QUIET_SECONDS

    def _run(self) -> float | None:
        """Run the chores once; the seconds until one wants to be called again, None when only a change can bring work."""
        try:
            if self._chores is None:
                self._bus.load()
                self._chores = self._make()
            due = run_chores(self._chores, self._closing)
        except Unavailable as error:
            log.info("chores.waiting", code=error.code)
            return RETRY_SECONDS
        except Exception as error:
            log.error("chores.failed", exc_info=error)
            return PAUSE_SECONDS
        if due is None:
            return None
        return min(max(0.0, (due - self._bus.clock.now()).total_seconds()), PAUSE_SECONDS)


def run_chores(chores: Sequence[Chore], closing: threading.Event) -> datetime | None:
    """Run each chore once; the earliest moment that one of them wants. A worker or a test may call it in a thread of its own."""
    moments = [due for one in chores if not closing.is_set() and (due := one.run(closing)) is not None]
    return min(moments, default=None)
