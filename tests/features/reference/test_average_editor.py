"""The average price follows bid and offer until a person types one (`docs/rules/fx.md` 3.8)."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from whale_desktop.features.reference.rules.middle import middle
from whale_desktop.features.reference.screens import AVERAGE_EDITOR, EDIT_RATE, NEW_RATE
from whale_desktop.kernel.texts import catalogue
from whale_desktop.ui import theme
from whale_desktop.ui.components import words
from whale_desktop.ui.pages.resolve import resolve

D = Decimal


@pytest.mark.parametrize(
    ("bid", "offer", "average"),
    [
        ("7.8147", "7.8132", "7.8140"),
        ("1.0962", "1.0950", "1.0956"),
        ("0.052310", "0.052345", "0.052328"),
        ("8", "9", "9"),
        ("8.0", "8.5", "8.3"),
    ],
)
def test_the_middle_has_the_decimals_of_the_finer_price(bid: str, offer: str, average: str) -> None:
    assert middle(D(bid), D(offer)) == D(average)


@given(st.decimals("0.0000000001", 10**7, places=10), st.decimals("0.0000000001", 10**7, places=10))
def test_the_middle_lies_between(bid: Decimal, offer: Decimal) -> None:
    assert min(bid, offer) <= middle(bid, offer) <= max(bid, offer)


class _Services:
    texts = catalogue("en")


@pytest.fixture
def editor(qapp: QApplication, qtbot: QtBot) -> Any:
    """The editor as the form makes it."""
    theme.apply(qapp, mode="light", scale=100, locale="zh_Hant")
    words.set_speaker(catalogue("en"))
    (spec,) = (one for one in NEW_RATE.fields if one.name == "average_rate")
    made = resolve(AVERAGE_EDITOR.name)(spec, _Services())
    qtbot.addWidget(made)
    return made


def test_it_is_offered_as_soon_as_both_prices_are_there_and_follows_them(editor: Any) -> None:
    editor.set_context({"bid_rate": D("7.8147"), "offer_rate": None})
    assert editor.value() is None
    editor.set_context({"bid_rate": D("7.8147"), "offer_rate": D("7.8132")})
    assert editor.value() == D("7.8140")
    editor.set_context({"bid_rate": D("7.9000"), "offer_rate": D("7.8132")})
    assert editor.value() == D("7.8566")


def test_what_a_person_typed_stays(editor: Any) -> None:
    editor.set_context({"bid_rate": D("7.8147"), "offer_rate": D("7.8132")})
    editor.set_value(D("7.8"))
    editor.set_context({"bid_rate": D("7.9"), "offer_rate": D("7.9")})
    assert editor.value() == D("7.8")


def test_an_edit_begins_with_the_saved_average(editor: Any) -> None:
    assert any(one.name == "average_rate" and one.editor is AVERAGE_EDITOR for one in EDIT_RATE.fields)
    editor.set_value(D("7.8138"))
    editor.set_context({"bid_rate": D("7.8147"), "offer_rate": D("7.8132")})
    assert editor.value() == D("7.8138")
