"""Tells a member what became of his own commands, from the table that also keeps a repeated one from taking effect twice."""

from typing import Any

import msgspec
from sqlalchemy import select

from whale_desktop.bus import tables
from whale_desktop.bus.audit import made_number
from whale_desktop.bus.handlers import answers
from whale_desktop.bus.work import Read
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import Done, Submitted, codec
from whale_desktop.messages.registry import by_name
from whale_desktop.messages.replies import MOST_IDS, GetReplies, KeptReply

_LOG = tables.command_log


@answers(GetReplies)
def get_replies(read: Read, query: GetReplies) -> tuple[KeptReply, ...]:
    """The kept replies of one's own commands."""
    if len(query.command_ids) > MOST_IDS:
        raise UserError.at("command_ids", "message.mistyped", {"expected": f"…{MOST_IDS}"})
    rows = read.connection.execute(
        select(_LOG.c.command_id, _LOG.c.message, _LOG.c.at, _LOG.c.reply)
        .where(_LOG.c.command_id.in_(query.command_ids), _LOG.c.member_id == read.actor.member_id)
        .order_by(_LOG.c.at, _LOG.c.command_id)
    )
    return tuple(_told(row) for row in rows)


def _told(row: Any) -> KeptReply:
    """One reply, read as far as everybody may read it: a result of an older program need not have today's shape."""
    reply = bytes(row.reply)
    known = {"command_id": row.command_id, "message": row.message, "at": row.at}
    if reply.startswith(b'{"work_order_no"'):
        submitted: Submitted = codec.decode(reply, Submitted)
        return KeptReply(work_orders=(submitted.work_order_no,), held=True, **known)
    done: Done[msgspec.Raw] = codec.decode(reply, Done[msgspec.Raw])
    info = by_name(row.message)
    try:
        result = None if info is None else codec.decode(bytes(done.result), info.result)
    except msgspec.ValidationError:
        result = None
    return KeptReply(record=made_number(info, result), work_orders=done.work_orders, **known)
