"""An office with bank cards and withdrawals that stand in for the domain of cash."""

from collections.abc import Iterator

import pytest

from tests.helpers.cards import card_office
from tests.helpers.office import Office, demo_db, office

__all__ = ["demo_db", "office"]


@pytest.fixture
def cards(office: Office) -> Iterator[Office]:
    """The office with the stand-in domain."""
    with card_office(office) as made:
        yield made
