"""Manual adjustments of cash: list, entry, drafts, submission, decision (`docs/rules/adjustment.md` 3, 4, 6)."""

from datetime import date, datetime
from decimal import Decimal

from whale_desktop.features.adjustment.messages.choices import AdjustmentStatus, RevocationKind
from whale_desktop.features.adjustment.messages.rights import MAY_EDIT, MAY_SEE
from whale_desktop.features.ledger.messages import AccountState, CurrencyCash, Direction, JournalNo
from whale_desktop.messages import (
    SIGNED_IN,
    Bound,
    Command,
    ListQuery,
    Query,
    Reason,
    Struct,
    TotalsQuery,
    command,
    query,
)

CHANGES = ("adjustment",)
SUBMIT_FLOW = "portfolio.manual_adjust_submit"


class AdjustmentRow(Struct):
    """One adjustment, in the list and in its details.

    change: the amount with its sign, above zero for money in. done_at, ledger_date: as the maker wished until it is booked, then as
    booked. result: why it ended as it did. ticket_no: its newest work order, empty before there is one; pending: whether that is open.
    request_id: number of the batch it came in. journal_no, reversal_no: what it booked, and what took that back.
    biz_name is in the reader's language; account_state is the account's now; approve_remark is what the last decider wrote.
    """

    adjustment_no: int
    member_id: str
    name: str
    account_no: str
    account_state: AccountState
    direction: Direction
    biz_code: str
    biz_name: str
    currency: str
    change: Decimal
    amount: Decimal
    client_visible: bool
    notify: bool
    ledger_date: date | None
    done_at: datetime | None
    remark: str
    inner_remark: str
    company_card: str
    member_card: str
    third_flag: bool
    cheque_flag: bool
    status: AdjustmentStatus
    result: Reason | None
    request_id: str
    ticket_no: str
    pending: bool
    journal_no: JournalNo | None
    reversal_no: JournalNo | None
    revocation: RevocationKind | None
    revoke_reason: str
    creator: str
    approver: str
    approve_remark: str
    created_at: datetime
    updated_at: datetime
    finish_at: datetime | None
    version: int
    may: tuple[str, ...] = ()


class AdjustmentFilter(Struct):
    """client: part of a number or name; dates are Hong Kong days, both included. pending: only with an open work order, or without."""

    adjustment_no: str = ""
    client: str = ""
    direction: Direction | None = None
    status: tuple[AdjustmentStatus, ...] = ()
    request_id: str = ""
    finished_from: date | None = None
    finished_to: date | None = None
    biz_code: tuple[str, ...] = ()
    currency: str = ""
    created_from: date | None = None
    created_to: date | None = None
    pending: bool | None = None


@query("adjustment.list", permission=MAY_SEE, topics=("adjustment", "work_order"))
class ListAdjustments(ListQuery[AdjustmentRow]):
    """Adjustments, the newest first."""

    where: AdjustmentFilter = AdjustmentFilter()


@query("adjustment.totals", permission=MAY_SEE, topics=("adjustment", "work_order"))
class TotalAdjustments(TotalsQuery):
    """Count, and what the adjustments come to in each currency, money in less money out."""

    where: AdjustmentFilter = AdjustmentFilter()


@query("adjustment.get", permission=MAY_SEE, topics=("adjustment", "work_order"))
class GetAdjustment(Query[AdjustmentRow]):
    """One adjustment. Raises `UserError("FX-E33")` for an unknown number."""

    adjustment_no: int


class AdjustmentCode(Struct):
    """A business code that an adjustment may carry. direction: the only side it may have. name: in the reader's language."""

    biz_code: str
    name: str
    direction: Direction | None


class AdjustmentAccount(Struct):
    """What the dialog shows of the account: whose it is, its state, its cash by currency, and the codes that are offered for it now."""

    member_id: str
    account_no: str
    name: str
    state: AccountState
    cash: tuple[CurrencyCash, ...]
    codes: tuple[AdjustmentCode, ...]


@query("adjustment.account", permission=MAY_EDIT, topics=("ledger.balance", "ledger.client"))
class GetAdjustmentAccount(Query[AdjustmentAccount]):
    """The account that money is going to be moved on. Raises `UserError("ledger.account_unknown")`."""

    account_no: str


