"""Text fields: one line, password, many lines, and plain read-only text."""

import re
from math import ceil

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import painting, words
from whale_desktop.ui.components.fields.base import Field
from whale_desktop.ui.components.labels import Label

_HAS_CJK = re.compile(r"[\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]")
_INK = 60
"""How much darker or lighter than its paper a pixel is to count as a glyph."""
_drops: dict[tuple[str, int], int] = {}


class LineEdit(QLineEdit):
    """A line edit with an optional icon at its start and a clickable icon at its end, and CJK text centred like Latin."""

    end_clicked = Signal()

    def __init__(self, parent: QWidget | None = None, *, icon: str = "", end_icon: str = "") -> None:
        super().__init__(parent)
        self._icon = icon
        self._end_icon = end_icon
        self._place_text()
        self.textChanged.connect(self._place_text)
        theme.current().changed.connect(self._place_text)
        theme.current().locale_changed.connect(self._place_text)

    def set_icon(self, icon: str) -> None:
        """The icon at the start; empty takes it away."""
        self._icon = icon
        self._place_text()
        self.update()

    def set_end_icon(self, icon: str) -> None:
        """The icon at the end; empty takes it away."""
        self._end_icon = icon
        self._place_text()
        self.update()

    def end_rect(self) -> QRect:
        """Where the icon at the end is, with its target around it."""
        side = theme.px(24)
        return QRect(self.width() - side - theme.px(3), (self.height() - side) // 2, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The edit, then the icons."""
        super().paintEvent(event)
        painter = QPainter(self)
        side = theme.px(14)
        token = "tx3" if self.isEnabled() else "tx-dis"
        if self._icon:
            place = QRect(theme.px(6 if self.property("bare") else 9), (self.height() - side) // 2, side, side)
            painting.draw_icon(painter, place, self._icon, token)
        if self._end_icon:
            painting.draw_icon(painter, theme.centred(self.end_rect(), side, side), self._end_icon, token)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the end icon is not a press into the text."""
        if self._on_end(event.position().toPoint()) and event.button() is Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.end_clicked.emit()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """An arrow over the end icon, a text cursor elsewhere."""
        over = self._on_end(event.position().toPoint())
        self.setCursor(Qt.CursorShape.ArrowCursor if over else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Follow the pointer only while it is here."""
        self.setMouseTracking(bool(self._end_icon))
        super().enterEvent(event)

    def _on_end(self, point: QPoint) -> bool:
        return bool(self._end_icon) and self.isEnabled() and self.end_rect().contains(point)

    def _place_text(self, *_text: str) -> None:
        """Leave room for the icons, and lower a line with CJK glyphs to where a line of digits stands."""
        start = theme.px(26 if self.property("bare") else 20) if self._icon else 0
        end = theme.px(20) if self._end_icon else 0
        self.setTextMargins(start, cjk_drop() if _HAS_CJK.search(self.text()) else 0, end, 0)


def cjk_drop() -> int:
    """The margin above a line with CJK glyphs that puts it as high as a line of digits, at the present scale and locale.

    Qt moves the baseline of an edit up by an amount that depends on both faces and follows from no metric, so it is looked at once.
    """
    current = theme.current()
    key = (current.locale, current.scale)
    found = _drops.get(key)
    if found is None:
        found = _drops[key] = 2 * max(0, ceil(_middle_of_ink("08") - _middle_of_ink("國國")))
    return found


def _middle_of_ink(text: str) -> float:
    """How far below the top the middle of the painted glyphs of an edit is."""
    edit = QLineEdit(text)
    edit.setReadOnly(True)
    edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    edit.resize(theme.px(60), edit.sizeHint().height())
    picture = edit.grab().toImage()
    edit.deleteLater()
    middle = picture.height() // 2
    paper = picture.pixelColor(3, middle).lightness()
    inked = [
        y
        for y in range(3, picture.height() - 3)
        if any(abs(picture.pixelColor(x, y).lightness() - paper) > _INK for x in range(6, picture.width() - 6))
    ]
    return (inked[0] + inked[-1]) / 2 / picture.devicePixelRatio() if inked else 0.0


class LineField(Field):
    """One line of text. `value()` is the text without surrounding blanks."""

    def __init__(
        self, *, placeholder: str = "", icon: str = "", max_length: int = 0, size: str = "normal", parent: QWidget | None = None
    ) -> None:
        self.line = LineEdit(icon=icon)
        super().__init__(self.line, parent=parent)
        self.line.setPlaceholderText(placeholder)
        self.line.setProperty("extent", size)
        if max_length:
            self.line.setMaxLength(max_length)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.editingFinished.connect(self.committed)
        self.embed()

    def value(self) -> str:
        """The text without surrounding blanks."""
        return self.line.text().strip()

    def set_value(self, value: str | None) -> None:
        """Show a text."""
        self.line.setText(value or "")
        self.line.setCursorPosition(0)

    def set_placeholder(self, text: str) -> None:
        """What to type, while the field is empty."""
        self.line.setPlaceholderText(text)


class PasswordField(LineField):
    """A hidden line with an eye at its end. The value is taken as typed, blanks included."""

    def __init__(
        self, *, placeholder: str = "", icon: str = "ph.lock-key", size: str = "normal", parent: QWidget | None = None
    ) -> None:
        super().__init__(placeholder=placeholder, icon=icon, size=size, parent=parent)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.set_end_icon("ph.eye-slash")
        self.line.end_clicked.connect(self.toggle_shown)

    def value(self) -> str:
        """The password exactly as typed."""
        return self.line.text()

    def toggle_shown(self) -> None:
        """Show or hide what was typed."""
        hidden = self.line.echoMode() is QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.line.set_end_icon("ph.eye" if hidden else "ph.eye-slash")
        self.line.setToolTip(words.say(words.HIDE_PASSWORD if hidden else words.SHOW_PASSWORD))


class CodeField(LineField):
    """A code that is typed once: digits of an authenticator app, or letters of a recovery code, in figures of one width."""

    def __init__(self, *, size: str = "normal", parent: QWidget | None = None) -> None:
        super().__init__(icon="ph.device-mobile", max_length=24, size=size, parent=parent)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferLatin | Qt.InputMethodHint.ImhNoPredictiveText)


class _TextEdit(QPlainTextEdit):
    """A text box that says when it is left and lets Tab move on."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the field was left."""
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter belongs to the dialog."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)


class MultiLineField(Field):
    """Several lines of text; `lines` is the height at the start."""

    def __init__(self, *, placeholder: str = "", lines: int = 3, max_length: int = 0, parent: QWidget | None = None) -> None:
        self.text_edit = _TextEdit()
        super().__init__(self.text_edit, parent=parent)
        self._lines = lines
        self._max_length = max_length
        self._setting = False
        self.text_edit.setPlaceholderText(placeholder)
        self.text_edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.text_edit.textChanged.connect(self._changed)
        self.text_edit.left.connect(self.committed)
        self._fit()
        theme.current().changed.connect(self._fit)
        self.embed()

    def value(self) -> str:
        """The text without surrounding blanks."""
        return self.text_edit.toPlainText().strip()

    def set_value(self, value: str | None) -> None:
        """Show a text."""
        self._setting = True
        self.text_edit.setPlainText(value or "")
        self._setting = False

    def set_placeholder(self, text: str) -> None:
        """What to type, while the field is empty."""
        self.text_edit.setPlaceholderText(text)

    def _changed(self) -> None:
        if self._setting:
            return
        text = self.text_edit.toPlainText()
        if self._max_length and len(text) > self._max_length:
            position = self.text_edit.textCursor().position()
            self.set_value(text[: self._max_length])
            cursor = self.text_edit.textCursor()
            cursor.setPosition(min(position, self._max_length))
            self.text_edit.setTextCursor(cursor)
        self.edited.emit()

    def _fit(self) -> None:
        line = theme.current().line_height("body")
        self.text_edit.setFixedHeight(self._lines * line + theme.px(8) + 6)


class ReadOnlyField(Field):
    """A value as plain text in a form."""

    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        self.label = Label(text, wrap=True)
        super().__init__(self.label, parent=parent)
        self.read_only = True
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setMinimumHeight(theme.px(28))
        self.embed()

    def value(self) -> str:
        """The text."""
        return self.label.text()

    def set_value(self, value: str | None) -> None:
        """Show a text, `—` for none."""
        self.label.setText(value if value else "—")

    def set_read_only(self, read_only: bool) -> None:
        """It always is."""

    def set_invalid(self, invalid: bool) -> None:
        """It has no ring."""
