"""兌換 of an alert over the real services, with real keys: lines, the side typed last, refusals, results (`docs/rules/fx.md` 6.10)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.features.reminder.conftest import risk as _risk
from tests.features.reminder.risk import OFFICER, Risk
from tests.helpers.office import PASSWORD
from tests.ui.fx.conftest import Desk, _look
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.reminder import messages as reminder
from whale_desktop.features.reminder.widgets import ExchangeDialog
from whale_desktop.gateway.port import Context
from whale_desktop.ui.components import Tag
from whale_desktop.ui.components.confirm import ConfirmDialog
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.pages.resolve import resolve

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
D = Decimal

look = _look
risk = _risk


class RiskDesk(Desk):
    """A desk that remembers which screens were opened."""

    def __init__(self, gateway: Any, qtbot: QtBot, **more: Any) -> None:
        super().__init__(gateway, qtbot, **more)
        self.opened: list[tuple[str, Any]] = []

    def open_screen(self, key: str, where: Any = None) -> None:
        self.opened.append((key, where))


@pytest.fixture
def floor(qtbot: QtBot, risk: Risk) -> Iterator[RiskDesk]:
    """The desk of the risk officer; a client of the example of 5.11 with an open alert and auto convert on."""
    risk.debtor()
    risk.auto()
    risk.set_rule()
    session = risk.office.gateway.sign_in(f"{OFFICER}@office.test", PASSWORD, Context(workstation="test", menu="", locale="en"))
    desk = RiskDesk(risk.office.gateway, qtbot, session=session)
    yield desk
    desk.window.hide()
    desk.runtime.close()


@pytest.fixture
def dialog(floor: RiskDesk, risk: Risk) -> ExchangeDialog:
    """The dialog, open and filled with what it suggests."""
    name = "whale_desktop.features.reminder.widgets:ExchangeDialog"
    made: ExchangeDialog = resolve(name)(None, risk.alert(), floor)
    floor.runtime.start(made.open(), floor.window)
    floor.until(lambda: made.isVisible() and made.lines.lines[0].quote is not None and made.lines.lines[0].quote.rate is not None)
    return made


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)


def writes(text: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)


def sends() -> None:
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def said(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_it_begins_with_the_debt_and_what_can_repay_it(dialog: ExchangeDialog) -> None:
    (line,) = dialog.lines.lines
    assert (line.from_currency.value(), line.to_currency.value()) == ("HKD", "USD")
    assert [dialog.cash.text(0, column) for column in range(4)] == ["HKD", "—", "20,000.00", "20,000.00"]
    assert [dialog.cash.text(1, column) for column in range(4)] == ["USD", "1,500.00", "0.00", "0.00"]
    assert line.from_currency.editor().hasFocus()


def test_keys_alone_repay_a_debt_and_show_what_became_of_it(floor: RiskDesk, dialog: ExchangeDialog, risk: Risk) -> None:
    (line,) = dialog.lines.lines
    for _ in range(3):
        press(Qt.Key.Key_Tab)
    assert line.to_amount.line.hasFocus()
    writes("1500")
    floor.until(lambda: line.from_amount.value() == D("11719.84"))
    floor.until(lambda: dialog.cash.text(0, 3) == "8,280.16")
    sends()
    floor.until(lambda: dialog.result is not None)
    assert dialog.is_open(), "it stays and shows the results"
    assert [tag.text() for tag in dialog.findChildren(Tag) if tag.isVisible()] == ["Exchanged"]
    assert "HKD 11,719.84 → USD 1,500.00" in said(dialog)
    assert "The rule no longer hits the client" in said(dialog)
    assert floor.toasts.said == [("success", "1 exchanges placed")]
    assert dialog.cancel_button.hasFocus()
    press(Qt.Key.Key_Escape)
    assert not dialog.is_open()
    assert risk.alerts() == ()


def test_the_side_typed_last_is_the_one_that_is_fixed(floor: RiskDesk, dialog: ExchangeDialog, risk: Risk) -> None:
    (line,) = dialog.lines.lines
    line.to_amount.line.setFocus()
    writes("1500")
    floor.until(lambda: line.from_amount.value() == D("11719.84"))
    line.from_amount.line.setFocus()
    line.from_amount.line.selectAll()
    writes("12000")
    floor.until(lambda: line.to_amount.value() == D("1535.85"))
    sends()
    floor.until(lambda: dialog.result is not None)
    (order,) = risk.office.ask(fx.ListOrders()).rows
    assert (order.forex_type, order.from_amount) == (fx.ForexType.FROM, D("12000.00"))


def test_a_second_line_is_added_filled_and_taken_away_by_keys(floor: RiskDesk, dialog: ExchangeDialog) -> None:
    first = dialog.lines.lines[0]
    first.from_amount.line.setFocus()
    writes("15000")
    floor.until(lambda: first.to_amount.value() == D("1919.82"))
    dialog.lines.add.setFocus()
    press(Qt.Key.Key_Space)
    second = dialog.lines.lines[1]
    assert second.from_currency.editor().hasFocus()
    second.set_currencies("HKD", "USD")
    second.from_amount.line.setFocus()
    writes("6000")
    floor.until(lambda: second.rows["from_amount"].error() == "Withdrawable balance insufficient")
    assert dialog.cash.text(0, 3) == "−1,000.00"
    assert first.rows["from_amount"].error() is None
    second.remove.setFocus()
    press(Qt.Key.Key_Space)
    assert dialog.lines.lines == [first]
    assert first.from_currency.editor().hasFocus()
    floor.until(lambda: dialog.cash.text(0, 3) == "5,000.00")
    assert not first.remove.isEnabled(), "one line is always there"


def test_what_is_missing_or_unreadable_is_said_at_its_field(floor: RiskDesk, dialog: ExchangeDialog, risk: Risk) -> None:
    (line,) = dialog.lines.lines
    sends()
    floor.until(lambda: line.rows["from_amount"].error() == "Required field missing")
    assert "1 field needs correction" in dialog._errors.text()
    assert line.from_amount.line.hasFocus()
    writes("a lot")
    sends()
    floor.until(lambda: "number" in (line.rows["from_amount"].error() or ""))
    line.from_amount.line.selectAll()
    writes("1.005")
    sends()
    floor.until(lambda: line.rows["from_amount"].error() == "Too many decimals" and "1 field" in dialog._errors.text())
    assert dialog.result is None
    assert risk.count("reminder_exchange") == 0


def test_results_of_each_line_lead_to_their_order(floor: RiskDesk, dialog: ExchangeDialog, risk: Risk) -> None:
    risk.set_starts(HKD="5000")
    first = dialog.lines.lines[0]
    first.from_amount.line.setFocus()
    writes("6000")
    floor.until(lambda: first.rows["to_amount"]._hint_text == "Will wait for review")
    dialog.lines.add.click()
    second = dialog.lines.lines[1]
    second.set_currencies("HKD", "USD")
    second.from_amount.line.setFocus()
    writes("5")
    floor.until(lambda: second.rows["from_amount"].error() == "Below minimum exchange amount")
    sends()
    floor.until(lambda: dialog.result is not None)
    tags = [tag.text() for tag in dialog.findChildren(Tag) if tag.isVisible()]
    assert tags == ["Exchange under review", "Submission failed"]
    assert "Below minimum exchange amount FX-E09" in said(dialog)
    assert "Refused lines are kept under Abnormal Orders" in said(dialog)
    (row,) = risk.abnormals(kind=reminder.AbnormalKind.REVIEWING)
    link = next(one for one in dialog.findChildren(QPushButton) if one.text() == row.forex_id)
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert floor.opened == [("fx.orders", {"forex_id": row.forex_id})]
    assert not dialog.is_open()


def test_an_exchange_under_way_is_named_and_asked_about(floor: RiskDesk, dialog: ExchangeDialog, risk: Risk) -> None:
    risk.set_starts(HKD="1")
    number = risk.exchange(risk.line("1000.00")).lines[0].forex_id
    floor.until(dialog.under_way.isVisible)
    assert number in dialog.under_way.text()
    dialog.lines.lines[0].from_amount.line.setFocus()
    writes("2000")
    sends()
    floor.until(lambda: isinstance(top_dialog(floor.window), ConfirmDialog))
    asked = top_dialog(floor.window)
    assert asked is not None
    assert number in said(asked)
    asked.done(True)
    floor.until(lambda: dialog.result is not None)
    assert risk.count("reminder_exchange") == 2


def test_escape_asks_only_when_something_was_typed(floor: RiskDesk, dialog: ExchangeDialog) -> None:
    dialog.lines.lines[0].from_amount.line.setFocus()
    writes("5")
    press(Qt.Key.Key_Escape)
    floor.until(lambda: isinstance(top_dialog(floor.window), ConfirmDialog))
    asked = top_dialog(floor.window)
    assert asked is not None
    asked.done(True)
    assert not dialog.is_open()


def test_every_field_has_a_name(dialog: ExchangeDialog) -> None:
    dialog.lines.add.click()
    nameless = [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for widget in dialog.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.focusProxy() is None
        if not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
    ]
    assert nameless == []
    names = [row.field.editor().accessibleName() for row in dialog.lines.lines[1].rows.values()]
    assert names == ["Debit currency, line 2", "Debit amount, line 2", "Credit currency, line 2", "Credit amount, line 2"]
