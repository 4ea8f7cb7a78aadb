"""Open sessions and ending them, and the history of the door: `docs/rules/platform.md` 3.3, 4."""

from datetime import timedelta

import pytest

from tests.features.access.people import number, outcome
from tests.helpers.office import PASSWORD, Office
from whale_desktop.features.access.messages import (
    EndOtherSessions,
    EndOwnSession,
    GetMe,
    ListOwnSessions,
    ListSessions,
    ListSignIns,
    RevokeSession,
    RevokeSessions,
    SessionFilter,
    SignInEvent,
    SignInFilter,
    SignInResult,
    TotalOwnSessions,
    TotalSessions,
)
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.errors import UserError

CLERK = "funds_clerk@office.test"
AT_HOME = Context(workstation="home", locale="en", address="203.0.113.7")


def sign_in(office: Office, email: str = CLERK, context: Context = AT_HOME) -> str:
    return office.gateway.sign_in(email, PASSWORD, context).session


def ended(office: Office, session: str) -> bool:
    try:
        office.gateway.ask(GetMe(), session=session, context=office.context)
    except UserError as error:
        return error.code == "auth.session_ended"
    return False


def test_open_sessions_say_where_and_since_when(office: Office) -> None:
    sign_in(office)
    (row,) = office.ask(ListSessions(where=SessionFilter(member=CLERK)), user="administrator").rows
    assert (row.workstation, row.address, row.started_at, row.locked, row.own) == (
        "home",
        "203.0.113.7",
        office.clock.now(),
        False,
        False,
    )
    assert office.ask(TotalSessions(where=SessionFilter(workstation="HOM"))).count == 1
    office.clock.advance(timedelta(minutes=30))
    (row,) = office.ask(ListSessions(where=SessionFilter(member=CLERK)), user="administrator").rows
    assert row.locked, "left alone for half an hour"
    office.clock.advance(timedelta(hours=12))
    assert office.ask(TotalSessions(where=SessionFilter(member=CLERK)), user="administrator").count == 0


def test_one_session_is_ended_at_once(office: Office) -> None:
    first, second = sign_in(office), sign_in(office)
    row = office.ask(ListSessions(where=SessionFilter(member=CLERK)), user="administrator").rows[0]
    office.do(RevokeSession(member_id=row.member_id, session=row.session), user="administrator")
    assert sorted([ended(office, first), ended(office, second)]) == [False, True]
    again = RevokeSession(member_id=row.member_id, session=row.session)
    assert office.refused(again, user="administrator").code == "admin.session_unknown"


def test_all_sessions_of_a_member_are_ended_but_the_one_that_asks(office: Office) -> None:
    sessions = [sign_in(office) for _ in range(3)]
    assert office.do(RevokeSessions(member_id=number(office, "funds_clerk")), user="administrator") == 3
    assert all(ended(office, one) for one in sessions)
    mine = office.session("administrator")
    sign_in(office, "administrator@office.test")
    assert office.do(RevokeSessions(member_id=number(office, "administrator")), user="administrator") == 1
    assert not ended(office, mine)


def test_a_session_of_somebody_else_is_not_ended_under_a_member_s_name(office: Office) -> None:
    sign_in(office)
    (row,) = office.ask(ListSessions(where=SessionFilter(member=CLERK)), user="administrator").rows
    wrong = RevokeSession(member_id=number(office, "auditor"), session=row.session)
    assert office.refused(wrong, user="administrator").code == "admin.session_unknown"


def test_everybody_sees_and_ends_his_own_sessions_only(office: Office) -> None:
    mine, other = office.session("nobody"), sign_in(office, "nobody@office.test")
    strangers = sign_in(office)
    rows = office.ask(ListOwnSessions(), user="nobody").rows
    assert {(row.workstation, row.own) for row in rows} == {("test", True), ("home", False)}
    assert office.ask(TotalOwnSessions(), user="nobody").count == 2
    stranger = office.session_hash("funds_clerk")
    assert office.refused(EndOwnSession(session=stranger), user="nobody").code == "admin.session_unknown"
    office.do(EndOwnSession(session=next(row.session for row in rows if not row.own)), user="nobody")
    assert (ended(office, mine), ended(office, other), ended(office, strangers)) == (False, True, False)
    third = sign_in(office, "nobody@office.test")
    assert office.do(EndOtherSessions(), user="nobody") == 1
    assert (ended(office, mine), ended(office, third)) == (False, True)


@pytest.mark.parametrize(
    "message", [ListSessions(), ListSignIns(), RevokeSessions(member_id=1), RevokeSession(member_id=1, session="")]
)
def test_other_members_sessions_need_the_right(office: Office, message: ListSessions) -> None:
    assert outcome(office, message, "nobody") == "auth.no_permission"
    assert outcome(office, RevokeSessions(member_id=1), "auditor") == "auth.no_permission"


def test_the_history_of_the_door_says_who_where_and_why(office: Office) -> None:
    for email, password in ((CLERK, "wrong"), ("nowhere@office.test", "wrong"), (CLERK, PASSWORD)):
        try:
            session = office.gateway.sign_in(email, password, AT_HOME).session
        except UserError:
            continue
    office.gateway.lock(session)
    office.gateway.sign_out(session)

    def found(**where: object) -> list[tuple[SignInEvent, SignInResult, str]]:
        rows = office.ask(ListSignIns(where=SignInFilter(**where), limit=50), user="auditor").rows  # type: ignore[arg-type]  # filter fields by name
        return [(row.event, row.result, "" if row.reason is None else row.reason.code) for row in rows]

    refused = (SignInEvent.LOGIN_FAILED, SignInResult.REFUSED, "auth.bad_credentials")
    ok = SignInResult.OK
    assert found(member=CLERK) == [
        (SignInEvent.LOGOUT, ok, ""),
        (SignInEvent.LOCK, ok, ""),
        (SignInEvent.LOGIN, ok, ""),
        refused,
    ]
    assert found(member="nowhere@office.test") == [refused]
    assert found(member="nowhere") == [refused]
    assert found(result=(SignInResult.REFUSED,)) == [refused, refused]
    assert found(event=(SignInEvent.LOCK,)) == [(SignInEvent.LOCK, ok, "")]
    (row,) = office.ask(ListSignIns(where=SignInFilter(event=(SignInEvent.LOCK,)))).rows
    assert (row.workstation, row.address, row.member) == ("home", "203.0.113.7", "funds_clerk")
