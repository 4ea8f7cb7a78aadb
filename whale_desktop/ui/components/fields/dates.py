"""Date fields: typed in short forms (0318, 20240318, t, t-1), or picked from a calendar (F4, Alt+Down)."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import words
from whale_desktop.ui.components.calendar import CalendarPopup
from whale_desktop.ui.components.fields.base import Field
from whale_desktop.ui.components.fields.parsing import UnreadableError, parse_date
from whale_desktop.ui.components.fields.text import LineEdit
from whale_desktop.ui.components.labels import Label
from whale_desktop.ui.components.layouts import spaced

Today = Callable[[], date]


class _DateEdit(LineEdit):
    """A line edit that asks for the calendar by F4 and Alt+Down and says steps of a day."""

    calendar_wanted = Signal()
    stepped = Signal(int)
    focus_changed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F4 and Alt+Down open, Up and Down step."""
        key = event.key()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if self.isReadOnly():
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_F4 or (alt and key == Qt.Key.Key_Down):
            self.calendar_wanted.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            self.stepped.emit(1 if key == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tell the frame around when the focus comes or goes."""
        done = super().event(event)
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focus_changed.emit()
        return done


class DateField(Field):
    """A day. `today` gives the day that `t` and short forms refer to (the ledger date). `value()` is a `date` or None."""

    def __init__(
        self,
        today: Today,
        *,
        least: date | None = None,
        most: date | None = None,
        placeholder: str = "",
        bare: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self.line = _DateEdit(end_icon="" if bare else "ph.calendar-blank")
        super().__init__(self.line, parent=parent)
        self._today = today
        self._limits = (least, most)
        self.line.setPlaceholderText(placeholder)
        self.line.setProperty("bare", bare)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.editingFinished.connect(self._finish)
        self.line.end_clicked.connect(self.open_calendar)
        self.line.calendar_wanted.connect(self.open_calendar)
        self.line.stepped.connect(self._step)
        self.embed()

    def value(self) -> date | None:
        """The day, None when blank or unreadable."""
        try:
            return parse_date(self.line.text(), self._today())
        except UnreadableError:
            return None

    def set_value(self, value: date | None) -> None:
        """Show a day."""
        self.line.setText("" if value is None else value.isoformat())

    def problem(self) -> str | None:
        """Why the text cannot be read."""
        try:
            parse_date(self.line.text(), self._today())
        except UnreadableError:
            return words.say(words.NOT_A_DATE)
        return None

    def set_limits(self, least: date | None, most: date | None) -> None:
        """The days that the calendar offers; typing another one is for the rules to refuse."""
        self._limits = (least, most)

    def set_placeholder(self, text: str) -> None:
        """What to type, while the field is empty."""
        self.line.setPlaceholderText(text)

    def set_read_only(self, read_only: bool) -> None:
        """Plain text without the icon of the calendar."""
        super().set_read_only(read_only)
        self.line.set_end_icon("" if read_only else "ph.calendar-blank")

    def open_calendar(self, anchor: QWidget | None = None) -> CalendarPopup:
        """Drop the calendar down."""
        least, most = self._limits
        today = self._today()
        popup = CalendarPopup(anchor or self.line, self.value() or today, today, least=least, most=most)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.chosen.connect(self._pick)
        popup.drop()
        popup.grid.setFocus(Qt.FocusReason.PopupFocusReason)
        return popup

    def _pick(self, day: date) -> None:
        self.set_value(day)
        self.edited.emit()
        self.committed.emit()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _step(self, days: int) -> None:
        if self.problem() is None:
            day = self.value() or self._today()
            self.set_value(date.fromordinal(day.toordinal() + days))
            self.edited.emit()

    def _finish(self) -> None:
        value = self.value()
        if value is not None:
            self.set_value(value)
        self.committed.emit()


class _RangeFrame(QWidget):
    """One box around two bare date edits; the ring shows while one of them has the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = any(edit.hasFocus() for edit in self.findChildren(_DateEdit))
        token = "err" if self.property("invalid") else "accent" if focused else "line-input"
        strong = token != "line-input"
        painter.setPen(QPen(theme.color(token), 2 if strong else 1))
        painter.setBrush(theme.color("bg-surface" if self.isEnabled() else "bg-subtle"))
        edge = 1.0 if strong else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), theme.px(4), theme.px(4))


class DateRangeField(Field):
    """Two days in one box. `value()` is (start, end), each a `date` or None."""

    def __init__(self, today: Today, *, parent: QWidget | None = None) -> None:
        self.frame = _RangeFrame()
        super().__init__(self.frame, parent=parent)
        self.start = DateField(today, bare=True)
        self.end = DateField(today, bare=True)
        self._to = Label(words.say(words.TO), tone="tx2")
        self.start.line.set_icon("ph.calendar-blank")
        row = spaced(QHBoxLayout(self.frame), margins=(2, 2, 8, 2), spacing=4)
        row.addWidget(self.start)
        row.addWidget(self._to)
        row.addWidget(self.end, 1)
        theme.current().changed.connect(self._fit)
        self._fit()
        for half in (self.start, self.end):
            half.edited.connect(self.edited)
            half.committed.connect(self.committed)
            half.line.focus_changed.connect(self.frame.update)
        self.setFocusProxy(self.start.line)
        words.speaker().changed.connect(self._relabel)
        self.embed()
        self._relabel()

    def editor(self) -> QWidget:
        """The first of the two edits."""
        return self.start.line

    def value(self) -> tuple[date | None, date | None]:
        """Start and end."""
        return self.start.value(), self.end.value()

    def set_value(self, value: tuple[date | None, date | None] | None) -> None:
        """Show two days."""
        start, end = value or (None, None)
        self.start.set_value(start)
        self.end.set_value(end)

    def problem(self) -> str | None:
        """Why one of the texts cannot be read."""
        return self.start.problem() or self.end.problem()

    def set_invalid(self, invalid: bool) -> None:
        """Draw the ring in the error colour, or not."""
        self.frame.setProperty("invalid", invalid)
        self.frame.update()

    def set_read_only(self, read_only: bool) -> None:
        """Both halves."""
        self.read_only = read_only
        self.start.line.setReadOnly(read_only)
        self.end.line.setReadOnly(read_only)

    def set_spoken(self, name: str, description: str) -> None:
        """Each half says the label and which end it is."""
        for half, end in ((self.start, words.FROM_DATE), (self.end, words.TO_DATE)):
            half.set_spoken(f"{name} {words.say(end)}", description)

    def _fit(self) -> None:
        """The first half is just wide enough for a day, so that the two read as one; the second never cuts one."""
        day = theme.current().metrics("body").horizontalAdvance("2024-03-18") + theme.px(8)
        self.start.setFixedWidth(day + theme.px(26))
        self.end.setMinimumWidth(day)

    def _relabel(self) -> None:
        self._to.setText(words.say(words.TO))
