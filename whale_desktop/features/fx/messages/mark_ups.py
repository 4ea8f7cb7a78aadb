"""Mark-ups: on the reference rate when an order is submitted, on the execution rate when it is done (`docs/rules/fx.md` 3.6, 6.5)."""

from datetime import datetime
from decimal import Decimal

from whale_desktop.features.fx.messages.choices import ServiceStrategy, SpreadMode
from whale_desktop.features.fx.messages.rights import (
    EXECUTION_MARK_UP_EDIT,
    EXECUTION_MARK_UP_VIEW,
    MARK_UP_EDIT,
    REFERENCE_MARK_UP_VIEW,
)
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.messages import Bound, Command, ListQuery, Query, Struct, TotalsQuery, any_of, command, query


class ReferenceMarkUpRow(Struct):
    """A mark-up on the reference rate of one channel and pair.

    reference_rate: the channel's present rate of the pair; marked_rate: what the mark-up leaves of it; both None without quotes.
    """

    mark_up_id: int
    channel_name: RateChannel
    from_currency: str
    to_currency: str
    spread_mode: SpreadMode
    bp: Decimal
    reference_rate: Decimal | None
    marked_rate: Decimal | None
    created_at: datetime
    updated_at: datetime
    operator: str
    version: int
    work_order_no: str = ""
    may: tuple[str, ...] = ()


class ReferenceMarkUpFilter(Struct):
    """Filters of the list. mark_up_id: exact."""

    mark_up_id: str = ""
    channel_name: RateChannel | None = None
    spread_mode: SpreadMode | None = None
    pending: bool | None = None


class NewReferenceMarkUp(Struct):
    """One row of the batch entry. pair: `USD/CNH`."""

    pair: str = ""
    spread_mode: SpreadMode | None = None
    bp: Decimal | None = None


class MarkUpPreview(Struct):
    """The present rate of a pair and what a mark-up leaves of it. problem: the code that saving would refuse with, or empty."""

    reference_rate: Decimal | None
    marked_rate: Decimal | None
    problem: str = ""


class MarkUpTier(Struct):
    """`bp` for debit amounts from `start_value` up to, not including, `end_value`; no end means no limit."""

    start_value: Decimal = Decimal(0)
    end_value: Decimal | None = None
    bp: Decimal | None = None


class ExecutionMarkUpRow(Struct):
    """A mark-up on the execution rate. tier_texts: the tiers as texts (`0–10000: 5`). Without times it is always effective."""

    mark_up_id: int
    service_strategy: ServiceStrategy
    channel_name: RateChannel | None
    from_currency: str
    to_currency: str
    spread_mode: SpreadMode
    tiers: tuple[MarkUpTier, ...]
    tier_texts: tuple[str, ...]
    default_effective: bool
    start_time: datetime | None
    end_time: datetime | None
    created_at: datetime
    updated_at: datetime
    operator: str
    version: int
    work_order_no: str = ""
    may: tuple[str, ...] = ()


class ExecutionMarkUpFilter(Struct):
    """Filters of the list. mark_up_id: exact."""

    mark_up_id: str = ""
    channel_name: RateChannel | None = None
    spread_mode: SpreadMode | None = None
    pending: bool | None = None


_REFERENCE_TOPICS = ("fx.mark_up", "reference.rate")


@query("fx.mark_up.reference_list", permission=REFERENCE_MARK_UP_VIEW, topics=_REFERENCE_TOPICS)
class ListReferenceMarkUps(ListQuery[ReferenceMarkUpRow]):
    """Mark-ups on the reference rate, newest first."""

    where: ReferenceMarkUpFilter = ReferenceMarkUpFilter()


@query("fx.mark_up.reference_totals", permission=REFERENCE_MARK_UP_VIEW, topics=_REFERENCE_TOPICS)
class TotalReferenceMarkUps(TotalsQuery):
    """Count of the list."""

    where: ReferenceMarkUpFilter = ReferenceMarkUpFilter()


@query("fx.mark_up.reference_get", permission=REFERENCE_MARK_UP_VIEW, topics=_REFERENCE_TOPICS)
class GetReferenceMarkUp(Query[ReferenceMarkUpRow]):
    """One mark-up. Unknown: `UserError("FX-E33")`."""

    mark_up_id: int


@query(
    "fx.mark_up.preview",
    permission=any_of(*REFERENCE_MARK_UP_VIEW.codes, *EXECUTION_MARK_UP_VIEW.codes),
    topics=_REFERENCE_TOPICS,
)
class PreviewMarkUp(Query[MarkUpPreview]):
    """What a mark-up would leave of today's rate of a pair (`USD/CNH`) at a channel; channel None: the reference channel."""

    pair: str
    channel_name: RateChannel | None = None
    spread_mode: SpreadMode | None = None
    bp: Decimal | None = None


