"""Every transition of `docs/rules/fx.md` 4.1 and 4.2 through the bus, and what each forbids."""

import pytest

from tests.features.fx.desk import ACCOUNT, CLERK, SUPERVISOR, Desk, dec
from tests.helpers.desk import add_cash, add_client
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.ledger.handlers.seed import NewClient
from whale_desktop.features.ledger.queries import cash
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.features.workorder.messages import ApprovalStatus, ExecutionStatus, RetryWorkOrder

BANK = "scheduler"
BROTHER = NewClient(member_id="80012320", account_no="HK00010003", name_zh="李美華", name_en="Lee Mei Wah")


def _bank_order(desk: Desk, **more: object) -> fx.ChannelOrderRow:
    desk.connect()
    channel = desk.bank_order(**more)  # type: ignore[arg-type]  # fields of the order
    assert channel.abnormal_status is fx.AbnormalStatus.NONE
    assert channel.may == ()
    return channel


def test_bank_fills(desk: Desk) -> None:
    channel = _bank_order(desk)
    number = channel.channel_order_no
    desk.office.do(fx.ReportChannelAcceptance(channel_order_no=number, serial_no="B1", origin_status="ACK"), user=BANK)
    assert desk.channel_order(number).channel_status is fx.ChannelStatus.PROCESSING
    desk.office.do(fx.ReportChannelFill(channel_order_no=number, channel_rate=dec("7.1500"), origin_text="ok"), user=BANK)
    done = desk.channel_order(number)
    assert (done.channel_status, done.serial_no, done.origin_text) == (fx.ChannelStatus.SUCCESS, "B1", "ok")
    order = desk.order(channel.forex_id)
    assert (order.forex_status, order.rate, order.to_amount) == (fx.ForexStatus.SUCCESS, dec("7.1500"), dec("71500.00"))
    assert not order.to_estimate
    assert desk.source_rows(order.forex_id) == [
        ("ChannelExchange", "USD", dec("-10000.00")),
        ("ChannelExchangeEntry", "CNH", dec("71500.00")),
    ]
    assert desk.frozen("USD") == 0


def test_bank_refuses(desk: Desk) -> None:
    channel = _bank_order(desk)
    desk.office.do(fx.ReportChannelRefusal(channel_order_no=channel.channel_order_no, origin_text="no"), user=BANK)
    assert desk.order(channel.forex_id).forex_status is fx.ForexStatus.FAILED
    assert desk.channel_order(channel.channel_order_no).channel_status is fx.ChannelStatus.FAILED
    assert desk.free("USD") == dec("300000.00")


def test_trouble_at_the_bank_waits_for_a_person(desk: Desk) -> None:
    channel = _bank_order(desk)
    number = channel.channel_order_no
    desk.office.do(fx.ReportChannelTrouble(channel_order_no=number, origin_text="time-out"), user=BANK)
    troubled = desk.channel_order(number)
    assert (troubled.abnormal_status, troubled.may) == (fx.AbnormalStatus.WAIT_HANDLE, ("fx.channel_order.handle",))
    late = fx.ReportChannelFill(channel_order_no=number, channel_rate=dec("7.1"))
    assert desk.office.refused(late, user=BANK).code == "FX-E14"
    assert desk.order(channel.forex_id).forex_status is fx.ForexStatus.PROCESSING


def test_cancel_at_the_bank_before_it_accepts(desk: Desk) -> None:
    channel = _bank_order(desk)
    assert "fx.order.cancel" in desk.order(channel.forex_id).may
    desk.office.do(desk.cancel_command(channel.forex_id), user=SUPERVISOR)
    assert desk.order(channel.forex_id).forex_status is fx.ForexStatus.CANCELLED
    assert desk.channel_order(channel.channel_order_no).channel_status is fx.ChannelStatus.FAILED
    assert desk.free("USD") == dec("300000.00")


def test_cancel_while_an_exception_waits(desk: Desk) -> None:
    channel = desk.bank_order()
    desk.office.do(fx.CancelClientOrder(forex_id=channel.forex_id, account_no=ACCOUNT), user="app")
    after = desk.channel_order(channel.channel_order_no)
    assert (after.channel_status, after.abnormal_status) == (fx.ChannelStatus.FAILED, fx.AbnormalStatus.DONE)
    assert after.may == ()


