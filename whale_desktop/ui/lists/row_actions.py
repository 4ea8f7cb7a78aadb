"""Which actions a row, a selection or a page allows: the member's right and the row's own `may`. Repeats no state machine. Qt-free."""

from collections.abc import Iterable, Sequence
from typing import Any

from whale_desktop.messages import info_of
from whale_desktop.screens import Action, CardScreen, ListScreen
from whale_desktop.ui.pages.ports import Services

WORDS_IN_A_ROW = 3
WORDS_WITH_DETAILS = 2
"""The word for the details stands beside one action at most; the first column opens them anyway."""


def allowed(action: Action, row: Any, services: Services) -> bool:
    """Whether `action` is open for `row`. A row that says nothing of what it may allows everything that the member may."""
    if action.command is None:
        return not action.fields or any(getattr(row, source) not in ("", None) for source in action.fields.values())
    if not services.may(action.command):
        return False
    may = getattr(row, "may", None)
    return may is None or info_of(action.command).name in may


def is_held(screen: ListScreen | CardScreen, action: Action, row: Any) -> bool:
    """Whether a work order holds the record of `row`, which `action` would change: until it is decided nobody can do that."""
    holds = bool(screen.pending and getattr(row, screen.pending))
    return holds and action.command is not None and info_of(action.command).target is not None


def of_row(screen: ListScreen, row: Any, services: Services) -> list[Action]:
    """The actions of a row: what waits for the member first, then in the screen's order."""
    found = [
        one for one in screen.actions if "row" in one.places and allowed(one, row, services) and not is_held(screen, one, row)
    ]
    return sorted(found, key=lambda one: not one.urgent)


def of_selection(screen: ListScreen, rows: Iterable[Any], services: Services) -> list[Action]:
    """The batch actions that every one of `rows` allows; nothing for no rows."""
    chosen = list(rows)
    if not chosen:
        return []
    return [
        one
        for one in screen.actions
        if "batch" in one.places and all(allowed(one, row, services) and not is_held(screen, one, row) for row in chosen)
    ]


def of_page(screen: ListScreen | CardScreen, services: Services) -> list[Action]:
    """The actions of the page itself."""
    return [one for one in screen.actions if "page" in one.places and (one.command is None or services.may(one.command))]


def main_of_page(screen: ListScreen | CardScreen, services: Services) -> Action | None:
    """The action that Ctrl+N runs, if the member may."""
    return next((one for one in of_page(screen, services) if one.main), None)


def split(actions: Sequence[Action], *, room: int = WORDS_IN_A_ROW) -> tuple[list[Action], list[Action]]:
    """What stands as words in the row, and what goes behind 更多."""
    if len(actions) <= room:
        return list(actions), []
    return list(actions[: room - 1]), list(actions[room - 1 :])
