"""Before and after, field by field: changed fields first with a bar, the old value struck, the new one on a soft fill.

Neutral colours on purpose: red and green would read as loss and gain. Must not know what is compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from whale_desktop.ui.components import words
from whale_desktop.ui.components.buttons import Button
from whale_desktop.ui.components.labels import Label
from whale_desktop.ui.components.layouts import least_height, spaced
from whale_desktop.ui.components.marks import Chip, Tag
from whale_desktop.ui.components.switches import Switch

_SHARES = (24, 38, 38)
"""How the width is shared among field, before and after."""
AT_ONCE = 12
"""So many rows are drawn together; the rest of a long record follows while the window already answers."""


@dataclass(frozen=True)
class Side:
    """One value: its words, and the tone of its dot when it is a state. absent: there is no value."""

    text: str
    tone: str = ""
    absent: bool = False


@dataclass(frozen=True)
class DifferenceRow:
    """One field. reveal: its value is masked and may be shown; `DifferenceTable.reveal_wanted` then carries `name`."""

    name: str
    label: str
    before: Side
    after: Side
    changed: bool
    reveal: bool = False


class DifferenceTable(QWidget):
    """A title with the number of changes, a switch that hides what stayed the same, and the rows. As high as its rows need."""

    reveal_wanted = Signal(str)

    def __init__(self, title: str = "", *, inset: int = 16) -> None:
        """inset: design pixels of the title's line from both edges; 0 where it stands among other titles."""
        super().__init__()
        self._rows: tuple[DifferenceRow, ...] = ()
        self._left: list[DifferenceRow] = []
        self._going_on = QTimer(self, interval=0)
        self._going_on.timeout.connect(self._draw_more)
        self.title = Label(title, role="section")
        self.count = Chip("", tone="info")
        self.only_changes = Switch()
        self._head = _Cells(_cell(), _cell(), _cell(), part="diff-head")
        self._heads = [Label(role="small", tone="tx2", weight=500) for _ in _SHARES]
        for cell, label in zip(self._head.cells, self._heads, strict=True):
            cell.add(label)
        least_height(self._head, "table-head")
        bar = spaced(QHBoxLayout(), margins=(inset, 12, inset, 12), spacing=8)
        bar.addWidget(self.title)
        bar.addWidget(self.count)
        bar.addStretch(1)
        bar.addWidget(self.only_changes)
        self._body = spaced(QVBoxLayout())
        column = spaced(QVBoxLayout(self))
        column.addLayout(bar)
        column.addWidget(self._head)
        column.addLayout(self._body)
        column.addStretch(1)
        self.only_changes.toggled.connect(self._draw)
        words.speaker().changed.connect(self._speak)
        self._speak()

    def set_title(self, title: str) -> None:
        """What is compared."""
        self.title.setText(title)

    def set_rows(self, rows: Sequence[DifferenceRow]) -> None:
        """Show these fields, in their order."""
        self._rows = tuple(rows)
        self._draw()

    def rows(self) -> tuple[DifferenceRow, ...]:
        """The fields that are shown, drawn already or about to be."""
        return tuple(row for row in self._rows if row.changed or not self.only_changes.isChecked())

    def _speak(self) -> None:
        for label, word in zip(self._heads, (words.FIELD, words.BEFORE, words.AFTER), strict=True):
            label.setText(words.say(word))
        self.only_changes.setText(words.say(words.ONLY_CHANGES))
        self.only_changes.setAccessibleName(words.say(words.ONLY_CHANGES))
        self._draw()

    def _draw(self) -> None:
        while self._body.count():
            item = self._body.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        changed = sum(1 for row in self._rows if row.changed)
        self.count.setText(words.say(words.CHANGED_FIELDS, count=changed) if changed else words.say(words.NOTHING_CHANGED))
        self.only_changes.setVisible(0 < changed < len(self._rows))
        self._left = list(self.rows())
        self._draw_more()

    def _draw_more(self) -> None:
        for row in self._left[:AT_ONCE]:
            self._body.addWidget(self._row(row))
        del self._left[:AT_ONCE]
        if self._left:
            self._going_on.start()
        else:
            self._going_on.stop()

    def _row(self, row: DifferenceRow) -> "_Cells":
        field, before, after = _cell(), _cell(), _cell("diff-after", changed=row.changed)
        field.add(
            Label(row.label, tone="tx1" if row.changed else "tx2", weight=500 if row.changed else None, wrap=True), wide=True
        )
        _fill(before, row.before, struck=row.changed)
        _fill(after, row.after, strong=row.changed)
        if row.reveal:
            show = Button(words.say(words.SHOW_VALUE), kind="link", icon="ph.eye")
            show.clicked.connect(lambda: self.reveal_wanted.emit(row.name))
            after.add(show)
        cells = _Cells(field, before, after, part="diff-row", changed=row.changed)
        least_height(cells, "card-row")
        cells.setAccessibleName(words.say(words.SPOKEN_CHANGE, field=row.label, before=row.before.text, after=row.after.text))
        return cells


class _Cell(QFrame):
    """One of the three cells of a row; its width is a share of the row, whatever stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._line = spaced(QHBoxLayout(self), margins=(16, 6, 8, 6), spacing=8)

    def add(self, widget: QWidget, *, wide: bool = False) -> None:
        """Put something at the right end; wide takes the room that is left."""
        if wide:
            self._line.addWidget(widget, 1)
        else:
            self._line.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def end(self) -> None:
        """Keep what was put in at the left."""
        self._line.addStretch(1)


def _cell(part: str = "", *, changed: bool = False) -> _Cell:
    cell = _Cell()
    cell.setProperty("part", part)
    cell.setProperty("changed", changed)
    return cell


class _Cells(QFrame):
    """A row: the bar of a change, then field, before, after."""

    def __init__(self, *cells: _Cell, part: str, changed: bool = False) -> None:
        super().__init__()
        self.cells = cells
        self.setProperty("part", part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        mark = QFrame()
        mark.setProperty("part", "diff-mark")
        mark.setProperty("changed", changed)
        line = spaced(QHBoxLayout(self))
        line.addWidget(mark)
        for cell, share in zip(cells, _SHARES, strict=True):
            line.addWidget(cell, share)


def _fill(cell: _Cell, side: Side, *, struck: bool = False, strong: bool = False) -> None:
    """Put a value into its cell."""
    if side.tone and not side.absent:
        cell.add(Tag(side.text, side.tone))
        cell.end()
        return
    muted = side.absent or struck
    label = Label(side.text, tone="tx3" if muted else "tx1" if strong else "tx2", weight=600 if strong else None, wrap=True)
    label.setProperty("struck", struck and not side.absent)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    cell.add(label, wide=True)
