"""Who has a second factor, and who needs one."""

from typing import Any

from sqlalchemy import Connection, Row, func, select

from whale_desktop.bus import parameter
from whale_desktop.features.access import tables
from whale_desktop.features.access.messages import SECOND_FACTOR, SecondFactorMode


def second_factor_mode(connection: Connection) -> SecondFactorMode:
    """Who is asked for a code."""
    return parameter(connection, SECOND_FACTOR)


def second_factor(connection: Connection, member_id: int) -> Row[Any] | None:
    """A member's second factor, None without one."""
    table = tables.second_factor
    return connection.execute(select(table).where(table.c.member_id == member_id)).one_or_none()


def recovery_codes_left(connection: Connection, member_id: int) -> int:
    """How many of a member's recovery codes were not used yet."""
    table = tables.recovery_code
    unused = select(func.count()).select_from(table).where(table.c.member_id == member_id, table.c.used_at.is_(None))
    return int(connection.execute(unused).scalar_one())
