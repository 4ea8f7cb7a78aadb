"""The second factor: setting it up, the code at the door and at a fresh login, recovery codes (`docs/rules/platform.md` 6.1)."""

import json
from base64 import b32decode
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.helpers.office import PASSWORD, Office
from whale_desktop.bus import tables as bus_tables
from whale_desktop.bus.identity import SYSTEM
from whale_desktop.features.access import tables
from whale_desktop.features.access.messages import (
    BeginSecondFactor,
    ChangePassword,
    ConfirmSecondFactor,
    DepartMember,
    GetMe,
    GetMember,
    GetSecondFactor,
    GetSecondFactorSetup,
    ListMembers,
    ListSignIns,
    MemberFilter,
    RemoveSecondFactor,
    ResetSecondFactor,
    SecondFactor,
    SecondFactorMode,
    SecondFactorSetup,
    SetParameter,
    SignInFilter,
)
from whale_desktop.features.access.rules import codes
from whale_desktop.gateway.port import SignedIn
from whale_desktop.kernel.errors import UserError

CLERK = "funds_clerk"
EMAIL = "funds_clerk@office.test"
STEP = timedelta(seconds=30)


def switch(office: Office, mode: SecondFactorMode) -> None:
    """Set the parameter as the system, which needs no second factor itself."""
    table = bus_tables.system_parameter
    with office.database.read() as connection:
        version = connection.execute(select(table.c.version).where(table.c.key == "sign_in.second_factor")).scalar() or 0
    office.bus.run_as(SYSTEM, SetParameter(key="sign_in.second_factor", value=mode.value, expected_version=version))


@pytest.fixture
def asked(office: Office) -> Office:
    """An office where whoever sets it up is asked for a code."""
    switch(office, SecondFactorMode.OPTIONAL)
    return office


def code(office: Office, secret: str, *, steps: int = 0) -> str:
    """What the app shows now, or so many steps from now."""
    return codes.code_of(b32decode(secret), codes.step_of(office.clock.now()) + steps)


def set_up(office: Office, user: str = CLERK) -> SecondFactorSetup:
    """As the window does it; the clock goes on to a step whose code nobody has used."""
    office.do(BeginSecondFactor(), user=user)
    setup = office.ask(GetSecondFactorSetup(), user=user)
    office.do(ConfirmSecondFactor(code=code(office, setup.secret)), user=user)
    office.clock.advance(STEP)
    return setup


def enter(office: Office, typed: str = "", password: str = PASSWORD) -> SignedIn:
    return office.gateway.sign_in(EMAIL, password, office.context, code=typed)


def refusal(office: Office, typed: str = "", password: str = PASSWORD) -> str:
    with pytest.raises(UserError) as caught:
        enter(office, typed, password)
    assert not caught.value.fields or [one.field for one in caught.value.fields] == ["code"]
    return caught.value.code


# ------------------------------------------------------------------------------------------------------------------ setting up


def test_it_is_off_at_first_and_nobody_is_asked(office: Office) -> None:
    assert office.ask(GetSecondFactor(), user=CLERK) == SecondFactor(mode=SecondFactorMode.OFF, since=None, codes_left=0)
    assert office.refused(BeginSecondFactor(), user=CLERK).code == "auth.second_factor_off"
    assert not enter(office).second_factor


def test_it_counts_when_one_code_has_confirmed_it_and_not_before(asked: Office) -> None:
    asked.do(BeginSecondFactor(), user=CLERK)
    setup = asked.ask(GetSecondFactorSetup(), user=CLERK)
    assert len(b32decode(setup.secret)) == 20
    assert len(set(setup.recovery_codes)) == 10
    assert f"secret={setup.secret}" in setup.address
    assert setup.address.startswith("otpauth://totp/Whale%20Desktop%20office:funds_clerk@office.test?")
    assert not enter(asked).second_factor
    for typed, wanted in (("", "auth.code_needed"), ("000000", "auth.bad_code"), (setup.recovery_codes[0], "auth.bad_code")):
        error = asked.refused(ConfirmSecondFactor(code=typed), user=CLERK)
        assert [(one.field, one.code) for one in error.fields] == [("code", wanted)]
    asked.do(ConfirmSecondFactor(code=code(asked, setup.secret)), user=CLERK)
    assert asked.ask(GetSecondFactor(), user=CLERK) == SecondFactor(
        mode=SecondFactorMode.OPTIONAL, since=asked.clock.now(), codes_left=10
    )
    assert asked.refused(GetSecondFactorSetup(), user=CLERK).code == "auth.second_factor_over"


