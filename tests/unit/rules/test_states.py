"""The state machines of `docs/rules/fx.md` 4.1 and 4.2, every state against every event."""

from itertools import product

import pytest

from whale_desktop.features.fx.messages.choices import (
    AbnormalStatus,
    ApplyType,
    AuditStatus,
    ChannelStatus,
    ForexStatus,
    ReviewType,
    ServiceStrategy,
)
from whale_desktop.features.fx.rules.states import (
    FINAL,
    ORDER_EVENT_OF,
    ChannelAction,
    ChannelEvent,
    ChannelState,
    OrderAction,
    OrderEvent,
    OrderState,
    channel_actions,
    channel_event_of,
    check_cancel,
    check_exception_review,
    check_handle,
    check_reverse,
    check_review,
    check_second_person,
    next_channel_state,
    next_order_status,
    order_actions,
)
from whale_desktop.kernel.errors import UserError

BATCH, SINGLE = ServiceStrategy.BATCH, ServiceStrategy.SINGLE
S, A, C, X = ForexStatus, AuditStatus, ChannelStatus, AbnormalStatus

ALLOWED: dict[tuple[ForexStatus, AuditStatus, OrderEvent], tuple[ForexStatus | None, AuditStatus]] = {
    (S.SUBMITTED, A.NONE, OrderEvent.EXECUTE): (None, A.NONE),
    (S.SUBMITTED, A.APPROVED, OrderEvent.EXECUTE): (None, A.APPROVED),
    (S.SUBMITTED, A.REJECTED, OrderEvent.EXECUTE): (None, A.REJECTED),
    (S.SUBMITTED, A.PENDING, OrderEvent.APPROVE): (None, A.APPROVED),
    (S.SUBMITTED, A.PENDING, OrderEvent.REJECT): (S.REJECTED, A.REJECTED),
    (S.SUBMITTED, A.NONE, OrderEvent.CANCEL): (S.CANCELLED, A.NONE),
    (S.SUBMITTED, A.PENDING, OrderEvent.CANCEL): (S.CANCELLED, A.NONE),
    (S.SUBMITTED, A.APPROVED, OrderEvent.CANCEL): (S.CANCELLED, A.APPROVED),
    (S.SUBMITTED, A.REJECTED, OrderEvent.CANCEL): (S.CANCELLED, A.REJECTED),
    **{
        (S.PROCESSING, audit, event): (target, audit)
        for audit in A
        for event, target in (
            (OrderEvent.FILL, S.SUCCESS),
            (OrderEvent.REFUSE, S.FAILED),
            (OrderEvent.RETRY, S.PROCESSING),
        )
    },
    **{(S.PROCESSING, audit, OrderEvent.CANCEL): (S.CANCELLED, A.NONE if audit is A.PENDING else audit) for audit in A},
}
"""None as the new status: success for a pool deal, in progress for a bank deal."""


@pytest.mark.parametrize("service", list(ServiceStrategy))
@pytest.mark.parametrize(("status", "audit", "event"), list(product(ForexStatus, AuditStatus, OrderEvent)))
def test_every_order_state_against_every_event(
    service: ServiceStrategy, status: ForexStatus, audit: AuditStatus, event: OrderEvent
) -> None:
    state = OrderState(service, status, audit, ChannelState())
    expected = ALLOWED.get((status, audit, event))
    if expected is None:
        with pytest.raises(UserError) as refusal:
            next_order_status(state, event)
        assert refusal.value.code == "FX-E14"
        return
    target = expected[0] or (S.SUCCESS if service is BATCH else S.PROCESSING)
    assert next_order_status(state, event) == (target, expected[1])


@pytest.mark.parametrize("status", sorted(FINAL))
def test_a_final_state_allows_nothing_but_a_reversal(status: ForexStatus) -> None:
    state = OrderState(BATCH, status)
    assert order_actions(state) == ({OrderAction.REVERSE} if status is S.SUCCESS else set())
    for check in (check_review, check_cancel):
        with pytest.raises(UserError) as refusal:
            check(state)
        assert refusal.value.code == "FX-E14"


def test_actions_of_an_order_that_waits() -> None:
    assert order_actions(OrderState(BATCH, audit=A.PENDING)) == {OrderAction.REVIEW, OrderAction.CANCEL}
    assert order_actions(OrderState(BATCH, audit=A.NONE)) == {OrderAction.CANCEL}


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        (ChannelState(C.SUBMITTED), ""),
        (ChannelState(C.SUBMITTED, X.WAIT_HANDLE), ""),
        (ChannelState(C.SUBMITTED, X.WAIT_REVIEW, ApplyType.SUCCESS_APPLY), "FX-E14"),
        (ChannelState(C.PROCESSING), "FX-E15"),
        (ChannelState(C.PROCESSING, X.WAIT_HANDLE), "FX-E15"),
    ],
)
def test_an_order_in_progress_can_be_cancelled_until_the_bank_accepts(channel: ChannelState, code: str) -> None:
    state = OrderState(SINGLE, S.PROCESSING, channel=channel)
    if not code:
        assert next_order_status(state, OrderEvent.CANCEL)[0] is S.CANCELLED
        assert next_channel_state(channel, ChannelEvent.CLIENT_CANCELS).channel_status is C.FAILED
        assert OrderAction.CANCEL in order_actions(state)
        return
    with pytest.raises(UserError) as refusal:
        check_cancel(state)
    assert refusal.value.code == code
    assert OrderAction.CANCEL not in order_actions(state)
    with pytest.raises(UserError):
        next_channel_state(channel, ChannelEvent.CLIENT_CANCELS)


