"""Sections of a record without their right are not there and nothing is asked for them: `docs/rules/platform.md` 6.4, scenarios 6 and 7.

On a stand-in for the opening details of client management, which come later, with the documented codes.
"""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.helpers import opening_details as openings
from tests.helpers.registries import borrowed_registries
from tests.ui.pages.conftest import Desk, make_desk
from whale_desktop.messages import Page, Totals
from whale_desktop.messages import registry as message_registry
from whale_desktop.ui.components import Button
from whale_desktop.ui.lists.detail import DetailPane

OpenDrawer = Callable[..., tuple[Desk, DetailPane]]


@pytest.fixture
def drawer(qtbot: QtBot, qapp: object) -> Iterator[OpenDrawer]:
    """The opening details of a member with these codes besides the list's own."""
    desks: list[Desk] = []
    with borrowed_registries():
        for info in openings.MESSAGES:
            message_registry._BY_TYPE[info.type] = info
            message_registry._BY_NAME[info.name] = info

        def open_it(*codes: str) -> tuple[Desk, DetailPane]:
            desk = make_desk(qtbot, codes=(openings.VIEW, *codes))
            desks.append(desk)
            row = openings.Opening(number="KYC-1", name="Chan Ka Yi", markets=("HK", "US"))
            desk.gateway.answer(openings.ListOpenings, Page(rows=(row,)))
            desk.gateway.answer(openings.TotalOpenings, Totals(count=1))
            desk.gateway.answer(openings.GetOpening, row)
            for one in (openings.ListTradePermissions, openings.ListInvestorRecords, openings.ListRiskAssessments):
                desk.gateway.answer(one, (openings.Line(what=one.__name__),))
            page = desk.open(openings.OPENINGS)
            desk.wait(lambda: page.source.totals is not None)
            desk.press("Return", page.area.table)
            desk.wait(lambda: page.drawer is not None and "Client particulars" in words(page.drawer.body))
            return desk, page.drawer

        yield open_it
        for desk in desks:
            desk.close()


def words(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(QLabel) if one.text()]


def buttons(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(Button) if one.isVisible()]


TRADE_SECTIONS = {"Markets applied for", "Trade permissions"}


def test_platform_06_without_the_right_there_is_no_trade_permission_section_at_all(drawer: OpenDrawer) -> None:
    desk, pane = drawer()
    assert TRADE_SECTIONS & set(words(pane.body)) == set()
    assert desk.gateway.queries(openings.ListTradePermissions) == []
    assert "Modify trade permission" not in buttons(pane)


def test_platform_06_with_the_view_alone_the_section_is_read_only(drawer: OpenDrawer) -> None:
    _, pane = drawer(openings.TRADE)
    assert set(words(pane.body)) >= TRADE_SECTIONS
    assert "Modify trade permission" not in buttons(pane)


def test_platform_06_with_both_rights_it_can_be_modified(drawer: OpenDrawer) -> None:
    _, pane = drawer(openings.TRADE, openings.TRADE_EDIT)
    assert set(words(pane.body)) >= TRADE_SECTIONS
    assert "Modify trade permission" in buttons(pane)


def test_platform_07_without_their_rights_neither_section_exists_and_no_query_is_sent(drawer: OpenDrawer) -> None:
    desk, pane = drawer(openings.TRADE)
    assert {"Professional investor", "Risk assessment"} & set(words(pane.body)) == set()
    assert desk.gateway.queries(openings.ListInvestorRecords) == []
    assert desk.gateway.queries(openings.ListRiskAssessments) == []


def test_platform_07_each_section_comes_with_its_own_right(drawer: OpenDrawer) -> None:
    desk, pane = drawer(openings.RISK)
    assert "Risk assessment" in words(pane.body)
    assert "Professional investor" not in words(pane.body)
    assert len(desk.gateway.queries(openings.ListRiskAssessments)) == 1
