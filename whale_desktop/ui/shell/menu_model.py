"""The menu as a tree of items: home, favourites, and every documented branch that leads to a screen of the program."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from whale_desktop.screens import MenuEntry, Screen, menu_entries, menu_path
from whale_desktop.ui.services import Services
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.menu_matching import Span, find

HOME = "home"
FAVOURITES = "favourites"

ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
"""Key of the menu entry, `home` or `favourites`."""
SCREEN_ROLE = Qt.ItemDataRole.UserRole + 2
"""Key of the screen that a leaf opens, empty for a branch."""
LOCKED_ROLE = Qt.ItemDataRole.UserRole + 3
ICON_ROLE = Qt.ItemDataRole.UserRole + 4
"""Name of the icon, only at the first level and in favourites."""
SPANS_ROLE = Qt.ItemDataRole.UserRole + 5
"""What the search underlines, a tuple of spans."""
STARRED_ROLE = Qt.ItemDataRole.UserRole + 6
COUNT_ROLE = Qt.ItemDataRole.UserRole + 7
"""How many things wait on the screen of an entry."""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Leaf:
    """A menu entry with its screen."""

    entry: MenuEntry
    screen: Screen
    locked: bool


def leaves(screens: Iterable[Screen], services: Services) -> dict[str, Leaf]:
    """Menu key → leaf, in menu order, for every screen that has a documented menu entry."""
    by_menu = {screen.menu: screen for screen in screens if screen.menu}
    entries = menu_entries()
    return {key: Leaf(entries[key], by_menu[key], not services.may_open(by_menu[key])) for key in entries if key in by_menu}


class MenuModel(QStandardItemModel):
    """The tree. `build` makes it for whoever is signed in; `retranslate` says the labels again."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._leaves: Mapping[str, Leaf] = {}
        self._counts: dict[str, int] = {}

    def build(self, found: Mapping[str, Leaf]) -> None:
        """Make the tree of these leaves, their branches, home and the favourites."""
        self._leaves = found
        self.clear()
        root = self.invisibleRootItem()
        root.appendRow(_item(HOME, icon="ph.house-simple", screen=HOME))
        self._append_favourites(root)
        branches: dict[str, QStandardItem] = {}
        entries = menu_entries()
        wanted = {entry.key for key in found for entry in menu_path(key)}
        for key, entry in entries.items():
            if key not in wanted:
                continue
            parent = branches.get(entry.parent, root)
            leaf = found.get(key)
            item = _item(
                key,
                icon=entry.icon if not entry.parent else "",
                screen=leaf.screen.key if leaf is not None else "",
                locked=leaf.locked if leaf is not None else False,
            )
            parent.appendRow(item)
            branches[key] = item
        for key in reversed(list(branches)):
            item = branches[key]
            below = [item.child(row) for row in range(item.rowCount())]
            if below and not item.data(SCREEN_ROLE):
                item.setData(all(child.data(LOCKED_ROLE) for child in below), LOCKED_ROLE)
        self.retranslate()

    def rebuild_favourites(self) -> None:
        """Show the favourites of the moment as the first branch, nothing when there are none."""
        root = self.invisibleRootItem()
        if root.rowCount() > 1 and root.child(1).data(ENTRY_ROLE) == FAVOURITES:
            root.removeRow(1)
        self._append_favourites(root, at=1)
        self.retranslate()

    def _append_favourites(self, root: QStandardItem, at: int | None = None) -> None:
        kept = [key for key in self._services.favourites() if key in self._leaves]
        if not kept:
            return
        branch = _item(FAVOURITES, icon="ph.star")
        for key in kept:
            leaf = self._leaves[key]
            branch.appendRow(_item(key, icon=leaf.entry.icon, screen=leaf.screen.key, locked=leaf.locked))
        if at is None:
            root.appendRow(branch)
        else:
            root.insertRow(at, [branch])

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """How many things wait, by the key of the screen that shows them."""
        self._counts = dict(counts)
        self.retranslate()

    def retranslate(self) -> None:
        """Say every label, and what a screen reader hears of it, in the language of the moment."""
        self._label_below(self.invisibleRootItem())

    def _label_below(self, parent: QStandardItem) -> None:
        texts = self._services.texts
        for row in range(parent.rowCount()):
            item = parent.child(row)
            key = item.data(ENTRY_ROLE)
            if key == HOME:
                label = texts(words.HOME)
            elif key == FAVOURITES:
                label = texts(words.FAVOURITES)
            else:
                label = menu_entries()[key].label(texts.locale)
            item.setText(label)
            item.setToolTip(label)
            count = self._counts.get(item.data(SCREEN_ROLE), 0)
            item.setData(count, COUNT_ROLE)
            spoken = texts(words.LOCKED_ENTRY, label=label) if item.data(LOCKED_ROLE) else label
            spoken = texts(words.COUNTED_ENTRY, label=spoken, count=count) if count else spoken
            item.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
            item.setData(self._services.is_favourite(key), STARRED_ROLE)
            self._label_below(item)


class MenuFilter(QSortFilterProxyModel):
    """Shows what the person typed means, with the branches above it and the leaves below it."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._typed = ""
        self._found: dict[str, tuple[Span, ...]] = {}
        self.setRecursiveFilteringEnabled(True)
        self.setAutoAcceptChildRows(True)

    @property
    def typed(self) -> str:
        """What is searched for, empty for everything."""
        return self._typed

    @property
    def count(self) -> int:
        """How many entries were found by themselves."""
        return len(self._found)

    def search(self, typed: str, keys: Iterable[str]) -> None:
        """Search among `keys` (and their branches); empty text shows everything."""
        self._typed = typed.strip()
        wanted = {entry.key for key in keys for entry in menu_path(key)} if self._typed else set()
        self._found = {}
        for key in wanted:
            match = find(menu_entries()[key], self._typed, self._services.texts.locale)
            if match is not None:
                self._found[key] = match.spans
        self.invalidate()

    def found(self, key: str) -> bool:
        """Whether an entry is found by itself."""
        return key in self._found

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Whether an entry is found by itself; branches and leaves around it come with it."""
        if not self._typed:
            return True
        key = self.sourceModel().index(row, 0, parent).data(ENTRY_ROLE)
        return key in self._found and not self._is_favourite_copy(parent)

    def _is_favourite_copy(self, parent: Index) -> bool:
        return bool(parent.isValid() and parent.data(ENTRY_ROLE) == FAVOURITES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """As the tree, with what to underline."""
        if role == SPANS_ROLE:
            return self._found.get(super().data(index, ENTRY_ROLE), ())
        return super().data(index, role)


def _item(key: str, *, icon: str = "", screen: str = "", locked: bool = False) -> QStandardItem:
    item = QStandardItem()
    item.setEditable(False)
    item.setData(key, ENTRY_ROLE)
    item.setData(screen, SCREEN_ROLE)
    item.setData(locked, LOCKED_ROLE)
    item.setData(icon, ICON_ROLE)
    return item