@query("adjustment.codes", permission=MAY_SEE)
class ListAdjustmentCodes(Query[tuple[AdjustmentCode, ...]]):
    """Every code of the adjustment group that people may choose, for filters."""


class AdjustmentReceipt(Struct):
    """What became of an entry. work_order_no: of the work order that was opened, empty for a draft."""

    adjustment_no: int
    status: AdjustmentStatus
    work_order_no: str = ""


class AdjustmentEntry(Command[AdjustmentReceipt]):
    """What a person enters. submit: hand it to a second person now; otherwise it is kept as a draft.

    Optional: ledger_date (the business date on which it must be booked), done_at (what the client sees as the time of the movement),
    the two remarks (the first is shown to the client), the bank cards and marks of what it is about. notify: tell the client.

    Errors, all fields at once: FX-E01, FX-E21, FX-E26, FX-E35, FX-E36, FX-E37, `ledger.account_unknown`, E15, E20, E21, E22.
    Question: W01, for a cancelled account that does not accept the code.
    """

    account_no: str = ""
    direction: Direction | None = None
    biz_code: str = ""
    currency: str = ""
    amount: Decimal | None = None
    client_visible: bool = True
    notify: bool = False
    ledger_date: date | None = None
    done_at: datetime | None = None
    remark: str = ""
    inner_remark: str = ""
    company_card: str = ""
    member_card: str = ""
    third_flag: bool = False
    cheque_flag: bool = False
    submit: bool = False


@command("adjustment.enter", permission=MAY_EDIT, changes=CHANGES, asks=SUBMIT_FLOW, action="add")
class EnterAdjustment(AdjustmentEntry):
    """A new adjustment, as a draft or submitted at once. See `AdjustmentEntry`."""


_ADJUSTMENT = Bound(GetAdjustment, {"adjustment_no": "adjustment_no"})


@command("adjustment.edit", permission=MAY_EDIT, changes=CHANGES, asks=SUBMIT_FLOW, target=_ADJUSTMENT)
class EditAdjustment(AdjustmentEntry):
    """Change a draft, and perhaps submit it. Errors: FX-E14 no draft any more, `message.stale`, and those of `AdjustmentEntry`."""

    adjustment_no: int = 0
    expected_version: int = 0


@command("adjustment.submit", permission=MAY_EDIT, changes=CHANGES, asks=SUBMIT_FLOW, target=_ADJUSTMENT, action="submit")
class SubmitAdjustment(Command[AdjustmentReceipt]):
    """Hand a draft to a second person as it is. Errors as `EditAdjustment`."""

    adjustment_no: int
    expected_version: int = 0


@command("adjustment.delete", permission=MAY_EDIT, changes=CHANGES, target=_ADJUSTMENT, action="delete")
class DeleteAdjustment(Command[None]):
    """Close a draft; it stays in the list. Errors: FX-E14, `message.stale`."""

    adjustment_no: int
    expected_version: int = 0


@command(
    permission=SIGNED_IN,
    changes=CHANGES,
    internal=True,
    approval=SUBMIT_FLOW,
    target=_ADJUSTMENT,
    guard=("status", "account_no", "account_state", "direction", "biz_code", "currency", "change"),
    amount=("amount", "currency"),
    action="add",
)
class DecideAdjustment(Command[None]):
    """What the last approval, or a refusal, makes of an adjustment: booked, or rejected. What the books refuse is refused here."""

    adjustment_no: int
    approve: bool
    comment: str = ""


@command(permission=SIGNED_IN, changes=CHANGES, internal=True)
class CloseAdjustment(Command[None]):
    """Its work order has ended without a decision: so has the adjustment."""

    adjustment_no: int


@command(permission=SIGNED_IN, changes=CHANGES, internal=True)
class FailAdjustment(Command[None]):
    """It was approved and could not be booked; `result` is the code of the refusal. The ledger knows nothing of it."""

    adjustment_no: int
    result: str = ""


@command(permission=SIGNED_IN, changes=CHANGES, internal=True)
class BookAdjustment(Command[None]):
    """Book one adjustment that is being processed, or write down why it cannot be; does nothing for one that has ended."""

    adjustment_no: int
