"""Clock times as people type and read them: `9`, `0900`, `9:00`, `09:00:00`, `24:00` in, `09:00` out.

All values are whole seconds since midnight, Hong Kong wall clock, 0 to 86,400.
"""

import re
import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from whale_desktop.kernel.texts import C_
from whale_desktop.ui import theme
from whale_desktop.ui.components import Field, LineEdit
from whale_desktop.ui.pages.ports import Texts

NOT_A_TIME = C_("form", "This is not a time of day. Example: 9, 0900, 15:30 or 24:00.")
MINUTE = 60
DAY_SECONDS = 24 * 60 * MINUTE

_DIGITS = re.compile(r"\d{1,6}")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def parse_clock(text: str) -> int | None:
    """The time a person typed, None for blank. Raises `ValueError` when it cannot be read.

    One or two digits are hours, three or four hours and minutes, five or six with seconds too.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace(" ", "").replace(".", ":")
    if not plain:
        return None
    if _DIGITS.fullmatch(plain):
        padded = plain.zfill(2) if len(plain) <= 2 else plain.zfill(len(plain) + len(plain) % 2)
        plain = ":".join(padded[at : at + 2] for at in range(0, len(padded), 2))
        if len(padded) == 2:
            plain += ":00"
    match = _CLOCK.fullmatch(plain)
    if match is None:
        raise ValueError(text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = (hours * MINUTE + minutes) * MINUTE + seconds
    if minutes >= MINUTE or seconds >= MINUTE or total > DAY_SECONDS:
        raise ValueError(text)
    return total


def short_clock(seconds: int) -> str:
    """`HH:MM`, with the seconds only where there are any."""
    hours, minutes, rest = seconds // 3600, seconds // MINUTE % 60, seconds % MINUTE
    return f"{hours:02d}:{minutes:02d}" + (f":{rest:02d}" if rest else "")


class ClockField(Field):
    """A time of day as seconds since midnight; the text is written out on leaving the field."""

    def __init__(self, texts: Texts) -> None:
        self.line = LineEdit()
        super().__init__(self.line)
        self._texts = texts
        self.line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.editingFinished.connect(self._finish)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.current().changed.connect(self._fit)
        self._fit()
        self.embed()

    def value(self) -> int | None:
        """Seconds since midnight, None when blank or unreadable."""
        try:
            return parse_clock(self.line.text())
        except ValueError:
            return None

    def set_value(self, value: int | None) -> None:
        """Show a time."""
        self.line.setText("" if value is None else short_clock(value))

    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not self.line.text().strip()

    def problem(self) -> str | None:
        """Why the text cannot be read."""
        if self.is_blank() or self.value() is not None:
            return None
        return self._texts(NOT_A_TIME)

    def _finish(self) -> None:
        value = self.value()
        if value is not None:
            self.set_value(value)
        self.committed.emit()

    def _fit(self) -> None:
        self.setFixedWidth(theme.px(84))
