"""The details of a page: those of the current row in the drawer, and those that were kept beside it (a lab feature).

Kept ones stand left of the drawer, the newest beside it, and inside the page: what covers the page, the lock screen too, covers them
(`docs/rules/platform.md` 6.5).
"""

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Action, Column, ListScreen
from whale_desktop.ui.lists import row_actions
from whale_desktop.ui.lists.detail import KEEP_KEY, DetailPane
from whale_desktop.ui.lists.selection import Selection
from whale_desktop.ui.lists.source import RowSource
from whale_desktop.ui.pages.ports import Services

NO_ROOM = C_("lab", "There is no room for more details; close one first")


class HasDetails(Protocol):
    """What is needed of a page."""

    spec: ListScreen
    services: Services
    container: QWidget
    source: RowSource
    selection: Selection
    runner: Any

    def _follow(self, column: Column, row: Any) -> None: ...

    def bind(self, key: str, action: Any) -> Any:
        """Bind a key within the page."""
        ...


class KeptDetails(QObject):
    """Keeps drawer and kept details true to the list, and does what their feet offer."""

    def __init__(self, page: HasDetails, drawer: DetailPane) -> None:
        super().__init__(drawer)
        self._page = page
        self._drawer = drawer
        self.panes: list[DetailPane] = []
        """The oldest first, which stands leftmost."""
        drawer.setParent(page.container)
        drawer.acted.connect(lambda action: self._act(action, drawer))
        drawer.keep_wanted.connect(self.keep)
        drawer.installEventFilter(self)
        page.container.installEventFilter(self)
        page.bind(KEEP_KEY, drawer.keep)

    def keep(self) -> None:
        """Let the record of the drawer stay, and free the drawer for the next row."""
        page, row = self._page, self._drawer.row
        if row is None:
            return
        if (len(self.panes) + 2) * self._drawer.width() > page.container.width():
            page.services.toasts.warning(page.services.texts(NO_ROOM))
            return
        pane = DetailPane(page.spec, page.services, follow=page._follow, keeps=False)
        pane.acted.connect(lambda action: self._act(action, pane))
        pane.closed.connect(lambda: self._drop(pane))
        self.panes.append(pane)
        self._drawer.close_drawer()
        pane.show_row(row, self._actions(row), page.container)
        self._arrange()

    def close_last(self) -> bool:
        """Close the one that was kept last; false when there is none."""
        if self.panes:
            self.panes[-1].close_drawer()
            return True
        return False

    def refresh(self) -> None:
        """The list was asked again: a row that is shown may have changed its state, and with it its actions."""
        for pane in (self._drawer, *self.panes):
            shown = pane.row
            fresh = next((row for row in self._page.source.rows if self._key(row) == self._key(shown)), None) if shown else None
            if fresh is not None and fresh != shown:
                pane.refresh(fresh, self._actions(fresh))
            elif shown is not None and pane is not self._drawer:
                pane.ask()

    def retranslate(self) -> None:
        """Everything in the language of the moment."""
        for pane in self.panes:
            pane.retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The drawer came or went, or there is another width: the kept ones stand beside what is there."""
        moved = event.type() is QEvent.Type.Resize and watched is self._page.container
        if self.panes and (moved or event.type() in (QEvent.Type.Show, QEvent.Type.Hide)):
            self._arrange()
        return False

    def _act(self, action: Action, pane: DetailPane) -> None:
        if pane.row is not None:
            self._page.runner.run(action, row=pane.row)

    def _actions(self, row: Any) -> Sequence[Action]:
        return row_actions.of_row(self._page.spec, row, self._page.services)

    def _key(self, row: Any) -> Any:
        return self._page.selection.key(row)

    def _drop(self, pane: DetailPane) -> None:
        if pane in self.panes:
            self.panes.remove(pane)
            pane.deleteLater()
            self._arrange()

    def _arrange(self) -> None:
        inset = 0 if self._drawer.isHidden() else self._drawer.width()
        for pane in reversed(self.panes):
            pane.set_inset(inset)
            inset += pane.width()
