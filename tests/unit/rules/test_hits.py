"""The borrowing rule to the digit (`docs/rules/fx.md` 5.11)."""

from decimal import Decimal

import pytest

from whale_desktop.features.reminder.rules.hits import Figures, Holding, Rule, Threshold, convert, figures, hits, unrated

D = Decimal
RATES = {"HKD": D(1), "USD": D("7.8140"), "JPY": D("0.0523"), "CNH": D("1.0956")}


def rule(debt: str = "10000", available: str = "5000", **singles: tuple[str, str]) -> Rule:
    thresholds = {code: Threshold(D(one[0]), D(one[1])) for code, one in singles.items()}
    return Rule("HKD", Threshold(D(debt), D(available)), thresholds)


def held(**amounts: str) -> dict[str, Holding]:
    """Above zero it can be exchanged, below zero it is owed."""
    return {code: Holding(max(D(0), -D(one)), max(D(0), D(one))) for code, one in amounts.items()}


def test_the_example_of_the_sheet() -> None:
    found = hits(rule(USD=("2000", "1000")), held(USD="-1500.00", HKD="20000.00"), RATES)
    assert found == {"HKD": Figures(D("11721.00"), D("20000.00"))}
    assert figures("USD", "HKD", held(USD="-1500.00", HKD="20000.00"), RATES) == Figures(D("1500.00"), D("2559.50"))


@pytest.mark.parametrize(
    ("debt", "available", "expected"),
    [("11721.00", "20000.00", True), ("11721.01", "20000.00", False), ("11721.00", "20000.01", False)],
)
def test_equal_reaches_a_threshold(debt: str, available: str, expected: bool) -> None:
    assert bool(hits(rule(debt, available), held(USD="-1500", HKD="20000"), RATES)) is expected


def test_equal_reaches_a_single_threshold() -> None:
    assert "USD" in hits(rule("99999999", "1", USD=("1500.00", "2559.50")), held(USD="-1500", HKD="20000"), RATES)
    assert "USD" not in hits(rule("99999999", "1", USD=("1500.00", "2559.51")), held(USD="-1500", HKD="20000"), RATES)
    assert "USD" not in hits(rule("99999999", "1", USD=("1500.01", "2559.50")), held(USD="-1500", HKD="20000"), RATES)


def test_amounts_are_cut_each_and_never_rounded() -> None:
    assert convert(D("0.01"), "USD", "HKD", RATES) == D("0.07")
    assert convert(D("1.00"), "HKD", "USD", RATES) == D("0.12")
    assert convert(D("999"), "JPY", "USD", RATES) == D("6.68")  # 999 × 0.0523 ÷ 7.8140 = 6.6863…
    three = held(USD="0.01", JPY="1", CNH="0.01", HKD="-5000")
    assert figures("HKD", "HKD", three, RATES).own == D("0.13")  # 0.07 + 0.05 + 0.01; cut once it would be 0.14


def test_several_debts_add_up_and_their_currencies_are_not_to_be_spent() -> None:
    account = held(USD="-1000", JPY="-100000", HKD="9000", CNH="100")
    assert figures("HKD", "HKD", account, RATES) == Figures(D("13044.00"), D("9109.56"))
    assert figures("USD", "HKD", account, RATES) == Figures(D("1000"), D("1165.79"))  # 1,151.77 of HKD and 14.02 of CNH
    both = hits(rule("13044", "9109.56", USD=("1000", "1000"), JPY=("100001", "1")), account, RATES)
    assert set(both) == {"HKD", "USD"}


def test_the_base_currency_may_be_the_one_that_is_owed() -> None:
    account = held(HKD="-12000.50", USD="1000")
    assert hits(rule("12000.50", "7814.00"), account, RATES) == {"HKD": Figures(D("12000.50"), D("7814.00"))}
    assert figures("USD", "HKD", account, RATES) == Figures(D(0), D(0))


def test_what_has_no_rate_does_not_count_and_is_named() -> None:
    account = held(SGD="-5000", USD="-1500", HKD="20000", CAD="300")
    assert figures("HKD", "HKD", account, RATES) == Figures(D("11721.00"), D("20000.00"))
    assert figures("SGD", "HKD", account, RATES) == Figures(D("5000"), D(0))
    assert hits(rule("10000", "5000", SGD=("1000", "1")), account, RATES) == {"HKD": Figures(D("11721.00"), D("20000.00"))}
    assert unrated(account, RATES) == {"SGD", "CAD"}
    assert unrated(held(SGD="0", HKD="1"), RATES) == frozenset()


def test_who_owes_nothing_is_never_hit() -> None:
    assert hits(rule("0.01", "0.01", USD=("0.01", "0.01")), held(HKD="1000000", USD="5"), RATES) == {}
    assert hits(rule("0.01", "0.01"), {}, RATES) == {}


def test_the_base_currency_has_no_rule_besides_the_main_one() -> None:
    with pytest.raises(AssertionError):
        rule(HKD=("1", "1"))
