"""Which rows are ticked, across pages, by their key. Qt-free.

Rows are kept, not only keys: batch actions look at each row's `may`, the foot adds up what is ticked.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from whale_desktop.kernel.numbers import EXACT, ZERO
from whale_desktop.screens import Column

MOST_SELECTED = 2_000
"""The most rows that a batch action takes. A larger filter can still be exported as a whole."""


class Selection:
    """The ticked rows of one list. `changed` is called after every change that somebody can see."""

    def __init__(self, key_field: str, changed: Callable[[], None]) -> None:
        self._field = key_field
        self._rows: dict[Any, Any] = {}
        self._changed = changed
        self.whole_filter = 0
        """Not 0: all so many rows of the filter are meant, more than are kept here."""

    def key(self, row: Any) -> Any:
        """The key of a row."""
        return getattr(row, self._field)

    def __len__(self) -> int:
        return self.whole_filter or len(self._rows)

    def has(self, row: Any) -> bool:
        """Whether a row is ticked."""
        return bool(self.whole_filter) or self.key(row) in self._rows

    def rows(self) -> tuple[Any, ...]:
        """The ticked rows in the order of ticking; empty when the whole filter is meant."""
        return () if self.whole_filter else tuple(self._rows.values())

    def keys(self) -> tuple[Any, ...]:
        """The keys of the ticked rows; empty when the whole filter is meant."""
        return () if self.whole_filter else tuple(self._rows)

    def set_rows(self, rows: Iterable[Any], on: bool) -> None:
        """Tick or untick rows."""
        if self.whole_filter and not on:
            self.whole_filter = 0
        for row in rows:
            if on:
                self._rows[self.key(row)] = row
            else:
                self._rows.pop(self.key(row), None)
        self._changed()

    def toggle(self, row: Any, page: Iterable[Any]) -> None:
        """Turn one row's tick. Out of a whole filter, what stays ticked is the page that is shown, without this row."""
        if self.whole_filter:
            self.whole_filter = 0
            self._rows = {self.key(one): one for one in page}
        self.set_rows([row], self.key(row) not in self._rows)

    def choose_whole_filter(self, count: int) -> None:
        """Mean all `count` rows of the filter."""
        self.whole_filter = count
        self._changed()

    def refresh(self, rows: Iterable[Any]) -> None:
        """Take the newer state of rows that are ticked; says nothing when none of them is."""
        fresh = {self.key(row): row for row in rows}
        known = [key for key in fresh if key in self._rows]
        for key in known:
            self._rows[key] = fresh[key]
        if known:
            self._changed()

    def clear(self) -> None:
        """Untick everything."""
        if self._rows or self.whole_filter:
            self._rows.clear()
            self.whole_filter = 0
            self._changed()


def sums_of(rows: Iterable[Any], columns: Iterable[Column]) -> Mapping[str, Mapping[str, Decimal]]:
    """Exact sums of the summed columns by currency, as the services give them for a whole filter: column → currency → sum."""
    summed = [column for column in columns if column.total]
    result: dict[str, dict[str, Decimal]] = {column.name: {} for column in summed}
    for row in rows:
        for column in summed:
            value = getattr(row, column.name)
            if value is None:
                continue
            currency = str(getattr(row, column.currency)) if column.currency else ""
            result[column.name][currency] = EXACT.add(result[column.name].get(currency, ZERO), Decimal(value))
    return result
