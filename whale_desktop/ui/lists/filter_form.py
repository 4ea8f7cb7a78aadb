"""The filter form of a list: a grid of labelled fields, the first row always there, the rest behind 高級搜索.

Columns: three below 1120 design pixels of width, four from there, five from 1600. Until the member folds or unfolds it, a wide window
shows two rows and a narrow one the first. Enter in any field queries, Esc clears the field, an amber dot on 查詢 says that something
changed since the last query.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Filter
from whale_desktop.ui import theme
from whale_desktop.ui.components import Button, FieldRow, IconButton, align_labels
from whale_desktop.ui.lists.filter_fields import FilterField
from whale_desktop.ui.pages.ports import Services

QUERY = C_("filter", "Query")
RESET = C_("filter", "Reset")
MORE = C_("filter", "Advanced")
LESS = C_("filter", "Collapse")
SAVE_FILTER = C_("filter", "Save as a filter")
_WIDE_FROM = 1200
"""A form of this many design pixels shows two rows at first."""
_LINES_AT_FIRST = 2
_LEAST_FIELD = {"date_range": 232}
"""Design pixels that a field needs to be read, where it is more than the usual 96."""


def filter_names(filters: Iterable[Filter]) -> set[str]:
    """Every `where` field that some filters can fill."""
    return {name for one in filters for name in (one.name, one.upto) if name}


class FilterForm(QFrame):
    """The filter fields of one list with 查詢, 重置 and the fold."""

    queried = Signal()
    save_wanted = Signal()
    fold_turned = Signal(bool)

    def __init__(
        self, filters: tuple[Filter, ...], services: Services, *, savable: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._folded: bool | None = None
        self._columns = 0
        self._drawn = (0, 0)
        self._initial: dict[str, Any] = {}
        self._asked: dict[str, Any] = {}
        ordered = [one for one in filters if one.first] + [one for one in filters if not one.first]
        self.fields = [FilterField(one, services, self) for one in ordered]
        self._rows = [FieldRow("", field.widget) for field in self.fields]
        self.setProperty("surface", "subtle")
        self.setProperty("line", "both")
        self.query_button = Button(kind="accent-outline", key="Enter")
        self.reset_button = Button()
        self.fold_button = Button(kind="link")
        self.save_button = IconButton("ph.bookmark-simple", "")
        self.chips = QWidget()
        self.chips_layout = QHBoxLayout(self.chips)
        self.chips_layout.setContentsMargins(0, 0, 0, 0)
        self.chips.hide()
        self._grid = QGridLayout()
        self._lay_out()
        self.save_button.setVisible(savable)  # only now: without a parent it would be a window of its own
        for field in self.fields:
            field.edited.connect(self._mark)
        for row in self._rows:
            # Only what takes the keyboard: a filter on every child would be asked at each of their events.
            for kind in (QLineEdit, QComboBox):
                for child in row.findChildren(kind):
                    child.installEventFilter(self)
        self.query_button.clicked.connect(self.query)
        self.reset_button.clicked.connect(self.reset)
        self.fold_button.clicked.connect(self._turn_fold)
        self.save_button.clicked.connect(self.save_wanted)
        theme.current().changed.connect(self._dress)
        self._dress()
        self.retranslate()

    def start(self) -> None:
        """Ask for the choices that live behind the port."""
        for field in self.fields:
            field.follow(self)

    def set_initial(self, values: Mapping[str, Any]) -> None:
        """The values that 重置 goes back to."""
        self._initial = dict(values)

    def values(self) -> dict[str, Any]:
        """Field name → Python value of everything that is filled."""
        found: dict[str, Any] = {}
        for field in self.fields:
            found.update(field.values())
        return found

    def asked(self) -> dict[str, Any]:
        """The values of the last query, which is what the rows show."""
        return dict(self._asked)

    def names(self) -> set[str]:
        """Every `where` field that this form can fill."""
        return filter_names(field.spec for field in self.fields)

    def take(self, values: Mapping[str, Any]) -> None:
        """Show `values` and count them as queried."""
        for field in self.fields:
            field.take(values)
        self._asked = self.values()
        self._mark()
        hidden = self.fields[self._columns * self._lines(self._columns) :]
        if self._columns and any(field.values() for field in hidden):
            self._show_fold(folded=False)

    def query(self) -> None:
        """Ask for the list with what the fields say, unless one cannot be read: that one takes the focus."""
        for field in self.fields:
            if field.widget.problem():
                field.widget.editor().setFocus()
                return
        self._asked = self.values()
        self._mark()
        self.queried.emit()

    def reset(self) -> None:
        """Back to the values that the list opens with, and query."""
        self.take(self._initial)
        self.queried.emit()

    def is_changed(self) -> bool:
        """Whether the fields differ from the last query."""
        return self.values() != self._asked

    def is_narrowed(self) -> bool:
        """Whether the last query had any condition."""
        return bool(self._asked)

    def focus_first(self) -> None:
        """Put the focus into the first field."""
        if self.fields:
            self.fields[0].widget.editor().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_folded(self, folded: bool | None) -> None:
        """Fold by the member's choice; None follows the width of the window."""
        self._folded = folded
        self._arrange()

    def retranslate(self) -> None:
        """Labels, placeholders and buttons in the present language."""
        texts = self._services.texts
        for field, row in zip(self.fields, self._rows, strict=True):
            row.set_label(texts(field.spec.short or field.spec.label), full=texts(field.spec.label))
            field.retranslate()
        self.query_button.setText(texts(QUERY))
        self.reset_button.setText(texts(RESET))
        self.save_button.set_name(texts(SAVE_FILTER))
        self._columns = 0
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter queries, Esc clears the field that has the focus; an input method's own keys never come here."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
                self.query()
                return True
            if event.key() == Qt.Key.Key_Escape and not event.modifiers() and self._clear_at(watched):
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another number of columns."""
        super().resizeEvent(event)
        self._arrange()

    def _clear_at(self, watched: QWidget) -> bool:
        for field in self.fields:
            if field.widget is watched or field.widget.isAncestorOf(watched):
                if field.clear():
                    self._mark()
                    return True
                return False
        return False

    def _mark(self) -> None:
        self.query_button.set_marked(self.is_changed())

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for widget in (self.save_button, self.reset_button, self.query_button):
            buttons.addWidget(widget)
        self._right = QVBoxLayout()
        self._right.setSpacing(8)
        self._right.addLayout(buttons)
        self._fold_row = QHBoxLayout()
        self._fold_row.addStretch(1)
        self._right.addLayout(self._fold_row)
        self._right.addStretch(1)
        self._buttons = buttons
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addLayout(self._grid, 1)
        body.addLayout(self._right)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addLayout(body)

    def _turn_fold(self) -> None:
        folded = not self._hides()
        self._show_fold(folded=folded)
        self.fold_turned.emit(folded)

    def _show_fold(self, *, folded: bool) -> None:
        self._folded = folded
        self._arrange()

    def _lines(self, columns: int) -> int:
        """How many rows of fields are shown."""
        if self._folded is None:
            return _LINES_AT_FIRST if self._width() >= _WIDE_FROM else 1
        return 1 if self._folded else -(-len(self._rows) // max(columns, 1))

    def _hides(self) -> bool:
        """Whether some fields are behind 高級搜索."""
        return self._columns * self._lines(self._columns) < len(self._rows)

    def _width(self) -> int:
        return self.width() * 100 // theme.current().scale

    def _arrange(self) -> None:
        columns = self._columns_that_fit()
        lines = self._lines(columns)
        if self._columns and (columns, lines) == self._drawn:
            return
        self._columns, self._drawn = columns, (columns, lines)
        focused = QApplication.focusWidget()
        for row in self._rows:
            self._grid.removeWidget(row)
        for index, row in enumerate(self._rows):
            self._grid.addWidget(row, index // columns, index % columns)
            row.setVisible(index < columns * lines)
        for column in range(5):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
            shown = self._rows[: columns * lines]
            align_labels([row for index, row in enumerate(shown) if column < columns and index % columns == column])
        self._place_fold(hides=self._hides(), beside=lines == 1, needed=len(self._rows) > columns)
        if focused is not None and self.isAncestorOf(focused) and not focused.isVisible():
            self.query_button.setFocus()

    def _columns_that_fit(self) -> int:
        """As many columns as the width is meant for, fewer when labels (English ones, say) would leave the fields no room."""
        width = self._width()
        columns = 5 if width >= 1600 else 4 if width >= 1120 else 3
        buttons = self._right.sizeHint().width() + theme.px(80)
        room = self.width() - buttons - theme.px(32)
        while columns > 2 and self.width() > 0:
            needed = theme.px(16) * (columns - 1)
            shown = list(zip(self.fields, self._rows, strict=True))[: columns * self._lines(columns)]
            for column in range(columns):
                own = shown[column::columns]
                label = max((row.label_width() for _, row in own), default=0)
                least = max((_LEAST_FIELD.get(field.spec.kind, 96) for field, _ in own), default=0)
                needed += label + theme.px(8) + theme.px(least)
            if needed <= room:
                break
            columns -= 1
        return columns

    def _place_fold(self, *, hides: bool, beside: bool, needed: bool) -> None:
        """The word that folds stands beside the buttons where there is only one row, below them else."""
        texts = self._services.texts
        self.fold_button.setText(texts(MORE if hides else LESS))
        self.fold_button.set_icon("ph.caret-down" if hides else "ph.caret-up", after=True)
        for layout in (self._fold_row, self._buttons):
            layout.removeWidget(self.fold_button)
        if beside:
            self._buttons.insertWidget(0, self.fold_button)
        else:
            self._fold_row.addWidget(self.fold_button)
        self.fold_button.setVisible(needed)

    def _dress(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8))
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(8))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self._columns = 0
        self._arrange()
