"""The calendar that drops down from a date field: a month of days, by mouse and by keys."""

import calendar
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import painting, words
from whale_desktop.ui.components.buttons import Button, IconButton
from whale_desktop.ui.components.labels import Label
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.popups import Popup

_WEEKS = 6


def moved_by_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day."""
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


class MonthGrid(QWidget):
    """Six weeks of days, Monday first. `chosen` says the day that was clicked or confirmed with Enter."""

    chosen = Signal(object)
    month_changed = Signal()

    def __init__(self, day: date, today: date, *, least: date | None = None, most: date | None = None) -> None:
        super().__init__()
        self.day = day
        self._today = today
        self._least = least or date.min + timedelta(days=366)
        self._most = most or date.max - timedelta(days=366)
        self._hovered: date | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def go(self, day: date) -> None:
        """Move the mark to a day within the limits."""
        before = self.day
        self.day = min(max(day, self._least), self._most)
        if (before.year, before.month) != (self.day.year, self.day.month):
            self.month_changed.emit()
        self.setAccessibleName(self.day.isoformat())
        self.update()

    def sizeHint(self) -> QSize:
        """Seven columns, a head and six weeks."""
        return QSize(7 * theme.px(36), (_WEEKS + 1) * theme.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the heads and the days."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        small = theme.font("small")
        for column, name in enumerate(words.WEEKDAYS):
            rect = self._cell(-1, column)
            painting.draw_line(painter, rect, words.say(name), font=small, color=theme.color("tx3"), align="centre")
        for position in range(7 * _WEEKS):
            self._paint_day(painter, self._first() + timedelta(days=position), self._cell(*divmod(position, 7)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the day under the pointer."""
        self._hovered = self._day_at(event.position().toPoint())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """No day is lit any more."""
        self._hovered = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the day under the pointer."""
        day = self._day_at(event.position().toPoint())
        if day is not None and self._least <= day <= self._most:
            self.chosen.emit(day)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A month per notch."""
        self.go(moved_by_months(self.day, -1 if event.angleDelta().y() > 0 else 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move by day and week, Page keys by month, Home to today, Enter chooses."""
        days = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        key = Qt.Key(event.key())
        if key in days:
            self.go(self.day + timedelta(days=days[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.go(moved_by_months(self.day, -1 if key is Qt.Key.Key_PageUp else 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_T):
            self.go(self._today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.day)
        else:
            super().keyPressEvent(event)

    def _first(self) -> date:
        """The Monday of the first week shown."""
        first = self.day.replace(day=1)
        return first - timedelta(days=first.weekday())

    def _cell(self, week: int, column: int) -> QRect:
        width, height = theme.px(36), theme.px(28)
        return QRect(column * width, (week + 1) * height, width, height)

    def _day_at(self, point: QPoint) -> date | None:
        for position in range(7 * _WEEKS):
            if self._cell(*divmod(position, 7)).contains(point):
                return self._first() + timedelta(days=position)
        return None

    def _paint_day(self, painter: QPainter, day: date, rect: QRect) -> None:
        box = QRectF(theme.centred(rect, theme.px(32), theme.px(24)))
        usable = self._least <= day <= self._most
        token = "tx1" if usable and day.month == self.day.month else "tx3" if usable else "tx-dis"
        painter.setPen(Qt.PenStyle.NoPen)
        if day == self.day:
            painter.setBrush(theme.color("accent-fill"))
            painter.drawRoundedRect(box, 4, 4)
            token = "on-accent"
        elif day == self._hovered and usable:
            painter.setBrush(theme.color("bg-hover"))
            painter.drawRoundedRect(box, 4, 4)
        if day == self._today and day != self.day:
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        font = theme.font("body", 600 if day == self.day else 400)
        painting.draw_line(painter, rect, str(day.day), font=font, color=theme.color(token), align="centre")


class CalendarPopup(Popup):
    """A month with arrows, and a way to today. `chosen` says the day; the popup closes itself then."""

    chosen = Signal(object)

    def __init__(self, anchor: QWidget, day: date, today: date, *, least: date | None = None, most: date | None = None) -> None:
        super().__init__(anchor)
        self.grid = MonthGrid(day, today, least=least, most=most)
        self._title = Label("", role="section")
        back = IconButton("ph.caret-left", words.say(words.PREVIOUS_MONTH))
        on = IconButton("ph.caret-right", words.say(words.NEXT_MONTH))
        now = Button(words.say(words.TODAY), kind="link")
        back.clicked.connect(lambda: self.grid.go(moved_by_months(self.grid.day, -1)))
        on.clicked.connect(lambda: self.grid.go(moved_by_months(self.grid.day, 1)))
        now.clicked.connect(lambda: self._choose(today))
        for button in (back, on, now):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = spaced(QVBoxLayout(self), margins=(8, 8, 8, 8), spacing=4)
        head = spaced(QHBoxLayout(), margins=(8, 0, 0, 0), spacing=4)
        head.addWidget(self._title, 1)
        head.addWidget(now)
        head.addWidget(back)
        head.addWidget(on)
        column.addLayout(head)
        column.addWidget(self.grid)
        self.grid.chosen.connect(self._choose)
        self.grid.month_changed.connect(self._name_month)
        self._name_month()
        self.setFocusProxy(self.grid)

    def _name_month(self) -> None:
        day = self.grid.day
        self._title.setText(words.say(words.MONTH_TITLE, year=day.year, month=f"{day.month:02d}"))

    def _choose(self, day: date) -> None:
        self.close()
        self.chosen.emit(day)
