"""The exchange rule: what is refused, versions, switching off (`docs/rules/fx.md` 4.3, 6.10)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.features.fx.desk import dec
from tests.features.reminder.risk import DEBTOR, MAIN, OFFICER, OTHER, USD_RULE, Risk, single
from whale_desktop.features.reminder import messages as reminder
from whale_desktop.kernel.errors import UserError


def faults(risk: Risk, command: reminder.UpdateExchangeRule) -> dict[str, str]:
    """Field → code of what a rule is refused for."""
    with pytest.raises(UserError) as caught:
        risk.office.bus.run_as(risk.office.actor(OFFICER), command)
    return {one.field: one.code for one in caught.value.fields}


def test_before_anybody_has_set_one_the_rule_is_off(risk: Risk) -> None:
    rule = risk.current_rule()
    assert (rule.is_on, rule.currency, rule.debt, rule.version) == (False, "HKD", None, 0)
    assert risk.office.ask(reminder.ListRuleCards(), user="auditor") == ()
    assert risk.office.refused(reminder.FetchClients(), user=OFFICER).code == "FX-E40"
    assert risk.run() == reminder.RunResult(fetched=None, reminded=0, placed=0, refused=0)


def test_every_wrong_field_is_said_at_once(risk: Risk) -> None:
    singles = (
        reminder.SingleRule(currency="", debt=dec("1"), avail_with_draw=None),
        single("HKD", "1", "1"),
        single("USD", "1.001", "0"),
        single("USD", "1", "1"),
        single("XXX", "1", "-1"),
        single("JPY", "1.5", "1"),
    )
    command = reminder.UpdateExchangeRule(is_on=True, debt=None, avail_with_draw=dec("0.00"), singles=singles)
    assert faults(risk, command) == {
        "debt": "FX-E01",
        "avail_with_draw": "FX-E26",
        "singles[0].currency": "FX-E01",
        "singles[0].avail_with_draw": "FX-E01",
        "singles[1].currency": "FX-E04",
        "singles[2].debt": "FX-E21",
        "singles[2].avail_with_draw": "FX-E26",
        "singles[3].currency": "FX-E04",
        "singles[4].currency": "FX-E36",
        "singles[4].avail_with_draw": "FX-E26",
        "singles[5].debt": "FX-E21",
    }
    assert risk.current_rule().version == 0


def test_a_rule_that_is_put_in_force_runs_at_once_and_keeps_its_amounts_as_they_are_written(risk: Risk) -> None:
    risk.debtor()
    risk.set_rule(("10000", "5000.5"), USD_RULE, single("JPY", "100", "1"))
    rule = risk.current_rule()
    assert (rule.is_on, rule.debt, rule.avail_with_draw, rule.version) == (True, dec("10000.00"), dec("5000.50"), 1)
    assert [str(one.debt) for one in rule.singles] == ["2000.00", "100"]
    assert rule.updated_at == risk.office.clock.now()
    assert rule.operator == OFFICER
    assert len(risk.alerts()) == 1
    cards = risk.office.ask(reminder.ListRuleCards(), user="auditor")
    assert [(one.currency, str(one.debt), str(one.avail_with_draw)) for one in cards] == [
        ("HKD", "10000.00", "5000.50"),
        ("USD", "2000.00", "1000.00"),
        ("JPY", "100", "1"),
    ]


def test_a_newer_version_beats_an_older_dialog(risk: Risk) -> None:
    stale = risk.rule_command()
    risk.set_rule()
    with pytest.raises(Exception, match="FX-E17"):
        risk.office.bus.run_as(risk.office.actor(OFFICER), stale)


def test_a_new_rule_lets_go_whom_it_no_longer_hits(risk: Risk) -> None:
    risk.debtor()
    risk.set_rule(MAIN, single("USD", "1000", "1000"))
    assert [row.debt_currency for row in risk.alerts()] == ["HKD", "USD"]
    risk.set_rule(("11721.01", "1"), single("USD", "1500", "2559.50"))
    assert risk.figures() == [(DEBTOR, "USD", dec("1500.00"), dec("2559.50"))]
    assert [row.debt_currency for row in risk.history()] == ["HKD"]
    risk.set_rule(("11721.01", "1"))
    assert risk.alerts() == (), "a rule that is gone hits nobody"


def test_switched_off_every_alert_ends_and_the_amounts_stay(risk: Risk) -> None:
    risk.debtor()
    risk.debtor(OTHER, holds={"USD": "5000"}, owes={"HKD": "30000"})
    risk.set_rule(MAIN, USD_RULE)
    assert len(risk.alerts()) == 2
    risk.set_rule(None, is_on=False)
    assert risk.alerts() == ()
    assert {(row.account_no, row.status) for row in risk.history()} == {
        (DEBTOR, reminder.AlertEnd.SYSTEM),
        (OTHER, reminder.AlertEnd.SYSTEM),
    }
    by_account = {row.account_no: row for row in risk.history()}
    assert by_account[OTHER].new_debt_amount == dec("30000.00"), "the figures afterwards are those of that moment"
    rule = risk.current_rule()
    assert (rule.is_on, rule.debt, [one.currency for one in rule.singles], rule.version) == (False, dec("10000.00"), ["USD"], 2)
    assert risk.office.refused(reminder.FetchClients(), user=OFFICER).code == "FX-E40"


def test_switched_off_nothing_is_asked_of_the_amounts(risk: Risk) -> None:
    command = reminder.UpdateExchangeRule(is_on=False, debt=Decimal(-1), singles=(single("XXX", "0", "0"),))
    risk.office.bus.run_as(risk.office.actor(OFFICER), command)
    rule = risk.current_rule()
    assert (rule.version, rule.debt, rule.singles) == (1, None, ())


@pytest.mark.parametrize("message", [reminder.FetchClients(), reminder.UpdateExchangeRule(is_on=False)], ids=["fetch", "rule"])
def test_who_only_sees_may_change_nothing(risk: Risk, message: Any) -> None:
    assert risk.office.refused(message, user="auditor").code == "auth.no_permission"
    assert risk.office.ask(reminder.GetRule(), user="auditor").version == 0
    assert risk.office.refused(reminder.GetRule(), user="funds_clerk").code == "auth.no_permission"
