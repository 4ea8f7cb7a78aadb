"""The left side of the window: search field, menu tree, foot; or the 48 px rail of first-level icons."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import Button, IconButton, KeyCap, Label, LineEdit
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.services import Services
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.menu_model import (
    ENTRY_ROLE,
    FAVOURITES,
    ICON_ROLE,
    LOCKED_ROLE,
    SCREEN_ROLE,
    Leaf,
    MenuFilter,
    MenuModel,
)
from whale_desktop.ui.shell.menu_view import MenuTree

EXPANDED = "shell:tree:expanded"
RAIL = "shell:tree:rail"
RAIL_WIDTH = 48
SEARCH_AFTER_MILLISECONDS = 60


class MenuPanel(QWidget):
    """The menu. `open_wanted` carries the menu key of a leaf, `home` for the home page."""

    open_wanted = Signal(str)
    left = Signal()
    """Esc in the tree or an empty search: the focus belongs to the page again."""
    rail_turned = Signal(bool)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._leaves: Mapping[str, Leaf] = {}
        self._expanded_before_search: set[str] = set()
        self.setProperty("surface", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = MenuModel(services)
        self.filter = MenuFilter(services)
        self.filter.setSourceModel(self.model)
        self.search = LineEdit(icon="ph.magnifying-glass")
        self.search.setClearButtonEnabled(False)
        self.tree = MenuTree()
        self.tree.setModel(self.filter)
        self.count = Label(role="small", tone="tx3")
        self.fold = Button(kind="ghost", icon="ph.columns")
        self.rail = MenuRail()
        self._pages = QStackedWidget()
        self._pages.addWidget(self._make_full())
        self._pages.addWidget(self.rail)
        spaced(QVBoxLayout(self)).addWidget(self._pages)
        self._delay = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MILLISECONDS)
        self._connect()
        services.texts.follow(self)
        self.retranslate()

    def _make_full(self) -> QWidget:
        full = QWidget()
        column = spaced(QVBoxLayout(full))
        above = QWidget()
        spaced(QVBoxLayout(above), margins=(8, 8, 8, 4)).addWidget(self.search)
        column.addWidget(above)
        column.addWidget(self.tree, 1)
        foot = QFrame()
        foot.setProperty("line", "top")
        foot.setMinimumHeight(theme.current().size("table-foot"))
        self._keys = QWidget()
        keys = spaced(QHBoxLayout(self._keys), spacing=6)
        for key in ("↑↓", "Enter", "Esc"):
            keys.addWidget(KeyCap(key))
        self._fold_key = KeyCap("Ctrl+B")
        row = spaced(QHBoxLayout(foot), margins=(4, 0, 8, 0), spacing=4)
        row.addWidget(self.fold)
        row.addSpacing(theme.px(4))
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(self._keys)
        row.addWidget(self._fold_key)
        column.addWidget(foot)
        return full

    def _connect(self) -> None:
        self.tree.opened.connect(self._open)
        self.tree.star_turned.connect(self._turn_star)
        self.tree.search_wanted.connect(self.search_for)
        self.tree.installEventFilter(self)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(lambda _: self._delay.start())
        self.search.end_clicked.connect(self.end_search)
        self._delay.timeout.connect(self._search)
        self.fold.clicked.connect(lambda: self.set_rail(True))
        self.rail.unfold.clicked.connect(lambda: self.set_rail(False))
        self.rail.chosen.connect(self.open_wanted)
        self._services.favourites_changed.connect(self._show_favourites)
        theme.current().changed.connect(self._dress)

    # ------------------------------------------------------------------------------------------------------------- content

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """How many things wait, by the key of the screen that shows them; a grey count beside its entry."""
        self.model.set_counts(counts)

    def build(self, leaves: Mapping[str, Leaf]) -> None:
        """Show the menu of whoever is signed in."""
        self._leaves = leaves
        self.model.build(leaves)
        kept = self._services.preferences.get(EXPANDED)
        self._expand({FAVOURITES, *kept} if isinstance(kept, list) else {FAVOURITES})
        self.rail.build(self._branches(), self._menu_of)
        self.set_rail(bool(self._services.preferences.get(RAIL, False)))

    def retranslate(self) -> None:
        """Say every label again."""
        texts = self._services.texts
        self.model.retranslate()
        self.search.setPlaceholderText(texts(words.SEARCH_MENU))
        self.search.setAccessibleName(texts(words.SEARCH_MENU))
        self.tree.setAccessibleName(texts(words.MENU))
        self.fold.setText(texts(words.COLLAPSE_MENU))
        self.rail.unfold.set_name(f"{texts(words.EXPAND_MENU)}  Ctrl+B")
        self.rail.build(self._branches(), self._menu_of)
        self._search()

    def set_chosen(self, menu: str) -> None:
        """Mark the entry of the page that is shown, and unfold the branches above it."""
        self.tree.set_chosen(menu)
        if not self.filter.typed:
            index = self._index_of(menu)
            if index is not None:
                above = index.parent()
                while above.isValid():
                    self.tree.expand(above)
                    above = above.parent()
                self.tree.setCurrentIndex(index)

    def set_rail(self, on: bool) -> None:
        """Fold the menu to the rail, or unfold it."""
        self._pages.setCurrentIndex(1 if on else 0)
        self._services.preferences.set(RAIL, on or None)
        self.rail_turned.emit(on)

    @property
    def is_rail(self) -> bool:
        """Whether the menu is folded to the rail."""
        return self._pages.currentIndex() == 1

    def keep(self) -> None:
        """Remember which branches are open."""
        if not self.filter.typed:
            self._services.preferences.set(EXPANDED, sorted(self._expanded()))

    # -------------------------------------------------------------------------------------------------------------- search

    def focus_search(self) -> None:
        """Put the cursor into the search field, unfolding the menu."""
        self.set_rail(False)
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def search_for(self, typed: str) -> None:
        """Go on in the search field with what was typed in the tree."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.setText(self.search.text() + typed)

    def end_search(self) -> None:
        """Show everything again, as it was unfolded before."""
        self.search.clear()
        self._delay.stop()
        self._search()

    def _search(self) -> None:
        typed = self.search.text().strip()
        was_searching = bool(self.filter.typed)
        if typed and not was_searching:
            self._expanded_before_search = self._expanded()
        self.filter.search(typed, self._leaves)
        if typed:
            self.tree.expandAll()
            self._choose_first_hit()
        elif was_searching:
            self.tree.collapseAll()
            self._expand(self._expanded_before_search)
            self.set_chosen(self.tree.chosen)
        texts = self._services.texts
        self.search.set_end_icon("ph.x-circle-fill" if typed else "")
        found = texts(words.MATCHES, count=self.filter.count) if self.filter.count else texts(words.NO_MATCHES)
        self.count.setText(found if typed else "")
        for widget in (self.count, self._keys):
            widget.setVisible(bool(typed))
        for other in (self.fold, self._fold_key):
            other.setVisible(not typed)

    def _choose_first_hit(self) -> None:
        index = self.filter.index(0, 0)
        while index.isValid():
            if index.data(SCREEN_ROLE) and self.filter.data(index, ENTRY_ROLE) and self._is_hit(index):
                self.tree.setCurrentIndex(index)
                return
            index = self.tree.indexBelow(index)
        first = self.filter.index(0, 0)
        if first.isValid():
            self.tree.setCurrentIndex(first)

    def _is_hit(self, index: QModelIndex) -> bool:
        return self.filter.found(index.data(ENTRY_ROLE))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter in the search field act on the tree; Esc leaves, step by step."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if self.search.text():
                self.end_search()
            else:
                self.left.emit()
            return True
        if watched is self.search and key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._delay_over()
            self.tree.keyPressEvent(event)
            return True
        if watched is self.search and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._delay_over()
            self.tree.activate_current()
            return True
        return False

    def _delay_over(self) -> None:
        if self._delay.isActive():
            self._delay.stop()
            self._search()

    # --------------------------------------------------------------------------------------------------------------- parts

    def _open(self, menu: str) -> None:
        self.open_wanted.emit(menu)

    def _turn_star(self, menu: str) -> None:
        self._services.set_favourite(menu, not self._services.is_favourite(menu))

    def _show_favourites(self) -> None:
        self.model.rebuild_favourites()
        self._expand({FAVOURITES})
        self.rail.build(self._branches(), self._menu_of)

    def _branches(self) -> list[QModelIndex]:
        return [self.model.index(row, 0) for row in range(self.model.rowCount())]

    def _menu_of(self, index: QModelIndex, parent: QWidget) -> QMenu:
        """The branch as a menu, its branches as menus in it."""
        menu = QMenu(str(index.data() or ""), parent)
        for row in range(self.model.rowCount(index)):
            child = self.model.index(row, 0, index)
            if self.model.hasChildren(child):
                menu.addMenu(self._menu_of(child, menu))
            if child.data(SCREEN_ROLE):
                action = menu.addAction(str(child.data()))
                if child.data(LOCKED_ROLE):
                    action.setIcon(theme.icon("ph.lock-simple", "tx3"))
                key = str(child.data(ENTRY_ROLE))
                action.triggered.connect(lambda _checked=False, wanted=key: self.open_wanted.emit(wanted))
        return menu

    def _index_of(self, menu: str) -> QModelIndex | None:
        """Where an entry stands in the tree; not its copy among the favourites."""
        for found in self._walk(QModelIndex()):
            if found.data(ENTRY_ROLE) == menu and found.parent().data(ENTRY_ROLE) != FAVOURITES:
                return found
        return None

    def _walk(self, parent: QModelIndex) -> list[QModelIndex]:
        found: list[QModelIndex] = []
        for row in range(self.filter.rowCount(parent)):
            index = self.filter.index(row, 0, parent)
            found += [index, *self._walk(index)]
        return found

    def _expanded(self) -> set[str]:
        return {str(index.data(ENTRY_ROLE)) for index in self._walk(QModelIndex()) if self.tree.isExpanded(index)}

    def _expand(self, keys: set[str]) -> None:
        for index in self._walk(QModelIndex()):
            if index.data(ENTRY_ROLE) in keys:
                self.tree.expand(index)

    def _dress(self) -> None:
        self.tree.scheduleDelayedItemsLayout()
        self.rail.build(self._branches(), self._menu_of)


