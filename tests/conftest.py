"""What every test must leave as it found it, and what no test may do. See docs/CONTRIBUTING.md, Tests."""

import gc
import logging
import os
import re
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from whale_desktop.kernel import collecting

# Before anything reads them: no test opens a window on a real screen or touches the settings of the person who runs it.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.TemporaryDirectory(prefix="whale-tests-")
for _variable in (
    "HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_CACHE_HOME",
    "XDG_STATE_HOME",
    "XDG_RUNTIME_DIR",
    "LOCALAPPDATA",
    "APPDATA",
):
    _folder = Path(_HOME.name) / _variable.lower()
    _folder.mkdir(mode=0o700)
    os.environ[_variable] = str(_folder)


def pytest_configure(config: pytest.Config) -> None:
    """Fonts are searched in the home folder too; Hypothesis keeps its examples out of the tree and asks for no luck with time.

    Cyclic garbage is looked for between tests, in this thread: a widget of an earlier test must not die in a worker of a later one.
    """
    collecting.pause()
    from hypothesis import HealthCheck, settings

    settings.register_profile(
        "whale", deadline=None, database=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.register_profile("thorough", parent=settings.get_profile("whale"), max_examples=2000)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "whale"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    """After everything that a test used was torn down: the search for garbage that Python would have made meanwhile."""
    result = yield
    collecting.collect_due()
    return result


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let go of the database server if one was started; remove the temporary home folder."""
    if postgres := sys.modules.get("tests.helpers.postgres"):
        postgres.close_all()
    _HOME.cleanup()


# --------------------------------------------------------------------------------------------------------------- network

_LOOPBACK = ("127.", "::1", "localhost")


def _local(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a socket file
    return str(address[0]).startswith(_LOOPBACK)


@pytest.fixture(autouse=True, scope="session")
def _only_loopback() -> Iterator[None]:
    """No test talks to another machine."""
    genuine = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if not _local(address):
            raise AssertionError(f"a test tried to reach {address}")
        genuine(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    yield
    patch.undo()


# ------------------------------------------------------------------------------------------------------------------ logs


class LogKeeper(logging.Handler):
    """Collects every line of WARNING or above; a test fails on those that it did not expect."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []
        self.patterns: list[re.Pattern[str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line."""
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def expect(self, pattern: str) -> None:
        """Lines that match `pattern` are part of what the test shows; at least one must come."""
        self.patterns.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """Lines that no pattern matches."""
        return [line for line in self.lines if not any(pattern.search(line) for pattern in self.patterns)]

    def missing(self) -> list[str]:
        """Patterns that no line matched."""
        return [pattern.pattern for pattern in self.patterns if not any(pattern.search(line) for line in self.lines)]


def _log_to_the_standard_library() -> None:
    """Structured lines pass through `logging`, where the keeper listens; a test may have configured it otherwise."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


@pytest.fixture(autouse=True)
def log_keeper(request: pytest.FixtureRequest) -> Iterator[LogKeeper]:
    """Fails a test with an unexpected log line of WARNING or above. Expect one: `log_keeper.expect(pattern)` or the marker."""
    keeper = LogKeeper()
    for marker in request.node.iter_markers("expects_log"):
        keeper.expect(marker.args[0])
    _log_to_the_standard_library()
    root = logging.getLogger()
    root.addHandler(keeper)
    yield keeper
    root.removeHandler(keeper)
    assert not keeper.unexpected(), "unexpected log lines:\n" + "\n".join(keeper.unexpected())
    assert not keeper.missing(), f"expected log lines that never came: {keeper.missing()}"


# ------------------------------------------------------------------------------------------------------------- leftovers

PATIENCE_SECONDS = 2.0
"""How long a thread may need to end after its owner was closed."""


def _threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.is_alive()}


@pytest.fixture(autouse=True)
def _no_leftover_threads() -> Iterator[None]:
    """A test ends the threads that it started."""
    before = _threads()
    yield
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (left := _threads() - before) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not left, f"threads left running: {sorted(thread.name for thread in left)}"


def _qt_application() -> Any:
    """The running Qt application, or None: tests without Qt never load it."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets.QApplication.instance() if widgets else None


def _windows() -> list[Any]:
    application = _qt_application()
    if application is None:
        return []
    from shiboken6 import isValid

    return [widget for widget in application.topLevelWidgets() if isValid(widget) and widget.isVisible()]


def _timers() -> list[Any]:
    application = _qt_application()
    if application is None:
        return []
    from PySide6.QtCore import QTimer
    from shiboken6 import isValid

    return [timer for timer in application.findChildren(QTimer) if isValid(timer) and timer.isActive()]


def _is_gone(found: Callable[[], list[Any]], before: set[int]) -> list[Any]:
    """What is still there after Qt had a chance to delete what was told to go."""
    left = [one for one in found() if id(one) not in before]
    if left:
        application = _qt_application()
        gc.collect()
        application.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
        application.processEvents()
        left = [one for one in found() if id(one) not in before]
    return left


@pytest.fixture(autouse=True)
def _no_leftover_windows() -> Iterator[None]:
    """A test closes the windows that it opened and stops the timers of the application that it started."""
    windows, timers = {id(one) for one in _windows()}, {id(one) for one in _timers()}
    yield
    left = _is_gone(_windows, windows)
    names = [f"{type(one).__name__} {one.objectName() or one.windowTitle()!r}" for one in left]
    for one in left:
        one.close()
        one.deleteLater()
    assert not names, f"windows left open: {names}"
    running = _is_gone(_timers, timers)
    for one in running:
        one.stop()
    assert not running, f"{len(running)} timers left running"
