"""The home page: what waits, quick links, the order in which a currency is set up, and what is new."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import info_of
from whale_desktop.ui import theme
from whale_desktop.ui.components import Button, Label, Tag, painting
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.states import SetUpStep, StepNumber
from whale_desktop.ui.offers import Offers, SetUp, Waiting
from whale_desktop.ui.runtime import Runtime, latest_ui_task
from whale_desktop.ui.sentences import sentence
from whale_desktop.ui.services import Services
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.menu_model import Leaf
from whale_desktop.ui.shell.workspace import path_of

LINKS_WITHOUT_FAVOURITES = 6


class LinkCard(QAbstractButton):
    """A card that opens something: icon, name, a line below, a number at the right."""

    def __init__(self, icon: str, name: str, below: str, number: str = "", *, urgent: bool = False) -> None:
        super().__init__()
        self._icon, self._below, self._number, self._urgent = icon, below, number, urgent
        self.setText(name)
        self.setToolTip(below)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(" ".join(part for part in (name, number) if part))
        self.setAccessibleDescription(below)

    def sizeHint(self) -> QSize:
        """Two lines beside an icon."""
        return QSize(theme.px(200), theme.px(56))

    def minimumSizeHint(self) -> QSize:
        """As wide as a few words."""
        return QSize(theme.px(160), theme.px(56))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A framed card."""
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = self.hasFocus()
        painter.setBrush(current.color("bg-press" if self.isDown() else "bg-hover" if self.underMouse() else "bg-surface"))
        painter.setPen(QPen(current.color("accent" if ring else "line-strong"), 2 if ring else 1))
        inset = 1.0 if ring else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), current.px(6), current.px(6))
        side = current.px(20)
        icon_box = self.rect().adjusted(0, 0, current.px(48) - self.width(), 0)
        painting.draw_icon(painter, theme.centred(icon_box, side, side), self._icon, "tx2")
        numbers = current.metrics("figure").horizontalAdvance(self._number) + current.px(28) if self._number else current.px(8)
        left, room = current.px(48), self.width() - current.px(48) - numbers
        half = self.height() // 2
        upper = self.rect().adjusted(left, current.px(6), 0, half - self.height())
        lower = self.rect().adjusted(left, half, 0, -current.px(8))
        name = current.metrics("body", 600).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        below = current.metrics("small").elidedText(self._below, Qt.TextElideMode.ElideRight, room)
        painting.draw_line(painter, upper, name, font=current.font("body", 600), color=current.color("tx1"))
        painting.draw_line(painter, lower, below, font=current.font("small"), color=current.color("tx3"))
        if self._number:
            color = current.color("warn" if self._urgent else "tx3")
            box = self.rect().adjusted(0, 0, -current.px(16), 0)
            painting.draw_line(painter, box, self._number, font=current.font("figure"), color=color, align="right")


class Group(QWidget):
    """A head and a grid of cards, or one sentence when there are none."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self._columns = columns
        self.title = Label(role="section")
        self.note = Label(role="small", tone="tx3", wrap=True)
        self._cards: list[QWidget] = []
        head = spaced(QHBoxLayout(), spacing=12)
        head.addWidget(self.title)
        head.addWidget(self.note, 1)
        self._grid = spaced(QGridLayout(), spacing=(12, 12))
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
        whole = spaced(QVBoxLayout(self), margins=(0, 0, 0, 8), spacing=8)
        whole.addLayout(head)
        whole.addLayout(self._grid)

    def show_cards(self, cards: list[QWidget]) -> None:
        """Replace the cards."""
        for card in self._cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = cards
        for place, card in enumerate(cards):
            self._grid.addWidget(card, place // self._columns, place % self._columns)

    def cards(self) -> list[QWidget]:
        """What is shown."""
        return list(self._cards)


class StepList(QFrame):
    """The steps of setting up, one line each; the first that is missing is the current one. `step_clicked`: its place."""

    step_clicked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("line", "box")
        self._column = spaced(QVBoxLayout(self), margins=(1, 1, 1, 1))
        self.links: list[Button] = []

    def show_steps(self, steps: list[SetUpStep]) -> None:
        """Replace the steps."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.links = []
        for place, step in enumerate(steps):
            self._column.addWidget(self._line(place, step))

    def _line(self, place: int, step: SetUpStep) -> QWidget:
        line = QFrame()
        if place:
            line.setProperty("line", "top")
        row = spaced(QHBoxLayout(line), margins=(16, 8, 16, 8), spacing=12)
        row.addWidget(StepNumber(place + 1, step.state))
        said = spaced(QVBoxLayout())
        said.addWidget(Label(step.text, weight=600 if step.state == "current" else 400))
        said.addWidget(Label(step.hint, role="small", tone="tx3"))
        row.addLayout(said, 1)
        if step.status:
            row.addWidget(Tag(step.status, "done"))
        if step.link:
            link = Button(step.link, kind="primary" if step.state == "current" else "default")
            link.setAccessibleDescription(step.text)
            link.clicked.connect(lambda _checked=False: self.step_clicked.emit(place))
            self.links.append(link)
            row.addWidget(link)
        return line


