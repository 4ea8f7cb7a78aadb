"""Permission requests as work orders: `docs/rules/platform.md` 3.3, 6.4, scenario 11."""

from datetime import date, timedelta

import pytest

from tests.features.access.people import at, number, outcome, policy_no
from tests.helpers.office import Office, roles
from whale_desktop.features.access.messages import (
    AddRole,
    ApplicationFilter,
    ApplicationRow,
    ApplicationStatus,
    ApplyPermission,
    DeleteRole,
    DepartMember,
    GetApplication,
    GetApplicationRecord,
    GrantFilter,
    GrantRow,
    GrantSource,
    ListApplications,
    ListGrants,
    Period,
    PolicyKind,
    TotalApplications,
    WithdrawApplication,
)
from whale_desktop.features.fx.messages import ListLimits
from whale_desktop.features.workorder.messages import ApproveWorkOrder, GetWorkOrder, RefuseWorkOrder, WithdrawWorkOrder

FLOW = "platform.permission_apply"
LIMIT_VIEW = "lb_hk_conversion.amount_config_query"
ASKED = ApplyPermission(codes=(LIMIT_VIEW,), period=Period.DAYS_7, reason="month-end cover")


def ask(office: Office, command: ApplyPermission = ASKED, user: str = "nobody") -> ApplicationRow:
    """Submit a request; how it stands then."""
    return office.ask(GetApplication(application_no=office.do(command, user=user)), user=user)


def again(office: Office, row: ApplicationRow, user: str = "nobody") -> ApplicationRow:
    """How a request stands now."""
    return office.ask(GetApplication(application_no=row.application_no), user=user)


def grants(office: Office, user: str = "nobody") -> tuple[GrantRow, ...]:
    """The personal grants of a user."""
    return office.ask(ListGrants(where=GrantFilter(member=f"{user}@office.test"))).rows


def test_platform_11_seven_days_from_the_day_of_execution_and_the_audit_names_the_ticket(office: Office) -> None:
    at(office, "2024-03-17T09:00:00")
    row = ask(office)
    assert (row.status, row.ticket_no != "", row.valid_to) == (ApplicationStatus.PENDING, True, None)
    assert outcome(office, ListLimits(), "nobody") == "auth.no_permission"
    at(office, "2024-03-18T15:00:00")
    office.approve(int(row.ticket_no), user="super_admin")
    row = again(office, row)
    assert (row.status, row.valid_to) == (ApplicationStatus.GRANTED, date(2024, 3, 25))
    (grant,) = grants(office)
    assert (grant.code, grant.valid_to, grant.source, grant.ticket_no) == (
        LIMIT_VIEW,
        date(2024, 3, 25),
        GrantSource.APPLICATION,
        row.ticket_no,
    )
    at(office, "2024-03-25T23:59:59")
    assert outcome(office, ListLimits(), "nobody") == "ok"
    at(office, "2024-03-26T00:00:00")
    assert outcome(office, ListLimits(), "nobody") == "auth.no_permission"
    executed = [one for one in office.audit_rows() if one.message == "DecideApplication"]
    assert [(one.work_order_no, one.member_name, one.result) for one in executed] == [(row.ticket_no, "super_admin", "ok")]


def test_a_request_shows_its_approvers_what_it_would_give(office: Office) -> None:
    row = ask(
        office, ApplyPermission(policies=(policy_no(office, "risk", PolicyKind.READ),), codes=(LIMIT_VIEW,), reason="cover")
    )
    order = office.ask(GetWorkOrder(work_order_no=int(row.ticket_no)), user="super_admin")
    (change,) = order.changes
    assert change.before is not None
    assert change.after is not None
    assert (change.before["status"], change.after["status"]) == ("pending", "granted")
    assert change.before["codes"] == [LIMIT_VIEW]
    assert grants(office) == (), "trying it gave nothing"


def test_nobody_grants_his_own_request_whoever_he_is(office: Office) -> None:
    row = ask(office, user="super_admin")
    refused = office.refused(ApproveWorkOrder(work_order_no=int(row.ticket_no)), user="super_admin")
    assert refused.code == "ticket.self_approval"
    assert grants(office, "super_admin") == ()


def test_a_refusal_says_why_and_gives_nothing(office: Office) -> None:
    row = ask(office)
    office.do(RefuseWorkOrder(work_order_no=int(row.ticket_no), comment="ask your head first"))
    row = again(office, row)
    assert (row.status, row.remark, row.may, grants(office)) == (ApplicationStatus.REFUSED, "ask your head first", (), ())
    assert row.ticket_no


