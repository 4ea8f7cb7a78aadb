"""Carries out what members ask about themselves; keeps sessions (`identity`, `signing`) and the base rows (`seed`)."""

import json
from typing import Any

from sqlalchemy import delete, insert, select, update

from whale_desktop.bus import Read, Work, answers, handles
from whale_desktop.bus.state import get_state
from whale_desktop.features.access import queries, rules, tables
from whale_desktop.features.access.handlers.passwords import Passwords
from whale_desktop.features.access.handlers.seed import add_member, seed_access
from whale_desktop.features.access.messages import (
    MAXIMUM_PREFERENCE_CHARACTERS,
    ChangePassword,
    GetMe,
    GetPreferences,
    Me,
    Preferences,
    PutPreference,
)
from whale_desktop.kernel.errors import UserError

__all__ = ["add_member", "change_password", "get_me", "get_preferences", "put_preference", "seed_access"]


@answers(GetMe)
def get_me(read: Read, query: GetMe) -> Me:
    """Who is signed in."""
    row = queries.member_row(read.connection, read.actor.member_id)
    assert row is not None, "an actor without a member"
    session = queries.session_row(read.connection, read.actor.session)
    return Me(
        member_id=row.member_id,
        name=row.name,
        names=queries.names_of(row),
        email=row.email,
        locale=row.locale,
        roles=queries.roles_of(read.connection, row.member_id, read.now),
        codes=tuple(sorted(read.actor.codes)),
        session_ends_at=None if session is None else session.ends_at,
        last_sign_in_at=row.last_sign_in_at,
    )


@handles(ChangePassword)
def change_password(work: Work, command: ChangePassword) -> None:
    """Check the old password, keep the new one, end the member's other sessions."""
    table, sessions = tables.member, tables.session
    passwords = Passwords(cheap=get_state(work.connection, "kind") == "demo")
    row = queries.member_row(work.connection, work.actor.member_id)
    if row is None or not passwords.is_right(command.current, row.password_hash):
        raise UserError.at("current", "auth.bad_credentials")
    if command.new == command.current or not rules.is_acceptable_password(command.new, row.email):
        raise UserError.at("new", "auth.password_rule")
    work.connection.execute(
        update(table)
        .where(table.c.member_id == row.member_id)
        .values(password_hash=passwords.hash(command.new), password_changed_at=work.now, must_change_password=False)
    )
    others = (sessions.c.member_id == row.member_id, sessions.c.token_hash != work.actor.session, sessions.c.ended_at.is_(None))
    work.connection.execute(update(sessions).where(*others).values(ended_at=work.now))


@answers(GetPreferences)
def get_preferences(read: Read, query: GetPreferences) -> Preferences:
    """One's own settings."""
    table = tables.preference
    statement = select(table.c.key, table.c.value).where(table.c.member_id == read.actor.member_id).order_by(table.c.key)
    if query.keys:
        statement = statement.where(table.c.key.in_(query.keys))
    values: dict[str, Any] = {row.key: json.loads(row.value) for row in read.connection.execute(statement)}
    return Preferences(values=values)


@handles(PutPreference)
def put_preference(work: Work, command: PutPreference) -> None:
    """Keep or forget one of one's own settings."""
    table = tables.preference
    text = json.dumps(command.value, ensure_ascii=False)
    if len(text) > MAXIMUM_PREFERENCE_CHARACTERS:
        raise UserError.at("value", "preference.too_large", {"size": len(text), "limit": MAXIMUM_PREFERENCE_CHARACTERS})
    mine = (table.c.member_id == work.actor.member_id, table.c.key == command.key)
    work.connection.execute(delete(table).where(*mine))
    if command.value is not None:
        work.connection.execute(insert(table).values(member_id=work.actor.member_id, key=command.key, value=text))