@query("fx.mark_up.execution_list", permission=EXECUTION_MARK_UP_VIEW, topics=("fx.mark_up",))
class ListExecutionMarkUps(ListQuery[ExecutionMarkUpRow]):
    """Mark-ups on the execution rate, newest first."""

    where: ExecutionMarkUpFilter = ExecutionMarkUpFilter()


@query("fx.mark_up.execution_totals", permission=EXECUTION_MARK_UP_VIEW, topics=("fx.mark_up",))
class TotalExecutionMarkUps(TotalsQuery):
    """Count of the list."""

    where: ExecutionMarkUpFilter = ExecutionMarkUpFilter()


@query("fx.mark_up.execution_get", permission=EXECUTION_MARK_UP_VIEW, topics=("fx.mark_up",))
class GetExecutionMarkUp(Query[ExecutionMarkUpRow]):
    """One mark-up. Unknown: `UserError("FX-E33")`."""

    mark_up_id: int


@command("fx.mark_up.reference_add", permission=MARK_UP_EDIT, changes=("fx.mark_up",), approval="forex.markup_edit", action="add")
class AddReferenceMarkUps(Command[tuple[int, ...]]):
    """Mark-ups of one channel for several pairs, all or none; the results are their ids.

    Refusals: FX-E03 unknown pair, FX-E04 a key that exists or stands twice, FX-E13, FX-E21, FX-E24.
    """

    channel_name: RateChannel | None = None
    rows: tuple[NewReferenceMarkUp, ...] = ()


_REFERENCE = Bound(GetReferenceMarkUp, {"mark_up_id": "mark_up_id"})


@command(
    "fx.mark_up.reference_update",
    permission=MARK_UP_EDIT,
    changes=("fx.mark_up",),
    approval="forex.markup_edit",
    target=_REFERENCE,
    guard=("spread_mode", "bp"),
)
class UpdateReferenceMarkUp(Command[None]):
    """Another mode or value; channel and pair stay. It counts for orders submitted from now on."""

    mark_up_id: int
    spread_mode: SpreadMode | None = None
    bp: Decimal | None = None
    expected_version: int = 0


@command(
    "fx.mark_up.reference_delete",
    permission=MARK_UP_EDIT,
    changes=("fx.mark_up",),
    approval="forex.markup_edit",
    target=_REFERENCE,
    guard=("spread_mode", "bp"),
    action="delete",
)
class DeleteReferenceMarkUp(Command[None]):
    """No mark-up on this channel and pair from now on."""

    mark_up_id: int
    expected_version: int = 0


@command("fx.mark_up.execution_add", permission=MARK_UP_EDIT, changes=("fx.mark_up",), approval="forex.markup_edit", action="add")
class AddExecutionMarkUp(Command[int]):
    """A mark-up on the execution rate; the result is its id. pair: `USD/CNH`.

    Refusals: FX-E01, FX-E03, FX-E04, FX-E05, FX-E06, FX-E13, FX-E21, FX-E24, FX-E25, FX-E29, FX-E31.
    """

    service_strategy: ServiceStrategy | None = None
    channel_name: RateChannel | None = None
    pair: str = ""
    spread_mode: SpreadMode | None = None
    tiers: tuple[MarkUpTier, ...] = ()
    default_effective: bool = True
    start_time: datetime | None = None
    end_time: datetime | None = None


_EXECUTION = Bound(GetExecutionMarkUp, {"mark_up_id": "mark_up_id"})
_GUARD = ("spread_mode", "tiers", "default_effective", "start_time", "end_time")


@command(
    "fx.mark_up.execution_update",
    permission=EXECUTION_MARK_UP_EDIT,
    changes=("fx.mark_up",),
    approval="forex.markup_edit",
    target=_EXECUTION,
    guard=_GUARD,
)
class UpdateExecutionMarkUp(Command[None]):
    """Other tiers, mode or times; strategy, channel and pair stay. It counts for executions from now on."""

    mark_up_id: int
    spread_mode: SpreadMode | None = None
    tiers: tuple[MarkUpTier, ...] = ()
    default_effective: bool = True
    start_time: datetime | None = None
    end_time: datetime | None = None
    expected_version: int = 0


@command(
    "fx.mark_up.execution_delete",
    permission=MARK_UP_EDIT,
    changes=("fx.mark_up",),
    approval="forex.markup_edit",
    target=_EXECUTION,
    guard=_GUARD,
    action="delete",
)
class DeleteExecutionMarkUp(Command[None]):
    """This mark-up no longer counts from now on."""

    mark_up_id: int
    expected_version: int = 0
