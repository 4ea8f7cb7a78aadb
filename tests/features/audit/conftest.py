"""An office, its desk after some work, and jobs that wait until a test does them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.desk import busy_desk
from tests.helpers.office import Office, office, template_of
from whale_desktop.bus.jobs import JobRunner

__all__ = ["office"]


@pytest.fixture
def quiet(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose jobs wait."""
    monkeypatch.setattr(JobRunner, "_begin", lambda self: None)
    return office


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A busy office for tests that only look."""
    path: Path = tmp_path_factory.mktemp("busy")
    made = Office.at(template_of(tmp_path_factory), path)
    busy_desk(made)
    yield made
    made.close()
    made.database.close()
