"""The frame of everything that drops down from a field: lists, calendars."""

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from whale_desktop.ui import theme


class Popup(QFrame):
    """A popup window with a strong border; it closes on Esc and on a click outside. `closed` fires when it goes."""

    closed = Signal()

    def __init__(self, anchor: QWidget) -> None:
        flags = Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        super().__init__(anchor, flags)
        self._anchor = anchor
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)

    def drop(self) -> None:
        """Show below the anchor, or above it when the screen ends."""
        self.adjustSize()
        place = self._anchor.mapToGlobal(QPoint(0, self._anchor.height() + theme.px(4)))
        screen = self._anchor.screen().availableGeometry()
        if place.y() + self.height() > screen.bottom():
            above = self._anchor.mapToGlobal(QPoint(0, -self.height() - theme.px(4)))
            if above.y() >= screen.top():
                place = above
        place.setX(max(screen.left(), min(place.x(), screen.right() - self.width())))
        self.move(place)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A surface with rounded corners."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line-hc"), 1))
        painter.setBrush(theme.color("bg-surface"))
        radius = theme.px(6)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the focus back to the field."""
        super().hideEvent(event)
        self.closed.emit()
