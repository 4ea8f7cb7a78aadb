"""Whatever people do with work orders, in whatever order: what runs was approved, once, by enough others (`docs/rules/workorders.md` 4, 5).

Beside the real office stands a model of plain lists. It says of each act whether it must be accepted, and after each act the books of
the office must be the model's: what has run, what every box holds, which boxes are locked, and what waits for whom.
"""

from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from tests.helpers import boxes
from tests.helpers.boxes import BOXES, box_office, jam
from tests.helpers.office import Office, roles, template_of
from tests.helpers.order_model import LARGE, PEOPLE, ROLES, SUPER, SUPERVISOR, Model, Order, Run, reason_of
from whale_desktop.bus import tables as bus_tables
from whale_desktop.features.access import tables as access
from whale_desktop.features.workorder import tables
from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    ApproveWorkOrder,
    CloseWorkOrder,
    CountToDo,
    ExecutionStatus,
    ExpireWorkOrders,
    FlowMode,
    ListWorkOrders,
    OrderEvent,
    RefuseWorkOrder,
    ResubmitWorkOrder,
    RetryWorkOrder,
    Route,
    SaveFlow,
    SignMode,
    TransferWorkOrder,
    WithdrawWorkOrder,
)
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import Command, Done, Submitted

SHAKEN = ("second_clerk", "second_supervisor", "risk_officer", "second_super_admin")
"""Whose rights come and go; of every other role somebody stays."""
SEEN_AT_ONCE = 2
"""Persons whose inbox is looked at after an act, in turn."""

EVENING = timedelta(hours=10)
"""From the office's first moment to eight in the evening, so that a day ends while orders wait."""

people = st.sampled_from(PEOPLE)
numbers = st.sampled_from(BOXES)


