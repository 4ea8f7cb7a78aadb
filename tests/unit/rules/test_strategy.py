"""Choice and checks of strategies: `docs/rules/fx.md` 6.3 and 6.6."""

from datetime import date, datetime

import pytest

from whale_desktop.features.fx.messages.choices import ChangeType, DayBasis, ServiceStrategy, StrategyKind
from whale_desktop.features.fx.rules.periods import Period, period_of
from whale_desktop.features.fx.rules.strategy import Strategy, can_never_match, check_strategy, choose_strategy
from whale_desktop.kernel.clock import HONG_KONG
from whale_desktop.kernel.errors import UserError

PAIR = ("USD", "CNH")
ALL_PAIRS = frozenset({PAIR, ("USD", "HKD"), ("HKD", "USD")})
TEN = datetime(2024, 3, 18, 10, 0, tzinfo=HONG_KONG)
NINE_TO_FOUR = period_of(DayBasis.HK_TRADE_DAY, "09:00", "16:00")
IN_POOL, BEYOND, LARGE, ANY = ChangeType.SMALL_IN_POOL, ChangeType.SMALL_BEYOND_POOL, ChangeType.LARGE, ChangeType.NONE
BATCH, SINGLE = ServiceStrategy.BATCH, ServiceStrategy.SINGLE


def every_day(basis: DayBasis, day: date) -> bool:
    return True


def strategy(
    strategy_id: str,
    change_type: ChangeType,
    service: ServiceStrategy = BATCH,
    *,
    kind: StrategyKind = StrategyKind.SPECIFIC,
    periods: tuple[Period, ...] = (NINE_TO_FOUR,),
    pairs: frozenset[tuple[str, str]] = ALL_PAIRS,
    channel: str | None = None,
    is_enabled: bool = True,
) -> Strategy:
    own_channel = ("HSB" if service is SINGLE else "") if channel is None else channel
    return Strategy(strategy_id, service, kind, change_type, periods, pairs, own_channel, is_enabled)


def default(strategy_id: str, change_type: ChangeType, service: ServiceStrategy = BATCH) -> Strategy:
    return strategy(strategy_id, change_type, service, kind=StrategyKind.DEFAULT)


T1, T2, T3 = strategy("T1", LARGE), strategy("T2", IN_POOL), strategy("T3", BEYOND, SINGLE)
DESK = [T1, T2, T3]


def chosen(desk: list[Strategy], change_type: ChangeType, *, passes: bool = True, moment: datetime = TEN) -> str:
    try:
        return choose_strategy(
            desk, pair=PAIR, change_type=change_type, passes_pool=passes, moment=moment, is_trade_day=every_day
        ).strategy_id
    except UserError as refusal:
        return refusal.code


@pytest.mark.parametrize(
    ("desk", "change_type", "passes", "answer"),
    [
        (DESK, IN_POOL, True, "T2"),
        (DESK, BEYOND, False, "T3"),
        (DESK, LARGE, True, "T1"),
        (DESK, LARGE, False, "FX-E12"),
        ([strategy("T1", LARGE, SINGLE)], LARGE, False, "T1"),
        ([T1, T2], BEYOND, False, "FX-E12"),
        ([T1, T3], IN_POOL, True, "FX-E11"),
        ([], LARGE, True, "FX-E11"),
        ([default("D2", IN_POOL), T2], IN_POOL, True, "T2"),
        ([default("D0", ANY), default("D2", IN_POOL)], IN_POOL, True, "D2"),
        ([default("D0", ANY)], IN_POOL, True, "D0"),
        ([default("D0", ANY)], BEYOND, False, "FX-E12"),
        ([default("D0", ANY, SINGLE)], BEYOND, False, "D0"),
        ([default("D3", BEYOND)], BEYOND, False, "FX-E12"),
        ([default("D3", BEYOND)], BEYOND, True, "FX-E12"),
        ([default("D1", LARGE)], IN_POOL, True, "FX-E11"),
    ],
)
def test_which_strategy_serves(desk: list[Strategy], change_type: ChangeType, passes: bool, answer: str) -> None:
    assert chosen(desk, change_type, passes=passes) == answer
    assert chosen(desk[::-1], change_type, passes=passes) == answer


def test_disabled_foreign_and_closed_strategies_do_not_serve() -> None:
    disabled = strategy("off", IN_POOL, is_enabled=False)
    foreign = strategy("foreign", IN_POOL, pairs=frozenset({("CNH", "USD")}))
    assert chosen([disabled], IN_POOL) == "FX-E11"
    assert chosen([foreign], IN_POOL) == "FX-E11"
    assert chosen(DESK, IN_POOL, moment=TEN.replace(hour=17)) == "FX-E11"
    assert chosen([strategy("T3 off", BEYOND, SINGLE, is_enabled=False), T2], BEYOND, passes=False) == "FX-E12"


