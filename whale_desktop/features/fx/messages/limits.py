"""Large-amount limits: from which debit amount an exchange is large (`docs/rules/fx.md` 3.7)."""

from datetime import datetime
from decimal import Decimal

from whale_desktop.features.fx.messages.rights import LIMIT_EDIT, LIMIT_VIEW
from whale_desktop.messages import Bound, Command, ListQuery, Query, Struct, TotalsQuery, command, query


class LimitRow(Struct):
    """One currency's limit: a debit amount above `amount` is large; equal is small."""

    currency: str
    amount: Decimal
    created_at: datetime
    updated_at: datetime
    operator: str
    version: int
    work_order_no: str = ""
    may: tuple[str, ...] = ()


class LimitFilter(Struct):
    """Filters of the list."""

    currency: str = ""
    pending: bool | None = None


@query("fx.limit.list", permission=LIMIT_VIEW, topics=("fx.limit",))
class ListLimits(ListQuery[LimitRow]):
    """Limits, newest first."""

    where: LimitFilter = LimitFilter()


@query("fx.limit.totals", permission=LIMIT_VIEW, topics=("fx.limit",))
class TotalLimits(TotalsQuery):
    """Count of the list."""

    where: LimitFilter = LimitFilter()


@query("fx.limit.get", permission=LIMIT_VIEW, topics=("fx.limit",))
class GetLimit(Query[LimitRow]):
    """One limit. Unknown: `UserError("FX-E33")`."""

    currency: str


@command("fx.limit.add", permission=LIMIT_EDIT, changes=("fx.limit",), approval="forex.amount_config_edit", action="add")
class AddLimit(Command[None]):
    """A limit for a currency that has none (FX-E04) and has the exchange switch on (FX-E02)."""

    currency: str = ""
    amount: Decimal | None = None


_LIMIT = Bound(GetLimit, {"currency": "currency"})


@command(
    "fx.limit.update",
    permission=LIMIT_EDIT,
    changes=("fx.limit",),
    approval="forex.amount_config_edit",
    target=_LIMIT,
    guard=("amount",),
)
class UpdateLimit(Command[None]):
    """Another limit; it counts for orders submitted from now on."""

    currency: str
    amount: Decimal | None = None
    expected_version: int = 0


@command(
    "fx.limit.delete",
    permission=LIMIT_EDIT,
    changes=("fx.limit",),
    approval="forex.amount_config_edit",
    target=_LIMIT,
    guard=("amount",),
    action="delete",
)
class DeleteLimit(Command[None]):
    """No limit from now on: no debit amount of this currency is large."""

    currency: str
    expected_version: int = 0
