"""Approving, refusing, carrying out, carrying out again (`docs/rules/workorders.md` 4 rows 5 to 10, 13)."""

from typing import Any

from sqlalchemy import bindparam, insert, update

from whale_desktop.bus import Actor, Work, handles
from whale_desktop.bus.holding import (
    Execution,
    carry_out,
    guard_of,
    open_order,
    parts_of,
    react,
    records_of,
    release,
    restored,
    target_locked,
)
from whale_desktop.bus.identity import SYSTEM
from whale_desktop.features.workorder import tables
from whale_desktop.features.workorder.handlers import ending, filing, standing, succession, telling
from whale_desktop.features.workorder.handlers.trail import note
from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    ApproverKind,
    ApproveWorkOrder,
    CloseReason,
    Decided,
    ExecutionStatus,
    OrderEvent,
    RefuseWorkOrder,
    RetryWorkOrder,
)
from whale_desktop.features.workorder.queries import orders
from whale_desktop.features.workorder.rules.routing import needed_signatures
from whale_desktop.features.workorder.rules.states import check_comment, check_decision, check_retry
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import codec
from whale_desktop.messages.permissions import is_met

_ORDER = tables.work_order
_SIGNER = tables.work_order_approver
_DECIDE = insert(tables.work_order_decision)
_SIGN = (
    update(_SIGNER)
    .where(
        _SIGNER.c.work_order_no == bindparam("number"),
        (_SIGNER.c.approver_no == bindparam("original")) | (_SIGNER.c.stands_for == bindparam("original")),
        _SIGNER.c.open,
    )
    .values(open=False, signed_by=bindparam("signer"))
)


@handles(ApproveWorkOrder)
def approve_work_order(work: Work, command: ApproveWorkOrder) -> Decided:
    """Sign the current level; when it is the last one, carry the command out."""
    met = standing.met_with_rows(work, command.work_order_no)
    order = met.order
    if ending.is_too_late(work, order, is_maker=met.meets.is_maker):
        return _state(work, order.work_order_no)
    check_decision(met.meets, level_seen=command.level, level=order.current_level)
    comment = check_comment(command.comment, required=order.require_comment)
    records = _unchanged_records(work, order)
    if records is None:
        return _state(work, order.work_order_no)
    level = order.current_level
    _sign(work, met, OrderEvent.APPROVED, comment)
    if not _is_satisfied(met):
        _touch(work, order)
        succession.take_over(work, order.work_order_no)
        return _state(work, order.work_order_no)
    standing.nobody_is_asked_any_more(work, order.work_order_no)
    if level < order.level_count:
        _touch(work, order, current_level=level + 1)
        filing.open_level(work, order.work_order_no, level + 1)
    else:
        _execute(work, order, comment, records)
    return _state(work, order.work_order_no)


@handles(RefuseWorkOrder)
def refuse_work_order(work: Work, command: RefuseWorkOrder) -> Decided:
    """End the order; its record becomes what a refusal makes of it."""
    met = standing.met_with_rows(work, command.work_order_no)
    order = met.order
    if ending.is_too_late(work, order, is_maker=met.meets.is_maker):
        return _state(work, order.work_order_no)
    check_decision(met.meets, level_seen=command.level, level=order.current_level)
    comment = check_comment(command.comment, required=True)
    if _unchanged_records(work, order) is None:
        return _state(work, order.work_order_no)
    _sign(work, met, OrderEvent.REFUSED, comment)
    standing.nobody_is_asked_any_more(work, order.work_order_no)
    _touch(work, order, approval_status=ApprovalStatus.REJECTED, finished_at=work.now)
    release(work, str(order.work_order_no))
    held = standing.held_of(order)
    react(work, held.on_refusal, maker=standing.maker_of(work, order) or work.actor, field=held.comment_field, text=comment)
    telling.refused(work, order, comment)
    return _state(work, order.work_order_no)


@handles(RetryWorkOrder)
def retry_work_order(work: Work, command: RetryWorkOrder) -> Decided:
    """Carry an approved order out again; the people who approved have approved it as it is."""
    order, meets = standing.met(work, command.work_order_no)
    check_retry(meets)
    locked = open_order(work.connection, standing.held_of(order).targets)
    if locked is not None:
        raise target_locked(locked.work_order_no)
    records, same = _records(work, order)
    if not same:
        raise UserError("ticket.source_changed")
    note(work, order.work_order_no, OrderEvent.RETRIED)
    _touch(work, order, retries=order.retries + 1)
    _execute(work, order, "", records)
    return _state(work, order.work_order_no)


def _unchanged_records(work: Work, order: Any) -> tuple[Any, ...] | None:
    """The order's records as they are. Closes an order of which one has changed in a guarded field (None): nobody approves the unseen."""
    records, same = _records(work, order)
    if same:
        return records
    ending.close(work, order, CloseReason.SOURCE_CHANGED, by_system=True, reacts=False)
    work.refuse_but_keep(UserError("ticket.source_changed"))
    return None


