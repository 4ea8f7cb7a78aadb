"""How the menu tree is drawn and answers to mouse and keys: one painter for every row, no native branches."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import painting
from whale_desktop.ui.shell.menu_model import (
    COUNT_ROLE,
    ENTRY_ROLE,
    FAVOURITES,
    HOME,
    ICON_ROLE,
    LOCKED_ROLE,
    SCREEN_ROLE,
    SPANS_ROLE,
    STARRED_ROLE,
)

Index = QModelIndex | QPersistentModelIndex
CARET_AT = 10
ICON_AT = 24
TEXT_AT = 48
INDENT = 16
MARK = 16


class MenuDelegate(QStyledItemDelegate):
    """Paints one row: caret, icon, label with underlined hits, and at the right a lock, a star or a count."""

    def __init__(self, view: "MenuTree") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A row of 28, more when the font needs it."""
        current = theme.current()
        return QSize(0, max(current.size("tree-row"), current.metrics("body").height() + 8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row."""
        rect: QRect = option.rect
        chosen = bool(index.data(SCREEN_ROLE)) and index.data(ENTRY_ROLE) == self._view.chosen
        chosen = chosen and not self._in_favourites(index)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if chosen:
            painter.fillRect(rect, theme.color("bg-sel"))
            painter.fillRect(QRect(rect.x(), rect.y(), theme.px(3), rect.height()), theme.color("accent"))
        elif hovered:
            painter.fillRect(rect, theme.color("bg-hover"))
        depth = _depth(index)
        is_branch = not index.data(SCREEN_ROLE)
        if is_branch or has_children(index):
            self._paint_caret(painter, rect, index, depth)
        token = "accent" if chosen else "tx3" if index.data(LOCKED_ROLE) else "tx1"
        text_at = self._paint_icon(painter, rect, index, depth, token)
        right = self._paint_mark(painter, rect, index, hovered=hovered)
        opened = is_branch and depth == 0 and self._view.isExpanded(index)
        self._paint_label(
            painter, QRect(text_at, rect.y(), right - text_at, rect.height()), index, token, 600 if chosen or opened else 400
        )
        if self._view.hasFocus() and index == self._view.currentIndex():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _paint_caret(self, painter: QPainter, rect: QRect, index: Index, depth: int) -> None:
        at, side = caret_at(depth), theme.px(10)
        caret = "ph.caret-down" if self._view.isExpanded(index) else "ph.caret-right"
        painting.draw_icon(painter, theme.centred(QRect(at, rect.y(), side, rect.height()), side, side), caret, "tx3")

    def _paint_icon(self, painter: QPainter, rect: QRect, index: Index, depth: int, token: str) -> int:
        """Draw the icon, if the row has one; where the label begins."""
        text_at = theme.px(TEXT_AT) + max(0, depth - 1) * theme.px(INDENT)
        icon = index.data(ICON_ROLE)
        if not icon:
            return text_at
        side = theme.px(MARK if depth == 0 else 14)
        at = theme.px(ICON_AT) if depth == 0 else text_at
        box = QRect(at, rect.y(), theme.px(MARK), rect.height())
        painting.draw_icon(painter, theme.centred(box, side, side), icon, "tx2" if token == "tx1" else token)
        return text_at if depth == 0 else text_at + theme.px(MARK + 6)

    def _paint_mark(self, painter: QPainter, rect: QRect, index: Index, *, hovered: bool) -> int:
        """Draw the lock or the star; where the label must end."""
        box = mark_rect(rect)
        if index.data(LOCKED_ROLE):
            painting.draw_icon(painter, theme.centred(box, theme.px(14), theme.px(14)), "ph.lock-simple", "tx3")
        elif hovered and can_be_starred(index):
            starred = bool(index.data(STARRED_ROLE))
            icon, token = ("ph.star-fill", "accent") if starred else ("ph.star", "tx3")
            painting.draw_icon(painter, theme.centred(box, theme.px(14), theme.px(14)), icon, token)
        elif index.data(COUNT_ROLE):
            size = painting.badge_size(index.data(COUNT_ROLE))
            box = QRect(rect.right() - theme.px(8) - size.width(), rect.y(), size.width(), rect.height())
            painting.draw_badge(painter, theme.centred(box, size.width(), size.height()), index.data(COUNT_ROLE), plain=True)
        else:
            return rect.right() - theme.px(8)
        return box.left() - theme.px(4)

    def _paint_label(self, painter: QPainter, rect: QRect, index: Index, token: str, weight: int) -> None:
        current = theme.current()
        label = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        spans = index.data(SPANS_ROLE) or ()
        if not spans:
            shown = current.metrics("body", weight).elidedText(label, Qt.TextElideMode.ElideRight, rect.width())
            painting.draw_line(painter, rect, shown, font=current.font("body", weight), color=current.color(token))
            return
        painter.save()
        painter.setClipRect(rect)
        left = rect.x()
        for piece, hit in _pieces(label, spans):
            drawn = 600 if hit else weight
            width = current.metrics("body", drawn).horizontalAdvance(piece)
            box = QRect(left, rect.y(), width, rect.height())
            color = current.color("accent" if hit else token)
            painting.draw_line(painter, box, piece, font=current.font("body", drawn), color=color)
            if hit:
                line = painting.baseline(box, current.font("body", drawn)) + theme.px(3)
                painter.setPen(QPen(color, 2))
                painter.drawLine(left, line, left + width - 1, line)
            left += width
        painter.restore()

    def _in_favourites(self, index: Index) -> bool:
        return bool(index.parent().isValid() and index.parent().data(ENTRY_ROLE) == FAVOURITES)


class MenuTree(QTreeView):
    """The tree. `opened` is asked for a leaf (menu key); `star_turned` when its star was clicked."""

    opened = Signal(str)
    star_turned = Signal(str)
    search_wanted = Signal(str)
    """A character typed while the tree has the focus, or `/`: the search field continues with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen = HOME
        self.setProperty("kind", "menu")
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(MenuDelegate(self))

    def set_chosen(self, menu: str) -> None:
        """Mark the entry of the page that is shown."""
        self.chosen = menu
        self.viewport().update()

    def activate_current(self) -> None:
        """Open the current leaf, unfold or fold the current branch."""
        index = self.currentIndex()
        if index.isValid():
            self._activate(index)

    def _activate(self, index: QModelIndex) -> None:
        if index.data(SCREEN_ROLE):
            if has_children(index):
                self.setExpanded(index, True)
            self.opened.emit(index.data(ENTRY_ROLE))
        else:
            self.setExpanded(index, not self.isExpanded(index))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens a leaf, folds a branch, or turns the star; an entry that is both is folded at its caret."""
        super().mouseReleaseEvent(event)
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return
        if can_be_starred(index) and mark_rect(self.visualRect(index)).contains(event.position().toPoint()):
            self.star_turned.emit(index.data(ENTRY_ROLE))
        elif has_children(index) and event.position().x() < caret_at(_depth(index)) + theme.px(MARK):
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self._activate(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, `*` turns the star, letters go to the search field; arrows as in every tree."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.activate_current()
        elif event.text() == "*" and index.isValid() and can_be_starred(index):
            self.star_turned.emit(index.data(ENTRY_ROLE))
        elif event.text().isalnum() or event.text() == "/":
            self.search_wanted.emit("" if event.text() == "/" else event.text())
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The star goes with the pointer."""
        super().leaveEvent(event)
        self.viewport().update()


def mark_rect(row: QRect) -> QRect:
    """Where the lock or the star of a row is; at least 24 wide for the pointer."""
    width = theme.px(24)
    return QRect(row.right() - width - theme.px(4), row.y(), width, row.height())


def caret_at(depth: int) -> int:
    """Where the caret of a branch stands."""
    return theme.px(CARET_AT) if depth == 0 else theme.px(TEXT_AT - INDENT + 2) + (depth - 1) * theme.px(INDENT)


def has_children(index: Index) -> bool:
    """Whether entries stand below this one."""
    return bool(index.model().hasChildren(index))


def can_be_starred(index: Index) -> bool:
    """Whether an entry is a leaf that may be opened and so may be a favourite."""
    return bool(index.data(SCREEN_ROLE)) and index.data(ENTRY_ROLE) != HOME and not index.data(LOCKED_ROLE)


def _pieces(label: str, spans: tuple[tuple[int, int], ...]) -> list[tuple[str, bool]]:
    """The label cut at the hits: (piece, whether it is a hit)."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in spans:
        pieces += [(label[at:start], False), (label[start:end], True)]
        at = end
    return [piece for piece in [*pieces, (label[at:], False)] if piece[0]]


def _depth(index: Index) -> int:
    depth = 0
    above = index.parent()
    while above.isValid():
        depth += 1
        above = above.parent()
    return depth
