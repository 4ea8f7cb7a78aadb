"""Which codes a member holds at a moment: his roles', his policies' and his own (`docs/rules/platform.md` 5.1)."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, bindparam, distinct, func, or_, select, union

from whale_desktop.bus import parameter
from whale_desktop.bus.tables import system_state
from whale_desktop.features.access.messages import (
    FRESH_MINUTES,
    IDLE_MINUTES,
    LOCKED_MINUTES,
    LOCKS_TO_FREEZE,
    NETWORKS,
    PASSWORD_CHARACTERS,
    PASSWORD_CLASSES,
    PASSWORD_DAYS,
    PASSWORD_HISTORY,
    SESSION_HOURS,
    SUPER_ADMIN,
    WRONG_PASSWORDS_TO_LOCK,
    MemberState,
    PolicyKind,
)
from whale_desktop.features.access.rules.passwords import PasswordLimits
from whale_desktop.features.access.rules.rights import policy_codes
from whale_desktop.features.access.rules.signing import Limits
from whale_desktop.features.access.tables import (
    member,
    member_role,
    personal_grant,
    policy,
    policy_permission,
    role_permission,
    role_policy,
)
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.networks import Network, parse_networks
from whale_desktop.messages.permission_catalogue import grantable_codes, permission_entries
from whale_desktop.storage.types import Day

RIGHTS_VERSION = "rights_version"
"""Key of the system state that changes with every change of rights or parameters; what was read under it may be kept as long."""

_TODAY = bindparam("today", type_=Day())
_MEMBER = bindparam("member_id", type_=BigInteger())


def in_force(table: Any, today: Any = _TODAY) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The tests that a binding or grant counts on a Hong Kong day."""
    return (
        or_(table.c.valid_from.is_(None), table.c.valid_from <= today),
        or_(table.c.valid_to.is_(None), table.c.valid_to >= today),
    )


_ROLES = select(member_role.c.role).where(member_role.c.member_id == _MEMBER, *in_force(member_role))
_OWN = (personal_grant.c.member_id == _MEMBER, *in_force(personal_grant))
_POLICIES = (
    select(policy.c.policy_no, policy.c.module, policy.c.kind)
    .where(
        or_(
            policy.c.policy_no.in_(select(role_policy.c.policy_no).where(role_policy.c.role.in_(_ROLES))),
            policy.c.policy_no.in_(select(personal_grant.c.policy_no).where(*_OWN)),
        )
    )
    .order_by(policy.c.policy_no)
)
_CODES = union(
    select(role_permission.c.code).where(role_permission.c.role.in_(_ROLES)),
    select(personal_grant.c.code).where(*_OWN, personal_grant.c.policy_no.is_(None)),
)
_CHOSEN = select(policy_permission.c.policy_no, policy_permission.c.code)
_VERSION = select(system_state.c.value).where(system_state.c.key == RIGHTS_VERSION)


def codes_of(connection: Connection, member_id: int, now: datetime) -> frozenset[str]:
    """The codes in force for a member, read afresh; a super administrator has every code that a person can have."""
    values = {"member_id": member_id, "today": hong_kong_date(now)}
    roles = set(connection.execute(_ROLES, values).scalars())
    codes = set(connection.execute(_CODES, values).scalars())
    if SUPER_ADMIN in roles:
        return grantable_codes() | codes
    policies = connection.execute(_POLICIES, values).all()
    chosen = chosen_codes(connection, [row.policy_no for row in policies])
    for row in policies:
        codes |= policy_codes(row.kind, row.module, chosen.get(row.policy_no, ()), permission_entries())
    return frozenset(codes)


def chosen_codes(connection: Connection, policies: list[int] | None = None) -> dict[int, tuple[str, ...]]:
    """The codes that were chosen for each policy, of some policies or of all, in the order of the catalogue."""
    statement = _CHOSEN if policies is None else _CHOSEN.where(policy_permission.c.policy_no.in_(policies))
    found: dict[int, set[str]] = {}
    if policies is None or policies:
        for number, code in connection.execute(statement):
            found.setdefault(number, set()).add(code)
    return {number: in_order(codes) for number, codes in found.items()}


def in_order(codes: Any) -> tuple[str, ...]:
    """Codes in the order of the catalogue, which is that of the menu; one that the program no longer knows comes last."""
    places = {code: place for place, code in enumerate(permission_entries())}
    return tuple(sorted(codes, key=lambda code: (places.get(code, len(places)), code)))


def given_by_policy(kind: PolicyKind, module: str, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """All codes that a policy gives, in order."""
    return in_order(policy_codes(kind, module, chosen, permission_entries()))


def rights_version(connection: Connection) -> str:
    """What stands for the present state of everybody's rights and of the parameters."""
    return connection.execute(_VERSION).scalar() or ""


def super_admins(connection: Connection, today: date, *, without: int = 0, for_ever: bool = True) -> int:
    """How many normal members are super administrators today, by a role that does not end."""
    tests = [*in_force(member_role, today), member_role.c.role == SUPER_ADMIN, member.c.state == MemberState.NORMAL]
    if for_ever:
        tests.append(member_role.c.valid_to.is_(None))
    statement = (
        select(func.count(distinct(member.c.member_id)))
        .join(member_role, member_role.c.member_id == member.c.member_id)
        .where(*tests, member.c.member_id != without)
    )
    return int(connection.execute(statement).scalar_one())


def is_super_admin(connection: Connection, member_id: int, today: date) -> bool:
    """Whether a member is a super administrator today."""
    return SUPER_ADMIN in set(connection.execute(_ROLES, {"member_id": member_id, "today": today}).scalars())


def sign_in_limits(connection: Connection) -> Limits:
    """The parameters of signing in that are in force."""
    return Limits(
        wrong_passwords_to_lock=parameter(connection, WRONG_PASSWORDS_TO_LOCK),
        locked_for=timedelta(minutes=parameter(connection, LOCKED_MINUTES)),
        locks_to_freeze=parameter(connection, LOCKS_TO_FREEZE),
        idle_for=timedelta(minutes=parameter(connection, IDLE_MINUTES)),
        session_for=timedelta(hours=parameter(connection, SESSION_HOURS)),
        fresh_for=timedelta(minutes=parameter(connection, FRESH_MINUTES)),
    )


def networks(connection: Connection) -> tuple[Network, ...]:
    """The networks from which members may work; none means all."""
    return parse_networks(parameter(connection, NETWORKS))


def password_limits(connection: Connection) -> PasswordLimits:
    """The parameters of passwords that are in force."""
    return PasswordLimits(
        characters=parameter(connection, PASSWORD_CHARACTERS),
        classes=parameter(connection, PASSWORD_CLASSES),
        history=parameter(connection, PASSWORD_HISTORY),
        days=parameter(connection, PASSWORD_DAYS),
    )
