"""Ticks, batch actions, and what a batch says at its end."""

import pytest

from tests.ui.pages import invented
from tests.ui.pages.conftest import Desk
from whale_desktop.kernel.errors import NeedsConfirmation, Unavailable, UserError
from whale_desktop.messages import Submitted
from whale_desktop.screens import Action
from whale_desktop.ui.lists.list_page import ListPage
from whale_desktop.ui.lists.row_menu import menu_of_row
from whale_desktop.ui.pages.batch import BatchSummary


@pytest.fixture
def page(desk: Desk) -> ListPage:
    page: ListPage = desk.open(invented.DEALS)
    desk.wait(lambda: page.source.totals is not None)
    return page


def offered(page: ListPage) -> list[str]:
    return [one.action.name for one in page.toolbar.batch_buttons]


def action(page: ListPage, name: str) -> Action:
    return next(one for one in page.spec.actions if one.name == name)


def tick(page: ListPage, *rows: int) -> None:
    page.selection.set_rows([page.area.model.rows[row] for row in rows], True)


def test_platform_16_batch_actions_appear_only_when_every_ticked_row_allows_them(page: ListPage) -> None:
    assert offered(page) == []
    tick(page, 0, 1)
    assert offered(page) == ["review-all"]
    tick(page, 3)
    assert offered(page) == []
    page.selection.set_rows([page.area.model.rows[3]], False)
    assert offered(page) == ["review-all"]
    page.toolbar.clear.click()
    assert len(page.selection) == 0


def test_ticks_cross_pages(desk: Desk, page: ListPage) -> None:
    tick(page, 0)
    page.foot.next.click()
    desk.wait(lambda: page.source.paging.page == 2)
    tick(page, 4)
    assert len(page.selection) == 2
    assert page.area.page_check() == 1


def test_a_new_query_drops_the_ticks(desk: Desk, page: ListPage) -> None:
    tick(page, 0, 1)
    page.filter.query()
    assert len(page.selection) == 0


def test_each_row_of_a_batch_is_its_own_command_with_its_own_id(desk: Desk, page: ListPage) -> None:
    tick(page, 0, 1)
    desk.click(page.toolbar.batch_buttons[0].button)
    question = desk.dialog()
    assert question.accessibleName() == "Approve 2 orders?"
    question.submit()
    desk.wait(lambda: desk.toasts.said)
    assert desk.toasts.said == [("success", "2 orders reviewed")]
    assert desk.gateway.commands(invented.ReviewDeal) == [
        invented.ReviewDeal(deal_no="2403180128", approve=True),
        invented.ReviewDeal(deal_no="2403180127", approve=True),
    ]
    assert len({one.command_id for one in desk.gateway.submitted}) == 2
    desk.no_dialog()
    assert len(page.selection) == 0


def test_a_question_that_names_one_row_is_not_put_for_many(desk: Desk, page: ListPage) -> None:
    cancel = action(page, "cancel")
    page.runner.run(cancel, rows=page.area.model.rows[:3])
    assert desk.dialog().accessibleName() == "Cancel order: all 3 selected?"
    assert desk.dialog().accessibleDescription() == ""
    desk.dialog().reject()
    desk.no_dialog()
    page.runner.run(cancel, rows=page.area.model.rows[:1])
    assert desk.dialog().accessibleName() == "Cancel order 2403180128?"


def test_a_batch_says_which_rows_failed_and_why(desk: Desk, page: ListPage) -> None:
    tick(page, 0, 1, 8)
    desk.gateway.fail(invented.ReviewDeal, UserError.at("amount", "INV-E01", {"least": "5.00"}))
    page.runner.run(action(page, "review-all"), rows=page.selection.rows())
    desk.dialog().submit()
    desk.wait(lambda: isinstance(desk.dialog(), BatchSummary))
    assert desk.dialog().lines == ["2403180128: The amount must be above 5.00 INV-E01"]
    desk.dialog().reject()
    desk.no_dialog()
    assert len(desk.gateway.commands(invented.ReviewDeal)) == 3


