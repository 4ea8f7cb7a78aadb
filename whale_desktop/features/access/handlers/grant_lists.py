"""The lists of role bindings and personal grants (`docs/rules/platform.md` 6.2)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, or_, select

from whale_desktop.bus import Read, answers
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
from whale_desktop.features.access.rules.rights import phase
from whale_desktop.messages import Page, Totals
from whale_desktop.messages.permission_catalogue import permission_entries
from whale_desktop.storage import page_of, totals_of
from whale_desktop.storage.conditions import all_of
from whale_desktop.storage.paging import tab_of

_MEMBER, _BINDING, _ROLE = tables.member, tables.member_role, tables.role
_GRANT, _POLICY = tables.personal_grant, tables.policy
_KEY = cast(_BINDING.c.member_id, String) + "/" + _BINDING.c.role


@answers(ListRoleBindings)
def list_role_bindings(read: Read, query: ListRoleBindings) -> Page[RoleBindingRow]:
    """A page of role bindings."""
    is_super, day = acts_as_super_admin(read), today(read)

    def row(found: Any) -> RoleBindingRow:
        mine = found.member_id == read.actor.member_id or (found.role == SUPER_ADMIN and not is_super)
        return RoleBindingRow(
            key=f"{found.member_id}/{found.role}",
            member_id=found.member_id,
            member=found.spoken,
            email=found.email,
            role=found.role,
            role_name=found.role_name,
            valid_from=found.valid_from,
            valid_to=found.valid_to,
            phase=phase(found.valid_from, found.valid_to, day),
            created_at=found.created_at,
            operator=found.operator,
            may=() if mine else ("access.role.bind", "access.role.unbind"),
        )

    spoken, role_name = name_column(_MEMBER, read.locale), name_column(_ROLE, read.locale)
    statement = (
        select(_BINDING, spoken.label("spoken"), _MEMBER.c.email, role_name.label("role_name"))
        .join(_MEMBER, _MEMBER.c.member_id == _BINDING.c.member_id)
        .join(_ROLE, _ROLE.c.role == _BINDING.c.role)
        .where(_binding_condition(query.where))
    )
    if query.tab:
        statement = statement.where(tab_of(_phases(read, _BINDING), query.tab))
    return page_of(
        read.connection,
        statement,
        query,
        key=_KEY,  # type: ignore[arg-type]  # an expression serves as well as a column: unique, selected, comparable
        sorts={"member": spoken, "role_name": role_name, "valid_to": _BINDING.c.valid_to, "created_at": _BINDING.c.created_at},
        default="member",
        row=row,
    )


@answers(TotalRoleBindings)
def total_role_bindings(read: Read, query: TotalRoleBindings) -> Totals:
    """Count of the list and its tabs."""
    source = _BINDING.join(_MEMBER, _MEMBER.c.member_id == _BINDING.c.member_id).join(_ROLE, _ROLE.c.role == _BINDING.c.role)
    where = _binding_condition(query.where)
    return totals_of(read.connection, source, where=where, tabs=_phases(read, _BINDING), tab=query.tab)


@answers(ListGrants)
def list_grants(read: Read, query: ListGrants) -> Page[GrantRow]:
    """A page of personal grants."""
    day, is_super = today(read), acts_as_super_admin(read)
    above = set() if is_super else _super_admins(read)

    def row(found: Any) -> GrantRow:
        entry = permission_entries().get(found.code)
        of_policy = found.policy_no is not None
        module = found.module if of_policy else entry.module if entry is not None else ""
        fixed = found.member_id == read.actor.member_id or found.member_id in above
        return GrantRow(
            grant_no=found.grant_no,
            member_id=found.member_id,
            member=found.spoken,
            kind=GrantKind.POLICY if of_policy else GrantKind.CODE,
            name=found.policy_name if of_policy else entry.label(read.locale) if entry is not None else found.code,
            code=found.code,
            module=module_name(module, read.locale),
            source=found.source,
            ticket_no=found.work_order_no,
            valid_from=found.valid_from,
            valid_to=found.valid_to,
            phase=phase(found.valid_from, found.valid_to, day),
            created_at=found.created_at,
            operator=found.operator,
            may=() if fixed else ("access.grant.unbind",),
        )

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
    return page_of(
        read.connection,
        statement,
        query,
        key=_GRANT.c.grant_no,
        sorts={"grant_no": _GRANT.c.grant_no, "member": spoken, "valid_to": _GRANT.c.valid_to},
        default="grant_no",
        row=row,
    )


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
