"""Which screens offer a command, and so which right to see must come with it (design: a command also needs its screen's view)."""

from collections.abc import Iterable, Iterator
from typing import Any

from whale_desktop.messages import Command, Message, info_of
from whale_desktop.messages.permissions import Requirement
from whale_desktop.screens import Action, CardScreen, ListScreen, Screen, TabsScreen


def commands_of(action: Action) -> Iterator[type[Command[Any]]]:
    """The commands that an action sends, through whatever it opens first."""
    if action.command is not None:
        yield action.command
    for opened in (action.form, action.dialog, action.importing):
        if opened is not None:
            yield opened.command


def _actions(screen: ListScreen | CardScreen) -> Iterator[Action]:
    yield from screen.actions
    if isinstance(screen, CardScreen):
        yield from (one for one in (screen.item_action, screen.missing_action) if one is not None)


def views_of_commands(screens: Iterable[Screen]) -> dict[type[Message], tuple[Requirement, ...]]:
    """For every command that a screen offers: the requirements of the queries of all screens that offer it."""
    views: dict[type[Message], list[Requirement]] = {}

    def add(screen: ListScreen | CardScreen, query: type[Message]) -> None:
        for action in _actions(screen):
            for command in commands_of(action):
                requirement = info_of(query).permission
                known = views.setdefault(command, [])
                if requirement not in known:
                    known.append(requirement)

    for screen in screens:
        if isinstance(screen, TabsScreen):
            for tab in screen.tabs:
                add(tab, tab.query)
        elif isinstance(screen, ListScreen):
            add(screen, screen.query)
        elif isinstance(screen, CardScreen):
            add(screen, screen.query_type)
    return {command: tuple(known) for command, known in views.items()}
