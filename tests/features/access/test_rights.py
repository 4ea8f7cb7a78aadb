"""Roles, policies, grants and what they add up to: `docs/rules/platform.md` 3.2, 5.1, 6.3, scenarios 4, 5, 8, 9, 10."""

from datetime import date, timedelta

import pytest

from tests.features.access.people import at, codes, give, number, outcome, policy_no
from tests.helpers.office import Office
from whale_desktop.bus import follows
from whale_desktop.bus import handlers as bus_handlers
from whale_desktop.features.access.messages import (
    AddPolicy,
    AddRole,
    BindGrants,
    BindRole,
    DeletePolicy,
    DeleteRole,
    EditPolicy,
    EditRole,
    GetMe,
    GetPolicy,
    GetRole,
    GrantFilter,
    GrantPhase,
    ListGrants,
    ListRoleBindings,
    ListRoles,
    PolicyKind,
    RoleBindingFilter,
    RoleDeleted,
    RoleFilter,
    TotalGrants,
    TotalRoleBindings,
    TotalRoles,
    UnbindGrant,
    UnbindRole,
)
from whale_desktop.features.fx.messages import AddLimit, DeleteLimit, ListLimits, UpdateLimit
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages.permission_catalogue import grantable_codes, permission_entries

LIMIT_VIEW, LIMIT_EDIT = "lb_hk_conversion.amount_config_query", "lb_hk_conversion.amount_config_update"
GROUP_VIEW = "credit_limit.client_group_query"


# ------------------------------------------------------------------------------------------------------------------ scenarios


def test_platform_04_a_code_added_to_a_policy_counts_at_the_next_action(office: Office) -> None:
    read_only = policy_no(office, "cash", PolicyKind.READ)
    added = next(one.code for one in permission_entries().values() if one.module == "cash" and one.kind == "operate")
    role = office.do(AddRole(name="R", policies=(read_only,)))
    office.do(BindRole(member_id=number(office, "nobody"), role=role))
    before = codes(office, "nobody")
    assert before == {one.code for one in permission_entries().values() if one.module == "cash" and one.kind == "view"}
    session = office.session("nobody")
    policy = office.ask(GetPolicy(policy_no=read_only))
    office.do(
        EditPolicy(
            policy_no=read_only,
            name=policy.name,
            name_zh_hans=policy.name_zh_hans,
            name_en=policy.name_en,
            kind=policy.kind,
            codes=(added,),
            expected_version=policy.version,
        ),
        user="administrator",
    )
    mine = office.gateway.ask(GetMe(), session=session, context=office.context)
    assert set(mine.codes) == before | {added}


def test_platform_05_a_grant_counts_until_the_last_second_of_its_last_day(office: Office) -> None:
    at(office, "2024-06-28T09:00:00")
    office.do(BindGrants(member_id=number(office, "nobody"), codes=(LIMIT_VIEW,), valid_to=date(2024, 6, 30)))
    at(office, "2024-06-30T23:59:59")
    assert outcome(office, ListLimits(), "nobody") == "ok"
    at(office, "2024-07-01T00:00:00")
    assert outcome(office, ListLimits(), "nobody") == "auth.no_permission"


def test_a_grant_of_the_future_counts_from_the_first_second_of_its_first_day(office: Office) -> None:
    office.do(BindGrants(member_id=number(office, "nobody"), codes=(LIMIT_VIEW,), valid_from=date(2024, 3, 19)))
    at(office, "2024-03-18T23:59:59")
    assert outcome(office, ListLimits(), "nobody") == "auth.no_permission"
    at(office, "2024-03-19T00:00:00")
    assert outcome(office, ListLimits(), "nobody") == "ok"


def test_platform_09_with_the_view_alone_the_list_opens_and_a_forced_call_is_refused(office: Office) -> None:
    give(office, "nobody", LIMIT_VIEW)
    assert outcome(office, ListLimits(), "nobody") == "ok"
    for command in (AddLimit(currency="USD"), UpdateLimit(currency="USD"), DeleteLimit(currency="USD")):
        assert office.refused(command, user="nobody").code == "auth.no_permission"


def test_platform_10_nobody_binds_a_role_to_himself_and_the_attempt_is_audited(office: Office) -> None:
    for user in ("administrator", "super_admin"):
        me = number(office, user)
        for command in (
            BindRole(member_id=me, role="risk_officer"),
            UnbindRole(member_id=me, role=user),
            BindGrants(member_id=me, codes=(LIMIT_EDIT,)),
            UnbindGrant(member_id=me, grant_no=1),
        ):
            assert office.refused(command, user=user).code == "admin.self_change", command
            row = office.audit_rows()[-1]
            assert (row.member_name, row.result, row.error_code) == (user, "refused", "admin.self_change")


# ----------------------------------------------------------------------------------------- no way round to one's own rights


