"""Adding, editing, freezing, departure of members, and their passwords (`docs/rules/platform.md` 4, 6.2)."""

from typing import Any

from sqlalchemy import delete, insert, select, update

from whale_desktop.bus import Work, handles
from whale_desktop.bus.state import get_state
from whale_desktop.features.access import queries, tables
from whale_desktop.features.access.handlers.passwords import Passwords
from whale_desktop.features.access.handlers.rights import (
    change_of_rights,
    check_not_above,
    check_state,
    end_sessions,
    member_of,
    other_member,
)
from whale_desktop.features.access.handlers.second_factor import forget_second_factor
from whale_desktop.features.access.handlers.texts import check_names, three_names
from whale_desktop.features.access.messages import (
    AddMember,
    DepartMember,
    EditMember,
    FreezeMember,
    MemberState,
    MemberStopped,
    ResetPassword,
    UnfreezeMember,
)
from whale_desktop.features.access.rules.members import is_email
from whale_desktop.features.access.rules.passwords import unmet
from whale_desktop.kernel.errors import Conflict
from whale_desktop.kernel.faults import Faults

_MEMBER = tables.member
_LONGEST = 60


@handles(AddMember)
def add_member(work: Work, command: AddMember) -> int:
    """A new member with an initial password."""
    faults = Faults()
    email = _check_person(work, command, faults, member_id=0)
    _check_initial(work, command.password, email, faults)
    faults.refuse()
    made = work.connection.execute(
        insert(_MEMBER).values(
            **three_names(command),
            email=email,
            member_type=command.member_type,
            department=command.department.strip(),
            locale=command.locale.value,
            state=MemberState.NORMAL,
            service=False,
            password_hash=passwords_of(work).hash(command.password),
            password_changed_at=work.now,
            must_change_password=True,
            failed_count=0,
            created_at=work.now,
            version=1,
        )
    )
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


@handles(EditMember)
def edit_member(work: Work, command: EditMember) -> None:
    """Other particulars; neither rights nor state."""
    row = member_of(work, command.member_id)
    check_state(row, command)
    check_not_above(work, row.member_id)
    faults = Faults()
    email = _check_person(work, command, faults, member_id=row.member_id)
    faults.refuse()
    if row.version != command.expected_version:
        raise Conflict("message.stale")
    _change(
        work,
        row,
        **three_names(command),
        email=email,
        member_type=command.member_type,
        department=command.department.strip(),
        locale=command.locale.value,
    )


@handles(FreezeMember)
def freeze_member(work: Work, command: FreezeMember) -> None:
    """Nothing more from now on."""
    row = other_member(work, command, command.member_id)
    with change_of_rights(work):
        _change(work, row, state=MemberState.FROZEN)
    _stop(work, row.member_id)


@handles(UnfreezeMember)
def unfreeze_member(work: Work, command: UnfreezeMember) -> None:
    """He may sign in again."""
    row = other_member(work, command, command.member_id)
    with change_of_rights(work):
        _change(work, row, state=MemberState.NORMAL, failed_count=0, locked_until=None)
    work.connection.execute(delete(tables.sign_in_lock).where(tables.sign_in_lock.c.member_id == row.member_id))


@handles(DepartMember)
def depart_member(work: Work, command: DepartMember) -> None:
    """Gone for good; what he was given is removed, the audit row keeps it."""
    row = other_member(work, command, command.member_id)
    forget_second_factor(work, row.member_id)
    with change_of_rights(work):
        for table in (tables.member_role, tables.personal_grant):
            work.connection.execute(delete(table).where(table.c.member_id == row.member_id))
        _change(work, row, state=MemberState.DEPARTED, failed_count=0, locked_until=None)
    _stop(work, row.member_id)


@handles(ResetPassword)
def reset_password(work: Work, command: ResetPassword) -> None:
    """An initial password again; whoever was signed in with the old one is out."""
    row = other_member(work, command, command.member_id)
    faults = Faults()
    _check_initial(work, command.password, row.email, faults)
    faults.refuse()
    keep_password(work, row, command.password, must_change=True)
    _change(work, row, failed_count=0, locked_until=None)
    end_sessions(work, row.member_id)


def passwords_of(work: Work) -> Passwords:
    """How this database makes hashes: cheaply where passwords are no secret."""
    return Passwords(cheap=get_state(work.connection, "kind") == "demo")


def keep_password(work: Work, row: Any, password: str, *, must_change: bool) -> None:
    """Give a member a new password; the old one goes into his history."""
    history = tables.password_history
    if row.password_hash:
        kept = {"member_id": row.member_id, "password_hash": row.password_hash, "changed_at": work.now}
        work.connection.execute(insert(history).values(**kept))
    values = {
        "password_hash": passwords_of(work).hash(password),
        "password_changed_at": work.now,
        "must_change_password": must_change,
    }
    work.connection.execute(update(_MEMBER).where(_MEMBER.c.member_id == row.member_id).values(**values))


def _check_person(work: Work, command: AddMember | EditMember, faults: Faults, *, member_id: int) -> str:
    check_names(command, faults, limit=_LONGEST)
    faults.too_long(_LONGEST, department=command.department.strip())
    email = command.email.strip().lower()
    faults.missing(email=email)
    if email and not is_email(email):
        faults.add("email", "auth.email_invalid")
    taken = select(_MEMBER.c.member_id).where(_MEMBER.c.email == email, _MEMBER.c.member_id != member_id)
    if email and work.connection.execute(taken).first():
        faults.add("email", "auth.email_used")
    return email


def _check_initial(work: Work, password: str, email: str, faults: Faults) -> None:
    faults.missing(password=password)
    if password and unmet(password, email, queries.password_limits(work.connection)):
        faults.add("password", "auth.password_rule")


def _change(work: Work, row: Any, **values: Any) -> None:
    statement = update(_MEMBER).where(_MEMBER.c.member_id == row.member_id)
    work.connection.execute(statement.values(**values, version=_MEMBER.c.version + 1))


def _stop(work: Work, member_id: int) -> None:
    end_sessions(work, member_id)
    work.tell(MemberStopped(member_id=member_id))
