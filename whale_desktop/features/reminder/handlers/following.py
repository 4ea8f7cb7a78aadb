"""Alerts follow the orders that were made for them: approved, rejected, failed or cancelled, at once and in the same unit of work.

The exchange does not know the reminder; it tells each later state of an order (`OrderChanged`), and this listens.
"""

from typing import Any

from sqlalchemy import update

from whale_desktop.bus import Work, follows
from whale_desktop.features.fx.messages import ForexStatus, GetOrder, OrderChanged, OrderRow, Origin
from whale_desktop.features.reminder import queries, tables
from whale_desktop.features.reminder.handlers import ending
from whale_desktop.features.reminder.messages import AlertEnd, ExchangeState
from whale_desktop.features.reminder.rules.states import FAILED, exchange_state
from whale_desktop.messages import Reason, codec

_EXCHANGE = tables.reminder_exchange

ENDS = {Origin.REMINDER: AlertEnd.MANUAL, Origin.AUTO_REPAY: AlertEnd.AUTOMATIC}
"""How an alert ends that an exchange of this origin has resolved; no other order belongs to an alert."""


@follows(OrderChanged)
def follow_order(work: Work, fact: OrderChanged) -> None:
    """Bring the exchange behind an order, and its alert, to what became of the order."""
    if fact.origin not in ENDS:
        return
    row = queries.exchange_of_order(work.connection, fact.forex_id)
    if row is None:
        return
    state = exchange_state(fact.forex_status, fact.audit_status)
    order = work.ask(GetOrder(forex_id=fact.forex_id))
    is_open = queries.alert(work.connection, row.alert_id) is not None
    work.connection.execute(
        update(_EXCHANGE)
        .where(_EXCHANGE.c.exchange_id == row.exchange_id)
        .values(
            state=state,
            is_current=is_open or state not in FAILED,
            from_amount=order.from_amount,
            to_amount=order.to_amount,
            reason=_reason(order),
            updated_at=work.now,
        )
    )
    work.topics.update(ending.LISTS)
    if not is_open:
        return
    ending.update_status(work, row.alert_id)
    if state is ExchangeState.EXCHANGED:
        ending.reconsider(work, row.account_no, ENDS[fact.origin])


def _reason(order: OrderRow) -> str:
    """Why an order did not come to an exchange, as it is stored; empty while nothing speaks against it."""
    reasons: dict[Any, Reason] = {
        ForexStatus.REJECTED: Reason(code="reminder.order_rejected", params={"remark": order.review_remark}),
        ForexStatus.FAILED: Reason(code="reminder.order_failed"),
    }
    reason = reasons.get(order.forex_status)
    return "" if reason is None else codec.encode(reason).decode()
