"""Small marks: key caps, chips, status tags and count badges. Never colour alone: each carries a word or a number."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import painting, words

_CHIP_FILL = {"neutral": "mute-soft", "info": "accent-soft", "ok": "ok-soft", "warn": "warn-soft", "err": "err-soft"}
_CHIP_WORD = {"neutral": "tx2", "info": "accent", "ok": "ok", "warn": "warn", "err": "err"}
_CHIP_LINE = {"neutral": "line-strong", "info": "accent-line", "ok": "ok-line", "warn": "warn-line", "err": "err-line"}


class KeyCap(QWidget):
    """The cap of a key combination such as `Ctrl+K`."""

    def __init__(self, sequence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_sequence(sequence)

    def set_sequence(self, sequence: str) -> None:
        """Show another combination."""
        self._words = painting.key_words(sequence) if sequence else ""
        self.setAccessibleName(self._words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """16 high, as wide as its words."""
        return painting.key_cap_size(self._words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cap."""
        painting.draw_key_cap(QPainter(self), self.rect(), self._words, color=theme.color("tx3"), line=theme.color("line-input"))


class CountBadge(QWidget):
    """A count in a pill: `alert` red for what waits for the user, `plain` grey. Nothing is drawn at zero."""

    def __init__(self, count: int = 0, *, tone: str = "alert", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self._plain = tone == "plain"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(str(count))
        if count <= 0:
            self.hide()

    def count(self) -> int:
        """The number shown."""
        return self._count

    def set_count(self, count: int, spoken: str = "") -> None:
        """Show another count; `spoken` is what a screen reader says instead of the bare number."""
        self._count = count
        self.setAccessibleName(spoken or str(count))
        if count <= 0 or self.parentWidget() is not None:
            self.setVisible(count > 0)  # without a parent it would open as a window
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """16 high, at least round."""
        return painting.badge_size(self._count)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pill."""
        painting.draw_badge(QPainter(self), self.rect(), self._count, plain=self._plain)


class Tag(QWidget):
    """A status: a dot and a word. Tones: wait, run, done, fail, idle, void."""

    def __init__(self, text: str = "", tone: str = "idle", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_tag(text, tone)

    def text(self) -> str:
        """The word."""
        return self._text

    def tone(self) -> str:
        """The tone."""
        return self._tone

    def set_tag(self, text: str, tone: str) -> None:
        """Show another state."""
        assert tone in painting.TONE_DOT, tone
        self._text = text
        self._tone = tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Dot, gap and word."""
        current = theme.current()
        metrics = current.metrics("small", painting.TONE_WEIGHT.get(self._tone))
        return QSize(current.px(12) + metrics.horizontalAdvance(self._text) + 1, max(current.px(20), metrics.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dot and the word."""
        current = theme.current()
        painter = QPainter(self)
        painting.draw_dot(painter, QPointF(current.px(4), self.height() / 2), self._tone)
        rect = self.rect().adjusted(current.px(12), 0, 0, 0)
        font = current.font("small", painting.TONE_WEIGHT.get(self._tone))
        painting.draw_line(painter, rect, self._text, font=font, color=current.color(painting.TONE_WORD[self._tone]))


class Chip(QWidget):
    """A soft chip: states in heads, presets, chosen values. Tones: neutral, info, ok, warn, err.

    `removable` shows a cross (Delete and Backspace do the same), `clickable` makes the whole chip a button.
    """

    clicked = Signal()
    removed = Signal()

    def __init__(
        self,
        text: str = "",
        *,
        tone: str = "neutral",
        removable: bool = False,
        clickable: bool = False,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = text
        self._tone = tone
        self._removable = removable
        self._clickable = clickable
        self._icon = icon
        self._cross_hovered = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(removable)
        if removable or clickable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if clickable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._speak()

    def text(self) -> str:
        """The words of the chip."""
        return self._text

    def setText(self, text: str) -> None:
        """Show other words."""
        self._text = text
        self._speak()
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: str) -> None:
        """Change the tone."""
        assert tone in _CHIP_FILL, tone
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        """20 high; inset 8 and room for icon and cross."""
        current = theme.current()
        width = current.metrics("small").horizontalAdvance(self._text) + 2 * current.px(8)
        width += current.px(16) if self._icon else 0
        width += current.px(12) if self._removable else 0
        return QSize(width, max(current.px(20), current.metrics("small").height() + 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the soft fill, the words and the cross."""
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(current.color(_CHIP_FILL[self._tone]))
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.setPen(QPen(current.color("accent"), 2))
        elif current.high_contrast or (self._clickable and self.underMouse()):
            painter.setPen(QPen(current.color(_CHIP_LINE[self._tone]), 1))
        painter.drawRoundedRect(frame, current.px(4), current.px(4))
        word = _CHIP_WORD[self._tone]
        x = current.px(8)
        if self._icon:
            side = current.px(12)
            painting.draw_icon(painter, QRect(x, (self.height() - side) // 2, side, side), self._icon, word)
            x += current.px(16)
        rect = QRect(x, 0, self.width() - x, self.height())
        painting.draw_line(painter, rect, self._text, font=current.font("small"), color=current.color(word))
        if self._removable:
            painting.draw_icon(painter, self._cross(), "ph.x", "tx1" if self._cross_hovered else word)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The cross lights up under the pointer."""
        hovered = self._removable and self._cross().adjusted(-4, -4, 4, 4).contains(event.position().toPoint())
        if hovered != self._cross_hovered:
            self._cross_hovered = hovered
            self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Repaint for the hover line."""
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Repaint without the hover line."""
        self._cross_hovered = False
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the cross removes, elsewhere it clicks."""
        point = event.position().toPoint()
        if event.button() is not Qt.MouseButton.LeftButton or not self.rect().contains(point):
            return
        if self._removable and self._cross().adjusted(-4, -4, 4, 4).contains(point):
            self.removed.emit()
        elif self._clickable:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter click, Delete and Backspace remove."""
        key = event.key()
        if self._clickable and key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit()
        elif self._removable and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def _cross(self) -> QRect:
        side = theme.px(10)
        return QRect(QPoint(self.width() - theme.px(6) - side, (self.height() - side) // 2), QSize(side, side))

    def _speak(self) -> None:
        self.setAccessibleName(self._text)
        self.setAccessibleDescription(words.say(words.REMOVE, name=self._text) if self._removable else "")
