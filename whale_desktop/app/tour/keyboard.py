"""Keys and mouse as a person's: real events to the window, the focus moved by Tab, and waiting until the window has answered.

Must not know any screen. Every intent that cannot be carried out raises `StuckError` with a sentence that says which.
"""

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from whale_desktop.ui.runtime import Runtime

PATIENCE_SECONDS = 10.0
"""How long an answer may take before the window counts as stuck."""
QUIET_MILLISECONDS = 40
MOST_TABS = 80
"""After so many presses of Tab every stop of a dialog has been seen."""

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


class StuckError(Exception):
    """The window did not do what a person would expect; the text says what was tried."""


class Keyboard:
    """One person's hands at one window."""

    def __init__(self, window: QWidget, runtime: Runtime) -> None:
        self.window = window
        self._runtime = runtime

    # ------------------------------------------------------------------------------------------------------------- waiting

    def pause(self, milliseconds: int) -> None:
        """Let the window work for a while."""
        QTest.qWait(milliseconds)

    def until(self, condition: Callable[[], object], what: str, *, seconds: float = PATIENCE_SECONDS) -> None:
        """Let the window work until something holds. `what` completes "waited in vain until …"."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise StuckError(f"waited {seconds:g} s in vain until {what}")
            QTest.qWait(5)

    def settle(self, *, quiet: int = QUIET_MILLISECONDS) -> None:
        """Let the window work until no question to the services has been under way for `quiet` milliseconds."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        since = time.monotonic()
        while (time.monotonic() - since) * 1000 < quiet:
            if time.monotonic() > deadline:
                raise StuckError(f"the window was still asking after {PATIENCE_SECONDS:g} s")
            QTest.qWait(5)
            if self._runtime.is_asking:
                since = time.monotonic()

    # ---------------------------------------------------------------------------------------------------------------- keys

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press and let go of a key, wherever the focus is."""
        QTest.keyClick(self._handle(), key, modifiers)

    def write(self, text: str) -> None:
        """Type a text; what is not ASCII is pasted, as an input method would bring it."""
        if text.isascii():
            for letter in text:
                QTest.keyClick(self._handle(), letter)  # type: ignore[call-overload]  # the stub calls a character an int
            return
        QGuiApplication.clipboard().setText(text)
        self.press(Key.Key_V, CTRL)

    def overwrite(self, text: str) -> None:
        """Replace what stands in the field that has the focus."""
        self.press(Key.Key_A, CTRL)
        self.press(Key.Key_Delete)
        self.write(text)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Press and let go of the left button in the middle of a widget, or at a place in it."""
        if not widget.isVisible():
            raise StuckError(f"{_name(widget)} cannot be seen, so it cannot be clicked")
        if not widget.isEnabled():
            raise StuckError(f"{_name(widget)} is disabled, so it cannot be clicked")
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, NONE, at if at is not None else widget.rect().center())

    # --------------------------------------------------------------------------------------------------------------- focus

    def focused(self) -> QWidget:
        """The widget that has the focus."""
        popup = QApplication.activePopupWidget()
        widget: QWidget | None = QApplication.focusWidget() if popup is None else popup.focusWidget()
        if widget is None:
            raise StuckError("nothing has the focus")
        return widget

    def reach(self, *wanted: QWidget) -> QWidget:
        """Press Tab until one of the widgets, or something in it, has the focus; the widget that was reached."""
        for _ in range(MOST_TABS):
            focused = QApplication.focusWidget()
            for widget in wanted:
                if focused is not None and (focused is widget or widget.isAncestorOf(focused)):
                    return widget
            self.press(Key.Key_Tab)
        raise StuckError(f"{' or '.join(_name(one) for one in wanted)} cannot be reached by Tab")

    # --------------------------------------------------------------------------------------------------------------- menus

    def choose(self, label: str) -> None:
        """Choose an entry of the open menu by arrow keys and Enter."""
        self.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), f"a menu with “{label}” is open")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        entries: list[QAction] = [action for action in menu.actions() if not action.isSeparator()]
        for _ in entries:
            self.press(Key.Key_Down)
            action: Any = menu.activeAction()
            if action is not None and _plain(action.text()) == label:
                self.press(Key.Key_Return)
                return
        raise StuckError(f"the menu has no “{label}”, only {', '.join(_plain(one.text()) for one in entries)}")

    def _handle(self) -> Any:
        handle = self.window.windowHandle()
        if handle is None:
            raise StuckError("the window is not shown")
        return handle


def _plain(text: str) -> str:
    return text.partition("\t")[0].replace("&", "")


def _name(widget: QWidget) -> str:
    """How a widget is called in a sentence."""
    said = widget.accessibleName() or str(getattr(widget, "text", lambda: "")())
    return f"{type(widget).__name__} “{said}”" if said else type(widget).__name__
