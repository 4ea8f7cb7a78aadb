"""Column layouts: saved, restored, fitted, edited in the dialog, and really reset."""

from dataclasses import replace
from typing import Any

import pytest

from tests.ui.pages import invented
from tests.ui.pages.conftest import Desk
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Column
from whale_desktop.ui.lists.column_dialog import ColumnDialog
from whale_desktop.ui.lists.layout import ColumnChoice, ListLayout, fit, restored, shipped
from whale_desktop.ui.lists.list_page import ListPage


def columns(*specs: tuple[str, int, int, int]) -> tuple[Column, ...]:
    return tuple(
        Column(name, C_("invented", "Client"), priority=priority, minimum=minimum, ideal=ideal)
        for name, priority, minimum, ideal in specs
    )


def layout(*names: str, pinned: str = "") -> ListLayout:
    return ListLayout(tuple(ColumnChoice(name, shown=True, pinned=name == pinned) for name in names))


THREE = columns(("a", 1, 50, 100), ("b", 3, 50, 100), ("c", 5, 50, 200))


def test_room_to_spare_is_shared_in_proportion() -> None:
    fitted = fit(layout("a", "b", "c"), THREE, 800)
    assert fitted.widths == {"a": 200, "b": 200, "c": 400}
    assert fitted.hidden == ()


def test_columns_shrink_first_then_the_least_important_leave() -> None:
    assert fit(layout("a", "b", "c"), THREE, 275).widths == {"a": 75, "b": 75, "c": 125}
    narrow = fit(layout("a", "b", "c"), THREE, 120)
    assert narrow.hidden == ("c",)
    assert set(narrow.widths) == {"a", "b"}
    assert fit(layout("a", "b", "c"), THREE, 60).hidden == ("c", "b")


def test_priority_one_and_pinned_columns_never_leave() -> None:
    fitted = fit(layout("c", "a", pinned="c"), THREE, 10)
    assert fitted.hidden == ()
    assert fitted.widths == {"c": 50, "a": 50}


def test_the_font_may_ask_for_more_than_the_declared_minimum() -> None:
    assert fit(layout("a", "b"), THREE, 100, least={"a": 120}).widths == {"a": 120}
    assert fit(layout("a"), THREE, 50, least={"a": 120}).widths == {"a": 120}


def test_dragged_widths_are_kept_as_they_are() -> None:
    dragged = layout("a", "b").with_widths({"a": 77, "b": 300})
    assert fit(dragged, THREE, 1000).widths == {"a": 77, "b": 300}


def test_a_saved_layout_comes_back() -> None:
    changed = replace(shipped(invented.DEALS), density=32, page_size=100)
    changed = replace(changed, columns=(changed.columns[0], *reversed(changed.columns[1:])))
    assert restored(invented.DEALS, changed.as_json()) == changed


def test_a_column_that_an_update_added_stands_behind_its_neighbour() -> None:
    saved = shipped(invented.DEALS).as_json()
    saved["columns"] = [one for one in saved["columns"] if one["field"] != "client"]
    saved["columns"].append({"field": "gone", "visible": True, "width": 5, "pinned": False})
    names = [one.name for one in restored(invented.DEALS, saved).columns]
    assert names[names.index("created_at") + 1] == "client"
    assert "gone" not in names


@pytest.mark.parametrize("damaged", [None, 7, "x", [], {}, {"columns": 3}, {"columns": [3, {"field": 9}]}])
def test_anything_that_is_no_layout_gives_the_shipped_one(damaged: Any) -> None:
    assert restored(invented.DEALS, damaged) == shipped(invented.DEALS)


@pytest.fixture
def page(desk: Desk) -> ListPage:
    page: ListPage = desk.open(invented.DEALS)
    desk.wait(lambda: page.source.totals is not None)
    return page


def open_columns(desk: Desk, page: ListPage) -> ColumnDialog:
    desk.press("Ctrl+Shift+L", page.area.table)
    dialog = desk.dialog()
    assert isinstance(dialog, ColumnDialog)
    return dialog


def shown(page: ListPage) -> list[str]:
    return [column.name for column in page.area.model.columns]


