"""The menu: what is shown, searched, starred, locked, folded."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.ui.recording import RecordingGateway
from tests.ui.shell.conftest import MakeApplication, enter
from tests.ui.shell.hands import click, press, write
from tests.ui.shell.office import KEEP, LOOK, MENU, ORDERS, PAIRS, RATES, STRATEGY, Look
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import CustomScreen
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.desk import Desk
from whale_desktop.ui.shell.menu_model import COUNT_ROLE, ENTRY_ROLE, FAVOURITES, LOCKED_ROLE, MenuModel, leaves
from whale_desktop.ui.shell.menu_panel import MenuPanel
from whale_desktop.ui.shell.menu_view import MenuTree, caret_at, mark_rect
from whale_desktop.ui.shell.no_permission import NoPermissionPage


def desk_of(application: Application) -> Desk:
    desk = application.window.desk
    assert desk is not None
    return desk


def rows(menu: MenuPanel, parent: QModelIndex | None = None, depth: int = 0) -> list[tuple[int, str]]:
    """(depth, label) of every row that is unfolded."""
    index = parent or QModelIndex()
    found: list[tuple[int, str]] = []
    for row in range(menu.filter.rowCount(index)):
        child = menu.filter.index(row, 0, index)
        found.append((depth, str(child.data())))
        if menu.tree.isExpanded(child):
            found += rows(menu, child, depth + 1)
    return found


def row_of(menu: MenuPanel, key: str) -> QModelIndex:
    found = menu._index_of(key)
    assert found is not None, key
    return found


def click_row(menu: MenuPanel, key: str, *, at_mark: bool = False) -> None:
    rect = menu.tree.visualRect(row_of(menu, key))
    place = mark_rect(rect).center() if at_mark else QPoint(60, rect.center().y())
    click(menu.tree.viewport(), place)


def test_only_branches_that_lead_to_a_screen_are_shown_in_the_documented_order(signed_in: Application) -> None:
    menu = desk_of(signed_in).menu
    menu.tree.expandAll()
    assert rows(menu) == [
        (0, signed_in.runtime.texts(words.HOME)),
        (0, "資產賬戶"),
        (1, "賬戶"),
        (2, "賬戶餘額"),
        (2, "賬戶明細"),
        (0, "款項管理"),
        (1, "換匯"),
        (2, "客戶匯兌"),
        (2, "參考匯率"),
        (2, "異常換匯記錄"),
        (2, "匯兌池額度"),
        (2, "匯兌損益"),
        (0, "業務參數設置"),
        (1, "匯兌"),
        (2, "幣種對"),
        (2, "換匯策略"),
        (2, "加點設定"),
        (0, "全局設置"),
        (1, "身份管理"),
        (2, "審批流程配置"),
    ]


def test_a_screen_without_its_right_is_locked_and_so_is_a_branch_of_such(signed_in: Application) -> None:
    menu = desk_of(signed_in).menu
    locked = {str(index.data(ENTRY_ROLE)) for index in menu._walk(QModelIndex()) if index.data(LOCKED_ROLE)}
    expected = {key for key, _, asked in MENU if asked.__name__ == "Keep"} | {"settings", "settings.identity"}
    assert locked == expected
    spoken = row_of(menu, STRATEGY).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == signed_in.runtime.texts(words.LOCKED_ENTRY, label="換匯策略")


def test_a_click_on_a_locked_entry_says_what_is_missing_and_copies_the_request(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    desk.menu.tree.expandAll()
    click_row(desk.menu, STRATEGY)
    page = desk.workspace.current().page
    assert isinstance(page, NoPermissionPage)
    texts = signed_in.runtime.texts
    assert page.state.line.text() == texts(words.NO_PERMISSION)
    assert KEEP in page.state.hint.text()
    click(page.state.button)
    from PySide6.QtGui import QGuiApplication

    copied = QGuiApplication.clipboard().text()
    assert KEEP in copied
    assert "wingshan.chan@example.com" in copied
    assert "業務參數設置 - 匯兌 - 換匯策略" in copied


def test_more_rights_open_more(make_application: MakeApplication, qtbot: QtBot, gateway: RecordingGateway) -> None:
    gateway.codes = frozenset({LOOK, KEEP})
    application = make_application()
    enter(application, qtbot)
    assert not any(index.data(LOCKED_ROLE) for index in desk_of(application).menu._walk(QModelIndex()))


def test_a_click_opens_and_marks_the_entry(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    desk.menu.tree.expandAll()
    click_row(desk.menu, ORDERS)
    assert desk.workspace.current().menu == ORDERS
    assert desk.menu.tree.chosen == ORDERS
    desk.workspace.choose(1)
    assert desk.menu.tree.chosen == "home"


def test_searching_by_pinyin_hides_the_rest_and_enter_opens(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    menu = desk.menu
    before = rows(menu)
    press(desk, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert menu.search.hasFocus()
    write(menu.search, "huidui")
    qtbot.waitUntil(lambda: menu.filter.typed == "huidui")
    assert rows(menu) == [
        (0, "款項管理"),
        (1, "換匯"),
        (2, "客戶匯兌"),
        (2, "匯兌池額度"),
        (2, "匯兌損益"),
        (0, "業務參數設置"),
        (1, "匯兌"),
        (2, "幣種對"),
        (2, "換匯策略"),
        (2, "加點設定"),
    ]
    assert menu.count.text() == signed_in.runtime.texts(words.MATCHES, count=4)
    assert menu.tree.currentIndex().data(ENTRY_ROLE) == ORDERS
    press(menu.search, Qt.Key.Key_Down)
    press(menu.search, Qt.Key.Key_Return)
    assert desk.workspace.current().menu == "cash.conversion.pool_quota"
    menu.search.setFocus()
    press(menu.search, Qt.Key.Key_Escape)
    assert menu.search.text() == ""
    shown = rows(menu)
    assert [row for row in before if row not in shown] == []
    assert not menu.count.isVisible()


def test_a_search_without_hits_says_so(signed_in: Application, qtbot: QtBot) -> None:
    menu = desk_of(signed_in).menu
    write(menu.search, "zzz")
    qtbot.waitUntil(lambda: menu.filter.typed == "zzz")
    assert rows(menu) == []
    assert menu.count.text() == signed_in.runtime.texts(words.NO_MATCHES)


def test_letters_in_the_tree_go_on_in_the_search_field(signed_in: Application, qtbot: QtBot) -> None:
    menu = desk_of(signed_in).menu
    menu.tree.setFocus()
    press(menu.tree, Qt.Key.Key_K)
    assert menu.search.hasFocus()
    write(menu.search, "hhd")
    qtbot.waitUntil(lambda: menu.filter.typed == "khhd")
    assert menu.filter.count == 1


def test_a_star_makes_a_favourite_that_is_kept(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    desk.menu.tree.expandAll()
    click_row(desk.menu, RATES, at_mark=True)
    assert desk.services.favourites() == [RATES]
    first = desk.menu.filter.index(1, 0)
    assert first.data(ENTRY_ROLE) == FAVOURITES
    assert [desk.menu.filter.index(row, 0, first).data() for row in range(desk.menu.filter.rowCount(first))] == ["參考匯率"]
    assert len(desk.workspace.tabs) == 1
    desk.menu.tree.setCurrentIndex(row_of(desk.menu, PAIRS.menu))
    press(desk.menu.tree, "*")
    assert desk.services.favourites() == [RATES, PAIRS.menu]
    press(desk.menu.tree, "*")
    click_row(desk.menu, RATES, at_mark=True)
    assert desk.services.favourites() == []
    assert desk.menu.filter.index(1, 0).data(ENTRY_ROLE) != FAVOURITES


def test_a_locked_entry_has_no_star(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    desk.menu.tree.expandAll()
    click_row(desk.menu, STRATEGY, at_mark=True)
    assert desk.services.favourites() == []


def test_the_rail_keeps_the_first_level_and_opens_branches_as_menus(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    press(desk, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert desk.menu.is_rail
    assert desk.menu.width() == 48
    assert desk.workspace.mapTo(desk, QPoint(0, 0)).x() == 49
    names = [button.accessibleName() for button in desk.menu.rail.buttons]
    assert names == [signed_in.runtime.texts(words.HOME), "資產賬戶", "款項管理", "業務參數設置", "全局設置"]
    branch = desk.menu.model.index(2, 0)
    popped = desk.menu._menu_of(branch, desk.menu)
    conversion = popped.findChildren(QMenu)[0]
    labels = [action.text() for action in conversion.actions()]
    assert labels[0] == "客戶匯兌"
    conversion.actions()[0].trigger()
    assert desk.workspace.current().menu == ORDERS
    popped.deleteLater()
    press(desk, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert desk.menu.width() > 170


def test_the_menu_speaks_three_languages_and_searches_in_all(signed_in: Application, qtbot: QtBot) -> None:
    desk = desk_of(signed_in)
    for locale, label in (("zh_Hans", "客户汇兑"), ("en", "Exchange Order"), ("zh_Hant", "客戶匯兌")):
        signed_in.set_locale(locale)
        assert row_of(desk.menu, ORDERS).data() == label
    signed_in.set_locale("en")
    write(desk.menu.search, "khhd")
    qtbot.waitUntil(lambda: desk.menu.filter.count == 1)


def test_what_waits_is_counted_beside_its_entry(signed_in: Application, qtbot: QtBot, gateway: RecordingGateway) -> None:
    """The orders to review: three, then seven, then none; said in words too."""
    model = desk_of(signed_in).menu.model

    def entry() -> Any:
        found = model.match(model.index(0, 0), ENTRY_ROLE, ORDERS, 1, Qt.MatchFlag.MatchRecursive | Qt.MatchFlag.MatchExactly)
        return found[0]

    qtbot.waitUntil(lambda: entry().data(COUNT_ROLE) == 3)
    assert entry().data(Qt.ItemDataRole.AccessibleTextRole) == "客戶匯兌，3 項待辦"
    gateway.answer(Look, 7)
    gateway.publish("test.order")
    qtbot.waitUntil(lambda: entry().data(COUNT_ROLE) == 7)
    signed_in.services.set_favourite(ORDERS, True)
    assert entry().data(COUNT_ROLE) == 7, "building the favourites keeps the counts"
    gateway.answer(Look, 0)
    gateway.publish("test.order")
    qtbot.waitUntil(lambda: entry().data(COUNT_ROLE) == 0)
    assert entry().data(Qt.ItemDataRole.AccessibleTextRole) == "客戶匯兌"


def test_an_entry_that_opens_a_screen_may_have_entries_below(signed_in: Application, qtbot: QtBot) -> None:
    own, below = "risk.credit_limit.debit_notification", "risk.credit_limit.debit_notification.abnormal_orders"
    screens = [CustomScreen(key=key, menu=key, title=C_("test", "x"), widget="", query_type=Look) for key in (own, below)]
    services = desk_of(signed_in).menu._services
    model = MenuModel(services)
    model.build(leaves(screens, services))
    tree = MenuTree()
    qtbot.addWidget(tree)
    tree.setModel(model)
    tree.resize(240, 400)
    tree.show()
    risk = model.index(model.rowCount() - 1, 0)
    credit = model.index(0, 0, risk)
    entry = model.index(0, 0, credit)
    assert (entry.data(ENTRY_ROLE), model.index(0, 0, entry).data(ENTRY_ROLE)) == (own, below)
    tree.expand(risk)
    tree.expand(credit)
    opened: list[str] = []
    tree.opened.connect(opened.append)
    rect = tree.visualRect(entry)
    click(tree.viewport(), QPoint(caret_at(2) + 4, rect.center().y()))
    assert (opened, tree.isExpanded(entry)) == ([], True)
    click(tree.viewport(), QPoint(caret_at(2) + 4, rect.center().y()))
    assert (opened, tree.isExpanded(entry)) == ([], False)
    click(tree.viewport(), QPoint(120, rect.center().y()))
    assert (opened, tree.isExpanded(entry)) == ([own], True)
    click(tree.viewport(), QPoint(120, tree.visualRect(model.index(0, 0, entry)).center().y()))
    assert opened == [own, below]


def test_a_branch_with_a_screen_is_both_an_entry_and_a_menu_of_the_rail(signed_in: Application, qtbot: QtBot) -> None:
    own, below = "risk.credit_limit.debit_notification", "risk.credit_limit.debit_notification.abnormal_orders"
    screens = [CustomScreen(key=key, menu=key, title=C_("test", "x"), widget="", query_type=Look) for key in (own, below)]
    panel = desk_of(signed_in).menu
    panel.model.build(leaves(screens, panel._services))
    popped = panel._menu_of(panel.model.index(panel.model.rowCount() - 1, 0), panel)
    (credit,) = popped.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    (inner,) = credit.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert [action.text() for action in credit.actions()] == ["借幣提醒", "借幣提醒"]
    assert [action.text() for action in inner.actions()] == ["換匯異常"]
    popped.deleteLater()
