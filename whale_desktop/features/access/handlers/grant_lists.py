"""The lists of role bindings and personal grants (`docs/rules/platform.md` 6.2)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, or_, select

from whale_desktop.bus import Read, answers, lists
from whale_desktop.features.access import queries, tables
from whale_desktop.features.access.handlers.member_lists import person_tests
from whale_desktop.features.access.handlers.policies import module_name, policies_giving
from whale_desktop.features.access.handlers.rights import acts_as_super_admin, today
from whale_desktop.features.access.handlers.texts import like, name_column
from whale_desktop.features.access.messages import (
    SUPER_ADMIN,
    GrantFilter,
    GrantKind,
    GrantPhase,
    GrantRow,
    ListGrants,
    ListRoleBindings,
    RoleBindingFilter,
    RoleBindingRow,
    TotalGrants,
    TotalRoleBindings,
)
from whale_desktop.features.access.queries import persons
from whale_desktop.features.access.rules.rights import phase
from whale_desktop.messages import Totals
from whale_desktop.messages.permission_catalogue import permission_entries
from whale_desktop.storage import Listing, Made, Rows, made, same_as, totals_of
from whale_desktop.storage.conditions import all_of
from whale_desktop.storage.paging import tab_of

_MEMBER, _BINDING, _ROLE = tables.member, tables.member_role, tables.role
_GRANT, _POLICY = tables.personal_grant, tables.policy
_KEY = cast(_BINDING.c.member_id, String) + "/" + _BINDING.c.role


@lists(ListRoleBindings)
def list_role_bindings(read: Read, query: ListRoleBindings) -> Listing[RoleBindingRow]:
    """Role bindings under a filter and a tab."""
    is_super = acts_as_super_admin(read)

    def may(member_id: int, role: str) -> tuple[str, ...]:
        mine = member_id == read.actor.member_id or (role == SUPER_ADMIN and not is_super)
        return () if mine else ("access.role.bind", "access.role.unbind")

    spoken, role_name = name_column(_MEMBER, read.locale), name_column(_ROLE, read.locale)
    statement = (
        select(_BINDING, spoken.label("spoken"), _MEMBER.c.email, role_name.label("role_name"))
        .join(_MEMBER, _MEMBER.c.member_id == _BINDING.c.member_id)
        .join(_ROLE, _ROLE.c.role == _BINDING.c.role)
        .where(_binding_condition(query.where))
    )
    if query.tab:
        statement = statement.where(tab_of(_phases(read, _BINDING), query.tab))
    return Listing(
        statement,
        key=_KEY,
        sorts={"member": spoken, "role_name": role_name, "valid_to": _BINDING.c.valid_to, "created_at": _BINDING.c.created_at},
        default="member",
        rows=Rows(
            RoleBindingRow,
            **persons(read, "operator"),
            key=made(lambda member_id, role: f"{member_id}/{role}", "member_id", "role"),
            member=same_as("spoken"),
            phase=_phase(read),
            may=made(may, "member_id", "role"),
        ),
    )


@answers(TotalRoleBindings)
def total_role_bindings(read: Read, query: TotalRoleBindings) -> Totals:
    """Count of the list and its tabs."""
    source = _BINDING.join(_MEMBER, _MEMBER.c.member_id == _BINDING.c.member_id).join(_ROLE, _ROLE.c.role == _BINDING.c.role)
    where = _binding_condition(query.where)
    return totals_of(read.connection, source, where=where, tabs=_phases(read, _BINDING), tab=query.tab)


@lists(ListGrants)
def list_grants(read: Read, query: ListGrants) -> Listing[GrantRow]:
    """Personal grants under a filter and a tab."""
    above = set() if acts_as_super_admin(read) else _super_admins(read)

    def name(policy_name: str | None, code: str) -> str:
        entry = permission_entries().get(code)
        return policy_name if policy_name is not None else code if entry is None else entry.label(read.locale)

    def module(policy_name: str | None, module: str, code: str) -> str:
        entry = permission_entries().get(code)
        key = module if policy_name is not None else "" if entry is None else entry.module
        return module_name(key, read.locale)

    def may(member_id: int) -> tuple[str, ...]:
        return () if member_id == read.actor.member_id or member_id in above else ("access.grant.unbind",)

    spoken = name_column(_MEMBER, read.locale)
    policy_name = name_column(_POLICY, read.locale)
    statement = (
        select(_GRANT, spoken.label("spoken"), policy_name.label("policy_name"), _POLICY.c.module)
        .join(_MEMBER, _MEMBER.c.member_id == _GRANT.c.member_id)
        .outerjoin(_POLICY, _POLICY.c.policy_no == _GRANT.c.policy_no)
        .where(_grant_condition(query.where))
    )
    if query.tab:
        statement = statement.where(tab_of(_phases(read, _GRANT), query.tab))
    return Listing(
        statement,
        key=_GRANT.c.grant_no,
        sorts={"grant_no": _GRANT.c.grant_no, "member": spoken, "valid_to": _GRANT.c.valid_to},
        default="grant_no",
        rows=Rows(
            GrantRow,
            **persons(read, "operator"),
            member=same_as("spoken"),
            ticket_no=same_as("work_order_no"),
            kind=made(lambda policy_no: GrantKind.CODE if policy_no is None else GrantKind.POLICY, "policy_no"),
            name=made(name, "policy_name", "code"),
            module=made(module, "policy_name", "module", "code"),
            phase=_phase(read),
            may=made(may, "member_id"),
        ),
    )


def _phase(read: Read) -> Made:
    day = today(read)
    return made(lambda first, last: phase(first, last, day), "valid_from", "valid_to")


@answers(TotalGrants)
def total_grants(read: Read, query: TotalGrants) -> Totals:
    """Count of the list and its tabs."""
    source = _GRANT.join(_MEMBER, _MEMBER.c.member_id == _GRANT.c.member_id)
    where = _grant_condition(query.where)
    return totals_of(read.connection, source, where=where, tabs=_phases(read, _GRANT), tab=query.tab)


def _phases(read: Read, table: Any) -> Mapping[str, ColumnElement[bool]]:
    day = today(read)
    ended = and_(table.c.valid_to.is_not(None), table.c.valid_to < day)
    future = and_(~ended, table.c.valid_from.is_not(None), table.c.valid_from > day)
    place = case((ended, GrantPhase.ENDED.value), (future, GrantPhase.FUTURE.value), else_=GrantPhase.ACTIVE.value)
    return {one.value: place == one.value for one in GrantPhase}


def _binding_condition(where: RoleBindingFilter) -> ColumnElement[bool]:
    tests = [_ROLE.c.service.is_(False), *person_tests(where.member)]
    if where.role:
        tests.append(_BINDING.c.role.in_(where.role))
    return all_of(tests)


def _grant_condition(where: GrantFilter) -> ColumnElement[bool]:
    tests = person_tests(where.member)
    if where.code.strip():
        tests.append(or_(like(_GRANT.c.code, where.code), _GRANT.c.policy_no.in_(policies_giving(where.code))))
    if where.source:
        tests.append(_GRANT.c.source.in_(where.source))
    if where.kind:
        kinds = {GrantKind.POLICY: _GRANT.c.policy_no.is_not(None), GrantKind.CODE: _GRANT.c.policy_no.is_(None)}
        tests.append(or_(*(kinds[one] for one in where.kind)))
    return all_of(tests)


def _super_admins(read: Read) -> set[int]:
    held = select(_BINDING.c.member_id).where(_BINDING.c.role == SUPER_ADMIN, *queries.in_force(_BINDING, today(read)))
    return set(read.connection.execute(held).scalars())
