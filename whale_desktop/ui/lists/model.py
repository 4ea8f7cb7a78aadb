"""One page of rows as a table model. Every row is prepared once, when it is first drawn; `data()` only hands it out.

Columns: the tick (when rows can be selected), the shown columns in the member's order, the actions (when rows have any).
"""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from whale_desktop.screens import Column
from whale_desktop.ui.components.cells import CELL_ROLE, Cell
from whale_desktop.ui.lists.heads import HEAD_ROLE, Head

Index = QModelIndex | QPersistentModelIndex
MakeCells = Callable[[Any, Sequence[Column]], list[Cell]]
MakeActions = Callable[[Any], Cell]
MakeTick = Callable[[Any], Cell]
MakeHead = Callable[[Column], Head]

_ROOT = QModelIndex()
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_DESCRIPTION = int(Qt.ItemDataRole.AccessibleDescriptionRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)


class RowsModel(QAbstractTableModel):
    """The rows of the present page. tick, actions: makers of the first and the last column, None where there is none."""

    def __init__(
        self,
        *,
        make_cells: MakeCells,
        make_head: MakeHead,
        tick: MakeTick | None,
        actions: MakeActions | None,
        actions_head: Callable[[], str],
        page_check: Callable[[], int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._make_cells = make_cells
        self._make_head = make_head
        self._tick = tick
        self._actions = actions
        self._actions_head = actions_head
        self._page_check = page_check
        self._rows: Sequence[Any] = ()
        self._columns: Sequence[Column] = ()
        self._cells: dict[int, list[Cell]] = {}

    # ----------------------------------------------------------------------------------------------------------------- rows

    @property
    def rows(self) -> Sequence[Any]:
        """The rows of the page."""
        return self._rows

    @property
    def columns(self) -> Sequence[Column]:
        """The shown columns in order."""
        return self._columns

    @property
    def first_data(self) -> int:
        """The model column of the first shown column."""
        return 1 if self._tick else 0

    @property
    def has_actions(self) -> bool:
        """Whether the last model column holds the actions."""
        return self._actions is not None

    def column_at(self, section: int) -> Column | None:
        """The shown column at a model column; None for the tick and the actions."""
        position = section - self.first_data
        return self._columns[position] if 0 <= position < len(self._columns) else None

    def is_tick(self, section: int) -> bool:
        """Whether a model column is the tick."""
        return self._tick is not None and section == 0

    def is_actions(self, section: int) -> bool:
        """Whether a model column holds the actions."""
        return self.has_actions and section == self.columnCount() - 1

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show another page. As many rows as before are redrawn in place, so that scroll and current row stay."""
        if len(rows) == len(self._rows) and rows:
            self._rows = rows
            self.redraw()
            return
        self.beginResetModel()
        self._rows = rows
        self._cells.clear()
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns, or the same in another order."""
        if list(columns) == list(self._columns):
            return
        self.beginResetModel()
        self._columns = tuple(columns)
        self._cells.clear()
        self.endResetModel()

    def redraw(self) -> None:
        """Prepare every row again: language, theme or ticks changed."""
        self._cells.clear()
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, self.columnCount() - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(self.columnCount() - 1, 0))

    def redraw_ticks(self) -> None:
        """Only ticks changed."""
        for number, cells in self._cells.items():
            if self._tick is not None and number < len(self._rows):
                cells[0] = self._tick(self._rows[number])
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, self.columnCount() - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, 0)

    def row_cells(self, number: int) -> list[Cell]:
        """The prepared cells of a row."""
        cells = self._cells.get(number)
        if cells is None:
            row = self._rows[number]
            cells = self._make_cells(row, self._columns)
            if self._tick is not None:
                cells.insert(0, self._tick(row))
            if self._actions is not None:
                cells.append(self._actions(row))
            self._cells[number] = cells
        return cells

    def cell(self, index: Index) -> Cell:
        """The prepared cell at an index."""
        return self.row_cells(index.row())[index.column()]

    # ---------------------------------------------------------------------------------------------------------------- Qt

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Rows of the page."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Tick, shown columns, actions."""
        return 0 if parent.isValid() else len(self._columns) + self.first_data + int(self.has_actions)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        """The prepared cell, or what it says to a screen reader or as a tooltip."""
        if role == CELL_ROLE:
            return self.row_cells(index.row())[index.column()]
        if role == _DISPLAY:
            return self.row_cells(index.row())[index.column()].text
        if role == _ACCESSIBLE:
            return self._spoken(index)
        if role == _TOOL_TIP:
            return self.row_cells(index.row())[index.column()].tooltip or None
        if role == _DESCRIPTION and index.column() == self.first_data:
            cells = self.row_cells(index.row())
            return ", ".join(self._words(cells[one], one) for one in range(self.first_data, len(cells)) if cells[one].text)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        """The head of a column."""
        if orientation is not Qt.Orientation.Horizontal or role not in (HEAD_ROLE, _DISPLAY, _ACCESSIBLE):
            return None
        head = self._head(section)
        return head if role == HEAD_ROLE else (head.full if role == _ACCESSIBLE and head.full else head.text)

    def _head(self, section: int) -> Head:
        if self.is_tick(section):
            return Head("", check=self._page_check())
        if self.is_actions(section):
            return Head(self._actions_head())
        column = self.column_at(section)
        return self._make_head(column) if column else Head("")

    def _spoken(self, index: Index) -> str:
        return self._words(self.row_cells(index.row())[index.column()], index.column())

    def _words(self, cell: Cell, section: int) -> str:
        """What is seen in a cell in words, under its head."""
        head = self._head(section)
        return f"{head.full or head.text} {cell.spoken or cell.text}".strip()
