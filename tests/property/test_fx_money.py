"""What holds for every rate and amount of an exchange: `docs/rules/fx.md` 5.

The checks count in integers or fractions of their own, so that they do not repeat the arithmetic that they check.
"""

import decimal
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from whale_desktop.features.fx.messages.choices import ChangeType, ForexType, SpreadMode
from whale_desktop.features.fx.rules.amounts import AmountRule, credit_of, debit_of, order_offset, other_side
from whale_desktop.features.fx.rules.classify import (
    Pool,
    change_type_of,
    deal_movements,
    is_large,
    pool_passes,
    reversal_movements,
)
from whale_desktop.features.fx.rules.pricing import MarkUp, Tier, apply_mark_up, price_deal, reference_rate, tier_of
from whale_desktop.features.fx.rules.profit import bank_mark_up_income, pool_profit
from whale_desktop.features.fx.rules.tiers import check_tiers
from whale_desktop.kernel.clock import HONG_KONG
from whale_desktop.kernel.errors import UserError

rate_places = st.integers(1, 10)
quotes = st.integers(1, 10**14).map(lambda n: Decimal(n).scaleb(-10))
rates = st.integers(10**3, 10**13).map(lambda n: Decimal(n).scaleb(-8))
cents = st.integers(1, 10**13)
amounts = cents.map(lambda n: Decimal(n).scaleb(-2))
values = st.integers(0, 10**6).map(lambda n: Decimal(n).scaleb(-4))
mark_ups = st.builds(MarkUp, st.sampled_from(SpreadMode), values)
rules = st.builds(AmountRule, st.integers(0, 2), st.sampled_from(["round", "truncate"]))
cuts = st.builds(AmountRule, st.integers(0, 2), st.just("truncate"))
sides = st.sampled_from(ForexType)
HOSTILE = decimal.Context(
    prec=2, rounding=decimal.ROUND_UP, Emin=-2, Emax=2, traps=[decimal.Inexact, decimal.Rounded, decimal.InvalidOperation]
)
"""A caller's context in which any arithmetic of our own would round or raise."""


def unit(places: int) -> Fraction:
    return Fraction(1, 10**places)


@given(quotes, quotes, rate_places)
def test_a_reference_rate_is_the_largest_that_does_not_exceed_the_quotient(bid: Decimal, offer: Decimal, places: int) -> None:
    rate = Fraction(reference_rate(bid, offer, places))
    exact = Fraction(bid) / Fraction(offer)
    assert rate <= exact < rate + unit(places)
    assert (rate / unit(places)).denominator == 1


@given(rates, mark_ups, rate_places)
def test_a_mark_up_never_raises_a_rate_and_is_cut_never_rounded(rate: Decimal, mark_up: MarkUp, places: int) -> None:
    if mark_up.mode is SpreadMode.VALUE:
        exact = Fraction(rate) - Fraction(mark_up.bp)
    else:
        exact = Fraction(rate) * (1 - Fraction(mark_up.bp) / 100)
    try:
        marked = Fraction(apply_mark_up(rate, mark_up, places))
    except UserError:
        assert exact < unit(places)
        return
    assert 0 < marked <= exact < marked + unit(places)
    assert marked <= Fraction(rate)


@given(amounts, rates, cuts)
def test_a_cut_amount_never_exceeds_the_exact_one(amount: Decimal, rate: Decimal, rule: AmountRule) -> None:
    credit = Fraction(credit_of(amount, rate, rule))
    debit = Fraction(debit_of(amount, rate, rule))
    assert credit <= Fraction(amount) * Fraction(rate) < credit + unit(rule.places)
    assert debit <= Fraction(amount) / Fraction(rate) < debit + unit(rule.places)


@given(amounts, rates, st.integers(0, 2))
def test_a_rounded_amount_is_at_most_half_a_unit_away_and_half_goes_up(amount: Decimal, rate: Decimal, places: int) -> None:
    credit = Fraction(credit_of(amount, rate, AmountRule(places, "round")))
    distance = credit - Fraction(amount) * Fraction(rate)
    assert -unit(places) / 2 < distance <= unit(places) / 2


@given(amounts, rates)
def test_going_and_coming_back_loses_at_most_the_two_cuts(amount: Decimal, rate: Decimal) -> None:
    rule = AmountRule(2, "truncate")
    credit = credit_of(amount, rate, rule)
    back = Fraction(debit_of(credit, rate, rule))
    lost = Fraction(amount) - back
    assert 0 <= lost < unit(2) / Fraction(rate) + unit(2)


