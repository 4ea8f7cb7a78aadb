"""The searchable list of keys under `?` and F1."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from whale_desktop.ui.components import KeyCap, Label, LineField
from whale_desktop.ui.components.dialog import Dialog
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.language import Texts
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.keys import KEYS, Key


class KeyListDialog(Dialog):
    """Groups of keys in two columns; typing narrows them down."""

    def __init__(self, texts: Texts) -> None:
        super().__init__(texts(words.SHORTCUTS), width="form")
        self._texts = texts
        self.search = LineField(icon="ph.magnifying-glass", placeholder=texts(words.SEARCH_KEYS))
        self.search.editor().setAccessibleName(texts(words.SEARCH_KEYS))
        self.search.edited.connect(self._show)
        self._content: QWidget | None = None
        self.body_layout.addWidget(self.search)
        self.set_cancel(texts(words.CLOSE))
        self._show()

    def shown(self) -> list[Key]:
        """The keys that match what was typed."""
        wanted = self.search.value().casefold()
        found: list[Key] = []
        for key in KEYS:
            if key.name.startswith("tab_") and key.name[4:].isdigit() and key.name != "tab_1":
                continue
            said = f"{self._label(key)} {self._texts(key.group)} {' '.join(key.sequences)}".casefold()
            if all(part in said for part in wanted.split()):
                found.append(key)
        return found

    def _label(self, key: Key) -> str:
        return self._texts(key.label, number="1–9")

    def _show(self) -> None:
        if self._content is not None:
            self._content.hide()
            self._content.deleteLater()
        self._content = QWidget()
        columns = spaced(QHBoxLayout(self._content), spacing=32)
        keys = self.shown()
        groups = list(dict.fromkeys(key.group for key in keys))
        sides = [spaced(QVBoxLayout(), spacing=16) for _ in range(2)]
        filled = [0, 0]
        for group in groups:
            members = [key for key in keys if key.group == group]
            side = 0 if filled[0] <= filled[1] else 1
            filled[side] += len(members) + 2
            sides[side].addLayout(self._group(self._texts(group), members))
        if not keys:
            sides[0].addWidget(Label(self._texts(words.NO_MATCHES), tone="tx3"))
        for layout in sides:
            layout.addStretch(1)
            columns.addLayout(layout, 1)
        self.body_layout.addWidget(self._content)

    def _group(self, title: str, keys: list[Key]) -> QVBoxLayout:
        column = spaced(QVBoxLayout(), spacing=6)
        column.addWidget(Label(title, role="section"))
        grid = spaced(QGridLayout(), spacing=(12, 6))
        grid.setColumnStretch(0, 1)
        for row, key in enumerate(keys):
            grid.addWidget(Label(self._label(key), wrap=True), row, 0)
            caps = spaced(QHBoxLayout(), spacing=4)
            shown = [one for one in key.sequences if "Backtab" not in one and one != "Ctrl++"]
            for sequence in shown:
                caps.addWidget(KeyCap(sequence.replace("Ctrl+1", "Ctrl+1…9")))
            caps.addStretch(1)
            grid.addLayout(caps, row, 1)
        column.addLayout(grid)
        return column
