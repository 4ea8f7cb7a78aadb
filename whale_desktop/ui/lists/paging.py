"""Where in a list somebody stands: the page number and the cursors of pages already seen. Qt-free.

The next page is asked by the cursor that the page before it gave, a page seen before by the cursor it had, and only a jump to an unseen
page number by offset. So paging through a million rows costs the same at every page.
"""

from dataclasses import dataclass, field
from typing import Any

MOST_ROWS = 200
"""The most rows of one page that the services give."""


@dataclass
class Paging:
    """The page that is shown and how it was reached. Pages count from 1."""

    size: int = 20
    page: int = 1
    _cursors: dict[int, str] = field(default_factory=dict)
    _more: bool = False

    def restart(self) -> None:
        """Another filter, tab, order or size: back to page 1, all cursors are void."""
        self.page = 1
        self._cursors.clear()
        self._more = False

    def fields(self, page: int) -> dict[str, Any]:
        """The paging fields of the list query for `page`: `after` where its cursor is known, else `offset`."""
        cursor = self._cursors.get(page, "")
        if page > 1 and not cursor:
            return {"limit": self.size, "offset": (page - 1) * self.size}
        return {"limit": self.size, "after": cursor}

    def arrived(self, page: int, next_cursor: str) -> None:
        """`page` is shown now; `next_cursor` leads on, empty at the end of the list."""
        self.page = page
        self._more = bool(next_cursor)
        if next_cursor:
            self._cursors[page + 1] = next_cursor
        else:
            self._cursors.pop(page + 1, None)

    @property
    def has_next(self) -> bool:
        """Whether rows follow this page."""
        return self._more

    @property
    def has_previous(self) -> bool:
        """Whether rows come before this page."""
        return self.page > 1

    def first_row(self) -> int:
        """The number of this page's first row, from 1."""
        return (self.page - 1) * self.size + 1

    def pages(self, count: int) -> int:
        """How many pages `count` rows fill; an empty list has one."""
        return max(1, -(-count // self.size))
