"""Parameters of the exchange through the bus: what is checked, what is kept, what counts when (`docs/rules/fx.md` 6.3 to 6.5)."""

from datetime import timedelta
from typing import Any

from tests.features.fx.desk import ACCOUNT, CLERK, PARAMETERS, Desk, dec
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.reference.messages import RateChannel


def test_tier_of_the_debit_amount_counts(desk: Desk) -> None:
    tiers = (
        fx.MarkUpTier(start_value=dec("0"), end_value=dec("10000"), bp=dec("5")),
        fx.MarkUpTier(start_value=dec("10000"), bp=dec("3")),
    )
    number = desk.add_execution_mark_up("0", mode=fx.SpreadMode.RATE, pair="USD/HKD", tiers=tiers)
    row = desk.office.ask(fx.GetExecutionMarkUp(mark_up_id=number))
    assert row.tier_texts == ("0–10,000: 5", "10,000–∞: 3")
    assert desk.order(desk.app("9999.99", "USD", "HKD").forex_id).rate == dec("7.4239")
    assert desk.order(desk.app("10000.00", "USD", "HKD").forex_id).rate == dec("7.5802")


def test_time_limited_mark_up_beats_the_lasting_one(desk: Desk) -> None:
    now = desk.office.clock.now()
    limited: dict[str, Any] = {"default_effective": False, "start_time": now, "end_time": now + timedelta(hours=1)}
    desk.add_execution_mark_up("1", pair="USD/HKD")
    desk.add_execution_mark_up("2", pair="USD/HKD", **limited)
    assert desk.order(desk.app("100", "USD", "HKD").forex_id).execution_mark_up == dec("2")
    desk.at(11, 30)
    assert desk.order(desk.app("100", "USD", "HKD").forex_id).execution_mark_up == dec("1")
    overlap = fx.AddExecutionMarkUp(
        service_strategy=fx.ServiceStrategy.BATCH,
        pair="USD/HKD",
        spread_mode=fx.SpreadMode.VALUE,
        tiers=(fx.MarkUpTier(bp=dec("0.1")),),
        default_effective=False,
        start_time=now + timedelta(minutes=59),
        end_time=now + timedelta(hours=3),
    )
    assert desk.office.refused(overlap, user=PARAMETERS).code == "FX-E05"
    second = fx.AddExecutionMarkUp(
        service_strategy=fx.ServiceStrategy.BATCH,
        pair="USD/HKD",
        spread_mode=fx.SpreadMode.VALUE,
        tiers=(fx.MarkUpTier(bp=dec("0.1")),),
    )
    assert desk.office.refused(second, user=PARAMETERS).code == "FX-E04"


def test_execution_mark_up_needs_its_fields(desk: Desk) -> None:
    empty = fx.AddExecutionMarkUp(default_effective=False)
    faults = {(fault.field, fault.code) for fault in desk.office.refused(empty, user=PARAMETERS).fields}
    missing = ("service_strategy", "pair", "spread_mode", "tiers", "start_time", "end_time")
    assert faults == {(name, "FX-E01") for name in missing}
    bank = fx.AddExecutionMarkUp(
        service_strategy=fx.ServiceStrategy.SINGLE,
        pair="USD/CNH",
        spread_mode=fx.SpreadMode.VALUE,
        tiers=(fx.MarkUpTier(bp=dec("9")),),
    )
    found = {(fault.field, fault.code) for fault in desk.office.refused(bank, user=PARAMETERS).fields}
    assert found == {("channel_name", "FX-E06"), ("tiers[0].bp", "FX-E13")}


