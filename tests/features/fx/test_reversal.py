"""Reversal of completed exchanges: `docs/rules/fx.md` 6.11. What a deal did is done the other way round, once, by two people."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text, update

from tests.features.fx.desk import ACCOUNT, CLERK, SUPERVISOR, Desk, dec
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.ledger import tables as ledger_tables
from whale_desktop.features.ledger.messages import AccountState
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.features.workorder.messages import ApproveWorkOrder, ExecutionStatus, RefuseWorkOrder, WithdrawWorkOrder

REASON = "entered for the wrong client"


def reverse_command(desk: Desk, forex_id: str, *, reason: str = REASON) -> fx.ReverseOrder:
    return fx.ReverseOrder(forex_id=forex_id, reason=reason, expected_version=desk.order(forex_id).version)


def reverse(desk: Desk, forex_id: str) -> str:
    """Reverse an order with everything that it takes; the number of the reversal."""
    number = desk.office.waits(reverse_command(desk, forex_id), user=SUPERVISOR)
    assert desk.office.approve(number).execution_status is ExecutionStatus.SUCCESS
    return desk.order(forex_id).reversal_no


def balances(desk: Desk) -> dict[tuple[str, str, str], Decimal]:
    table = ledger_tables.balance.c
    with desk.office.database.read() as connection:
        rows = connection.execute(select(table.account_no, table.account_type, table.currency, table.total)).all()
    return {(row[0], row[1], row[2]): row[3] for row in rows if row[3]}


def bank_deal(desk: Desk) -> str:
    desk.add_execution_mark_up("0.05", service=fx.ServiceStrategy.SINGLE, channel=RateChannel.HSB)
    channel = desk.bank_order()
    desk.handle(channel.channel_order_no, fx.ApplyType.SUCCESS_APPLY, channel_rate=dec("7.1400"))
    desk.approve_exception(channel.channel_order_no)
    return channel.forex_id


def test_fx_reversal_01_of_a_pool_deal_brings_everything_back(desk: Desk) -> None:
    before, pools = balances(desk), {code: desk.pool(code).remaining_amount for code in ("USD", "CNH")}
    done = desk.app("10000.00").forex_id
    number = reverse(desk, done)
    assert number == "R2403180001"
    assert balances(desk) == before
    assert {code: desk.pool(code).remaining_amount for code in ("USD", "CNH")} == pools
    changes = [(row.change_type.value, row.occurred_amount, row.order_no) for row in desk.changes("USD")[:2]]
    assert changes == [("REVERSAL", dec("-10000.00"), done), ("EXCHANGE_IN", dec("10000.00"), done)]
    assert [row.occurred_amount for row in desk.changes("CNH")[:2]] == [dec("71357.00"), dec("-71357.00")]
    assert not desk.changes("CNH")[0].occurred_from
    totals = desk.office.ask(fx.TotalProfits()).sums
    assert {name: sums["CNH"] for name, sums in totals.items()} == dict.fromkeys(totals, dec("0.00"))
    rows = desk.office.ask(fx.ListProfits(descending=False)).rows
    assert [(row.reversal_no, row.profit_loss) for row in rows] == [("", dec("10.00")), (number, dec("-10.00"))]
    assert desk.profit(done).profit_loss == dec("10.00")


def test_fx_reversal_02_the_order_keeps_its_state_and_both_know_each_other(desk: Desk) -> None:
    done = desk.app("10000.00").forex_id
    assert desk.order(done).may == ("fx.order.reverse",)
    number = reverse(desk, done)
    order = desk.order(done)
    assert (order.forex_status, order.reversal_no, order.is_reversed, order.may) == (fx.ForexStatus.SUCCESS, number, True, ())
    (row,) = desk.office.ask(fx.ListReversals(forex_id=done))
    assert (row.reversal_no, row.forex_id, row.reason) == (number, done, REASON)
    assert (row.operator, row.ledger_date.isoformat()) == ("funds_supervisor", "2024-03-18")
    found = desk.office.ask(fx.ListOrders(where=fx.OrderFilter(is_reversed=True))).rows
    assert [one.forex_id for one in found] == [done]
    assert desk.office.ask(fx.ListOrders(where=fx.OrderFilter(is_reversed=False))).rows == ()


def test_fx_reversal_03_its_journals_are_the_opposites_with_a_link_both_ways(desk: Desk) -> None:
    done = desk.app("10000.00").forex_id
    number = reverse(desk, done)
    out, into, back, away = desk.journals(done)
    assert [journal.biz_code for journal in (out, into, back, away)] == ["CFXOUT", "CFXIN", "CFXREV", "CFXREV"]
    assert (back.reversal_of, away.reversal_of) == (out.journal_no, into.journal_no)
    assert (out.reversed_by, into.reversed_by) == (back.journal_no, away.journal_no)
    assert (back.source_type, back.source_id, back.op_remark, back.remark) == ("fx.reversal", number, REASON, "")
    lines = [(line.account, line.currency, line.change) for line in back.postings]
    assert lines == [(ACCOUNT, "USD", dec("10000.00")), ("FXPOOL.USD", "USD", dec("-10000.00"))]


def test_fx_reversal_04_what_accounting_reads_comes_to_nothing(desk: Desk) -> None:
    done = desk.app("10000.00").forex_id
    reverse(desk, done)
    rows = desk.source_rows(done)
    assert rows[3:] == [(kind, currency, -amount) for kind, currency, amount in rows[:3]]
    assert rows[0] == ("ChannelExchange", "USD", dec("-10000.00"))


def test_fx_reversal_05_of_a_bank_deal_leaves_pools_and_profit_alone(desk: Desk) -> None:
    before = balances(desk)
    done = bank_deal(desk)
    pools = {code: desk.pool(code).remaining_amount for code in ("USD", "CNH")}
    reverse(desk, done)
    assert balances(desk) == before
    assert {code: desk.pool(code).remaining_amount for code in ("USD", "CNH")} == pools
    assert desk.rows_of("fx_profit_loss") == 0
    assert ("CFXREV", "FEE.FX_MARKUP", "CNH", dec("-36.00")) in desk.postings(done)
    assert [row[0] for row in desk.source_rows(done)] == ["ChannelExchange", "ChannelExchangeEntry", "MarkupIncome"] * 2


def test_fx_reversal_06_once_only(desk: Desk) -> None:
    done = desk.app("10000.00").forex_id
    again = reverse_command(desk, done)
    reverse(desk, done)
    assert desk.office.refused(again, user=SUPERVISOR).code == "FX-E34"
    assert desk.rows_of("fx_reversal") == 1


@pytest.mark.parametrize("state", ["pending", "cancelled", "processing"])
def test_fx_reversal_07_only_what_is_completed(desk: Desk, state: str) -> None:
    number = desk.bank_order().forex_id if state == "processing" else desk.manual()
    if state == "cancelled":
        desk.office.do(desk.cancel_command(number), user=SUPERVISOR)
    assert "fx.order.reverse" not in desk.order(number).may
    assert desk.office.refused(reverse_command(desk, number), user=SUPERVISOR).code == "FX-E14"


def test_fx_reversal_08_needs_a_reason_and_the_present_version(desk: Desk) -> None:
    done = desk.app("10000.00").forex_id
    refusal = desk.office.refused(reverse_command(desk, done, reason=" "), user=SUPERVISOR)
    assert (refusal.code, [fault.field for fault in refusal.fields]) == ("FX-E01", ["reason"])
    long = desk.office.refused(reverse_command(desk, done, reason="x" * 256), user=SUPERVISOR)
    assert (long.code, [fault.field for fault in long.fields]) == ("FX-E35", ["reason"])
    assert desk.office.refused(fx.ReverseOrder(forex_id=done, reason="x", expected_version=7), user=SUPERVISOR).code == "FX-E17"
    assert desk.office.refused(fx.ReverseOrder(forex_id="1", reason="x"), user=SUPERVISOR).code == "FX-E33"


def test_fx_reversal_09_the_client_must_still_have_the_money(desk: Desk) -> None:
    done = desk.app("10000.00").forex_id
    desk.owe(ACCOUNT, "CNH", "0.01")
    refusal = desk.office.refused(reverse_command(desk, done), user=SUPERVISOR)
    assert (refusal.code, refusal.params) == ("FX-E10", {"available": "71356.99", "currency": "CNH"})
    assert desk.rows_of("fx_reversal") == 0
    assert not desk.order(done).is_reversed


def test_fx_reversal_10_the_pool_keeps_its_alarm_level(desk: Desk) -> None:
    done = desk.app("10000.00").forex_id
    desk.set_pool("USD", "29999.99")
    assert desk.office.refused(reverse_command(desk, done), user=SUPERVISOR).code == "FX-E12"
    desk.set_pool("USD", "30000.00")
    reverse(desk, done)
    assert desk.pool("USD").remaining_amount == dec("20000.00")
    assert [alert.order_no for alert in desk.office.ask(fx.ListPoolAlerts(currency="USD"))][:1] == [done]


def test_fx_reversal_11_on_a_later_day_it_is_booked_on_that_day(desk: Desk) -> None:
    done = desk.app("10000.00").forex_id
    with desk.office.database.write() as connection:
        connection.execute(text("UPDATE system_state SET value = '2024-03-19' WHERE key = 'business_date'"))
    desk.at(10, day=19)
    assert reverse(desk, done) == "R2403190001"
    assert {journal.ledger_date.isoformat() for journal in desk.journals(done)[2:]} == {"2024-03-19"}
    assert desk.office.ask(fx.ListProfits()).rows[0].channel_ledger_date.isoformat() == "2024-03-19"
    page = desk.office.ask(fx.ListSourceRows(where=fx.SourceRowFilter(user_order_no=done)))
    assert [row.account_at.isoformat() for row in page.rows] == ["2024-03-19"] * 3 + ["2024-03-18"] * 3


def test_fx_reversal_12_not_on_a_cancelled_account(desk: Desk) -> None:
    done = desk.app("10000.00").forex_id
    account = ledger_tables.account
    with desk.office.database.write() as connection:
        connection.execute(update(account).where(account.c.account_no == ACCOUNT).values(state=AccountState.CANCELLED))
    refusal = desk.office.refused(reverse_command(desk, done), user=SUPERVISOR)
    assert (refusal.code, refusal.params["biz_code"]) == ("ledger.account_cancelled", "CFXREV")


def test_fx_reversal_13_needs_its_own_right(desk: Desk) -> None:
    done = desk.app("10000.00").forex_id
    assert desk.office.refused(reverse_command(desk, done), user=CLERK).code == "auth.no_permission"


def test_fx_reversal_14_cancelling_stays_refused(desk: Desk) -> None:
    done = desk.app("10000.00").forex_id
    assert desk.office.refused(desk.cancel_command(done), user=SUPERVISOR).code == "FX-E14"
    reverse(desk, done)
    assert desk.office.refused(desk.cancel_command(done), user=SUPERVISOR).code == "FX-E14"


def test_fx_reversal_15_the_audit_trail_has_the_order_before_and_after(desk: Desk) -> None:
    done = desk.app("10000.00").forex_id
    number = reverse(desk, done)
    row = desk.office.audit_rows("fx.order.reverse")[-1]
    assert (row.target, row.result, row.action) == (done, "ok", "revoke")
    assert '"reversal_no":""' in row.before
    assert f'"reversal_no":"{number}"' in row.after


def test_fx_reversal_17_a_second_person_decides_and_his_name_stays(desk: Desk) -> None:
    done = desk.app("10000.00").forex_id
    before = balances(desk)
    number = desk.office.waits(reverse_command(desk, done), user=SUPERVISOR)
    waiting = desk.order(done)
    assert (waiting.work_order_no, waiting.is_reversed) == (str(number), False)
    assert balances(desk) == before
    again = desk.office.refused(reverse_command(desk, done), user="second_supervisor")
    assert (again.code, again.params) == ("ticket.target_locked", {"work_order_no": str(number)})
    own = desk.office.refused(ApproveWorkOrder(work_order_no=number), user=SUPERVISOR)
    assert own.code == "ticket.self_approval"
    desk.office.approve(number, user="second_super_admin", comment="seen")
    (row,) = desk.office.ask(fx.ListReversals(forex_id=done))
    assert (row.operator, row.reviewer) == (SUPERVISOR, "second_super_admin")
    assert desk.order(done).work_order_no == ""
    executed = desk.office.audit_rows("fx.order.reverse")[-1]
    assert (executed.member_name, executed.work_order_no) == ("second_super_admin", str(number))


def test_fx_reversal_18_the_maker_of_the_exchange_needs_another_one_too(desk: Desk) -> None:
    """Whoever entered the order may ask for its reversal; he cannot agree to it, nor can anybody take it back alone."""
    done = desk.manual("100", user="super_admin")
    desk.office.do(desk.review_command(done), user="second_supervisor")
    assert desk.order(done).forex_status is fx.ForexStatus.SUCCESS
    number = desk.office.waits(reverse_command(desk, done), user="super_admin")
    assert desk.office.refused(ApproveWorkOrder(work_order_no=number), user="super_admin").code == "ticket.self_approval"
    assert not desk.order(done).is_reversed


@pytest.mark.parametrize("ending", [RefuseWorkOrder, WithdrawWorkOrder])
def test_fx_reversal_19_without_an_approval_nothing_changes(desk: Desk, ending: Any) -> None:
    done = desk.app("10000.00").forex_id
    before = balances(desk)
    number = desk.office.waits(reverse_command(desk, done), user=SUPERVISOR)
    if ending is RefuseWorkOrder:
        desk.office.do(ending(work_order_no=number, comment="which one?"), user="second_super_admin")
    else:
        desk.office.do(ending(work_order_no=number), user=SUPERVISOR)
    order = desk.order(done)
    assert (order.is_reversed, order.work_order_no, order.may) == (False, "", ("fx.order.reverse",))
    assert balances(desk) == before
    assert reverse(desk, done)


def test_fx_reversal_20_money_that_is_gone_by_then_lets_it_fail(desk: Desk) -> None:
    done = desk.app("10000.00").forex_id
    number = desk.office.waits(reverse_command(desk, done), user=SUPERVISOR)
    desk.owe(ACCOUNT, "CNH", "0.01")
    decided = desk.office.approve(number)
    assert (decided.execution_status, decided.result_code) == (ExecutionStatus.FAILED, "FX-E10")
    assert not desk.order(done).is_reversed
    assert desk.rows_of("fx_reversal") == 0
