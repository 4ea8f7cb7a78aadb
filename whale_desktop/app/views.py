"""Which screens offer a command, and so which right to see must come with it (design: a command also needs its screen's view)."""

from collections.abc import Iterable

from whale_desktop.messages import Message, info_of
from whale_desktop.messages.permissions import Requirement
from whale_desktop.screens import CardScreen, ListScreen, Screen, TabsScreen
from whale_desktop.screens.screen import actions_of, commands_of


def views_of_commands(screens: Iterable[Screen]) -> dict[type[Message], tuple[Requirement, ...]]:
    """For every command that a screen offers: the requirements of the queries of all screens that offer it."""
    views: dict[type[Message], list[Requirement]] = {}

    def add(screen: ListScreen | CardScreen, query: type[Message]) -> None:
        for action in actions_of(screen):
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
        else:
            for command in screen.commands:
                known = views.setdefault(command, [])
                if info_of(screen.query_type).permission not in known:
                    known.append(info_of(screen.query_type).permission)
    return {command: tuple(known) for command, known in views.items()}
