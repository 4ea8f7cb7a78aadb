"""The state machines of a client's order and of its bank order, as tables, and what a person may do in each state.

Source: `docs/rules/fx.md` 4.1 and 4.2. Must not know who acts (permissions) nor what a transition moves (ledger, pool).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from whale_desktop.features.fx.messages.choices import (
    AbnormalStatus,
    ApplyType,
    AuditStatus,
    ChannelStatus,
    ForexStatus,
    ReviewType,
    ServiceStrategy,
)
from whale_desktop.kernel.errors import UserError

FINAL = frozenset({ForexStatus.SUCCESS, ForexStatus.FAILED, ForexStatus.REJECTED, ForexStatus.CANCELLED})
"""States of a client's order that never change again."""


class OrderAction(StrEnum):
    """What a person may do with a client's order. Reversal writes new journals and leaves the state as it is."""

    REVIEW = "review"
    CANCEL = "cancel"
    REVERSE = "reverse"


class ChannelAction(StrEnum):
    """What a person may do with a bank order's exception."""

    HANDLE = "handle"
    REVIEW = "review"


class OrderEvent(StrEnum):
    """What moves a client's order. `EXECUTE` is the system's own step where no review is needed."""

    EXECUTE = "execute"
    APPROVE = "approve"
    REJECT = "reject"
    FILL = "fill"
    REFUSE = "refuse"
    RETRY = "retry"
    CANCEL = "cancel"


class ChannelEvent(StrEnum):
    """What moves a bank order: the channel's answers, trouble, and the two decisions of people."""

    ACCEPT = "accept"
    FILL = "fill"
    REFUSE = "refuse"
    TROUBLE = "trouble"
    HANDLE = "handle"
    APPROVE = "approve"
    REJECT = "reject"
    CLIENT_CANCELS = "client_cancels"


@dataclass(frozen=True, slots=True)
class ChannelState:
    """The state of a bank order. `apply_type` is set while a handling waits for its review, and after it was approved."""

    channel_status: ChannelStatus = ChannelStatus.SUBMITTED
    abnormal_status: AbnormalStatus = AbnormalStatus.NONE
    apply_type: ApplyType | None = None


@dataclass(frozen=True, slots=True)
class OrderState:
    """The state of a client's order; `channel` is its newest bank order, None for a pool deal or before there is one."""

    service: ServiceStrategy
    status: ForexStatus = ForexStatus.SUBMITTED
    audit: AuditStatus = AuditStatus.NONE
    channel: ChannelState | None = None
    is_reversed: bool = False


_FILLED: Mapping[ServiceStrategy, ForexStatus] = {
    ServiceStrategy.BATCH: ForexStatus.SUCCESS,
    ServiceStrategy.SINGLE: ForexStatus.PROCESSING,
}
"""Where an order stands once it may go on: a pool deal is done at once, a bank deal has only begun."""

_WHILE_PROCESSING: Mapping[OrderEvent, ForexStatus] = {
    OrderEvent.FILL: ForexStatus.SUCCESS,
    OrderEvent.REFUSE: ForexStatus.FAILED,
    OrderEvent.RETRY: ForexStatus.PROCESSING,
}

_BY_REVIEW: Mapping[ApplyType, ChannelStatus] = {
    ApplyType.SUCCESS_APPLY: ChannelStatus.SUCCESS,
    ApplyType.RETRY_APPLY: ChannelStatus.FAILED,
    ApplyType.FAILURE_APPLY: ChannelStatus.FAILED,
}
"""What becomes of a bank order when its handling is approved; a retry goes on with a new bank order."""

ORDER_EVENT_OF: Mapping[ApplyType, OrderEvent] = {
    ApplyType.SUCCESS_APPLY: OrderEvent.FILL,
    ApplyType.RETRY_APPLY: OrderEvent.RETRY,
    ApplyType.FAILURE_APPLY: OrderEvent.REFUSE,
}
"""What an approved handling means for the client's order."""

_ANSWERS: Mapping[ChannelEvent, tuple[frozenset[ChannelStatus], ChannelStatus]] = {
    ChannelEvent.ACCEPT: (frozenset({ChannelStatus.SUBMITTED}), ChannelStatus.PROCESSING),
    ChannelEvent.FILL: (frozenset({ChannelStatus.SUBMITTED, ChannelStatus.PROCESSING}), ChannelStatus.SUCCESS),
    ChannelEvent.REFUSE: (frozenset({ChannelStatus.SUBMITTED, ChannelStatus.PROCESSING}), ChannelStatus.FAILED),
}
"""The channel's own answers: from which states, to which. They count only while no exception is open."""


def next_order_status(state: OrderState, event: OrderEvent) -> tuple[ForexStatus, AuditStatus]:
    """Status and review status after `event`; raises `UserError`: FX-E14 not now, FX-E15 the bank has accepted already.

    A cancelled order waits for nobody, so a pending review becomes "not required".
    """
    if event is OrderEvent.CANCEL:
        check_cancel(state)
        return ForexStatus.CANCELLED, AuditStatus.NONE if state.audit is AuditStatus.PENDING else state.audit
    if state.status is ForexStatus.SUBMITTED:
        waits = state.audit is AuditStatus.PENDING
        if event is OrderEvent.EXECUTE and not waits:
            return _FILLED[state.service], state.audit
        if event is OrderEvent.APPROVE and waits:
            return _FILLED[state.service], AuditStatus.APPROVED
        if event is OrderEvent.REJECT and waits:
            return ForexStatus.REJECTED, AuditStatus.REJECTED
    if state.status is ForexStatus.PROCESSING and event in _WHILE_PROCESSING:
        return _WHILE_PROCESSING[event], state.audit
    raise _refused(state.status)


