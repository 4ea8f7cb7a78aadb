"""Conformance asks of the program's own messages and codes, not of those that other tests invent in the same process."""

from collections.abc import Iterator

import pytest

from tests.helpers.registries import own_registries


@pytest.fixture(autouse=True)
def _only_the_program() -> Iterator[None]:
    with own_registries():
        yield
