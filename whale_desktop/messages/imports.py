"""What every import from a workbook shares: how cells are understood, what is wrong with them, the file made for a person.

A cell that cannot be understood becomes a `CellFault`, so that a row is read to its end and says everything at once.
Must not know any feature's columns.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from whale_desktop.kernel.sheets import Cell, cell_date, cell_decimal, cell_text, folded
from whale_desktop.kernel.texts import Catalogue, Text
from whale_desktop.messages.base import Fact, Struct
from whale_desktop.messages.error_texts import error_text
from whale_desktop.messages.files import BlobId

LONGEST_SHOWN = 40
"""How much of a wrong cell an error repeats."""


class RowError(Struct):
    """What is wrong with one cell (FX-E18): the row's number in the file, the field of the row, the reason's code and parameters.

    A `field` that is empty means the row as a whole.
    """

    row: int
    field: str
    code: str
    params: Mapping[str, str] = {}


class FileImported(Fact):
    """The rows of an uploaded workbook have been written. list_key: the list that shows them; blob: the file as it was uploaded.

    bad_rows: those that were left out. work_order_no: the work order under which the written ones wait for approval.
    """

    list_key: str
    blob: BlobId
    rows: int
    bad_rows: int = 0
    work_order_no: str = ""


class RowFault(NamedTuple):
    """What is wrong with a cell: the row's number in the file, the field (empty for the row as a whole), code, what stood there."""

    row: int
    field: str
    code: str
    params: dict[str, str] = {}


class CellFault:
    """Stands where a value should be. Compared by identity, so that it may be part of a key."""

    __slots__ = ("code", "params")

    def __init__(self, code: str, params: dict[str, str] | None = None) -> None:
        self.code, self.params = code, params or {}


MISSING = CellFault("FX-E01")


def shown(cell: Cell) -> str:
    """What stood in a cell, as far as an error repeats it."""
    return cell_text(cell)[:LONGEST_SHOWN] if isinstance(cell, str) else str(cell)[:LONGEST_SHOWN]


def choice_of(words: Mapping[str, Any]) -> Callable[[Cell], Any]:
    """Understands a cell that names one of `words` (folded word → value): FX-E01 for an empty one, FX-E36 for any other word."""

    def understand(cell: Cell) -> Any:
        text = cell_text(cell)
        if not text:
            return MISSING
        return words.get(folded(text), CellFault("FX-E36", {"value": text[:LONGEST_SHOWN]}))

    return understand


def date_of(cell: Cell) -> date | CellFault | None:
    """A cell as a date, None for an empty one, else `reference.not_a_date`."""
    try:
        return cell_date(cell)
    except ValueError:
        return CellFault("reference.not_a_date", {"value": shown(cell)})


def number_in(cell: Cell) -> Decimal | CellFault | None:
    """A cell as an exact number, None for an empty one, else `reference.not_a_number`."""
    try:
        return cell_decimal(cell)
    except ValueError:
        return CellFault("reference.not_a_number", {"value": shown(cell)})


def faults_by_row(faults: Iterable[RowFault]) -> dict[int, list[RowFault]]:
    """The faults of each row that has any."""
    found: dict[int, list[RowFault]] = {}
    for fault in faults:
        found.setdefault(fault.row, []).append(fault)
    return found


def errors_by_row(faults: Iterable[RowFault]) -> dict[int, tuple[RowError, ...]]:
    """The same for the answer of a preview."""
    return {
        row: tuple(RowError(row=one.row, field=one.field, code=one.code, params=one.params) for one in found)
        for row, found in faults_by_row(faults).items()
    }


def fault_sentence(fault: RowFault, columns: Mapping[str, Text], texts: Catalogue) -> str:
    """What is wrong with a cell, in a language: row, header of the column, reason (FX-E18)."""
    field = texts(columns[fault.field]) if fault.field else ""
    return texts(error_text("FX-E18"), row=fault.row, field=field, reason=texts(error_text(fault.code), **fault.params))