def faults(checked: Strategy, others: list[Strategy] | None = None) -> list[tuple[str, str]]:
    try:
        check_strategy(checked, others or [])
    except UserError as refusal:
        return [(fault.field, fault.code) for fault in refusal.fields]
    return []


def periods(*texts: tuple[str, str], basis: DayBasis = DayBasis.HK_TRADE_DAY) -> tuple[Period, ...]:
    return tuple(period_of(basis, *text) for text in texts)


def test_a_sound_strategy_passes() -> None:
    assert faults(T3, DESK) == []
    assert faults(default("D0", ANY)) == []
    assert faults(strategy("S", IN_POOL, periods=periods(("09:00", "12:00"), ("12:00", "16:00")))) == []


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (strategy("S", BEYOND, SINGLE, channel=""), [("channel_name", "FX-E06")]),
        (strategy("S", IN_POOL, BATCH, channel="HSB"), [("channel_name", "FX-E29")]),
        (strategy("S", ANY), [("change_type", "FX-E07")]),
        (strategy("S", IN_POOL, periods=()), [("service_time", "FX-E01")]),
        (strategy("S", IN_POOL, pairs=frozenset()), [("support_currency", "FX-E01")]),
        (strategy("S", IN_POOL, periods=periods(("09:00", "12:00"), ("11:59", "16:00"))), [("service_time[1]", "FX-E05")]),
        (
            strategy("S", ANY, SINGLE, channel="", periods=(), pairs=frozenset()),
            [("change_type", "FX-E07"), ("service_time", "FX-E01"), ("channel_name", "FX-E06"), ("support_currency", "FX-E01")],
        ),
    ],
)
def test_every_failing_field_is_reported_at_once(wrong: Strategy, expected: list[tuple[str, str]]) -> None:
    assert faults(wrong) == expected


def test_an_overlap_says_with_what_how_long_and_what_would_fit() -> None:
    wrong = strategy("S", IN_POOL, periods=periods(("09:00", "12:00"), ("13:00", "16:00"), ("15:30", "18:00")))
    with pytest.raises(UserError) as refusal:
        check_strategy(wrong)
    (fault,) = refusal.value.fields
    assert fault.field == "service_time[2]"
    assert fault.params == {
        "own": "15:30:00–18:00:00",
        "other": "13:00:00–16:00:00",
        "seconds": 1800,
        "bands": [[55800, 57600]],
        "strategy_id": "",
        "proposal": "16:00:00–18:00:00",
    }


@pytest.mark.parametrize(
    ("other", "clashes"),
    [
        (strategy("O", IN_POOL), True),
        (strategy("O", IN_POOL, periods=periods(("15:59", "17:00"), basis=DayBasis.US_TRADE_DAY)), True),
        (strategy("O", IN_POOL, periods=periods(("16:00", "17:00"))), False),
        (strategy("O", BEYOND, SINGLE), False),
        (default("O", IN_POOL), False),
        (strategy("O", IN_POOL, is_enabled=False), False),
        (strategy("O", IN_POOL, pairs=frozenset({("CNH", "USD")})), False),
        (strategy("T2", IN_POOL), False),
    ],
)
def test_two_strategies_must_not_answer_the_same_order(other: Strategy, clashes: bool) -> None:
    assert faults(T2, [other]) == ([("service_time[0]", "FX-E05")] if clashes else [])


def test_the_clash_names_the_other_strategy() -> None:
    with pytest.raises(UserError) as refusal:
        check_strategy(T2, [strategy("O", IN_POOL, periods=periods(("09:00", "10:00")))])
    assert refusal.value.fields[0].params["strategy_id"] == "O"
    assert refusal.value.fields[0].params["proposal"] == "10:00:00–16:00:00"


def test_a_disabled_strategy_is_compared_only_when_it_is_enabled() -> None:
    assert faults(strategy("S", IN_POOL, is_enabled=False), [T2]) == []
    assert faults(strategy("S", IN_POOL, is_enabled=True), [T2]) == [("service_time[0]", "FX-E05")]


def test_large_without_a_limit_never_matches() -> None:
    assert can_never_match(LARGE, has_large_limit=False)
    assert not can_never_match(LARGE, has_large_limit=True)
    assert not can_never_match(IN_POOL, has_large_limit=False)
