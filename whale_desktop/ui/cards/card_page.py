"""A card screen: filter, summary, cards in rows of equal height, what could have a card and has none, and the empty page with its steps."""

from collections.abc import Mapping
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import info_of
from whale_desktop.screens import Action, CardScreen
from whale_desktop.ui import theme
from whale_desktop.ui.cards.record_card import RecordCard, Sign
from whale_desktop.ui.components import Button, Card, Label, LoadingBar, Note
from whale_desktop.ui.lists.filter_form import FilterForm
from whale_desktop.ui.lists.row_actions import allowed, main_of_page, of_page
from whale_desktop.ui.lists.states import States
from whale_desktop.ui.pages.actions import ActionRunner
from whale_desktop.ui.pages.alive import is_alive
from whale_desktop.ui.pages.page import Page, PageHead, column_of, menu_icon
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence
from whale_desktop.ui.pages.wording import RETRY

_FOUR_FROM = 1500
_THREE_FROM = 860


class CardPage(Page):
    """The page of a `CardScreen`."""

    spec: CardScreen

    def __init__(self, screen: CardScreen, services: Services) -> None:
        super().__init__(screen, services)
        self.spec = screen
        self._answer: Any = None
        self._started = False
        self._columns = 0
        self._selected: Any = None
        self.runner = ActionRunner(self, services, menu=screen.menu)
        self.cards: list[RecordCard] = []
        self.missing_cards: list[Card] = []
        self._fillers: list[QWidget] = []
        self._build()
        self._bind()
        topics = info_of(screen.query_type).topics
        if topics:
            services.runtime.on_change(topics, self.changed_elsewhere, self)

    # ------------------------------------------------------------------------------------------------------------ page

    @property
    def loaded(self) -> bool:
        """Whether an answer is on screen."""
        return self._answer is not None

    def refresh(self) -> None:
        """Ask again; the cards stay until the answer is there."""
        self._started = True
        self.loading.set_loading(True)
        self.services.runtime.start_latest(self._load(), self, "cards")

    def open_with(self, where: Mapping[str, Any]) -> None:
        """Show the cards that the conditions describe."""
        unknown = set(where) - self.filter.names()
        assert not unknown, f"{self.spec.key} has no filter {sorted(unknown)}"
        self.filter.take(self._typed(where))
        self.filter.start()
        self.refresh()

    def retranslate(self) -> None:
        """All words in the present language."""
        super().retranslate()
        self.head.retranslate()
        self.filter.retranslate()
        self.states.retranslate()
        for action, button in self.page_buttons:
            button.setText(self.services.texts(action.label))
        if self._answer is not None:
            self._draw()

    def focus_first(self) -> None:
        """The first card, else the first filter field."""
        self._wants_focus = not self.loaded
        if not self.loaded:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self.cards:
            self.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.filter.focus_first()

    def regions(self) -> tuple[QWidget, ...]:
        """Filter, bar, cards."""
        return (self.filter, self.bar, self.states)

    def run_action(self, name: str) -> None:
        """Do what the button of a page action does."""
        for action in of_page(self.spec, self.services):
            if action.name == name:
                self.runner.run(action)

    async def fresh_row(self, row: Any) -> Any:
        """The newest state of a card, None when it is gone."""
        answer = await self.services.runtime.ask(self._query(), menu=self.spec.menu)
        self.refresh()
        key = getattr(row, self.spec.row_key, None)
        return next((one for one in answer.cards if getattr(one, self.spec.row_key) == key), None)

    def showEvent(self, event: Any) -> None:
        """The first showing asks."""
        super().showEvent(event)
        if not self._started:
            self.filter.start()
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another number of cards a row."""
        super().resizeEvent(event)
        if self._answer is not None and self._cards_a_row() != self._columns:
            self._draw()

    # ------------------------------------------------------------------------------------------------------------- ask

    def _typed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in msgspec.structs.fields(self.spec.query_type):
            value = values.get(field.name)
            if value not in (None, "", ()):
                found[field.name] = msgspec.convert(msgspec.to_builtins(value), field.type, strict=False)
        return found

    def _query(self) -> Any:
        return self.spec.query(**self._typed(self.filter.asked()))

    async def _load(self) -> None:
        try:
            answer = await self.services.runtime.ask(self._query(), menu=self.spec.menu)
        except CodedError as error:
            self._failed(error)
            return
        finally:
            if is_alive(self):
                self.loading.set_loading(False)
        self._answer = answer
        self.head.answered()
        self.note.hide()
        self._draw()
        self.focus_when_arrived()

    def _failed(self, error: CodedError) -> None:
        if self._answer is None or error.code == "auth.no_permission":
            self.states.show_error(error)
            return
        self.note.set_text(error_sentence(self.services, error))
        self.note.set_action(f"{self.services.texts(RETRY)}  F5")
        self.note.show()

    # ------------------------------------------------------------------------------------------------------------ draw

    def _draw(self) -> None:
        focused = self._focused_key()
        answer, screen, texts = self._answer, self.spec, self.services.texts
        items = sum(len(getattr(card, screen.items)) for card in answer.cards)
        # A summary names cards and items, or a count that the answer itself gives.
        own = {name: getattr(answer, name) for name in answer.__struct_fields__}
        counts = {name: value for name, value in own.items() if isinstance(value, int)}
        counts |= {"cards": len(answer.cards), "items": items}
        self.summary.setText(texts(screen.summary, **{name: f"<b>{count:,}</b>" for name, count in counts.items()}))
        if not answer.cards and not (answer.missing and self.filter.is_narrowed()):
            self._show_empty()
            if not answer.missing or not self.filter.is_narrowed():
                return
        self._clear()
        self._columns = self._cards_a_row()
        for number, record in enumerate(answer.cards):
            row, place = divmod(number, self._columns)
            self.grid.addWidget(self._card(record), row, place)
        self._even_out(self.grid, len(answer.cards))
        self._draw_missing(answer.missing)
        self.states.show_rows()
        for card in self.cards:
            if focused is not None and getattr(card.record, screen.row_key) == focused:
                card.setFocus(Qt.FocusReason.OtherFocusReason)

    def _card(self, record: Any) -> RecordCard:
        card = RecordCard(self.spec, record, self.services)
        key = getattr(record, self.spec.row_key)
        card.set_selected(key == self._selected)
        card.clicked.connect(lambda: self._select(key))
        card.acted.connect(lambda action, row: self.runner.run(action, row=row))
        card.item_chosen.connect(self._choose_item)
        self.cards.append(card)
        return card

    def _choose_item(self, item: Any) -> None:
        assert self.spec.item_action is not None
        self.runner.run(self.spec.item_action, row=item)

    def _draw_missing(self, missing: Any) -> None:
        texts, screen = self.services.texts, self.spec
        action = screen.missing_action
        shown = bool(missing) and screen.missing_title is not None
        self.missing_head.setVisible(shown)
        if not shown:
            return
        assert screen.missing_title is not None
        self.missing_title.setText(texts(screen.missing_title))
        self.missing_hint.setText(texts(screen.missing_hint) if screen.missing_hint else "")
        for number, record in enumerate(missing):
            card = Card(str(getattr(record, screen.card_title)), str(getattr(record, screen.card_subtitle)), dashed=True)
            card.leading_layout.addWidget(Sign(str(getattr(record, screen.card_title)), muted=True))
            if action is not None and allowed(action, record, self.services):
                button = Button(texts(action.label), icon="ph.plus")
                button.clicked.connect(lambda _=False, one=record: self.runner.run(action, row=one))
                card.head_layout.addWidget(button)
            self.missing_grid.addWidget(card, number // self._columns, number % self._columns)
            self.missing_cards.append(card)
        self._even_out(self.missing_grid, len(missing))

    def _even_out(self, grid: QGridLayout, count: int) -> None:
        """Every column is as wide as the others, also where the only row is not full."""
        for place in range(self._columns):
            grid.setColumnStretch(place, 1)
            if place >= count:
                filler = QWidget()
                filler.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
                grid.addWidget(filler, 0, place)
                self._fillers.append(filler)

    def _show_empty(self) -> None:
        if self.filter.is_narrowed():
            self.states.show_empty("nothing-found", self.spec.empty)
            return
        main = main_of_page(self.spec, self.services)
        self.states.show_empty("nothing-yet", self.spec.empty, new_label=self.services.texts(main.label) if main else "")

    def _select(self, key: Any) -> None:
        self._selected = key
        for card in self.cards:
            card.set_selected(getattr(card.record, self.spec.row_key) == key)

    def _focused_key(self) -> Any:
        for card in self.cards:
            if card.hasFocus() or any(line.hasFocus() for line in card.lines):
                return getattr(card.record, self.spec.row_key)
        return None

    def _clear(self) -> None:
        for card in (*self.cards, *self.missing_cards, *self._fillers):
            card.hide()
            card.deleteLater()
        self.cards, self.missing_cards, self._fillers = [], [], []
        for grid in (self.grid, self.missing_grid):
            while grid.count():
                grid.takeAt(0)
            for place in range(4):
                grid.setColumnStretch(place, 0)

    def _cards_a_row(self) -> int:
        width = self.width() * 100 // theme.current().scale
        return 4 if width >= _FOUR_FROM else 3 if width >= _THREE_FROM else 2

    # ----------------------------------------------------------------------------------------------------------- build

    def _build(self) -> None:
        screen, services = self.spec, self.services
        self.head = PageHead(screen, services, self)
        self.filter = FilterForm(screen.filters, services, savable=False, parent=self)
        self.filter.setVisible(bool(screen.filters))
        self.bar = QFrame()
        bar = QHBoxLayout(self.bar)
        bar.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(4))
        bar.setSpacing(theme.px(8))
        self.bar.setMinimumHeight(theme.px(44))
        self.summary = Label()
        self.summary.setTextFormat(Qt.TextFormat.RichText)
        bar.addWidget(self.summary)
        bar.addStretch(1)
        self.page_buttons: list[tuple[Action, Button]] = []
        for action in sorted(of_page(screen, services), key=lambda one: one.main):
            key = (action.key or "Ctrl+N") if action.main else action.key
            kind = "primary" if action.main else "default"
            button = Button(services.texts(action.label), kind=kind, icon=action.icon or "ph.plus", key=key)
            button.clicked.connect(lambda _=False, one=action: self.runner.run(one))
            bar.addWidget(button)
            self.page_buttons.append((action, button))
        self.note = Note("", kind="error")
        self.note.hide()
        self.loading = LoadingBar()
        self.states = States(self._build_body(), services, icon=menu_icon(screen.menu), parent=self)
        self.states.show_loading()
        column = column_of(self, self.head, self.filter, self.bar, self.loading, self.note)
        column.addWidget(self.states, 1)
        self.head.reload_wanted.connect(self.refresh)
        self.filter.queried.connect(self.refresh)
        self.note.action_clicked.connect(self.refresh)
        self.states.retry_wanted.connect(self.refresh)
        self.states.reset_wanted.connect(self.filter.reset)
        self.states.new_wanted.connect(self._new)
        self.states.step_wanted.connect(self._go)

    def _build_body(self) -> QWidget:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setProperty("transparent", True)
        inner = QWidget()
        inner.setProperty("transparent", True)
        column = QVBoxLayout(inner)
        column.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(16))
        column.setSpacing(theme.px(16))
        self.grid = QGridLayout()
        self.missing_grid = QGridLayout()
        for grid in (self.grid, self.missing_grid):
            grid.setSpacing(theme.px(16))
        column.addLayout(self.grid)
        self.missing_head = QWidget()
        head = QHBoxLayout(self.missing_head)
        head.setContentsMargins(0, theme.px(8), 0, 0)
        head.setSpacing(theme.px(8))
        self.missing_title = Label(role="section")
        self.missing_hint = Label(role="small", tone="tx3")
        head.addWidget(self.missing_title)
        head.addWidget(self.missing_hint)
        head.addStretch(1)
        self.missing_head.hide()
        column.addWidget(self.missing_head)
        column.addLayout(self.missing_grid)
        column.addStretch(1)
        scroll.setWidget(inner)
        return scroll

    def _bind(self) -> None:
        keys = {
            "F5": self.refresh,
            "Ctrl+F5": self.filter.reset,
            "Ctrl+F": self.filter.focus_first,
            "F3": self.filter.focus_first,
            "Ctrl+N": self._new,
            "F2": self._new,
        }
        for key, act in keys.items():
            self.bind(key, act)

    def _new(self) -> None:
        main = main_of_page(self.spec, self.services)
        if main is not None:
            self.runner.run(main)

    def _go(self, key: str) -> None:
        """A step with a key leads to its screen; the step without one is done here."""
        if key:
            self.services.open_screen(key)
        else:
            self._new()
