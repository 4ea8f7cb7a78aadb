"""The client's own setting 自動換匯 / 自动换汇 / Auto Convert, also called auto repayment (`docs/rules/fx.md` 3.12)."""

from datetime import datetime

from whale_desktop.features.reminder.messages.choices import OnOff
from whale_desktop.features.reminder.messages.rights import AUTO_CONVERT_VIEW, CLIENT_SETTING
from whale_desktop.messages import Bound, Command, ListQuery, Query, Struct, TotalsQuery, command, query


class AutoConvertRow(Struct):
    """An account that has or ever had auto convert: since when it is on, and when it was last switched off."""

    account_no: str
    client: str
    member_id: str
    state: OnOff
    opened_at: datetime
    closed_at: datetime | None
    version: int


class AutoConvertFilter(Struct):
    """Filters of the list. client: number, account or part of a name."""

    client: str = ""
    state: OnOff | None = None


@query("reminder.auto_convert.list", permission=AUTO_CONVERT_VIEW, topics=("reminder.auto_convert",))
class ListAutoConverts(ListQuery[AutoConvertRow]):
    """Accounts that have or ever had auto convert, the last opened first."""

    where: AutoConvertFilter = AutoConvertFilter()


@query("reminder.auto_convert.totals", permission=AUTO_CONVERT_VIEW, topics=("reminder.auto_convert",))
class TotalAutoConverts(TotalsQuery):
    """How many accounts the filter leaves."""

    where: AutoConvertFilter = AutoConvertFilter()


@query("reminder.auto_convert.get", permission=AUTO_CONVERT_VIEW, topics=("reminder.auto_convert",), headless=True)
class GetAutoConvert(Query[AutoConvertRow]):
    """The setting of one account. `UserError("FX-E33")` for one that never had it."""

    account_no: str


@command(
    "reminder.auto_convert.set",
    permission=CLIENT_SETTING,
    changes=("reminder.auto_convert",),
    target=Bound(GetAutoConvert, {"account_no": "account_no"}),
    guard=("state",),
    headless=True,
)
class SetAutoConvert(Command[None]):
    """The client switches auto convert on or off in the app. Already so: nothing happens. Errors: `ledger.account_unknown`."""

    account_no: str
    is_on: bool
