"""Handing a task on, sending copies, commenting (`docs/rules/workorders.md` 6.2)."""

from typing import Any

from sqlalchemy import delete, insert, update

from whale_desktop.bus import Work, handles
from whale_desktop.features.access import queries as access
from whale_desktop.features.workorder import tables
from whale_desktop.features.workorder.handlers import ending, filing, standing, succession, telling
from whale_desktop.features.workorder.handlers.concern import check_concerned
from whale_desktop.features.workorder.handlers.trail import note
from whale_desktop.features.workorder.messages import (
    ApproverKind,
    CommentWorkOrder,
    CopyWorkOrder,
    OrderEvent,
    ReadCopy,
    TransferWorkOrder,
)
from whale_desktop.features.workorder.queries import orders, people
from whale_desktop.features.workorder.rules.states import check_comment, check_decision
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages.permissions import is_met
from whale_desktop.messages.registry import by_name

_SIGNER = tables.work_order_approver
_DECISION = tables.work_order_decision
_COPY = tables.work_order_copy


@handles(TransferWorkOrder)
def transfer_work_order(work: Work, command: TransferWorkOrder) -> None:
    """Another person may sign instead of this one; this one may no longer."""
    order, meets = standing.met(work, command.work_order_no)
    if ending.is_too_late(work, order, is_maker=meets.is_maker):
        return
    check_decision(meets, level_seen=0, level=order.current_level)
    comment = check_comment(command.comment, required=True)
    receiver = _receiver(work, order, command.member_id)
    _stand_in(work, order, command.member_id)
    note(
        work,
        order.work_order_no,
        OrderEvent.TRANSFERRED,
        level_no=order.current_level,
        other=str(receiver.name),
        comment=comment,
    )
    telling.transferred(work, order, command.member_id, comment)
    succession.take_over(work, order.work_order_no)


@handles(CopyWorkOrder)
def copy_work_order(work: Work, command: CopyWorkOrder) -> None:
    """Copies to active members; one who has a copy already gets no second one."""
    order, _ = standing.met(work, command.work_order_no)
    check_concerned(work, order)
    comment = check_comment(command.comment, required=False)
    rows = {member: people.active_member(work.connection, member) for member in dict.fromkeys(command.members)}
    if not rows or None in rows.values():
        raise UserError.at("members", "ticket.member_unknown")
    fresh = filing.give_copies(work, order, tuple(rows))
    if fresh:
        given = ", ".join(str(rows[member].name) for member in fresh)
        note(work, order.work_order_no, OrderEvent.COPIED, other=given[:60], comment=comment)


@handles(CommentWorkOrder)
def comment_work_order(work: Work, command: CommentWorkOrder) -> None:
    """A line of the trail."""
    order, _ = standing.met(work, command.work_order_no)
    check_concerned(work, order)
    comment = check_comment(command.comment, required=True)
    note(work, order.work_order_no, OrderEvent.COMMENTED, level_no=order.current_level, comment=comment)


@handles(ReadCopy)
def read_copy(work: Work, command: ReadCopy) -> None:
    """One's own copy is read; who has none has nothing to mark."""
    work.connection.execute(
        update(_COPY)
        .where(
            _COPY.c.work_order_no == command.work_order_no,
            _COPY.c.member_id == work.actor.member_id,
            _COPY.c.read_at.is_(None),
        )
        .values(read_at=work.now)
    )


def _receiver(work: Work, order: Any, member_id: int) -> Any:
    """Who gets the task: active, neither maker nor oneself, has not signed, and may see the record."""
    if member_id in (order.maker_id, work.actor.member_id):
        raise UserError.at("member_id", "ticket.invalid_transfer")
    row = people.active_member(work.connection, member_id)
    if row is None:
        raise UserError.at("member_id", "ticket.member_unknown")
    given = orders.decisions(work.connection, (order.work_order_no,))[order.work_order_no]
    if any(one.member_id == member_id and one.decision is OrderEvent.APPROVED for one in given):
        raise UserError.at("member_id", "ticket.invalid_transfer")
    shown = by_name(order.target_type)
    codes = access.codes_of(work.connection, member_id, work.now)
    if shown is not None and not is_met(shown.permission, codes):
        raise UserError.at("member_id", "ticket.cannot_view")
    return row


def _stand_in(work: Work, order: Any, member_id: int) -> None:
    """The signature asked of the acting person may be given by the other one instead."""
    asker = standing.asker_of(work)
    asked = [
        one
        for one in orders.signers(work.connection, (order.work_order_no,))[order.work_order_no]
        if one.open and one.level_no == order.current_level
    ]
    mine = [one for one in asked if one.kind is ApproverKind.USER and one.ref == str(asker.member_id)]
    mine += [one for one in asked if one.kind is ApproverKind.ROLE and one.ref in asker.roles]
    work.connection.execute(
        delete(_DECISION).where(
            _DECISION.c.work_order_no == order.work_order_no,
            _DECISION.c.level_no == order.current_level,
            _DECISION.c.member_id == member_id,
            _DECISION.c.decision == OrderEvent.TRANSFERRED,
        )
    )
    work.connection.execute(
        insert(_DECISION).values(
            work_order_no=order.work_order_no,
            level_no=order.current_level,
            member_id=work.actor.member_id,
            decision=OrderEvent.TRANSFERRED,
            at=work.now,
        )
    )
    work.connection.execute(
        insert(_SIGNER).values(
            work_order_no=order.work_order_no,
            level_no=order.current_level,
            kind=ApproverKind.USER,
            ref=str(member_id),
            open=True,
            stands_for=mine[0].stands_for or mine[0].approver_no,
        )
    )
