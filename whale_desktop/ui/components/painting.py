"""What several painted components draw alike: text on a shared baseline, key caps, badges, dots, icons.

Text is placed by its baseline and not centred by its box: Latin and CJK faces have boxes of different height, and a number would
stand lower than the word beside it.
"""

import sys
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from whale_desktop.ui import theme

Tone = Literal["wait", "run", "done", "fail", "idle", "void"]

TONE_DOT: dict[str, str] = {
    "wait": "warn-dot",
    "run": "accent",
    "done": "ok-dot",
    "fail": "err-dot",
    "idle": "mute-dot",
    "void": "mute-dot",
}
TONE_WORD: dict[str, str] = {"wait": "warn", "run": "accent", "done": "tx1", "fail": "err", "idle": "tx3", "void": "tx3"}
TONE_WEIGHT: dict[str, int] = {"wait": 500, "fail": 500}

_MIDDLE_OF_GLYPHS = 0.365
"""Half the height of digits and of CJK squares above the baseline, in em; the two faces nearly agree."""

_KEY_WORDS = {
    "return": "⏎",
    "enter": "Enter",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pgup": "PgUp",
    "pgdown": "PgDn",
}
_MAC_WORDS = {"ctrl": "⌘", "alt": "⌥", "shift": "⇧"}


def baseline(rect: QRect, font: QFont) -> int:
    """Where the baseline of one line of text lies so that it looks centred in `rect`."""
    return rect.y() + round(rect.height() / 2 + font.pixelSize() * _MIDDLE_OF_GLYPHS)


def draw_line(painter: QPainter, rect: QRect, text: str, *, font: QFont, color: QColor, align: str = "left") -> None:
    """One line of text in `rect`, `left`, `right` or `centre`; the caller has elided it."""
    painter.setFont(font)
    painter.setPen(color)
    x = rect.x()
    if align != "left":
        free = rect.width() - QFontMetrics(font).horizontalAdvance(text)
        x += free if align == "right" else free // 2
    painter.drawText(x, baseline(rect, font), text)


def fill_round(painter: QPainter, rect: QRect, color: QColor, radius: int) -> None:
    """A filled box with round corners and no border; the painter is left as it was."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(rect, radius, radius)
    painter.restore()


def key_words(sequence: str) -> str:
    """How a key combination is written on a cap: `Ctrl+N` is `Ctrl N`; on macOS its own signs without gaps."""
    parts = sequence.split("+")
    if sys.platform == "darwin":
        return "".join(_MAC_WORDS.get(part.lower(), _KEY_WORDS.get(part.lower(), part)) for part in parts)
    return " ".join(_KEY_WORDS.get(part.lower(), part) for part in parts)


def key_cap_size(text: str) -> QSize:
    """The size of a key cap with `text` (already in `key_words`)."""
    current = theme.current()
    return QSize(current.metrics("micro").horizontalAdvance(text) + 2 * current.px(5), current.px(16))


def draw_key_cap(painter: QPainter, rect: QRect, text: str, *, color: QColor, line: QColor) -> None:
    """A key cap: 1 px border with rounded corners and the words of the key."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(3), theme.px(3))
    draw_line(painter, rect, text, font=theme.font("micro"), color=color, align="centre")
    painter.restore()


def count_words(count: int) -> str:
    """The words of a count badge: `99+` above 99."""
    return "99+" if count > 99 else str(count)


def badge_size(count: int) -> QSize:
    """The size of a count badge."""
    current = theme.current()
    height = current.px(16)
    width = current.metrics("micro", 600).horizontalAdvance(count_words(count)) + 2 * current.px(5)
    return QSize(max(height, width), height)


def draw_badge(painter: QPainter, rect: QRect, count: int, *, plain: bool = False) -> None:
    """A count in a pill: red for what waits for the user, grey for plain counts."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("mute-soft" if plain else "err-fill"))
    painter.drawRoundedRect(QRectF(rect), rect.height() / 2, rect.height() / 2)
    color = theme.color("tx2" if plain else "on-accent")
    draw_line(painter, rect, count_words(count), font=theme.font("micro", 600), color=color, align="centre")
    painter.restore()


def draw_dot(painter: QPainter, centre: QPointF, tone: str) -> None:
    """The dot of a status; a hollow ring for `void`."""
    draw_colored_dot(painter, centre, theme.color(TONE_DOT[tone]), hollow=tone == "void")


def draw_colored_dot(painter: QPainter, centre: QPointF, color: QColor, *, hollow: bool = False) -> None:
    """A dot of 6 design pixels in any colour, or a ring of 7."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if hollow:
        painter.setPen(QPen(color, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = theme.px(7) / 2
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        radius = theme.px(6) / 2
    painter.drawEllipse(centre, radius, radius)
    painter.restore()


def draw_icon(painter: QPainter, rect: QRect, name: str, token: str) -> None:
    """An icon filling `rect` in the colour of a token."""
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(rect.topLeft(), theme.current().pixmap(name, token, rect.width(), ratio))
