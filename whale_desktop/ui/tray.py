"""Notices of the desktop: what the system shows while the window is in the background. A port, and its adapter to the system's tray.

Must not know what is told.
"""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon

MILLISECONDS = 8000


class DesktopNotices(Protocol):
    """Shows notices outside the window."""

    def show(self, title: str, text: str, clicked: Callable[[], object]) -> None:
        """Show a notice; `clicked` is called when the person clicks it. Where the system shows none, nothing happens."""
        ...

    def close(self) -> None:
        """Take everything away."""
        ...


class TrayNotices(QObject):
    """Through an icon in the system's tray, which is there from the first notice on."""

    def __init__(self, icon: QIcon, name: str) -> None:
        super().__init__()
        self._icon = icon
        self._name = name
        self._tray: QSystemTrayIcon | None = None
        self._clicked: Callable[[], object] | None = None

    def show(self, title: str, text: str, clicked: Callable[[], object]) -> None:
        """Show a notice, if there is a tray that can."""
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._icon, self)
            self._tray.setToolTip(self._name)
            self._tray.messageClicked.connect(self._act)
            self._tray.activated.connect(self._act)
            self._tray.show()
        self._clicked = clicked
        self._tray.showMessage(title, text, self._icon, MILLISECONDS)

    def close(self) -> None:
        """Take the icon away."""
        if self._tray is not None:
            self._tray.hide()
            self._tray.deleteLater()
            self._tray = None

    def _act(self) -> None:
        if self._clicked is not None:
            self._clicked()
