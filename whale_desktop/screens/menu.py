"""The menu tree as documented: order and labels from `resources/menu.csv`, word for word. Qt-free."""

import csv
from dataclasses import dataclass
from functools import lru_cache

from whale_desktop.kernel import resources

TOP_BAR = "top_bar"
"""The branch whose screens open from the bar above the page; it is not in the tree."""


@dataclass(frozen=True)
class MenuEntry:
    """One branch or leaf. `labels` by locale; `pinyin` and `initials` are for the search field."""

    key: str
    parent: str
    labels: dict[str, str]
    icon: str
    pinyin: str
    initials: str

    def label(self, locale: str) -> str:
        """The label in a locale; the English one for the pseudo language of tests."""
        return self.labels.get(locale, self.labels["en"])


@lru_cache(maxsize=1)
def menu_entries() -> dict[str, MenuEntry]:
    """Every entry of the documented menu by key, in menu order."""
    with resources.resource("menu.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["key"]: MenuEntry(
                key=row["key"],
                parent=row["parent"],
                labels={locale: row[locale] for locale in ("zh_Hant", "zh_Hans", "en")},
                icon=row["icon"],
                pinyin=row["pinyin"],
                initials=row["initials"],
            )
            for row in csv.DictReader(stream)
        }


def menu_path(key: str) -> tuple[MenuEntry, ...]:
    """The entries from the first level down to `key`; raises `KeyError` for an unknown one."""
    entries = menu_entries()
    path: list[MenuEntry] = []
    while key:
        entry = entries[key]
        path.insert(0, entry)
        key = entry.parent
    return tuple(path)


def is_top_bar(key: str) -> bool:
    """Whether an entry stands in the bar above the page instead of the tree."""
    return key == TOP_BAR or key.startswith(f"{TOP_BAR}.")
