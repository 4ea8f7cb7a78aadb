"""Client orders: quote, entry, review, cancellation, list and details (`docs/rules/fx.md` 3.9, 4.1, 6.6, 6.7)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from whale_desktop.features.fx.messages.choices import (
    AuditStatus,
    ChangeType,
    ForexStatus,
    ForexType,
    Origin,
    ServiceStrategy,
    SpreadMode,
)
from whale_desktop.features.fx.messages.rights import (
    CLIENT_ORDER,
    ORDER_ADD,
    ORDER_CANCEL,
    ORDER_QUOTE,
    ORDER_REVIEW,
    ORDER_VIEW,
)
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import SIGNED_IN, Bound, Command, Fact, ListQuery, Query, Struct, TotalsQuery, command, labels, query

ORDER_CHANGES = ("fx.order", "fx.pool", "fx.profit", "fx.channel_order")
"""What the execution of an order may change besides the ledger."""


class OrderPhase(StrEnum):
    """The tabs of the order list: a person must act, the machine works, over."""

    REVIEW = "review"
    PROGRESS = "progress"
    FINISHED = "finished"


labels(
    OrderPhase,
    {
        OrderPhase.REVIEW: C_("fx.order_phase", "To review"),
        OrderPhase.PROGRESS: C_("fx.order_phase", "In progress"),
        OrderPhase.FINISHED: C_("fx.order_phase", "Finished"),
    },
)


class OrderRow(Struct):
    """A client's order, in the list and in its details.

    from_amount, to_amount: one of them was fixed by the client (`from_fixed`, `to_fixed`), the other is an estimate until the order is
    completed (`from_estimate`, `to_estimate`). The two mark-ups are mode and value, None where there was none.
    client: number and name, as they were at submission. reversal_no: of the reversal that took a completed order back.
    is_reversed: taken back by a reversal, which changes no state. not_cleared: completed with a ledger
    date that no day-end has closed yet (`docs/rules/fx.md` 8).
    """

    forex_id: str
    client_ordid: str
    member_id: str
    account_no: str
    client_name: str
    client: str
    forex_type: ForexType
    change_type: ChangeType
    is_large: bool
    service_strategy: ServiceStrategy
    strategy_id: str
    from_currency: str
    from_amount: Decimal
    from_fixed: bool
    from_estimate: bool
    to_currency: str
    to_amount: Decimal
    to_fixed: bool
    to_estimate: bool
    reference_rate: Decimal
    reference_channel: RateChannel
    reference_mark_up_mode: SpreadMode | None
    reference_mark_up: Decimal | None
    execution_mark_up_mode: SpreadMode | None
    execution_mark_up: Decimal | None
    quoted_rate: Decimal
    rate: Decimal
    rate_estimate: bool
    custom_rate_flag: bool
    fx_currency: str
    fx_amount: Decimal
    fx_rate: Decimal
    finish_time: datetime | None
    success_time: datetime | None
    forex_status: ForexStatus
    audit_status: AuditStatus
    origin: Origin
    audit_remark: str
    order_remark: str
    review_remark: str
    freeze_no: str
    created_at: datetime
    updated_at: datetime
    operator: str
    reviewer: str
    version: int
    reversal_no: str = ""
    is_reversed: bool = False
    not_cleared: bool = False
    work_order_no: str = ""
    may: tuple[str, ...] = ()


class OrderFilter(Struct):
    """Filters of the list. client: number, account or part of a name; dates are Hong Kong days, both included.

    pending: whether a work order on the order is open.
    """

    forex_id: str = ""
    client_ordid: str = ""
    client: str = ""
    forex_type: ForexType | None = None
    from_currency: str = ""
    to_currency: str = ""
    created_from: date | None = None
    created_to: date | None = None
    success_from: date | None = None
    success_to: date | None = None
    forex_status: tuple[ForexStatus, ...] = ()
    audit_status: AuditStatus | None = None
    origin: Origin | None = None
    is_reversed: bool | None = None
    pending: bool | None = None


class CurrencyAmount(Struct):
    """An amount of one currency."""

    currency: str
    amount: Decimal


class OrderQuote(Struct):
    """What an exchange would come to now. Nothing of it is promised: the rate is read again when the order is submitted.

    withdrawable: what the client can exchange, by currency. The rates and amounts are None while something is missing.
    places: decimals of the debit amount, the credit amount and the rate. problem: the code of the first refusal that a submission
    would meet, with its parameters and field; empty when it would pass.
    """

    withdrawable: tuple[CurrencyAmount, ...] = ()
    reference_channel: RateChannel | None = None
    reference_rate: Decimal | None = None
    reference_mark_up_mode: SpreadMode | None = None
    reference_mark_up: Decimal | None = None
    execution_mark_up_mode: SpreadMode | None = None
    execution_mark_up: Decimal | None = None
    quoted_rate: Decimal | None = None
    rate: Decimal | None = None
    from_amount: Decimal | None = None
    to_amount: Decimal | None = None
    from_places: int = 2
    to_places: int = 2
    rate_places: int = 4
    minimum_amount: Decimal | None = None
    change_type: ChangeType | None = None
    service_strategy: ServiceStrategy | None = None
    strategy_id: str = ""
    channel_name: RateChannel | None = None
    needs_review: bool = True
    problem: str = ""
    problem_params: dict[str, str] = {}
    problem_field: str = ""


class OrderReceipt(Struct):
    """What became of a submission."""

    forex_id: str
    forex_status: ForexStatus
    audit_status: AuditStatus
    rate: Decimal
    from_currency: str
    from_amount: Decimal
    to_currency: str
    to_amount: Decimal


@query("fx.order.list", permission=ORDER_VIEW, topics=("fx.order",))
class ListOrders(ListQuery[OrderRow]):
    """Client orders, newest first. Tabs: the values of `OrderPhase`."""

    where: OrderFilter = OrderFilter()


@query("fx.order.totals", permission=ORDER_VIEW, topics=("fx.order",))
class TotalOrders(TotalsQuery):
    """Count, debit amounts per currency, counts of the tabs."""

    where: OrderFilter = OrderFilter()


@query("fx.order.get", permission=ORDER_VIEW, topics=("fx.order",))
class GetOrder(Query[OrderRow]):
    """One order. Unknown: `UserError("FX-E33")`."""

    forex_id: str


@query(
    "fx.order.quote",
    permission=ORDER_QUOTE,
    topics=(
        "reference.rate",
        "reference.currency",
        "fx.mark_up",
        "fx.pool",
        "fx.pair",
        "fx.strategy",
        "fx.limit",
        "ledger.balance",
    ),
)
class QuoteOrder(Query[OrderQuote]):
    """What an exchange would come to. Every field may still be empty: the answer says what it can (`docs/rules/fx.md` 6.6).

    origin: whose order it would be; empty for an order of whoever asks.
    """

    account_no: str = ""
    from_currency: str = ""
    to_currency: str = ""
    forex_type: ForexType = ForexType.FROM
    amount: Decimal | None = None
    custom_rate: Decimal | None = None
    origin: Origin | None = None


@command(
    "fx.order.submit",
    permission=ORDER_ADD,
    changes=ORDER_CHANGES,
    asks="forex.exchange_order_audit",
    asks_sometimes=True,
    action="submit",
    rows_locked=True,
)
class SubmitManualOrder(Command[OrderReceipt]):
    """Enter a client's exchange by hand; it waits for the review of a second person.

    amount: of the side that `forex_type` names. custom_rate: the clerk's own rate, up to 8 decimals, instead of the system's.
    seen_rate: the client rate that the clerk saw; if it is another one now, `FX-W04` asks with the new figures (then send the new rate,
    or the same command acknowledged). Refusals in the order of `docs/rules/fx.md` 6.6.
    """

    account_no: str = ""
    from_currency: str = ""
    to_currency: str = ""
    forex_type: ForexType = ForexType.FROM
    amount: Decimal | None = None
    custom_rate: Decimal | None = None
    seen_rate: Decimal | None = None
    audit_remark: str = ""
    order_remark: str = ""


@command(
    "fx.order.submit_client", permission=CLIENT_ORDER, changes=ORDER_CHANGES, headless=True, action="submit", rows_locked=True
)
class SubmitClientOrder(Command[OrderReceipt]):
    """A client's own exchange, from the app. Done at once unless it is large or reaches the approval start."""

    account_no: str = ""
    from_currency: str = ""
    to_currency: str = ""
    forex_type: ForexType = ForexType.FROM
    amount: Decimal | None = None
    seen_rate: Decimal | None = None


