"""The inbox and one order in full (`docs/rules/workorders.md` 5.3, 6.2, 6.4, 7)."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from types import SimpleNamespace
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, and_, cast, func, or_, select
from sqlalchemy import String as Characters

from whale_desktop.bus import Read, answers, lists
from whale_desktop.bus.holding import CHECKER, Held, guard_of, parts_of, records_of, restored
from whale_desktop.bus.work import record_of
from whale_desktop.features.access import queries as access
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.workorder.handlers.concern import ALL, check_concerned
from whale_desktop.features.workorder.handlers.ending import WARN_BEFORE
from whale_desktop.features.workorder.handlers.standing import asker_of, held_of
from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    Approver,
    Attachment,
    Box,
    CountToDo,
    ExecutionStatus,
    GetOrderState,
    GetWorkOrder,
    LevelState,
    ListAllWorkOrders,
    ListWorkOrders,
    OrderEvent,
    OrderState,
    RecordChange,
    TaskState,
    ToDo,
    TotalAllWorkOrders,
    TotalWorkOrders,
    TrailLine,
    WorkOrder,
    WorkOrderFilter,
    WorkOrderRow,
)
from whale_desktop.features.workorder.queries import orders, people
from whale_desktop.features.workorder.queries.orders import COPY, ORDER, Asker
from whale_desktop.features.workorder.rules.catalogue import shipped_flows
from whale_desktop.features.workorder.rules.routing import needed_signatures
from whale_desktop.features.workorder.rules.states import allowed
from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import with_places
from whale_desktop.kernel.texts import C_, catalogue
from whale_desktop.messages import Totals, codec, label_of
from whale_desktop.storage import Listing, Rows, looked_up, made, tab_of, totals_of
from whale_desktop.storage.conditions import within_days

TO_BE_DECIDED = C_("work_order.detail", "To be decided")
"""Who will decide, in the preview of a request."""
_SORTS: dict[str, ColumnElement[Any]] = {
    "submitted_at": ORDER.c.submitted_at,
    "work_order_no": ORDER.c.work_order_no,
    "expires_at": ORDER.c.expires_at,
}
_STATUS_TABS: dict[str, ColumnElement[bool]] = {
    status.value: ORDER.c.approval_status == status
    for status in (ApprovalStatus.WAIT_APPROVE, ApprovalStatus.APPROVED, ApprovalStatus.REJECTED, ApprovalStatus.CLOSE)
}


@lists(ListWorkOrders)
def list_work_orders(read: Read, query: ListWorkOrders) -> Listing[WorkOrderRow]:
    """One of the five views; what waits comes oldest first unless another order is asked for."""
    asker, box = asker_of(read), _box(query.tab)
    _check_box(asker, box)
    statement = select(ORDER).where(orders.box_condition(box, asker), _condition(query.where))
    return Listing(
        statement,
        key=ORDER.c.work_order_no,
        sorts=_SORTS,
        default="submitted_at",
        rows=_rows(read, asker),
        rising=box is Box.TO_DO,
    )


@lists(ListAllWorkOrders)
def list_all_work_orders(read: Read, query: ListAllWorkOrders) -> Listing[WorkOrderRow]:
    """Every order."""
    statement = select(ORDER).where(_condition(query.where))
    if query.tab:
        statement = statement.where(tab_of(_STATUS_TABS, query.tab))
    return Listing(statement, key=ORDER.c.work_order_no, sorts=_SORTS, default="submitted_at", rows=_rows(read, asker_of(read)))


@answers(TotalAllWorkOrders)
def total_all_work_orders(read: Read, query: TotalAllWorkOrders) -> Totals:
    """Count of every order and of each tab."""
    return totals_of(read.connection, ORDER, where=_condition(query.where), tabs=_STATUS_TABS, tab=query.tab)


@answers(TotalWorkOrders)
def total_work_orders(read: Read, query: TotalWorkOrders) -> Totals:
    """Count of the view, and of every view that the asker may open."""
    asker, box = asker_of(read), _box(query.tab)
    _check_box(asker, box)
    counts = {}
    for one in Box:
        if one is not Box.ALL or ALL in asker.codes:
            counts[one.value] = _count(read, one, asker, query.where)
    return Totals(count=counts[box.value], tabs=counts)


def _count(read: Read, box: Box, asker: Asker, where: WorkOrderFilter) -> int:
    if box is Box.TO_DO and where == WorkOrderFilter():
        return orders.count_waiting(read.connection, asker)
    return totals_of(read.connection, ORDER, where=and_(orders.box_condition(box, asker), _condition(where))).count


@answers(CountToDo)
def count_to_do(read: Read, query: CountToDo) -> ToDo:
    """Distinct open orders that wait for the asker, those of them that expire soon, unread copies."""
    asker = asker_of(read)
    soon = and_(ORDER.c.expires_at <= read.now + WARN_BEFORE, orders.waits_for(asker))
    expiring = select(func.count()).select_from(ORDER).where(soon)
    unread = select(func.count()).select_from(COPY).where(COPY.c.member_id == asker.member_id, COPY.c.read_at.is_(None))
    return ToDo(
        open=orders.count_waiting(read.connection, asker),
        expiring=read.connection.execute(expiring).scalar_one(),
        copied=read.connection.execute(unread).scalar_one(),
    )


@answers(GetOrderState)
def get_order_state(read: Read, query: GetOrderState) -> OrderState:
    """The part of an order that decisions change."""
    order = _order(read, query.work_order_no)
    check_concerned(read, order)
    return OrderState(
        work_order_no=order.work_order_no,
        approval_status=order.approval_status,
        execution_status=order.execution_status,
        close_reason=order.close_reason,
        is_abnormal=order.is_abnormal,
        current_level=order.current_level,
        retries=order.retries,
        version=order.version,
    )


@answers(GetWorkOrder)
def get_work_order(read: Read, query: GetWorkOrder) -> WorkOrder:
    """Everything about one order."""
    order = _order(read, query.work_order_no)
    asker = check_concerned(read, order)
    held = held_of(order)
    command = restored(held.command)
    parts = parts_of(command)
    open_ = order.approval_status is ApprovalStatus.WAIT_APPROVE
    secret = {name for part in parts for name in part.info.secret}
    body: dict[str, Any] = codec.decode(held.command.body.encode(), dict[str, Any])
    copies = orders.copies_of(read.connection, order.work_order_no)
    return WorkOrder(
        row=_rows(read, asker).of((order,))[0],
        message=held.command.message,
        body={name: value for name, value in body.items() if name not in secret},
        changes=_changes(read, order, parts, compare=open_),
        guard=tuple(dict.fromkeys(name for part in parts for name in part.info.guard)),
        source_changed=open_ and guard_of(parts, records_of(read, parts)) != held.guard,
        levels=_levels(read, order),
        trail=_trail(read, order),
        copied_to=tuple(_name(read, member) for member in copies),
        attachments=tuple(
            Attachment(
                attachment_no=one.attachment_no, name=one.name, size=one.size, member=_name(read, one.member_id), at=one.at
            )
            for one in orders.attachments_of(read.connection, order.work_order_no)
        ),
        base_amount=order.base_amount,
        base_currency=order.base_currency,
        rate=order.rate,
        require_comment=order.require_comment,
        result_params=codec.decode(order.result_params.encode(), dict[str, Any]),
        retries=order.retries,
        version=order.version,
    )


_MEETS = (
    "work_order_no",
    "approval_status",
    "execution_status",
    "close_reason",
    "is_abnormal",
    "maker_id",
    "current_level",
    "retries",
    "held",
)
"""The columns that say how a person meets an order."""


def _rows(read: Read, asker: Asker) -> Rows[WorkOrderRow]:
    """How stored orders become rows, as this person sees them."""
    known, meetings = reference.currencies(read.connection), _Meetings(read, asker)

    def flow_name(key: str) -> str:
        return shipped_flows()[key].name(read.locale)

    def title(key: str, target: str, held: str) -> str:
        more = records(held) - 1
        return f"{flow_name(key)} {target}{f' +{more:,}' if more else ''}".strip()

    def records(held: str) -> int:
        return max(len(codec.decode(held.encode(), Held).targets), 1)

    def shown(amount: Decimal | None, currency: str) -> Decimal | None:
        places = known.get(currency)
        return amount if amount is None or places is None else with_places(amount, places.amount_precision)

    return Rows(
        WorkOrderRow,
        title=made(title, "flow_key", "target_no", "held"),
        flow_name=made(flow_name, "flow_key"),
        maker=looked_up(partial(access.called_by_number, read), "maker_id", "maker_name"),
        records=made(records, "held"),
        amount=made(shown, "amount", "currency"),
        my_task=looked_up(meetings.tasks, *_MEETS),
        history=looked_up(partial(_histories, read), "work_order_no"),
        may=looked_up(meetings.may, *_MEETS),
    )


class _Meetings:
    """What orders are to a person; what is read of many orders for one column is kept for the other."""

    def __init__(self, read: Read, asker: Asker) -> None:
        self._read = read
        self._asker = asker
        self._numbers: Sequence[int] = ()
        self._rows: tuple[Mapping[int, list[Any]], Mapping[int, list[Any]]] = ({}, {})

    def tasks(self, *columns: Sequence[Any]) -> list[TaskState | None]:
        """The column `my_task`."""
        return [orders.my_task(order, self._asker, asked, given) for order, asked, given in self._met(columns)]

    def may(self, *columns: Sequence[Any]) -> list[tuple[str, ...]]:
        """The column `may`."""
        return [
            allowed(orders.standing(order, self._asker, asked, given, final_failure=held_of(order).on_failure is not None))
            for order, asked, given in self._met(columns)
        ]

    def _met(self, columns: Sequence[Sequence[Any]]) -> Iterator[tuple[Any, list[Any], list[Any]]]:
        """Each order with the signatures that are asked and the decisions that are made."""
        connection, numbers = self._read.connection, columns[0]
        if numbers != self._numbers:
            self._rows = orders.signers(connection, numbers), orders.decisions(connection, numbers)
            self._numbers = numbers
        asked, given = self._rows
        for values in zip(*columns, strict=True):
            order = SimpleNamespace(**dict(zip(_MEETS, values, strict=True)))
            yield order, asked[order.work_order_no], given[order.work_order_no]


def _histories(read: Read, numbers: Sequence[int]) -> list[str]:
    trails = orders.events(read.connection, numbers)
    lines = [line for number in numbers for line in trails[number]]
    said = dict(zip((line.event_no for line in lines), _people_of(read, lines), strict=True))
    return [_history(read, trails[number], said) for number in numbers]


def _people_of(read: Read, lines: Sequence[Any]) -> list[tuple[str, str]]:
    """Who acted in each line of a trail, and whom it was about, in the reader's language."""
    actors = access.called_by_number(read, [line.member_id for line in lines], [line.member_name for line in lines])
    return [(actor, _others(read, line)) for actor, line in zip(actors, lines, strict=True)]