@given(sides, amounts, rates, rules)
def test_the_rounding_difference_explains_the_booked_amount(
    forex_type: ForexType, amount: Decimal, rate: Decimal, rule: AmountRule
) -> None:
    booked = other_side(forex_type, amount, rate, rule)
    offset = Fraction(order_offset(forex_type, amount, rate=rate, booked=booked))
    if forex_type is ForexType.FROM:
        exact_gain = Fraction(amount) * Fraction(rate) - Fraction(booked)
    else:
        exact_gain = Fraction(booked) - Fraction(amount) / Fraction(rate)
    assert abs(offset) <= abs(exact_gain)
    assert abs(exact_gain - offset) < unit(8)
    assert abs(offset) <= unit(rule.places)


@given(sides, amounts, rates, rates, rates, rules)
def test_the_split_adds_up_to_the_profit_exactly(
    forex_type: ForexType, fixed: Decimal, client_rate: Decimal, submission_rate: Decimal, channel_rate: Decimal, rule: AmountRule
) -> None:
    user_amount = other_side(forex_type, fixed, client_rate, rule)
    profit = pool_profit(
        forex_type,
        fixed_amount=fixed,
        user_amount=user_amount,
        submission_rate=submission_rate,
        channel_rate=channel_rate,
        rule=rule,
    )
    total = Fraction(profit.mark_up_income) + Fraction(profit.rate_movement)
    assert total == Fraction(profit.profit_loss)
    sign = 1 if forex_type is ForexType.FROM else -1
    assert Fraction(profit.profit_loss) == sign * (Fraction(profit.channel_amount) - Fraction(profit.user_amount))
    if channel_rate == submission_rate:
        assert profit.rate_movement == 0


@given(sides, amounts, rates, mark_ups, rate_places, rules)
def test_a_mark_up_never_costs_the_house(
    forex_type: ForexType, fixed: Decimal, market: Decimal, mark_up: MarkUp, places: int, rule: AmountRule
) -> None:
    try:
        client_rate = apply_mark_up(market, mark_up, places)
    except UserError:
        assume(False)
    user_amount = other_side(forex_type, fixed, client_rate, rule)
    profit = pool_profit(
        forex_type, fixed_amount=fixed, user_amount=user_amount, submission_rate=market, channel_rate=market, rule=rule
    )
    income = bank_mark_up_income(forex_type, fixed_amount=fixed, user_amount=user_amount, channel_rate=market, rule=rule)
    assert profit.profit_loss == profit.mark_up_income == income
    assert income >= 0


@given(st.integers(-(10**13), 10**13), st.integers(0, 10**13), st.integers(0, 10**13), cents)
def test_the_pool_passes_exactly_while_it_keeps_its_alarm_level(
    remaining: int, alarm: int, to_cents: int, from_cents: int
) -> None:
    credit_pool = Pool("CNH", Decimal(remaining).scaleb(-2), Decimal(alarm).scaleb(-2))
    debit_pool = Pool("USD", Decimal("5.00"), Decimal("1.00"))
    to_amount, from_amount = Decimal(to_cents).scaleb(-2), Decimal(from_cents).scaleb(-2)
    passes = pool_passes(to_amount, debit_pool=debit_pool, credit_pool=credit_pool)
    assert passes is (remaining - to_cents >= alarm)
    moved = {m.currency: m for m in deal_movements(from_amount, to_amount, debit_pool=debit_pool, credit_pool=credit_pool)}
    assert moved["CNH"].after == Decimal(remaining - to_cents).scaleb(-2)
    assert moved["USD"].after == Decimal(500 + from_cents).scaleb(-2)
    if passes:
        assert not moved["CNH"].falls_below_alarm
    assert moved["CNH"].sends_alert is (to_cents > 0 and remaining - to_cents <= alarm)
    pools = {m.currency: Pool(m.currency, m.after, m.alarm) for m in moved.values()}
    back = reversal_movements(from_amount, to_amount, debit_pool=pools["USD"], credit_pool=pools["CNH"])
    assert {m.currency: m.after for m in back} == {"CNH": credit_pool.remaining, "USD": debit_pool.remaining}


@given(cents, st.none() | cents, st.booleans())
def test_every_order_has_one_size_class(from_cents: int, limit_cents: int | None, passes: bool) -> None:
    limit = None if limit_cents is None else Decimal(limit_cents).scaleb(-2)
    large = is_large(Decimal(from_cents).scaleb(-2), limit)
    assert large is (limit_cents is not None and from_cents > limit_cents)
    kind = change_type_of(large=large, passes_pool=passes)
    assert kind is (ChangeType.LARGE if large else ChangeType.SMALL_IN_POOL if passes else ChangeType.SMALL_BEYOND_POOL)


