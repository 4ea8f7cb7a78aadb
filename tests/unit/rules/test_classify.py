"""Worked figures of `docs/rules/fx.md` 5.6 to 5.8 and the pool's adjustments of 6.4."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from whale_desktop.features.fx.messages.choices import ChangeType, Origin, PoolChangeType
from whale_desktop.features.fx.rules.classify import (
    Pool,
    change_type_of,
    deal_movements,
    is_large,
    needs_review,
    pool_adjustment,
    pool_close,
    pool_decrease,
    pool_increase,
    pool_passes,
    pool_set_to,
    pool_setup,
    reversal_movements,
)
from whale_desktop.kernel.errors import UserError

USD = Pool("USD", Decimal("200000.00"), Decimal("20000.00"))
CNH = Pool("CNH", Decimal("500000.00"), Decimal("50000.00"))


@pytest.mark.parametrize(
    ("amount", "limit", "large"),
    [("100000.00", "100000.00", False), ("100000.01", "100000.00", True), ("99999999", None, False)],
)
def test_large_means_more_than_the_limit(amount: str, limit: str | None, large: bool) -> None:
    assert is_large(Decimal(amount), None if limit is None else Decimal(limit)) is large


@pytest.mark.parametrize(
    ("origin", "amount", "large", "start", "review"),
    [
        (Origin.APP, "10.00", False, None, False),
        (Origin.MANUAL, "10.00", False, None, True),
        (Origin.APP, "10.00", True, None, True),
        (Origin.APP, "0.01", False, "0.01", True),
        (Origin.APP, "10.00", False, "10.00", True),
        (Origin.APP, "9.99", False, "10.00", False),
        (Origin.REMINDER, "9.99", False, "10.00", False),
        (Origin.AUTO_REPAY, "10.01", False, "10.00", True),
    ],
)
def test_who_needs_a_review(origin: Origin, amount: str, large: bool, start: str | None, review: bool) -> None:
    assert needs_review(origin, Decimal(amount), large=large, approval_start=None if start is None else Decimal(start)) is review


@pytest.mark.parametrize(
    ("remaining", "passes"), [("500000.00", True), ("121357.00", True), ("121356.99", False), ("71357.00", False), ("0", False)]
)
def test_the_pool_may_fall_to_its_alarm_level_and_no_further(remaining: str, passes: bool) -> None:
    pool = Pool("CNH", Decimal(remaining), Decimal("50000.00"))
    assert pool_passes(Decimal("71357.00"), debit_pool=USD, credit_pool=pool) is passes


def test_a_hundred_thousand_is_more_than_the_pool_holds() -> None:
    assert not pool_passes(Decimal("713570.00"), debit_pool=USD, credit_pool=CNH)


def test_a_missing_pool_fails() -> None:
    assert not pool_passes(Decimal(1), debit_pool=None, credit_pool=CNH)
    assert not pool_passes(Decimal(1), debit_pool=USD, credit_pool=None)


@pytest.mark.parametrize(
    ("large", "passes", "change_type"),
    [
        (True, True, ChangeType.LARGE),
        (True, False, ChangeType.LARGE),
        (False, True, ChangeType.SMALL_IN_POOL),
        (False, False, ChangeType.SMALL_BEYOND_POOL),
    ],
)
def test_exchange_type(large: bool, passes: bool, change_type: ChangeType) -> None:
    assert change_type_of(large=large, passes_pool=passes) is change_type


def test_a_deal_moves_both_pools_in_currency_order() -> None:
    out, into = deal_movements(Decimal("10000.00"), Decimal("71357.00"), debit_pool=USD, credit_pool=CNH)
    assert (out.currency, out.change_type, out.occurred, out.after) == (
        "CNH",
        PoolChangeType.EXCHANGE_OUT,
        Decimal("-71357.00"),
        Decimal("428643.00"),
    )
    assert (into.currency, into.change_type, into.occurred, into.after) == (
        "USD",
        PoolChangeType.EXCHANGE_IN,
        Decimal("10000.00"),
        Decimal("210000.00"),
    )
    assert not out.sends_alert
    assert not into.sends_alert


def test_landing_on_the_alarm_level_sends_an_alert() -> None:
    pool = Pool("CNH", Decimal("121357.00"), Decimal("50000.00"))
    out, _ = deal_movements(Decimal("10000.00"), Decimal("71357.00"), debit_pool=USD, credit_pool=pool)
    assert out.after == Decimal("50000.00")
    assert out.sends_alert
    assert not out.falls_below_alarm


def test_a_rise_sends_no_alert_even_below_the_alarm_level() -> None:
    low = Pool("USD", Decimal("100.00"), Decimal("20000.00"))
    _, into = deal_movements(Decimal("10000.00"), Decimal("71357.00"), debit_pool=low, credit_pool=CNH)
    assert into.after == Decimal("10100.00")
    assert not into.sends_alert


def test_a_reversal_takes_back_what_the_deal_moved() -> None:
    after_deal = {
        m.currency: Pool(m.currency, m.after, m.alarm)
        for m in deal_movements(Decimal(10), Decimal(71), debit_pool=USD, credit_pool=CNH)
    }
    back = reversal_movements(Decimal(10), Decimal(71), debit_pool=after_deal["USD"], credit_pool=after_deal["CNH"])
    assert {m.currency: m.after for m in back} == {"USD": USD.remaining, "CNH": CNH.remaining}
    assert {m.change_type for m in back} == {PoolChangeType.REVERSAL}


def test_increase_and_decrease_by_an_amount() -> None:
    rise = pool_increase(CNH, Decimal("50000.00"))
    assert (rise.change_type, rise.before, rise.occurred, rise.after) == (
        PoolChangeType.INCREASE,
        Decimal("500000.00"),
        Decimal("50000.00"),
        Decimal("550000.00"),
    )
    fall = pool_decrease(CNH, Decimal("450000.00"))
    assert (fall.change_type, fall.occurred, fall.after) == (PoolChangeType.DECREASE, Decimal("-450000.00"), Decimal("50000.00"))
    assert not fall.falls_below_alarm
    assert pool_decrease(CNH, Decimal("450000.01")).falls_below_alarm


def test_setting_the_quota_writes_the_difference() -> None:
    assert pool_set_to(CNH, Decimal("500000")) is None
    rise, fall = pool_set_to(CNH, Decimal("500000.01")), pool_set_to(CNH, Decimal(0))
    assert rise is not None
    assert fall is not None
    assert (rise.change_type, rise.occurred) == (PoolChangeType.INCREASE, Decimal("0.01"))
    assert (fall.change_type, fall.after) == (PoolChangeType.DECREASE, Decimal(0))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda: pool_increase(CNH, Decimal(0)), "FX-E26"),
        (lambda: pool_decrease(CNH, Decimal(-1)), "FX-E26"),
        (lambda: pool_adjustment(CNH, Decimal("0.00")), "FX-E26"),
        (lambda: pool_decrease(CNH, Decimal("500000.01")), "FX-E27"),
        (lambda: pool_set_to(CNH, Decimal("-0.01")), "FX-E27"),
    ],
)
def test_wrong_adjustments_are_refused(change: Callable[[], object], code: str) -> None:
    with pytest.raises(UserError) as refusal:
        change()
    assert refusal.value.code == code


def test_a_pool_below_zero_may_still_be_raised() -> None:
    assert pool_increase(Pool("CNH", Decimal(-10), Decimal(0)), Decimal(4)).after == Decimal(-6)


def test_first_and_last_row_of_a_journal() -> None:
    first, last = pool_setup(CNH), pool_close(CNH)
    assert (first.change_type, first.before, first.after) == (PoolChangeType.SETUP, Decimal(0), Decimal("500000.00"))
    assert (last.change_type, last.before, last.after) == (PoolChangeType.CLOSE, Decimal("500000.00"), Decimal(0))
