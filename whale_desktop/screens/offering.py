"""Where a command is offered: the page, its action, what both are called, and how the record of it is found there. Qt-free."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Command, ListQuery, Message
from whale_desktop.messages.registry import by_name
from whale_desktop.screens.registry import all_screens
from whale_desktop.screens.screen import (
    Action,
    CardScreen,
    ListScreen,
    Screen,
    TabsScreen,
    actions_of,
    commands_of,
)
from whale_desktop.screens.wording import Say, menu_path_words

OTHER = C_("unanswered", "Another operation")


@dataclass(frozen=True)
class Offer:
    """An action on a page; `screen` is what opens, the page itself or the tabs around it."""

    screen: Screen
    page: ListScreen | CardScreen
    action: Action

    def where(self, key: str) -> Mapping[str, Any]:
        """The filter that shows the record with this number; nothing where the page cannot look for it."""
        tab = {"list": self.page.key} if isinstance(self.screen, TabsScreen) else {}
        if not key or self.page.row_key not in {one.name for one in self.page.filters}:
            return tab
        return {self.page.row_key: key, **tab}

    def row_query(self, command: Command[Any]) -> ListQuery[Any] | None:
        """The question for the row that a command was sent from; None for a command of no row, or where rows cannot be asked for."""
        own = next((field for field, source in self.action.fields.items() if source == self.page.row_key), "")
        if not own or not isinstance(self.page, ListScreen):
            return None
        return self.page.query(keys=(getattr(command, own),), limit=1)


def offers_of(command: type[Message], menu: str = "") -> Iterator[Offer]:
    """Every offer of a command, those under a menu entry first."""
    found = [
        Offer(screen, page, action)
        for screen in all_screens()
        for page in pages_of(screen)
        for action in actions_of(page)
        if command in tuple(commands_of(action))
    ]
    yield from sorted(found, key=lambda one: one.screen.menu != menu)


def command_words(message: str, menu: str, say: Say) -> str:
    """What a command is called: where it was sent from, and the action that sends it. One that no page offers has no name for people."""
    info = by_name(message)
    offer = None if info is None else next(offers_of(info.type, menu), None)
    parts = [menu_path_words(menu, say)] if menu else []
    if offer is not None:
        if not menu:
            parts.append(say(offer.screen.title))
        parts.append(say(offer.action.label))
    return " · ".join(parts) or say(OTHER)


def pages_of(screen: Screen) -> tuple[ListScreen | CardScreen, ...]:
    """The lists or cards of a screen; none of a hand-written one."""
    if isinstance(screen, TabsScreen):
        return screen.tabs
    return (screen,) if isinstance(screen, ListScreen | CardScreen) else ()
