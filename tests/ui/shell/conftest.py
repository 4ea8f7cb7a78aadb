"""A whole window on a recording gateway."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.registries import borrowed_registries
from tests.ui.recording import RecordingGateway
from tests.ui.shell.hands import click
from tests.ui.shell.office import DO, LOOK, OWN_MESSAGES, SCREENS, FindClients, Look, Pair, Pairs, RecordingPage, offers
from whale_desktop.messages import Page
from whale_desktop.messages import registry as message_registry
from whale_desktop.screens import register_screens, registry
from whale_desktop.ui import theme
from whale_desktop.ui.preferences import MemoryPreferences
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.settings import Settings
from whale_desktop.ui.workstation import Workstation

MakeApplication = Callable[..., Application]


@pytest.fixture(autouse=True)
def own_messages() -> Iterator[None]:
    """The made-up messages are registered only while a test of the window runs."""
    with borrowed_registries():
        for info in OWN_MESSAGES:
            message_registry._BY_TYPE[info.type] = info
            message_registry._BY_NAME[info.name] = info
        yield


@pytest.fixture
def gateway() -> RecordingGateway:
    gateway = RecordingGateway(codes=frozenset({LOOK, DO}))
    gateway.answer(Look, 3)
    gateway.answer(Pairs, Pair(currency="USD"))
    gateway.answer(FindClients, Page(rows=(Pair(currency="80012868 周詠詩"),)))
    return gateway


@pytest.fixture
def screens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_SCREENS", {})
    register_screens(SCREENS)


@pytest.fixture
def preferences() -> MemoryPreferences:
    return MemoryPreferences()


@pytest.fixture
def make_application(
    qtbot: QtBot, qapp: QApplication, gateway: RecordingGateway, screens: None, preferences: MemoryPreferences
) -> Iterator[MakeApplication]:
    made: list[Application] = []
    RecordingPage.made.clear()

    def make(**changes: Any) -> Application:
        settings = {"locale": "zh_Hant", "size": (1440, 900), **changes.pop("settings", {})}
        application = Application(
            qapp,
            changes.pop("gateway", gateway),
            make_page=RecordingPage,
            offers=changes.pop("offers", offers),
            workstation=changes.pop("workstation", Workstation()),
            preferences=lambda runtime: changes.get("port", preferences),
            settings=Settings(**settings),
            **{name: value for name, value in changes.items() if name != "port"},
        )
        made.append(application)
        qtbot.addWidget(application.window, before_close_func=lambda window: setattr(window, "may_close", True))
        application.show()
        with qtbot.waitActive(application.window):
            application.window.activateWindow()
        return application

    yield make
    gateway.close()
    for application in made:
        application.window.hide()
        application.dispose()
    RecordingPage.made.clear()
    theme.apply(qapp, mode="light", scale=100, locale="zh_Hant", market_colors="green_up", high_contrast=False)
    theme.current().reduced_motion = False


@pytest.fixture
def signed_in(make_application: MakeApplication, qtbot: QtBot) -> Application:
    """A window at which the clerk of the demonstration is signed in."""
    application = make_application()
    enter(application, qtbot)
    return application


def enter(application: Application, qtbot: QtBot, member: int = 0) -> None:
    """Sign in as a demo member by a click on his card."""
    click(application.sign_in.members[member])
    qtbot.waitUntil(lambda: not application.sign_in.is_up)
    assert application.window.desk is not None
