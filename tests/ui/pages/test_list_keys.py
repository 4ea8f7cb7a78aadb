"""The keyboard of a list, with real keys."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.pages import invented
from tests.ui.pages.conftest import Desk
from whale_desktop.ui.lists.list_page import ListPage


@pytest.fixture
def page(desk: Desk) -> ListPage:
    page: ListPage = desk.open(invented.DEALS)
    desk.wait(lambda: page.source.totals is not None)
    page.area.table.setFocus()
    return page


@pytest.fixture
def press(desk: Desk, page: ListPage) -> Callable[[str], None]:
    return lambda key: desk.press(key, page.area.table)


def test_space_ticks_and_keeps_the_current_row(page: ListPage, press: Callable[[str], None]) -> None:
    press("Down")
    press("Space")
    assert page.selection.rows() == (page.area.model.rows[1],)
    assert page.area.table.currentIndex().row() == 1
    press("Space")
    assert not page.selection.rows()


def test_shift_and_arrows_extend_the_ticks(page: ListPage, press: Callable[[str], None]) -> None:
    press("Shift+Down")
    press("Shift+Down")
    assert [row.deal_no for row in page.selection.rows()] == [row.deal_no for row in page.area.model.rows[:3]]


def test_j_and_k_move_like_the_arrows(page: ListPage, press: Callable[[str], None]) -> None:
    press("J")
    press("J")
    assert page.area.table.currentIndex().row() == 2
    press("K")
    assert page.area.table.currentIndex().row() == 1


def test_a_click_on_a_row_opens_its_details_and_a_click_on_another_shows_that_one(desk: Desk, page: ListPage) -> None:
    drawer, table = page.drawer, page.area.table
    assert drawer is not None

    def click(row: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        at = table.visualRect(page.area.model.index(row, page.area.model.first_data + 1)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifiers, at)

    click(3, Qt.KeyboardModifier.ControlModifier)
    assert drawer.isHidden()
    click(3)
    assert drawer.row is page.area.model.rows[3]
    click(1)
    assert drawer.row is page.area.model.rows[1]
    drawer.close_drawer()


def test_select_all_ticks_the_page_and_again_the_whole_filter(desk: Desk, page: ListPage, press: Callable[[str], None]) -> None:
    press("Ctrl+A")
    assert len(page.selection) == 20
    assert page.toolbar.select_all.text() == "Select all 1,000,000"
    press("Ctrl+A")
    assert len(page.selection) == 1_000_000
    assert "1,000,000 selected" in page.toolbar.selected.text()
    assert not page.toolbar.batch_buttons, "a batch over a million rows is not offered"
    assert "at most 2,000" in page.toolbar.selected.text()


def test_a_small_filter_is_really_ticked_across_its_pages(desk: Desk, page: ListPage, press: Callable[[str], None]) -> None:
    desk.gateway.answer(invented.ListDeals, lambda asked: invented.page_of(asked, 430))
    desk.gateway.answer(invented.TotalDeals, lambda asked: invented.totals_of(asked, 430))
    page.refresh()
    desk.wait(lambda: page.source.totals is not None and page.source.totals.count == 430)
    press("Ctrl+A")
    press("Ctrl+A")
    desk.wait(lambda: len(page.selection.rows()) == 430)
    assert [asked.limit for asked in desk.gateway.queries(invented.ListDeals)][-3:] == [200, 200, 200]


def test_escape_closes_the_drawer_then_drops_the_ticks(desk: Desk, page: ListPage, press: Callable[[str], None]) -> None:
    press("Space")
    press("Return")
    drawer = page.drawer
    assert drawer is not None
    desk.wait(lambda: drawer.row is not None)
    desk.press("Escape", drawer)
    assert drawer.row is None
    assert len(page.selection) == 1
    press("Escape")
    assert len(page.selection) == 0


def test_enter_opens_and_alt_arrows_walk(desk: Desk, page: ListPage, press: Callable[[str], None]) -> None:
    press("Return")
    drawer = page.drawer
    assert drawer is not None
    desk.wait(lambda: drawer.row == page.area.model.rows[0])
    desk.press("Alt+Down", drawer)
    desk.wait(lambda: drawer.row == page.area.model.rows[1])
    assert page.area.table.currentIndex().row() == 1
    desk.press("Alt+Up", drawer)
    desk.wait(lambda: drawer.row == page.area.model.rows[0])
    wanted = invented.GetDeal(deal_no=page.area.model.rows[0].deal_no)
    desk.wait(lambda: desk.gateway.queries(invented.GetDeal)[-1:] == [wanted])


def test_alt_page_keys_turn_pages(desk: Desk, page: ListPage, press: Callable[[str], None]) -> None:
    press("Alt+PgDown")
    desk.wait(lambda: page.source.paging.page == 2)
    press("Alt+PgUp")
    desk.wait(lambda: page.source.paging.page == 1)


def test_home_and_end_stay_inside_the_table(page: ListPage, press: Callable[[str], None]) -> None:
    press("Ctrl+End")
    assert page.area.table.currentIndex().row() == 19
    press("Ctrl+Home")
    assert page.area.table.currentIndex().row() == 0


def test_f5_asks_again_and_ctrl_f5_resets_too(desk: Desk, page: ListPage, press: Callable[[str], None]) -> None:
    page.filter.take({"client": "somebody"})
    page.filter.queried.emit()
    desk.wait(lambda: desk.gateway.queries(invented.ListDeals)[-1].where.client == "somebody")
    before = len(desk.gateway.queries(invented.ListDeals))
    press("F5")
    desk.wait(lambda: len(desk.gateway.queries(invented.ListDeals)) == before + 1)
    assert desk.gateway.queries(invented.ListDeals)[-1].where.client == "somebody"
    press("Ctrl+F5")
    desk.wait(lambda: desk.gateway.queries(invented.ListDeals)[-1].where.client == "")


@pytest.mark.parametrize("key", ["Ctrl+F", "F3"])
def test_the_first_filter_field_has_two_keys(page: ListPage, press: Callable[[str], None], key: str) -> None:
    press(key)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert page.filter.fields[0].widget.isAncestorOf(focused)


@pytest.mark.parametrize("key", ["Ctrl+N", "F2"])
def test_new_has_two_keys(desk: Desk, press: Callable[[str], None], key: str) -> None:
    press(key)
    assert desk.dialog().accessibleName() == "New manual exchange"
    desk.press("Escape", desk.dialog())
    desk.no_dialog()


def test_ctrl_shift_l_opens_the_columns(desk: Desk, press: Callable[[str], None]) -> None:
    press("Ctrl+Shift+L")
    assert desk.dialog().accessibleName() == "Column settings"
    desk.press("Escape", desk.dialog())
    desk.no_dialog()


def test_f8_reviews_the_current_row(desk: Desk, press: Callable[[str], None]) -> None:
    press("F8")
    assert desk.dialog().accessibleName() == "Review"
    desk.press("Escape", desk.dialog())
    desk.no_dialog()


def test_f8_does_nothing_where_the_row_does_not_allow_it(desk: Desk, page: ListPage, press: Callable[[str], None]) -> None:
    for _ in range(3):
        press("Down")
    press("F8")
    desk.idle()
    desk.no_dialog()


def test_ctrl_c_copies_raw_values_of_the_dragged_cells(page: ListPage, press: Callable[[str], None]) -> None:
    table, model = page.area.table, page.area.model
    place = [column.name for column in model.columns].index("sell") + model.first_data
    first, second = (table.visualRect(model.index(row, place + column)).center() for row, column in ((0, 0), (1, 1)))
    QTest.mousePress(table.viewport(), Qt.MouseButton.LeftButton, pos=first)
    for step in (QPoint(first.x() + 4, first.y() + 4), QPoint((first.x() + second.x()) // 2, second.y()), second):
        QTest.mouseMove(table.viewport(), step)
        QApplication.processEvents()
    QTest.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, pos=second)
    press("Ctrl+C")
    rows = model.rows
    assert QApplication.clipboard().text() == f"{rows[0].sell}\t{rows[0].buy}\n{rows[1].sell}\t{rows[1].buy}"


def test_ctrl_shift_c_copies_the_row_under_its_heads(page: ListPage, press: Callable[[str], None]) -> None:
    press("Ctrl+Shift+C")
    heads, row = QApplication.clipboard().text().split("\n")
    assert heads.startswith("Order no.\tCreated at\tClient")
    assert row.startswith("2403180128\t2024-03-18 10:31:42\t80012046 陳嘉儀\t3500.00")


def test_tab_leaves_the_table(page: ListPage, press: Callable[[str], None]) -> None:
    press("Tab")
    assert QApplication.focusWidget() is not page.area.table


def marked(page: ListPage) -> bool:
    """Whether 查詢 carries the amber dot."""
    return bool(page.filter.query_button._marked)


def test_enter_in_a_filter_field_queries_and_escape_clears_it(desk: Desk, page: ListPage) -> None:
    field = page.filter.fields[0].widget
    field.editor().setFocus()
    QTest.keyClicks(field.editor(), "2403180001")
    assert marked(page)
    desk.press("Return", field.editor())
    desk.wait(lambda: desk.gateway.queries(invented.ListDeals)[-1].where.deal_no == "2403180001")
    assert not marked(page)
    desk.press("Escape", field.editor())
    assert field.value() == ""
    assert marked(page)
