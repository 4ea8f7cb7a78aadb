"""Carries out what members ask about themselves: who they are, their password, their preferences."""

import json
from typing import Any

from sqlalchemy import delete, insert, select

from whale_desktop.bus import Read, Work, answers, handles
from whale_desktop.features.access import queries, tables
from whale_desktop.features.access.handlers.members import keep_password, passwords_of
from whale_desktop.features.access.handlers.rights import end_sessions
from whale_desktop.features.access.messages import (
    MAXIMUM_PREFERENCE_CHARACTERS,
    ChangePassword,
    GetMe,
    GetPasswordRules,
    GetPreferences,
    Me,
    PasswordRules,
    Preferences,
    PutPreference,
)
from whale_desktop.features.access.rules.passwords import due_at, unmet
from whale_desktop.kernel.errors import UserError


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
        password_due_at=due_at(row.password_changed_at, queries.password_limits(read.connection)),
    )


@answers(GetPasswordRules)
def get_password_rules(read: Read, query: GetPasswordRules) -> PasswordRules:
    """The rules in force."""
    limits = queries.password_limits(read.connection)
    return PasswordRules(characters=limits.characters, classes=limits.classes, history=limits.history, days=limits.days)


@handles(ChangePassword)
def change_password(work: Work, command: ChangePassword) -> None:
    """Check the old password, keep the new one, end the member's other sessions."""
    row = queries.member_row(work.connection, work.actor.member_id)
    passwords = passwords_of(work)
    if row is None or not passwords.is_right(command.current, row.password_hash):
        raise UserError.at("current", "auth.bad_credentials")
    limits = queries.password_limits(work.connection)
    if unmet(command.new, row.email, limits):
        raise UserError.at("new", "auth.password_rule")
    history = tables.password_history
    earlier = (
        select(history.c.password_hash)
        .where(history.c.member_id == row.member_id)
        .order_by(history.c.history_no.desc())
        .limit(limits.history - 1)
    )
    used = [row.password_hash, *work.connection.execute(earlier).scalars()]
    if any(passwords.is_right(command.new, kept) for kept in used):
        raise UserError.at("new", "auth.password_used")
    keep_password(work, row, command.new, must_change=False)
    end_sessions(work, row.member_id, but=work.actor.session)


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
