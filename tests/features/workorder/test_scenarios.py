"""The acceptance scenarios of `docs/rules/workorders.md` 9, by number, on the stand-in domain of `tests/helpers/cards.py`."""

from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update

from tests.helpers.cards import (
    CancelWithdrawal,
    Card,
    DeleteCard,
    EditCard,
    EditWithdrawal,
    GetCard,
    GetWithdrawal,
    RejectWithdrawal,
    ReportCardStatus,
    ReportFunding,
    close_books,
)
from tests.helpers.desk import set_quotes
from tests.helpers.office import Office, roles
from whale_desktop.features.access import tables as access
from whale_desktop.features.access.messages import MemberState
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.features.workorder import tables
from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    ApproveWorkOrder,
    CloseReason,
    CloseWorkOrder,
    CountToDo,
    ExecutionStatus,
    ExpireWorkOrders,
    FlowMode,
    GetWorkOrder,
    Level,
    ListWorkOrders,
    OrderEvent,
    RefuseWorkOrder,
    RetryWorkOrder,
    Route,
    SaveFlow,
    SignMode,
    TaskState,
    TransferWorkOrder,
    WithdrawWorkOrder,
    WorkOrder,
    WorkOrderRow,
)
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import Done, codec
from whale_desktop.messages.registry import by_name

CLERK, SECOND_CLERK = "funds_clerk", "second_clerk"
SUPERVISOR, SECOND_SUPERVISOR = "funds_supervisor", "second_supervisor"
EDIT, DELETE, AMOUNT, REJECT = (
    "atm.bank_card_edit",
    "atm.bank_card_delete",
    "atm.withdraw_app_edit",
    "atm.withdraw_app_reject",
)


def card(office: Office, number: int = 1) -> Card:
    return office.ask(GetCard(card_id=number))


def todo(office: Office, user: str) -> list[int]:
    return [row.work_order_no for row in office.ask(ListWorkOrders(tab="todo"), user=user).rows]


def detail(office: Office, number: int, user: str = "super_admin") -> WorkOrder:
    return office.ask(GetWorkOrder(work_order_no=number), user=user)


def row(office: Office, number: int, user: str = "super_admin") -> WorkOrderRow:
    return detail(office, number, user).row


def delete_card(office: Office, number: int = 1, user: str = CLERK) -> int:
    return office.waits(DeleteCard(card_id=number), user=user)


def code_of(office: Office, message: object, user: str) -> str:
    return office.refused(message, user=user).code  # type: ignore[arg-type]  # queries and commands alike


def test_wo_01_without_configuration_the_super_administrators_decide(cards: Office) -> None:
    number = delete_card(cards, user="super_admin")
    assert todo(cards, "second_super_admin") == [number]
    assert todo(cards, "super_admin") == []
    assert todo(cards, SUPERVISOR) == []


def test_wo_02_the_default_flow_catches_what_has_no_flow_of_its_own(cards: Office) -> None:
    cards.route("default", roles("funds_supervisor"))
    number = delete_card(cards)
    assert todo(cards, SUPERVISOR) == todo(cards, SECOND_SUPERVISOR) == [number]
    assert todo(cards, "super_admin") == []


def two_levels(cards: Office) -> int:
    cards.route(DELETE, roles("funds_supervisor"), roles(users=(cards.member_id("risk_officer"),)))
    return delete_card(cards)


def test_wo_03_the_first_level_opens_the_second_for_its_people_only(cards: Office) -> None:
    number = two_levels(cards)
    assert cards.ask(CountToDo(), user=SECOND_SUPERVISOR).open == 1
    assert todo(cards, "risk_officer") == []
    cards.approve(number, user=SUPERVISOR)
    assert todo(cards, "risk_officer") == [number]
    assert cards.ask(CountToDo(), user=SECOND_SUPERVISOR).open == 0
    assert not card(cards).is_deleted
    assert row(cards, number).execution_status is ExecutionStatus.NONE


