"""The command palette: one field over the window that opens functions, starts actions and finds records."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from whale_desktop.kernel.errors import CodedError
from whale_desktop.ui import theme
from whale_desktop.ui.components import KeyCap, LineEdit, painting
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.offers import SearchProvider
from whale_desktop.ui.runtime import Runtime, latest_ui_task
from whale_desktop.ui.services import Services
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.layer import Layer
from whale_desktop.ui.shell.menu_model import Leaf
from whale_desktop.ui.shell.palette_items import (
    SHORTEST_RECORD_SEARCH,
    Item,
    action_items,
    first_items,
    function_items,
    record_items,
)

WIDTH = 640
TOP = 88
ITEM_HEIGHT = 34
HEAD_HEIGHT = 28
MOST_HEIGHT = 480
ASK_AFTER_MILLISECONDS = 180
ITEM_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class ItemModel(QAbstractListModel):
    """The lines of the palette."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[Item] = []

    def show(self, items: list[Item]) -> None:
        """Replace all lines."""
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Number of lines."""
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The line itself, its words, and what a screen reader says."""
        item = self.items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role == Qt.ItemDataRole.DisplayRole:
            return item.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{item.text} {item.detail}".strip()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Heads and notes cannot be chosen."""
        chosen = self.items[index.row()].can_be_chosen
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if chosen else Qt.ItemFlag.NoItemFlags