def _records(work: Work, order: Any) -> tuple[tuple[Any, ...], bool]:
    """The order's records as they are, and whether their guarded fields are those of the submission."""
    held = standing.held_of(order)
    parts = parts_of(restored(held.command))
    records = records_of(work, parts)
    return records, guard_of(parts, records) == held.guard


def _sign(work: Work, met: standing.Met, decision: OrderEvent, comment: str) -> None:
    """Keep the decision and give the signature that is asked of this person: by name before by role."""
    order, asker = met.order, met.asker
    work.connection.execute(
        _DECIDE,
        {
            "work_order_no": order.work_order_no,
            "level_no": order.current_level,
            "member_id": work.actor.member_id,
            "decision": decision,
            "at": work.now,
        },
    )
    asked = [one for one in met.asked if one.open and one.level_no == order.current_level]
    named = [one for one in asked if one.kind is ApproverKind.USER and one.ref == str(asker.member_id)]
    by_role = [one for one in asked if one.kind is ApproverKind.ROLE and one.ref in asker.roles]
    signed = (*named, *by_role)[0]
    original = signed.stands_for or signed.approver_no
    done = work.connection.execute(_SIGN, {"number": order.work_order_no, "original": original, "signer": work.actor.member_id})
    if done.rowcount == 0:
        raise UserError("ticket.already_decided")
    note(work, order.work_order_no, decision, level_no=order.current_level, comment=comment)


def _is_satisfied(met: standing.Met) -> bool:
    """Whether the level has all its signatures, the one that has just been given included."""
    order = met.order
    level = orders.levels_of(order)[order.current_level - 1]
    signed = 1 + sum(one.decision is OrderEvent.APPROVED and one.level_no == order.current_level for one in met.given)
    asked = [one for one in met.asked if one.level_no == order.current_level and one.stands_for is None]
    # A level that the super administrators have taken over asks one signature, whatever the configured one asked.
    return bool(signed >= min(needed_signatures(level), len(asked)))


def _execute(work: Work, order: Any, comment: str, records: tuple[Any, ...]) -> None:
    """Carry the command out in this transaction; a refusal of its handler is undone and becomes the order's result.

    records: of its parts, as they are now.
    """
    number = order.work_order_no
    release(work, str(number))
    held = standing.held_of(order)
    maker = standing.maker_of(work, order)
    if maker is None or not _may_still(maker, order):
        execution = Execution(UserError("ticket.maker_right"))
    else:
        execution = carry_out(work, held, work_order_no=str(number), maker=maker, before=records, comment=comment)
    error = execution.error
    if error is None:
        _touch(
            work,
            order,
            approval_status=ApprovalStatus.APPROVED,
            execution_status=ExecutionStatus.SUCCESS,
            result_code="",
            result_params="{}",
            finished_at=work.now,
        )
        note(work, number, OrderEvent.EXECUTED, level_no=order.current_level, by_system=True)
        telling.executed(work, order)
        return
    code, params = _reason(error)
    if execution.failed:
        params["failed_row"] = execution.failed
    _touch(
        work,
        order,
        approval_status=ApprovalStatus.APPROVED,
        execution_status=ExecutionStatus.FAILED,
        result_code=code,
        result_params=codec.encode(params).decode(),
        finished_at=work.now,
    )
    note(work, number, OrderEvent.FAILED, level_no=order.current_level, by_system=True, other=execution.failed[:60], code=code)
    react(work, held.on_failure, maker=maker or work.actor, actor=SYSTEM, field=held.reason_field, text=code)
    telling.failed(work, order, code)


def _reason(error: Any) -> tuple[str, dict[str, Any]]:
    """The code that a person can act upon: a bundle of field errors is named by its first."""
    if error.code == "message.invalid" and error.fields:
        first = error.fields[0]
        return first.code, dict(first.params)
    return error.code, dict(error.params)


def _may_still(maker: Actor, order: Any) -> bool:
    """Whether the maker still holds the right of the command that he sent; a request's command was never his to send."""
    held = standing.held_of(order)
    if held.requested:
        return True
    return all(is_met(part.info.permission, maker.codes) for part in parts_of(restored(held.command)))


def _touch(work: Work, order: Any, **values: Any) -> None:
    work.connection.execute(
        update(_ORDER).where(_ORDER.c.work_order_no == order.work_order_no).values(version=_ORDER.c.version + 1, **values)
    )


def _state(work: Work, work_order_no: int) -> Decided:
    order = orders.order_row(work.connection, work_order_no)
    assert order is not None
    return Decided(
        work_order_no=work_order_no,
        approval_status=order.approval_status,
        execution_status=order.execution_status,
        current_level=order.current_level,
        result_code=order.result_code,
    )