def test_execution_mark_up_is_edited_and_deleted(desk: Desk) -> None:
    number = desk.add_execution_mark_up("1")
    edit = fx.UpdateExecutionMarkUp(
        mark_up_id=number, spread_mode=fx.SpreadMode.VALUE, tiers=(fx.MarkUpTier(bp=dec("0.0007")),), expected_version=1
    )
    desk.office.do(edit, user=PARAMETERS)
    row = desk.office.ask(fx.GetExecutionMarkUp(mark_up_id=number))
    assert (row.spread_mode, row.tiers[0].bp, row.version) == (fx.SpreadMode.VALUE, dec("0.0007"), 2)
    assert desk.office.refused(edit, user=PARAMETERS).code == "FX-E17"
    desk.office.do(fx.DeleteExecutionMarkUp(mark_up_id=number, expected_version=2), user=PARAMETERS)
    assert desk.office.refused(fx.GetExecutionMarkUp(mark_up_id=number)).code == "FX-E33"


def test_reference_mark_ups_are_added_all_or_none(desk: Desk) -> None:
    rows = (
        fx.NewReferenceMarkUp(pair="USD/HKD", spread_mode=fx.SpreadMode.RATE, bp=dec("0.1")),
        fx.NewReferenceMarkUp(pair="USD/CNH", spread_mode=fx.SpreadMode.VALUE, bp=dec("8")),
        fx.NewReferenceMarkUp(pair="EUR/USD", spread_mode=fx.SpreadMode.VALUE, bp=dec("0.00001")),
        fx.NewReferenceMarkUp(pair="HKD/USD", spread_mode=fx.SpreadMode.VALUE, bp=dec("1")),
    )
    faults = desk.office.refused(fx.AddReferenceMarkUps(channel_name=RateChannel.IB, rows=rows), user=PARAMETERS).fields
    assert [(fault.field, fault.code) for fault in faults] == [
        ("rows[1].pair", "FX-E04"),
        ("rows[2].bp", "FX-E21"),
        ("rows[2].pair", "FX-E03"),
        ("rows[3].bp", "FX-E13"),
    ]
    assert desk.rows_of("fx_reference_markup") == 1
    made = desk.office.do(fx.AddReferenceMarkUps(channel_name=RateChannel.HSB, rows=rows[:2]), user=PARAMETERS)
    assert len(made) == 2
    row = desk.office.ask(fx.GetReferenceMarkUp(mark_up_id=made[0]))
    assert (row.reference_rate, row.marked_rate) == (None, None)  # no quotes of that channel


def test_preview_of_a_mark_up(desk: Desk) -> None:
    def preview(**more: object) -> fx.MarkUpPreview:
        values = {"pair": "USD/CNH", "spread_mode": fx.SpreadMode.VALUE, **more}
        return desk.office.ask(fx.PreviewMarkUp(**values), user=PARAMETERS)  # type: ignore[arg-type]  # fields are given by name

    assert preview() == fx.MarkUpPreview(reference_rate=dec("7.1367"), marked_rate=None)
    assert preview(bp=dec("0.001")).marked_rate == dec("7.1357")
    assert preview(bp=dec("0.1"), spread_mode=fx.SpreadMode.RATE).marked_rate == dec("7.1295")
    assert preview(bp=dec("8")).problem == "FX-E13"
    assert preview(bp=dec("101")).problem == "FX-E24"
    assert preview(channel_name=RateChannel.HSB).problem == "FX-E08"
    assert preview(pair="XXX/CNH").problem == "FX-E03"


def test_pool_setup_edit_and_closing(desk: Desk) -> None:
    desk.office.do(fx.AddPool(currency="GBP", alarm_amount=dec("10"), remaining_amount=dec("100"), remark="new"))
    again = fx.AddPool(currency="GBP", alarm_amount=dec("1"), remaining_amount=dec("1"))
    assert desk.office.refused(again).code == "FX-E04"
    edit = fx.UpdatePool(currency="GBP", alarm_amount=dec("20"), remark="higher", expected_version=1)
    desk.office.do(edit, user=PARAMETERS)
    assert desk.office.refused(edit, user=PARAMETERS).code == "FX-E17"
    row = desk.pool("GBP")
    assert (row.alarm_amount, row.remark, row.version) == (dec("20.00"), "higher", 2)
    desk.office.do(fx.DeletePool(currency="GBP", expected_version=2), user=PARAMETERS)
    assert [(one.change_type, one.occurred_amount) for one in desk.changes("GBP")] == [
        (fx.PoolChangeType.CLOSE, dec("-100.00")),
        (fx.PoolChangeType.SETUP, dec("100.00")),
    ]
    assert desk.office.refused(fx.GetPool(currency="GBP")).code == "FX-E33"