def _others(read: Read, line: Any) -> str:
    """The people of a transfer or a copy, one after the other; anything else as it is."""
    if line.event not in (OrderEvent.TRANSFERRED, OrderEvent.COPIED):
        return str(line.other)
    return ", ".join(access.called_in(read, name) for name in line.other.split(", "))


def _history(read: Read, trail: Sequence[Any], people_of: Mapping[int, tuple[str, str]]) -> str:
    """The trail as one text, for files: a document's words, in the language that was asked for."""
    say = catalogue(read.locale)
    return "; ".join(
        " ".join(
            filter(
                None,
                (
                    f"{hong_kong(line.at):%Y-%m-%d %H:%M:%S}",
                    people_of[line.event_no][0],
                    say(label_of(line.event)),
                    people_of[line.event_no][1],
                    line.comment,
                ),
            )
        )
        for line in trail
    )


def _order(read: Read, work_order_no: int) -> Row[Any]:
    order = orders.order_row(read.connection, work_order_no)
    if order is None:
        raise UserError("ticket.unknown")
    return order


def _box(tab: str) -> Box:
    if not tab:
        return Box.TO_DO
    try:
        return Box(tab)
    except ValueError:
        raise UserError.at("tab", "message.invalid") from None


def _check_box(asker: Asker, box: Box) -> None:
    if box is Box.ALL and ALL not in asker.codes:
        raise UserError("auth.no_permission")