def test_wo_04_the_last_approval_executes_at_once(cards: Office) -> None:
    number = two_levels(cards)
    cards.approve(number, user=SUPERVISOR)
    done = cards.approve(number, user="risk_officer")
    assert (done.approval_status, done.execution_status) == (ApprovalStatus.APPROVED, ExecutionStatus.SUCCESS)
    assert card(cards).is_deleted
    assert row(cards, number).finished_at == cards.clock.now()
    (executed,) = [one for one in cards.audit_rows("test.card.delete") if one.work_order_no == str(number)]
    assert (executed.result, executed.member_name, executed.action) == ("ok", "risk_officer", "delete")


def test_wo_05_the_maker_gets_no_task_and_a_forced_approval_is_refused(cards: Office) -> None:
    cards.route(DELETE, roles("funds_clerk"))
    number = delete_card(cards)
    assert todo(cards, CLERK) == []
    assert todo(cards, SECOND_CLERK) == [number]
    assert code_of(cards, ApproveWorkOrder(work_order_no=number), CLERK) == "ticket.self_approval"
    attempt = cards.audit_rows("work_order.approve")[-1]
    assert (attempt.result, attempt.error_code, attempt.member_name) == ("refused", "ticket.self_approval", CLERK)


def test_wo_06_a_flow_cannot_allow_its_maker(cards: Office) -> None:
    info = by_name("work_order.flow.save")
    assert info is not None
    body = {"flow_key": EDIT, "mode": "manual", "routes": [{"levels": [{"allow_self": True, "approvers": []}]}]}
    with pytest.raises(CodedError) as refused:
        codec.decode_message(codec.encode(body), info)
    assert refused.value.code == "message.invalid"
    wrong = SaveFlow(flow_key=EDIT, mode=FlowMode.MANUAL, routes=(Route(levels=(Level(),)),))
    assert code_of(cards, wrong, "super_admin") == "ticket.flow_invalid"
    with cards.database.read() as connection:
        assert connection.execute(select(tables.approval_flow)).all() == []
    cards.route(EDIT, roles("super_admin"))
    number = cards.waits(EditCard(card_id=1, bank="ICBC"), user="super_admin")
    assert code_of(cards, ApproveWorkOrder(work_order_no=number), "super_admin") == "ticket.self_approval"


def test_wo_07_nobody_signs_two_levels(cards: Office) -> None:
    supervisor = cards.member_id(SUPERVISOR)
    both = roles("risk_officer", users=(supervisor,))
    cards.route(DELETE, roles("funds_supervisor"), both)
    number = delete_card(cards)
    cards.approve(number, user=SUPERVISOR)
    assert todo(cards, SUPERVISOR) == []
    assert todo(cards, "risk_officer") == [number]
    assert code_of(cards, ApproveWorkOrder(work_order_no=number, level=2), SUPERVISOR) != ""
    assert not card(cards).is_deleted


def test_wo_08_nobody_to_approve_means_no_work_order(cards: Office) -> None:
    cards.route(DELETE, roles("funds_clerk"))
    with cards.database.write() as connection:
        people = access.member
        others = people.c.email.not_in(("funds_clerk@office.test", "auditor@office.test"))
        connection.execute(update(people).where(others, ~people.c.service).values(state=MemberState.FROZEN))
    assert code_of(cards, DeleteCard(card_id=1), CLERK) == "ticket.no_approver"
    with cards.database.read() as connection:
        assert connection.execute(select(tables.work_order)).all() == []
        rows = connection.exec_driver_sql("SELECT count(*) FROM pending_order").scalar_one()
    assert rows == 0


def test_wo_09_a_record_under_approval_is_locked(cards: Office) -> None:
    cards.waits(EditWithdrawal(withdrawal_no="W1", amount=Decimal("90000")), user=CLERK)
    refusal = cards.refused(RejectWithdrawal(withdrawal_no="W1"), user=SECOND_CLERK)
    assert refusal.code == "ticket.target_locked"
    assert cards.ask(GetWithdrawal(withdrawal_no="W1")).state == "submitted"


