"""How exchanges follow their orders, and alerts their exchanges (`docs/rules/fx.md` 4.4)."""

from collections.abc import Iterable, Mapping

from whale_desktop.features.fx.messages import AuditStatus, ForexStatus
from whale_desktop.features.reminder.messages.choices import AlertStatus, ExchangeState

UNDER_WAY = (ExchangeState.REVIEWING, ExchangeState.EXCHANGING)
"""Exchanges that have not ended: their alert stays whatever the rule says, for their money is frozen."""

FAILED = (ExchangeState.EXCHANGE_FAILED, ExchangeState.SUBMIT_FAILED)
"""Exchanges that a new try replaces."""

ABNORMAL = (ExchangeState.REVIEWING, *FAILED)
"""Exchanges that 換匯異常 lists."""

BUSY = (AlertStatus.REVIEWING, AlertStatus.EXCHANGING)
"""Statuses of alerts with an exchange under way."""

_OF_ORDER: Mapping[ForexStatus, ExchangeState] = {
    ForexStatus.PROCESSING: ExchangeState.EXCHANGING,
    ForexStatus.SUCCESS: ExchangeState.EXCHANGED,
    ForexStatus.FAILED: ExchangeState.EXCHANGE_FAILED,
    ForexStatus.REJECTED: ExchangeState.EXCHANGE_FAILED,
    ForexStatus.CANCELLED: ExchangeState.CANCELLED,
}

_BY_WEIGHT: tuple[tuple[ExchangeState, AlertStatus], ...] = (
    (ExchangeState.REVIEWING, AlertStatus.REVIEWING),
    (ExchangeState.EXCHANGING, AlertStatus.EXCHANGING),
    (ExchangeState.EXCHANGE_FAILED, AlertStatus.EXCHANGE_FAILED),
    (ExchangeState.SUBMIT_FAILED, AlertStatus.SUBMIT_FAILED),
)
"""What an alert with several exchanges is: what still runs counts before what failed, what waits for a person first."""


def exchange_state(status: ForexStatus, audit: AuditStatus) -> ExchangeState:
    """The state of an exchange whose order has these states."""
    if status is ForexStatus.SUBMITTED:
        return ExchangeState.REVIEWING if audit is AuditStatus.PENDING else ExchangeState.EXCHANGING
    return _OF_ORDER[status]


def alert_status(states: Iterable[ExchangeState]) -> AlertStatus:
    """The status of an open alert with these exchanges; those that a new try has replaced do not count."""
    found = set(states)
    return next((status for state, status in _BY_WEIGHT if state in found), AlertStatus.PENDING)
