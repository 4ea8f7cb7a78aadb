"""What every handler of a work order begins with: the order, locked, as the acting person meets it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from whale_desktop.bus import Actor, Read, Work
from whale_desktop.bus.holding import Held
from whale_desktop.features.access import queries as access
from whale_desktop.features.access.messages import MemberState
from whale_desktop.features.workorder import tables
from whale_desktop.features.workorder.messages import ApprovalStatus
from whale_desktop.features.workorder.queries import orders
from whale_desktop.features.workorder.queries.orders import Asker
from whale_desktop.features.workorder.rules.states import Standing
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import codec

_ORDER = tables.work_order
_SIGNER = tables.work_order_approver
_ASK_NOBODY = update(_SIGNER).where(_SIGNER.c.work_order_no == bindparam("number"), _SIGNER.c.open).values(open=False)


def asker_of(read: Read) -> Asker:
    """Whoever asks, with the roles held now."""
    roles = access.role_keys_of(read.connection, read.actor.member_id, read.now)
    return Asker(member_id=read.actor.member_id, roles=roles, codes=read.actor.codes)


def maker_of(read: Read, order: Any) -> Actor | None:
    """The maker; None when he may not work any more. With the codes held now where they count: a request was never his to send."""
    row = access.member_row(read.connection, order.maker_id)
    if row is None or row.state != MemberState.NORMAL:
        return None
    codes = frozenset() if held_of(order).requested else access.codes_of(read.connection, row.member_id, read.now)
    return Actor(member_id=row.member_id, name=row.name, codes=codes, service=bool(row.service), locale=row.locale)


def held_of(order: Any) -> Held:
    """What an order holds."""
    held: Held = codec.decode(order.held.encode(), Held)
    return held


@dataclass(frozen=True)
class Met:
    """An order before a decision: who decides, what is asked of whom, what was done so far, and what all that makes of it for him."""

    order: Any
    asker: Asker
    asked: Sequence[Any]
    given: Sequence[Any]
    meets: Standing


def met(work: Work, work_order_no: int) -> tuple[Any, Standing]:
    """An order, locked until the commit, as the acting person meets it. Raises `UserError("ticket.unknown")`."""
    found = met_with_rows(work, work_order_no)
    return found.order, found.meets


def met_with_rows(work: Work, work_order_no: int) -> Met:
    """As `met`, with everything that was read for it."""
    order = orders.order_row(work.connection, work_order_no, locked=True)
    if order is None:
        raise UserError("ticket.unknown")
    asker = asker_of(work)
    asked = orders.signers(work.connection, (work_order_no,))[work_order_no]
    given = orders.decisions(work.connection, (work_order_no,))[work_order_no]
    final = held_of(order).on_failure is not None
    return Met(order, asker, asked, given, orders.standing(order, asker, asked, given, final_failure=final))


def waiting(work: Work, condition: Any) -> tuple[Any, ...]:
    """Open orders under a condition, locked, oldest first."""
    statement = select(_ORDER).where(_ORDER.c.approval_status == ApprovalStatus.WAIT_APPROVE, condition)
    return tuple(work.connection.execute(statement.order_by(_ORDER.c.work_order_no).with_for_update()))


def nobody_is_asked_any_more(work: Work, work_order_no: int) -> None:
    """Close the asked signatures of an order."""
    work.connection.execute(_ASK_NOBODY, {"number": work_order_no})