def test_wo_10_only_guarded_fields_stop_an_approval(cards: Office) -> None:
    first = cards.waits(EditCard(card_id=1, bank="ICBC"), user=CLERK)
    cards.do(ReportFunding(card_id=1, last_funding="2024-03-18"), user="app")
    shown = detail(cards, first)
    assert (shown.source_changed, shown.changes[0].today) == (False, {"last_funding": "2024-03-18"})
    assert cards.approve(first).execution_status is ExecutionStatus.SUCCESS
    assert (card(cards).bank, card(cards).last_funding) == ("ICBC", "2024-03-18")
    second = cards.waits(EditCard(card_id=2, bank="ICBC"), user=CLERK)
    cards.do(ReportCardStatus(card_id=2, status="blocked"), user="app")
    assert detail(cards, second).source_changed
    assert code_of(cards, ApproveWorkOrder(work_order_no=second), "super_admin") == "ticket.source_changed"
    closed = row(cards, second)
    assert (closed.approval_status, closed.close_reason) == (ApprovalStatus.CLOSE, CloseReason.SOURCE_CHANGED)
    assert (card(cards, 2).bank, card(cards, 2).status) == ("HSB", "blocked")
    assert isinstance(cards.submit(DeleteCard(card_id=2), user=CLERK), Done) is False
    audit = cards.audit_rows("work_order.approve")[-1]
    assert (audit.result, audit.error_code) == ("refused", "ticket.source_changed")


def test_wo_11_a_client_who_cancels_leaves_an_abnormal_order(cards: Office) -> None:
    number = cards.waits(RejectWithdrawal(withdrawal_no="W1"), user=CLERK)
    assert todo(cards, "super_admin") == [number]
    cards.do(CancelWithdrawal(withdrawal_no="W1"), user="app")
    assert cards.ask(GetWithdrawal(withdrawal_no="W1")).state == "cancelled"
    assert row(cards, number).is_abnormal
    assert todo(cards, "super_admin") == []
    assert cards.ask(CountToDo()).open == 0
    for command in (ApproveWorkOrder(work_order_no=number), RefuseWorkOrder(work_order_no=number, comment="no")):
        assert code_of(cards, command, "super_admin") == "ticket.abnormal"
    assert code_of(cards, CloseWorkOrder(work_order_no=number), SUPERVISOR) == "auth.no_permission"
    cards.do(CloseWorkOrder(work_order_no=number))
    closed = row(cards, number)
    assert (closed.approval_status, closed.close_reason) == (ApprovalStatus.CLOSE, CloseReason.SOURCE_CANCELLED)
    assert cards.ask(GetWithdrawal(withdrawal_no="W1")).state == "cancelled"


@pytest.mark.race
def test_wo_12_of_two_at_the_same_moment_one_decides(cards: Office) -> None:
    cards.route(DELETE, roles("funds_supervisor"))
    number = delete_card(cards)
    sessions = {user: cards.session(user) for user in (SUPERVISOR, SECOND_SUPERVISOR)}
    gate, results = Barrier(2), {}

    def decide(user: str) -> None:
        gate.wait()
        try:
            cards.gateway.submit(
                ApproveWorkOrder(work_order_no=number, level=1), session=sessions[user], context=cards.context, command_id=user
            )
            results[user] = "approved"
        except CodedError as error:
            results[user] = error.code

    threads = [Thread(target=decide, args=(user,)) for user in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results.values()) == ["approved", "ticket.already_decided"]
    assert [line.event for line in detail(cards, number).trail].count(OrderEvent.APPROVED) == 1


