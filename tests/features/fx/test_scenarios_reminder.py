"""The acceptance scenarios of `docs/rules/fx.md` 9 on the borrowing reminder. Each test carries its number."""

from decimal import Decimal

from tests.features.fx.desk import dec
from tests.features.reminder.conftest import risk
from tests.features.reminder.risk import DEBTOR, MAIN, OFFICER, USD_RULE, Risk
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.reminder import messages as reminder
from whale_desktop.features.workorder.messages import ApprovalStatus, ExecutionStatus

__all__ = ["risk"]


def test_fx_27_the_old_rule_runs_until_the_new_one_is_approved(risk: Risk) -> None:
    risk.debtor()
    risk.set_rule()
    strict = risk.rule_command(("11721.01", "5000"))
    waiting = risk.submit_rule(strict)
    assert (risk.current_rule().version, risk.current_rule().work_order_no) == (1, str(waiting))
    assert risk.fetch().kept == 1, "11,721.00 still reaches the 10,000.00 of version 1"
    assert risk.decide_rule(waiting, approve=False, comment="太嚴").approval_status is ApprovalStatus.REJECTED
    assert (risk.current_rule().version, risk.current_rule().work_order_no) == (1, "")
    assert risk.fetch().kept == 1
    again = risk.submit_rule(strict)
    assert risk.decide_rule(again).execution_status is ExecutionStatus.SUCCESS
    rule = risk.current_rule()
    assert (rule.version, rule.debt, rule.work_order_no) == (2, dec("11721.01"), "")
    assert risk.alerts() == (), "the rule ran at once"
    assert [row.status for row in risk.history()] == [reminder.AlertEnd.SYSTEM]


def test_fx_28_the_example_is_one_alert_and_ends_after_repayment(risk: Risk) -> None:
    risk.debtor()
    risk.set_rule(MAIN, USD_RULE)
    assert risk.figures() == [(DEBTOR, "HKD", dec("11721.00"), dec("20000.00"))]
    repaid = risk.app("12000.00", "HKD", "USD", account_no=DEBTOR)
    assert repaid.forex_status is fx.ForexStatus.SUCCESS
    assert risk.alert().debt_amount == dec("11721.00"), "the client's own exchange is seen by the next run"
    result = risk.fetch()
    assert (result.added, result.kept, result.ended) == (0, 0, 1)
    assert risk.alerts() == ()
    (ended,) = risk.history()
    assert (ended.debt_currency, ended.debt_amount, ended.own_amount) == ("HKD", dec("11721.00"), dec("20000.00"))
    assert (ended.new_debt_amount, ended.new_own_amount) == (Decimal(0), dec("8280.13"))
    assert ended.status is reminder.AlertEnd.SYSTEM
    assert ended.end_time == risk.office.clock.now()


def test_fx_29_in_review_with_its_number_refused_without(risk: Risk) -> None:
    risk.set_starts(HKD="1000")
    risk.debtor()
    risk.auto()
    risk.set_rule()
    result = risk.exchange(risk.line("2000.00"), risk.line("5.00"))
    waits, refused = result.lines
    assert waits.state is reminder.ExchangeState.REVIEWING
    assert len(waits.forex_id) == 10
    assert (refused.state, refused.forex_id) == (reminder.ExchangeState.SUBMIT_FAILED, "")
    assert refused.reason is not None
    assert refused.reason.code == "FX-E09"
    listed = {row.kind: row for row in risk.abnormals()}
    assert set(listed) == {reminder.AbnormalKind.REVIEWING, reminder.AbnormalKind.SUBMIT_FAILED}
    review, failed = listed[reminder.AbnormalKind.REVIEWING], listed[reminder.AbnormalKind.SUBMIT_FAILED]
    assert (review.forex_id, review.advice) == (waits.forex_id, reminder.Advice.FOLLOW_ORDER)
    assert (failed.forex_id, failed.advice) == ("", reminder.Advice.CONTACT_SUPPORT)
    order = risk.order(waits.forex_id)
    assert (order.origin, order.audit_status, order.operator) == (fx.Origin.REMINDER, fx.AuditStatus.PENDING, OFFICER)
    assert risk.alert().status is reminder.AlertStatus.REVIEWING


def test_fx_32_the_exchange_dialog_offers_what_a_withdrawal_would_not(risk: Risk) -> None:
    risk.debtor()
    risk.auto()
    risk.set_rule()
    asked = reminder.QuoteExchange(alert_id=risk.alert().alert_id, lines=(risk.line("20000.00"),))
    quote = risk.office.ask(asked, user=OFFICER)
    cash = {one.currency: (one.debt, one.withdrawable, one.left) for one in quote.cash}
    assert cash["HKD"] == (Decimal(0), dec("20000.00"), Decimal(0))
    assert cash["USD"] == (dec("1500.00"), Decimal(0), Decimal(0))
    (line,) = quote.lines
    assert (line.problem, line.rate, line.to_amount) == ("", dec("0.127988"), dec("2559.76"))
    result = risk.exchange(risk.line("20000.00"))
    assert [one.forex_status for one in result.lines] == [fx.ForexStatus.SUCCESS]
    assert result.ended
