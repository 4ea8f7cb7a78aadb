"""Every door that somebody might try instead of asking another person (`docs/rules/workorders.md` 9, closed doors)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.helpers import boxes
from tests.helpers.boxes import EmptyBox, GetBox, PutAmount, PutValue, batch_of, box_office, jam
from tests.helpers.office import MONDAY, DemoOffice, Office, roles
from whale_desktop.app.calls import Asked, carry_out
from whale_desktop.bus import tables as bus_tables
from whale_desktop.bus.schedule import run_due
from whale_desktop.features.access.messages import AddRole, DeleteRole, GetRole
from whale_desktop.features.workorder import tables
from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    ApproveWorkOrder,
    CloseReason,
    CountToDo,
    ExecutionStatus,
    GetWorkOrder,
    ListWorkOrders,
    OrderEvent,
    RefuseWorkOrder,
    ResubmitWorkOrder,
    RetryWorkOrder,
    SignMode,
    TransferWorkOrder,
    WithdrawWorkOrder,
    WorkOrderRow,
)
from whale_desktop.kernel.clock import FixedClock
from whale_desktop.messages import Command, info_of

CLERK, SECOND_CLERK = "funds_clerk", "second_clerk"
SUPERVISOR, SECOND_SUPERVISOR = "funds_supervisor", "second_supervisor"
DECIDING = (ApproveWorkOrder, RefuseWorkOrder, TransferWorkOrder, WithdrawWorkOrder, RetryWorkOrder, ResubmitWorkOrder)


@pytest.fixture
def office_of_boxes(office: Office) -> Iterator[Office]:
    """Three boxes; a change of a value needs one supervisor."""
    with box_office(office) as made:
        made.route(boxes.ONE_LEVEL, roles(SUPERVISOR))
        yield made


def value(office: Office, box_no: int = 1) -> int:
    return office.ask(GetBox(box_no=box_no)).value


def put(office: Office, number: int, box_no: int = 1, *, user: str = CLERK) -> int:
    version = boxes.version_of(office, box_no)
    return office.waits(PutValue(box_no=box_no, value=number, expected_version=version), user=user)


def row(office: Office, number: int) -> WorkOrderRow:
    return office.ask(GetWorkOrder(work_order_no=number)).row


def code(office: Office, command: Command[object], user: str) -> str:
    return office.refused(command, user=user).code


def runs(office: Office) -> list[tuple[int, int]]:
    with office.database.read() as connection:
        return [(one.box_no, one.value) for one in connection.execute(select(boxes.run).order_by(boxes.run.c.run_no))]


# --------------------------------------------------------------------------------------------------------------------- doors


def test_wo_door_bulk_no_maker_decides_among_many(office_of_boxes: Office) -> None:
    """All or none: his own order among others refuses the whole, and the others wait as before."""
    office = office_of_boxes
    own, other = put(office, 1, 1, user=SUPERVISOR), put(office, 2, 2)
    many = batch_of([ApproveWorkOrder(work_order_no=other), ApproveWorkOrder(work_order_no=own)])
    assert code(office, many, SUPERVISOR) == "ticket.self_approval"
    assert (runs(office), row(office, other).approval_status) == ([], ApprovalStatus.WAIT_APPROVE)


def test_wo_door_bulk_a_refusal_that_closes_undoes_the_approvals_beside_it(office_of_boxes: Office) -> None:
    office = office_of_boxes
    first, changed = put(office, 1, 1), put(office, 2, 2)
    office.do(boxes.ReportState(box_no=2, state="blocked"), user="app")
    many = batch_of([ApproveWorkOrder(work_order_no=first), ApproveWorkOrder(work_order_no=changed)])
    assert code(office, many, SUPERVISOR) == "ticket.source_changed"
    assert (runs(office), row(office, first).approval_status) == ([], ApprovalStatus.WAIT_APPROVE)


@pytest.mark.parametrize("user", ["administrator", "super_admin", SECOND_CLERK, "auditor", "nobody"])
def test_wo_door_whoever_is_not_asked_decides_nothing(office_of_boxes: Office, user: str) -> None:
    office = office_of_boxes
    number = put(office, 1)
    for command in (ApproveWorkOrder(work_order_no=number), RefuseWorkOrder(work_order_no=number, comment="no")):
        assert code(office, command, user) == "ticket.not_assignee"
    hand_on = TransferWorkOrder(work_order_no=number, member_id=office.member_id(user), comment="to me")
    assert code(office, hand_on, user) == "ticket.not_assignee"
    assert office.ask(CountToDo(), user=user).open == 0
    assert office.audit_rows("work_order.approve")[-1].result == "refused"


def test_wo_door_call_the_command_line_asks_the_same_questions(demo_db: Path) -> None:
    office = DemoOffice(demo_db)
    (mine, *_) = office.ask(ListWorkOrders(tab="submitted"), user=CLERK).rows
    office.close()
    for user, expected in ((CLERK, "ticket.self_approval"), ("auditor", "ticket.not_assignee")):
        asked = Asked(message="work_order.approve", body=f'{{"work_order_no":{mine.work_order_no}}}', user=user, yes=True)
        assert carry_out(demo_db, asked, FixedClock(MONDAY))["code"] == expected


def test_wo_door_nothing_edits_an_order_after_its_submission(office_of_boxes: Office) -> None:
    """No command has a field for another content; the box is locked for whoever sends the change again, the maker too."""
    office = office_of_boxes
    number = put(office, 1)
    with office.database.read() as connection:
        held = connection.execute(select(tables.work_order.c.held)).scalar_one()
    for user in (CLERK, SECOND_CLERK, "super_admin"):
        again = PutValue(box_no=1, value=99, expected_version=1)
        assert code(office, again, user) == "ticket.target_locked"
    fields = {name for command in DECIDING for name in info_of(command).type.__struct_fields__}
    assert fields == {"work_order_no", "comment", "level", "member_id"}
    office.approve(number, user=SUPERVISOR)
    with office.database.read() as connection:
        assert connection.execute(select(tables.work_order.c.held)).scalar_one() == held
    assert runs(office) == [(1, 1)]


def test_wo_door_approving_twice_runs_once(office_of_boxes: Office) -> None:
    office = office_of_boxes
    number = put(office, 1)
    command = ApproveWorkOrder(work_order_no=number)
    first = office.submit(command, user=SUPERVISOR, command_id="one")
    again = office.submit(command, user=SUPERVISOR, command_id="one")
    assert (first.replayed, again.replayed) == (False, True)  # type: ignore[union-attr]  # an approval is done at once
    for user in (SUPERVISOR, SECOND_SUPERVISOR):
        assert code(office, command, user) == "ticket.already_decided"
    assert runs(office) == [(1, 1)]


def test_wo_door_nobody_signs_for_two_where_all_must_sign(office_of_boxes: Office) -> None:
    office = office_of_boxes
    officer = office.member_id("risk_officer")
    office.route(boxes.ONE_LEVEL, roles(SUPERVISOR, users=(officer,), sign_mode=SignMode.ALL))
    number = put(office, 1)
    office.approve(number, user=SUPERVISOR)
    for user in (SUPERVISOR, SECOND_SUPERVISOR):
        assert code(office, ApproveWorkOrder(work_order_no=number), user) == "ticket.already_decided"
    assert runs(office) == []


def test_wo_door_a_retry_does_not_pass_the_lock_of_another_order(office_of_boxes: Office) -> None:
    office = office_of_boxes
    failed = put(office, 1)
    jam(office, 1, jammed=True)
    assert office.approve(failed, user=SUPERVISOR).execution_status is ExecutionStatus.FAILED
    jam(office, 1, jammed=False)
    other = put(office, 2)
    assert code(office, RetryWorkOrder(work_order_no=failed), "super_admin") == "ticket.target_locked"
    office.approve(other, user=SUPERVISOR)
    assert code(office, RetryWorkOrder(work_order_no=failed), "super_admin") == "ticket.source_changed"
    assert runs(office) == [(1, 2)]


def test_wo_door_an_expired_lock_does_not_hide_another_one(office_of_boxes: Office) -> None:
    """Of two boxes one waits for an order that is too old, the other for one that is not."""
    office = office_of_boxes
    office.route(boxes.ONE_LEVEL, roles(SUPERVISOR), expire_hours=1)
    old = put(office, 1, 1)
    office.waits(EmptyBox(box_no=2, expected_version=1), user=CLERK)
    office.clock.advance(boxes.AN_HOUR)
    at_once = [boxes.PutAtOnce(box_no=one, value=7, expected_version=1) for one in (1, 2)]
    refusal = office.refused(batch_of(at_once), user=SECOND_CLERK)
    assert [(one.field, one.code) for one in refusal.fields] == [("parts[1]", "ticket.target_locked")]
    assert (runs(office), row(office, old).approval_status) == ([], ApprovalStatus.WAIT_APPROVE)


# ------------------------------------------------------------------------------------------------ orders that could never end


def test_an_abnormal_order_is_the_super_administrator_s_even_for_its_maker(office_of_boxes: Office) -> None:
    office = office_of_boxes
    number = put(office, 1)
    office.do(boxes.CancelBox(box_no=1), user="app")
    assert "work_order.withdraw" not in office.ask(GetWorkOrder(work_order_no=number), user=CLERK).row.may
    assert code(office, WithdrawWorkOrder(work_order_no=number), CLERK) == "ticket.abnormal"


def test_whoever_is_left_of_a_level_that_lost_its_people_is_the_super_administrator(office_of_boxes: Office) -> None:
    """The officer, whose signature is still asked, is frozen: the next look of the system hands it on, and he may give it if he is back."""
    office = office_of_boxes
    officer = office.member_id("risk_officer")
    office.route(boxes.ONE_LEVEL, roles(SUPERVISOR, users=(officer,), sign_mode=SignMode.ALL))
    number = put(office, 1)
    office.approve(number, user=SUPERVISOR)
    boxes.freeze(office, officer, frozen=True)
    assert office.ask(CountToDo()).open == 0
    boxes.sweep(office)
    boxes.sweep(office)
    assert [line.event for line in office.ask(GetWorkOrder(work_order_no=number)).trail].count(OrderEvent.TAKEN_OVER) == 1
    assert office.ask(CountToDo()).open == office.ask(CountToDo(), user="second_super_admin").open == 1
    boxes.freeze(office, officer, frozen=False)
    assert office.ask(CountToDo(), user="risk_officer").open == 1
    assert office.approve(number).execution_status is ExecutionStatus.SUCCESS
    assert office.ask(CountToDo(), user="risk_officer").open == 0


def test_a_task_handed_to_somebody_who_is_asked_himself_does_not_stop_the_order(office_of_boxes: Office) -> None:
    """He can sign once only: the signature that is left goes to the super administrators at once."""
    office = office_of_boxes
    first, second = office.member_id(SUPERVISOR), office.member_id(SECOND_SUPERVISOR)
    office.route(boxes.ONE_LEVEL, roles(users=(first, second), sign_mode=SignMode.ALL))
    number = put(office, 1)
    office.do(TransferWorkOrder(work_order_no=number, member_id=second, comment="away"), user=SUPERVISOR)
    office.approve(number, user=SECOND_SUPERVISOR)
    assert row(office, number).approval_status is ApprovalStatus.WAIT_APPROVE
    assert office.approve(number).execution_status is ExecutionStatus.SUCCESS


def test_a_transfer_after_the_time_is_over_closes_the_order(office_of_boxes: Office) -> None:
    office = office_of_boxes
    office.route(boxes.ONE_LEVEL, roles(SUPERVISOR), expire_hours=1)
    number = put(office, 1)
    office.clock.advance(boxes.AN_HOUR)
    late = TransferWorkOrder(work_order_no=number, member_id=office.member_id(SECOND_SUPERVISOR), comment="late")
    assert code(office, late, SUPERVISOR) == "ticket.closed"
    assert row(office, number).close_reason is CloseReason.EXPIRED


def test_a_change_of_an_older_version_is_resubmitted_on_the_record_of_today(office_of_boxes: Office) -> None:
    """What was entered is filed again as it was; the version that the maker had seen then does not matter any more."""
    office = office_of_boxes
    number = put(office, 5)
    office.do(boxes.ReportState(box_no=1, state="blocked"), user="app")
    assert code(office, ApproveWorkOrder(work_order_no=number), SUPERVISOR) == "ticket.source_changed"
    again = int(office.do(ResubmitWorkOrder(work_order_no=number), user=CLERK))
    (change,) = office.ask(GetWorkOrder(work_order_no=again)).changes
    assert change.before is not None
    assert change.after is not None
    assert (change.before["state"], change.before["value"], change.after["value"]) == ("blocked", 0, 5)
    assert office.approve(again, user=SUPERVISOR).execution_status is ExecutionStatus.SUCCESS
    assert value(office) == 5


def test_a_day_s_order_ends_at_midnight_in_hong_kong_by_the_clock(office_of_boxes: Office) -> None:
    """Submitted on Monday at 10:00; its hours would last longer, the day does not."""
    office = office_of_boxes
    office.route(boxes.ONE_LEVEL, roles(SUPERVISOR), expire_hours=48, expire_at_day_cut=True)
    number = put(office, 1)
    midnight = MONDAY.replace(hour=0) + boxes.A_DAY
    assert row(office, number).expires_at == midnight
    boxes.plant_schedule(office)
    office.clock.set(midnight - boxes.A_SECOND)
    run_due(office.bus)
    assert row(office, number).approval_status is ApprovalStatus.WAIT_APPROVE
    office.clock.set(midnight)
    run_due(office.bus)
    closed = row(office, number)
    assert (closed.approval_status, closed.close_reason) == (ApprovalStatus.CLOSE, CloseReason.EXPIRED)
    with office.database.read() as connection:
        assert connection.execute(select(bus_tables.pending_order)).all() == []


def test_a_role_that_a_flow_names_is_not_deleted(office_of_boxes: Office) -> None:
    """As an approver or for copies, of a level of any route; it may go when no flow names it any more."""
    office = office_of_boxes
    role = office.do(AddRole(name="Second pair of eyes", codes=(boxes.VIEW,)))
    for level in (roles(role), boxes.copying(roles(SUPERVISOR), role)):
        office.route(boxes.TWO_LEVELS, roles(SUPERVISOR), level)
        assert code(office, DeleteRole(role=role, expected_version=1), "super_admin") == "admin.role_in_use"
    office.route(boxes.TWO_LEVELS, roles(SUPERVISOR))
    office.do(DeleteRole(role=role, expected_version=1))
    assert code(office, GetRole(role=role), "super_admin") == "admin.role_unknown"  # type: ignore[arg-type]  # a query here


def test_an_amount_above_the_first_route_needs_the_second_level(office_of_boxes: Office) -> None:
    office = office_of_boxes
    boxes.route_by_amount(office, roles(SUPERVISOR), roles("risk_officer"))
    number = office.waits(PutAmount(box_no=1, amount=1000, expected_version=1), user=CLERK)
    assert office.approve(number, user=SUPERVISOR).current_level == 2
    assert office.approve(number, user="risk_officer").execution_status is ExecutionStatus.SUCCESS
    assert code(office, WithdrawWorkOrder(work_order_no=number), CLERK) == "ticket.closed"