def next_channel_state(state: ChannelState, event: ChannelEvent, *, apply_type: ApplyType | None = None) -> ChannelState:
    """The bank order after `event`; `apply_type` belongs to HANDLE. Raises `UserError("FX-E14")`."""
    quiet = state.abnormal_status is AbnormalStatus.NONE
    unfinished = state.channel_status in (ChannelStatus.SUBMITTED, ChannelStatus.PROCESSING)
    if event in _ANSWERS and quiet:
        sources, target = _ANSWERS[event]
        if state.channel_status in sources:
            return ChannelState(target)
    if event is ChannelEvent.TROUBLE and quiet and unfinished:
        return ChannelState(state.channel_status, AbnormalStatus.WAIT_HANDLE)
    if event is ChannelEvent.HANDLE and state.abnormal_status is AbnormalStatus.WAIT_HANDLE:
        assert apply_type is not None, "a handling has a type"
        return ChannelState(state.channel_status, AbnormalStatus.WAIT_REVIEW, apply_type)
    if state.abnormal_status is AbnormalStatus.WAIT_REVIEW and state.apply_type is not None:
        if event is ChannelEvent.APPROVE:
            return ChannelState(_BY_REVIEW[state.apply_type], AbnormalStatus.DONE, state.apply_type)
        if event is ChannelEvent.REJECT:
            return ChannelState(state.channel_status, AbnormalStatus.WAIT_HANDLE)
    if event is ChannelEvent.CLIENT_CANCELS and may_withdraw(state):
        return ChannelState(ChannelStatus.FAILED, AbnormalStatus.NONE if quiet else AbnormalStatus.DONE)
    raise _refused(state.channel_status)


def channel_event_of(review: ReviewType) -> ChannelEvent:
    """The event of a second person's decision on a handling."""
    return ChannelEvent.APPROVE if review is ReviewType.REVIEW_APPROVED else ChannelEvent.REJECT


def may_withdraw(channel: ChannelState) -> bool:
    """Whether the bank has not yet accepted and no handling waits for its review."""
    return channel.channel_status is ChannelStatus.SUBMITTED and channel.abnormal_status in (
        AbnormalStatus.NONE,
        AbnormalStatus.WAIT_HANDLE,
    )


def order_actions(state: OrderState) -> frozenset[OrderAction]:
    """What the state of a client's order allows; a list row's `may` is made of it."""
    actions = set()
    if state.status is ForexStatus.SUBMITTED and state.audit is AuditStatus.PENDING:
        actions.add(OrderAction.REVIEW)
    if _cancel_refusal(state) is None:
        actions.add(OrderAction.CANCEL)
    if state.status is ForexStatus.SUCCESS and not state.is_reversed:
        actions.add(OrderAction.REVERSE)
    return frozenset(actions)


def channel_actions(state: ChannelState) -> frozenset[ChannelAction]:
    """What the state of a bank order's exception allows; a list row's `may` is made of it."""
    if state.abnormal_status is AbnormalStatus.WAIT_HANDLE:
        return frozenset({ChannelAction.HANDLE})
    if state.abnormal_status is AbnormalStatus.WAIT_REVIEW:
        return frozenset({ChannelAction.REVIEW})
    return frozenset()


def check_review(state: OrderState) -> None:
    """Refuse a review where none is pending (FX-E14)."""
    if OrderAction.REVIEW not in order_actions(state):
        raise _refused(state.status)


def check_cancel(state: OrderState) -> None:
    """Refuse a cancellation: FX-E14 in a final state or under an exception's review, FX-E15 once the bank has accepted."""
    refusal = _cancel_refusal(state)
    if refusal is not None:
        raise refusal


def check_reverse(state: OrderState) -> None:
    """Refuse a reversal of an order that is not completed (FX-E14) or that has been reversed already (FX-E34)."""
    if state.status is not ForexStatus.SUCCESS:
        raise _refused(state.status)
    if state.is_reversed:
        raise UserError("FX-E34")


def check_handle(state: ChannelState) -> None:
    """Refuse the handling of a bank order whose exception does not wait for one (FX-E14)."""
    if ChannelAction.HANDLE not in channel_actions(state):
        raise _refused(state.channel_status)


def check_exception_review(state: ChannelState) -> None:
    """Refuse the review of a bank order whose handling does not wait for one (FX-E14)."""
    if ChannelAction.REVIEW not in channel_actions(state):
        raise _refused(state.channel_status)


def check_second_person(maker: str, reviewer: str) -> None:
    """Refuse that a person reviews his own request (FX-E16, `docs/rules/fx.md` 6.7 and 6.9)."""
    if maker == reviewer:
        raise UserError("FX-E16")


def _cancel_refusal(state: OrderState) -> UserError | None:
    if state.status is ForexStatus.SUBMITTED:
        return None
    if state.status is not ForexStatus.PROCESSING:
        return _refused(state.status)
    assert state.channel is not None, "an order in progress has a bank order"
    if state.channel.channel_status is not ChannelStatus.SUBMITTED:
        return UserError("FX-E15")
    return None if may_withdraw(state.channel) else _refused(state.status)


def _refused(status: StrEnum) -> UserError:
    return UserError("FX-E14", {"status": status.value})
