"""Opening a work order: its route by amount, its levels, the lock on its records (`docs/rules/workorders.md` 4, 5.1, 6.1)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import insert, update

import whale_desktop
from whale_desktop.bus import Work
from whale_desktop.bus.holding import Trial, lock, release
from whale_desktop.bus.work import Mode
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.workorder import tables
from whale_desktop.features.workorder.handlers import ending, telling
from whale_desktop.features.workorder.handlers.trail import note
from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    Approver,
    CloseReason,
    ExecutionStatus,
    Level,
    OrderAction,
    OrderEvent,
    RecordChange,
)
from whale_desktop.features.workorder.queries import flows, orders, people
from whale_desktop.features.workorder.rules.routing import base_amount_of, choose_route, expires_at
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import add_up
from whale_desktop.messages import codec, info_of

_ORDER = tables.work_order


class Amount(msgspec.Struct, frozen=True):
    """What a route went by: the amount as it was, and in base currency at a rate. None where a rate is missing or currencies differ."""

    amount: Decimal | None = None
    currency: str = ""
    base_amount: Decimal | None = None
    base_currency: str = ""
    rate: Decimal | None = None


class WorkOrders:
    """The rules of approval, for the bus (`bus.approvals.Approvals`)."""

    def mode_of(self, work: Work, key: str) -> Mode:
        """How commands under this approval key are approved; raises `KeyError` for a key that the program does not ship."""
        return flows.mode_of(work.connection, key).value

    def file(self, work: Work, trial: Trial, *, done: bool) -> str:
        """Open an order for what was tried, or keep one that the system has approved (`done`). Returns its number."""
        key = trial.parts[0].info.approval
        flow = flows.flow_of(work.connection, key)
        amount = _amount(work, trial)
        route = () if done else _levels(work, flow, amount.base_amount)
        expires = None if done else expires_at(work.now, flow.expire_hours, at_day_cut=flow.expire_at_day_cut)
        number = _write(work, trial, flow, amount, route, expires=expires, done=done)
        note(work, number, OrderEvent.SUBMITTED)
        if done:
            note(work, number, OrderEvent.AUTO_APPROVED, by_system=True)
            note(work, number, OrderEvent.EXECUTED, by_system=True)
        else:
            lock(work, trial.held.targets, work_order_no=str(number), expires_at=expires)
            open_level(work, number, 1)
        work.topics.add("work_order")
        return str(number)

    def withdrawn_by_client(self, work: Work, work_order_no: str) -> None:
        """The client has cancelled the record: nobody can decide any more, a super administrator closes the order."""
        number = int(work_order_no)
        work.connection.execute(
            update(_ORDER).where(_ORDER.c.work_order_no == number).values(is_abnormal=True, version=_ORDER.c.version + 1)
        )
        release(work, work_order_no)
        note(work, number, OrderEvent.ABNORMAL, by_system=True)
        work.topics.add("work_order")

    def expire(self, work: Work, work_order_no: str) -> None:
        """The time of an order is over."""
        order = orders.order_row(work.connection, int(work_order_no), locked=True)
        assert order is not None, work_order_no
        ending.close(work, order, CloseReason.EXPIRED, by_system=True)


def open_level(work: Work, work_order_no: int, level_no: int) -> None:
    """Ask the signatures of a level, tell its people and those who get copies.

    A level of which nobody is left is taken over by the super administrators (`docs/rules/workorders.md` 4.1).
    """
    order = orders.order_row(work.connection, work_order_no)
    assert order is not None
    level = orders.levels_of(order)[level_no - 1]
    candidates = people.eligible(work.connection, level.approvers, work.now, without=_excluded(work, order))
    approvers: Sequence[Approver] = level.approvers
    if not candidates:
        approvers = flows.SUPER_LEVEL.approvers
        candidates = people.eligible(work.connection, approvers, work.now, without=_excluded(work, order))
        note(work, work_order_no, OrderEvent.TAKEN_OVER, level_no=level_no, by_system=True)
    work.connection.execute(
        insert(tables.work_order_approver),
        [
            {"work_order_no": work_order_no, "level_no": level_no, "kind": kind, "ref": ref, "open": True}
            for kind, ref in dict.fromkeys((one.kind, one.ref) for one in approvers)
        ],
    )
    note(work, work_order_no, OrderEvent.LEVEL_OPENED, level_no=level_no, by_system=True)
    telling.new_task(work, order, tuple(candidates))
    copied = people.members_behind(work.connection, level.copied, work.now)
    give_copies(work, order, tuple(copied))


def give_copies(work: Work, order: Any, members: Sequence[int]) -> tuple[int, ...]:
    """Give copies to members who have none yet and tell them; answers who got one."""
    known = orders.copies_of(work.connection, order.work_order_no)
    fresh = tuple(dict.fromkeys(member for member in members if member not in known))
    if fresh:
        work.connection.execute(
            insert(tables.work_order_copy),
            [{"work_order_no": order.work_order_no, "member_id": member, "at": work.now} for member in fresh],
        )
        telling.copied(work, order, fresh)
    return fresh


def _excluded(work: Work, order: Any) -> set[int]:
    """Who may not sign: the maker, and whoever has signed an earlier level."""
    given = orders.decisions(work.connection, (order.work_order_no,))[order.work_order_no]
    return {order.maker_id, *(one.member_id for one in given if one.decision is OrderEvent.APPROVED)}


def _levels(work: Work, flow: flows.Flow, base_amount: Decimal | None) -> tuple[Level, ...]:
    """The levels of the route that this order takes. Raises `UserError("ticket.no_approver")` when it could never be signed to its end."""
    _, routes = flows.routes_for(work.connection, flow)
    index = choose_route(routes, base_amount)
    if index is None:  # a configuration ends in the rest, so only an older one without it comes here
        index = len(routes) - 1
    levels = routes[index].levels
    if not people.can_sign(work.connection, levels, work.now, without={work.actor.member_id}):
        raise UserError("ticket.no_approver")
    return levels


def _amount(work: Work, trial: Trial) -> Amount:
    """The amount of the command's record, summed over the parts of a batch; in base currency at the middle rate of now."""
    base = reference.base_currency(work.connection)
    found: list[tuple[Decimal, str]] = []
    for part, before, after in zip(trial.parts, trial.before, trial.after, strict=True):
        record = before if trial.held.requested else (after or before)
        if part.info.amount and record is not None:
            amount, currency = (getattr(record, name, None) for name in part.info.amount)
            if amount is not None:
                found.append((abs(amount), str(currency or base)))
    if not found:
        return Amount()
    rates = {currency: reference.mid_rate(work.connection, currency) for _, currency in found}
    known = [base_amount_of(amount, rate) for amount, currency in found for rate in (rates[currency],) if rate is not None]
    total = add_up(known) if len(known) == len(found) else None
    if len(rates) > 1:
        return Amount(base_amount=total, base_currency=base)
    ((currency, rate),) = rates.items()
    return Amount(amount=add_up(one for one, _ in found), currency=currency, base_amount=total, base_currency=base, rate=rate)


