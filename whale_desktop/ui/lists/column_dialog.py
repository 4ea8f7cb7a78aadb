"""The dialog 自定義列表: which columns, in which order, how wide, pinned or not, and how high the rows are.

Space ticks, P pins, Alt+↑ and Alt+↓ move; the mouse drags. 還原 puts the shipped layout back, really.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from whale_desktop.kernel.texts import C_
from whale_desktop.screens import ListScreen
from whale_desktop.ui import theme
from whale_desktop.ui.components import Button, Dialog, IntegerField, Label, Segment, SegmentTab, open_dialog
from whale_desktop.ui.components.painting import draw_line
from whale_desktop.ui.components.switches import draw_check_box
from whale_desktop.ui.lists.layout import DENSITIES, ColumnChoice, ListLayout, shipped
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.wording import CANCEL, SAVE

TITLE = C_("columns", "Column settings")
RESTORE = C_("columns", "Restore")
ROW_HEIGHT = C_("columns", "Row height")
WIDTH = C_("columns", "Width of “{column}”")
WIDTH_HINT = C_("columns", "Automatic")
HIDDEN_FOR_WIDTH = C_("columns", "hidden for lack of width")
PINNED = C_("columns", "pinned")
KEYS = C_("columns", "Space shows, P pins, Alt+↑↓ moves")
AT_LEAST_ONE = C_("columns", "At least one column must be shown")

_CHOICE = int(Qt.ItemDataRole.UserRole)
_NOTE = _CHOICE + 1
Index = QModelIndex | QPersistentModelIndex


class ColumnList(QListWidget):
    """The columns in order. Each item keeps its `ColumnChoice`."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setItemDelegate(_ColumnDelegate(self))
        self.setMouseTracking(True)
        self.setMinimumHeight(theme.px(280))

    def show_choices(self, choices: Collection[ColumnChoice], labels: dict[str, str], notes: dict[str, str]) -> None:
        """Show these columns."""
        self.clear()
        for choice in choices:
            item = QListWidgetItem(labels[choice.name])
            item.setData(_CHOICE, choice)
            item.setData(_NOTE, notes.get(choice.name, ""))
            self.addItem(item)
        self.setCurrentRow(0)

    def choices(self) -> tuple[ColumnChoice, ...]:
        """The columns as they stand now."""
        return tuple(self.item(row).data(_CHOICE) for row in range(self.count()))

    def choice(self, row: int) -> ColumnChoice | None:
        """The column at a row."""
        return self.item(row).data(_CHOICE) if 0 <= row < self.count() else None

    def change(self, row: int, **fields: Any) -> None:
        """Change a column's choice."""
        choice = self.choice(row)
        if choice is not None:
            self.item(row).setData(_CHOICE, replace(choice, **fields))
            self.edited.emit()

    def shift(self, row: int, by: int) -> None:
        """Move a column up or down."""
        target = row + by
        if 0 <= row < self.count() and 0 <= target < self.count():
            item = self.takeItem(row)
            self.insertItem(target, item)
            self.setCurrentRow(target)
            self.edited.emit()

    def dropEvent(self, event: QDropEvent) -> None:
        """A dragged column stands elsewhere now."""
        super().dropEvent(event)
        self.edited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, P and Alt with arrows."""
        row = self.currentRow()
        choice = self.choice(row)
        if choice is not None and event.key() == Qt.Key.Key_Space:
            self.change(row, shown=not choice.shown)
        elif choice is not None and event.key() == Qt.Key.Key_P and not event.modifiers():
            self.change(row, pinned=not choice.pinned)
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.shift(row, -1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the tick or on the pin turns it."""
        super().mouseReleaseEvent(event)
        position = event.position().toPoint()
        row = self.indexAt(position).row()
        choice = self.choice(row)
        if choice is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if position.x() > self.viewport().width() - theme.px(40):
            self.change(row, pinned=not choice.pinned)
        elif position.x() < theme.px(56):
            self.change(row, shown=not choice.shown)


