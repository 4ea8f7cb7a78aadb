"""Several out of a list: a grid of check boxes when there are few, chips in a box when there are many."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QLayoutItem, QSizePolicy, QVBoxLayout, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import words
from whale_desktop.ui.components.buttons import Button
from whale_desktop.ui.components.fields.base import Field
from whale_desktop.ui.components.fields.choices import Option, OptionPopup
from whale_desktop.ui.components.fields.text import LineEdit
from whale_desktop.ui.components.labels import Label
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.marks import Chip
from whale_desktop.ui.components.switches import CheckBox


class FlowLayout(QLayout):
    """Items one after another, wrapping into lines; the last item may stretch to the end of its line."""

    def __init__(self, parent: QWidget | None = None, *, stretch_last: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._stretch_last = stretch_last

    def addItem(self, item: QLayoutItem) -> None:
        """Put an item at the end."""
        self._items.append(item)

    def insert_before_last(self, widget: QWidget) -> None:
        """Put a widget before the last item."""
        self.addWidget(widget)
        self._items.insert(len(self._items) - 2, self._items.pop())

    def count(self) -> int:
        """The number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        """The item at a position; None beyond the end, as Qt asks for it."""
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]  # the stub forbids Qt's own null

    def takeAt(self, index: int) -> QLayoutItem:
        """Take an item out; None beyond the end, as Qt asks for it."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None  # type: ignore[return-value]  # the same

    def hasHeightForWidth(self) -> bool:
        """Lines depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height that the lines need at `width`."""
        return self._arrange(QRect(0, 0, width, 0), apply=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._arrange(rect, apply=True)

    def sizeHint(self) -> QSize:
        """At least the widest item."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """At least the widest item."""
        margins = self.contentsMargins()
        width = max((item.minimumSize().width() for item in self._items), default=0)
        height = max((item.minimumSize().height() for item in self._items), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, apply: bool) -> int:
        """Break the items into lines, centre each in its line; returns the height used."""
        margins, gap = self.contentsMargins(), self.spacing()
        room = rect.width() - margins.left() - margins.right()
        y = rect.y() + margins.top()
        lines = self._lines(room)
        for number, line in enumerate(lines):
            height = max(size.height() for _item, size in line)
            x = rect.x() + margins.left()
            for item, size in line:
                if self._stretch_last and item is self._items[-1]:
                    size.setWidth(max(size.width(), rect.x() + margins.left() + room - x))
                if apply:
                    item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))
                x += size.width() + gap
            y += height + (gap if number < len(lines) - 1 else 0)
        return y + margins.bottom() - rect.y()

    def _lines(self, room: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        """The visible items with their sizes, broken where the next one would not fit into `room`."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint()
            if not lines or used + size.width() > room:
                lines.append([])
                used = 0
            lines[-1].append((item, size))
            used += size.width() + self.spacing()
        return lines


