"""The pictures of a tour: one PNG each with a readable name, and an index that says what each shows."""

import json
from pathlib import Path

import msgspec
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from whale_desktop.ui.components.popups import Popup

QUICK = 80
"""Quality that Qt takes for little compression; a tour writes more than a hundred pictures."""


class Entry(msgspec.Struct, frozen=True):
    """One picture. screen: key of the screen that it shows, empty for none; title: its name in the language of the tour."""

    file: str
    name: str
    screen: str
    title: str


class Album:
    """Takes pictures of one window into a folder. Names are unique; files are numbered in the order of the tour."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.entries: list[Entry] = []
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("[0-9][0-9][0-9]-*.png"):
            old.unlink()

    def take(self, window: QWidget, name: str, *, screen: str = "", title: str = "") -> None:
        """Write a picture of the window with everything that dropped down over it."""
        known = {entry.name for entry in self.entries}
        assert name not in known, f"two pictures are called {name}"
        file = f"{len(self.entries) + 1:03d}-{name}.png"
        if not picture_of(window).save(str(self._folder / file), "PNG", QUICK):  # type: ignore[call-overload]  # the stub wants bytes
            raise OSError(f"{self._folder / file} cannot be written")
        self.entries.append(Entry(file=file, name=name, screen=screen, title=title))

    def close(self) -> None:
        """Write the index."""
        text = json.dumps([msgspec.to_builtins(entry) for entry in self.entries], ensure_ascii=False, indent=1)
        (self._folder / "index.json").write_text(f"{text}\n", encoding="utf-8")


def picture_of(window: QWidget) -> QImage:
    """The window as it looks, with its menus, lists and calendars, which are windows of their own."""
    picture = window.grab()
    painter = QPainter(picture)
    for popup in QApplication.topLevelWidgets():
        if isinstance(popup, QMenu | Popup) and popup.isVisible():
            painter.drawPixmap(QPointF(popup.pos() - window.mapToGlobal(QPoint(0, 0))), popup.grab())
    painter.end()
    return picture.toImage()