class WorkOrders(RuleBasedStateMachine):
    """Random acts of makers, checkers and the system, beside the model."""

    model: Model | None = None

    @initialize()
    def begin(self) -> None:
        """A new office with four flows."""
        self.open_things = ExitStack()
        folder = Path(self.open_things.enter_context(TemporaryDirectory()))
        self.office = self.open_things.enter_context(box_office(Office.at(_TEMPLATE[0], folder)))
        boxes.never_sync(self.office)
        self.ids = {who: self.office.member_id(who) for who in PEOPLE}
        self.sent: list[tuple[str, Command[Any], str, Any]] = []
        self.taken: dict[str, Any] = {}
        self.counter = self.round = 0
        self.model = Model()
        self.office.clock.advance(EVENING)
        self.model.now = self.office.clock.now()
        table = access.role_permission
        with self.office.database.read() as connection:
            self.model.viewers = set(connection.execute(select(table.c.role).where(table.c.code == boxes.VIEW)).scalars())
        officer, supervisors = self.ids["risk_officer"], roles(SUPERVISOR)
        everybody = roles(SUPER, users=(officer,), sign_mode=SignMode.ALL)
        self.office.route(boxes.ONE_LEVEL, supervisors, expire_hours=1)
        self.office.route(boxes.TWO_LEVELS, supervisors, everybody, expire_at_day_cut=True)
        small = Route(maximum=Decimal(LARGE), levels=(supervisors,))
        large = Route(levels=(supervisors, roles(SUPERVISOR, users=(officer,))))
        self.office.do(SaveFlow(flow_key=boxes.BY_AMOUNT, mode=FlowMode.MANUAL, routes=(small, large)))

    def teardown(self) -> None:
        """Let go of the office."""
        if self.model is not None:
            self.open_things.close()

    @property
    def plan(self) -> Model:
        """The model, once there is one."""
        assert self.model is not None
        return self.model

    # ----------------------------------------------------------------------------------------------------------------- sending

    def _send(self, who: str, command: Command[Any], *, command_id: str = "") -> Any:
        """What came of a command: the reply, or the code of its refusal."""
        self.counter += 1
        command_id = command_id or f"c{self.counter}"
        try:
            reply = self.office.submit(command, user=who, command_id=command_id)
        except CodedError as refused:
            return "auth" if refused.code.startswith("auth.") else reason_of(refused)
        self.sent.append((who, command, command_id, reply))
        return reply

    def _version(self, box_no: int) -> int:
        return boxes.version_of(self.office, box_no)

    def _submit(self, who: str, command: Command[Any], flow: str, *runs: Run) -> None:
        order = self._order(who, flow, runs)
        expected = self.plan.submitted(order)
        reply = self._send(who, command)
        if expected:
            assert reply in expected, (reply, expected)
            return
        assert isinstance(reply, Submitted), reply
        self.plan.opened(order, int(reply.work_order_no))

    def _order(self, who: str, flow: str, runs: tuple[Run, ...]) -> Order:
        return Order(maker=who, flow=flow, runs=runs, guard=self.plan.guard(flow, runs), expires=self.plan.expiry_of(flow))

    @rule(who=people, box_no=numbers, value=st.integers(1, 99))
    def put(self, who: str, box_no: int, value: int) -> None:
        """A change that needs one level."""
        command = boxes.PutValue(box_no=box_no, value=value, expected_version=self._version(box_no))
        self._submit(who, command, boxes.ONE_LEVEL, (box_no, "value", value))

    @rule(who=people, box_no=numbers)
    def empty(self, who: str, box_no: int) -> None:
        """A change that needs two levels, the second of a role and a member."""
        command = boxes.EmptyBox(box_no=box_no, expected_version=self._version(box_no))
        self._submit(who, command, boxes.TWO_LEVELS, (box_no, "value", 0))

    @rule(who=people, box_no=numbers, amount=st.sampled_from((1, LARGE - 1, LARGE, LARGE + 1)))
    def put_amount(self, who: str, box_no: int, amount: int) -> None:
        """A change whose amount says how many levels it needs."""
        command = boxes.PutAmount(box_no=box_no, amount=amount, expected_version=self._version(box_no))
        self._submit(who, command, boxes.BY_AMOUNT, (box_no, "amount", amount))

    @rule(who=people, chosen=st.permutations(BOXES), value=st.integers(100, 199))
    def put_two(self, who: str, chosen: list[int], value: int) -> None:
        """Two changes as one order."""
        parts = [boxes.PutValue(box_no=one, value=value + one, expected_version=self._version(one)) for one in chosen[:2]]
        self._submit(who, boxes.batch_of(parts), boxes.ONE_LEVEL, *((one.box_no, "value", one.value) for one in parts))

    @rule(who=people, box_no=numbers, value=st.integers(200, 299))
    def put_at_once(self, who: str, box_no: int, value: int) -> None:
        """A change that the system approves: it runs now, unless its box waits for another order."""
        expected = self.plan.refusal_of_change(who, [box_no])
        reply = self._send(who, boxes.PutAtOnce(box_no=box_no, value=value, expected_version=self._version(box_no)))
        if expected:
            assert reply in expected, (reply, expected)
            return
        assert isinstance(reply, Done), reply
        self.plan.close_if_over([box_no])
        self.plan.run([(box_no, "value", value)])

    @precondition(lambda self: self.model is not None and bool(self.sent))
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        """The same command with the same id changes nothing and answers what it answered."""
        who, command, command_id, reply = data.draw(st.sampled_from(self.sent[-8:]))
        again = self._send(who, command, command_id=command_id)
        if again == "auth":
            return
        self.sent.pop()
        told = ("work_order_no", "result")
        assert type(again) is type(reply)
        assert [getattr(again, name, None) for name in told] == [getattr(reply, name, None) for name in told]

    # ---------------------------------------------------------------------------------------------------------------- deciding

    def _pick(self, data: st.DataObject) -> Order:
        """Mostly an order that waits."""
        waiting = [one.number for one in self.plan.waiting()]
        return self.plan.orders[data.draw(st.sampled_from(waiting or sorted(self.plan.orders)))]

    def _checker(self, data: st.DataObject, order: Order) -> str:
        """Mostly somebody who may decide, often somebody who must not: the maker, or who has signed already."""
        able = [who for who in PEOPLE if self.plan.open_to(who, order)]
        tempted = st.sampled_from([order.maker, *sorted(order.signers)])
        return data.draw(st.one_of(st.sampled_from(able or PEOPLE), st.sampled_from(able or PEOPLE), tempted, people))

    def _has_orders(self) -> bool:
        return self.model is not None and bool(self.model.orders)

    def _has_waiting(self) -> bool:
        return self.model is not None and bool(self.model.waiting())

    @precondition(_has_orders)
    @rule(data=st.data(), level=st.sampled_from((0, 1, None)))
    def approve(self, data: st.DataObject, level: int | None) -> None:
        """A signature; the last one carries the order out."""
        order = self._pick(data)
        self._approve(order, self._checker(data, order), order.level if level is None else level)

    @precondition(_has_waiting)
    @rule(data=st.data())
    def approve_what_waits(self, data: st.DataObject) -> None:
        """The same, so that it happens often."""
        order = self._pick(data)
        self._approve(order, self._checker(data, order), order.level)

    @precondition(_has_waiting)
    @rule(data=st.data())
    def approve_what_cannot_be_done(self, data: st.DataObject) -> None:
        """The same while its last box is jammed, so that a last signature ends in a failure, of two boxes after the first was changed."""
        order = self._pick(data)
        box_no = order.runs[-1][0]
        for _ in range(2):
            self._jam_or_mend(box_no)
            if box_no in self.plan.jammed:
                self._approve(order, self._checker(data, order), order.level)

    def _approve(self, order: Order, who: str, level: int) -> None:
        reply = self._send(who, ApproveWorkOrder(work_order_no=order.number, level=level))
        expected = self.plan.refusal_of_decision(who, order, level=level)
        if expected:
            assert reply in expected, (reply, expected, order)
        elif self.plan.source_changed(order):
            assert reply == "ticket.source_changed", reply
        else:
            assert isinstance(reply, Done), reply
            self.plan.sign(who, order)
            self._compare(order, reply)

    def _compare(self, order: Order, reply: Any) -> None:
        said = {
            "wait": (ApprovalStatus.WAIT_APPROVE, ExecutionStatus.NONE),
            "done": (ApprovalStatus.APPROVED, ExecutionStatus.SUCCESS),
            "failed": (ApprovalStatus.APPROVED, ExecutionStatus.FAILED),
            "refused": (ApprovalStatus.REJECTED, ExecutionStatus.NONE),
        }[order.state]
        assert (reply.result.approval_status, reply.result.execution_status, reply.result.current_level) == (*said, order.level)

    @precondition(_has_orders)
    @rule(data=st.data(), comment=st.sampled_from(("no", "not so", " ")))
    def refuse(self, data: st.DataObject, comment: str) -> None:
        """One refusal ends an order."""
        order = self._pick(data)
        who = self._checker(data, order)
        reply = self._send(who, RefuseWorkOrder(work_order_no=order.number, comment=comment))
        expected = self.plan.refusal_of_decision(who, order)
        if expected:
            assert reply in expected, (reply, expected, order)
        elif not comment.strip():
            assert reply == "ticket.comment_required", reply
        elif self.plan.source_changed(order):
            assert reply == "ticket.source_changed", reply
        else:
            assert isinstance(reply, Done), reply
            order.state = "refused"
            self._compare(order, reply)

    @precondition(_has_orders)
    @rule(data=st.data(), receiver=people)
    def transfer(self, data: st.DataObject, receiver: str) -> None:
        """A task changes hands, never to the maker, to somebody who signed, or to whoever may not see the box."""
        order = self._pick(data)
        who = self._checker(data, order)
        reply = self._send(who, TransferWorkOrder(work_order_no=order.number, member_id=self.ids[receiver], comment="please"))
        expected = self.plan.refusal_of_transfer(who, order, receiver)
        if expected:
            assert reply in expected, (reply, expected, order)
        else:
            assert isinstance(reply, Done), reply
            self.plan.transferred(who, order, receiver)

    # ---------------------------------------------------------------------------------------------------- ends, new beginnings

    @precondition(_has_orders)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        """The maker takes his order back while nobody has decided."""
        order = self._pick(data)
        who = data.draw(st.one_of(st.just(order.maker), people))
        reply = self._send(who, WithdrawWorkOrder(work_order_no=order.number))
        expected = self.plan.refusal_of_withdrawal(who, order)
        if expected:
            assert reply in expected, (reply, expected, order)
        else:
            assert isinstance(reply, Done), reply
            order.state = "closed"

    def _in(self, *states: str) -> list[int]:
        return [] if self.model is None else [one.number for one in self.model.orders.values() if one.state in states]

    @precondition(lambda self: bool(self._in("refused", "closed")))
    @rule(data=st.data())
    def resubmit(self, data: st.DataObject) -> None:
        """The maker files a refused or closed order again, on the boxes as they are."""
        over = self.plan.orders[data.draw(st.sampled_from(self._in("refused", "closed")))]
        order = self._order(over.maker, over.flow, over.runs)
        expected = self.plan.submitted(order)
        if self.plan.may_make(order.maker) and self.plan.locks_on(order.boxes):
            expected = {"ticket.target_locked", "parcel.closed"}
        reply = self._send(order.maker, ResubmitWorkOrder(work_order_no=over.number))
        if expected:
            assert reply in expected, (reply, expected)
            return
        assert isinstance(reply, Done), reply
        self.plan.opened(order, int(reply.result))

    @precondition(lambda self: bool(self._in("failed")))
    @rule(data=st.data(), beside_another=st.booleans())
    def retry(self, data: st.DataObject, beside_another: bool) -> None:
        """A failed order is carried out again, three times at most, never into a box that now waits for another order."""
        order = self.plan.orders[data.draw(st.sampled_from(self._in("failed")))]
        if beside_another:
            self.empty("funds_clerk", min(order.boxes))
        reply = self._send("super_admin", RetryWorkOrder(work_order_no=order.number))
        expected = self.plan.refusal_of_retry(order)
        if expected:
            assert reply in expected, (reply, expected, order)
        else:
            assert isinstance(reply, Done), reply
            order.retries += 1
            self.plan.execute(order)
            self._compare(order, reply)

    @precondition(lambda self: self.model is not None and any(one.abnormal for one in self.model.orders.values()))
    @rule(data=st.data(), who=st.sampled_from(("super_admin", "funds_supervisor", "funds_clerk")))
    def close_abnormal(self, data: st.DataObject, who: str) -> None:
        """Only a super administrator closes an abnormal order."""
        abnormal = [one.number for one in self.plan.orders.values() if one.abnormal]
        order = self.plan.orders[data.draw(st.sampled_from(abnormal))]
        reply = self._send(who, CloseWorkOrder(work_order_no=order.number))
        if who != "super_admin":
            assert reply == "auth", reply
        elif order.state != "wait":
            assert reply == "ticket.closed", reply
        else:
            assert isinstance(reply, Done), reply
            order.state = "closed"

    # ------------------------------------------------------------------------------------------------------ time and the world

    @rule(minutes=st.sampled_from((1, 29, 59, 60)))
    def wait(self, minutes: int) -> None:
        """Time passes; by itself it closes nothing."""
        self.office.clock.advance(timedelta(minutes=minutes))
        self.plan.now = self.office.clock.now()

    @rule()
    def the_system_looks(self) -> None:
        """It closes what is too old and hands on what nobody can sign any more."""
        over = [one for one in self.plan.waiting() if self.plan.is_over(one)]
        reply = self._send("scheduler", ExpireWorkOrders())
        assert reply.result == len(over)
        for order in over:
            order.state = "closed"
        for order in self.plan.orders.values():
            self.plan.take_over(order)

    @rule(box_no=numbers, what=st.sampled_from(("open", "blocked", "note", "note", "cancelled")))
    def the_bank_reports(self, box_no: int, what: str) -> None:
        """Something from outside, that no lock stops; what the client cancels leaves its order abnormal."""
        command: Command[None] = boxes.ReportState(box_no=box_no, state=what)
        if what == "note":
            command = boxes.ReportNote(box_no=box_no, note="seen")
        elif what == "cancelled":
            command = boxes.CancelBox(box_no=box_no)
        assert isinstance(self._send("app", command), Done)
        self.plan.close_if_over([box_no])
        if what == "cancelled":
            for order in self.plan.locks_on([box_no]):
                order.abnormal = True
        if what != "note":
            self.plan.values[box_no]["state"] = what

    @rule(who=st.sampled_from(SHAKEN), box_no=numbers, what=st.sampled_from(("jam", "role", "role", "freeze")))
    def the_world_changes(self, who: str, box_no: int, what: str) -> None:
        """Behind everybody's back."""
        if what == "jam":
            self._jam_or_mend(box_no)
        elif what == "role":
            self._promote_or_demote(who)
        else:
            self._freeze_or_thaw(who)

    @precondition(lambda self: bool(self._needed()))
    @rule(data=st.data())
    def whoever_is_needed_goes(self, data: st.DataObject) -> None:
        """Somebody who is asked by name is frozen; the system hands his signature on."""
        self._freeze_or_thaw(data.draw(st.sampled_from(self._needed())))
        self.the_system_looks()

    def _needed(self) -> list[str]:
        waiting = [] if self.model is None else self.model.waiting()
        named = {ref for order in waiting for kind, ref in order.asked if kind == "user"}
        return [one for one in SHAKEN if one in named - self.plan.frozen]

    def _jam_or_mend(self, box_no: int) -> None:
        jam(self.office, box_no, jammed=box_no not in self.plan.jammed)
        self.plan.jammed ^= {box_no}

    def _promote_or_demote(self, who: str) -> None:
        if self.plan.held[who]:
            self.taken[who] = boxes.take_roles(self.office, self.ids[who])
        else:
            boxes.give_roles(self.office, self.taken[who])
        self.plan.held[who] ^= {ROLES[who]}

    def _freeze_or_thaw(self, who: str) -> None:
        boxes.freeze(self.office, self.ids[who], frozen=who not in self.plan.frozen)
        self.plan.frozen ^= {who}

    # --------------------------------------------------------------------------------------------------------------- invariants

    @invariant()
    def the_office_is_the_model(self) -> None:
        """After each act."""
        if self.model is not None:
            self._what_ran_is_what_was_approved()
            self._whoever_ran_had_enough_others_behind_it()
            self._locks_are_on_what_waits()
            self._orders_stand_as_they_should()
            self._the_badge_counts_what_is_open_to_me()

    def _what_ran_is_what_was_approved(self) -> None:
        """The book of runs is the model's, line by line: nothing twice, nothing else, each with the values that were approved."""
        with self.office.database.read() as connection:
            found = connection.execute(select(boxes.run).order_by(boxes.run.c.run_no)).all()
            held = connection.execute(select(boxes.box)).all()
        ran = [(one.box_no, one.what, one.value, one.command_id if "ticket-" in one.command_id else "") for one in found]
        assert ran == self.plan.runs
        for one in held:
            values = self.plan.values[one.box_no]
            assert (one.value, one.amount, one.state) == (values["value"], values["amount"], values["state"])
        for one in found:
            if one.command_id.startswith("ticket-"):
                order = self.plan.orders[int(one.command_id.removeprefix("ticket-"))]
                assert one.maker_id == self.ids[order.maker]

    def _whoever_ran_had_enough_others_behind_it(self) -> None:
        """Of the office's own books: every approval is another person's, none is the maker's, and no level was left out."""
        decision, order = tables.work_order_decision, tables.work_order
        with self.office.database.read() as connection:
            carried = connection.execute(select(boxes.run.c.command_id).distinct()).scalars().all()
            given = connection.execute(select(decision).where(decision.c.decision == OrderEvent.APPROVED)).all()
            makers = {one.work_order_no: one.maker_id for one in connection.execute(select(order))}
        for number in (int(one.removeprefix("ticket-")) for one in carried if one.startswith("ticket-")):
            signed = [one for one in given if one.work_order_no == number]
            assert len({one.member_id for one in signed}) == len(signed)
            assert makers[number] not in {one.member_id for one in signed}
            assert {one.level_no for one in signed} == set(range(1, len(self.plan.orders[number].levels) + 1))

    def _locks_are_on_what_waits(self) -> None:
        """A box is locked exactly while an order on it waits, and is not abnormal."""
        with self.office.database.read() as connection:
            found = connection.execute(select(bus_tables.pending_order)).all()
        locked = {(int(one.target_key), int(one.work_order_no)) for one in found}
        assert locked == {(box_no, one.number) for one in self.plan.waiting() if one.waits for box_no in one.boxes}

    def _orders_stand_as_they_should(self) -> None:
        """States, levels and ends are the model's."""
        with self.office.database.read() as connection:
            rows = {one.work_order_no: one for one in connection.execute(select(tables.work_order))}
        ends = {"wait": ApprovalStatus.WAIT_APPROVE, "closed": ApprovalStatus.CLOSE, "refused": ApprovalStatus.REJECTED}
        for number, order in self.plan.orders.items():
            row = rows.pop(number)
            expected = ends.get(order.state, ApprovalStatus.APPROVED)
            assert (row.approval_status, row.current_level, row.is_abnormal) == (expected, order.level, order.abnormal)
            assert (row.close_reason is None) is (order.state != "closed")
        assert {one.flow_key for one in rows.values()} <= {boxes.AUTO}

    def _the_badge_counts_what_is_open_to_me(self) -> None:
        """A person's list and count are the orders that the model has open to him."""
        self.round += 1
        for place in range(SEEN_AT_ONCE):
            who = PEOPLE[(SEEN_AT_ONCE * self.round + place) % len(PEOPLE)]
            if who in self.plan.frozen:
                continue
            mine = {one.number for one in self.plan.orders.values() if self.plan.open_to(who, one)}
            rows = self.office.ask(ListWorkOrders(tab="todo", limit=100), user=who).rows
            assert {one.work_order_no for one in rows} == mine, who
            assert self.office.ask(CountToDo(), user=who).open == len(mine), who


_TEMPLATE: list[Path] = []


@pytest.fixture(scope="module", autouse=True)
def _make_template(tmp_path_factory: pytest.TempPathFactory) -> None:
    _TEMPLATE[:] = [template_of(tmp_path_factory)]


TestWorkOrders = WorkOrders.TestCase
TestWorkOrders.settings = settings(max_examples=settings().max_examples * 18 // 100, stateful_step_count=40, deadline=None)
"""Half a minute; twenty times as many with `HYPOTHESIS_PROFILE=thorough`."""
