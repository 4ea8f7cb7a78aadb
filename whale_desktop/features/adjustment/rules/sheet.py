"""How a workbook of adjustments is read: every row checked by the rules of an entry, every error kept (`docs/rules/adjustment.md` 6.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple

from whale_desktop.features.adjustment.rules.entry import Entered, Known, check_entry, is_refused_there
from whale_desktop.features.ledger.messages import Direction
from whale_desktop.kernel.clock import HONG_KONG
from whale_desktop.kernel.sheets import Cell, accepted, cell_text, folded, is_empty_row
from whale_desktop.kernel.texts import C_, Text
from whale_desktop.messages import label_of
from whale_desktop.messages.imports import CellFault, RowFault, date_of, number_in, shown

COLUMNS: dict[str, Text] = {
    "account_no": C_("adjustment", "A/C No."),
    "direction": C_("adjustment", "Adjustment direction"),
    "biz_code": C_("adjustment", "Biz code"),
    "currency": C_("adjustment", "Currency"),
    "amount": C_("adjustment", "Amount"),
    "ledger_date": C_("adjustment", "Ledger date"),
    "done_at": C_("adjustment", "Business time"),
    "remark": C_("adjustment", "Remarks"),
    "inner_remark": C_("adjustment", "Internal remarks"),
    "notify": C_("adjustment", "Notify the client"),
}
"""The columns of the workbook in their order."""

OPTIONAL = ("ledger_date", "done_at", "remark", "inner_remark", "notify")

YES = C_("adjustment", "Yes")
NO = C_("adjustment", "No")


class ParsedAdjustment(NamedTuple):
    """One row as understood; empty where it could not be. `row` is its number in the file."""

    row: int
    entered: Entered
    notify: bool


@dataclass
class AdjustmentSheet:
    """A whole file: its rows in their order, and every fault."""

    rows: list[ParsedAdjustment] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)

    def good(self) -> list[ParsedAdjustment]:
        """The rows without any fault."""
        bad = {fault.row for fault in self.faults}
        return [one for one in self.rows if one.row not in bad]


def account_numbers(rows: Sequence[Sequence[Cell]], places: Mapping[str, int]) -> set[str]:
    """The account numbers that stand in a file."""
    return {cell_text(row[places["account_no"]]) for row in rows[1:]}


def parse_adjustments(rows: Sequence[Sequence[Cell]], places: Mapping[str, int], known: Known) -> AdjustmentSheet:
    """Read the rows below the header; empty rows are passed over. places: where each column that is there stands.

    Faults: those of `check_entry`, `reference.not_a_number`, `reference.not_a_date`, and `ledger.account_cancelled` where booking is
    going to fail: a file takes only what can be booked.
    """
    reader = _Reader(places, known)
    for number, row in enumerate(rows[1:], start=2):
        if not is_empty_row(row):
            reader.read(number, row)
    return reader.sheet


class _Reader:
    def __init__(self, places: Mapping[str, int], known: Known) -> None:
        self._places = places
        self._known = known
        self._directions = accepted({one: label_of(one) for one in Direction})
        self._codes = {folded(code): code for code in known.codes}
        self._currencies = {folded(code): code for code in known.places}
        self._answers = accepted({True: YES, False: NO})
        self.sheet = AdjustmentSheet()

    def read(self, number: int, row: Sequence[Cell]) -> None:
        """Understand one row, number `number` in the file."""
        cells = {name: row[place] for name, place in self._places.items()}
        values: dict[str, Any] = {
            "account_no": cell_text(cells["account_no"]),
            "direction": _word(cells["direction"], self._directions),
            "biz_code": _code(cells["biz_code"], self._codes),
            "currency": _code(cells["currency"], self._currencies),
            "amount": number_in(cells["amount"]),
            "ledger_date": date_of(cells.get("ledger_date", "")),
            "done_at": _moment(cells.get("done_at", "")),
            "remark": cell_text(cells.get("remark", "")),
            "inner_remark": cell_text(cells.get("inner_remark", "")),
        }
        notify = _word(cells.get("notify", ""), self._answers)
        unread = {name: value for name, value in {**values, "notify": notify}.items() if isinstance(value, CellFault)}
        nothing = Entered()
        entered = Entered(**{name: getattr(nothing, name) if name in unread else value for name, value in values.items()})
        faults = [RowFault(number, name, one.code, one.params) for name, one in unread.items()]
        faults += [
            RowFault(number, name, code, {key: str(value) for key, value in params.items()})
            for name, code, params in check_entry(entered, self._known)
            if name not in unread
        ]
        if not faults and is_refused_there(entered, self._known):
            params = {"account_no": entered.account_no, "biz_code": entered.biz_code}
            faults.append(RowFault(number, "biz_code", "ledger.account_cancelled", params))
        self.sheet.rows.append(ParsedAdjustment(number, entered, notify is True))
        self.sheet.faults += faults


def _word(cell: Cell, words: Mapping[str, Any]) -> Any:
    """The value that a word stands for, None for an empty cell."""
    if isinstance(cell, bool):
        return words.get(folded("Yes" if cell else "No"))
    text = cell_text(cell)
    return words.get(folded(text), CellFault("FX-E36", {"value": shown(cell)})) if text else None


def _code(cell: Cell, known: Mapping[str, str]) -> str:
    """A code as it is known, or as it stands; the rules of an entry say what is wrong with it."""
    text = cell_text(cell)
    return known.get(folded(text), text)


def _moment(cell: Cell) -> datetime | CellFault | None:
    """A date with or without a clock time, in Hong Kong; a cell with only a date means its beginning."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=HONG_KONG)
    text = cell_text(cell)
    if isinstance(cell, str) and " " in text:
        day_text, _, clock_text = text.partition(" ")
        day = date_of(day_text)
        try:
            clock = time.fromisoformat(clock_text.strip())
        except ValueError:
            clock = None
        if clock is None or not isinstance(day, date):
            return CellFault("reference.not_a_date", {"value": shown(cell)})
        return datetime.combine(day, clock, HONG_KONG)
    found = date_of(cell)
    return datetime.combine(found, time(), HONG_KONG) if isinstance(found, date) else found
