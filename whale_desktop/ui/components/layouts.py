"""Layout gaps in design pixels that follow the user's scale. Gaps live in layouts because a style sheet knows none."""

from dataclasses import dataclass
from typing import TypeVar
from weakref import WeakKeyDictionary, WeakSet

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QGridLayout, QLayout, QWidget
from shiboken6 import isValid

from whale_desktop.ui import theme

LayoutT = TypeVar("LayoutT", bound=QLayout)
Margins = tuple[int, int, int, int]


@dataclass(frozen=True)
class _Spacing:
    """The design numbers of one layout."""

    margins: Margins
    spacing: int | tuple[int, int]

    def apply(self, layout: QLayout) -> None:
        """Put them into force at the present scale."""
        left, top, right, bottom = (theme.px(length) for length in self.margins)
        layout.setContentsMargins(left, top, right, bottom)
        if isinstance(self.spacing, tuple) and isinstance(layout, QGridLayout):
            layout.setHorizontalSpacing(theme.px(self.spacing[0]))
            layout.setVerticalSpacing(theme.px(self.spacing[1]))
        elif isinstance(self.spacing, int):
            layout.setSpacing(theme.px(self.spacing))


_spacings: WeakKeyDictionary[QLayout, _Spacing] = WeakKeyDictionary()
"""Of every layout that lives. One ear for all of them: a page has a hundred, and each ear of its own takes time."""
_heard: WeakSet[theme.Theme] = WeakSet()


def _apply_all() -> None:
    for layout, spacing in list(_spacings.items()):
        if isValid(layout):
            spacing.apply(layout)


class _LeastHeight(QObject):
    """Keeps the least height of a widget at a named length of the theme."""

    def __init__(self, widget: QWidget, size: str) -> None:
        super().__init__(widget)
        self._widget = widget
        self._size = size
        self._apply()
        theme.current().changed.connect(self._apply)

    def _apply(self) -> None:
        self._widget.setMinimumHeight(theme.current().size(self._size))


def least_height(widget: QWidget, size: str) -> None:
    """Make `widget` at least as high as a named length (`dialog-head`, `card-row`) at the user's scale, now and after it changes."""
    _LeastHeight(widget, size)


def spaced(layout: LayoutT, *, margins: Margins = (0, 0, 0, 0), spacing: int | tuple[int, int] = 0) -> LayoutT:
    """`layout` with margins (left, top, right, bottom) and spacing in design pixels; a grid may have (horizontal, vertical)."""
    here = theme.current()
    if here not in _heard:
        _heard.add(here)
        here.changed.connect(_apply_all)
    spacing_of_it = _spacings[layout] = _Spacing(margins, spacing)
    spacing_of_it.apply(layout)
    return layout


class ScrollBody(QWidget):
    """The content of a scroll area whose height follows from its width.

    Qt adds up minimum heights as if every sentence had to break at each word; the layout's height for the real width is what counts.
    """

    def minimumSizeHint(self) -> QSize:
        """The least width; the height comes from the layout."""
        size = super().minimumSizeHint()
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            size.setHeight(0)
        return size
