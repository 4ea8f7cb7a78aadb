"""Two server processes, as an office has them, on one database: what holds between threads holds between processes too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.features.fx.conftest import template_f
from tests.helpers.served import ServedOffice
from tests.server.test_faults import Dying
from tests.server.test_many_at_once import House, approve_and_refuse, exchange_and_transfer


class Office(House):
    """Its clients are at two processes of their own; transfers come from a third, the test's."""

    def open_servers(self) -> list[str]:
        """Processes whose mark to die is never set."""
        never = Path(str(self.office.url.database))
        self.processes = [Dying(self.desk, "after", never) for _ in range(2)]
        return [f"http://127.0.0.1:{one.port}" for one in self.processes]

    def close(self) -> None:
        """End the processes, prove the books."""
        try:
            super().close()
        finally:
            for one in self.processes:
                one.end()


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Office]:
    made = Office(ServedOffice.at(template_f(tmp_path_factory), tmp_path))
    yield made
    made.close()


def test_the_sums_hold_and_no_update_is_lost_between_processes(house: Office) -> None:
    exchange_and_transfer(house)
    assert all(one.process.poll() is None for one in house.processes)


def test_two_checkers_at_two_processes_one_counts(house: Office) -> None:
    approve_and_refuse(house)
