"""What every page of the work area is: a widget that can be re-labelled, refreshed, filtered from outside and asked whether it is dirty."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Screen
from whale_desktop.screens.menu import is_top_bar, menu_entries, menu_path
from whale_desktop.ui import theme
from whale_desktop.ui.components import IconButton, Label
from whale_desktop.ui.pages.ports import Services

REFRESH = C_("page", "Refresh")
UPDATED_AT = C_("page", "Updated at {time}")
ADD_FAVOURITE = C_("page", "Add to favourites")
REMOVE_FAVOURITE = C_("page", "Remove from favourites")


class Page(QWidget):
    """Base of all pages. The shell knows nothing else of a screen."""

    title_changed = Signal()
    dirty_changed = Signal(bool)

    def __init__(self, screen: Screen, services: Services) -> None:
        super().__init__()
        self.spec = screen
        self.services = services
        self.setObjectName("page")
        self.setProperty("surface", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._locale = services.texts.locale
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._stale = False
        self._wants_focus = False

    def title(self) -> str:
        """What the tab says."""
        return self.services.texts(self.spec.title)

    def retranslate(self) -> None:
        """Say everything again in the present language. A hidden page may wait until it is shown."""
        self._locale = self.services.texts.locale

    def refresh(self) -> None:
        """Ask the services again, keeping selection and scroll."""

    def is_dirty(self) -> bool:
        """Whether something was typed here that is not sent yet."""
        return False

    def focus_first(self) -> None:
        """Put the focus where work starts."""
        self.setFocus()

    def focus_when_arrived(self) -> None:
        """After the first answer: put the focus where work starts, if somebody wanted it and has not gone elsewhere since."""
        if not self._wants_focus:
            return
        self._wants_focus = False
        focused = QApplication.focusWidget()
        if focused is None or not isinstance(focused, QLineEdit | QPlainTextEdit):
            self.focus_first()

    def open_with(self, where: Mapping[str, Any]) -> None:
        """Show what `where` (field → value) describes; a page without filters ignores it."""

    def regions(self) -> tuple[QWidget, ...]:
        """The parts that F6 jumps between, in reading order."""
        return (self,)

    def part(self, name: str) -> QWidget | None:
        """A part of the page by the name that tips use; None for one that it does not have."""
        found = getattr(self, name, None)
        return found if isinstance(found, QWidget) else None

    def run_action(self, name: str) -> None:
        """Do what the button of a page action does; a name the page does not have does nothing."""

    def changed_elsewhere(self) -> None:
        """A topic of this page changed: refresh now when it can be seen, else when it is shown."""
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while the page was hidden."""
        super().showEvent(event)
        if self._locale != self.services.texts.locale:
            self.retranslate()
        if self._stale:
            self._stale = False
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing to stop: answers that come for a hidden page are drawn when it is shown."""
        super().hideEvent(event)

    def bind(self, key: str, action: Any, owner: QWidget | None = None) -> QShortcut:
        """Bind a key within this page (or within `owner`) to a callable."""
        shortcut = QShortcut(QKeySequence(key), owner or self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(action)
        return shortcut


class PageHead(QFrame):
    """The head of a page: title, star, breadcrumb; right the time of the last answer and reload."""

    reload_wanted = Signal()

    def __init__(self, screen: Screen, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._screen = screen
        self._services = services
        self._time = ""
        self.title = Label(role="title")
        self.star = IconButton("ph.star", "")
        self.breadcrumb = Label(role="small", tone="tx3")
        self.updated = Label(role="small", tone="tx3")
        self.reload = IconButton("ph.arrows-clockwise", "")
        row = self._row = QHBoxLayout(self)
        row.setSpacing(8)
        for widget in (self.title, self.star, self.breadcrumb):
            row.addWidget(widget)
        row.addStretch(1)
        self.extra = QHBoxLayout()
        row.addLayout(self.extra)
        row.addWidget(self.updated)
        row.addWidget(self.reload)
        self.star.clicked.connect(self._turn_star)
        self.reload.clicked.connect(self.reload_wanted)
        theme.current().changed.connect(self._dress)
        theme.current().bars_changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def retranslate(self) -> None:
        """Title, breadcrumb and names in the present language."""
        texts = self._services.texts
        self.title.setText(texts(self._screen.title))
        known = self._screen.menu in menu_entries()
        path = menu_path(self._screen.menu) if known else ()
        self.breadcrumb.setText(" / ".join(entry.label(texts.locale) for entry in path))
        self.star.setVisible(known and not is_top_bar(self._screen.menu))
        self.reload.set_name(f"{texts(REFRESH)}  F5")
        self._say_time()
        self._draw_star()

    def answered(self) -> None:
        """Note the present moment as that of the last answer."""
        self._time = hong_kong(self._services.clock.now()).strftime("%H:%M:%S")
        self._say_time()

    @property
    def time(self) -> str:
        """When the services last answered, HH:MM:SS Hong Kong time, empty before."""
        return self._time

    def _say_time(self) -> None:
        self.updated.setText(self._services.texts(UPDATED_AT, time=self._time) if self._time else "")

    def _turn_star(self) -> None:
        menu = self._screen.menu
        self._services.set_favourite(menu, not self._services.is_favourite(menu))
        self._draw_star()

    def _draw_star(self) -> None:
        on = self._services.is_favourite(self._screen.menu)
        self.star.set_icon("ph.star-fill" if on else "ph.star")
        self.star.set_name(self._services.texts(REMOVE_FAVOURITE if on else ADD_FAVOURITE))

    def _dress(self) -> None:
        self._row.setContentsMargins(theme.px(16), 0, theme.px(16), 0)
        self.setMinimumHeight(theme.current().bar("page-head"))


def menu_icon(menu: str) -> str:
    """The icon of a menu entry, its own or that of the nearest entry above; empty for none."""
    entries = menu_entries()
    while menu in entries:
        if entries[menu].icon:
            return entries[menu].icon
        menu = entries[menu].parent
    return ""


def column_of(parent: QWidget, *widgets: QWidget) -> QVBoxLayout:
    """A column without gaps or margins, the frame of every page."""
    column = QVBoxLayout(parent)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget)
    return column


def clear_layout(layout: QBoxLayout) -> None:
    """Take every widget out of a layout and let it be destroyed."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def owner_of(widget: QObject) -> QWidget:
    """The window of a widget, over which dialogs are shown."""
    assert isinstance(widget, QWidget)
    return widget.window()
