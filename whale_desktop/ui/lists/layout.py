"""Which columns a list shows, in which order and how wide: the shipped layout, what a member changed, and how both fit a width. Qt-free.

Widths are design pixels; the table multiplies them by the user's scale. Nothing here looks at rows, so widths never jump on a refresh.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from whale_desktop.screens import Column, ListScreen

DENSITIES = (24, 28, 32)
PAGE_SIZES = (10, 20, 50, 100, 200)
_HIDEABLE = (5, 4, 3)


@dataclass(frozen=True)
class ColumnChoice:
    """What a member sees of one column. width: design pixels he dragged it to, 0 for the automatic width."""

    name: str
    shown: bool
    pinned: bool
    width: int = 0


@dataclass(frozen=True)
class ListLayout:
    """The whole layout of one list."""

    columns: tuple[ColumnChoice, ...]
    density: int = 28
    page_size: int = 20

    def as_json(self) -> dict[str, Any]:
        """The value kept in the member's preferences."""
        return {
            "columns": [
                {"field": one.name, "visible": one.shown, "width": one.width, "pinned": one.pinned} for one in self.columns
            ],
            "density": self.density,
            "page_size": self.page_size,
        }

    def with_widths(self, widths: Mapping[str, int]) -> "ListLayout":
        """This layout with the widths as they stand now, so that dragging one divider moves no other."""
        return replace(self, columns=tuple(replace(one, width=widths.get(one.name, one.width)) for one in self.columns))


@dataclass(frozen=True)
class Fitted:
    """Columns that fit a width: name → design pixels in order of drawing, and those left out because the width is short."""

    widths: Mapping[str, int]
    hidden: tuple[str, ...]


def shipped(screen: ListScreen) -> ListLayout:
    """The layout that the product came with."""
    chosen = tuple(ColumnChoice(one.name, one.shown, one.pinned) for one in screen.columns)
    return ListLayout(_pinned_first(chosen))


def restored(screen: ListScreen, saved: Any) -> ListLayout:
    """A member's saved layout over today's columns.

    Columns that no longer exist are dropped; columns that an update added stand behind their shipped neighbour, as shipped. Anything
    that is not a layout gives the shipped one.
    """
    original = shipped(screen)
    if not isinstance(saved, dict) or not isinstance(saved.get("columns"), list):
        return original
    known = {one.name: one for one in original.columns}
    chosen: list[ColumnChoice] = []
    for entry in saved["columns"]:
        name = entry.get("field") if isinstance(entry, dict) else None
        if name not in known or any(one.name == name for one in chosen):
            continue
        width = entry.get("width", 0)
        chosen.append(
            ColumnChoice(
                name, bool(entry.get("visible")), bool(entry.get("pinned")), width if isinstance(width, int) and width > 0 else 0
            )
        )
    _insert_new(chosen, original.columns)
    density = saved.get("density")
    size = saved.get("page_size")
    return ListLayout(
        _pinned_first(tuple(chosen)),
        density if density in DENSITIES else original.density,
        size if size in PAGE_SIZES else original.page_size,
    )


def _insert_new(chosen: list[ColumnChoice], original: Sequence[ColumnChoice]) -> None:
    """Put columns that `chosen` lacks behind the column that the shipped order has before them."""
    for position, one in enumerate(original):
        names = [choice.name for choice in chosen]
        if one.name in names:
            continue
        before = original[position - 1].name if position else ""
        chosen.insert(names.index(before) + 1 if before else 0, one)


def _pinned_first(columns: tuple[ColumnChoice, ...]) -> tuple[ColumnChoice, ...]:
    """Pinned columns stand at the left, each group in its own order."""
    return (*(one for one in columns if one.pinned), *(one for one in columns if not one.pinned))


def fit(layout: ListLayout, columns: Sequence[Column], available: int, *, least: Mapping[str, int] | None = None) -> Fitted:
    """Give the shown columns widths for `available` design pixels.

    Dragged widths are kept as they are. Otherwise: room to spare is shared in proportion; too narrow, columns first shrink to their
    minimum, then priority 5, 4 and 3 leave (never a pinned one), and what still does not fit is scrolled. least: widths that the font
    asks of some columns (a moment always has as many characters), where their declared minimum is smaller.
    """
    asked = least or {}
    by_name = {one.name: one for one in columns}
    shown = [one for one in layout.columns if one.shown and one.name in by_name]
    if any(one.width for one in shown):
        return _as_dragged(shown, by_name, available)
    hidden: list[str] = []
    kept = [by_name[one.name] for one in shown]
    pinned = {one.name for one in shown if one.pinned}
    for priority in _HIDEABLE:
        for column in reversed([one for one in kept if one.priority == priority and one.name not in pinned]):
            if sum(_minimum(one, asked) for one in kept) <= available:
                break
            kept.remove(column)
            hidden.append(column.name)
    ideal = sum(max(one.ideal, _minimum(one, asked)) for one in kept)
    bottom = sum(_minimum(one, asked) for one in kept)
    if ideal >= available:
        slack = max(available - bottom, 0)
        span = max(ideal - bottom, 1)
        widths = {one.name: _minimum(one, asked) + _stretch(one, asked) * slack // span for one in kept}
    else:
        spare = available - ideal
        wanted = {one.name: max(one.ideal, _minimum(one, asked)) for one in kept}
        widths = {name: width + width * spare // max(ideal, 1) for name, width in wanted.items()}
    return Fitted(widths, tuple(hidden))


def _as_dragged(shown: Sequence[ColumnChoice], by_name: Mapping[str, Column], available: int) -> Fitted:
    """Dragged widths as they are. A column that has none yet (hidden for lack of width then, or new) joins only while it fits."""
    used = sum(one.width for one in shown)
    widths: dict[str, int] = {}
    hidden: list[str] = []
    for one in shown:
        column = by_name[one.name]
        if one.width:
            widths[one.name] = one.width
        elif column.priority < min(_HIDEABLE) or one.pinned or used + column.ideal <= available:
            widths[one.name] = column.ideal
            used += column.ideal
        else:
            hidden.append(one.name)
    return Fitted(widths, tuple(hidden))


def _minimum(column: Column, asked: Mapping[str, int]) -> int:
    return max(column.least, asked.get(column.name, 0))


def _stretch(column: Column, asked: Mapping[str, int]) -> int:
    """How far a column may grow from its minimum to its ideal."""
    return max(column.ideal - _minimum(column, asked), 0)
