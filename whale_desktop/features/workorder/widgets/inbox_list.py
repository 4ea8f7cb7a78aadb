"""The left pane of the inbox: loaded orders as items of up to three lines, newest or oldest first as the services give them."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from whale_desktop.features.workorder.messages import WorkOrderRow
from whale_desktop.kernel.clock import hong_kong
from whale_desktop.ui import theme
from whale_desktop.ui.components.painting import draw_line

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole + 1


class OrderModel(QAbstractListModel):
    """The orders loaded so far. `mark` says what a row warns of (text, tone), empty for nothing."""

    def __init__(self, mark: Callable[[WorkOrderRow], tuple[str, str]]) -> None:
        super().__init__()
        self._rows: list[WorkOrderRow] = []
        self._mark = mark

    @property
    def rows(self) -> Sequence[WorkOrderRow]:
        """The orders in their order."""
        return self._rows

    def show_rows(self, rows: Sequence[WorkOrderRow]) -> None:
        """Other orders instead of these."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def add_rows(self, rows: Sequence[WorkOrderRow]) -> None:
        """More orders behind these."""
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many are loaded."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The row itself, and what a screen reader says of it."""
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row, self._mark(row)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            said = (row.flow_name, numbered(row), str(row.work_order_no), row.maker, self._mark(row)[0])
            return ", ".join(part for part in said if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.title
        return None


class OrderDelegate(QStyledItemDelegate):
    """Flow and time; business number and amount; order number and maker, at the right what it warns of.

    An order about a record that does not exist yet, or about several, may have neither number nor amount: it has no second line.
    """

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two or three lines."""
        current = theme.current()
        row, _ = index.data(ROW_ROLE)
        small = 2 if about(row) else 1
        return QSize(
            theme.px(200), current.line_height("body") + small * (current.line_height("small") + theme.px(1)) + theme.px(20)
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One order."""
        current = theme.current()
        row, (warning, tone) = index.data(ROW_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.fillRect(rect, current.color("bg-sel" if chosen else "bg-hover" if hovered else "bg-surface"))
        if chosen:
            painter.fillRect(QRect(rect.x(), rect.y(), theme.px(3), rect.height()), current.color("accent"))
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), current.color("line"))
        left, right = rect.x() + theme.px(16), rect.right() - theme.px(12)
        at = hong_kong(row.submitted_at)
        time = f"{at:%m-%d %H:%M}"
        lines = (
            (row.flow_name, "body", "tx1", time, "tx3"),
            (about(row), "small", "tx2", "", "tx3"),
            (f"{row.work_order_no} · {row.maker}", "small", "tx3", warning, tone),
        )
        top = rect.y() + theme.px(10)
        for text, role, token, beside, beside_token in lines:
            if not text:
                continue
            height = current.line_height(role)
            room = right - left
            if beside:
                width = current.metrics("small").horizontalAdvance(beside)
                place = QRect(right - width, top, width, height)
                draw_line(painter, place, beside, font=current.font("small"), color=current.color(beside_token))
                room -= width + theme.px(8)
            elided = current.metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, room)
            line = QRect(left, top, room, height)
            draw_line(painter, line, elided, font=current.font(role), color=current.color(token))
            top += height + theme.px(1)
        painter.restore()


def about(row: WorkOrderRow) -> str:
    """What an order is about: the business number and the amount, whichever it has; of many records the first."""
    amount = f"{row.currency} {row.amount:,f}".strip() if row.amount is not None else ""
    return " · ".join(part for part in (numbered(row), amount) if part)


def numbered(row: WorkOrderRow) -> str:
    """The business number, with how many records it is about besides."""
    return f"{row.target_no} +{row.records - 1:,}" if row.records > 1 else row.target_no
