"""How the workbook of clients and opening balances is read: every row checked, every error kept (`docs/rules/ledger.md` 6.5)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from whale_desktop.kernel.errors import FieldError
from whale_desktop.kernel.numbers import decimal_places
from whale_desktop.kernel.sheets import Cell, cell_text, folded, is_empty_row
from whale_desktop.kernel.texts import C_, Text
from whale_desktop.messages.imports import CellFault, number_in

CLIENT_COLUMNS: dict[str, Text] = {
    "member_id": C_("ledger", "Member ID"),
    "account_no": C_("ledger", "A/C No."),
    "name_zh": C_("ledger", "Chinese name"),
    "name_en": C_("ledger", "English name"),
    "phone": C_("ledger", "Phone"),
}
BALANCE_COLUMNS: dict[str, Text] = {
    "account_no": C_("ledger", "A/C No."),
    "currency": C_("ledger", "Currency"),
    "amount": C_("ledger", "Amount"),
}
REQUIRED = ("member_id", "account_no", "currency", "amount")
SHEETS: dict[str, Text] = {"clients": C_("ledger", "Clients"), "balances": C_("ledger", "Opening balances")}

DIGITS = 8
LONGEST_NAME = 120
LONGEST_PHONE = 30
LARGEST = Decimal(10) ** 14
"""Amounts are stored with 4 decimals in 64 bits; this leaves room for sums."""


@dataclass(frozen=True)
class OpeningClient:
    """One row of the sheet of clients."""

    member_id: str
    account_no: str
    name_zh: str
    name_en: str
    phone: str


@dataclass(frozen=True)
class OpeningBalance:
    """One row of the sheet of balances; an amount below zero is a debt of the client."""

    account_no: str
    currency: str
    amount: Decimal


@dataclass
class Opening:
    """What a workbook holds. Fields of faults: `clients[2].member_id`, the number being the row in the sheet."""

    clients: list[OpeningClient] = field(default_factory=list)
    balances: list[OpeningBalance] = field(default_factory=list)
    faults: list[FieldError] = field(default_factory=list)


def _filled(rows: Sequence[Sequence[Cell]]) -> Iterator[tuple[int, Sequence[Cell]]]:
    return ((number, row) for number, row in enumerate(rows[1:], start=2) if not is_empty_row(row))


def _number_fault(text: str) -> FieldError | None:
    """A client or account number is eight digits; leading zeros belong to it."""
    if not text:
        return FieldError("", "FX-E01")
    if len(text) != DIGITS or not text.isascii() or not text.isdecimal():
        return FieldError("", "ledger.number_form", {"digits": DIGITS})
    return None


def read_clients(opening: Opening, rows: Sequence[Sequence[Cell]], places: Mapping[str, int]) -> None:
    """Read the sheet of clients into `opening`. A client may stand in several rows, an account in one only."""
    seen: set[str] = set()
    for number, row in _filled(rows):
        texts = {name: cell_text(row[index]) for name, index in places.items()}
        found: dict[str, FieldError] = {}
        for name in ("member_id", "account_no"):
            fault = _number_fault(texts[name])
            if fault is not None:
                found[name] = fault
        if "account_no" not in found and texts["account_no"] in seen:
            found["account_no"] = FieldError("", "ledger.twice", {"value": texts["account_no"]})
        seen.add(texts["account_no"])
        if not texts["name_zh"] and not texts["name_en"]:
            found["name_zh"] = FieldError("", "FX-E01")
        for name, longest in (("name_zh", LONGEST_NAME), ("name_en", LONGEST_NAME), ("phone", LONGEST_PHONE)):
            if len(texts[name]) > longest:
                found[name] = FieldError("", "ledger.too_long", {"limit": longest})
        opening.faults += [FieldError(f"clients[{number}].{name}", one.code, one.params) for name, one in found.items()]
        opening.clients.append(OpeningClient(**texts))


def read_balances(
    opening: Opening, rows: Sequence[Sequence[Cell]], places: Mapping[str, int], precisions: Mapping[str, int]
) -> None:
    """Read the sheet of balances into `opening`, after the clients. precisions: decimals of an amount by currency."""
    accounts = {one.account_no for one in opening.clients}
    currencies = {folded(code): code for code in precisions}
    seen: set[tuple[str, str]] = set()
    for number, row in _filled(rows):
        account_no, code = cell_text(row[places["account_no"]]), cell_text(row[places["currency"]])
        currency = currencies.get(folded(code), "")
        amount, fault = _amount(row[places["amount"]], precisions.get(currency))
        found: dict[str, FieldError] = {} if fault is None else {"amount": fault}
        if not account_no:
            found["account_no"] = FieldError("", "FX-E01")
        elif account_no not in accounts:
            found["account_no"] = FieldError("", "ledger.not_in_clients", {"value": account_no})
        elif currency and (account_no, currency) in seen:
            found["currency"] = FieldError("", "ledger.twice", {"value": f"{account_no} {currency}"})
        if not currency:
            found["currency"] = FieldError("", "FX-E36" if code else "FX-E01")
        seen.add((account_no, currency))
        opening.faults += [FieldError(f"balances[{number}].{name}", one.code, one.params) for name, one in found.items()]
        opening.balances.append(OpeningBalance(account_no, currency, amount))


def _amount(cell: Cell, places: int | None) -> tuple[Decimal, FieldError | None]:
    """An amount with its fault, if it has one."""
    nothing = Decimal(0)
    amount = number_in(cell)
    if isinstance(amount, CellFault):
        return nothing, FieldError("", amount.code, amount.params)
    if amount is None:
        return nothing, FieldError("", "FX-E01")
    if abs(amount) >= LARGEST:
        return nothing, FieldError("", "reference.number_too_large")
    if places is not None and decimal_places(amount) > places:
        return nothing, FieldError("", "FX-E21")
    return amount, None


def place_of(fault: FieldError) -> dict[str, Any]:
    """Sheet, row and column of a fault, by their names."""
    sheet, _, rest = fault.field.partition("[")
    row, _, name = rest.partition("].")
    return {"sheet": sheet, "row": int(row), "field": name}
