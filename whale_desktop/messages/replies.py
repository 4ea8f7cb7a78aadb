"""What became of commands whose answer never came: asked by the id that each had before its first try."""

from datetime import datetime

from whale_desktop.messages.base import Query, Struct
from whale_desktop.messages.permissions import SIGNED_IN
from whale_desktop.messages.registry import query

MOST_IDS = 200


class KeptReply(Struct):
    """A command that took effect. record: the number of what it made, empty where it made nothing with a number.

    work_orders: the numbers of those that it waits in, or has put its record under; held: nothing but the work order was written.
    """

    command_id: str
    message: str
    at: datetime
    record: str = ""
    work_orders: tuple[str, ...] = ()
    held: bool = False


@query("command.replies", permission=SIGNED_IN, headless=True)
class GetReplies(Query[tuple[KeptReply, ...]]):
    """Which of one's own commands took effect, oldest first; an id that is not in the answer did not, or is somebody else's.

    command_ids: at most 200 of them, `UserError("message.mistyped")`.
    """

    command_ids: tuple[str, ...]
