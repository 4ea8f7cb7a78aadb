"""Bank orders: their list, the banks' answers, and the handling of exceptions (`docs/rules/fx.md` 3.10, 4.2, 6.9)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from whale_desktop.features.fx.messages.choices import AbnormalStatus, ApplyType, ChannelStatus, ForexType, ReviewType
from whale_desktop.features.fx.messages.orders import ORDER_CHANGES
from whale_desktop.features.fx.messages.rights import CHANNEL_ORDER_VIEW, CHANNEL_REPORT, EXCEPTION_APPLY, EXCEPTION_REVIEW
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Bound, Command, ListQuery, Query, Struct, TotalsQuery, command, labels, query


class ChannelOrderPhase(StrEnum):
    """The tabs of the list: exceptions that wait for a person, all others."""

    OPEN = "open"
    QUIET = "quiet"


labels(
    ChannelOrderPhase,
    {
        ChannelOrderPhase.OPEN: C_("fx.channel_order_phase", "To handle or review"),
        ChannelOrderPhase.QUIET: C_("fx.channel_order_phase", "Normal or handled"),
    },
)


class ChannelOrderRow(Struct):
    """A bank order. `apply_*`: the handling that waits for its review or was approved; `applicant`: who applied for it."""

    channel_order_no: str
    forex_id: str
    channel_name: RateChannel
    serial_no: str
    client: str
    forex_type: ForexType
    from_currency: str
    from_amount: Decimal
    from_fixed: bool
    from_estimate: bool
    to_currency: str
    to_amount: Decimal
    to_fixed: bool
    to_estimate: bool
    channel_rate: Decimal | None
    success_time: datetime | None
    channel_status: ChannelStatus
    origin_status: str
    origin_text: str
    abnormal_status: AbnormalStatus
    abnormal_remark: str
    apply_type: ApplyType | None
    apply_channel_rate: Decimal | None
    apply_channel_name: RateChannel | None
    apply_remark: str
    applicant: str
    review_type: ReviewType | None
    reviewer: str
    created_at: datetime
    updated_at: datetime
    operator: str
    version: int
    work_order_no: str = ""
    may: tuple[str, ...] = ()


class ChannelOrderFilter(Struct):
    """Filters of the list; dates are Hong Kong days, both included."""

    channel_order_no: str = ""
    forex_id: str = ""
    channel_name: RateChannel | None = None
    from_currency: str = ""
    to_currency: str = ""
    forex_type: ForexType | None = None
    created_from: date | None = None
    created_to: date | None = None
    success_from: date | None = None
    success_to: date | None = None
    channel_status: ChannelStatus | None = None
    abnormal_status: AbnormalStatus | None = None
    pending: bool | None = None


@query("fx.channel_order.list", permission=CHANNEL_ORDER_VIEW, topics=("fx.channel_order",))
class ListChannelOrders(ListQuery[ChannelOrderRow]):
    """Bank orders, newest first. Tabs: the values of `ChannelOrderPhase`."""

    where: ChannelOrderFilter = ChannelOrderFilter()


@query("fx.channel_order.totals", permission=CHANNEL_ORDER_VIEW, topics=("fx.channel_order",))
class TotalChannelOrders(TotalsQuery):
    """Count, debit amounts per currency, counts of the tabs."""

    where: ChannelOrderFilter = ChannelOrderFilter()


@query("fx.channel_order.get", permission=CHANNEL_ORDER_VIEW, topics=("fx.channel_order",))
class GetChannelOrder(Query[ChannelOrderRow]):
    """One bank order. Unknown: `UserError("FX-E33")`."""

    channel_order_no: str


_CHANNEL_ORDER = Bound(GetChannelOrder, {"channel_order_no": "channel_order_no"})
_GUARD = ("channel_status", "abnormal_status", "apply_type", "from_amount", "to_amount")


@command(
    "fx.channel_order.handle",
    permission=EXCEPTION_APPLY,
    changes=("fx.channel_order",),
    asks="forex.abnormal_audit",
    target=_CHANNEL_ORDER,
    guard=_GUARD,
    action="handle",
    rows_locked=True,
)
class HandleException(Command[None]):
    """Say what became of an abnormal bank order; a second person reviews it. The remark is always required.

    SUCCESS_APPLY needs the bank's rate, RETRY_APPLY the channel to exchange at again.
    """

    channel_order_no: str
    apply_type: ApplyType | None = None
    channel_rate: Decimal | None = None
    channel_name: RateChannel | None = None
    remark: str = ""
    expected_version: int = 0


@command(
    "fx.channel_order.review",
    permission=EXCEPTION_REVIEW,
    changes=ORDER_CHANGES,
    approval="forex.abnormal_audit",
    requested=True,
    asks="forex.abnormal_audit",
    amount=("from_amount", "from_currency"),
    target=_CHANNEL_ORDER,
    guard=_GUARD,
    action="approve",
    rows_locked=True,
)
class ReviewException(Command[None]):
    """Approve or reject a handling. The applicant may not (FX-E16). Approved, it takes effect on the client's order.

    The handling's work order decides; without an open one, this opens it.
    """

    channel_order_no: str
    review_type: ReviewType
    remark: str = ""
    expected_version: int = 0


@command(
    "fx.channel_order.accepted",
    permission=CHANNEL_REPORT,
    changes=("fx.channel_order", "fx.order"),
    target=_CHANNEL_ORDER,
    guard=_GUARD,
    headless=True,
    action="execute",
    rows_locked=True,
)
class ReportChannelAcceptance(Command[None]):
    """The bank has taken the order; from now on it cannot be cancelled."""

    channel_order_no: str
    serial_no: str = ""
    origin_status: str = ""
    origin_text: str = ""


@command(
    "fx.channel_order.filled",
    permission=CHANNEL_REPORT,
    changes=ORDER_CHANGES,
    target=_CHANNEL_ORDER,
    guard=_GUARD,
    headless=True,
    action="execute",
    rows_locked=True,
)
class ReportChannelFill(Command[None]):
    """The bank has exchanged at `channel_rate`. Money that falls short makes it an exception instead (`docs/rules/fx.md` 5.10)."""

    channel_order_no: str
    channel_rate: Decimal
    serial_no: str = ""
    origin_status: str = ""
    origin_text: str = ""


@command(
    "fx.channel_order.refused",
    permission=CHANNEL_REPORT,
    changes=ORDER_CHANGES,
    target=_CHANNEL_ORDER,
    guard=_GUARD,
    headless=True,
    action="execute",
    rows_locked=True,
)
class ReportChannelRefusal(Command[None]):
    """The bank will not exchange: the client's order has failed and his money is free again."""

    channel_order_no: str
    serial_no: str = ""
    origin_status: str = ""
    origin_text: str = ""


@command(
    "fx.channel_order.trouble",
    permission=CHANNEL_REPORT,
    changes=("fx.channel_order", "fx.order"),
    target=_CHANNEL_ORDER,
    guard=_GUARD,
    headless=True,
    action="execute",
    rows_locked=True,
)
class ReportChannelTrouble(Command[None]):
    """An error, a time-out or an unclear answer: a person must handle the bank order; the client's order stays in progress."""

    channel_order_no: str
    origin_status: str = ""
    origin_text: str = ""
