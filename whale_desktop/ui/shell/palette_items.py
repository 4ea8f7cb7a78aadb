"""What the command palette offers for what was typed: functions and actions at once, records as their answers come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import Text
from whale_desktop.messages import Page
from whale_desktop.screens import Action, CardScreen, ListScreen, Screen, TabsScreen
from whale_desktop.ui.offers import SearchProvider
from whale_desktop.ui.sentences import sentence
from whale_desktop.ui.services import Services
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.menu_matching import find
from whale_desktop.ui.shell.menu_model import Leaf
from whale_desktop.ui.shell.workspace import path_of

MOST_FUNCTIONS = 12
SHORTEST_RECORD_SEARCH = 2


@dataclass(frozen=True)
class Item:
    """One line of the palette.

    kind: `head`, `note`, `function` (target: menu key), `action` (target: screen, action), `record` (target: screen, where) or `client`
    (target: his key).
    """

    kind: str
    text: str
    detail: str = ""
    icon: str = ""
    locked: bool = False
    target: tuple[Any, ...] = ()
    key: str = ""

    @property
    def can_be_chosen(self) -> bool:
        """Whether Enter does something."""
        return self.kind not in ("head", "note")


def first_items(leaves: Mapping[str, Leaf], open_menus: Iterable[str], services: Services) -> list[Item]:
    """Before anything is typed: favourites and open tabs."""
    texts = services.texts
    keys = dict.fromkeys(key for key in (*services.favourites(), *open_menus) if key in leaves)
    if not keys:
        keys = dict.fromkeys([key for key, leaf in leaves.items() if not leaf.locked][:MOST_FUNCTIONS])
        return [Item("head", texts(words.PALETTE_FUNCTIONS)), *(_function(leaves[key], services) for key in keys)]
    return [Item("head", texts(words.PALETTE_RECENT)), *(_function(leaves[key], services) for key in keys)]


def function_items(typed: str, leaves: Mapping[str, Leaf], services: Services) -> list[Item]:
    """Menu entries that are meant: the same search as in the menu. Locked ones lead to the request."""
    texts = services.texts
    found = [leaf for leaf in leaves.values() if find(leaf.entry, typed, texts.locale) is not None]
    found.sort(key=lambda leaf: leaf.locked)
    lines = [_function(leaf, services) for leaf in found[:MOST_FUNCTIONS]]
    return [Item("head", texts(words.PALETTE_FUNCTIONS)), *lines] if lines else []


def action_items(typed: str, leaves: Mapping[str, Leaf], services: Services) -> list[Item]:
    """Actions of whole pages that the member may do and whose words contain what was typed."""
    texts = services.texts
    wanted = typed.strip().casefold()
    lines: list[Item] = []
    for leaf in leaves.values():
        if leaf.locked:
            continue
        for action in _page_actions(leaf.screen):
            label = texts(action.label)
            allowed = action.command is None or services.may(action.command)
            if allowed and wanted in label.casefold():
                target = (leaf.screen.key, action.name)
                icon, where = action.icon or "ph.lightning", leaf.entry.label(texts.locale)
                lines.append(Item("action", label, where, icon, target=target, key=action.key))
    return [Item("head", texts(words.PALETTE_ACTIONS)), *lines[:MOST_FUNCTIONS]] if lines else []


def record_items(provider: SearchProvider, answer: Any, services: Services) -> list[Item]:
    """The records that a provider found, with a hint when there are more; an error as its sentence."""
    texts = services.texts
    title = texts(provider.title)
    if isinstance(answer, CodedError):
        return [Item("head", title), Item("note", sentence(answer, texts))]
    rows = answer.rows if isinstance(answer, Page) else tuple(answer)
    if not rows:
        return []
    lines = [
        Item(
            "client" if provider.client is not None else "record",
            provider.name(row),
            " · ".join(filter(None, (_said(part, services) for part in provider.detail(row)))),
            provider.icon,
            target=(provider.client(row),) if provider.client is not None else (provider.screen, dict(provider.where(row))),
        )
        for row in rows[: provider.most]
    ]
    if len(rows) > provider.most or (isinstance(answer, Page) and answer.next_cursor):
        lines.append(Item("note", texts(words.PALETTE_MORE, count=len(lines))))
    return [Item("head", title), *lines]


def _function(leaf: Leaf, services: Services) -> Item:
    texts = services.texts
    path = path_of(leaf.entry.parent, texts.locale) if leaf.entry.parent else ""
    detail = " · ".join(part for part in (path, texts(words.PALETTE_NO_RIGHT) if leaf.locked else "") if part)
    icon = leaf.entry.icon or "ph.squares-four"
    return Item("function", leaf.entry.label(texts.locale), detail, icon, locked=leaf.locked, target=(leaf.entry.key,))


def _page_actions(screen: Screen) -> list[Action]:
    lists: tuple[Any, ...] = screen.tabs if isinstance(screen, TabsScreen) else (screen,)
    return [
        action for one in lists if isinstance(one, ListScreen | CardScreen) for action in one.actions if "page" in action.places
    ]


def _said(detail: str | Text, services: Services) -> str:
    return services.texts(detail) if isinstance(detail, Text) else detail
