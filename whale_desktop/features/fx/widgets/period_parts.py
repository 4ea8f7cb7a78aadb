"""The part under the timeline: a chip for a period with its cross."""

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from whale_desktop.features.fx.rules.periods import Period
from whale_desktop.features.fx.widgets import words
from whale_desktop.features.fx.widgets.clock import period_words
from whale_desktop.messages import label_of
from whale_desktop.ui import theme
from whale_desktop.ui.components import FlowLayout
from whale_desktop.ui.components.painting import draw_icon, draw_line
from whale_desktop.ui.pages.ports import Texts


class PeriodChip(QWidget):
    """One period: day basis, times, and a cross. Delete, Backspace, Space and Enter remove it, a click on the cross too."""

    removed = Signal()

    def __init__(self, period: Period, texts: Texts) -> None:
        super().__init__()
        self.period = period
        self._texts = texts
        self._cross_hovered = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.retranslate()

    def retranslate(self) -> None:
        """Say basis and times in the present language."""
        spoken = f"{self._basis()} {self._times()}"
        self.setAccessibleName(spoken)
        self.setAccessibleDescription(self._texts(words.REMOVE_PERIOD, period=spoken))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """28 high: basis, times, cross."""
        current = theme.current()
        width = current.metrics("small").horizontalAdvance(self._basis()) + current.metrics("body", 500).horizontalAdvance(
            self._times()
        )
        return QSize(width + theme.px(8 + 8 + 8 + 24), max(theme.px(28), current.metrics("body").height() + 8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, the words and the cross."""
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2 if self.hasFocus() else 1
        edge = width / 2
        painter.setPen(QPen(current.color("accent" if self.hasFocus() else "line-input"), width))
        painter.setBrush(current.color("bg-surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), current.px(4), current.px(4))
        place = self.rect().adjusted(current.px(8), 0, 0, 0)
        draw_line(painter, place, self._basis(), font=current.font("small"), color=current.color("tx2"))
        shift = current.metrics("small").horizontalAdvance(self._basis()) + current.px(8)
        draw_line(
            painter, place.adjusted(shift, 0, 0, 0), self._times(), font=current.font("body", 500), color=current.color("tx1")
        )
        draw_icon(painter, self.cross(), "ph.x", "tx1" if self._cross_hovered else "tx3")

    def cross(self) -> QRect:
        """Where the cross is drawn; its target is the chip's whole end."""
        side = theme.px(12)
        return QRect(QPoint(self.width() - theme.px(9) - side, (self.height() - side) // 2), QSize(side, side))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The cross lights up under the pointer."""
        hovered = self._on_cross(event.position().toPoint())
        if hovered != self._cross_hovered:
            self._cross_hovered = hovered
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Repaint without the light."""
        self._cross_hovered = False
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the cross removes."""
        if event.button() is Qt.MouseButton.LeftButton and self._on_cross(event.position().toPoint()):
            self.removed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a button and of a chip."""
        removes = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in removes and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def _on_cross(self, point: QPoint) -> bool:
        return self.rect().contains(point) and point.x() >= self.cross().left() - theme.px(6)

    def _basis(self) -> str:
        return self._texts(label_of(self.period.basis))

    def _times(self) -> str:
        return period_words(self.period, self._texts)


class ChipBox(QWidget):
    """Chips one after another in as many lines as the width asks for; as high as its lines."""

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout(self)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self.chips: list[PeriodChip] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self._fit)

    def show_chips(self, chips: list[PeriodChip]) -> None:
        """Show these chips instead of the present ones."""
        while self._flow.count():
            self._flow.takeAt(0)
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        self.chips = chips
        for chip in chips:
            self._flow.addWidget(chip)
            chip.show()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need more lines or fewer."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._flow.setSpacing(theme.px(8))
        height = self._flow.heightForWidth(max(self.width(), 1)) if self.chips else 0
        if height != self.height() or height != self.maximumHeight():
            self.setFixedHeight(height)
        self.setVisible(bool(self.chips))
