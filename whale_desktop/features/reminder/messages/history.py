"""Ended alerts (歷史記錄 / 历史记录 / Notification History) (`docs/rules/fx.md` 3.12)."""

from datetime import date, datetime
from decimal import Decimal

from whale_desktop.features.reminder.messages.choices import AlertEnd, OnOff
from whale_desktop.features.reminder.messages.rights import VIEW
from whale_desktop.messages import ListQuery, Query, Struct, TotalsQuery, query


class HistoryRow(Struct):
    """An alert that has ended, with the figures of its last run and those at its end. alert_end_time is never set."""

    alert_id: int
    client: str
    member_id: str
    account_no: str
    account_channel: str
    debt_currency: str
    debt_amount: Decimal
    own_amount: Decimal
    new_debt_amount: Decimal
    new_own_amount: Decimal
    is_auto: OnOff
    status: AlertEnd
    alert_time: datetime
    alert_end_time: datetime | None
    end_time: datetime


class HistoryFilter(Struct):
    """Filters of the list. client: number, account or part of a name; dates are Hong Kong days, both included."""

    client: str = ""
    alert_from: date | None = None
    alert_upto: date | None = None
    end_from: date | None = None
    end_upto: date | None = None
    status: tuple[AlertEnd, ...] = ()


@query("reminder.history.list", permission=VIEW, topics=("reminder.history",))
class ListHistory(ListQuery[HistoryRow]):
    """Ended alerts, the last ended first."""

    where: HistoryFilter = HistoryFilter()


@query("reminder.history.totals", permission=VIEW, topics=("reminder.history",))
class TotalHistory(TotalsQuery):
    """How many ended alerts the filter leaves."""

    where: HistoryFilter = HistoryFilter()


@query("reminder.history.get", permission=VIEW, topics=("reminder.history",))
class GetHistory(Query[HistoryRow]):
    """One ended alert. Unknown: `UserError("FX-E33")`."""

    alert_id: int
