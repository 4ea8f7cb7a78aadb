"""The documented permissions as a tree of menu paths, for the role matrix: what stands under what, which codes a cell stands for.

Qt-free.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from whale_desktop.features.access.messages import PermissionKind
from whale_desktop.messages.permission_catalogue import permission_entries
from whale_desktop.screens import MenuEntry, menu_entries, menu_path
from whale_desktop.ui.shell.menu_matching import find

KINDS = tuple(PermissionKind)
"""The columns of the matrix."""


@dataclass(eq=False)
class Node:
    """A menu entry, or below one a single code where a cell of it stands for several.

    codes: kind → the codes of this row and all rows below it. number: its place among all nodes.
    """

    key: str
    labels: Mapping[str, str]
    number: int
    parent: "Node | None" = None
    entry: MenuEntry | None = None
    code: str = ""
    row: int = 0
    children: list["Node"] = field(default_factory=list)
    codes: dict[PermissionKind, tuple[str, ...]] = field(default_factory=dict)

    def label(self, locale: str) -> str:
        """What the row is called; the English words for the pseudo language of tests."""
        return self.labels.get(locale, self.labels["en"])

    def all_codes(self) -> tuple[str, ...]:
        """Every code of this row and the rows below it."""
        return tuple(code for codes in self.codes.values() for code in codes)

    def is_meant(self, typed: str, locale: str) -> bool:
        """Whether a person who typed this means the row: its words in any language, its pinyin, or a code that it stands for."""
        wanted = typed.strip().casefold()
        if self.entry is not None and find(self.entry, wanted, locale) is not None:
            return True
        own = (self.code,) if self.code else () if self.children and not self._has_own() else self.all_codes()
        return any(wanted in code.casefold() for code in own) or any(wanted in one.casefold() for one in self.labels.values())

    def _has_own(self) -> bool:
        return any(child.code for child in self.children)


class CodeNodes:
    """All rows, for one module or for every one that has permissions."""

    def __init__(self, module: str = "") -> None:
        self.nodes: list[Node] = []
        self.roots: list[Node] = []
        self._by_key: dict[str, Node] = {}
        by_menu: dict[str, list[str]] = {}
        for code, entry in permission_entries().items():
            if entry.menu and module in ("", entry.module):
                by_menu.setdefault(entry.menu, []).append(code)
        for menu in menu_entries():
            if menu in by_menu:
                self._add_menu(menu, by_menu[menu])
        for root in self.roots:
            self._add_up(root)

    def _add_menu(self, menu: str, codes: list[str]) -> None:
        parent: Node | None = None
        for entry in menu_path(menu):
            node = self._by_key.get(entry.key)
            if node is None:
                node = self._by_key[entry.key] = self._append(Node(entry.key, entry.labels, len(self.nodes), parent, entry))
            parent = node
        assert parent is not None, menu
        by_kind: dict[PermissionKind, list[str]] = {}
        for code in codes:
            by_kind.setdefault(PermissionKind(permission_entries()[code].kind), []).append(code)
        parent.codes = {kind: tuple(found) for kind, found in by_kind.items()}
        if any(len(found) > 1 for found in by_kind.values()):
            for code in codes:
                entry_of = permission_entries()[code]
                single = Node(code, entry_of.labels, len(self.nodes), parent, None, code)
                single.codes = {PermissionKind(entry_of.kind): (code,)}
                self._append(single)

    def _append(self, node: Node) -> Node:
        siblings = self.roots if node.parent is None else node.parent.children
        node.row = len(siblings)
        siblings.append(node)
        self.nodes.append(node)
        return node

    def _add_up(self, node: Node) -> None:
        """Give every branch the codes of the rows below it, besides its own."""
        for child in node.children:
            self._add_up(child)
            if child.code:
                continue
            for kind, codes in child.codes.items():
                node.codes[kind] = (*node.codes.get(kind, ()), *codes)

    def codes(self) -> frozenset[str]:
        """Every code of the tree."""
        return frozenset(code for root in self.roots for code in root.all_codes())

    def rows_of(self, codes: Iterable[str]) -> Iterator[Node]:
        """The rows that stand for any of the codes."""
        wanted = frozenset(codes)
        return (node for node in self.nodes if wanted.intersection(node.all_codes()))