def test_a_question_is_put_once_for_the_whole_batch(desk: Desk, page: ListPage) -> None:
    tick(page, 0, 1)
    desk.gateway.fail(invented.ReviewDeal, NeedsConfirmation("INV-W01", {"amount": "9.00"}))
    page.runner.run(action(page, "review-all"), rows=page.selection.rows())
    desk.dialog().submit()
    desk.wait(lambda: "is large" in desk.dialog().accessibleName())
    desk.dialog().submit()
    desk.wait(lambda: desk.toasts.said)
    assert [one.acknowledged for one in desk.gateway.submitted] == [(), ("INV-W01",), ()]
    desk.no_dialog()


def test_a_batch_can_be_stopped(desk: Desk, page: ListPage) -> None:
    tick(page, 0, 1, 8, 9)
    desk.gateway.hang(invented.ReviewDeal)
    page.runner.run(action(page, "review-all"), rows=page.selection.rows())
    desk.dialog().submit()
    desk.wait(lambda: hasattr(desk.dialog(), "bar"))
    desk.dialog().reject()
    desk.gateway.release()
    desk.wait(lambda: isinstance(desk.dialog(), BatchSummary))
    assert len(desk.gateway.commands(invented.ReviewDeal)) == 1
    desk.dialog().reject()
    desk.no_dialog()


def test_a_row_action_asks_with_the_numbers_of_its_row(desk: Desk, page: ListPage) -> None:
    page.runner.run(action(page, "cancel"), row=page.area.model.rows[0])
    question = desk.dialog()
    assert question.accessibleName() == "Cancel order 2403180128?"
    assert question.accessibleDescription() == "3,500.00 USD will be released."
    assert question.cancel_button.hasFocus()
    question.submit()
    desk.wait(lambda: desk.toasts.said)
    assert desk.toasts.said == [("success", "Order cancelled")]


def test_a_refused_row_action_says_why(desk: Desk, page: ListPage) -> None:
    desk.gateway.fail(invented.CancelDeal, UserError("message.stale"))
    page.runner.run(action(page, "cancel"), row=page.area.model.rows[0])
    desk.dialog().submit()
    desk.wait(lambda: desk.toasts.said)
    assert desk.toasts.said == [("error", "Data changed; refresh and retry")]


def test_a_dead_line_offers_the_same_command_again(desk: Desk, page: ListPage) -> None:
    desk.gateway.fail(invented.CancelDeal, Unavailable("storage.locked"))
    page.runner.run(action(page, "cancel"), row=page.area.model.rows[0])
    desk.dialog().submit()
    desk.wait(lambda: desk.toasts.retry)
    assert desk.toasts.retry is not None
    desk.toasts.retry()
    desk.wait(lambda: len(desk.gateway.submitted) == 2)
    assert len({one.command_id for one in desk.gateway.submitted}) == 1
    desk.idle()


def test_work_orders_of_a_batch_are_named(desk: Desk, page: ListPage) -> None:
    numbers = iter(("128050", "128051"))
    desk.gateway.answer(invented.ReviewDeal, lambda _command: Submitted(work_order_no=next(numbers)))
    tick(page, 0, 1)
    page.runner.run(action(page, "review-all"), rows=page.selection.rows())
    desk.dialog().submit()
    desk.wait(lambda: desk.toasts.said)
    assert desk.toasts.said == [("success", "Work order 128050, 128051 submitted")]
    desk.no_dialog()


def test_words_of_a_row_follow_its_own_may(page: ListPage) -> None:
    def words(row: int) -> list[str]:
        return [one.text for one in page.area.model.row_cells(row)[-1].actions]

    assert words(0) == ["Review", "Cancel order", "Edit"]
    assert page.area.model.row_cells(0)[-1].actions[0].urgent
    assert words(3) == ["Edit", "Details"]


def test_a_pending_row_shows_the_lock(page: ListPage) -> None:
    place = [column.name for column in page.area.model.columns].index("status") + page.area.model.first_data
    assert page.area.model.row_cells(5)[place].lock
    assert not page.area.model.row_cells(4)[place].lock


def test_the_context_menu_offers_what_the_row_allows(page: ListPage) -> None:
    def words(row: int) -> list[str]:
        return [one.text().partition("\t")[0] for one in menu_of_row(page, page.area.model.rows[row]).actions()]

    assert words(0) == ["Details", "Review", "Cancel order", "Edit", "", "Copy cells", "Copy row with heads"]
    assert words(3) == ["Details", "Edit", "", "Copy cells", "Copy row with heads"]
