"""Who stands behind a session, and which codes that person holds now: read afresh at every call."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, update

from whale_desktop.bus import Actor
from whale_desktop.features.access import queries, rules, tables
from whale_desktop.features.access.messages import MemberState
from whale_desktop.kernel.errors import UserError
from whale_desktop.storage.database import can_write

KEEP_USE_EVERY = timedelta(minutes=1)
"""The time of last use is written at most this often, and only by calls that write anyway; between them it is in memory."""


def hash_of(token: str) -> str:
    """What of a session token is kept in the database."""
    return sha256(token.encode()).hexdigest()


class AccessIdentity:
    """Sessions and rights of one database in one process. Safe to share between threads."""

    def __init__(self) -> None:
        self._last_used: dict[str, datetime] = {}

    def actor_of(self, connection: Connection, session: str, now: datetime) -> Actor:
        """Who a session token belongs to. Raises `UserError`: `auth.session_ended`, `auth.session_locked`."""
        token_hash = hash_of(session)
        row = queries.session_row(connection, token_hash)
        if row is None or row.ended_at is not None or now >= row.ends_at or row.state != MemberState.NORMAL:
            raise UserError("auth.session_ended")
        last_used = max(row.last_used_at, self._last_used.get(token_hash, row.last_used_at))
        if not row.service and (row.locked_at is not None or rules.is_idle(last_used, now)):
            raise UserError("auth.session_locked")
        self._last_used[token_hash] = now
        if can_write(connection) and now - row.last_used_at >= KEEP_USE_EVERY:
            table = tables.session
            connection.execute(update(table).where(table.c.token_hash == token_hash).values(last_used_at=now))
        return Actor(
            member_id=row.member_id,
            name=row.name,
            codes=queries.codes_of(connection, row.member_id, now),
            session=token_hash,
            service=row.service,
            fresh=rules.is_fresh(row.password_at, now),
            locale=row.locale,
        )

    def actor_of_member(self, connection: Connection, member_id: int, now: datetime) -> Actor:
        """Who a member is, with the codes held now: for work that outlives its session. Raises `UserError("auth.session_ended")`."""
        row = queries.member_row(connection, member_id)
        if row is None or row.state != MemberState.NORMAL:
            raise UserError("auth.session_ended")
        return Actor(
            member_id=row.member_id,
            name=row.name,
            codes=queries.codes_of(connection, row.member_id, now),
            service=row.service,
            locale=row.locale,
        )

    def forget(self, token_hash: str) -> None:
        """Drop what is remembered of a session that was ended, locked or unlocked."""
        self._last_used.pop(token_hash, None)
