"""Checks of mark-up rows: `docs/rules/fx.md` 3.6 and 6.5."""

from datetime import datetime
from decimal import Decimal

import pytest

from whale_desktop.features.fx.messages.choices import SpreadMode
from whale_desktop.features.fx.rules.pricing import Tier
from whale_desktop.features.fx.rules.tiers import (
    EffectiveTime,
    check_effective_time,
    check_mark_up_value,
    check_rate_left,
    check_tiers,
)
from whale_desktop.kernel.clock import HONG_KONG
from whale_desktop.kernel.errors import UserError


def tier(start: str, end: str | None, bp: str = "5") -> Tier:
    return Tier(Decimal(start), None if end is None else Decimal(end), Decimal(bp))


@pytest.mark.parametrize("bp", ["0", "100", "0.0001", "99.9999", "0.00100000"])
def test_values_that_pass(bp: str) -> None:
    check_mark_up_value(Decimal(bp))


@pytest.mark.parametrize(("bp", "code"), [("-0.0001", "FX-E24"), ("100.0001", "FX-E24"), ("0.00001", "FX-E21")])
def test_values_that_do_not(bp: str, code: str) -> None:
    with pytest.raises(UserError) as refusal:
        check_mark_up_value(Decimal(bp))
    assert (refusal.value.code, refusal.value.fields[0].field) == (code, "bp")


@pytest.mark.parametrize("tiers", [[tier("0", None)], [tier("0", "10000"), tier("10000.00", "50000"), tier("50000", None, "0")]])
def test_tiers_that_pass(tiers: list[Tier]) -> None:
    check_tiers(tiers)


@pytest.mark.parametrize(
    ("tiers", "faults"),
    [
        ([], [("tiers", "FX-E01")]),
        ([tier("1", None)], [("tiers[0].start_value", "FX-E25")]),
        ([tier("0", "10000")], [("tiers[0].end_value", "FX-E25")]),
        ([tier("0", "10"), tier("11", None)], [("tiers[1].start_value", "FX-E25")]),
        ([tier("0", "10"), tier("9", None)], [("tiers[1].start_value", "FX-E25")]),
        ([tier("0", None), tier("10", None)], [("tiers[0].end_value", "FX-E25"), ("tiers[1].start_value", "FX-E25")]),
        ([tier("0", "0"), tier("0", None)], [("tiers[0].end_value", "FX-E25")]),
        ([tier("0", "-5"), tier("-5", None)], [("tiers[0].end_value", "FX-E25")]),
        ([tier("0", "10.005"), tier("10.005", None)], [("tiers[0].end_value", "FX-E21")]),
        ([tier("0", "10", "101"), tier("10", None, "0.00001")], [("tiers[0].bp", "FX-E24"), ("tiers[1].bp", "FX-E21")]),
    ],
)
def test_tiers_that_do_not_show_every_failing_cell(tiers: list[Tier], faults: list[tuple[str, str]]) -> None:
    with pytest.raises(UserError) as refusal:
        check_tiers(tiers)
    assert [(fault.field, fault.code) for fault in refusal.value.fields] == faults
    assert refusal.value.code == faults[0][1]


def day(number: int) -> datetime:
    return datetime(2024, 3, number, 9, 0, tzinfo=HONG_KONG)


ALWAYS = EffectiveTime(row_id="A")
SPRING = EffectiveTime(day(10), day(20), row_id="B")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (EffectiveTime(), "FX-E04"),
        (ALWAYS, ""),
        (EffectiveTime(day(19), day(25)), "FX-E05"),
        (EffectiveTime(day(12), day(13)), "FX-E05"),
        (EffectiveTime(day(1), day(30)), "FX-E05"),
        (EffectiveTime(day(20), day(25)), ""),
        (EffectiveTime(day(1), day(10)), ""),
        (EffectiveTime(day(11), day(21), row_id="B"), ""),
        (EffectiveTime(day(25), day(25)), "FX-E31"),
        (EffectiveTime(day(26), day(25)), "FX-E31"),
        (EffectiveTime(day(25), None), "FX-E01"),
        (EffectiveTime(None, day(25)), "FX-E01"),
    ],
)
def test_effective_times_of_one_key(wanted: EffectiveTime, code: str) -> None:
    if not code:
        check_effective_time(wanted, [ALWAYS, SPRING])
        return
    with pytest.raises(UserError) as refusal:
        check_effective_time(wanted, [ALWAYS, SPRING])
    assert refusal.value.code == code


def test_two_new_rows_without_ids_are_not_taken_for_one() -> None:
    with pytest.raises(UserError) as refusal:
        check_effective_time(EffectiveTime(), [EffectiveTime()])
    assert refusal.value.code == "FX-E04"


def test_a_mark_up_must_leave_a_rate() -> None:
    check_rate_left(Decimal("0.1403"), SpreadMode.VALUE, [Decimal("0.1"), Decimal("0.1402")], places=4)
    with pytest.raises(UserError) as refusal:
        check_rate_left(Decimal("0.1403"), SpreadMode.VALUE, [Decimal("0.1"), Decimal("0.1403")], places=4)
    assert refusal.value.code == "FX-E13"
