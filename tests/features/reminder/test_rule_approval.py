"""A new version of the exchange rule takes two people (`docs/rules/fx.md` 4.3, `docs/rules/workorders.md` 6.9)."""

import pytest

from tests.features.fx.desk import dec
from tests.features.reminder.risk import DEBTOR, MAIN, OFFICER, OTHER, USD_RULE, Risk
from whale_desktop.features.reminder import messages as reminder
from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    BizCategory,
    ExecutionStatus,
    FlowMode,
    GetFlow,
    GetWorkOrder,
    WithdrawWorkOrder,
)

FLOW = "risk.credit.edit_auto_convert_rule"


def test_wo_19_the_run_in_between_uses_the_old_rule(risk: Risk) -> None:
    risk.debtor()
    risk.set_rule()
    number = risk.submit_rule(risk.rule_command(("11721.01", "5000"), USD_RULE))
    result = risk.run()
    assert result.fetched is not None
    assert (result.fetched.kept, result.fetched.added, result.reminded) == (1, 0, 1), "11,721.00 reaches 10,000.00"
    assert risk.figures() == [(DEBTOR, "HKD", dec("11721.00"), dec("20000.00"))]
    assert risk.decide_rule(number).execution_status is ExecutionStatus.SUCCESS
    assert risk.alerts() == ()
    after = risk.run().fetched
    assert after is not None
    assert (after.added, after.kept) == (0, 0)


def test_the_first_rule_waits_too_and_runs_when_it_is_approved(risk: Risk) -> None:
    risk.debtor()
    number = risk.submit_rule(risk.rule_command())
    assert (risk.current_rule().version, risk.alerts()) == (0, ())
    assert risk.office.refused(reminder.FetchClients(), user=OFFICER).code == "FX-E40"
    risk.decide_rule(number)
    assert len(risk.alerts()) == 1
    rule = risk.current_rule()
    assert (rule.version, rule.operator, rule.is_on) == (1, "super_admin", True)


def test_the_work_order_shows_every_field_before_and_after(risk: Risk) -> None:
    risk.set_rule()
    number = risk.submit_rule(risk.rule_command(("20000", "100.5"), USD_RULE))
    order = risk.office.ask(GetWorkOrder(work_order_no=number))
    (change,) = order.changes
    before, after = change.before, change.after
    assert before is not None
    assert after is not None
    assert (before["debt"], before["avail_with_draw"], before["singles"]) == ("10000.00", "5000.00", [])
    assert (after["debt"], after["avail_with_draw"]) == ("20000.00", "100.50")
    assert after["singles"] == [{"currency": "USD", "debt": "2000.00", "avail_with_draw": "1000.00"}]
    assert (order.row.flow_key, order.row.category) == (FLOW, BizCategory.RISK)
    assert order.guard == ("is_on", "debt", "avail_with_draw", "singles")
    flow = risk.office.ask(GetFlow(flow_key=FLOW))
    assert flow.mode is FlowMode.MANUAL


def test_one_edit_at_a_time(risk: Risk) -> None:
    risk.set_rule()
    number = risk.submit_rule(risk.rule_command(("20000", "1")))
    again = risk.office.refused(risk.rule_command(("30000", "1")), user=OFFICER)
    assert (again.code, again.params) == ("ticket.target_locked", {"work_order_no": str(number)})
    wrong = risk.office.refused(reminder.UpdateExchangeRule(is_on=True, expected_version=1), user=OFFICER)
    assert wrong.code != "ticket.target_locked", "what is wrong by itself says so"
    risk.office.do(WithdrawWorkOrder(work_order_no=number), user=OFFICER)
    assert risk.current_rule().work_order_no == ""
    assert risk.submit_rule(risk.rule_command(("30000", "1"))) != number


def test_what_is_wrong_opens_no_work_order(risk: Risk) -> None:
    refused = risk.office.refused(reminder.UpdateExchangeRule(is_on=True, debt=dec("0"), avail_with_draw=dec("1")), user=OFFICER)
    assert [(one.field, one.code) for one in refused.fields] == [("debt", "FX-E26")]
    assert risk.current_rule().work_order_no == ""


def test_nobody_approves_his_own_rule(risk: Risk) -> None:
    number = risk.office.waits(risk.rule_command(), user="super_admin")
    with pytest.raises(Exception, match=r"ticket\.self_approval"):
        risk.decide_rule(number)
    assert risk.office.approve(number).approval_status is ApprovalStatus.APPROVED
    assert risk.current_rule().operator == "second_super_admin"


def test_switching_off_waits_and_then_closes_every_alert(risk: Risk) -> None:
    risk.set_starts(HKD="1000")
    risk.debtor()
    risk.auto()
    risk.set_rule()
    risk.exchange(risk.line("2000.00"))
    risk.debtor(OTHER, holds={"USD": "5000"}, owes={"HKD": "30000"})
    risk.fetch()
    number = risk.submit_rule(risk.rule_command(None, is_on=False))
    assert len(risk.alerts()) == 2
    assert risk.current_rule().is_on
    risk.decide_rule(number)
    assert risk.alerts() == ()
    assert {row.account_no for row in risk.history()} == {DEBTOR, OTHER}
    waits = next(row for row in risk.abnormals() if row.account_no == DEBTOR)
    assert waits.kind is reminder.AbnormalKind.REVIEWING, "its order goes on"
    rule = risk.current_rule()
    assert (rule.is_on, rule.debt, rule.version) == (False, dec(MAIN[0]), 2)


def test_alerts_can_be_worked_on_while_a_rule_waits(risk: Risk) -> None:
    risk.debtor()
    risk.auto()
    risk.set_rule()
    risk.submit_rule(risk.rule_command(("99999", "1")))
    assert risk.fetch().kept == 1
    result = risk.exchange(risk.line("12000.00"))
    assert result.ended
    assert [row.status for row in risk.history()] == [reminder.AlertEnd.MANUAL]


def test_a_large_exchange_of_an_alert_is_decided_by_its_work_order(risk: Risk) -> None:
    risk.debtor(holds={"USD": "150000"}, owes={"HKD": "1000000"})
    risk.auto()
    risk.set_rule()
    line = risk.line("110000.00", "USD", "HKD")
    (waits,) = risk.exchange(line).lines
    assert waits.state is reminder.ExchangeState.REVIEWING
    order = risk.order(waits.forex_id)
    assert order.work_order_no
    assert risk.alert().status is reminder.AlertStatus.REVIEWING
    decided = risk.decide(int(order.work_order_no))
    assert decided.execution_status is ExecutionStatus.SUCCESS
    (exchange,) = risk.exchanges(risk.alert().alert_id)
    assert exchange.state is reminder.ExchangeState.EXCHANGED
    assert risk.alert().status is reminder.AlertStatus.PENDING
    assert risk.alert().debt_amount < dec("1000000")


def test_a_large_exchange_that_is_refused_has_failed(risk: Risk) -> None:
    risk.debtor(holds={"USD": "150000"}, owes={"HKD": "1000000"})
    risk.auto()
    risk.set_rule()
    (waits,) = risk.exchange(risk.line("110000.00", "USD", "HKD")).lines
    risk.review(waits.forex_id, approve=False, remark="稍後再換")
    (failed,) = risk.abnormals()
    assert (failed.kind, failed.forex_id) == (reminder.AbnormalKind.EXCHANGE_FAILED, waits.forex_id)
    assert failed.reason is not None
    assert failed.reason.params == {"remark": "稍後再換"}
    assert risk.alert().status is reminder.AlertStatus.EXCHANGE_FAILED