class MultiChoiceField(Field):
    """Several values as a grid of check boxes with "selected n / m" and "select all". `value()` is a tuple in the options' order."""

    def __init__(self, options: Sequence[Option] = (), *, columns: int = 4, parent: QWidget | None = None) -> None:
        self._grid_box = QWidget()
        super().__init__(self._grid_box, parent=parent)
        self._columns = columns
        self._options: list[Option] = []
        self._boxes: list[CheckBox] = []
        self._grid = spaced(QGridLayout(self._grid_box), margins=(0, 2, 0, 0), spacing=(16, 3))
        self._count = Label("", role="small", tone="tx3")
        self._all = Button("", kind="link")
        self._all.clicked.connect(self._select_all)
        foot = spaced(QHBoxLayout(), spacing=8)
        foot.addStretch(1)
        foot.addWidget(self._count)
        foot.addWidget(self._all)
        column = spaced(QVBoxLayout(self), spacing=2)
        column.addWidget(self._grid_box)
        column.addLayout(foot)
        words.speaker().changed.connect(self._count_again)
        self.set_options(options)

    def editor(self) -> QWidget:
        """The first check box."""
        return self._boxes[0] if self._boxes else self._grid_box

    def set_options(self, options: Sequence[Option]) -> None:
        """Other options or other words; what was chosen and still exists stays."""
        chosen = set(self.value())
        for box in self._boxes:
            self._grid.removeWidget(box)
            box.deleteLater()
        self._options = list(options)
        self._boxes = []
        for position, option in enumerate(self._options):
            box = CheckBox(option.text)
            box.setChecked(option.value in chosen)
            box.setEnabled(option.enabled and not self.read_only)
            box.setToolTip(option.hint)
            box.clicked.connect(self._clicked)
            self._grid.addWidget(box, position // self._columns, position % self._columns)
            self._boxes.append(box)
        self._grid.setColumnStretch(self._columns, 1)
        if self._boxes:
            self.setFocusProxy(self._boxes[0])
        self._order_tabs()
        self._count_again()

    def showEvent(self, event: QShowEvent) -> None:
        """Being put into a form shuffles the order of Tab."""
        super().showEvent(event)
        self._order_tabs()

    def boxes(self) -> dict[Any, CheckBox]:
        """The check box of each value, in the order of the options."""
        return {option.value: box for option, box in zip(self._options, self._boxes, strict=True)}

    def value(self) -> tuple[Any, ...]:
        """The chosen values in the order of the options."""
        return tuple(option.value for option, box in zip(self._options, self._boxes, strict=True) if box.isChecked())

    def set_value(self, value: Sequence[Any] | None) -> None:
        """Check these values and no others."""
        wanted = tuple(value or ())
        for option, box in zip(self._options, self._boxes, strict=True):
            box.setChecked(option.value in wanted)
        self._count_again()

    def set_read_only(self, read_only: bool) -> None:
        """Show what is checked without letting it change."""
        self.read_only = read_only
        for option, box in zip(self._options, self._boxes, strict=True):
            box.setEnabled(option.enabled and not read_only)
        self._all.setVisible(not read_only)

    def set_spoken(self, name: str, description: str) -> None:
        """The group says the label."""
        self._grid_box.setAccessibleName(name)
        self._grid_box.setAccessibleDescription(description)

    def set_invalid(self, invalid: bool) -> None:
        """Check boxes have no ring of their own; the sentence below says it."""
        self._grid_box.setProperty("invalid", invalid)

    def _order_tabs(self) -> None:
        """Tab goes through the boxes and only then to "select all"."""
        for one, following in pairwise([*self._boxes, self._all]):
            self.setTabOrder(one, following)

    def _clicked(self) -> None:
        self._count_again()
        self.edited.emit()
        self.committed.emit()

    def _select_all(self) -> None:
        checked = not all(box.isChecked() for box in self._boxes if box.isEnabled())
        for box in self._boxes:
            if box.isEnabled():
                box.setChecked(checked)
        self._clicked()

    def _count_again(self) -> None:
        chosen = len(self.value())
        everything = chosen == len(self._options) and chosen > 0
        self._count.setText(words.say(words.SELECTED, count=chosen, total=len(self._options)))
        self._all.setText(words.say(words.CLEAR_ALL if everything else words.SELECT_ALL))


class _ChipBox(QWidget):
    """The frame around chips and the line that adds another."""

    def __init__(self) -> None:
        super().__init__()
        self.line = LineEdit()
        self.line.setProperty("bare", True)
        self.line.setMinimumWidth(theme.px(140))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.line.installEventFilter(self)
        self.flow = FlowLayout(self, stretch_last=True)
        spaced(self.flow, margins=(6, 2, 6, 2), spacing=4)
        self.flow.addWidget(self.line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The ring follows the focus of the line."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Anywhere in the box means the line."""
        self.line.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        token = "err" if self.property("invalid") else "accent" if self.line.hasFocus() else "line-input"
        strong = token != "line-input"
        painter.setPen(QPen(theme.color(token), 2 if strong else 1))
        painter.setBrush(theme.color("bg-surface" if self.isEnabled() else "bg-subtle"))
        edge = 1.0 if strong else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), theme.px(4), theme.px(4))


