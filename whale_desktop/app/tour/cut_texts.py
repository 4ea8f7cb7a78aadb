"""Finds words that have no room, and sentences that were not filled in. Labels that shorten themselves with … on purpose are left out."""

import html
import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QWidget

from whale_desktop.ui.components import Segment
from whale_desktop.ui.components.labels import ElidedLabel

SLACK = 1
"""Rounding of a scaled font may cost a pixel."""
_MARKS = re.compile(r"<[^>]+>")
_PLACE = re.compile(r"\{[a-z_]+\}")


def cut_texts(window: QWidget) -> list[str]:
    """A sentence for every visible label or button whose words are cut, and for every page cut at its side, in the order of the widgets."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, ElidedLabel) or widget.visibleRegion().isEmpty():
            continue
        missing = _missing(widget)
        if missing.width() > SLACK or missing.height() > SLACK:
            kind = type(widget).__name__
            found.append(f"{kind} “{_words(widget)}” lacks {missing.width()} × {missing.height()} pixels")
    return list(dict.fromkeys(found))


def unfilled_texts(window: QWidget) -> list[str]:
    """A sentence for every visible label or button that shows a place where a value should stand."""
    shown = [_words(widget) for widget in window.findChildren(QWidget) if widget.isVisible()]
    return list(dict.fromkeys(f"“{words}” was not filled in" for words in shown if _PLACE.search(words)))


def _missing(widget: QWidget) -> QSize:
    """How much wider and higher the widget would have to be."""
    if isinstance(widget, QLabel) and widget.text():
        if widget.wordWrap():
            return QSize(0, widget.heightForWidth(widget.width()) - widget.height())
        return _beyond(widget.sizeHint(), widget)
    if isinstance(widget, Segment):
        return _beyond(widget.sizeHint(), widget)
    if isinstance(widget, QScrollArea) and widget.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
        inside = widget.widget()
        return QSize(max(0, inside.width() - widget.viewport().width()) if inside is not None else 0, 0)
    if isinstance(widget, QAbstractButton) and widget.text() and not widget.property("elides"):
        return _beyond(widget.minimumSizeHint().boundedTo(widget.sizeHint()), widget)
    return QSize(0, 0)


def _beyond(wanted: QSize, widget: QWidget) -> QSize:
    return QSize(max(0, wanted.width() - widget.width()), max(0, wanted.height() - widget.height()))


def _words(widget: QWidget) -> str:
    if isinstance(widget, QLabel):
        rich = widget.textFormat() is not Qt.TextFormat.PlainText
        return html.unescape(_MARKS.sub("", widget.text())) if rich else widget.text()
    if isinstance(widget, Segment):
        return " · ".join(tab.text for tab in widget.tabs())
    return widget.text() if isinstance(widget, QAbstractButton) else ""
