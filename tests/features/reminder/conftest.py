"""Fixture F with the steps of the risk officer; the books are proved when a test ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.features.fx.conftest import template_f
from tests.features.reminder.risk import Risk
from tests.helpers.office import Office


@pytest.fixture
def risk(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Risk]:
    """The exchange desk as fixture F leaves it, no rule set yet."""
    made = Risk(Office.at(template_f(tmp_path_factory), tmp_path))
    yield made
    made.prove()
    made.office.close()
