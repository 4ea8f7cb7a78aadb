"""Signing in, lock-out, freezing, locking and the end of sessions: `docs/rules/platform.md` 4, 5.2, 6.1 and scenario 1."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.helpers.office import PASSWORD, Office
from whale_desktop.features.access import tables
from whale_desktop.features.access.messages import GetMe, MemberState
from whale_desktop.kernel.errors import UserError

CLERK = "funds_clerk@office.test"
SECOND = timedelta(seconds=1)


def refusal(office: Office, email: str, password: str) -> UserError:
    with pytest.raises(UserError) as caught:
        office.gateway.sign_in(email, password, office.context)
    return caught.value


def test_who_signs_in_gets_roles_and_codes(office: Office) -> None:
    signed_in = office.gateway.sign_in(" Funds_Clerk@Office.Test ", PASSWORD, office.context)
    assert signed_in.email == CLERK
    assert signed_in.roles == ("Funds clerk",)
    assert "lb_hk_conversion.forex_order_add" in signed_in.codes
    assert "admin.ledger_prove" not in signed_in.codes


def test_platform_01_five_wrong_passwords_lock_for_fifteen_minutes_to_the_second(office: Office) -> None:
    assert office.clock.now().strftime("%H:%M:%S") == "02:00:00"  # 10:00:00 in Hong Kong
    for _ in range(5):
        assert refusal(office, CLERK, "wrong").code == "auth.bad_credentials"
    office.clock.advance(timedelta(minutes=14, seconds=59))
    locked = refusal(office, CLERK, PASSWORD)
    assert (locked.code, locked.params) == ("auth.locked", {"time": "10:15:00"})
    office.clock.advance(SECOND)
    assert office.gateway.sign_in(CLERK, PASSWORD, office.context).email == CLERK


def test_a_right_password_starts_the_count_again(office: Office) -> None:
    for _ in range(4):
        refusal(office, CLERK, "wrong")
    office.gateway.sign_in(CLERK, PASSWORD, office.context)
    for _ in range(4):
        refusal(office, CLERK, "wrong")
    office.gateway.sign_in(CLERK, PASSWORD, office.context)


def lock_out(office: Office) -> None:
    for _ in range(5):
        refusal(office, CLERK, "wrong")
    office.clock.advance(timedelta(minutes=15))


def test_the_third_lock_within_a_day_freezes(office: Office) -> None:
    for _ in range(3):
        lock_out(office)
    assert refusal(office, CLERK, PASSWORD).code == "auth.frozen"


def test_a_third_lock_a_day_after_the_first_does_not_freeze(office: Office) -> None:
    lock_out(office)
    lock_out(office)
    office.clock.advance(timedelta(hours=23, minutes=30))
    lock_out(office)
    office.gateway.sign_in(CLERK, PASSWORD, office.context)


def test_unknown_departed_and_wrong_are_told_apart_by_nothing(office: Office) -> None:
    with office.database.write() as connection:
        departed = {"state": MemberState.DEPARTED}
        connection.execute(update(tables.member).where(tables.member.c.email == "auditor@office.test").values(**departed))
    answers = {
        str(refusal(office, email, password))
        for email, password in (("nowhere@office.test", PASSWORD), ("auditor@office.test", PASSWORD), (CLERK, "wrong"))
    }
    assert answers == {"auth.bad_credentials"}


def test_unknown_and_departed_cost_the_same_work_as_wrong(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    import argon2

    checked: list[str] = []
    genuine = argon2.PasswordHasher.verify

    def verify(self: argon2.PasswordHasher, kept: str, password: str) -> bool:
        checked.append(kept.split("$")[3])
        return bool(genuine(self, kept, password))

    monkeypatch.setattr(argon2.PasswordHasher, "verify", verify)
    monkeypatch.setattr(argon2.PasswordHasher, "hash", lambda *_: pytest.fail("a stranger waits for a hash that nobody needs"))
    office.services.signing._passwords.__init__(cheap=True)  # type: ignore[misc]  # the template's passwords were made cheaply
    with office.database.write() as connection:
        departed = {"state": MemberState.DEPARTED}
        connection.execute(update(tables.member).where(tables.member.c.email == "auditor@office.test").values(**departed))
    for email in ("nowhere@office.test", "auditor@office.test", CLERK):
        refusal(office, email, "wrong")
    assert len(checked) == 3
    assert len(set(checked)) == 1


@pytest.mark.parametrize("name", ["app", "scheduler"])
def test_service_users_cannot_sign_in_at_the_window(office: Office, name: str) -> None:
    assert refusal(office, name, "").code == "auth.service_user"
    assert refusal(office, name, PASSWORD).code == "auth.service_user"


def test_every_attempt_leaves_a_row(office: Office) -> None:
    refusal(office, "nowhere@office.test", "wrong")
    refusal(office, CLERK, "wrong")
    session = office.gateway.sign_in(CLERK, PASSWORD, office.context).session
    office.gateway.lock(session)
    with pytest.raises(UserError):
        office.gateway.unlock(session, "wrong")
    office.gateway.unlock(session, PASSWORD)
    office.gateway.sign_out(session)
    rows = [(row.message, row.member_name, row.result, row.error_code, row.workstation) for row in office.audit_rows()]
    assert rows == [
        ("login_failed", "nowhere@office.test", "refused", "auth.bad_credentials", "test"),
        ("login_failed", "funds_clerk", "refused", "auth.bad_credentials", "test"),
        ("login", "funds_clerk", "ok", "", "test"),
        ("lock", "funds_clerk", "ok", "", "test"),
        ("unlock_failed", "funds_clerk", "refused", "auth.bad_credentials", "test"),
        ("unlock", "funds_clerk", "ok", "", "test"),
        ("logout", "funds_clerk", "ok", "", "test"),
    ]
    assert not any(PASSWORD in str(row) for row in office.audit_rows())


def test_wrong_passwords_at_the_lock_screen_count_too(office: Office) -> None:
    session = office.gateway.sign_in(CLERK, PASSWORD, office.context).session
    office.gateway.lock(session)
    for _ in range(5):
        with pytest.raises(UserError, match="bad_credentials"):
            office.gateway.unlock(session, "wrong")
    with pytest.raises(UserError, match=r"auth\.locked"):
        office.gateway.unlock(session, PASSWORD)


def code_of_ask(office: Office, session: str) -> str:
    try:
        office.gateway.ask(GetMe(), session=session, context=office.context)
    except UserError as error:
        return error.code
    return "ok"


def test_a_locked_session_answers_nothing_until_the_password(office: Office) -> None:
    session = office.gateway.sign_in(CLERK, PASSWORD, office.context).session
    office.gateway.lock(session)
    assert code_of_ask(office, session) == "auth.session_locked"
    assert office.gateway.unlock(session, PASSWORD).session == session
    assert code_of_ask(office, session) == "ok"


def test_an_idle_session_locks_after_thirty_minutes_and_use_keeps_it_open(office: Office) -> None:
    session = office.gateway.sign_in(CLERK, PASSWORD, office.context).session
    for _ in range(3):
        office.clock.advance(timedelta(minutes=29, seconds=59))
        assert code_of_ask(office, session) == "ok"
    office.clock.advance(timedelta(minutes=30))
    assert code_of_ask(office, session) == "auth.session_locked"
    assert code_of_ask(office, session) == "auth.session_locked"
    office.gateway.unlock(session, PASSWORD)
    assert code_of_ask(office, session) == "ok"


def test_a_session_ends_after_twelve_hours_whatever_happens(office: Office) -> None:
    session = office.gateway.sign_in(CLERK, PASSWORD, office.context).session
    for _ in range(47):
        office.clock.advance(timedelta(minutes=15))
        assert code_of_ask(office, session) == "ok"
    office.clock.advance(timedelta(minutes=15) - SECOND)
    assert code_of_ask(office, session) == "ok"
    office.clock.advance(SECOND)
    assert code_of_ask(office, session) == "auth.session_ended"
    with pytest.raises(UserError, match=r"auth\.session_ended"):
        office.gateway.unlock(session, PASSWORD)


def test_after_sign_out_a_session_is_ended_and_signing_out_twice_does_no_harm(office: Office) -> None:
    session = office.gateway.sign_in(CLERK, PASSWORD, office.context).session
    office.gateway.sign_out(session)
    office.gateway.sign_out(session)
    assert code_of_ask(office, session) == "auth.session_ended"
    assert [row.message for row in office.audit_rows()] == ["login", "logout"]


def test_the_database_keeps_no_password_and_no_token(office: Office) -> None:
    token = office.session("funds_clerk")
    with office.database.read() as connection:
        kept = connection.execute(select(tables.session.c.token_hash)).scalars().all()
        hashes = connection.execute(select(tables.member.c.password_hash)).scalars().all()
    assert kept == [office.session_hash("funds_clerk")]
    assert token not in kept
    assert all(one == "" or one.startswith("$argon2id$") for one in hashes)


def test_a_password_counts_as_fresh_for_five_minutes(office: Office) -> None:
    session = office.gateway.sign_in(CLERK, PASSWORD, office.context).session

    def fresh() -> bool:
        with office.database.read() as connection:
            return office.services.identity.actor_of(connection, session, office.clock.now(), address="").fresh

    office.clock.advance(timedelta(minutes=5) - SECOND)
    assert fresh()
    office.clock.advance(SECOND)
    assert not fresh()
    office.gateway.unlock(session, PASSWORD)
    assert fresh()
