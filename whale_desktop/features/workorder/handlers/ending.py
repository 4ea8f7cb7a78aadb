"""How a work order ends without a decision: withdrawn, expired, closed (`docs/rules/workorders.md` 4 rows 11 to 16)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from whale_desktop.bus import Work, handles
from whale_desktop.bus.holding import parts_of, react, release, restored
from whale_desktop.bus.identity import SYSTEM
from whale_desktop.features.workorder import tables
from whale_desktop.features.workorder.handlers import standing, succession, telling
from whale_desktop.features.workorder.handlers.trail import note
from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    CloseReason,
    CloseWorkOrder,
    ExpireWorkOrders,
    OrderEvent,
    ResubmitWorkOrder,
    WithdrawWorkOrder,
)
from whale_desktop.features.workorder.rules.states import check_closing, check_comment, check_resubmission, check_withdrawal
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages.permissions import is_met

_ORDER = tables.work_order
WARN_BEFORE = timedelta(hours=2)


@handles(WithdrawWorkOrder)
def withdraw_work_order(work: Work, command: WithdrawWorkOrder) -> None:
    """Take one's own order back."""
    order, meets = standing.met(work, command.work_order_no)
    check_withdrawal(meets)
    close(work, order, CloseReason.WITHDRAWN)


@handles(CloseWorkOrder)
def close_work_order(work: Work, command: CloseWorkOrder) -> None:
    """Close an abnormal order; nothing happens to its record."""
    order, meets = standing.met(work, command.work_order_no)
    check_closing(meets)
    close(work, order, CloseReason.SOURCE_CANCELLED, comment=check_comment(command.comment, required=False), reacts=False)


@handles(ExpireWorkOrders)
def expire_work_orders(work: Work, command: ExpireWorkOrders) -> int:
    """Close what is too old; warn once of what ends within two hours; hand on what nobody is left to sign."""
    over = standing.waiting(work, _ORDER.c.expires_at <= work.now)
    for order in over:
        close(work, order, CloseReason.EXPIRED, by_system=True, reacts=not order.is_abnormal)
    soon = standing.waiting(work, (_ORDER.c.expires_at <= work.now + WARN_BEFORE) & ~_ORDER.c.warned)
    for order in soon:
        work.connection.execute(update(_ORDER).where(_ORDER.c.work_order_no == order.work_order_no).values(warned=True))
        telling.expiring(work, order)
    succession.take_over(work)
    return len(over)


@handles(ResubmitWorkOrder)
def resubmit_work_order(work: Work, command: ResubmitWorkOrder) -> str:
    """The same command once more, tried on today's record; the maker must still hold its right."""
    order, meets = standing.met(work, command.work_order_no)
    check_resubmission(meets)
    held = standing.held_of(order)
    parts = parts_of(restored(held.command))
    if not held.requested and not all(is_met(part.info.permission, work.actor.codes) for part in parts):
        raise UserError("auth.no_permission")
    return work.file_again(held)


def is_too_late(work: Work, order: Any, *, is_maker: bool) -> bool:
    """Close an order whose time is over: what was to be done with it is refused, and the closing stays."""
    over: bool = (
        order.approval_status is ApprovalStatus.WAIT_APPROVE and order.expires_at is not None and work.now >= order.expires_at
    )
    if not over or is_maker or order.is_abnormal:
        return False
    close(work, order, CloseReason.EXPIRED, by_system=True)
    work.refuse_but_keep(UserError("ticket.closed"))
    return True


def close(
    work: Work, order: Any, reason: CloseReason, *, by_system: bool = False, comment: str = "", reacts: bool = True
) -> None:
    """End an order without a decision: its record is free again, and what must follow such an end follows."""
    work.connection.execute(
        update(_ORDER)
        .where(_ORDER.c.work_order_no == order.work_order_no)
        .values(
            approval_status=ApprovalStatus.CLOSE,
            close_reason=reason,
            finished_at=work.now,
            version=_ORDER.c.version + 1,
        )
    )
    standing.nobody_is_asked_any_more(work, order.work_order_no)
    release(work, str(order.work_order_no))
    note(
        work,
        order.work_order_no,
        OrderEvent.CLOSED,
        level_no=order.current_level,
        by_system=by_system,
        comment=comment,
        code=reason.value,
    )
    if reacts:
        react(work, standing.held_of(order).on_close, maker=standing.maker_of(work, order) or work.actor, actor=SYSTEM)
    telling.closed(work, order, reason)
    work.topics.add("work_order")