def test_what_was_begun_belongs_to_its_session_and_ends(asked: Office) -> None:
    asked.do(BeginSecondFactor(), user=CLERK)
    other = enter(asked).session
    with pytest.raises(UserError, match=r"auth\.second_factor_over"):
        asked.gateway.ask(GetSecondFactorSetup(), session=other, context=asked.context)
    session = asked.session(CLERK)
    asked.clock.advance(timedelta(minutes=29, seconds=59))
    asked.gateway.ask(GetSecondFactorSetup(), session=session, context=asked.context)
    asked.clock.advance(timedelta(seconds=1))
    with pytest.raises(UserError, match=r"auth\.second_factor_over"):
        asked.gateway.ask(GetSecondFactorSetup(), session=session, context=asked.context)


def test_confirming_ends_the_other_sessions(asked: Office) -> None:
    other = enter(asked).session
    set_up(asked)
    with pytest.raises(UserError, match=r"auth\.session_ended"):
        asked.gateway.ask(GetMe(), session=other, context=asked.context)
    assert asked.ask(GetMe(), user=CLERK).email == EMAIL


def test_beginning_needs_the_password_just_now(asked: Office) -> None:
    session = enter(asked).session
    asked.clock.advance(timedelta(minutes=5))
    with pytest.raises(UserError, match=r"auth\.fresh_login"):
        asked.gateway.submit(BeginSecondFactor(), session=session, context=asked.context, command_id="begin")


def test_set_up_anew_the_old_one_counts_until_the_new_one_is_confirmed(asked: Office) -> None:
    old = set_up(asked)
    asked.do(BeginSecondFactor(), user=CLERK)
    new = asked.ask(GetSecondFactorSetup(), user=CLERK)
    assert new.secret != old.secret
    assert enter(asked, code(asked, old.secret)).second_factor
    asked.do(ConfirmSecondFactor(code=code(asked, new.secret)), user=CLERK)
    asked.clock.advance(STEP)
    assert refusal(asked, code(asked, old.secret)) == "auth.bad_code"
    assert refusal(asked, old.recovery_codes[0]) == "auth.bad_code"
    assert enter(asked, code(asked, new.secret)).second_factor


def test_no_secret_and_no_code_is_in_the_trail_or_kept_with_the_replies(asked: Office) -> None:
    setup = set_up(asked)
    enter(asked, code(asked, setup.secret))
    enter(asked, setup.recovery_codes[3])
    with asked.database.read() as connection:
        replies = [bytes(reply).decode() for reply in connection.execute(select(bus_tables.command_log.c.reply)).scalars()]
        hashes = list(connection.execute(select(tables.recovery_code.c.code_hash)).scalars())
        assert connection.execute(select(tables.second_factor_begun)).first() is None
    said = str([tuple(row) for row in asked.audit_rows()]) + str(replies) + str(hashes)
    for hidden in (setup.secret, *setup.recovery_codes):
        assert hidden not in said
        assert codes.plain(hidden) not in said
    (row,) = asked.audit_rows("access.second_factor.confirm")
    assert json.loads(row.payload) == {"code": "******"}
    assert (json.loads(row.before)["since"], json.loads(row.after)["codes_left"]) == (None, 10)


# ----------------------------------------------------------------------------------------------------------------- at the door


