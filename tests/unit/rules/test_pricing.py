"""Worked figures of `docs/rules/fx.md` 5.1 to 5.4."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from whale_desktop.features.fx.messages.choices import ForexType, SpreadMode
from whale_desktop.features.fx.rules.amounts import AmountRule
from whale_desktop.features.fx.rules.pricing import (
    BASE_CURRENCY_QUOTE,
    ExecutionMarkUp,
    MarkUp,
    Tier,
    apply_mark_up,
    execution_mark_up,
    execution_row,
    price_deal,
    reference_rate,
    tier_of,
)
from whale_desktop.kernel.errors import UserError

CNH_BID, CNH_OFFER = Decimal("1.0962"), Decimal("1.0950")
USD_BID, USD_OFFER = Decimal("7.8147"), Decimal("7.8132")
TRUNCATE = AmountRule(2, "truncate")
NOON = datetime(2024, 3, 18, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("bid_debit", "offer_credit", "places", "rate"),
    [
        (USD_BID, CNH_OFFER, 4, "7.1367"),
        (USD_BID, BASE_CURRENCY_QUOTE, 4, "7.8147"),
        (CNH_BID, USD_OFFER, 4, "0.1403"),
        (CNH_BID, USD_OFFER, 6, "0.140301"),
        (BASE_CURRENCY_QUOTE, USD_OFFER, 6, "0.127988"),
        (Decimal("7.8200"), CNH_OFFER, 4, "7.1415"),
        (Decimal("7.8050"), CNH_OFFER, 4, "7.1278"),
    ],
)
def test_reference_rate_is_one_division_and_one_cut(bid_debit: Decimal, offer_credit: Decimal, places: int, rate: str) -> None:
    assert str(reference_rate(bid_debit, offer_credit, places)) == rate


def test_reference_rate_refuses_a_quote_that_is_not_above_zero() -> None:
    with pytest.raises(AssertionError):
        reference_rate(USD_BID, Decimal(0), 4)


@pytest.mark.parametrize(
    ("mode", "bp", "rate"),
    [
        (SpreadMode.VALUE, "0.001", "7.1357"),
        (SpreadMode.VALUE, "0.0001", "7.1366"),
        (SpreadMode.RATE, "0.1", "7.1295"),
        (SpreadMode.VALUE, "0", "7.1367"),
        (SpreadMode.RATE, "0", "7.1367"),
    ],
)
def test_mark_up_on_the_cut_rate(mode: SpreadMode, bp: str, rate: str) -> None:
    assert str(apply_mark_up(Decimal("7.1367"), MarkUp(mode, Decimal(bp)), 4)) == rate


def test_both_mark_ups_one_after_the_other() -> None:
    quoted = apply_mark_up(Decimal("7.1367"), MarkUp(SpreadMode.VALUE, Decimal("0.001")), 4)
    assert apply_mark_up(quoted, MarkUp(SpreadMode.RATE, Decimal("0.05")), 4) == Decimal("7.1321")


def test_bank_rate_with_execution_mark_up() -> None:
    assert apply_mark_up(Decimal("7.1400"), MarkUp(SpreadMode.RATE, Decimal("0.05")), 4) == Decimal("7.1364")


def test_no_mark_up_still_cuts_to_the_precision() -> None:
    assert str(apply_mark_up(Decimal("7.14009"), None, 4)) == "7.1400"


@pytest.mark.parametrize(
    ("rate", "mark_up"),
    [
        ("0.5", MarkUp(SpreadMode.VALUE, Decimal("0.5"))),
        ("0.5", MarkUp(SpreadMode.VALUE, Decimal(3))),
        ("7.1367", MarkUp(SpreadMode.RATE, Decimal(100))),
        ("0.0001", MarkUp(SpreadMode.RATE, Decimal("0.1"))),
        ("0.00001", None),
    ],
)
def test_nothing_left_above_zero_is_refused(rate: str, mark_up: MarkUp | None) -> None:
    with pytest.raises(UserError) as refusal:
        apply_mark_up(Decimal(rate), mark_up, 4)
    assert refusal.value.code == "FX-E13"


TIERS = (
    Tier(Decimal(0), Decimal(10000), Decimal(5)),
    Tier(Decimal(10000), Decimal(50000), Decimal(3)),
    Tier(Decimal(50000), None, Decimal(1)),
)


@pytest.mark.parametrize(
    ("amount", "bp"), [("0", 5), ("9999.99", 5), ("10000", 3), ("10000.01", 3), ("49999.99", 3), ("50000.00", 1), ("1e12", 1)]
)
def test_tier_starts_with_its_start_and_ends_before_its_end(amount: str, bp: int) -> None:
    assert tier_of(TIERS, Decimal(amount)).bp == bp


def _row(row_id: str, hours: tuple[int, int] | None = None, bp: str = "0.05") -> ExecutionMarkUp:
    start, end = (None, None) if hours is None else (NOON.replace(hour=hours[0]), NOON.replace(hour=hours[1]))
    return ExecutionMarkUp(SpreadMode.RATE, (Tier(Decimal(0), None, Decimal(bp)),), start, end, row_id)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([], None),
        ([_row("always")], "always"),
        ([_row("always"), _row("now", (3, 5))], "now"),
        ([_row("now", (3, 5)), _row("always")], "now"),
        ([_row("always"), _row("from now", (4, 5))], "from now"),
        ([_row("always"), _row("until now", (3, 4))], "always"),
        ([_row("later", (5, 6))], None),
    ],
)
def test_a_row_with_times_beats_an_always_effective_one(rows: list[ExecutionMarkUp], found: str | None) -> None:
    row = execution_row(rows, NOON)
    assert (row.row_id if row else None) == found


def test_execution_mark_up_takes_the_tier_of_the_debit_amount() -> None:
    rows = [ExecutionMarkUp(SpreadMode.RATE, TIERS)]
    assert execution_mark_up(rows, moment=NOON, debit_amount=Decimal(10000)) == MarkUp(SpreadMode.RATE, Decimal(3))
    assert execution_mark_up([], moment=NOON, debit_amount=Decimal(10000)) is None


def test_price_of_a_pool_deal_by_debit_amount() -> None:
    price = price_deal(
        ForexType.FROM,
        Decimal("10000.00"),
        rate=Decimal("7.1357"),
        rows=[_row("always")],
        moment=NOON,
        rate_places=4,
        debit_rule=TRUNCATE,
        credit_rule=TRUNCATE,
    )
    assert (price.client_rate, price.from_amount, price.to_amount) == (
        Decimal("7.1321"),
        Decimal("10000.00"),
        Decimal("71321.00"),
    )
    assert price.execution_mark_up == MarkUp(SpreadMode.RATE, Decimal("0.05"))


def test_price_of_a_deal_by_credit_amount_without_execution_mark_up() -> None:
    price = price_deal(
        ForexType.TO,
        Decimal("50000.00"),
        rate=Decimal("7.1357"),
        rows=[],
        moment=NOON,
        rate_places=4,
        debit_rule=TRUNCATE,
        credit_rule=TRUNCATE,
    )
    assert (price.client_rate, price.from_amount, price.to_amount) == (Decimal("7.1357"), Decimal("7007.02"), Decimal("50000.00"))
    assert price.execution_mark_up is None


def test_tier_of_a_deal_by_credit_amount_is_that_of_the_debit_before_the_mark_up() -> None:
    tiers = (
        Tier(Decimal(0), Decimal("7007.02"), Decimal("1")),
        Tier(Decimal("7007.02"), Decimal("7500.00"), Decimal("0.5")),
        Tier(Decimal("7500.00"), None, Decimal("0.1")),
    )
    price = price_deal(
        ForexType.TO,
        Decimal("50000.00"),
        rate=Decimal("7.1357"),
        rows=[ExecutionMarkUp(SpreadMode.VALUE, tiers)],
        moment=NOON,
        rate_places=4,
        debit_rule=TRUNCATE,
        credit_rule=TRUNCATE,
    )
    assert price.execution_mark_up == MarkUp(SpreadMode.VALUE, Decimal("0.5"))
    assert (price.client_rate, price.from_amount) == (Decimal("6.6357"), Decimal("7535.00"))


def test_a_custom_rate_takes_no_mark_up_and_keeps_its_decimals() -> None:
    price = price_deal(
        ForexType.FROM,
        Decimal("1234.56"),
        rate=Decimal("7.12345678"),
        rows=[_row("always", bp="50")],
        moment=NOON,
        rate_places=4,
        debit_rule=TRUNCATE,
        credit_rule=TRUNCATE,
        is_custom_rate=True,
    )
    assert (price.client_rate, price.to_amount, price.execution_mark_up) == (Decimal("7.12345678"), Decimal("8794.33"), None)


def test_hkd_to_usd_at_six_places() -> None:
    rate = reference_rate(BASE_CURRENCY_QUOTE, USD_OFFER, 6)
    price = price_deal(
        ForexType.FROM,
        Decimal("100000.00"),
        rate=rate,
        rows=[],
        moment=NOON,
        rate_places=6,
        debit_rule=TRUNCATE,
        credit_rule=TRUNCATE,
    )
    assert price.to_amount == Decimal("12798.80")


def test_price_at_a_rate_of_zero_is_refused() -> None:
    with pytest.raises(UserError) as refusal:
        price_deal(
            ForexType.TO,
            Decimal(1),
            rate=Decimal(0),
            rows=[],
            moment=NOON,
            rate_places=4,
            debit_rule=TRUNCATE,
            credit_rule=TRUNCATE,
        )
    assert refusal.value.code == "FX-E13"
