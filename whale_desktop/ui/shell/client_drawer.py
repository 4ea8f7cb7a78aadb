"""The drawer that shows one client, found by the search over everything: who he is, and a tab for each thing the member may see of him.

It knows no feature: what a client is called and where one goes from him is offered, the tabs come from the features' screens.
"""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from whale_desktop.kernel.errors import CodedError
from whale_desktop.screens import ClientTab, client_tabs
from whale_desktop.ui.components import Button, Chip, Drawer, Label, Note, Segment, SegmentTab, Tag
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.offers import ClientOffer
from whale_desktop.ui.pages.page import clear_layout
from whale_desktop.ui.pages.resolve import resolve
from whale_desktop.ui.runtime import Runtime, latest_ui_task
from whale_desktop.ui.sentences import sentence
from whale_desktop.ui.services import Services
from whale_desktop.ui.shell import words


class ClientDrawer(Drawer):
    """Opens at the right of the page, whichever that is, and stays when another tab is looked at."""

    def __init__(self, services: Services, offer: ClientOffer, container: QWidget) -> None:
        super().__init__(wide=True)
        self._services = services
        self._offer = offer
        self._place_in = container
        self._key = ""
        self._card: Any = None
        self.about = Label(role="small", tone="tx2", wrap=True)
        self.note = Note("", kind="error")
        self.note.hide()
        self.tabs: tuple[ClientTab, ...] = ()
        self.segment = Segment()
        self._stack = QStackedWidget()
        self._pages: dict[str, Any] = {}
        self.links: list[Button] = []
        line = spaced(QHBoxLayout())
        line.addWidget(self.segment)
        line.addStretch(1)
        column = spaced(QVBoxLayout(), spacing=12)
        for widget in (self.about, self.note):
            column.addWidget(widget)
        column.addLayout(line)
        column.addWidget(self._stack, 1)
        self.body_layout.addLayout(column)
        self.segment.selected.connect(self._choose)
        self.note.action_clicked.connect(self._ask)
        services.texts.follow(self)

    @property
    def runtime(self) -> Runtime:
        """The way to the services."""
        return self._services.runtime

    @property
    def page(self) -> Any:
        """The tab that is looked at; None when the member may see none."""
        return self._stack.currentWidget()

    def show_client(self, key: str) -> None:
        """Open for a client, or change to him."""
        self._key, self._card = key, None
        self.tabs = tuple(tab for tab in client_tabs() if self._services.may(tab.query_type))
        self.set_title(key)
        self.about.setText("")
        clear_layout(self.head_layout)
        if self.isHidden():
            self.show_in(self._place_in)
        self.retranslate()
        self._ask()
        for page in self._pages.values():
            page.show_client(key)
        if self.tabs:
            self._choose(self.segment.current() or self.tabs[0].key)

    def retranslate(self) -> None:
        """All words in the language of the moment."""
        texts = self._services.texts
        current = self.segment.current()
        self.segment.set_tabs([SegmentTab(tab.key, texts(tab.title)) for tab in self.tabs])
        if self.tabs:
            self.segment.set_current(current if current in {tab.key for tab in self.tabs} else self.tabs[0].key)
        self.segment.setVisible(bool(self.tabs))
        for page in self._pages.values():
            page.retranslate()
        self._draw()

    @latest_ui_task
    async def _ask(self) -> None:
        key = self._key
        card = await self.runtime.ask(self._offer.query(key))
        if key == self._key:
            self.note.hide()
            self._card = card
            self._draw()

    def show_error(self, error: CodedError) -> None:
        """Say why the client cannot be shown."""
        texts = self._services.texts
        self.note.set_text(sentence(error, texts))
        self.note.set_action(texts(words.RETRY))
        self.note.show()

    def _choose(self, key: str) -> None:
        page = self._pages.get(key)
        if page is None:
            tab = next(one for one in self.tabs if one.key == key)
            page = self._pages[key] = resolve(tab.widget)(self._services)
            self._stack.addWidget(page)
            page.show_client(self._key)
        self._stack.setCurrentWidget(page)

    def _draw(self) -> None:
        self._draw_links()
        if self._card is None:
            return
        texts, offer = self._services.texts, self._offer
        self.set_title(offer.title(self._card))
        clear_layout(self.head_layout)
        for text, tone in offer.marks(self._card):
            self.head_layout.addWidget(Tag(texts(text), tone) if tone else Chip(texts(text)))
        self.about.setText(" · ".join(part for part in offer.about(self._card) if part))

    def _draw_links(self) -> None:
        """The screens that show more of him, those the member may open."""
        clear_layout(self.foot_layout)
        self.foot_layout.addStretch(1)
        self.links = []
        for link in self._offer.links:
            if not self._services.may(link.query_type):
                continue
            button = Button(self._services.texts(link.title), icon=link.icon)
            button.clicked.connect(lambda _=False, one=link: self._services.open_screen(one.screen, one.where(self._key)))
            self.foot_layout.addWidget(button)
            self.links.append(button)
        self.show_foot(bool(self.links))
