"""Layout gaps in design pixels that follow the user's scale. Gaps live in layouts because a style sheet knows none."""

from typing import TypeVar

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QGridLayout, QLayout, QWidget

from whale_desktop.ui import theme

LayoutT = TypeVar("LayoutT", bound=QLayout)
Margins = tuple[int, int, int, int]


class _Spacing(QObject):
    """Holds the design numbers of one layout and applies them again when the scale changes."""

    def __init__(self, layout: QLayout, margins: Margins, spacing: int | tuple[int, int]) -> None:
        super().__init__(layout)
        self._layout = layout
        self._margins = margins
        self._spacing = spacing
        self._apply()
        theme.current().changed.connect(self._apply)

    def _apply(self) -> None:
        left, top, right, bottom = (theme.px(length) for length in self._margins)
        self._layout.setContentsMargins(left, top, right, bottom)
        if isinstance(self._spacing, tuple) and isinstance(self._layout, QGridLayout):
            self._layout.setHorizontalSpacing(theme.px(self._spacing[0]))
            self._layout.setVerticalSpacing(theme.px(self._spacing[1]))
        elif isinstance(self._spacing, int):
            self._layout.setSpacing(theme.px(self._spacing))


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
    _Spacing(layout, margins, spacing)
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
