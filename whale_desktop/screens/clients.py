"""The tabs of the drawer that shows one client: each feature adds its own, and each has a right of its own. Qt-free."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from whale_desktop.kernel.texts import Text
from whale_desktop.messages import Query


@dataclass(frozen=True)
class ClientTab:
    """One tab. It is there if `query_type` may be sent.

    widget: `module:Class`, a hand-written widget made with the services; it has `show_client(account_no)`, `refresh()` and `retranslate()`.
    """

    key: str
    title: Text
    query_type: type[Query[Any]]
    widget: str


_TABS: dict[str, ClientTab] = {}


def register_client_tabs(tabs: Iterable[ClientTab]) -> None:
    """Add tabs; a key stands for one tab (the same one may be added again)."""
    for tab in tabs:
        assert _TABS.setdefault(tab.key, tab) is tab, f"client tab {tab.key} registered twice"


def client_tabs() -> tuple[ClientTab, ...]:
    """Every tab in the order of registration, which is that of the features."""
    return tuple(_TABS.values())
