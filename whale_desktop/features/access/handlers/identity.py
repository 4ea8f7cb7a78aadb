"""Who stands behind a session, and which codes that person holds now: true to the last commit at every call.

What costs time to read (codes, parameters) is kept under the version of all rights, which every change of rights replaces in its own
transaction, so that whoever reads the version reads what belongs to it, in this process and in any other.
"""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, update

from whale_desktop.bus import Actor
from whale_desktop.bus.identity import IP_DENIED
from whale_desktop.features.access import queries, tables
from whale_desktop.features.access.messages import MemberState, SecondFactorMode
from whale_desktop.features.access.rules import signing
from whale_desktop.features.access.rules.passwords import PasswordLimits, is_due
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.networks import Network, is_within
from whale_desktop.storage.database import can_write

KEEP_USE_EVERY = timedelta(minutes=1)
"""The time of last use is written at most this often, and only by calls that write anyway; between them it is in memory."""


def hash_of(token: str) -> str:
    """What of a session token is kept in the database."""
    return sha256(token.encode()).hexdigest()


class _Known:
    """What was read under one version of all rights: the parameters, and the codes of members on a day."""

    def __init__(self, connection: Connection, version: str) -> None:
        self.version = version
        self.limits: signing.Limits = queries.sign_in_limits(connection)
        self.passwords: PasswordLimits = queries.password_limits(connection)
        self.second_factor: SecondFactorMode = queries.second_factor_mode(connection)
        self.networks: tuple[Network, ...] = queries.networks(connection)
        self._codes: dict[tuple[int, date], frozenset[str]] = {}

    def codes(self, connection: Connection, member_id: int, now: datetime) -> frozenset[str]:
        """The codes of a member, read once a day and version."""
        key = member_id, hong_kong_date(now)
        found = self._codes.get(key)
        if found is None:
            found = self._codes[key] = queries.codes_of(connection, member_id, now)
        return found


class AccessIdentity:
    """Sessions and rights of one database in one process. Safe to share between threads."""

    def __init__(self) -> None:
        self._last_used: dict[str, datetime] = {}
        self._known: _Known | None = None

    def actor_of(self, connection: Connection, session: str, now: datetime, *, address: str) -> Actor:
        """Who a session token belongs to. Raises `UserError`: `auth.session_ended`, `auth.session_locked`, `auth.ip_denied`."""
        token_hash = hash_of(session)
        row = queries.session_row(connection, token_hash)
        if row is None or row.ended_at is not None or now >= row.ends_at or row.state != MemberState.NORMAL:
            raise UserError("auth.session_ended")
        # Nothing of this transaction's own is in it yet: the session is the first thing that every call looks up.
        known = self._known = self._of_version(connection, row.rights_version or "")
        if not _admits(known.networks, address):
            raise UserError(IP_DENIED)
        if self._is_locked(row, now, known):
            raise UserError("auth.session_locked")
        self._last_used[token_hash] = now
        if can_write(connection) and now - row.last_used_at >= KEEP_USE_EVERY:
            table = tables.session
            connection.execute(update(table).where(table.c.token_hash == token_hash).values(last_used_at=now))
        return Actor(
            member_id=row.member_id,
            name=row.name,
            codes=known.codes(connection, row.member_id, now),
            session=token_hash,
            service=row.service,
            fresh=signing.is_fresh(row.password_at, now, known.limits),
            locale=row.locale,
            password_due=self._is_due(row, now, known),
            second_factor_due=not row.service
            and known.second_factor is SecondFactorMode.COMPULSORY
            and row.second_factor_since is None,
        )

    def is_locked(self, connection: Connection, row: Any, now: datetime) -> bool:
        """Whether a session waits for its password, locked by its member or left alone."""
        return self._is_locked(row, now, self._of_version(connection, row.rights_version or ""))

    def admits(self, connection: Connection, address: str) -> bool:
        """Whether members may work from an address; whoever sits beside the database has none and always may."""
        return _admits(self._of_version(connection, queries.rights_version(connection)).networks, address)

    def shut_out(self, connection: Connection, session: str, now: datetime) -> Actor:
        """End a session; who it belonged to. Raises `UserError("auth.session_ended")` when it had ended already."""
        row = queries.session_row(connection, hash_of(session))
        if row is None or row.ended_at is not None:
            raise UserError("auth.session_ended")
        table = tables.session
        connection.execute(update(table).where(table.c.token_hash == row.token_hash).values(ended_at=now))
        self.forget(row.token_hash)
        return Actor(member_id=row.member_id, name=row.name, codes=frozenset())

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

    def limits(self, connection: Connection) -> signing.Limits:
        """The parameters of signing in that are in force."""
        return self._of_version(connection, queries.rights_version(connection)).limits

    def is_password_due(self, connection: Connection, row: Any, now: datetime) -> bool:
        """Whether a member must change his password before anything else."""
        return self._is_due(row, now, self._of_version(connection, queries.rights_version(connection)))

    def actor_of_service(self, connection: Connection, name: str, now: datetime) -> Actor:
        """Who a service user is. Raises `UserError("auth.session_ended")` when there is none of this name."""
        found = queries.member_by_email(connection, name)
        if found is None or not found.service:
            raise UserError("auth.session_ended")
        return self.actor_of_member(connection, found.member_id, now)

    def forget(self, token_hash: str) -> None:
        """Drop what is remembered of a session that was ended, locked or unlocked."""
        self._last_used.pop(token_hash, None)

    def _of_version(self, connection: Connection, version: str) -> _Known:
        known = self._known
        if known is None or known.version != version:
            known = _Known(connection, version)
        return known

    def _is_locked(self, row: Any, now: datetime, known: _Known) -> bool:
        last_used = max(row.last_used_at, self._last_used.get(row.token_hash, row.last_used_at))
        return not row.service and (row.locked_at is not None or signing.is_idle(last_used, now, known.limits))

    def _is_due(self, row: Any, now: datetime, known: _Known) -> bool:
        return not row.service and (row.must_change_password or is_due(row.password_changed_at, now, known.passwords))


def _admits(networks: tuple[Network, ...], address: str) -> bool:
    return not networks or not address or is_within(address, networks)
