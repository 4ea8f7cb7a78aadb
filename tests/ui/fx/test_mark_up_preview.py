"""Mark-up lines with the present rate and what is left of it; moments of Hong Kong time."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout

from tests.ui.fx.conftest import Desk
from tests.ui.recording import RecordingGateway
from whale_desktop.features.fx.messages import (
    ListPairChoices,
    MarkUpPreview,
    NewReferenceMarkUp,
    PairChoice,
    PreviewMarkUp,
    SpreadMode,
)
from whale_desktop.features.fx.widgets import MarkUpPreviewEditor
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.clock import HONG_KONG
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Field
from whale_desktop.ui.forms.moment_field import MomentField
from whale_desktop.ui.pages.resolve import resolve

D = Decimal
SPEC = Field("rows", C_("test", "Pairs"), "custom")


def preview(query: PreviewMarkUp) -> MarkUpPreview:
    if query.spread_mode is SpreadMode.RATE and query.bp == D(100):
        return MarkUpPreview(reference_rate=D("7.1367"), marked_rate=None, problem="FX-E13")
    marked = None if query.bp is None else D("7.1367") - query.bp
    return MarkUpPreview(reference_rate=D("7.1367"), marked_rate=marked)


@pytest.fixture
def editor(desk: Desk, gateway: RecordingGateway) -> MarkUpPreviewEditor:
    pairs = [PairChoice(pair=f"{a}/{b}", from_currency=a, to_currency=b, default_currency=False, is_open=True) for a, b in PAIRS]
    gateway.answer(ListPairChoices, tuple(pairs))
    gateway.answer(PreviewMarkUp, preview)
    made: MarkUpPreviewEditor = resolve("whale_desktop.features.fx.widgets:MarkUpPreviewEditor")(SPEC, desk)
    column = QVBoxLayout(desk.window)
    column.addWidget(made)
    column.addStretch(1)
    desk.until(made.lines[0].pair.options)
    return made


PAIRS = (("USD", "CNH"), ("USD", "HKD"), ("HKD", "USD"))


def enter(editor: MarkUpPreviewEditor, number: int, *, steps: int, value: str) -> None:
    line = editor.lines[number]
    line.pair.box.setFocus()
    for _ in range(steps):
        QTest.keyClick(line.pair.box, Qt.Key.Key_Down)
    line.value.line.setFocus()
    QTest.keyClicks(line.value.line, value)


def test_the_present_rate_and_the_rate_it_leaves_are_shown_while_typing(
    desk: Desk, editor: MarkUpPreviewEditor, gateway: RecordingGateway
) -> None:
    editor.set_context({"channel_name": RateChannel.HSB})
    enter(editor, 0, steps=1, value="0.001")
    line = editor.lines[0]
    desk.until(lambda: line.marked.text() == "7.1357")
    assert line.present.text() == "7.1367"
    assert gateway.queries(PreviewMarkUp) == [
        PreviewMarkUp(pair="USD/CNH", channel_name=RateChannel.HSB, spread_mode=SpreadMode.VALUE, bp=D("0.001"))
    ], "one question at the pause"
    assert editor.value() == (NewReferenceMarkUp(pair="USD/CNH", spread_mode=SpreadMode.VALUE, bp=D("0.001")),)
    editor.set_context({"channel_name": None})
    desk.until(lambda: gateway.queries(PreviewMarkUp)[-1].channel_name is None)
    gateway.publish("reference.rate")
    desk.until(lambda: len(gateway.queries(PreviewMarkUp)) == 3)


def test_a_ratio_is_in_percent_and_one_that_leaves_nothing_is_said_at_once(desk: Desk, editor: MarkUpPreviewEditor) -> None:
    line = editor.lines[0]
    line.mode.box.setFocus()
    QTest.keyClick(line.mode.box, Qt.Key.Key_Down)
    assert line.unit.text() == "%"
    enter(editor, 0, steps=1, value="100")
    desk.until(line.error.isVisible)
    assert line.error.text() == "Rate after mark-up must be above 0"
    assert line.value.line.property("invalid")
    QTest.keyClick(line.value.line, Qt.Key.Key_Backspace)
    assert not line.error.isVisible()


def test_lines_are_added_and_taken_away_by_key(editor: MarkUpPreviewEditor) -> None:
    edits: list[int] = []
    editor.edited.connect(lambda: edits.append(1))
    editor.add.setFocus()
    QTest.keyClick(editor.add, Qt.Key.Key_Space)
    assert len(editor.lines) == 2
    assert editor.lines[1].pair.box.hasFocus()
    enter(editor, 1, steps=2, value="0.5")
    assert editor.value() == (NewReferenceMarkUp(pair="USD/HKD", spread_mode=SpreadMode.VALUE, bp=D("0.5")),), (
        "empty lines are left out"
    )
    editor.lines[0].remove.setFocus()
    QTest.keyClick(editor.lines[0].remove, Qt.Key.Key_Space)
    assert len(editor.lines) == 1
    assert editor.lines[0].pair.box.hasFocus()
    QTest.mouseClick(editor.lines[0].remove, Qt.MouseButton.LeftButton)
    assert len(editor.lines) == 1, "an empty line is always there"
    assert editor.value() == ()
    assert len(edits) >= 4


def test_tab_goes_line_by_line(desk: Desk, editor: MarkUpPreviewEditor) -> None:
    editor.set_value(
        ({"pair": "USD/CNH", "spread_mode": "VALUE", "bp": "0.001"}, {"pair": "HKD/USD", "spread_mode": "RATE", "bp": "1"})
    )
    editor.lines[0].pair.box.setFocus()
    visited: list[Any] = []
    for _ in range(8):
        focused = desk.window.focusWidget()
        visited.append(focused)
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    expected = [stop for line in editor.lines for stop in (line.pair.box, line.mode.box, line.value.line, line.remove)]
    assert visited == expected
    assert editor.add.hasFocus()


def test_errors_of_the_services_stand_at_their_lines(editor: MarkUpPreviewEditor) -> None:
    editor.set_value(
        ({"pair": "USD/CNH", "spread_mode": "VALUE", "bp": "0.001"}, {"pair": "USD/CNH", "spread_mode": "VALUE", "bp": "1"})
    )
    editor.set_path_error(1, "pair", "Record already exists")
    assert editor.lines[1].error.text() == "Record already exists"
    assert editor.lines[1].pair.box.property("invalid")
    assert not editor.lines[0].pair.box.property("invalid")
    editor.set_error("Required field missing")
    assert editor._error.isVisible()
    editor.set_error(None)
    assert not editor._error.isVisible()
    assert not editor.lines[1].error.isVisible()


def test_a_value_that_cannot_be_read_is_said_on_leaving(editor: MarkUpPreviewEditor) -> None:
    enter(editor, 0, steps=1, value="0.0x")
    QTest.keyClick(editor.lines[0].value.line, Qt.Key.Key_Tab)
    assert "not a rate" in editor.lines[0].error.text()
    assert editor.problem() is not None


def test_a_lost_connection_is_said_at_the_line(desk: Desk, editor: MarkUpPreviewEditor, gateway: RecordingGateway) -> None:
    gateway.fail(PreviewMarkUp, Unavailable("storage.locked"))
    enter(editor, 0, steps=1, value="1")
    desk.until(editor.lines[0].error.isVisible)
    assert "in use by another program" in editor.lines[0].error.text()
    assert desk.toasts.said == []


def test_every_stop_of_a_line_says_its_line(editor: MarkUpPreviewEditor) -> None:
    names = [editor.lines[0].pair.box, editor.lines[0].mode.box, editor.lines[0].value.line, editor.lines[0].remove]
    assert [one.accessibleName() for one in names] == [
        "Currency pair, line 1",
        "Mode, line 1",
        "Mark-up, line 1",
        "Remove line 1",
    ]


@pytest.fixture
def moment(desk: Desk) -> MomentField:
    made = MomentField(desk)  # type: ignore[arg-type]  # the parts of the services that a field needs
    QVBoxLayout(desk.window).addWidget(made)
    return made


def test_a_moment_is_typed_in_hong_kong_time(moment: MomentField) -> None:
    assert moment.value() is None
    moment.day.editor().setFocus()
    QTest.keyClicks(moment.day.editor(), "0319")
    QTest.keyClick(moment.day.editor(), Qt.Key.Key_Tab)
    assert moment.value() == datetime(2024, 3, 19, tzinfo=HONG_KONG), "a day alone is its beginning"
    assert moment.clock.line.text() == "00:00"
    moment.clock.line.selectAll()
    QTest.keyClicks(moment.clock.line, "24")
    assert moment.value() == datetime(2024, 3, 20, tzinfo=HONG_KONG)
    moment.clock.line.selectAll()
    QTest.keyClicks(moment.clock.line, "25")
    assert moment.value() is None
    assert moment.problem() is not None


def test_a_moment_comes_back_as_it_was_given(moment: MomentField) -> None:
    given = datetime(2024, 3, 18, 1, 30, 15, tzinfo=UTC)
    moment.set_value(given)
    assert moment.value() == given
    assert moment.clock.line.text() == "09:30:15"
    moment.set_value(None)
    assert moment.value() is None
    QTest.keyClicks(moment.clock.line, "9")
    assert moment.problem() == "A time needs its day."
