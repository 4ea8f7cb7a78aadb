"""Two offices alike, one met on this machine, one over HTTP on a real server with a real PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.office import Office, template_of
from tests.helpers.served import ServedOffice
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import codec

Outcome = Any
"""A reply, or an error as it travels."""


class Both:
    """A local and a served office."""

    def __init__(self, local: Office, served: ServedOffice) -> None:
        self.local = local
        self.served = served

    def agree(self, call: Callable[[Office], Any]) -> Outcome:
        """What both offices answer to the same call; that of the local one, once they are seen to be equal."""
        here, there = outcome(self.local, call), outcome(self.served, call)
        assert there == here
        return here


def outcome(office: Office, call: Callable[[Office], Any]) -> Outcome:
    """What an office answers to a call."""
    try:
        return call(office)
    except CodedError as error:
        return codec.encode_error(error)


@pytest.fixture
def both(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Both]:
    """Two fresh offices."""
    template = template_of(tmp_path_factory)
    made = Both(Office.local(template, tmp_path), ServedOffice.at(template, tmp_path))
    yield made
    made.local.close()
    made.served.close()
