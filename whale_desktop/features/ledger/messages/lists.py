"""The read-only lists of balances and entries, and one journal with its postings (`docs/rules/ledger.md` 7)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from whale_desktop.features.ledger.messages.books import Journal, JournalNo
from whale_desktop.features.ledger.messages.choices import AccountType, ClientAccountType, Direction
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import ListQuery, Permission, Query, Struct, TotalsQuery, labels, query

MAY_SEE_BALANCES = Permission("account_balance.account")
MAY_SEE_ENTRIES = Permission("account_balance_change.account")


class BalanceRow(Struct):
    """One part of a client's account in one currency."""

    balance_no: int
    member_id: str
    account_no: str
    name: str
    account_type: AccountType
    currency: str
    total: Decimal
    frozen: Decimal
    updated_at: datetime


class BalanceFilter(Struct):
    """client: part of a number or name; is_zero: only balances of zero, or only others. Dates inclusive, in Hong Kong."""

    client: str = ""
    account_no: str = ""
    currency: str = ""
    account_type: tuple[ClientAccountType, ...] = ()
    updated_from: date | None = None
    updated_upto: date | None = None
    is_zero: bool | None = None


@query("ledger.balance.list", permission=MAY_SEE_BALANCES, topics=("ledger.balance", "ledger.client"))
class ListBalances(ListQuery[BalanceRow]):
    """Client balances, the last changed first."""

    where: BalanceFilter = BalanceFilter()


@query("ledger.balance.totals", permission=MAY_SEE_BALANCES, topics=("ledger.balance", "ledger.client"))
class TotalBalances(TotalsQuery):
    """Count, and the sums of `total` and `frozen` for each currency."""

    where: BalanceFilter = BalanceFilter()


class EntryRow(Struct):
    """One movement on a client's account; `change` carries its sign. `biz_name` is in the reader's language."""

    serial_no: int
    journal_no: JournalNo
    done_at: datetime
    ledger_date: date
    value_date: date
    member_id: str
    account_no: str
    name: str
    account_type: AccountType
    biz_code: str
    biz_name: str
    direction: Direction
    currency: str
    change: Decimal
    after_balance: Decimal
    ref_no: str
    remark: str


class EntryFilter(Struct):
    """client: part of a number or name; times of business and ledger dates inclusive, in Hong Kong."""

    client: str = ""
    account_no: str = ""
    currency: str = ""
    account_type: tuple[ClientAccountType, ...] = ()
    done_from: date | None = None
    done_upto: date | None = None
    ledger_from: date | None = None
    ledger_upto: date | None = None
    biz_code: tuple[str, ...] = ()
    ref_no: str = ""
    journal_no: str = ""


@query("ledger.entry.list", permission=MAY_SEE_ENTRIES, topics=("ledger.entry",))
class ListEntries(ListQuery[EntryRow]):
    """Movements on client accounts, the newest first."""

    where: EntryFilter = EntryFilter()


@query("ledger.entry.totals", permission=MAY_SEE_ENTRIES, topics=("ledger.entry",))
class TotalEntries(TotalsQuery):
    """Count, and the sum of `change` for each currency."""

    where: EntryFilter = EntryFilter()


class Posting(Struct):
    """One entry of a journal as the drawer shows it: the account is a client's number or a house account's name."""

    serial_no: int
    account: str
    account_type: AccountType
    name: str
    direction: Direction
    currency: str
    change: Decimal
    after_balance: Decimal


class JournalDetail(Struct):
    """A journal with its postings. `journal` is the balanced journal itself, so that none that is out of balance can be read.

    client_visible: whether the client sees it now; one that was reversed without a trace is no longer seen (`docs/rules/ledger.md` 5.6).
    """

    journal_no: JournalNo
    biz_code: str
    biz_name: str
    ledger_date: date
    value_date: date
    done_at: datetime
    source_type: str
    source_id: str
    ref_no: str
    reversal_of: JournalNo | None
    reversed_by: JournalNo | None
    client_visible: bool
    remark: str
    op_remark: str
    operator: str
    journal: Journal
    postings: tuple[Posting, ...]


@query("ledger.journal.get", permission=MAY_SEE_ENTRIES, topics=("ledger.entry",))
class GetJournal(Query[JournalDetail]):
    """One journal. Raises `UserError("ledger.journal_unknown")`."""

    journal_no: JournalNo


@query("ledger.journal.postings", permission=MAY_SEE_ENTRIES, topics=("ledger.entry",))
class ListPostings(Query[tuple[Posting, ...]]):
    """The postings of one journal, in their order. Raises `UserError("ledger.journal_unknown")`."""

    journal_no: JournalNo


class CodeGroup(StrEnum):
    """A group of business codes (業務管理): which codes a dialog offers, or where they are accepted (`docs/rules/ledger.md` 3.4)."""

    ADJUSTMENT = "adjustment"
    CANCELLED = "cancelled"


labels(
    CodeGroup,
    {
        CodeGroup.ADJUSTMENT: C_("ledger.code_group", "Adjustment"),
        CodeGroup.CANCELLED: C_("ledger.code_group", "Cancelled accounts"),
    },
)


class BusinessCode(Struct):
    """A business code: why money moves. `name` is in the reader's language; `freeze_only` codes never have a journal."""

    biz_code: str
    name: str
    client_visible: bool
    freeze_only: bool


@query("ledger.business_code.list", permission=MAY_SEE_ENTRIES)
class ListBusinessCodes(Query[tuple[BusinessCode, ...]]):
    """Every business code, in the order of the seed."""
