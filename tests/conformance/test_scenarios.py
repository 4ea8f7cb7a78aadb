"""That every acceptance scenario of a rule book has its test, which carries its number."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
NUMBERED = re.compile(r"(?m)^def test_(fx|wo|platform)_(\d\d)_")


@pytest.mark.parametrize(
    ("book", "last"),
    [
        ("fx", 32),
        ("wo", 26),
        ("platform", 25),
    ],
)
def test_every_scenario_has_its_test(book: str, last: int) -> None:
    found = {
        int(number)
        for path in TESTS.rglob("test_*.py")
        for name, number in NUMBERED.findall(path.read_text(encoding="utf-8"))
        if name == book
    }
    assert found == set(range(1, last + 1))
