"""The table view of a list and its pinned parts: one view scrolls, two copies over its edges stay where they are.

The copies share model and selection with the table, so a row is one row everywhere. They are shown only while there is something to scroll.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QTableView, QToolTip, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components.cells import CELL_ROLE, Cell, CellDelegate
from whale_desktop.ui.lists.heads import ColumnHeads


class Grid(QTableView):
    """Settings and mouse of the table and of its pinned copies alike."""

    pressed_at = Signal(QModelIndex, QPoint, Qt.KeyboardModifier)
    """The left button went down on a cell."""
    clicked_at = Signal(QModelIndex, QPoint)
    """The left button went down and up on the same cell."""
    double_clicked_at = Signal(QModelIndex)
    hovered = Signal(int)
    """The row under the pointer, -1 for none."""
    hovered_at = Signal(QModelIndex, QPoint)
    """The cell under the pointer and the position in the viewport."""
    menu_wanted = Signal(QModelIndex, QPoint)
    """A context menu for a cell at a global position."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._down: QModelIndex | None = None
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoScroll(False)
        self.heads = ColumnHeads(self)
        self.setHorizontalHeader(self.heads)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(vertical.ResizeMode.Fixed)
        vertical.setMinimumSectionSize(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells that are to be drawn again, all at once."""
        delegate, model = self.itemDelegate(), self.model()
        if not isinstance(delegate, CellDelegate) or not isinstance(model, QAbstractTableModel) or not model.rowCount():
            super().paintEvent(event)
            return
        part = event.rect()
        first, last = self.rowAt(part.top()), self.rowAt(part.bottom())
        if first < 0:
            return
        rows = range(first, (last if last >= 0 else model.rowCount() - 1) + 1)
        columns = [
            column
            for column in range(model.columnCount())
            if not self.isColumnHidden(column)
            and self.columnViewportPosition(column) <= part.right()
            and self.columnViewportPosition(column) + self.columnWidth(column) > part.left()
        ]
        painter = QPainter(self.viewport())
        delegate.paint_cells(painter, rows, columns)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember the cell; drag from here selects cells."""
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton:
            self._down = index
            if index.isValid():
                self.pressed_at.emit(index, event.position().toPoint(), event.modifiers())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click is a press and a release on one cell."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        down, self._down = self._down, None
        if event.button() is Qt.MouseButton.LeftButton and index.isValid() and index == down:
            self.clicked_at.emit(index, event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self.double_clicked_at.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which row is under the pointer."""
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self.hovered.emit(index.row())
        self.hovered_at.emit(index, event.position().toPoint())

    def viewportEvent(self, event: QEvent) -> bool:
        """The pointer left the rows, or rests on a cell that is cut."""
        if event.type() is QEvent.Type.Leave:
            self.hovered.emit(-1)
        elif isinstance(event, QHelpEvent) and self._tell_cut(event):
            return True
        return super().viewportEvent(event)

    def _tell_cut(self, event: QHelpEvent) -> bool:
        """Say the whole text of a cell that does not fit its column and has no tooltip of its own."""
        index = self.indexAt(event.pos())
        cell = index.data(CELL_ROLE) if index.isValid() else None
        delegate = self.itemDelegate()
        if not isinstance(cell, Cell) or not isinstance(delegate, CellDelegate) or cell.tooltip or cell.actions:
            return False
        if not cell.text or delegate.ideal_width(cell) <= self.columnWidth(index.column()):
            return False
        QToolTip.showText(event.globalPos(), f"{cell.prefix} {cell.text}".strip(), self.viewport())
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Shift+F10 asks for the menu of the row: Qt itself does so on Windows only."""
        if event.key() == Qt.Key.Key_F10 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._ask_menu_of_current()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Right button or Menu key."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._ask_menu_of_current()
            return
        index = self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(index, event.globalPos())

    def _ask_menu_of_current(self) -> None:
        index = self.currentIndex()
        if index.isValid() and QApplication.activePopupWidget() is None:
            self.menu_wanted.emit(index, self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))


class PinnedGrid(Grid):
    """A copy of the table that shows only its pinned columns, over one edge of it."""

    def __init__(self, table: "Table") -> None:
        super().__init__(table)
        self._table = table
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("pinned", True)
        self.hide()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel moves the table below."""
        self._table.wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The keyboard stays with the table."""
        super().mousePressEvent(event)
        self._table.setFocus(Qt.FocusReason.MouseFocusReason)


class Table(Grid):
    """The scrolling table with its pinned copies at the left and at the right."""

    resized = Signal()

    def __init__(self, parent: QWidget) -> None:
        # Qt calls the overridden methods while it builds the view.
        self._left_columns: frozenset[int] = frozenset()
        self._right_columns: frozenset[int] = frozenset()
        super().__init__(parent)
        self.left = PinnedGrid(self)
        self.right = PinnedGrid(self)
        for pinned in (self.left, self.right):
            pinned.pressed_at.connect(self.pressed_at)
            pinned.clicked_at.connect(self.clicked_at)
            pinned.double_clicked_at.connect(self.double_clicked_at)
            pinned.hovered.connect(self.hovered)
            pinned.menu_wanted.connect(self.menu_wanted)
            pinned.heads.sort_wanted.connect(self.heads.sort_wanted)
            pinned.heads.check_wanted.connect(self.heads.check_wanted)
            pinned.heads.fit_wanted.connect(self.heads.fit_wanted)
            self.verticalScrollBar().valueChanged.connect(pinned.verticalScrollBar().setValue)
            pinned.heads.sectionResized.connect(self._pinned_resized)
        self.heads.sectionResized.connect(self._section_resized)
        self.horizontalScrollBar().rangeChanged.connect(self._place_pinned)

    def grids(self) -> tuple[Grid, Grid, Grid]:
        """The table and its copies."""
        return (self, self.left, self.right)

    def grid_of(self, index: QModelIndex) -> Grid:
        """The table or the copy that shows a cell on top."""
        for pinned, columns in ((self.left, self._left_columns), (self.right, self._right_columns)):
            if pinned.isVisible() and index.column() in columns:
                return pinned
        return self

    def setModel(self, model: Any) -> None:
        """One model and one selection for all three."""
        super().setModel(model)
        for pinned in (self.left, self.right):
            pinned.setModel(model)
            pinned.setSelectionModel(self.selectionModel())

    def each(self, act: Callable[[Grid], object]) -> None:
        """Do the same to the table and its copies."""
        for grid in self.grids():
            act(grid)

    def set_row_height(self, height: int) -> None:
        """All rows are `height` real pixels high."""
        self.each(lambda grid: grid.verticalHeader().setDefaultSectionSize(height))

    def pin(self, left: frozenset[int], right: frozenset[int]) -> None:
        """Which model columns stay at the left and at the right."""
        self._left_columns, self._right_columns = left, right
        self._place_pinned()

    def set_widths(self, widths: dict[int, int]) -> None:
        """Real pixel widths by model column."""
        for column, width in widths.items():
            self.setColumnWidth(column, width)
        self._place_pinned()

    def pinned_width(self, columns: frozenset[int]) -> int:
        """Real pixels that these columns take."""
        return sum(self.columnWidth(column) for column in columns)

    def scrollTo(self, index: Any, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible) -> None:
        """Bring a cell into sight, not below a pinned copy; a pinned cell is always in sight."""
        horizontal = self.horizontalScrollBar()
        before = horizontal.value()
        super().scrollTo(index, hint)
        if not index.isValid():
            return
        if index.column() in self._left_columns | self._right_columns:
            horizontal.setValue(before)
            return
        if not self.left.isVisible() and not self.right.isVisible():
            return
        rect = self.visualRect(index)
        left_edge = self.pinned_width(self._left_columns)
        right_edge = self.viewport().width() - self.pinned_width(self._right_columns)
        if rect.left() < left_edge:
            horizontal.setValue(horizontal.value() - (left_edge - rect.left()))
        elif rect.right() > right_edge:
            horizontal.setValue(horizontal.value() + min(rect.right() - right_edge, rect.left() - left_edge))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width for the columns to fit."""
        super().resizeEvent(event)
        self.resized.emit()
        self._place_pinned()

    def _section_resized(self, column: int, _old: int, width: int) -> None:
        for pinned in (self.left, self.right):
            pinned.setColumnWidth(column, width)
        self._place_pinned()

    def _pinned_resized(self, column: int, _old: int, width: int) -> None:
        if width and self.columnWidth(column) != width and not self.sender_is_hiding(column):
            self.setColumnWidth(column, width)

    def sender_is_hiding(self, column: int) -> bool:
        """Whether a copy reports the width of a column that it hides; that is nobody's wish."""
        return column not in self._left_columns | self._right_columns

    def _place_pinned(self, *_: int) -> None:
        model = self.model()
        if not isinstance(model, QAbstractTableModel):
            return
        scrolls = self.horizontalScrollBar().maximum() > 0
        for pinned, columns, at_left in ((self.left, self._left_columns, True), (self.right, self._right_columns, False)):
            shown = scrolls and bool(columns)
            if shown:
                for column in range(model.columnCount()):
                    pinned.setColumnHidden(column, column not in columns)
                    if column in columns:
                        pinned.setColumnWidth(column, self.columnWidth(column))
                width = self.pinned_width(columns)
                x = self.viewport().x() if at_left else self.viewport().x() + self.viewport().width() - width
                pinned.setGeometry(x, 0, width, self.viewport().y() + self.viewport().height())
                pinned.heads.setFixedHeight(self.heads.height())
                pinned.verticalScrollBar().setValue(self.verticalScrollBar().value())
                pinned.raise_()
            pinned.setVisible(shown)

    def row_height(self) -> int:
        """Real pixels of one row."""
        return self.verticalHeader().defaultSectionSize()

    def edge_color(self) -> Any:
        """The line between pinned and scrolling columns."""
        return theme.color("line-strong")
