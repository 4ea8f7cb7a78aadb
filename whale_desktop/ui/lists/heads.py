"""The head of a list: labels, the sorted column with its caret, the tick for the whole page. Only sortable columns answer a click."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QToolTip, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components.switches import draw_check_box

HEAD_ROLE = int(Qt.ItemDataRole.UserRole) + 41
Sorted = Literal["", "up", "down"]
CARET = 12
ONE_LINE = 6
"""A head of so many characters, Chinese ones say, is not broken."""
_CJK = "\u2e80"
"""From here on a line may be broken between any two characters."""


@dataclass(frozen=True)
class Head:
    """One column's head. check: 0, 1, 2 as `Qt.CheckState` for the tick column, -1 for others. full: what a short text stands for."""

    text: str
    align: Literal["left", "right"] = "left"
    sortable: bool = False
    sorted: Sorted = ""
    check: int = -1
    full: str = ""


class ColumnHeads(QHeaderView):
    """Draws heads itself: the style sheet cannot align a column or colour the sorted one."""

    sort_wanted = Signal(int)
    check_wanted = Signal()
    fit_wanted = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionsMovable(False)
        self.setStretchLastSection(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMouseTracking(True)
        self._down = -1
        self._over = -1
        self.sectionHandleDoubleClicked.connect(self.fit_wanted)
        theme.current().changed.connect(self._dress)
        theme.current().bars_changed.connect(self._dress)
        self._dress()

    def head(self, section: int) -> Head:
        """What the model says of a column."""
        found = self.model().headerData(section, Qt.Orientation.Horizontal, HEAD_ROLE)
        return found if isinstance(found, Head) else Head("")

    def wanted_width(self, section: int) -> int:
        """Real pixels that the head's text needs in one line."""
        head = self.head(section)
        caret = theme.px(16) if head.sortable else 0
        return theme.current().metrics("small", 500).horizontalAdvance(head.text) + theme.px(16) + caret + 2

    def least_width(self, section: int) -> int:
        """Real pixels that the head needs in two lines, insets included."""
        edge = theme.current().size("page-inset") - theme.current().size("cell-inset")
        ends = edge * ((section == 0) + (section == self.count() - 1))
        return least_head_width(self.head(section).text, sortable=self.head(section).sortable) + ends

    def sizeHint(self) -> QSize:
        """32 design pixels high, or as high as two lines where a head does not fit into one."""
        current = theme.current()
        lines = max((len(self._lines(section)) for section in range(self.count())), default=1)
        return QSize(self.length(), max(current.bar("table-head"), lines * _line_height() + current.px(8)))

    def fit(self) -> None:
        """The widths are new: a head may need two lines now, or one again. The view lays everything out anew only if one does."""
        if self.sizeHint().height() != self.height():
            self.geometriesChanged.emit()

    def _lines(self, section: int) -> tuple[str, ...]:
        """The lines of a head at its width."""
        if self.isSectionHidden(section):
            return ("",)
        inner = self._inner(QRect(self.sectionViewportPosition(section), 0, self.sectionSize(section), 1))
        return broken(self.head(section).text, inner.width())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Background, short divider, text, caret or tick."""
        head = self.head(section)
        painter.save()
        hovered = head.sortable and section == self._over
        painter.fillRect(rect, theme.color("bg-hover" if hovered else "bg-subtle"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line-strong"))
        short = max(rect.height() * 3 // 8, 1)
        painter.fillRect(QRect(rect.right(), rect.top() + (rect.height() - short) // 2, 1, short), theme.color("line-strong"))
        if head.check >= 0:
            self._paint_check(painter, rect, head.check)
        else:
            self._paint_text(painter, rect, head)
        painter.restore()

    def _paint_text(self, painter: QPainter, rect: QRect, head: Head) -> None:
        current = theme.current()
        metrics = current.metrics("small", 500)
        inner = self._inner(rect)
        caret = theme.px(CARET) if head.sorted else 0
        # The caret may stand in the inset, so that sorting by a column never shortens its head.
        room = inner.width() - max(caret + theme.px(2) - theme.px(6), 0) if caret else inner.width()
        lines = [metrics.elidedText(line, Qt.TextElideMode.ElideRight, max(room, 0)) for line in broken(head.text, room)]
        widest = max(metrics.horizontalAdvance(line) for line in lines)
        color: QColor = theme.color("accent" if head.sorted else "tx2")
        painter.setFont(current.font("small", 500))
        painter.setPen(color)
        top = inner.top() + (inner.height() - len(lines) * _line_height()) // 2
        for place, line in enumerate(lines):
            width = metrics.horizontalAdvance(line)
            x = inner.left() if head.align == "left" else inner.left() + room - width
            box = QRect(x, top + place * _line_height(), width + 2, _line_height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), line)
        if caret:
            icon = theme.icon("ph.caret-up" if head.sorted == "up" else "ph.caret-down", "accent")
            left = inner.left() + widest if head.align == "left" else inner.left() + room
            icon.paint(painter, QRect(left + theme.px(2), rect.top() + (rect.height() - caret) // 2, caret, caret))

    def _paint_check(self, painter: QPainter, rect: QRect, check: int) -> None:
        side = theme.px(16)
        top = rect.top() + (rect.height() - side) // 2
        draw_check_box(painter, QRect(self._inner(rect).left(), top, side, side), Qt.CheckState(check))

    def _inner(self, rect: QRect) -> QRect:
        """The room for words: cell insets, wider at the two ends of the table, as the cells below have them."""
        current = theme.current()
        inset, edge = current.size("cell-inset"), current.size("page-inset")
        first = rect.left() + self.offset() <= 0
        last = rect.right() + 1 + self.offset() >= self.length()
        return rect.adjusted(edge if first else inset, 0, -(edge if last else inset), 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click began; dragging a divider stays with Qt."""
        self._down = self.logicalIndexAt(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a sortable head sorts, on the tick ticks the page."""
        resizing = self.cursor().shape() is Qt.CursorShape.SplitHCursor
        super().mouseReleaseEvent(event)
        section = self.logicalIndexAt(event.position().toPoint())
        down, self._down = self._down, -1
        if section < 0 or section != down or resizing or event.button() is not Qt.MouseButton.LeftButton:
            return
        head = self.head(section)
        if head.check >= 0:
            self.check_wanted.emit()
        elif head.sortable:
            self.sort_wanted.emit(section)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up a sortable head."""
        super().mouseMoveEvent(event)
        self._light(self.logicalIndexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """No head is lit any more."""
        super().leaveEvent(event)
        self._light(-1)

    def viewportEvent(self, event: QEvent) -> bool:
        """A head that is cut says its whole text."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            self._tell(event.pos(), event.globalPos())
            return True
        return super().viewportEvent(event)

    def _tell(self, position: QPoint, at: QPoint) -> None:
        section = self.logicalIndexAt(position)
        head = self.head(section) if section >= 0 else Head("")
        if head.full or (section >= 0 and self.least_width(section) > self.sectionSize(section)):
            QToolTip.showText(at, head.full or head.text, self)
        else:
            QToolTip.hideText()

    def _light(self, section: int) -> None:
        if section != self._over:
            self._over = section
            self.viewport().update()

    def _dress(self) -> None:
        self.setMinimumSectionSize(theme.px(32))
        self.geometriesChanged.emit()
        self.viewport().update()


def broken(text: str, room: int) -> tuple[str, ...]:
    """A head in one line where `room` real pixels are enough, else in the two lines that need the least."""
    metrics = theme.current().metrics("small", 500)
    if metrics.horizontalAdvance(text) <= room:
        return (text,)
    halves = _halves(text)
    if not halves:
        return (text,)
    return min(halves, key=lambda lines: max(metrics.horizontalAdvance(line) for line in lines))


def least_head_width(text: str, *, sortable: bool) -> int:
    """Real pixels of a column in whose head `text` is read whole in two lines, with the insets of a cell and room for the caret."""
    current = theme.current()
    metrics = current.metrics("small", 500)
    widths = [metrics.horizontalAdvance(text)]
    if len(text) > ONE_LINE:
        widths += [max(metrics.horizontalAdvance(line) for line in lines) for lines in _halves(text)]
    caret = current.px(CARET) + current.px(2) - current.px(6) if sortable else 0
    return min(widths) + 2 * current.size("cell-inset") + caret + 1


def _halves(text: str) -> list[tuple[str, str]]:
    """The ways to break a head into two lines: at a blank, or between two Chinese characters."""
    found = []
    for place in range(1, len(text)):
        if text[place] == " ":
            found.append((text[:place], text[place + 1 :]))
        elif text[place] >= _CJK and text[place - 1] >= _CJK:
            found.append((text[:place], text[place:]))
    return found


def _line_height() -> int:
    return theme.current().metrics("small", 500).height()