def test_cancel_while_a_handling_is_reviewed_is_refused(desk: Desk) -> None:
    channel = desk.bank_order()
    desk.handle(channel.channel_order_no, fx.ApplyType.FAILURE_APPLY)
    assert desk.order(channel.forex_id).may == ()
    assert desk.office.refused(desk.cancel_command(channel.forex_id), user=SUPERVISOR).code == "FX-E14"


def test_another_clients_order_does_not_exist_for_a_client(desk: Desk) -> None:
    held = desk.manual()
    assert desk.office.refused(fx.CancelClientOrder(forex_id=held, account_no="HK0"), user="app").code == "FX-E33"


@pytest.mark.parametrize("end", ["success", "rejected", "cancelled", "failed"])
def test_final_states_are_final(desk: Desk, end: str) -> None:
    number = desk.manual()
    if end == "success":
        desk.review(number)
    elif end == "rejected":
        desk.review(number, approve=False, remark="no")
    elif end == "cancelled":
        desk.office.do(desk.cancel_command(number), user=SUPERVISOR)
    else:
        channel = desk.bank_order()
        desk.handle(channel.channel_order_no, fx.ApplyType.FAILURE_APPLY)
        desk.approve_exception(channel.channel_order_no)
        number = channel.forex_id
        handling = fx.HandleException(channel_order_no=channel.channel_order_no, apply_type=fx.ApplyType.RETRY_APPLY, remark="x")
        assert desk.office.refused(handling, user=CLERK).code == "FX-E14"
    assert desk.order(number).may == (("fx.order.reverse",) if end == "success" else ())
    assert desk.office.refused(desk.review_command(number), user=SUPERVISOR).code == "FX-E14"
    assert desk.office.refused(desk.cancel_command(number), user=SUPERVISOR).code == "FX-E14"


def test_review_of_a_bank_order_hands_it_to_its_bank(desk: Desk) -> None:
    desk.set_starts(USD="1")
    desk.set_pool("CNH", "60000")
    held = desk.app("10000").forex_id
    assert desk.rows_of("fx_channel_order") == 0
    order = desk.review(held)
    assert (order.forex_status, order.audit_status) == (fx.ForexStatus.PROCESSING, fx.AuditStatus.APPROVED)
    channel = desk.channel_order(order.client_ordid)
    assert (channel.forex_id, channel.client) == (held, "80012046 Chan Ka Yi")
    assert len(channel.channel_order_no) == 13


def test_a_closed_service_period_does_not_hinder_the_review(desk: Desk) -> None:
    held = desk.manual()
    desk.at(20)
    assert desk.review(held).forex_status is fx.ForexStatus.SUCCESS


def test_handling_needs_its_fields(desk: Desk) -> None:
    number = desk.bank_order().channel_order_no

    def refused(**more: object) -> list[tuple[str, str]]:
        command = fx.HandleException(channel_order_no=number, expected_version=1, **more)  # type: ignore[arg-type]  # fields are given by name
        return [(fault.field, fault.code) for fault in desk.office.refused(command, user=CLERK).fields]

    assert refused() == [("apply_type", "FX-E01"), ("remark", "FX-E01")]
    assert refused(apply_type=fx.ApplyType.SUCCESS_APPLY, remark="x") == [("channel_rate", "FX-E01")]
    assert refused(apply_type=fx.ApplyType.SUCCESS_APPLY, remark="x", channel_rate=dec("0")) == [("channel_rate", "FX-E28")]
    assert refused(apply_type=fx.ApplyType.SUCCESS_APPLY, remark="x", channel_rate=dec("7.12345")) == [("channel_rate", "FX-E21")]
    assert refused(apply_type=fx.ApplyType.RETRY_APPLY, remark="x") == [("channel_name", "FX-E01")]
    hkex = refused(apply_type=fx.ApplyType.RETRY_APPLY, remark="x", channel_name=RateChannel.HKEX)
    assert hkex == [("channel_name", "FX-E36")]


def test_custom_rate_is_kept_at_the_bank(desk: Desk) -> None:
    desk.set_pool("CNH", "60000")
    desk.add_execution_mark_up("5", service=fx.ServiceStrategy.SINGLE, channel=RateChannel.HSB)
    held = desk.manual("10000", custom_rate=dec("7.12345678"))
    number = desk.review(held).client_ordid
    desk.handle(number, fx.ApplyType.SUCCESS_APPLY, channel_rate=dec("7.1200"))
    desk.approve_exception(number)
    order = desk.order(held)
    assert (order.rate, order.to_amount) == (dec("7.12345678"), dec("71234.56"))
    assert desk.source_rows(held)[-1] == ("MarkupIncome", "CNH", dec("-34.56"))
    assert ("CFXIN", "FEE.FX_MARKUP", "CNH", dec("-34.56")) in desk.postings(held)


