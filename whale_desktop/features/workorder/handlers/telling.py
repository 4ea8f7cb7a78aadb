"""Who is told of what: the people a task waits for, the maker, those with a copy (`docs/rules/workorders.md` 6.8)."""

from collections.abc import Collection, Iterable
from typing import Any

from whale_desktop.bus import Work
from whale_desktop.features.access import queries as access
from whale_desktop.features.notices.messages import Notify, names
from whale_desktop.features.workorder.messages import Approver, ApproverKind, CloseReason, notices
from whale_desktop.features.workorder.queries import orders, people
from whale_desktop.features.workorder.rules.catalogue import shipped_flows
from whale_desktop.kernel.texts import LOCALES


def new_task(work: Work, order: Any, members: Collection[int]) -> None:
    """Those who may sign the level that has just opened."""
    _tell(work, order, notices.NEW_TASK, members)


def refused(work: Work, order: Any, comment: str) -> None:
    """The maker, with the reason."""
    _tell(work, order, notices.REFUSED, (order.maker_id,), comment=comment)


def executed(work: Work, order: Any) -> None:
    """The maker and those with a copy."""
    _tell(work, order, notices.EXECUTED, (order.maker_id, *orders.copies_of(work.connection, order.work_order_no)))


def failed(work: Work, order: Any, code: str) -> None:
    """The maker and those with a copy, with the reason."""
    _tell(work, order, notices.FAILED, (order.maker_id, *orders.copies_of(work.connection, order.work_order_no)), code=code)


def transferred(work: Work, order: Any, member: int, comment: str) -> None:
    """The person who got the task."""
    giver = _called(work, work.actor.member_id, work.actor.name)
    _tell(work, order, notices.TRANSFERRED, (member,), comment=comment, **{"from": giver})


def copied(work: Work, order: Any, members: Iterable[int]) -> None:
    """Those who got a copy."""
    _tell(work, order, notices.COPIED, members)


def closed(work: Work, order: Any, reason: CloseReason) -> None:
    """Of a withdrawal those who were asked; of any other end the maker."""
    if reason is CloseReason.WITHDRAWN:
        _tell(work, order, notices.WITHDRAWN, _asked(work, order))
    elif reason is CloseReason.EXPIRED:
        _tell(work, order, notices.EXPIRED, (order.maker_id,))
    else:
        _tell(work, order, notices.WITHDRAWN, (order.maker_id,))


def expiring(work: Work, order: Any) -> None:
    """Those who may still sign, and the maker."""
    _tell(work, order, notices.EXPIRING, (order.maker_id, *_asked(work, order)))


def _asked(work: Work, order: Any) -> tuple[int, ...]:
    """Everybody of whom a signature of the current level was asked."""
    asked = orders.signers(work.connection, (order.work_order_no,))[order.work_order_no]
    found: dict[int, None] = {}
    for one in asked:
        if one.level_no != order.current_level:
            continue
        approver = Approver(kind=ApproverKind(one.kind), ref=one.ref)
        found.update(dict.fromkeys(people.members_behind(work.connection, (approver,), work.now)))
    return tuple(found)


def _called(work: Work, member_id: int, name: str) -> str:
    """A member by his names; `name` where he has none."""
    return names(access.member_names(work.connection, {member_id}).get(member_id) or {LOCALES[0]: name})


def _tell(work: Work, order: Any, kind: str, members: Iterable[int], **more: str) -> None:
    flow = shipped_flows()[order.flow_key]
    params = {
        "number": str(order.work_order_no),
        "flow": names(flow.names),
        "target": order.target_no,
        "maker": _called(work, order.maker_id, order.maker_name),
        **more,
    }
    told = tuple(dict.fromkeys(members))
    if told:
        work.send(Notify(kind=kind, params=params, members=told, key=str(order.work_order_no)))
