"""The acceptance scenarios of `docs/rules/fx.md` 9 on orders. Each test carries its number."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from tests.features.fx.desk import ACCOUNT, CLERK, PARAMETERS, SECOND_CLERK, SUPERVISOR, Desk, dec
from tests.helpers.desk import CLIENT, add_client, set_currency
from whale_desktop.bus import Work, handlers
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger import tables as ledger_tables
from whale_desktop.features.ledger.handlers.seed import NewClient
from whale_desktop.features.ledger.messages import AccountState
from whale_desktop.features.reference.messages import RateChannel, RoundMode
from whale_desktop.features.workorder.messages import (
    ApproveWorkOrder,
    ExecutionStatus,
    GetWorkOrder,
    RetryWorkOrder,
    WithdrawWorkOrder,
)
from whale_desktop.kernel.errors import NeedsConfirmation, UserError


def test_fx_01_app_order_is_done_at_once(desk: Desk) -> None:
    receipt = desk.app("10000.00")
    order = desk.order(receipt.forex_id)
    assert (order.reference_rate, order.rate, order.to_amount) == (dec("7.1367"), dec("7.1357"), dec("71357.00"))
    assert order.forex_status is fx.ForexStatus.SUCCESS
    assert order.change_type is fx.ChangeType.SMALL_IN_POOL
    assert desk.pool("CNH").remaining_amount == dec("428643.00")
    assert desk.pool("USD").remaining_amount == dec("210000.00")
    profit = desk.profit(receipt.forex_id)
    assert (profit.currency, profit.profit_loss) == ("CNH", dec("10.00"))
    assert (profit.markup_income, profit.rate_pnl) == (dec("10.00"), dec("0.00"))
    assert desk.free("USD") == dec("290000.00")
    assert desk.frozen("USD") == 0


def test_fx_02_ratio_mark_up_is_cut_not_rounded(desk: Desk) -> None:
    desk.set_mark_up(fx.SpreadMode.RATE, "0.1")
    order = desk.order(desk.app("10000.00").forex_id)
    assert (order.rate, order.to_amount) == (dec("7.1295"), dec("71295.00"))
    desk.set_mark_up(fx.SpreadMode.VALUE, "0.001")
    marked = desk.office.ask(fx.GetReferenceMarkUp(mark_up_id=desk.mark_up().mark_up_id)).marked_rate
    assert marked == dec("7.1357")


def test_fx_03_precision_of_the_debit_currency(desk: Desk) -> None:
    desk.drop_mark_up()
    order = desk.order(desk.app("100000.00", "HKD", "USD").forex_id)
    assert (order.rate, order.to_amount) == (dec("0.127988"), dec("12798.80"))


def test_fx_04_rounding_of_amounts_only(desk: Desk) -> None:
    assert desk.order(desk.app("12345.67").forex_id).to_amount == dec("88094.99")
    set_currency(desk.office, "CNH", round_mode=RoundMode.ROUND)
    order = desk.order(desk.app("12345.67").forex_id)
    assert (order.to_amount, order.rate) == (dec("88095.00"), dec("7.1357"))


def test_fx_05_client_fixes_what_he_gets(desk: Desk) -> None:
    before = desk.free("USD")
    receipt = desk.app("50000.00", get=True)
    order = desk.order(receipt.forex_id)
    assert (order.from_amount, order.to_amount, order.forex_type) == (dec("7007.02"), dec("50000.00"), fx.ForexType.TO)
    assert before - desk.free("USD") == dec("7007.02")
    held = desk.manual("50000.00", forex_type=fx.ForexType.TO)
    assert desk.frozen("USD") == dec("7007.02")
    assert desk.order(held).from_amount == dec("7007.02")


def test_fx_06_pool_lands_on_the_alarm_level(desk: Desk) -> None:
    desk.set_pool("CNH", "121357.00")
    assert desk.app("10000.00").forex_status is fx.ForexStatus.SUCCESS
    assert desk.pool("CNH").remaining_amount == dec("50000.00")
    alerts = desk.office.ask(fx.ListPoolAlerts())
    assert [(one.currency, one.remaining_amount, one.alarm_amount) for one in alerts] == [
        ("CNH", dec("50000.00"), dec("50000.00"))
    ]
    card = next(one for one in desk.office.ask(fx.ListPoolCards()) if one.currency == "CNH")
    assert card.is_at_alarm
    assert card.alert_at == desk.office.clock.now()


def test_fx_07_pool_too_short_goes_to_the_bank(desk: Desk) -> None:
    channel = desk.bank_order()
    order = desk.order(channel.forex_id)
    assert order.change_type is fx.ChangeType.SMALL_BEYOND_POOL
    assert order.forex_status is fx.ForexStatus.PROCESSING
    assert (channel.channel_name, channel.channel_status) == (RateChannel.HSB, fx.ChannelStatus.SUBMITTED)
    assert channel.abnormal_status is fx.AbnormalStatus.WAIT_HANDLE  # no live connection
    assert desk.pool("CNH").remaining_amount == dec("121356.99")
    assert desk.pool("USD").remaining_amount == dec("200000.00")
    assert desk.frozen("USD") == dec("10000.00")


def test_fx_08_pool_too_short_and_no_bank(desk: Desk) -> None:
    desk.set_pool("CNH", "121356.99")
    desk.disable("T3-01")
    assert desk.app_refused("10000.00").code == "FX-E12"
    assert desk.frozen("USD") == 0
    assert desk.rows_of("fx_client_order") == 0


def test_fx_09_small_at_the_limit_large_above_it(desk: Desk) -> None:
    small = desk.order(desk.app("100000.00").forex_id)
    assert (small.change_type, small.service_strategy) == (fx.ChangeType.SMALL_BEYOND_POOL, fx.ServiceStrategy.SINGLE)
    large = desk.order(desk.app("100000.01", "USD", "HKD").forex_id)
    assert (large.change_type, large.audit_status) == (fx.ChangeType.LARGE, fx.AuditStatus.PENDING)
    assert large.forex_status is fx.ForexStatus.SUBMITTED
    assert large.may == ("fx.order.review", "fx.order.cancel")
    order = desk.office.ask(GetWorkOrder(work_order_no=int(large.work_order_no)), user=SUPERVISOR)
    assert (order.row.flow_key, order.row.target_no) == ("forex.exchange_order_audit", large.forex_id)
    assert order.changes[0].after is not None
    assert order.changes[0].after["forex_status"] == "SUCCESS"
    assert desk.review(large.forex_id).forex_status is fx.ForexStatus.SUCCESS


def test_fx_10_approval_start_holds_an_app_order(desk: Desk) -> None:
    desk.set_starts(USD="0.01")
    order = desk.order(desk.app("10.00", "USD", "HKD").forex_id)
    assert (order.forex_status, order.audit_status) == (fx.ForexStatus.SUBMITTED, fx.AuditStatus.PENDING)
    assert desk.frozen("USD") == dec("10.00")
    assert desk.entries(order.forex_id) == ()


def test_fx_11_nobody_reviews_his_own_order(desk: Desk) -> None:
    held = desk.manual(user="super_admin")
    assert desk.office.refused(desk.review_command(held), user="super_admin").code == "FX-E16"
    assert desk.review(held, user="second_super_admin").forex_status is fx.ForexStatus.SUCCESS
    other = desk.manual(user=CLERK)
    assert desk.review(other, user=SUPERVISOR).audit_status is fx.AuditStatus.APPROVED


def test_fx_12_market_moves_in_favour_while_an_order_waits(desk: Desk) -> None:
    held = desk.manual("10000.00")
    desk.set_bid("USD", "7.8200")
    order = desk.review(held)
    assert (order.rate, order.to_amount) == (dec("7.1357"), dec("71357.00"))
    profit = desk.profit(held)
    assert (profit.channel_rate, profit.channel_amount) == (dec("7.1415"), dec("71415.00"))
    assert (profit.profit_loss, profit.markup_income, profit.rate_pnl) == (dec("58.00"), dec("10.00"), dec("48.00"))
    assert desk.postings(held) == [
        ("CFXOUT", ACCOUNT, "USD", dec("-10000.00")),
        ("CFXOUT", "FXPOOL.USD", "USD", dec("10000.00")),
        ("CFXIN", "FXPOOL.CNH", "CNH", dec("-71357.00")),
        ("CFXIN", ACCOUNT, "CNH", dec("71357.00")),
    ]
    assert desk.source_rows(held) == [
        ("ChannelExchange", "USD", dec("-10000.00")),
        ("ChannelExchangeEntry", "CNH", dec("71415.00")),
        ("ExchangeGains", "CNH", dec("58.00")),
    ]


def test_fx_13_market_moves_against_the_house(desk: Desk) -> None:
    held = desk.manual("10000.00")
    desk.set_bid("USD", "7.8050")
    desk.review(held)
    profit = desk.profit(held)
    assert (profit.channel_rate, profit.channel_amount, profit.profit_loss) == (dec("7.1278"), dec("71278.00"), dec("-79.00"))
    assert (profit.markup_income, profit.rate_pnl) == (dec("10.00"), dec("-89.00"))
    assert desk.source_rows(held)[-1] == ("ExchangeLoss", "CNH", dec("-79.00"))


def test_fx_14_quota_is_checked_again_at_approval(desk: Desk) -> None:
    held = desk.manual("10000.00")
    desk.set_pool("CNH", "100000.00")
    before = desk.order(held)
    assert desk.office.refused(desk.review_command(held), user=SUPERVISOR).code == "FX-E12"
    assert desk.order(held) == before
    assert before.audit_status is fx.AuditStatus.PENDING
    assert desk.frozen("USD") == dec("10000.00")


def test_fx_15_rejection_frees_the_money(desk: Desk) -> None:
    held = desk.manual("10000.00")
    refusal = desk.office.refused(desk.review_command(held, approve=False), user=SUPERVISOR)
    assert (refusal.code, [fault.field for fault in refusal.fields]) == ("FX-E01", ["remark"])
    order = desk.review(held, approve=False, remark="the client withdrew")
    assert (order.forex_status, order.audit_status) == (fx.ForexStatus.REJECTED, fx.AuditStatus.REJECTED)
    assert order.review_remark == "the client withdrew"
    assert desk.frozen("USD") == 0
    assert desk.free("USD") == dec("300000.00")
    assert desk.rows_of("fx_profit_loss") == 0
    assert all(not row.order_no for row in desk.changes("USD"))


def test_fx_16_bank_deal_earns_the_mark_up_only(desk: Desk) -> None:
    desk.add_execution_mark_up("0.05", service=fx.ServiceStrategy.SINGLE, channel=RateChannel.HSB)
    channel = desk.bank_order()
    desk.handle(channel.channel_order_no, fx.ApplyType.SUCCESS_APPLY, channel_rate=dec("7.1400"))
    done = desk.approve_exception(channel.channel_order_no)
    order = desk.order(channel.forex_id)
    assert (order.forex_status, order.rate, order.to_amount) == (fx.ForexStatus.SUCCESS, dec("7.1364"), dec("71364.00"))
    assert (done.channel_status, done.abnormal_status) == (fx.ChannelStatus.SUCCESS, fx.AbnormalStatus.DONE)
    assert (done.channel_rate, done.to_amount) == (dec("7.1400"), dec("71400.00"))
    assert desk.source_rows(order.forex_id) == [
        ("ChannelExchange", "USD", dec("-10000.00")),
        ("ChannelExchangeEntry", "CNH", dec("71400.00")),
        ("MarkupIncome", "CNH", dec("36.00")),
    ]
    assert desk.postings(order.forex_id) == [
        ("CFXOUT", ACCOUNT, "USD", dec("-10000.00")),
        ("CFXOUT", "BANK.USD", "USD", dec("10000.00")),
        ("CFXIN", "BANK.CNH", "CNH", dec("-71400.00")),
        ("CFXIN", ACCOUNT, "CNH", dec("71364.00")),
        ("CFXIN", "FEE.FX_MARKUP", "CNH", dec("36.00")),
    ]
    assert desk.rows_of("fx_profit_loss") == 0
    assert desk.frozen("USD") == 0


def test_fx_17_exchange_again_at_another_bank(desk: Desk) -> None:
    channel = desk.bank_order()
    before = desk.order(channel.forex_id)
    desk.handle(channel.channel_order_no, fx.ApplyType.RETRY_APPLY, channel_name=RateChannel.ICBCASIA)
    old = desk.approve_exception(channel.channel_order_no)
    after = desk.order(channel.forex_id)
    assert (old.channel_status, old.abnormal_status) == (fx.ChannelStatus.FAILED, fx.AbnormalStatus.DONE)
    assert after.client_ordid != channel.channel_order_no
    assert desk.channel_order(after.client_ordid).channel_name is RateChannel.ICBCASIA
    assert (after.forex_status, after.freeze_no) == (fx.ForexStatus.PROCESSING, before.freeze_no)
    assert desk.frozen("USD") == dec("10000.00")


def test_fx_18_failed_or_handling_rejected(desk: Desk) -> None:
    channel = desk.bank_order()
    desk.handle(channel.channel_order_no, fx.ApplyType.FAILURE_APPLY)
    waiting = desk.office.work_order_of(channel.channel_order_no)
    assert desk.channel_order(channel.channel_order_no).work_order_no == str(waiting)
    own = desk.exception_review(channel.channel_order_no, fx.ReviewType.REVIEW_APPROVED)
    assert desk.office.refused(own, user=SUPERVISOR).code == "ticket.target_locked"
    desk.decide(waiting, approve=False, comment="the bank says otherwise")
    assert desk.channel_order(channel.channel_order_no).abnormal_status is fx.AbnormalStatus.WAIT_HANDLE
    assert desk.order(channel.forex_id).forex_status is fx.ForexStatus.PROCESSING
    desk.handle(channel.channel_order_no, fx.ApplyType.FAILURE_APPLY)
    desk.approve_exception(channel.channel_order_no)
    assert desk.order(channel.forex_id).forex_status is fx.ForexStatus.FAILED
    assert desk.free("USD") == dec("300000.00")


def test_fx_20_closed_hours_switch_and_pair(desk: Desk) -> None:
    desk.at(17)
    assert desk.app_refused("10000.00").code == "FX-E11"
    desk.at(10)
    assert desk.app_refused("1000.00", "CNH", "USD").code == "FX-E03"
    set_currency(desk.office, "HKD", exchange_enabled=False)
    refusal = desk.app_refused("1000.00", "USD", "HKD")
    assert (refusal.code, refusal.params) == ("FX-E02", {"currency": "HKD"})
    assert desk.frozen("USD") == 0


def test_fx_25_custom_rate(desk: Desk) -> None:
    held = desk.manual("1234.56", custom_rate=dec("7.12345678"))
    order = desk.review(held)
    assert (order.rate, order.to_amount, order.custom_rate_flag) == (dec("7.12345678"), dec("8794.33"), True)
    assert (order.reference_mark_up, order.execution_mark_up) == (None, None)
    command = fx.SubmitManualOrder(
        account_no=ACCOUNT,
        from_currency="USD",
        to_currency="CNH",
        amount=dec("1234.56"),
        custom_rate=dec("7.123456789"),
    )
    refusal = desk.office.refused(command, user=CLERK)
    assert (refusal.code, [fault.field for fault in refusal.fields]) == ("FX-E21", ["custom_rate"])


def test_fx_30_cancellation(desk: Desk) -> None:
    done = desk.app("10000.00").forex_id
    assert desk.office.refused(desk.cancel_command(done), user=SUPERVISOR).code == "FX-E14"
    held = desk.manual("10000.00")
    desk.office.do(desk.cancel_command(held), user=SUPERVISOR)
    order = desk.order(held)
    assert (order.forex_status, order.audit_status) == (fx.ForexStatus.CANCELLED, fx.AuditStatus.NONE)
    assert desk.frozen("USD") == 0
    large = desk.app("100000.01", "USD", "HKD").forex_id
    number = desk.office.work_order_of(large)
    locked = desk.office.refused(desk.cancel_command(large), user=SUPERVISOR)
    assert (locked.code, locked.params) == ("ticket.target_locked", {"work_order_no": str(number)})
    desk.office.do(fx.CancelClientOrder(forex_id=large, account_no=ACCOUNT), user="app")
    assert desk.order(large).forex_status is fx.ForexStatus.CANCELLED
    assert desk.frozen("USD") == 0
    assert desk.office.ask(GetWorkOrder(work_order_no=number), user=SUPERVISOR).row.is_abnormal
    assert desk.office.refused(ApproveWorkOrder(work_order_no=number), user=SUPERVISOR).code == "ticket.abnormal"


def test_fx_large_order_by_hand_is_decided_by_its_work_order(desk: Desk) -> None:
    held = desk.manual("100000.01", "USD", "HKD", user="super_admin")
    number = desk.office.work_order_of(held)
    assert desk.office.refused(desk.review_command(held), user="super_admin").code == "FX-E16"
    assert desk.office.refused(ApproveWorkOrder(work_order_no=number), user="super_admin").code == "ticket.self_approval"
    assert desk.office.refused(desk.review_command(held), user=SUPERVISOR).code == "ticket.target_locked"
    desk.office.do(WithdrawWorkOrder(work_order_no=number), user="super_admin")
    withdrawn = desk.order(held)
    assert (withdrawn.audit_status, withdrawn.work_order_no) == (fx.AuditStatus.PENDING, "")
    desk.office.do(desk.review_command(held), user="second_supervisor")
    again = desk.office.work_order_of(held)
    assert again != number
    assert desk.order(held).audit_status is fx.AuditStatus.PENDING
    assert desk.office.refused(ApproveWorkOrder(work_order_no=again), user="second_supervisor").code == "ticket.self_approval"
    refused = desk.review(held, approve=False, remark="too large for today")
    assert (refused.forex_status, refused.review_remark) == (fx.ForexStatus.REJECTED, "too large for today")
    assert desk.frozen("USD") == 0


def test_fx_large_order_that_the_pool_cannot_serve_any_more_fails_and_may_be_retried(desk: Desk) -> None:
    held = desk.app("100000.01", "USD", "HKD").forex_id
    desk.set_pool("HKD", "200000")
    number = desk.office.work_order_of(held)
    failed = desk.decide(number)
    assert (failed.execution_status, failed.result_code) == (ExecutionStatus.FAILED, "FX-E12")
    assert desk.order(held).audit_status is fx.AuditStatus.PENDING
    assert desk.entries(held) == ()
    desk.set_pool("HKD", "1000000")
    assert desk.office.do(RetryWorkOrder(work_order_no=number)).execution_status is ExecutionStatus.SUCCESS
    assert desk.order(held).forex_status is fx.ForexStatus.SUCCESS
    assert len(desk.entries(held)) == 2


def test_fx_31_account_that_may_not_exchange(desk: Desk) -> None:
    account, permission = ledger_tables.account, ledger_tables.account_permission
    with desk.office.database.write() as connection:
        connection.execute(update(account).where(account.c.account_no == ACCOUNT).values(state=AccountState.SUSPENDED))
    assert desk.app_refused("10000.00").code == "FX-E22"
    with desk.office.database.write() as connection:
        connection.execute(update(account).where(account.c.account_no == ACCOUNT).values(state=AccountState.ACTIVE))
        connection.execute(update(permission).where(permission.c.account_no == ACCOUNT).values(is_open=False))
    assert desk.app_refused("10000.00").code == "FX-E22"
    assert desk.frozen("USD") == 0


def test_fx_32_debts_in_other_currencies_do_not_count(desk: Desk) -> None:
    debtor = NewClient(member_id="80012183", account_no="HK00010002", name_zh="黃志明", name_en="Wong Chi Ming")
    add_client(desk.office, debtor, {"HKD": "20000"})
    desk.owe(debtor.account_no, "USD", "1500")
    quote = desk.office.ask(fx.QuoteOrder(account_no=debtor.account_no, from_currency="HKD", to_currency="USD"), user=CLERK)
    assert {one.currency: one.amount for one in quote.withdrawable} == {"HKD": dec("20000.00"), "USD": Decimal(0)}
    receipt = desk.app("20000.00", "HKD", "USD", account_no=debtor.account_no)
    assert receipt.forex_status is fx.ForexStatus.SUCCESS


def test_two_clerks_and_two_supervisors_see_the_same_order(desk: Desk) -> None:
    held = desk.manual("10000.00")
    stale = desk.review_command(held)
    desk.review(held, approve=False, remark="no")
    assert desk.office.refused(stale, user="second_supervisor").code == "FX-E14"
    again = desk.manual("10000.00", user=SECOND_CLERK)
    wrong = fx.ReviewOrder(forex_id=again, approve=True, expected_version=7)
    assert desk.office.refused(wrong, user=SUPERVISOR).code == "FX-E17"
    assert desk.office.refused(wrong, user=PARAMETERS).code == "auth.no_permission"
    assert CLIENT.account_no == ACCOUNT


def test_who_follows_an_order_sees_each_later_state_with_the_books_as_they_are_then(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[fx.ForexStatus, Decimal]] = []

    def follow(work: Work, fact: fx.OrderChanged) -> None:
        frozen = ledger.cash(work.connection, fact.account_no, "USD").frozen
        assert work.ask(fx.GetOrder(forex_id=fact.forex_id)).forex_status is fact.forex_status
        told.append((fact.forex_status, frozen))

    followers: dict[Any, Any] = handlers._FOLLOWERS
    monkeypatch.setitem(followers, fx.OrderChanged, (follow,))
    desk.review(desk.manual("10.00"))
    desk.review(desk.manual("20.00"), approve=False, remark="no")
    desk.office.do(desk.cancel_command(desk.manual("30.00")), user=SUPERVISOR)
    channel = desk.bank_order()
    desk.handle(channel.channel_order_no, fx.ApplyType.FAILURE_APPLY)
    desk.approve_exception(channel.channel_order_no)
    zero = dec("0")
    assert told == [
        (fx.ForexStatus.SUCCESS, zero),
        (fx.ForexStatus.REJECTED, zero),
        (fx.ForexStatus.CANCELLED, zero),
        (fx.ForexStatus.FAILED, zero),  # tried out, and undone, when the handling was submitted
        (fx.ForexStatus.FAILED, zero),
    ]


def test_another_feature_places_an_order_with_the_checks_of_a_client(desk: Desk) -> None:
    def place(amount: str, **more: Any) -> fx.PlaceOrder:
        values = {"forex_type": fx.ForexType.FROM, "origin": fx.Origin.AUTO_REPAY, **more}
        return fx.PlaceOrder(account_no=ACCOUNT, from_currency="USD", to_currency="CNH", amount=dec(amount), **values)

    run = desk.office.bus.run_as
    receipt = run(desk.office.actor("scheduler"), place("10000.00", order_remark="自動還款"))
    order = desk.order(receipt.forex_id)
    assert (order.forex_status, order.to_amount, order.origin) == (
        fx.ForexStatus.SUCCESS,
        dec("71357.00"),
        fx.Origin.AUTO_REPAY,
    )
    assert order.order_remark == "自動還款"
    with pytest.raises(UserError, match="FX-E10"):
        run(desk.office.actor("scheduler"), place("400000.00"))
    with pytest.raises(NeedsConfirmation, match="FX-W04"):
        run(desk.office.actor("scheduler"), place("10000.00", seen_rate=dec("7.1300")))
    assert desk.office.refused(place("1.00")).code == "message.unknown"
