"""Fixture F of `docs/rules/fx.md` 9: entered once a session through the commands that people use, then copied for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.features.fx.desk import Desk
from tests.helpers.desk import open_desk
from tests.helpers.office import Office, office, template_of

__all__ = ["office", "template_f"]

_templates: dict[Path, Path] = {}


def template_f(factory: pytest.TempPathFactory) -> Path:
    """The database of fixture F of this test session, made when the first test asks for it."""
    base = factory.getbasetemp()
    if base not in _templates:
        made = Office.local(template_of(factory), factory.mktemp("fixture-f"))
        open_desk(made)
        made.close()
        _templates[base] = made.path
    return _templates[base]


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Desk]:
    """The exchange desk as fixture F leaves it; the books are proved when the test ends."""
    made = Desk(Office.at(template_f(tmp_path_factory), tmp_path))
    yield made
    made.prove()
    made.office.close()