def _write(
    work: Work, trial: Trial, flow: flows.Flow, amount: Amount, levels: tuple[Level, ...], *, expires: Any, done: bool
) -> int:
    target = trial.held.targets[0] if trial.held.targets else None
    made = work.connection.execute(
        insert(_ORDER).values(
            flow_key=flow.shipped.flow_key,
            category=flow.shipped.category,
            action=OrderAction(trial.parts[0].info.action),
            held=codec.encode(trial.held).decode(),
            program_version=whale_desktop.__version__,
            target_type="" if target is None else target.query,
            target_no="" if target is None else target.key,
            changes=codec.encode(_changes(trial)).decode(),
            maker_id=work.actor.member_id,
            maker_name=work.actor.name,
            maker_service=work.actor.service,
            maker_remark=work.remark[:500],
            workstation=work.workstation,
            approval_status=ApprovalStatus.APPROVED if done else ApprovalStatus.WAIT_APPROVE,
            execution_status=ExecutionStatus.SUCCESS if done else ExecutionStatus.NONE,
            is_abnormal=False,
            result_code="",
            result_params="{}",
            current_level=0 if done else 1,
            levels=codec.encode(levels).decode(),
            level_count=len(levels),
            require_comment=flow.require_comment,
            flow_version=flow.version,
            amount=amount.amount,
            currency=amount.currency,
            base_amount=amount.base_amount,
            base_currency=amount.base_currency,
            rate=amount.rate,
            command_id=work.command_id,
            submitted_at=work.now,
            submitted_on=work.business_date,
            expires_at=expires,
            expires_at_day_cut=flow.expire_at_day_cut and not done,
            warned=False,
            finished_at=work.now if done else None,
            retries=0,
            version=1,
        )
    )
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def _changes(trial: Trial) -> tuple[RecordChange, ...]:
    return tuple(
        RecordChange(
            message=part.info.key,
            target_type="" if part.info.target is None else info_of(part.info.target.query).name,
            target_key="" if part.info.target is None else part.info.target.key_of(part.command),
            before=_plain(before) if part.info.target is not None else None,
            after=_plain(after) if part.info.target is not None else _fields(part.info, part.command),
        )
        for part, before, after in zip(trial.parts, trial.before, trial.after, strict=True)
    )


def _fields(info: Any, command: Any) -> dict[str, Any]:
    """A command without a record of its own is shown by its fields, without the secret ones."""
    values = _plain(command) or {}
    return {name: value for name, value in values.items() if name not in info.secret and name != "expected_version"}


def _plain(record: Any) -> dict[str, Any] | None:
    """A record as plain values by field name; None for none. Decimals and moments as their JSON texts."""
    if record is None:
        return None
    value = codec.decode(codec.encode(record), Any)
    return value if isinstance(value, dict) else {"value": value}