def test_bank_deal_by_credit_amount(desk: Desk) -> None:
    """The client fixes what he gets: the house's income is in the debit currency (`docs/rules/fx.md` 5.10)."""
    desk.add_execution_mark_up("0.05", service=fx.ServiceStrategy.SINGLE, channel=RateChannel.HSB)
    channel = desk.bank_order("71364.00", get=True)
    estimate = desk.frozen("USD")
    desk.handle(channel.channel_order_no, fx.ApplyType.SUCCESS_APPLY, channel_rate=dec("7.1400"))
    done = desk.approve_exception(channel.channel_order_no)
    order = desk.order(channel.forex_id)
    assert estimate == dec("10006.02")  # 71364.00 / 7.1321
    assert (order.from_amount, order.to_amount, order.rate) == (dec("10000.00"), dec("71364.00"), dec("7.1364"))
    assert done.from_amount == dec("9994.95")
    assert desk.source_rows(order.forex_id)[-1] == ("MarkupIncome", "USD", dec("5.05"))
    assert ("CFXOUT", "FEE.FX_MARKUP", "USD", dec("5.05")) in desk.postings(order.forex_id)
    assert desk.free("USD") == dec("290000.00")


def test_final_debit_above_the_freeze_takes_the_rest(desk: Desk) -> None:
    channel = _bank_order(desk, amount="50000.00", pool="60000", get=True)
    assert desk.frozen("USD") == dec("7007.02")
    desk.office.do(fx.ReportChannelFill(channel_order_no=channel.channel_order_no, channel_rate=dec("7.0000")), user=BANK)
    order = desk.order(channel.forex_id)
    assert (order.forex_status, order.from_amount) == (fx.ForexStatus.SUCCESS, dec("7142.85"))
    assert desk.free("USD") == dec("292857.15")


def test_final_debit_that_money_does_not_cover_waits(desk: Desk) -> None:
    add_client(desk.office, BROTHER, {"USD": "7010.00"})
    channel = _bank_order(desk, amount="50000.00", pool="60000", get=True, account_no=BROTHER.account_no)
    desk.office.do(fx.ReportChannelFill(channel_order_no=channel.channel_order_no, channel_rate=dec("7.0000")), user=BANK)
    waiting = desk.channel_order(channel.channel_order_no)
    assert (waiting.abnormal_status, waiting.channel_rate) == (fx.AbnormalStatus.WAIT_HANDLE, dec("7.0000"))
    assert desk.order(channel.forex_id).forex_status is fx.ForexStatus.PROCESSING
    handling = fx.HandleException(
        channel_order_no=channel.channel_order_no,
        apply_type=fx.ApplyType.SUCCESS_APPLY,
        channel_rate=dec("7.0000"),
        remark="checked with the bank",
        expected_version=waiting.version,
    )
    # What could not be carried out is refused to the one who asks for it, not days later to the one who approves.
    assert desk.office.refused(handling, user=CLERK).code == "FX-E10"
    assert desk.channel_order(channel.channel_order_no).abnormal_status is fx.AbnormalStatus.WAIT_HANDLE
    with desk.office.read() as read:
        assert cash(read.connection, BROTHER.account_no, "USD").frozen == dec("7007.02")


