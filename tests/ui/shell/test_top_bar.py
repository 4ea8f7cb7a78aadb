"""The screens that open from the top bar: icons with counts, entries of the member's menu, and nothing of them in the tree."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.recording import RecordingGateway
from tests.ui.shell.conftest import MakeApplication, enter
from tests.ui.shell.office import Keep, Look, offers
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import CustomScreen, register_screens
from whale_desktop.ui.offers import Offers, Waiting
from whale_desktop.ui.shell.window import Desk

WORK_ORDERS, RECORDS, REQUEST = "top_bar.work_orders", "top_bar.export_records", "top_bar.permission_request"


def with_badge() -> Offers:
    return replace(
        offers(),
        badges=(Waiting(C_("test", "Work orders"), "ph.tray", Look, Look, lambda answer: answer, WORK_ORDERS, {}),),
    )


@pytest.fixture
def desk(make_application: MakeApplication, qtbot: QtBot) -> Desk:
    register_screens(
        CustomScreen(key=key, menu=key, title=C_("test", key), widget="", query_type=asked)
        for key, asked in ((WORK_ORDERS, Look), (RECORDS, Keep), (REQUEST, Look))
    )
    application = make_application(offers=with_badge)
    enter(application, qtbot)
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
