"""An office with clients."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.features.ledger.books import add_everybody
from tests.helpers.office import Office, template_of


@pytest.fixture
def office(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Office]:
    """An office with three clients and no money."""
    made = Office.at(template_of(tmp_path_factory), tmp_path)
    add_everybody(made)
    yield made
    made.close()
