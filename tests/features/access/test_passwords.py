"""What a password must be, which may not come back, when one is due: `docs/rules/platform.md` 5.3, 6.1."""

from datetime import timedelta

import pytest

from tests.features.access.people import NEW_PASSWORD, number, outcome
from tests.helpers.office import PASSWORD, Office
from whale_desktop.features.access.messages import (
    ChangePassword,
    GetMe,
    GetPasswordRules,
    GetPreferences,
    PutPreference,
    ResetPassword,
    SetParameter,
)
from whale_desktop.features.access.rules.passwords import Demand, PasswordLimits, due_at, is_due, unmet
from whale_desktop.features.fx.messages import ListLimits
from whale_desktop.kernel.errors import UserError

AUDITOR = "auditor@office.test"


def refused(office: Office, current: str, new: str, user: str = "auditor") -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in office.refused(ChangePassword(current=current, new=new), user=user).fields]


@pytest.mark.parametrize(
    ("password", "lacking"),
    [
        ("Ab3456789", {Demand.LENGTH}),
        ("Ab34567890", set()),
        ("abcdefghij", {Demand.CLASSES}),
        ("abcdefghi1", {Demand.CLASSES}),
        ("abcdefgh1!", set()),
        ("密碼密碼密碼密碼密碼", {Demand.CLASSES}),
        ("My-Clerk-77", {Demand.NAME}),
        ("", {Demand.LENGTH, Demand.CLASSES}),
    ],
)
def test_what_a_password_lacks(password: str, lacking: set[Demand]) -> None:
    assert set(unmet(password, "clerk@whale.demo", PasswordLimits())) == lacking


def test_a_password_is_due_to_the_second(office: Office) -> None:
    now = office.clock.now()
    limits = PasswordLimits(days=90)
    assert due_at(now, limits) == now + timedelta(days=90)
    assert not is_due(now, now + timedelta(days=90, seconds=-1), limits)
    assert is_due(now, now + timedelta(days=90), limits)
    assert not is_due(now, now + timedelta(days=9999), PasswordLimits(days=0))


def test_none_of_the_last_five_comes_back(office: Office) -> None:
    used = [PASSWORD]
    for round_no in range(5):
        new = f"Fresh-Word-{round_no}"
        office.do(ChangePassword(current=used[-1], new=new), user="auditor")
        used.append(new)
    for old in used[-5:]:
        assert refused(office, used[-1], old) == [("new", "auth.password_used")]
    office.do(ChangePassword(current=used[-1], new=used[0]), user="auditor")
    assert office.gateway.sign_in(AUDITOR, used[0], office.context).codes


def test_how_many_may_not_come_back_is_a_parameter(office: Office) -> None:
    office.do(SetParameter(key="password.history", value="1"))
    office.do(ChangePassword(current=PASSWORD, new=NEW_PASSWORD), user="auditor")
    assert refused(office, NEW_PASSWORD, NEW_PASSWORD) == [("new", "auth.password_used")]
    office.do(ChangePassword(current=NEW_PASSWORD, new=PASSWORD), user="auditor")


def test_the_rules_are_parameters(office: Office) -> None:
    office.do(SetParameter(key="password.characters", value="14"))
    office.do(SetParameter(key="password.classes", value="4"))
    rules = office.ask(GetPasswordRules(), user="nobody")
    assert (rules.characters, rules.classes, rules.history, rules.days) == (14, 4, 5, 0)
    assert refused(office, PASSWORD, "Fresh-Word-77") == [("new", "auth.password_rule")]
    office.do(ChangePassword(current=PASSWORD, new="Fresh-Word-7777"), user="auditor")


def test_a_wrong_present_password_changes_nothing(office: Office) -> None:
    assert refused(office, "wrong", NEW_PASSWORD) == [("current", "auth.bad_credentials")]
    assert office.gateway.sign_in(AUDITOR, PASSWORD, office.context).codes


def test_after_a_reset_nothing_works_but_choosing_a_password(office: Office) -> None:
    session = office.session("auditor")
    office.do(ResetPassword(member_id=number(office, "auditor"), password="Initial-Word-1"), user="administrator")
    with pytest.raises(UserError, match=r"auth\.session_ended"):
        office.gateway.ask(GetMe(), session=session, context=office.context)
    signed_in = office.gateway.sign_in(AUDITOR, "Initial-Word-1", office.context)
    assert signed_in.must_change_password

    def code(message: object) -> str:
        try:
            if isinstance(message, PutPreference | ChangePassword):
                office.gateway.submit(message, session=signed_in.session, context=office.context, command_id="")
            else:
                office.gateway.ask(message, session=signed_in.session, context=office.context)  # type: ignore[arg-type]  # the rest are queries
        except UserError as error:
            return error.code
        return "ok"

    for message in (ListLimits(), GetPreferences(), PutPreference(key="x", value=1)):
        assert code(message) == "auth.password_due", message
    assert [code(message) for message in (GetMe(), GetPasswordRules())] == ["ok", "ok"]
    assert code(ChangePassword(current="Initial-Word-1", new=NEW_PASSWORD)) == "ok"
    assert [code(message) for message in (ListLimits(), GetPreferences())] == ["ok", "ok"]


def test_a_password_of_ninety_days_must_be_changed(office: Office) -> None:
    office.do(SetParameter(key="password.days", value="90", expected_version=1))
    office.clock.advance(timedelta(days=90, seconds=-1))
    assert not office.gateway.sign_in(AUDITOR, PASSWORD, office.context).must_change_password
    office.clock.advance(timedelta(seconds=1))
    signed_in = office.gateway.sign_in(AUDITOR, PASSWORD, office.context)
    assert signed_in.must_change_password
    command = ChangePassword(current=PASSWORD, new=NEW_PASSWORD)
    office.gateway.submit(command, session=signed_in.session, context=office.context, command_id="")
    assert not office.gateway.sign_in(AUDITOR, NEW_PASSWORD, office.context).must_change_password


def test_service_users_have_no_password_that_could_be_due(office: Office) -> None:
    office.do(SetParameter(key="password.days", value="1", expected_version=1))
    office.clock.advance(timedelta(days=3))
    assert outcome(office, GetMe(), "scheduler") == "ok"
