"""The workbooks that reference rates come and go in: template, bad rows with their reasons, ready rates of a demonstration."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from whale_desktop.features.reference.messages import RateChannel, RateType
from whale_desktop.features.reference.rules import COLUMNS
from whale_desktop.kernel.sheets import MAXIMUM_ROWS, Cell
from whale_desktop.kernel.texts import C_, Catalogue
from whale_desktop.messages import label_of

REQUIRED = "*"
_SHEET = C_("reference.rate_import", "Rates")
_HELP = C_("reference.rate_import", "Help")
_LISTS = C_("reference.rate_import", "Choices")
_COLUMN = C_("reference.rate_import", "Column")
_MEANING = C_("reference.rate_import", "What to fill in")
REASON = C_("reference.rate_import", "Reason")
_PICK = C_("reference.rate_import", "Pick one from the list")
_MEANINGS = {
    "channel": C_("reference.rate_import", "The channel that published the rate; pick one from the list"),
    "rate_type": C_("reference.rate_import", "The rate type; the HKEX rate goes with the channel HKEX and with no other"),
    "base_currency": C_("reference.rate_import", "The currency in which the prices are given, usually the base currency"),
    "other_currency": C_("reference.rate_import", "The currency of which one unit is priced; not the same as the base currency"),
    "bid_rate": C_(
        "reference.rate_import", "A number above 0, with no more decimals than the rate precision of the conversion currency"
    ),
    "offer_rate": C_("reference.rate_import", "A number above 0; a bid above the offer is taken, with a warning"),
    "average_rate": C_("reference.rate_import", "A number above 0, usually midway between bid and offer"),
    "record_date": C_("reference.rate_import", "The day the rate was published for, as 20240318 or as a date; not in the future"),
}
_RULES = (
    C_("reference.rate_import", "Every column is required. One bad row, and nothing of the file is written."),
    C_(
        "reference.rate_import",
        "A rate of the same channel, type, currencies and date gets the new prices; its history keeps the old",
    ),
    C_("reference.rate_import", "Replace the example row by your own rows, at most {rows} in one file."),
)
_HEAD = PatternFill("solid", fgColor="EEF1F4")
_WIDTHS = (16, 14, 12, 12, 14, 14, 14, 14)


def header(texts: Catalogue) -> list[str]:
    """The header row in a language; every column is required."""
    return [f"{texts(text)}{REQUIRED}" for text in COLUMNS.values()]


def _bytes(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _head(sheet: Any, titles: Iterable[str]) -> None:
    for index, title in enumerate(titles, start=1):
        cell = sheet.cell(row=1, column=index, value=title)
        cell.font = Font(bold=True)
        cell.fill = _HEAD
    sheet.freeze_panes = "A2"


def template(texts: Catalogue, currencies: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook to fill in, with `rows` as its content: header in a language, lists to pick from, a sheet of help."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None, "a new workbook has a sheet"
    sheet.title = texts(_SHEET)
    _head(sheet, header(texts))
    for index, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    for row in rows:
        sheet.append(list(row))
    lists = book.create_sheet(texts(_LISTS))
    choices = (
        [texts(label_of(one)) for one in RateChannel],
        [texts(label_of(one)) for one in RateType],
        list(currencies),
        list(currencies),
    )
    for index, values in enumerate(choices, start=1):
        letter = get_column_letter(index)
        for number, value in enumerate(values, start=1):
            lists.cell(row=number, column=index, value=value)
        validation = DataValidation(
            type="list",
            formula1=f"='{lists.title}'!${letter}$1:${letter}${len(values)}",
            allow_blank=False,
            showErrorMessage=True,
            error=texts(_PICK),
        )
        sheet.add_data_validation(validation)
        validation.add(f"{letter}2:{letter}{MAXIMUM_ROWS + 1}")
    _help(book, texts)
    return _bytes(book)


def _help(book: Workbook, texts: Catalogue) -> None:
    sheet = book.create_sheet(texts(_HELP))
    _head(sheet, (texts(_COLUMN), texts(_MEANING)))
    for name, text in COLUMNS.items():
        sheet.append((texts(text), texts(_MEANINGS[name])))
    sheet.append(())
    for rule in _RULES:
        sheet.append(("", texts(rule, rows=f"{MAXIMUM_ROWS:,}")))
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 90


def failed_rows(texts: Catalogue, rows: Iterable[tuple[Sequence[Cell], str]]) -> bytes:
    """The rows as they stood, each with the sentence that says what is wrong with it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(texts(_SHEET))
    for index, width in enumerate((*_WIDTHS, 70), start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.append([*header(texts), texts(REASON)])
    for cells, reason in rows:
        sheet.append([_plain(sheet, cell) for cell in (*cells, reason)])
    return _bytes(book)


def _plain(sheet: Any, cell: Cell) -> Any:
    """A cell that is never a formula: a text that begins like one is written as text."""
    if not isinstance(cell, str) or not cell.startswith("="):
        return cell
    made = WriteOnlyCell(sheet, value=cell)
    made.data_type = "s"
    return made


def example(texts: Catalogue, today: date) -> list[list[Any]]:
    """The example row of the template."""
    prices = (Decimal("7.8147"), Decimal("7.8132"), Decimal("7.8140"))
    return [[texts(label_of(RateChannel.IB)), texts(label_of(RateType.SPOT)), "HKD", "USD", *prices, int(f"{today:%Y%m%d}")]]