@pytest.mark.parametrize("by_order", [True, False], ids=["the work order", "the request"])
def test_withdrawing_closes_both(office: Office, by_order: bool) -> None:
    row = ask(office)
    command = (
        WithdrawWorkOrder(work_order_no=int(row.ticket_no))
        if by_order
        else WithdrawApplication(application_no=row.application_no)
    )
    office.do(command, user="nobody")
    assert again(office, row).status is ApplicationStatus.CLOSED
    order = office.ask(GetWorkOrder(work_order_no=int(row.ticket_no)))
    assert order.row.approval_status == "CLOSE"
    assert office.refused(WithdrawApplication(application_no=row.application_no), user="nobody").code == "application.decided"


def test_what_somebody_has_signed_is_not_withdrawn(office: Office) -> None:
    office.route(FLOW, roles("administrator"), roles("super_admin"))
    row = ask(office)
    office.approve(int(row.ticket_no), user="administrator")
    office.refused(WithdrawApplication(application_no=row.application_no), user="nobody")
    assert again(office, row).status is ApplicationStatus.PENDING
    office.approve(int(row.ticket_no), user="super_admin")
    assert again(office, row).status is ApplicationStatus.GRANTED


def test_a_request_whose_member_has_left_fails(office: Office) -> None:
    row = ask(office, user="second_clerk")
    office.do(DepartMember(member_id=number(office, "second_clerk")))
    office.approve(int(row.ticket_no), user="super_admin")
    record = office.ask(GetApplicationRecord(application_no=row.application_no))
    assert record.status is ApplicationStatus.FAILED
    assert grants(office, "second_clerk") == ()


def test_everybody_sees_his_own_requests_only(office: Office) -> None:
    row = ask(office)
    assert office.refused(GetApplication(application_no=row.application_no), user="auditor").code == "application.unknown"
    assert office.refused(WithdrawApplication(application_no=row.application_no), user="auditor").code == "application.unknown"
    assert (
        office.refused(GetApplicationRecord(application_no=row.application_no), user="funds_clerk").code == "auth.no_permission"
    )
    assert office.ask(ListApplications(), user="auditor").rows == ()
    pending = ApplicationFilter(status=(ApplicationStatus.PENDING,))
    assert office.ask(TotalApplications(where=pending), user="nobody").count == 1
    today = office.clock.now().date()
    assert (
        office.ask(TotalApplications(where=ApplicationFilter(created_upto=today - timedelta(days=1))), user="nobody").count == 0
    )


@pytest.mark.parametrize(
    ("period", "until", "last"),
    [
        (Period.UNLIMITED, None, None),
        (Period.UNLIMITED, date(2024, 5, 1), None),
        (Period.DAYS_7, None, date(2024, 3, 25)),
        (Period.DAYS_30, None, date(2024, 4, 17)),
        (Period.DAYS_90, None, date(2024, 6, 16)),
        (Period.DAYS_365, None, date(2025, 3, 18)),
        (Period.DATE, date(2024, 3, 18), date(2024, 3, 18)),
    ],
)
def test_the_last_day_follows_from_the_period(office: Office, period: Period, until: date | None, last: date | None) -> None:
    row = ask(office, ApplyPermission(codes=(LIMIT_VIEW,), period=period, until=until, reason="cover"))
    office.approve(int(row.ticket_no), user="super_admin")
    assert [one.valid_to for one in grants(office)] == [last]


def test_everything_wrong_with_a_request_is_said_at_once(office: Office) -> None:
    bad = ApplyPermission(period=Period.DATE, until=date(2024, 3, 17), reason=" ")
    faults = {(one.field, one.code) for one in office.refused(bad, user="nobody").fields}
    assert faults == {("reason", "FX-E01"), ("policies", "admin.nothing_chosen"), ("until", "admin.period")}
    assert (
        office.refused(ApplyPermission(codes=("service.client_order",), reason="x"), user="nobody").code == "admin.code_unknown"
    )
    assert office.refused(ApplyPermission(policies=(999,), reason="x"), user="nobody").code == "admin.policy_unknown"
    assert office.refused(ApplyPermission(codes=(LIMIT_VIEW,), reason="x" * 301), user="nobody").code == "FX-E35"


def test_a_role_that_an_approval_level_names_is_not_deleted(office: Office) -> None:
    role = office.do(AddRole(name="Deciders"))
    office.route(FLOW, roles(role))
    assert office.refused(DeleteRole(role=role, expected_version=1)).code == "admin.role_in_use"
    office.route(FLOW, roles("super_admin"))
    office.do(DeleteRole(role=role, expected_version=1))