@st.composite
def valid_tiers(draw: st.DrawFn) -> list[Tier]:
    bounds = [Decimal(n).scaleb(-2) for n in sorted(draw(st.sets(st.integers(1, 10**9), max_size=6)))]
    starts: list[Decimal] = [Decimal(0), *bounds]
    ends: list[Decimal | None] = [*bounds, None]
    return [Tier(start, end, draw(values)) for start, end in zip(starts, ends, strict=True)]


@given(valid_tiers(), st.integers(0, 2 * 10**9))
def test_every_amount_from_zero_on_has_exactly_one_tier(tiers: list[Tier], amount_cents: int) -> None:
    check_tiers(tiers)
    edges = [tier.start for tier in tiers]
    for amount in (Decimal(amount_cents).scaleb(-2), *edges):
        holding = [tier for tier in tiers if tier.holds(amount)]
        assert holding == [tier_of(tiers, amount)]
        assert holding[0].start == max(edge for edge in edges if edge <= amount)


@given(valid_tiers(), st.data())
def test_tiers_with_a_hole_or_a_limit_are_refused(tiers: list[Tier], data: st.DataObject) -> None:
    broken = data.draw(st.sampled_from(["first", "last", "gap"]))
    if broken == "gap":
        assume(len(tiers) > 2)
        del tiers[data.draw(st.integers(1, len(tiers) - 2))]
    elif broken == "first":
        tiers[0] = Tier(Decimal("0.01"), tiers[0].end, tiers[0].bp)
    else:
        tiers[-1] = Tier(tiers[-1].start, Decimal(10**12), tiers[-1].bp)
    with pytest.raises(UserError) as refusal:
        check_tiers(tiers)
    assert "FX-E25" in {fault.code for fault in refusal.value.fields}


def figures(
    forex_type: ForexType, fixed: Decimal, *, bid: Decimal, offer: Decimal, mark_up: MarkUp, places: int, rule: AmountRule
) -> list[str]:
    """Everything that the rules compute for one deal, as text, so that trailing zeros count too."""
    rate = reference_rate(bid, offer, places)
    try:
        price = price_deal(
            forex_type,
            fixed,
            rate=apply_mark_up(rate, mark_up, places),
            rows=[],
            moment=MOMENT,
            rate_places=places,
            debit_rule=rule,
            credit_rule=rule,
        )
    except UserError as refusal:
        return [refusal.code]
    user_amount = price.to_amount if forex_type is ForexType.FROM else price.from_amount
    profit = pool_profit(
        forex_type, fixed_amount=fixed, user_amount=user_amount, submission_rate=rate, channel_rate=rate, rule=rule
    )
    offset = order_offset(forex_type, fixed, rate=price.client_rate, booked=user_amount)
    usd, cnh = Pool("USD", Decimal("200000.00"), Decimal("20000.00")), Pool("CNH", Decimal("500000.00"), Decimal("50000.00"))
    moved = deal_movements(price.from_amount, price.to_amount, debit_pool=usd, credit_pool=cnh)
    return [
        str(figure)
        for figure in (
            price.client_rate,
            price.from_amount,
            price.to_amount,
            profit.channel_amount,
            profit.mark_up_income,
            profit.rate_movement,
            profit.profit_loss,
            offset,
            pool_passes(price.to_amount, debit_pool=usd, credit_pool=cnh),
            *(m.after for m in moved),
        )
    ]


MOMENT = datetime(2024, 3, 18, 10, 0, tzinfo=HONG_KONG)


@given(sides, amounts, quotes, quotes, mark_ups, rate_places, rules)
def test_no_figure_depends_on_the_decimal_context_of_the_caller(
    forex_type: ForexType, fixed: Decimal, bid: Decimal, offer: Decimal, mark_up: MarkUp, places: int, rule: AmountRule
) -> None:
    plain = figures(forex_type, fixed, bid=bid, offer=offer, mark_up=mark_up, places=places, rule=rule)
    with decimal.localcontext(HOSTILE):
        assert figures(forex_type, fixed, bid=bid, offer=offer, mark_up=mark_up, places=places, rule=rule) == plain


def test_the_hostile_context_is_hostile() -> None:
    with decimal.localcontext(HOSTILE), pytest.raises(decimal.Inexact):
        Decimal("1.23") * Decimal("4.56")
