"""A member at the real window over a real office, and somebody who tells him things."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.helpers.office import PASSWORD, Office, office
from whale_desktop.app import desktop
from whale_desktop.bus.identity import SYSTEM
from whale_desktop.features.notices.messages import CountUnread, Notify
from whale_desktop.ui import theme
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.settings import Settings
from whale_desktop.ui.shell.window import Desk
from whale_desktop.ui.workstation import Workstation

__all__ = ["office"]

SUPERVISOR = "funds_supervisor"


class RecordingTray:
    """Keeps the notices of the desktop."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, str]] = []
        self.clicked: list[Callable[[], object]] = []
        self.closed = False

    def show(self, title: str, text: str, clicked: Callable[[], object]) -> None:
        """Keep it."""
        self.shown.append((title, text))
        self.clicked.append(clicked)

    def close(self) -> None:
        """Remember that."""
        self.closed = True


class Seat:
    """A signed-in supervisor, his window, and the hand that tells him things."""

    def __init__(self, qtbot: QtBot, office: Office, application: Application, tray: RecordingTray) -> None:
        self.qtbot = qtbot
        self.office = office
        self.application = application
        self.tray = tray

    @property
    def desk(self) -> Desk:
        """What he works with."""
        desk = self.application.window.desk
        assert desk is not None
        return desk

    @property
    def panel(self) -> Any:
        """The page beside the page."""
        return self.desk.panel.page

    def review(self, number: str = "2403180001") -> None:
        """Tell the supervisors of an exchange to review."""
        params = {"forex_id": number, "client": '{"en": "Chan"}', "operator": '{"en": "Lee"}'}
        params |= {"gives": "USD 1000.00", "gets": "HKD 7814.00"}
        self.office.bus.run_as(SYSTEM, Notify(kind="fx.exchange_review", params=params, key=number))

    def alarm(self, currency: str = "CNH") -> None:
        """Tell them of a pool at its alarm line."""
        params = {"currency": currency, "remaining": "50000.00", "alarm": "50000.00"}
        self.office.bus.run_as(SYSTEM, Notify(kind="fx.pool_alert", params=params, key=currency))

    def unread(self) -> int:
        """What the services count."""
        return self.office.ask(CountUnread(), user=SUPERVISOR).count

    def until(self, condition: Callable[[], Any]) -> None:
        """Wait until something is so."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=8000)

    def settle(self) -> None:
        """Wait until nothing is asked any more."""
        self.qtbot.wait(80)
        self.until(lambda: not self.application.runtime.is_asking)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """A real click."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())

    def open_messages(self) -> Any:
        """Click the bell; the page with its answer."""
        self.click(self.desk.top.places["top_bar.messages"])
        self.until(lambda: self.panel is not None and self.panel.states.state != "loading")
        return self.panel

    def click_row(self, at: int) -> None:
        """Click a message."""
        view = self.panel.view
        self.click(view.viewport(), view.visualRect(view.model().index(at, 0)).center())

    def toasts(self) -> list[str]:
        """The notes in the window."""
        return [toast.text for toast in self.application.toasts.stack.toasts()]


@pytest.fixture
def seat(qtbot: QtBot, qapp: QApplication, office: Office, tmp_path: Path) -> Iterator[Seat]:
    """The supervisor's window, in English."""
    tray = RecordingTray()
    settings = Settings(locale="en", mode="light", size=(1366, 768), desktop=tray)
    application = desktop.make_application(
        qapp, office.gateway, clock=office.clock, workstation=Workstation(tmp_path / "workstation.json"), settings=settings
    )
    qtbot.addWidget(application.window, before_close_func=lambda window: setattr(window, "may_close", True))
    application.show()
    with qtbot.waitActive(application.window):
        application.window.activateWindow()
    made = Seat(qtbot, office, application, tray)
    application.runtime.start(application.runtime.sign_in(f"{SUPERVISOR}@office.test", PASSWORD), application)
    made.until(lambda: application.window.desk is not None and not application.sign_in.is_up)
    made.settle()
    yield made
    application.window.hide()
    application.dispose()
    assert tray.closed
    theme.apply(qapp, mode="light", scale=100, locale="zh_Hant", market_colors="green_up")
