"""Painted table cells: what they look like, what a click hits, what is cached."""

from collections.abc import Sequence
from typing import Any

import pytest
from PySide6.QtCore import QAbstractTableModel, QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QTableView

from whale_desktop.ui import theme
from whale_desktop.ui.components import CELL_ROLE, Cell, CellAction, CellDelegate, RowHover

Index = QModelIndex | QPersistentModelIndex
ACTIONS = Cell(
    actions=(
        CellAction("check", "Check", urgent=True),
        CellAction("withdraw", "Withdraw"),
        CellAction("print", "Print", enabled=False, tooltip="Nothing to print"),
    )
)


class Rows(QAbstractTableModel):
    """Rows of cells."""

    def __init__(self, rows: Sequence[Sequence[Cell]]) -> None:
        super().__init__()
        self.rows = rows

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of rows."""
        return len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """The number of columns."""
        return len(self.rows[0])

    def data(self, index: Index, role: int = 0) -> Any:
        """The cell."""
        return self.rows[index.row()][index.column()] if role == CELL_ROLE else None


class Sheet:
    """A table view with its delegate."""

    def __init__(self, qtbot: Any, rows: Sequence[Sequence[Cell]]) -> None:
        self.view = QTableView()
        self.model = Rows(rows)
        self.model.setParent(self.view)
        self.delegate = CellDelegate(self.view)
        self.view.setItemDelegate(self.delegate)
        self.view.setModel(self.model)
        self.view.setShowGrid(False)
        self.view.horizontalHeader().hide()
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(28)
        for column in range(self.model.columnCount()):
            self.view.setColumnWidth(column, 200)
        self.view.resize(200 * self.model.columnCount() + 20, 28 * self.model.rowCount() + 20)
        qtbot.addWidget(self.view)
        self.view.show()
        QApplication.processEvents()

    def picture(self) -> QImage:
        """What the rows look like now."""
        return self.view.viewport().grab().toImage()

    def color_at(self, x: int, y: int) -> str:
        """The colour of one pixel."""
        return self.picture().pixelColor(x, y).name()

    def has_color(self, token: str, row: int, column: int = 0) -> bool:
        """Whether a cell has pixels of exactly a token's colour."""
        wanted, picture = theme.color(token).name(), self.picture()
        return any(
            picture.pixelColor(x, y).name() == wanted
            for x in range(200 * column + 1, 200 * column + 199)
            for y in range(28 * row + 1, 28 * row + 26)
        )


def sheet_of(qtbot: Any, *cells: Cell, rows: int = 3) -> Sheet:
    """Some equal rows."""
    return Sheet(qtbot, [list(cells)] * rows)


@pytest.mark.parametrize(
    ("cell", "token"),
    [
        (Cell("Text that is long"), "tx1"),
        (Cell("2403180128", color="accent", link=True), "accent"),
        (Cell("1,000.00", prefix="USD", align="right"), "tx3"),
        (Cell("1,000.00", estimate=True), "tx2"),
        (Cell("+1.24%", color="mk-up"), "mk-up"),
        (Cell("Failed", tone="fail"), "err-dot"),
        (Cell("Done", tone="done"), "ok-dot"),
        (Cell("Done", tone="done", lock=True), "warn"),
        (Cell("00700", chip="HK"), "mute-soft"),
        (Cell(check=2), "accent-fill"),
        (ACTIONS, "accent"),
    ],
)
def test_each_kind_of_cell_is_drawn_in_its_colour(qtbot: Any, cell: Cell, token: str) -> None:
    """In the light theme and, after a switch, in the dark one."""
    sheet = sheet_of(qtbot, cell)
    sheet.delegate.set_hover_row(-1)
    assert sheet.has_color(token, 1)
    theme.apply(QApplication.instance(), mode="dark")  # type: ignore[arg-type]  # there is one in tests
    QApplication.processEvents()
    assert sheet.has_color(token, 1)


def test_rows_show_hover_choice_and_the_current_one(qtbot: Any) -> None:
    """Hover and choice fill the whole row; the current row has a frame across all cells."""
    sheet = sheet_of(qtbot, Cell("a"), Cell("b"), rows=4)
    sheet.delegate.set_hover_row(1)
    sheet.delegate.set_row_state(lambda row: "checked" if row == 2 else "")
    sheet.view.setCurrentIndex(sheet.model.index(3, 0))
    sheet.view.viewport().update()
    fills = [[sheet.color_at(200 * column + 150, 28 * row + 14) for column in (0, 1)] for row in range(4)]
    surface, hover, chosen = (theme.color(token).name() for token in ("bg-surface", "bg-hover", "bg-sel"))
    assert fills == [[surface] * 2, [hover] * 2, [chosen] * 2, [surface] * 2]
    accent, line = theme.color("accent").name(), theme.color("line").name()
    assert sheet.color_at(100, 27) == line
    assert {sheet.color_at(x, y) for x, y in ((100, 84), (300, 84), (100, 111), (300, 111), (0, 98), (399, 98))} == {accent}
    assert sheet.color_at(199, 98) == surface


