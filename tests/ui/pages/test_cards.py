"""A card page: cards, stars, blocked deletion, what is missing, the empty page."""

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.pages import invented
from tests.ui.pages.conftest import Desk
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.ui.cards.card_page import CardPage
from whale_desktop.ui.components import Tag


@pytest.fixture
def page(desk: Desk) -> CardPage:
    page: CardPage = desk.open(invented.CARDS, start=False)
    desk.wait(lambda: page.cards)
    return page


def test_cards_items_and_what_is_missing_are_drawn(page: CardPage) -> None:
    assert [card.record.currency for card in page.cards] == ["USD", "HKD", "GBP"]
    assert [len(card.lines) for card in page.cards] == [3, 2, 1]
    assert len(page.missing_cards) == 2
    assert page.summary.text() == "<b>3</b> debit currencies and <b>6</b> pairs configured"


def test_cards_in_a_row_are_equally_wide_and_high(desk: Desk, page: CardPage) -> None:
    desk.idle()
    assert len({card.width() for card in page.cards}) == 1
    assert len({card.height() for card in page.cards}) == 1


@pytest.mark.parametrize(("width", "columns"), [(1366, 3), (1700, 4), (800, 2)])
def test_the_number_of_cards_in_a_row_follows_the_width(desk: Desk, page: CardPage, width: int, columns: int) -> None:
    desk.window.resize(width, 768)
    desk.wait(lambda: page._columns == columns)


def test_d_on_an_item_makes_it_the_default(desk: Desk, page: CardPage) -> None:
    line = page.cards[0].lines[1]
    line.setFocus()
    desk.press("D", line)
    desk.wait(lambda: desk.gateway.submitted)
    assert desk.gateway.commands(invented.SetDefault) == [invented.SetDefault(currency="USD", target="CNH")]
    desk.idle()


def test_the_default_itself_has_no_star_to_click(desk: Desk, page: CardPage) -> None:
    line = page.cards[0].lines[0]
    line.setFocus()
    desk.press("D", line)
    desk.idle()
    assert not desk.gateway.submitted
    assert not line.can_choose


def test_d_on_a_card_with_one_candidate_takes_it(desk: Desk, page: CardPage) -> None:
    card = page.cards[2]
    card.setFocus()
    desk.press("D", card)
    desk.wait(lambda: desk.gateway.commands(invented.SetDefault) == [invented.SetDefault(currency="GBP", target="HKD")])
    desk.idle()


def test_d_on_a_card_with_several_candidates_asks_which(page: CardPage) -> None:
    assert [action.text() for action in page.cards[0].item_menu().actions()] == ["CNH", "SGD"]


def test_the_star_is_offered_under_the_pointer(page: CardPage) -> None:
    line = page.cards[0].lines[1]
    assert line.offer.isHidden()
    line.setFocus()
    QApplication.processEvents()
    assert not line.offer.isHidden()


def test_deleting_is_blocked_by_its_users_and_says_how_many(page: CardPage) -> None:
    button = page.cards[1].foot_buttons["delete"]
    assert not button.isEnabled()
    assert button.toolTip() == "Used by 2 enabled strategies"
    assert page.cards[2].foot_buttons["delete"].isEnabled()


def test_deleting_asks_first(desk: Desk, page: CardPage) -> None:
    desk.click(page.cards[2].foot_buttons["delete"])
    question = desk.dialog()
    assert question.accessibleName() == "Delete the pairs of GBP?"
    question.submit()
    desk.wait(lambda: desk.gateway.commands(invented.DeletePair))
    assert desk.gateway.commands(invented.DeletePair) == [invented.DeletePair(currency="GBP")]
    desk.idle()


def test_a_missing_card_leads_to_the_filled_form(desk: Desk, page: CardPage) -> None:
    button = page.missing_cards[0].findChildren(type(page.cards[0].foot_buttons["edit"]))[0]
    desk.click(button)
    dialog = desk.dialog()
    assert dialog.form.values()["currency"] == "AUD"
    desk.wait(lambda: dialog.form.fields[1].editor._boxes)
    desk.click(dialog.form.fields[1].editor._boxes[0])
    desk.press("Ctrl+Return", dialog)
    desk.no_dialog()
    assert desk.gateway.commands(invented.CreatePair) == [invented.CreatePair(currency="AUD", targets=("HKD",))]


def test_filters_are_fields_of_the_query(desk: Desk, page: CardPage) -> None:
    page.open_with({"sell": "USD"})
    desk.wait(lambda: desk.gateway.queries(invented.ListPairs)[-1] == invented.ListPairs(sell="USD"))


def test_a_change_elsewhere_keeps_the_focused_card(desk: Desk, page: CardPage) -> None:
    page.cards[1].setFocus()
    changed = invented.Pairs(cards=tuple(reversed(invented.PAIRS.cards)), missing=())
    desk.gateway.answer(invented.ListPairs, changed)
    desk.gateway.publish("invented.pair")
    desk.wait(lambda: page.cards[0].record.currency == "GBP")
    focused = QApplication.focusWidget()
    assert focused is page.cards[1]
    assert not page.missing_head.isVisible()


def test_the_empty_page_shows_the_steps(desk: Desk) -> None:
    desk.gateway.answer(invented.ListPairs, invented.Pairs(cards=(), missing=()))
    page: CardPage = desk.open(invented.CARDS, start=False)
    desk.wait(lambda: page.states.state == "empty")
    nothing = page.states.nothing
    assert nothing is not None
    assert nothing.line.text() == "No currency pairs yet"
    nothing.step_clicked.emit(0)
    assert desk.opened == [("invented.deals", None)]
    nothing.button_clicked.emit()
    assert desk.dialog().accessibleName() == "New currency pair"
    desk.dialog().done(None)
    desk.no_dialog()


def test_a_failed_refresh_keeps_the_cards(desk: Desk, page: CardPage) -> None:
    desk.gateway.fail(invented.ListPairs, Unavailable("storage.locked"))
    desk.press("F5", page)
    desk.wait(page.note.isVisible)
    assert len(page.cards) == 3
    page.note.action_clicked.emit()
    desk.wait(lambda: not page.note.isVisible())


def test_a_click_selects_a_card(desk: Desk, page: CardPage) -> None:
    QTest.mouseClick(page.cards[0], Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert page.cards[0].property("selected")
    assert not page.cards[1].property("selected")


def test_a_held_card_says_so_leads_to_its_work_order_and_cannot_be_changed(desk: Desk) -> None:
    first, *others = invented.PAIRS.cards
    held = msgspec.structs.replace(first, work_order_no="128050")
    desk.gateway.answer(invented.ListPairs, msgspec.structs.replace(invented.PAIRS, cards=(held, *others)))
    page: CardPage = desk.open(invented.CARDS, start=False)
    desk.wait(lambda: page.cards)
    card, free = page.cards[0], page.cards[1]
    assert [tag.text() for tag in card.findChildren(Tag)] == ["Pending approval"]
    assert list(card.foot_buttons) == ["open_order"]
    assert not any(line.can_choose for line in card.lines)
    assert "open_order" not in free.foot_buttons
    assert "edit" in free.foot_buttons
    desk.click(card.foot_buttons["open_order"])
    desk.wait(lambda: desk.opened)
    assert desk.opened == [("work_order", {"number": "128050"})]
    assert page.filter.names() == {"sell", "buy", "pending"}
