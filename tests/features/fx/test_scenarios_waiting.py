"""Which acceptance scenarios of `docs/rules/fx.md` 9 wait for the next issue, wholly or in part, and that no other one does."""

import re
from pathlib import Path

import pytest

WAITING = {
    27: "the exchange rule of the borrowing reminder is a work order",
    28: "the borrowing reminder finds debtors",
    29: "the borrowing reminder's exchanges and their abnormal orders",
    32: "the reminder's own exchange dialog",
}
"""Number of the scenario → what of it waits. The parts that exist are tested under the same number."""

WHOLLY = {27, 28, 29}


@pytest.mark.next_issue("FX 27")
def test_fx_27_rule_edit_waits_for_its_work_order() -> None:
    raise AssertionError(WAITING[27])


@pytest.mark.next_issue("FX 28")
def test_fx_28_reminder_rule_hits() -> None:
    raise AssertionError(WAITING[28])


@pytest.mark.next_issue("FX 29")
def test_fx_29_reminder_exchange_in_review() -> None:
    raise AssertionError(WAITING[29])


def _numbers(pattern: str) -> set[int]:
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_scenarios_*.py")]
    return {int(number) for text in texts for number in re.findall(pattern, text)}


def test_every_scenario_has_its_test() -> None:
    assert _numbers(r"(?m)^def test_fx_(\d\d)_") == set(range(1, 33))


def test_only_the_named_scenarios_wait() -> None:
    assert _numbers(r'(?m)^@pytest\.mark\.next_issue\("FX (\d\d)"\)') == WHOLLY
    assert set(WAITING) >= WHOLLY
    assert set(WAITING) - WHOLLY == {32}
