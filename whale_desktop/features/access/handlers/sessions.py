"""Open sessions and ending them, and what happened at the door (`docs/rules/platform.md` 3.3, 4)."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, update

from whale_desktop.bus import Read, Work, answers, handles, lists
from whale_desktop.bus.tables import audit_log
from whale_desktop.features.access import queries, tables
from whale_desktop.features.access.handlers.member_lists import any_like, person_tests
from whale_desktop.features.access.handlers.rights import check_not_above, end_sessions, member_of
from whale_desktop.features.access.handlers.texts import like, name_column
from whale_desktop.features.access.messages import (
    EndOtherSessions,
    EndOwnSession,
    ListOwnSessions,
    ListSessions,
    ListSignIns,
    RevokeSession,
    RevokeSessions,
    SessionFilter,
    SessionRow,
    SignInEvent,
    SignInFilter,
    SignInResult,
    SignInRow,
    TotalOwnSessions,
    TotalSessions,
    TotalSignIns,
)
from whale_desktop.features.access.rules.members import is_email
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import Reason, Totals
from whale_desktop.storage import Listing, Rows, made, same_as, totals_of
from whale_desktop.storage.conditions import all_of, within_days

_SESSION, _MEMBER, _AUDIT = tables.session, tables.member, audit_log
_WITH_MEMBER = _SESSION.join(_MEMBER, _MEMBER.c.member_id == _SESSION.c.member_id)
_AT_THE_DOOR = _AUDIT.outerjoin(_MEMBER, _MEMBER.c.member_id == _AUDIT.c.member_id)


@lists(ListSessions)
def list_sessions(read: Read, query: ListSessions) -> Listing[SessionRow]:
    """Open sessions under a filter."""
    return _sessions(read, _condition(read, query.where), may=("access.session.revoke", "access.session.revoke_all"))


@answers(TotalSessions)
def total_sessions(read: Read, query: TotalSessions) -> Totals:
    """Count of the list."""
    return totals_of(read.connection, _WITH_MEMBER, where=_condition(read, query.where))


@lists(ListOwnSessions)
def list_own_sessions(read: Read, query: ListOwnSessions) -> Listing[SessionRow]:
    """One's own open sessions."""
    return _sessions(read, _own(read), may=("access.session.end",))


@answers(TotalOwnSessions)
def total_own_sessions(read: Read, query: TotalOwnSessions) -> Totals:
    """Count of the list."""
    return totals_of(read.connection, _WITH_MEMBER, where=_own(read))


@handles(RevokeSession)
def revoke_session(work: Work, command: RevokeSession) -> None:
    """One session of a member ends."""
    row = member_of(work, command.member_id)
    check_not_above(work, row.member_id)
    _end(work, row.member_id, command.session)


@handles(RevokeSessions)
def revoke_sessions(work: Work, command: RevokeSessions) -> int:
    """All sessions of a member end, but the one that asks."""
    row = member_of(work, command.member_id)
    check_not_above(work, row.member_id)
    return end_sessions(work, row.member_id, but=work.actor.session)


@handles(EndOwnSession)
def end_own_session(work: Work, command: EndOwnSession) -> None:
    """One of one's own sessions ends."""
    _end(work, work.actor.member_id, command.session)


@handles(EndOtherSessions)
def end_other_sessions(work: Work, command: EndOtherSessions) -> int:
    """All of one's own sessions but this one end."""
    return end_sessions(work, work.actor.member_id, but=work.actor.session)


@lists(ListSignIns)
def list_sign_ins(read: Read, query: ListSignIns) -> Listing[SignInRow]:
    """What happened at the door."""
    spoken = name_column(_MEMBER, read.locale)
    return Listing(
        select(_AUDIT, spoken.label("spoken")).select_from(_AT_THE_DOOR).where(_door(query.where)),
        key=_AUDIT.c.id,
        sorts={"at": _AUDIT.c.id},
        default="at",
        rows=Rows(
            SignInRow,
            entry_no=same_as("id"),
            member=made(lambda spoken, name: spoken or name, "spoken", "member_name"),
            event=made(SignInEvent, "message"),
            result=made(SignInResult, "result"),
            reason=made(lambda code: Reason(code=code) if code else None, "error_code"),
        ),
    )


@answers(TotalSignIns)
def total_sign_ins(read: Read, query: TotalSignIns) -> Totals:
    """Count of the list."""
    return totals_of(read.connection, _AT_THE_DOOR, where=_door(query.where))


def _sessions(read: Read, where: ColumnElement[bool], *, may: tuple[str, ...]) -> Listing[SessionRow]:
    limits = queries.sign_in_limits(read.connection)
    spoken = name_column(_MEMBER, read.locale)

    def is_locked(locked_at: datetime | None, last_used_at: datetime) -> bool:
        return locked_at is not None or read.now - last_used_at >= limits.idle_for

    return Listing(
        select(_SESSION, spoken.label("spoken"), _MEMBER.c.email).select_from(_WITH_MEMBER).where(where),
        key=_SESSION.c.token_hash,
        sorts={"started_at": _SESSION.c.started_at, "last_used_at": _SESSION.c.last_used_at, "member": spoken},
        default="started_at",
        rows=Rows(
            SessionRow,
            session=same_as("token_hash"),
            member=same_as("spoken"),
            locked=made(is_locked, "locked_at", "last_used_at"),
            own=made(lambda session: session == read.actor.session, "token_hash"),
            may=made(lambda session: () if session == read.actor.session else may, "token_hash"),
        ),
    )


def _open(read: Read) -> list[ColumnElement[bool]]:
    return [_SESSION.c.ended_at.is_(None), _SESSION.c.ends_at > read.now, _MEMBER.c.service.is_(False)]


def _condition(read: Read, where: SessionFilter) -> ColumnElement[bool]:
    tests = [*_open(read), *person_tests(where.member)]
    if where.workstation.strip():
        tests.append(like(_SESSION.c.workstation, where.workstation))
    return all_of(tests)


def _own(read: Read) -> ColumnElement[bool]:
    return and_(_SESSION.c.member_id == read.actor.member_id, *_open(read))


def _door(where: SignInFilter) -> ColumnElement[bool]:
    tests: list[ColumnElement[bool]] = [_AUDIT.c.message.in_([one.value for one in where.event or tuple(SignInEvent)])]
    typed = where.member.strip()
    if is_email(typed):
        tests.append((_MEMBER.c.email == typed.lower()) | (_AUDIT.c.member_name == typed.lower()))
    elif typed:
        names = (_AUDIT.c.member_name, _MEMBER.c.name, _MEMBER.c.name_zh_hans, _MEMBER.c.name_en, _MEMBER.c.email)
        tests.append(any_like(names, typed))
    if where.result:
        tests.append(_AUDIT.c.result.in_([one.value for one in where.result]))
    return all_of([*tests, *within_days(_AUDIT.c.at, where.at_from, where.at_upto)])


def _end(work: Work, member_id: int, session: str) -> None:
    still = (_SESSION.c.token_hash == session, _SESSION.c.member_id == member_id, _SESSION.c.ended_at.is_(None))
    ended = work.connection.execute(update(_SESSION).where(*still, _SESSION.c.ends_at > work.now).values(ended_at=work.now))
    if not ended.rowcount:
        raise UserError("admin.session_unknown")