def _condition(where: WorkOrderFilter) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [ORDER.c.work_order_no.is_not(None)]
    number = where.number.strip()
    if number:
        conditions.append(or_(cast(ORDER.c.work_order_no, Characters) == number, ORDER.c.target_no == number))
    for column, value in (
        (ORDER.c.category, where.category),
        (ORDER.c.flow_key, where.flow_key.strip() or None),
        (ORDER.c.approval_status, where.approval_status),
        (ORDER.c.execution_status, where.execution_status),
        (ORDER.c.target_no, where.target_no.strip() or None),
        (ORDER.c.is_abnormal, where.abnormal),
    ):
        if value is not None:
            conditions.append(column == value)
    if where.maker.strip():
        conditions.append(access.named_like(ORDER.c.maker_name, where.maker.strip()))
    return and_(*conditions, *within_days(ORDER.c.submitted_at, where.submitted_from, where.submitted_to))


def _changes(read: Read, order: Any, parts: Sequence[Any], *, compare: bool) -> tuple[RecordChange, ...]:
    """What was submitted; while the order is open, with whatever of a record is another today."""
    changes: tuple[RecordChange, ...] = codec.decode(order.changes.encode(), tuple[RecordChange, ...])
    spoken = access.SpokenRecords(read)
    return tuple(
        _compared(read, order, change, part, spoken, compare=compare) for change, part in zip(changes, parts, strict=True)
    )


