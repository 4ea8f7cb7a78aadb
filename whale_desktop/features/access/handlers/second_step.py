"""The code at the door, after the right password: once each, within one step of now, a recovery code once for all."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update

from whale_desktop.features.access import queries, tables
from whale_desktop.features.access.messages import SecondFactorMode
from whale_desktop.features.access.rules import codes
from whale_desktop.kernel.errors import UserError

CODE_ASKED = "code_asked"
"""Action of the audit row when the password was right and the code is still to come."""
RECOVERY_USED = "recovery_code"
"""Action of the audit row when a recovery code opened the door."""


@dataclass(frozen=True)
class Step:
    """What a code led to. error: why it does not pass. counts: as a wrong password does. recovery: it was a recovery code."""

    error: UserError | None = None
    counts: bool = False
    recovery: bool = False


PASSED = Step()


def needs_code(connection: Connection, member_id: int) -> bool:
    """Whether a member is asked for a code."""
    off = queries.second_factor_mode(connection) is SecondFactorMode.OFF
    return not off and queries.second_factor(connection, member_id) is not None


def take(connection: Connection, member_id: int, typed: str, now: datetime) -> Step:
    """Take a code in the caller's transaction, which holds the member's row; what was taken cannot be taken again."""
    row = queries.second_factor(connection, member_id)
    assert row is not None, "nobody asks for a code who has no second factor"
    if not codes.plain(typed):
        return Step(UserError.at("code", "auth.code_needed"))
    if codes.is_recovery(typed):
        return _take_recovery(connection, member_id, typed, now)
    step = codes.matching_step(row.secret, typed, now)
    if step is None:
        return Step(UserError.at("code", "auth.bad_code"), counts=True)
    if step <= row.last_step:
        return Step(UserError.at("code", "auth.code_used"))
    table = tables.second_factor
    connection.execute(update(table).where(table.c.member_id == member_id).values(last_step=step))
    return PASSED


def _take_recovery(connection: Connection, member_id: int, typed: str, now: datetime) -> Step:
    table = tables.recovery_code
    unused = (
        table.c.member_id == member_id,
        table.c.code_hash == codes.recovery_hash(member_id, typed),
        table.c.used_at.is_(None),
    )
    used = connection.execute(update(table).where(*unused).values(used_at=now))
    if used.rowcount:
        return Step(recovery=True)
    return Step(UserError.at("code", "auth.bad_code"), counts=True)