def test_lowering_a_pool_to_its_alarm_level_sends_an_alert(desk: Desk) -> None:
    desk.set_pool("USD", "20000.00")
    assert [(one.currency, one.order_no) for one in desk.office.ask(fx.ListPoolAlerts(currency="USD"))] == [("USD", "")]


def test_deals_do_not_make_the_quota_dialog_stale(desk: Desk) -> None:
    version = desk.pool("CNH").version
    desk.app("10000.00")
    desk.office.do(fx.UpdatePool(currency="CNH", alarm_amount=dec("1"), expected_version=version), user=PARAMETERS)
    assert desk.pool("CNH").alarm_amount == dec("1.00")


def test_strategy_switch_repeats_all_checks(desk: Desk) -> None:
    desk.disable("T2-01")
    assert desk.strategy("T2-01").may == ("fx.strategy.update", "fx.strategy.enable")
    rival = fx.AddStrategy(
        service_strategy=fx.ServiceStrategy.BATCH,
        strategy_kind=fx.StrategyKind.SPECIFIC,
        change_type=fx.ChangeType.SMALL_IN_POOL,
        service_time=(fx.ServicePeriod(day_basis=fx.DayBasis.HK_TRADE_DAY, start="15:00", end="18:00"),),
        support_currency=("USD/HKD",),
    )
    assert desk.office.do(rival, user=PARAMETERS) == "T2-02"
    enable = fx.EnableStrategy(strategy_id="T2-01", expected_version=2)
    assert desk.office.refused(enable, user=PARAMETERS).code == "FX-E05"
    desk.disable("T2-02")
    desk.office.do(enable, user=PARAMETERS)
    assert desk.office.refused(enable, user=PARAMETERS).code == "FX-E14"
    assert desk.strategy("T2-01").enable_flag is fx.EnableFlag.ENABLED


def test_rivals_of_an_edited_strategy(desk: Desk) -> None:
    asked = fx.ListRivalPeriods(
        strategy_kind=fx.StrategyKind.SPECIFIC, change_type=fx.ChangeType.SMALL_IN_POOL, support_currency=("USD/CNH",)
    )
    assert [one.strategy_id for one in desk.office.ask(asked, user=PARAMETERS)] == ["T2-01"]
    own = fx.ListRivalPeriods(
        strategy_kind=fx.StrategyKind.SPECIFIC,
        change_type=fx.ChangeType.SMALL_IN_POOL,
        support_currency=("USD/CNH",),
        strategy_id="T2-01",
    )
    assert desk.office.ask(own, user=PARAMETERS) == ()


def test_strategy_is_edited_with_its_pairs(desk: Desk) -> None:
    row = desk.strategy("T3-01")
    edit = fx.UpdateStrategy(
        strategy_id="T3-01",
        service_strategy=row.service_strategy,
        strategy_kind=row.strategy_kind,
        change_type=row.change_type,
        service_time=row.service_time,
        channel_name=RateChannel.ICBCASIA,
        support_currency=("HKD/USD", "USD/CNH"),
        expected_version=row.version,
    )
    desk.office.do(edit, user=PARAMETERS)
    after = desk.strategy("T3-01")
    assert (after.support_currency, after.channel_name) == (("HKD/USD", "USD/CNH"), RateChannel.ICBCASIA)
    assert desk.office.refused(edit, user=PARAMETERS).code == "FX-E17"
    found = desk.office.ask(fx.ListStrategies(where=fx.StrategyFilter(pair="USD/HKD"))).rows
    assert {one.strategy_id for one in found} == {"T1-01", "T2-01"}


