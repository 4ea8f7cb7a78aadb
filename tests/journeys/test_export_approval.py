"""An export that needs approval, at the real window: asked for, seen waiting, approved by another, told, fetched; nobody else's."""

from typing import Any

import pytest

from tests.journeys.conftest import OpenWindow, Person
from whale_desktop.app.tour.keyboard import ALT, CTRL, Key
from whale_desktop.app.tour.main_job import CLERK, SUPERVISOR
from whale_desktop.features.access.handlers.seed import DEMO_PASSWORD
from whale_desktop.features.access.messages import SetParameter
from whale_desktop.features.documents.messages import APPROVED_LISTS, FetchFile, FileState, ListMyFiles
from whale_desktop.features.notices.messages import ListMessages
from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    Approver,
    ApproverKind,
    FlowMode,
    GetWorkOrder,
    Level,
    Route,
    SaveFlow,
)
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.ids import new_id
from whale_desktop.messages import Command, label_of
from whale_desktop.ui.components import Note
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.pages.approval import NEEDED

ORDERS = "cash.conversion.exchange_order"
RATES = "cash.conversion.reference_rates"
RECORDS = "top_bar.export_records"
INBOX = "top_bar.work_orders"
REMARK = "For the regulator"


def at_another_desk(person: Person, member: str, *commands: Command[Any]) -> None:
    """What somebody else does meanwhile, without a window."""
    door, elsewhere = person.services.gateway, Context(workstation="other")
    session = door.sign_in(member, DEMO_PASSWORD, elsewhere).session
    for command in commands:
        door.submit(command, session=session, command_id=new_id(), context=elsewhere)


def records(person: Person) -> Any:
    """One's own export records, at the window."""
    person.open(RECORDS)
    person.await_rows()
    return person.page


@pytest.mark.parametrize("locale", ["zh_Hant", "zh_Hans", "en"])
def test_an_export_under_approval_is_asked_for_approved_and_fetched(open_window: OpenWindow, locale: str) -> None:
    person = open_window(locale=locale)
    keyboard = person.keyboard
    level = Level(approvers=(Approver(kind=ApproverKind.ROLE, ref="funds_supervisor"),))
    flow = SaveFlow(flow_key="platform.export_approve", mode=FlowMode.MANUAL, routes=(Route(levels=(level,)),))
    at_another_desk(person, "chief@whale.demo", SetParameter(key=APPROVED_LISTS.key, value="fx.orders"), flow)

    person.sign_in(CLERK)
    orders = person.open(ORDERS)
    keyboard.reach(orders.area.table)
    keyboard.press(Key.Key_E, CTRL)
    dialog: Any = person.await_dialog()
    needed = person.application.runtime.texts(NEEDED)
    assert [note.text() for note in dialog.findChildren(Note)] == [needed], "he is told before he asks"
    keyboard.reach(dialog.remark.editor())
    keyboard.write(REMARK)
    keyboard.press(Key.Key_Return, CTRL)
    keyboard.until(lambda: person.toasts, "he is told that it waits")
    assert person.toasts[-1][0] == "success"
    (asked,) = person.ask(ListMyFiles()).rows
    assert (asked.state, asked.remark, asked.blob) == (FileState.APPROVAL, REMARK, "")
    rates = person.open(RATES)
    keyboard.reach(rates.area.table)
    keyboard.press(Key.Key_E, CTRL)
    assert not person.await_dialog().findChildren(Note), "another list needs nobody"
    keyboard.press(Key.Key_Escape)
    keyboard.until(lambda: top_dialog(person.window) is None, "it is closed")
    page = records(person)
    (row,) = page.area.model.rows
    said = [cell.text for cell in page.area.model.row_cells(0)]
    assert person.application.runtime.texts(label_of(FileState.APPROVAL)) in said
    assert (row.may, person.files.kept) == ((), [])
    person.close_screen()
    person.sign_out()

    person.sign_in(SUPERVISOR)
    inbox = person.open(INBOX)
    place = next(at for at, one in enumerate(inbox.model.rows) if one.work_order_no == int(asked.work_order_no))
    inbox._select(place)
    keyboard.until(lambda: inbox._order is not None and inbox._order.row.work_order_no == int(asked.work_order_no), "it is shown")
    keyboard.until(lambda: not inbox._deliberate.isActive(), "it has been looked at")
    keyboard.reach(inbox.view)
    keyboard.press(Key.Key_A, ALT)
    keyboard.until(
        lambda: person.ask(GetWorkOrder(work_order_no=int(asked.work_order_no))).row.approval_status is ApprovalStatus.APPROVED,
        "it is approved",
    )
    assert person.ask(ListMyFiles()).rows == (), "the file is not the supervisor's"
    with pytest.raises(UserError, match=r"document\.unknown"):
        at_another_desk(person, SUPERVISOR, FetchFile(record_no=asked.record_no))
    person.sign_out()

    person.sign_in(CLERK)
    keyboard.until(lambda: person.ask(ListMyFiles()).rows[0].state is FileState.DONE, "the file is made")
    keyboard.until(lambda: "document.file_ready" in {one.kind for one in person.ask(ListMessages()).rows}, "a notice says so")
    page = records(person)
    keyboard.reach(page.area.table)
    person.go_to_row(record_no=asked.record_no)
    person.press_row("fetch")
    keyboard.until(lambda: person.files.kept, "the file is saved")
    assert person.files.kept[0].read_bytes()[:2] == b"PK", "a workbook"
