"""Small cards above a list: one a row of a query, live. A card near its warning line says so."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import info_of
from whale_desktop.screens import CardStrip
from whale_desktop.ui import theme
from whale_desktop.ui.components import Chip, Label, Note
from whale_desktop.ui.forms.option_source import rows_of
from whale_desktop.ui.lists.showing import show
from whale_desktop.ui.pages.page import clear_layout
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence
from whale_desktop.ui.pages.wording import RETRY

WARNING = C_("cards", "Below warning line")


class SmallCard(QFrame):
    """One record: title, its first value large, the others small below."""

    def __init__(self, spec: CardStrip, row: Any, services: Services) -> None:
        super().__init__()
        self.setProperty("card", True)
        warned = bool(spec.warning) and bool(getattr(row, spec.warning))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        column.setSpacing(theme.px(4))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        title = str(getattr(row, spec.title))
        head.addWidget(Label(title, role="section"))
        head.addStretch(1)
        if warned:
            head.addWidget(Chip(services.texts(WARNING), tone="warn"))
        column.addLayout(head)
        said = [title]
        for number, one in enumerate(spec.columns):
            shown = show(one, row, services)
            name = services.texts(one.label)
            said.append(f"{name} {shown.spoken or shown.text}")
            line = QHBoxLayout()
            line.setSpacing(theme.px(8))
            line.addWidget(Label(name, role="small", tone="tx3"))
            line.addStretch(1)
            tone = "warn" if warned and not number else shown.color
            line.addWidget(Label(shown.text, role="title" if not number else "small", tone=tone))
            column.addLayout(line)
        # A spacer, not a minimum of the card: figures that need more room than the usual width must get it.
        column.addSpacerItem(QSpacerItem(theme.px(168), 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(said))


class CardStripView(QScrollArea):
    """The strip: scrolls sideways when there are many cards."""

    def __init__(self, spec: CardStrip, services: Services, *, menu: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._spec = spec
        self._services = services
        self._menu = menu
        self._rows: tuple[Any, ...] = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setProperty("transparent", True)
        inner = self._inner = QWidget()
        inner.setProperty("transparent", True)
        self._row = QHBoxLayout(inner)
        self._row.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._row.setSpacing(theme.px(12))
        self.setWidget(inner)
        self.cards: list[SmallCard] = []
        self.hide()

    def start(self) -> None:
        """Ask now and whenever a topic changes."""
        topics = info_of(self._spec.query()).topics
        if topics:
            self._services.runtime.on_change(topics, self.ask, self)
        self.ask()

    def ask(self) -> None:
        """Ask for the cards again."""
        self._services.runtime.start_latest(self._load(), self, "cards")

    def retranslate(self) -> None:
        """Draw the cards again in the present language."""
        self._draw()

    async def _load(self) -> None:
        try:
            answer = await self._services.runtime.ask(self._spec.query(), menu=self._menu)
        except CodedError as error:
            self._show_error(error)
            return
        self._rows = tuple(rows_of(answer))
        self._draw()

    def _draw(self) -> None:
        clear_layout(self._row)
        self.cards = [SmallCard(self._spec, row, self._services) for row in self._rows]
        for card in self.cards:
            self._row.addWidget(card)
        self._row.addStretch(1)
        self._fit()

    def _show_error(self, error: CodedError) -> None:
        if self.cards:
            return
        clear_layout(self._row)
        note = Note(error_sentence(self._services, error), kind="error", action=self._services.texts(RETRY))
        note.action_clicked.connect(self.ask)
        self._row.addWidget(note, 1)
        self._fit()

    def _fit(self) -> None:
        inner = self._inner
        inner.adjustSize()
        bar = self.horizontalScrollBar().sizeHint().height() if inner.sizeHint().width() > self.width() > 100 else 0
        self.setFixedHeight(inner.sizeHint().height() + bar)
        self.setVisible(self._row.count() > 1 or bool(self.cards))
