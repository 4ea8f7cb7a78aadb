"""F6: from region to region of the window, in reading order."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def step_region(regions: Sequence[QWidget], focused: QWidget | None, by: int) -> QWidget | None:
    """Focus the next (by = 1) or the previous (by = -1) region that can take it; the widget that got the focus."""
    there = [region for region in regions if region.isVisible()]
    if not there:
        return None
    here = next((place for place, region in enumerate(there) if _holds(region, focused)), -1 if by > 0 else 0)
    for step in range(1, len(there) + 1):
        region = there[(here + by * step) % len(there)]
        target = _entrance(region)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return target
    return None


def _holds(region: QWidget, focused: QWidget | None) -> bool:
    return focused is not None and (region is focused or region.isAncestorOf(focused))


def _entrance(region: QWidget) -> QWidget | None:
    """Where the focus goes in a region: where it was last, else its first widget that takes it by Tab."""
    if region.focusPolicy() & Qt.FocusPolicy.TabFocus and region.isEnabled():
        return region
    last: QWidget | None = region.focusWidget()
    if last is not region and last is not None and last.isVisible() and last.isEnabled():
        return last
    tabbable = Qt.FocusPolicy.TabFocus
    inside = region.findChildren(QWidget)
    return next((one for one in inside if one.isVisible() and one.isEnabled() and one.focusPolicy() & tabbable), None)
