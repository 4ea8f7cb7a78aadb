"""What every change of rights goes through: nobody changes his own, the last super administrator stays, and it counts at once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import select, update

from whale_desktop.bus import Read, Work
from whale_desktop.bus.state import set_state
from whale_desktop.features.access import queries, tables
from whale_desktop.features.access.rules.members import STATES
from whale_desktop.features.access.rules.rights import is_usable_period
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.ids import new_id
from whale_desktop.messages import Command, info_of, label_of
from whale_desktop.messages.permission_catalogue import grantable_codes


def today(read: Read) -> date:
    """The Hong Kong day of the call."""
    return hong_kong_date(read.now)


def member_of(read: Read, member_id: int) -> Any:
    """A person by number. Raises `UserError("admin.member_unknown")`, for a service user too."""
    row = queries.member_row(read.connection, member_id)
    if row is None or row.service:
        raise UserError("admin.member_unknown")
    return row


def other_member(work: Work, command: Command[Any], member_id: int) -> Any:
    """The member whom a command is about, checked: not oneself, in a state that allows it, not above the one who asks.

    Raises `UserError`: `admin.self_change`, `admin.member_state`, `admin.super_admin_only`.
    """
    row = member_of(work, member_id)
    if row.member_id == work.actor.member_id:
        raise UserError("admin.self_change")
    check_state(row, command)
    check_not_above(work, member_id)
    return row


def check_state(row: Any, command: Command[Any]) -> None:
    """Refuse what the state of a member does not allow."""
    states = STATES.get(info_of(command).name)
    if states is not None and row.state not in states:
        raise UserError("admin.member_state", {"state": label_of(row.state)})


def check_not_above(work: Work, member_id: int) -> None:
    """Only a super administrator acts on a super administrator."""
    if queries.is_super_admin(work.connection, member_id, today(work)) and not acts_as_super_admin(work):
        raise UserError("admin.super_admin_only")


def acts_as_super_admin(read: Read) -> bool:
    """Whether the one who asks is a super administrator, or the program itself."""
    return read.actor.member_id == 0 or queries.is_super_admin(read.connection, read.actor.member_id, today(read))


@contextmanager
def change_of_rights(work: Work) -> Iterator[None]:
    """Surrounds the writing of a change of rights, and checks what it has led to.

    Raises `UserError`: `admin.self_change` when the one who acts would hold other codes than before, whatever way that came about;
    `admin.last_super_admin` when no normal member were left who is a super administrator without an end.
    """
    held = queries.codes_of(work.connection, work.actor.member_id, work.now)
    had_super_admin = queries.super_admins(work.connection, today(work)) > 0
    yield
    set_state(work.connection, queries.RIGHTS_VERSION, new_id())
    if queries.codes_of(work.connection, work.actor.member_id, work.now) != held:
        raise UserError("admin.self_change")
    if had_super_admin and not queries.super_admins(work.connection, today(work)):
        raise UserError("admin.last_super_admin")


def check_period(read: Read, valid_from: date | None, valid_to: date | None) -> None:
    """Refuse days that are over or turned round."""
    if not is_usable_period(valid_from, valid_to, today(read)):
        raise UserError.at("valid_to", "admin.period")


def check_codes(codes: Iterable[str]) -> None:
    """Refuse codes that the program does not know, and those of service users."""
    for code in codes:
        if code not in grantable_codes():
            raise UserError.at("codes", "admin.code_unknown", {"code": code})


def check_policies(read: Read, policies: Iterable[int]) -> None:
    """Refuse policies that do not exist."""
    wanted = set(policies)
    known = select(tables.policy.c.policy_no).where(tables.policy.c.policy_no.in_(wanted))
    if wanted - set(read.connection.execute(known).scalars()):
        raise UserError.at("policies", "admin.policy_unknown")


def role_of(read: Read, key: str) -> Any:
    """A role that a person may have. Raises `UserError("admin.role_unknown")`."""
    table = tables.role
    row = read.connection.execute(select(table).where(table.c.role == key, table.c.service.is_(False))).one_or_none()
    if row is None:
        raise UserError.at("role", "admin.role_unknown")
    return row


def end_sessions(work: Work, member_id: int, *, but: str = "") -> int:
    """End all open sessions of a member at once, but one; returns how many."""
    table = tables.session
    open_ones = (
        table.c.member_id == member_id,
        table.c.token_hash != but,
        table.c.ended_at.is_(None),
        table.c.ends_at > work.now,
    )
    ended = work.connection.execute(update(table).where(*open_ones).values(ended_at=work.now))
    work.topics.add("access.session")
    return int(ended.rowcount)
