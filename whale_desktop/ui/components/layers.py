"""Layers over a window: the scrim behind a dialog, and the rule that focus and keys stay in the topmost layer."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from shiboken6 import isValid

from whale_desktop.ui import theme

PASSED_KEYS = ("Ctrl+=", "Ctrl++", "Ctrl+-", "Ctrl+0")
"""Keys of the window that work over a dialog too: the size of the text."""


class Scrim(QWidget):
    """A plain veil over the whole window; clicks end here."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.over = window
        """The window that is veiled."""
        window.installEventFilter(self)
        self.setGeometry(window.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if event.type() is QEvent.Type.Resize and watched is self.over:
            self.setGeometry(self.over.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the veil."""
        QPainter(self).fillRect(self.rect(), theme.color("scrim"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside a dialog does nothing; it must not reach the page."""
        event.accept()


class FocusTrap(QObject):
    """Keeps the focus inside one widget while it is the topmost layer of its window."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__(inside)
        self._inside = inside
        self._last: QWidget | None = None
        self.active = False

    def start(self) -> None:
        """Begin to watch."""
        if not self.active:
            self.active = True
            self._application().focusChanged.connect(self._moved)

    def stop(self) -> None:
        """Stop watching."""
        if self.active:
            self.active = False
            self._application().focusChanged.disconnect(self._moved)

    def _application(self) -> QApplication:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        return application

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or new.window() is not self._inside.window():
            return
        if new is self._inside or self._inside.isAncestorOf(new):
            self._last = new
            return
        target = self._last if self._last is not None and self._last.isVisible() else None
        if target is None:
            target = next(iter(focus_stops(self._inside)), self._inside)
        target.setFocus()


def focus_stops(inside: QWidget) -> list[QWidget]:
    """The widgets inside `inside` that Tab can reach now, in the order in which one reads them: container by container, row by row.

    Qt's own chain is not asked. It has the order in which widgets were made, which is another one for choices that arrive late; and PySide
    takes a widget's neighbour in it for its property: with the end of each dialog it would forget half of the window behind.
    """
    found: list[QWidget] = []
    for widget in _as_read(inside):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            found.append(widget)
        found += focus_stops(widget)
    return found


def _as_read(inside: QWidget) -> list[QWidget]:
    """The usable widgets directly inside another: from top to bottom, and from left to right what stands beside each other."""
    direct = inside.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    usable = sorted((one for one in direct if one.isVisible() and one.isEnabled()), key=lambda one: one.geometry().center().y())
    rows: list[list[QWidget]] = []
    for widget in usable:
        if rows and widget.geometry().top() < rows[-1][0].geometry().center().y():
            rows[-1].append(widget)
        else:
            rows.append([widget])
    return [widget for row in rows for widget in sorted(row, key=lambda one: one.x())]


def next_inside(inside: QWidget, *, forward: bool) -> bool:
    """Move the focus to the next focusable widget inside `inside`, around its ends. False when there is none."""
    stops = focus_stops(inside) if forward else focus_stops(inside)[::-1]
    if not stops:
        return False
    focused = inside.focusWidget()
    here = stops.index(focused) if focused in stops else -1
    stops[(here + 1) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    return True


def give_back(widget: QWidget | None, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> bool:
    """Give the focus to what had it before, if it still exists and can be seen; whether it took it."""
    if widget is None or not isValid(widget) or not widget.isVisible():
        return False
    widget.setFocus(reason)
    return True


def owns_sequence(inside: QWidget, event: QKeyEvent) -> bool:
    """Whether a shortcut or a mnemonic inside `inside` is bound to the key of `event`, or the key works everywhere."""
    pressed = QKeySequence(event.keyCombination())
    if pressed.toString() in PASSED_KEYS:
        return True
    for shortcut in inside.findChildren(QShortcut):
        bound = shortcut.keys()
        if pressed in bound and shortcut.isEnabled():
            return True
    for action in (action for widget in inside.findChildren(QWidget) for action in widget.actions()):
        if pressed in action.shortcuts():
            return True
    texts = [label.text() for label in inside.findChildren(QLabel) if label.buddy() is not None]
    texts += [button.text() for button in inside.findChildren(QPushButton)]
    return any(QKeySequence.mnemonic(text) == pressed for text in texts if "&" in text)
