"""A list screen: head, cards, filter, toolbar, table, foot and drawer put together, and what happens between them."""

import itertools
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Action, Column, ListScreen
from whale_desktop.ui.components import Note
from whale_desktop.ui.lists import cells as cell_names
from whale_desktop.ui.lists import row_actions, where
from whale_desktop.ui.lists.card_strip import CardStripView
from whale_desktop.ui.lists.clipboard import copy_cells, copy_row
from whale_desktop.ui.lists.column_dialog import edit_columns
from whale_desktop.ui.lists.detail import DetailPane
from whale_desktop.ui.lists.filter_chips import FilterChips, save_filter
from whale_desktop.ui.lists.filter_form import FilterForm
from whale_desktop.ui.lists.foot import Foot
from whale_desktop.ui.lists.kept_details import KeptDetails
from whale_desktop.ui.lists.layout import ListLayout, restored
from whale_desktop.ui.lists.row_menu import menu_of_row, menu_of_the_rest, pop_up
from whale_desktop.ui.lists.saved_filters import SavedFilter, SavedFilters
from whale_desktop.ui.lists.selection import MOST_SELECTED, Selection, sums_of
from whale_desktop.ui.lists.source import RowSource
from whale_desktop.ui.lists.states import States
from whale_desktop.ui.lists.table_area import TableArea
from whale_desktop.ui.lists.toolbar import SELECT_ALL, TOO_MANY, Toolbar
from whale_desktop.ui.pages.actions import ActionRunner
from whale_desktop.ui.pages.alive import is_alive
from whale_desktop.ui.pages.page import Page, PageHead, column_of, menu_icon
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence
from whale_desktop.ui.pages.wording import RETRY

SHOWN_FROM = C_("list", "Showing data of {time}. {reason}")