def test_wo_13_all_must_sign_a_role_counts_once(cards: Office) -> None:
    named = (cards.member_id("risk_officer"), cards.member_id("parameter_administrator"))
    cards.route(DELETE, roles("funds_supervisor", users=named, sign_mode=SignMode.ALL))
    number = delete_card(cards)
    cards.approve(number, user="risk_officer")
    cards.approve(number, user="parameter_administrator")
    assert row(cards, number).approval_status is ApprovalStatus.WAIT_APPROVE
    assert code_of(cards, ApproveWorkOrder(work_order_no=number), "risk_officer") == "ticket.already_decided"
    assert cards.approve(number, user=SUPERVISOR).execution_status is ExecutionStatus.SUCCESS
    assert todo(cards, SECOND_SUPERVISOR) == []


def test_wo_14_a_refusal_needs_a_comment(cards: Office) -> None:
    number = delete_card(cards)
    refusal = cards.refused(RefuseWorkOrder(work_order_no=number, comment="  "))
    assert (refusal.code, [one.field for one in refusal.fields]) == ("ticket.comment_required", ["comment"])
    refused = cards.do(RefuseWorkOrder(work_order_no=number, comment="the letter is not signed"))
    assert refused.approval_status is ApprovalStatus.REJECTED
    assert not card(cards).is_deleted
    assert isinstance(delete_card(cards), int), "the record is free again"


def test_wo_15_withdrawal_only_while_nobody_has_decided(cards: Office) -> None:
    number = delete_card(cards)
    assert "work_order.withdraw" in row(cards, number, CLERK).may
    assert code_of(cards, WithdrawWorkOrder(work_order_no=number), SECOND_CLERK) == "ticket.not_maker"
    cards.do(WithdrawWorkOrder(work_order_no=number), user=CLERK)
    closed = row(cards, number)
    assert (closed.approval_status, closed.close_reason) == (ApprovalStatus.CLOSE, CloseReason.WITHDRAWN)
    again = two_levels(cards)
    cards.approve(again, user=SUPERVISOR)
    assert "work_order.withdraw" not in row(cards, again, CLERK).may
    assert code_of(cards, WithdrawWorkOrder(work_order_no=again), CLERK) == "ticket.decided"


def test_wo_16_an_order_expires_to_the_second(cards: Office) -> None:
    cards.route(DELETE, roles("funds_supervisor"), expire_hours=24)
    cards.clock.advance(timedelta(hours=7, minutes=30))  # 17:30 in Hong Kong
    number = delete_card(cards)
    assert row(cards, number).expires_at == cards.clock.now() + timedelta(hours=24)
    cards.clock.advance(timedelta(hours=24) - timedelta(seconds=1))
    assert cards.do(ExpireWorkOrders(), user="scheduler") == 0
    assert row(cards, number).approval_status is ApprovalStatus.WAIT_APPROVE
    cards.clock.advance(timedelta(seconds=1))
    assert code_of(cards, ApproveWorkOrder(work_order_no=number), SUPERVISOR) == "ticket.closed"
    closed = row(cards, number)
    assert (closed.approval_status, closed.close_reason) == (ApprovalStatus.CLOSE, CloseReason.EXPIRED)
    assert not card(cards).is_deleted
    second = delete_card(cards)
    cards.clock.advance(timedelta(hours=24))
    assert cards.do(ExpireWorkOrders(), user="scheduler") == 1
    assert row(cards, second).close_reason is CloseReason.EXPIRED


def test_wo_17_a_failed_execution_leaves_nothing_and_may_be_retried(cards: Office) -> None:
    number = cards.waits(EditCard(card_id=1, bank="ICBC"), user=CLERK)
    close_books(cards, closed=True)
    failed = cards.approve(number)
    assert (failed.approval_status, failed.execution_status, failed.result_code) == (
        ApprovalStatus.APPROVED,
        ExecutionStatus.FAILED,
        "parcel.closed",
    )
    assert card(cards).bank == "HSB"
    assert "work_order.retry" in row(cards, number).may
    assert code_of(cards, RetryWorkOrder(work_order_no=number), SUPERVISOR) == "auth.no_permission"
    close_books(cards, closed=False)
    assert cards.do(RetryWorkOrder(work_order_no=number)).execution_status is ExecutionStatus.SUCCESS
    assert card(cards).bank == "ICBC"
    assert code_of(cards, RetryWorkOrder(work_order_no=number), "super_admin") == "ticket.not_failed"
    booked = [one for one in cards.audit_rows("test.card.edit") if one.work_order_no]
    assert [one.command_id for one in booked] == [f"ticket-{number}"]


