"""Heads of a list: one line where there is room, two where there is not; the short word in the head, the whole one everywhere else."""

from typing import Any

import pytest
from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from whale_desktop.ui import theme
from whale_desktop.ui.lists.grid import Grid
from whale_desktop.ui.lists.heads import HEAD_ROLE, Head, broken, least_head_width


class OneColumn(QAbstractTableModel):
    """A table without rows whose one head has words to break."""

    WORDS = "Client Exchange Status By Channel"

    def rowCount(self, *_: Any) -> int:
        return 0

    def columnCount(self, *_: Any) -> int:
        return 1

    def data(self, *_: Any) -> Any:
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        return Head(self.WORDS) if role == HEAD_ROLE else None


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> None:
    theme.apply(qapp, mode="light", scale=100, locale="en")


def width_of(text: str) -> int:
    return theme.current().metrics("small", 500).horizontalAdvance(text)


def test_a_head_that_fits_stays_in_one_line() -> None:
    assert broken("Debit Amount", width_of("Debit Amount")) == ("Debit Amount",)


def test_a_head_that_does_not_fit_is_broken_at_the_blank_that_needs_the_least() -> None:
    assert broken("Channel Exchange Order ID", 100) == ("Channel Exchange", "Order ID") or broken(
        "Channel Exchange Order ID", 100
    ) == ("Channel", "Exchange Order ID")
    first, second = broken("Client Exchange Status", 60)
    assert f"{first} {second}" == "Client Exchange Status"


def test_a_head_of_one_word_cannot_be_broken() -> None:
    assert broken("Requestor", 10) == ("Requestor",)


def test_chinese_heads_may_be_broken_anywhere_but_short_ones_ask_for_one_line() -> None:
    assert broken("預計處理時間說明", 60) == ("預計處理", "時間說明")
    assert least_head_width("匯兌池類型", sortable=False) > width_of("匯兌池類型")
    assert least_head_width("客戶匯兌單號編號", sortable=False) < width_of("客戶匯兌單號編號")


def test_a_column_that_sorts_has_room_for_its_caret() -> None:
    assert least_head_width("Status", sortable=True) > least_head_width("Status", sortable=False)


def test_the_view_is_laid_out_anew_only_when_a_head_needs_another_number_of_lines(qtbot: QtBot) -> None:
    view = Grid()
    qtbot.addWidget(view)
    view.setModel(OneColumn())
    view.resize(600, 200)
    view.show()
    told: list[int] = []
    view.heads.geometriesChanged.connect(lambda: told.append(view.heads.height()))
    wide = width_of(OneColumn.WORDS) + 100
    for width in (wide, wide + 40):
        view.setColumnWidth(0, width)
        view.heads.fit()
    one_line, told[:] = view.heads.height(), []
    view.heads.fit()
    assert told == []
    view.setColumnWidth(0, width_of("Client Exchange") + 40)
    view.heads.fit()
    assert told
    assert view.heads.height() > one_line
    view.setColumnWidth(0, wide)
    view.heads.fit()
    assert view.heads.height() == one_line
