"""The pool: quota per currency, its journal, its live cards and its alerts (`docs/rules/fx.md` 3.4, 3.5, 5.8, 6.4)."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from whale_desktop.features.fx.messages.choices import PoolChangeType
from whale_desktop.features.fx.messages.rights import POOL_CHANGE_VIEW, POOL_EDIT, POOL_VIEW
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Bound, Command, ListQuery, Query, Struct, TotalsQuery, any_of, command, labels, query


class AdjustMode(StrEnum):
    """How a clerk says the new remaining quota: by how much more, by how much less, or the figure itself."""

    INCREASE = "INCREASE"
    DECREASE = "DECREASE"
    SET = "SET"


labels(
    AdjustMode,
    {
        AdjustMode.INCREASE: C_("fx.adjust_mode", "Increase"),
        AdjustMode.DECREASE: C_("fx.adjust_mode", "Decrease"),
        AdjustMode.SET: C_("fx.adjust_mode", "Set to"),
    },
)


class PoolRow(Struct):
    """The quota of one currency. remaining_amount: the running balance; alarm_amount: deals may not bring it below."""

    pool_id: int
    currency: str
    alarm_amount: Decimal
    remaining_amount: Decimal
    remark: str
    created_at: datetime
    updated_at: datetime
    operator: str
    version: int
    work_order_no: str = ""
    may: tuple[str, ...] = ()


class PoolFilter(Struct):
    """Filters of the quota list. pool_id: exact; dates are Hong Kong days, both included."""

    pool_id: str = ""
    currency: str = ""
    created_from: date | None = None
    created_to: date | None = None
    pending: bool | None = None


class PoolCard(Struct):
    """The live figures of one currency. is_at_alarm: at the alarm level or below; alert_at: the newest alert."""

    currency: str
    name: str
    remaining_amount: Decimal
    alarm_amount: Decimal
    is_at_alarm: bool
    updated_at: datetime
    alert_at: datetime | None = None


class PoolChangeRow(Struct):
    """One row of the pool journal: after = before + occurred. occurred_from: true when the system did it."""

    change_id: int
    change_type: PoolChangeType
    currency: str
    order_no: str
    before_occurred: Decimal
    occurred_amount: Decimal
    after_occurred: Decimal
    occurred_from: bool
    remark: str
    operator: str
    created_at: datetime


class PoolChangeFilter(Struct):
    """Filters of the journal. change_id: exact; dates are Hong Kong days, both included."""

    change_id: str = ""
    change_type: PoolChangeType | None = None
    currency: str = ""
    order_no: str = ""
    created_from: date | None = None
    created_to: date | None = None


class PoolAlert(Struct):
    """A pool that a movement brought to its alarm level or below."""

    currency: str
    remaining_amount: Decimal
    alarm_amount: Decimal
    order_no: str
    created_at: datetime


@query("fx.pool.list", permission=POOL_VIEW, topics=("fx.pool",))
class ListPools(ListQuery[PoolRow]):
    """Quotas, newest first."""

    where: PoolFilter = PoolFilter()


@query("fx.pool.totals", permission=POOL_VIEW, topics=("fx.pool",))
class TotalPools(TotalsQuery):
    """Count of the list."""

    where: PoolFilter = PoolFilter()


@query("fx.pool.get", permission=POOL_VIEW, topics=("fx.pool",))
class GetPool(Query[PoolRow]):
    """One quota. Unknown: `UserError("FX-E33")`."""

    currency: str


@query("fx.pool.cards", permission=POOL_CHANGE_VIEW, topics=("fx.pool",))
class ListPoolCards(Query[tuple[PoolCard, ...]]):
    """The live figures of every currency with a quota."""


@query("fx.pool.change_list", permission=POOL_CHANGE_VIEW, topics=("fx.pool",))
class ListPoolChanges(ListQuery[PoolChangeRow]):
    """The pool journal, newest first."""

    where: PoolChangeFilter = PoolChangeFilter()


@query("fx.pool.change_totals", permission=POOL_CHANGE_VIEW, topics=("fx.pool",))
class TotalPoolChanges(TotalsQuery):
    """Count and movement per currency of the journal."""

    where: PoolChangeFilter = PoolChangeFilter()


@query("fx.pool.alerts", permission=any_of(*POOL_VIEW.codes, *POOL_CHANGE_VIEW.codes), topics=("fx.pool",), headless=True)
class ListPoolAlerts(Query[tuple[PoolAlert, ...]]):
    """The newest alerts, at most 50."""

    currency: str = ""


@command("fx.pool.add", permission=POOL_EDIT, changes=("fx.pool",), approval="forex.pool_edit", action="add")
class AddPool(Command[None]):
    """A quota for a currency that has none (FX-E04) and has the exchange switch on (FX-E02); writes the SETUP row."""

    currency: str = ""
    alarm_amount: Decimal | None = None
    remaining_amount: Decimal | None = Decimal(0)
    remark: str = ""


_POOL = Bound(GetPool, {"currency": "currency"})


@command(
    "fx.pool.update",
    permission=POOL_EDIT,
    changes=("fx.pool",),
    approval="forex.pool_edit",
    target=_POOL,
    guard=("alarm_amount", "remark"),
)
class UpdatePool(Command[None]):
    """Another alarm level or remark; the currency stays."""

    currency: str
    alarm_amount: Decimal | None = None
    remark: str = ""
    expected_version: int = 0


@command(
    "fx.pool.adjust",
    permission=POOL_EDIT,
    changes=("fx.pool",),
    approval="forex.pool_edit",
    target=_POOL,
    guard=("remaining_amount",),
)
class AdjustPool(Command[None]):
    """Raise, lower or set the remaining quota. seen_amount: the balance that the person saw; if it moved since, FX-E17.

    Never below zero (FX-E27); below the alarm level only after the question `FX-W01`.
    """

    currency: str
    mode: AdjustMode = AdjustMode.INCREASE
    amount: Decimal | None = None
    seen_amount: Decimal | None = None
    remark: str = ""


@command(
    "fx.pool.delete",
    permission=POOL_EDIT,
    changes=("fx.pool",),
    approval="forex.pool_edit",
    target=_POOL,
    guard=("remaining_amount", "alarm_amount"),
    action="delete",
)
class DeletePool(Command[None]):
    """Delete a quota that no enabled pool strategy needs (else FX-E19); writes the CLOSE row."""

    currency: str
    expected_version: int = 0
