"""Exchanges of an alert: the dialog 兌換 / 兑换 / Exchange, what became of each, abnormal orders (`docs/rules/fx.md` 3.12, 6.10)."""

from datetime import date, datetime
from decimal import Decimal

from whale_desktop.features.fx.messages import AuditStatus, ForexStatus, ForexType, Origin, PairChoice
from whale_desktop.features.reminder.messages.alerts import GetAlert
from whale_desktop.features.reminder.messages.choices import AbnormalKind, Advice, ExchangeState
from whale_desktop.features.reminder.messages.rights import EXCHANGE, VIEW
from whale_desktop.messages import Bound, Command, ListQuery, Query, Reason, Struct, TotalsQuery, command, query


class ExchangeLine(Struct):
    """One exchange as it is entered. amount: of the side that `forex_type` names, the one that was typed last.

    seen_rate: the client rate that the person saw; another one now asks `FX-W04`.
    """

    from_currency: str = ""
    to_currency: str = ""
    forex_type: ForexType = ForexType.FROM
    amount: Decimal | None = None
    seen_rate: Decimal | None = None


class ExchangeCash(Struct):
    """The client's cash in one currency. left: what is withdrawable after the lines that are entered, below zero when short."""

    currency: str
    debt: Decimal
    withdrawable: Decimal
    left: Decimal


class LineQuote(Struct):
    """What one line would come to now. Amounts and rate are None while something is missing.

    problem: code of the first refusal that a submission would meet, with its parameters and its field of the line.
    """

    rate: Decimal | None = None
    from_amount: Decimal | None = None
    to_amount: Decimal | None = None
    from_places: int = 2
    to_places: int = 2
    needs_review: bool = False
    problem: str = ""
    problem_params: dict[str, str] = {}
    problem_field: str = ""


class ExchangeQuote(Struct):
    """Everything that the dialog shows. under_way: numbers of the client's exchanges that have not ended."""

    client: str
    debt_currency: str
    debt_amount: Decimal
    cash: tuple[ExchangeCash, ...]
    pairs: tuple[PairChoice, ...]
    lines: tuple[LineQuote, ...]
    under_way: tuple[str, ...]


@query(
    "reminder.exchange.quote",
    permission=EXCHANGE,
    topics=(
        "reminder.alert",
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
class QuoteExchange(Query[ExchangeQuote]):
    """What exchanges of an alert's client would come to. Fields of lines may be empty: the answer says what it can."""

    alert_id: int
    lines: tuple[ExchangeLine, ...] = ()


class LineResult(Struct):
    """What became of one line: an order with its number, or the reason why it was refused. The side that was not typed is None then."""

    state: ExchangeState
    forex_id: str
    forex_status: ForexStatus | None
    audit_status: AuditStatus | None
    from_currency: str
    from_amount: Decimal | None
    to_currency: str
    to_amount: Decimal | None
    reason: Reason | None


class ExchangeResult(Struct):
    """What became of each line, in order. ended: the rule no longer hits the client, the alert is in the history."""

    lines: tuple[LineResult, ...]
    ended: bool


@command(
    "reminder.exchange.submit",
    permission=EXCHANGE,
    changes=("reminder.alert", "reminder.abnormal", "reminder.history"),
    target=Bound(GetAlert, {"alert_id": "alert_id"}),
    guard=("status",),
    asks="forex.exchange_order_audit",
    asks_sometimes=True,
    action="execute",
)
class ExchangeAlert(Command[ExchangeResult]):
    """Exchange for an alert's client, one order of origin REMINDER a line. A line that the exchange refuses is kept as 提交失敗.

    Errors before anything is tried: FX-E33 not open, FX-E41 auto convert is off, FX-E01, FX-E21, FX-E23, FX-E26, FX-E36 at `lines[n]`.
    Asks FX-W05 while an exchange of the client is under way.
    """

    alert_id: int
    lines: tuple[ExchangeLine, ...] = ()


class ExchangeRow(Struct):
    """One exchange of an alert: its order and what became of it, or why it was refused."""

    exchange_id: int
    origin: Origin
    state: ExchangeState
    forex_id: str
    from_currency: str
    from_amount: Decimal | None
    to_currency: str
    to_amount: Decimal | None
    reason: Reason | None
    created_at: datetime
    operator: str


@query("reminder.alert.exchanges", permission=VIEW, topics=("reminder.alert", "reminder.abnormal"))
class ListAlertExchanges(Query[tuple[ExchangeRow, ...]]):
    """The exchanges of an alert, newest first."""

    alert_id: int


class AbnormalRow(Struct):
    """An exchange that waits for its review, has failed, or was refused (換匯異常). forex_id is empty for a refused one."""

    exchange_id: int
    alert_id: int
    client: str
    member_id: str
    account_no: str
    kind: AbnormalKind
    forex_id: str
    from_currency: str
    from_amount: Decimal | None
    to_currency: str
    to_amount: Decimal | None
    reason: Reason | None
    advice: Advice
    origin: Origin
    created_at: datetime
    updated_at: datetime
    operator: str


class AbnormalFilter(Struct):
    """Filters of the list. client: number, account or part of a name; dates are Hong Kong days, both included."""

    client: str = ""
    kind: AbnormalKind | None = None
    forex_id: str = ""
    created_from: date | None = None
    created_upto: date | None = None


@query("reminder.abnormal.list", permission=VIEW, topics=("reminder.abnormal",))
class ListAbnormals(ListQuery[AbnormalRow]):
    """Abnormal orders, newest first."""

    where: AbnormalFilter = AbnormalFilter()


@query("reminder.abnormal.totals", permission=VIEW, topics=("reminder.abnormal",))
class TotalAbnormals(TotalsQuery):
    """How many abnormal orders the filter leaves."""

    where: AbnormalFilter = AbnormalFilter()


@query("reminder.abnormal.get", permission=VIEW, topics=("reminder.abnormal",))
class GetAbnormal(Query[AbnormalRow]):
    """One abnormal order. Unknown, or no longer abnormal: `UserError("FX-E33")`."""

    exchange_id: int
