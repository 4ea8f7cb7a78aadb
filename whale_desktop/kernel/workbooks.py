"""The workbooks that an import gives to people: a template to fill in, and the rows that were refused, with their reasons.

Every import uses these; reading what comes back is `kernel.sheets`. Must not know any feature, and loads the writer only when needed.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whale_desktop.kernel.sheets import MAXIMUM_ROWS, Cell
from whale_desktop.kernel.texts import C_, Catalogue, Text

REQUIRED = "*"
REASON = C_("sheet", "Reason")
_HELP = C_("sheet", "Help")
_LISTS = C_("sheet", "Choices")
_COLUMN = C_("sheet", "Column")
_MEANING = C_("sheet", "What to fill in")
_PICK = C_("sheet", "Pick one from the list")
_HEAD_FILL = "EEF1F4"
_REASON_WIDTH = 70


@dataclass(frozen=True)
class SheetColumn:
    """One column of an import: its header, what to fill in, its width in characters, the words to pick from in the file's language."""

    text: Text
    meaning: Text
    width: int = 14
    required: bool = True
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class SheetSpec:
    """The sheet of an import: its name, its columns in their order, the rules that its help ends with ({rows}: most rows of a file)."""

    title: Text
    columns: Mapping[str, SheetColumn]
    rules: tuple[Text, ...] = ()
    most_rows: int = MAXIMUM_ROWS


def header(spec: SheetSpec, texts: Catalogue) -> list[str]:
    """The header row in a language; a required column carries a star."""
    return [f"{texts(column.text)}{REQUIRED if column.required else ''}" for column in spec.columns.values()]


def template(spec: SheetSpec, texts: Catalogue, rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook to fill in, with `rows` as its content: header in a language, lists to pick from, a sheet of help."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None, "a new workbook has a sheet"
    sheet.title = texts(spec.title)
    _head(sheet, header(spec, texts))
    for index, column in enumerate(spec.columns.values(), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    for row in rows:
        sheet.append(list(row))
    _choices(book, sheet, spec, texts)
    _help(book, spec, texts)
    return _bytes(book)


def failed_rows(spec: SheetSpec, texts: Catalogue, rows: Iterable[tuple[Sequence[Cell], str]]) -> bytes:
    """The rows as they stood, each with the sentences that say what is wrong with it."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(texts(spec.title))
    widths = [*(column.width for column in spec.columns.values()), _REASON_WIDTH]
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.append([*header(spec, texts), texts(REASON)])
    for cells, reason in rows:
        sheet.append([_plain(sheet, cell) for cell in (*cells, reason)])
    return _bytes(book)


def _bytes(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _head(sheet: Any, titles: Iterable[str]) -> None:
    from openpyxl.styles import Font, PatternFill

    for index, title in enumerate(titles, start=1):
        cell = sheet.cell(row=1, column=index, value=title)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor=_HEAD_FILL)
    sheet.freeze_panes = "A2"


def _choices(book: Any, sheet: Any, spec: SheetSpec, texts: Catalogue) -> None:
    """A sheet with the words of every column that is picked from, and the rule that offers them in its cells."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = book.create_sheet(texts(_LISTS))
    for place, column in enumerate(spec.columns.values(), start=1):
        if not column.choices:
            continue
        letter, own = get_column_letter(place), get_column_letter(lists.max_column + 1 if lists["A1"].value else 1)
        for number, value in enumerate(column.choices, start=1):
            lists[f"{own}{number}"] = value
        validation = DataValidation(
            type="list",
            formula1=f"='{lists.title}'!${own}$1:${own}${len(column.choices)}",
            allow_blank=not column.required,
            showErrorMessage=True,
            error=texts(_PICK),
        )
        sheet.add_data_validation(validation)
        validation.add(f"{letter}2:{letter}{spec.most_rows + 1}")


def _help(book: Any, spec: SheetSpec, texts: Catalogue) -> None:
    sheet = book.create_sheet(texts(_HELP))
    _head(sheet, (texts(_COLUMN), texts(_MEANING)))
    for column in spec.columns.values():
        sheet.append((texts(column.text), texts(column.meaning)))
    sheet.append(())
    for rule in spec.rules:
        sheet.append(("", texts(rule, rows=f"{spec.most_rows:,}")))
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 90


def _plain(sheet: Any, cell: Cell) -> Any:
    """A cell that is never a formula: a text that begins like one is written as text."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(cell, str) or not cell.startswith("="):
        return cell
    made = WriteOnlyCell(sheet, value=cell)
    made.data_type = "s"
    return made
