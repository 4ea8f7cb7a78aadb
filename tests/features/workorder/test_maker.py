"""What a maker is told before and after he submits: which flows people decide, his remark, the number of the order."""

from tests.helpers.cards import DeleteCard
from tests.helpers.office import Office, roles
from whale_desktop.features.access.messages import ApplyPermission, ListApplications
from whale_desktop.features.workorder.messages import FlowMode, GetWorkOrder, ListManualFlows
from whale_desktop.gateway.port import Context
from whale_desktop.messages import Done, Submitted

CLERK = "funds_clerk"
PERMISSIONS = "platform.permission_apply"


def test_everybody_may_ask_which_flows_people_decide_and_a_configuration_counts_at_once(office: Office) -> None:
    before = office.ask(ListManualFlows(), user=CLERK)
    assert {"atm.bank_card_edit", PERMISSIONS} <= set(before)
    assert not {"forex.pool_edit", "clearing.statement_template_edit"} & set(before), "one is off, one approves by itself"
    office.route("forex.pool_edit", roles("funds_supervisor"), mode=FlowMode.MANUAL)
    assert set(office.ask(ListManualFlows(), user=CLERK)) - set(before) == {"forex.pool_edit"}


def test_the_maker_s_remark_stands_in_a_held_order(cards: Office) -> None:
    context = Context(workstation="test", remark="the client called")
    reply = cards.submit(DeleteCard(card_id=1), user=CLERK, context=context)
    assert isinstance(reply, Submitted)
    order = cards.ask(GetWorkOrder(work_order_no=int(reply.work_order_no)))
    assert order.row.maker_remark == "the client called"


def test_a_record_that_waits_visibly_answers_with_its_order_and_a_second_try_says_the_same(office: Office) -> None:
    command = ApplyPermission(codes=("ipo.order_query",), reason="cover for a colleague")
    context = Context(workstation="test", remark="until Friday")
    first = office.submit(command, user=CLERK, context=context, command_id="once")
    assert isinstance(first, Done)
    (number,) = first.work_orders
    assert office.ask(GetWorkOrder(work_order_no=int(number))).row.maker_remark == "until Friday"
    again = office.submit(command, user=CLERK, context=context, command_id="once")
    assert isinstance(again, Done)
    assert again.replayed
    assert again.work_orders == (number,)
    assert len(office.ask(ListApplications(), user=CLERK).rows) == 1