@command(permission=SIGNED_IN, changes=ORDER_CHANGES, internal=True, rows_locked=True)
class PlaceOrder(Command[OrderReceipt]):
    """An exchange on behalf of another feature, with the same checks as a client's own (`docs/rules/fx.md` 6.6).

    seen_rate: what the person saw, if a person saw one; another one now asks `FX-W04`.
    """

    account_no: str
    from_currency: str
    to_currency: str
    forex_type: ForexType
    amount: Decimal
    origin: Origin
    seen_rate: Decimal | None = None
    order_remark: str = ""


class OrderChanged(Fact):
    """An order that exists has changed its state; not told of one that is just being placed, whose receipt says all."""

    forex_id: str
    account_no: str
    origin: Origin
    forex_status: ForexStatus
    audit_status: AuditStatus


_ORDER = Bound(GetOrder, {"forex_id": "forex_id"})
_GUARD = ("forex_status", "audit_status", "from_amount", "to_amount")


@command(
    "fx.order.review",
    permission=ORDER_REVIEW,
    changes=ORDER_CHANGES,
    approval="forex.exchange_order_audit",
    requested=True,
    asks="forex.exchange_order_audit",
    asks_sometimes=True,
    amount=("from_amount", "from_currency"),
    target=_ORDER,
    guard=_GUARD,
    action="approve",
    rows_locked=True,
)
class ReviewOrder(Command[OrderReceipt]):
    """Approve or reject an order that waits for review; a rejection needs a remark (FX-E01), nobody reviews his own (FX-E16).

    A large order is decided by its work order; without an open one, this opens it.
    """

    forex_id: str
    approve: bool
    remark: str = ""
    expected_version: int = 0


@command(
    "fx.order.cancel",
    permission=ORDER_CANCEL,
    changes=ORDER_CHANGES,
    target=_ORDER,
    guard=_GUARD,
    action="revoke",
    rows_locked=True,
)
class CancelOrder(Command[None]):
    """Cancel an order that has not been completed; while the bank has not accepted it (else FX-E15)."""

    forex_id: str
    expected_version: int = 0


@command(
    "fx.order.cancel_client",
    permission=CLIENT_ORDER,
    changes=ORDER_CHANGES,
    target=_ORDER,
    guard=_GUARD,
    headless=True,
    action="revoke",
    withdraws_target=True,
    rows_locked=True,
)
class CancelClientOrder(Command[None]):
    """The client cancels his own order from the app; its work order becomes abnormal. Another client's order is none (FX-E33)."""

    forex_id: str
    account_no: str
