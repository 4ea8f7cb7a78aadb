"""Strategies: which one serves an order, and what a strategy must obey before it is saved or enabled.

Must not know how they are stored; source: `docs/rules/fx.md` 3.3, 6.3 and 6.6.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from whale_desktop.features.fx.messages.choices import ChangeType, ServiceStrategy, StrategyKind
from whale_desktop.features.fx.rules.periods import (
    IsTradeDay,
    Overlap,
    Period,
    clock_text,
    find_overlaps,
    is_open,
    nearest_valid,
    overlap_bands,
)
from whale_desktop.kernel.errors import FieldError, UserError

Pair = tuple[str, str]
"""Debit currency, credit currency."""

MOST_OVERLAPS = 50
"""So many overlaps are reported at once; each takes the search for a way out, and a person mends a few at a time."""


@dataclass(frozen=True, slots=True)
class Strategy:
    """What the rules need of a strategy. `channel` is empty for pool exchange."""

    strategy_id: str
    service: ServiceStrategy
    kind: StrategyKind
    change_type: ChangeType
    periods: Sequence[Period]
    pairs: frozenset[Pair]
    channel: str = ""
    is_enabled: bool = True


def choose_strategy(
    strategies: Iterable[Strategy],
    *,
    pair: Pair,
    change_type: ChangeType,
    passes_pool: bool,
    moment: datetime,
    is_trade_day: IsTradeDay,
) -> Strategy:
    """The strategy that serves an order at `moment` (Hong Kong wall-clock time) (`docs/rules/fx.md` 6.6).

    First a specific one of the order's type, then a default one of that type, then a default one for any type.
    Raises `UserError`: FX-E12 when the pool is short and no bank serves instead, FX-E11 when nothing serves now.
    """
    candidates = [
        strategy
        for strategy in strategies
        if strategy.is_enabled and pair in strategy.pairs and is_open(strategy.periods, moment, is_trade_day)
    ]
    wanted = (
        (StrategyKind.SPECIFIC, change_type),
        (StrategyKind.DEFAULT, change_type),
        (StrategyKind.DEFAULT, ChangeType.NONE),
    )
    found = next((s for kind, type_ in wanted for s in candidates if (s.kind, s.change_type) == (kind, type_)), None)
    if found is None:
        raise UserError("FX-E12" if change_type is ChangeType.SMALL_BEYOND_POOL else "FX-E11")
    if found.service is ServiceStrategy.BATCH and (change_type is ChangeType.SMALL_BEYOND_POOL or not passes_pool):
        raise UserError("FX-E12")
    return found


def check_strategy(strategy: Strategy, others: Iterable[Strategy] = ()) -> None:
    """Refuse a strategy that breaks a rule, all failing fields at once (`docs/rules/fx.md` 6.3).

    FX-E01 nothing chosen, FX-E06 bank without channel, FX-E29 pool with channel, FX-E07 specific without type,
    FX-E05 periods that intersect: within the strategy and, if it is enabled, with other enabled strategies of the same
    kind and type that share a pair. `others` may hold the strategy itself (same id); it is passed over.
    """
    faults: list[FieldError] = []
    if strategy.kind is StrategyKind.SPECIFIC and strategy.change_type is ChangeType.NONE:
        faults.append(FieldError("change_type", "FX-E07"))
    if not strategy.periods:
        faults.append(FieldError("service_time", "FX-E01"))
    faults.extend(_overlaps_within(strategy.periods))
    if strategy.is_enabled:
        faults.extend(_overlaps_with_others(strategy, others))
    if strategy.service is ServiceStrategy.SINGLE and not strategy.channel:
        faults.append(FieldError("channel_name", "FX-E06"))
    if strategy.service is ServiceStrategy.BATCH and strategy.channel:
        faults.append(FieldError("channel_name", "FX-E29"))
    if not strategy.pairs:
        faults.append(FieldError("support_currency", "FX-E01"))
    if faults:
        raise UserError(faults[0].code, faults[0].params, fields=tuple(faults))


def competes_with(strategy: Strategy, other: Strategy) -> bool:
    """Whether two strategies would both answer the same order if both were open."""
    return (
        other.strategy_id != strategy.strategy_id
        and other.is_enabled
        and other.kind is strategy.kind
        and other.change_type is strategy.change_type
        and bool(strategy.pairs & other.pairs)
    )


def can_never_match(change_type: ChangeType, *, has_large_limit: bool) -> bool:
    """Whether a strategy of this type waits in vain: large amounts without any limit set (FX-W03, `docs/rules/fx.md` 6.3)."""
    return change_type is ChangeType.LARGE and not has_large_limit


def _overlaps_within(periods: Sequence[Period]) -> list[FieldError]:
    return [
        _overlap_fault(
            overlap.second, periods[overlap.second], periods[overlap.first], overlap, taken=_without(periods, overlap.second)
        )
        for overlap in find_overlaps(periods)[:MOST_OVERLAPS]
    ]


def _overlaps_with_others(strategy: Strategy, others: Iterable[Strategy]) -> list[FieldError]:
    rivals = [other for other in others if competes_with(strategy, other)]
    taken = [period for rival in rivals for period in rival.periods]
    faults: list[FieldError] = []
    for place, own in enumerate(strategy.periods):
        for rival in rivals:
            for theirs in rival.periods:
                bands = overlap_bands(own, theirs) if len(faults) < MOST_OVERLAPS else ()
                if bands:
                    busy = [*_without(strategy.periods, place), *taken]
                    fault = _overlap_fault(
                        place, own, theirs, Overlap(place, place, bands), taken=busy, strategy_id=rival.strategy_id
                    )
                    faults.append(fault)
    return faults


def _overlap_fault(
    place: int, own: Period, other: Period, overlap: Overlap, *, taken: Sequence[Period], strategy_id: str = ""
) -> FieldError:
    """FX-E05 at a period with what the editor draws and offers: the rival period, the bands, their length, a way out."""
    proposal = nearest_valid(own, taken)
    return FieldError(
        f"service_time[{place}]",
        "FX-E05",
        {
            "own": _spoken(own),
            "other": _spoken(other),
            "seconds": overlap.seconds,
            "bands": [list(band) for band in overlap.bands],
            "strategy_id": strategy_id,
            "proposal": "" if proposal is None else _spoken(proposal),
        },
    )


def _without(periods: Sequence[Period], place: int) -> list[Period]:
    return [period for number, period in enumerate(periods) if number != place]


def _spoken(period: Period) -> str:
    return f"{clock_text(period.start)}–{clock_text(period.end)}"
