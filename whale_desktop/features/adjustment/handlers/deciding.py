"""What becomes of a submitted adjustment: booked, refused by a person or by the books, closed (`docs/rules/adjustment.md` 4)."""

from whale_desktop.bus import Work, handles
from whale_desktop.bus.holding import CHECKER
from whale_desktop.features.adjustment.handlers.booking import book, fail
from whale_desktop.features.adjustment.handlers.store import change, end, found
from whale_desktop.features.adjustment.messages import (
    AdjustmentStatus,
    BookAdjustment,
    CloseAdjustment,
    DecideAdjustment,
    FailAdjustment,
)
from whale_desktop.features.workorder.messages import OrderEvent
from whale_desktop.features.workorder.queries import orders
from whale_desktop.kernel.errors import UserError


@handles(DecideAdjustment)
def decide_adjustment(work: Work, command: DecideAdjustment) -> None:
    """Book or reject. When this is only tried, a refusal of the books is the preview of what the approver would bring about."""
    row = found(work, command.adjustment_no, locked=True)
    if row.status is not AdjustmentStatus.WAIT_APPROVE:
        raise UserError("FX-E14", {"status": row.status.value})
    if not command.approve:
        end(work, row, AdjustmentStatus.REJECTED, approve_remark=command.comment)
        return
    try:
        with work.savepoint():
            book(work, row, remark=command.comment)
    except UserError as error:
        if work.actor is not CHECKER:
            raise
        fail(work, row, error.code, error.params)


@handles(FailAdjustment)
def fail_adjustment(work: Work, command: FailAdjustment) -> None:
    """The approved adjustment could not be booked; whoever approved it last stands beside it, though the system acts here."""
    row = found(work, command.adjustment_no, locked=True)
    fail(work, row, command.result, {})
    trail = orders.events(work.connection, (int(row.ticket_no),))[int(row.ticket_no)]
    last = next(event for event in reversed(trail) if event.event is OrderEvent.APPROVED)
    change(work, found(work, command.adjustment_no), approver=last.member_name, approve_remark=last.comment)


@handles(CloseAdjustment)
def close_adjustment(work: Work, command: CloseAdjustment) -> None:
    """Its work order was withdrawn, has expired, or is about something that has changed."""
    row = found(work, command.adjustment_no, locked=True)
    if row.status is AdjustmentStatus.WAIT_APPROVE:
        change(work, row, status=AdjustmentStatus.CLOSE, finish_at=work.now)


@handles(BookAdjustment)
def book_adjustment(work: Work, command: BookAdjustment) -> None:
    """Book one row of an approved batch, or write down why it cannot be; a row that has ended already stays as it is."""
    row = found(work, command.adjustment_no, locked=True)
    if row.status is not AdjustmentStatus.PROCESS:
        return
    try:
        with work.savepoint():
            book(work, row, remark=row.approve_remark)
    except UserError as error:
        fail(work, row, error.code, error.params)
