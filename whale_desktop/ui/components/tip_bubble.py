"""A quiet word beside something new: a small frame that takes no focus and covers no dialog. Esc or a click takes it away."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import words
from whale_desktop.ui.components.buttons import IconButton
from whale_desktop.ui.components.labels import Label
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.marks import KeyCap
from whale_desktop.ui.components.notes import IconMark

WIDTH = 320


class TipBubble(QFrame):
    """One sentence with the keys that it teaches. `dismissed` fires when the person clicks it away."""

    dismissed = Signal()

    def __init__(self, text: str, keys: Iterable[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.label = Label(text, wrap=True)
        cross = IconButton("ph.x", words.say(words.CLOSE))
        cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        cross.clicked.connect(self.dismissed)
        row = spaced(QHBoxLayout(self), margins=(12, 8, 6, 10), spacing=8)
        row.addWidget(IconMark("ph.lightbulb", "accent", line=20), 0, Qt.AlignmentFlag.AlignTop)
        middle = spaced(QVBoxLayout(), margins=(0, 2, 0, 0), spacing=6)
        middle.addWidget(self.label)
        caps = spaced(QHBoxLayout(), spacing=4)
        for key in keys:
            caps.addWidget(KeyCap(key))
        caps.addStretch(1)
        middle.addLayout(caps)
        row.addLayout(middle, 1)
        row.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(text)

    def stand_below(self, anchor: QWidget) -> None:
        """Stand below something in the same window, its right edge kept inside the parent."""
        parent = self.parentWidget()
        assert parent is not None, "a tip stands in something"
        gap = theme.px(8)
        self.setFixedWidth(min(theme.px(WIDTH), parent.width() - 2 * gap))
        self.setFixedHeight(self.heightForWidth(self.width()))
        corner = anchor.mapTo(parent, anchor.rect().bottomRight())
        left = max(gap, min(corner.x() - self.width(), parent.width() - self.width() - 2 * gap))
        self.move(left, min(corner.y() + gap, parent.height() - self.height() - gap))
        self.raise_()

    def announce(self) -> None:
        """Tell screen readers, which would not come upon it by Tab."""
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click anywhere on it takes it away and reaches nothing below."""
        event.accept()
        self.dismissed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A framed surface in the soft colour of the accent."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.color("bg-surface"))
        painter.setPen(QPen(theme.color("accent"), 1))
        radius = theme.px(6)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
