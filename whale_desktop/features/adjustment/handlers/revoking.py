"""Taking a booked adjustment back, visibly or without a trace (`docs/rules/adjustment.md` 6.5)."""

from decimal import Decimal
from typing import Any

from whale_desktop.bus import Read, Work, answers, handles
from whale_desktop.features.adjustment.handlers.booking import SOURCE
from whale_desktop.features.adjustment.handlers.store import change, check_version, found, note_work_order
from whale_desktop.features.adjustment.messages import (
    AdjustmentReceipt,
    AdjustmentStatus,
    DecideRevocation,
    GetRevocation,
    RevocationCheck,
    RevocationKind,
    RevokeAdjustment,
)
from whale_desktop.features.adjustment.rules import AdjustmentAction, check_action
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger.messages import Direction, JournalNo, ReverseJournals
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.queries import shown_amount
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.kernel.numbers import EXACT

CODE = "ADJREV"
LONGEST_REASON = 200


@answers(GetRevocation)
def get_revocation(read: Read, query: GetRevocation) -> RevocationCheck:
    """The check before a revocation."""
    row = found(read, query.adjustment_no)
    check_action(row.status, AdjustmentAction.REVOKE)
    withdrawable = _check_money(read, row)
    _, name = ledger.names(read.connection, (row.account_no,), read.locale)[row.account_no]
    return RevocationCheck(
        adjustment_no=row.adjustment_no,
        account_no=row.account_no,
        name=name,
        direction=row.direction.opposite,
        currency=row.currency,
        amount=shown_amount(EXACT.abs(row.change), reference.currencies(read.connection), row.currency),
        ledger_date=row.ledger_date,
        journal_no=JournalNo(row.journal_no),
        withdrawable=withdrawable,
        kinds=_kinds(read, row),
        version=row.version,
    )


@handles(RevokeAdjustment)
def revoke_adjustment(work: Work, command: RevokeAdjustment) -> AdjustmentReceipt:
    """Check, and ask a second person."""
    row = found(work, command.adjustment_no, locked=True)
    check_action(row.status, AdjustmentAction.REVOKE)
    check_version(row, command.expected_version)
    faults = Faults()
    faults.missing(reason=command.reason)
    faults.too_long(LONGEST_REASON, reason=command.reason)
    if command.kind not in _kinds(work, row):
        faults.add("kind", "E23")
    faults.refuse()
    _check_money(work, row)
    reason = command.reason.strip()
    change(work, row, status=AdjustmentStatus.REVOKING, revocation=command.kind, revoke_reason=reason)
    agree = DecideRevocation(adjustment_no=row.adjustment_no, approve=True)
    refuse = DecideRevocation(adjustment_no=row.adjustment_no, approve=False)
    order = ""
    if work.request(agree, on_refusal=refuse, on_close=refuse, on_failure=refuse, comment="comment"):
        order = note_work_order(work, row.adjustment_no)
    else:
        work.send(agree)
    status = found(work, row.adjustment_no).status
    return AdjustmentReceipt(adjustment_no=row.adjustment_no, status=status, work_order_no=order)


@handles(DecideRevocation)
def decide_revocation(work: Work, command: DecideRevocation) -> None:
    """Post the reversing journal, or let the adjustment stand as it was."""
    row = found(work, command.adjustment_no, locked=True)
    if row.status is not AdjustmentStatus.REVOKING:
        raise UserError("FX-E14", {"status": row.status.value})
    if not command.approve:
        change(work, row, status=AdjustmentStatus.SUCCESS, revocation=None, revoke_reason="")
        return
    if row.revocation not in _kinds(work, row):
        raise UserError("E23")
    _check_money(work, row)
    (journal,) = work.send(
        ReverseJournals(
            journal_nos=(JournalNo(row.journal_no),),
            source_type=SOURCE,
            source_id=str(row.adjustment_no),
            biz_code=CODE,
            op_remark=row.revoke_reason,
            overdraft=True,
            traceless=row.revocation is RevocationKind.UNTRACEABLE,
        )
    )
    change(work, row, status=AdjustmentStatus.REVOKED, reversal_no=journal, approver=work.actor.name, finish_at=work.now)


def _kinds(read: Read, row: Any) -> tuple[RevocationKind, ...]:
    """A regular one always; one without a trace while the adjustment's own ledger date is not cut."""
    still_open = row.ledger_date == read.business_date
    return (RevocationKind.REGULAR, RevocationKind.UNTRACEABLE) if still_open else (RevocationKind.REGULAR,)


def _check_money(read: Read, row: Any) -> Decimal:
    """What the client can withdraw now; refuses to take back money that he has used since (E25)."""
    available = ledger.withdrawable_for_exchange(read.connection, row.account_no, row.currency)
    if row.direction is Direction.CREDIT and available < row.change:
        raise UserError("E25", {"available": str(available), "currency": row.currency})
    return available
