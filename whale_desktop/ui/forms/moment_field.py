"""A moment of Hong Kong time in two fields: the day and the clock time."""

from datetime import datetime, time, timedelta

from PySide6.QtWidgets import QHBoxLayout

from whale_desktop.kernel.clock import HONG_KONG, hong_kong, hong_kong_date
from whale_desktop.kernel.texts import C_
from whale_desktop.ui import theme
from whale_desktop.ui.components import DateField, Field, Label, spaced
from whale_desktop.ui.forms.clock_field import ClockField
from whale_desktop.ui.pages.ports import Services

HONG_KONG_TIME = C_("form", "Hong Kong time")
TIME_OF_DAY = C_("form", "time of day")
DAY_MISSING = C_("form", "A time needs its day.")


class MomentField(Field):
    """`value()` is an aware datetime, None while the day is empty. A day without a time begins at 00:00; 24:00 is the next day's 00:00."""

    def __init__(self, services: Services) -> None:
        self.day = DateField(today=lambda: hong_kong_date(services.clock.now()))
        super().__init__(self.day.editor())
        self._texts = services.texts
        self.clock = ClockField(services.texts)
        self._zone = Label("", role="small", tone="tx3")
        row = spaced(QHBoxLayout(self), spacing=8)
        for widget in (self.day, self.clock, self._zone):
            row.addWidget(widget)
        row.addStretch(1)
        theme.current().changed.connect(self._fit)
        self._fit()
        self.day.edited.connect(self.edited)
        self.clock.edited.connect(self.edited)
        self.day.committed.connect(self._fill_clock)
        self.clock.committed.connect(self.committed)
        self.retranslate()

    def value(self) -> datetime | None:
        """Day and time, in Hong Kong."""
        day, seconds = self.day.value(), self.clock.value()
        if day is None or (seconds is None and not self.clock.is_blank()):
            return None
        return datetime.combine(day, time(0), tzinfo=HONG_KONG) + timedelta(seconds=seconds or 0)

    def set_value(self, value: datetime | None) -> None:
        """Show a moment in Hong Kong time."""
        local = hong_kong(value) if value is not None else None
        self.day.set_value(local.date() if local is not None else None)
        self.clock.set_value(local.hour * 3600 + local.minute * 60 + local.second if local is not None else None)

    def problem(self) -> str | None:
        """Why a half cannot be read, or that the day is missing."""
        if self.day.problem() or self.clock.problem():
            return self.day.problem() or self.clock.problem()
        return self._texts(DAY_MISSING) if self.day.value() is None and not self.clock.is_blank() else None

    def set_error(self, text: str | None) -> None:
        """The form says the sentence; both rings show where."""
        self.set_invalid(text is not None)

    def set_invalid(self, invalid: bool) -> None:
        """The ring in the error colour around both halves."""
        self.day.set_invalid(invalid)
        self.clock.set_invalid(invalid)

    def set_spoken(self, name: str, description: str) -> None:
        """Each half says the label and what it is."""
        self.day.set_spoken(name, description)
        self.clock.set_spoken(f"{name} {self._texts(TIME_OF_DAY)}", description)

    def set_read_only(self, read_only: bool) -> None:
        """Both halves as plain text."""
        self.read_only = read_only
        self.day.set_read_only(read_only)
        self.clock.set_read_only(read_only)

    def retranslate(self) -> None:
        """Say everything again in the present language."""
        self._zone.setText(self._texts(HONG_KONG_TIME))

    def _fill_clock(self) -> None:
        """A day alone means its beginning; it is written out so that nobody has to guess."""
        if self.day.value() is not None and self.clock.is_blank():
            self.clock.set_value(0)
        self.committed.emit()

    def _fit(self) -> None:
        self.day.setFixedWidth(theme.px(140))