def test_nobody_adds_to_a_role_that_he_has_himself(office: Office) -> None:
    role = office.ask(GetRole(role="administrator"))
    wider = EditRole(
        role=role.role,
        name=role.name,
        name_zh_hans=role.name_zh_hans,
        name_en=role.name_en,
        codes=(*role.codes, LIMIT_EDIT),
        expected_version=role.version,
    )
    assert office.refused(wider, user="administrator").code == "admin.self_change"
    assert LIMIT_EDIT not in codes(office, "administrator")
    office.do(wider)
    assert LIMIT_EDIT in codes(office, "administrator")


def test_nobody_adds_to_a_policy_that_he_has_himself(office: Office) -> None:
    mine = office.do(AddPolicy(name="Mine", module="parameters", codes=(LIMIT_VIEW,)))
    office.do(BindGrants(member_id=number(office, "administrator"), policies=(mine,)))
    wider = EditPolicy(policy_no=mine, name="Mine", codes=(LIMIT_VIEW, LIMIT_EDIT), expected_version=1)
    assert office.refused(wider, user="administrator").code == "admin.self_change"
    same = EditPolicy(policy_no=mine, name="Renamed", codes=(LIMIT_VIEW,), expected_version=1)
    office.do(same, user="administrator")  # other words change nobody's rights


def test_the_role_of_the_super_administrators_is_fixed(office: Office) -> None:
    for command in (EditRole(role="super_admin", name="x"), DeleteRole(role="super_admin")):
        assert office.refused(command).code == "admin.super_admin_fixed"
    assert codes(office, "super_admin") == grantable_codes()


def test_codes_of_service_users_and_unknown_codes_are_granted_to_nobody(office: Office) -> None:
    for code in ("service.client_order", "no.such_code"):
        assert office.refused(AddRole(name="R", codes=(code,))).code == "admin.code_unknown"
        assert office.refused(BindGrants(member_id=number(office, "nobody"), codes=(code,))).code == "admin.code_unknown"


