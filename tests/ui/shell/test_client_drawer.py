"""A client found by the search over everything: his drawer, its tabs by right, where one goes from it, and how it goes away."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.recording import RecordingGateway
from tests.ui.shell import office
from tests.ui.shell.conftest import MakeApplication, enter
from tests.ui.shell.hands import press, write
from tests.ui.shell.office import ORDERS, FindClients, Keep, Look, Pair, RecordingPage
from tests.ui.shell.test_menu import desk_of
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Page
from whale_desktop.screens import ClientTab, register_client_tabs
from whale_desktop.ui.offers import ClientLink, ClientOffer, Offers
from whale_desktop.ui.services import Services
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.client_drawer import ClientDrawer

CLIENT = "80012868"


class RecordingTab(QWidget):
    """A tab that remembers what was asked of it."""

    made: list["RecordingTab"] = []

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.shown: list[str] = []
        self.relabelled = 0
        QVBoxLayout(self).addWidget(QLabel("what he has"))
        RecordingTab.made.append(self)

    def show_client(self, key: str) -> None:
        self.shown.append(key)

    def refresh(self) -> None:
        pass

    def retranslate(self) -> None:
        self.relabelled += 1


def tab(key: str, query: type[Any]) -> ClientTab:
    return ClientTab(key, C_("test", "Currency pairs"), query, f"{__name__}:RecordingTab")


def offers() -> Offers:
    made = office.offers()
    people = replace(made.searches[0], client=lambda row: row.currency, screen="")
    link = ClientLink(C_("test", "Orders"), "ph.coin", Look, ORDERS, lambda key: {"client": key})
    closed = ClientLink(C_("test", "Strategies"), "ph.coin", Keep, office.STRATEGY, lambda key: {})
    client = ClientOffer(
        query=lambda key: FindClients(text=f"card {key}"),
        title=lambda answer: f"{answer.rows[0].currency}!",
        marks=lambda answer: ((C_("test", "Active"), "done"), (C_("test", "Disabled"), "")),
        about=lambda answer: ("HK00010001", "", "****4567"),
        links=(link, closed),
    )
    return replace(made, searches=(people,), client=client)


@pytest.fixture
def at_desk(
    make_application: MakeApplication, qtbot: QtBot, gateway: RecordingGateway, monkeypatch: pytest.MonkeyPatch
) -> Application:
    RecordingTab.made.clear()
    monkeypatch.setattr("whale_desktop.screens.clients._TABS", {})
    register_client_tabs((tab("seen", Look), tab("hidden", Keep), tab("second", Look)))
    gateway.answer(FindClients, Page(rows=(Pair(currency=CLIENT),)))
    application = make_application(offers=offers)
    enter(application, qtbot)
    desk_of(application).open_menu(ORDERS)
    return application


def found(application: Application, qtbot: QtBot) -> ClientDrawer:
    """Ctrl+K, his number, Enter."""
    desk = desk_of(application)
    press(desk, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = desk.command_palette
    write(palette.field, "80012868")
    qtbot.waitUntil(lambda: ("client", CLIENT) in [(item.kind, item.text) for item in palette.model.items])
    press(palette.field, Qt.Key.Key_Return)
    drawer = desk.client_drawer
    assert drawer is not None and drawer.isVisible()
    qtbot.waitUntil(lambda: drawer.accessibleName() == f"{CLIENT}!")
    return drawer


def test_choosing_a_client_opens_his_drawer_over_the_page(at_desk: Application, qtbot: QtBot, gateway: RecordingGateway) -> None:
    drawer = found(at_desk, qtbot)
    assert desk_of(at_desk).workspace.current().menu == ORDERS, "the page below stays"
    assert drawer.about.text() == "HK00010001 · ****4567"
    assert gateway.queries(FindClients)[-1].text == f"card {CLIENT}"
    assert drawer.parentWidget() is desk_of(at_desk).workspace.pages_area


def test_only_tabs_with_their_right_are_there_and_a_tab_is_made_when_looked_at(at_desk: Application, qtbot: QtBot) -> None:
    drawer = found(at_desk, qtbot)
    assert [one.key for one in drawer.segment.tabs()] == ["seen", "second"]
    assert len(RecordingTab.made) == 1
    drawer.segment.setFocus()
    press(drawer.segment, Qt.Key.Key_Right)
    assert drawer.page is RecordingTab.made[1]
    assert [one.shown for one in RecordingTab.made] == [[CLIENT], [CLIENT]]


def test_another_client_takes_his_place(at_desk: Application, qtbot: QtBot, gateway: RecordingGateway) -> None:
    drawer = found(at_desk, qtbot)
    gateway.answer(FindClients, Page(rows=(Pair(currency="other"),)))
    drawer.show_client("other")
    qtbot.waitUntil(lambda: drawer.accessibleName() == "other!")
    assert RecordingTab.made[0].shown == [CLIENT, "other"]


def test_esc_closes_it_from_inside_and_from_the_page(at_desk: Application, qtbot: QtBot) -> None:
    field = RecordingPage.made[-1].field
    drawer = found(at_desk, qtbot)
    press(drawer, Qt.Key.Key_Escape)
    assert drawer.isHidden()
    assert field.hasFocus()
    drawer = found(at_desk, qtbot)
    field.setFocus()
    press(field, Qt.Key.Key_Escape)
    assert drawer.isHidden()


def test_f6_comes_to_it(at_desk: Application, qtbot: QtBot) -> None:
    drawer = found(at_desk, qtbot)
    assert drawer in desk_of(at_desk).regions()
    drawer.close_drawer()
    assert drawer not in desk_of(at_desk).regions()


def test_its_buttons_lead_to_the_screens_that_the_member_may_open(at_desk: Application, qtbot: QtBot) -> None:
    drawer = found(at_desk, qtbot)
    (link,) = drawer.links
    link.click()
    assert RecordingPage.made[-1].opened[-1] == {"client": CLIENT}


def test_a_client_that_is_gone_is_said_in_the_drawer(at_desk: Application, qtbot: QtBot, gateway: RecordingGateway) -> None:
    drawer = found(at_desk, qtbot)
    gateway.fail(FindClients, UserError("auth.no_permission"))
    drawer.show_client("gone")
    qtbot.waitUntil(drawer.note.isVisible)
    assert at_desk.toasts.stack.toasts() == ()


def test_a_switch_of_language_reaches_it(at_desk: Application, qtbot: QtBot) -> None:
    found(at_desk, qtbot)
    before = RecordingTab.made[0].relabelled
    at_desk.set_locale("en")
    assert RecordingTab.made[0].relabelled > before