def test_wo_20_batch_approval_goes_order_by_order(cards: Office) -> None:
    cards.route(DELETE, roles("funds_supervisor"))
    cards.route(EDIT, roles("funds_supervisor"), expire_hours=1)
    numbers = [delete_card(cards, number) for number in (1, 2, 3, 4)]
    numbers.append(cards.waits(EditCard(card_id=5, bank="ICBC"), user=CLERK))
    cards.clock.advance(timedelta(hours=1))
    results: dict[int, str] = {}
    for number in numbers:
        try:
            results[number] = cards.approve(number, user=SUPERVISOR).execution_status.value
        except CodedError as error:
            results[number] = error.code
    assert list(results.values()) == ["SUCCESS"] * 4 + ["ticket.closed"]


def test_wo_21_the_route_goes_by_the_amount_in_base_currency(cards: Office) -> None:
    set_quotes(cards, (RateChannel.IB,), USD=("7.8132", "7.8132", "7.8132"))
    limits = ((None, "500000"), ("500000", "1000000"), ("1000000", None))
    users = ("risk_officer", "parameter_administrator", "funds_supervisor")
    routes = tuple(
        Route(
            minimum=None if low is None else Decimal(low),
            maximum=None if high is None else Decimal(high),
            levels=(roles(users=(cards.member_id(user),)),),
        )
        for (low, high), user in zip(limits, users, strict=True)
    )
    rest = Route(levels=(roles("super_admin"),))
    cards.do(SaveFlow(flow_key=AMOUNT, mode=FlowMode.MANUAL, routes=(*routes, rest)))
    number = cards.waits(EditWithdrawal(withdrawal_no="W1", amount=Decimal("100000.00")), user=CLERK)
    assert todo(cards, "parameter_administrator") == [number]
    assert [todo(cards, user) for user in ("risk_officer", SUPERVISOR, "super_admin")] == [[], [], []]
    shown = detail(cards, number)
    assert (shown.base_amount, shown.base_currency, shown.rate) == (Decimal("781320.00"), "HKD", Decimal("7.8132"))


def test_wo_22_a_new_configuration_counts_for_later_orders_only(cards: Office) -> None:
    cards.route(DELETE, roles("funds_supervisor"))
    first = delete_card(cards)
    cards.route(DELETE, roles("risk_officer"))
    second = delete_card(cards, 2)
    assert todo(cards, SUPERVISOR) == [first]
    assert todo(cards, "risk_officer") == [second]


def test_wo_23_the_system_approves_at_once_and_an_order_shows_it(cards: Office) -> None:
    cards.do(
        SaveFlow(flow_key="forex.amount_config_edit", mode=FlowMode.AUTO),
        user="super_admin",
    )
    from whale_desktop.features.fx.messages import AddLimit, ListLimits

    assert isinstance(cards.submit(AddLimit(currency="USD", amount=Decimal(100_000))), Done)
    (found,) = cards.ask(ListWorkOrders(tab="submitted")).rows
    assert (found.approval_status, found.execution_status) == (ApprovalStatus.APPROVED, ExecutionStatus.SUCCESS)
    trail = detail(cards, found.work_order_no).trail
    assert [(line.event, line.member_id) for line in trail][1] == (OrderEvent.AUTO_APPROVED, 0)
    assert len(cards.ask(ListLimits()).rows) == 1