class _ColumnDelegate(QStyledItemDelegate):
    """Handle, tick, name, note, pin."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """28 design pixels high."""
        return QSize(theme.px(200), theme.current().row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one column."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        choice: ColumnChoice = index.data(_CHOICE)
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, theme.color("bg-sel" if chosen else "bg-surface"))
        side = theme.px(16)
        top = rect.top() + (rect.height() - side) // 2
        theme.icon("ph.dots-six-vertical", "tx3").paint(painter, QRect(rect.left() + theme.px(8), top, side, side))
        tick = Qt.CheckState.Checked if choice.shown else Qt.CheckState.Unchecked
        draw_check_box(painter, QRect(rect.left() + theme.px(32), top, side, side), tick)
        words = rect.adjusted(theme.px(60), 0, -theme.px(40), 0)
        draw_line(painter, words, index.data(), font=theme.font(), color=theme.color("tx1"))
        note = index.data(_NOTE)
        if note:
            draw_line(painter, words, note, font=theme.font("small"), color=theme.color("tx3"), align="right")
        pin = theme.icon("ph.push-pin-fill" if choice.pinned else "ph.push-pin", "accent" if choice.pinned else "tx3")
        pin.paint(painter, QRect(rect.right() - theme.px(28), top, side, side))
        painter.restore()


class ColumnDialog(Dialog):
    """Edits a copy of the layout; `result_layout` is what 保存 keeps."""

    def __init__(self, screen: ListScreen, services: Services, layout: ListLayout, hidden: Collection[str]) -> None:
        texts = services.texts
        super().__init__(texts(TITLE), width="confirm")
        self._screen = screen
        self._services = services
        self._layout = layout
        self._before = layout
        self._labels = {one.name: texts(one.label) for one in screen.columns}
        self.list = ColumnList()
        self.restore = Button(texts(RESTORE), kind="link")
        self.width_label = Label(tone="tx2")
        self.width_field = IntegerField(step=8, minimum=0, placeholder=texts(WIDTH_HINT))
        self.density = Segment([SegmentTab(str(one), str(one)) for one in DENSITIES])
        self._build(hidden)
        self.set_action(texts(SAVE))
        self.cancel_button.setText(texts(CANCEL))
        self.set_consequence(texts(KEYS))
        self.is_dirty = lambda: self.result_layout() != self._before
        self.restore.clicked.connect(self._restore)
        self.list.currentRowChanged.connect(self._show_width)
        self.list.edited.connect(self._show_width)
        self.width_field.edited.connect(self._take_width)
        self.submitted.connect(self._finish)
        self._notes = {name: texts(HIDDEN_FOR_WIDTH) for name in hidden}
        self._show(layout)

    def result_layout(self) -> ListLayout:
        """The layout as it stands in the dialog."""
        chosen = self.list.choices()
        ordered = (*(one for one in chosen if one.pinned), *(one for one in chosen if not one.pinned))
        return replace(self._layout, columns=ordered, density=int(self.density.current() or self._layout.density))

    def _build(self, hidden: Collection[str]) -> None:
        self.head_layout.addWidget(self.restore)
        self.body_layout.addWidget(self.list)
        width_row = QHBoxLayout()
        width_row.addWidget(self.width_label)
        width_row.addStretch(1)
        self.width_field.setFixedWidth(theme.px(96))
        width_row.addWidget(self.width_field)
        density_row = QHBoxLayout()
        density_row.addWidget(Label(self._services.texts(ROW_HEIGHT), tone="tx2"))
        density_row.addStretch(1)
        density_row.addWidget(self.density)
        self.body_layout.addLayout(width_row)
        self.body_layout.addLayout(density_row)

    def _show(self, layout: ListLayout) -> None:
        self._layout = layout
        self.list.show_choices(layout.columns, self._labels, self._notes)
        self.density.set_current(str(layout.density))
        self._show_width()

    def _restore(self) -> None:
        """The shipped layout; the page size is no part of it and stays."""
        self._show(replace(shipped(self._screen), page_size=self._layout.page_size))

    def _show_width(self, *_: int) -> None:
        choice = self.list.choice(self.list.currentRow())
        if choice is not None:
            self.width_label.setText(self._services.texts(WIDTH, column=self._labels[choice.name]))
            if not self.width_field.editor().hasFocus():
                self.width_field.set_value(choice.width or None)

    def _take_width(self) -> None:
        self.list.change(self.list.currentRow(), width=max(0, min(self.width_field.value() or 0, 2000)))

    def _finish(self) -> None:
        if not any(one.shown for one in self.list.choices()):
            self.set_error_count(self._services.texts(AT_LEAST_ONE))
            return
        self.done(self.result_layout())


async def edit_columns(
    screen: ListScreen,
    services: Services,
    layout: ListLayout,
    *,
    hidden: Collection[str],
    over: QWidget,
    opened: Callable[[ColumnDialog], object] | None = None,
) -> ListLayout | None:
    """Let the person change the layout; None when he calls it off. opened: told of the dialog, for whoever watches."""
    dialog = ColumnDialog(screen, services, layout, hidden)
    if opened is not None:
        opened(dialog)
    result = await open_dialog(dialog, over=over.window())
    return result if isinstance(result, ListLayout) else None
