"""Adjusting a remaining quota: one figure typed, two follow; the seen balance is sent; conflicts keep what was typed."""

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from tests.ui.fx.conftest import MORNING, Desk
from tests.ui.recording import RecordingGateway
from whale_desktop.features.fx.messages import AdjustMode, AdjustPool, GetPool, PoolRow
from whale_desktop.features.fx.widgets import PoolAdjustDialog
from whale_desktop.kernel.errors import Conflict, NeedsConfirmation, UserError
from whale_desktop.ui.components.confirm import ConfirmDialog
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.pages.resolve import resolve

D = Decimal


def pool(remaining: str) -> PoolRow:
    return PoolRow(
        pool_id=1,
        currency="CNH",
        alarm_amount=D("50000.00"),
        remaining_amount=D(remaining),
        remark="",
        created_at=MORNING,
        updated_at=MORNING,
        operator="x",
        version=3,
    )


@pytest.fixture
def opened(desk: Desk, gateway: RecordingGateway) -> PoolAdjustDialog:
    gateway.answer(GetPool, pool("500000.00"))
    gateway.answer(AdjustPool, None)
    row = pool("500000.00")
    dialog: PoolAdjustDialog = resolve("whale_desktop.features.fx.widgets:PoolAdjustDialog")(None, row, desk)
    desk.runtime.start(dialog.open(), desk.window)
    desk.until(lambda: dialog.isVisible() and gateway.queries(GetPool))
    desk.qtbot.wait(20)
    return dialog


def writes(field: Any, text: str) -> None:
    field.line.setFocus()
    field.line.selectAll()
    QTest.keyClicks(field.line, text)


def submits() -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def question(desk: Desk) -> ConfirmDialog:
    desk.until(lambda: isinstance(top_dialog(desk.window), ConfirmDialog))
    asked = top_dialog(desk.window)
    assert isinstance(asked, ConfirmDialog)
    return asked


def figures(dialog: PoolAdjustDialog) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return dialog.increase.value(), dialog.decrease.value(), dialog.target.value()


def test_one_figure_is_typed_and_two_follow(opened: PoolAdjustDialog) -> None:
    writes(opened.increase, "50k")
    assert figures(opened) == (D(50000), None, D("550000.00"))
    writes(opened.decrease, "1000")
    assert figures(opened) == (None, D(1000), D("499000.00"))
    writes(opened.target, "550000.5")
    assert figures(opened) == (D("50000.50"), None, D("550000.5"))
    writes(opened.target, "400000")
    assert figures(opened) == (None, D("100000.00"), D(400000))
    writes(opened.target, "500000")
    assert figures(opened) == (None, None, D(500000))


@pytest.mark.parametrize(
    ("name", "typed", "mode", "amount"),
    [
        ("increase", "50000", AdjustMode.INCREASE, D(50000)),
        ("decrease", "50000", AdjustMode.DECREASE, D(50000)),
        ("target", "550000", AdjustMode.SET, D(550000)),
    ],
)
def test_what_was_typed_and_what_was_seen_is_sent(
    desk: Desk, opened: PoolAdjustDialog, gateway: RecordingGateway, name: str, typed: str, mode: AdjustMode, amount: Decimal
) -> None:
    writes(getattr(opened, name), typed)
    writes(opened.remark, "top up")
    submits()
    desk.until(lambda: not opened.is_open())
    (command,) = gateway.commands(AdjustPool)
    assert command == AdjustPool(currency="CNH", mode=mode, amount=amount, seen_amount=D("500000.00"), remark="top up")
    ((kind, said),) = desk.toasts.said
    assert kind == "success"
    assert said == f"Remaining quota of CNH adjusted to {'450,000.00' if mode is AdjustMode.DECREASE else '550,000.00'}"


