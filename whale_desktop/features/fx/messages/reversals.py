"""Taking a completed exchange back: by a second person, with a link both ways (`docs/rules/fx.md` 6.11)."""

from datetime import date, datetime

from whale_desktop.features.fx.messages.orders import ORDER_CHANGES, GetOrder
from whale_desktop.features.fx.messages.rights import ORDER_REVERSE, ORDER_VIEW
from whale_desktop.messages import Bound, Command, Query, Struct, command, query


class ReversalRow(Struct):
    """The reversal of one order. operator: who asked for it; reviewer: who agreed."""

    reversal_no: str
    forex_id: str
    reason: str
    ledger_date: date
    created_at: datetime
    operator: str
    reviewer: str


@query("fx.order.reversals", permission=ORDER_VIEW, topics=("fx.order",))
class ListReversals(Query[tuple[ReversalRow, ...]]):
    """The reversal of an order; none for an order that stands."""

    forex_id: str


@command(
    "fx.order.reverse",
    permission=ORDER_REVERSE,
    changes=ORDER_CHANGES,
    approval="forex.exchange_reverse",
    action="revoke",
    target=Bound(GetOrder, {"forex_id": "forex_id"}),
    guard=("forex_status", "from_amount", "to_amount", "reversal_no"),
    amount=("from_amount", "from_currency"),
)
class ReverseOrder(Command[str]):
    """Take a completed exchange back: its journals, pool movements, profit and accounting rows, all turned round. The reversal's number.

    The order keeps its state and is reversed once only. Errors: FX-E01 no reason, FX-E10 the client no longer has the money,
    FX-E12 the pool has too little of what it would give back, FX-E14 not completed, FX-E34 reversed already.
    """

    forex_id: str
    reason: str = ""
    expected_version: int = 0