def test_columns_are_hidden_moved_and_pinned_by_key_and_stay_so(desk: Desk, page: ListPage) -> None:
    dialog = open_columns(desk, page)
    names = [choice.name for choice in dialog.list.choices()]
    dialog.list.setFocus()
    dialog.list.setCurrentRow(names.index("way"))
    desk.press("Space", dialog.list)
    dialog.list.setCurrentRow(names.index("rate"))
    desk.press("Alt+Up", dialog.list)
    desk.press("P", dialog.list)
    desk.press("Ctrl+Return", dialog)
    desk.no_dialog()
    desk.wait(lambda: "way" not in shown(page))
    assert shown(page)[:2] == ["deal_no", "rate"]
    again: ListPage = desk.open(invented.DEALS)
    assert shown(again)[:2] == ["deal_no", "rate"]


def test_restore_really_gives_the_shipped_layout(desk: Desk, page: ListPage) -> None:
    before = shown(page)
    page.area.table.setColumnWidth(2, 333)
    desk.wait(lambda: desk.services.preferences.get("list:invented.deals:layout"))
    dialog = open_columns(desk, page)
    dialog.list.change(3, shown=False)
    desk.press("Ctrl+Return", dialog)
    desk.no_dialog()
    desk.wait(lambda: shown(page) != before)
    dialog = open_columns(desk, page)
    desk.click(dialog.restore)
    desk.press("Ctrl+Return", dialog)
    desk.no_dialog()
    desk.wait(lambda: page.layout_now == shipped(invented.DEALS))
    assert shown(page) == before


def test_dragging_one_divider_moves_no_other(desk: Desk, page: ListPage) -> None:
    table = page.area.table
    before = [table.columnWidth(column) for column in range(page.area.model.columnCount())]
    table.setColumnWidth(2, before[2] + 40)
    desk.wait(lambda: page.layout_now.columns[1].width > 0)
    desk.idle(20)
    after = [table.columnWidth(column) for column in range(page.area.model.columnCount())]
    assert after[2] == before[2] + 40
    assert [width for place, width in enumerate(after) if place != 2] == [
        width for place, width in enumerate(before) if place != 2
    ]


def test_the_last_shown_column_cannot_be_taken_away(desk: Desk, page: ListPage) -> None:
    dialog = open_columns(desk, page)
    for row in range(len(dialog.list.choices())):
        dialog.list.change(row, shown=False)
    desk.press("Ctrl+Return", dialog)
    assert dialog.is_open()
    dialog.done(None)


def test_density_sets_the_row_height(desk: Desk, page: ListPage) -> None:
    dialog = open_columns(desk, page)
    dialog.density.set_current("32")
    desk.press("Ctrl+Return", dialog)
    desk.no_dialog()
    desk.wait(lambda: page.area.table.row_height() == 32)


def test_pinned_columns_and_actions_stay_while_the_rest_scrolls(desk: Desk, page: ListPage) -> None:
    assert not page.area.table.right.isVisible()
    page._keep_layout(page.layout_now.with_widths({one.name: 240 for one in page.layout_now.columns}))
    page.area.set_layout(page.layout_now)
    table = page.area.table
    desk.wait(table.right.isVisible)
    assert table.left.isVisible()
    assert table.left.width() == table.columnWidth(0) + table.columnWidth(1)
    table.horizontalScrollBar().setValue(500)
    assert table.left.visualRect(page.area.model.index(0, 1)).left() == table.columnWidth(0)
    index = page.area.model.index(0, 4)
    table.scrollTo(index)
    assert table.visualRect(index).left() >= table.left.width()
    actions = page.area.model.index(0, page.area.model.columnCount() - 1)
    words = table.right.visualRect(actions)
    assert page.area.delegates[2].action_at(actions, words, words.center()) in ("", "review", "cancel", "edit")
    assert table.grid_of(actions) is table.right


def test_a_column_without_a_dragged_width_joins_only_while_it_fits() -> None:
    dragged = ListLayout(
        (
            ColumnChoice("a", shown=True, pinned=False, width=100),
            ColumnChoice("b", shown=True, pinned=False, width=100),
            ColumnChoice("c", shown=True, pinned=False),
        )
    )
    assert fit(dragged, THREE, 400).widths == {"a": 100, "b": 100, "c": 200}
    assert fit(dragged, THREE, 300).hidden == ("c",)
