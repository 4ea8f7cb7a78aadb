"""Form dialogs: filling, checking, sending, and everything that can come back."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.pages import invented
from tests.ui.pages.conftest import Desk
from whale_desktop.kernel.errors import Conflict, FieldError, NeedsConfirmation, Unavailable, UserError
from whale_desktop.messages import Submitted
from whale_desktop.ui.forms.form_dialog import FormDialog
from whale_desktop.ui.lists.list_page import ListPage


@pytest.fixture
def page(desk: Desk) -> ListPage:
    page: ListPage = desk.open(invented.DEALS)
    desk.wait(lambda: page.source.totals is not None)
    return page


def field(dialog: FormDialog, name: str) -> Any:
    return next(one for one in dialog.form.fields if one.spec.name == name)


def new_deal(desk: Desk, page: ListPage) -> FormDialog:
    desk.press("Ctrl+N", page.area.table)
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    return dialog


def fill(desk: Desk, dialog: FormDialog) -> None:
    """What a clerk types into a new deal."""
    field(dialog, "client").editor.set_value("80012046")
    desk.wait(field(dialog, "sell_currency").editor.options)
    field(dialog, "sell_currency").editor.set_value("USD")
    QTest.keyClicks(field(dialog, "sell").editor.editor(), "120k")


def edit(desk: Desk, page: ListPage, row: int = 0) -> FormDialog:
    page.runner.run(next(one for one in page.spec.actions if one.name == "edit"), row=page.area.model.rows[row])
    dialog = desk.dialog()
    assert isinstance(dialog, FormDialog)
    return dialog


def test_an_empty_form_shows_every_missing_field_and_sends_nothing(desk: Desk, page: ListPage) -> None:
    dialog = new_deal(desk, page)
    desk.press("Ctrl+Return", dialog)
    for name in ("client", "sell_currency", "sell"):
        assert field(dialog, name).row.error() == "Required field missing"
    assert field(dialog, "remark").row.error() is None
    assert dialog._errors.text() == "3 fields need correction: Client …"
    assert not desk.gateway.submitted
    assert field(dialog, "client").editor.editor().hasFocus()
    dialog.error_clicked.emit()
    assert field(dialog, "client").editor.editor().hasFocus()


def test_a_filled_form_becomes_its_command_in_the_right_types(desk: Desk, page: ListPage) -> None:
    dialog = new_deal(desk, page)
    fill(desk, dialog)
    field(dialog, "value_date").editor.set_value(date(2024, 3, 20))
    field(dialog, "tiers").editor.set_value([{"above": Decimal(0), "bp": Decimal("1.5")}])
    desk.press("Ctrl+Return", dialog)
    desk.no_dialog()
    command = desk.gateway.commands(invented.EnterDeal)[0]
    assert command == invented.EnterDeal(
        client="80012046",
        sell_currency="USD",
        sell=Decimal(120_000),
        way=invented.Way.POOL,
        value_date=date(2024, 3, 20),
        tiers=(invented.Tier(above=Decimal(0), bp=Decimal("1.5")),),
    )
    desk.wait(lambda: desk.toasts.said == [("success", "Done: New manual exchange")])
    assert desk.gateway.submitted[0].context.menu == invented.DEALS.menu


def test_a_hidden_field_is_neither_asked_nor_sent(desk: Desk, page: ListPage) -> None:
    dialog = new_deal(desk, page)
    assert field(dialog, "bank").row.isHidden()
    field(dialog, "way").editor.set_value(invented.Way.BANK)
    field(dialog, "way").editor.edited.emit()
    assert not field(dialog, "bank").row.isHidden()
    field(dialog, "bank").editor.set_value("HSB")
    field(dialog, "way").editor.set_value(invented.Way.POOL)
    field(dialog, "way").editor.edited.emit()
    fill(desk, dialog)
    desk.press("Ctrl+Return", dialog)
    desk.no_dialog()
    assert desk.gateway.commands(invented.EnterDeal)[0].bank == ""


def test_errors_of_the_services_stand_at_their_fields_and_nothing_typed_is_lost(desk: Desk, page: ListPage) -> None:
    dialog = new_deal(desk, page)
    fill(desk, dialog)
    field(dialog, "tiers").editor.set_value([{"above": Decimal(0), "bp": Decimal(1)}, {"above": Decimal(5), "bp": Decimal(2)}])
    desk.gateway.fail(
        invented.EnterDeal,
        UserError(
            "message.invalid",
            fields=(
                FieldError("sell", "INV-E01", {"least": "100.00"}),
                FieldError("tiers[1].bp", "INV-E02", {"first": 1, "second": 2}),
                FieldError("account_no", "message.missing"),
            ),
        ),
    )
    desk.press("Ctrl+Return", dialog)
    desk.wait(field(dialog, "sell").row.error)
    assert field(dialog, "sell").row.error() == "The amount must be above 100.00"
    assert field(dialog, "sell").editor.value() == Decimal(120_000)
    lines = field(dialog, "tiers").editor.lines
    assert lines[1].error.text() == "Rows 1 and 2 overlap"
    assert lines[0].error.text() == ""
    assert dialog.note.text() == "Required field missing"
    assert dialog._errors.text() == "2 fields need correction: Debit amount …"
    assert field(dialog, "sell").editor.editor().hasFocus()
    QTest.keyClicks(field(dialog, "sell").editor.editor(), "1")
    assert field(dialog, "sell").row.error() is None


def test_a_question_is_answered_and_the_same_command_goes_again(desk: Desk, page: ListPage) -> None:
    dialog = new_deal(desk, page)
    fill(desk, dialog)
    desk.gateway.fail(invented.EnterDeal, NeedsConfirmation("INV-W01", {"amount": "120000.00"}))
    desk.press("Ctrl+Return", dialog)
    desk.wait(lambda: desk.dialog() is not dialog)
    question = desk.dialog()
    assert question.accessibleName() == "The amount 120,000.00 is large. Send it all the same?"
    question.submit()
    desk.no_dialog()
    first, second = desk.gateway.submitted
    assert first.command_id == second.command_id
    assert (first.acknowledged, second.acknowledged) == ((), ("INV-W01",))


def test_a_question_answered_with_no_leaves_the_form_as_it_was(desk: Desk, page: ListPage) -> None:
    dialog = new_deal(desk, page)
    fill(desk, dialog)
    desk.gateway.fail(invented.EnterDeal, NeedsConfirmation("INV-W01", {"amount": "120000.00"}))
    desk.press("Ctrl+Return", dialog)
    desk.wait(lambda: desk.dialog() is not dialog)
    desk.dialog().reject()
    desk.wait(lambda: desk.dialog() is dialog)
    assert len(desk.gateway.submitted) == 1
    assert field(dialog, "sell").editor.value() == Decimal(120_000)
    desk.wait(dialog.action_button.isEnabled)


def test_a_dead_line_offers_a_retry_that_cannot_do_it_twice(desk: Desk, page: ListPage) -> None:
    dialog = new_deal(desk, page)
    fill(desk, dialog)
    desk.gateway.fail(invented.EnterDeal, Unavailable("storage.locked"))
    desk.press("Ctrl+Return", dialog)
    desk.wait(dialog.note.isVisible)
    assert "What you typed is kept." in dialog.note.text()
    dialog.note.action_clicked.emit()
    desk.no_dialog()
    assert len({one.command_id for one in desk.gateway.submitted}) == 1
    assert len(desk.gateway.submitted) == 2


def test_a_conflict_keeps_what_was_typed_and_takes_the_newer_version(desk: Desk, page: ListPage) -> None:
    dialog = edit(desk, page)
    remark = field(dialog, "remark").editor
    remark.editor().setFocus()
    QTest.keyClicks(remark.editor(), "mine")
    desk.gateway.fail(invented.EditDeal, Conflict("message.stale"))
    newer = invented.detail_of(invented.GetDeal(deal_no="2403180128"))
    newer = invented.DealDetail(
        **{**{name: getattr(newer, name) for name in newer.__struct_fields__}, "version": 2, "remark": "theirs"}
    )
    desk.gateway.answer(invented.GetDeal, newer)
    desk.press("Ctrl+Return", dialog)
    desk.wait(dialog.note.isVisible)
    assert "Data changed" in dialog.note.text()
    assert remark.value() == "mine"
    dialog.note.action_clicked.emit()
    desk.wait(lambda: not dialog.note.isVisible())
    assert remark.value() == "mine"
    desk.press("Ctrl+Return", dialog)
    desk.no_dialog()
    assert desk.gateway.commands(invented.EditDeal)[-1] == invented.EditDeal(
        deal_no="2403180128", remark="mine", expected_version=2
    )


def test_a_work_order_is_named_in_a_toast(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(invented.EnterDeal, Submitted(work_order_no="128050"))
    dialog = new_deal(desk, page)
    fill(desk, dialog)
    desk.press("Ctrl+Return", dialog)
    desk.no_dialog()
    desk.wait(lambda: desk.toasts.said == [("success", "Work order 128050 submitted")])


def test_each_button_sends_its_own_values_and_asks_for_its_own_fields(desk: Desk, page: ListPage) -> None:
    desk.press("F8", page.area.table)
    dialog = desk.dialog()
    desk.press("Alt+R", dialog)
    assert field(dialog, "remark").row.error() == "Required field missing"
    assert not desk.gateway.submitted
    QTest.keyClicks(field(dialog, "remark").editor.editor(), "wrong account")
    desk.press("Alt+R", dialog)
    desk.no_dialog()
    assert desk.gateway.commands(invented.ReviewDeal) == [
        invented.ReviewDeal(deal_no="2403180128", approve=False, remark="wrong account")
    ]


def test_the_record_fills_the_form_and_its_head(desk: Desk, page: ListPage) -> None:
    dialog = edit(desk, page)
    assert field(dialog, "deal_no").editor.value() == "2403180128"
    assert dialog._context is not None
    assert dialog.is_dirty() is False


def test_escape_asks_only_when_something_was_typed(desk: Desk, page: ListPage) -> None:
    dialog = new_deal(desk, page)
    desk.press("Escape", dialog)
    desk.no_dialog()
    dialog = new_deal(desk, page)
    QTest.keyClicks(field(dialog, "sell").editor.editor(), "1")
    desk.press("Escape", dialog)
    desk.wait(lambda: desk.dialog() is not dialog)
    desk.dialog().reject()
    desk.wait(lambda: desk.dialog() is dialog)
    assert field(dialog, "sell").editor.value() == Decimal(1)
    desk.press("Escape", dialog)
    desk.wait(lambda: desk.dialog() is not dialog)
    desk.dialog().submit()
    desk.no_dialog()


def test_text_that_cannot_be_read_is_said_at_its_field(desk: Desk, page: ListPage) -> None:
    dialog = new_deal(desk, page)
    fill(desk, dialog)
    field(dialog, "rate").editor.line.setText("seven")
    desk.press("Ctrl+Return", dialog)
    assert field(dialog, "rate").row.error()
    assert not desk.gateway.submitted


def test_rows_are_added_and_taken_away(desk: Desk, page: ListPage) -> None:
    dialog = new_deal(desk, page)
    tiers = field(dialog, "tiers").editor
    desk.click(tiers.add)
    desk.click(tiers.add)
    assert len(tiers.lines) == 2
    QTest.keyClicks(tiers.lines[1].editors["above"].editor(), "10")
    assert tiers.value() == ({"above": Decimal(10), "bp": None},)
    desk.click(tiers.lines[0].remove)
    assert len(tiers.lines) == 1
    assert tiers.value() == ({"above": Decimal(10), "bp": None},)
    desk.press("Ctrl+Return", dialog)
    assert tiers.lines[0].error.text() == "Required field missing"


def test_a_client_is_found_while_typing(desk: Desk, page: ListPage) -> None:
    dialog = new_deal(desk, page)
    client = field(dialog, "client").editor
    client.search_wanted.emit("8")
    desk.idle(250)
    assert not desk.gateway.queries(invented.SearchClients)
    client.search_wanted.emit("8001")
    desk.wait(client.options)
    assert [option.text for option in client.options()] == ["80012046 陳嘉儀", "80012183 黃志明"]
    assert desk.gateway.queries(invented.SearchClients)[0].text == "8001"


def test_the_button_waits_while_the_command_is_under_way(desk: Desk, page: ListPage) -> None:
    dialog = new_deal(desk, page)
    fill(desk, dialog)
    desk.gateway.hang(invented.EnterDeal)
    desk.press("Ctrl+Return", dialog)
    desk.wait(dialog.action_button.is_busy)
    desk.press("Ctrl+Return", dialog)
    desk.press("Escape", dialog)
    assert dialog.is_open()
    desk.gateway.release()
    desk.no_dialog()
    assert len(desk.gateway.submitted) == 1


@pytest.mark.expects_log("ui.fault")
def test_our_own_mistake_leaves_the_form_usable(desk: Desk, page: ListPage) -> None:
    dialog = new_deal(desk, page)
    fill(desk, dialog)
    desk.gateway.fail(invented.EnterDeal, RuntimeError("ours"))
    shown: list[Any] = []
    desk.services.runtime.show_error = lambda error, retry: shown.append(error)
    desk.press("Ctrl+Return", dialog)
    desk.wait(lambda: shown)
    assert dialog.action_button.isEnabled()
    assert field(dialog, "sell").editor.value() == Decimal(120_000)
    dialog.done(None)


def test_clearing_the_dialog_gives_the_focus_back(desk: Desk, page: ListPage) -> None:
    page.area.table.setFocus(Qt.FocusReason.OtherFocusReason)
    dialog = new_deal(desk, page)
    dialog.reject()
    desk.no_dialog()
    assert page.area.table.hasFocus()
