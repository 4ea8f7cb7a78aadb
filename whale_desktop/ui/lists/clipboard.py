"""Copying out of a list: raw values, tab between cells, a line a row. Ticks and actions are never copied."""

from PySide6.QtWidgets import QApplication

from whale_desktop.ui.lists.grid import Table
from whale_desktop.ui.lists.model import RowsModel


def copy_cells(table: Table, model: RowsModel) -> str:
    """Put the selected cells on the clipboard, or the current one; the text that was put there."""
    chosen = {(index.row(), index.column()) for index in table.selectionModel().selectedIndexes()}
    if not chosen and table.currentIndex().isValid():
        chosen = {(table.currentIndex().row(), table.currentIndex().column())}
    rows = sorted({row for row, _ in chosen})
    columns = sorted({column for _, column in chosen if model.column_at(column) is not None})
    return _put("\n".join("\t".join(model.row_cells(row)[column].raw for column in columns) for row in rows))


def copy_row(table: Table, model: RowsModel) -> str:
    """Put the current row under its heads on the clipboard; the text that was put there."""
    number = table.currentIndex().row()
    if not 0 <= number < len(model.rows):
        return ""
    columns = [column for column in range(model.columnCount()) if model.column_at(column) is not None]
    heads = "\t".join(table.heads.head(column).text for column in columns)
    return _put(heads + "\n" + "\t".join(model.row_cells(number)[column].raw for column in columns))


def _put(text: str) -> str:
    QApplication.clipboard().setText(text)
    return text
