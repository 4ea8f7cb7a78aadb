"""The run on schedule: trading days, one reminder a day, repayment for clients with auto convert (`docs/rules/fx.md` 6.10)."""

from datetime import timedelta
from decimal import Decimal

from tests.features.fx.desk import dec
from tests.features.reminder.risk import DEBTOR, MAIN, OTHER, Risk, single
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.reminder import messages as reminder
from whale_desktop.messages import Reason

State = reminder.ExchangeState


def test_only_the_scheduler_runs_it_and_only_on_trading_days(risk: Risk) -> None:
    risk.debtor()
    risk.set_rule()
    assert risk.office.refused(reminder.RunReminder()).code == "auth.no_permission", "not even a super administrator"
    risk.at(10, day=17)
    assert risk.run() == reminder.RunResult(fetched=None, reminded=0, placed=0, refused=0)
    risk.at(10, day=18)
    result = risk.run()
    assert result.fetched == reminder.FetchResult(debtors=1, added=0, kept=1, ended=0)
    assert (result.reminded, result.placed, result.refused) == (1, 0, 0)


def test_a_client_is_reminded_once_a_day_with_the_figures_of_the_run(risk: Risk) -> None:
    risk.debtor()
    risk.set_rule()
    assert risk.run().reminded == 1
    risk.office.clock.advance(timedelta(hours=3))
    assert risk.run().reminded == 0
    risk.owe(DEBTOR, "USD", "500")
    risk.at(10, day=19)
    assert risk.run().reminded == 1
    messages = risk.office.ask(reminder.ListAlertMessages(alert_id=risk.alert().alert_id), user="auditor")
    assert [(one.currency, one.debt_amount, one.own_amount) for one in messages] == [
        ("HKD", dec("15628.00"), dec("20000.00")),
        ("HKD", dec("11721.00"), dec("20000.00")),
    ]


def test_the_whole_debt_is_bought_where_the_money_is_enough(risk: Risk) -> None:
    risk.debtor()
    risk.auto()
    risk.set_rule()
    result = risk.run()
    assert (result.reminded, result.placed, result.refused) == (1, 1, 0)
    assert risk.alerts() == ()
    (ended,) = risk.history()
    assert (ended.status, ended.new_debt_amount) == (reminder.AlertEnd.AUTOMATIC, Decimal(0))
    (exchange,) = risk.exchanges(ended.alert_id)
    assert (exchange.origin, exchange.to_amount, exchange.from_amount) == (fx.Origin.AUTO_REPAY, dec("1500.00"), dec("11719.84"))
    order = risk.order(exchange.forex_id)
    assert (order.forex_type, order.origin) == (fx.ForexType.TO, fx.Origin.AUTO_REPAY)


def test_else_all_that_is_left_is_spent(risk: Risk) -> None:
    risk.debtor(holds={"HKD": "6000"})
    risk.auto()
    risk.set_rule()
    result = risk.run()
    assert (result.placed, result.refused) == (1, 0)
    (exchange,) = risk.exchanges(risk.history()[0].alert_id)
    assert (exchange.from_amount, exchange.to_amount) == (dec("6000.00"), dec("767.92"))
    assert risk.history()[0].new_debt_amount == dec("5720.47"), "732.08 USD remain, below the rule"


def test_several_currencies_are_spent_the_most_first(risk: Risk) -> None:
    risk.debtor(holds={"USD": "1000", "CNH": "9000"}, owes={"HKD": "15000"})
    risk.auto()
    risk.office.do(fx.AddPairs(from_currency="CNH", to_currencies=("HKD",)), user="parameter_administrator")
    strategies = {row.strategy_id: row for row in risk.office.ask(fx.ListStrategies(limit=50)).rows}
    for row in strategies.values():
        command = fx.UpdateStrategy(
            strategy_id=row.strategy_id,
            service_strategy=row.service_strategy,
            strategy_kind=row.strategy_kind,
            change_type=row.change_type,
            service_time=row.service_time,
            channel_name=row.channel_name,
            support_currency=(*row.support_currency, "CNH/HKD"),
            expected_version=row.version,
        )
        risk.office.do(command, user="parameter_administrator")
    risk.set_rule()
    risk.run()
    (ended,) = risk.history()
    exchanges = list(reversed(risk.exchanges(ended.alert_id)))
    assert [(one.from_currency, one.from_amount, one.to_amount) for one in exchanges] == [
        ("CNH", dec("9000.00"), dec("9865.80")),
        ("USD", dec("656.99"), dec("5134.20")),
    ]
    assert ended.new_debt_amount == Decimal(0)


