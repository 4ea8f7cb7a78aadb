"""The period editor: typed, drawn and dragged periods, overlaps with their way out, rivals, everything by keyboard too."""

from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout

from tests.ui.fx.conftest import Desk
from tests.ui.recording import RecordingGateway
from whale_desktop.features.fx.messages import (
    ChangeType,
    DayBasis,
    ListRivalPeriods,
    RivalPeriods,
    ServicePeriod,
    ServiceStrategy,
    StrategyKind,
)
from whale_desktop.features.fx.widgets import PeriodEditor
from whale_desktop.features.fx.widgets.conflicts import PENDING
from whale_desktop.features.fx.widgets.period_timeline import Edge
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import CustomEditor, Field
from whale_desktop.ui import theme
from whale_desktop.ui.pages.resolve import resolve

HK = DayBasis.HK_TRADE_DAY
SPEC = Field(
    "service_time", C_("test", "Periods"), kind="custom", editor=CustomEditor("whale_desktop.features.fx.widgets:PeriodEditor")
)
CONTEXT = {
    "strategy_kind": StrategyKind.SPECIFIC,
    "change_type": ChangeType.SMALL_BEYOND_POOL,
    "support_currency": ("USD/CNH", "USD/HKD"),
}


def period(start: str, end: str, basis: DayBasis = HK) -> ServicePeriod:
    return ServicePeriod(day_basis=basis, start=f"{start}:00", end=f"{end}:00")


MORNING, AFTERNOON = period("09:00", "12:00"), period("13:00", "16:00")


@pytest.fixture
def editor(desk: Desk, gateway: RecordingGateway) -> PeriodEditor:
    gateway.answer(ListRivalPeriods, ())
    assert SPEC.editor is not None
    made: PeriodEditor = resolve(SPEC.editor.name)(SPEC, desk)
    column = QVBoxLayout(desk.window)
    column.addWidget(made)
    column.addStretch(1)
    desk.window.resize(800, 500)
    desk.window.activateWindow()
    made.setVisible(True)
    return made


def types(editor: PeriodEditor, start: str, end: str) -> None:
    editor.start.line.setFocus()
    QTest.keyClicks(editor.start.line, start)
    QTest.keyClick(editor.start.line, Qt.Key.Key_Tab)
    editor.end.line.setFocus()
    QTest.keyClicks(editor.end.line, end)


def point(editor: PeriodEditor, seconds: int, line: int) -> QPoint:
    geometry = editor.timeline.geometry_now()
    return QPoint(geometry.x_of(seconds), geometry.row(line).center().y())


def drag(editor: PeriodEditor, start: QPoint, end: QPoint, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    timeline = editor.timeline
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, modifier, start)
    middle = QPoint((start.x() + end.x()) // 2, start.y())
    for place in (middle, end):
        event = _move(timeline, place, modifier)
        timeline.mouseMoveEvent(event)
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, modifier, end)


