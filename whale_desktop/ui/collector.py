"""Looks for cyclic garbage in the thread of the window, and nowhere else while a window lives.

A widget in a cycle dies when the cycle is found. If a worker finds it, the widget dies in the worker's thread, and Qt ends the process.
Searching from the window's events has a second good: no widget dies in the middle of its own painting.
"""

import gc

from PySide6.QtCore import QObject, QTimer

from whale_desktop.kernel import collecting

EVERY_MILLISECONDS = 200


class Collector(QObject):
    """From its making to `stop` nobody else in the process looks for garbage; from `settle` on this does, where its events are."""

    def __init__(self) -> None:
        super().__init__()
        collecting.pause()
        self._runs, self._settled = True, False
        self._timer = QTimer(self, interval=EVERY_MILLISECONDS)
        self._timer.timeout.connect(collecting.collect_due)

    def settle(self) -> None:
        """Start-up is over. What is there by now stays and is never searched, so that a search of all the rest takes milliseconds.

        Only the first call counts: what a window builds and tears down later has to be searched.
        """
        if self._runs and not self._settled:
            self._settled = True
            gc.freeze()
            self._timer.start()

    def put_off(self) -> None:
        """Somebody waits for a picture: search a moment later."""
        if self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Let Python search by itself again, in any thread. Safe to call twice."""
        if not self._runs:
            return
        self._runs = False
        self._timer.stop()
        if self._settled:
            gc.unfreeze()
        collecting.resume(after_search=True)
