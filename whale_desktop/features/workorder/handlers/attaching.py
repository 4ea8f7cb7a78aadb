"""Files with a work order: attached by its maker, read by whoever may see the order (`docs/rules/workorders.md` 6.12)."""

from sqlalchemy import insert, select

from whale_desktop.bus import Work, handles
from whale_desktop.features.workorder import tables
from whale_desktop.features.workorder.handlers import standing
from whale_desktop.features.workorder.handlers.concern import check_concerned
from whale_desktop.features.workorder.handlers.trail import note
from whale_desktop.features.workorder.messages import (
    MAXIMUM_ATTACHMENT_BYTES,
    MAXIMUM_ATTACHMENTS,
    AttachFile,
    FetchAttachment,
    OrderEvent,
)
from whale_desktop.features.workorder.queries import orders
from whale_desktop.features.workorder.rules.states import check_withdrawal
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages.files import MadeFile

_FILE = tables.work_order_attachment


@handles(AttachFile)
def attach_file(work: Work, command: AttachFile) -> int:
    """Keep a file with one's own order, as long as it could still be withdrawn: every approver sees the same files."""
    order, meets = standing.met(work, command.work_order_no)
    check_withdrawal(meets)
    if len(orders.attachments_of(work.connection, order.work_order_no)) >= MAXIMUM_ATTACHMENTS:
        raise UserError.at("blob", "ticket.attachments", {"limit": MAXIMUM_ATTACHMENTS})
    name, data = work.blob(command.blob)
    if len(data) > MAXIMUM_ATTACHMENT_BYTES:
        megabyte = 1024 * 1024
        raise UserError.at(
            "blob", "blob.too_large", {"size": len(data) // megabyte, "limit": MAXIMUM_ATTACHMENT_BYTES // megabyte}
        )
    values = {
        "work_order_no": order.work_order_no,
        "name": name,
        "size": len(data),
        "data": data,
        "member_id": work.actor.member_id,
        "at": work.now,
    }
    made = work.connection.execute(insert(_FILE).values(**values)).inserted_primary_key
    assert made is not None
    note(work, order.work_order_no, OrderEvent.ATTACHED, level_no=order.current_level, comment=name)
    return int(made[0])


@handles(FetchAttachment)
def fetch_attachment(work: Work, command: FetchAttachment) -> MadeFile:
    """A copy of the file among those that this person may fetch."""
    order, _ = standing.met(work, command.work_order_no)
    check_concerned(work, order)
    statement = select(_FILE.c.name, _FILE.c.data).where(
        _FILE.c.work_order_no == order.work_order_no, _FILE.c.attachment_no == command.attachment_no
    )
    found = work.connection.execute(statement).one_or_none()
    if found is None:
        raise UserError.at("attachment_no", "ticket.attachment_unknown")
    return MadeFile(blob=work.keep_blob(found.data, name=found.name), name=found.name)
