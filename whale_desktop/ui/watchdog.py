"""Measures how long the thread of the window is away from its events. Knows no services."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from whale_desktop.kernel.logs import Log

STALL_SECONDS = 0.1
"""The window must look at the person's input at least this often."""
EXEMPT_SECONDS = 0.6
"""The limit of what is exempt by name: start-up, theme, zoom."""
BEAT_MILLISECONDS = 20

_log = Log("whale_desktop.ui")


class Watchdog(QObject):
    """Measures how long the thread of the window is away from its events, and logs each stall as `ui.stall`.

    A beat every 20 ms comes late by the length of the stall; what is less than one beat over the limit may pass. What is done under
    `exempt` counts as its own, up to the first beat in time again, because the painting it causes comes later.
    """

    stalled = Signal(str, float)
    """Name of the exemption (empty for none) and seconds."""

    def __init__(self, limit_seconds: float = STALL_SECONDS) -> None:
        super().__init__()
        self.limit_seconds = limit_seconds
        self.tell_time: Callable[[], float] = time.perf_counter
        """A rising number of seconds; tests on a busy machine put in one that stands still while others have the processor."""
        self._beat = QTimer(self, interval=BEAT_MILLISECONDS, timerType=Qt.TimerType.PreciseTimer)
        self._beat.timeout.connect(self._on_beat)
        self._last = 0.0
        self._exempt: tuple[str, float, float] | None = None

    def start(self) -> None:
        """Begin to measure."""
        self._last = self.tell_time()
        self._beat.start()

    def stop(self) -> None:
        """End measuring."""
        self._beat.stop()
        self._exempt = None

    @contextmanager
    def exempt(self, name: str, limit_seconds: float = EXEMPT_SECONDS) -> Iterator[None]:
        """What happens inside, and the painting that follows, has a limit of its own under `name`."""
        if self._exempt is None:
            self._exempt = (name, self.tell_time(), limit_seconds)
        yield

    def _on_beat(self) -> None:
        now = self.tell_time()
        away = now - self._last - BEAT_MILLISECONDS / 1000
        in_time = away < BEAT_MILLISECONDS / 1000
        if self._exempt is None:
            self._report("", away, self.limit_seconds)
        elif in_time:
            name, began, limit = self._exempt
            self._exempt = None
            self._report(name, self._last - began, limit)
        self._last = now

    def _report(self, name: str, seconds: float, limit_seconds: float) -> None:
        if seconds > limit_seconds:
            _log.warning("ui.stall", exempt=name, milliseconds=round(seconds * 1000), limit=round(limit_seconds * 1000))
            self.stalled.emit(name, seconds)