def _move(timeline: Any, place: QPoint, modifier: Any) -> QMouseEvent:
    position = QPointF(place)
    return QMouseEvent(
        QEvent.Type.MouseMove,
        position,
        QPointF(timeline.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        modifier,
    )


def test_a_typed_period_is_added_by_enter_and_the_row_is_ready_for_the_next(editor: PeriodEditor) -> None:
    edits: list[int] = []
    editor.edited.connect(lambda: edits.append(1))
    types(editor, "9", "1200")
    assert editor.value() == (MORNING,), "what is typed counts before it is added, so that saving loses nothing"
    QTest.keyClick(editor.end.line, Qt.Key.Key_Return)
    assert editor.value() == (MORNING,)
    assert [chip.accessibleName() for chip in editor.chips.chips] == ["HK trading day 09:00 – 12:00"]
    assert editor.start.is_blank()
    assert editor.end.is_blank()
    assert editor.start.line.hasFocus()
    assert edits


def test_values_given_are_given_back_and_say_nothing(editor: PeriodEditor) -> None:
    edits: list[int] = []
    editor.edited.connect(lambda: edits.append(1))
    night = period("22:00", "02:00", DayBasis.NATURAL_DAY)
    editor.set_value((MORNING, {"day_basis": "natural_day", "start": "22:00:00", "end": "02:00:00"}))
    assert editor.value() == (MORNING, night)
    editor.set_value(None)
    assert editor.value() == ()
    assert not edits


def test_an_overlap_says_by_how_much_and_one_click_takes_the_nearest_period(editor: PeriodEditor) -> None:
    editor.set_value((MORNING, AFTERNOON))
    types(editor, "15:30", "18:00")
    assert editor._error.text() == (
        "Service periods overlap: 30 min shared with 13:00 – 16:00. Periods that touch (starting at 16:00) do not overlap."
    )
    assert editor.fix.text() == "Change to 16:00 – 18:00"
    assert editor.start.line.property("invalid")
    QTest.mouseClick(editor.add, Qt.MouseButton.LeftButton)
    assert len(editor.chips.chips) == 2, "an overlapping period does not get into the list"
    assert editor.value() == (MORNING, AFTERNOON, period("15:30", "18:00")), (
        "but it is not lost: the services refuse it on saving"
    )
    QTest.mouseClick(editor.fix, Qt.MouseButton.LeftButton)
    assert not editor._error_box.isVisible()
    assert not editor.start.line.property("invalid")
    QTest.mouseClick(editor.add, Qt.MouseButton.LeftButton)
    assert editor.value() == (MORNING, AFTERNOON, period("16:00", "18:00"))


def test_text_that_is_no_time_is_said_on_leaving_the_field(editor: PeriodEditor) -> None:
    editor.start.line.setFocus()
    QTest.keyClicks(editor.start.line, "9x")
    assert not editor._error_box.isVisible()
    QTest.keyClick(editor.start.line, Qt.Key.Key_Tab)
    assert "not a time of day" in editor._error.text()
    assert editor.problem() is not None
    assert editor.value() == ()


@pytest.mark.parametrize(("start", "end", "sentence"), [("9", "", "needs a start and an end"), ("9", "9:00", "longer than zero")])
def test_half_a_period_is_a_problem_before_saving(editor: PeriodEditor, start: str, end: str, sentence: str) -> None:
    types(editor, start, end)
    problem = editor.problem()
    assert problem is not None
    assert sentence in problem
    QTest.mouseClick(editor.add, Qt.MouseButton.LeftButton)
    assert sentence in editor._error.text()


def test_dragging_on_empty_space_adds_in_quarters_with_alt_in_minutes(editor: PeriodEditor) -> None:
    drag(editor, point(editor, 9 * 3600 + 200, 1), point(editor, 12 * 3600 - 200, 1))
    assert editor.value() == (MORNING,)
    drag(editor, point(editor, 13 * 3600, 0), point(editor, 14 * 3600 + 420, 0), Qt.KeyboardModifier.AltModifier)
    second = editor.value()[1]
    assert second.start in ("12:59:00", "13:00:00", "13:01:00")
    assert second.end.startswith("14:0")
    assert second.end != "14:00:00"


def test_a_drawn_period_that_overlaps_waits_in_the_entry_row(editor: PeriodEditor) -> None:
    editor.set_value((AFTERNOON,))
    drag(editor, point(editor, 15 * 3600 + 1800, 1), point(editor, 18 * 3600, 1))
    assert len(editor.chips.chips) == 1
    assert editor.start.line.text() == "15:30"
    assert editor.fix.text() == "Change to 16:00 – 18:00"


def test_an_edge_is_dragged_in_quarters(editor: PeriodEditor) -> None:
    editor.set_value((MORNING,))
    drag(editor, point(editor, 12 * 3600, 0), point(editor, 13 * 3600 + 300, 0))
    assert editor.value() == (period("09:00", "13:00"),)
    drag(editor, point(editor, 13 * 3600, 0), point(editor, 5 * 3600, 0))
    assert editor.value() == (period("09:00", "13:00"),), "an edge cannot pass the other"


def test_arrows_choose_and_move_edges_and_delete_removes(editor: PeriodEditor) -> None:
    editor.set_value((AFTERNOON, MORNING))
    timeline = editor.timeline
    editor.add.setFocus()
    timeline.setFocus(Qt.FocusReason.TabFocusReason)
    assert timeline.focused_edge() == Edge(1, "start"), "the earliest edge first"
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    assert editor.value() == (AFTERNOON, period("09:15", "12:00"))
    QTest.keyClick(timeline, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert editor.value() == (AFTERNOON, period("09:14", "12:00"))
    QTest.keyClick(timeline, Qt.Key.Key_Left)
    QTest.keyClick(timeline, Qt.Key.Key_Down)
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    assert editor.value() == (AFTERNOON, period("09:00", "12:15"))
    assert timeline.accessibleDescription().startswith("09:00 – 12:15, end")
    QTest.keyClick(timeline, Qt.Key.Key_Delete)
    assert editor.value() == (AFTERNOON,)
    assert timeline.focused_edge() == Edge(0, "start")


def test_the_end_goes_over_midnight_by_keys_and_is_drawn_in_two_pieces(editor: PeriodEditor) -> None:
    from whale_desktop.features.fx.rules.periods import pieces
    from whale_desktop.features.fx.widgets.timeline_painting import piece_words

    editor.set_value((period("22:00", "24:00"),))
    editor.timeline.focus_edge(Edge(0, "end"))
    QTest.keyClick(editor.timeline, Qt.Key.Key_Right)
    assert editor.value() == (period("22:00", "00:15"),)
    (night,) = editor._own
    assert [piece_words(night, piece.days_after_start) for piece in pieces(night)] == ["22:00 →", "→ 00:15"]
    QTest.keyClick(editor.timeline, Qt.Key.Key_Left)
    assert editor.value() == (period("22:00", "24:00"),)


def test_enter_on_the_timeline_takes_the_period_being_added(editor: PeriodEditor) -> None:
    types(editor, "9", "12")
    editor.timeline.setFocus()
    editor.timeline.focus_edge(Edge(PENDING, "end"))
    QTest.keyClick(editor.timeline, Qt.Key.Key_Left)
    assert editor.end.line.text() == "11:45"
    QTest.keyClick(editor.timeline, Qt.Key.Key_Return)
    assert len(editor.chips.chips) == 1


def test_a_chip_is_removed_by_key_and_by_its_cross(editor: PeriodEditor) -> None:
    editor.set_value((MORNING, AFTERNOON))
    chip = editor.chips.chips[0]
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert editor.value() == (AFTERNOON,)
    (left,) = editor.chips.chips
    assert left.hasFocus(), "the focus stays among the chips"
    QTest.mouseClick(left, Qt.MouseButton.LeftButton, pos=left.rect().topLeft() + QPoint(4, 4))
    assert editor.value() == (AFTERNOON,)
    QTest.mouseClick(left, Qt.MouseButton.LeftButton, pos=left.cross().center())
    assert editor.value() == ()


def test_tab_goes_timeline_chips_entry(desk: Desk, editor: PeriodEditor) -> None:
    editor.set_value((MORNING, AFTERNOON))
    widgets = [editor.timeline, *editor.chips.chips, editor.basis.editor(), editor.start.line, editor.end.line, editor.add]
    for before, after in pairwise(widgets):
        before.setFocus()
        QTest.keyClick(before, Qt.Key.Key_Tab)
        assert desk.window.focusWidget() is after


RIVAL = RivalPeriods(
    strategy_id="T9",
    service_strategy=ServiceStrategy.SINGLE,
    channel_name=RateChannel.HSB,
    service_time=(period("18:00", "20:00"),),
)


def test_rivals_are_asked_for_as_soon_as_they_are_determined(desk: Desk, editor: PeriodEditor, gateway: RecordingGateway) -> None:
    gateway.answer(ListRivalPeriods, (RIVAL,))
    context = {**CONTEXT, "strategy_id": "T3"}
    editor.set_context({**context, "support_currency": ()})
    editor.set_value((period("19:30", "22:00"),))
    assert not editor._error_box.isVisible()
    editor.set_context(context)
    desk.until(editor._error_box.isVisible)
    (query,) = gateway.queries(ListRivalPeriods)
    assert (query.strategy_id, query.change_type, query.support_currency) == (
        "T3",
        ChangeType.SMALL_BEYOND_POOL,
        ("USD/CNH", "USD/HKD"),
    )
    assert "30 min shared with 18:00 – 20:00 of another strategy (Hang Seng)" in editor._error.text()
    assert editor.fix.text() == "Change to 20:00 – 22:00"
    editor.set_context(dict(context))
    desk.qtbot.wait(20)
    assert len(gateway.queries(ListRivalPeriods)) == 1, "the same question is not asked twice"
    gateway.answer(ListRivalPeriods, ())
    gateway.publish("fx.strategy")
    desk.until(lambda: not editor._error_box.isVisible())


def test_rivals_that_cannot_be_read_are_said_and_do_not_stop_the_work(
    desk: Desk, editor: PeriodEditor, gateway: RecordingGateway
) -> None:
    gateway.fail(ListRivalPeriods, Unavailable("storage.locked"))
    editor.set_context(CONTEXT)
    desk.until(lambda: "in use by another program" in editor.timeline._rivals_note)
    assert desk.toasts.said == []
    editor.set_value((MORNING,))
    assert editor.value() == (MORNING,)


def test_the_forms_sentence_is_shown_and_goes_with_the_next_edit(editor: PeriodEditor) -> None:
    editor.set_error("Required field missing")
    assert editor._error.text() == "Required field missing"
    assert editor.start.line.accessibleDescription() == "Required field missing"
    QTest.keyClicks(editor.start.line, "9")
    assert not editor._error_box.isVisible()
    editor.set_error("Service periods overlap")
    editor.set_error(None)
    assert not editor._error_box.isVisible()


def test_everything_is_said_again_in_another_language(desk: Desk, editor: PeriodEditor) -> None:
    editor.set_value((MORNING,))
    before = editor.basis.value()
    desk.texts.set_locale("pseudo")
    editor.retranslate()
    assert editor.add.text().startswith("⟦")
    assert editor.timeline.accessibleName().startswith("⟦")
    assert "⟦" in editor.chips.chips[0].accessibleName()
    assert editor.basis.value() == before
    assert editor.value() == (MORNING,)


@pytest.mark.parametrize("scale", [100, 150])
def test_the_timeline_has_72_for_labels_and_27_an_hour(editor: PeriodEditor, qapp: Any, scale: int) -> None:
    theme.apply(qapp, scale=scale)
    hint = editor.timeline.sizeHint()
    assert hint.width() == theme.px(72) + 24 * theme.px(27) + theme.px(12)
    theme.apply(qapp, scale=100)


def test_read_only_shows_and_takes_nothing(editor: PeriodEditor) -> None:
    editor.set_value((MORNING,))
    editor.set_read_only(True)
    drag(editor, point(editor, 15 * 3600, 1), point(editor, 17 * 3600, 1))
    editor.timeline.setFocus()
    editor.timeline.focus_edge(Edge(0, "end"))
    QTest.keyClick(editor.timeline, Qt.Key.Key_Right)
    QTest.keyClick(editor.timeline, Qt.Key.Key_Delete)
    assert editor.value() == (MORNING,)
