"""Which periods of a strategy being edited intersect with what, for how long, and what would fit instead. Must not know Qt.

For drawing and hints only; whether a strategy may be saved is decided where it is saved (`docs/rules/fx.md` 6.3, FX-E05).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from whale_desktop.features.fx.messages import ServicePeriod
from whale_desktop.features.fx.rules.periods import Period, clock_text, nearest_valid, overlap_bands, period_of

PENDING = -1
"""The place of the period that is being entered and not in the list yet."""


@dataclass(frozen=True, slots=True)
class Rival:
    """A period of another enabled strategy that must not intersect; `label` names its channel or kind in the person's language."""

    label: str
    period: Period


@dataclass(frozen=True, slots=True)
class Conflict:
    """An intersection: place of the period in question, the other one, the rival it belongs to (None: the same strategy), the bands.

    suggestion: the nearest period to have instead, None when the day is taken.
    """

    subject: int
    other: Period
    rival: Rival | None
    bands: tuple[tuple[int, int], ...]
    suggestion: Period | None

    @property
    def seconds(self) -> int:
        """How long the two intersect within a day."""
        return sum(end - start for start, end in self.bands)


def find_conflicts(own: Sequence[Period], pending: Period | None, rivals: Sequence[Rival]) -> tuple[Conflict, ...]:
    """Every intersection: those of the pending period first, then of the later period of each pair in the list."""
    found: list[Conflict] = []
    if pending is not None:
        found += _of(PENDING, pending, list(own), rivals)
    for place in range(len(own) - 1, -1, -1):
        found += _of(place, own[place], list(own[:place]), rivals, beside=own[place + 1 :])
    return tuple(found)


def _of(
    subject: int, period: Period, own: list[Period], rivals: Sequence[Rival], *, beside: Sequence[Period] = ()
) -> list[Conflict]:
    others: list[tuple[Period, Rival | None]] = [(one, None) for one in own] + [(rival.period, rival) for rival in rivals]
    suggestion = nearest_valid(period, [*(other for other, _ in others), *beside])
    return [
        Conflict(subject, other, rival, bands, suggestion) for other, rival in others if (bands := overlap_bands(period, other))
    ]


def as_period(period: ServicePeriod) -> Period:
    """A period as it travels, for calculating. Raises `UserError("FX-E30")`."""
    return period_of(period.day_basis, period.start, period.end)


def as_service_period(period: Period) -> ServicePeriod:
    """A period as it travels."""
    return ServicePeriod(day_basis=period.basis, start=clock_text(period.start), end=clock_text(period.end))
