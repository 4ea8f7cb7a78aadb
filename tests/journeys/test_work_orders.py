"""The supervisor's inbox at the real window: by keys, with a reason, with another who was faster, many at once, in three languages."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

from tests.journeys.conftest import SECOND_HAT, OpenWindow, Person
from whale_desktop.app.tour.keyboard import ALT, SHIFT, Key
from whale_desktop.app.tour.main_job import SUPERVISOR
from whale_desktop.features.access.handlers.seed import DEMO_PASSWORD
from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    CountToDo,
    ExecutionStatus,
    GetWorkOrder,
    ListWorkOrders,
    RefuseWorkOrder,
    WorkOrder,
)
from whale_desktop.gateway.port import Context

MENU = "top_bar.work_orders"
LARGE_EXCHANGE = "forex.exchange_order_audit"
OpenInbox = Callable[..., tuple[Person, Any]]


@pytest.fixture
def open_inbox(open_window: OpenWindow) -> OpenInbox:
    """Opens the supervisor's inbox with its first order chosen."""

    def open_it(**more: Any) -> tuple[Person, Any]:
        person = open_window(**more)
        person.sign_in(SUPERVISOR)
        inbox = person.open(MENU)
        person.keyboard.until(inbox.trail.decision.isVisible, "the first order is shown with its decision")
        person.keyboard.until(lambda: not inbox._deliberate.isActive(), "it has been looked at")
        return person, inbox

    return open_it


def to_do(person: Person) -> list[int]:
    return [row.work_order_no for row in person.ask(ListWorkOrders(tab="todo", limit=100)).rows]


def order(person: Person, number: int) -> WorkOrder:
    return person.ask(GetWorkOrder(work_order_no=number))  # type: ignore[no-any-return]  # the driver asks anything


def press_in_inbox(person: Person, inbox: Any, key: Qt.Key) -> None:
    person.keyboard.reach(inbox.view)
    person.keyboard.press(key, ALT)
    person.keyboard.settle()


def test_alt_a_approves_what_is_shown_and_the_count_falls(open_inbox: OpenInbox) -> None:
    person, inbox = open_inbox()
    before = to_do(person)
    shown = inbox._order.row.work_order_no
    assert shown == before[0], "the oldest stands first"
    press_in_inbox(person, inbox, Key.Key_A)
    person.keyboard.until(lambda: len(inbox.model.rows) == len(before) - 1, "it has left the list")
    done = order(person, shown)
    assert (done.row.approval_status, done.row.execution_status) == (ApprovalStatus.APPROVED, ExecutionStatus.SUCCESS)
    assert person.ask(CountToDo()).open == len(before) - 1
    bell = person.desk.top.places[MENU]
    person.keyboard.until(lambda: str(len(before) - 1) in bell.accessibleName(), "the count of the top bar has fallen")
    assert [tone for tone, text in person.toasts if str(shown) in text] == ["success"]


def test_a_key_that_comes_at_once_approves_nothing(open_inbox: OpenInbox) -> None:
    """Alt+A held down, or pressed before anybody can have read the next order."""
    person, inbox = open_inbox()
    before = to_do(person)
    person.keyboard.reach(inbox.view)
    inbox._deliberate.start()
    person.keyboard.press(Key.Key_A, ALT)
    person.keyboard.settle()
    assert to_do(person) == before


def test_wo_14_refusing_asks_for_a_reason_and_writes_nothing_without_one(open_inbox: OpenInbox) -> None:
    person, inbox = open_inbox()
    before = to_do(person)
    shown = inbox._order.row.work_order_no
    press_in_inbox(person, inbox, Key.Key_R)
    assert inbox.trail.comment.isAncestorOf(person.window.focusWidget())
    assert to_do(person) == before
    person.keyboard.write("Amount differs from the instruction")
    person.keyboard.press(Key.Key_R, ALT)
    person.keyboard.until(lambda: shown not in [row.work_order_no for row in inbox.model.rows], "it has left the list")
    refused = order(person, shown)
    assert refused.row.approval_status is ApprovalStatus.REJECTED
    assert refused.trail[-1].comment == "Amount differs from the instruction"
    assert inbox.trail.comment.value() == ""


def test_who_comes_second_is_told_and_sees_the_list_as_it_is(open_inbox: OpenInbox) -> None:
    person, inbox = open_inbox()
    shown = inbox._order.row.work_order_no
    door, elsewhere = person.services.gateway, Context(workstation="other")
    session = door.sign_in(SECOND_HAT, DEMO_PASSWORD, elsewhere).session
    refusal = RefuseWorkOrder(work_order_no=shown, comment="Not today", level=1)
    door.submit(refusal, session=session, command_id="faster", context=elsewhere)
    inbox.trail.decide(True)
    person.keyboard.until(lambda: any(tone in ("error", "warning") for tone, _ in person.toasts), "he is told")
    person.keyboard.until(lambda: shown not in [row.work_order_no for row in inbox.model.rows], "the list is as it is")
    assert order(person, shown).row.approval_status is ApprovalStatus.REJECTED


def test_wo_20_many_at_once_are_decided_one_by_one(open_inbox: OpenInbox) -> None:
    person, inbox = open_inbox()
    before = to_do(person)
    assert len(before) >= 2
    person.keyboard.reach(inbox.view)
    person.keyboard.press(Key.Key_Down, SHIFT)
    person.keyboard.settle()
    chosen = [row.work_order_no for row in inbox.chosen()]
    assert len(chosen) == 2
    assert inbox.batch.isVisible()
    approve = inbox._batch.itemAt(1).widget()
    person.keyboard.click(approve)
    person.keyboard.until(lambda: len(to_do(person)) == len(before) - 2, "both are decided")
    assert {order(person, number).row.approval_status for number in chosen} == {ApprovalStatus.APPROVED}


@pytest.mark.parametrize(
    ("locale", "heads", "state"),
    [
        ("zh_Hans", ("字段", "变更前", "变更后"), "已通过"),
        ("zh_Hant", ("欄位", "變更前", "變更後"), "已通過"),
        ("en", ("Field", "Before", "After"), "Approved"),
    ],
)
def test_wo_26_before_and_after_are_in_the_reader_s_language(
    open_inbox: OpenInbox, locale: str, heads: tuple[str, ...], state: str
) -> None:
    person, inbox = open_inbox(locale=locale)
    large = next(at for at, row in enumerate(inbox.model.rows) if row.flow_key == LARGE_EXCHANGE)
    inbox._select(large)
    person.keyboard.settle()
    (table,) = inbox.change.tables
    assert tuple(label.text() for label in table._heads) == heads
    assert state in [row.after.text for row in table.rows() if row.changed]