def test_one_selected_cell_is_only_the_current_one(qtbot: Any) -> None:
    """A dragged range of cells is filled."""
    sheet = sheet_of(qtbot, Cell("a"), Cell("b"))
    sheet.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectItems)
    selection, model = sheet.view.selectionModel(), sheet.model
    select = QItemSelectionModel.SelectionFlag.ClearAndSelect
    selection.select(model.index(1, 0), select)
    assert sheet.color_at(150, 42) == theme.color("bg-surface").name()
    selection.select(QItemSelection(model.index(1, 0), model.index(2, 1)), select)
    assert sheet.color_at(150, 42) == theme.color("bg-sel").name()


def test_a_click_hits_the_word_under_it(qtbot: Any) -> None:
    """The gap belongs to the nearer word; a word that may not act hits nothing."""
    sheet = sheet_of(qtbot, Cell("a"), ACTIONS)
    index = sheet.model.index(1, 1)
    rect = sheet.view.visualRect(index)
    hits = [sheet.delegate.action_at(index, rect, QPoint(x, rect.center().y())) for x in range(rect.left(), rect.right())]
    assert [name for position, name in enumerate(hits) if position == 0 or hits[position - 1] != name] == [
        "",
        "check",
        "withdraw",
        "",
    ]
    assert sheet.delegate.action_at(index, rect, QPoint(rect.left() + 12, rect.bottom() + 5)) == ""
    assert sheet.delegate.action_at(sheet.model.index(1, 0), rect, rect.center()) == ""


def test_a_number_that_does_not_fit_is_not_shown_in_part(qtbot: Any) -> None:
    """1,250,000.00 must not be read as 1,250."""
    amount = Cell("1,250,000.00", align="right", prefix="USD")
    sheet = sheet_of(qtbot, amount)
    wide = sheet.delegate.ideal_width(amount)
    sheet.view.setColumnWidth(0, wide)
    whole = sheet.picture()
    sheet.view.setColumnWidth(0, wide - 24)
    assert sheet.picture().copy(40, 30, wide - 70, 24) != whole.copy(40, 30, wide - 70, 24)
    look = sheet.delegate._looks()
    assert look.elided(amount.text, "body", 400, wide) == amount.text
    assert look.elided(amount.text, "body", 400, 40) != amount.text


@pytest.mark.parametrize(
    "cell",
    [
        Cell("Some text", weight=600),
        Cell("Wait", tone="wait"),
        Cell("x", lock=True),
        Cell("1.00", prefix="USD", chip="HK"),
        ACTIONS,
    ],
)
def test_the_ideal_width_is_enough(qtbot: Any, cell: Cell) -> None:
    """Fitting a column by a double click cuts nothing: wider changes no pixel at the left."""
    sheet = sheet_of(qtbot, cell, rows=2)
    width = sheet.delegate.ideal_width(cell) + 16
    sheet.view.setColumnWidth(0, width)
    fitted = sheet.picture().copy(2, 30, width - 4, 20)
    sheet.view.setColumnWidth(0, width + 120)
    assert sheet.picture().copy(2, 30, width - 4, 20) == fitted


def test_a_second_painting_measures_nothing(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fonts, widths and marks are looked up once; that is what makes scrolling fast."""
    sheet = sheet_of(qtbot, Cell(check=1), Cell("client", prefix="USD", align="right"), Cell("Done", tone="done"), ACTIONS)
    sheet.picture()
    asked: list[str] = []
    current = theme.current()
    for name in ("font", "color", "icon", "metrics"):
        monkeypatch.setattr(current, name, lambda *_arguments, _name=name, **_named: asked.append(_name))
    sheet.picture()
    assert asked == []


def test_a_simple_table_hovers_by_itself(qtbot: Any) -> None:
    """`RowHover` feeds the delegate of a table without a page around it."""
    sheet = sheet_of(qtbot, Cell("a"), Cell("b"))
    hover = RowHover(sheet.view, sheet.delegate)
    hover.watch_current()
    sheet.view.entered.emit(sheet.model.index(1, 0))
    assert sheet.color_at(150, 42) == theme.color("bg-hover").name()
