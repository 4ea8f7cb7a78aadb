"""The list of messages: a model of what is loaded, and how one message is drawn. Must not know where messages come from."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPen, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from whale_desktop.features.notices.messages import Category, MessageRow, label_in, sentence_in
from whale_desktop.features.notices.widgets import words
from whale_desktop.messages import label_of
from whale_desktop.ui import formats, theme
from whale_desktop.ui.components import painting
from whale_desktop.ui.pages.ports import Services

Index = QModelIndex | QPersistentModelIndex

INSET, TOP, GAP, MARK = 20, 10, 2, 16
MOST_LINES = 3
"""A sentence of more lines ends in …; the tooltip has all of it."""
CATEGORY_ICONS = {Category.TODO: "ph.check-circle", Category.SYSTEM: "ph.info", Category.OPERATION: "ph.megaphone-simple"}


class MessageModel(QAbstractListModel):
    """The loaded messages, newest first."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.rows: list[MessageRow] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The number of loaded messages."""
        return 0 if parent.isValid() else len(self.rows)

    def show_rows(self, rows: Sequence[MessageRow]) -> None:
        """Show other messages. The place of those that stay does not move when only their marks changed."""
        if [row.message_id for row in rows] == [row.message_id for row in self.rows]:
            self.rows = list(rows)
            self.dataChanged.emit(self.index(0), self.index(len(self.rows) - 1))
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def append_rows(self, rows: Sequence[MessageRow]) -> None:
        """Show older messages below."""
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows += rows
            self.endInsertRows()

    def say_again(self) -> None:
        """Every sentence in the language of the moment."""
        self.layoutChanged.emit()

    def title(self, row: MessageRow) -> str:
        """The kind of a message."""
        return label_in(row.kind, self._services.texts)

    def text(self, row: MessageRow) -> str:
        """What a message says."""
        return sentence_in(row.kind, row.params, self._services.texts)

    def at(self, row: MessageRow) -> str:
        """When it happened, without the year of the ledger."""
        return formats.short_moment(row.at, self._services.place.business_date.year)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a screen reader says, and the whole sentence for the tooltip; the delegate asks the row itself."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            spoken = words.SPOKEN_UNREAD if row.read_at is None else words.SPOKEN_READ
            at = formats.moment(row.at)
            return self._services.texts(spoken, title=self.title(row), at=at, says=self.text(row))
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{formats.moment(row.at)}\n{self.text(row)}"
        if role == Qt.ItemDataRole.DisplayRole:
            return self.title(row)
        return None

    def category(self, row: MessageRow) -> str:
        """The word of a message's category."""
        return self._services.texts(label_of(row.category))


class MessageDelegate(QStyledItemDelegate):
    """Draws a message: icon of its category, title and time in one line, the sentence below; unread ones bold with a dot."""

    def __init__(self, model: MessageModel) -> None:
        super().__init__()
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its lines."""
        view = option.widget
        assert isinstance(view, QListView)
        width = view.viewport().width()
        current = theme.current()
        lines = len(_lines(self._model.text(self._model.rows[index.row()]), _room(width)))
        height = 2 * current.px(TOP) + current.line_height("body") * (1 + lines) + current.px(GAP) + 1
        return QSize(width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The whole row."""
        current = theme.current()
        row = self._model.rows[index.row()]
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        unread = row.read_at is None
        painter.save()
        if state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, current.color("bg-hover"))
        line = current.line_height("body")
        left, top = rect.x() + current.px(INSET), rect.y() + current.px(TOP)
        mark = QRect(QPoint(left, top + (line - current.px(MARK)) // 2), QSize(current.px(MARK), current.px(MARK)))
        painting.draw_icon(painter, mark, CATEGORY_ICONS[row.category], "warn" if _acts(row) else "tx3")
        text_left = left + current.px(MARK + 8)
        right = rect.right() - current.px(INSET)
        at = self._model.at(row)
        at_width = current.metrics("small").horizontalAdvance(at)
        at_rect = QRect(right - at_width, top, at_width, line)
        painting.draw_line(painter, at_rect, at, font=current.font("small"), color=current.color("tx3"))
        head = QRect(text_left, top, at_rect.left() - current.px(8) - text_left, line)
        weight = 600 if unread else 400
        title = current.metrics("body", weight).elidedText(self._model.title(row), Qt.TextElideMode.ElideRight, head.width())
        painting.draw_line(painter, head, title, font=current.font("body", weight), color=current.color("tx1"))
        if unread:
            painting.draw_colored_dot(painter, QPointF(rect.x() + current.px(INSET) / 2, top + line / 2), current.color("accent"))
        y = top + line + current.px(GAP)
        for words_of_line in _lines(self._model.text(row), _room(rect.width())):
            below = QRect(text_left, y, right - text_left, line)
            painting.draw_line(
                painter, below, words_of_line, font=current.font("body"), color=current.color("tx1" if unread else "tx2")
            )
            y += line
        painter.setPen(QPen(current.color("line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(current.color("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))
        painter.restore()


class MessageView(QListView):
    """The list. Enter or a click opens, Space turns read to unread and back, the menu key offers both."""

    opened = Signal(int)
    turned = Signal(int)
    menu_wanted = Signal(int, QPoint)
    end_reached = Signal()

    def __init__(self, model: MessageModel) -> None:
        super().__init__()
        self._delegate = MessageDelegate(model)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setProperty("transparent", True)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(lambda index: self.opened.emit(index.row()))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        model.modelReset.connect(self._keep_current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Space turns."""
        row = self.currentIndex().row()
        if row >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(row)
        elif row >= 0 and event.key() == Qt.Key.Key_Space:
            self.turned.emit(row)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the row under the pointer, or of the current one."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            below = self.visualRect(index).center() if by_key else event.pos()
            self.menu_wanted.emit(index.row(), self.viewport().mapToGlobal(below))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew: rows are as high as their sentences, and a scroll bar has just taken some of the width, perhaps."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def _scrolled(self, value: int) -> None:
        if value >= self.verticalScrollBar().maximum() - self.viewport().height():
            self.end_reached.emit()

    def _keep_current(self) -> None:
        """A screen reader needs a current row wherever there are rows."""
        if self.model().rowCount() and not self.currentIndex().isValid():
            self.setCurrentIndex(self.model().index(0, 0))


def _acts(row: MessageRow) -> bool:
    """Whether a message waits for this person."""
    return row.category is Category.TODO and row.read_at is None


def _room(width: int) -> int:
    return max(1, width - theme.px(2 * INSET + MARK + 8))


def _lines(text: str, width: int) -> list[str]:
    """A sentence broken into lines of a width, at most three, the last one with …."""
    current = theme.current()
    metrics = current.metrics("body")
    layout = QTextLayout(text, current.font("body"))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    found: list[str] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = line.textStart()
        if len(found) == MOST_LINES - 1:
            found.append(metrics.elidedText(text[start:], Qt.TextElideMode.ElideRight, width))
            break
        found.append(text[start : start + line.textLength()].rstrip())
    layout.endLayout()
    return found
