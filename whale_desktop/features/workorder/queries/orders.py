"""Work orders as one person meets them: what waits for him, what he has to do with (`docs/rules/workorders.md` 4.1, 5.3)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, exists, func, or_, select

from whale_desktop.features.workorder import tables
from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    ApproverKind,
    Box,
    ExecutionStatus,
    Level,
    OrderEvent,
    TaskState,
)
from whale_desktop.features.workorder.rules.states import Standing
from whale_desktop.messages import codec

ORDER = tables.work_order
SIGNER = tables.work_order_approver
DECISION = tables.work_order_decision
COPY = tables.work_order_copy
ATTACHMENT = tables.work_order_attachment
EVENT = tables.work_order_event

_ORDER = select(ORDER).where(ORDER.c.work_order_no == bindparam("number"))
_LOCKED_ORDER = _ORDER.with_for_update()


def _of_orders(table: Any, order: Any) -> Any:
    return select(table).where(table.c.work_order_no.in_(bindparam("numbers", expanding=True))).order_by(order)


_SIGNERS = _of_orders(SIGNER, SIGNER.c.approver_no)
_DECISIONS = _of_orders(DECISION, DECISION.c.decision_no)
_EVENTS = _of_orders(EVENT, EVENT.c.event_no)
_COPIES = select(COPY).where(COPY.c.work_order_no == bindparam("number")).order_by(COPY.c.at)


@dataclass(frozen=True)
class Asker:
    """Whose view of the orders is meant."""

    member_id: int
    roles: tuple[str, ...]
    codes: frozenset[str]


def order_row(connection: Connection, work_order_no: int, *, locked: bool = False) -> Row[Any] | None:
    """One order, None when there is none."""
    return connection.execute(_LOCKED_ORDER if locked else _ORDER, {"number": work_order_no}).one_or_none()


def levels_of(order: Any) -> tuple[Level, ...]:
    """The levels of an order as they were at its submission."""
    levels: tuple[Level, ...] = codec.decode(order.levels.encode(), tuple[Level, ...])
    return levels


def is_asked_of(asker: Asker) -> ColumnElement[bool]:
    """A row of the approvers names this person, or a role that he holds."""
    return or_(
        and_(SIGNER.c.kind == ApproverKind.USER, SIGNER.c.ref == str(asker.member_id)),
        and_(SIGNER.c.kind == ApproverKind.ROLE, SIGNER.c.ref.in_(asker.roles)),
    )


def waits_for(asker: Asker) -> ColumnElement[bool]:
    """The condition of 待辦: an open signature of the current level is asked of this person, who neither made nor signed the order."""
    return and_(
        ORDER.c.approval_status == ApprovalStatus.WAIT_APPROVE,
        ~ORDER.c.is_abnormal,
        exists().where(SIGNER.c.work_order_no == ORDER.c.work_order_no, SIGNER.c.open, is_asked_of(asker)),
        ORDER.c.maker_id != asker.member_id,
        ~has_acted(asker.member_id),
    )


def count_waiting(connection: Connection, asker: Asker) -> int:
    """How many orders wait for a person; the number of rows under `waits_for`.

    A signature is open only on an order that waits, so the open signatures are counted in their index, whatever their number, less the
    few orders that are abnormal, one's own, or acted upon already.
    """
    number, waiting = SIGNER.c.work_order_no, ORDER.c.approval_status == ApprovalStatus.WAIT_APPROVE
    by_name = select(number).where(SIGNER.c.ref == str(asker.member_id), SIGNER.c.kind == ApproverKind.USER, SIGNER.c.open)
    by_role = select(number).where(SIGNER.c.ref.in_(asker.roles), SIGNER.c.kind == ApproverKind.ROLE, SIGNER.c.open)
    asked = by_name.union(by_role).subquery()
    oldest = select(func.min(ORDER.c.submitted_at)).where(waiting, ~ORDER.c.is_abnormal)
    since = connection.execute(oldest).scalar()
    if since is None:
        return 0
    abnormal = select(ORDER.c.work_order_no).where(waiting, ORDER.c.is_abnormal)
    own = select(ORDER.c.work_order_no).where(waiting, ORDER.c.maker_id == asker.member_id)
    acted = (
        select(ORDER.c.work_order_no)
        .join(DECISION, DECISION.c.work_order_no == ORDER.c.work_order_no)
        .where(waiting, DECISION.c.member_id == asker.member_id, DECISION.c.at >= since, ~_HANDED_ON_EARLIER)
    )
    not_his = abnormal.union(own, acted).subquery()
    is_asked = exists().where(number == not_his.c.work_order_no, SIGNER.c.open, is_asked_of(asker))
    among = select(func.count()).select_from(not_his).where(is_asked)
    total = connection.execute(select(func.count()).select_from(asked)).scalar_one()
    return int(total - connection.execute(among).scalar_one())


_HANDED_ON_EARLIER = and_(DECISION.c.decision == OrderEvent.TRANSFERRED, DECISION.c.level_no != ORDER.c.current_level)


def has_acted(member_id: int) -> ColumnElement[bool]:
    """A person has approved any level of the order, refused it, or handed its present level on."""
    return exists().where(
        DECISION.c.work_order_no == ORDER.c.work_order_no, DECISION.c.member_id == member_id, ~_HANDED_ON_EARLIER
    )


def box_condition(box: Box, asker: Asker) -> ColumnElement[bool]:
    """The condition of one of the five views."""
    if box is Box.TO_DO:
        return waits_for(asker)
    if box is Box.SUBMITTED:
        return ORDER.c.maker_id == asker.member_id
    if box is Box.DONE:
        return ORDER.c.work_order_no.in_(select(DECISION.c.work_order_no).where(DECISION.c.member_id == asker.member_id))
    if box is Box.COPIED:
        return ORDER.c.work_order_no.in_(select(COPY.c.work_order_no).where(COPY.c.member_id == asker.member_id))
    return ORDER.c.work_order_no.is_not(None)


def signers(connection: Connection, work_order_nos: Iterable[int]) -> dict[int, list[Row[Any]]]:
    """The asked signatures of orders, in the order they were asked."""
    return _grouped(connection, _SIGNERS, work_order_nos)


def decisions(connection: Connection, work_order_nos: Iterable[int]) -> dict[int, list[Row[Any]]]:
    """What people did with their tasks, in order."""
    return _grouped(connection, _DECISIONS, work_order_nos)


def events(connection: Connection, work_order_nos: Iterable[int]) -> dict[int, list[Row[Any]]]:
    """The trails of orders."""
    return _grouped(connection, _EVENTS, work_order_nos)


def standing(order: Any, asker: Asker, asked: Collection[Any], given: Collection[Any], *, final_failure: bool) -> Standing:
    """An order as this person meets it, from its rows."""
    mine = [one for one in asked if _names(one, asker)]
    own = [
        one
        for one in given
        if one.member_id == asker.member_id
        and (one.decision is not OrderEvent.TRANSFERRED or one.level_no == order.current_level)
    ]
    return Standing(
        approval=order.approval_status,
        execution=order.execution_status,
        close_reason=order.close_reason,
        is_abnormal=order.is_abnormal,
        is_maker=order.maker_id == asker.member_id,
        may_sign=any(one.open and one.level_no == order.current_level for one in mine) and not own,
        has_signed=any(one.decision is not OrderEvent.TRANSFERRED and one.level_no == order.current_level for one in own),
        was_asked=any(not one.open for one in mine) or any(one.level_no < order.current_level for one in own),
        decided=any(one.decision is OrderEvent.APPROVED for one in given),
        retries=order.retries,
        final_failure=final_failure,
    )


def my_task(order: Any, asker: Asker, asked: Collection[Any], given: Collection[Any]) -> TaskState | None:
    """What an order is to a person: open, done, decided by another, handed on, or void; None where nothing was ever asked of him."""
    own = [one for one in given if one.member_id == asker.member_id]
    if own:
        return TaskState.TRANSFERRED if own[-1].decision is OrderEvent.TRANSFERRED else TaskState.DONE
    mine = [one for one in asked if _names(one, asker)]
    if not mine or order.maker_id == asker.member_id:
        return None
    if order.approval_status is ApprovalStatus.WAIT_APPROVE and any(one.open for one in mine):
        return TaskState.VOID if order.is_abnormal else TaskState.OPEN
    ended_early = order.approval_status in (ApprovalStatus.CLOSE, ApprovalStatus.REJECTED) and any(
        one.level_no == order.current_level for one in mine
    )
    return TaskState.VOID if ended_early else TaskState.SKIPPED


def is_over(order: Any) -> bool:
    """Whether nothing will happen to an order by itself any more."""
    return order.approval_status is not ApprovalStatus.WAIT_APPROVE and order.execution_status is not ExecutionStatus.PROCESS


def _names(signer: Any, asker: Asker) -> bool:
    if signer.kind is ApproverKind.USER:
        return bool(signer.ref == str(asker.member_id))
    return signer.ref in asker.roles


def _grouped(connection: Connection, statement: Any, numbers: Iterable[int]) -> dict[int, list[Row[Any]]]:
    wanted = tuple(numbers)
    found: dict[int, list[Row[Any]]] = {number: [] for number in wanted}
    for row in connection.execute(statement, {"numbers": wanted}):
        found[row.work_order_no].append(row)
    return found


def attachments_of(connection: Connection, work_order_no: int) -> tuple[Row[Any], ...]:
    """The files of an order without their contents, in the order in which they were attached."""
    columns = [column for column in ATTACHMENT.c if column.name != "data"]
    statement = select(*columns).where(ATTACHMENT.c.work_order_no == work_order_no).order_by(ATTACHMENT.c.attachment_no)
    return tuple(connection.execute(statement))


def copies_of(connection: Connection, work_order_no: int) -> Mapping[int, Row[Any]]:
    """Who got a copy, by member."""
    rows = connection.execute(_COPIES, {"number": work_order_no})
    return {row.member_id: row for row in rows}
