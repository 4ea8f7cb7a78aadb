"""That every acceptance scenario of `docs/rules/fx.md` 9 has its test."""

import re
from pathlib import Path


def test_every_scenario_has_its_test() -> None:
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_scenarios_*.py")]
    numbers = {int(number) for text in texts for number in re.findall(r"(?m)^def test_fx_(\d\d)_", text)}
    assert numbers == set(range(1, 33))
