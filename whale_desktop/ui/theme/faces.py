"""Fonts: the Latin face, then the CJK face of the locale, with digits of one width.

The order of the CJK families matters: with the wrong region first, Hong Kong readers see mainland glyph shapes and the reverse.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from whale_desktop.ui.theme.sheet import scaled
from whale_desktop.ui.theme.tokens import TypeRole, load_tokens

_EXCHANGED = "face_exchanged"
_PART = 60
"""Widgets of one part: a few milliseconds."""
_REST_MILLISECONDS = 20
"""Between two parts, so that what can be seen is drawn first."""
_TABULAR = QFont.Tag("tnum")


def families(locale: str) -> list[str]:
    """The families of a locale in the order of preference: Latin, the platform's own face where Inter is missing, CJK."""
    faces = load_tokens().faces
    installed = set(QFontDatabase.families())
    latin = [family for family in faces["latin"] if family in installed]
    if not latin:
        latin = [QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()]
    return [*latin, *faces[locale]]


def monospace_families(locale: str) -> list[str]:
    """The families of logs and code; the CJK face of the locale last."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    return [*load_tokens().faces["mono"], system, *load_tokens().faces[locale]]


def build_font(locale: str, role: TypeRole, scale: int, *, weight: int | None = None, monospace: bool = False) -> QFont:
    """A complete font of a type role at `scale` percent: families of the locale, pixel size, weight, tabular digits."""
    font = QFont(monospace_families(locale) if monospace else families(locale))
    font.setPixelSize(scaled(role.size, scale))
    font.setWeight(QFont.Weight(role.weight if weight is None else weight))
    font.setFeature(_TABULAR, 1)
    return font


class Exchange(QObject):
    """Gives widgets that show other families those of the application font, without touching the style sheet.

    Under a style sheet a new application font does not reach widgets that are already there. The copy of a widget's own font
    keeps the size and weight that the sheet gave it; `release` undoes the copy before the sheet is applied again. What can be seen is
    done at once, the rest (hidden tabs, thousands of widgets) in small parts while the window has nothing else to do.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._old: list[list[str]] = []
        self._waiting: list[QWidget] = []
        self._idle = QTimer(self, interval=_REST_MILLISECONDS)
        self._idle.timeout.connect(self._do_part)

    def begin(self, app: QApplication, old: Sequence[str]) -> None:
        """The application font is new, it had the `old` families before."""
        new = app.font().families()
        self._old = [families for families in (*self._old, list(old)) if families != new]
        waiting = []
        for widget in app.allWidgets():
            if widget.isVisible():
                self._give(widget)
            else:
                waiting.append(widget)
        self._waiting = waiting
        if waiting:
            self._idle.start()

    def forget(self) -> None:
        """Nothing is left to do: the style sheet is applied again."""
        self._idle.stop()
        self._waiting = []
        self._old = []

    def _do_part(self) -> None:
        for _ in range(min(_PART, len(self._waiting))):
            widget = self._waiting.pop()
            if isValid(widget):
                self._give(widget)
        if not self._waiting:
            self.forget()

    def _give(self, widget: QWidget) -> None:
        font = widget.font()
        if font.families() in self._old:
            font = QFont(font)
            font.setFamilies(QApplication.font().families())
            widget.setFont(font)
            widget.setProperty(_EXCHANGED, True)


def release(app: QApplication) -> None:
    """Let every widget whose families were exchanged follow the application font again."""
    for widget in app.allWidgets():
        if widget.property(_EXCHANGED):
            widget.setFont(QFont())
            widget.setProperty(_EXCHANGED, None)
