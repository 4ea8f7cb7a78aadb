"""Nobody signs twice, so an order is filed only where enough different people are there (`docs/rules/workorders.md` 4.1)."""

from collections.abc import Iterable

import pytest

from tests.helpers import boxes
from tests.helpers.cards import DeleteCard
from tests.helpers.office import Office, roles
from whale_desktop.features.workorder.messages import (
    ExecutionStatus,
    FlowMode,
    GetWorkOrder,
    Level,
    ListWorkOrders,
    Route,
    SaveFlow,
    SignMode,
    TriedFlow,
    TryFlow,
)

FLOW = "atm.bank_card_delete"
CLERK, SUPERVISOR, OFFICER = "funds_clerk", "funds_supervisor", "risk_officer"


def only(office: Office, *names: str) -> Level:
    return roles(users=tuple(office.member_id(name) for name in names))


def every(office: Office, *names: str) -> Level:
    return roles(users=tuple(office.member_id(name) for name in names), sign_mode=SignMode.ALL)


def without_super_administrators(office: Office, *, but: Iterable[str] = ()) -> None:
    for name in {"super_admin", "second_super_admin"} - set(but):
        boxes.freeze(office, office.member_id(name), frozen=True)


def tried(office: Office, user: str, maker: str, *levels: Level) -> TriedFlow:
    routes = (Route(levels=levels),)
    return office.ask(TryFlow(flow_key=FLOW, maker_id=office.member_id(maker), routes=routes), user=user)


def test_one_person_cannot_be_the_only_one_at_two_levels(cards: Office) -> None:
    cards.route(FLOW, only(cards, OFFICER), only(cards, OFFICER))
    without_super_administrators(cards)
    assert cards.refused(DeleteCard(card_id=1), user=CLERK).code == "ticket.no_approver"


def test_a_super_administrator_takes_the_level_of_whom_has_signed_already(cards: Office) -> None:
    cards.route(FLOW, only(cards, OFFICER), only(cards, OFFICER))
    without_super_administrators(cards, but=["second_super_admin"])
    number = cards.waits(DeleteCard(card_id=1), user=CLERK)
    cards.approve(number, user=OFFICER)
    assert cards.approve(number, user="second_super_admin").execution_status is ExecutionStatus.SUCCESS


def test_the_maker_does_not_count_though_he_is_one_of_the_few(cards: Office) -> None:
    cards.route(FLOW, only(cards, CLERK, OFFICER), only(cards, CLERK, OFFICER))
    without_super_administrators(cards)
    assert cards.refused(DeleteCard(card_id=1), user=CLERK).code == "ticket.no_approver"
    number = cards.waits(DeleteCard(card_id=1), user="second_clerk")
    cards.approve(number, user=CLERK)
    assert cards.approve(number, user=OFFICER).execution_status is ExecutionStatus.SUCCESS


def test_where_all_must_sign_each_takes_one_signature(cards: Office) -> None:
    both = roles(SUPERVISOR, users=(cards.member_id(OFFICER),), sign_mode=SignMode.ALL)
    cards.route(FLOW, both, roles(SUPERVISOR), only(cards, OFFICER, SUPERVISOR))
    without_super_administrators(cards)
    assert cards.refused(DeleteCard(card_id=1), user=CLERK).code == "ticket.no_approver"


def test_the_bench_says_it_before_anything_is_saved(cards: Office) -> None:
    """With one super administrator, who is asked at a level himself, the second level has nobody left."""
    without_super_administrators(cards, but=["super_admin"])
    two = (only(cards, "super_admin"), only(cards, "super_admin"))
    assert tried(cards, "super_admin", CLERK, *two).problem == "ticket.no_approver"
    assert tried(cards, "super_admin", CLERK, two[0], roles(SUPERVISOR)).problem == ""
    assert tried(cards, "super_admin", "super_admin", only(cards, OFFICER), only(cards, OFFICER)).problem == "ticket.no_approver"
    assert tried(cards, "super_admin", CLERK, only(cards, OFFICER), only(cards, OFFICER)).problem == ""


def test_whoever_saves_such_a_route_is_asked_and_may_do_it(cards: Office) -> None:
    without_super_administrators(cards, but=["super_admin"])
    levels = (only(cards, "super_admin"), only(cards, "super_admin"))
    save = SaveFlow(flow_key=FLOW, mode=FlowMode.MANUAL, routes=(Route(levels=levels),))
    question = cards.refused(save)
    assert (question.code, question.params) == ("ticket.too_few_people", {"route": 1})
    cards.do(save, acknowledged=["ticket.too_few_people"])


@pytest.mark.parametrize("first", [OFFICER, SUPERVISOR])
def test_what_is_lost_later_joins_the_signature_of_the_super_administrators(cards: Office, first: str) -> None:
    """Of three who must all sign two leave, one after the other: with one super administrator the order still ends."""
    others = [name for name in (OFFICER, SUPERVISOR) if name != first]
    cards.route(FLOW, every(cards, OFFICER, SUPERVISOR, "second_supervisor"))
    number = cards.waits(DeleteCard(card_id=1), user=CLERK)
    without_super_administrators(cards, but=["second_super_admin"])
    for name in (first, *others):
        boxes.freeze(cards, cards.member_id(name), frozen=True)
        boxes.sweep(cards)
    assert [one.work_order_no for one in cards.ask(ListWorkOrders(tab="todo"), user="second_super_admin").rows] == [number]
    (level,) = cards.ask(GetWorkOrder(work_order_no=number), user="second_super_admin").levels
    assert (level.needed, level.signed) == (2, 0)
    cards.approve(number, user="second_super_admin")
    assert cards.approve(number, user="second_supervisor").execution_status is ExecutionStatus.SUCCESS
