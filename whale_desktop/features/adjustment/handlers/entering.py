"""Entry, drafts and submission of adjustments (`docs/rules/adjustment.md` 4, 6.1 to 6.3)."""

from typing import Any

from sqlalchemy import insert

from whale_desktop.bus import Work, handles
from whale_desktop.features.adjustment.handlers.store import (
    ADJUSTMENT,
    change,
    check_version,
    entered_of,
    found,
    known,
    note_work_order,
)
from whale_desktop.features.adjustment.messages import (
    AdjustmentEntry,
    AdjustmentReceipt,
    AdjustmentStatus,
    CloseAdjustment,
    DecideAdjustment,
    DeleteAdjustment,
    EditAdjustment,
    EnterAdjustment,
    FailAdjustment,
    SubmitAdjustment,
)
from whale_desktop.features.adjustment.rules import (
    AdjustmentAction,
    Entered,
    Known,
    check_action,
    check_entry,
    is_refused_there,
)
from whale_desktop.features.ledger.messages import Direction
from whale_desktop.kernel.faults import Faults
from whale_desktop.kernel.numbers import EXACT

_ADD = insert(ADJUSTMENT)


@handles(EnterAdjustment)
def enter_adjustment(work: Work, command: EnterAdjustment) -> AdjustmentReceipt:
    """Check, write a draft, and submit it if that is wanted."""
    entered = _entered(command)
    checked(work, entered, submits=command.submit)
    number = add(work, values_of(command, entered))
    return _kept(work, number, submits=command.submit)


@handles(EditAdjustment)
def edit_adjustment(work: Work, command: EditAdjustment) -> AdjustmentReceipt:
    """Check, change the draft, and submit it if that is wanted."""
    row = _draft(work, command.adjustment_no, AdjustmentAction.EDIT, command.expected_version)
    entered = _entered(command)
    checked(work, entered, submits=command.submit)
    change(work, row, **values_of(command, entered))
    return _kept(work, row.adjustment_no, submits=command.submit)


@handles(SubmitAdjustment)
def submit_adjustment(work: Work, command: SubmitAdjustment) -> AdjustmentReceipt:
    """Submit a draft as it is."""
    row = _draft(work, command.adjustment_no, AdjustmentAction.SUBMIT, command.expected_version)
    checked(work, entered_of(row), submits=True)
    return _kept(work, row.adjustment_no, submits=True)


@handles(DeleteAdjustment)
def delete_adjustment(work: Work, command: DeleteAdjustment) -> None:
    """Close a draft."""
    row = _draft(work, command.adjustment_no, AdjustmentAction.DELETE, command.expected_version)
    change(work, row, status=AdjustmentStatus.CLOSE, finish_at=work.now)


def checked(work: Work, entered: Entered, *, submits: bool) -> Known:
    """Refuse an entry with every failing field; ask before one is submitted that the books are going to refuse (W01)."""
    against = known(work, (entered.account_no,))
    faults = Faults()
    for field, code, params in check_entry(entered, against):
        faults.add(field, code, params)
    faults.refuse()
    if submits and is_refused_there(entered, against):
        work.confirm("W01", {"account_no": entered.account_no, "biz_code": entered.biz_code})
    return against


def add(work: Work, values: dict[str, Any]) -> int:
    """Write a new draft; its number."""
    made = work.connection.execute(
        _ADD,
        {
            "request_id": "",
            "file_name": "",
            **values,
            "status": AdjustmentStatus.WAIT,
            "result_code": "",
            "result_params": "{}",
            "ticket_no": "",
            "journal_no": None,
            "reversal_no": None,
            "revocation": None,
            "revoke_reason": "",
            "maker_id": work.actor.member_id,
            "creator": work.actor.name,
            "approver": "",
            "approve_remark": "",
            "created_at": work.now,
            "updated_at": work.now,
            "finish_at": None,
            "version": 1,
        },
    )
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def values_of(command: AdjustmentEntry, entered: Entered) -> dict[str, Any]:
    """The columns that an entry fills."""
    return {
        **columns_of(entered),
        "client_visible": command.client_visible,
        "notify": command.notify,
        "third_flag": command.third_flag,
        "cheque_flag": command.cheque_flag,
    }


def columns_of(entered: Entered) -> dict[str, Any]:
    """The columns of the fields that have rules; the entry has been checked."""
    assert entered.amount is not None
    assert entered.direction is not None
    sign = entered.amount if entered.direction is Direction.CREDIT else EXACT.minus(entered.amount)
    return {
        "account_no": entered.account_no,
        "direction": entered.direction,
        "biz_code": entered.biz_code,
        "currency": entered.currency,
        "change": sign,
        "ledger_date": entered.ledger_date,
        "done_at": entered.done_at,
        "remark": entered.remark,
        "inner_remark": entered.inner_remark,
        "company_card": entered.company_card,
        "member_card": entered.member_card,
    }


def _entered(command: AdjustmentEntry) -> Entered:
    return Entered(
        account_no=command.account_no.strip(),
        direction=command.direction,
        biz_code=command.biz_code.strip().upper(),
        currency=command.currency.strip().upper(),
        amount=command.amount,
        ledger_date=command.ledger_date,
        done_at=command.done_at,
        remark=command.remark.strip(),
        inner_remark=command.inner_remark.strip(),
        company_card=command.company_card.strip(),
        member_card=command.member_card.strip(),
    )


def _draft(work: Work, number: int, action: AdjustmentAction, expected_version: int) -> Any:
    row = found(work, number, locked=True)
    check_action(row.status, action, in_batch=bool(row.request_id))
    check_version(row, expected_version)
    return row


def _kept(work: Work, number: int, *, submits: bool) -> AdjustmentReceipt:
    """The receipt of what was written; a submitted one waits for other people from now on."""
    order = ""
    if submits:
        change(work, found(work, number), status=AdjustmentStatus.WAIT_APPROVE)
        approve = DecideAdjustment(adjustment_no=number, approve=True)
        waits = work.request(
            approve,
            on_refusal=DecideAdjustment(adjustment_no=number, approve=False),
            on_close=CloseAdjustment(adjustment_no=number),
            on_failure=FailAdjustment(adjustment_no=number),
            comment="comment",
            reason="result",
        )
        if waits:
            order = note_work_order(work, number)
        else:
            work.send(approve)
    return AdjustmentReceipt(adjustment_no=number, status=found(work, number).status, work_order_no=order)
