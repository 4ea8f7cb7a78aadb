"""One out of a list: a box that drops a list down, with a search line when the list is long."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from whale_desktop.ui import theme
from whale_desktop.ui.components import painting, words
from whale_desktop.ui.components.fields.base import Field
from whale_desktop.ui.components.fields.text import LineEdit
from whale_desktop.ui.components.labels import Label
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.popups import Popup

SEARCH_FROM = 11
"""A list of this many options or more gets a search line."""
_VISIBLE_ROWS = 10
_OPTION = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Option:
    """One choice: its value, its words, a muted hint behind them, a chip at the end, whether it may be chosen now."""

    value: Any
    text: str
    hint: str = ""
    chip: str = ""
    enabled: bool = True

    def matches(self, typed: str) -> bool:
        """Whether every typed part stands in the words or the hint."""
        place = f"{self.text} {self.hint}".casefold()
        return all(part in place for part in typed.casefold().split())


class _OptionModel(QAbstractListModel):
    """The options that match the search line."""

    def __init__(self, options: Sequence[Option], parent: QObject) -> None:
        super().__init__(parent)
        self.options = list(options)
        self.shown = list(options)

    def rowCount(self, parent: Index | None = None) -> int:
        """The number of matches."""
        return 0 if parent is not None and parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words, and the whole option for the delegate."""
        option = self.shown[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{option.text} {option.hint}".strip()
        return option if role == _OPTION else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Options that may not be chosen cannot be reached."""
        if not self.shown[index.row()].enabled:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def search(self, typed: str) -> None:
        """Show only what matches."""
        self.beginResetModel()
        self.shown = [option for option in self.options if option.matches(typed)]
        self.endResetModel()

    def replace(self, options: Sequence[Option], typed: str) -> None:
        """Other options: the answer to a search came."""
        self.options = list(options)
        self.search(typed)


class _OptionDelegate(QStyledItemDelegate):
    """Draws an option: a check for the present value, words, hint, chip."""

    def __init__(self, current: Any, parent: QObject) -> None:
        super().__init__(parent)
        self._current = current

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """28 high and as wide as its words need."""
        entry: Option = index.data(_OPTION)
        current = theme.current()
        width = current.metrics("body", 600).horizontalAdvance(entry.text) + current.px(30 + 12)
        if entry.hint:
            width += current.metrics("small").horizontalAdvance(entry.hint) + current.px(8)
        if entry.chip:
            width += current.metrics("small").horizontalAdvance(entry.chip) + current.px(24)
        return QSize(width, current.row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the row."""
        entry: Option = index.data(_OPTION)
        current = theme.current()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, current.color("bg-sel"))
        elif state & QStyle.StateFlag.State_MouseOver and entry.enabled:
            painter.fillRect(rect, current.color("bg-hover"))
        chosen = entry.value == self._current
        if chosen:
            side = current.px(14)
            place = QRect(rect.x() + current.px(8), rect.y() + (rect.height() - side) // 2, side, side)
            painting.draw_icon(painter, place, "ph.check", "accent")
        weight = 600 if chosen else 400
        words_rect = rect.adjusted(current.px(30), 0, -current.px(8), 0)
        token = "tx1" if entry.enabled else "tx-dis"
        text = current.metrics("body", weight).elidedText(entry.text, Qt.TextElideMode.ElideRight, words_rect.width())
        painting.draw_line(painter, words_rect, text, font=current.font("body", weight), color=current.color(token))
        if entry.hint:
            x = current.metrics("body", weight).horizontalAdvance(entry.text) + current.px(8)
            painter.setFont(current.font("small"))
            painter.setPen(current.color("tx3" if entry.enabled else "tx-dis"))
            painter.drawText(words_rect.x() + x, painting.baseline(rect, current.font("body")), entry.hint)
        if entry.chip:
            font, color = current.font("small", 600), current.color("accent")
            painting.draw_line(painter, words_rect.adjusted(0, 0, -8, 0), entry.chip, font=font, color=color, align="right")


class OptionPopup(Popup):
    """The list that drops down. `chosen` says the option; `search_wanted` the typed text, when somebody else searches."""

    chosen = Signal(object)
    search_wanted = Signal(str)

    def __init__(self, anchor: QWidget, options: Sequence[Option], current: Any, *, search: bool) -> None:
        super().__init__(anchor)
        self._model = _OptionModel(options, self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setItemDelegate(_OptionDelegate(current, self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._choose)
        self.line = LineEdit(icon="ph.magnifying-glass")
        self.line.setPlaceholderText(words.say(words.SEARCH))
        self.line.setAccessibleName(words.say(words.SEARCH))
        self.line.textEdited.connect(self._search)
        self._empty = Label(words.say(words.NO_MATCH), role="small", tone="tx3")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = spaced(QVBoxLayout(self), margins=(4, 4, 4, 4), spacing=4)
        column.addWidget(self.line)
        self.line.setVisible(search)
        column.addWidget(self.list)
        column.addWidget(self._empty)
        self._fit()
        self._mark(current)
        for watched in (self.line, self.list):
            watched.installEventFilter(self)

    def drop(self) -> None:
        """Show, with the focus in the search line or on the list."""
        super().drop()
        (self.line if self.line.isVisible() else self.list).setFocus(Qt.FocusReason.PopupFocusReason)

    def set_options(self, options: Sequence[Option]) -> None:
        """Put in the options that a search elsewhere found; everything given is shown."""
        self._model.replace(options, "")
        self._after_search()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move on the list while the search line has the focus; Enter chooses, Tab chooses and goes on."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._choose(self.list.currentIndex())
            return True
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_F4):
            self.close()
            return True
        if watched is self.line and key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._move({Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}[Qt.Key(key)])
            return True
        return False

    def _move(self, rows: int) -> None:
        count = self._model.rowCount()
        target = min(max(self.list.currentIndex().row() + rows, 0), count - 1)
        step = 1 if rows > 0 else -1
        while 0 <= target < count and not self._model.shown[target].enabled:
            target += step
        if 0 <= target < count:
            self.list.setCurrentIndex(self._model.index(target))

    def _search(self, typed: str) -> None:
        self.search_wanted.emit(typed)
        self._model.search(typed)
        self._after_search()

    def _after_search(self) -> None:
        first = next((row for row, option in enumerate(self._model.shown) if option.enabled), -1)
        if first >= 0:
            self.list.setCurrentIndex(self._model.index(first))
        self._fit()

    def _mark(self, current: Any) -> None:
        for row, option in enumerate(self._model.shown):
            if option.value == current:
                self.list.setCurrentIndex(self._model.index(row))

    def _fit(self) -> None:
        count = self._model.rowCount()
        self._empty.setVisible(count == 0)
        self.list.setVisible(count > 0)
        self.list.setFixedHeight(min(max(count, 1), _VISIBLE_ROWS) * theme.current().row_height())
        wanted = max(self._anchor.width(), self.list.sizeHintForColumn(0) + theme.px(24))
        self.setFixedWidth(max(self.minimumWidth(), min(wanted, max(self._anchor.width(), theme.px(480)))))
        self.adjustSize()

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and self._model.shown[index.row()].enabled:
            option = self._model.shown[index.row()]
            self.close()
            self.chosen.emit(option)


class ChoiceBox(QComboBox):
    """A combo box that drops an `OptionPopup` down and never changes under the mouse wheel."""

    picked = Signal(object)
    popup_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.options: list[Option] = []
        self.always_search = False
        self.popup: OptionPopup | None = None

    def sizeHint(self) -> QSize:
        """Room for the widest option, up to 320."""
        metrics = theme.current().metrics("body")
        texts = [self.placeholderText(), *(f"{option.text} {option.hint}" for option in self.options)]
        widest = max(metrics.horizontalAdvance(text.strip()) for text in texts)
        return QSize(max(theme.px(72), min(widest, theme.px(320)) + theme.px(40)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for two or three characters; the rest is elided."""
        return QSize(theme.px(72), super().minimumSizeHint().height())

    def showPopup(self) -> None:
        """Drop the list down."""
        if self.popup is not None or self.property("plain"):
            return
        search = self.always_search or len(self.options) >= SEARCH_FROM
        chosen = self.options[self.currentIndex()].value if self.currentIndex() >= 0 else None
        self.popup = OptionPopup(self, self.options, chosen, search=search)
        self.popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.popup.chosen.connect(self.picked)
        self.popup.closed.connect(self._forget_popup)
        self.popup_opened.emit(self.popup)
        self.popup.drop()
        self.update()

    def hidePopup(self) -> None:
        """Take the list away."""
        if self.popup is not None:
            self.popup.close()
        super().hidePopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box by the style sheet; words, hint and caret by hand."""
        current = theme.current()
        painter = QPainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.popup is not None:
            option.state |= QStyle.StateFlag.State_HasFocus
        self.style().drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option, painter, self)
        plain = bool(self.property("plain"))
        inset = 0 if plain else current.px(9)
        room = QRect(inset, 0, self.width() - inset - (0 if plain else current.px(26)), self.height())
        self._paint_words(painter, room)
        if not plain:
            side = current.px(12)
            place = QRect(self.width() - current.px(9) - side, (self.height() - side) // 2, side, side)
            name = "ph.caret-up" if self.popup is not None else "ph.caret-down"
            painting.draw_icon(painter, place, name, "tx2" if self.isEnabled() else "tx-dis")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls; the value stays."""
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press opens, without the platform's own popup."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F4, Alt+Down, Space and Enter open; arrows change the value when the list is closed."""
        key = event.key()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if self.property("plain"):
            event.ignore()
        elif key in (Qt.Key.Key_F4, Qt.Key.Key_Space) or (alt and key in (Qt.Key.Key_Down, Qt.Key.Key_Up)):
            self.showPopup()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _paint_words(self, painter: QPainter, room: QRect) -> None:
        current = theme.current()
        position = self.currentIndex()
        chosen = self.options[position] if 0 <= position < len(self.options) else None
        text = chosen.text if chosen is not None else self.placeholderText()
        token = "tx-dis" if not self.isEnabled() else "tx3" if chosen is None else "tx1"
        metrics = current.metrics("body")
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painting.draw_line(painter, room, shown, font=current.font("body"), color=current.color(token))
        used = metrics.horizontalAdvance(shown) + current.px(6)
        if chosen is not None and chosen.hint and used < room.width():
            hint = current.metrics("small").elidedText(chosen.hint, Qt.TextElideMode.ElideRight, room.width() - used)
            painter.setFont(current.font("small"))
            painter.setPen(current.color("tx3" if self.isEnabled() else "tx-dis"))
            painter.drawText(room.x() + used, painting.baseline(room, current.font("body")), hint)

    def _forget_popup(self) -> None:
        self.popup = None
        self.update()


class ChoiceField(Field):
    """One value out of options. `value()` is the option's value, None for none.

    With `lookup` the options come from a search elsewhere: `search_wanted` says what was typed, `set_options` brings the answer.
    """

    search_wanted = Signal(str)

    def __init__(
        self,
        options: Sequence[Option] = (),
        *,
        placeholder: str = "",
        lookup: bool = False,
        size: str = "normal",
        parent: QWidget | None = None,
    ) -> None:
        self.box = ChoiceBox()
        super().__init__(self.box, parent=parent)
        self._lookup = lookup
        self._value: Any = None
        self.box.always_search = lookup
        self.box.setProperty("extent", size)
        self.box.setPlaceholderText(placeholder)
        self.box.picked.connect(self._pick)
        self.box.activated.connect(self._step)
        self.box.popup_opened.connect(self._opened)
        self.set_options(options)
        self.embed()

    def options(self) -> tuple[Option, ...]:
        """The options in their order."""
        return tuple(self.box.options)

    def set_options(self, options: Sequence[Option]) -> None:
        """Other options or other words; the value stays, as a line of its own if it is not among them."""
        kept = list(options)
        if self._value is not None and self._value not in (option.value for option in kept):
            before = next((option for option in self.box.options if option.value == self._value), None)
            kept.append(before or Option(self._value, str(self._value)))
        self.box.options = kept
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItems([option.text for option in kept])
        self.box.blockSignals(False)
        self._show_value()
        if self._lookup and self.box.popup is not None:
            self.box.popup.set_options(options)

    def value(self) -> Any:
        """The chosen value, None for none."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Choose a value; one that is not among the options is shown as it is."""
        self._value = value
        if value is not None and value not in (option.value for option in self.box.options):
            self.set_options(self.box.options)
        self._show_value()

    def set_placeholder(self, text: str) -> None:
        """The words while nothing is chosen."""
        self.box.setPlaceholderText(text)

    def set_read_only(self, read_only: bool) -> None:
        """Plain text without a box."""
        self.read_only = read_only
        self.box.setProperty("plain", read_only)
        theme.restyle(self.box)

    def _show_value(self) -> None:
        position = next((i for i, option in enumerate(self.box.options) if option.value == self._value), -1)
        self.box.blockSignals(True)
        self.box.setCurrentIndex(position)
        self.box.blockSignals(False)
        self.box.update()

    def _opened(self, popup: OptionPopup) -> None:
        if self._lookup:
            popup.search_wanted.connect(self.search_wanted)

    def _pick(self, option: Option) -> None:
        changed = option.value != self._value
        self._value = option.value
        self._show_value()
        if changed:
            self.edited.emit()
            self.committed.emit()

    def _step(self, position: int) -> None:
        self._pick(self.box.options[position])