class ItemDelegate(QStyledItemDelegate):
    """Paints a line: icon, words in 500, detail, and at the right the key or the lock."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A head is lower than a line."""
        item: Item = index.data(ITEM_ROLE)
        return QSize(0, theme.px(ITEM_HEIGHT if item.kind != "head" else HEAD_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the line."""
        item: Item = index.data(ITEM_ROLE)
        current = theme.current()
        rect: QRect = option.rect
        view = self.parent()
        assert isinstance(view, QListView)
        if not item.can_be_chosen:
            box = rect.adjusted(theme.px(16), theme.px(4) if item.kind == "head" else 0, -theme.px(16), 0)
            painting.draw_line(painter, box, item.text, font=current.font("small"), color=current.color("tx3"))
            return
        here = view.currentIndex().row() == index.row()
        if here:
            painter.fillRect(rect, current.color("bg-sel"))
        side = theme.px(16)
        icon_box = QRect(rect.x() + theme.px(14), rect.y(), theme.px(20), rect.height())
        painting.draw_icon(painter, theme.centred(icon_box, side, side), item.icon, "tx3" if item.locked else "tx2")
        right = rect.right() - theme.px(14)
        key = "Enter" if here else item.key
        if item.locked:
            box = QRect(right - side, rect.y(), side, rect.height())
            painting.draw_icon(painter, theme.centred(box, theme.px(14), theme.px(14)), "ph.lock-simple", "tx3")
            right = box.left() - theme.px(8)
        elif key:
            shown = painting.key_words(key)
            size = painting.key_cap_size(shown)
            box = QRect(right - size.width(), rect.y() + (rect.height() - size.height()) // 2, size.width(), size.height())
            painting.draw_key_cap(painter, box, shown, color=current.color("tx3"), line=current.color("line-input"))
            right = box.left() - theme.px(8)
        left = rect.x() + theme.px(44)
        weight = 600 if here else 400
        name = current.metrics("body", weight).elidedText(item.text, Qt.TextElideMode.ElideRight, right - left)
        token = "tx3" if item.locked else "tx1"
        painting.draw_line(
            painter,
            QRect(left, rect.y(), right - left, rect.height()),
            name,
            font=current.font("body", weight),
            color=current.color(token),
        )
        left += current.metrics("body", weight).horizontalAdvance(name) + theme.px(10)
        if left < right:
            detail = current.metrics("small").elidedText(item.detail, Qt.TextElideMode.ElideRight, right - left)
            box = QRect(left, rect.y(), right - left, rect.height())
            painting.draw_line(painter, box, detail, font=current.font("small"), color=current.color("tx3"))


class Palette(Layer):
    """Opened with Ctrl+K.

    Wants: `function_wanted` (menu key), `action_wanted` (screen, action), `record_wanted` (screen, where), `client_wanted` (his key).
    """

    function_wanted = Signal(str)
    action_wanted = Signal(str, str)
    record_wanted = Signal(str, dict)
    client_wanted = Signal(str)

    def __init__(
        self,
        window: QWidget,
        services: Services,
        *,
        searches: Iterable[SearchProvider],
        leaves: Callable[[], Mapping[str, Leaf]],
        open_menus: Callable[[], Iterable[str]],
    ) -> None:
        super().__init__(window)
        self._services = services
        self._searches = tuple(searches)
        self._leaves = leaves
        self._open_menus = open_menus
        self._at_once: list[Item] = []
        self._records: list[Item] = []
        self._frame = QFrame(self)
        self._frame.setProperty("popup", "true")
        self.field = LineEdit(icon="ph.magnifying-glass")
        self.field.setProperty("extent", "login")
        ends = spaced(QHBoxLayout(self.field), margins=(0, 0, 12, 0))
        ends.addStretch(1)
        ends.addWidget(KeyCap("Esc"))
        self.model = ItemModel()
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(ItemDelegate(self.view))
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setMouseTracking(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = spaced(QVBoxLayout(self._frame), margins=(8, 8, 8, 8), spacing=8)
        column.addWidget(self.field)
        column.addWidget(self.view)
        self._delay = QTimer(self, singleShot=True, interval=ASK_AFTER_MILLISECONDS)
        self._delay.timeout.connect(self._ask)
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        self.view.clicked.connect(self._choose)
        self.view.entered.connect(self._point_at)
        services.texts.follow(self)
        self.retranslate()

    @property
    def runtime(self) -> Runtime:
        """The way to the services."""
        return self._services.runtime

    def retranslate(self) -> None:
        """Name the field."""
        texts = self._services.texts
        self.field.setPlaceholderText(texts(words.PALETTE_PLACEHOLDER))
        self.field.setAccessibleName(texts(words.PALETTE))
        self.view.setAccessibleName(texts(words.PALETTE))

    def open(self) -> None:
        """Come up with an empty field."""
        self.field.clear()
        self._typed()
        self.put_up()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_palette(self) -> None:
        """Go away and give the focus back."""
        self._delay.stop()
        self.take_down()

    # -------------------------------------------------------------------------------------------------------------- search

    def _typed(self) -> None:
        typed = self.field.text().strip()
        leaves = self._leaves()
        self._records = []
        if not typed:
            self._delay.stop()
            self._at_once = first_items(leaves, self._open_menus(), self._services)
        else:
            self._at_once = [*function_items(typed, leaves, self._services), *action_items(typed, leaves, self._services)]
            if len(typed) >= SHORTEST_RECORD_SEARCH and self._allowed():
                self._records = [Item("note", self._services.texts(words.PALETTE_SEARCHING))]
                self._delay.start()
            else:
                self._delay.stop()
        self._show(keep=False)

    def _allowed(self) -> list[SearchProvider]:
        return [one for one in self._searches if self._services.may(one.query_type)]

    @latest_ui_task
    async def _ask(self) -> None:
        typed = self.field.text().strip()
        found: list[Item] = []
        for provider in self._allowed():
            try:
                answer: Any = await self.runtime.ask(provider.query(typed))
            except CodedError as error:
                answer = error
            found += record_items(provider, answer, self._services)
        if typed == self.field.text().strip():
            self._records = found
            self._show(keep=True)

    def _show(self, *, keep: bool) -> None:
        """Show what is known; `keep` leaves the chosen line where it is."""
        before = self.view.currentIndex().row() if keep else -1
        items = [*self._at_once, *self._records]
        if not items:
            texts = self._services.texts
            items = [
                Item("note", texts(words.PALETTE_NOTHING, typed=self.field.text().strip())),
                Item("note", texts(words.PALETTE_NOTHING_HINT)),
            ]
        self.model.show(items)
        first = next((row for row, item in enumerate(items) if item.can_be_chosen), -1)
        row = before if 0 <= before < len(items) and items[before].can_be_chosen else first
        self.view.setCurrentIndex(self.model.index(row, 0) if row >= 0 else QModelIndex())
        self.view.scrollToTop() if row == first else self.view.scrollTo(self.view.currentIndex())
        self._place()

    # --------------------------------------------------------------------------------------------------------------- keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move, Enter chooses, Esc closes, while the cursor stays in the field."""
        if watched is self.field and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            match event.key():
                case Qt.Key.Key_Down:
                    self._move(1)
                case Qt.Key.Key_Up:
                    self._move(-1)
                case Qt.Key.Key_PageDown:
                    self._move(8)
                case Qt.Key.Key_PageUp:
                    self._move(-8)
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self._choose(self.view.currentIndex())
                case Qt.Key.Key_Escape:
                    self.close_palette()
                case Qt.Key.Key_Tab | Qt.Key.Key_Backtab:
                    pass
                case _:
                    return False
            return True
        return super().eventFilter(watched, event)

    def _move(self, by: int) -> None:
        rows = [row for row, item in enumerate(self.model.items) if item.can_be_chosen]
        if not rows:
            return
        now = self.view.currentIndex().row()
        place = rows.index(now) if now in rows else 0
        place = (place + by) % len(rows) if abs(by) == 1 else min(max(place + by, 0), len(rows) - 1)
        index = self.model.index(rows[place], 0)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(self.model.index(0, 0) if place == 0 else index)

    def _point_at(self, index: QModelIndex) -> None:
        if self.model.items[index.row()].can_be_chosen:
            self.view.setCurrentIndex(index)

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        item = self.model.items[index.row()]
        if not item.can_be_chosen:
            return
        if item.kind != "client":  # his drawer gives the focus back to the page below, which stays
            self.forget_focus()
        self.close_palette()
        if item.kind == "function":
            self.function_wanted.emit(item.target[0])
        elif item.kind == "action":
            self.action_wanted.emit(*item.target)
        elif item.kind == "client":
            self.client_wanted.emit(item.target[0])
        else:
            self.record_wanted.emit(*item.target)

    # --------------------------------------------------------------------------------------------------------------- look

    def _place(self) -> None:
        width = min(theme.px(WIDTH), self.width() - theme.px(32))
        wanted = sum(theme.px(ITEM_HEIGHT if item.kind != "head" else HEAD_HEIGHT) for item in self.model.items)
        around = theme.px(24) + self.field.sizeHint().height() + theme.px(10)
        most = min(theme.px(MOST_HEIGHT), self.height() - theme.px(TOP) - theme.px(32))
        height = min(wanted + around, most)
        self._frame.setGeometry((self.width() - width) // 2, theme.px(TOP), width, height)
        self.view.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if wanted + around > most else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the place."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The veil over the window."""
        QPainter(self).fillRect(self.rect(), theme.color("scrim"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside it closes."""
        self.close_palette()
