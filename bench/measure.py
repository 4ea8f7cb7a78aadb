"""Measuring two things side by side: taken in turn, medians of at least five, the ratio pair by pair.

A figure in seconds alone says little on a machine that others share, so each limit stands beside the bare machine's own figure.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

RUNS = 5


@dataclass(frozen=True)
class Line:
    """One printed result. `kept` says whether the bar is met."""

    name: str
    ours: str
    bare: str
    ratio: str
    bar: str
    kept: bool


def seconds(function: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    function()
    return time.perf_counter() - began


def side_by_side(ours: Callable[[], float], bare: Callable[[], float], *, runs: int = RUNS) -> tuple[float, float, float]:
    """Medians of `ours` and `bare` and of their ratio pair by pair. Each function measures itself once and returns seconds."""
    ours()
    bare()
    pairs = [(ours(), bare()) for _ in range(runs)]
    return (
        statistics.median(one for one, _ in pairs),
        statistics.median(other for _, other in pairs),
        statistics.median(one / other for one, other in pairs),
    )


def at_most(name: str, measured: tuple[float, float, float], bar: float) -> Line:
    """Ours may take at most `bar` times as long as the bare thing."""
    ours, bare, ratio = measured
    return Line(name, shown(ours), shown(bare), f"{ratio:.2f} ×", f"≤ {bar} ×", ratio <= bar)


def at_least_rate(name: str, measured: tuple[float, float, float], bar: float) -> Line:
    """Ours must reach at least `bar` times the rate of the bare thing."""
    ours, bare, ratio = measured
    return Line(name, shown(ours), shown(bare), f"{1 / ratio:.2f} ×", f"≥ {bar} × the rate", 1 / ratio >= bar)


def within(name: str, value: float, limit: float, *, unit: str, bare: str = "") -> Line:
    """A limit that a person feels, beside the bare machine's own figure."""
    return Line(name, f"{value:.1f} {unit}", bare, "", f"≤ {limit:g} {unit}", value <= limit)


def shown(duration: float) -> str:
    """A duration for people."""
    return f"{duration:.2f} s" if duration >= 1 else f"{duration * 1000:.1f} ms"


def print_lines(lines: list[Line]) -> None:
    """The table."""
    heads = Line("what", "ours", "beside it", "ratio", "bar", kept=True)
    rows = [heads, *lines]
    widths = [max(len(getattr(row, name)) for row in rows) for name in ("name", "ours", "bare", "ratio", "bar")]
    for row in rows:
        cells = (row.name, row.ours, row.bare, row.ratio, row.bar)
        verdict = "" if row is heads else "kept" if row.kept else "MISSED"
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)), verdict)
