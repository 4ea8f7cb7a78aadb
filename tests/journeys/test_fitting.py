"""Lists fit the windows that people have: every column of the picture at 1440, no sideways scrolling in English at 1366."""

import pytest

from tests.journeys.conftest import OpenWindow
from whale_desktop.app.tour.cut_cells import cut_cells
from whale_desktop.app.tour.main_job import SUPERVISOR
from whale_desktop.ui.components.cells import Cell

ORDERS = "cash.conversion.exchange_order"
OF_THE_PICTURE = (
    "forex_id", "created_at", "client", "from_amount", "to_amount", "reference_rate", "rate", "change_type", "service_strategy",
    "forex_status", "audit_status",
)  # fmt: skip
ADDED_AT_1920 = ("reference_mark_up", "execution_mark_up", "forex_type", "origin")


@pytest.mark.parametrize("locale", ["zh_Hant", "zh_Hans"])
def test_at_1440_the_order_list_shows_every_column_of_the_picture(open_window: OpenWindow, locale: str) -> None:
    person = open_window(locale=locale)
    person.sign_in(SUPERVISOR)
    person.open(ORDERS)
    person.await_rows()
    page = person.page
    assert tuple(column.name for column in page.area.model.columns) == OF_THE_PICTURE
    assert set(page.area.hidden_for_width()) == set(ADDED_AT_1920)
    assert cut_cells(person.window) == []
    assert sum(row.isVisible() for row in page.filter._rows) == 8, "two rows of four fields"


def test_a_narrow_column_says_the_short_word_and_its_tooltip_the_whole_one(open_window: OpenWindow) -> None:
    person = open_window()
    person.sign_in(SUPERVISOR)
    person.open(ORDERS)
    person.await_rows()
    model = person.page.area.model
    place = model.first_data + [column.name for column in model.columns].index("change_type")
    cells: list[Cell] = [model.row_cells(row)[place] for row in range(len(model.rows))]
    assert {cell.text for cell in cells} <= {"大額", "小額·池內", "小額·超池"}
    assert {cell.tooltip for cell in cells} == {cell.raw for cell in cells} == {cell.spoken for cell in cells}
    assert {cell.raw for cell in cells} <= {"大額換匯", "小額換匯（匯兌池內）", "小額換匯（超匯兌池）"}


@pytest.mark.parametrize("size", [(1366, 768), (1440, 900), (1920, 1080)])
def test_in_english_nothing_is_cut_and_nothing_scrolls_sideways(open_window: OpenWindow, size: tuple[int, int]) -> None:
    person = open_window(locale="en", size=size)
    person.sign_in(SUPERVISOR)
    for menu in (
        ORDERS,
        "cash.conversion.exceptional_records",
        "cash.conversion.gains_and_losses",
        "asset_account.account.details",
    ):
        person.open(menu)
        person.await_rows()
        assert cut_cells(person.window) == []