def test_default_strategy_stands_in(desk: Desk) -> None:
    desk.disable("T2-01")
    fallback = fx.AddStrategy(
        service_strategy=fx.ServiceStrategy.BATCH,
        strategy_kind=fx.StrategyKind.DEFAULT,
        change_type=fx.ChangeType.NONE,
        service_time=(fx.ServicePeriod(day_basis=fx.DayBasis.NATURAL_DAY, start="22:00", end="12:00"),),
        support_currency=("USD/CNH",),
    )
    number = desk.office.do(fallback, user=PARAMETERS)
    assert desk.order(desk.app("100").forex_id).strategy_id == number


def test_approval_starts_are_one_table(desk: Desk) -> None:
    desk.set_starts(USD="1000", HKD="5000")
    starts = desk.office.ask(fx.GetApprovalStarts())
    assert [(one.currency, one.start_amount) for one in starts.rows] == [("HKD", dec("5000.00")), ("USD", dec("1000.00"))]
    assert desk.app("999.99", "USD", "HKD").audit_status is fx.AuditStatus.NONE
    assert desk.app("1000.00", "USD", "HKD").audit_status is fx.AuditStatus.PENDING
    wrong = fx.SetApprovalStarts(
        rows=(
            fx.ApprovalStart(currency="USD", start_amount=dec("0")),
            fx.ApprovalStart(currency="USD"),
            fx.ApprovalStart(currency="CHF", start_amount=dec("1.005")),
        ),
        expected_version=starts.version,
    )
    faults = {(fault.field, fault.code) for fault in desk.office.refused(wrong, user=PARAMETERS).fields}
    assert faults == {
        ("rows[0].start_amount", "FX-E26"),
        ("rows[1].start_amount", "FX-E01"),
        ("rows[1].currency", "FX-E04"),
        ("rows[2].currency", "FX-E02"),
        ("rows[2].start_amount", "FX-E21"),
    }
    stale = fx.SetApprovalStarts(rows=(), expected_version=starts.version - 1)
    assert desk.office.refused(stale, user=PARAMETERS).code == "FX-E17"


def test_limits(desk: Desk) -> None:
    desk.office.do(fx.AddLimit(currency="HKD", amount=dec("1000")), user=PARAMETERS)
    assert desk.office.refused(fx.AddLimit(currency="HKD", amount=dec("1")), user=PARAMETERS).code == "FX-E04"
    desk.office.do(fx.UpdateLimit(currency="HKD", amount=dec("2000"), expected_version=1), user=PARAMETERS)
    assert desk.app("2000.00", "HKD", "USD").forex_status is fx.ForexStatus.SUCCESS
    large = desk.order(desk.app("2000.01", "HKD", "USD").forex_id)
    assert large.change_type is fx.ChangeType.LARGE
    desk.office.do(fx.DeleteLimit(currency="HKD", expected_version=2), user=PARAMETERS)
    assert desk.app("2000.01", "HKD", "USD").forex_status is fx.ForexStatus.SUCCESS


def test_audit_keeps_who_and_the_record_before_and_after(desk: Desk) -> None:
    held = desk.manual()
    desk.review(held, approve=False, remark="wrong client")
    submitted = desk.office.audit_rows("fx.order.submit")[-1]
    reviewed = desk.office.audit_rows("fx.order.review")[-1]
    assert (submitted.member_name, reviewed.member_name) == (CLERK, "funds_supervisor")
    assert reviewed.target == held
    assert '"audit_status":"PENDING"' in reviewed.before
    assert '"audit_status":"REJECTED"' in reviewed.after
    refused = desk.office.refused(desk.review_command(held), user="funds_supervisor")
    assert desk.office.audit_rows("fx.order.review")[-1].error_code == refused.code == "FX-E14"
    assert ACCOUNT in submitted.payload


def test_the_same_submission_sent_twice_takes_effect_once(desk: Desk) -> None:
    command = desk.app_order("100.00")
    first = desk.office.submit(command, user="app", command_id="try-1")
    again = desk.office.submit(command, user="app", command_id="try-1")
    assert first.result == again.result  # type: ignore[union-attr]  # both took effect, none waits for approval
    assert desk.rows_of("fx_client_order") == 1
