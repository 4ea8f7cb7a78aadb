"""The watch over tests really bites: each thing that a test must not do is done once, in a run of its own."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

CASES = {
    "unexpected_log": ("logging.getLogger('x').warning('boo')", "unexpected log lines"),
    "expected_log_that_never_comes": ("log_keeper.expect('never')", "expected log lines that never came"),
    "structured_log": ("structlog.get_logger().error('boo')", "unexpected log lines"),
    "leftover_thread": ("threading.Thread(target=lambda: time.sleep(5), daemon=True).start()", "threads left running"),
    "leftover_window": ("kept.append(QWidget()); kept[0].show()", "windows left open"),
    "leftover_timer": ("QTimer(qapp).start(1000)", "1 timers left running"),
    "qt_warning": ("qWarning('boo')", "Qt messages with level WARNING or above"),
    "warning": ("warnings.warn('boo', stacklevel=1)", "UserWarning: boo"),
    "network": ("with socket.socket() as one: one.connect(('192.0.2.1', 80))", "a test tried to reach"),
}

GOOD = {
    "expected_log": "log_keeper.expect('boo'); logging.getLogger('x').warning('boo')",
    "window_closed": "widget = QWidget(); widget.show(); widget.close(); widget.deleteLater()",
    "thread_ended": "threading.Thread(target=lambda: time.sleep(0.05)).start()",
    "loopback": "server = socket.create_server(('127.0.0.1', 0)); socket.create_connection(server.getsockname()).close(); server.close()",
    "home_is_elsewhere": "assert 'whale-tests-' in str(Path.home())",
}

HEAD = """
import logging, socket, threading, time, warnings
from pathlib import Path
import structlog
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QWidget
kept = []
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says about tests that do each of these things."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    shutil.copy(ROOT / "pyproject.toml", folder)
    bodies = {**{name: body for name, (body, _) in CASES.items()}, **GOOD}
    tests = "".join(f"\ndef test_{name}(log_keeper, qapp):\n    {body}\n" for name, body in bodies.items())
    (folder / "test_planted.py").write_text(HEAD + tests)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", "--tb=short", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout + ran.stderr


def section(report: str, name: str) -> str:
    """The part of the report that tells of one test, empty when it has nothing to tell."""
    found = re.findall(rf"^_+ (?:ERROR at teardown of )?test_{name} _+$\n(.*?)(?=^_+ |^=+ )", report, re.MULTILINE | re.DOTALL)
    return "\n".join(found)


@pytest.mark.parametrize("name", CASES)
def test_a_test_that_does_this_fails(report: str, name: str) -> None:
    assert CASES[name][1] in section(report, name), report


@pytest.mark.parametrize("name", GOOD)
def test_a_test_that_does_this_passes(report: str, name: str) -> None:
    assert section(report, name) == "", report
