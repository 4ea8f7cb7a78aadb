"""The list of roles, one role, and the roles to choose from (`docs/rules/platform.md` 7)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from whale_desktop.bus import Read, answers, lists
from whale_desktop.features.access import queries, tables
from whale_desktop.features.access.handlers.member_lists import any_like
from whale_desktop.features.access.handlers.policies import policies_giving
from whale_desktop.features.access.handlers.rights import role_of, today
from whale_desktop.features.access.handlers.texts import like, name_column
from whale_desktop.features.access.messages import (
    SUPER_ADMIN,
    GetRole,
    ListRoleChoices,
    ListRoles,
    MemberState,
    Role,
    RoleChoice,
    RoleFilter,
    RoleRow,
    TotalRoles,
)
from whale_desktop.features.access.queries import called_in
from whale_desktop.features.access.queries.rights import chosen_codes, given_by_policy, in_order
from whale_desktop.messages import Totals
from whale_desktop.messages.permission_catalogue import grantable_codes
from whale_desktop.storage import Listing, Rows, looked_up, made, same_as, totals_of
from whale_desktop.storage.conditions import all_of

_ROLE, _BINDING, _MEMBER = tables.role, tables.member_role, tables.member
_OWN, _HELD, _POLICY = tables.role_permission, tables.role_policy, tables.policy
_MAY = ("access.role.edit", "access.role.delete")


@lists(ListRoles)
def list_roles(read: Read, query: ListRoles) -> Listing[RoleRow]:
    """Roles under a filter."""
    name = name_column(_ROLE, read.locale)

    def members(roles: Sequence[str]) -> list[int]:
        found = _members(read, roles)
        return [found.get(role, 0) for role in roles]

    def policies(roles: Sequence[str]) -> list[tuple[str, ...]]:
        found = _policies(read, roles)
        return [tuple(one.name for one in found.get(role, ())) for role in roles]

    def codes(roles: Sequence[str]) -> list[int]:
        own, held = _codes(read, roles), _policies(read, roles)
        return [len(_given(role, own.get(role, ()), held.get(role, ()), read)) for role in roles]

    return Listing(
        select(_ROLE).where(_condition(query.where)),
        key=_ROLE.c.role,
        sorts={"name": name, "updated_at": _ROLE.c.updated_at},
        default="name",
        rows=Rows(
            RoleRow,
            name=same_as(str(name.key)),
            members=looked_up(members, "role"),
            policies=looked_up(policies, "role"),
            codes=looked_up(codes, "role"),
            may=made(lambda role: () if role == SUPER_ADMIN else _MAY, "role"),
        ),
    )


@answers(TotalRoles)
def total_roles(read: Read, query: TotalRoles) -> Totals:
    """Count of the list."""
    return totals_of(read.connection, _ROLE, where=_condition(query.where))


@answers(GetRole)
def get_role(read: Read, query: GetRole) -> Role:
    """One role."""
    row = role_of(read, query.role)
    policies = _policies(read, [row.role]).get(row.role, ())
    own = _codes(read, [row.role]).get(row.role, ())
    return Role(
        role=row.role,
        name=row.name,
        name_zh_hans=row.name_zh_hans,
        name_en=row.name_en,
        remark=row.remark,
        policies=tuple(one.policy_no for one in policies),
        policy_names=tuple(one.name for one in policies),
        codes=in_order(own),
        given=in_order(_given(row.role, own, policies, read)),
        members=_members(read, [row.role]).get(row.role, 0),
        updated_at=row.updated_at,
        operator=called_in(read, row.operator),
        version=row.version,
    )


@answers(ListRoleChoices)
def list_role_choices(read: Read, query: ListRoleChoices) -> tuple[RoleChoice, ...]:
    """Roles to choose from."""
    name = name_column(_ROLE, read.locale)
    rows = read.connection.execute(select(_ROLE.c.role, name).where(_ROLE.c.service.is_(False)).order_by(name, _ROLE.c.role))
    return tuple(RoleChoice(role=row[0], name=row[1]) for row in rows)


def _condition(where: RoleFilter) -> ColumnElement[bool]:
    tests: list[ColumnElement[bool]] = [_ROLE.c.service.is_(False)]
    if where.name.strip():
        tests.append(any_like((_ROLE.c.name, _ROLE.c.name_zh_hans, _ROLE.c.name_en), where.name))
    if where.code.strip():
        with_code = select(_OWN.c.role).where(like(_OWN.c.code, where.code))
        through = select(_HELD.c.role).where(_HELD.c.policy_no.in_(policies_giving(where.code)))
        every = _ROLE.c.role == SUPER_ADMIN if any(where.code.strip().lower() in code for code in grantable_codes()) else None
        tests.append(or_(_ROLE.c.role.in_(with_code), _ROLE.c.role.in_(through), *([] if every is None else [every])))
    return all_of(tests)


def _members(read: Read, roles: Sequence[str]) -> dict[str, int]:
    """Role → how many members who have not left have it in force."""
    counted = (
        select(_BINDING.c.role, func.count())
        .join(_MEMBER, _MEMBER.c.member_id == _BINDING.c.member_id)
        .where(_BINDING.c.role.in_(roles), _MEMBER.c.state != MemberState.DEPARTED, *queries.in_force(_BINDING, today(read)))
        .group_by(_BINDING.c.role)
    )
    return {row[0]: int(row[1]) for row in read.connection.execute(counted)} if roles else {}


def _policies(read: Read, roles: Sequence[str]) -> Mapping[str, list[Any]]:
    name = name_column(_POLICY, read.locale)
    statement = (
        select(_HELD.c.role, _POLICY.c.policy_no, _POLICY.c.module, _POLICY.c.kind, name.label("name"))
        .join(_POLICY, _POLICY.c.policy_no == _HELD.c.policy_no)
        .where(_HELD.c.role.in_(roles))
        .order_by(name)
    )
    found: dict[str, list[Any]] = {}
    for row in read.connection.execute(statement) if roles else ():
        found.setdefault(row.role, []).append(row)
    return found


def _codes(read: Read, roles: Sequence[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for role, code in read.connection.execute(select(_OWN.c.role, _OWN.c.code).where(_OWN.c.role.in_(roles))) if roles else ():
        found.setdefault(role, []).append(code)
    return found


def _given(role: str, own: Iterable[str], policies: Iterable[Any], read: Read) -> frozenset[str]:
    if role == SUPER_ADMIN:
        return grantable_codes()
    policies = list(policies)
    chosen = chosen_codes(read.connection, [one.policy_no for one in policies])
    through = [given_by_policy(one.kind, one.module, chosen.get(one.policy_no, ())) for one in policies]
    return frozenset(own).union(*through)
