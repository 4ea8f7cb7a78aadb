"""The table of a list with its layout: widths, pins, row height, sorting, ticks, keyboard, copying. It shows rows; it asks for none."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from whale_desktop.messages import label_of, short_label_of
from whale_desktop.messages.choices import enumeration_of
from whale_desktop.screens import Column, ListScreen, row_type
from whale_desktop.ui import theme
from whale_desktop.ui.components import LoadingBar
from whale_desktop.ui.components.cells import CellDelegate
from whale_desktop.ui.components.words import PENDING_APPROVAL, say
from whale_desktop.ui.lists.cells import CellMaker
from whale_desktop.ui.lists.grid import Grid, Table
from whale_desktop.ui.lists.heads import Head, least_head_width
from whale_desktop.ui.lists.layout import Fitted, ListLayout, fit
from whale_desktop.ui.lists.model import RowsModel
from whale_desktop.ui.lists.selection import Selection
from whale_desktop.ui.lists.showing import RIGHT_KINDS
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.wording import ACTIONS

SAVE_WIDTHS_AFTER = 400
_WIDEST_LABEL = 200
_SAMPLES = {
    "moment": "00-00 00:00:00",
    "date": "0000-00-00",
    "money": "≈0,000,000.00",
    "signed": "−000,000.00",
    "rate": "≈00.000000",
    "percent": "000.00%",
}
_REACHES = 6
"""Design pixels that a figure may take of the gap at its left."""


class TableArea(QWidget):
    """Rows, columns and ticks on screen."""

    opened = Signal(object)
    """A row is to be opened."""
    linked = Signal(object, object)
    """A link of a column (Column, row) was followed."""
    acted = Signal(str, object, QPoint)
    """A word of the last column (name, row, global position for a menu)."""
    sorted = Signal(str, bool)
    menu_wanted = Signal(object, QPoint)
    layout_edited = Signal(object)
    """The member dragged a divider: the `ListLayout` to keep."""
    all_wanted = Signal()
    """Ctrl+A for the second time: the whole filter is meant."""

    def __init__(
        self, screen: ListScreen, services: Services, selection: Selection, *, ticks: bool, actions: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._screen = screen
        self._services = services
        self._selection = selection
        self._layout: ListLayout | None = None
        self._fitted = Fitted({}, ())
        self._sort = ("", True)
        self._fitting = False
        self._anchor = -1
        self.maker = CellMaker(screen, services)
        self.model = RowsModel(
            make_cells=self.maker.cells,
            make_head=self._head,
            tick=self._tick if ticks else None,
            actions=self.maker.actions if actions else None,
            actions_head=lambda: services.texts(ACTIONS),
            page_check=self.page_check,
            parent=self,
        )
        self.table = Table(self)
        self.delegates = [CellDelegate(grid) for grid in self.table.grids()]
        for grid, delegate in zip(self.table.grids(), self.delegates, strict=True):
            grid.setItemDelegate(delegate)
            delegate.set_row_state(lambda row: "checked" if selection.has(self.model.rows[row]) else "")
        self.table.setModel(self.model)
        self.loading = LoadingBar(self.table)
        self._save = QTimer(self, singleShot=True, interval=SAVE_WIDTHS_AFTER)
        self._save.timeout.connect(self._keep_widths)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.table)
        self._connect()
        theme.current().changed.connect(self._dress)

    # ------------------------------------------------------------------------------------------------------------ rows

    def show_rows(self, rows: Sequence[Any], *, keep: bool) -> None:
        """Show a page. keep: it is the same page again, so current row and scroll stay where they are."""
        current = self.current_row()
        key = self._selection.key(current) if current is not None and keep else None
        number = self.table.currentIndex().row() if keep else 0
        column = max(self.table.currentIndex().column(), self.model.first_data)
        scroll = self.table.verticalScrollBar().value() if keep else 0
        self.model.set_rows(rows)
        if rows:
            keys = [self._selection.key(row) for row in rows]
            place = keys.index(key) if key in keys else min(max(number, 0), len(rows) - 1)
            self._set_current(place, column)
        self.table.verticalScrollBar().setValue(scroll)
        self._fit()

    def show_ticks(self) -> None:
        """Ticks changed elsewhere."""
        self.model.redraw_ticks()
        self._repaint()

    def retranslate(self) -> None:
        """Prepare everything again in the present language."""
        self.model.redraw()
        self._fit()

    def current_row(self) -> Any:
        """The row that keys act on, None when there is none."""
        number = self.table.currentIndex().row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    def move_current(self, by: int) -> Any:
        """Go up or down; the row arrived at, None at the end."""
        number = self.table.currentIndex().row() + by
        if not 0 <= number < len(self.model.rows):
            return None
        self._set_current(number, self.table.currentIndex().column())
        return self.model.rows[number]

    def choose(self, row: Any) -> None:
        """Make a row of this page the current one."""
        keys = [self._selection.key(one) for one in self.model.rows]
        if self._selection.key(row) in keys:
            self._set_current(keys.index(self._selection.key(row)), max(self.table.currentIndex().column(), 0))

    def page_check(self) -> int:
        """0, 1 or 2: none, some or all rows of the page are ticked."""
        rows = self.model.rows
        ticked = sum(self._selection.has(row) for row in rows)
        return 0 if not ticked else 2 if ticked == len(rows) else 1

    def tick_page(self) -> None:
        """Tick the page, or untick it when all of it is ticked."""
        self._selection.set_rows(self.model.rows, self.page_check() != 2)

    # ---------------------------------------------------------------------------------------------------------- layout

    def set_layout(self, layout: ListLayout) -> None:
        """Show the columns of a layout."""
        self._layout = layout
        self._dress()

    def show_sort(self, column: str, *, descending: bool) -> None:
        """Mark the sorted head."""
        self._sort = (column, descending)
        self.table.each(lambda grid: grid.heads.viewport().update())

    def hidden_for_width(self) -> tuple[str, ...]:
        """Columns that the layout shows and the width does not allow."""
        return self._fitted.hidden

    def shown_columns(self) -> tuple[str, ...]:
        """Names of the columns on screen and those only hidden for lack of width: what an export of visible columns means."""
        assert self._layout is not None
        return tuple(one.name for one in self._layout.columns if one.shown)

    def _dress(self) -> None:
        if self._layout is None:
            return
        height = max(theme.px(self._layout.density), theme.current().metrics("body").height() + 8)
        self.table.set_row_height(height)
        widest = self._actions_width()
        self.maker.fits = lambda cell: self.delegates[0].action_width(cell) <= widest
        self.model.redraw()
        self._fit()

    def _fit(self) -> None:
        """Give the columns their widths for the present room. Rows play no part, so a refresh moves nothing."""
        width = self.table.viewport().width()
        if self._layout is None or self._fitting or width < 40:
            return
        self._fitting = True
        try:
            scale = theme.current().scale
            tick, actions = self._tick_width(), self._actions_width()
            edge = theme.current().size("page-inset") - theme.current().size("cell-inset")
            ends = edge * ((not tick) + (not actions))
            room = (self.table.viewport().width() - tick - actions - ends) * 100 // scale
            self._fitted = fit(self._layout, self._screen.columns, room, least=self._least_widths())
            by_name = {one.name: one for one in self._screen.columns}
            self.model.set_columns([by_name[name] for name in self._fitted.widths])
            first = self.model.first_data
            widths = {first + place: width * scale // 100 for place, width in enumerate(self._fitted.widths.values())}
            self._spend_rest(widths, tick + actions + ends)
            self._add_ends(widths, tick, actions, edge)
            self.table.set_widths(widths)
            self.table.heads.fit()
            self._pin()  # the copies are as high as the table's own heads
            self._place_loading()
        finally:
            self._fitting = False
        if self.table.viewport().width() < width:  # a head of two lines brought the scroll bar
            self._fit()
        if self.model.rows and not self.table.currentIndex().isValid():
            self._set_current(0, self.model.first_data)

    def _add_ends(self, widths: dict[int, int], tick: int, actions: int, edge: int) -> None:
        """The tick and the actions; without them the first and the last column have the wider inset of the table's edge."""
        if tick:
            widths[0] = tick
        elif widths:
            widths[min(widths)] += edge
        if actions:
            widths[self.model.columnCount() - 1] = actions
        elif widths:
            widths[max(widths)] += edge

    def _spend_rest(self, widths: dict[int, int], fixed: int) -> None:
        """Pixels that rounding left over go to the last column, so that the table ends at its edge."""
        rest = self.table.viewport().width() - fixed - sum(widths.values())
        if widths and 0 < rest <= len(widths) * 2:
            widths[max(widths)] += rest

    def _pin(self) -> None:
        assert self._layout is not None
        pinned = {one.name for one in self._layout.columns if one.pinned}
        first = self.model.first_data
        left = {first + place for place, column in enumerate(self.model.columns) if column.name in pinned}
        if left and first:
            left.add(0)
        right = {self.model.columnCount() - 1} if self.model.has_actions else set()
        self.table.pin(frozenset(left), frozenset(right))

    def _tick_width(self) -> int:
        return theme.px(40) if self.model.first_data else 0

    def _actions_width(self) -> int:
        """Room for the most words that a row may show, so that no row's own state moves the column."""
        if not self.model.has_actions:
            return 0
        delegate = self.delegates[0]
        words = max((delegate.action_width(cell) for cell in self.maker.widest_actions()), default=0)
        return max(words, self.table.heads.least_width(self.model.columnCount() - 1)) + 2

    def _least_widths(self) -> dict[str, int]:
        """What a column needs to be read: its head in two lines, and what its values always or mostly are; the font knows how much."""
        current, texts = theme.current(), self._services.texts
        metrics = current.metrics("body")
        inset = 2 * current.size("cell-inset") + 1
        code = current.metrics("small").horizontalAdvance("USD") + current.px(8)
        least = self._label_widths(inset)
        for column in self._screen.columns:
            needed = least_head_width(texts(column.short or column.label), sortable=column.sortable)
            if column.kind in _SAMPLES:
                sample = _SAMPLES[column.kind] if column.estimate else _SAMPLES[column.kind].lstrip("≈")
                reach = current.px(_REACHES) if column.kind in RIGHT_KINDS else 0
                figure = metrics.horizontalAdvance(sample) + (code if column.currency else 0)
                needed = max(needed, figure + inset - reach)
            if column.pending:  # it may say that it waits for approval
                waits = current.metrics("small", 500).horizontalAdvance(say(PENDING_APPROVAL)) + current.px(18)
                needed = max(needed, waits + inset)
            # A number that names a record is read to its last digit: its column is never narrower than meant.
            meant = column.ideal if column.kind == "code" else 0
            least[column.name] = max(least.get(column.name, 0), meant, needed * 100 // current.scale)
        return least

    def _label_widths(self, inset: int) -> dict[str, int]:
        """What the longest label of an enumeration needs in the present language, so that no state is ever cut."""
        current, texts = theme.current(), self._services.texts
        row = row_type(self._screen.query)
        kinds = {field.name: enumeration_of(field.type) for field in msgspec.structs.fields(row)} if row is not None else {}
        found: dict[str, int] = {}
        for column in self._screen.columns:
            choice = kinds.get(column.name)
            if choice is None or column.kind not in ("state", "choice"):
                continue
            dot = current.px(12) if column.kind == "state" else 0
            metrics = current.metrics("small", 500) if column.kind == "state" else current.metrics("body")
            said = label_of if column.kind == "state" else short_label_of
            words = [texts(said(member)) for member in choice] + [texts(word) for _, word in column.flags]
            longest = max(metrics.horizontalAdvance(word) for word in words) + dot
            found[column.name] = min((longest + inset) * 100 // current.scale, _WIDEST_LABEL)
        return found

    def _head(self, column: Column) -> Head:
        sort, descending = self._sort
        sorted_now = ("down" if descending else "up") if sort == column.name else ""
        texts = self._services.texts
        full = texts(column.label)
        shown = texts(column.short) if column.short else full
        return Head(
            shown,
            align="right" if column.kind in RIGHT_KINDS else "left",
            sortable=column.sortable,
            sorted=sorted_now,  # type: ignore[arg-type]  # one of the three words of Sorted
            full=full if full != shown else "",
        )

    def _tick(self, row: Any) -> Any:
        return self.maker.tick(checked=self._selection.has(row))

    # ---------------------------------------------------------------------------------------------------- mouse, heads

    def _connect(self) -> None:
        table = self.table
        table.resized.connect(self._resized)
        table.clicked_at.connect(self._clicked)
        table.double_clicked_at.connect(self._open)
        table.hovered.connect(self._hover)
        for grid, delegate in zip(table.grids(), self.delegates, strict=True):
            grid.hovered_at.connect(lambda index, at, grid=grid, delegate=delegate: self._hover_word(grid, delegate, index, at))
        table.menu_wanted.connect(lambda index, at: self.menu_wanted.emit(self.model.rows[index.row()], at))
        table.heads.sort_wanted.connect(self._sort_by)
        table.heads.check_wanted.connect(self.tick_page)
        table.heads.fit_wanted.connect(self._fit_column)
        table.heads.sectionResized.connect(self._dragged)
        table.installEventFilter(self)
        selection = table.selectionModel()
        selection.currentRowChanged.connect(lambda *_: self._repaint())

    def _place_loading(self) -> None:
        self.loading.setGeometry(0, self.table.heads.height() - 1, self.table.width(), 2)
        self.loading.raise_()

    def _resized(self) -> None:
        self._place_loading()
        # Dragging a divider may bring a scroll bar, which resizes the view; that must not take the divider back.
        if not self._save.isActive():
            self._fit()

    def _hover(self, row: int) -> None:
        for delegate, grid in zip(self.delegates, self.table.grids(), strict=True):
            delegate.set_hover_row(row)
            grid.viewport().update()

    def _hover_word(self, grid: Grid, delegate: CellDelegate, index: QModelIndex, position: QPoint) -> None:
        """Underline the action word under the pointer and show that it can be clicked."""
        name, link = "", False
        if index.isValid() and self.model.is_actions(index.column()):
            name = delegate.action_at(index, grid.visualRect(index), position)
        elif index.isValid():
            link = self.model.cell(index).link or self.model.is_tick(index.column())
        delegate.set_hover_action(index.row(), name)
        grid.viewport().setCursor(Qt.CursorShape.PointingHandCursor if name or link else Qt.CursorShape.ArrowCursor)

    def _repaint(self) -> None:
        self.table.each(lambda grid: grid.viewport().update())

    def _clicked(self, index: QModelIndex, position: QPoint) -> None:
        row = self.model.rows[index.row()]
        grid = self.table.grid_of(index)
        if self.model.is_tick(index.column()):
            self._click_tick(index.row())
            return
        if self.model.is_actions(index.column()):
            rect = grid.visualRect(index)
            name = self.delegates[self.table.grids().index(grid)].action_at(index, rect, position)
            if name:
                self.acted.emit(name, row, grid.viewport().mapToGlobal(rect.bottomLeft()))
            return
        column = self.model.column_at(index.column())
        if column is not None and self.model.cell(index).link:
            self._follow(column, row)
        elif self._screen.detail is not None and not QGuiApplication.keyboardModifiers():
            self.opened.emit(row)

    def _follow(self, column: Column, row: Any) -> None:
        if column.link is not None:
            self.linked.emit(column, row)
        else:
            self.opened.emit(row)

    def _open(self, index: QModelIndex) -> None:
        if not self.model.is_tick(index.column()) and not self.model.is_actions(index.column()):
            self.opened.emit(self.model.rows[index.row()])

    def _click_tick(self, number: int) -> None:
        """Turn a tick; with Shift all from the last one to this."""
        shift = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        if shift and 0 <= self._anchor < len(self.model.rows):
            first, last = sorted((self._anchor, number))
            self._selection.set_rows(self.model.rows[first : last + 1], True)
        else:
            self._selection.toggle(self.model.rows[number], self.model.rows)
        self._anchor = number

    def _sort_by(self, section: int) -> None:
        """Down, up, the list's own order."""
        column = self.model.column_at(section)
        if column is None or not column.sortable:
            return
        sort, descending = self._sort
        if sort != column.name:
            self.sorted.emit(column.name, True)
        elif descending:
            self.sorted.emit(column.name, False)
        else:
            self.sorted.emit("", True)

    def _fit_column(self, section: int) -> None:
        """A double click on a divider makes the column as wide as what is on the page."""
        delegate = self.delegates[0]
        wanted = self.table.heads.wanted_width(section)
        for number in range(len(self.model.rows)):
            wanted = max(wanted, delegate.ideal_width(self.model.row_cells(number)[section]))
        self.table.setColumnWidth(section, wanted)

    def _dragged(self, *_: int) -> None:
        if not self._fitting:
            self._save.start()

    def _keep_widths(self) -> None:
        """From now on all widths are the member's, so that the next drag moves one divider only."""
        if self._layout is None:
            return
        scale = theme.current().scale
        first = self.model.first_data
        real = {first + place: self.table.columnWidth(first + place) for place in range(len(self.model.columns))}
        edge = theme.current().size("page-inset") - theme.current().size("cell-inset")
        if real and not first:
            real[min(real)] -= edge
        if real and not self.model.has_actions:
            real[max(real)] -= edge
        widths = {column.name: real[first + place] * 100 // scale for place, column in enumerate(self.model.columns)}
        self._layout = self._layout.with_widths(widths)
        self.layout_edited.emit(self._layout)
        self._fit()

    # -------------------------------------------------------------------------------------------------------- keyboard

    def eventFilter(self, watched: Any, event: Any) -> bool:
        """Keys of the table that Qt does otherwise or not at all."""
        if isinstance(event, QKeyEvent) and event.type() is QKeyEvent.Type.KeyPress and watched is self.table:
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = modifiers == Qt.KeyboardModifier.NoModifier
        row = self.current_row()
        act: Callable[[], object] | None = None
        if row is not None and plain and key == Qt.Key.Key_Space:
            act = lambda: self._click_tick(self.table.currentIndex().row())  # noqa: E731 - one of several short answers
        elif row is not None and plain and key in (Qt.Key.Key_J, Qt.Key.Key_K):
            act = lambda: self.move_current(1 if key == Qt.Key.Key_J else -1)  # noqa: E731 - as above
        elif row is not None and plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            act = lambda: self.opened.emit(row)  # noqa: E731 - as above
        elif modifiers == Qt.KeyboardModifier.ShiftModifier and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            act = lambda: self._extend(-1 if key == Qt.Key.Key_Up else 1)  # noqa: E731 - as above
        elif modifiers == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_A:
            act = self._tick_all
        if act is None:
            return False
        act()
        return True

    def _extend(self, by: int) -> None:
        """Tick the current row, go on, tick that one too."""
        if not self.model.first_data:
            return
        row = self.current_row()
        following = self.move_current(by)
        self._selection.set_rows([one for one in (row, following) if one is not None], True)

    def _tick_all(self) -> None:
        if not self.model.first_data:
            return
        if self.page_check() == 2:
            self.all_wanted.emit()
        else:
            self._selection.set_rows(self.model.rows, True)

    def _set_current(self, number: int, column: int) -> None:
        index = self.model.index(number, min(max(column, self.model.first_data), self.model.columnCount() - 1))
        self.table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.table.scrollTo(index)
