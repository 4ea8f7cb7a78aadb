"""Every refusal of `docs/rules/fx.md` 6 that the exchange desk raises, with the field it stands at."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.features.fx.desk import ACCOUNT, CLERK, PARAMETERS, SUPERVISOR, Desk, dec
from tests.helpers.desk import add_client, set_currency, set_quotes
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.ledger.handlers.seed import NewClient
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages.error_texts import all_error_texts

Raise = Callable[[Desk], CodedError]

RICH = NewClient(member_id="80012999", account_no="HK00010099", name_zh="蔡文浩", name_en="Choi Man Ho")
POOL = fx.ServiceStrategy.BATCH
BANK = fx.ServiceStrategy.SINGLE
ALWAYS = (fx.ServicePeriod(day_basis=fx.DayBasis.NATURAL_DAY, start="00:00", end="24:00"),)


def _fields(error: CodedError) -> list[str]:
    return [fault.field for fault in error.fields]


def _strategy(**more: object) -> fx.AddStrategy:
    values = {
        "service_strategy": POOL,
        "strategy_kind": fx.StrategyKind.DEFAULT,
        "change_type": fx.ChangeType.NONE,
        "service_time": ALWAYS,
        "support_currency": ("USD/CNH",),
        **more,
    }
    return fx.AddStrategy(**values)  # type: ignore[arg-type]  # the values are those of the fields


def _mark_up(**more: object) -> fx.AddExecutionMarkUp:
    values = {
        "service_strategy": POOL,
        "pair": "USD/CNH",
        "spread_mode": fx.SpreadMode.RATE,
        "tiers": (fx.MarkUpTier(bp=Decimal(1)),),
        **more,
    }
    return fx.AddExecutionMarkUp(**values)  # type: ignore[arg-type]  # the values are those of the fields


def _reference(*rows: fx.NewReferenceMarkUp, channel: RateChannel = RateChannel.IB) -> fx.AddReferenceMarkUps:
    return fx.AddReferenceMarkUps(channel_name=channel, rows=rows)


def _row(pair: str, bp: str, mode: fx.SpreadMode = fx.SpreadMode.VALUE) -> fx.NewReferenceMarkUp:
    return fx.NewReferenceMarkUp(pair=pair, spread_mode=mode, bp=Decimal(bp))


def e01(desk: Desk) -> CodedError:
    error = desk.office.refused(fx.SubmitManualOrder(), user=CLERK)
    assert _fields(error) == ["account_no", "from_currency", "to_currency", "amount"]
    return error


def e02(desk: Desk) -> CodedError:
    set_currency(desk.office, "USD", exchange_enabled=False)
    return desk.app_refused("100")


def e03(desk: Desk) -> CodedError:
    return desk.app_refused("100", "CNH", "HKD")


def e04(desk: Desk) -> CodedError:
    error = desk.office.refused(fx.AddPairs(from_currency="USD", to_currencies=("GBP", "CNH")), user=PARAMETERS)
    assert "GBP" not in {one.to_currency for one in desk.office.ask(fx.ListPairChoices())}
    return error


def e05(desk: Desk) -> CodedError:
    early = fx.ServicePeriod(day_basis=fx.DayBasis.US_TRADE_DAY, start="15:59", end="17:00")
    wanted = _strategy(strategy_kind=fx.StrategyKind.SPECIFIC, change_type=fx.ChangeType.SMALL_IN_POOL, service_time=(early,))
    error = desk.office.refused(wanted, user=PARAMETERS)
    assert error.fields[0].params["strategy_id"] == "T2-01"
    return error


def e06(desk: Desk) -> CodedError:
    return desk.office.refused(_strategy(service_strategy=BANK), user=PARAMETERS)


def e07(desk: Desk) -> CodedError:
    return desk.office.refused(_strategy(strategy_kind=fx.StrategyKind.SPECIFIC), user=PARAMETERS)


def e08(desk: Desk) -> CodedError:
    desk.office.do(fx.AddPairs(from_currency="USD", to_currencies=("GBP",)), user=PARAMETERS)
    custom = fx.SubmitManualOrder(
        account_no=ACCOUNT, from_currency="USD", to_currency="GBP", amount=dec("100"), custom_rate=dec("0.8")
    )
    assert desk.office.refused(custom, user=CLERK).code == "FX-E08"
    return desk.app_refused("100", "USD", "GBP")


def e09(desk: Desk) -> CodedError:
    assert desk.app("10.00").forex_id
    return desk.app_refused("9.99")


def e10(desk: Desk) -> CodedError:
    error = desk.app_refused("300000.01")
    assert (_fields(error), error.params) == (["amount"], {"available": "300000.00", "currency": "USD"})
    return error


def e11(desk: Desk) -> CodedError:
    desk.disable("T2-01")
    return desk.app_refused("100")


def e12(desk: Desk) -> CodedError:
    add_client(desk.office, RICH, {"USD": "1000000"})
    return desk.app_refused("200000", account_no=RICH.account_no)


def e13(desk: Desk) -> CodedError:
    set_quotes(desk.office, USD=("0.0011", "7.8132", "7.8140"))
    return desk.app_refused("100")


def e14(desk: Desk) -> CodedError:
    done = desk.app("100").forex_id
    assert desk.office.refused(fx.CancelClientOrder(forex_id=done, account_no=ACCOUNT), user="app").code == "FX-E14"
    return desk.office.refused(desk.review_command(done), user=SUPERVISOR)


def e15(desk: Desk) -> CodedError:
    desk.connect()
    channel = desk.bank_order()
    desk.office.do(fx.ReportChannelAcceptance(channel_order_no=channel.channel_order_no), user="scheduler")
    return desk.office.refused(desk.cancel_command(channel.forex_id), user=SUPERVISOR)


def e16(desk: Desk) -> CodedError:
    channel = desk.bank_order()
    desk.handle(channel.channel_order_no, fx.ApplyType.FAILURE_APPLY, user="super_admin")
    return desk.office.refused(desk.exception_review(channel.channel_order_no, fx.ReviewType.REVIEW_APPROVED))


def e17(desk: Desk) -> CodedError:
    stale = fx.UpdateLimit(currency="USD", amount=dec("5"), expected_version=9)
    error = desk.office.refused(stale, user=PARAMETERS)
    assert error.kind == "conflict"
    return error


def e19(desk: Desk) -> CodedError:
    card = desk.office.ask(fx.GetPairCard(from_currency="USD"))
    assert "fx.pair.delete" not in card.may
    removed = fx.SetPairTargets(from_currency="USD", to_currencies=("HKD",), expected_version=card.version)
    assert desk.office.refused(removed, user=PARAMETERS).code == "FX-E19"
    closed = fx.DeletePool(currency="USD", expected_version=desk.pool("USD").version)
    assert desk.office.refused(closed, user=PARAMETERS).code == "FX-E19"
    return desk.office.refused(fx.DeletePairs(from_currency="USD", expected_version=card.version), user=PARAMETERS)


def e21(desk: Desk) -> CodedError:
    error = desk.app_refused("100.001")
    assert (_fields(error), error.params) == (["amount"], {"places": 2})
    return error


def e22(desk: Desk) -> CodedError:
    return desk.app_refused("100", account_no="HK99999999")


def e23(desk: Desk) -> CodedError:
    return desk.office.refused(fx.AddPairs(from_currency="GBP", to_currencies=("GBP",)), user=PARAMETERS)


def e24(desk: Desk) -> CodedError:
    return desk.office.refused(_reference(_row("USD/HKD", "100.5")), user=PARAMETERS)


def e25(desk: Desk) -> CodedError:
    tiers = (fx.MarkUpTier(start_value=dec("1"), bp=dec("5")),)
    return desk.office.refused(_mark_up(tiers=tiers), user=PARAMETERS)


def e26(desk: Desk) -> CodedError:
    return desk.app_refused("0")


def e27(desk: Desk) -> CodedError:
    seen = desk.pool("USD").remaining_amount
    command = fx.AdjustPool(currency="USD", mode=fx.AdjustMode.DECREASE, amount=dec("200000.01"), seen_amount=seen)
    return desk.office.refused(command, user=PARAMETERS, acknowledged=("FX-W01",))


def e28(desk: Desk) -> CodedError:
    command = fx.SubmitManualOrder(
        account_no=ACCOUNT, from_currency="USD", to_currency="CNH", amount=dec("100"), custom_rate=dec("0")
    )
    return desk.office.refused(command, user=CLERK)


def e29(desk: Desk) -> CodedError:
    return desk.office.refused(_strategy(channel_name=RateChannel.HSB), user=PARAMETERS)


def e30(desk: Desk) -> CodedError:
    empty = fx.ServicePeriod(day_basis=fx.DayBasis.NATURAL_DAY, start="09:00", end="09:00")
    return desk.office.refused(_strategy(service_time=(empty,)), user=PARAMETERS)


def e31(desk: Desk) -> CodedError:
    now = desk.office.clock.now()
    return desk.office.refused(_mark_up(default_effective=False, start_time=now, end_time=now), user=PARAMETERS)


def e32(desk: Desk) -> CodedError:
    command = fx.AddPool(currency="GBP", alarm_amount=dec("-1"), remaining_amount=dec("-2"))
    error = desk.office.refused(command, user=PARAMETERS)
    assert _fields(error) == ["alarm_amount", "remaining_amount"]
    return error


def e33(desk: Desk) -> CodedError:
    return desk.office.refused(fx.GetOrder(forex_id="2403189999"))


def e35(desk: Desk) -> CodedError:
    return desk.office.refused(
        fx.SubmitManualOrder(
            account_no=ACCOUNT, from_currency="USD", to_currency="CNH", amount=dec("100"), audit_remark="x" * 256
        ),
        user=CLERK,
    )


def e36(desk: Desk) -> CodedError:
    return desk.office.refused(_strategy(service_strategy=BANK, channel_name=RateChannel.HKEX), user=PARAMETERS)


RAISED: dict[str, Raise] = {
    "FX-E01": e01,
    "FX-E02": e02,
    "FX-E03": e03,
    "FX-E04": e04,
    "FX-E05": e05,
    "FX-E06": e06,
    "FX-E07": e07,
    "FX-E08": e08,
    "FX-E09": e09,
    "FX-E10": e10,
    "FX-E11": e11,
    "FX-E12": e12,
    "FX-E13": e13,
    "FX-E14": e14,
    "FX-E15": e15,
    "FX-E16": e16,
    "FX-E17": e17,
    "FX-E19": e19,
    "FX-E21": e21,
    "FX-E22": e22,
    "FX-E23": e23,
    "FX-E24": e24,
    "FX-E25": e25,
    "FX-E26": e26,
    "FX-E27": e27,
    "FX-E28": e28,
    "FX-E29": e29,
    "FX-E30": e30,
    "FX-E31": e31,
    "FX-E32": e32,
    "FX-E33": e33,
    "FX-E35": e35,
    "FX-E36": e36,
}
ELSEWHERE = {
    "FX-E18": "a row of an imported file: scenario 21 and the tests of the reference feature",
    "FX-E34": "a second reversal: the command comes with the next issue, the rule is tested",
    "FX-E37": "a rate's date in the future: the reference feature",
    "FX-E38": "rate type and channel of HKEX: the reference feature",
    "FX-E39": "a key twice in a file: the reference feature",
    "FX-E40": "the rule is off: the borrowing reminder",
    "FX-E41": "auto convert is off: the borrowing reminder",
}


@pytest.mark.parametrize("code", RAISED)
def test_refusal(desk: Desk, code: str) -> None:
    assert RAISED[code](desk).code == code


def test_every_code_is_raised_somewhere() -> None:
    declared = {code for code in all_error_texts() if code.startswith("FX-E")}
    assert declared == set(RAISED) | set(ELSEWHERE)


def test_questions_before_writing(desk: Desk) -> None:
    seen = desk.pool("USD").remaining_amount
    lower = fx.AdjustPool(currency="USD", mode=fx.AdjustMode.SET, amount=dec("19999.99"), seen_amount=seen)
    question = desk.office.refused(lower, user=PARAMETERS)
    assert (question.kind, question.code) == ("confirm", "FX-W01")
    assert question.params == {"currency": "USD", "remaining": "19999.99", "alarm": "20000.00"}
    assert desk.pool("USD").remaining_amount == seen
    desk.office.do(lower, user=PARAMETERS, acknowledged=("FX-W01",))
    assert desk.pool("USD").remaining_amount == dec("19999.99")
    desk.office.do(fx.DeleteLimit(currency="USD", expected_version=1), user=PARAMETERS)
    large = _strategy(strategy_kind=fx.StrategyKind.DEFAULT, change_type=fx.ChangeType.LARGE)
    assert desk.office.refused(large, user=PARAMETERS).code == "FX-W03"
    assert desk.office.do(large, user=PARAMETERS, acknowledged=("FX-W03",)) == "D1-01"


def test_rate_that_moved_since_it_was_seen(desk: Desk) -> None:
    command = fx.SubmitManualOrder(
        account_no=ACCOUNT, from_currency="USD", to_currency="CNH", amount=dec("10000"), seen_rate=dec("7.1357")
    )
    desk.set_bid("USD", "7.8200")
    question = desk.office.refused(command, user=CLERK)
    assert (question.kind, question.code) == ("confirm", "FX-W04")
    assert question.params == {
        "rate": "7.1405",
        "from_amount": "10000.00",
        "from_currency": "USD",
        "to_amount": "71405.00",
        "to_currency": "CNH",
    }
    assert desk.rows_of("fx_client_order") == 0
    done = desk.office.do(command, user=CLERK, acknowledged=("FX-W04",))
    assert done.rate == dec("7.1405")


def test_checks_stop_at_the_first_failure_in_the_order_of_the_sheet(desk: Desk) -> None:
    """An order that is wrong in every way is refused for one thing after the other as they are mended."""
    set_currency(desk.office, "CNH", exchange_enabled=False)
    desk.disable("T2-01")
    seen = [desk.app_refused("0.001", "CNH", "USD", account_no="nobody").code]
    seen.append(desk.app_refused("0.001", "CNH", "USD").code)
    set_currency(desk.office, "CNH", exchange_enabled=True)
    seen.append(desk.app_refused("0.001", "CNH", "USD").code)
    seen.append(desk.app_refused("0.001").code)
    seen.append(desk.app_refused("0").code)
    seen.append(desk.app_refused("0.01").code)
    seen.append(desk.app_refused("300001").code)
    seen.append(desk.app_refused("100").code)
    assert seen == ["FX-E22", "FX-E02", "FX-E03", "FX-E21", "FX-E26", "FX-E09", "FX-E10", "FX-E11"]


def test_a_mark_up_that_leaves_nothing_is_refused_last(desk: Desk) -> None:
    desk.add_execution_mark_up("90", mode=fx.SpreadMode.RATE)
    desk.set_mark_up(fx.SpreadMode.VALUE, "7")
    set_quotes(desk.office, USD=("7.0000", "7.8132", "7.8140"))
    assert desk.app_refused("9").code == "FX-E09"
    assert desk.app_refused("300001").code == "FX-E10"
    assert desk.app_refused("100").code == "FX-E13"
    assert desk.frozen("USD") == 0
