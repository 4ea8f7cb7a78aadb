"""The drawer, tabs of several lists, the strip of cards, and a switch of language."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from tests.ui.pages import invented
from tests.ui.pages.conftest import Desk
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.messages.files import BlobId
from whale_desktop.ui.components import Button, IconButton, Label
from whale_desktop.ui.components.words import set_speaker
from whale_desktop.ui.lists.detail import DetailPane
from whale_desktop.ui.lists.list_page import ListPage
from whale_desktop.ui.lists.small_table import SmallTable
from whale_desktop.ui.pages.tabs_page import TabsPage


@pytest.fixture
def page(desk: Desk) -> ListPage:
    page: ListPage = desk.open(invented.DEALS)
    desk.wait(lambda: page.source.totals is not None)
    return page


def open_first(desk: Desk, page: ListPage) -> DetailPane:
    desk.press("Return", page.area.table)
    drawer = page.drawer
    assert drawer is not None
    desk.wait(lambda: any(one.text() == "Exchange" for one in drawer.body.findChildren(Label)))
    return drawer


def words(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel) if one.text() and one.isVisible()]


def test_the_drawer_shows_sections_state_and_related_rows(desk: Desk, page: ListPage) -> None:
    drawer = open_first(desk, page)
    said = words(drawer.body)
    assert "USD 3,500.00" in said
    assert "2024-03-18 10:31:42" in said
    assert "History" in said
    table = drawer.body.findChild(SmallTable)
    assert isinstance(table, SmallTable)
    assert [row.who for row in table.model.rows] == ["陳詠珊", "何文傑"]


def test_a_link_and_its_name_stand_in_one_line(desk: Desk, page: ListPage) -> None:
    drawer = open_first(desk, page)
    link = next(one for one in drawer.body.findChildren(Button) if one.kind == "link")
    name = next(one for one in drawer.body.findChildren(Label) if one.text() == "Client")
    link_top, name_top = (one.mapTo(drawer.body, one.rect().center()).y() for one in (link, name))
    assert abs(link_top - name_top) <= 1


def test_a_short_table_that_scrolls_sideways_hides_no_row(desk: Desk, page: ListPage) -> None:
    drawer = open_first(desk, page)
    table = drawer.body.findChild(SmallTable)
    assert isinstance(table, SmallTable)
    for width in (440, 120):
        table.setFixedWidth(width)
        desk.wait(lambda: table.table.viewport().height() >= table.table.rowHeight(0) * len(table.model.rows))
        assert table.table.verticalScrollBar().maximum() == 0


def test_a_section_without_its_right_is_not_there(desk: Desk, page: ListPage) -> None:
    drawer = open_first(desk, page)
    assert "Inside" not in words(drawer.body)


def test_actions_stand_at_the_foot_and_work(desk: Desk, page: ListPage) -> None:
    drawer = open_first(desk, page)
    buttons = [one for one in drawer.findChildren(Button) if one.text() == "Cancel order"]
    desk.click(buttons[-1])
    assert desk.dialog().accessibleName() == "Cancel order 2403180128?"
    desk.dialog().reject()
    desk.no_dialog()


def printer_of(drawer: DetailPane) -> IconButton:
    """The button in the head of the drawer."""
    return next(one for one in drawer.findChildren(IconButton) if one.toolTip() == "Print")


def test_the_record_is_printed_into_a_file(desk: Desk, page: ListPage) -> None:
    drawer = open_first(desk, page)
    desk.gateway.answer(invented.PrintDeal, BlobId("printed"))
    desk.gateway.blobs["printed"] = b"%PDF"
    desk.click(printer_of(drawer))
    desk.wait(lambda: desk.files.saved)
    assert desk.gateway.commands(invented.PrintDeal) == [invented.PrintDeal(list_key=page.spec.key, key="2403180128")]
    assert desk.files.saved == [(f"{page.title()}_2403180128.pdf", b"%PDF")]
    desk.wait(lambda: ("success", f"Saved as /kept/{page.title()}_2403180128.pdf") in desk.toasts.said)


def test_printing_that_fails_can_be_tried_again(desk: Desk, page: ListPage) -> None:
    drawer = open_first(desk, page)
    desk.gateway.answer(invented.PrintDeal, BlobId("printed"))
    desk.gateway.blobs["printed"] = b"%PDF"
    desk.gateway.fail(invented.PrintDeal, Unavailable("storage.locked"))
    desk.click(printer_of(drawer))
    desk.wait(lambda: desk.toasts.retry is not None)
    assert desk.toasts.retry is not None
    desk.toasts.retry()
    desk.wait(lambda: desk.files.saved)


def test_a_link_opens_the_other_screen_filtered(desk: Desk, page: ListPage) -> None:
    drawer = open_first(desk, page)
    link = next(one for one in drawer.body.findChildren(Button) if one.text().startswith("80012046"))
    link.click()
    assert desk.opened == [("invented.deals", {"client": "80012046 陳嘉儀"})]


def test_a_detail_that_cannot_be_read_offers_a_retry(desk: Desk, page: ListPage) -> None:
    desk.gateway.fail(invented.GetDeal, Unavailable("storage.locked"))
    desk.press("Return", page.area.table)
    drawer = page.drawer
    assert drawer is not None
    desk.wait(lambda: any("in use by another program" in one for one in words(drawer.body)))
    drawer.ask()
    desk.wait(lambda: "USD 3,500.00" in words(drawer.body))


def test_a_change_elsewhere_reaches_the_open_drawer(desk: Desk, page: ListPage) -> None:
    drawer = open_first(desk, page)
    desk.gateway.answer(
        invented.GetDeal,
        lambda asked: invented.DealDetail(
            **{
                **{name: getattr(invented.detail_of(asked), name) for name in invented.DealDetail.__struct_fields__},
                "remark": "changed",
            }
        ),
    )
    desk.gateway.publish("invented.deal")
    desk.wait(lambda: "changed" in words(drawer.body))


def test_tabs_ask_when_they_are_first_shown(desk: Desk) -> None:
    page: TabsPage = desk.open(invented.TABS)
    desk.wait(lambda: page.lists[0].source.loaded)
    desk.idle()
    assert len(page.lists) == 1, "the other one is not even made"
    page.segment.selected.emit("invented.quotas")
    quotas = page.list_of("invented.quotas")
    desk.wait(lambda: quotas.source.loaded)
    strip = quotas.strip
    assert strip is not None
    desk.wait(lambda: len(strip.cards) == 2)
    assert page.head.time == "10:32:08"


def test_open_with_finds_the_list_that_has_the_filter(desk: Desk) -> None:
    page: TabsPage = desk.open(invented.TABS)
    page._choose("invented.quotas")
    page.open_with({"deal_no": "2403180128"})
    assert page.current() is page.lists[0]
    desk.wait(lambda: "2403180128" in [one.where.deal_no for one in desk.gateway.queries(invented.ListDeals)])


def test_the_strip_follows_its_topic_and_warns(desk: Desk) -> None:
    page: ListPage = desk.open(invented.STRIP)
    strip = page.strip
    assert strip is not None
    desk.wait(lambda: len(strip.cards) == 2)
    assert "Below warning line" not in strip.cards[0].accessibleName()
    assert "Left HKD 90,000.00" in strip.cards[1].accessibleName()
    desk.gateway.answer(invented.ListQuotas, invented.QUOTAS[:1])
    desk.gateway.publish("invented.quota")
    desk.wait(lambda: len(strip.cards) == 1)


@pytest.fixture
def spoken_again(desk: Desk) -> Iterator[None]:
    yield
    desk.services.runtime.set_locale("en")
    set_speaker(desk.services.texts.catalogue)


@pytest.mark.usefixtures("spoken_again")
def test_a_switch_of_language_reaches_every_word_and_moves_nothing(desk: Desk, page: ListPage) -> None:
    open_first(desk, page)
    page.selection.set_rows(page.area.model.rows[:1], True)
    widths = [page.area.table.columnWidth(one) for one in range(page.area.model.columnCount())]
    desk.services.runtime.set_locale("pseudo")
    set_speaker(desk.services.texts.catalogue)
    page.retranslate()
    desk.idle()
    data = {row.deal_no for row in page.area.model.rows} | {"2024-03-18 10:31:42", "7.1357", "USD 3,500.00", "10 digits"}
    for text in words(page):
        plain = text in data or text in ("—", "*", "Cash Management / Currency Conversion / Exchange Order")
        assert "⟦" in text or plain, text
    for button in page.findChildren(Button):
        assert not button.text() or "⟦" in button.text() or button.text().startswith("80012046"), button.text()
    assert page.area.table.heads.head(1).text == "⟦Order no.⟧"
    assert page.area.model.row_cells(0)[-1].actions[0].text == "⟦Review⟧"
    assert [page.area.table.columnWidth(one) for one in range(page.area.model.columnCount() - 1)][:1] == widths[:1]
    assert len(page.selection) == 1