def test_several_debts_the_largest_first(risk: Risk) -> None:
    risk.debtor(holds={"USD": "4000"}, owes={"HKD": "12000", "CNH": "20000"})
    risk.auto()
    risk.set_rule(MAIN, single("CNH", "1000", "1000"))
    risk.run()
    ids = {row.debt_currency: row.alert_id for row in risk.alerts()} | {row.debt_currency: row.alert_id for row in risk.history()}
    (of_cnh,) = risk.exchanges(ids["CNH"])
    (of_hkd,) = risk.exchanges(ids["HKD"])
    assert (of_cnh.to_currency, of_cnh.to_amount, of_cnh.from_amount) == ("CNH", dec("20000.00"), dec("2802.80"))
    assert (of_hkd.to_currency, of_hkd.from_amount) == ("HKD", dec("1197.20"))
    assert of_cnh.exchange_id < of_hkd.exchange_id, "20,000 CNH are more than 12,000 HKD"


def test_a_single_rule_repays_its_own_currency_only(risk: Risk) -> None:
    risk.debtor(holds={"USD": "4000"}, owes={"HKD": "12000", "CNH": "2000"})
    risk.auto()
    risk.set_rule(("99999999", "1"), single("CNH", "1000", "1000"))
    assert risk.run().placed == 1
    assert [row.debt_currency for row in risk.history()] == ["CNH"]
    with risk.office.read() as read:
        assert ledger.cash(read.connection, DEBTOR, "HKD").debt == dec("12000")


def test_a_refusal_is_kept_and_tried_again_at_the_next_run(risk: Risk) -> None:
    risk.debtor()
    risk.debtor(OTHER, holds={"USD": "5000"}, owes={"HKD": "30000"})
    risk.auto()
    risk.auto(OTHER)
    risk.set_rule()
    risk.at(17)
    result = risk.run()
    assert (result.placed, result.refused) == (0, 2)
    assert [row.reason for row in risk.abnormals()] == [Reason(code="FX-E11")] * 2
    assert {row.status for row in risk.alerts()} == {reminder.AlertStatus.SUBMIT_FAILED}
    risk.at(10, day=19)
    result = risk.run()
    assert (result.placed, result.refused) == (2, 0)
    assert risk.abnormals() == ()


def test_nothing_that_can_be_spent_is_a_reason_too(risk: Risk) -> None:
    risk.debtor(holds={"CNH": "20000"}, owes={"USD": "1500"})
    risk.auto()
    risk.set_rule()
    assert risk.run().refused == 1
    (row,) = risk.abnormals()
    assert row.reason == Reason(code="reminder.nothing_to_spend", params={"currency": "USD"})
    assert (row.from_currency, row.from_amount, row.to_currency, row.to_amount) == ("", None, "USD", dec("1500.00"))


def test_crumbs_below_the_minimum_are_not_spent(risk: Risk) -> None:
    risk.debtor(holds={"USD": "1000", "HKD": "9.99"}, owes={"CNH": "10000"})
    risk.auto()
    risk.set_rule(("1000", "1000"))
    risk.run()
    assert [(one.from_currency, one.state) for one in risk.exchanges(risk.history()[0].alert_id)] == [("USD", State.EXCHANGED)]


def test_while_an_exchange_waits_the_next_run_makes_no_other(risk: Risk) -> None:
    risk.set_starts(HKD="1")
    risk.debtor()
    risk.auto()
    risk.set_rule()
    assert risk.run().placed == 1
    assert risk.alert().status is reminder.AlertStatus.REVIEWING
    risk.at(10, day=19)
    again = risk.run()
    assert (again.placed, again.refused, again.reminded) == (0, 0, 1)
    (row,) = risk.abnormals()
    risk.review(row.forex_id)
    assert [one.status for one in risk.history()] == [reminder.AlertEnd.AUTOMATIC]


def test_who_has_no_auto_convert_is_only_reminded(risk: Risk) -> None:
    risk.debtor()
    risk.auto()
    risk.auto(is_on=False)
    risk.set_rule()
    result = risk.run()
    assert (result.reminded, result.placed, result.refused) == (1, 0, 0)


def test_the_setting_of_a_client_keeps_when_it_was_on(risk: Risk) -> None:
    risk.debtor()
    assert risk.office.refused(reminder.SetAutoConvert(account_no="HK99999999", is_on=True), user="app").code == (
        "ledger.account_unknown"
    )
    risk.auto(is_on=False)
    assert risk.office.ask(reminder.ListAutoConverts()).rows == (), "who never had it is not listed"
    opened = risk.office.clock.now()
    risk.auto()
    risk.auto()
    risk.office.clock.advance(timedelta(days=1))
    risk.auto(is_on=False)
    (row,) = risk.office.ask(reminder.ListAutoConverts(), user="risk_officer").rows
    assert (row.account_no, row.state, row.opened_at, row.closed_at) == (
        DEBTOR,
        reminder.OnOff.OFF,
        opened,
        risk.office.clock.now(),
    )
    assert risk.office.ask(reminder.GetAutoConvert(account_no=DEBTOR)).version == 2
    assert risk.office.refused(reminder.ListAutoConverts(), user="funds_clerk").code == "auth.no_permission"
    assert risk.office.refused(reminder.SetAutoConvert(account_no=DEBTOR, is_on=True)).code == "auth.no_permission"
