"""What stands where the rows would be."""

from tests.ui.pages import invented
from tests.ui.pages.conftest import Desk, make_desk
from whale_desktop.kernel.errors import Unavailable, UserError
from whale_desktop.messages import Page, Totals
from whale_desktop.ui.lists.list_page import ListPage


def nothing(desk: Desk) -> None:
    desk.gateway.answer(invented.ListDeals, Page(rows=()))
    desk.gateway.answer(invented.TotalDeals, Totals(count=0))


def test_the_first_load_shows_a_skeleton_that_can_be_called_off(desk: Desk) -> None:
    desk.gateway.hang(invented.ListDeals)
    page: ListPage = desk.open(invented.DEALS, start=False)
    desk.wait(lambda: page.states.state == "loading")
    page.states.skeleton.cancel_clicked.emit()
    desk.wait(lambda: page.states.state == "failed")
    assert page.states.error.line.text() == "Loading was cancelled"
    desk.gateway.release()
    page.states.error.retry_clicked.emit()
    desk.wait(lambda: page.states.state == "rows")


def test_a_slow_refresh_keeps_the_rows_under_a_running_line(desk: Desk) -> None:
    page: ListPage = desk.open(invented.DEALS)
    desk.gateway.hang(invented.ListDeals)
    page.refresh()
    desk.wait(page.area.loading.is_shown)
    assert len(page.area.model.rows) == 20
    assert page.states.state == "rows"
    desk.gateway.release()
    desk.wait(lambda: not page.area.loading.is_shown())


def test_a_failed_first_load_fills_the_page_and_offers_a_retry(desk: Desk) -> None:
    desk.gateway.fail(invented.ListDeals, Unavailable("storage.locked"))
    page: ListPage = desk.open(invented.DEALS, start=False)
    desk.wait(lambda: page.states.state == "failed")
    assert "in use by another program" in page.states.error.line.text()
    page.states.error.retry_clicked.emit()
    desk.wait(lambda: page.states.state == "rows")


def test_a_failed_refresh_keeps_the_rows_and_says_since_when(desk: Desk) -> None:
    page: ListPage = desk.open(invented.DEALS)
    desk.gateway.fail(invented.ListDeals, Unavailable("storage.locked"))
    page.refresh()
    desk.wait(page.note_host.isVisible)
    assert page.note.text().startswith("Showing data of 10:32.")
    assert len(page.area.model.rows) == 20
    page.note.action_clicked.emit()
    desk.wait(lambda: not page.note_host.isVisible())


def test_totals_that_fail_leave_the_rows_and_come_with_the_next_refresh(desk: Desk) -> None:
    desk.gateway.fail(invented.TotalDeals, Unavailable("storage.locked"))
    page: ListPage = desk.open(invented.DEALS)
    desk.wait(lambda: desk.gateway.queries(invented.TotalDeals))
    desk.idle()
    assert page.source.totals is None
    page.refresh()
    desk.wait(lambda: page.source.totals is not None)


def test_no_permission_says_so(desk: Desk) -> None:
    desk.gateway.fail(invented.ListDeals, UserError("auth.no_permission"))
    page: ListPage = desk.open(invented.DEALS, start=False)
    desk.wait(lambda: page.states.state == "refused")


def test_nothing_yet_offers_the_first_step(desk: Desk) -> None:
    nothing(desk)
    page: ListPage = desk.open(invented.DEALS)
    assert page.states.state == "empty"
    assert page.states.nothing is not None
    assert page.states.nothing.line.text() == "No orders yet"
    page.states.nothing.button_clicked.emit()
    assert desk.dialog().accessibleName() == "New manual exchange"
    desk.dialog().done(None)
    desk.no_dialog()


def test_nothing_found_offers_to_reset(desk: Desk) -> None:
    page: ListPage = desk.open(invented.DEALS)
    page.open_with({"deal_no": "none"})
    desk.wait(lambda: page.states.state == "empty")
    assert page.states.nothing is not None
    assert page.states.nothing.line.text() == "No record matches"
    page.states.nothing.button_clicked.emit()
    desk.wait(lambda: page.states.state == "rows")
    assert page.filter.values() == {}


def test_nothing_waiting_says_when_it_was_checked(desk: Desk) -> None:
    nothing(desk)
    page: ListPage = desk.open(invented.DEALS)
    page.toolbar.segment.selected.emit("review")
    desk.wait(lambda: page.states.nothing is not None and "10:32:08" in page.states.nothing.hint.text())


def test_buttons_without_the_right_are_not_drawn(desk: Desk) -> None:
    reader = make_desk(desk.qtbot, codes=("invented.deal_view",))
    page: ListPage = reader.open(invented.DEALS)
    assert not page.toolbar.page_buttons
    assert not page.toolbar.export.isVisible()
    cell = page.area.model.row_cells(0)[-1]
    assert [action.text for action in cell.actions] == ["Details"]
    reader.close()
