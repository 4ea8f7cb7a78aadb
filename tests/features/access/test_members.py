"""Members: adding, editing, freezing, departure, passwords set by an administrator: `docs/rules/platform.md` 4, 6.2, scenarios 2, 3, 23."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.features.access.people import NEW_PASSWORD, codes, give, number, outcome
from tests.helpers.office import PASSWORD, Office
from whale_desktop.features.access import tables
from whale_desktop.features.access.messages import (
    AddMember,
    BindRole,
    DepartMember,
    EditMember,
    FreezeMember,
    GetMe,
    GetMember,
    ListMembers,
    Locale,
    Member,
    MemberFilter,
    MemberState,
    MemberType,
    ResetPassword,
    RevokeSessions,
    TotalMembers,
    UnbindRole,
    UnfreezeMember,
)
from whale_desktop.features.fx.messages import ListLimits
from whale_desktop.kernel.errors import CodedError, UserError

NEW = AddMember(
    name="周文浩",
    name_zh_hans="周文浩",
    name_en="Chow Man Ho",
    email=" Chow@Office.Test ",
    department="營運部",
    password=NEW_PASSWORD,
)


def member(office: Office, user: str) -> Member:
    return office.ask(GetMember(member_id=number(office, user)))


def fields(error: CodedError) -> set[tuple[str, str]]:
    return {(one.field, one.code) for one in error.fields}


# ----------------------------------------------------------------------------------------------------------- add and edit


def test_a_new_member_has_everything_but_rights(office: Office) -> None:
    made = office.ask(GetMember(member_id=office.do(NEW, user="administrator")))
    assert (made.email, made.name_zh_hant, made.name_en) == ("chow@office.test", "周文浩", "Chow Man Ho")
    assert (made.state, made.member_type, made.must_change_password) == (MemberState.NORMAL, MemberType.ADMIN, True)
    assert (made.roles, made.policies, made.codes, made.department) == ((), (), (), "營運部")


def test_everything_wrong_with_a_new_member_is_said_at_once(office: Office) -> None:
    error = office.refused(AddMember(name=" ", email="nobody", password="short", department="x" * 61))
    assert fields(error) == {
        ("name", "FX-E01"),
        ("email", "auth.email_invalid"),
        ("password", "auth.password_rule"),
        ("department", "FX-E35"),
    }


def test_platform_03_an_email_is_never_given_twice_not_even_that_of_a_departed_member(office: Office) -> None:
    first = office.do(NEW)
    again = AddMember(name="Other", email="CHOW@office.test", password=NEW_PASSWORD)
    assert fields(office.refused(again)) == {("email", "auth.email_used")}
    office.do(DepartMember(member_id=first))
    assert fields(office.refused(again)) == {("email", "auth.email_used")}


def test_editing_changes_particulars_and_refuses_what_somebody_else_changed_meanwhile(office: Office) -> None:
    one = member(office, "auditor")
    change = EditMember(
        member_id=one.member_id,
        name="鄭慧敏",
        email="cheng@office.test",
        member_type=MemberType.TRADER,
        department="稽核部",
        locale=Locale.EN,
        expected_version=one.version,
    )
    office.do(change, user="administrator")
    after = office.ask(GetMember(member_id=one.member_id))
    assert (after.email, after.name_zh_hans, after.member_type, after.department) == (
        "cheng@office.test",
        "鄭慧敏",
        MemberType.TRADER,
        "稽核部",
    )
    assert after.roles == one.roles
    assert office.refused(change, user="administrator").code == "message.stale"
    row = office.audit_rows("access.member.edit")[0]
    assert '"email":"auditor@office.test"' in row.before
    assert '"email":"cheng@office.test"' in row.after


def test_passwords_of_members_stand_in_no_audit_row(office: Office) -> None:
    made = office.do(NEW)
    office.do(ResetPassword(member_id=made, password="Another-Word-78"))
    text = str([tuple(row) for row in office.audit_rows()])
    assert NEW_PASSWORD not in text
    assert "Another-Word-78" not in text
    assert text.count("******") == 2


# ------------------------------------------------------------------------------------------------------- freezing, departure


def test_platform_02_a_frozen_member_s_next_write_is_refused_and_his_session_ends(office: Office) -> None:
    clerk = number(office, "second_clerk")
    session = office.session("second_clerk")
    office.do(FreezeMember(member_id=clerk), user="administrator")
    office.clock.advance(timedelta(seconds=1))
    for _ in range(2):
        with pytest.raises(UserError, match=r"auth\.session_ended"):
            office.gateway.ask(GetMe(), session=session, context=office.context)
    with pytest.raises(UserError, match=r"auth\.frozen"):
        office.gateway.sign_in("second_clerk@office.test", PASSWORD, office.context)
    office.do(UnfreezeMember(member_id=clerk), user="administrator")
    with pytest.raises(UserError, match=r"auth\.session_ended"):
        office.gateway.ask(GetMe(), session=session, context=office.context)
    assert office.gateway.sign_in("second_clerk@office.test", PASSWORD, office.context).codes


def test_departure_is_final_takes_the_rights_and_keeps_the_history(office: Office) -> None:
    clerk = number(office, "second_clerk")
    office.session("second_clerk")
    office.do(DepartMember(member_id=clerk), user="administrator")
    gone = office.ask(GetMember(member_id=clerk))
    assert (gone.state, gone.roles, gone.codes, gone.open_sessions, gone.may) == (MemberState.DEPARTED, (), (), 0, ())
    for command in (
        FreezeMember(member_id=clerk),
        UnfreezeMember(member_id=clerk),
        DepartMember(member_id=clerk),
        ResetPassword(member_id=clerk, password=NEW_PASSWORD),
        BindRole(member_id=clerk, role="auditor"),
    ):
        assert office.refused(command).code == "admin.member_state", command
    assert "funds_clerk" in str(office.audit_rows("access.member.depart")[0].before) or gone.email in str(
        office.audit_rows("access.member.depart")[0].before
    )


def test_what_a_member_s_state_allows_stands_in_his_row(office: Office) -> None:
    def may(user: str) -> set[str]:
        found = office.ask(ListMembers(where=MemberFilter(email=f"{user}@")), user="administrator").rows
        (row,) = [one for one in found if one.email == f"{user}@office.test"]
        return {one.rpartition(".")[2] for one in row.may}

    assert may("funds_clerk") == {"edit", "freeze", "depart", "reset_password", "bind", "revoke_all"}
    assert may("administrator") == {"edit", "revoke_all"}, "oneself"
    assert may("second_super_admin") == {"revoke_all"}, "somebody above"
    office.do(FreezeMember(member_id=number(office, "funds_clerk")))
    assert may("funds_clerk") == {"edit", "unfreeze", "depart", "reset_password", "bind"}


# ----------------------------------------------------------------------------------------------------------------- closed doors


def test_platform_23_the_last_super_administrator_stays(office: Office) -> None:
    second, last = number(office, "second_super_admin"), number(office, "super_admin")
    office.do(FreezeMember(member_id=second))
    give(office, "administrator", "admin.member_inquiry", "admin.member_operation")
    outsider = "administrator"
    for command in (
        FreezeMember(member_id=last),
        DepartMember(member_id=last),
        UnbindRole(member_id=last, role="super_admin"),
        BindRole(member_id=last, role="super_admin", valid_to=office.clock.now().date()),
    ):
        assert office.refused(command).code == "admin.self_change", "not by himself"
        assert office.refused(command, user=outsider).code == "admin.super_admin_only", "not by somebody below"
    office.do(UnfreezeMember(member_id=second))
    office.do(BindRole(member_id=second, role="super_admin", valid_to=office.clock.now().date()))
    for command in (
        FreezeMember(member_id=last),
        DepartMember(member_id=last),
        UnbindRole(member_id=last, role="super_admin"),
        BindRole(member_id=last, role="super_admin", valid_to=office.clock.now().date()),
    ):
        refused = office.refused(command, user="second_super_admin")
        assert refused.code == "admin.last_super_admin", "not by one whose own role ends today"
    assert outcome(office, GetMe(), "super_admin") == "ok"


def test_wrong_passwords_never_freeze_the_last_super_administrator(office: Office) -> None:
    office.do(FreezeMember(member_id=number(office, "second_super_admin")))
    for _ in range(4):
        for _ in range(5):
            with pytest.raises(UserError, match="bad_credentials"):
                office.gateway.sign_in("super_admin@office.test", "wrong", office.context)
        office.clock.advance(timedelta(minutes=15))
    assert office.gateway.sign_in("super_admin@office.test", PASSWORD, office.context).codes


def test_nobody_changes_his_own_state_and_the_attempt_is_audited(office: Office) -> None:
    me = number(office, "administrator")
    for command in (
        FreezeMember(member_id=me),
        DepartMember(member_id=me),
        ResetPassword(member_id=me, password=NEW_PASSWORD),
    ):
        assert office.refused(command, user="administrator").code == "admin.self_change"
    rows = [(row.message, row.member_name, row.result, row.error_code) for row in office.audit_rows()]
    for name in ("freeze", "depart", "reset_password"):
        assert (f"access.member.{name}", "administrator", "refused", "admin.self_change") in rows


def test_only_a_super_administrator_acts_on_one(office: Office) -> None:
    one = member(office, "second_super_admin")
    for command in (
        FreezeMember(member_id=one.member_id),
        ResetPassword(member_id=one.member_id, password=NEW_PASSWORD),
        EditMember(member_id=one.member_id, name="x", email="x@office.test", expected_version=one.version),
        RevokeSessions(member_id=one.member_id),
    ):
        assert office.refused(command, user="administrator").code == "admin.super_admin_only", command
    assert (
        office.refused(BindRole(member_id=number(office, "nobody"), role="super_admin"), user="administrator").code
        == "admin.super_admin_only"
    )


@pytest.mark.parametrize(
    "command",
    [
        NEW,
        EditMember(member_id=1, name="x", email="x@office.test", expected_version=1),
        FreezeMember(member_id=1),
        UnfreezeMember(member_id=1),
        DepartMember(member_id=1),
        ResetPassword(member_id=1, password=NEW_PASSWORD),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_forced_call_without_the_right_is_refused(office: Office, command: AddMember) -> None:
    for user in ("nobody", "funds_supervisor", "auditor"):
        assert office.refused(command, user=user).code == "auth.no_permission"


def test_service_users_are_no_members(office: Office) -> None:
    with office.database.read() as connection:
        app = connection.execute(select(tables.member.c.member_id).where(tables.member.c.email == "app")).scalar_one()
    assert office.refused(FreezeMember(member_id=app)).code == "admin.member_unknown"
    assert office.refused(GetMember(member_id=app)).code == "admin.member_unknown"
    assert office.refused(BindRole(member_id=number(office, "nobody"), role="app")).code == "admin.role_unknown"
    assert not [row for row in office.ask(ListMembers(limit=200)).rows if row.email in ("app", "scheduler")]


# ------------------------------------------------------------------------------------------------------------------------ list


def test_the_list_filters_and_counts(office: Office) -> None:
    office.do(NEW)

    def found(**where: object) -> list[str]:
        filters = MemberFilter(**where)  # type: ignore[arg-type]  # the fields of the filter, by name
        rows = office.ask(ListMembers(where=filters, sort="email", descending=False)).rows
        assert office.ask(TotalMembers(where=filters)).count == len(rows)
        return [row.email.partition("@")[0] for row in rows]

    assert found(name="CHOW") == found(name="文浩") == found(email="chow@") == found(department="營運") == ["chow"]
    assert found(role=("funds_clerk",)) == ["funds_clerk", "second_clerk"]
    assert found(member_type=(MemberType.TRADER,)) == []
    office.do(FreezeMember(member_id=number(office, "funds_clerk")))
    assert found(state=(MemberState.FROZEN,)) == ["funds_clerk"]
    assert found(name="50%") == [], "a sign of the pattern language is a plain character"


def test_names_are_in_the_reader_s_language(office: Office) -> None:
    office.do(NEW)
    rows = office.ask(ListMembers(where=MemberFilter(email="chow@"))).rows
    assert [row.name for row in rows] == ["Chow Man Ho"]


def test_the_new_member_must_choose_his_own_password(office: Office) -> None:
    office.do(NEW)
    assert office.gateway.sign_in("chow@office.test", NEW_PASSWORD, office.context).must_change_password
    assert codes(office, "funds_clerk")
    assert outcome(office, ListLimits(), "auditor") == "ok"
