"""Keys and mouse of a person, sent as real events to one widget."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

NONE = Qt.KeyboardModifier.NoModifier


def press(widget: QWidget, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press and let go of a key; a string is one character."""
    if isinstance(key, str):
        QTest.keyClicks(widget, key, modifiers)
    else:
        QTest.keyClick(widget, key, modifiers)


def write(widget: QWidget, text: str) -> None:
    """Type Latin text."""
    QTest.keyClicks(widget, text)


def click(widget: QWidget, at: QPoint | None = None, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    """Click in the middle of a widget, or at a place in it."""
    QTest.mouseClick(widget, button, NONE, at if at is not None else widget.rect().center())


def focused() -> QWidget:
    """The widget that has the focus."""
    from PySide6.QtWidgets import QApplication

    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget
