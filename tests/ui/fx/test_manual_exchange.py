"""The manual exchange: figures follow from the services, the side typed last decides, nothing typed is lost, one command."""

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.ui.fx.conftest import Desk
from tests.ui.recording import RecordingGateway
from whale_desktop.features.fx.messages import (
    AuditStatus,
    ChangeType,
    CurrencyAmount,
    ForexStatus,
    ForexType,
    ListPairChoices,
    OrderQuote,
    OrderReceipt,
    PairChoice,
    QuoteOrder,
    ServiceStrategy,
    SpreadMode,
    SubmitManualOrder,
)
from whale_desktop.features.fx.widgets import ManualExchangeDialog
from whale_desktop.features.ledger.messages import AccountState, ClientHit, SearchClients
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.errors import Conflict, FieldError, NeedsConfirmation, Unavailable, UserError
from whale_desktop.messages import Submitted
from whale_desktop.ui.components.confirm import ConfirmDialog
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.pages.resolve import resolve

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
D = Decimal
RATE = D("7.1357")
HIT = ClientHit(
    member_id="1002868", account_no="80012868", name="周詩", name_en="Chow Sze", phone="****3021", state=next(iter(AccountState))
)


def pair(text: str, *, default: bool = False, is_open: bool = True) -> PairChoice:
    debit, credit = text.split("/")
    return PairChoice(pair=text, from_currency=debit, to_currency=credit, default_currency=default, is_open=is_open)


def quote(query: QuoteOrder, **changes: Any) -> OrderQuote:
    """10,000.00 USD for 71,357.00 CNH, in whichever direction it is asked."""
    given: dict[str, Any] = {}
    if query.account_no:
        given["withdrawable"] = (
            CurrencyAmount(currency="USD", amount=D("12345.00")),
            CurrencyAmount(currency="HKD", amount=D("20.00")),
        )
    if query.from_currency and query.to_currency:
        rate = query.custom_rate or RATE
        given |= {
            "reference_channel": RateChannel.IB,
            "reference_rate": D("7.1367"),
            "reference_mark_up_mode": SpreadMode.VALUE,
            "reference_mark_up": D("0.001"),
            "quoted_rate": rate,
            "rate": rate,
            "minimum_amount": D("10.00"),
        }
        if query.amount is not None and query.forex_type is ForexType.FROM:
            given |= {"from_amount": query.amount, "to_amount": (query.amount * rate).quantize(D("0.01"))}
        elif query.amount is not None:
            given |= {"from_amount": (query.amount / rate).quantize(D("0.01")), "to_amount": query.amount}
        given |= {"change_type": ChangeType.SMALL_IN_POOL, "service_strategy": ServiceStrategy.BATCH, "strategy_id": "T2-01"}
    return OrderQuote(**{**given, **changes})


RECEIPT = OrderReceipt(
    forex_id="2403180001",
    forex_status=ForexStatus.SUBMITTED,
    audit_status=AuditStatus.PENDING,
    rate=RATE,
    from_currency="USD",
    from_amount=D("10000.00"),
    to_currency="CNH",
    to_amount=D("71357.00"),
)


@pytest.fixture
def opened(desk: Desk, gateway: RecordingGateway) -> ManualExchangeDialog:
    pairs = (pair("USD/HKD"), pair("USD/CNH", default=True), pair("HKD/USD"), pair("GBP/HKD", is_open=False))
    gateway.answer(ListPairChoices, pairs)
    gateway.answer(QuoteOrder, quote)
    gateway.answer(SearchClients, (HIT,))
    gateway.answer(SubmitManualOrder, RECEIPT)
    dialog: ManualExchangeDialog = resolve("whale_desktop.features.fx.widgets:ManualExchangeDialog")(None, None, desk)
    dialog.menu = "cash.conversion.exchange_order"
    desk.runtime.start(dialog.open(), desk.window)
    desk.until(lambda: dialog.isVisible() and dialog.from_currency.options())
    return dialog


def keyboard() -> QWidget:
    """Where a key goes: into an open list first, as the window system does it."""
    popup = QApplication.activePopupWidget()
    focused = popup.focusWidget() if popup is not None else QApplication.focusWidget()
    assert focused is not None
    return focused


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(keyboard(), key, modifier)


def writes(text: str) -> None:
    for character in text:
        QTest.keyClicks(keyboard(), character)


def choose_client(desk: Desk, dialog: ManualExchangeDialog) -> None:
    writes("80")
    desk.until(lambda: dialog.client.box.popup is not None and dialog.client.options())
    press(Qt.Key.Key_Return)
    desk.until(lambda: dialog.client.value() == "80012868")


