"""Batches: many adjustments under one work order, booked one by one by a job (`docs/rules/adjustment.md` 6.6)."""

from contextlib import suppress
from typing import Any

from sqlalchemy import bindparam, select, text, update

from whale_desktop.bus import JobContext, Read, Work, answers, handles, job, pending_orders
from whale_desktop.bus.jobs import Cancelled
from whale_desktop.features.access.queries import called_in
from whale_desktop.features.adjustment.handlers.store import ADJUSTMENT
from whale_desktop.features.adjustment.messages import (
    AdjustmentBatch,
    AdjustmentStatus,
    BookAdjustment,
    DecideBatch,
    GetAdjustmentBatch,
)
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.queries import shown_amount
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import ZERO, add_up
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Struct
from whale_desktop.messages.files import declare_job_kinds

JOB = "adjustment.book"

_OF_BATCH = select(ADJUSTMENT).where(ADJUSTMENT.c.request_id == bindparam("of_batch")).order_by(ADJUSTMENT.c.adjustment_no)
_TO_BOOK = (
    select(ADJUSTMENT.c.adjustment_no)
    .where(ADJUSTMENT.c.request_id == bindparam("of_batch"), ADJUSTMENT.c.status == AdjustmentStatus.PROCESS)
    .order_by(ADJUSTMENT.c.adjustment_no)
)
_NEXT = text(
    "INSERT INTO adjustment_counter (name, value) VALUES (:name, 1) "
    "ON CONFLICT (name) DO UPDATE SET value = adjustment_counter.value + 1 RETURNING value"
)

declare_job_kinds({JOB: C_("job.kind", "Booking of adjustments")})


class BatchToBook(Struct):
    """The batch whose rows a job books."""

    request_id: str


def next_batch_number(work: Work) -> str:
    """The number of the next batch of a Hong Kong day: B, its date and 4 digits or more."""
    day = hong_kong_date(work.now)
    value = int(work.connection.execute(_NEXT, {"name": f"batch:{day:%y%m%d}"}).scalar_one())
    return f"B{day:%y%m%d}{value:04d}"


def note_work_order(work: Work, request_id: str) -> str:
    """Keep the number of the work order that has just been opened about a batch at each of its rows; empty when there is none."""
    (order,) = pending_orders(work, GetAdjustmentBatch, (request_id,))
    if order:
        work.connection.execute(update(ADJUSTMENT).where(ADJUSTMENT.c.request_id == request_id).values(ticket_no=order))
        work.topics.add("work_order")
    return order


@answers(GetAdjustmentBatch)
def get_adjustment_batch(read: Read, query: GetAdjustmentBatch) -> AdjustmentBatch:
    """One batch with what it would move."""
    rows = read.connection.execute(_OF_BATCH, {"of_batch": query.request_id}).all()
    if not rows or not query.request_id:
        raise UserError.at("request_id", "FX-E33")
    first = rows[0]
    known = reference.currencies(read.connection)
    currencies = sorted({row.currency for row in rows})

    def moved(currency: str, *, into: bool) -> Any:
        found = (row.change for row in rows if row.currency == currency and (row.change > ZERO) is into)
        return shown_amount(abs(add_up(found)), known, currency)

    return AdjustmentBatch(
        request_id=first.request_id,
        file_name=first.file_name,
        rows=len(rows),
        status=first.status,
        money_in={currency: total for currency in currencies if (total := moved(currency, into=True))},
        money_out={currency: total for currency in currencies if (total := moved(currency, into=False))},
        creator=called_in(read, first.creator),
        created_at=first.created_at,
    )


@handles(DecideBatch)
def decide_batch(work: Work, command: DecideBatch) -> None:
    """Every row follows the decision; the rows of an approved batch are booked by a job, so that hundreds hold nobody up."""
    waiting = (ADJUSTMENT.c.request_id == command.request_id, ADJUSTMENT.c.status == AdjustmentStatus.WAIT_APPROVE)
    approved = command.decision is AdjustmentStatus.PROCESS
    done = work.connection.execute(
        update(ADJUSTMENT)
        .where(*waiting)
        .values(
            status=command.decision,
            approver="" if command.decision is AdjustmentStatus.CLOSE else work.actor.name,
            approve_remark=command.comment,
            finish_at=None if approved else work.now,
            updated_at=work.now,
            version=ADJUSTMENT.c.version + 1,
        )
    )
    if not done.rowcount:
        raise UserError("FX-E14")
    if approved:
        work.start_job(JOB, BatchToBook(request_id=command.request_id))


@job(JOB, BatchToBook)
def book_batch(context: JobContext, batch: BatchToBook) -> None:
    """Book what is still to be booked, each row in a unit of work of its own; after a crash it goes on where it stopped.

    Two people have agreed, so asking the job to stop does not leave the rest undone.
    """
    with context.read() as read:
        numbers = list(read.connection.execute(_TO_BOOK, {"of_batch": batch.request_id}).scalars())
    for done, number in enumerate(numbers, start=1):
        context.send(BookAdjustment(adjustment_no=number))
        with suppress(Cancelled):
            context.progress(done, len(numbers))
