"""兌換 and what becomes of it: every line by itself, alerts and abnormal orders follow the orders (`docs/rules/fx.md` 3.12, 6.10)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.features.fx.desk import SUPERVISOR, dec
from tests.features.reminder.risk import DEBTOR, MAIN, OFFICER, OTHER, Risk, single
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.reminder import messages as reminder
from whale_desktop.kernel.errors import NeedsConfirmation, UserError
from whale_desktop.messages import Reason

Status = reminder.AlertStatus
State = reminder.ExchangeState


@pytest.fixture
def owing(risk: Risk) -> Risk:
    """The example of 5.11 with an open alert and auto convert on."""
    risk.debtor()
    risk.auto()
    risk.set_rule()
    return risk


def refused(risk: Risk, *lines: reminder.ExchangeLine, **more: Any) -> UserError:
    error = risk.office.refused(reminder.ExchangeAlert(alert_id=risk.alert().alert_id, lines=lines), user=OFFICER, **more)
    assert isinstance(error, UserError | NeedsConfirmation)
    return error  # type: ignore[return-value]  # both carry code, parameters and fields


# ------------------------------------------------------------------------------------------------------------------ at once


def test_an_exchange_that_repays_ends_the_alert_with_the_figures_afterwards(owing: Risk) -> None:
    number = owing.alert().alert_id
    result = owing.exchange(owing.line("1500.00", get=True))
    (line,) = result.lines
    assert (line.state, line.from_amount, line.to_amount) == (State.EXCHANGED, dec("11719.84"), dec("1500.00"))
    assert result.ended
    assert owing.alerts() == ()
    (ended,) = owing.history()
    assert (ended.alert_id, ended.status, ended.is_auto) == (number, reminder.AlertEnd.MANUAL, reminder.OnOff.ON)
    assert (ended.new_debt_amount, ended.new_own_amount) == (Decimal(0), dec("8280.16"))
    order = owing.order(line.forex_id)
    assert (order.origin, order.forex_type, order.operator) == (fx.Origin.REMINDER, fx.ForexType.TO, OFFICER)
    assert owing.abnormals() == ()
    detail = owing.detail(number)
    assert (detail.status, detail.ended_at, detail.is_hit) == (Status.ENDED, ended.end_time, False)
    assert [(one.state, one.forex_id) for one in owing.exchanges(number)] == [(State.EXCHANGED, line.forex_id)]


def test_an_exchange_that_repays_too_little_keeps_the_alert_with_fresh_figures(owing: Risk) -> None:
    result = owing.exchange(owing.line("1000.00"))
    assert (result.lines[0].state, result.ended) == (State.EXCHANGED, False)
    assert owing.figures() == [(DEBTOR, "HKD", dec("10720.96"), dec("19000.00"))]
    assert owing.alert().status is Status.PENDING


def test_one_exchange_may_end_both_alerts_of_a_client(risk: Risk) -> None:
    risk.debtor()
    risk.auto()
    risk.set_rule(MAIN, single("USD", "1000", "1000"))
    main = next(row for row in risk.alerts() if row.debt_currency == "HKD")
    command = reminder.ExchangeAlert(alert_id=main.alert_id, lines=(risk.line("1500.00", get=True),))
    assert risk.office.do(command, user=OFFICER).ended
    assert {(row.debt_currency, row.status) for row in risk.history()} == {
        ("HKD", reminder.AlertEnd.MANUAL),
        ("USD", reminder.AlertEnd.MANUAL),
    }


def test_every_line_is_its_own_order(owing: Risk) -> None:
    result = owing.exchange(owing.line("6000.00"), owing.line("19000.00"), owing.line("700.00", get=True))
    assert [line.state for line in result.lines] == [State.EXCHANGED, State.SUBMIT_FAILED, State.EXCHANGED]
    refusal = result.lines[1]
    assert refusal.reason == Reason(code="FX-E10", params={"available": "14000.00", "currency": "HKD"})
    assert (refusal.from_amount, refusal.to_amount) == (dec("19000.00"), None)
    assert owing.count("reminder_exchange") == 3


def test_a_refused_order_leaves_nothing_but_its_own_row(owing: Risk) -> None:
    owing.disable("T2-01")
    owing.disable("T3-01")
    result = owing.exchange(owing.line("1000.00"))
    assert [line.reason for line in result.lines] == [Reason(code="FX-E11")]
    assert owing.rows_of("fx_client_order") == 0
    assert owing.rows_of("freeze") == 0
    alert = owing.alert()
    assert (alert.status, alert.may) == (Status.SUBMIT_FAILED, ("reminder.exchange.submit",))
    (row,) = owing.abnormals(kind=reminder.AbnormalKind.SUBMIT_FAILED)
    assert (row.alert_id, row.reason, row.from_amount, row.to_amount) == (
        alert.alert_id,
        Reason(code="FX-E11"),
        dec("1000.00"),
        None,
    )


def test_a_new_try_replaces_what_failed(owing: Risk) -> None:
    owing.exchange(owing.line("5.00"))
    assert owing.alert().status is Status.SUBMIT_FAILED
    owing.exchange(owing.line("1000.00"))
    assert owing.alert().status is Status.PENDING
    assert owing.abnormals() == ()
    assert [one.state for one in owing.exchanges(owing.alert().alert_id)] == [State.EXCHANGED, State.SUBMIT_FAILED]


# ----------------------------------------------------------------------------------------------------- what is refused outright


def test_what_is_mistyped_is_said_at_its_field_and_nothing_is_kept(owing: Risk) -> None:
    lines = (
        reminder.ExchangeLine(),
        owing.line("1.001"),
        owing.line("0"),
        owing.line("5", "USD", "USD"),
        owing.line("5", "XXX", "USD"),
        owing.line("1.5", "HKD", "JPY", get=True),
    )
    error = refused(owing, *lines)
    assert {one.field: one.code for one in error.fields} == {
        "lines[0].from_currency": "FX-E01",
        "lines[0].to_currency": "FX-E01",
        "lines[0].amount": "FX-E01",
        "lines[1].amount": "FX-E21",
        "lines[2].amount": "FX-E26",
        "lines[3].to_currency": "FX-E23",
        "lines[4].from_currency": "FX-E36",
        "lines[5].amount": "FX-E21",
    }
    assert [(one.field, one.code) for one in refused(owing).fields] == [("lines", "FX-E01")]
    assert owing.count("reminder_exchange") == 0


def test_without_auto_convert_nobody_exchanges_for_a_client(owing: Risk) -> None:
    owing.auto(is_on=False)
    assert owing.alert().may == ()
    assert refused(owing, owing.line("1000.00")).code == "FX-E41"
    assert owing.count("reminder_exchange") == 0


def test_an_alert_that_has_ended_is_gone(owing: Risk) -> None:
    number = owing.alert().alert_id
    owing.set_rule(None, is_on=False)
    command = reminder.ExchangeAlert(alert_id=number, lines=(owing.line("1000.00"),))
    assert owing.office.refused(command, user=OFFICER).code == "FX-E33"
    assert owing.office.refused(reminder.QuoteExchange(alert_id=number), user=OFFICER).code == "FX-E33"


def test_a_rate_that_moved_asks_and_writes_nothing(owing: Risk) -> None:
    line = owing.line("1000.00", seen_rate=dec("0.130000"))
    question = refused(owing, line)
    assert isinstance(question, NeedsConfirmation)
    assert (question.code, question.params["rate"]) == ("FX-W04", "0.127988")
    assert owing.count("reminder_exchange") == 0
    assert owing.exchange(line, acknowledged=("FX-W04",)).lines[0].state is State.EXCHANGED


# ------------------------------------------------------------------------------------------------ alerts follow their orders


@pytest.fixture
def held(owing: Risk) -> tuple[Risk, str]:
    """The same with an order that waits for its review; its number."""
    owing.set_starts(HKD="1")
    result = owing.exchange(owing.line("1500.00", get=True))
    return owing, result.lines[0].forex_id


def test_while_an_order_waits_the_alert_stays_whatever_the_rule_says(held: tuple[Risk, str]) -> None:
    risk, forex_id = held
    assert risk.alert().status is Status.REVIEWING
    risk.set_rule(("10000", "10000"))
    assert risk.alert().own_amount == dec("20000.00"), "8,280.16 are left, so the rule no longer hits him"
    assert (risk.fetch().kept, risk.fetch().ended) == (1, 0)
    assert [row.forex_id for row in risk.abnormals()] == [forex_id]


def test_a_second_exchange_beside_one_that_waits_is_asked_about(held: tuple[Risk, str]) -> None:
    risk, forex_id = held
    question = refused(risk, risk.line("1000.00"))
    assert isinstance(question, NeedsConfirmation)
    assert (question.code, question.params) == ("FX-W05", {"numbers": forex_id})
    assert risk.exchange(risk.line("1000.00"), acknowledged=("FX-W05",)).lines[0].state is State.REVIEWING


def test_approved_the_alert_ends(held: tuple[Risk, str]) -> None:
    risk, forex_id = held
    assert risk.review(forex_id).forex_status is fx.ForexStatus.SUCCESS
    assert risk.alerts() == ()
    assert [row.status for row in risk.history()] == [reminder.AlertEnd.MANUAL]
    assert risk.abnormals() == ()


def test_approved_and_still_hit_the_alert_waits_for_the_next_try(held: tuple[Risk, str]) -> None:
    risk, forex_id = held
    risk.owe(DEBTOR, "USD", "2000")
    risk.review(forex_id)
    assert risk.figures() == [(DEBTOR, "HKD", dec("15628.00"), dec("8280.16"))]
    assert risk.alert().status is Status.PENDING


def test_rejected_the_exchange_has_failed_and_says_why(held: tuple[Risk, str]) -> None:
    risk, forex_id = held
    risk.review(forex_id, approve=False, remark="the client objects")
    assert risk.alert().status is Status.EXCHANGE_FAILED
    (row,) = risk.abnormals()
    assert (row.kind, row.forex_id) == (reminder.AbnormalKind.EXCHANGE_FAILED, forex_id)
    assert row.reason == Reason(code="reminder.order_rejected", params={"remark": "the client objects"})
    assert row.advice is reminder.Advice.CONTACT_SUPPORT


def test_cancelled_the_alert_is_as_before(held: tuple[Risk, str]) -> None:
    risk, forex_id = held
    risk.office.do(risk.cancel_command(forex_id), user=SUPERVISOR)
    assert risk.alert().status is Status.PENDING
    assert risk.abnormals() == ()
    assert [one.state for one in risk.exchanges(risk.alert().alert_id)] == [State.CANCELLED]


def test_a_bank_exchange_is_under_way_until_the_bank_has_answered(owing: Risk) -> None:
    owing.set_pool("USD", "20000")
    result = owing.exchange(owing.line("1500.00", get=True))
    (line,) = result.lines
    assert (line.state, owing.alert().status) == (State.EXCHANGING, Status.EXCHANGING)
    assert owing.abnormals() == ()
    channel = owing.order(line.forex_id).client_ordid
    owing.handle(channel, fx.ApplyType.FAILURE_APPLY)
    owing.approve_exception(channel)
    assert owing.alert().status is Status.EXCHANGE_FAILED
    (row,) = owing.abnormals()
    assert (row.reason, row.forex_id) == (Reason(code="reminder.order_failed"), line.forex_id)


def test_a_bank_that_exchanges_at_another_rate_changes_the_amounts(owing: Risk) -> None:
    owing.set_pool("USD", "20000")
    (line,) = owing.exchange(owing.line("12000.00")).lines
    channel = owing.order(line.forex_id).client_ordid
    owing.handle(channel, fx.ApplyType.SUCCESS_APPLY, channel_rate=dec("0.128000"))
    owing.approve_exception(channel)
    assert owing.alerts() == ()
    (kept,) = owing.exchanges(owing.history()[0].alert_id)
    assert (line.to_amount, kept.to_amount, kept.state) == (dec("1535.85"), dec("1536.00"), State.EXCHANGED)


def test_an_order_in_review_is_followed_when_its_alert_has_ended(held: tuple[Risk, str]) -> None:
    risk, forex_id = held
    risk.set_rule(None, is_on=False)
    assert [row.kind for row in risk.abnormals()] == [reminder.AbnormalKind.REVIEWING], "it still waits for somebody"
    risk.review(forex_id, approve=False, remark="the rule is off")
    assert risk.abnormals() == ()
    (kept,) = risk.exchanges(risk.history()[0].alert_id)
    assert kept.state is State.EXCHANGE_FAILED


def test_other_orders_of_the_client_are_no_business_of_the_reminder(owing: Risk) -> None:
    owing.set_starts(HKD="1")
    number = owing.app("100.00", "HKD", "USD", account_no=DEBTOR).forex_id
    before = owing.alert()
    owing.review(number)
    assert owing.alert() == before


# ------------------------------------------------------------------------------------------------------------------ the dialog


def test_the_dialog_says_what_each_line_comes_to_and_what_is_left(risk: Risk) -> None:
    risk.debtor(OTHER, holds={"HKD": "20000", "USD": "100"}, owes={"CNH": "20000"})
    risk.auto(OTHER)
    risk.set_rule(("1000", "1000"))
    lines = (
        risk.line("15000.00"),
        risk.line("100.00", get=True),
        risk.line("6000.00"),
        reminder.ExchangeLine(from_currency="HKD"),
        risk.line("5.00"),
        risk.line("5", "CNH", "HKD"),
    )
    quote = risk.office.ask(reminder.QuoteExchange(alert_id=risk.alert().alert_id, lines=lines), user=OFFICER)
    assert (quote.debt_currency, quote.debt_amount) == ("HKD", dec("21912.00"))
    assert "Wong Chi Ming" in quote.client, "in the reader's language"
    assert {pair.pair for pair in quote.pairs} == {"USD/CNH", "USD/HKD", "HKD/USD"}
    cash = {one.currency: (one.debt, one.withdrawable, one.left) for one in quote.cash}
    assert cash["HKD"] == (Decimal(0), dec("20000.00"), dec("-1786.32")), "15,000.00 + 781.32 + 6,000.00 + 5.00"
    assert cash["CNH"][0] == dec("20000.00")
    first, second, third, fourth, fifth, sixth = quote.lines
    assert (first.to_amount, first.needs_review, first.problem) == (dec("1919.82"), False, "")
    assert (second.from_amount, second.to_amount) == (dec("781.32"), dec("100.00"))
    assert (third.problem, third.problem_field) == ("FX-E10", "amount")
    assert third.problem_params == {"available": "4218.68", "currency": "HKD"}
    assert (fourth.problem, fourth.rate, fourth.to_amount) == ("", None, None)
    assert (fifth.problem, fifth.problem_field) == ("FX-E09", "amount")
    assert sixth.problem == "FX-E03"
    assert quote.under_way == ()


def test_the_dialog_belongs_to_whoever_may_exchange(owing: Risk) -> None:
    quote = reminder.QuoteExchange(alert_id=owing.alert().alert_id)
    assert owing.office.refused(quote, user="auditor").code == "auth.no_permission"
    command = reminder.ExchangeAlert(alert_id=owing.alert().alert_id, lines=(owing.line("1000.00"),))
    assert owing.office.refused(command, user="funds_clerk").code == "auth.no_permission"


def test_the_audit_trail_holds_the_alert_before_and_after(owing: Risk) -> None:
    owing.exchange(owing.line("1500.00", get=True))
    (row,) = owing.office.audit_rows("reminder.exchange.submit")
    assert '"status":"0"' in row.before
    assert '"status":"5"' in row.after
    assert row.result == "ok"