def enter_deal(desk: Desk, dialog: ManualExchangeDialog, amount: str = "10000") -> None:
    """Client, pair and debit amount by keyboard alone."""
    choose_client(desk, dialog)
    dialog.from_currency.box.setFocus()
    press(Qt.Key.Key_Down)
    dialog.from_amount.line.setFocus()
    writes(amount)
    desk.until(lambda: dialog.to_amount.value() is not None)


def question(desk: Desk, dialog: ManualExchangeDialog) -> ConfirmDialog:
    def found() -> Any:
        top = top_dialog(desk.window)
        return top if isinstance(top, ConfirmDialog) else None

    desk.until(found)
    answer = found()
    assert isinstance(answer, ConfirmDialog)
    return answer


def texts_of(dialog: Any) -> str:
    return " | ".join(label.text() for label in dialog.findChildren(QLabel))


def test_a_whole_exchange_by_keyboard(desk: Desk, opened: ManualExchangeDialog, gateway: RecordingGateway) -> None:
    assert opened.client.box.hasFocus(), "① the client first"
    choose_client(desk, opened)
    desk.until(lambda: "12,345.00" in opened.withdrawable.value())
    assert opened.withdrawable.value() == "USD 12,345.00 · HKD 20.00"
    press(Qt.Key.Key_Return)
    assert opened.from_currency.box.hasFocus(), "Enter goes on"
    press(Qt.Key.Key_Down)
    assert opened.from_currency.value() == "USD"
    assert opened.to_currency.value() == "CNH", "the default pair of the debit currency"
    desk.until(lambda: opened.rate.rate.value() == RATE)
    press(Qt.Key.Key_Tab)
    assert opened.to_currency.box.hasFocus()
    press(Qt.Key.Key_Tab)
    assert opened.rate.choice.editor().hasFocus(), "② the rate"
    press(Qt.Key.Key_Tab)
    assert opened.from_amount.line.hasFocus(), "③ the amount; the system's rate is not typed"
    writes("10k")
    desk.until(lambda: opened.to_amount.value() == D("71357.00"))
    press(Qt.Key.Key_Tab)
    assert opened.from_amount.line.text() == "10,000.00"
    opened.remark.line.setFocus()
    writes("by phone")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: not opened.is_open())
    (sent,) = gateway.submitted
    assert sent.command == SubmitManualOrder(
        account_no="80012868",
        from_currency="USD",
        to_currency="CNH",
        forex_type=ForexType.FROM,
        amount=D(10000),
        seen_rate=RATE,
        audit_remark="by phone",
    )
    assert sent.context.menu == "cash.conversion.exchange_order"
    assert desk.toasts.said == [("success", "Exchange 2403180001 submitted, waiting for review")]


def test_the_side_typed_last_decides(desk: Desk, opened: ManualExchangeDialog, gateway: RecordingGateway) -> None:
    enter_deal(desk, opened)
    opened.to_amount.line.setFocus()
    opened.to_amount.line.selectAll()
    writes("50000")
    desk.until(lambda: opened.from_amount.value() == D("7007.02"))
    assert opened.to_amount.value() == D(50000), "what was typed is never written over"
    query = gateway.queries(QuoteOrder)[-1]
    assert (query.forex_type, query.amount) == (ForexType.TO, D(50000))
    assert "follows" in opened.field_rows["from_amount"].hint()
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: not opened.is_open())
    assert gateway.commands(SubmitManualOrder)[0].forex_type is ForexType.TO


def test_typing_asks_once_at_the_pause_and_an_old_answer_never_wins(
    desk: Desk, opened: ManualExchangeDialog, gateway: RecordingGateway
) -> None:
    enter_deal(desk, opened, "1")
    before = len(gateway.queries(QuoteOrder))
    gateway.hang(QuoteOrder)
    writes("0")
    desk.until(lambda: len(gateway.queries(QuoteOrder)) == before + 1)
    writes("000")
    assert opened.from_amount.line.text() == "10000", "the window is not blocked by a question that hangs"
    desk.until(lambda: len(gateway.queries(QuoteOrder)) == before + 2)
    gateway.release()
    desk.until(lambda: opened.to_amount.value() == D("71357.00"))
    desk.qtbot.wait(50)
    assert opened.to_amount.value() == D("71357.00")
    assert [query.amount for query in gateway.queries(QuoteOrder)[before:]] == [D(10), D(10000)]


