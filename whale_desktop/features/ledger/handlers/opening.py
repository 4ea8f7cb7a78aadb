"""What an empty database of a broker's own starts with: clients and opening balances from a workbook (`docs/rules/ledger.md` 6.5)."""

import io
from collections.abc import Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import select

from whale_desktop.bus import Bus, Work, handles
from whale_desktop.bus.identity import SYSTEM
from whale_desktop.features.ledger import tables
from whale_desktop.features.ledger.handlers.books import post
from whale_desktop.features.ledger.handlers.seed import NewClient, add_clients
from whale_desktop.features.ledger.messages import AccountRef, Direction, Entry, Journal, LoadOpening, OpeningLoaded
from whale_desktop.features.ledger.rules.opening import (
    BALANCE_COLUMNS,
    CLIENT_COLUMNS,
    REQUIRED,
    SHEETS,
    Opening,
    place_of,
    read_balances,
    read_clients,
)
from whale_desktop.features.reference import queries as reference
from whale_desktop.kernel.clock import Clock
from whale_desktop.kernel.errors import FieldError, UserError
from whale_desktop.kernel.numbers import EXACT
from whale_desktop.kernel.sheets import places_of, read_sheet
from whale_desktop.kernel.texts import Catalogue, catalogue
from whale_desktop.messages import error_text

OPENING = "LCOPEN"
COUNTERPART = f"ADJ.{OPENING}"
_AT_ONCE = 500

_EXAMPLES: dict[str, tuple[Any, ...]] = {
    "clients": ("10000001", "80000001", "陳大文", "Chan Tai Man", "91234567"),
    "balances": ("80000001", "HKD", 250000.5),
}


@handles(LoadOpening)
def load_opening(work: Work, command: LoadOpening) -> OpeningLoaded:
    """Write clients, accounts and opening balances from a workbook."""
    for table in (tables.client, tables.journal):
        if work.connection.execute(select(table).limit(1)).first() is not None:
            raise UserError("ledger.not_empty")
    opening = read_opening(work, command.workbook)
    if opening.faults:
        raise UserError("ledger.opening", _spoken(catalogue(work.locale), opening.faults[0]), fields=tuple(opening.faults))
    clients = [
        NewClient(member_id=one.member_id, account_no=one.account_no, name_zh=one.name_zh, name_en=one.name_en, phone=one.phone)
        for one in opening.clients
    ]
    add_clients(work.connection, clients, work.now)
    filled = iter([one for one in opening.balances if one.amount])
    while some := list(islice(filled, _AT_ONCE)):
        post(work, [opening_journal(one.account_no, one.currency, one.amount) for one in some], overdraft=True)
    return OpeningLoaded(accounts=len(clients), balances=sum(1 for one in opening.balances if one.amount))


def import_opening(bus: Bus, clock: Clock, workbook: bytes) -> OpeningLoaded:
    """Load an opening from inside the program, as the system, into a database that was just made. Raises as `LoadOpening`."""
    loaded: OpeningLoaded = bus.run_as(SYSTEM, LoadOpening(workbook=workbook))
    return loaded


def read_opening(work: Work, data: bytes) -> Opening:
    """Read both sheets, with every fault. Raises `sheet.…` when the file is not such a workbook."""
    opening = Opening()
    texts = catalogue(work.locale)
    clients, balances = read_sheet(data, 0), read_sheet(data, 1)
    read_clients(opening, clients, places_of(clients[0], CLIENT_COLUMNS, texts))
    precisions = {code: one.amount_precision for code, one in reference.currencies(work.connection).items()}
    read_balances(opening, balances, places_of(balances[0], BALANCE_COLUMNS, texts), precisions)
    return opening


def opening_journal(account_no: str, currency: str, amount: Decimal) -> Journal:
    """The journal of one opening balance: a credit of the client, or a debit for a debt. `amount` is not zero."""
    side = Direction.CREDIT if amount > 0 else Direction.DEBIT
    size = EXACT.abs(amount)
    return Journal(
        biz_code=OPENING,
        source_type="ledger.opening",
        source_id=account_no,
        entries=(
            Entry(account=AccountRef(account_no=account_no), currency=currency, direction=side, amount=size),
            Entry(account=COUNTERPART, currency=currency, direction=side.opposite, amount=size),
        ),
    )


def _spoken(texts: Catalogue, fault: FieldError) -> dict[str, Any]:
    place = place_of(fault)
    column = {**CLIENT_COLUMNS, **BALANCE_COLUMNS}[place["field"]]
    reason = texts(error_text(fault.code), **fault.params)
    return {"sheet": texts(SHEETS[place["sheet"]]), "row": place["row"], "field": texts(column), "reason": reason}


def opening_sentences(locale: str, faults: Sequence[FieldError]) -> list[str]:
    """Every fault of an opening workbook as a sentence in a language, for a command line or a log of the loading."""
    texts = catalogue(locale)
    return [texts(error_text("ledger.opening"), **_spoken(texts, fault)) for fault in faults]


def opening_template(locale: str) -> bytes:
    """The workbook to fill in, in a language, with an example row on each sheet. Numbers of clients and accounts are texts."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    texts = catalogue(locale)
    book = Workbook()
    first = book.active
    assert first is not None, "a new workbook has a sheet"
    for sheet, name, columns in (
        (first, "clients", CLIENT_COLUMNS),
        (book.create_sheet(), "balances", BALANCE_COLUMNS),
    ):
        sheet.title = texts(SHEETS[name])
        sheet.append([f"{texts(text)}{'*' if column in REQUIRED else ''}" for column, text in columns.items()])
        sheet.append(list(_EXAMPLES[name]))
        sheet.freeze_panes = "A2"
        for index in range(1, len(columns) + 1):
            sheet.cell(row=1, column=index).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(index)].width = 18
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
