"""The real window in this process, for measuring what happens in it: local gateway, runtime, pages, everything but a person."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimerEvent
from PySide6.QtWidgets import QApplication, QWidget

from whale_desktop.app import desktop
from whale_desktop.app.services import Services, open_services
from whale_desktop.kernel.clock import FixedClock, parse_moment
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.settings import Settings
from whale_desktop.ui.workstation import Workstation

NOW = "2026-11-20T11:30:00"
SIZE = (1440, 900)
LONGEST_WAIT_SECONDS = 60.0


@contextmanager
def open_window(path: Path, email: str) -> Iterator[tuple[Application, Services]]:
    """The window on a demonstration database with somebody signed in, nothing open but the home page."""
    qt = desktop.qt_application()
    clock = FixedClock(parse_moment(NOW))
    services = open_services(path, clock)
    application = desktop.make_application(
        qt,
        services.gateway,
        clock=clock,
        workstation=Workstation(),
        settings=Settings(locale="zh_Hant", size=SIZE, idle_minutes=0),
    )
    application.show()
    (member,) = (card.member for card in application.sign_in.members if card.member.email == email)
    application.sign_in.choose(member)
    wait_until(lambda: not application.sign_in.is_up and application.window.desk is not None)
    settle(application)
    try:
        yield application, services
    finally:
        application.dispose()
        services.gateway.close()
        application.window.deleteLater()
        QApplication.processEvents()


def wait_until(ready: Callable[[], bool]) -> None:
    """Let the window work until something is so. Raises `TimeoutError` after a minute."""
    flags = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
    begun = time.perf_counter()
    ticking = QObject()
    ticking.startTimer(5, Qt.TimerType.PreciseTimer)
    while not ready():
        QApplication.processEvents(flags)
        if time.perf_counter() - begun > LONGEST_WAIT_SECONDS:
            raise TimeoutError
    ticking.deleteLater()


def settle(application: Application) -> None:
    """Wait until nothing is asked and nothing is left to be drawn."""
    for _ in range(3):
        wait_until(lambda: not application.runtime.is_asking)
        rest(0.05)


def rest(seconds: float) -> None:
    """Let the window work for so long."""
    until = time.perf_counter() + seconds
    wait_until(lambda: time.perf_counter() >= until)


class Beat(QObject):
    """Measures the longest time that the thread of the window was away from its events: a beat every 10 ms comes late by it."""

    EVERY_MILLISECONDS = 10

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        self.startTimer(self.EVERY_MILLISECONDS, Qt.TimerType.PreciseTimer)

    def timerEvent(self, event: QTimerEvent) -> None:
        """How late it is."""
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last - self.EVERY_MILLISECONDS / 1000)
        self._last = now

    def take(self) -> float:
        """The longest absence in seconds since the last call, and begin again."""
        longest, self.longest, self._last = self.longest, 0.0, time.perf_counter()
        return longest


class Paints(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.count = 0
        self._widget = widget
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The event goes on to the widget."""
        if event.type() is QEvent.Type.Paint:
            self.count += 1
        return False

    def stop(self) -> None:
        """Count no more."""
        self._widget.removeEventFilter(self)


def until_painted(act: Callable[[], QWidget], ready: Callable[[], bool]) -> float:
    """Seconds from `act`, which gives a widget, until this widget was painted after `ready` became true."""
    began = time.perf_counter()
    paints = Paints(act())
    seen = 0 if ready() else -1

    def shown() -> bool:
        nonlocal seen
        if seen < 0 and ready():
            seen = paints.count
        return 0 <= seen < paints.count

    wait_until(shown)
    took = time.perf_counter() - began
    paints.stop()
    return took
