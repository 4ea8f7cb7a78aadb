"""Alerts (提醒查詢 / 提醒查询 / Client Notification): clients whom the rule hits (`docs/rules/fx.md` 3.12)."""

from datetime import date, datetime
from decimal import Decimal

from whale_desktop.features.reminder.messages.choices import AlertStatus, OnOff, OpenAlertStatus
from whale_desktop.features.reminder.messages.rights import VIEW
from whale_desktop.messages import ListQuery, Query, Struct, TotalsQuery, query


class AlertRow(Struct):
    """A client whom the rule hit in one currency: the base currency for the main rule, else the currency of the single rule.

    debt_amount, own_amount: what he owes, and what he could exchange, in that currency at the last run. client: number and name.
    """

    alert_id: int
    client: str
    member_id: str
    account_no: str
    debt_currency: str
    debt_amount: Decimal
    own_amount: Decimal
    is_auto: OnOff
    status: AlertStatus
    alert_time: datetime
    updated_at: datetime
    version: int
    may: tuple[str, ...] = ()


class AlertFilter(Struct):
    """Filters of the list. client: number, account or part of a name; dates are Hong Kong days, both included."""

    client: str = ""
    alert_from: date | None = None
    alert_upto: date | None = None
    updated_from: date | None = None
    updated_upto: date | None = None
    is_auto: OnOff | None = None
    status: tuple[OpenAlertStatus, ...] = ()


@query("reminder.alert.list", permission=VIEW, topics=("reminder.alert", "reminder.auto_convert"))
class ListAlerts(ListQuery[AlertRow]):
    """Open alerts, the last triggered first."""

    where: AlertFilter = AlertFilter()


@query("reminder.alert.totals", permission=VIEW, topics=("reminder.alert", "reminder.auto_convert"))
class TotalAlerts(TotalsQuery):
    """Count, debts and what could be exchanged per currency."""

    where: AlertFilter = AlertFilter()


class AlertDetail(Struct):
    """An alert, open or in the history, with the figures of this moment beside those of the last run.

    live_debt, live_own, is_hit: what the rule would find now. ended_at: when it went to the history.
    """

    alert_id: int
    client: str
    member_id: str
    account_no: str
    debt_currency: str
    debt_amount: Decimal
    own_amount: Decimal
    is_auto: OnOff
    status: AlertStatus
    alert_time: datetime
    updated_at: datetime
    ended_at: datetime | None
    live_debt: Decimal
    live_own: Decimal
    is_hit: bool
    version: int


@query("reminder.alert.get", permission=VIEW, topics=("reminder.alert", "reminder.history", "ledger.balance", "reference.rate"))
class GetAlert(Query[AlertDetail]):
    """One alert, also one that has ended. Unknown: `UserError("FX-E33")`."""

    alert_id: int


class AlertCash(Struct):
    """What the client of an alert has in one currency. base_amount: the one or the other in base currency, None without a rate."""

    currency: str
    debt: Decimal
    withdrawable: Decimal
    base_currency: str
    base_amount: Decimal | None


@query("reminder.alert.cash", permission=VIEW, topics=("ledger.balance", "reference.rate"))
class ListAlertCash(Query[tuple[AlertCash, ...]]):
    """The cash of an alert's client by currency, as it is now."""

    alert_id: int


class AlertMessage(Struct):
    """A reminder that was sent to the client, with the figures it named."""

    message_id: int
    sent_at: datetime
    currency: str
    debt_amount: Decimal
    own_amount: Decimal


@query("reminder.alert.messages", permission=VIEW, topics=("reminder.alert",))
class ListAlertMessages(Query[tuple[AlertMessage, ...]]):
    """The reminders of an alert, newest first."""

    alert_id: int
