"""Journals and freezes: the internal commands by which other domains move and reserve money (`docs/rules/ledger.md` 3, 5)."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NewType

from whale_desktop.features.ledger.messages.choices import AccountType, Direction
from whale_desktop.kernel.numbers import EXACT, ZERO
from whale_desktop.messages import SIGNED_IN, Command, Struct, command

FreezeNo = NewType("FreezeNo", int)
JournalNo = NewType("JournalNo", int)


class AccountRef(Struct):
    """A part of a client's account."""

    account_no: str
    account_type: AccountType = AccountType.SETTLEMENT


class Entry(Struct):
    """One line of a journal. `account` is a part of a client's account or the name of a house account such as `FXPOOL.USD`.

    The name of a pool or bank account ends with its currency; `amount` is above zero.
    """

    account: AccountRef | str
    currency: str
    direction: Direction
    amount: Decimal

    def __post_init__(self) -> None:
        if not self.amount > ZERO:
            raise ValueError("the amount of an entry must be above zero")
        if isinstance(self.account, str):
            family, _, rest = self.account.partition(".")
            if not family or not rest:
                raise ValueError(f"{self.account} is no house account")
            if family in ("FXPOOL", "BANK") and rest != self.currency:
                raise ValueError(f"{self.account} holds no {self.currency}")
        elif self.account.account_type is AccountType.HOUSE:
            raise ValueError("a house account is named, it is no part of a client's account")

    @property
    def signed(self) -> Decimal:
        """The change of the account: above zero for a credit."""
        return self.amount if self.direction is Direction.CREDIT else EXACT.minus(self.amount)


def imbalance(entries: Iterable[Entry]) -> dict[str, Decimal]:
    """Currency → credits minus debits, for the currencies in which they differ."""
    sums: dict[str, Decimal] = {}
    for entry in entries:
        sums[entry.currency] = EXACT.add(sums.get(entry.currency, ZERO), entry.signed)
    return {currency: total for currency, total in sums.items() if total}


class Journal(Struct):
    """A balanced set of entries. One that does not balance in every currency cannot be built, sent or read back.

    source_type, source_id: the record that caused it (`fx.order`, its number). ref_no: the number the client sees on each movement.
    value_date: when the money moves, empty for the book date, which is the business date of posting. reversal_of: the one it undoes.
    done_at: the business time that the client sees, empty for the moment of posting.
    """

    biz_code: str
    source_type: str
    source_id: str
    entries: tuple[Entry, ...]
    ref_no: str = ""
    value_date: date | None = None
    done_at: datetime | None = None
    client_visible: bool = True
    remark: str = ""
    op_remark: str = ""
    reversal_of: JournalNo | None = None

    def __post_init__(self) -> None:
        if len(self.entries) < 2:
            raise ValueError("a journal has at least two entries")
        wrong = imbalance(self.entries)
        if wrong:
            raise ValueError(f"the journal does not balance: {', '.join(f'{c} {a}' for c, a in sorted(wrong.items()))}")


@command(permission=SIGNED_IN, changes=("ledger.balance",), internal=True, rows_locked=True)
class Freeze(Command[FreezeNo]):
    """Reserve `amount` of a client's SETTLEMENT money. It stays in the account but is no longer withdrawable or usable.

    reason_code: the business code that names the freeze. Errors: `ledger.account_unknown`, `ledger.insufficient` (with `available`).
    """

    account_no: str
    currency: str
    amount: Decimal
    reason_code: str
    ref_no: str


@command(permission=SIGNED_IN, changes=("ledger.balance",), internal=True, rows_locked=True)
class Unfreeze(Command[None]):
    """Void a freeze: the money is free again. Raises `UserError("ledger.freeze_unknown")` when it is already released."""

    freeze_no: FreezeNo


@command(permission=SIGNED_IN, changes=("ledger.balance", "ledger.entry"), internal=True, rows_locked=True)
class PostJournal(Command[JournalNo]):
    """Post one journal and release freezes in the same breath. See `PostJournals`."""

    journal: Journal
    releases: tuple[FreezeNo, ...] = ()
    overdraft: bool = False


@command(permission=SIGNED_IN, changes=("ledger.balance", "ledger.entry"), internal=True, rows_locked=True)
class PostJournals(Command[tuple[JournalNo, ...]]):
    """Post journals in order, all or none, after releasing freezes; cheaper than one command each.

    overdraft: whether a client account that is debited may end below zero. Without it the account must still have
    `withdrawable_for_exchange` of at least zero in that currency. Errors: `ledger.insufficient`, `ledger.freeze_unknown`,
    `ledger.account_unknown`, `ledger.journal_reversed`, `ledger.account_cancelled` (`docs/rules/ledger.md` 4.3).
    """

    journals: tuple[Journal, ...]
    releases: tuple[FreezeNo, ...] = ()
    overdraft: bool = False


@command(permission=SIGNED_IN, changes=("ledger.balance", "ledger.entry"), internal=True, rows_locked=True)
class ReverseJournals(Command[tuple[JournalNo, ...]]):
    """Post the exact opposites of journals, each at most once. `biz_code` empty: the code of the original.

    traceless: neither a journal nor its opposite is shown to the client afterwards (`docs/rules/ledger.md` 5.6); otherwise the client
    sees the opposite if he saw the original. Errors: `ledger.journal_unknown`, `ledger.journal_reversed`, and those of `PostJournals`.
    """

    journal_nos: tuple[JournalNo, ...]
    source_type: str
    source_id: str
    ref_no: str = ""
    biz_code: str = ""
    remark: str = ""
    op_remark: str = ""
    overdraft: bool = False
    traceless: bool = False


class OpeningLoaded(Struct):
    """How many accounts and balances were written."""

    accounts: int
    balances: int


@command(permission=SIGNED_IN, changes=("ledger.balance", "ledger.entry", "ledger.client"), internal=True, secret=("workbook",))
class LoadOpening(Command[OpeningLoaded]):
    """Write the clients and opening balances of a workbook into an empty database, all or nothing.

    Errors: `ledger.not_empty`, `sheet.…`, `ledger.opening` with one field error for every bad cell (`clients[2].member_id`).
    """

    workbook: bytes
