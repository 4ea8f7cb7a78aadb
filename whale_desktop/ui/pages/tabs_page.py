"""Several lists under one menu entry: one head, a segment of tabs, the lists behind it. A tab without its right is not there."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QWidget

from whale_desktop.screens import TabsScreen
from whale_desktop.ui import theme
from whale_desktop.ui.components import Segment, SegmentTab
from whale_desktop.ui.lists.filter_form import filter_names
from whale_desktop.ui.lists.list_page import ListPage
from whale_desktop.ui.pages.page import Page, PageHead, column_of
from whale_desktop.ui.pages.ports import Services


class TabsPage(Page):
    """The page of a `TabsScreen`. A list is made, and asks, when its tab is first shown."""

    spec: TabsScreen

    def __init__(self, screen: TabsScreen, services: Services) -> None:
        super().__init__(screen, services)
        self.spec = screen
        self.head = PageHead(screen, services, self)
        self.screens = tuple(one for one in screen.tabs if services.may(one.query))
        self._made: dict[str, ListPage] = {}
        self.segment = Segment()
        self.stack = QStackedWidget()
        self.bar = QFrame()
        row = QHBoxLayout(self.bar)
        row.addWidget(self.segment)
        row.addStretch(1)
        column = column_of(self, self.head, self.bar)
        column.addWidget(self.stack, 1)
        self.segment.selected.connect(self._choose)
        self.head.reload_wanted.connect(self.refresh)
        theme.current().changed.connect(self._dress)
        self._dress()
        if self.screens:
            self.stack.setCurrentWidget(self.list_of(self.screens[0].key))
        self._label()

    @property
    def lists(self) -> tuple[ListPage, ...]:
        """The lists that were shown so far, in the order of the tabs."""
        return tuple(self._made[one.key] for one in self.screens if one.key in self._made)

    def list_of(self, key: str) -> ListPage:
        """The list of a tab, made when it is not there yet."""
        if key not in self._made:
            screen = next(one for one in self.screens if one.key == key)
            made = self._made[key] = ListPage(screen, self.services, embedded=True)
            made.source.arrived.connect(self.head.answered)
            self.stack.addWidget(made)
        return self._made[key]

    def retranslate(self) -> None:
        """Head, tabs and the list that is shown; the others when they are."""
        super().retranslate()
        self.head.retranslate()
        self._label()
        current = self.current()
        if current is not None:
            current.retranslate()

    def current(self) -> ListPage | None:
        """The list that is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, ListPage) else None

    def regions(self) -> tuple[QWidget, ...]:
        """The tabs, then the parts of the shown list."""
        current = self.current()
        return (self.bar, *(current.regions() if current is not None else ()))

    def part(self, name: str) -> QWidget | None:
        """A part of its own, else of the shown list."""
        current = self.current()
        return super().part(name) or (current.part(name) if current is not None else None)

    def run_action(self, name: str) -> None:
        """Do what the button of a page action of the shown list does."""
        current = self.current()
        if current is not None:
            current.run_action(name)

    def refresh(self) -> None:
        """Ask for the shown list again."""
        current = self.current()
        if current is not None:
            current.refresh()

    def focus_first(self) -> None:
        """Where work starts in the shown list."""
        current = self.current()
        if current is not None:
            current.focus_first()

    def open_with(self, where: Mapping[str, Any]) -> None:
        """Show the first list that has all these filters. `list` names one by its key."""
        conditions = {name: value for name, value in where.items() if name != "list"}
        for one in self.screens:
            if where.get("list", one.key) == one.key and set(conditions) <= filter_names(one.filters) | {"tab"}:
                self._choose(one.key)
                self.list_of(one.key).open_with(conditions)
                return

    def _choose(self, key: str) -> None:
        chosen = self.list_of(key)
        self.segment.set_current(key)
        self.stack.setCurrentWidget(chosen)
        chosen.focus_first()

    def _label(self) -> None:
        texts = self.services.texts
        current = self.current()
        self.segment.set_tabs([SegmentTab(one.key, texts(one.title)) for one in self.screens])
        if current is not None:
            self.segment.set_current(current.spec.key)

    def _dress(self) -> None:
        layout = self.bar.layout()
        if layout is not None:
            layout.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(8))
            layout.setAlignment(Qt.AlignmentFlag.AlignVCenter)