class ChangeList(QFrame):
    """What is new, a line each; one that has a screen leads there. `wanted`: the key of that screen."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("line", "box")
        self._column = spaced(QVBoxLayout(self), margins=(16, 8, 8, 8), spacing=2)
        self.links: list[Button] = []

    def show_changes(self, changes: Iterable[tuple[str, str]], link: str) -> None:
        """Replace the lines: words and screen. link: what the way to a screen is called."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.links = []
        for text, screen in changes:
            line = QWidget()
            row = spaced(QHBoxLayout(line), spacing=12)
            row.addWidget(Label(text, wrap=True), 1)
            if screen:
                button = Button(link, kind="link")
                button.setAccessibleDescription(text)
                button.clicked.connect(lambda _checked=False, key=screen: self.wanted.emit(key))
                row.addWidget(button)
                self.links.append(button)
            self._column.addWidget(line)


class HomePage(QWidget):
    """A page of the window itself. `open_wanted` carries a menu key."""

    title_changed = Signal()
    open_wanted = Signal(str)
    counted = Signal(dict)
    """What waits was counted anew: screen → how many."""

    def __init__(self, services: Services, offers: Offers, leaves: Callable[[], Mapping[str, Leaf]]) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._services = services
        self._offers = offers
        self._leaves = leaves
        self._counts: list[tuple[Waiting, int | CodedError]] = []
        self._steps: list[tuple[SetUp, bool]] = []
        self._checked_at = ""
        self.greeting = Label(role="title")
        self.waiting = Group(3)
        self.set_up_title = Label(role="section")
        self.changes_title = Label(role="section")
        self.links = Group(3)
        self._lay_out()
        self.set_up.step_clicked.connect(self._open_step)
        services.favourites_changed.connect(self._show_links)
        asked = [*(one.query_type for one in offers.waiting), *(one.query_type for one in offers.set_up)]
        topics = {topic for query in asked for topic in info_of(query).topics}
        if topics:
            services.runtime.on_change(topics, self.refresh, self)
        services.texts.follow(self)
        self.retranslate()

    @property
    def runtime(self) -> Runtime:
        """The way to the services."""
        return self._services.runtime

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("transparent", "true")
        column = spaced(QVBoxLayout(inner), margins=(24, 20, 24, 24), spacing=16)
        column.addWidget(self.greeting)
        column.addWidget(self.waiting)
        column.addWidget(self.links)
        self._steps_box = QFrame()
        steps = spaced(QVBoxLayout(self._steps_box), spacing=8)
        steps.addWidget(self.set_up_title)
        self.set_up = StepList()
        steps.addWidget(self.set_up)
        column.addWidget(self._steps_box)
        self._changes_box = QFrame()
        changes = spaced(QVBoxLayout(self._changes_box), spacing=8)
        changes.addWidget(self.changes_title)
        self.changes = ChangeList()
        self.changes.wanted.connect(self._services.open_screen)
        changes.addWidget(self.changes)
        column.addWidget(self._changes_box)
        column.addStretch(1)
        inner.setMaximumWidth(theme.px(1200))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setProperty("transparent", "true")
        scroll.setWidget(inner)
        spaced(QVBoxLayout(self)).addWidget(scroll)

    # ---------------------------------------------------------------------------------------------------------------- page

    def title(self) -> str:
        """Home."""
        return self._services.texts(words.HOME)

    def is_dirty(self) -> bool:
        """Nothing is typed here."""
        return False

    def focus_first(self) -> None:
        """The first card."""
        cards = [*self.waiting.cards(), *self.links.cards()]
        (cards[0] if cards else self).setFocus()

    def open_with(self, where: Mapping[str, Any]) -> None:
        """There is nothing to filter."""

    def retranslate(self) -> None:
        """Say everything in the language of the moment."""
        texts = self._services.texts
        session = self.runtime.session
        if session is not None:
            self.greeting.setText(texts(words.WELCOME, name=session.name, role=" · ".join(session.roles)))
        self.waiting.title.setText(texts(words.WAITING))
        self.links.title.setText(texts(words.QUICK_LINKS))
        self.set_up_title.setText(texts(words.SET_UP))
        self.changes_title.setText(texts(words.CHANGES))
        self._show_changes()
        self._show_counts()
        self._show_links()
        self._show_steps()

    @latest_ui_task
    async def refresh(self) -> None:
        """Count again what waits, and look again what is set up."""
        counts: list[tuple[Waiting, int | CodedError]] = []
        for offer in self._offers.waiting:
            if self._services.may(offer.query_type):
                try:
                    counts.append((offer, offer.count(await self.runtime.ask(offer.query()))))
                except CodedError as error:
                    counts.append((offer, error))
        steps: list[tuple[SetUp, bool]] = []
        for step in self._offers.set_up:
            if self._services.may(step.query_type):
                steps.append((step, step.done(await self.runtime.ask(step.query()))))
        self._counts, self._steps = counts, steps
        self._checked_at = hong_kong(self._services.clock.now()).strftime("%H:%M:%S")
        found: dict[str, int] = {}
        for offer, answer in counts:
            if isinstance(answer, int):
                found[offer.screen] = found.get(offer.screen, 0) + answer
        self.counted.emit(found)
        self._show_counts()
        self._show_steps()

    # --------------------------------------------------------------------------------------------------------------- parts

    def _show_counts(self) -> None:
        texts = self._services.texts
        cards: list[QWidget] = []
        for offer, answer in self._counts:
            if isinstance(answer, CodedError):
                card = LinkCard(offer.icon, texts(offer.title), sentence(answer, texts))
            elif answer:
                card = LinkCard(offer.icon, texts(offer.title), self._path(offer.screen), str(answer), urgent=True)
            else:
                continue
            card.clicked.connect(lambda _checked=False, wanted=offer: self._services.open_screen(wanted.screen, wanted.where))
            cards.append(card)
        checked = texts(words.CHECKED_AT, time=self._checked_at) if self._checked_at else ""
        self.waiting.note.setText(f"{texts(words.NOTHING_WAITING)} · {checked}" if checked and not cards else checked)
        self.waiting.show_cards(cards)
        self.waiting.setVisible(bool(self._offers.waiting))

    def _show_links(self) -> None:
        texts = self._services.texts
        leaves = self._leaves()
        favourites = [key for key in self._services.favourites() if key in leaves]
        keys = favourites or [key for key, leaf in leaves.items() if not leaf.locked][:LINKS_WITHOUT_FAVOURITES]
        cards: list[QWidget] = []
        for key in keys:
            leaf = leaves[key]
            card = LinkCard(leaf.entry.icon or "ph.arrow-square-out", leaf.entry.label(texts.locale), self._around(key))
            card.clicked.connect(lambda _checked=False, wanted=key: self.open_wanted.emit(wanted))
            cards.append(card)
        self.links.note.setText("" if favourites else texts(words.QUICK_LINKS_HINT))
        self.links.show_cards(cards)

    def _show_changes(self) -> None:
        """What is new where the member may go."""
        texts = self._services.texts
        open_screens = {leaf.screen.key for leaf in self._leaves().values() if not leaf.locked}
        told = [(texts(one.text), one.screen) for one in self._offers.changes if not one.screen or one.screen in open_screens]
        self.changes.show_changes(told, texts(words.SET_UP_OPEN))
        self._changes_box.setVisible(bool(told))

    def _show_steps(self) -> None:
        texts = self._services.texts
        missing = next((place for place, (_, done) in enumerate(self._steps) if not done), None)
        self._steps_box.setVisible(bool(self._steps))
        self.set_up.show_steps(
            [
                SetUpStep(
                    texts(step.title),
                    texts(step.hint),
                    state="done" if done else "current" if place == missing else "next",
                    status=texts(words.SET_UP_DONE) if done else "",
                    link=texts(words.SET_UP_OPEN),
                )
                for place, (step, done) in enumerate(self._steps)
            ]
        )

    def _open_step(self, place: int) -> None:
        self._services.open_screen(self._steps[place][0].screen)

    def _around(self, key: str) -> str:
        """The branches above a menu entry: the card says its own name already."""
        return path_of(self._leaves()[key].entry.parent, self._services.texts.locale)

    def _path(self, screen: str) -> str:
        leaf = next((key for key, one in self._leaves().items() if one.screen.key == screen), "")
        return path_of(leaf, self._services.texts.locale)
