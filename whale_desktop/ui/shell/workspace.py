"""The work area: tabs and their pages. The same screen opens once; pages of restored tabs are made when they are first looked at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from whale_desktop.messages import Message
from whale_desktop.screens import CustomScreen, Screen, all_screens, menu_entries, menu_path
from whale_desktop.screens.screen import TabsScreen
from whale_desktop.ui import theme
from whale_desktop.ui.components import IconButton
from whale_desktop.ui.components.confirm import ConfirmDialog
from whale_desktop.ui.components.dialog import open_dialog
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.runtime import Runtime, ui_task
from whale_desktop.ui.services import Services, messages_of
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.menu_model import HOME
from whale_desktop.ui.shell.no_permission import NoPermissionPage
from whale_desktop.ui.shell.page_port import MakePage, page_port
from whale_desktop.ui.shell.tab_bar import WorkspaceTabBar

TABS = "shell:tabs"
MOST_TABS = 20


@dataclass
class OpenTab:
    """One tab. `page` is None until it is looked at for the first time; `where` is what it opens with."""

    key: str
    screen: Screen | None
    page: QWidget | None = None
    where: dict[str, Any] = field(default_factory=dict)
    rights: frozenset[type[Message]] = frozenset()

    @property
    def menu(self) -> str:
        """The menu key of its screen, `home` for the home page."""
        return self.screen.menu if self.screen is not None else HOME


class Workspace(QWidget):
    """Tabs above, the page below. `shown` carries the menu key of the page that is looked at."""

    shown = Signal(str)
    title_changed = Signal()
    opening = Signal()
    """A screen is about to be opened, or come back to, by whatever way."""
    beside_wanted = Signal(object, object)
    """A screen that opens beside the page, and its filter or None."""

    def __init__(self, services: Services, make_page: MakePage, home: QWidget) -> None:
        super().__init__()
        self._services = services
        self._make_page = make_page
        self._closed: list[tuple[str, dict[str, Any]]] = []
        self.tabs: list[OpenTab] = [OpenTab(HOME, None, home)]
        self.bar = WorkspaceTabBar()
        self.list_button = IconButton("ph.caret-down")
        self.list_button.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(home)
        strip = QFrame()
        strip.setProperty("surface", "app")
        strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.strip = spaced(QHBoxLayout(strip))
        self.strip.addWidget(self.bar, 1)
        self.strip.addWidget(self.list_button)
        self._strip = strip
        column = spaced(QVBoxLayout(self))
        column.addWidget(strip)
        column.addWidget(self._stack, 1)
        self.bar.add(page_port(home).title())
        self.bar.currentChanged.connect(self._show)
        self.bar.moved.connect(self._follow_move)
        self.bar.close_wanted.connect(self.close_tab)
        self.bar.menu_wanted.connect(self._pop_menu)
        self.bar.crowded.connect(self.list_button.setVisible)
        self.list_button.clicked.connect(self._pop_list)
        services.texts.follow(self)
        self.retranslate()

    @property
    def pages_area(self) -> QWidget:
        """Where the pages are, without the tabs above."""
        return self._stack

    @property
    def runtime(self) -> Runtime:
        """The way to the services."""
        return self._services.runtime

    @property
    def area(self) -> QWidget:
        """Where the pages are, below the tabs."""
        return self._stack

    # ---------------------------------------------------------------------------------------------------------------- open

    def open(self, key: str, where: Mapping[str, Any] | None = None) -> QWidget | None:
        """Open a screen, or come back to it. `where` filters it; a list inside tabs opens the screen of the tabs.

        None when too many tabs are open, which a toast says, and for a screen that opens beside the page.
        """
        screen = None if key == HOME else screen_for(key)
        if isinstance(screen, CustomScreen) and screen.beside:
            self.beside_wanted.emit(screen, where)
            return None
        self.opening.emit()
        if screen is None:
            self.bar.setCurrentIndex(0)
            return self.tabs[0].page
        for index, tab in enumerate(self.tabs):
            if tab.key == screen.key:
                tab.where = dict(where or {})
                if tab.page is not None and where is not None:
                    page_port(tab.page).open_with(where)
                self.bar.setCurrentIndex(index)
                return tab.page
        if len(self.tabs) >= MOST_TABS:
            self._services.toasts.warning(self._services.texts(words.TOO_MANY_TABS))
            return None
        tab = OpenTab(screen.key, screen, where=dict(where or {}))
        self._append(tab)
        self.bar.setCurrentIndex(len(self.tabs) - 1)
        return tab.page

    def renew(self) -> None:
        """The member's rights changed: pages that may now offer something else are made anew, unless something is typed there."""
        dirty = self.unsaved()
        for tab in self.tabs[1:]:
            if tab.page is not None and tab not in dirty and tab.rights != self._rights(tab):
                self._stack.removeWidget(tab.page)
                tab.page.deleteLater()
                tab.page = None
        if self.current().page is None:
            self._show(self.bar.currentIndex())

    def _rights(self, tab: OpenTab) -> frozenset[type[Message]]:
        """What of its screen the member may ask and do."""
        return (
            frozenset(one for one in messages_of(tab.screen) if self._services.may(one))
            if tab.screen is not None
            else frozenset()
        )

    def _append(self, tab: OpenTab) -> None:
        self.tabs.append(tab)
        self.bar.add(self._title(tab))
        self._label(len(self.tabs) - 1)

    def _show(self, index: int) -> None:
        if not 0 <= index < len(self.tabs):
            return
        tab = self.tabs[index]
        if tab.page is None:
            self._fill(tab)
        if tab.page is None:
            return
        self._stack.setCurrentWidget(tab.page)
        self.shown.emit(tab.menu)
        self.title_changed.emit()
        self._keep()
        if not self.bar.hasFocus():
            page_port(tab.page).focus_first()

    def _fill(self, tab: OpenTab) -> None:
        """Make the page of a tab; a page that cannot be made closes its tab and is reported."""
        assert tab.screen is not None
        try:
            if self._services.may_open(tab.screen):
                page = self._make_page(tab.screen, self._services)
                if tab.where:
                    page_port(page).open_with(tab.where)
            else:
                page = NoPermissionPage(tab.screen, self._services)
        except Exception as error:  # a screen that cannot be drawn must not take the window with it
            self.runtime.report(error)
            self._remove(tab)
            return
        tab.page = page
        tab.rights = self._rights(tab)
        self._services.texts.follow(page)
        self._stack.addWidget(page)
        for name, slot in (("title_changed", self._page_changed), ("dirty_changed", self._page_changed)):
            signal = getattr(page, name, None)
            if signal is not None:
                signal.connect(slot)
        self._label(self.tabs.index(tab))

    # --------------------------------------------------------------------------------------------------------------- close

    @ui_task
    async def close_tab(self, index: int) -> None:
        """Close a tab; ask first when something there is not sent. Home stays."""
        if 0 < index < len(self.tabs):
            tab = self.tabs[index]
            if await self._agreed([tab]):
                self._remove(tab)

    @ui_task
    async def close_others(self, index: int) -> None:
        """Close all tabs but home and this one."""
        kept = self.tabs[index]
        others = [tab for tab in self.tabs[1:] if tab is not kept]
        if await self._agreed(others):
            for tab in others:
                self._remove(tab)

    @ui_task
    async def close_right(self, index: int) -> None:
        """Close the tabs at the right of this one."""
        right = self.tabs[max(index, 0) + 1 :]
        if await self._agreed(right):
            for tab in right:
                self._remove(tab)

    def close_current(self) -> None:
        """Close the tab that is looked at."""
        self.close_tab(self.bar.currentIndex())

    def reopen(self) -> None:
        """Open again what was closed last."""
        while self._closed:
            key, where = self._closed.pop()
            if not any(tab.key == key for tab in self.tabs):
                self.open(key, where)
                return

    async def may_leave(self) -> bool:
        """Whether every tab may be closed: nothing is unsaved, or the person agreed to drop it."""
        return await self._agreed(self.tabs[1:])

    def unsaved(self) -> list[OpenTab]:
        """The tabs with something typed and not sent."""
        return [tab for tab in self.tabs if tab.page is not None and page_port(tab.page).is_dirty()]

    async def _agreed(self, tabs: list[OpenTab]) -> bool:
        dirty = [tab for tab in tabs if tab in self.unsaved()]
        if not dirty:
            return True
        texts = self._services.texts
        if len(dirty) == 1:
            self.bar.setCurrentIndex(self.tabs.index(dirty[0]))
            question = texts(words.CLOSE_UNSAVED, title=self._title(dirty[0]))
        else:
            question = texts(words.CLOSE_ALL_UNSAVED, count=len(dirty))
        dialog = ConfirmDialog(
            question,
            detail=texts(words.CLOSE_UNSAVED_DETAIL),
            verb=texts(words.DISCARD),
            cancel=texts(words.CANCEL),
            danger=True,
            irreversible=True,
        )
        return bool(await open_dialog(dialog, over=self))

    def _remove(self, tab: OpenTab) -> None:
        if tab not in self.tabs:
            return
        index = self.tabs.index(tab)
        self._closed.append((tab.key, tab.where))
        del self.tabs[index]
        self.bar.removeTab(index)
        if tab.page is not None:
            self._stack.removeWidget(tab.page)
            tab.page.deleteLater()
        self._keep()

    # ---------------------------------------------------------------------------------------------------------------- move

    def step(self, by: int) -> None:
        """Look at the tab `by` places further, around the ends."""
        self.bar.setCurrentIndex((self.bar.currentIndex() + by) % len(self.tabs))

    def choose(self, place: int) -> None:
        """Look at the tab with this number, 1 for the first, 9 for the last."""
        index = len(self.tabs) - 1 if place == 9 else place - 1
        if 0 <= index < len(self.tabs):
            self.bar.setCurrentIndex(index)

    def current(self) -> OpenTab:
        """The tab that is looked at."""
        return self.tabs[self.bar.currentIndex()]

    def refresh(self) -> None:
        """Ask the services again for the page that is looked at."""
        page = self.current().page
        if page is not None:
            page_port(page).refresh()

    def run_action(self, screen: str, name: str) -> None:
        """Open a screen and do one of its page actions, as its button does."""
        page = self.open(screen)
        run = getattr(page, "run_action", None)
        if run is not None:
            run(name)

    def _follow_move(self, source: int, target: int) -> None:
        self.tabs.insert(target, self.tabs.pop(source))
        self._keep()

    # ---------------------------------------------------------------------------------------------------- restored tabs, words

    def restore(self) -> None:
        """Open the tabs that the member had open; those whose screen is gone are left out."""
        kept = self._services.preferences.get(TABS, {})
        known = {screen.key for screen in all_screens()}
        keys = [key for key in kept.get("open", []) if key in known] if isinstance(kept, dict) else []
        for key in keys[: MOST_TABS - 1]:
            if not any(tab.key == key for tab in self.tabs):
                self._append(OpenTab(key, screen_for(key)))
        current = kept.get("current", HOME) if isinstance(kept, dict) else HOME
        index = next((place for place, tab in enumerate(self.tabs) if tab.key == current), 0)
        self.bar.setCurrentIndex(index)
        self._show(index)

    def _keep(self) -> None:
        index = self.bar.currentIndex()
        current = self.tabs[index].key if 0 <= index < len(self.tabs) else HOME
        self._services.preferences.set(TABS, {"open": [tab.key for tab in self.tabs[1:]], "current": current})

    def retranslate(self) -> None:
        """Name every tab again."""
        self.bar.setAccessibleName(self._services.texts(words.OPEN_TABS))
        self.list_button.set_name(self._services.texts(words.OPEN_TABS))
        for index in range(len(self.tabs)):
            self._label(index)
        self.title_changed.emit()

    def title(self) -> str:
        """The name of the page that is looked at."""
        return self._title(self.current())

    def _title(self, tab: OpenTab) -> str:
        if tab.page is not None:
            return page_port(tab.page).title()
        assert tab.screen is not None
        return self._services.texts(tab.screen.title)

    def _label(self, index: int) -> None:
        texts = self._services.texts
        tab = self.tabs[index]
        title = self._title(tab)
        dirty = tab.page is not None and page_port(tab.page).is_dirty()
        spoken = texts(words.UNSAVED_TAB, title=title) if dirty else title
        self.bar.set_title(index, title, spoken, texts(words.CLOSE_TAB, title=title))
        cross = self.bar.cross(index)
        if cross is not None:
            cross.set_dirty(dirty)

    def _page_changed(self, *_: object) -> None:
        for index in range(len(self.tabs)):
            self._label(index)
        self.title_changed.emit()

    # --------------------------------------------------------------------------------------------------------------- menus

    def menu_of(self, index: int) -> QMenu:
        """The context menu of a tab."""
        texts = self._services.texts
        menu = QMenu(self)
        entries: list[tuple[str, Callable[[], object], bool]] = [
            (texts(words.CLOSE_THIS), lambda: self.close_tab(index), index > 0),
            (
                texts(words.CLOSE_OTHERS),
                lambda: self.close_others(index),
                len(self.tabs) > 2 or (index == 0 and len(self.tabs) > 1),
            ),
            (texts(words.CLOSE_RIGHT), lambda: self.close_right(index), index < len(self.tabs) - 1),
            (texts(words.COPY_PATH), lambda: self._copy_path(index), True),
        ]
        for label, act, possible in entries:
            action = menu.addAction(label)
            action.setEnabled(possible)
            action.triggered.connect(lambda _checked=False, wanted=act: wanted())
        return menu

    def _pop_menu(self, index: int, place: QPoint) -> None:
        menu = self.menu_of(index)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _pop_list(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for index, tab in enumerate(self.tabs):
            icon = menu_entries()[tab.menu].icon if tab.menu in menu_entries() else ""
            action = menu.addAction(self._title(tab))
            if icon:
                action.setIcon(theme.icon(icon))
            action.triggered.connect(lambda _checked=False, wanted=index: self.bar.setCurrentIndex(wanted))
        menu.popup(self.list_button.mapToGlobal(QPoint(0, self.list_button.height())))

    def _copy_path(self, index: int) -> None:
        texts = self._services.texts
        tab = self.tabs[index]
        path = path_of(tab.menu, texts.locale) or texts(words.HOME)
        QGuiApplication.clipboard().setText(path)
        self._services.toasts.success(texts(words.PATH_COPIED))

    def pages(self) -> Iterator[QWidget]:
        """Every page that was made."""
        return (tab.page for tab in self.tabs if tab.page is not None)


def screen_for(key: str) -> Screen:
    """The screen of a key; for a list inside tabs the screen of the tabs. Raises `KeyError`."""
    for screen in all_screens():
        if screen.key == key:
            return screen
    for screen in all_screens():
        if isinstance(screen, TabsScreen) and any(tab.key == key for tab in screen.tabs):
            return screen
    raise KeyError(key)


def path_of(menu: str, locale: str) -> str:
    """The documented path of a menu entry, empty for one that is not in the menu."""
    return " / ".join(entry.label(locale) for entry in menu_path(menu)) if menu in menu_entries() else ""
