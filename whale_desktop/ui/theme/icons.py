"""Icons: Phosphor glyphs in the colours of the theme. An icon carries its colour, so it must be taken again when the theme changes.

The font and the names of its glyphs are those that QtAwesome ships. QtAwesome itself is not imported: it imports every name of Qt, which
takes a third of the time that the program may need until its first picture.
"""

import importlib.util
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

PREFIX = "ph."
GLYPH_PART = 0.875
"""The glyph's part of the icon's height: the rest is the room that the font keeps around it."""


@dataclass(frozen=True)
class Glyphs:
    """The icon font: its family and the character of each glyph by name."""

    family: str
    characters: dict[str, str]


class GlyphIcon(QIconEngine):
    """Draws one glyph at any size."""

    def __init__(self, character: str, color: str, disabled_color: str) -> None:
        super().__init__()
        self._character = character
        self._color = QColor(color)
        self._disabled_color = QColor(disabled_color)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """The glyph in the middle of `rect`."""
        font = QFont(load_glyphs().family)
        font.setPixelSize(max(1, round(rect.height() * GLYPH_PART)))
        painter.save()
        painter.setFont(font)
        painter.setPen(self._disabled_color if mode is QIcon.Mode.Disabled else self._color)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._character)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The glyph as a picture."""
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture


@lru_cache(maxsize=1)
def load_glyphs() -> Glyphs:
    """The font that QtAwesome ships, given to Qt. Raises `FileNotFoundError` when it is not where it was."""
    found = importlib.util.find_spec("qtawesome")
    folder = Path(found.origin).parent / "fonts" if found is not None and found.origin else Path()
    fonts, names = sorted(folder.glob("phosphor-*.ttf")), sorted(folder.glob("phosphor-charmap-*.json"))
    if not fonts or not names:
        raise FileNotFoundError(f"the icon font is missing in {folder}")
    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(fonts[-1])))
    codes = msgspec.json.decode(names[-1].read_bytes(), type=dict[str, str])
    return Glyphs(families[0], {name: chr(int(code, 16)) for name, code in codes.items()})


def build_icon(name: str, color: str, disabled_color: str) -> QIcon:
    """The glyph `name` (`ph.plus`) in two colours. Raises `ValueError` for a glyph that does not exist."""
    character = load_glyphs().characters.get(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else None
    if character is None:
        raise ValueError(f"no such icon: {name}")
    return QIcon(GlyphIcon(character, color, disabled_color))