def test_after_the_right_password_the_code_is_asked_for(asked: Office) -> None:
    setup = set_up(asked)
    assert refusal(asked, password="wrong") == "auth.bad_credentials"
    assert refusal(asked, code(asked, setup.secret), password="wrong") == "auth.bad_credentials"
    assert refusal(asked) == "auth.code_needed"
    signed_in = enter(asked, code(asked, setup.secret))
    assert (signed_in.email, signed_in.second_factor, signed_in.must_set_up_second_factor) == (EMAIL, True, False)
    rows = [(row.message, row.result, row.error_code) for row in asked.audit_rows() if row.message.startswith(("login", "code"))]
    assert rows[-4:] == [
        ("login_failed", "refused", "auth.bad_credentials"),
        ("login_failed", "refused", "auth.bad_credentials"),
        ("code_asked", "ok", ""),
        ("login", "ok", ""),
    ]
    listed = asked.ask(ListSignIns(where=SignInFilter(member=EMAIL), limit=50)).rows
    assert [row.event.value for row in listed[:2]] == ["login", "code_asked"]


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_counts_one_step_before_and_after(asked: Office, steps: int, taken: bool) -> None:
    setup = set_up(asked)
    asked.clock.advance(10 * STEP)
    typed = code(asked, setup.secret, steps=steps)
    if taken:
        enter(asked, typed)
    else:
        assert refusal(asked, typed) == "auth.bad_code"


def test_a_code_opens_once_and_none_before_it_any_more(asked: Office) -> None:
    setup = set_up(asked)
    asked.clock.advance(10 * STEP)
    earlier, present, later = (code(asked, setup.secret, steps=steps) for steps in (-1, 0, 1))
    enter(asked, present)
    assert refusal(asked, present) == refusal(asked, earlier) == "auth.code_used"
    enter(asked, later)
    assert refusal(asked, later) == "auth.code_used"


def test_the_code_that_confirmed_opens_nothing(asked: Office) -> None:
    asked.do(BeginSecondFactor(), user=CLERK)
    secret = asked.ask(GetSecondFactorSetup(), user=CLERK).secret
    typed = code(asked, secret)
    asked.do(ConfirmSecondFactor(code=typed), user=CLERK)
    assert refusal(asked, typed) == "auth.code_used"


def test_wrong_codes_lock_out_as_wrong_passwords_do_and_a_right_password_forgives_nothing(asked: Office) -> None:
    setup = set_up(asked)
    for _ in range(2):
        assert refusal(asked, "000000") == "auth.bad_code"
        assert refusal(asked) == "auth.code_needed"
        assert refusal(asked, password="wrong") == "auth.bad_credentials"
    assert refusal(asked, "AAAA-AAAA-AAAA-AAAA") == "auth.bad_code"
    assert refusal(asked, code(asked, setup.secret)) == "auth.locked"
    asked.clock.advance(timedelta(minutes=15))
    assert enter(asked, code(asked, setup.secret)).email == EMAIL


def test_a_recovery_code_opens_once_and_is_told_apart_in_the_trail(asked: Office) -> None:
    setup = set_up(asked)
    enter(asked, setup.recovery_codes[4].lower().replace("-", " "))
    assert refusal(asked, setup.recovery_codes[4]) == "auth.bad_code"
    assert asked.ask(GetSecondFactor(), user="super_admin").codes_left == 0, "one's own only"
    assert asked.ask(GetMember(member_id=asked.member_id("auditor"))).recovery_codes_left == 0
    with asked.database.read() as connection:
        member_id = connection.execute(select(tables.member.c.member_id).where(tables.member.c.email == EMAIL)).scalar_one()
    assert asked.ask(GetMember(member_id=member_id)).recovery_codes_left == 9
    messages = [row.message for row in asked.audit_rows()]
    assert messages[messages.index("recovery_code") + 1] == "login"


def test_switched_off_nobody_is_asked_and_on_again_the_same_app_counts(asked: Office) -> None:
    setup = set_up(asked)
    switch(asked, SecondFactorMode.OFF)
    assert not enter(asked).second_factor
    switch(asked, SecondFactorMode.OPTIONAL)
    assert refusal(asked) == "auth.code_needed"
    enter(asked, code(asked, setup.secret))