def test_money_that_is_gone_at_the_approval_makes_the_execution_fail(desk: Desk) -> None:
    add_client(desk.office, BROTHER, {"USD": "7200.00"})
    channel = _bank_order(desk, amount="50000.00", pool="60000", get=True, account_no=BROTHER.account_no)
    desk.office.do(fx.ReportChannelTrouble(channel_order_no=channel.channel_order_no), user=BANK)
    desk.handle(channel.channel_order_no, fx.ApplyType.SUCCESS_APPLY, channel_rate=dec("7.0000"))
    number = desk.office.work_order_of(channel.channel_order_no)
    desk.office.do(desk.app_order("190.00", "USD", "HKD", account_no=BROTHER.account_no), user="app")
    failed = desk.decide(number)
    assert (failed.approval_status, failed.execution_status) == (ApprovalStatus.APPROVED, ExecutionStatus.FAILED)
    assert failed.result_code == "FX-E10"
    waiting = desk.channel_order(channel.channel_order_no)
    assert (waiting.abnormal_status, waiting.work_order_no) == (fx.AbnormalStatus.WAIT_REVIEW, "")
    assert desk.entries(channel.forex_id) == ()
    add_cash(desk.office, BROTHER, {"USD": "500.00"})
    again = desk.office.do(RetryWorkOrder(work_order_no=number))
    assert again.execution_status is ExecutionStatus.SUCCESS
    assert desk.order(channel.forex_id).forex_status is fx.ForexStatus.SUCCESS


def test_pool_deal_whose_final_debit_is_not_covered_waits(desk: Desk) -> None:
    add_client(desk.office, BROTHER, {"USD": "7010.00"})
    command = fx.SubmitManualOrder(
        account_no=BROTHER.account_no,
        from_currency="USD",
        to_currency="CNH",
        forex_type=fx.ForexType.TO,
        amount=dec("50000.00"),
    )
    held = desk.office.do(command, user=CLERK).forex_id
    desk.add_execution_mark_up("0.05")
    assert desk.office.refused(desk.review_command(held), user=SUPERVISOR).code == "FX-E10"
    assert desk.order(held).audit_status is fx.AuditStatus.PENDING


def test_execution_mark_up_in_force_at_completion_counts(desk: Desk) -> None:
    """Both mark-ups on one pool order: 7.1367 − 0.001 → 7.1357, then 0.05 % → 7.1321 (`docs/rules/fx.md` 5.4)."""
    held = desk.manual("10000.00")
    assert desk.order(held).rate == dec("7.1357")
    desk.add_execution_mark_up("0.05")
    order = desk.review(held)
    assert (order.quoted_rate, order.rate, order.to_amount) == (dec("7.1357"), dec("7.1321"), dec("71321.00"))
    assert (order.execution_mark_up_mode, order.execution_mark_up) == (fx.SpreadMode.RATE, dec("0.05"))
    assert desk.profit(held).markup_income == dec("46.00")


def test_profit_of_an_order_by_credit_amount(desk: Desk) -> None:
    held = desk.manual("50000.00", forex_type=fx.ForexType.TO)
    desk.set_bid("USD", "7.8200")
    desk.review(held)
    profit = desk.profit(held)
    assert (profit.currency, profit.user_amount, profit.channel_amount) == ("USD", dec("7007.02"), dec("7001.33"))
    assert (profit.profit_loss, profit.markup_income, profit.rate_pnl) == (dec("5.69"), dec("0.99"), dec("4.70"))
    assert profit.order_offset == dec("-0.00103507")
    assert desk.source_rows(held) == [
        ("ChannelExchange", "USD", dec("-7001.33")),
        ("ChannelExchangeEntry", "CNH", dec("50000.00")),
        ("ExchangeGains", "USD", dec("5.69")),
    ]


def test_bank_order_is_priced_by_its_own_channel(desk: Desk) -> None:
    """The strategy's own channel prices when it has both legs, with its own mark-up; the reference channel classifies."""
    from tests.helpers.desk import set_quotes

    set_quotes(desk.office, (RateChannel.HSB,), USD=("7.8000", "7.8100", "7.8050"), CNH=("1.0900", "1.1000", "1.0950"))
    channel = desk.bank_order()
    order = desk.order(channel.forex_id)
    assert (order.reference_channel, order.reference_rate, order.rate) == (RateChannel.HSB, dec("7.0909"), dec("7.0909"))
    assert order.reference_mark_up is None
    assert order.to_estimate
    assert order.rate_estimate


def test_estimates_and_times(desk: Desk) -> None:
    channel = desk.bank_order()
    order = desk.order(channel.forex_id)
    assert order.finish_time is not None
    assert (order.finish_time.hour, order.finish_time.minute) == (8, 0)  # 16:00 in Hong Kong
    assert order.success_time is None
    assert (order.fx_currency, order.fx_rate, order.fx_amount) == ("HKD", dec("7.8140"), dec("78140.00"))
    done = desk.order(desk.app("10.00", "HKD", "USD").forex_id)
    assert done.finish_time == done.created_at == done.success_time
