"""The role matrix as a model: rows of the menu, a column a kind, each cell checked, partly checked, or empty. Knows no window."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal

from whale_desktop.features.access.widgets import words
from whale_desktop.features.access.widgets.code_nodes import KINDS, CodeNodes, Node
from whale_desktop.messages import label_of
from whale_desktop.messages.permission_catalogue import grantable_codes
from whale_desktop.ui.pages.ports import Texts

Index = QModelIndex | QPersistentModelIndex

GIVEN_ROLE = Qt.ItemDataRole.UserRole + 1
"""Whether a cell is checked because a policy gives its codes; a click does not change that."""


class CodeModel(QAbstractItemModel):
    """`chosen` are the codes that the person ticks, `given` those that come with policies."""

    changed = Signal()
    """The person ticked something."""

    def __init__(self, texts: Texts, module: str = "") -> None:
        super().__init__()
        self._texts = texts
        self.tree = CodeNodes(module)
        self.chosen: set[str] = set()
        self.given: frozenset[str] = frozenset()
        self.read_only = False

    # ------------------------------------------------------------------------------------------------------------------- tree

    def node(self, index: Index) -> Node:
        """The row of an index of this model."""
        return self.tree.nodes[index.internalId()]

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - Qt's own signature
        """The index of a cell."""
        rows = self.node(parent).children if parent.isValid() else self.tree.roots
        if not (0 <= row < len(rows) and 0 <= column < self.columnCount()):
            return QModelIndex()
        return self.createIndex(row, column, rows[row].number)

    def index_of(self, node: Node, column: int = 0) -> QModelIndex:
        """The index of a row's cell."""
        return self.createIndex(node.row, column, node.number)

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008 - Qt has two of this name
        """The row above."""
        above = self.node(index).parent if index.isValid() else None
        return QModelIndex() if above is None else self.createIndex(above.row, 0, above.number)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many rows stand below one."""
        if not parent.isValid():
            return len(self.tree.roots)
        return len(self.node(parent).children) if parent.column() == 0 else 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """The name and the kinds."""
        return 1 + len(KINDS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be stood on; those with codes can be ticked."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if self.cell(index) else flags

    # ------------------------------------------------------------------------------------------------------------------ words

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, tick and what a screen reader says."""
        node = self.node(index)
        if index.column() == 0:
            if role == Qt.ItemDataRole.DisplayRole:
                return node.label(self._texts.locale)
            if role == Qt.ItemDataRole.ToolTipRole:
                return node.code or ", ".join(node.all_codes() if not any(not one.code for one in node.children) else ()) or None
            return None
        if role == Qt.ItemDataRole.CheckStateRole:
            return self.state(index)
        if role == GIVEN_ROLE:
            codes = self.cell(index)
            return bool(codes) and self.given.issuperset(codes)
        if role == Qt.ItemDataRole.ToolTipRole:
            given = self._texts(words.THROUGH_POLICY)
            lines = [f"{code} — {given}" if code in self.given else code for code in self.cell(index)]
            return "\n".join(lines[:12]) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the columns are called."""
        if role == Qt.ItemDataRole.TextAlignmentRole and section == 0:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._texts(words.FUNCTION if section == 0 else label_of(KINDS[section - 1]))

    def _spoken(self, index: Index) -> str:
        state = self.state(index)
        if state is None:
            return ""
        said = {
            Qt.CheckState.Checked: words.STATE_ALL,
            Qt.CheckState.PartiallyChecked: words.STATE_SOME,
            Qt.CheckState.Unchecked: words.STATE_NONE,
        }
        kind = label_of(KINDS[index.column() - 1])
        function = self.node(index).label(self._texts.locale)
        return self._texts(words.CELL, function=function, kind=kind, state=said[state])

    # ------------------------------------------------------------------------------------------------------------------ ticks

    def cell(self, index: Index) -> tuple[str, ...]:
        """The codes that a cell stands for; of the name, those of the whole row."""
        if not index.isValid():
            return ()
        node = self.node(index)
        return node.all_codes() if index.column() == 0 else node.codes.get(KINDS[index.column() - 1], ())

    def state(self, index: Index) -> Qt.CheckState | None:
        """How far a cell is ticked, None where there is nothing to tick."""
        codes = self.cell(index)
        if not codes:
            return None
        held = sum(1 for code in codes if code in self.chosen or code in self.given)
        if held == len(codes):
            return Qt.CheckState.Checked
        return Qt.CheckState.PartiallyChecked if held else Qt.CheckState.Unchecked

    def toggle(self, index: Index) -> None:
        """Tick a cell, or take its ticks away when it is ticked as a whole. What a policy gives stays."""
        codes = self.cell(index)
        if self.read_only or not codes or self.given.issuperset(codes):
            return
        if self.state(index) is Qt.CheckState.Checked:
            self.chosen.difference_update(codes)
        else:
            self.chosen.update(code for code in codes if code not in self.given)
        self._show()
        self.changed.emit()

    def set_module(self, module: str, *, keep: bool) -> None:
        """Show one module, or all of them. keep: what is ticked of others stays, else it is forgotten."""
        self.beginResetModel()
        self.tree = CodeNodes(module)
        if not keep:
            self.chosen &= self.tree.codes()
        self.endResetModel()

    def set_chosen(self, codes: Iterable[str]) -> None:
        """Tick exactly these codes."""
        self.chosen = set(codes) & grantable_codes()
        self._show()

    def set_given(self, codes: Iterable[str]) -> None:
        """These codes come with policies. What the person ticked himself is kept, and is his again when the policy goes."""
        self.given = frozenset(codes)
        self._show()

    def _show(self) -> None:
        """Every branch may show another state now."""
        roles = [Qt.ItemDataRole.CheckStateRole, GIVEN_ROLE]
        for node in self.tree.nodes:
            if node.row == 0:
                siblings = self.tree.roots if node.parent is None else node.parent.children
                self.dataChanged.emit(self.index_of(node, 1), self.index_of(siblings[-1], len(KINDS)), roles)


class CodeFilter(QSortFilterProxyModel):
    """Shows the rows that the person searches for, with the branches above them; or only what is chosen."""

    def __init__(self, model: CodeModel, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._typed = ""
        self._chosen_only = False
        self._kept: frozenset[int] = frozenset()
        self.model = model
        self.setRecursiveFilteringEnabled(True)
        self.setSourceModel(model)

    def show_only(self, typed: str, *, chosen_only: bool) -> None:
        """Search; an empty text shows everything. chosen_only: rows that stand for a chosen or given code."""
        self._typed = typed.strip()
        self._chosen_only = chosen_only
        held = self.model.chosen | self.model.given
        self._kept = frozenset(node.number for node in self.model.tree.rows_of(held)) if chosen_only else frozenset()
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Whether a row is meant, or stands below one that is."""
        node = self.model.node(self.model.index(row, 0, parent))
        if self._chosen_only and node.number not in self._kept:
            return False
        if not self._typed:
            return True
        above: Node | None = node
        while above is not None:
            if above.is_meant(self._typed, self._texts.locale):
                return True
            above = above.parent
        return False
