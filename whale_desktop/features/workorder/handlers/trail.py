"""The trail of a work order: one line an event, never changed; the system's own lines have no member."""

from sqlalchemy import insert

from whale_desktop.bus import Work
from whale_desktop.features.workorder import tables
from whale_desktop.features.workorder.messages import OrderEvent

_ADD = insert(tables.work_order_event)


def note(
    work: Work,
    work_order_no: int,
    event: OrderEvent,
    *,
    level_no: int = 0,
    by_system: bool = False,
    other: str = "",
    comment: str = "",
    code: str = "",
) -> None:
    """Add a line to the trail."""
    values = {
        "work_order_no": work_order_no,
        "at": work.now,
        "event": event,
        "level_no": level_no,
        "member_id": 0 if by_system else work.actor.member_id,
        "member_name": "" if by_system else work.actor.name,
        "other": other,
        "comment": comment,
        "code": code,
    }
    work.connection.execute(_ADD, values)
