"""The process that the start of the program is compared with: a bare window that has imported the same libraries."""

import time

import msgspec  # noqa: F401 - the comparison imports what the program is built on
import qasync  # noqa: F401 - as above
import qtawesome  # noqa: F401 - as above
import sqlalchemy  # noqa: F401 - as above
import structlog  # noqa: F401 - as above
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Bare(QWidget):
    """Says when it was painted and ends the process."""

    said = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first one ends it."""
        QTimer.singleShot(0, self._said)

    def _said(self) -> None:
        print("painted", time.monotonic(), time.process_time(), flush=True)
        self.said = True


application = QApplication([])
window = Bare()
window.resize(1440, 900)
window.show()
while not window.said:
    application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
