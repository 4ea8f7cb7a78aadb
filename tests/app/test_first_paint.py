"""What the program loads before its first picture, seen in a process of its own that opens the window as the command line does."""

import os
import subprocess
import sys
from pathlib import Path

SLOW = ("alembic", "openpyxl", "httpx", "pypinyin", "exchange_calendars", "polars")
NEEDED_LATER = ("qtawesome", "rich", "structlog", "typst", "python_calamine", "rustpy_xlsxwriter", "cyclopts")
OF_THE_DESK = (
    "whale_desktop.features.fx.handlers",
    "whale_desktop.features.documents.handlers",
    "whale_desktop.app.offers",
    "whale_desktop.ui.offers",
    "whale_desktop.ui.shell.desk",
    "whale_desktop.ui.lists.list_page",
)

PROGRAM = """
import sys
from pathlib import Path
from whale_desktop.app import cli
from whale_desktop.app import calls
from whale_desktop.app import desktop
from whale_desktop.kernel.clock import SystemClock
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from whale_desktop.ui.workstation import Workstation

class FirstPaint(QObject):
    said = False
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint and not self.said:
            self.said = True
            QTimer.singleShot(0, say)
        return False

def say():
    face = application.sign_in.title.font().families() == QApplication.font().families()
    print("painted", application.sign_in.is_up, face, *sorted(sys.modules))
    application.close()

def watch(*given, **named):
    global application
    application = really(*given, **named)
    application.window.installEventFilter(first)
    return application

first, really = FirstPaint(), desktop.make_application
desktop.make_application = watch
desktop.own_workstation = Workstation
sys.exit(calls.show_window(Path(sys.argv[1]), clock=SystemClock()))
"""


def test_the_sign_in_page_is_painted_before_anything_slow_is_loaded(bare_demo: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(bare_demo)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    word, signing_in, in_our_face, *loaded = done.stdout.split()
    assert (word, signing_in) == ("painted", "True")
    assert in_our_face == "True", "the first page is drawn in the platform's face"
    assert "sqlalchemy" in loaded
    assert "whale_desktop.ui.shell.sign_in" in loaded
    assert not set(loaded) & {*SLOW, *NEEDED_LATER, *OF_THE_DESK}
