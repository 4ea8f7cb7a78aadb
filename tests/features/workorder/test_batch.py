"""Many changes as one order: shown item by item, carried out all or none, locked row by row (`docs/rules/workorders.md` 6.11)."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from tests.helpers import boxes
from tests.helpers.boxes import EmptyBox, GetBox, PutAtOnce, PutValue, batch_of, box_office, jam
from tests.helpers.office import Office, roles
from whale_desktop.bus import tables as bus_tables
from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    ApproveWorkOrder,
    CloseReason,
    ExecutionStatus,
    GetWorkOrder,
    ListWorkOrders,
    RefuseWorkOrder,
    RetryWorkOrder,
    WithdrawWorkOrder,
)
from whale_desktop.messages import Done, Submitted
from whale_desktop.messages.batch import MAXIMUM_PARTS, Batch, BatchPart

CLERK, SUPERVISOR = "funds_clerk", "funds_supervisor"


@pytest.fixture
def desk(office: Office) -> Iterator[Office]:
    """Three boxes; a change of a value needs one supervisor."""
    with box_office(office) as made:
        made.route(boxes.ONE_LEVEL, roles(SUPERVISOR))
        yield made


def put(*values: int, first: int = 1) -> Batch:
    """A value into each box, beginning with one of them, as it was first."""
    return batch_of([PutValue(box_no=first + place, value=one, expected_version=1) for place, one in enumerate(values)])


def values(office: Office) -> list[int]:
    return [office.ask(GetBox(box_no=one)).value for one in boxes.BOXES]


def locked(office: Office) -> list[str]:
    with office.database.read() as connection:
        return sorted(connection.execute(select(bus_tables.pending_order.c.target_key)).scalars())


def test_rows_are_one_order_in_the_inbox_each_with_its_difference(desk: Office) -> None:
    reply = desk.submit(put(10, 20, 30), user=CLERK, command_id="file")
    assert isinstance(reply, Submitted)
    assert desk.submit(put(10, 20, 30), user=CLERK, command_id="file") == reply
    (row,) = desk.ask(ListWorkOrders(tab="todo"), user=SUPERVISOR).rows
    assert (str(row.work_order_no), row.flow_key, row.target_no) == (reply.work_order_no, boxes.ONE_LEVEL, "1")
    assert (row.records, row.title[-5:]) == (3, " 1 +2")
    order = desk.ask(GetWorkOrder(work_order_no=row.work_order_no), user=SUPERVISOR)
    shown = [(one.target_key, one.before and one.before["value"], one.after and one.after["value"]) for one in order.changes]
    assert shown == [("1", 0, 10), ("2", 0, 20), ("3", 0, 30)]
    assert order.message == "batch.submit"
    assert (values(desk), locked(desk)) == ([0, 0, 0], ["1", "2", "3"])
    assert desk.approve(row.work_order_no, user=SUPERVISOR).execution_status is ExecutionStatus.SUCCESS
    assert (values(desk), locked(desk)) == ([10, 20, 30], [])
    written = [one for one in desk.audit_rows("test.box.put") if one.work_order_no == str(row.work_order_no)]
    assert [(one.target, one.member_name, one.result) for one in written] == [
        ("1", SUPERVISOR, "ok"),
        ("2", SUPERVISOR, "ok"),
        ("3", SUPERVISOR, "ok"),
    ]


def test_a_row_that_cannot_be_done_fails_all_and_a_retry_does_all(desk: Office) -> None:
    number = desk.waits(put(10, 20, 30), user=CLERK)
    jam(desk, 2, jammed=True)
    failed = desk.approve(number, user=SUPERVISOR)
    assert (failed.approval_status, failed.execution_status) == (ApprovalStatus.APPROVED, ExecutionStatus.FAILED)
    assert failed.result_code == "parcel.closed"
    order = desk.ask(GetWorkOrder(work_order_no=number))
    assert (order.result_params["failed_row"], order.trail[-1].other) == ("2", "2")
    assert (values(desk), locked(desk)) == ([0, 0, 0], [])
    jam(desk, 2, jammed=False)
    assert desk.do(RetryWorkOrder(work_order_no=number)).execution_status is ExecutionStatus.SUCCESS
    assert values(desk) == [10, 20, 30]


def test_a_bad_row_is_refused_at_once_with_its_place(desk: Office) -> None:
    wrong = Batch(parts=(*put(10).parts, BatchPart(message="test.box.put", body={"box_no": 2, "value": "much"})))
    refusal = desk.refused(wrong, user=CLERK)
    assert [one.field for one in refusal.fields] == ["parts[1].value", "parts[1].expected_version"]


def test_every_row_that_cannot_be_done_is_named_and_nothing_is_filed(desk: Office) -> None:
    for box_no in (1, 3):
        jam(desk, box_no, jammed=True)
    refusal = desk.refused(put(10, 20, 30), user=CLERK)
    assert (refusal.code, refusal.params) == ("batch.refused", {"count": 2})
    assert [(one.field, one.code) for one in refusal.fields] == [("parts[0]", "parcel.closed"), ("parts[2]", "parcel.closed")]
    assert (locked(desk), desk.ask(ListWorkOrders(tab="submitted"), user=CLERK).rows) == ([], ())
    assert isinstance(desk.waits(put(20, first=2), user=CLERK), int), "the good one alone"


def test_a_row_that_somebody_has_changed_meanwhile_is_named(desk: Office) -> None:
    desk.do(boxes.ReportState(box_no=2, state="open"), user="app")
    refusal = desk.refused(put(10, 20, 30), user=CLERK)
    assert [(one.field, one.code) for one in refusal.fields] == [("parts[1]", "message.stale")]


def test_a_row_that_waits_meanwhile_keeps_the_whole_file_out(desk: Office) -> None:
    single = desk.waits(PutValue(box_no=2, value=5, expected_version=1), user="second_clerk")
    refusal = desk.refused(put(10, 20, 30), user=CLERK)
    (second,) = refusal.fields
    assert (second.field, second.code, second.params["work_order_no"]) == ("parts[1]", "ticket.target_locked", str(single))
    assert locked(desk) == ["2"]
    jam(desk, 3, jammed=True)
    both = desk.refused(put(10, 20, 30), user=CLERK).fields
    assert [(one.field, one.code) for one in both] == [("parts[1]", "ticket.target_locked"), ("parts[2]", "parcel.closed")]
    jam(desk, 2, jammed=True)
    own = desk.refused(put(10, 20, 30), user=CLERK).fields
    assert [(one.field, one.code) for one in own] == [("parts[1]", "parcel.closed"), ("parts[2]", "parcel.closed")], (
        "its own first"
    )
    for box_no in (2, 3):
        jam(desk, box_no, jammed=False)
    desk.do(WithdrawWorkOrder(work_order_no=single), user="second_clerk")
    many = desk.waits(put(10, 20, 30), user=CLERK)
    for change in (PutValue(box_no=3, value=1, expected_version=1), EmptyBox(box_no=1, expected_version=1)):
        assert desk.refused(change, user="second_clerk").code == "ticket.target_locked"
    assert [one.code for one in desk.refused(put(1, first=2), user="second_clerk").fields] == ["ticket.target_locked"]
    desk.do(RefuseWorkOrder(work_order_no=many, comment="not this file"), user=SUPERVISOR)
    assert (values(desk), locked(desk)) == ([0, 0, 0], [])


def test_one_row_that_changed_meanwhile_closes_the_whole_order(desk: Office) -> None:
    number = desk.waits(put(10, 20, 30), user=CLERK)
    desk.do(boxes.ReportNote(box_no=1, note="not guarded"), user="app")
    desk.do(boxes.ReportState(box_no=3, state="blocked"), user="app")
    assert desk.refused(ApproveWorkOrder(work_order_no=number), user=SUPERVISOR).code == "ticket.source_changed"
    row = desk.ask(GetWorkOrder(work_order_no=number)).row
    assert (row.approval_status, row.close_reason) == (ApprovalStatus.CLOSE, CloseReason.SOURCE_CHANGED)
    assert (values(desk), locked(desk)) == ([0, 0, 0], [])


def test_one_row_that_the_client_cancels_makes_the_order_abnormal_and_frees_the_others(desk: Office) -> None:
    number = desk.waits(put(10, 20), user=CLERK)
    desk.do(boxes.CancelBox(box_no=2), user="app")
    assert desk.ask(GetWorkOrder(work_order_no=number)).row.is_abnormal
    assert locked(desk) == []
    assert isinstance(desk.waits(put(7), user=CLERK), int)


def test_rows_of_different_flows_are_not_one_order(desk: Office) -> None:
    mixed = batch_of([PutValue(box_no=1, value=1, expected_version=1), EmptyBox(box_no=2, expected_version=1)])
    assert desk.refused(mixed, user=CLERK).code == "batch.mixed"
    too_many = Batch(parts=put(1).parts * (MAXIMUM_PARTS + 1))
    for none in (Batch(parts=()), too_many):
        assert [one.code for one in desk.refused(none, user=CLERK).fields] == ["batch.size"]


def test_the_maker_needs_the_right_of_every_row(desk: Office) -> None:
    assert desk.refused(put(10, 20), user="auditor").code == "auth.no_permission"


def test_two_rows_of_one_record_are_carried_out_one_after_the_other(desk: Office) -> None:
    twice = batch_of([PutValue(box_no=1, value=one, expected_version=version) for version, one in ((1, 4), (2, 9))])
    number = desk.waits(twice, user=CLERK)
    desk.approve(number, user=SUPERVISOR)
    assert values(desk)[0] == 9
    with desk.database.read() as connection:
        assert list(connection.execute(select(boxes.run.c.value)).scalars()) == [4, 9]


def test_rows_that_the_system_approves_are_one_order_with_each_difference(desk: Office) -> None:
    at_once = [PutAtOnce(box_no=one, value=10 * one, expected_version=1) for one in (1, 2)]
    assert isinstance(desk.submit(batch_of(at_once), user=CLERK), Done)
    (row,) = desk.ask(ListWorkOrders(tab="submitted"), user=CLERK).rows
    assert (row.approval_status, row.execution_status) == (ApprovalStatus.APPROVED, ExecutionStatus.SUCCESS)
    changes = desk.ask(GetWorkOrder(work_order_no=row.work_order_no)).changes
    shown = [(one.target_key, one.before and one.before["value"], one.after and one.after["value"]) for one in changes]
    assert shown == [("1", 0, 10), ("2", 0, 20)]
