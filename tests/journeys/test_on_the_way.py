"""What goes wrong on the way, and what a person has typed when it does: it is still there."""

import io
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from tests.journeys.conftest import SECOND_HAT, OpenWindow, Person
from whale_desktop.app.tour.filling import typed_text
from whale_desktop.app.tour.keyboard import Key
from whale_desktop.app.tour.main_job import CLERK, MainJob
from whale_desktop.features.access.handlers.seed import DEMO_PASSWORD
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.ledger.messages import BalanceFilter, ListBalances
from whale_desktop.features.reference.messages import MakeSampleRates, TotalReferenceRates
from whale_desktop.screens import all_screens
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.pages.importing import ImportDialog

ORDERS = "cash.conversion.exchange_order"
RATES = "cash.conversion.reference_rates"


def test_a_wrong_password_is_said_and_the_e_mail_stays(open_window: OpenWindow) -> None:
    person = open_window()
    form = person.application.sign_in
    person.type_credentials(CLERK, "no")
    person.keyboard.until(form.error.isVisible, "the form says that the password is wrong")
    assert "密碼" in form.error.text()
    assert (form.email.value(), form.password.value()) == (CLERK, "")
    assert form.password.editor().hasFocus()
    person.keyboard.write(DEMO_PASSWORD)
    person.keyboard.press(Key.Key_Return)
    person.await_desk()


def broken_rates(person: Person) -> Path:
    """The ready rates of the demonstration with one price below zero."""
    reply = person.keyboard_wait(
        person.application.runtime.submit(MakeSampleRates(locale="zh_Hant"), command_id="sample for the journey")
    )
    data = person.keyboard_wait(person.application.runtime.get_blob(reply.result.blob))
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    sheet.cell(row=3, column=5, value=-1)
    path = person.files.folder / "rates.xlsx"
    book.save(path)
    return path


def test_one_bad_row_writes_nothing_and_can_be_saved_with_its_reason(open_window: OpenWindow) -> None:
    person = open_window()
    person.sign_in(CLERK)
    person.files.picks = [broken_rates(person)]
    count = person.ask(TotalReferenceRates()).count
    person.open(RATES)
    person.await_rows()
    person.press("import")
    dialog = person.await_dialog("the import")
    assert isinstance(dialog, ImportDialog)
    person.keyboard.press(Key.Key_Space)  # uploading has the focus
    person.keyboard.until(dialog.failed.isVisible, "the bad row is found")
    assert not dialog.action_button.isEnabled()
    assert "匯率必須大於 0" in dialog.table.model.rows[1].errors
    person.keyboard.reach(dialog.failed)
    person.keyboard.press(Key.Key_Space)
    person.keyboard.until(lambda: person.files.kept, "the bad rows are saved")
    (path,) = person.files.kept
    rows = list(load_workbook(path).worksheets[0].values)
    assert len(rows) == 2
    assert "匯率必須大於 0" in str(rows[1][-1])
    person.cancel()
    assert person.ask(TotalReferenceRates()).count == count


def poor_account(person: Person) -> tuple[str, Decimal]:
    """An account with some US dollars, and how many."""
    where = BalanceFilter(currency="USD")
    row = next(one for one in person.ask(ListBalances(where=where, limit=200)).rows if 1_000 < one.total - one.frozen < 50_000)
    return row.account_no, row.total - row.frozen


def test_amounts_that_are_refused_stay_as_typed(open_window: OpenWindow) -> None:
    person = open_window()
    person.sign_in(CLERK)
    account_no, cash = poor_account(person)
    person.open(ORDERS)
    person.await_rows()
    person.press("new")
    person.await_dialog("the manual exchange")
    person.fill("account_no", account_no)
    person.fill("from_currency", "USD")
    person.fill("to_currency", "HKD")
    person.fill("audit_remark", "phone order 17")
    for amount, sentence in (("5", "金額小於最小換匯金額"), (str(cash + 1), "可提現餘額不足")):
        person.fill("from_amount", amount)
        person.submit_in_vain()
        assert sentence in person.errors()["from_amount"]
        assert person.value("from_amount") == Decimal(amount)
        assert (person.value("account_no"), person.value("to_currency")) == (account_no, "HKD")
        assert person.value("audit_remark") == "phone order 17"
    person.fill("from_amount", "100")
    person.submit()
    newest = person.ask(fx.ListOrders(limit=1)).rows[0]
    assert (newest.account_no, newest.from_amount, newest.audit_remark) == (account_no, Decimal(100), "phone order 17")


def test_nobody_reviews_his_own_order(open_window: OpenWindow) -> None:
    person = open_window()
    person.type_credentials(SECOND_HAT, DEMO_PASSWORD)
    person.await_desk()
    account_no, _ = poor_account(person)
    person.open(ORDERS)
    person.await_rows()
    person.press("new")
    person.await_dialog("the manual exchange")
    for field, value in (("account_no", account_no), ("from_currency", "USD"), ("to_currency", "HKD"), ("from_amount", "200")):
        person.fill(field, value)
    person.submit()
    own = person.ask(fx.ListOrders(limit=1)).rows[0]
    person.choose_tab(fx.OrderPhase.REVIEW.value)
    person.go_to_row(forex_id=own.forex_id)
    person.keyboard.press(Key.Key_R)
    dialog = person.await_dialog("the review")
    person.fill("remark", "looks right to me")
    person.submit_in_vain()
    assert "不可複核本人提交的申請" in person.complaint(dialog)
    assert person.value("remark") == "looks right to me"
    person.cancel()
    assert person.ask(fx.GetOrder(forex_id=own.forex_id)).audit_status is fx.AuditStatus.PENDING


def test_platform_22_ten_tabs_and_an_unsaved_dialog_survive_a_switch_of_language(open_window: OpenWindow) -> None:
    person = open_window()
    person.type_credentials(SECOND_HAT, DEMO_PASSWORD)
    person.await_desk()
    leaves = [menu for menu, leaf in person.desk.leaves.items() if not leaf.locked and menu != ORDERS][:9]
    for menu in (*leaves, ORDERS):
        person.open(menu)
    person.await_rows()
    workspace = person.desk.workspace
    assert len(workspace.tabs) == 11, "home and ten screens"
    account_no, _ = poor_account(person)
    person.press("new")
    dialog = person.await_dialog("the manual exchange")
    for field, value in (("account_no", account_no), ("from_currency", "USD"), ("to_currency", "HKD"), ("from_amount", "345.67")):
        person.fill(field, value)
    person.application.runtime.watchdog.limit_seconds = 0.4  # `make bench` measures the switch itself
    for locale, title in (("en", "Exchange Order"), ("zh_Hans", "客户汇兑"), ("zh_Hant", "客戶匯兌")):
        person.application.set_locale(locale)
        person.keyboard.settle()
        assert workspace.title() == title
        assert dialog.is_open()
        assert person.value("account_no") == account_no
        assert person.value("from_amount") == Decimal("345.67")
        own = {screen.key: person.application.runtime.texts(screen.title) for screen in all_screens()}
        assert [workspace.bar.tabText(at) for at in range(1, 11)] == [own[tab.key] for tab in workspace.tabs[1:]]
    assert typed_text(MainJob(person).driver.dialog.field_rows["from_amount"].field) == "345.67"  # type: ignore[attr-defined]  # it is that dialog
    person.cancel()
    assert top_dialog(person.window) is None
