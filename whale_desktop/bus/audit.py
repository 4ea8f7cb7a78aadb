"""The audit trail: a row for every write and every refusal; append only, secrets never in it."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, insert

from whale_desktop.bus.identity import Actor
from whale_desktop.bus.tables import audit_log
from whale_desktop.messages import Message, MessageInfo, codec

MASK = "******"

_ADD = insert(audit_log)


def write_row(
    connection: Connection,
    *,
    at: datetime,
    actor: Actor,
    workstation: str,
    menu: str,
    info: MessageInfo | None,
    message: Message | str,
    command_id: str,
    result: str,
    error_code: str = "",
    before: Any = None,
    after: Any = None,
    address: str = "",
    work_order_no: str = "",
) -> None:
    """Add one row. `message` is the decoded message, or its name when it could not be decoded or is no message (sign-in).

    A refused question has the action `view`; what is no message is its own action (`login`).
    """
    name = info.name or info.type.__name__ if info is not None else str(message)
    connection.execute(
        _ADD,
        {
            "at": at,
            "member_id": actor.member_id,
            "member_name": actor.name,
            "workstation": workstation,
            "menu": menu,
            "permission": ",".join(info.permission.codes)[:160] if info is not None else "",
            "message": name[:80],
            "target": _target(info, message) or made_number(info, after),
            "payload": _payload(info, message),
            "before": None if before is None else codec.encode(before).decode(),
            "after": None if after is None else codec.encode(after).decode(),
            "result": result,
            "error_code": error_code,
            "command_id": command_id,
            "action": name[:20] if info is None else info.action if info.is_command else "view",
            "address": address[:60],
            "work_order_no": work_order_no,
        },
    )


def _target(info: MessageInfo | None, message: Message | str) -> str:
    if info is None or info.target is None or isinstance(message, str):
        return ""
    return info.target.key_of(message)


def made_number(info: MessageInfo | None, result: Any) -> str:
    """The number of a record that did not exist before: what the command answered, or the first field of its answer."""
    if info is None or info.target is not None or info.action not in ("add", "submit"):
        return ""
    if isinstance(result, msgspec.Struct):
        result = getattr(result, result.__struct_fields__[0], "")
    return result if isinstance(result, str) else ""


def _payload(info: MessageInfo | None, message: Message | str) -> str:
    if isinstance(message, str) or info is None:
        return "{}"
    values = msgspec.to_builtins(message)
    for name in info.secret:
        values[name] = MASK
    return codec.encode(values).decode()
