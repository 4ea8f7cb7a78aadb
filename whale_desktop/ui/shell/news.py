"""Tells the person of what came while the window is open: a short note in it, or a notice of the desktop when it is in the background.

Knows no feature: what to ask and how to read the answer is offered by the composition root (`ui.offers.News`).
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import info_of
from whale_desktop.ui.components import ToastAction, ToastStack
from whale_desktop.ui.offers import News, NewsItem
from whale_desktop.ui.runtime import Runtime, latest_ui_task, ui_task
from whale_desktop.ui.services import Services
from whale_desktop.ui.shell import words
from whale_desktop.ui.tray import DesktopNotices

_LATER = ("auth.session_locked", "auth.session_ended", "auth.ip_denied")
"""The session is locked or over: unlocking or signing in asks again."""
MOST_TOASTS = 3
"""More than so many at once are one note with their number."""


class NewsTeller(QObject):
    """Asks after each change whether something came for this member.

    is_seen: the list of news is open before his eyes, so nothing needs to be said.
    """

    def __init__(
        self, services: Services, news: News, toasts: ToastStack, *, window: QWidget, is_seen: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._news = news
        self._toasts = toasts
        self._window = window
        self._is_seen = is_seen
        self._newest: int | None = None
        services.runtime.on_change(info_of(news.query_type).topics, self.look, self)
        services.runtime.signed_in.connect(self.look)

    @property
    def runtime(self) -> Runtime:
        """The way to the services."""
        return self._services.runtime

    @latest_ui_task
    async def look(self) -> None:
        """Ask what came. The first time nothing is told: it only says from where on something is new."""
        if self.runtime.session is None:
            return
        try:
            answer = await self.runtime.ask(self._news.query(self._newest))
        except CodedError as error:
            if error.kind == "unavailable" or error.code in _LATER:
                return
            raise
        newest, items = self._news.read(answer)
        first, self._newest = self._newest is None, newest
        if not first and items:
            self._tell(items)

    def _tell(self, items: tuple[NewsItem, ...]) -> None:
        active = self._window.isActiveWindow()
        if not active and self._services.desktop is not None:
            self._tell_desktop(self._services.desktop, [one for one in items if one.desktop])
        if not (active and self._is_seen()):
            self._tell_in_window([one for one in items if one.toast])

    def _tell_in_window(self, items: list[NewsItem]) -> None:
        texts = self._services.texts
        if len(items) > MOST_TOASTS:
            open_list = ToastAction(texts(words.OPEN_NEWS), self._open_list)
            self._toasts.add(texts(words.NEWS_COUNT, count=len(items)), "info", [open_list])
            return
        for one in items:
            actions = [ToastAction(texts(words.OPEN_NEWS), partial(self._open, one))]
            self._toasts.add(_sentence(one.title(texts), one.text(texts)), "warning" if one.urgent else "info", actions)

    def _tell_desktop(self, desktop: DesktopNotices, items: list[NewsItem]) -> None:
        texts = self._services.texts
        if len(items) > MOST_TOASTS:
            desktop.show(texts(words.NEWS_COUNT, count=len(items)), "", self._come_back)
            return
        for one in items:
            desktop.show(one.title(texts), one.text(texts), partial(self._come_back, one))

    def _come_back(self, item: NewsItem | None = None) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        if item is None:
            self._open_list()
        else:
            self._open(item)

    def _open_list(self) -> None:
        self._services.open_screen(self._news.screen)

    @ui_task
    async def _open(self, item: NewsItem) -> None:
        """Show what it is about; it counts as read."""
        if item.screen:
            self._services.open_screen(item.screen, item.where)
        else:
            self._open_list()
        await self.runtime.submit(item.read())


def _sentence(title: str, text: str) -> str:
    return f"{title}\n{text}" if text else title
