"""A list page: asking, paging, sorting, tabs, totals, and what a change elsewhere does to it."""

import gc
from collections import Counter
from decimal import Decimal
from functools import partial

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from shiboken6 import isValid

from tests.ui.pages import invented
from tests.ui.pages.conftest import Desk
from whale_desktop.messages import Page, Totals
from whale_desktop.ui.lists.list_page import ListPage


@pytest.fixture
def page(desk: Desk) -> ListPage:
    page: ListPage = desk.open(invented.DEALS)
    desk.wait(lambda: page.source.totals is not None)
    return page


def at_page(page: ListPage, number: int) -> bool:
    return page.source.paging.page == number


def last(desk: Desk) -> invented.ListDeals:
    return desk.gateway.queries(invented.ListDeals)[-1]  # type: ignore[no-any-return]  # the recording knows no types


def test_the_first_page_is_asked_once_and_drawn(desk: Desk, page: ListPage) -> None:
    asked = desk.gateway.queries(invented.ListDeals)
    assert len(asked) == 1
    assert (asked[0].limit, asked[0].after, asked[0].offset) == (20, "", 0)
    assert len(page.area.model.rows) == 20
    menus = {one.context.menu for one in desk.gateway.asked if isinstance(one.query, invented.ListDeals)}
    assert menus == {invented.DEALS.menu}
    assert page.states.state == "rows"


def test_totals_come_as_a_second_query_and_are_kept_while_paging(desk: Desk, page: ListPage) -> None:
    assert "1,000,000" in page.foot.count.text()
    assert "4,182,350.67" in page.foot.sums.line.text()
    assert page.toolbar.segment.tabs()[0].count == 12
    page.foot.next.click()
    desk.wait(lambda: page.source.paging.page == 2)
    desk.idle()
    assert len(desk.gateway.queries(invented.TotalDeals)) == 1


def test_the_next_page_goes_by_cursor_and_a_jump_by_offset(desk: Desk, page: ListPage) -> None:
    page.foot.next.click()
    desk.wait(lambda: page.source.paging.page == 2)
    assert (last(desk).after, last(desk).offset) == ("20", 0)
    page.foot.number.setText("40000")
    QTest.keyClick(page.foot.number, Qt.Key.Key_Return)
    desk.wait(lambda: page.source.paging.page == 40_000)
    assert (last(desk).after, last(desk).offset) == ("", 799_980)
    page.foot.previous.click()
    desk.wait(lambda: page.source.paging.page == 39_999)
    assert last(desk).offset == 799_960
    assert page.foot.range.text() == "799,961–799,980"


def test_a_page_seen_before_is_asked_by_the_cursor_it_had(desk: Desk, page: ListPage) -> None:
    for wanted in (2, 3):
        page.foot.next.click()
        desk.wait(partial(at_page, page, wanted))
    page.foot.previous.click()
    desk.wait(lambda: page.source.paging.page == 2)
    assert last(desk).after == "20"


def test_a_number_beyond_the_last_page_is_the_last_page(desk: Desk, page: ListPage) -> None:
    page.foot.number.setText("99999999")
    QTest.keyClick(page.foot.number, Qt.Key.Key_Return)
    desk.wait(lambda: page.source.paging.page == 50_000)
    assert not page.foot.next.isEnabled()


def test_another_page_size_starts_over_and_is_remembered(desk: Desk, page: ListPage) -> None:
    page.foot.size_wanted.emit(50)
    desk.wait(lambda: len(page.area.model.rows) == 50)
    assert last(desk).limit == 50
    assert desk.services.preferences.get("list:invented.deals:layout")["page_size"] == 50


def test_only_sortable_heads_sort_down_up_and_back(desk: Desk, page: ListPage) -> None:
    heads = page.area.table.heads

    def click(name: str) -> None:
        place = [column.name for column in page.area.model.columns].index(name) + page.area.model.first_data
        at = heads.sectionViewportPosition(place) + heads.sectionSize(place) // 2
        before = len(desk.gateway.queries(invented.ListDeals))
        point = heads.viewport().rect().center()
        point.setX(at)
        QTest.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=point)
        if name == "created_at":
            desk.wait(lambda: len(desk.gateway.queries(invented.ListDeals)) > before)

    click("client")
    desk.idle()
    assert last(desk).sort == ""
    click("created_at")
    assert (last(desk).sort, last(desk).descending) == ("created_at", True)
    click("created_at")
    assert (last(desk).sort, last(desk).descending) == ("created_at", False)
    click("created_at")
    assert last(desk).sort == ""


def test_a_tab_is_sent_with_the_query_and_the_totals(desk: Desk, page: ListPage) -> None:
    page.toolbar.segment.selected.emit("review")
    desk.wait(lambda: last(desk).tab == "review")
    desk.wait(lambda: desk.gateway.queries(invented.TotalDeals)[-1].tab == "review")


def test_a_change_elsewhere_keeps_ticks_current_row_and_scroll(desk: Desk, page: ListPage) -> None:
    area = page.area
    desk.window.resize(1366, 500)
    desk.wait(lambda: area.table.verticalScrollBar().maximum() > 100)
    area.table.selectionModel().setCurrentIndex(area.model.index(7, 2), area.table.selectionModel().SelectionFlag.ClearAndSelect)
    page.selection.set_rows([area.model.rows[3]], True)
    area.table.verticalScrollBar().setValue(28)
    changed = tuple(invented.deal(number, remark="new") for number in range(20))
    desk.gateway.answer(invented.ListDeals, Page(rows=changed, next_cursor="20"))
    desk.gateway.answer(invented.TotalDeals, Totals(count=77))
    desk.gateway.publish("invented.deal")
    desk.wait(lambda: area.model.rows[0].remark == "new")
    desk.wait(lambda: "77" in page.foot.count.text())
    assert area.table.currentIndex().row() == 7
    assert area.table.verticalScrollBar().value() == 28
    assert page.selection.rows() == (changed[3],)


