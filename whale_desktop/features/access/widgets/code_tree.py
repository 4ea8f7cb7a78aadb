"""The role matrix: menu paths down, kinds of permission across, a check in each cell; search, keyboard and the count of changes."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from whale_desktop.features.access.widgets import words
from whale_desktop.features.access.widgets.code_model import GIVEN_ROLE, CodeFilter, CodeModel
from whale_desktop.features.access.widgets.code_nodes import KINDS
from whale_desktop.messages.permission_catalogue import permission_entries
from whale_desktop.ui import theme
from whale_desktop.ui.components import Button, CheckBox, Label, LineField, painting, spaced
from whale_desktop.ui.components.switches import draw_check_box
from whale_desktop.ui.pages.ports import Texts

Index = QModelIndex | QPersistentModelIndex
INDENT = 16
CARET = 12
KIND_WIDTH = 72


class MatrixDelegate(QStyledItemDelegate):
    """Paints a name with its caret, or a check; the cell with the keyboard has a ring."""

    def __init__(self, view: "MatrixView") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A row of a table."""
        return QSize(theme.px(KIND_WIDTH), theme.current().row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell."""
        rect: QRect = option.rect
        hovered = self._view.hovered_row(index) or bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if hovered:
            painter.fillRect(rect, theme.color("bg-hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        if index.column() == 0:
            self._paint_name(painter, rect, index)
        else:
            self._paint_check(painter, rect, index, hovered=hovered)
        if self._view.hasFocus() and index == self._view.currentIndex():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_name(self, painter: QPainter, rect: QRect, index: Index) -> None:
        current = theme.current()
        depth = _depth(index)
        left = rect.x() + current.px(8) + depth * current.px(INDENT)
        if index.model().rowCount(index):
            caret = "ph.caret-down" if self._view.isExpanded(index) else "ph.caret-right"
            side = current.px(10)
            box = QRect(left, rect.y(), current.px(CARET), rect.height())
            painting.draw_icon(painter, theme.centred(box, side, side), caret, "tx3")
        left += current.px(CARET + 4)
        weight = 600 if depth == 0 else 400
        room = rect.adjusted(left - rect.x(), 0, -current.px(8), 0)
        text = str(index.data() or "")
        shown = current.metrics("body", weight).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painting.draw_line(painter, room, shown, font=current.font("body", weight), color=current.color("tx1"))

    def _paint_check(self, painter: QPainter, rect: QRect, index: Index, *, hovered: bool) -> None:
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None:
            return
        side = theme.px(16)
        enabled = not index.data(GIVEN_ROLE) and not self._view.is_read_only()
        draw_check_box(painter, theme.centred(rect, side, side), Qt.CheckState(state), enabled=enabled, hovered=hovered)


class MatrixView(QTreeView):
    """The tree itself. A click or Space ticks a cell; on a name a click unfolds, Space ticks the whole row."""

    def __init__(self, model: CodeFilter) -> None:
        super().__init__()
        self._filter = model
        self._hovered = QPersistentModelIndex()
        self.setModel(model)
        self.setItemDelegate(MatrixDelegate(self))
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAllColumnsShowFocus(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        heads = self.header()
        heads.setStretchLastSection(False)
        heads.setSectionsClickable(False)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        heads.setMinimumSectionSize(theme.px(40))
        heads.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for place in range(1, 1 + len(KINDS)):
            heads.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
        self.fit()
        theme.current().changed.connect(self.fit)

    def fit(self) -> None:
        """Columns as wide as their heads, at the text size of the moment."""
        metrics = theme.current().metrics("small", 500)
        for place in range(1, 1 + len(KINDS)):
            head = str(self.model().headerData(place, Qt.Orientation.Horizontal) or "")
            self.setColumnWidth(place, max(theme.px(KIND_WIDTH), metrics.horizontalAdvance(head) + theme.px(20)))
        self.scheduleDelayedItemsLayout()

    def is_read_only(self) -> bool:
        """Whether nothing can be ticked."""
        return self._filter.model.read_only

    def hovered_row(self, index: Index) -> bool:
        """Whether the mouse is over the row of a cell."""
        return self._hovered.isValid() and index.sibling(index.row(), 0) == self._hovered

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The whole row under the mouse is marked."""
        found = self.indexAt(event.position().toPoint()).siblingAtColumn(0)
        if found != self._hovered:
            self._hovered = QPersistentModelIndex(found)
            self.viewport().update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No row is marked."""
        self._hovered = QPersistentModelIndex()
        self.viewport().update()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick, or unfold."""
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            self.setCurrentIndex(index)
            if index.column() == 0:
                self.setExpanded(index, not self.isExpanded(index))
            else:
                self.toggle(index)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks are two clicks."""
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks; right and left walk the cells, and unfold or fold on a name; the rest is the tree's own."""
        index = self.currentIndex()
        key = event.key()
        if key == Qt.Key.Key_Space and index.isValid():
            self.toggle(index)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Left) and index.isValid():
            self._step(index, 1 if key == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def toggle(self, index: Index) -> None:
        """Tick a cell or take its ticks away."""
        self._filter.model.toggle(self._filter.mapToSource(index))

    def _step(self, index: Index, by: int) -> None:
        name = index.sibling(index.row(), 0)
        if index.column() == 0 and by > 0 and index.model().rowCount(name) and not self.isExpanded(name):
            self.expand(name)
        elif index.column() == 0 and by < 0:
            self.collapse(name) if self.isExpanded(name) else self.setCurrentIndex(
                name.parent() if name.parent().isValid() else name
            )
        else:
            column = min(max(index.column() + by, 0), len(KINDS))
            self.setCurrentIndex(index.sibling(index.row(), column))


class CodeTree(QWidget):
    """The matrix with its search above and its counts below. `value()` are the ticked codes."""

    edited = Signal()

    def __init__(self, texts: Texts, *, module: str = "") -> None:
        super().__init__()
        self._texts = texts
        self._began: frozenset[str] = frozenset()
        self.search = LineField(placeholder=texts(words.SEARCH))
        self.search.set_spoken(texts(words.SEARCH), "")
        self.only = CheckBox(texts(words.ONLY_CHOSEN))
        self.unfold = Button(texts(words.EXPAND), kind="link")
        self.count = Label("", role="small", tone="tx2")
        self.changes = Label("", role="small", tone="tx3")
        self._frame = QFrame()
        self._frame.setProperty("part", "table-frame")
        self._unfolded = False
        self.model = CodeModel(texts, module)
        self.filter = CodeFilter(self.model, texts)
        self.view = MatrixView(self.filter)
        self.view.setAccessibleName(texts(words.PERMISSIONS))
        spaced(QVBoxLayout(self._frame), margins=(1, 1, 1, 1)).addWidget(self.view)
        self._lay_out()
        self._begin_view(module)
        self._say()
        self.model.changed.connect(self._ticked)
        self.search.edited.connect(self._search)
        self.only.toggled.connect(lambda _on: self._search())
        self.unfold.clicked.connect(self._turn)

    def _lay_out(self) -> None:
        column = spaced(QVBoxLayout(self), spacing=8)
        head = spaced(QHBoxLayout(), spacing=12)
        head.addWidget(self.search, 1)
        head.addWidget(self.only)
        head.addWidget(self.unfold)
        foot = spaced(QHBoxLayout(), spacing=12)
        foot.addWidget(self.count)
        foot.addWidget(self.changes)
        foot.addStretch(1)
        column.addLayout(head)
        column.addWidget(self._frame, 1)
        column.addLayout(foot)

    def set_module(self, module: str, *, keep: bool = False) -> None:
        """Show one module, or all of them. keep: what is ticked of others stays, else it is forgotten."""
        self.model.set_module(module, keep=keep)
        self._begin_view(module)
        self._say()

    def _begin_view(self, module: str) -> None:
        if module:
            self.view.expandAll()
        self.view.setCurrentIndex(self.filter.index(0, 0))

    def value(self) -> tuple[str, ...]:
        """The ticked codes in the order of the menu."""
        return tuple(code for code in permission_entries() if code in self.model.chosen)

    def set_value(self, codes: Iterable[str]) -> None:
        """Tick these; changes are counted from here. Their rows are unfolded."""
        self.model.set_chosen(codes)
        self._began = frozenset(self.model.chosen)
        self._reveal(self.model.chosen)
        self._say()

    def set_given(self, codes: Iterable[str]) -> None:
        """These come with policies."""
        self.model.set_given(codes)
        self._search()
        self._say()

    def set_read_only(self, read_only: bool) -> None:
        """Nothing can be ticked."""
        self.model.read_only = read_only
        self.view.viewport().update()

    def _reveal(self, codes: Iterable[str]) -> None:
        for node in self.model.tree.rows_of(codes):
            if node.children and not node.code and len(self.model.tree.nodes) < 2_000:
                self.view.setExpanded(self.filter.mapFromSource(self.model.index_of(node)), node.parent is None)

    def _search(self) -> None:
        typed = str(self.search.value() or "")
        self.filter.show_only(typed, chosen_only=self.only.isChecked())
        if typed or self.only.isChecked():
            self.view.expandAll()

    def _turn(self) -> None:
        self._unfolded = not self._unfolded
        if self._unfolded:
            self.view.expandAll()
        else:
            self.view.collapseAll()
        self.unfold.setText(self._texts(words.COLLAPSE if self._unfolded else words.EXPAND))

    def _ticked(self) -> None:
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        held = self.model.chosen | self.model.given
        self.count.setText(self._texts(words.CHOSEN, count=len(held)))
        added, removed = len(self.model.chosen - self._began), len(self._began - self.model.chosen)
        changed = self._texts(words.CHANGES, added=added, removed=removed) if added or removed else self._texts(words.NO_CHANGE)
        self.changes.setText(changed)


def _depth(index: Index) -> int:
    depth = 0
    above = index.parent()
    while above.isValid():
        depth += 1
        above = above.parent()
    return depth
