"""The binding to Qt survives a long day: some of its versions lose a reference on None at every call that returns nothing.

With such a version the process aborts after some thousands of calls, so each soak runs in a process of its own and must come to its end.
"""

import os
import subprocess
import sys

import pytest

CALLS = 50_000

VOID_CALLS = f"""
import sys
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel()
before = sys.getrefcount(None)
for number in range({CALLS}):
    label.setText("some words")
print(sys.getrefcount(None) - before)
"""

NULL_READS = f"""
import sys
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
model = QStandardItemModel()
model.appendRow(QStandardItem("some words"))
index, label = model.index(0, 0), QLabel()
before = sys.getrefcount(None)
for number in range({CALLS}):
    assert index.data(Qt.ItemDataRole.UserRole) is None
    assert label.property("no such property") is None
print(sys.getrefcount(None) - before)
"""


@pytest.mark.parametrize("program", [VOID_CALLS, NULL_READS], ids=["void_calls", "null_reads"])
def test_fifty_thousand_calls_leave_none_as_it_was(program: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert abs(int(done.stdout)) < CALLS // 100, "references to None get lost or pile up"
