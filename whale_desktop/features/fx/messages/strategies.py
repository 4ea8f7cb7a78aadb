"""Exchange strategies and approval starts (`docs/rules/fx.md` 3.3, 6.3)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from whale_desktop.features.fx.messages.choices import ChangeType, DayBasis, ServiceStrategy, StrategyKind
from whale_desktop.features.fx.messages.rights import STRATEGY_EDIT, STRATEGY_VIEW
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Bound, Command, ListQuery, Query, Struct, TotalsQuery, command, labels, query


class EnableFlag(StrEnum):
    """Whether a strategy serves orders."""

    ENABLED = "true"
    DISABLED = "false"


labels(
    EnableFlag,
    {
        EnableFlag.ENABLED: C_("fx.enable_flag", "Enabled"),
        EnableFlag.DISABLED: C_("fx.enable_flag", "Disabled"),
    },
    tones={EnableFlag.ENABLED: "done", EnableFlag.DISABLED: "idle"},
)


class ServicePeriod(Struct):
    """When a strategy serves: `HH:MM:SS` in Hong Kong time, `start` included, `end` not, up to `24:00:00`.

    An end before the start runs over midnight and belongs to the day it starts on.
    """

    day_basis: DayBasis
    start: str
    end: str


class StrategyRow(Struct):
    """A strategy. `service_times` and `support_currency` are its periods and pairs as texts (`09:00:00–12:00:00`, `USD/HKD`)."""

    strategy_id: str
    service_strategy: ServiceStrategy
    strategy_kind: StrategyKind
    change_type: ChangeType
    service_time: tuple[ServicePeriod, ...]
    service_times: tuple[str, ...]
    day_bases: tuple[DayBasis, ...]
    channel_name: RateChannel | None
    support_currency: tuple[str, ...]
    enable_flag: EnableFlag
    created_at: datetime
    updated_at: datetime
    operator: str
    version: int
    work_order_no: str = ""
    may: tuple[str, ...] = ()


class StrategyFilter(Struct):
    """Filters of the list. pair: `USD/HKD`."""

    channel_name: RateChannel | None = None
    pair: str = ""
    change_type: ChangeType | None = None
    service_strategy: ServiceStrategy | None = None
    enable_flag: EnableFlag | None = None
    pending: bool | None = None


class RivalPeriods(Struct):
    """The periods of another enabled strategy that must not intersect with the one being edited."""

    strategy_id: str
    service_strategy: ServiceStrategy
    channel_name: RateChannel | None
    service_time: tuple[ServicePeriod, ...]


class ApprovalStart(Struct):
    """From this debit amount on every order of the currency is reviewed."""

    currency: str = ""
    start_amount: Decimal | None = None


class ApprovalStarts(Struct):
    """All approval starts; `version` is that of the whole table."""

    rows: tuple[ApprovalStart, ...]
    version: int


@query("fx.strategy.list", permission=STRATEGY_VIEW, topics=("fx.strategy",))
class ListStrategies(ListQuery[StrategyRow]):
    """Strategies, newest first."""

    where: StrategyFilter = StrategyFilter()


@query("fx.strategy.totals", permission=STRATEGY_VIEW, topics=("fx.strategy",))
class TotalStrategies(TotalsQuery):
    """Count of the list."""

    where: StrategyFilter = StrategyFilter()


@query("fx.strategy.get", permission=STRATEGY_VIEW, topics=("fx.strategy",))
class GetStrategy(Query[StrategyRow]):
    """One strategy. Unknown: `UserError("FX-E33")`."""

    strategy_id: str


@query("fx.strategy.rivals", permission=STRATEGY_VIEW, topics=("fx.strategy",))
class ListRivalPeriods(Query[tuple[RivalPeriods, ...]]):
    """Periods of the other enabled strategies of the same kind and type that share a pair; what the period editor draws.

    strategy_id: the one being edited, empty for a new one. support_currency: its pairs, `USD/HKD`.
    """

    strategy_kind: StrategyKind
    change_type: ChangeType
    support_currency: tuple[str, ...] = ()
    strategy_id: str = ""


@query("fx.strategy.approval_starts", permission=STRATEGY_VIEW, topics=("fx.strategy",))
class GetApprovalStarts(Query[ApprovalStarts]):
    """All approval starts, by currency."""


@command("fx.strategy.add", permission=STRATEGY_EDIT, changes=("fx.strategy",), approval="forex.strategy_edit", action="add")
class AddStrategy(Command[str]):
    """A new enabled strategy; the result is its id. Every failing field is reported at once (FX-E01, E03, E05, E06, E07, E29, E30).

    Asks `FX-W03` when it waits for large amounts and no limit is set.
    """

    service_strategy: ServiceStrategy | None = None
    strategy_kind: StrategyKind | None = None
    change_type: ChangeType | None = None
    service_time: tuple[ServicePeriod, ...] = ()
    channel_name: RateChannel | None = None
    support_currency: tuple[str, ...] = ()


_STRATEGY = Bound(GetStrategy, {"strategy_id": "strategy_id"})
_GUARD = ("service_strategy", "strategy_kind", "change_type", "service_time", "channel_name", "support_currency", "enable_flag")


@command(
    "fx.strategy.update",
    permission=STRATEGY_EDIT,
    changes=("fx.strategy",),
    approval="forex.strategy_edit",
    target=_STRATEGY,
    guard=_GUARD,
)
class UpdateStrategy(Command[None]):
    """Change a strategy; checks and questions of `AddStrategy`. Running orders keep what they were given."""

    strategy_id: str
    service_strategy: ServiceStrategy | None = None
    strategy_kind: StrategyKind | None = None
    change_type: ChangeType | None = None
    service_time: tuple[ServicePeriod, ...] = ()
    channel_name: RateChannel | None = None
    support_currency: tuple[str, ...] = ()
    expected_version: int = 0


@command(
    "fx.strategy.enable",
    permission=STRATEGY_EDIT,
    changes=("fx.strategy",),
    approval="forex.strategy_edit",
    target=_STRATEGY,
    guard=_GUARD,
)
class EnableStrategy(Command[None]):
    """Let a strategy serve again; repeats all checks."""

    strategy_id: str
    expected_version: int = 0


@command(
    "fx.strategy.disable",
    permission=STRATEGY_EDIT,
    changes=("fx.strategy",),
    approval="forex.strategy_edit",
    target=_STRATEGY,
    guard=_GUARD,
)
class DisableStrategy(Command[None]):
    """Let a strategy serve no more orders; running ones are not touched."""

    strategy_id: str
    expected_version: int = 0


@command(
    "fx.strategy.set_approval_starts",
    permission=STRATEGY_EDIT,
    changes=("fx.strategy",),
    approval="forex.strategy_edit",
    target=Bound(GetApprovalStarts, {}),
    guard=("rows",),
)
class SetApprovalStarts(Command[None]):
    """All approval starts from now on: unique currencies (FX-E04), amounts above zero (FX-E26)."""

    rows: tuple[ApprovalStart, ...] = ()
    expected_version: int = 0
