"""What the window needs of a page. `whale_desktop.ui.pages.page.Page` satisfies it; so do the window's own pages."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

from whale_desktop.screens import Screen
from whale_desktop.ui.services import Services


@runtime_checkable
class PagePort(Protocol):
    """A widget of the work area.

    It may also have `title_changed` and `dirty_changed` (signals), `regions()` (its parts for F6, in reading order),
    `run_action(name)` (does what the button of a page action does) and `part(name)` (what a tip stands beside).
    """

    def retranslate(self) -> None:
        """Say everything again in the language of the moment."""
        ...

    def refresh(self) -> None:
        """Ask the services again."""
        ...

    def title(self) -> str:
        """What the tab says."""
        ...

    def is_dirty(self) -> bool:
        """Whether something was typed here that is not sent yet."""
        ...

    def focus_first(self) -> None:
        """Put the focus where work starts."""
        ...

    def open_with(self, where: Mapping[str, Any]) -> None:
        """Show what `where` describes."""
        ...


MakePage = Callable[[Screen, Services], QWidget]
"""Makes the page of a screen; the widget is a `PagePort`."""


def page_port(widget: QWidget) -> PagePort:
    """The widget as a page; a widget that is none is a mistake of ours."""
    assert isinstance(widget, PagePort), widget
    return widget
