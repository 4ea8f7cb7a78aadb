"""Who may look for cyclic garbage, and when."""

import gc
from collections.abc import Iterator

import pytest

from whale_desktop.kernel import collecting


@pytest.fixture(autouse=True)
def _nothing_is_paused(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The watch over all tests pauses the collector for the whole run."""
    monkeypatch.setattr(collecting, "_pauses", 0)
    gc.enable()
    yield
    gc.disable()


def test_the_last_to_resume_puts_back_what_was_before_the_first() -> None:
    collecting.pause()
    with collecting.paused():
        assert not gc.isenabled()
    assert not gc.isenabled()
    collecting.resume()
    assert gc.isenabled()
    gc.disable()
    with collecting.paused():
        pass
    assert not gc.isenabled()


def test_nobody_resumes_what_he_did_not_pause() -> None:
    with pytest.raises(AssertionError):
        collecting.resume()


def a_circle() -> None:
    circle: list[object] = []
    circle.append(circle)


def test_a_search_comes_when_the_thresholds_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[int] = []

    def search(age: int) -> int:
        searched.append(age)
        return 7

    monkeypatch.setattr(gc, "collect", search)
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    for counts, expected in (((700, 10, 10), None), ((701, 3, 3), 0), ((701, 11, 3), 1), ((5, 0, 11), 2)):
        monkeypatch.setattr(gc, "get_count", lambda counts=counts: counts)
        searched.clear()
        assert collecting.collect_due() == (0 if expected is None else 7)
        assert searched == ([] if expected is None else [expected])


def test_what_is_due_is_found() -> None:
    with collecting.paused():
        gc.collect()
        for _ in range(gc.get_threshold()[0] + 1):
            a_circle()
        assert collecting.collect_due() > gc.get_threshold()[0]
        assert collecting.collect_due() == 0
