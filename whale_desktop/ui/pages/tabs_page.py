"""Several lists under one menu entry: one head, a segment of tabs, the lists behind it. A tab without its right is not there."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QWidget

from whale_desktop.screens import TabsScreen
from whale_desktop.ui import theme
from whale_desktop.ui.components import Segment, SegmentTab
from whale_desktop.ui.lists.list_page import ListPage
from whale_desktop.ui.pages.page import Page, PageHead, column_of
from whale_desktop.ui.pages.ports import Services


class TabsPage(Page):
    """The page of a `TabsScreen`. Each list asks when its tab is first shown."""

    spec: TabsScreen

    def __init__(self, screen: TabsScreen, services: Services) -> None:
        super().__init__(screen, services)
        self.spec = screen
        self.head = PageHead(screen, services, self)
        self.lists = [ListPage(one, services, embedded=True) for one in screen.tabs if services.may(one.query)]
        self.segment = Segment()
        self.stack = QStackedWidget()
        for one in self.lists:
            self.stack.addWidget(one)
            one.source.arrived.connect(self.head.answered)
        self.bar = QFrame()
        self.bar.setProperty("line", "bottom")
        row = QHBoxLayout(self.bar)
        row.addWidget(self.segment)
        row.addStretch(1)
        column = column_of(self, self.head, self.bar)
        column.addWidget(self.stack, 1)
        self.segment.selected.connect(self._choose)
        self.head.reload_wanted.connect(self.refresh)
        theme.current().changed.connect(self._dress)
        self._dress()
        self._label()

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
        for one in self.lists:
            if where.get("list", one.spec.key) == one.spec.key and set(conditions) <= one.filter.names() | {"tab"}:
                self._choose(one.spec.key)
                one.open_with(conditions)
                return

    def _choose(self, key: str) -> None:
        for one in self.lists:
            if one.spec.key == key:
                self.segment.set_current(key)
                self.stack.setCurrentWidget(one)
                one.focus_first()

    def _label(self) -> None:
        texts = self.services.texts
        current = self.current()
        self.segment.set_tabs([SegmentTab(one.spec.key, texts(one.spec.title)) for one in self.lists])
        if current is not None:
            self.segment.set_current(current.spec.key)

    def _dress(self) -> None:
        layout = self.bar.layout()
        if layout is not None:
            layout.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(8))
            layout.setAlignment(Qt.AlignmentFlag.AlignVCenter)