def _compared(
    read: Read, order: Any, change: RecordChange, part: Any, spoken: access.SpokenRecords, *, compare: bool
) -> RecordChange:
    """A change against the record of today, in the reader's words. That the record carries the number of this order is no change."""
    change = msgspec.structs.replace(change, after=_decided_later(read, order, change))
    today = _fields(record_of(read, part.info, part.command))
    if change.before is None or not today:
        before, after = (spoken(one) for one in (change.before, change.after))
        return msgspec.structs.replace(change, before=before, after=after)
    own = _fields(record_of(read, part.info, part.command, locale=read.locale))
    told_elsewhere = ("version", "may", "updated_at", "pending", "work_order_no")
    unlike = {
        name: own.get(name)
        for name, value in today.items()
        if compare and value not in (change.before.get(name), str(order.work_order_no)) and name not in told_elsewhere
    }
    return msgspec.structs.replace(
        change,
        before=spoken(_reworded(change.before, today, own)),
        after=spoken(_reworded(change.after, today, own)),
        today=unlike or None,
    )


def _decided_later(read: Read, order: Any, change: RecordChange) -> dict[str, Any] | None:
    """The state after a request without what its trial could not know (`docs/rules/workorders.md` 2).

    Who decides is open until somebody has; a moment that the decision sets was that of the trial, so it is left out.
    """
    if change.after is None or not held_of(order).requested:
        return change.after
    before, moment = change.before or {}, codec.decode(codec.encode(order.submitted_at), str)
    decider = catalogue(read.locale)(TO_BE_DECIDED) if order.approval_status is ApprovalStatus.WAIT_APPROVE else ""
    if order.execution_status is ExecutionStatus.SUCCESS:
        trail = orders.events(read.connection, (order.work_order_no,))[order.work_order_no]
        decider = next((line.member_name for line in reversed(trail) if line.event is OrderEvent.APPROVED), "")
    after = {}
    for name, value in change.after.items():
        if value == CHECKER.name and name in access.PERSON_FIELDS:
            after[name] = decider or before.get(name)
        else:
            after[name] = before.get(name) if value == moment else value
    return after


def _reworded(kept: Mapping[str, Any] | None, today: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any] | None:
    """A kept state, where it is as the record is today with the names in the reader's own language."""
    if kept is None:
        return None
    return {name: own.get(name, value) if value == today.get(name) else value for name, value in kept.items()}


def _fields(record: Any) -> dict[str, Any]:
    return {} if record is None else codec.decode(codec.encode(record), dict[str, Any])


def _levels(read: Read, order: Any) -> tuple[LevelState, ...]:
    asked = orders.signers(read.connection, (order.work_order_no,))[order.work_order_no]
    given = orders.decisions(read.connection, (order.work_order_no,))[order.work_order_no]
    trail = orders.events(read.connection, (order.work_order_no,))[order.work_order_no]
    states = []
    for index, level in enumerate(orders.levels_of(order)):
        number = index + 1
        rows = [one for one in asked if one.level_no == number]
        opened = [line.at for line in trail if line.event is OrderEvent.LEVEL_OPENED and line.level_no == number]
        signed = [one for one in given if one.level_no == number and one.decision is not OrderEvent.TRANSFERRED]
        is_open = order.approval_status is ApprovalStatus.WAIT_APPROVE and order.current_level == number
        without = {order.maker_id, *(one.member_id for one in given if one.decision is not OrderEvent.TRANSFERRED)}
        without |= {one.member_id for one in given if one.level_no == number}
        approvers = [Approver(kind=one.kind, ref=one.ref) for one in rows if one.open] if rows else level.approvers
        behind = people.eligible(read.connection, approvers, read.now, without=without)
        counted = len([one for one in rows if one.stands_for is None]) or len(level.approvers)
        states.append(
            LevelState(
                level_no=number,
                name=level.name,
                sign_mode=level.sign_mode,
                needed=min(needed_signatures(level), counted),
                signed=sum(one.decision is OrderEvent.APPROVED for one in signed),
                waiting=tuple(people.name_in(row, read.locale) for row in behind.values()) if is_open or not rows else (),
                opened_at=opened[0] if opened else None,
                closed_at=signed[-1].at if signed and not is_open else None,
            )
        )
    return tuple(states)


def _trail(read: Read, order: Any) -> tuple[TrailLine, ...]:
    lines = orders.events(read.connection, (order.work_order_no,))[order.work_order_no]
    return tuple(
        TrailLine(
            at=line.at,
            event=line.event,
            level_no=line.level_no,
            member=actor,
            member_id=line.member_id,
            other=other,
            comment=line.comment,
            code=line.code,
        )
        for line, (actor, other) in zip(lines, _people_of(read, lines), strict=True)
    )


def _name(read: Read, member_id: int) -> str:
    row = people.member(read.connection, member_id)
    return str(member_id) if row is None else people.name_in(row, read.locale)
