"""The filter form, saved filters, and the `where` that they become."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtTest import QTest

from tests.ui.pages import invented
from tests.ui.pages.conftest import Desk
from whale_desktop.ui.components import CheckBox
from whale_desktop.ui.lists import where
from whale_desktop.ui.lists.list_page import ListPage
from whale_desktop.ui.lists.many_choices import ManyChoicesField
from whale_desktop.ui.lists.saved_filters import MOST, SavedFilter, SavedFilters


@pytest.fixture
def page(desk: Desk) -> ListPage:
    page: ListPage = desk.open(invented.DEALS)
    desk.wait(lambda: page.source.totals is not None)
    return page


def field(page: ListPage, name: str) -> Any:
    return next(one for one in page.filter.fields if one.spec.name == name)


def asked(desk: Desk) -> invented.DealFilter:
    found: invented.DealFilter = desk.gateway.queries(invented.ListDeals)[-1].where
    return found


def test_every_kind_of_filter_becomes_its_field(desk: Desk, page: ListPage) -> None:
    desk.wait(lambda: len(field(page, "buy_currency").widget.options()) == 5)
    field(page, "created_from").widget.set_value((date(2024, 3, 1), date(2024, 3, 18)))
    field(page, "status").widget.set_value((invented.Status.DONE, invented.Status.FAILED))
    field(page, "sell_currency").widget.set_value("USD")
    field(page, "buy_currency").widget.set_value("SGD")
    field(page, "audit").widget.set_value(invented.Audit.PENDING)
    page.filter.query()
    desk.wait(lambda: asked(desk).sell_currency == "USD")
    assert asked(desk) == invented.DealFilter(
        created_from=date(2024, 3, 1),
        created_to=date(2024, 3, 18),
        status=(invented.Status.DONE, invented.Status.FAILED),
        sell_currency="USD",
        buy_currency="SGD",
        audit=invented.Audit.PENDING,
    )
    desk.wait(lambda: desk.gateway.queries(invented.TotalDeals)[-1].where == asked(desk))


@pytest.mark.qt_log_ignore("plugin does not support", extend=True)  # popups on the offscreen platform
def test_several_choices_are_ticked_in_a_list_that_stays_open(desk: Desk, page: ListPage) -> None:
    status = field(page, "status").widget
    assert isinstance(status, ManyChoicesField)
    status.open_ticks()
    assert status.popup is not None
    ticks = status.popup.findChildren(CheckBox)
    ticks[2].click()
    ticks[0].click()
    assert status.popup is not None
    assert status.value() == (invented.Status.SUBMITTED, invented.Status.DONE)
    assert status.box.options[0].text == "Submitted, Exchanged"
    status.close_ticks()
    assert page.filter.is_changed()


def test_text_that_cannot_be_read_queries_nothing(desk: Desk, page: ListPage) -> None:
    before = len(desk.gateway.queries(invented.ListDeals))
    dates = field(page, "created_from").widget
    QTest.keyClicks(dates.editor(), "nonsense")
    page.filter.query()
    desk.idle()
    assert len(desk.gateway.queries(invented.ListDeals)) == before


def test_the_fold_is_remembered_and_opens_for_a_hidden_condition(desk: Desk, page: ListPage) -> None:
    assert field(page, "audit").widget.isVisible()
    assert not field(page, "pending").widget.isVisible(), "two rows at first"
    desk.click(page.filter.fold_button)
    assert field(page, "pending").widget.isVisible()
    desk.click(page.filter.fold_button)
    assert desk.services.preferences.get("list:invented.deals:folded") is True
    assert not field(page, "audit").widget.isVisible()
    again: ListPage = desk.open(invented.DEALS)
    assert not field(again, "audit").widget.isVisible()
    again.open_with({"audit": "PENDING"})
    desk.wait(lambda: asked(desk).audit is invented.Audit.PENDING)
    assert field(again, "audit").widget.isVisible()


@pytest.mark.parametrize(("width", "columns"), [(1000, 2), (1200, 3), (1366, 4), (1700, 5)])
def test_the_grid_follows_the_width(desk: Desk, page: ListPage, width: int, columns: int) -> None:
    desk.window.resize(width, 768)
    desk.wait(lambda: page.filter._columns == columns)


def test_a_filter_is_saved_applied_made_the_default_and_deleted(desk: Desk, page: ListPage) -> None:
    field(page, "client").widget.set_value("陳")
    field(page, "status").widget.set_value((invented.Status.DONE,))
    desk.click(page.filter.save_button)
    dialog = desk.dialog()
    desk.press("Ctrl+Return", dialog)
    assert "1 to 30" in dialog.row.error()
    QTest.keyClicks(dialog.name.editor(), "Chan, done")
    desk.press("Ctrl+Return", dialog)
    desk.wait(lambda: page.chips.chips)
    page.filter.reset()
    page.chips.chips[0].clicked.emit()
    desk.wait(lambda: asked(desk).client == "陳")
    assert asked(desk).status == (invented.Status.DONE,)
    menu = page.chips.menu_for(page.saved.all()[0])
    menu.actions()[0].trigger()
    again: ListPage = desk.open(invented.DEALS)
    assert asked(desk).client == "陳"
    again.chips.menu_for(again.saved.all()[0]).actions()[1].trigger()
    assert not again.saved.all()
    assert again.chips.isHidden()


def test_at_most_twenty_filters_are_kept(desk: Desk) -> None:
    saved = SavedFilters("x", desk.services.preferences)
    for number in range(MOST):
        saved.save(SavedFilter(f"filter {number}", {}))
    assert saved.is_full("another")
    assert not saved.is_full("filter 3")
    saved.save(SavedFilter("filter 3", {"a": 1}, is_default=True))
    saved.save(SavedFilter("filter 4", {}, is_default=True))
    assert saved.default() == SavedFilter("filter 4", {}, is_default=True)
    assert len(saved.all()) == MOST


def test_values_travel_as_json_and_come_back_typed() -> None:
    values = {"status": (invented.Status.DONE,), "created_from": date(2024, 3, 1), "client": "", "way": None}
    as_json = where.as_json(values)
    assert as_json == {"status": ["DONE"], "created_from": "2024-03-01"}
    assert where.typed(invented.ListDeals, {**as_json, "gone": 1, "audit": "NO SUCH"}) == {
        "status": (invented.Status.DONE,),
        "created_from": date(2024, 3, 1),
    }


def test_choices_follow_their_topic(desk: Desk, page: ListPage) -> None:
    options = field(page, "buy_currency").widget.options
    desk.wait(lambda: len(options()) == 5)
    desk.gateway.answer(invented.ListCurrencies, (invented.CurrencyRow(code="JPY", name="Yen"),))
    desk.gateway.publish("invented.currency")
    desk.wait(lambda: [option.text for option in options()] == ["All", "JPY Yen"])
