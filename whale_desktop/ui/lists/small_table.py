"""A short table inside something else: related rows of a detail, the preview of an import. It scrolls by itself and asks for nothing."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from PySide6.QtCore import QModelIndex, QPoint, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from whale_desktop.screens import Column
from whale_desktop.ui import theme
from whale_desktop.ui.components.cells import Cell, CellDelegate
from whale_desktop.ui.lists.clipboard import copy_cells
from whale_desktop.ui.lists.grid import Table
from whale_desktop.ui.lists.heads import Head, least_head_width
from whale_desktop.ui.lists.model import RowsModel
from whale_desktop.ui.lists.showing import RIGHT_KINDS, show
from whale_desktop.ui.pages.ports import Services

_WHOLE = (*RIGHT_KINDS, "code", "moment", "date", "state")
"""Kinds of values that are read to their last character."""
_WIDEST_TEXT = 220
_MEASURED = 50
"""So many rows decide how wide figures are."""
Mark = Callable[[Any, Column], str]
"""What is wrong with a value of a row, empty when nothing is."""


class SmallTable(QWidget):
    """Rows of any struct under some columns. mark: says what is wrong with a cell, which is then drawn in the error colour."""

    link_clicked = Signal(object, object)

    def __init__(self, columns: Sequence[Column], services: Services, *, most_rows: int = 10, mark: Mark | None = None) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._services = services
        self._most = most_rows
        self._mark = mark
        self.table = Table(self)
        self.model = RowsModel(
            make_cells=self._cells,
            make_head=self._head,
            tick=None,
            actions=None,
            actions_head=str,
            page_check=lambda: 0,
            parent=self,
        )
        self.delegate = CellDelegate(self.table)
        self.table.setItemDelegate(self.delegate)
        self.table.setModel(self.model)
        self.model.set_columns(self._columns)
        self.table.resized.connect(self._share_width)
        self.table.clicked_at.connect(self._clicked)
        self.table.hovered.connect(self._hover)
        self.table.set_row_height(theme.current().row_height())
        QShortcut(QKeySequence("Ctrl+C"), self.table).activated.connect(lambda: copy_cells(self.table, self.model))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.table)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows, as high as they need up to the most."""
        self.model.set_rows(tuple(rows))
        self._share_width()
        if rows:
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _share_width(self) -> None:
        """Room to spare is shared in proportion; where it is short, texts give way as far as their heads allow, then it scrolls."""
        room = self.table.viewport().width()
        widths, least = self._widths()
        wanted = max(sum(widths), 1)
        if wanted > room:
            span = max(sum(widths) - sum(least), 1)
            missing = min(wanted - room, span)
            widths = [own - (own - low) * missing // span for own, low in zip(widths, least, strict=True)]
            if wanted - room < span:
                widths[-1] += room - sum(widths)  # what rounding left over
        for number, own in enumerate(widths):
            self.table.setColumnWidth(number, own if wanted > room else own * room // wanted)
        self.table.heads.fit()
        self._take_height(scrolls=sum(least) > room)

    def _take_height(self, *, scrolls: bool) -> None:
        """As high as the rows need up to the most; a bar for scrolling sideways stands below them and hides none."""
        shown = min(max(len(self.model.rows), 1), self._most)
        height = self.table.heads.sizeHint().height() + shown * self.table.row_height() + 2
        bar = self.table.horizontalScrollBar().sizeHint().height() if scrolls else 0
        if self.height() != height + bar or self.minimumHeight() != height + bar:
            self.setFixedHeight(height + bar)

    def _widths(self) -> tuple[list[int], list[int]]:
        """What each column wants and what it needs: its ideal, its head; where figures stand, what they need, for none is ever cut."""
        scale = theme.current().scale
        edge = theme.current().size("page-inset") - theme.current().size("cell-inset")
        first = range(min(len(self.model.rows), _MEASURED))
        wanted, least = [], []
        for number, column in enumerate(self._columns):
            # The two ends of a table have a wider inset.
            ends = edge * ((number == 0) + (number == len(self._columns) - 1))
            head = least_head_width(self._head(column).text, sortable=False) + ends
            whole = [ends + self.delegate.ideal_width(self.model.cell(self.model.index(row, number))) for row in first]
            meant = column.ideal * scale // 100
            if column.kind in _WHOLE:
                wanted.append(max(meant, head, *whole, 0))
                least.append(max(head, *whole, 0))
            else:
                wanted.append(max(meant, head, min(max(whole, default=0), theme.px(_WIDEST_TEXT))))
                least.append(max(column.least * scale // 100, head))
        return wanted, [min(one, other) for one, other in zip(least, wanted, strict=True)]

    def _head(self, column: Column) -> Head:
        texts = self._services.texts
        full, shown = texts(column.label), texts(column.short or column.label)
        align: Literal["left", "right"] = "right" if column.kind in RIGHT_KINDS else "left"
        return Head(shown, align=align, full=full if full != shown else "")

    def _cells(self, row: Any, columns: Sequence[Column]) -> list[Cell]:
        return [self._cell(row, column) for column in columns]

    def _cell(self, row: Any, column: Column) -> Cell:
        shown = show(column, row, self._services)
        wrong = self._mark(row, column) if self._mark else ""
        link = column.link is not None and bool(shown.raw)
        return Cell(
            text=shown.text,
            raw=shown.raw,
            prefix=shown.prefix,
            estimate=shown.estimate,
            progress=shown.progress,
            tone=shown.tone,
            color="err" if wrong else "accent" if link else shown.color,
            weight=500 if wrong else shown.weight,
            align="right" if shown.right else "left",
            link=link,
            tooltip=wrong or shown.full,
            spoken=f"{shown.spoken or shown.text} {wrong}".strip(),
        )

    def _clicked(self, index: QModelIndex, _position: QPoint) -> None:
        column = self.model.column_at(index.column())
        if column is not None and column.link is not None:
            self.link_clicked.emit(column, self.model.rows[index.row()])

    def _hover(self, row: int) -> None:
        self.delegate.set_hover_row(row)
        self.table.viewport().update()