@pytest.mark.parametrize(
    "command",
    [
        AddRole(name="R"),
        EditRole(role="auditor", name="R"),
        DeleteRole(role="auditor"),
        AddPolicy(name="P", module="cash"),
        EditPolicy(policy_no=1, name="P"),
        DeletePolicy(policy_no=1),
        BindRole(member_id=1, role="auditor"),
        UnbindRole(member_id=1, role="auditor"),
        BindGrants(member_id=1, codes=(LIMIT_EDIT,)),
        UnbindGrant(member_id=1, grant_no=1),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_forced_call_without_the_right_is_refused(office: Office, command: AddRole) -> None:
    for user in ("nobody", "funds_supervisor", "auditor"):
        assert office.refused(command, user=user).code == "auth.no_permission"


# ---------------------------------------------------------------------------------------------------- what rights add up to


def test_two_roles_a_policy_and_a_code_add_up(office: Office) -> None:
    member = number(office, "nobody")
    give(office, "nobody", LIMIT_VIEW)
    give(office, "nobody", GROUP_VIEW, LIMIT_VIEW)
    mine = office.do(AddPolicy(name="P", module="settings", codes=("admin.role_inquiry",)))
    office.do(BindGrants(member_id=member, policies=(mine,), codes=("asset.summary_query",)))
    assert codes(office, "nobody") == {LIMIT_VIEW, GROUP_VIEW, "admin.role_inquiry", "asset.summary_query"}
    for row in office.ask(ListGrants(where=GrantFilter(member="nobody@office.test"))).rows:
        office.do(UnbindGrant(member_id=member, grant_no=row.grant_no))
    assert codes(office, "nobody") == {LIMIT_VIEW, GROUP_VIEW}


def test_an_all_policy_gives_every_code_of_its_module(office: Office) -> None:
    office.do(BindGrants(member_id=number(office, "nobody"), policies=(policy_no(office, "settings", PolicyKind.ALL),)))
    assert codes(office, "nobody") == {one.code for one in permission_entries().values() if one.module == "settings"}


def test_the_same_grant_twice_is_one_grant(office: Office) -> None:
    member = number(office, "nobody")
    for _ in range(2):
        office.do(BindGrants(member_id=member, codes=(LIMIT_VIEW, LIMIT_VIEW)))
    assert office.ask(TotalGrants(where=GrantFilter(member="nobody@office.test"))).count == 1
    office.do(BindGrants(member_id=member, codes=(LIMIT_VIEW,), valid_to=date(2024, 12, 31)))
    assert office.ask(TotalGrants(where=GrantFilter(member="nobody@office.test"))).count == 2


def test_a_role_bound_again_has_its_new_days(office: Office) -> None:
    member = number(office, "nobody")
    role = give(office, "nobody", LIMIT_VIEW)
    office.do(BindRole(member_id=member, role=role, valid_to=date(2024, 3, 18)))
    (row,) = office.ask(ListRoleBindings(where=RoleBindingFilter(member="nobody@office.test"))).rows
    assert (row.valid_to, row.phase, row.operator) == (date(2024, 3, 18), GrantPhase.ACTIVE, "super_admin")
    office.clock.advance(timedelta(days=1))
    assert outcome(office, ListLimits(), "nobody") == "auth.no_permission"
    totals = office.ask(TotalRoleBindings(where=RoleBindingFilter(member="nobody@office.test")))
    assert totals.tabs == {"": 1, "active": 0, "future": 0, "ended": 1}


def test_days_that_are_over_or_turned_round_are_refused(office: Office) -> None:
    member = number(office, "nobody")
    for days in ({"valid_to": date(2024, 3, 17)}, {"valid_from": date(2024, 4, 2), "valid_to": date(2024, 4, 1)}):
        error = office.refused(BindRole(member_id=member, role="auditor", **days))
        assert [(one.field, one.code) for one in error.fields] == [("valid_to", "admin.period")]
    assert office.refused(BindGrants(member_id=member)).code == "admin.nothing_chosen"


# ----------------------------------------------------------------------------------------------------------- roles and policies


def test_a_role_in_use_is_not_deleted(office: Office) -> None:
    role = give(office, "nobody", LIMIT_VIEW)
    assert office.refused(DeleteRole(role=role, expected_version=1)).code == "admin.role_in_use"
    office.do(UnbindRole(member_id=number(office, "nobody"), role=role))
    office.do(DeleteRole(role=role, expected_version=1))
    assert office.refused(GetRole(role=role)).code == "admin.role_unknown"


def test_a_role_that_a_higher_feature_uses_is_not_deleted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bus_handlers, "_FOLLOWERS", dict(bus_handlers._FOLLOWERS))
    role = office.do(AddRole(name="Node", codes=(LIMIT_VIEW,)))

    @follows(RoleDeleted)
    def keep(work: object, fact: RoleDeleted) -> None:
        if fact.role == role:
            raise UserError("admin.role_in_use")

    assert office.refused(DeleteRole(role=role, expected_version=1)).code == "admin.role_in_use"
    assert office.ask(GetRole(role=role)).name == "Node"


def test_a_policy_in_use_is_not_deleted(office: Office) -> None:
    policy = office.do(AddPolicy(name="P", module="parameters", codes=(LIMIT_VIEW,)))
    role = office.do(AddRole(name="R", policies=(policy,)))
    assert office.refused(DeletePolicy(policy_no=policy, expected_version=1)).code == "admin.policy_in_use"
    office.do(DeleteRole(role=role, expected_version=1))
    office.do(DeletePolicy(policy_no=policy, expected_version=1))
    assert office.refused(GetPolicy(policy_no=policy)).code == "admin.policy_unknown"


def test_a_policy_holds_codes_of_its_module_only(office: Office) -> None:
    assert office.refused(AddPolicy(name="P", module="cash", codes=(LIMIT_VIEW,))).code == "admin.policy_module"
    assert office.refused(AddPolicy(name="P", module="no such", codes=())).code == "message.invalid"


def test_names_are_there_short_and_unique_in_every_language(office: Office) -> None:
    office.do(AddRole(name="存款組", name_en="Deposits"))
    assert office.refused(AddRole(name="存款組")).code == "admin.name_used"
    assert office.refused(AddRole(name="存入組", name_en="DEPOSITS")).code == "admin.name_used"
    assert office.refused(AddRole(name=" ")).code == "FX-E01"
    assert office.refused(AddRole(name="x" * 41)).code == "FX-E35"
    assert office.refused(AddRole(name="x", remark="y" * 301)).code == "FX-E35"


def test_a_stale_edit_is_refused(office: Office) -> None:
    role = office.do(AddRole(name="R"))
    office.do(EditRole(role=role, name="S", expected_version=1))
    assert office.refused(EditRole(role=role, name="T", expected_version=1)).code == "message.stale"
    assert office.ask(GetRole(role=role)).name == "S"


def test_the_list_of_roles_finds_by_name_and_by_code(office: Office) -> None:
    policy = office.do(AddPolicy(name="P", module="risk", codes=(GROUP_VIEW,)))
    by_policy = office.do(AddRole(name="甲", name_en="First", policies=(policy,)))
    by_code = office.do(AddRole(name="乙", name_en="Second", codes=(GROUP_VIEW,), remark="r"))
    found = office.ask(ListRoles(where=RoleFilter(code="client_group_query"), descending=False, limit=200)).rows
    assert {by_policy, by_code, "super_admin", "auditor"} <= {row.role for row in found}
    (one,) = office.ask(ListRoles(where=RoleFilter(name="secon"))).rows
    assert (one.role, one.name, one.remark, one.codes, one.members) == (by_code, "Second", "r", 1, 0)
    assert office.ask(TotalRoles(where=RoleFilter(code="no.such_code"))).count == 0
    assert "app" not in {row.role for row in office.ask(ListRoles(limit=200)).rows}
