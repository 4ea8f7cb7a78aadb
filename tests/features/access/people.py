"""Shorthand of the tests of members and rights: who is who, and what a member may do now."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from tests.helpers.office import PASSWORD, Office
from whale_desktop.features.access import tables
from whale_desktop.features.access.messages import AddRole, BindRole, ListPolicyChoices, PolicyKind
from whale_desktop.kernel.clock import HONG_KONG
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import Command, Query

NEW_PASSWORD = "Fresh-Word-77"


def number(office: Office, user: str) -> int:
    """The number of a user of the office."""
    with office.database.read() as connection:
        found = select(tables.member.c.member_id).where(tables.member.c.email == f"{user}@office.test")
        return int(connection.execute(found).scalar_one())


def at(office: Office, text: str) -> None:
    """Put the clock on a Hong Kong moment."""
    office.clock.set(datetime.fromisoformat(text).replace(tzinfo=HONG_KONG))


def codes(office: Office, user: str) -> frozenset[str]:
    """What a user may do now, as his open session sees it."""
    return office.actor(user).codes


def give(office: Office, user: str, *given: str, **days: Any) -> str:
    """Make a role of codes, give it to a user, return its key."""
    role = office.do(AddRole(name=f"Role of {user} {len(given)} {given[0]}"[:40], codes=given))
    office.do(BindRole(member_id=number(office, user), role=role, **days))
    return role


def policy_no(office: Office, module: str, kind: PolicyKind) -> int:
    """The number of a shipped policy."""
    found = [one for one in office.ask(ListPolicyChoices()) if (one.module, one.kind) == (module, kind)]
    return found[0].policy_no


def outcome(office: Office, message: Query[Any] | Command[Any], user: str) -> str:
    """`ok`, or the code of the refusal."""
    try:
        if isinstance(message, Command):
            office.submit(message, user=user)
        else:
            office.ask(message, user=user)
    except CodedError as error:
        return error.code
    return "ok"


__all__ = ["NEW_PASSWORD", "PASSWORD", "at", "codes", "give", "number", "outcome", "policy_no"]
