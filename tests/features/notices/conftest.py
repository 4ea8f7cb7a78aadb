"""The office whose people are told."""

from collections.abc import Iterator

import pytest

from tests.features.notices.corner import Corner
from tests.helpers.office import Office, office

__all__ = ["office"]


@pytest.fixture
def corner(office: Office) -> Iterator[Corner]:
    """An office with invented kinds of notices."""
    with Corner.of(office) as made:
        yield made