class ChipsField(Field):
    """Several values as chips; typing searches the options, Backspace in the empty line takes the last chip away.

    With `lookup` the search happens elsewhere: `search_wanted` says what was typed, `set_options` brings the answer.
    """

    search_wanted = Signal(str)

    def __init__(
        self, options: Sequence[Option] = (), *, placeholder: str = "", lookup: bool = False, parent: QWidget | None = None
    ) -> None:
        self.box = _ChipBox()
        super().__init__(self.box.line, parent=parent)
        self._lookup = lookup
        self._options = list(options)
        self._chosen: list[Option] = []
        self._chips: list[Chip] = []
        self._placeholder = placeholder
        self._popup: OptionPopup | None = None
        self.box.line.setPlaceholderText(placeholder)
        self.box.line.textEdited.connect(self._typed)
        self.box.line.installEventFilter(self)
        spaced(QHBoxLayout(self)).addWidget(self.box)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def set_options(self, options: Sequence[Option]) -> None:
        """Other options, or the answer to a search."""
        self._options = list(options)
        if self._popup is not None:
            self._popup.set_options(self._free_options())

    def value(self) -> tuple[Any, ...]:
        """The chosen values in the order they were added."""
        return tuple(option.value for option in self._chosen)

    def set_value(self, value: Sequence[Any] | None) -> None:
        """Show these values; `Option`s may be given too, for values that no search has brought yet."""
        known = {option.value: option for option in [*self._options, *self._chosen]}
        self._chosen = [item if isinstance(item, Option) else known.get(item, Option(item, str(item))) for item in value or ()]
        self._show_chips()

    def set_placeholder(self, text: str) -> None:
        """What to type, while nothing is chosen."""
        self._placeholder = text
        self._show_chips()

    def set_read_only(self, read_only: bool) -> None:
        """Chips without crosses."""
        self.read_only = read_only
        self.box.line.setVisible(not read_only)
        self._show_chips()

    def set_invalid(self, invalid: bool) -> None:
        """Draw the ring in the error colour, or not."""
        self.box.setProperty("invalid", invalid)
        self.box.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Backspace in the empty line removes the last chip; Down opens the list."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Backspace and not self.box.line.text() and self._chosen:
            self._remove(self._chosen[-1])
            return True
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self._open("")
            return True
        return False

    def _free_options(self) -> list[Option]:
        taken = set(self.value())
        return [option for option in self._options if option.value not in taken]

    def _typed(self, text: str) -> None:
        if text.strip():
            self._open(text)

    def _open(self, text: str) -> None:
        """Drop the list down; the typed text moves into its search line."""
        if self._popup is not None:
            return
        popup = OptionPopup(self.box, self._free_options(), None, search=True)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.chosen.connect(self._add)
        popup.closed.connect(self._closed)
        if self._lookup:
            popup.search_wanted.connect(self.search_wanted)
        self._popup = popup
        popup.drop()
        if text:
            popup.line.insert(text)
            popup.line.textEdited.emit(text)
        self.box.line.clear()

    def _closed(self) -> None:
        self._popup = None

    def _add(self, option: Option) -> None:
        self._chosen.append(option)
        self._show_chips()
        self.edited.emit()
        self.box.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _remove(self, option: Option) -> None:
        self._chosen.remove(option)
        self._show_chips()
        self.edited.emit()
        self.box.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_chips(self) -> None:
        for chip in self._chips:
            self.box.flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for option in self._chosen:
            chip = Chip(option.text, tone="info", removable=not self.read_only)
            chip.removed.connect(lambda wanted=option: self._remove(wanted))
            self.box.flow.insert_before_last(chip)
            chip.show()
            self._chips.append(chip)
        self.box.line.setPlaceholderText("" if self._chosen else self._placeholder)
        self.box.flow.invalidate()
        self.box.updateGeometry()
        self.updateGeometry()
