"""Who looks again after a change: the pages that show a topic, told in the window's thread. Must not know where changes come from."""

import functools
from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

from whale_desktop.messages.topics import Change

COALESCE_MILLISECONDS = 40
"""Changes that come within this time are one notice."""


class Readers(QObject):
    """The callbacks of those who show something. `report` is told of one that fails; the others are called all the same."""

    def __init__(self, report: Callable[[BaseException], object], parent: QObject) -> None:
        super().__init__(parent)
        self._report = report
        self._readers: list[tuple[frozenset[str], Callable[[], object], int]] = []
        self._pending: set[str] = set()
        self._coalescing = QTimer(self, singleShot=True, interval=COALESCE_MILLISECONDS)
        self._coalescing.timeout.connect(self._tell)

    def add(self, topics: Iterable[str], callback: Callable[[], object], owner: QObject) -> None:
        """Call `callback` after a change of one of `topics`, while `owner` lives."""
        key = id(owner)
        if all(other != key for _, _, other in self._readers):
            owner.destroyed.connect(functools.partial(self._forget, key))
        self._readers.append((frozenset(topics), callback, key))

    def note(self, change: Change) -> None:
        """Something changed; whoever shows it is told in a moment, once for all that comes meanwhile."""
        self._pending.update(change.topics)
        if not self._coalescing.isActive():
            self._coalescing.start()

    def tell_all(self) -> None:
        """Everybody looks again, at once."""
        self._pending.update(topic for wanted, _, _ in self._readers for topic in wanted)
        self._tell()

    def stop(self) -> None:
        """Tell nobody any more."""
        self._coalescing.stop()

    def _forget(self, key: int, *_: object) -> None:
        self._readers = [one for one in self._readers if one[2] != key]

    def _tell(self) -> None:
        topics, self._pending = frozenset(self._pending), set()
        for wanted, callback, _ in list(self._readers):
            if wanted & topics:
                try:
                    callback()
                except Exception as error:  # one reader's mistake must not keep the news from the others
                    self._report(error)
