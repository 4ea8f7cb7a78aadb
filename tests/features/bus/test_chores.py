"""The thread for small work: begins when there may be some, calls at the wanted moment, outlives failures, ends with the program."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from time import monotonic

import pytest

from tests.helpers.office import Office
from whale_desktop.bus import chores
from whale_desktop.bus.chores import ChoreRunner, run_chores
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.messages.topics import Change


class Sweeping:
    """A chore that counts its calls. `ends`: what the next calls do."""

    topics = frozenset({"dust"})

    def __init__(self, *ends: Callable[[], datetime | None]) -> None:
        self.ends = list(ends)
        self.calls = 0
        self.called = threading.Semaphore(0)

    def run(self, closing: threading.Event) -> datetime | None:
        """Sweep once."""
        self.calls += 1
        self.called.release()
        return self.ends.pop(0)() if self.ends else None

    def wait(self, calls: int = 1) -> None:
        """Wait for that many more calls."""
        for _ in range(calls):
            assert self.called.acquire(timeout=5)


def fail(error: Exception) -> Callable[[], datetime | None]:
    """A call that ends with an error."""

    def end() -> datetime | None:
        raise error

    return end


@pytest.fixture
def chore() -> Sweeping:
    """A chore with nothing to do later."""
    return Sweeping()


@pytest.fixture
def runner(office: Office, chore: Sweeping) -> Iterator[ChoreRunner]:
    """A runner with the chore of the test."""
    made = ChoreRunner(office.bus, lambda: (chore,))
    yield made
    made.close()


def test_it_begins_when_it_is_woken_and_hears_its_topics_only(office: Office, runner: ChoreRunner, chore: Sweeping) -> None:
    assert chore.calls == 0
    runner.wake()
    chore.wait()
    office.bus.notices.publish(Change(1, ("something else",)))
    office.bus.notices.publish(Change(2, ("dust",)))
    chore.wait()
    runner.close()
    assert chore.calls == 2


def test_the_first_change_of_any_kind_begins_it(office: Office, runner: ChoreRunner, chore: Sweeping) -> None:
    office.bus.notices.publish(Change(1, ("something else",)))
    chore.wait()


def test_it_is_called_again_at_the_moment_it_wants(office: Office, runner: ChoreRunner, chore: Sweeping) -> None:
    chore.ends = [lambda: office.clock.now() + timedelta(seconds=0.05), lambda: office.clock.now() - timedelta(hours=1)]
    began = monotonic()
    runner.wake()
    chore.wait(3)
    assert monotonic() - began >= 0.04


@pytest.mark.expects_log("chores.failed")
def test_it_outlives_a_locked_database_and_our_mistakes(
    runner: ChoreRunner, chore: Sweeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(chores, "PAUSE_SECONDS", 0.01)
    chore.ends = [fail(Unavailable("storage.locked")), fail(ZeroDivisionError())]
    runner.wake()
    chore.wait(3)


def test_after_closing_nothing_begins(office: Office, runner: ChoreRunner, chore: Sweeping) -> None:
    runner.close()
    runner.wake()
    office.bus.notices.publish(Change(1, ("dust",)))
    assert chore.calls == 0


def test_the_earliest_moment_counts(office: Office) -> None:
    now = office.clock.now()
    later = Sweeping(lambda: now + timedelta(minutes=5))
    sooner = Sweeping(lambda: now)
    assert run_chores((later, Sweeping(), sooner), threading.Event()) == now
    assert run_chores((), threading.Event()) is None


def test_a_gateway_does_the_chores_of_its_services_from_the_sign_in_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    woken = []
    monkeypatch.setattr(office.services.gateway._chores, "wake", lambda: woken.append(True))
    office.session("funds_clerk")
    assert woken == [True]
