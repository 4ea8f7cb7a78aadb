"""The list of members and one member in full (`docs/rules/platform.md` 7)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from whale_desktop.bus import Read, answers, lists
from whale_desktop.features.access import queries, tables
from whale_desktop.features.access.handlers.rights import acts_as_super_admin, member_of, today
from whale_desktop.features.access.handlers.texts import like, name_column
from whale_desktop.features.access.messages import (
    SUPER_ADMIN,
    GetMember,
    ListMemberChoices,
    ListMembers,
    Locale,
    Member,
    MemberChoice,
    MemberFilter,
    MemberRow,
    MemberState,
    TotalMembers,
)
from whale_desktop.features.access.queries.rights import in_order
from whale_desktop.features.access.rules import members as rules
from whale_desktop.features.access.rules.passwords import due_at
from whale_desktop.messages import Totals
from whale_desktop.storage import Listing, Rows, looked_up, made, totals_of
from whale_desktop.storage.conditions import all_of

_MEMBER, _BINDING, _ROLE, _GRANT = tables.member, tables.member_role, tables.role, tables.personal_grant
_FACTOR = tables.second_factor
_SORTS: Mapping[str, ColumnElement[Any]] = {
    name: _MEMBER.c[name] for name in ("created_at", "name", "email", "member_type", "department", "state", "last_sign_in_at")
}


@lists(ListMembers)
def list_members(read: Read, query: ListMembers) -> Listing[MemberRow]:
    """Members under a filter."""
    is_super = acts_as_super_admin(read)

    def roles(members: Sequence[int]) -> list[tuple[str, ...]]:
        found = _roles(read, members)
        return [tuple(found.get(member, {}).values()) for member in members]

    def grants(members: Sequence[int]) -> list[int]:
        found = _grants(read, members)
        return [found.get(member, 0) for member in members]

    def factors(members: Sequence[int]) -> list[bool]:
        found = _with_second_factor(read, members)
        return [member in found for member in members]

    def may(members: Sequence[int], states: Sequence[MemberState]) -> list[tuple[str, ...]]:
        found = {} if is_super else _roles(read, members)
        having = _with_second_factor(read, members)
        return [
            rules.may(
                state,
                oneself=member == read.actor.member_id,
                above=SUPER_ADMIN in found.get(member, {}),
                second_factor=member in having,
            )
            for member, state in zip(members, states, strict=True)
        ]

    return Listing(
        select(_MEMBER).where(_condition(read, query.where)),
        key=_MEMBER.c.member_id,
        sorts=_SORTS,
        default="created_at",
        rows=Rows(
            MemberRow,
            name=made(partial(_name_in, read.locale), "name", "name_zh_hans", "name_en"),
            roles=looked_up(roles, "member_id"),
            grants=looked_up(grants, "member_id"),
            second_factor=looked_up(factors, "member_id"),
            may=looked_up(may, "member_id", "state"),
        ),
    )


@answers(TotalMembers)
def total_members(read: Read, query: TotalMembers) -> Totals:
    """Count of the list."""
    return totals_of(read.connection, _MEMBER, where=_condition(read, query.where))


@answers(GetMember)
def get_member(read: Read, query: GetMember) -> Member:
    """One member."""
    row = member_of(read, query.member_id)
    roles = _roles(read, [row.member_id]).get(row.member_id, {})
    sessions = tables.session
    is_open = (sessions.c.member_id == row.member_id, sessions.c.ended_at.is_(None), sessions.c.ends_at > read.now)
    above = SUPER_ADMIN in roles and not acts_as_super_admin(read)
    factor = queries.second_factor(read.connection, row.member_id)
    return Member(
        member_id=row.member_id,
        name=_spoken(row, read.locale),
        name_zh_hant=row.name,
        name_zh_hans=row.name_zh_hans,
        name_en=row.name_en,
        email=row.email,
        member_type=row.member_type,
        department=row.department,
        locale=Locale(row.locale),
        state=row.state,
        roles=tuple(roles.values()),
        policies=_policies(read, row.member_id),
        codes=in_order(queries.codes_of(read.connection, row.member_id, read.now)) if row.state != MemberState.DEPARTED else (),
        locked_until=row.locked_until if row.locked_until is not None and row.locked_until > read.now else None,
        must_change_password=row.must_change_password,
        password_changed_at=row.password_changed_at,
        password_due_at=due_at(row.password_changed_at, queries.password_limits(read.connection)),
        second_factor_at=None if factor is None else factor.since,
        recovery_codes_left=queries.recovery_codes_left(read.connection, row.member_id),
        last_sign_in_at=row.last_sign_in_at,
        last_sign_in_address=row.last_sign_in_address,
        open_sessions=int(read.connection.execute(select(func.count()).select_from(sessions).where(*is_open)).scalar_one()),
        created_at=row.created_at,
        version=row.version,
        may=rules.may(row.state, oneself=row.member_id == read.actor.member_id, above=above, second_factor=factor is not None),
    )


@answers(ListMemberChoices)
def list_member_choices(read: Read, query: ListMemberChoices) -> tuple[MemberChoice, ...]:
    """Members to choose from."""
    name = name_column(_MEMBER, read.locale)
    there = (_MEMBER.c.service.is_(False), _MEMBER.c.state != MemberState.DEPARTED)
    rows = read.connection.execute(select(_MEMBER).where(*there).order_by(name, _MEMBER.c.member_id))
    return tuple(MemberChoice(member_id=row.member_id, name=f"{_spoken(row, read.locale)} {row.email}") for row in rows)


def person_tests(member: str) -> list[ColumnElement[bool]]:
    """The tests of a list's filter by member: part of a name in any language or of the e-mail; a whole e-mail is one member's."""
    if not member.strip():
        return []
    if rules.is_email(member.strip()):
        return [_MEMBER.c.email == member.strip().lower()]
    return [any_like((_MEMBER.c.name, _MEMBER.c.name_zh_hans, _MEMBER.c.name_en, _MEMBER.c.email), member)]


def any_like(columns: tuple[ColumnElement[Any], ...], text: str) -> ColumnElement[bool]:
    """Any of the columns contains a text."""
    found = like(columns[0], text)
    for column in columns[1:]:
        found = found | like(column, text)
    return found


def _condition(read: Read, where: MemberFilter) -> ColumnElement[bool]:
    tests: list[ColumnElement[bool]] = [_MEMBER.c.service.is_(False), *person_tests(where.name)]
    if where.email.strip():
        tests.append(like(_MEMBER.c.email, where.email))
    if where.department.strip():
        tests.append(like(_MEMBER.c.department, where.department))
    if where.state:
        tests.append(_MEMBER.c.state.in_(where.state))
    if where.member_type:
        tests.append(_MEMBER.c.member_type.in_(where.member_type))
    if where.role:
        holders = select(_BINDING.c.member_id).where(_BINDING.c.role.in_(where.role), *queries.in_force(_BINDING, today(read)))
        tests.append(_MEMBER.c.member_id.in_(holders))
    if where.second_factor is not None:
        has_one = _MEMBER.c.member_id.in_(select(_FACTOR.c.member_id))
        tests.append(has_one if where.second_factor else ~has_one)
    return all_of(tests)


def _with_second_factor(read: Read, members: Sequence[int]) -> frozenset[int]:
    found = select(_FACTOR.c.member_id).where(_FACTOR.c.member_id.in_(members))
    return frozenset(read.connection.execute(found).scalars()) if members else frozenset()


def _roles(read: Read, members: Sequence[int]) -> dict[int, dict[str, str]]:
    """Member → role key → its name, of the roles in force."""
    name = name_column(_ROLE, read.locale)
    statement = (
        select(_BINDING.c.member_id, _ROLE.c.role, name)
        .join(_ROLE, _ROLE.c.role == _BINDING.c.role)
        .where(_BINDING.c.member_id.in_(members), *queries.in_force(_BINDING, today(read)))
        .order_by(name, _ROLE.c.role)
    )
    found: dict[int, dict[str, str]] = {}
    for member_id, role, spoken in read.connection.execute(statement) if members else ():
        found.setdefault(member_id, {})[role] = spoken
    return found


def _grants(read: Read, members: Sequence[int]) -> dict[int, int]:
    counted = (
        select(_GRANT.c.member_id, func.count())
        .where(_GRANT.c.member_id.in_(members), *queries.in_force(_GRANT, today(read)))
        .group_by(_GRANT.c.member_id)
    )
    return {row[0]: int(row[1]) for row in read.connection.execute(counted)} if members else {}


def _policies(read: Read, member_id: int) -> tuple[str, ...]:
    policy = tables.policy
    name = name_column(policy, read.locale)
    held = select(_GRANT.c.policy_no).where(and_(_GRANT.c.member_id == member_id, *queries.in_force(_GRANT, today(read))))
    return tuple(read.connection.execute(select(name).where(policy.c.policy_no.in_(held)).order_by(name)).scalars())


def _spoken(row: Any, locale: str) -> str:
    return _name_in(locale, row.name, row.name_zh_hans, row.name_en)


def _name_in(locale: str, traditional: str, simplified: str, english: str) -> str:
    """The name in a language, the English one where there is none."""
    return {"zh_Hant": traditional, "zh_Hans": simplified}.get(locale) or english