class MenuRail(QWidget):
    """The folded menu: an icon for each first-level entry; a click opens the branch as a menu."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.unfold = IconButton("ph.columns", "")
        self.buttons: list[IconButton] = []
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = spaced(QVBoxLayout(self), margins=(0, 8, 0, 6), spacing=4)
        column.addWidget(self._area, 1)
        column.addWidget(self.unfold, 0, Qt.AlignmentFlag.AlignHCenter)

    def sizeHint(self) -> QSize:
        """48 wide."""
        return QSize(theme.px(RAIL_WIDTH), 0)

    def build(self, branches: list[QModelIndex], menu_of: Callable[[QModelIndex, QWidget], QMenu]) -> None:
        """Show these first-level entries."""
        inner = QWidget()
        inner.setProperty("transparent", "true")
        column = spaced(QVBoxLayout(inner), spacing=4)
        self.buttons = []
        for index in branches:
            button = IconButton(str(index.data(ICON_ROLE)), str(index.data()))
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            key = str(index.data(ENTRY_ROLE))
            if index.data(SCREEN_ROLE):
                button.clicked.connect(lambda _checked=False, wanted=key: self.chosen.emit(wanted))
            else:
                button.clicked.connect(lambda _checked=False, at=index, by=button: self._pop(menu_of(at, by), by))
            self.buttons.append(button)
        column.addStretch(1)
        self._area.setWidget(inner)

    def _pop(self, menu: QMenu, button: QWidget) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(QPoint(button.width() + theme.px(4), 0)))
