"""Signatures that nobody can give any more: the super administrators take them over (`docs/rules/workorders.md` 4.1).

People leave, lose a role, or have used up their one signature of an order. Without this an order could never end.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, insert, or_, select, update

from whale_desktop.bus import Work
from whale_desktop.features.workorder import tables
from whale_desktop.features.workorder.handlers import telling
from whale_desktop.features.workorder.handlers.trail import note
from whale_desktop.features.workorder.messages import ApprovalStatus, Approver, ApproverKind, OrderEvent, SignMode
from whale_desktop.features.workorder.queries import flows, orders, people

_ORDER = tables.work_order
_SIGNER = tables.work_order_approver


def take_over(work: Work, work_order_no: int | None = None) -> None:
    """Of one waiting order, or of all: what nobody is left to sign is asked of the super administrators, once an order."""
    lost = _lost(work, work_order_no)
    if not lost:
        return
    open_rows = orders.signers(work.connection, lost)
    for number in sorted(lost):
        order = orders.order_row(work.connection, number, locked=True)
        assert order is not None
        _take_over(work, order, [one for one in open_rows[number] if one.open], lost[number])


def _lost(work: Work, work_order_no: int | None) -> dict[int, set[int]]:
    """The open signatures, by order, for which every person behind them is the maker or has acted already."""
    only = [] if work_order_no is None else [_SIGNER.c.work_order_no == work_order_no]
    asked = work.connection.execute(select(_SIGNER.c.kind, _SIGNER.c.ref).where(_SIGNER.c.open, *only).distinct()).all()
    found: dict[int, set[int]] = {}
    for kind, ref in asked:
        behind = people.members_behind(work.connection, (Approver(kind=ApproverKind(kind), ref=ref),), work.now)
        statement = (
            select(_SIGNER.c.work_order_no, _SIGNER.c.approver_no)
            .join(_ORDER, _ORDER.c.work_order_no == _SIGNER.c.work_order_no)
            .where(
                _SIGNER.c.open,
                _SIGNER.c.kind == kind,
                _SIGNER.c.ref == ref,
                _ORDER.c.approval_status == ApprovalStatus.WAIT_APPROVE,
                ~_ORDER.c.is_abnormal,
                *only,
                and_(True, *(or_(_ORDER.c.maker_id == member, orders.has_acted(member)) for member in behind)),
            )
        )
        for number, approver_no in work.connection.execute(statement):
            found.setdefault(number, set()).add(approver_no)
    return found


def _take_over(work: Work, order: Any, rows: Iterable[Any], lost: set[int]) -> None:
    """One signature of a super administrator stands for all that are lost; whoever comes back may still give it instead.

    What is lost later joins the signature that the super administrators have not given yet, so one of them is enough for a level.
    """
    rows = tuple(rows)
    seats: dict[int, list[int]] = {}
    for one in rows:
        seats.setdefault(one.stands_for or one.approver_no, []).append(one.approver_no)
    empty = sorted(seat for seat, signers in seats.items() if lost.issuperset(signers))
    level = orders.levels_of(order)[order.current_level - 1]
    if not empty or (level.sign_mode is SignMode.ANY and len(empty) < len(seats)):
        return
    given = orders.decisions(work.connection, (order.work_order_no,))[order.work_order_no]
    without = {order.maker_id} | {
        one.member_id for one in given if one.decision is not OrderEvent.TRANSFERRED or one.level_no == order.current_level
    }
    candidates = people.eligible(work.connection, flows.SUPER_LEVEL.approvers, work.now, without=without)
    if not candidates:
        return
    theirs = next((one.stands_for for one in rows if one.kind is ApproverKind.ROLE and one.stands_for is not None), None)
    joined = [seat for seat in empty if seat != (theirs or empty[0])]
    work.connection.execute(
        update(_SIGNER)
        .where(
            _SIGNER.c.work_order_no == order.work_order_no,
            or_(_SIGNER.c.approver_no.in_(joined), _SIGNER.c.stands_for.in_(joined)),
        )
        .values(stands_for=theirs or empty[0])
    )
    if theirs is None:
        work.connection.execute(
            insert(_SIGNER).values(
                work_order_no=order.work_order_no,
                level_no=order.current_level,
                kind=ApproverKind.ROLE,
                ref=flows.SUPER,
                open=True,
                stands_for=empty[0],
            )
        )
    note(work, order.work_order_no, OrderEvent.TAKEN_OVER, level_no=order.current_level, by_system=True)
    telling.new_task(work, order, tuple(candidates))
    work.topics.add("work_order")
