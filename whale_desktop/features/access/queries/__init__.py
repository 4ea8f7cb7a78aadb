"""Reads of members and their rights, for this feature and for those above it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from whale_desktop.bus.tables import system_state
from whale_desktop.features.access.messages import MemberState, RoleName
from whale_desktop.features.access.queries.rights import (
    RIGHTS_VERSION,
    codes_of,
    in_force,
    is_super_admin,
    networks,
    password_limits,
    rights_version,
    sign_in_limits,
    super_admins,
)
from whale_desktop.features.access.queries.second_factor import recovery_codes_left, second_factor, second_factor_mode
from whale_desktop.features.access.tables import member, member_role, role, session
from whale_desktop.features.access.tables import second_factor as factor
from whale_desktop.kernel.clock import hong_kong_date

__all__ = [
    "RIGHTS_VERSION",
    "codes_of",
    "in_force",
    "is_super_admin",
    "member_by_email",
    "member_row",
    "names_of",
    "networks",
    "password_limits",
    "reachable_members",
    "recovery_codes_left",
    "rights_version",
    "roles_of",
    "second_factor",
    "second_factor_mode",
    "session_row",
    "sign_in_limits",
    "super_admins",
]

_ROLES = (
    select(role)
    .join(member_role, member_role.c.role == role.c.role)
    .where(member_role.c.member_id == bindparam("member_id"), *in_force(member_role))
    .order_by(role.c.role)
)
_VERSION = select(system_state.c.value).where(system_state.c.key == RIGHTS_VERSION).scalar_subquery()
_SESSION = (
    select(
        session,
        member.c.state,
        member.c.name,
        member.c.service,
        member.c.locale,
        member.c.must_change_password,
        member.c.password_changed_at,
        factor.c.since.label("second_factor_since"),
        _VERSION.label("rights_version"),
    )
    .join(member, member.c.member_id == session.c.member_id)
    .outerjoin(factor, factor.c.member_id == session.c.member_id)
    .where(session.c.token_hash == bindparam("token_hash"))
)
_REACHABLE = (member.c.state == MemberState.NORMAL, member.c.service.is_(False))
_WITH_ROLES = (
    select(member_role.c.role, member_role.c.member_id)
    .join(member, member.c.member_id == member_role.c.member_id)
    .where(member_role.c.role.in_(bindparam("roles", expanding=True)), *in_force(member_role), *_REACHABLE)
)
_WITH_NUMBERS = select(member.c.member_id).where(member.c.member_id.in_(bindparam("members", expanding=True)), *_REACHABLE)


def roles_of(connection: Connection, member_id: int, now: datetime) -> tuple[RoleName, ...]:
    """The roles in force for a member."""
    found = connection.execute(_ROLES, {"member_id": member_id, "today": hong_kong_date(now)})
    return tuple(RoleName(role=row.role, names=names_of(row)) for row in found)


def names_of(row: Any) -> dict[str, str]:
    """The names by locale of a row of member, role or policy."""
    return {"zh_Hant": row.name, "zh_Hans": row.name_zh_hans, "en": row.name_en}


def session_row(connection: Connection, token_hash: str) -> Row[Any] | None:
    """A session with state, name and kind of its member and the version of all rights; None when there is no such session."""
    return connection.execute(_SESSION, {"token_hash": token_hash}).one_or_none()


def member_row(connection: Connection, member_id: int, *, locked: bool = False) -> Row[Any] | None:
    """A member by number, None when there is none; `locked` keeps others from changing him until the transaction ends."""
    statement = select(member).where(member.c.member_id == member_id)
    return connection.execute(statement.with_for_update() if locked else statement).one_or_none()


def member_by_email(connection: Connection, email: str) -> Row[Any] | None:
    """A member by sign-in name, without regard to case; None for an unknown or departed one."""
    return connection.execute(
        select(member).where(member.c.email == email.strip().lower(), member.c.state != MemberState.DEPARTED)
    ).one_or_none()


def reachable_members(
    connection: Connection, *, members: Collection[int], roles: Collection[str], now: datetime
) -> tuple[frozenset[int], dict[str, frozenset[int]]]:
    """Who of `members` can be told something, and who has each of `roles` at this moment; never a service user, nobody frozen or gone."""
    known: frozenset[int] = frozenset()
    if members:
        known = frozenset(connection.execute(_WITH_NUMBERS, {"members": sorted(members)}).scalars())
    having: dict[str, frozenset[int]] = dict.fromkeys(roles, frozenset())
    if roles:
        for row in connection.execute(_WITH_ROLES, {"roles": sorted(roles), "today": hong_kong_date(now)}):
            having[row.role] |= {row.member_id}
    return known, having


def member_names(connection: Connection, members: Collection[int] | None = None) -> dict[int, dict[str, str]]:
    """The names by locale of members, whatever their state; without `members` of all who can be told something, by name."""
    statement = select(member).order_by(member.c.name, member.c.member_id)
    statement = statement.where(*_REACHABLE) if members is None else statement.where(member.c.member_id.in_(members))
    return {row.member_id: names_of(row) for row in connection.execute(statement)}


def everybody(connection: Connection) -> dict[int, dict[str, str]]:
    """The names by locale of every member there ever was, service users too, by name: whoever may stand in the audit trail."""
    found = connection.execute(select(member).order_by(member.c.name, member.c.member_id))
    return {row.member_id: names_of(row) for row in found}


def role_names(connection: Connection) -> dict[str, dict[str, str]]:
    """The names by locale of the roles that people have, by key."""
    return {
        row.role: names_of(row) for row in connection.execute(select(role).where(role.c.service.is_(False)).order_by(role.c.role))
    }


def active_members(connection: Connection) -> tuple[Row[Any], ...]:
    """Every person who may work, by name; service users are no persons."""
    statement = select(member).where(member.c.state == MemberState.NORMAL, ~member.c.service).order_by(member.c.name)
    return tuple(connection.execute(statement))


def active_holders(connection: Connection, role_key: str, now: datetime) -> tuple[Row[Any], ...]:
    """The persons who may work and hold a role today, by number."""
    statement = (
        select(member)
        .join(member_role, member_role.c.member_id == member.c.member_id)
        .where(member_role.c.role == role_key, member.c.state == MemberState.NORMAL, ~member.c.service, *in_force(member_role))
        .order_by(member.c.member_id)
    )
    return tuple(connection.execute(statement, {"today": hong_kong_date(now)}))


def role_keys_of(connection: Connection, member_id: int, now: datetime) -> tuple[str, ...]:
    """The keys of the roles in force for a member."""
    return tuple(one.role for one in roles_of(connection, member_id, now))


def person_roles(connection: Connection) -> tuple[RoleName, ...]:
    """Every role that persons can hold, by key."""
    rows = connection.execute(select(role).where(~role.c.service).order_by(role.c.role))
    return tuple(RoleName(role=row.role, names=names_of(row)) for row in rows)
