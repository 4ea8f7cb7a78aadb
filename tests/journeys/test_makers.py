"""A maker at the real window: told before he submits, led to his work order afterwards, and back to it from the row that it holds."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from tests.journeys.conftest import OpenWindow, Person
from whale_desktop.app.tour.keyboard import CTRL, SHIFT, Key
from whale_desktop.app.tour.main_job import CLERK, SUPERVISOR
from whale_desktop.features.fx.messages import ForexStatus
from whale_desktop.features.workorder.messages import GetWorkOrder

ORDERS = "cash.conversion.exchange_order"
EXCHANGE = "2403180010"
REMARK = "Client called at 10:02"


def open_order(person: Person, inbox: Any) -> int:
    """The number of the order that the inbox shows."""
    person.keyboard.until(lambda: inbox._order is not None, "an order is shown")
    return int(inbox._order.row.work_order_no)


@pytest.mark.parametrize("locale", ["zh_Hant", "en"])
def test_a_reversal_is_announced_submitted_with_a_remark_and_found_again(open_window: OpenWindow, locale: str) -> None:
    person = open_window(locale=locale)
    keyboard = person.keyboard
    person.sign_in(SUPERVISOR)
    keyboard.until(lambda: person.application.services.decided_flows, "the window knows which flows people decide")
    orders = person.open(ORDERS)
    row = person.go_to_row(forex_id=EXCHANGE)
    assert row.forex_status is ForexStatus.SUCCESS
    person.press_row("reverse")
    dialog: Any = person.await_dialog()
    assert dialog.approval.note.text() == {"zh_Hant": "提交後需工單審批", "en": "A work order is needed"}[locale]
    keyboard.reach(dialog.form.fields[-1].editor.editor())
    keyboard.write("Entered twice")
    keyboard.press(Key.Key_Tab)
    assert dialog.approval.isAncestorOf(keyboard.focused())
    keyboard.write(REMARK)
    keyboard.press(Key.Key_Return, CTRL)
    keyboard.until(person.application.toasts.stack.toasts, "a toast names the order")
    toast = person.application.toasts.stack.toasts()[-1]
    link = next(one for one in toast.findChildren(QPushButton) if one.text())
    keyboard.click(link)
    inbox = person.page
    number = open_order(person, inbox)
    order = person.ask(GetWorkOrder(work_order_no=number))
    assert (order.row.target_no, order.row.maker_remark) == (EXCHANGE, REMARK)
    assert str(number) in toast.text
    person.close_screen()

    assert person.page is orders
    held = person.go_to_row(forex_id=EXCHANGE)
    assert held.work_order_no == str(number), "the open list shows it without being asked"
    words = orders.area.model.row_cells(orders.area.model.rows.index(held))[-1].actions
    assert words[0].name == "open_order"
    keyboard.press(Key.Key_W)
    keyboard.until(lambda: person.page is not orders, "the inbox is open")
    assert open_order(person, person.page) == number


@pytest.mark.parametrize(
    ("locale", "said"), [("zh_Hant", "提交後需工單審批"), ("zh_Hans", "提交后需工单审批"), ("en", "A work order is needed")]
)
def test_a_review_says_beforehand_whether_it_opens_a_work_order(open_window: OpenWindow, locale: str, said: str) -> None:
    """A small exchange is decided by the review itself; a large one whose work order was taken back needs another one."""
    person = open_window(locale=locale)
    person.sign_in(SUPERVISOR)
    person.keyboard.until(lambda: person.application.services.decided_flows, "the window knows which flows people decide")
    page = person.open(ORDERS)
    small = next(row for row in page.area.model.rows if not row.is_large and "fx.order.review" in row.may)
    large = msgspec.structs.replace(small, is_large=True)
    for row, words in ((small, None), (large, said)):
        page.runner.run(person.action("review"), row=row)
        dialog: Any = person.await_dialog()
        assert (dialog.approval and dialog.approval.note.text()) == words
        person.keyboard.press(Key.Key_Escape)
        person.keyboard.settle()


def test_ctrl_shift_w_opens_the_inbox_and_the_status_bar_counts(open_window: OpenWindow) -> None:
    person = open_window()
    person.sign_in(SUPERVISOR)
    cell = person.desk.status.bar.cell("work_orders")
    person.keyboard.until(lambda: cell.cell.badge > 0, "the cell counts")
    person.open(ORDERS)
    person.keyboard.press(Key.Key_W, CTRL | SHIFT)
    person.keyboard.until(lambda: person.desk.workspace.current().key == "work_order", "the inbox is open")
    inbox = person.page
    person.keyboard.until(lambda: inbox.model.rows, "it has orders")
    assert len(inbox.model.rows) == cell.cell.badge


def test_whoever_is_not_concerned_is_told_so_and_keeps_his_list(open_window: OpenWindow) -> None:
    person = open_window()
    person.sign_in(CLERK)
    orders = person.open(ORDERS)
    person.choose_tab("")
    held = next(row for row in orders.area.model.rows if row.work_order_no)
    person.go_to_row(forex_id=held.forex_id)
    person.keyboard.press(Key.Key_W)
    person.keyboard.until(lambda: person.toasts, "he is told")
    assert person.toasts[-1] == ("error", f"工單 {held.work_order_no}：沒有權限")
    inbox = person.page
    person.keyboard.settle()
    assert inbox._wanted is None


def buttons(pane: QWidget, words: str) -> list[QPushButton]:
    """The buttons of the order that say so."""
    return [one for one in pane.findChildren(QPushButton) if words in one.text() and one.isVisible()]


def test_a_maker_attaches_a_file_and_fetches_it_again(open_window: OpenWindow, tmp_path: Path) -> None:
    person = open_window()
    keyboard, letter = person.keyboard, tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF the client's letter")
    person.sign_in(SUPERVISOR)
    person.open(ORDERS)
    person.go_to_row(forex_id=EXCHANGE)
    person.press_row("reverse")
    dialog: Any = person.await_dialog()
    keyboard.reach(dialog.form.fields[-1].editor.editor())
    keyboard.write("Entered twice")
    person.submit()
    person.go_to_row(forex_id=EXCHANGE)
    keyboard.press(Key.Key_W)
    inbox = person.page
    number = open_order(person, inbox)
    person.files.picks.append(letter)
    keyboard.settle()  # the order is shown anew when it has become the chosen one
    keyboard.until(lambda: buttons(inbox.change, "添加附件"), "a file can be added")
    keyboard.click(buttons(inbox.change, "添加附件")[0])
    keyboard.until(lambda: person.ask(GetWorkOrder(work_order_no=number)).attachments, "it is attached")
    keyboard.settle()
    keyboard.until(lambda: buttons(inbox.change, "letter.pdf"), "it is shown")
    letter.unlink()
    keyboard.click(buttons(inbox.change, "letter.pdf")[0])
    keyboard.until(lambda: person.files.kept, "it is saved")
    assert person.files.kept[0].read_bytes() == b"%PDF the client's letter"
