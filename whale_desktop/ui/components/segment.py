"""A segment: page tabs with counts, or one choice out of a few, in one connected row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import painting


@dataclass(frozen=True)
class SegmentTab:
    """One tab: its key, its words, its count (None draws none) and an optional tooltip."""

    key: str
    text: str
    count: int | None = None
    tip: str = ""


class Segment(QWidget):
    """Tabs in one frame; arrows move inside, Tab leaves. `selected` says the key that the person chose."""

    selected = Signal(str)

    def __init__(self, tabs: Sequence[SegmentTab] = (), *, size: str = "normal", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs: list[SegmentTab] = list(tabs)
        self._current = tabs[0].key if tabs else ""
        self._hovered = -1
        self._size = size
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._speak()

    def tabs(self) -> tuple[SegmentTab, ...]:
        """The tabs in their order."""
        return tuple(self._tabs)

    def set_tabs(self, tabs: Sequence[SegmentTab]) -> None:
        """Show other tabs or other words; the current key stays if it is still there."""
        self._tabs = list(tabs)
        if self._current not in (tab.key for tab in tabs):
            self._current = tabs[0].key if tabs else ""
        self._refresh()

    def current(self) -> str:
        """The key of the current tab, empty without tabs."""
        return self._current

    def set_current(self, key: str) -> None:
        """Choose a tab without saying `selected`."""
        assert any(tab.key == key for tab in self._tabs), key
        self._current = key
        self._refresh()

    def set_counts(self, counts: Mapping[str, int | None]) -> None:
        """Put counts on the tabs named; the others keep theirs."""
        self._tabs = [SegmentTab(tab.key, tab.text, counts.get(tab.key, tab.count), tab.tip) for tab in self._tabs]
        self._refresh()

    def sizeHint(self) -> QSize:
        """As wide as its tabs, 28 high."""
        return QSize(sum(self._widths()) + 1, theme.px(22 if self._size == "small" else 26) + 2)

    def minimumSizeHint(self) -> QSize:
        """A segment is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, the fills, the dividers and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = theme.px(4)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(frame, radius, radius)
        painter.fillPath(shape, theme.color("bg-surface"))
        rects = self._rects()
        painter.save()
        painter.setClipPath(shape)
        for position, (tab, rect) in enumerate(zip(self._tabs, rects, strict=True)):
            if tab.key == self._current:
                painter.fillRect(rect, theme.color("bg-sel"))
            elif position == self._hovered and self.isEnabled():
                painter.fillRect(rect, theme.color("bg-hover"))
            if position:
                painter.fillRect(QRect(rect.x(), 0, 1, self.height()), theme.color("line-input"))
        painter.restore()
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        else:
            painter.setPen(QPen(theme.color("line-input"), 1))
            painter.drawRoundedRect(frame, radius, radius)
        for tab, rect in zip(self._tabs, rects, strict=True):
            self._paint_tab(painter, tab, rect)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the tab under the pointer."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._choose(self._position_at(event.position().toPoint()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the tab under the pointer."""
        hovered = self._position_at(event.position().toPoint())
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """No tab is lit any more."""
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right, Home and End choose."""
        position = next((i for i, tab in enumerate(self._tabs) if tab.key == self._current), 0)
        moves = {
            Qt.Key.Key_Left: position - 1,
            Qt.Key.Key_Right: position + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._tabs) - 1,
        }
        target = moves.get(Qt.Key(event.key()))
        if target is None:
            super().keyPressEvent(event)
        elif 0 <= target < len(self._tabs):
            self._choose(target)

    def event(self, event: QEvent) -> bool:
        """Tooltips belong to single tabs."""
        if isinstance(event, QHelpEvent):
            position = self._position_at(event.pos())
            QToolTip.showText(event.globalPos(), self._tabs[position].tip if position >= 0 else "", self)
            return True
        return super().event(event)

    def _choose(self, position: int) -> None:
        if position < 0 or not self.isEnabled():
            return
        key = self._tabs[position].key
        if key != self._current:
            self._current = key
            self._refresh()
            self.selected.emit(key)

    def _refresh(self) -> None:
        self._speak()
        self.updateGeometry()
        self.update()

    def _widths(self) -> list[int]:
        current = theme.current()
        inset = current.px(8 if self._size == "small" else 12)
        widths = []
        for tab in self._tabs:
            width = current.metrics("body", 600).horizontalAdvance(tab.text) + 2 * inset
            if tab.count is not None:
                width += current.px(6) + current.metrics("small").horizontalAdvance(f"{tab.count:,}")
            widths.append(width)
        return widths

    def _rects(self) -> list[QRect]:
        rects = []
        x = 0
        for width in self._widths():
            rects.append(QRect(x, 0, width, self.height()))
            x += width
        return rects

    def _position_at(self, point: QPoint) -> int:
        return next((i for i, rect in enumerate(self._rects()) if rect.contains(point)), -1)

    def _paint_tab(self, painter: QPainter, tab: SegmentTab, rect: QRect) -> None:
        current = theme.current()
        chosen = tab.key == self._current
        token = "tx-dis" if not self.isEnabled() else "accent" if chosen else "tx2"
        font = current.font("body", 600 if chosen else 400)
        width = current.metrics("body", 600 if chosen else 400).horizontalAdvance(tab.text)
        count = "" if tab.count is None else f"{tab.count:,}"
        count_width = current.metrics("small").horizontalAdvance(count) + current.px(6) if count else 0
        x = rect.x() + (rect.width() - width - count_width) // 2
        painting.draw_line(painter, rect.adjusted(x - rect.x(), 0, 0, 0), tab.text, font=font, color=current.color(token))
        if count:
            place = rect.adjusted(x - rect.x() + width + current.px(6), 0, 0, 0)
            small = current.color("tx-dis" if not self.isEnabled() else "accent" if chosen else "tx3")
            painter.setFont(current.font("small"))
            painter.setPen(small)
            painter.drawText(place.x(), painting.baseline(rect, font), count)

    def _speak(self) -> None:
        tab = next((tab for tab in self._tabs if tab.key == self._current), None)
        if tab is not None:
            self.setAccessibleName(tab.text if tab.count is None else f"{tab.text} {tab.count:,}")