class ListPage(Page):
    """The page of a `ListScreen`. embedded: it lives in a tab of another page, which has the head."""

    spec: ListScreen

    def __init__(self, screen: ListScreen, services: Services, *, embedded: bool = False) -> None:
        super().__init__(screen, services)
        self.spec = screen
        self._embedded = embedded
        self._started = False
        self._keep = False
        self._jump_to_end = False
        self.source = RowSource(screen, services, self)
        self.selection = Selection(screen.row_key, self._selection_changed)
        self.saved = SavedFilters(screen.key, services.preferences)
        self.runner = ActionRunner(self, services, menu=screen.menu)
        self.layout_now: ListLayout = restored(screen, services.preferences.get(self._preference("layout")))
        self._build()
        self._connect()
        self._bind()

    # ------------------------------------------------------------------------------------------------------------ page

    def start(self) -> None:
        """The first question: with the member's default filter, else as shipped. Does nothing the second time."""
        if self._started:
            return
        self._started = True
        self.filter.start()
        if self.strip is not None:
            self.strip.start()
        chosen = self.saved.default()
        initial = where.shipped(self.spec, self.services.clock.now())
        self.filter.set_initial(initial)
        self.filter.take(where.typed(self.spec.query, chosen.values) if chosen else initial)
        self.source.paging.size = self.layout_now.page_size
        self._query()

    def refresh(self) -> None:
        """Ask for the present page again, keeping ticks, current row and scroll; count again too."""
        if not self._started:
            self.start()
            return
        self._keep = True
        self.source.forget_totals()
        self.source.ask_again()
        if self.strip is not None:
            self.strip.ask()

    def open_with(self, where_values: Mapping[str, Any]) -> None:
        """Show what the conditions describe: other conditions are dropped, the tab is 全部 where there is one."""
        unknown = set(where_values) - self.filter.names() - {"tab"}
        assert not unknown, f"{self.spec.key} has no filter {sorted(unknown)}"
        if not self._started:
            self._started = True
            self.filter.start()
            self.filter.set_initial(where.shipped(self.spec, self.services.clock.now()))
            self.source.paging.size = self.layout_now.page_size
            if self.strip is not None:
                self.strip.start()
        tabs = [tab.key for tab in self.spec.tabs]
        tab = where_values.get("tab", "" if "" in tabs else self.source.tab)
        self.source.tab = tab
        self.toolbar.show_tab(tab)
        self.filter.take(where.typed(self.spec.query, where_values))
        self._query()

    def focus_first(self) -> None:
        """The table when it has rows, else the first filter field."""
        self._wants_focus = not self.source.loaded
        if not self.source.loaded:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self.area.model.rows:
            self.area.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.spec.filters:
            self.filter.focus_first()
        else:
            self.area.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def regions(self) -> tuple[QWidget, ...]:
        """Filter, toolbar, table, foot."""
        return (self.filter, self.toolbar, self.area.table, self.foot)

    def run_action(self, name: str) -> None:
        """Do what the button of a page action does."""
        for action in row_actions.of_page(self.spec, self.services):
            if action.name == name:
                self.start()
                self.runner.run(action)

    def retranslate(self) -> None:
        """All words in the present language; widths, ticks and scroll stay."""
        super().retranslate()
        for part in (self.head, self.filter, self.toolbar, self.area, self.foot, self.states, self.drawer, self.kept, self.strip):
            if part is not None:
                part.retranslate()
        self.chips.draw()
        self._say_selection()
        if self.states.state == "empty":
            self._show_empty()

    def showEvent(self, event: Any) -> None:
        """The first showing asks."""
        super().showEvent(event)
        self.start()

    # ----------------------------------------------------------------------------------------------------------- build

    def _build(self) -> None:
        screen, services = self.spec, self.services
        batch = any("batch" in one.places for one in screen.actions)
        exports = screen.exports and services.export_command is not None and services.may_export(screen.query)
        row_words = any("row" in one.places for one in screen.actions) or screen.detail is not None
        self.exports = exports
        self.head = None if self._embedded else PageHead(screen, services, self)
        self.strip = CardStripView(screen.cards, services, menu=screen.menu, parent=self) if screen.cards else None
        self.filter = FilterForm(screen.filters, services, parent=self)
        self.filter.set_folded(services.preferences.get(self._preference("folded")))
        self.chips = FilterChips(self.saved, services, self.filter)
        self.filter.layout().insertWidget(0, self.chips)  # type: ignore[union-attr]  # the form has a layout
        self.filter.setVisible(bool(screen.filters))
        self.toolbar = Toolbar(screen, services, self.runner.run_action, exports=exports, parent=self)
        self.container = QWidget(self)
        self.area = TableArea(screen, services, self.selection, ticks=batch or exports, actions=row_words, parent=self.container)
        self.area.set_layout(self.layout_now)
        self.note = Note("", kind="error")
        self.note.hide()
        self.note_host = QWidget(self.container)
        note_box = QVBoxLayout(self.note_host)
        note_box.setContentsMargins(16, 4, 16, 4)
        note_box.addWidget(self.note)
        self.note_host.hide()
        self.states = States(self.area, services, icon=menu_icon(screen.menu), parent=self.container)
        self.foot = Foot(services, screen.columns, self)
        inner = column_of(self.container, self.note_host, self.states)
        inner.setStretchFactor(self.states, 1)
        self.drawer = DetailPane(screen, services, follow=self._follow) if screen.detail is not None else None
        self.kept = KeptDetails(self, self.drawer) if self.drawer is not None else None
        parts = [self.head, self.strip, self.filter, self.toolbar]
        column = column_of(self, *[one for one in parts if one is not None])
        column.addWidget(self.container, 1)
        column.addWidget(self.foot)
        order = (self.filter, self.toolbar, self.area.table, self.foot)
        for first, second in itertools.pairwise(order):
            self.setTabOrder(first, second)

    def _connect(self) -> None:
        source, area = self.source, self.area
        source.started.connect(lambda: area.loading.set_loading(True))
        source.arrived.connect(self._arrived)
        source.failed.connect(self._failed)
        source.totals_arrived.connect(self._totals_arrived)
        source.changed_elsewhere.connect(self._hear_change)
        self.filter.queried.connect(self._query)
        self.filter.save_wanted.connect(self._save_filter)
        self.filter.fold_turned.connect(lambda folded: self.services.preferences.set(self._preference("folded"), folded))
        self.chips.chosen.connect(self._apply_saved)
        self.toolbar.tab_wanted.connect(self._choose_tab)
        self.toolbar.clear_wanted.connect(self.selection.clear)
        self.toolbar.select_all_wanted.connect(self._select_whole_filter)
        self.toolbar.export_wanted.connect(self.export)
        self.toolbar.print_wanted.connect(lambda: self.export("pdf"))
        self.toolbar.columns_wanted.connect(self.edit_columns)
        self.foot.page_wanted.connect(self._go_to)
        self.foot.size_wanted.connect(self._set_size)
        area.opened.connect(self.open_row)
        area.linked.connect(self._follow)
        area.acted.connect(self._act_in_row)
        area.sorted.connect(self._sort)
        area.menu_wanted.connect(lambda row, at: pop_up(menu_of_row(self, row), at))
        area.layout_edited.connect(self._keep_layout)
        area.all_wanted.connect(self._select_whole_filter)
        self.states.retry_wanted.connect(self.refresh)
        self.states.reset_wanted.connect(self.filter.reset)
        self.states.new_wanted.connect(self._new)
        self.states.cancel_wanted.connect(self._stop)
        self.states.step_wanted.connect(self.services.open_screen)
        self.note.action_clicked.connect(self.refresh)
        if self.head is not None:
            self.head.reload_wanted.connect(self.refresh)
        if self.drawer is not None:
            self.drawer.previous_wanted.connect(lambda: self._walk(-1))
            self.drawer.next_wanted.connect(lambda: self._walk(1))
        self.toolbar.show_tab(self.source.tab)

    def _bind(self) -> None:
        """The keys of a list; those of its rows and cells are the table's."""
        keys: dict[str, Any] = {
            "F5": self.refresh,
            "Ctrl+F5": self.filter.reset,
            "Ctrl+F": self.filter.focus_first,
            "F3": self.filter.focus_first,
            "Ctrl+E": lambda: self.export() if self.exports else None,
            "Ctrl+Shift+L": self.edit_columns,
            "Alt+PgUp": lambda: self._go_to(self.source.paging.page - 1),
            "Alt+PgDown": lambda: self._go_to(self.source.paging.page + 1),
            "Ctrl+N": self._new,
            "F2": self._new,
            "Ctrl+Shift+C": lambda: copy_row(self.area.table, self.area.model),
        }
        for action in self.spec.actions:
            if action.key:
                keys[action.key] = lambda one=action: self._act_by_key(one)
        for key, act in keys.items():
            self.bind(key, act)
        self.bind("Ctrl+C", lambda: copy_cells(self.area.table, self.area.model), self.area.table)
        if self.drawer is not None:
            self.bind("Alt+Up", lambda: self._walk(-1), self.area.table)
            self.bind("Alt+Down", lambda: self._walk(1), self.area.table)

    # ------------------------------------------------------------------------------------------------- asking, answers

    def _query(self) -> None:
        """The filter was asked: page 1, nothing ticked."""
        self.selection.clear()
        self._keep = False
        if not self.source.loaded:
            self.states.show_loading()
        self.source.restart(self.filter.asked())

    def _choose_tab(self, tab: str) -> None:
        self.selection.clear()
        self._keep = False
        self.source.choose_tab(tab)

    def _sort(self, column: str, descending: bool) -> None:
        self._keep = False
        self.area.show_sort(column, descending=descending)
        self.source.order_by(column, descending=descending)

    def _go_to(self, page: int) -> None:
        paging = self.source.paging
        if page < 1 or (page == paging.page + 1 and not paging.has_next):
            return
        self._keep = False
        self.source.go_to(page)

    def _set_size(self, size: int) -> None:
        self._keep = False
        self.source.paging.size = size
        self._keep_layout(ListLayout(self.layout_now.columns, self.layout_now.density, size))
        self.source.restart()

    def _hear_change(self) -> None:
        self._keep = True
        self.changed_elsewhere()
        if self.drawer is not None and self.drawer.row is not None:
            self.drawer.ask()

    def _stop(self) -> None:
        self.source.stop()
        self.area.loading.set_loading(False)
        if not self.source.loaded:
            self.states.show_stopped()

    def _arrived(self) -> None:
        rows = self.source.rows
        self.area.loading.set_loading(False)
        self.note_host.hide()
        self._asked_at = hong_kong(self.services.clock.now()).strftime("%H:%M:%S")
        if self.head is not None:
            self.head.answered()
        self.area.show_rows(rows, keep=self._keep)
        self._keep = True
        self.selection.refresh(rows)
        self.foot.show_page(self.source.paging, len(rows))
        if rows:
            self.states.show_rows()
        else:
            self._show_empty()
        if self.kept is not None:
            self.kept.refresh()
        self._say_selection()
        self.focus_when_arrived()

    def _failed(self, error: CodedError) -> None:
        """Keep the rows and say since when; without rows the whole page says it."""
        self.area.loading.set_loading(False)
        if not self.source.loaded or error.code == "auth.no_permission":
            self.states.show_error(error)
            return
        texts = self.services.texts
        reason = error_sentence(self.services, error)
        time = self.head.time if self.head is not None else ""
        self.note.set_text(texts(SHOWN_FROM, time=time[:5], reason=reason) if time else reason)
        self.note.set_action(f"{texts(RETRY)}  F5")
        self.note.show()
        self.note_host.show()

    def _totals_arrived(self) -> None:
        totals = self.source.totals
        self.foot.show_totals(totals)
        if totals is not None:
            self.toolbar.show_counts(totals.tabs)
        self._say_selection()

    def _show_empty(self) -> None:
        narrowed = self.filter.is_narrowed() and self.filter.asked() != where.shipped(self.spec, self.services.clock.now())
        empty = self.spec.empty
        main = row_actions.main_of_page(self.spec, self.services)
        if narrowed:
            self.states.show_empty("nothing-found", empty)
        elif empty is not None and empty.waiting:
            self.states.show_empty("nothing-waiting", empty, time=self._asked_at)
        elif self.source.tab and self.spec.tabs:
            tab = next(one.label for one in self.spec.tabs if one.key == self.source.tab)
            self.states.show_empty("nothing-waiting", None, time=self._asked_at, tab=self.services.texts(tab))
        else:
            self.states.show_empty("nothing-yet", empty, new_label=self.services.texts(main.label) if main else "")

    # ---------------------------------------------------------------------------------------------------------- ticks

    def _selection_changed(self) -> None:
        """Ticks were turned."""
        self.area.show_ticks()
        self._say_selection()

    def _say_selection(self) -> None:
        """Say what is ticked, what it adds up to and what can be done with all of it."""
        texts, chosen = self.services.texts, self.selection
        rows = chosen.rows()
        totals = self.source.totals
        count = totals.count if totals else 0
        offer = ""
        if not chosen.whole_filter and self.area.page_check() == 2 and count > len(rows) == len(self.area.model.rows):
            offer = texts(SELECT_ALL, count=f"{count:,}")
        note = texts(TOO_MANY, most=f"{MOST_SELECTED:,}") if chosen.whole_filter else ""
        actions = row_actions.of_selection(self.spec, rows, self.services)
        self.toolbar.show_selection(len(chosen), actions, whole=offer, note=note)
        self.foot.show_selection(len(chosen), None if chosen.whole_filter else sums_of(rows, self.spec.columns))

    def _select_whole_filter(self) -> None:
        """Tick every row of the filter: fetched by pages while batch actions could use them, else only meant."""
        totals = self.source.totals
        if totals is None or totals.count <= len(self.area.model.rows):
            return
        if totals.count > MOST_SELECTED:
            self.selection.choose_whole_filter(totals.count)
            return
        self.services.runtime.start_latest(self._tick_whole_filter(), self, "tick-all")

    async def _tick_whole_filter(self) -> None:
        self.area.loading.set_loading(True)
        try:
            rows = await self.source.all_rows(MOST_SELECTED, lambda _count: None)
        finally:
            if is_alive(self):
                self.area.loading.set_loading(False)
        self.selection.set_rows(rows, True)

    # -------------------------------------------------------------------------------------------------- rows, actions

    def open_row(self, row: Any) -> None:
        """Show a row of this page in the drawer; a list without details does nothing."""
        if self.drawer is not None:
            self.area.choose(row)
            self.drawer.show_row(row, row_actions.of_row(self.spec, row, self.services), self.container)

    def _walk(self, by: int) -> None:
        row = self.area.move_current(by)
        if row is not None and self.drawer is not None and self.drawer.row is not None:
            self.drawer.show_row(row, row_actions.of_row(self.spec, row, self.services), self.container)

    def _follow(self, column: Column, row: Any) -> None:
        link = column.link
        if link is not None:
            self.services.open_screen(link.screen, {name: getattr(row, own) for name, own in link.where.items()})

    def _act_in_row(self, name: str, row: Any, at: QPoint) -> None:
        if name == cell_names.DETAIL:
            self.open_row(row)
        elif name == cell_names.MORE_MENU:
            pop_up(menu_of_the_rest(self, row), at)
        else:
            self.runner.run(next(one for one in self.spec.actions if one.name == name), row=row)

    def _act_by_key(self, action: Action) -> None:
        """A key acts on the selection when it may, else on the current row, else on the page."""
        rows, current = self.selection.rows(), self.area.current_row()
        if rows and action in row_actions.of_selection(self.spec, rows, self.services):
            self.runner.run(action, rows=rows)
        elif not rows and current is not None and action in row_actions.of_row(self.spec, current, self.services):
            self.runner.run(action, row=current)
        elif action in row_actions.of_page(self.spec, self.services):
            self.runner.run(action)

    def _new(self) -> None:
        if (main := row_actions.main_of_page(self.spec, self.services)) is not None:
            self.runner.run(main)

    async def fresh_row(self, row: Any) -> Any:
        """The newest state of a row of this page, asked for now; None when it is no longer here."""
        answer = await self.services.runtime.ask(self.source.query(self.source.paging.page), menu=self.spec.menu)
        self.refresh()
        key = self.selection.key(row)
        return next((one for one in answer.rows if self.selection.key(one) == key), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the drawer, then drops the selection, one a press."""
        if event.key() == Qt.Key.Key_Escape:
            if self.drawer is not None and self.drawer.row is not None:
                self.drawer.close_drawer()
                return
            if self.kept is not None and self.kept.close_last():
                return
            if len(self.selection):
                self.selection.clear()
                return
        super().keyPressEvent(event)

    # ------------------------------------------------------------------------------------------- layout, filter, export

    def edit_columns(self) -> None:
        """Open the dialog 自定義列表."""
        self.services.runtime.start(self._edit_columns(), self)

    async def _edit_columns(self) -> None:
        hidden = self.area.hidden_for_width()
        layout = await edit_columns(self.spec, self.services, self.layout_now, hidden=hidden, over=self)
        if layout is not None:
            self._keep_layout(layout)
            self.area.set_layout(layout)

    def _keep_layout(self, layout: ListLayout) -> None:
        self.layout_now = layout
        self.services.preferences.set(self._preference("layout"), layout.as_json())

    def _save_filter(self) -> None:
        self.services.runtime.start(self._save_filter_now(), self)

    async def _save_filter_now(self) -> None:
        if await save_filter(where.as_json(self.filter.values()), self.saved, self.services, over=self):
            self.chips.draw()

    def _apply_saved(self, saved: SavedFilter) -> None:
        self.filter.take(where.typed(self.spec.query, saved.values))
        self._query()

    def export(self, file_format: str = "xlsx") -> None:
        """Open the export dialog for the selection, or for the whole filter when nothing is ticked."""
        from whale_desktop.ui.pages.exporting import export_list

        self.services.runtime.start(export_list(self, "pdf" if file_format == "pdf" else "xlsx"), self)

    def _preference(self, name: str) -> str:
        return f"list:{self.spec.key}:{name}"
