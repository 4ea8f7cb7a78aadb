"""Painted table cells: what one is, and the delegate that draws it.

The model gives a prepared `Cell` under `CELL_ROLE`, made once for each row; the delegate reads nothing else. It draws row line, hover of
the whole row, selection, the frame of the current row across all cells, and the cell itself, from cached fonts, widths and marks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QToolTip
from shiboken6 import isValid

from whale_desktop.ui import theme
from whale_desktop.ui.components import painting, words
from whale_desktop.ui.components.switches import draw_check_box

CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 40
"""The one role that the delegate reads: a `Cell`, or None for an empty cell."""
_CACHED_WIDTHS = 20_000

Index = QModelIndex | QPersistentModelIndex
Align = Literal["left", "right", "centre"]


@dataclass(frozen=True)
class CellAction:
    """One word of the last column: its name, what stands there, whether it waits for this user (600), whether it may act."""

    name: str
    text: str
    urgent: bool = False
    enabled: bool = True
    tooltip: str = ""


@dataclass(frozen=True)
class Cell:
    """Everything that is drawn in one cell.

    prefix: a muted currency code at the left edge. chip: a neutral chip before the text (a market) or behind the word of a tone. tone: dot
    and word. lock: lock and "pending approval" in place of the state. color: a text token. estimate: ≈ before the text. check: 0, 1, 2 as
    `Qt.CheckState` for a check box. link: drawn as the row's link. raw: what is copied. tooltip, spoken: for the model's other roles.
    progress: hundredths, a bar with the text at its right end.
    """

    text: str = ""
    align: Align = "left"
    weight: int = 400
    color: str = "tx1"
    prefix: str = ""
    chip: str = ""
    tone: str = ""
    lock: bool = False
    estimate: bool = False
    link: bool = False
    progress: int | None = None
    check: int | None = None
    actions: tuple[CellAction, ...] = field(default=())
    raw: str = ""
    tooltip: str = ""
    spoken: str = ""


class _Look:
    """Colours, fonts, widths and marks of the theme in force, looked up once."""

    def __init__(self, ratio: float) -> None:
        current = theme.current()
        self.ratio = ratio
        self.inset = current.size("cell-inset")
        self.edge_inset = current.size("page-inset")
        self.px = {length: current.px(length) for length in (4, 6, 8, 12, 14, 16)}
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, int], tuple[QFont, QFontMetrics]] = {}
        self._widths: dict[tuple[str, str, int], int] = {}
        self._elided: dict[tuple[str, str, int, int], str] = {}
        self._marks: dict[tuple[str, str], QPixmap] = {}
        self.drop = round(current.font("body").pixelSize() * 0.365)

    def color(self, token: str) -> QColor:
        """The colour of a token."""
        found = self._colors.get(token)
        if found is None:
            found = self._colors[token] = theme.color(token)
        return found

    def font(self, role: str, weight: int) -> QFont:
        """The font of a role at a weight."""
        return self._both(role, weight)[0]

    def chip(self, text: str) -> int:
        """The real pixels of a chip with the gap behind it, 0 for no text."""
        return self.width(text, "small", 400) + 2 * self.px[6] + self.px[8] if text else 0

    def width(self, text: str, role: str, weight: int) -> int:
        """The width of a text in real pixels."""
        key = (text, role, weight)
        found = self._widths.get(key)
        if found is None:
            if len(self._widths) > _CACHED_WIDTHS:
                self._widths.clear()
            found = self._widths[key] = self._both(role, weight)[1].horizontalAdvance(text)
        return found

    def elided(self, text: str, role: str, weight: int, room: int) -> str:
        """The text, shortened with … when it does not fit into `room`."""
        if self.width(text, role, weight) <= room:
            return text
        key = (text, role, weight, room)
        found = self._elided.get(key)
        if found is None:
            if len(self._elided) > _CACHED_WIDTHS:
                self._elided.clear()
            metrics = self._both(role, weight)[1]
            found = self._elided[key] = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 0))
        return found

    def dot(self, tone: str) -> QPixmap:
        """The dot of a tone, 8 design pixels a side."""
        return self._mark(
            "dot",
            tone,
            self.px[8],
            lambda painter, rect: painting.draw_dot(painter, QPointF(rect.width() / 2, rect.height() / 2), tone),
        )

    def box(self, state: int) -> QPixmap:
        """A check box in a state, 16 design pixels a side."""
        checked = Qt.CheckState(state)
        return self._mark("box", str(state), self.px[16], lambda painter, rect: draw_check_box(painter, rect, checked))

    def icon(self, name: str, token: str) -> QPixmap:
        """An icon, 14 design pixels a side."""
        return self._mark(name, token, self.px[14], lambda painter, rect: painting.draw_icon(painter, rect, name, token))

    def _both(self, role: str, weight: int) -> tuple[QFont, QFontMetrics]:
        found = self._fonts.get((role, weight))
        if found is None:
            font = theme.font(role, weight)
            found = self._fonts[(role, weight)] = (font, QFontMetrics(font))
        return found

    def _mark(self, kind: str, key: str, side: int, draw: Callable[[QPainter, QRect], None]) -> QPixmap:
        found = self._marks.get((kind, key))
        if found is None:
            found = QPixmap(round(side * self.ratio), round(side * self.ratio))
            found.setDevicePixelRatio(self.ratio)
            found.fill(Qt.GlobalColor.transparent)
            painter = QPainter(found)
            draw(painter, QRect(0, 0, side, side))
            painter.end()
            self._marks[(kind, key)] = found
        return found


class Room(NamedTuple):
    """Where the content of a cell may be, in real pixels of the viewport."""

    x: int
    y: int
    width: int
    height: int


class _Pass:
    """What stays the same while a view is painted once, asked of Qt once: every call to Qt costs as much as the drawing of a cell."""

    def __init__(self, view: QTableView, look: _Look, fill: Callable[[int], str]) -> None:
        self.look = look
        self.current_row = view.currentIndex().row()
        self.line = look.color("line")
        self._fill, self._fills = fill, dict[int, str]()
        self._header = view.horizontalHeader()
        self._length = self._header.length()
        self._insets: dict[int, tuple[int, int]] = {}

    def fill(self, row: int) -> str:
        """The token that a row is filled with, empty for none."""
        found = self._fills.get(row)
        if found is None:
            found = self._fills[row] = self._fill(row)
        return found

    def insets(self, column: int) -> tuple[int, int]:
        """Left and right inset of a column's content: wider at the table's two ends."""
        found = self._insets.get(column)
        if found is None:
            look, position = self.look, self._header.sectionPosition(column)
            left = look.edge_inset if position == 0 else look.inset
            last = position + self._header.sectionSize(column) >= self._length
            found = self._insets[column] = (left, look.edge_inset if last else look.inset)
        return found


class CellDelegate(QStyledItemDelegate):
    """Draws the cells of one table view. Give each view (a table and its pinned copies) its own.

    The view tells the row under the pointer with `set_hover_row` and which rows are chosen with `set_row_state`. A view with the property
    `pinned` draws the ends of the current row's frame only at the model's first and last column.
    """

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._hover_row = -1
        self._hover_action: tuple[int, str] = (-1, "")
        self._row_state: Callable[[int], str] | None = None
        self._watched: QItemSelectionModel | None = None
        self._many_selected = False
        self._look: _Look | None = None
        theme.current().changed.connect(self._forget_look)
        theme.current().locale_changed.connect(self._forget_look)

    def set_hover_row(self, row: int) -> None:
        """The row under the pointer, -1 for none; the view repaints."""
        self._hover_row = row

    def set_row_state(self, state: Callable[[int], str] | None) -> None:
        """Asks for each row: `checked` draws it as selected, an empty text not."""
        self._row_state = state

    def set_hover_action(self, row: int, name: str) -> None:
        """The action word under the pointer, underlined; an empty name for none."""
        self._hover_action = (row, name)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One row high, as wide as the cell wants."""
        cell = index.data(CELL_ROLE)
        return QSize(self.ideal_width(cell) if isinstance(cell, Cell) else 0, theme.current().row_height())

    def ideal_width(self, cell: Cell) -> int:
        """The real pixels that a cell needs to be whole (fitting a column by a double click)."""
        look = self._looks()
        if cell.check is not None:
            return look.px[16] + look.edge_inset + look.inset
        if cell.actions:
            return self.action_width(cell)
        width = 2 * look.inset + look.px[4] + look.chip(cell.chip)
        if cell.progress is not None:
            return width + 4 * look.px[16] + look.px[8] + look.width("100%", "small", 400)
        if cell.lock:
            words_width = look.width(words.say(words.PENDING_APPROVAL), "small", 500)
            return width + look.px[14] + look.px[4] + words_width
        if cell.tone:
            return width + look.px[12] + look.width(cell.text, "small", painting.TONE_WEIGHT.get(cell.tone, 400))
        width += look.width(self._words(cell), "body", cell.weight)
        if cell.prefix:
            width += look.width(cell.prefix, "small", 400) + look.px[8]
        return width

    def action_width(self, cell: Cell) -> int:
        """The real pixels that the action words of a cell need, insets included."""
        look = self._looks()
        widths = [look.width(action.text, "body", 600 if action.urgent else 400) for action in cell.actions]
        return sum(widths) + look.px[12] * max(0, len(widths) - 1) + look.inset + look.edge_inset

    def action_at(self, index: Index, rect: QRect, position: QPoint) -> str:
        """The name of the enabled action under a position of the viewport, empty for none. `rect` is the cell's."""
        cell = index.data(CELL_ROLE)
        if isinstance(cell, Cell):
            action = self._action_under(cell, rect, position)
            if action is not None and action.enabled:
                return action.name
        return ""

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        """An action word has its own tooltip (why it may not act); other cells say the model's."""
        cell = index.data(CELL_ROLE) if index.isValid() else None
        if event.type() is QEvent.Type.ToolTip and isinstance(cell, Cell) and cell.actions:
            action = self._action_under(cell, option.rect, event.pos())
            QToolTip.showText(event.globalPos(), action.tooltip if action is not None else "", view)
            return True
        if event.type() is QEvent.Type.ToolTip and isinstance(cell, Cell) and not cell.tooltip:
            hidden = self.ideal_width(cell) > option.rect.width()
            QToolTip.showText(event.globalPos(), f"{cell.prefix} {self._words(cell)}".strip() if hidden else "", view)
            return True
        return super().helpEvent(event, view, option, index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        rect = option.rect
        place = Room(rect.x(), rect.y(), rect.width(), rect.height())
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._paint_one(painter, self._new_pass(), place, index.data(CELL_ROLE), (index.row(), index.column()), selected=selected)

    def paint_cells(self, painter: QPainter, rows: Iterable[int], columns: Iterable[int]) -> None:
        """Draw a part of the view at once.

        With a style sheet and a call for each cell Qt takes twice as long to ask as this takes to draw.
        """
        view, now = self._view, self._new_pass()
        model, selection = view.model(), view.selectionModel()
        many = self._selects_many()
        across = [(column, view.columnViewportPosition(column), view.columnWidth(column)) for column in columns]
        for row in rows:
            top, height = view.rowViewportPosition(row), view.rowHeight(row)
            for column, left, width in across:
                index = model.index(row, column)
                selected = many and selection.isSelected(index)
                place = Room(left, top, width, height)
                self._paint_one(painter, now, place, model.data(index, CELL_ROLE), (row, column), selected=selected)

    def _paint_one(
        self, painter: QPainter, now: _Pass, place: Room, cell: object, at: tuple[int, int], *, selected: bool
    ) -> None:
        x, y, width, height = place
        row, column = at
        fill = now.fill(row) or ("bg-sel" if selected and self._selects_many() else "")
        if fill:
            painter.fillRect(x, y, width, height, now.look.color(fill))
        painter.fillRect(x, y + height - 1, width, 1, now.line)
        if isinstance(cell, Cell):
            left, right = now.insets(column)
            self._paint_cell(painter, now.look, Room(x + left, y, width - left - right, height - 1), cell, row)
        if row == now.current_row:
            self._paint_frame(painter, now.look.color("accent"), QRect(x, y, width, height), column, self._view.model())

    def _new_pass(self) -> _Pass:
        return _Pass(self._view, self._looks(), self._fill)

    def _looks(self) -> _Look:
        ratio = self._view.devicePixelRatioF()
        if self._look is None or self._look.ratio != ratio:
            self._look = _Look(ratio)
        return self._look

    def _forget_look(self) -> None:
        self._look = None

    def _fill(self, row: int) -> str:
        if self._row_state is not None and self._row_state(row) == "checked":
            return "bg-sel"
        return "bg-hover" if row == self._hover_row else ""

    def _selects_many(self) -> bool:
        """Whether a selection of cells is shown: one selected cell is just the current one, unless whole rows are selected."""
        selection = self._view.selectionModel()
        if selection is not self._watched:
            self._watched = selection
            selection.selectionChanged.connect(self._count_selected)
            self._count_selected()
        return self._many_selected

    def _count_selected(self, *_ranges: object) -> None:
        if not isValid(self._view) or not isValid(self._watched):
            return  # a table that is being taken away empties its selection last of all
        if self._view.selectionBehavior() is QAbstractItemView.SelectionBehavior.SelectRows:
            self._many_selected = True
        elif self._watched is not None:
            self._many_selected = len(self._watched.selectedIndexes()) > 1

    def _words(self, cell: Cell) -> str:
        return f"≈{cell.text}" if cell.estimate else cell.text

    def _paint_cell(self, painter: QPainter, look: _Look, room: Room, cell: Cell, row: int) -> None:
        if cell.check is not None:
            side = look.px[16]
            painter.drawPixmap(room.x, room.y + (room.height - side) // 2, look.box(cell.check))
        elif cell.actions:
            self._paint_actions(painter, look, room, cell, row)
        elif cell.lock:
            self._paint_lock(painter, look, room)
        elif cell.tone:
            self._paint_tag(painter, look, room, cell)
        elif cell.progress is not None:
            self._paint_progress(painter, look, room, cell)
        elif cell.text:
            self._paint_text(painter, look, room, cell)

    def _paint_text(self, painter: QPainter, look: _Look, room: Room, cell: Cell) -> None:
        base = room.y + room.height // 2 + look.drop
        left, width = room.x, room.width
        if cell.prefix:
            painter.setFont(look.font("small", 400))
            painter.setPen(look.color("tx3"))
            painter.drawText(left, base, cell.prefix)
            used = look.width(cell.prefix, "small", 400) + look.px[8]
            left, width = left + used, width - used
        if cell.chip:
            used = self._paint_chip(painter, look, Room(left, room.y, width, room.height), cell.chip)
            left, width = left + used, width - used
        spare = look.px[6] if cell.align == "right" else 0  # a long figure may reach into the gap at its left
        text = look.elided(self._words(cell), "body", cell.weight, width + spare)
        if cell.align == "right" and text.endswith("…"):
            text = "…"  # half a number could be read as a whole one
        x = left
        if cell.align != "left":
            free = width - look.width(text, "body", cell.weight)
            x += free if cell.align == "right" else free // 2
        painter.setFont(look.font("body", cell.weight))
        painter.setPen(look.color("tx2" if cell.estimate and cell.color == "tx1" else cell.color))
        painter.drawText(x, base, text)

    def _paint_chip(self, painter: QPainter, look: _Look, room: Room, text: str) -> int:
        """Draw a neutral chip at the left of `room`; returns the width used with its gap."""
        used, height = look.chip(text), look.px[16] + 2
        place = QRect(room.x, room.y + (room.height - height) // 2, used - look.px[8], height)
        painting.fill_round(painter, place, look.color("mute-soft"), look.px[4])
        painting.draw_line(painter, place, text, font=look.font("small", 400), color=look.color("tx2"), align="centre")
        return used

    def _paint_tag(self, painter: QPainter, look: _Look, room: Room, cell: Cell) -> None:
        weight = painting.TONE_WEIGHT.get(cell.tone, 400)
        painter.drawPixmap(room.x, room.y + (room.height - look.px[8]) // 2, look.dot(cell.tone))
        free = room.width - look.px[12]
        both = not cell.chip or look.width(cell.text, "small", weight) + look.chip(cell.chip) <= free
        text = look.elided(cell.text if both else cell.chip, "small", weight, free)
        painter.setFont(look.font("small", weight))
        painter.setPen(look.color(painting.TONE_WORD[cell.tone]))
        painter.drawText(room.x + look.px[12], room.y + room.height // 2 + look.drop, text)
        if cell.chip and both:
            left = room.x + look.px[12] + look.width(text, "small", weight) + look.px[8]
            self._paint_chip(painter, look, room._replace(x=left), cell.chip)

    def _paint_progress(self, painter: QPainter, look: _Look, room: Room, cell: Cell) -> None:
        """A thin bar and the figure behind it; the figures of a column stand in one line."""
        assert cell.progress is not None
        figure = look.width("100%", "small", 400)
        length = max(room.width - figure - look.px[8], 0)
        top = room.y + (room.height - look.px[4]) // 2
        painter.fillRect(room.x, top, length, look.px[4], look.color("mute-soft"))
        painter.fillRect(room.x, top, length * cell.progress // 100, look.px[4], look.color("accent-fill"))
        painter.setFont(look.font("small", 400))
        painter.setPen(look.color("tx2"))
        painter.drawText(
            room.x + room.width - look.width(cell.text, "small", 400), room.y + room.height // 2 + look.drop, cell.text
        )

    def _paint_lock(self, painter: QPainter, look: _Look, room: Room) -> None:
        """A lock in the place of the dot: somebody must decide, and until then nothing can be done here."""
        side = look.px[14]
        painter.drawPixmap(room.x, room.y + (room.height - side) // 2, look.icon("ph.lock-simple", "warn"))
        x = room.x + side + look.px[4]
        text = look.elided(words.say(words.PENDING_APPROVAL), "small", 500, room.x + room.width - x)
        painter.setFont(look.font("small", 500))
        painter.setPen(look.color("warn"))
        painter.drawText(x, room.y + room.height // 2 + look.drop, text)

    def _paint_actions(self, painter: QPainter, look: _Look, room: Room, cell: Cell, row: int) -> None:
        base = room.y + room.height // 2 + look.drop
        x = room.x
        for action in cell.actions:
            weight = 600 if action.urgent else 400
            painter.setFont(look.font("body", weight))
            painter.setPen(look.color("accent" if action.enabled else "tx-dis"))
            painter.drawText(x, base, action.text)
            width = look.width(action.text, "body", weight)
            if self._hover_action == (row, action.name) and action.enabled:
                painter.drawLine(x, base + 2, x + width - 1, base + 2)
            x += width + look.px[12]

    def _action_under(self, cell: Cell, rect: QRect, position: QPoint) -> CellAction | None:
        """The action word at a position; the target is the whole height of the row and half the gap at each side."""
        look = self._looks()
        column = self._view.columnAt(rect.center().x())
        x = rect.x() + self._new_pass().insets(max(column, 0))[0]
        for action in cell.actions:
            width = look.width(action.text, "body", 600 if action.urgent else 400)
            half = look.px[12] // 2
            if rect.y() <= position.y() <= rect.bottom() and x - half <= position.x() < x + width + half:
                return action
            x += width + look.px[12]
        return None

    def _paint_frame(self, painter: QPainter, color: QColor, rect: QRect, column: int, model: QAbstractItemModel) -> None:
        """This cell's part of the frame around the current row."""
        painter.fillRect(rect.x(), rect.y(), rect.width(), 1, color)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, color)
        header = self._view.horizontalHeader()
        position = header.sectionPosition(column)
        first = position == 0
        last = position + header.sectionSize(column) >= header.length()
        if self._view.property("pinned"):
            first = first and column == 0
            last = last and column == model.columnCount() - 1
        if first:
            painter.fillRect(rect.x(), rect.y(), 1, rect.height(), color)
        if last:
            painter.fillRect(rect.right(), rect.y(), 1, rect.height(), color)
