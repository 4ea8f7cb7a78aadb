"""Another language with ten tabs open: until the tab that is looked at is painted in it, beside a bare window with as many labels."""

import statistics
import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QWidget

from bench.measure import Line, shown, within
from bench.window import NOW, SIZE, open_window, rest, settle, until_painted
from whale_desktop.app.services import new_database
from whale_desktop.kernel.clock import FixedClock, parse_moment
from whale_desktop.ui.shell.application import Application

TABS = 10
RUNS = 9
LIMIT_MILLISECONDS = 100
FIRST = "fx.orders"


def run() -> list[Line]:
    """The median of several switches between the three languages."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.db"
        new_database(path, kind="demo", clock=FixedClock(parse_moment(NOW)))
        with open_window(path, "supervisor@whale.demo") as (application, _services):
            labels = _open_tabs(application)
            bare = BareWindow(labels)
            locales = ("en", "zh_Hans", "zh_Hant") * (RUNS // 3 + 1)
            pairs = [(_switch(application, locale), bare.switch(locale)) for locale in locales][1 : RUNS + 1]
            bare.close()
    ours, theirs = (statistics.median(one[place] for one in pairs) for place in (0, 1))
    name = f"language switch with {TABS} tabs, the visible tab painted ({labels} labels in sight)"
    return [within(name, ours * 1000, LIMIT_MILLISECONDS, unit="ms", bare=shown(theirs))]


def _open_tabs(application: Application) -> int:
    """Ten tabs, each looked at once; how many widgets with a text the window shows at the end."""
    desk = application.window.desk
    assert desk is not None
    screens = [leaf.screen.key for leaf in desk.leaves.values() if leaf.screen.key != FIRST and not leaf.locked]
    for key in [*screens[: TABS - 2], FIRST]:
        desk.workspace.open(key)
        settle(application)
    assert len(desk.workspace.tabs) == TABS, len(desk.workspace.tabs)
    return sum(1 for widget in application.window.findChildren(QWidget) if widget.isVisible() and _says(widget))


def _says(widget: QWidget) -> bool:
    text = getattr(widget, "text", None)
    return callable(text) and bool(text())


def _switch(application: Application, locale: str) -> float:
    desk = application.window.desk
    assert desk is not None
    page = desk.workspace.current().page
    assert page is not None

    def act() -> QWidget:
        application.set_locale(locale)
        return page

    took = until_painted(act, lambda: application.runtime.texts.locale == locale)
    settle(application)
    return took


class BareWindow:
    """A window with as many labels, and nothing else."""

    def __init__(self, labels: int) -> None:
        self._window = QWidget()
        grid = QGridLayout(self._window)
        self._labels = [QLabel(f"text {number}") for number in range(labels)]
        for number, label in enumerate(self._labels):
            grid.addWidget(label, number // 12, number % 12)
        self._window.resize(*SIZE)
        self._window.show()
        rest(0.2)

    def switch(self, word: str) -> float:
        """Say something else everywhere; seconds until it is painted."""

        def act() -> QWidget:
            for number, label in enumerate(self._labels):
                label.setText(f"{word} {number} {time.monotonic_ns()}")
            return self._window

        took = until_painted(act, lambda: True)
        rest(0.05)
        return took

    def close(self) -> None:
        """Let it go."""
        self._window.deleteLater()
        QApplication.processEvents()
