"""What mark-up rows must obey before they are saved: values, tiers, effective times, and the rate they leave over.

Source: `docs/rules/fx.md` 3.6 and 6.5.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from whale_desktop.features.fx.messages.choices import SpreadMode
from whale_desktop.features.fx.rules.pricing import MarkUp, Tier, apply_mark_up
from whale_desktop.kernel.errors import FieldError, UserError
from whale_desktop.kernel.numbers import ZERO, decimal_places

LARGEST_MARK_UP = Decimal(100)
"""Upper limit of a mark-up value, in the unit of its mode."""

MARK_UP_PLACES = 4
"""Decimals allowed in a mark-up value."""


@dataclass(frozen=True, slots=True)
class EffectiveTime:
    """When an execution mark-up row counts: from `start` up to, not including, `end`; neither means always."""

    start: datetime | None = None
    end: datetime | None = None
    row_id: str = ""


def mark_up_fault(bp: Decimal, field: str) -> FieldError | None:
    """What is wrong with a mark-up value: outside 0 to 100 (FX-E24), more than 4 decimals (FX-E21), or nothing."""
    if not ZERO <= bp <= LARGEST_MARK_UP:
        return FieldError(field, "FX-E24")
    if decimal_places(bp) > MARK_UP_PLACES:
        return FieldError(field, "FX-E21", {"places": MARK_UP_PLACES})
    return None


def check_mark_up_value(bp: Decimal, *, field: str = "bp") -> None:
    """Refuse a mark-up value outside 0 to 100 (FX-E24) or with more than 4 decimals (FX-E21)."""
    _refuse([fault for fault in (mark_up_fault(bp, field),) if fault])


def check_tiers(tiers: Sequence[Tier], *, amount_places: int = 2) -> None:
    """Refuse tiers that do not cover every amount from 0 once, all failing cells at once.

    FX-E01 no tier, FX-E25 first start not 0, a gap, an overlap, an empty tier or a last end; FX-E21 too many decimals;
    FX-E24 value outside 0 to 100. `amount_places` is the amount precision of the debit currency.
    """
    if not tiers:
        raise UserError.at("tiers", "FX-E01")
    faults: list[FieldError] = []
    expected: Decimal | None = ZERO
    for place, tier in enumerate(tiers):
        is_last = place == len(tiers) - 1
        if tier.start != expected:
            faults.append(FieldError(f"tiers[{place}].start_value", "FX-E25"))
        if (tier.end is None) is not is_last or (tier.end is not None and tier.end <= tier.start):
            faults.append(FieldError(f"tiers[{place}].end_value", "FX-E25"))
        if tier.end is not None and decimal_places(tier.end) > amount_places:
            faults.append(FieldError(f"tiers[{place}].end_value", "FX-E21", {"places": amount_places}))
        fault = mark_up_fault(tier.bp, f"tiers[{place}].bp")
        faults.extend([fault] if fault else [])
        expected = tier.end
    _refuse(faults)


def check_effective_time(wanted: EffectiveTime, others: Iterable[EffectiveTime]) -> None:
    """Refuse an effective time that cannot stand beside the other rows of the same key.

    FX-E01 only one of start and end, FX-E31 start not before end, FX-E04 a second always-effective row, FX-E05 times
    that intersect. A row with times may stand beside an always-effective one and beats it. `others` may hold the row
    itself (same id); it is passed over.
    """
    if (wanted.start is None) is not (wanted.end is None):
        raise UserError.at("start_time" if wanted.start is None else "end_time", "FX-E01")
    if wanted.start is not None and wanted.end is not None and wanted.start >= wanted.end:
        raise UserError.at("end_time", "FX-E31")
    for other in others:
        if wanted.row_id and other.row_id == wanted.row_id:
            continue
        if wanted.start is None and other.start is None:
            raise UserError("FX-E04")
        if _intersect(wanted, other):
            raise UserError.at("start_time", "FX-E05", {"row_id": other.row_id, "start": other.start, "end": other.end})


def check_rate_left(rate: Decimal, mode: SpreadMode, values: Iterable[Decimal], *, places: int) -> None:
    """Refuse mark-up values that leave no rate above zero on the current rate (FX-E13, `docs/rules/fx.md` 6.5)."""
    for bp in values:
        apply_mark_up(rate, MarkUp(mode, bp), places)


def _intersect(one: EffectiveTime, other: EffectiveTime) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return max(one.start, other.start) < min(one.end, other.end)


def _refuse(faults: list[FieldError]) -> None:
    if faults:
        raise UserError(faults[0].code, faults[0].params, fields=tuple(faults))
