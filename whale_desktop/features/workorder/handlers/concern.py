"""Who may look at a work order: whoever made it, was or will be asked, has decided, got a copy, or may see all."""

from typing import Any

from whale_desktop.bus import Read
from whale_desktop.features.workorder.handlers.standing import asker_of
from whale_desktop.features.workorder.messages import ApproverKind
from whale_desktop.features.workorder.queries import orders
from whale_desktop.features.workorder.queries.orders import Asker
from whale_desktop.kernel.errors import UserError

ALL = "ticket.all_inquiry"


def check_concerned(read: Read, order: Any) -> Asker:
    """Whoever asks, if the order is any business of his. Raises `UserError("auth.no_permission")`."""
    asker = asker_of(read)
    if ALL in asker.codes or order.maker_id == asker.member_id:
        return asker
    mine = {(ApproverKind.USER, str(asker.member_id)), *((ApproverKind.ROLE, role) for role in asker.roles)}
    if not mine.isdisjoint((one.kind, one.ref) for level in orders.levels_of(order) for one in level.approvers):
        return asker
    number = order.work_order_no
    if not mine.isdisjoint((one.kind, one.ref) for one in orders.signers(read.connection, (number,))[number]):
        return asker
    if any(one.member_id == asker.member_id for one in orders.decisions(read.connection, (number,))[number]):
        return asker
    if asker.member_id in orders.copies_of(read.connection, number):
        return asker
    raise UserError("auth.no_permission")