def test_figures_are_shown_in_words(desk: Desk, opened: ManualExchangeDialog) -> None:
    enter_deal(desk, opened)
    figures = opened.figures
    assert figures.value("reference_rate") == "7.1367 IB"
    assert figures.value("reference_mark_up") == "Value 0.001"
    assert figures.value("execution_mark_up") == "—"
    assert figures.value("change_type") == "Small amount (within pool)"
    assert figures.value("strategy") == "Pool exchange · T2-01"
    assert figures.value("basis") == "By debit amount"
    assert opened.field_rows["from_amount"].hint() == "At least USD 10.00"
    assert opened.field_rows["to_amount"].hint() == "≈ follows from the other side"


def test_a_custom_rate_starts_from_the_systems(desk: Desk, opened: ManualExchangeDialog, gateway: RecordingGateway) -> None:
    enter_deal(desk, opened)
    opened.rate.choice.editor().setFocus()
    press(Qt.Key.Key_Right)
    desk.until(lambda: opened.rate.is_custom)
    assert opened.rate.rate.line.hasFocus()
    assert opened.rate.rate.line.selectedText() == "7.1357"
    writes("7.12345678")
    desk.until(lambda: gateway.queries(QuoteOrder)[-1].custom_rate == D("7.12345678"))
    desk.until(lambda: opened.to_amount.value() == D("71234.57"))
    assert opened.rate.rate.line.text() == "7.12345678", "the answer does not touch what is being typed"
    opened.rate.rate.line.clear()
    opened.rate.edited.emit()
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: opened.field_rows["custom_rate"].error() is not None)
    assert gateway.submitted == []
    assert opened.rate.rate.line.hasFocus()


def test_a_problem_is_said_at_its_field_before_submitting(
    desk: Desk, opened: ManualExchangeDialog, gateway: RecordingGateway
) -> None:
    gateway.answer(QuoteOrder, lambda query: quote(query, problem="FX-E01", problem_field="amount"))
    enter_deal(desk, opened)
    assert opened.field_rows["from_amount"].error() is None, "what is only missing is not said while one types"
    gateway.answer(QuoteOrder, lambda query: quote(query, problem="FX-E10", problem_field="amount"))
    writes("0")
    desk.until(lambda: opened.field_rows["from_amount"].error() == "Withdrawable balance insufficient")
    gateway.answer(QuoteOrder, lambda query: quote(query, problem="FX-E11"))
    writes("0")
    desk.until(opened.hint.isVisible)
    assert opened.hint.text() == "No strategy available now FX-E11"
    assert opened.field_rows["from_amount"].error() is None
    gateway.answer(QuoteOrder, quote)
    gateway.publish("fx.strategy")
    desk.until(lambda: not opened.hint.isVisible())


def test_refused_fields_are_marked_counted_and_nothing_is_lost(
    desk: Desk, opened: ManualExchangeDialog, gateway: RecordingGateway
) -> None:
    enter_deal(desk, opened)
    opened.remark.line.setText("kept")
    gateway.fail(
        SubmitManualOrder,
        UserError("FX-E09", {}, fields=(FieldError("amount", "FX-E09"), FieldError("order_remark", "FX-E35", {"limit": 255}))),
    )
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: opened.field_rows["from_amount"].error() is not None)
    assert opened.field_rows["from_amount"].error() == "Below minimum exchange amount"
    assert opened.field_rows["order_remark"].error() == "At most 255 characters"
    assert opened._errors.text() == "2 fields need correction: Debit amount …"
    assert opened.from_amount.line.hasFocus()
    assert (opened.from_amount.value(), opened.remark.value()) == (D(10000), "kept")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: not opened.is_open())
    first, second = gateway.submitted
    assert first.command_id == second.command_id, "one dialog is one command"


def test_a_lost_connection_keeps_everything_and_the_next_try_is_the_same(
    desk: Desk, opened: ManualExchangeDialog, gateway: RecordingGateway
) -> None:
    enter_deal(desk, opened)
    gateway.fail(SubmitManualOrder, Unavailable("storage.locked"))
    QTest.mouseClick(opened.action_button, Qt.MouseButton.LeftButton)
    desk.until(opened.note.isVisible)
    assert "in use by another program" in opened.note.text()
    assert opened.action_button.isEnabled()
    QTest.mouseClick(opened.action_button, Qt.MouseButton.LeftButton)
    desk.until(lambda: not opened.is_open())
    assert gateway.submitted[0].command_id == gateway.submitted[1].command_id


