"""Giving members roles and grants of their own, and taking them away (`docs/rules/platform.md` 3.2, 6.2)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import and_, delete, insert, select

from whale_desktop.bus import Read, Work, answers, handles
from whale_desktop.features.access import tables
from whale_desktop.features.access.handlers.rights import (
    acts_as_super_admin,
    change_of_rights,
    check_codes,
    check_period,
    check_policies,
    member_of,
    other_member,
    role_of,
)
from whale_desktop.features.access.messages import (
    SUPER_ADMIN,
    BindGrants,
    BindRole,
    GetMemberRights,
    GrantSource,
    Held,
    MemberRights,
    UnbindGrant,
    UnbindRole,
)
from whale_desktop.kernel.errors import UserError

_BINDING, _GRANT, _POLICY = tables.member_role, tables.personal_grant, tables.policy


@answers(GetMemberRights)
def get_member_rights(read: Read, query: GetMemberRights) -> MemberRights:
    """What a member was given."""
    row = member_of(read, query.member_id)
    bindings = read.connection.execute(select(_BINDING).where(_BINDING.c.member_id == row.member_id).order_by(_BINDING.c.role))
    grants = read.connection.execute(
        select(_GRANT, _POLICY.c.name)
        .outerjoin(_POLICY, _POLICY.c.policy_no == _GRANT.c.policy_no)
        .where(_GRANT.c.member_id == row.member_id)
        .order_by(_GRANT.c.grant_no)
    ).all()
    return MemberRights(
        member_id=row.member_id,
        member=row.name,
        roles=tuple(_held(one.role, one) for one in bindings),
        policies=tuple(_held(one.name, one) for one in grants if one.policy_no is not None),
        codes=tuple(_held(one.code, one) for one in grants if one.policy_no is None),
    )


def _held(what: str, row: Any) -> Held:
    return Held(what=what, valid_from=row.valid_from, valid_to=row.valid_to)


@handles(BindRole)
def bind_role(work: Work, command: BindRole) -> None:
    """Give a role, or other days."""
    row = other_member(work, command, command.member_id)
    role = role_of(work, command.role)
    check_period(work, command.valid_from, command.valid_to)
    _check_super(work, role.role)
    mine = and_(_BINDING.c.member_id == row.member_id, _BINDING.c.role == role.role)
    with change_of_rights(work):
        work.connection.execute(delete(_BINDING).where(mine))
        work.connection.execute(
            insert(_BINDING).values(
                member_id=row.member_id,
                role=role.role,
                valid_from=command.valid_from,
                valid_to=command.valid_to,
                created_at=work.now,
                operator=work.actor.name,
            )
        )


@handles(UnbindRole)
def unbind_role(work: Work, command: UnbindRole) -> None:
    """Take a role away."""
    row = other_member(work, command, command.member_id)
    _check_super(work, command.role)
    with change_of_rights(work):
        taken = delete(_BINDING).where(_BINDING.c.member_id == row.member_id, _BINDING.c.role == command.role)
        if not work.connection.execute(taken).rowcount:
            raise UserError("admin.grant_unknown")


@handles(BindGrants)
def bind_grants(work: Work, command: BindGrants) -> None:
    """Give policies and codes."""
    row = other_member(work, command, command.member_id)
    if not command.policies and not command.codes:
        raise UserError.at("policies", "admin.nothing_chosen")
    check_period(work, command.valid_from, command.valid_to)
    check_policies(work, command.policies)
    check_codes(command.codes)
    with change_of_rights(work):
        add_grants(
            work,
            row.member_id,
            policies=command.policies,
            codes=command.codes,
            days=(command.valid_from, command.valid_to),
            source=GrantSource.PERSONAL,
        )


@handles(UnbindGrant)
def unbind_grant(work: Work, command: UnbindGrant) -> None:
    """Take a grant away."""
    row = other_member(work, command, command.member_id)
    with change_of_rights(work):
        taken = delete(_GRANT).where(_GRANT.c.grant_no == command.grant_no, _GRANT.c.member_id == row.member_id)
        if not work.connection.execute(taken).rowcount:
            raise UserError("admin.grant_unknown")


def add_grants(
    work: Work,
    member_id: int,
    *,
    policies: Iterable[int],
    codes: Iterable[str],
    days: tuple[date | None, date | None],
    source: GrantSource,
    work_order_no: str = "",
) -> None:
    """Write grants; one that the member has already with the same days stays as it is. Only inside `change_of_rights`."""
    there = {
        (one.policy_no, one.code, one.valid_from, one.valid_to)
        for one in work.connection.execute(select(_GRANT).where(_GRANT.c.member_id == member_id))
    }
    wanted: list[tuple[int | None, str]] = [*((number, "") for number in dict.fromkeys(policies))]
    wanted += [(None, code) for code in dict.fromkeys(codes)]
    for policy_no, code in wanted:
        if (policy_no, code, *days) not in there:
            work.connection.execute(
                insert(_GRANT).values(
                    member_id=member_id,
                    policy_no=policy_no,
                    code=code,
                    valid_from=days[0],
                    valid_to=days[1],
                    source=source,
                    work_order_no=work_order_no,
                    created_at=work.now,
                    operator=work.actor.name,
                )
            )


def _check_super(work: Work, role: str) -> None:
    if role == SUPER_ADMIN and not acts_as_super_admin(work):
        raise UserError("admin.super_admin_only")
