"""Everything in this folder meets the services over HTTP, on a real server and a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.office import template_of
from tests.helpers.served import ServedOffice


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[ServedOffice]:
    """An office behind a server."""
    made = ServedOffice.at(template_of(tmp_path_factory), tmp_path)
    yield made
    made.close()