def test_a_conflict_is_said_and_stays_said_while_the_figures_come_anew(
    desk: Desk, opened: ManualExchangeDialog, gateway: RecordingGateway
) -> None:
    enter_deal(desk, opened)
    gateway.fail(SubmitManualOrder, Conflict("message.id_reused"))
    asked = len(gateway.queries(QuoteOrder))
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: len(gateway.queries(QuoteOrder)) > asked)
    desk.qtbot.wait(50)
    assert "sent before with other contents" in opened.note.text()
    assert opened.note.isVisible()
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: not opened.is_open())
    assert gateway.submitted[0].command_id != gateway.submitted[1].command_id


MOVED = {"rate": "7.1412", "from_amount": "10000.00", "from_currency": "USD", "to_amount": "71412.00", "to_currency": "CNH"}


@pytest.mark.parametrize("agree", [True, False])
def test_a_moved_rate_is_shown_old_and_new_and_asked(
    desk: Desk, opened: ManualExchangeDialog, gateway: RecordingGateway, agree: bool
) -> None:
    enter_deal(desk, opened)
    gateway.fail(SubmitManualOrder, NeedsConfirmation("FX-W04", MOVED))
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    asked = question(desk, opened)
    said = texts_of(asked)
    for words in ("7.1357 → 7.1412", "USD 10,000.00", "CNH 71,357.00 → 71,412.00"):
        assert words in said
    asked.done(True if agree else None)
    if agree:
        desk.until(lambda: not opened.is_open())
        first, second = gateway.submitted
        assert first.command_id == second.command_id
        assert first.command == second.command
        assert (first.acknowledged, second.acknowledged) == ((), ("FX-W04",))
    else:
        desk.until(opened.action_button.isEnabled)
        assert opened.is_open()
        assert len(gateway.submitted) == 1
        assert opened.from_amount.value() == D(10000)
        opened.touch()


def test_submitting_before_the_figures_came_waits_for_them(
    desk: Desk, opened: ManualExchangeDialog, gateway: RecordingGateway
) -> None:
    enter_deal(desk, opened)
    writes("0")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: not opened.is_open())
    (command,) = gateway.commands(SubmitManualOrder)
    assert (command.amount, command.seen_rate) == (D(100000), RATE)
    assert any(query.amount == D(100000) for query in gateway.queries(QuoteOrder))


def test_only_pairs_that_exist_can_be_chosen(desk: Desk, opened: ManualExchangeDialog) -> None:
    options = {option.value: option for option in opened.from_currency.options()}
    assert list(options) == ["USD", "HKD", "GBP"]
    assert not options["GBP"].enabled
    assert options["GBP"].hint == "Exchange is off"
    opened.from_currency.set_value("HKD")
    opened.from_currency.edited.emit()
    assert [option.value for option in opened.to_currency.options() if option.value] == ["USD"]
    assert opened.to_currency.value() is None, "no pair of HKD is the default one"


def test_the_client_is_found_by_what_is_typed(desk: Desk, opened: ManualExchangeDialog, gateway: RecordingGateway) -> None:
    writes("8")
    desk.until(lambda: opened.client.box.popup is not None)
    desk.qtbot.wait(200)
    assert gateway.queries(SearchClients) == [], "one character is no question"
    writes("0012868")
    desk.until(opened.client.options)
    assert [query.text for query in gateway.queries(SearchClients)] == ["80012868"]
    (found,) = opened.client.options()
    assert (found.value, found.text, found.hint) == ("80012868", "80012868 周詩 Chow Sze", "1002868 · ****3021")
    press(Qt.Key.Key_Escape)


def test_escape_asks_only_when_something_was_typed(desk: Desk, opened: ManualExchangeDialog) -> None:
    press(Qt.Key.Key_Escape)
    assert not opened.is_open()


def test_escape_after_typing_asks(desk: Desk, opened: ManualExchangeDialog) -> None:
    enter_deal(desk, opened)
    press(Qt.Key.Key_Escape)
    asked = question(desk, opened)
    assert opened.is_open()
    asked.done(True)
    assert not opened.is_open()


def test_a_work_order_is_named(desk: Desk, opened: ManualExchangeDialog, gateway: RecordingGateway) -> None:
    gateway.answer(SubmitManualOrder, Submitted(work_order_no="128050"))
    enter_deal(desk, opened)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.until(lambda: not opened.is_open())
    assert desk.toasts.said == [("success", "Work order 128050 submitted")]


def test_every_field_has_a_name(opened: ManualExchangeDialog) -> None:
    nameless: list[str] = []
    for widget in opened.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.focusProxy() is None:
            name = widget.accessibleName() or getattr(widget, "text", lambda: "")()
            if not name:
                nameless.append(f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}")
    assert not nameless