def test_no_code_is_looked_at_before_the_password(asked: Office) -> None:
    setup = set_up(asked)
    typed = code(asked, setup.secret)
    assert refusal(asked, typed, password="wrong") == "auth.bad_credentials"
    assert enter(asked, typed).email == EMAIL, "a code beside a wrong password was not used up"


# ------------------------------------------------------------------------------------------------------ unlock and fresh login


def test_the_password_alone_opens_a_locked_session_but_does_not_make_it_fresh(asked: Office) -> None:
    setup = set_up(asked)
    session = enter(asked, code(asked, setup.secret)).session
    asked.clock.advance(timedelta(minutes=6))
    asked.gateway.lock(session)
    assert asked.gateway.unlock(session, PASSWORD).session == session

    def begin() -> None:
        asked.gateway.submit(BeginSecondFactor(), session=session, context=asked.context, command_id="again")

    with pytest.raises(UserError, match=r"auth\.fresh_login"):
        begin()
    with pytest.raises(UserError, match=r"auth\.code_needed"):
        asked.gateway.unlock(session, PASSWORD)
    with pytest.raises(UserError, match=r"auth\.bad_code"):
        asked.gateway.unlock(session, PASSWORD, code="000000")
    asked.gateway.unlock(session, PASSWORD, code=code(asked, setup.secret))
    begin()


def test_a_session_left_alone_is_opened_by_the_password_alone(asked: Office) -> None:
    setup = set_up(asked)
    session = enter(asked, code(asked, setup.secret)).session
    asked.clock.advance(timedelta(minutes=30))
    assert asked.gateway.unlock(session, PASSWORD).second_factor
    assert asked.gateway.ask(GetMe(), session=session, context=asked.context).email == EMAIL


def test_a_code_at_the_lock_screen_makes_it_fresh_too(asked: Office) -> None:
    setup = set_up(asked)
    session = enter(asked, code(asked, setup.secret)).session
    asked.clock.advance(timedelta(minutes=6))
    asked.gateway.lock(session)
    asked.gateway.unlock(session, PASSWORD, code=code(asked, setup.secret))
    asked.gateway.submit(BeginSecondFactor(), session=session, context=asked.context, command_id="fresh")


# ------------------------------------------------------------------------------------------------------------------- compulsory


def test_where_everybody_needs_it_nothing_is_answered_before_it_is_set_up(office: Office) -> None:
    open_one = enter(office).session
    switch(office, SecondFactorMode.COMPULSORY)
    with pytest.raises(UserError, match=r"auth\.second_factor_due"):
        office.gateway.ask(ListSignIns(), session=open_one, context=office.context)
    signed_in = enter(office)
    assert (signed_in.must_set_up_second_factor, signed_in.second_factor) == (True, False)
    assert office.gateway.ask(GetMe(), session=signed_in.session, context=office.context).email == EMAIL
    office.gateway.submit(BeginSecondFactor(), session=signed_in.session, context=office.context, command_id="1")
    setup = office.gateway.ask(GetSecondFactorSetup(), session=signed_in.session, context=office.context)
    confirm = ConfirmSecondFactor(code=code(office, setup.secret))
    office.gateway.submit(confirm, session=signed_in.session, context=office.context, command_id="2")
    with pytest.raises(UserError) as error:
        office.gateway.ask(ListMembers(), session=signed_in.session, context=office.context)
    assert error.value.code == "auth.no_permission", "from now on rights decide, nothing else"
    office.clock.advance(STEP)
    assert not enter(office, code(office, setup.secret)).must_set_up_second_factor


