"""消息: one's own messages beside the page, newest first (`docs/rules/platform.md` 6.7)."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from whale_desktop.features.notices.messages import (
    Category,
    CountUnread,
    ListMessages,
    MarkAllRead,
    MarkRead,
    MessageFilter,
    Unread,
)
from whale_desktop.features.notices.screens import link_of, place_of
from whale_desktop.features.notices.widgets import words
from whale_desktop.features.notices.widgets.message_list import MessageModel, MessageView
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import Command, label_of
from whale_desktop.screens import Empty, Screen
from whale_desktop.ui import formats, theme
from whale_desktop.ui.components import ChoiceField, IconButton, Option, Segment, SegmentTab, spaced
from whale_desktop.ui.lists.states import States
from whale_desktop.ui.pages.page import Page
from whale_desktop.ui.pages.ports import Services

AT_ONCE = 50
ALL, UNREAD = "all", "unread"
SETTINGS_SCREEN = "notices.settings"


class MessagesPage(Page):
    """The list with its filters. Reading a message marks it; whatever happens elsewhere is seen at once."""

    def __init__(self, screen: Screen, services: Services) -> None:
        super().__init__(screen, services)
        self._after = ""
        self._loading = False
        self._unread = Unread(count=0, by_category={})
        self.model = MessageModel(services)
        self.view = MessageView(self.model)
        self.segment = Segment(size="small")
        self.category = ChoiceField([], size="small")
        self.mark_all = IconButton("ph.checks")
        self.settings = IconButton("ph.gear-six")
        self.states = States(self.view, services, icon="ph.bell")
        bar = QFrame()
        bar.setProperty("line", "bottom")
        row = spaced(QHBoxLayout(bar), margins=(20, 8, 20, 8), spacing=8)
        row.addWidget(self.segment)
        row.addStretch(1)
        row.addWidget(self.category)
        column = spaced(QVBoxLayout(self))
        column.addWidget(bar)
        column.addWidget(self.states, 1)
        self.segment.selected.connect(self.refresh)
        self.category.edited.connect(self.refresh)
        self.mark_all.clicked.connect(self.mark_everything)
        self.settings.clicked.connect(lambda: services.open_screen(SETTINGS_SCREEN))
        self.states.retry_wanted.connect(self.refresh)
        self.view.opened.connect(self.open_row)
        self.view.turned.connect(lambda at: self.mark(at, read=self.model.rows[at].read_at is None))
        self.view.menu_wanted.connect(self.pop_menu)
        self.view.end_reached.connect(self.load_more)
        services.runtime.on_change(("notice.message",), self.changed_elsewhere, self)
        theme.current().changed.connect(self.model.say_again)
        self.retranslate()
        self.refresh()

    def panel_tools(self) -> tuple[QWidget, ...]:
        """What stands in the head of the panel."""
        return (self.mark_all, self.settings)

    def retranslate(self) -> None:
        """Everything in the language of the moment; the messages too."""
        super().retranslate()
        texts = self.services.texts
        self.segment.setAccessibleName(self.title())
        self.category.set_options(
            [Option(None, texts(words.ALL_CATEGORIES)), *(Option(one, texts(label_of(one))) for one in Category)]
        )
        self.category.setAccessibleName(texts(words.ALL_CATEGORIES))
        self.mark_all.set_name(texts(words.MARK_ALL))
        self.settings.set_name(texts(words.SETTINGS))
        self.view.setAccessibleName(self.title())
        self._count()
        self.states.retranslate()
        if self.states.state == "empty":
            self._show_empty()
        self.model.say_again()

    def focus_first(self) -> None:
        """The list, when it has come and there is something in it."""
        self._wants_focus = self.states.state == "loading"
        (self.view if self.model.rows else self.segment).setFocus()

    # ------------------------------------------------------------------------------------------------------------- what it asks

    def where(self) -> MessageFilter:
        """What the filters say."""
        return MessageFilter(unread=self.segment.current() == UNREAD, category=self.category.value())

    def refresh(self) -> None:
        """Ask again for as many messages as are shown, and for the figures."""
        self.services.runtime.start_latest(self._load(), self, "load")

    async def _load(self) -> None:
        wanted = min(200, max(AT_ONCE, len(self.model.rows)))
        try:
            page = await self.services.runtime.ask(ListMessages(where=self.where(), limit=wanted))
            self._unread = await self.services.runtime.ask(CountUnread())
        except CodedError as error:
            if self.model.rows:
                raise
            self.states.show_error(error)
            return
        self._after = page.next_cursor
        self.model.show_rows(page.rows)
        self._count()
        if page.rows:
            self.states.show_rows()
        else:
            self._show_empty()
        self.focus_when_arrived()

    def load_more(self) -> None:
        """Older messages, when the end of the list comes near."""
        if self._after and not self._loading:
            self._loading = True
            self.services.runtime.start(self._load_more(), self)

    async def _load_more(self) -> None:
        try:
            page = await self.services.runtime.ask(ListMessages(where=self.where(), limit=AT_ONCE, after=self._after))
        finally:
            self._loading = False
        self._after = page.next_cursor
        self.model.append_rows(page.rows)

    # ------------------------------------------------------------------------------------------------------------- what it does

    def open_row(self, at: int) -> None:
        """Mark a message as read and open what it is about."""
        row = self.model.rows[at]
        if row.read_at is None:
            self.mark(at, read=True)
        if place := place_of(row):
            self.services.open_screen(place, link_of(row))

    def mark(self, at: int, *, read: bool) -> None:
        """Mark a message as read or unread."""
        self._send(MarkRead(message_ids=(self.model.rows[at].message_id,), read=read))

    def mark_everything(self) -> None:
        """Mark all messages of the chosen category as read, up to the newest that has been seen."""
        self._send(MarkAllRead(upto=self._unread.newest, category=self.category.value()))

    def _send(self, command: Command[None]) -> None:
        """Owned by the window: it is carried out even if this panel closes at the same moment."""
        runtime = self.services.runtime
        runtime.start(runtime.submit(command, command_id=runtime.new_command_id()), self.window())

    def pop_menu(self, at: int, where: QPoint) -> None:
        """What can be done with a message."""
        menu = self.menu_of(at)
        menu.popup(where)

    def menu_of(self, at: int) -> QMenu:
        """Open, and turn its mark."""
        texts, row = self.services.texts, self.model.rows[at]
        menu = QMenu(self)
        if place_of(row):
            menu.addAction(theme.icon("ph.arrow-square-out"), texts(words.OPEN)).triggered.connect(lambda: self.open_row(at))
        unread = row.read_at is None
        turn = menu.addAction(theme.icon("ph.check"), texts(words.MARK_READ if unread else words.MARK_UNREAD))
        turn.triggered.connect(lambda: self.mark(at, read=unread))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    # --------------------------------------------------------------------------------------------------------------- what it says

    def _count(self) -> None:
        texts = self.services.texts
        chosen: Category | None = self.category.value()
        count = self._unread.count if chosen is None else self._unread.by_category.get(chosen, 0)
        tabs = [SegmentTab(ALL, texts(words.ALL)), SegmentTab(UNREAD, texts(words.UNREAD), count)]
        self.segment.set_tabs(tabs)
        self.mark_all.setEnabled(count > 0)

    def _show_empty(self) -> None:
        """Nothing at all yet, or nothing of what is asked for, with the time of looking."""
        if self.segment.current() == ALL and self.category.value() is None:
            self.states.show_empty("nothing-yet", Empty(line=words.NOTHING, hint=words.NOTHING_HINT))
        else:
            time = formats.clock(self.services.clock.now())
            line = words.ALL_READ if self.segment.current() == UNREAD else words.NOTHING
            self.states.show_empty("nothing-waiting", Empty(line=line), time=time)