def test_a_reversal_happens_once_and_only_to_a_completed_order() -> None:
    check_reverse(OrderState(BATCH, S.SUCCESS))
    with pytest.raises(UserError) as again:
        check_reverse(OrderState(BATCH, S.SUCCESS, is_reversed=True))
    assert again.value.code == "FX-E34"
    assert OrderAction.REVERSE not in order_actions(OrderState(BATCH, S.SUCCESS, is_reversed=True))
    with pytest.raises(UserError) as early:
        check_reverse(OrderState(SINGLE, S.PROCESSING, channel=ChannelState()))
    assert early.value.code == "FX-E14"


CHANNEL_STEPS: dict[tuple[ChannelStatus, AbnormalStatus, ChannelEvent], tuple[ChannelStatus, AbnormalStatus]] = {
    (C.SUBMITTED, X.NONE, ChannelEvent.ACCEPT): (C.PROCESSING, X.NONE),
    (C.SUBMITTED, X.NONE, ChannelEvent.FILL): (C.SUCCESS, X.NONE),
    (C.PROCESSING, X.NONE, ChannelEvent.FILL): (C.SUCCESS, X.NONE),
    (C.SUBMITTED, X.NONE, ChannelEvent.REFUSE): (C.FAILED, X.NONE),
    (C.PROCESSING, X.NONE, ChannelEvent.REFUSE): (C.FAILED, X.NONE),
    (C.SUBMITTED, X.NONE, ChannelEvent.TROUBLE): (C.SUBMITTED, X.WAIT_HANDLE),
    (C.PROCESSING, X.NONE, ChannelEvent.TROUBLE): (C.PROCESSING, X.WAIT_HANDLE),
    **{(status, X.WAIT_HANDLE, ChannelEvent.HANDLE): (status, X.WAIT_REVIEW) for status in C},
    **{(status, X.WAIT_REVIEW, ChannelEvent.APPROVE): (C.FAILED, X.DONE) for status in C},
    **{(status, X.WAIT_REVIEW, ChannelEvent.REJECT): (status, X.WAIT_HANDLE) for status in C},
    (C.SUBMITTED, X.NONE, ChannelEvent.CLIENT_CANCELS): (C.FAILED, X.NONE),
    (C.SUBMITTED, X.WAIT_HANDLE, ChannelEvent.CLIENT_CANCELS): (C.FAILED, X.DONE),
}


@pytest.mark.parametrize(("status", "abnormal", "event"), list(product(ChannelStatus, AbnormalStatus, ChannelEvent)))
def test_every_bank_order_state_against_every_event(status: ChannelStatus, abnormal: AbnormalStatus, event: ChannelEvent) -> None:
    applied = ApplyType.FAILURE_APPLY if abnormal is X.WAIT_REVIEW else None
    state = ChannelState(status, abnormal, applied)
    expected = CHANNEL_STEPS.get((status, abnormal, event))
    if expected is None:
        with pytest.raises(UserError) as refusal:
            next_channel_state(state, event, apply_type=ApplyType.RETRY_APPLY)
        assert refusal.value.code == "FX-E14"
        return
    after = next_channel_state(state, event, apply_type=ApplyType.RETRY_APPLY)
    assert (after.channel_status, after.abnormal_status) == expected


@pytest.mark.parametrize(
    ("apply_type", "channel", "order"),
    [
        (ApplyType.SUCCESS_APPLY, C.SUCCESS, S.SUCCESS),
        (ApplyType.RETRY_APPLY, C.FAILED, S.PROCESSING),
        (ApplyType.FAILURE_APPLY, C.FAILED, S.FAILED),
    ],
)
def test_an_approved_handling_moves_both_orders(apply_type: ApplyType, channel: ChannelStatus, order: ForexStatus) -> None:
    waiting = next_channel_state(ChannelState(C.SUBMITTED, X.WAIT_HANDLE), ChannelEvent.HANDLE, apply_type=apply_type)
    assert waiting.apply_type is apply_type
    done = next_channel_state(waiting, channel_event_of(ReviewType.REVIEW_APPROVED))
    assert (done.channel_status, done.abnormal_status) == (channel, X.DONE)
    before = OrderState(SINGLE, S.PROCESSING, channel=waiting)
    assert next_order_status(before, ORDER_EVENT_OF[apply_type])[0] is order


def test_a_rejected_handling_changes_nothing_else() -> None:
    waiting = ChannelState(C.PROCESSING, X.WAIT_REVIEW, ApplyType.RETRY_APPLY)
    assert next_channel_state(waiting, channel_event_of(ReviewType.REVIEW_REJECTED)) == ChannelState(C.PROCESSING, X.WAIT_HANDLE)


@pytest.mark.parametrize(
    ("abnormal", "actions"),
    [
        (X.NONE, set()),
        (X.WAIT_HANDLE, {ChannelAction.HANDLE}),
        (X.WAIT_REVIEW, {ChannelAction.REVIEW}),
        (X.DONE, set()),
    ],
)
def test_what_a_person_may_do_with_an_exception(abnormal: AbnormalStatus, actions: set[ChannelAction]) -> None:
    state = ChannelState(C.SUBMITTED, abnormal)
    assert channel_actions(state) == actions
    for action, check in ((ChannelAction.HANDLE, check_handle), (ChannelAction.REVIEW, check_exception_review)):
        if action in actions:
            check(state)
            continue
        with pytest.raises(UserError) as refusal:
            check(state)
        assert refusal.value.code == "FX-E14"


def test_nobody_reviews_his_own_request() -> None:
    check_second_person("ming", "siu")
    with pytest.raises(UserError) as refusal:
        check_second_person("ming", "ming")
    assert refusal.value.code == "FX-E16"
