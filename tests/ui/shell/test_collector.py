"""Cyclic garbage is looked for in the thread of the window, whoever makes it: a widget never dies in a worker."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.recording import RecordingGateway
from whale_desktop.kernel import collecting
from whale_desktop.ui.collector import Collector
from whale_desktop.ui.runtime import Runtime


@pytest.fixture(autouse=True)
def _python_collects_by_itself(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As in the program: the watch over all tests lets no thread but its own collect, so here nothing is paused yet."""
    monkeypatch.setattr(collecting, "_pauses", 0)
    gc.collect()
    gc.enable()
    yield
    gc.disable()


@pytest.fixture
def runtime(qtbot: QtBot) -> Iterator[Runtime]:
    gateway = RecordingGateway()
    runtime = Runtime(gateway, locale="en")
    yield runtime
    gateway.close()
    runtime.close()


class Burial:
    """Widgets that only the collector can find, and the threads in which they died."""

    def __init__(self) -> None:
        self.threads: list[str] = []
        self._watches: list[weakref.ref[QObject]] = []

    def dig(self, count: int = 20) -> None:
        """Make and forget so many widgets, each in a cycle with itself."""
        for _ in range(count):
            widget = QWidget()
            circle: list[object] = [widget]
            circle.append(circle)
            self._watches.append(weakref.ref(widget, lambda _: self.threads.append(threading.current_thread().name)))


def make_many_objects() -> int:
    """So many that Python would look for garbage of every age, in the thread that makes them."""
    for _ in range(30):
        kept = [[number] for number in range(20_000)]
    return len(kept)


def test_python_by_itself_would_bury_widgets_in_a_worker() -> None:
    """What the rest of this file is about; without it the next test could not fail."""
    found: list[str] = []
    circle: list[object] = []
    circle.append(circle)

    class Marker:
        pass

    marker = Marker()
    circle.append(marker)
    watch = weakref.ref(marker, lambda _: found.append(threading.current_thread().name))
    del marker, circle
    worker = threading.Thread(target=make_many_objects, name="worker")
    worker.start()
    worker.join()
    assert found == ["worker"]
    assert watch() is None


def test_widgets_in_cycles_die_in_the_thread_of_the_window_while_workers_make_objects(qtbot: QtBot, runtime: Runtime) -> None:
    burial, owner = Burial(), QObject()
    runtime.collector.settle()
    burial.dig()

    async def work() -> None:
        while not burial.threads:
            await runtime.in_background(make_many_objects)

    task = runtime.start(work(), owner)
    qtbot.waitUntil(task.done, timeout=20_000)
    assert burial.threads == ["MainThread"] * 20


def test_python_collects_again_when_the_window_is_gone(qtbot: QtBot) -> None:
    gateway = RecordingGateway()
    first, second = Runtime(gateway, locale="en"), Runtime(gateway, locale="en")
    assert not gc.isenabled()
    first.collector.settle()
    first.collector.settle()
    assert gc.get_freeze_count() > 0
    first.close()
    first.close()
    assert not gc.isenabled(), "the other window still lives"
    second.close()
    gateway.close()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_nothing_that_waits_for_the_collector_is_left_to_the_threads_of_a_closed_window(qtbot: QtBot) -> None:
    gateway = RecordingGateway()
    runtime, burial = Runtime(gateway, locale="en"), Burial()
    burial.dig()
    runtime.close()
    gateway.close()
    assert burial.threads == ["MainThread"] * 20


def test_a_pause_for_an_import_does_not_end_that_of_the_window(runtime: Runtime) -> None:
    with collecting.paused():
        assert not gc.isenabled()
    assert not gc.isenabled()


def test_a_collector_that_has_not_settled_leaves_start_up_alone(qtbot: QtBot) -> None:
    collector, burial = Collector(), Burial()
    burial.dig()
    make_many_objects()
    qtbot.wait(450)
    assert burial.threads == []
    collector.settle()
    burial.dig(1)
    make_many_objects()
    collector.stop()
    assert len(burial.threads) == 21
    assert set(burial.threads) == {"MainThread"}


def test_a_search_is_put_off_while_somebody_waits_for_a_picture(qtbot: QtBot) -> None:
    collector, burial = Collector(), Burial()
    collector.put_off()
    collector.settle()
    burial.dig()
    due: list[list[int]] = [[] for _ in range(10_000)]
    for _ in range(8):
        qtbot.wait(40)
        collector.put_off()
    assert burial.threads == [], "each time the search begins to wait anew"
    qtbot.waitUntil(lambda: len(burial.threads) == 20, timeout=20_000)
    assert len(due) == 10_000
    collector.stop()
