"""One adjustment in its table: found, locked, changed; and what entries are checked against."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from whale_desktop.bus import Read, Work, pending_orders
from whale_desktop.features.adjustment import tables
from whale_desktop.features.adjustment.messages import AdjustmentStatus, GetAdjustment
from whale_desktop.features.adjustment.rules import Entered, Known, Offered
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger.messages import CodeGroup
from whale_desktop.features.reference import queries as reference
from whale_desktop.kernel.errors import Conflict, UserError
from whale_desktop.kernel.numbers import EXACT

ADJUSTMENT = tables.adjustment
_ONE = select(ADJUSTMENT).where(ADJUSTMENT.c.adjustment_no == bindparam("of_adjustment"))
_ONE_LOCKED = _ONE.with_for_update()


def found(read: Read, number: int, *, locked: bool = False) -> Row[Any]:
    """A stored adjustment. Raises `UserError("FX-E33")` for an unknown number."""
    row = read.connection.execute(_ONE_LOCKED if locked else _ONE, {"of_adjustment": number}).one_or_none()
    if row is None:
        raise UserError.at("adjustment_no", "FX-E33")
    return row


def check_version(row: Any, expected: int) -> None:
    """Refuse a change of an adjustment that somebody else has changed since it was read (`message.stale`)."""
    if row.version != expected:
        raise Conflict("message.stale")


def change(work: Work, row: Any, **values: Any) -> None:
    """Write new values of an adjustment; its version rises."""
    work.connection.execute(
        update(ADJUSTMENT)
        .where(ADJUSTMENT.c.adjustment_no == row.adjustment_no)
        .values(updated_at=work.now, version=row.version + 1, **values)
    )


def end(work: Work, row: Any, status: AdjustmentStatus, **values: Any) -> None:
    """Write the status in which an adjustment ends, by whoever decides now."""
    change(work, row, status=status, approver=work.actor.name, finish_at=work.now, **values)


def note_work_order(work: Work, number: int) -> str:
    """Keep the number of the work order that has just been opened about an adjustment; empty when nobody has to agree."""
    (order,) = pending_orders(work, GetAdjustment, (number,))
    if order:
        work.connection.execute(update(ADJUSTMENT).where(ADJUSTMENT.c.adjustment_no == number).values(ticket_no=order))
        work.topics.add("work_order")
    return order


def entered_of(row: Any) -> Entered:
    """A stored adjustment as the rules of an entry see it; its business time is past by then and is not asked about again."""
    return Entered(
        account_no=row.account_no,
        direction=row.direction,
        biz_code=row.biz_code,
        currency=row.currency,
        amount=EXACT.abs(row.change),
        ledger_date=row.ledger_date,
        remark=row.remark,
        inner_remark=row.inner_remark,
        company_card=row.company_card,
        member_card=row.member_card,
    )


def known(read: Read, accounts: Iterable[str]) -> Known:
    """What entries about these accounts are checked against now."""
    cancelled = {one.biz_code for one in ledger.codes_of(read.connection, CodeGroup.CANCELLED)}
    offered = {
        one.biz_code: Offered(one.direction, on_cancelled=one.biz_code in cancelled)
        for one in ledger.codes_of(read.connection, CodeGroup.ADJUSTMENT)
        if one.offered
    }
    return Known(
        places={code: one.amount_precision for code, one in reference.currencies(read.connection).items()},
        codes=offered,
        accounts=ledger.states(read.connection, accounts),
        business_date=read.business_date,
        now=read.now,
    )
