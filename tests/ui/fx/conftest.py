"""A desk for the exchange widgets: a real runtime over a gateway that records, and the little else that a widget is given."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.recording import RecordingGateway, signed_in
from whale_desktop.gateway.port import SignedIn
from whale_desktop.kernel.clock import HONG_KONG, FixedClock
from whale_desktop.kernel.texts import catalogue
from whale_desktop.ui import theme
from whale_desktop.ui.components import words
from whale_desktop.ui.pages.ports import ToastLink
from whale_desktop.ui.runtime import Runtime

MORNING = datetime(2024, 3, 18, 10, 0, tzinfo=HONG_KONG)


class Toasts:
    """Keeps what was said."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def success(self, text: str, *, link: ToastLink | None = None) -> None:
        self.said.append(("success", text))

    def warning(self, text: str, *, link: ToastLink | None = None) -> None:
        self.said.append(("warning", text))

    def error(self, text: str, *, retry: Callable[[], object] | None = None, link: ToastLink | None = None) -> None:
        self.said.append(("error", text))


class Desk:
    """What a widget is given, and the window it stands in."""

    def __init__(self, gateway: Any, qtbot: QtBot, locale: str = "en", session: SignedIn | None = None) -> None:
        self.gateway = gateway
        self.qtbot = qtbot
        self.runtime = Runtime(gateway, locale=locale, clock=FixedClock(MORNING))
        self.runtime.session = session or signed_in()
        self.clock = self.runtime.clock
        self.toasts = Toasts()
        self.window = QWidget()
        self.window.resize(1440, 900)
        qtbot.addWidget(self.window)
        self.window.show()
        qtbot.waitExposed(self.window)

    @property
    def texts(self) -> Any:
        return self.runtime.texts

    @property
    def session(self) -> Any:
        return self.runtime.session

    def lookup(self, kind: str) -> None:
        return None

    def approval_of(self, command: type) -> str:
        return ""

    def until(self, check: Callable[[], Any], timeout: int = 3000) -> None:
        self.qtbot.waitUntil(lambda: bool(check()), timeout=timeout)

    def close(self) -> None:
        self.window.hide()
        self.gateway.close()
        self.runtime.close()


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> None:
    theme.apply(qapp, mode="light", scale=100, locale="zh_Hant")
    words.set_speaker(catalogue("en"))


@pytest.fixture
def gateway() -> RecordingGateway:
    return RecordingGateway()


@pytest.fixture
def desk(qtbot: QtBot, gateway: RecordingGateway) -> Iterator[Desk]:
    desk = Desk(gateway, qtbot)
    yield desk
    desk.close()
