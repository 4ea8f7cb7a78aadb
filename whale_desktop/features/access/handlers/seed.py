"""The base rows of a new database: roles with their codes, service users, and for a demonstration its members."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, insert, select, update

from whale_desktop.bus.state import set_state
from whale_desktop.bus.tables import system_parameter
from whale_desktop.features.access import tables
from whale_desktop.features.access.handlers.passwords import Passwords
from whale_desktop.features.access.messages import PASSWORD_DAYS, GrantSource, MemberState, MemberType, PolicyKind
from whale_desktop.features.access.queries import RIGHTS_VERSION
from whale_desktop.gateway.port import DemoMember
from whale_desktop.kernel import resources
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.ids import new_id
from whale_desktop.kernel.texts import DEFAULT_LOCALE, LOCALES, catalogue
from whale_desktop.messages import Parameter, label_of
from whale_desktop.messages.permission_catalogue import permission_entries
from whale_desktop.screens import menu_entries

P = TypeVar("P", bound=int | str)

DEMO_PASSWORD = "Whale-Demo-1"
"""Every member of a demonstration has this password; the sign-in page fills it in."""


@dataclass(frozen=True)
class RoleSeed:
    """One row of `resources/seed/roles.csv`."""

    role: str
    names: Mapping[str, str]
    service: bool
    codes: tuple[str, ...]


def role_seeds() -> tuple[RoleSeed, ...]:
    """The shipped roles."""
    with resources.resource("seed", "roles.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            RoleSeed(
                role=row["role"],
                names={locale: row[locale] for locale in ("zh_Hant", "zh_Hans", "en")},
                service=row["service"] == "yes",
                codes=tuple(row["codes"].split()),
            )
            for row in csv.DictReader(stream)
        )


@dataclass(frozen=True)
class StaffSeed:
    """One row of `resources/seed/demo_members.csv`: somebody who works in the demonstration."""

    member: DemoMember
    role: str
    department: str
    member_type: MemberType
    state: MemberState
    offered: bool


def demo_staff() -> tuple[StaffSeed, ...]:
    """Everybody who works in the demonstration, also those who are frozen or have left."""
    roles = {one.role: one for one in role_seeds()}
    with resources.resource("seed", "demo_members.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            StaffSeed(
                member=DemoMember(
                    email=row["email"],
                    name={locale: row[locale] for locale in LOCALES},
                    role=dict(roles[row["role"]].names),
                    password=DEMO_PASSWORD,
                ),
                role=row["role"],
                department=row["department"],
                member_type=MemberType(row["member_type"]),
                state=MemberState(row["state"]),
                offered=row["offered"] == "yes",
            )
            for row in csv.DictReader(stream)
        )


def demo_members() -> tuple[tuple[DemoMember, str], ...]:
    """The members that a demonstration offers on its sign-in page, each with the key of its role."""
    return tuple((one.member, one.role) for one in demo_staff() if one.offered)


def seed_access(connection: Connection, now: datetime) -> None:
    """Roles with their codes, one service user for each service role, two policies for each module."""
    set_state(connection, RIGHTS_VERSION, new_id())
    _seed_policies(connection, now)
    for one in role_seeds():
        connection.execute(insert(tables.role).values(role=one.role, service=one.service, **_names(one.names)))
        if one.codes:
            connection.execute(insert(tables.role_permission), [{"role": one.role, "code": code} for code in one.codes])
        if one.service:
            add_member(connection, now, email=one.role, names=one.names, roles=(one.role,), service=True)


def _seed_policies(connection: Connection, now: datetime) -> None:
    """For each first-level module "all functions" and "read-only", named after both in every language."""
    there = {entry.module for entry in permission_entries().values()} - {""}
    for module, entry in menu_entries().items():
        if entry.parent or module not in there:
            continue
        for kind in (PolicyKind.ALL, PolicyKind.READ):
            names = {locale: f"{entry.label(locale)} · {catalogue(locale)(label_of(kind))}" for locale in LOCALES}
            kept = {"module": module, "kind": kind, "remark": "", "updated_at": now, "operator": "", "version": 1}
            connection.execute(insert(tables.policy).values(**_names(names), **kept))


def seed_demo_members(connection: Connection, now: datetime, passwords: Passwords) -> None:
    """The members of a demonstration; their password is no secret, so one hash serves all, and it never has to be changed."""
    seed_parameter(connection, now, PASSWORD_DAYS, 0)
    kept = passwords.hash(DEMO_PASSWORD)
    for one in demo_staff():
        roles = () if one.state is MemberState.DEPARTED else (one.role,)
        number = add_member(connection, now, email=one.member.email, names=one.member.name, roles=roles, password_hash=kept)
        values = {"department": one.department, "member_type": one.member_type, "state": one.state}
        connection.execute(update(tables.member).where(tables.member.c.member_id == number).values(**values))
    _seed_demo_grants(connection, now)


def _seed_demo_grants(connection: Connection, now: datetime) -> None:
    """A few grants of members' own, so that their lists show what they are for: for ever, for a month, over."""
    numbers = {row.email: row.member_id for row in connection.execute(select(tables.member))}
    policies = {(row.module, row.kind): row.policy_no for row in connection.execute(select(tables.policy))}
    today = hong_kong_date(now)
    given: tuple[tuple[str, int | None, str, int | None], ...] = (
        ("risk@whale.demo", policies["clearing", PolicyKind.READ], "", 30),
        ("clerk@whale.demo", None, "credit_limit.client_group_query", None),
        ("funds2@whale.demo", None, "lb_hk_conversion.amount_config_query", -3),
        ("compliance@whale.demo", policies["reports", PolicyKind.ALL], "", None),
    )
    for email, policy, code, days in given:
        connection.execute(
            insert(tables.personal_grant).values(
                member_id=numbers[email],
                policy_no=policy,
                code=code,
                valid_to=None if days is None else today + timedelta(days=days),
                source=GrantSource.PERSONAL,
                work_order_no="",
                created_at=now - timedelta(days=20),
                operator="李國強",
            )
        )


def seed_parameter(connection: Connection, now: datetime, declared: Parameter[P], value: P) -> None:
    """Give a parameter of a new database another value than the program's."""
    kept = {"key": declared.key, "value": declared.written(value), "changed_at": now, "changed_by": "", "version": 1}
    connection.execute(insert(system_parameter).values(**kept))


def add_member(
    connection: Connection,
    now: datetime,
    *,
    email: str,
    names: Mapping[str, str],
    roles: Iterable[str],
    password_hash: str = "",
    service: bool = False,
    must_change_password: bool = False,
) -> int:
    """Add a member with roles; returns its number. Without a hash nobody can sign in as this member."""
    made = connection.execute(
        insert(tables.member).values(
            email=email.strip().lower(),
            state=MemberState.NORMAL,
            service=service,
            locale=DEFAULT_LOCALE,
            password_hash=password_hash,
            password_changed_at=now if password_hash else None,
            must_change_password=must_change_password,
            failed_count=0,
            created_at=now,
            **_names(names),
        )
    )
    assert made.inserted_primary_key is not None
    member_id = int(made.inserted_primary_key[0])
    for role in roles:
        connection.execute(insert(tables.member_role).values(member_id=member_id, role=role))
    return member_id


def _names(names: Mapping[str, str]) -> dict[str, str]:
    return {"name": names["zh_Hant"], "name_zh_hans": names["zh_Hans"], "name_en": names["en"]}