def test_a_due_password_comes_before_a_due_second_factor(office: Office) -> None:
    office.do(SetParameter(key="password.days", value="1", expected_version=1))
    office.clock.advance(timedelta(days=2))
    switch(office, SecondFactorMode.COMPULSORY)
    with office.database.write() as connection:
        connection.execute(tables.member.update().values(password_changed_at=office.clock.now() - timedelta(days=2)))
    signed_in = enter(office)
    assert (signed_in.must_change_password, signed_in.must_set_up_second_factor) == (True, True)

    def send(command: BeginSecondFactor | ChangePassword, number: str) -> None:
        office.gateway.submit(command, session=signed_in.session, context=office.context, command_id=number)

    with pytest.raises(UserError, match=r"auth\.password_due"):
        send(BeginSecondFactor(), "1")
    send(ChangePassword(current=PASSWORD, new="Another-Word-1"), "2")
    send(BeginSecondFactor(), "3")


def test_service_users_need_none(office: Office) -> None:
    switch_actor = office.session("scheduler")
    switch(office, SecondFactorMode.COMPULSORY)
    assert office.gateway.ask(GetMe(), session=switch_actor, context=office.context).email == "scheduler"


# ------------------------------------------------------------------------------------------------------------------ doing without


def test_doing_without_needs_password_and_code_just_now_and_is_refused_where_everybody_needs_it(asked: Office) -> None:
    setup = set_up(asked)
    session = enter(asked, code(asked, setup.secret)).session

    def remove(number: str) -> None:
        asked.gateway.submit(RemoveSecondFactor(), session=session, context=asked.context, command_id=number)

    switch(asked, SecondFactorMode.COMPULSORY)
    with pytest.raises(UserError, match=r"auth\.second_factor_compulsory"):
        remove("1")
    switch(asked, SecondFactorMode.OPTIONAL)
    remove("2")
    assert not enter(asked).second_factor
    with asked.database.read() as connection:
        assert connection.execute(select(tables.recovery_code)).first() is None


def reset(office: Office, user: str, by: str) -> str:
    member_id = {row.email: row.member_id for row in office.ask(ListMembers(limit=200)).rows}[f"{user}@office.test"]
    return office.refused(ResetSecondFactor(member_id=member_id), user=by).code


def test_an_administrator_takes_it_away_from_whoever_lost_it(asked: Office) -> None:
    setup = set_up(asked)
    session = enter(asked, code(asked, setup.secret)).session
    (row,) = asked.ask(ListMembers(where=MemberFilter(second_factor=True)), user="administrator").rows
    assert (row.email, row.second_factor) == (EMAIL, True)
    assert "access.second_factor.reset" in row.may
    assert len(asked.ask(ListMembers(where=MemberFilter(second_factor=False), limit=200)).rows) > 5
    asked.do(ResetSecondFactor(member_id=row.member_id), user="administrator")
    with pytest.raises(UserError, match=r"auth\.session_ended"):
        asked.gateway.ask(GetMe(), session=session, context=asked.context)
    assert not enter(asked).second_factor
    (entry,) = asked.audit_rows("access.second_factor.reset")
    assert (entry.member_name, entry.action, entry.target) == ("administrator", "revoke", str(row.member_id))
    assert json.loads(entry.before)["second_factor_at"] is not None
    assert json.loads(entry.after)["second_factor_at"] is None
    member = asked.ask(GetMember(member_id=row.member_id))
    assert "access.second_factor.reset" not in member.may


def test_the_doors_of_taking_it_away_are_closed(asked: Office) -> None:
    assert reset(asked, CLERK, "administrator") == "auth.second_factor_none"
    assert reset(asked, "administrator", "administrator") == "admin.self_change"
    assert reset(asked, "super_admin", "administrator") == "admin.super_admin_only"
    assert reset(asked, CLERK, "auditor") == "auth.no_permission"


def test_nothing_is_left_of_a_member_who_has_left(asked: Office) -> None:
    set_up(asked)
    asked.do(DepartMember(member_id=asked.member_id(CLERK)))
    with asked.database.read() as connection:
        for table in (tables.second_factor, tables.recovery_code, tables.second_factor_begun):
            assert connection.execute(select(table)).first() is None
