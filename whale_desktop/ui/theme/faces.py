"""Fonts: the Latin face, then the CJK face of the locale, with digits of one width.

The order of the CJK families matters: with the wrong region first, Hong Kong readers see mainland glyph shapes and the reverse.
"""

from collections.abc import Sequence

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from whale_desktop.ui.theme.sheet import scaled
from whale_desktop.ui.theme.tokens import TypeRole, load_tokens

_EXCHANGED = "face_exchanged"
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


def exchange(app: QApplication, old: Sequence[str], new: Sequence[str]) -> None:
    """Give every widget that shows the `old` families the `new` ones, without touching the style sheet.

    Under a style sheet a new application font does not reach widgets that are already there. The copy of a widget's own font
    keeps the size and weight that the sheet gave it; `release` undoes the copy before the sheet is applied again.
    """
    for widget in app.allWidgets():
        font = QFont(widget.font())
        if font.families() == list(old):
            font.setFamilies(list(new))
            widget.setFont(font)
            widget.setProperty(_EXCHANGED, True)


def release(app: QApplication) -> None:
    """Let every widget whose families were exchanged follow the application font again."""
    for widget in app.allWidgets():
        if widget.property(_EXCHANGED):
            widget.setFont(QFont())
            widget.setProperty(_EXCHANGED, None)