def test_a_row_that_moved_stays_the_current_one(desk: Desk, page: ListPage) -> None:
    area = page.area
    area.table.selectionModel().setCurrentIndex(area.model.index(4, 1), area.table.selectionModel().SelectionFlag.ClearAndSelect)
    key = area.model.rows[4].deal_no
    shifted = (invented.deal(0, deal_no="9999999999"), *(invented.deal(number) for number in range(20)))
    desk.gateway.answer(invented.ListDeals, Page(rows=shifted, next_cursor="20"))
    desk.gateway.publish("invented.deal")
    desk.wait(lambda: len(area.model.rows) == 21)
    assert area.current_row().deal_no == key


def test_another_topic_asks_nothing(desk: Desk, page: ListPage) -> None:
    desk.gateway.publish("invented.quota")
    desk.idle(120)
    assert len(desk.gateway.queries(invented.ListDeals)) == 1


def test_a_hidden_page_asks_when_it_is_shown(desk: Desk, page: ListPage) -> None:
    page.hide()
    desk.gateway.publish("invented.deal")
    desk.idle(120)
    assert len(desk.gateway.queries(invented.ListDeals)) == 1
    page.show()
    desk.wait(lambda: len(desk.gateway.queries(invented.ListDeals)) == 2)


def test_widths_do_not_move_on_a_refresh(desk: Desk, page: ListPage) -> None:
    def widths() -> list[int]:
        return [page.area.table.columnWidth(column) for column in range(page.area.model.columnCount())]

    before = widths()
    long = tuple(invented.deal(number, client="80012046 a very long name that would like more room") for number in range(20))
    desk.gateway.answer(invented.ListDeals, Page(rows=long, next_cursor="20"))
    page.refresh()
    desk.wait(lambda: page.area.model.rows[0].client.endswith("room"))
    assert widths() == before


def test_a_page_that_lost_its_rows_falls_back(desk: Desk, page: ListPage) -> None:
    page.foot.number.setText("3")
    QTest.keyClick(page.foot.number, Qt.Key.Key_Return)
    desk.wait(lambda: page.source.paging.page == 3)
    desk.gateway.answer(invented.ListDeals, lambda asked: invented.page_of(asked, 25))
    desk.gateway.answer(invented.TotalDeals, lambda asked: invented.totals_of(asked, 25))
    page.refresh()
    desk.wait(lambda: page.source.paging.page == 2)
    assert len(page.area.model.rows) == 5


def test_an_old_answer_never_overwrites_a_newer_question(desk: Desk, page: ListPage) -> None:
    desk.gateway.hang(invented.ListDeals)
    page.foot.next.click()
    page.filter.take({"deal_no": "2403180001"})
    page.filter.queried.emit()
    desk.idle()
    desk.gateway.release()
    desk.wait(lambda: len(page.area.model.rows) == 1)
    desk.idle(80)
    assert page.area.model.rows[0].deal_no == "2403180001"
    assert page.source.paging.page == 1


def test_every_currency_is_summed_for_itself(desk: Desk, page: ListPage) -> None:
    page.selection.set_rows(page.area.model.rows[:2], True)
    text = page.foot.sums.line.text()
    first, second = page.area.model.rows[:2]
    assert f"{first.sell:,f}" in text
    assert f"{second.sell:,f}" in text
    assert "selected total" in text
    page.selection.set_rows([invented.deal(4), invented.deal(8)], True)
    usd = sum((row.sell for row in (first, invented.deal(4), invented.deal(8))), Decimal(0))
    assert f"{usd:,f}" in page.foot.sums.line.text()


def test_link_and_key_column_and_words_answer_to_clicks(desk: Desk, page: ListPage) -> None:
    table = page.area.table
    index = page.area.model.index(0, 1)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
    drawer = page.drawer
    assert drawer is not None
    desk.wait(lambda: drawer.row == page.area.model.rows[0])


def test_open_with_drops_other_conditions_and_goes_to_all(desk: Desk, page: ListPage) -> None:
    page.toolbar.segment.selected.emit("review")
    desk.wait(lambda: last(desk).tab == "review")
    page.filter.take({"client": "somebody"})
    page.open_with({"deal_no": "2403180007"})
    desk.wait(lambda: last(desk).where.deal_no == "2403180007")
    assert last(desk).where.client == ""
    assert last(desk).tab == ""
    assert page.filter.values() == {"deal_no": "2403180007"}


def test_the_star_turns_the_favourite(desk: Desk, page: ListPage) -> None:
    assert page.head is not None
    desk.click(page.head.star)
    assert desk.services.is_favourite(invented.DEALS.menu)
    desk.click(page.head.star)
    assert not desk.services.is_favourite(invented.DEALS.menu)


def alive() -> Counter[str]:
    """Every living object of Qt that Python holds, by its class."""
    gc.collect()
    return Counter(type(one).__name__ for one in gc.get_objects() if isinstance(one, QObject) and isValid(one))


def test_a_closed_page_leaves_nothing_behind(desk: Desk) -> None:
    """Neither its fields nor its ear for changes: a clerk opens and closes pages all day."""

    def open_and_close() -> None:
        desk.open(invented.DEALS)
        desk.idle()
        closed = desk.window.takeCentralWidget()
        assert closed is not None
        closed.deleteLater()
        desk.idle()

    open_and_close()
    before = alive()
    open_and_close()
    open_and_close()
    assert alive() - before == Counter()
    asked = len(desk.gateway.asked)
    desk.gateway.publish("invented.deal")
    desk.idle(100)
    assert len(desk.gateway.asked) == asked
