"""消息設置: how each kind of notice comes to oneself, beside the page (`docs/rules/platform.md` 6.7)."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from whale_desktop.features.notices.messages import (
    Category,
    ListMessageSettings,
    MessageSetting,
    PutMessageSetting,
    label_in,
)
from whale_desktop.features.notices.widgets import words
from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import Text
from whale_desktop.messages import label_of
from whale_desktop.screens import Screen
from whale_desktop.ui.components import CheckBox, IconButton, Label, spaced
from whale_desktop.ui.components.layouts import ScrollBody
from whale_desktop.ui.lists.states import States
from whale_desktop.ui.pages.page import Page
from whale_desktop.ui.pages.ports import Services

WAYS = {"toast": words.TOAST, "desktop": words.DESKTOP, "mail": words.MAIL}
MESSAGES_SCREEN = "notices.messages"


class SettingsPage(Page):
    """A line a kind, a tick a way; each click is kept at once."""

    def __init__(self, screen: Screen, services: Services) -> None:
        super().__init__(screen, services)
        self.settings: dict[str, MessageSetting] = {}
        self.boxes: dict[tuple[str, str], CheckBox] = {}
        self._says: list[tuple[Callable[[str], object], Callable[[], str]]] = []
        self.back = IconButton("ph.arrow-left")
        self.back.clicked.connect(lambda: services.open_screen(MESSAGES_SCREEN))
        self._hint = Label("", role="small", tone="tx3", wrap=True)
        self._body = ScrollBody()
        self._body.setProperty("transparent", True)
        self._grid = spaced(QGridLayout(self._body), margins=(20, 8, 20, 20), spacing=(12, 4))
        self._grid.setColumnStretch(0, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setProperty("transparent", True)
        scroll.setWidget(self._body)
        self.states = States(scroll, services)
        self.states.retry_wanted.connect(self.refresh)
        above = QFrame()
        spaced(QVBoxLayout(above), margins=(20, 12, 20, 8)).addWidget(self._hint)
        column = spaced(QVBoxLayout(self))
        column.addWidget(above)
        column.addWidget(self.states, 1)
        services.runtime.on_change(("notice.setting",), self.changed_elsewhere, self)
        self.retranslate()
        self.refresh()

    def panel_tools(self) -> tuple[QWidget, ...]:
        """What stands in the head of the panel."""
        return (self.back,)

    def retranslate(self) -> None:
        """Everything in the language of the moment."""
        super().retranslate()
        texts = self.services.texts
        self._hint.setText(texts(words.SETTINGS_HINT))
        self.back.set_name(texts(words.BACK))
        self.states.retranslate()
        for put, words_now in self._says:
            put(words_now())

    def focus_first(self) -> None:
        """The first tick, when they have come."""
        self._wants_focus = self.states.state == "loading"
        first = next(iter(self.boxes.values()), None)
        (first or self.back).setFocus()

    def refresh(self) -> None:
        """Ask for one's own settings."""
        self.services.runtime.start_latest(self._load(), self, "load")

    async def _load(self) -> None:
        try:
            found = await self.services.runtime.ask(ListMessageSettings())
        except CodedError as error:
            if self.settings:
                raise
            self.states.show_error(error)
            return
        if [one.kind for one in found] != list(self.settings):
            self._draw(found)
        self.settings = {one.kind: one for one in found}
        for (kind, way), box in self.boxes.items():
            box.setChecked(getattr(self.settings[kind], way))
        self.states.show_rows()
        self.focus_when_arrived()

    async def _put(self, kind: str, way: str) -> None:
        runtime = self.services.runtime
        values = {name: self.boxes[kind, name].isChecked() for name in WAYS}
        try:
            await runtime.submit(PutMessageSetting(kind=kind, **values), command_id=runtime.new_command_id())
        except CodedError:
            self.boxes[kind, way].setChecked(getattr(self.settings[kind], way))
            raise

    def _draw(self, found: tuple[MessageSetting, ...]) -> None:
        """One line a kind under the head of its category."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.boxes.clear()
        self._says.clear()
        for at, way in enumerate(WAYS.values(), 1):
            head = Label("", role="small", tone="tx2", weight=500, wrap=True)
            head.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
            self._say(head.setText, partial(self._words, way))
            self._grid.addWidget(head, 0, at)
        drawn: list[Category | str] = []
        for one in found:
            if one.category not in drawn:
                drawn.append(one.category)
                self._category(one.category, len(drawn))
            drawn.append(one.kind)
            self._kind(one.kind, len(drawn))
        self._grid.setRowStretch(len(drawn) + 1, 1)

    def _category(self, category: Category, line: int) -> None:
        head = Label("", role="small", tone="tx3", weight=600)
        self._say(head.setText, partial(self._words, label_of(category)))
        self._grid.addWidget(head, line, 0, 1, 1 + len(WAYS))
        self._grid.setRowMinimumHeight(line, 28)

    def _kind(self, kind: str, line: int) -> None:
        name = Label("", wrap=True)
        self._say(name.setText, partial(self._name, kind))
        self._grid.addWidget(name, line, 0)
        for at, (way, text) in enumerate(WAYS.items(), 1):
            box = CheckBox("")
            self.boxes[kind, way] = box
            box.clicked.connect(partial(self._clicked, kind, way))
            self._say(box.setAccessibleName, partial(self._cell, kind, text))
            self._grid.addWidget(box, line, at, Qt.AlignmentFlag.AlignHCenter)

    def _clicked(self, kind: str, way: str, *_: object) -> None:
        self.services.runtime.start(self._put(kind, way), self)

    def _words(self, text: Text) -> str:
        return self.services.texts(text)

    def _name(self, kind: str) -> str:
        return label_in(kind, self.services.texts)

    def _cell(self, kind: str, way: Text) -> str:
        return self.services.texts(words.CELL_NAME, kind=self._name(kind), way=way)

    def _say(self, put: Callable[[str], object], words_now: Callable[[], str]) -> None:
        """Put words somewhere, now and after each switch of language."""
        self._says.append((put, words_now))
        put(words_now())
