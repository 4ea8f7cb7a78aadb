"""Who may sign a level, read live: members by name and whoever holds a named role today (`docs/rules/workorders.md` 4.1)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from whale_desktop.features.access import queries as access
from whale_desktop.features.access.messages import MemberState
from whale_desktop.features.workorder.messages import Approver, ApproverKind, Level
from whale_desktop.features.workorder.queries.flows import SUPER_LEVEL
from whale_desktop.features.workorder.rules.signing import can_be_signed, seats_of


def members_behind(connection: Connection, approvers: Iterable[Approver], now: datetime) -> dict[int, Any]:
    """The active persons behind approvers, by number: members named, and holders of named roles."""
    found: dict[int, Any] = {}
    for one in approvers:
        if one.kind is ApproverKind.ROLE:
            found.update({row.member_id: row for row in access.active_holders(connection, one.ref, now)})
        else:
            row = active_member(connection, int(one.ref))
            if row is not None:
                found[row.member_id] = row
    return found


def active_member(connection: Connection, member_id: int) -> Any:
    """A person who may work, None for anybody else: unknown, frozen, departed, or a service user."""
    row = access.member_row(connection, member_id)
    return None if row is None or row.state != MemberState.NORMAL or row.service else row


def member(connection: Connection, member_id: int) -> Any:
    """A member whatever his state, None for an unknown number."""
    return access.member_row(connection, member_id)


def eligible(connection: Connection, approvers: Iterable[Approver], now: datetime, *, without: Collection[int]) -> dict[int, Any]:
    """The persons who may sign a level: those behind its approvers but the maker and whoever has signed an earlier level."""
    behind = members_behind(connection, approvers, now)
    return {member_id: row for member_id, row in behind.items() if member_id not in without}


def can_sign(connection: Connection, levels: Sequence[Level], now: datetime, *, without: Collection[int]) -> bool:
    """Whether enough different people are there today to sign all these levels, the super administrators where nobody else is left."""
    named = {one for level in levels for one in level.approvers}
    behind = {one: members_behind(connection, (one,), now).keys() for one in named}
    seats = [seats_of(level, behind, without=without) for level in levels]
    if can_be_signed(seats):
        return True
    return can_be_signed(seats, eligible(connection, SUPER_LEVEL.approvers, now, without=without).keys())


def name_in(row: Any, locale: str) -> str:
    """A member's name in a language."""
    return access.names_of(row).get(locale) or str(row.name)


def approver_names(connection: Connection, approvers: Iterable[Approver], locale: str) -> dict[tuple[ApproverKind, str], str]:
    """What approvers are called: members and roles in the reader's language; an unknown one keeps its number."""
    roles = {one.role: one.names.get(locale, one.role) for one in access.person_roles(connection)}
    names: dict[tuple[ApproverKind, str], str] = {}
    for one in approvers:
        if one.kind is ApproverKind.ROLE:
            names[one.kind, one.ref] = roles.get(one.ref, one.ref)
        else:
            row = access.member_row(connection, int(one.ref)) if one.ref.isdigit() else None
            names[one.kind, one.ref] = one.ref if row is None else name_in(row, locale)
    return names
