"""Buttons: one primary per page or dialog, outlines for the rest; the key that does the same is printed on the button."""

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QHideEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import painting, words

KINDS = (
    "primary",
    "default",
    "danger",
    "danger-outline",
    "accent-outline",
    "ghost",
    "link",
    "icon",
    "icon-outline",
)
_TEXT_TOKEN = {
    "primary": "on-accent",
    "danger": "on-accent",
    "danger-outline": "err",
    "accent-outline": "accent",
    "link": "accent",
}
_ICON_TOKEN = {**_TEXT_TOKEN, "link": "accent"}
_SPIN_MILLISECONDS = 100


class Button(QPushButton):
    """A button with an optional icon (`ph.plus`), the cap of its key, and a busy state.

    `kind`: primary, default, danger, danger-outline, accent-outline, ghost, link. `size`: normal 28, dialog 32, login 36.
    `key` is only painted and spoken; the page binds the shortcut. A button that may not be used now is told why with `set_blocked`.
    """

    def __init__(
        self,
        text: str = "",
        *,
        kind: str = "default",
        icon: str = "",
        key: str = "",
        size: str = "normal",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        assert kind in KINDS, kind
        self._kind = kind
        self._icon_name = icon
        self._icon_after = False
        self._key = painting.key_words(key) if key else ""
        self._busy_text: str | None = None
        self._marked = False
        self._icon_token: str | None = None
        self._turn = 0
        self._spin = QTimer(self)
        self._spin.setInterval(_SPIN_MILLISECONDS)
        self._spin.timeout.connect(self._advance)
        self.setProperty("kind", kind)
        self.setProperty("extent", size)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor if kind == "link" else Qt.CursorShape.ArrowCursor)
        self._say_key()

    @property
    def kind(self) -> str:
        """The present kind."""
        return self._kind

    def set_kind(self, kind: str) -> None:
        """Change the kind."""
        assert kind in KINDS, kind
        self._kind = kind
        self.setProperty("kind", kind)
        theme.restyle(self)

    def set_icon(self, name: str, *, token: str | None = None, after: bool = False) -> None:
        """Show another icon, or none; `token` overrides its colour, `after` puts it behind the text (a caret)."""
        self._icon_name = name
        self._icon_token = token
        self._icon_after = after
        self.updateGeometry()
        self.update()

    def set_key(self, sequence: str) -> None:
        """Print another key on the button (`Ctrl+N`); empty takes it away."""
        self._key = painting.key_words(sequence) if sequence else ""
        self._say_key()
        self.updateGeometry()
        self.update()

    def set_busy(self, busy: bool, text: str | None = None) -> None:
        """While busy the button turns a spinner, shows `text` (its own when None) and cannot be pressed."""
        self._busy_text = (text if text is not None else self.text()) if busy else None
        self.setEnabled(not busy)
        self._run_spinner()
        self.updateGeometry()
        self.update()

    def is_busy(self) -> bool:
        """Whether the button is waiting for an answer."""
        return self._busy_text is not None

    def set_blocked(self, reason: str | None) -> None:
        """Disable the button and say why in its tooltip; None frees it."""
        self.setEnabled(reason is None)
        self.setToolTip(reason or "")
        self.setAccessibleDescription(reason or "")
        self._say_key()

    def set_marked(self, marked: bool) -> None:
        """An amber dot: something was changed and not yet used (a filter that was not queried)."""
        self._marked = marked
        self.update()

    def sizeHint(self) -> QSize:
        """Icon, text and key cap side by side, in the box of the style sheet."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        content = QSize(self._content_width(), max(self.fontMetrics().height(), theme.px(16)))
        return self.style().sizeFromContents(QStyle.ContentsType.CT_PushButton, option, content, self)

    def minimumSizeHint(self) -> QSize:
        """A button is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box by the style sheet, the content by hand."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButtonBevel, option, painter, self)
        self._paint_content(painter)
        if self._marked and self.isEnabled():
            centre = QPointF(self.width() - theme.px(7), theme.px(7))
            painting.draw_colored_dot(painter, centre, theme.color("warn-dot"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses a focused button as Space does; with Ctrl it belongs to the dialog."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """The spinner turns only while it can be seen."""
        super().showEvent(event)
        self._run_spinner()

    def hideEvent(self, event: QHideEvent) -> None:
        """The spinner turns only while it can be seen."""
        super().hideEvent(event)
        self._spin.stop()

    def _text_token(self) -> str:
        if not self.isEnabled():
            return "tx-dis"
        return _TEXT_TOKEN.get(self._kind, "tx1")

    def _icon_color(self) -> str:
        if not self.isEnabled():
            return "tx-dis"
        return self._icon_token or _ICON_TOKEN.get(self._kind, "tx2")

    def _shown_icon(self) -> str:
        return "ph.spinner" if self.is_busy() else self._icon_name

    def _shown_text(self) -> str:
        text = self.text() if self._busy_text is None else self._busy_text
        return text.replace("&&", "\0").replace("&", "").replace("\0", "&")

    def _shown_key(self) -> str:
        return "" if self.is_busy() else self._key

    def _content_width(self) -> int:
        text = self._shown_text()
        parts = []
        if self._shown_icon():
            parts.append(theme.px(10 if self._icon_after else 16))
        if text:
            parts.append(self.fontMetrics().horizontalAdvance(text))
        if self._shown_key():
            parts.append(painting.key_cap_size(self._shown_key()).width())
        return sum(parts) + theme.px(6) * max(0, len(parts) - 1)

    def _paint_content(self, painter: QPainter) -> None:
        x = (self.width() - self._content_width()) // 2
        gap = theme.px(6)
        if self._shown_icon() and not self._icon_after:
            x = self._paint_icon(painter, x) + gap
        text = self._shown_text()
        if text:
            rect = QRect(x, 0, QFontMetrics(self.font()).horizontalAdvance(text), self.height())
            color = theme.color(self._text_token())
            painting.draw_line(painter, rect, text, font=self.font(), color=color)
            if self._kind == "link" and self.underMouse() and self.isEnabled():
                underline = painting.baseline(rect, self.font()) + 2
                painter.drawLine(rect.x(), underline, rect.right(), underline)
            x = rect.right() + 1 + gap
        if self._shown_icon() and self._icon_after:
            x = self._paint_icon(painter, x) + gap
        if self._shown_key():
            self._paint_key(painter, x)

    def _paint_icon(self, painter: QPainter, x: int) -> int:
        """Draw the icon at `x`; returns its right end."""
        side = theme.px(10 if self._icon_after else 16)
        rect = QRect(x, (self.height() - side) // 2, side, side)
        if self.is_busy():
            painter.save()
            painter.translate(rect.center() + QPoint(1, 1))
            painter.rotate(45 * self._turn)
            painting.draw_icon(painter, QRect(-side // 2, -side // 2, side, side), "ph.spinner", self._icon_color())
            painter.restore()
        else:
            painting.draw_icon(painter, rect, self._shown_icon(), self._icon_color())
        return rect.right() + 1

    def _paint_key(self, painter: QPainter, x: int) -> None:
        size = painting.key_cap_size(self._shown_key())
        rect = QRect(x, (self.height() - size.height()) // 2, size.width(), size.height())
        filled = self._kind in ("primary", "danger") and self.isEnabled()
        color = theme.color("on-accent" if filled else "tx3" if self.isEnabled() else "tx-dis")
        line = theme.color("on-accent" if filled else "line-input")
        if filled:
            line.setAlphaF(0.6)
        painting.draw_key_cap(painter, rect, self._shown_key(), color=color, line=line)

    def _advance(self) -> None:
        self._turn = (self._turn + 1) % 8
        self.update()

    def _run_spinner(self) -> None:
        if self.is_busy() and self.isVisible() and not theme.current().reduced_motion:
            self._spin.start()
        else:
            self._spin.stop()
            self._turn = 0

    def _say_key(self) -> None:
        if self._key and not self.toolTip():
            self.setAccessibleDescription(self._key)


class IconButton(Button):
    """A button with only an icon; its name is both tooltip and accessible name. A red count may stand beside the icon."""

    def __init__(self, icon: str, name: str = "", *, outline: bool = False, parent: QWidget | None = None) -> None:
        super().__init__("", kind="icon-outline" if outline else "icon", icon=icon, parent=parent)
        self._name = ""
        self._count = 0
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """What the button does, in the user's language."""
        self._name = name
        self.setToolTip(name)
        self._speak()

    def set_count(self, count: int) -> None:
        """A red count beside the icon; zero takes it away."""
        self._count = count
        self._speak()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The square of the icon and, with a count, the badge beside it."""
        size = super().sizeHint()
        width = max(size.height(), size.width())
        if self._count:
            width += painting.badge_size(self._count).width() + theme.px(6)
        return QSize(width, size.height())

    def _content_width(self) -> int:
        width = theme.px(16)
        if self._count:
            width += theme.px(4) + painting.badge_size(self._count).width()
        return width

    def _paint_content(self, painter: QPainter) -> None:
        right = self._paint_icon(painter, (self.width() - self._content_width()) // 2)
        if self._count:
            size = painting.badge_size(self._count)
            top = (self.height() - size.height()) // 2
            painting.draw_badge(painter, QRect(QPoint(right + theme.px(4), top), size), self._count)

    def _speak(self) -> None:
        spoken = words.say(words.PENDING_ITEMS, name=self._name, count=self._count) if self._count else self._name
        self.setAccessibleName(spoken)
