"""Every acceptance scenario is run through both gateways, and what came of it is compared. See `tests/helpers/ways.py`."""

from collections.abc import Iterator

import pytest
from hypothesis import is_hypothesis_test

from tests.helpers import ways
from tests.helpers.ways import LOCAL, REMOTE, Differences, Way


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A scenario becomes two tests. Properties stay one: they are no dialogue that could be repeated."""
    if ways.ACCEPTANCE.match(metafunc.function.__name__) and not is_hypothesis_test(metafunc.function):
        metafunc.parametrize("way", (LOCAL, REMOTE), indirect=True)


_went: dict[str, Way] = {}
"""What the local way of a scenario was, until the remote one has been compared with it."""


@pytest.fixture(autouse=True)
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    """The way on which the offices of this test are met. After the second one both are compared."""
    name = getattr(request, "param", None)
    if name is None:
        yield
        return
    ways.current = here = Way(name)
    yield
    ways.current = None
    scenario = request.node.nodeid.replace(f"[{name}", "[", 1)
    if name == LOCAL:
        _went[scenario] = here
        return
    before = _went.pop(scenario, None)
    raced = request.node.get_closest_marker("race") is not None
    if before is not None and not raced:  # None: somebody asked for the remote way alone
        found = Differences().of(before, here)
        assert not found, "the two gateways differ:\n" + "\n".join(found)
