"""The screens that open from the top bar: icons with counts, entries of the member's menu, and nothing of them in the tree."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.recording import RecordingGateway
from tests.ui.shell.conftest import MakeApplication, enter
from tests.ui.shell.hands import click, press
from tests.ui.shell.office import Keep, Look, offers
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import CustomScreen, register_screens
from whale_desktop.ui.offers import Offers, Waiting, WorkOrders
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.desk import Desk
from whale_desktop.ui.shell.key_list import KeyListDialog

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
WORK_ORDERS, RECORDS, REQUEST = "top_bar.work_orders", "top_bar.export_records", "top_bar.permission_request"


def with_badge() -> Offers:
    waiting = Waiting(C_("test", "Work orders"), "ph.tray", Look, Look, lambda answer: answer, WORK_ORDERS, {})
    orders = WorkOrders(waiting=waiting, query_type=Look, query=Look, flows=lambda _: frozenset())
    return replace(offers(), badges=(waiting,), work_orders=orders)


@pytest.fixture
def application(make_application: MakeApplication, qtbot: QtBot) -> Application:
    register_screens(
        CustomScreen(key=key, menu=key, title=C_("test", key), widget="", query_type=asked)
        for key, asked in ((WORK_ORDERS, Look), (RECORDS, Keep), (REQUEST, Look))
    )
    application = make_application(offers=with_badge)
    enter(application, qtbot)
    return application


@pytest.fixture
def desk(application: Application) -> Desk:
    assert application.window.desk is not None
    return application.window.desk


def test_what_the_member_may_see_has_an_icon_that_opens_it(desk: Desk) -> None:
    assert list(desk.top.places) == [WORK_ORDERS], "not what is locked, not what stands in the member's menu"
    button = desk.top.places[WORK_ORDERS]
    assert button.toolTip() == "工單"
    button.click()
    assert desk.workspace.current().key == WORK_ORDERS


def test_the_member_s_menu_leads_to_what_is_about_himself(desk: Desk) -> None:
    actions = {action.text(): action for action in desk.top.account_menu(desk).actions()}
    actions["權限申請"].trigger()
    assert desk.workspace.current().key == REQUEST


def test_nothing_of_the_top_bar_is_in_the_tree_but_the_palette_finds_it(desk: Desk) -> None:
    root = desk.menu.model.invisibleRootItem()
    assert "頂欄" not in {root.child(row).text() for row in range(root.rowCount())}
    assert REQUEST in desk.leaves


def test_the_count_follows_its_topic(desk: Desk, qtbot: QtBot, gateway: RecordingGateway) -> None:
    button = desk.top.places[WORK_ORDERS]
    qtbot.waitUntil(lambda: "3" in button.accessibleName())
    gateway.answer(Look, 5)
    gateway.publish("test.order")
    qtbot.waitUntil(lambda: "5" in button.accessibleName())


def test_the_status_bar_counts_work_orders_too_and_leads_to_them(desk: Desk, qtbot: QtBot, gateway: RecordingGateway) -> None:
    cell = desk.status.bar.cell("work_orders")
    assert cell.isVisible()
    qtbot.waitUntil(lambda: cell.cell.badge == 3)
    assert cell.accessibleName() == "待辦工單，3 項待辦"
    assert cell.toolTip() == "工單  Ctrl Shift W"
    gateway.answer(Look, 0)
    gateway.publish("test.order")
    qtbot.waitUntil(lambda: cell.cell.badge == 0)
    assert cell.cell.text == "待辦工單"
    click(cell)
    assert desk.workspace.current().key == WORK_ORDERS


def test_who_is_offered_no_work_orders_has_no_cell_and_the_key_does_nothing(signed_in: Application) -> None:
    desk = signed_in.window.desk
    assert desk is not None
    assert not desk.status.bar.cell("work_orders").isVisible()
    before = desk.workspace.current().key
    press(signed_in.window, Qt.Key.Key_W, CONTROL | SHIFT)
    assert desk.workspace.current().key == before


def test_a_key_opens_the_inbox_from_anywhere_and_the_list_of_keys_says_so(application: Application, desk: Desk) -> None:
    press(application.window, Qt.Key.Key_W, CONTROL | SHIFT)
    assert desk.workspace.current().key == WORK_ORDERS
    dialog = KeyListDialog(application.runtime.texts)
    assert [key.sequences for key in dialog.shown() if application.runtime.texts(key.label) == "工單"] == [("Ctrl+Shift+W",)]
    dialog.deleteLater()
