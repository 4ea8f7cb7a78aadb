"""The borrowing rule against plain fractions, and what must hold whatever people owe and own (`docs/rules/fx.md` 5.11)."""

from decimal import Decimal
from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from whale_desktop.features.reminder.rules.hits import Holding, Rule, Threshold, convert, figures, hits
from whale_desktop.features.reminder.rules.repayment import next_order, whole_debt

BASE = "HKD"
CODES = (BASE, "USD", "JPY", "CNH", "SGD")

money = st.integers(0, 10**15).map(lambda cents: Decimal(cents).scaleb(-2))
some = st.integers(1, 10**15).map(lambda cents: Decimal(cents).scaleb(-2))
rate = st.integers(1, 10**14).map(lambda one: Decimal(one).scaleb(-10))
holding = st.one_of(
    st.builds(Holding, debt=st.just(Decimal(0)), withdrawable=money),
    st.builds(Holding, debt=some, withdrawable=st.just(Decimal(0))),
)
holdings = st.dictionaries(st.sampled_from(CODES), holding)
rates = st.dictionaries(st.sampled_from(CODES[1:]), rate).map(lambda found: {**found, BASE: Decimal(1)})
threshold = st.builds(Threshold, debt=some, available=some)
rules = st.builds(Rule, base=st.just(BASE), main=threshold, singles=st.dictionaries(st.sampled_from(CODES[1:]), threshold))


def cut(amount: Fraction) -> Fraction:
    return Fraction(floor(amount * 100), 100)


def by_fractions(currency: str, held: dict[str, Holding], seen: dict[str, Decimal]) -> tuple[Fraction, Fraction]:
    """The two figures, written down once more from the sheet."""

    def in_rule(amount: Decimal, code: str) -> Fraction:
        if code == currency:
            return cut(Fraction(amount))
        if code not in seen or currency not in seen:
            return Fraction(0)
        return cut(Fraction(amount) * Fraction(seen[code]) / Fraction(seen[currency]))

    if currency == BASE:
        debt = sum((in_rule(one.debt, code) for code, one in held.items()), Fraction(0))
    else:
        debt = Fraction(held[currency].debt) if currency in held else Fraction(0)
    own = sum(
        (
            in_rule(one.withdrawable, code)
            for code, one in held.items()
            if not one.debt and (currency == BASE or code != currency)
        ),
        Fraction(0),
    )
    return debt, own


@given(held=holdings, seen=rates, rule=rules)
def test_the_rule_is_the_sheet(held: dict[str, Holding], seen: dict[str, Decimal], rule: Rule) -> None:
    found = hits(rule, held, seen)
    for currency, limit in rule.thresholds.items():
        debt, own = by_fractions(currency, held, seen)
        found_here = figures(currency, BASE, held, seen)
        assert (Fraction(found_here.debt), Fraction(found_here.own)) == (debt, own)
        assert (currency in found) is (debt >= Fraction(limit.debt) and own >= Fraction(limit.available))
        if currency in found:
            assert found[currency] == found_here


@given(held=holdings, seen=rates, rule=rules, currency=st.sampled_from(CODES), more=some)
def test_more_money_never_takes_a_hit_away(
    held: dict[str, Holding], seen: dict[str, Decimal], rule: Rule, currency: str, more: Decimal
) -> None:
    before = hits(rule, held, seen)
    one = held.get(currency, Holding(Decimal(0), Decimal(0)))
    raised = Holding(one.debt + more, one.withdrawable) if one.debt else Holding(one.debt, one.withdrawable + more)
    assert set(before) <= set(hits(rule, {**held, currency: raised}, seen))


@given(amount=money, seen=rates, source=st.sampled_from(CODES), target=st.sampled_from(CODES))
def test_a_conversion_is_never_more_than_it_is_worth(amount: Decimal, seen: dict[str, Decimal], source: str, target: str) -> None:
    found = convert(amount, source, target, seen)
    if found is None:
        assert source not in seen or target not in seen
        return
    worth = Fraction(amount) if source == target else Fraction(amount) * Fraction(seen[source]) / Fraction(seen[target])
    assert Fraction(0) <= worth - Fraction(found) < Fraction(1, 100)


@given(debt=st.integers(1, 10**18).map(lambda one: Decimal(one).scaleb(-4)), places=st.sampled_from((0, 1, 2)))
def test_a_whole_debt_is_repaid_and_little_more(debt: Decimal, places: int) -> None:
    ordered = whole_debt(debt, places)
    assert 0 <= ordered - debt < Decimal(1).scaleb(-places)


@given(remaining=some, available=some, needed=st.one_of(st.none(), some))
def test_an_order_never_asks_for_more_than_there_is(remaining: Decimal, available: Decimal, needed: Decimal | None) -> None:
    order = next_order(remaining, available, needed)
    taken = needed if order.forex_type.value == "TO" else order.amount
    assert taken is not None
    assert taken <= available
