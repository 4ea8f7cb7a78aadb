"""The bar above the table: counted tabs, what can be done with the selection, export, columns and the one primary button."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from whale_desktop.kernel.texts import C_, Text
from whale_desktop.screens import Action, ListScreen
from whale_desktop.ui import theme
from whale_desktop.ui.components import Button, Divider, Label, Segment, SegmentTab
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.wording import COLUMN_SETTINGS, EXPORT, PRINT

SELECTED = C_("list", "{count} selected")
CLEAR_SELECTION = C_("list", "Clear selection")
SELECT_ALL = C_("list", "Select all {count}")
TOO_MANY = C_("list", "Actions work on at most {most} rows; narrow the filter")

_ICONS = {"new": "ph.plus", "edit": "ph.pencil-simple", "delete": "ph.trash", "review": "ph.checks", "import": "ph.upload-simple"}


@dataclass(frozen=True)
class ActionButton:
    """A button with the action that it does."""

    action: Action
    button: Button


class Toolbar(QFrame):
    """Everything between the filter and the table."""

    tab_wanted = Signal(str)
    clear_wanted = Signal()
    select_all_wanted = Signal()
    export_wanted = Signal()
    print_wanted = Signal()
    columns_wanted = Signal()

    def __init__(
        self, screen: ListScreen, services: Services, act: Callable[[Action], object], *, exports: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._screen = screen
        self._services = services
        self._act = act
        self._selected = 0
        self._counts: Mapping[str, int] = {}
        self.segment = Segment()
        self.rule = Divider(vertical=True, length=16)
        self.selected = Label()
        self.clear = Button(kind="link")
        self.select_all = Button(kind="link")
        self.batch_host = QWidget()
        self.batch_layout = QHBoxLayout(self.batch_host)
        self.batch_layout.setContentsMargins(0, 0, 0, 0)
        self.batch_layout.setSpacing(8)
        self.export = Button(icon="ph.export")
        self.print = Button(icon="ph.printer")
        self.columns = Button(icon="ph.columns")
        self.batch_buttons: list[ActionButton] = []
        self.page_buttons = [self._page_button(action) for action in self._page_actions()]
        self._build()
        # Only now: shown without a parent they would be windows of their own.
        self.segment.setVisible(bool(screen.tabs))
        self.export.setVisible(exports)
        self.print.setVisible(screen.prints and exports)
        self.segment.selected.connect(self.tab_wanted)
        self.clear.clicked.connect(self.clear_wanted)
        self.select_all.clicked.connect(self.select_all_wanted)
        self.export.clicked.connect(self.export_wanted)
        self.print.clicked.connect(self.print_wanted)
        self.columns.clicked.connect(self.columns_wanted)
        theme.current().changed.connect(self._dress)
        theme.current().bars_changed.connect(self._dress)
        self._dress()
        self.retranslate()
        self.show_selection(0, [], whole="")

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Numbers on the tabs; a tab without one shows none."""
        self._counts = counts
        self._fit()

    def show_tab(self, tab: str) -> None:
        """Which tab is on."""
        if self._screen.tabs:
            self.segment.set_current(tab)

    def show_selection(self, count: int, actions: Sequence[Action], *, whole: str, note: str = "") -> None:
        """What is ticked and what can be done with it. whole: words of the offer to tick the whole filter, empty for none."""
        self._selected = count
        texts = self._services.texts
        self.selected.setText(f"{texts(SELECTED, count=f'{count:,}')}{'  ' + note if note else ''}" if count else "")
        for widget in (self.selected, self.clear, self.rule):
            widget.setVisible(bool(count))
        self.rule.setVisible(bool(count) and bool(self._screen.tabs))
        self.select_all.setVisible(bool(whole))
        self.select_all.setText(whole)
        self._show_batch(actions)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words give way to icons when the room is short."""
        super().resizeEvent(event)
        self._fit()

    def retranslate(self) -> None:
        """All words in the present language."""
        texts = self._services.texts
        current = self.segment.current() if self._screen.tabs else ""
        self.segment.set_tabs([SegmentTab(tab.key, texts(tab.label)) for tab in self._screen.tabs])
        if self._screen.tabs:
            self.segment.set_current(current or self._screen.first_tab)
        self.show_counts(self._counts)
        self.clear.setText(texts(CLEAR_SELECTION))
        for button, words, key in self._tools():
            button.setToolTip(f"{texts(words)}  {key}".strip())
            button.setAccessibleName(texts(words))
        for one in (*self.page_buttons, *self.batch_buttons):
            one.button.setText(texts(one.action.label))
            one.button.setAccessibleName(texts(one.action.label))
        self._fit()

    def _tools(self) -> tuple[tuple[Button, Text, str], ...]:
        return (
            (self.export, EXPORT, "Ctrl+E"),
            (self.print, PRINT, ""),
            (self.columns, COLUMN_SETTINGS, "Ctrl+Shift+L"),
        )

    def _fit(self) -> None:
        """First the tools lose their words, then the actions of the page but for the primary one, then the tabs their numbers."""
        texts = self._services.texts
        layout = self.layout()
        if layout is None:
            return
        for tools, actions, counts in ((True, True, True), (False, True, True), (False, False, True), (False, False, False)):
            self.segment.set_counts({tab.key: self._counts.get(tab.key) if counts else None for tab in self._screen.tabs})
            for button, words, _key in self._tools():
                button.setText(texts(words) if tools else "")
            for one in self.page_buttons:
                whole = actions or one.action.main or not icon_of(one.action)
                one.button.setText(texts(one.action.label) if whole else "")
                one.button.setToolTip("" if whole else texts(one.action.label))
            layout.invalidate()
            if layout.sizeHint().width() <= self.width():
                return

    def _page_actions(self) -> list[Action]:
        """What the member may do on this page; the primary one last."""
        found = [
            action
            for action in self._screen.actions
            if "page" in action.places and (action.command is None or self._services.may(action.command))
        ]
        return sorted(found, key=lambda action: action.main)

    def _page_button(self, action: Action) -> ActionButton:
        key = (action.key or "Ctrl+N") if action.main else action.key
        icon = icon_of(action) or ("ph.plus" if action.main else "")
        button = Button(kind="primary" if action.main else "default", icon=icon, key=key)
        button.clicked.connect(lambda: self._act(action))
        return ActionButton(action, button)

    def _show_batch(self, actions: Sequence[Action]) -> None:
        if [one.action for one in self.batch_buttons] == list(actions):
            return
        for one in self.batch_buttons:
            self.batch_layout.removeWidget(one.button)
            one.button.hide()
            one.button.deleteLater()
        self.batch_buttons = []
        for action in actions:
            button = Button(self._services.texts(action.label), icon=icon_of(action), key=action.key)
            button.clicked.connect(lambda _=False, one=action: self._act(one))
            self.batch_layout.addWidget(button)
            # Shown at once, not with the next event: the bar measures itself right after.
            button.show()
            self.batch_buttons.append(ActionButton(action, button))

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setSpacing(8)
        for widget in (self.segment, self.rule, self.selected, self.clear, self.select_all, self.batch_host):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self.export, self.print, self.columns):
            row.addWidget(widget)
        for one in self.page_buttons:
            row.addWidget(one.button)

    def _dress(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(4))
        self.setMinimumHeight(theme.current().bar("toolbar"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)


def icon_of(action: Action) -> str:
    """The icon of an action: its own, else the usual one of its name."""
    return action.icon or _ICONS.get(action.name, "")
