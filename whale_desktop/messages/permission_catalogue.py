"""The permission codes that the program knows, with their words and their place in the menu: `resources/seed/permissions.csv`.

The set is fixed by the program and loaded once; nobody types a code. Must not know who holds which.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from whale_desktop.kernel import resources


@dataclass(frozen=True)
class PermissionEntry:
    """One code. kind: view, operate, approve, import or export; menu: key of its menu entry, empty for service users' codes."""

    code: str
    kind: str
    menu: str
    labels: Mapping[str, str]

    @property
    def module(self) -> str:
        """Key of the first-level menu entry that it belongs to, empty for a service user's code."""
        return self.menu.partition(".")[0]

    def label(self, locale: str) -> str:
        """What it is called in a locale; the English words for the pseudo language of tests."""
        return self.labels.get(locale, self.labels["en"])


@lru_cache(maxsize=1)
def permission_entries() -> Mapping[str, PermissionEntry]:
    """Every code in the order of the file, which is that of the menu."""
    with resources.resource("seed", "permissions.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["code"]: PermissionEntry(
                code=row["code"],
                kind=row["kind"],
                menu=row["menu"],
                labels={locale: row[locale] for locale in ("zh_Hant", "zh_Hans", "en")},
            )
            for row in csv.DictReader(stream)
        }


@lru_cache(maxsize=1)
def grantable_codes() -> frozenset[str]:
    """Every code that a person may hold: all but the service users'."""
    return frozenset(code for code, entry in permission_entries().items() if entry.menu)
