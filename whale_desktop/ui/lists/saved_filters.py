"""常用篩選: named sets of filter values of one list, kept with the member; one of them may be what the list opens with. Qt-free.

At most 20 a list, names of at most 30 characters.
"""

from dataclasses import dataclass, replace
from typing import Any

from whale_desktop.ui.pages.ports import Preferences

MOST = 20
LONGEST_NAME = 30


@dataclass(frozen=True)
class SavedFilter:
    """One named set of filter values (JSON values by `where` field)."""

    name: str
    values: dict[str, Any]
    is_default: bool = False


class SavedFilters:
    """The saved filters of one list."""

    def __init__(self, list_key: str, preferences: Preferences) -> None:
        self._key = f"list:{list_key}:filters"
        self._preferences = preferences

    def all(self) -> tuple[SavedFilter, ...]:
        """Every saved filter in the order of saving; entries that are none are left out."""
        found = []
        for entry in self._preferences.get(self._key, []) or []:
            if isinstance(entry, dict) and isinstance(entry.get("name"), str) and isinstance(entry.get("values"), dict):
                found.append(SavedFilter(entry["name"], entry["values"], bool(entry.get("is_default"))))
        return tuple(found)

    def default(self) -> SavedFilter | None:
        """What the list opens with, if the member chose one."""
        return next((one for one in self.all() if one.is_default), None)

    def is_full(self, name: str) -> bool:
        """Whether no further filter fits; one that already has the name is replaced and always fits."""
        return len(self.all()) >= MOST and name not in {one.name for one in self.all()}

    def save(self, new: SavedFilter) -> None:
        """Keep a filter; one of the same name is replaced, at most one is the default."""
        assert 0 < len(new.name) <= LONGEST_NAME and not self.is_full(new.name), new.name
        kept = [replace(one, is_default=one.is_default and not new.is_default) for one in self.all()]
        names = [one.name for one in kept]
        if new.name in names:
            kept[names.index(new.name)] = new
        else:
            kept.append(new)
        self._write(kept)

    def remove(self, name: str) -> None:
        """Forget a filter."""
        self._write([one for one in self.all() if one.name != name])

    def make_default(self, name: str, on: bool) -> None:
        """Open the list with this filter, or with none."""
        self._write([replace(one, is_default=on and one.name == name) for one in self.all()])

    def _write(self, filters: list[SavedFilter]) -> None:
        self._preferences.set(
            self._key, [{"name": one.name, "values": one.values, "is_default": one.is_default} for one in filters]
        )
