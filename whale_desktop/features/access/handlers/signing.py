"""Signing in and out, locking and unlocking; every attempt leaves an audit row (`docs/rules/platform.md` 4, 5.2, 6.1).

Unknown, departed and wrong password get one code, one text and the same work.
"""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from whale_desktop.bus import Actor, audit
from whale_desktop.bus.identity import IP_DENIED
from whale_desktop.features.access import queries, tables
from whale_desktop.features.access.handlers import second_step
from whale_desktop.features.access.handlers.identity import AccessIdentity, hash_of
from whale_desktop.features.access.handlers.passwords import Passwords
from whale_desktop.features.access.messages import MemberState
from whale_desktop.features.access.rules import signing as rules
from whale_desktop.gateway.port import Context, SignedIn
from whale_desktop.kernel.clock import Clock, hong_kong, hong_kong_date
from whale_desktop.kernel.errors import CodedError, UserError
from whale_desktop.storage import Database

CODE_NEEDED = "auth.code_needed"
"""The password was right, and a code is wanted: a step of the way, so nothing is counted and nothing forgiven."""


class AccessSigning:
    """Opens and closes sessions on one database."""

    def __init__(self, database: Database, identity: AccessIdentity, clock: Clock, passwords: Passwords) -> None:
        self._database = database
        self._identity = identity
        self._clock = clock
        self._passwords = passwords

    def sign_in(self, email: str, password: str, context: Context, *, code: str = "") -> SignedIn:
        """Open a session.

        Raises `UserError`: `auth.ip_denied`, `auth.bad_credentials`, `auth.locked`, `auth.frozen`, `auth.service_user`;
        at `code`: `auth.code_needed`, `auth.bad_code`, `auth.code_used`.
        """
        typed = Actor(0, email.strip().lower()[:120], frozenset())
        with self._database.read() as connection:
            admitted = self._identity.admits(connection, context.address)
            found = queries.member_by_email(connection, email) if admitted else None
        if not admitted:  # before anybody is looked up, so that the answer says nothing of who exists
            self._record("login_failed", typed, context, IP_DENIED)
            raise UserError(IP_DENIED)
        refusal = self._barred(found)
        right = refusal is None and self._passwords.is_right(password, None if found is None else found.password_hash)
        if found is None:
            self._record("login_failed", typed, context, "auth.bad_credentials")
            raise UserError("auth.bad_credentials")
        with self._database.write() as connection:
            result = self._decide(connection, found.member_id, right, refusal, context, "login", code)
            if isinstance(result, CodedError):
                error: CodedError | None = result
            else:
                error, token = None, self._open(connection, result, context)
        if error is not None:
            raise error
        return self._signed_in(token, context.locale, context.address)

    def sign_out(self, session: str) -> None:
        """End a session; an unknown or ended one is left as it is."""
        table = tables.session
        now = self._clock.now()
        with self._database.write() as connection:
            row = queries.session_row(connection, hash_of(session))
            if row is None or row.ended_at is not None:
                return
            connection.execute(update(table).where(table.c.token_hash == row.token_hash).values(ended_at=now))
            self._audit(connection, "logout", _actor(row), Context(workstation=row.workstation, address=row.address))
        self._identity.forget(row.token_hash)

    def lock(self, session: str, *, address: str) -> None:
        """Lock a session until its password is entered. Raises `UserError`: `auth.session_ended`, `auth.ip_denied`."""
        table = tables.session
        self._check_address(session, address, "lock")
        with self._database.write() as connection:
            row = self._alive(connection, session)
            if row.locked_at is None:
                connection.execute(update(table).where(table.c.token_hash == row.token_hash).values(locked_at=self._clock.now()))
                self._audit(connection, "lock", _actor(row), Context(workstation=row.workstation, address=row.address))

    def unlock(self, session: str, password: str, *, address: str, code: str = "") -> SignedIn:
        """Unlock by password, or prove afresh who is there. Wrong passwords and codes count as at signing in.

        The password alone opens a locked session, whose token has passed both once; it counts as just signed in only where a second
        factor has been shown too. An open session that shall count so needs the code of whoever has one.
        """
        table = tables.session
        self._check_address(session, address, "unlock_failed")
        with self._database.read() as connection:
            row = self._alive(connection, session)
            found = queries.member_row(connection, row.member_id)
        refusal = self._barred(found)
        right = refusal is None and found is not None and self._passwords.is_right(password, found.password_hash)
        context = Context(workstation=row.workstation, address=row.address)
        with self._database.write() as connection:
            row, now = self._alive(connection, session), self._clock.now()
            alone = not code and self._identity.is_locked(connection, row, now)
            fresh = not alone or not second_step.needs_code(connection, row.member_id)
            result = self._decide(connection, row.member_id, right, refusal, context, "unlock", None if alone else code)
            error = result if isinstance(result, CodedError) else None
            if error is None:
                opened: dict[str, Any] = {"locked_at": None, "last_used_at": now, **({"password_at": now} if fresh else {})}
                connection.execute(update(table).where(table.c.token_hash == row.token_hash).values(**opened))
        if error is not None:
            raise error
        self._identity.forget(row.token_hash)
        return self._signed_in(session, row.locale, address)

    def resume(self, session: str, context: Context) -> SignedIn:
        """Who an open session belongs to. Raises `UserError`: `auth.session_ended`, `auth.session_locked`, `auth.ip_denied`."""
        self._check_address(session, context.address, "login_failed")
        return self._signed_in(session, context.locale, context.address)

    def is_open(self, session: str, *, address: str) -> bool:
        """Whether a session has not ended, locked or not; asking is no use of it. Raises `UserError("auth.ip_denied")`."""
        self._check_address(session, address, "login_failed")
        with self._database.read() as connection:
            try:
                self._alive(connection, session)
            except UserError:
                return False
        return True

    def keep_use(self, session: str) -> None:
        """Write down that a session was used just now; one that has ended stays as it is."""
        table = tables.session
        with self._database.write() as connection:
            connection.execute(
                update(table)
                .where(table.c.token_hash == hash_of(session), table.c.ended_at.is_(None))
                .values(last_used_at=self._clock.now())
            )

    def open_service_session(self, name: str, context: Context | None = None) -> str:
        """A session for a service user (`app`, `scheduler`), for programs that act without a person. Raises `KeyError`."""
        with self._database.write() as connection:
            found = queries.member_by_email(connection, name)
            if found is None or not found.service:
                raise KeyError(name)
            return self._open(connection, found, context or Context())

    def open_demo_session(self, email: str, context: Context) -> SignedIn:
        """A session without a password; whoever calls it has made sure that this database is a demonstration. Raises `UserError`."""
        with self._database.write() as connection:
            found = queries.member_by_email(connection, email)
            if found is None or found.state != MemberState.NORMAL:
                raise UserError("auth.bad_credentials")
            token = self._open(connection, found, context)
            self._audit(connection, "login", _actor(found), context)
        return self._signed_in(token, context.locale, "")

    def _barred(self, found: Any) -> CodedError | None:
        """Why a member may not even try a password: service user, locked, frozen, in the order of the rule book."""
        if found is None:
            return None
        if found.service:
            return UserError("auth.service_user")
        if rules.is_locked(found.locked_until, self._clock.now()):
            return _locked(found.locked_until)
        if found.state == MemberState.FROZEN:
            return UserError("auth.frozen")
        return None

    def _decide(
        self,
        connection: Connection,
        member_id: int,
        right: bool,
        refusal: CodedError | None,
        context: Context,
        action: str,
        code: str | None,
    ) -> Any:
        """The member's row when he may pass, else the error; counts and audits in the caller's transaction.

        code: what was typed besides the password; None where the password alone is enough.

        The member is read again: another attempt may have locked him since, and then a right password is refused too.
        """
        now = self._clock.now()
        found = queries.member_row(connection, member_id, locked=True)
        assert found is not None
        table = tables.member
        error, counts = refusal or self._barred(found), False
        if error is None and found.state != MemberState.NORMAL:
            error = UserError("auth.bad_credentials")
        elif error is None and not right:
            error, counts = UserError("auth.bad_credentials"), True
        elif error is None and code is not None and second_step.needs_code(connection, member_id):
            step = second_step.take(connection, member_id, code, now)
            error, counts = step.error, step.counts
            if step.recovery:
                self._audit(connection, second_step.RECOVERY_USED, _actor(found), context)
        if counts:
            failure = self._failure(connection, found, now)
            connection.execute(update(table).where(table.c.member_id == member_id).values(**failure))
        if error is not None and error.code == CODE_NEEDED:
            self._audit(connection, second_step.CODE_ASKED, _actor(found), context)
            return error
        if error is not None:
            self._audit(connection, f"{action}_failed", _actor(found), context, error.code)
            return error
        values: dict[str, Any] = {"failed_count": 0, "locked_until": None}
        if action == "login":
            values |= {"last_sign_in_at": now, "last_sign_in_address": context.address[:60]}
        connection.execute(update(table).where(table.c.member_id == member_id).values(**values))
        self._audit(connection, action, _actor(found), context)
        return found

    def _failure(self, connection: Connection, found: Any, now: datetime) -> dict[str, Any]:
        locks = tables.sign_in_lock
        earlier = connection.execute(select(locks.c.locked_at).where(locks.c.member_id == found.member_id)).scalars().all()
        failure = rules.after_wrong_password(found.failed_count, earlier, now, queries.sign_in_limits(connection))
        values: dict[str, Any] = {"failed_count": failure.failed_count}
        if failure.locked_until is not None:
            connection.execute(insert(locks).values(member_id=found.member_id, locked_at=now))
            values["locked_until"] = failure.locked_until
        if failure.freezes and not self._is_last_super_admin(connection, found, now):
            values["state"] = MemberState.FROZEN
            ended = update(tables.session).where(
                tables.session.c.member_id == found.member_id, tables.session.c.ended_at.is_(None)
            )
            connection.execute(ended.values(ended_at=now))
        return values

    def _is_last_super_admin(self, connection: Connection, found: Any, now: datetime) -> bool:
        """Whether freezing him would leave nobody who could unfreeze; he is locked out for the time then, and no longer."""
        day = hong_kong_date(now)
        is_one = queries.is_super_admin(connection, found.member_id, day)
        return is_one and not queries.super_admins(connection, day, without=found.member_id)

    def _open(self, connection: Connection, found: Any, context: Context) -> str:
        now = self._clock.now()
        token = secrets.token_urlsafe(32)
        connection.execute(
            insert(tables.session).values(
                token_hash=hash_of(token),
                member_id=found.member_id,
                workstation=context.workstation,
                started_at=now,
                ends_at=now + queries.sign_in_limits(connection).session_for,
                address=context.address[:60],
                last_used_at=now,
                password_at=now,
            )
        )
        return token

    def _alive(self, connection: Connection, session: str) -> Any:
        row = queries.session_row(connection, hash_of(session))
        if row is None or row.ended_at is not None or self._clock.now() >= row.ends_at or row.state != MemberState.NORMAL:
            raise UserError("auth.session_ended")
        return row

    def _check_address(self, session: str, address: str, action: str) -> None:
        """End a session that is used from a network that is not allowed. Raises `UserError("auth.ip_denied")`."""
        with self._database.read() as connection:
            if self._identity.admits(connection, address):
                return
            self._alive(connection, session)
        now = self._clock.now()
        with self._database.write() as connection:
            row = self._alive(connection, session)
            actor = self._identity.shut_out(connection, session, now)
            self._audit(connection, action, actor, Context(workstation=row.workstation, address=address), IP_DENIED)
        raise UserError(IP_DENIED)

    def _signed_in(self, token: str, locale: str, address: str) -> SignedIn:
        now = self._clock.now()
        with self._database.read() as connection:
            actor = self._identity.actor_of(connection, token, now, address=address)
            row = queries.member_row(connection, actor.member_id)
            assert row is not None
            return SignedIn(
                session=token,
                member_id=row.member_id,
                name=queries.names_of(row).get(locale, row.name),
                email=row.email,
                roles=tuple(one.names.get(locale, one.role) for one in queries.roles_of(connection, row.member_id, now)),
                codes=actor.codes,
                locale=row.locale,
                must_change_password=actor.password_due,
                must_set_up_second_factor=actor.second_factor_due,
                second_factor=second_step.needs_code(connection, row.member_id),
                idle_minutes=self._identity.limits(connection).idle_for.total_seconds() / 60,
            )

    def _record(self, action: str, actor: Actor, context: Context, error_code: str) -> None:
        with self._database.write() as connection:
            self._audit(connection, action, actor, context, error_code)

    def _audit(self, connection: Connection, action: str, actor: Actor, context: Context, error_code: str = "") -> None:
        audit.write_row(
            connection,
            at=self._clock.now(),
            actor=actor,
            workstation=context.workstation,
            menu=context.menu,
            info=None,
            message=action,
            command_id="",
            result="refused" if error_code else "ok",
            error_code=error_code,
            address=context.address,
        )


def _actor(row: Any) -> Actor:
    return Actor(member_id=row.member_id, name=row.name, codes=frozenset())


def _locked(until: datetime) -> UserError:
    return UserError("auth.locked", {"time": f"{hong_kong(until):%H:%M:%S}"})