def test_wo_24_a_task_is_handed_on_but_never_to_its_maker(cards: Office) -> None:
    cards.route(DELETE, roles(users=(cards.member_id(SUPERVISOR),)))
    number = delete_card(cards)

    def hand(user: str, comment: str = "on leave") -> TransferWorkOrder:
        return TransferWorkOrder(work_order_no=number, member_id=cards.member_id(user), comment=comment)

    assert code_of(cards, hand(CLERK), SUPERVISOR) == "ticket.invalid_transfer"
    assert code_of(cards, hand(SUPERVISOR), SUPERVISOR) == "ticket.invalid_transfer"
    assert code_of(cards, hand("nobody"), SUPERVISOR) == "ticket.cannot_view"
    assert code_of(cards, hand(SECOND_SUPERVISOR, ""), SUPERVISOR) == "ticket.comment_required"
    cards.do(hand(SECOND_SUPERVISOR), user=SUPERVISOR)
    assert todo(cards, SECOND_SUPERVISOR) == [number]
    assert todo(cards, SUPERVISOR) == []
    assert row(cards, number, SUPERVISOR).my_task is TaskState.TRANSFERRED
    assert code_of(cards, ApproveWorkOrder(work_order_no=number), SUPERVISOR) != ""
    assert cards.approve(number, user=SECOND_SUPERVISOR).execution_status is ExecutionStatus.SUCCESS


def test_wo_25_the_same_request_twice_is_one_order(cards: Office) -> None:
    first = cards.submit(DeleteCard(card_id=1), user=CLERK, command_id="one")
    assert cards.submit(DeleteCard(card_id=1), user=CLERK, command_id="one") == first
    assert len(cards.ask(ListWorkOrders(tab="submitted"), user=CLERK).rows) == 1


def test_wo_closed_doors_administrators_and_strangers(cards: Office) -> None:
    cards.route(DELETE, roles("funds_supervisor"))
    number = delete_card(cards)
    assert code_of(cards, ApproveWorkOrder(work_order_no=number), "super_admin") == "ticket.not_assignee"
    assert code_of(cards, ApproveWorkOrder(work_order_no=number), "administrator") == "ticket.not_assignee"
    assert code_of(cards, GetWorkOrder(work_order_no=number), "nobody") == "auth.no_permission"
    assert code_of(cards, ListWorkOrders(tab="all"), CLERK) == "auth.no_permission"
    assert (
        code_of(cards, SaveFlow(flow_key=DELETE, mode=FlowMode.OFF, expected_version=1), "super_admin") == "ticket.flow_invalid"
    )
    assert (
        code_of(cards, SaveFlow(flow_key=DELETE, mode=FlowMode.AUTO, expected_version=1), "super_admin") == "ticket.flow_invalid"
    )
    assert code_of(cards, SaveFlow(flow_key="no.such", mode=FlowMode.AUTO), "super_admin") == "ticket.flow_unknown"
    assert code_of(cards, ApproveWorkOrder(work_order_no=999), SUPERVISOR) == "ticket.unknown"


def test_wo_rights_that_change_between_the_steps_count(cards: Office) -> None:
    cards.route(DELETE, roles("funds_supervisor"))
    number = delete_card(cards)
    other = delete_card(cards, 2, user=SECOND_CLERK)
    demoted = (cards.member_id(SECOND_SUPERVISOR), cards.member_id(CLERK))
    with cards.database.write() as connection:
        table = access.member_role
        connection.execute(table.delete().where(table.c.member_id.in_(demoted)))
    assert code_of(cards, ApproveWorkOrder(work_order_no=number), SECOND_SUPERVISOR) == "ticket.not_assignee"
    failed = cards.approve(number, user=SUPERVISOR)
    assert (failed.execution_status, failed.result_code) == (ExecutionStatus.FAILED, "ticket.maker_right")
    assert not card(cards).is_deleted
    assert cards.approve(other, user=SUPERVISOR).execution_status is ExecutionStatus.SUCCESS


def test_wo_what_could_not_be_carried_out_is_refused_at_once(cards: Office) -> None:
    refusal = cards.refused(EditCard(card_id=1, bank=""), user=CLERK)
    assert [one.field for one in refusal.fields] == ["bank"]
    assert todo(cards, "super_admin") == []