def test_a_moved_balance_is_shown_and_the_typed_figure_stays(
    desk: Desk, opened: PoolAdjustDialog, gateway: RecordingGateway
) -> None:
    writes(opened.decrease, "1000")
    gateway.fail(AdjustPool, Conflict("FX-E17"))
    gateway.answer(GetPool, pool("428643.00"))
    submits()
    desk.until(opened.note.isVisible)
    assert "from CNH 500,000.00 to CNH 428,643.00" in opened.note.text()
    assert opened.remaining.value() == "CNH 428,643.00"
    assert figures(opened) == (None, D(1000), D("427643.00"))
    assert opened.decrease.line.hasFocus()
    submits()
    desk.until(lambda: not opened.is_open())
    first, second = gateway.submitted
    assert second.command.seen_amount == D("428643.00")
    assert first.command_id != second.command_id, "decided anew on the newer balance"


def test_below_the_alarm_level_is_warned_of_and_asked_with_the_numbers(
    desk: Desk, opened: PoolAdjustDialog, gateway: RecordingGateway
) -> None:
    writes(opened.decrease, "460000")
    assert "CNH 40,000.00 is below the alarm level CNH 50,000.00 by CNH 10,000.00" in opened.hint.text()
    gateway.fail(AdjustPool, NeedsConfirmation("FX-W01", {"currency": "CNH", "remaining": "40000.00", "alarm": "50000.00"}))
    submits()
    asked = question(desk)
    said = " | ".join(label.text() for label in asked.findChildren(QLabel))
    for number in ("CNH 500,000.00", "CNH 40,000.00", "CNH 50,000.00", "CNH 10,000.00"):
        assert number in said
    QTest.mouseClick(asked.action_button, Qt.MouseButton.LeftButton)
    desk.until(lambda: not opened.is_open())
    first, second = gateway.submitted
    assert (first.command, first.command_id) == (second.command, second.command_id)
    assert second.acknowledged == ("FX-W01",)


def test_saying_no_to_the_question_keeps_the_dialog(desk: Desk, opened: PoolAdjustDialog, gateway: RecordingGateway) -> None:
    writes(opened.decrease, "460000")
    gateway.fail(AdjustPool, NeedsConfirmation("FX-W01", {"currency": "CNH", "remaining": "40000.00", "alarm": "50000.00"}))
    submits()
    question(desk).done(None)
    desk.until(opened.action_button.isEnabled)
    assert opened.is_open()
    assert opened.hint.isVisible()
    assert figures(opened)[1] == D(460000)
    assert len(gateway.submitted) == 1


def test_below_zero_is_said_before_submitting_and_refused_by_the_services(
    desk: Desk, opened: PoolAdjustDialog, gateway: RecordingGateway
) -> None:
    writes(opened.decrease, "500000.01")
    assert "at most CNH 500,000.00 can be taken away" in opened.hint.text()
    gateway.fail(AdjustPool, UserError.at("amount", "FX-E27", {"remaining": "-0.01"}))
    submits()
    desk.until(lambda: opened.field_rows["decrease"].error() is not None)
    assert opened.field_rows["decrease"].error() == "The remaining quota cannot fall below 0"
    assert opened.is_open()


def test_text_that_is_no_number_is_not_sent(desk: Desk, opened: PoolAdjustDialog, gateway: RecordingGateway) -> None:
    writes(opened.increase, "12x")
    submits()
    desk.until(lambda: opened.field_rows["increase"].error() is not None)
    assert gateway.submitted == []
    assert opened.increase.line.hasFocus()


def test_a_newer_balance_is_shown_as_long_as_nothing_is_typed(desk: Desk, gateway: RecordingGateway) -> None:
    gateway.answer(GetPool, pool("428643.00"))
    dialog = resolve("whale_desktop.features.fx.widgets:PoolAdjustDialog")(None, pool("500000.00"), desk)
    desk.runtime.start(dialog.open(), desk.window)
    desk.until(lambda: dialog.remaining.value() == "CNH 428,643.00")
    assert dialog.seen_amount == D("428643.00")
