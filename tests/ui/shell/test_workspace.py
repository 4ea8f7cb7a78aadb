"""Tabs and pages: opened once, closed with a question, reopened, restored, re-labelled."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot

from tests.ui.shell.conftest import MakeApplication, enter
from tests.ui.shell.hands import click, press, write
from tests.ui.shell.office import MENU, ORDERS, PAIRS, RATES, SCREENS, RecordingPage
from tests.ui.shell.test_menu import desk_of
from whale_desktop.screens import CustomScreen, menu_entries, register_screens
from whale_desktop.ui.components.dialog import Dialog, top_dialog
from whale_desktop.ui.preferences import MemoryPreferences
from whale_desktop.ui.shell import tab_bar, words, workspace
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.desk import Desk

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def menus(desk: Desk) -> list[str]:
    return [tab.menu for tab in desk.workspace.tabs]


def the_dialog(application: Application, qtbot: QtBot) -> Dialog:
    qtbot.waitUntil(lambda: top_dialog(application.window) is not None)
    dialog = top_dialog(application.window)
    assert dialog is not None
    return dialog


def test_a_screen_opens_once_and_is_filtered_again(signed_in: Application) -> None:
    desk = desk_of(signed_in)
    signed_in.services.open_screen(ORDERS, {"client": "80012868"})
    signed_in.services.open_screen(RATES)
    signed_in.services.open_screen(ORDERS, {"client": "80012869"})
    assert menus(desk) == ["home", ORDERS, RATES]
    assert desk.workspace.current().menu == ORDERS
    orders = next(page for page in RecordingPage.made if page.screen_data.key == ORDERS)
    assert orders.opened == [{"client": "80012868"}, {"client": "80012869"}]
    assert orders.field.hasFocus()


def test_keys_walk_close_and_reopen(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    for menu in (ORDERS, RATES, PAIRS.menu):
        desk.open_menu(menu)
    page = desk.workspace.current().page
    assert page is not None
    press(page, Qt.Key.Key_Tab, CONTROL)
    assert desk.workspace.current().menu == "home"
    press(desk, Qt.Key.Key_Backtab, CONTROL | SHIFT)
    assert desk.workspace.current().menu == PAIRS.menu
    press(desk, Qt.Key.Key_2, CONTROL)
    assert desk.workspace.current().menu == ORDERS
    press(desk, Qt.Key.Key_9, CONTROL)
    assert desk.workspace.current().menu == PAIRS.menu
    press(desk, Qt.Key.Key_2, CONTROL)
    press(desk, Qt.Key.Key_W, CONTROL)
    qtbot.waitUntil(lambda: menus(desk) == ["home", RATES, PAIRS.menu])
    press(desk, Qt.Key.Key_T, CONTROL | SHIFT)
    assert menus(desk) == ["home", RATES, PAIRS.menu, ORDERS]
    desk.workspace.choose(1)
    press(desk, Qt.Key.Key_W, CONTROL)
    qtbot.wait(20)
    assert menus(desk)[0] == "home"


def test_the_middle_button_and_the_cross_close(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    for menu in (ORDERS, RATES):
        desk.open_menu(menu)
    bar = desk.workspace.bar
    click(bar, bar.tabRect(1).center(), Qt.MouseButton.MiddleButton)
    qtbot.waitUntil(lambda: menus(desk) == ["home", RATES])
    click(bar, bar.tabRect(0).center(), Qt.MouseButton.MiddleButton)
    cross = bar.cross(1)
    assert cross is not None
    assert cross.accessibleName() == signed_in.runtime.texts(words.CLOSE_TAB, title="參考匯率")
    click(cross)
    qtbot.waitUntil(lambda: menus(desk) == ["home"])
    assert bar.tabButton(0, QTabBar.ButtonPosition.RightSide) is None


def test_an_unsaved_tab_has_a_dot_and_asks(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    desk.open_menu(ORDERS)
    page = RecordingPage.made[-1]
    write(page.field, "1")
    cross = desk.workspace.bar.cross(1)
    assert cross is not None
    assert cross.is_dirty
    assert desk.workspace.bar.accessibleTabName(1) == signed_in.runtime.texts(words.UNSAVED_TAB, title="客戶匯兌")
    press(page.field, Qt.Key.Key_W, CONTROL)
    dialog = the_dialog(signed_in, qtbot)
    assert dialog.accessibleName() == signed_in.runtime.texts(words.CLOSE_UNSAVED, title="客戶匯兌")
    assert dialog.cancel_button.hasFocus()
    press(dialog.cancel_button, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: top_dialog(signed_in.window) is None)
    assert menus(desk) == ["home", ORDERS]
    assert page.field.text() == "1"
    desk.workspace.close_current()
    click(the_dialog(signed_in, qtbot).action_button)
    qtbot.waitUntil(lambda: menus(desk) == ["home"])


def test_the_menu_of_a_tab(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    for menu in (ORDERS, RATES, PAIRS.menu):
        desk.open_menu(menu)
    texts = signed_in.runtime.texts
    acts = {action.text(): action for action in desk.workspace.menu_of(2).actions()}
    acts[texts(words.COPY_PATH)].trigger()
    assert QGuiApplication.clipboard().text() == "款項管理 / 換匯 / 參考匯率"
    acts[texts(words.CLOSE_RIGHT)].trigger()
    qtbot.waitUntil(lambda: menus(desk) == ["home", ORDERS, RATES])
    acts = {action.text(): action for action in desk.workspace.menu_of(2).actions()}
    assert not acts[texts(words.CLOSE_RIGHT)].isEnabled()
    acts[texts(words.CLOSE_OTHERS)].trigger()
    qtbot.waitUntil(lambda: menus(desk) == ["home", RATES])
    home = {action.text(): action.isEnabled() for action in desk.workspace.menu_of(0).actions()}
    assert home[texts(words.CLOSE_THIS)] is False


def test_twenty_tabs_are_enough(make_application: MakeApplication, qtbot: QtBot) -> None:
    from tests.ui.shell.office import Look

    free = [
        key for key, entry in menu_entries().items() if entry.icon and entry.parent and key not in {one.menu for one in SCREENS}
    ]
    more = [CustomScreen(key=key, menu=key, title=SCREENS[0].title, widget="", query_type=Look) for key in free[:15]]
    register_screens(more)
    application = make_application()
    enter(application, qtbot)
    desk = desk_of(application)
    for screen in (*SCREENS, *more):
        application.services.open_screen(screen.key)
    assert len(desk.workspace.tabs) == 20
    assert [toast.text for toast in application.toasts.stack.toasts()][-1] == application.runtime.texts(words.TOO_MANY_TABS)
    assert desk.workspace.list_button.isVisible()
    bar = desk.workspace.bar
    assert min(bar.tabRect(index).width() for index in range(1, bar.count())) >= tab_bar.MIN_WIDTH
    assert max(bar.tabRect(index).width() for index in range(1, bar.count())) <= 176


def test_home_stays_first(signed_in: Application) -> None:
    desk = desk_of(signed_in)
    desk.open_menu(ORDERS)
    desk.open_menu(RATES)
    desk.workspace.bar.moveTab(2, 0)
    assert menus(desk) == ["home", RATES, ORDERS]
    desk.workspace.bar.moveTab(0, 2)
    assert menus(desk)[0] == "home"
    titles = [desk.workspace.bar.tabText(index) for index in range(3)]
    assert titles == [desk.workspace._title(tab) for tab in desk.workspace.tabs]


def test_tabs_of_last_time_come_back_and_are_made_when_looked_at(
    make_application: MakeApplication, qtbot: QtBot, preferences: MemoryPreferences
) -> None:
    preferences.values["shell:tabs"] = {"open": [ORDERS, "gone.screen", RATES], "current": RATES}
    application = make_application()
    enter(application, qtbot)
    desk = desk_of(application)
    assert menus(desk) == ["home", ORDERS, RATES]
    assert desk.workspace.current().menu == RATES
    assert [page.screen_data.key for page in RecordingPage.made] == [RATES]
    desk.workspace.choose(2)
    assert [page.screen_data.key for page in RecordingPage.made] == [RATES, ORDERS]
    qtbot.waitUntil(lambda: preferences.values["shell:tabs"] == {"open": [ORDERS, RATES], "current": ORDERS})


@pytest.mark.expects_log("ui.fault")
def test_a_page_that_cannot_be_made_does_not_take_the_window_with_it(
    signed_in: Application, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(signed_in)

    def broken(*_: Any) -> RecordingPage:
        raise LookupError("our mistake")

    monkeypatch.setattr(desk.workspace, "_make_page", broken)
    desk.open_menu(ORDERS)
    assert menus(desk) == ["home"]
    assert len(signed_in.toasts.stack.toasts()) == 1


def test_a_switch_of_language_reaches_the_visible_page_now_and_hidden_ones_when_shown(signed_in: Application) -> None:
    desk = desk_of(signed_in)
    desk.open_menu(ORDERS)
    orders = RecordingPage.made[-1]
    desk.open_menu(RATES)
    rates = RecordingPage.made[-1]
    signed_in.set_locale("en")
    assert rates.relabelled == ["zh_Hant", "en"]
    assert orders.relabelled == ["zh_Hant"]
    assert desk.workspace.bar.tabText(1) == "Exchange Order"
    assert desk.workspace.bar.tabText(2) == "Reference Exchange Rates"
    desk.workspace.choose(2)
    assert orders.relabelled == ["zh_Hant", "en"]
    assert signed_in.window.windowTitle().endswith("Exchange Order")


def test_the_overflow_list_opens_any_tab(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    for key, _, _ in MENU[:7]:
        desk.open_menu(key)
    signed_in.window.resize(1180, 640)
    qtbot.waitUntil(desk.workspace.list_button.isVisible)
    assert workspace.path_of(ORDERS, "en") == "Cash Management / Currency Conversion / Exchange Order"
    bar = desk.workspace.bar
    assert bar.tabRect(bar.currentIndex()).right() <= bar.width() + 1
    assert bar.tabAt(QPoint(5, 5)) >= 0
