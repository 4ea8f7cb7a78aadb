"""The exchange widgets over the real services: fixture F of `docs/rules/fx.md` 9 behind a local gateway."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.features.fx.conftest import desk as _fixture_f
from tests.features.fx.desk import ACCOUNT, PARAMETERS
from tests.features.fx.desk import Desk as Exchange
from tests.helpers.office import PASSWORD, Office
from tests.ui.fx.conftest import Desk
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.fx.screens.mark_ups import MARK_UPS
from whale_desktop.features.fx.screens.strategies import STRATEGIES
from whale_desktop.features.fx.widgets import ManualExchangeDialog, MarkUpPreviewEditor, PeriodEditor, PoolAdjustDialog
from whale_desktop.gateway.port import Context
from whale_desktop.screens import Action
from whale_desktop.ui.components import ChoiceField
from whale_desktop.ui.components.confirm import ConfirmDialog
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.forms.form_dialog import FormDialog
from whale_desktop.ui.pages.resolve import resolve

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
D = Decimal
CLERK = "funds_clerk"

exchange = _fixture_f
"""Fixture F; the books are proved when a test ends."""


@pytest.fixture
def floor(qtbot: QtBot, exchange: Exchange) -> Iterator[Any]:
    """Desks of any member, over the same office."""
    made: list[Desk] = []

    def of(user: str) -> Desk:
        office: Office = exchange.office
        session = office.gateway.sign_in(f"{user}@office.test", PASSWORD, Context(workstation="test", menu="", locale="en"))
        desk = Desk(office.gateway, qtbot, session=session)
        made.append(desk)
        return desk

    yield of
    for desk in made:
        desk.window.hide()
        desk.runtime.close()


def dialog_of(desk: Desk, name: str, row: Any = None) -> Any:
    dialog = resolve(f"whale_desktop.features.fx.widgets:{name}")(None, row, desk)
    desk.runtime.start(dialog.open(), desk.window)
    desk.until(dialog.isVisible)
    return dialog


def form_of(desk: Desk, action: Action, row: Any = None) -> FormDialog:
    services: Any = desk
    dialog = FormDialog(action, row, services, menu="")

    async def show() -> None:
        await dialog.load()
        dialog.show_over(desk.window)

    desk.runtime.start(show(), desk.window)
    desk.until(dialog.isVisible)
    return dialog


def inner(dialog: FormDialog, name: str) -> Any:
    return next(one.inner for one in dialog.form.fields if one.spec.name == name)


def types(field: Any, text: str) -> None:
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


def choose(desk: Desk, field: ChoiceField, code: str) -> None:
    desk.until(lambda: code in [one.value for one in field.options()])
    field.set_value(code)
    field.edited.emit()


def enter(desk: Desk, dialog: ManualExchangeDialog, amount: str) -> None:
    QTest.keyClicks(dialog.client.box, ACCOUNT[0])
    desk.until(lambda: dialog.client.box.popup is not None)
    popup = dialog.client.box.popup
    assert popup is not None
    QTest.keyClicks(popup.line, ACCOUNT[1:])
    desk.until(lambda: [one.value for one in dialog.client.options()] == [ACCOUNT])
    QTest.keyClick(popup.line, Qt.Key.Key_Return)
    choose(desk, dialog.from_currency, "USD")
    choose(desk, dialog.to_currency, "CNH")
    types(dialog.from_amount, amount)
    desk.until(lambda: dialog.to_amount.value() is not None)


def test_a_manual_exchange_is_entered_and_waits(exchange: Exchange, floor: Any) -> None:
    desk = floor(CLERK)
    dialog = dialog_of(desk, "ManualExchangeDialog")
    enter(desk, dialog, "10k")
    assert dialog.to_amount.value() == D("71357.00")
    assert dialog.rate.rate.value() == D("7.1357")
    assert dialog.figures.value("reference_rate") == "7.1367 IB"
    assert "USD" in dialog.withdrawable.value()
    submits()
    desk.until(lambda: not dialog.is_open())
    (order,) = exchange.office.ask(fx.ListOrders()).rows
    assert (order.origin, order.audit_status) == (fx.Origin.MANUAL, fx.AuditStatus.PENDING)
    assert (order.from_amount, order.to_amount, order.rate) == (D("10000.00"), D("71357.00"), D("7.1357"))
    assert desk.toasts.said == [("success", f"Exchange {order.forex_id} submitted, waiting for review")]


def test_to_receive_an_amount_fixes_the_credit_side(exchange: Exchange, floor: Any) -> None:
    desk = floor(CLERK)
    dialog = dialog_of(desk, "ManualExchangeDialog")
    enter(desk, dialog, "1")
    types(dialog.to_amount, "50000")
    desk.until(lambda: dialog.from_amount.value() == D("7007.02"))
    submits()
    desk.until(lambda: not dialog.is_open())
    (order,) = exchange.office.ask(fx.ListOrders()).rows
    assert (order.forex_type, order.from_amount, order.to_amount) == (fx.ForexType.TO, D("7007.02"), D("50000.00"))


def test_a_custom_rate_of_eight_decimals_is_sent_as_it_was_typed(exchange: Exchange, floor: Any) -> None:
    desk = floor(CLERK)
    dialog = dialog_of(desk, "ManualExchangeDialog")
    enter(desk, dialog, "1234.56")
    dialog.rate.choice.editor().setFocus()
    QTest.keyClick(dialog.rate.choice.editor(), Qt.Key.Key_Right)
    desk.until(lambda: dialog.rate.is_custom)
    types(dialog.rate.rate, "7.123456789")
    desk.until(lambda: dialog.field_rows["custom_rate"].error() == "Too many decimals")
    types(dialog.rate.rate, "7.12345678")
    desk.until(lambda: dialog.to_amount.value() == D("8794.33"))
    submits()
    desk.until(lambda: not dialog.is_open())
    (order,) = exchange.office.ask(fx.ListOrders()).rows
    assert order.custom_rate_flag
    assert (order.rate, order.to_amount) == (D("7.12345678"), D("8794.33"))


def test_a_rate_that_moves_before_the_order_is_sent_is_asked_about(exchange: Exchange, floor: Any) -> None:
    desk = floor(CLERK)
    dialog = dialog_of(desk, "ManualExchangeDialog")
    enter(desk, dialog, "10000")
    exchange.set_bid("USD", "7.8200")
    submits()
    asked = question(desk)
    said = " | ".join(label.text() for label in asked.findChildren(QLabel))
    assert "7.1357 → 7.1405" in said
    assert "CNH 71,357.00 → 71,405.00" in said
    QTest.mouseClick(asked.action_button, Qt.MouseButton.LeftButton)
    desk.until(lambda: not dialog.is_open())
    (order,) = exchange.office.ask(fx.ListOrders()).rows
    assert order.to_amount == D("71405.00")


def test_what_a_submission_would_meet_is_said_at_its_field(exchange: Exchange, floor: Any) -> None:
    desk = floor(CLERK)
    dialog = dialog_of(desk, "ManualExchangeDialog")
    enter(desk, dialog, "9999999")
    desk.until(lambda: dialog.field_rows["from_amount"].error() == "Withdrawable balance insufficient")
    submits()
    desk.until(lambda: bool(dialog._errors.text()))
    assert dialog.is_open()
    assert dialog.from_amount.value() == D(9999999)
    assert exchange.office.ask(fx.ListOrders()).rows == ()


def test_a_new_rate_shows_itself_in_the_open_dialog(exchange: Exchange, floor: Any) -> None:
    desk = floor(CLERK)
    dialog = dialog_of(desk, "ManualExchangeDialog")
    enter(desk, dialog, "10000")
    exchange.set_bid("USD", "7.8200")
    desk.until(lambda: dialog.to_amount.value() == D("71405.00"))
    assert dialog.rate.rate.value() == D("7.1405")


def test_a_quota_that_moved_is_a_conflict_that_keeps_the_figure(exchange: Exchange, floor: Any) -> None:
    desk = floor(PARAMETERS)
    dialog: PoolAdjustDialog = dialog_of(desk, "PoolAdjustDialog", exchange.pool("CNH"))
    desk.until(lambda: dialog.remaining.value() == "CNH 500,000.00")
    desk.qtbot.wait(50)
    types(dialog.increase, "50000")
    exchange.app("10000")
    submits()
    desk.until(lambda: "428,643.00" in dialog.remaining.value())
    assert dialog.increase.value() == D(50000)
    assert dialog.target.value() == D("478643.00")
    submits()
    desk.until(lambda: not dialog.is_open())
    assert exchange.pool("CNH").remaining_amount == D("478643.00")
    newest = exchange.changes("CNH")[0]
    assert (newest.change_type, newest.occurred_amount, newest.occurred_from) == (
        fx.PoolChangeType.INCREASE,
        D("50000.00"),
        False,
    )


def test_a_quota_goes_below_its_alarm_level_only_after_the_question(exchange: Exchange, floor: Any) -> None:
    desk = floor(PARAMETERS)
    dialog: PoolAdjustDialog = dialog_of(desk, "PoolAdjustDialog", exchange.pool("CNH"))
    types(dialog.target, "40000")
    assert dialog.decrease.value() == D("460000.00")
    submits()
    asked = question(desk)
    assert any("CNH 10,000.00" in label.text() for label in asked.findChildren(QLabel))
    asked.done(None)
    desk.until(dialog.action_button.isEnabled)
    assert exchange.pool("CNH").remaining_amount == D("500000.00")
    submits()
    question(desk).done(True)
    desk.until(lambda: not dialog.is_open())
    assert exchange.pool("CNH").remaining_amount == D("40000.00")


def test_a_strategy_meets_the_periods_of_another_one(exchange: Exchange, floor: Any) -> None:
    desk = floor(PARAMETERS)
    edited = exchange.strategy("T3-01")
    office = exchange.office
    other = fx.AddStrategy(
        service_strategy=fx.ServiceStrategy.SINGLE,
        strategy_kind=edited.strategy_kind,
        change_type=edited.change_type,
        service_time=(fx.ServicePeriod(day_basis=fx.DayBasis.HK_TRADE_DAY, start="20:00:00", end="22:00:00"),),
        channel_name=edited.channel_name,
        support_currency=edited.support_currency[:1],
    )
    office.do(other, user=PARAMETERS)
    dialog = form_of(desk, next(one for one in STRATEGIES.actions if one.name == "edit"), edited)
    editor: PeriodEditor = inner(dialog, "service_time")
    desk.until(lambda: editor._rivals)
    types(editor.start, "21")
    types(editor.end, "23")
    assert "1 h shared with 20:00 – 22:00 of another strategy" in editor._error.text()
    submits()
    desk.until(lambda: bool(dialog._errors.text()))
    assert "1 h shared with 20:00 – 22:00" in editor._error.text()
    assert dialog.is_open()
    QTest.mouseClick(editor.fix, Qt.MouseButton.LeftButton)
    submits()
    desk.until(lambda: not dialog.is_open())
    saved = exchange.strategy("T3-01").service_time
    assert saved == (*edited.service_time, fx.ServicePeriod(day_basis=fx.DayBasis.HK_TRADE_DAY, start="22:00:00", end="23:00:00"))


def test_mark_ups_show_the_rate_they_leave_and_are_saved_together(exchange: Exchange, floor: Any) -> None:
    desk = floor(PARAMETERS)
    dialog = form_of(desk, next(one for one in MARK_UPS.tabs[0].actions if one.name == "new"))
    editor: MarkUpPreviewEditor = inner(dialog, "rows")
    desk.until(editor.lines[0].pair.options)
    channel = inner(dialog, "channel_name")
    channel.set_value(exchange.mark_up().channel_name)
    channel.edited.emit()
    line = editor.lines[0]
    line.pair.set_value("USD/CNH")
    line.pair.edited.emit()
    types(line.value, "0.002")
    desk.until(lambda: line.marked.text() == "7.1347")
    assert line.present.text() == "7.1367"
    submits()
    desk.until(line.error.isVisible)
    assert line.error.text() == "Record already exists"
    line.pair.set_value("USD/HKD")
    line.pair.edited.emit()
    desk.until(lambda: line.marked.text() == "7.8127")
    submits()
    desk.until(lambda: not dialog.is_open())
    saved = {(row.from_currency, row.to_currency): row.bp for row in exchange.office.ask(fx.ListReferenceMarkUps()).rows}
    assert saved["USD", "HKD"] == D("0.002")
