"""The rows of one list as they stand behind the port: which page, in which order, under which filter; counts and sums follow later.

One page of rows is held at a time. A new question cancels the one under way, an old answer never overwrites a newer one. Totals are a
second query, asked when the rows are there, kept until a topic changes.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import Totals, info_of
from whale_desktop.screens import ListScreen
from whale_desktop.ui.lists import where
from whale_desktop.ui.lists.paging import Paging
from whale_desktop.ui.pages.ports import Running, Services


class RowSource(QObject):
    """Asks for pages and totals of one list and says when they are there. It goes with its page, and with it its ear for changes."""

    started = Signal()
    """A page is being asked for."""
    arrived = Signal()
    """`rows` are those of `paging.page`."""
    failed = Signal(object)
    """A `CodedError`; the rows before stay."""
    totals_arrived = Signal()
    """`totals` changed; None while they are counted."""
    changed_elsewhere = Signal()
    """A topic of the list changed: whoever shows it asks again."""

    def __init__(self, screen: ListScreen, services: Services, page: QObject) -> None:
        super().__init__(page)
        self.screen = screen
        self._services = services
        self.paging = Paging()
        self.rows: tuple[Any, ...] = ()
        self.totals: Totals | None = None
        self.loaded = False
        self.values: dict[str, Any] = {}
        self.tab = screen.first_tab
        self.sort = ""
        self.descending = True
        self._known: dict[bytes, Totals] = {}
        self._asking: Running | None = None
        topics = (*info_of(screen.query).topics, *info_of(screen.totals).topics)
        if topics:
            services.runtime.on_change(topics, self._stale, self)

    def ask_again(self) -> None:
        """Ask for the present page again."""
        self.go_to(self.paging.page)

    def restart(self, values: Mapping[str, Any] | None = None) -> None:
        """From page 1, under another filter when `values` are given."""
        if values is not None:
            self.values = dict(values)
        self.paging.restart()
        self.go_to(1)

    def choose_tab(self, tab: str) -> None:
        """Another tab, from page 1."""
        self.tab = tab
        self.restart()

    def order_by(self, column: str, *, descending: bool) -> None:
        """Another order, from page 1; an empty column is the list's own order."""
        self.sort = column
        self.descending = descending
        self.restart()

    def go_to(self, page: int) -> None:
        """Ask for a page; what was being asked falls away."""
        self.started.emit()
        self._asking = self._services.runtime.start_latest(self._load(page), self, "rows")

    def stop(self) -> None:
        """Call off the question that is under way; the rows before stay."""
        if self._asking is not None:
            self._asking.cancel()

    def query(self, page: int) -> Any:
        """The list query of a page."""
        fields = self.paging.fields(page)
        return where.build(self.screen.query, self.values, tab=self.tab, sort=self.sort, descending=self.descending, **fields)

    async def all_rows(self, most: int, progress: Callable[[int], None]) -> list[Any]:
        """Up to `most` rows of the filter and the tab from the first on, page after page by cursor, for a batch over all of them."""
        found: list[Any] = []
        cursor = ""
        while len(found) < most:
            query = where.build(
                self.screen.query,
                self.values,
                tab=self.tab,
                sort=self.sort,
                descending=self.descending,
                limit=min(200, most - len(found)),
                after=cursor,
            )
            page = await self._services.runtime.ask(query, menu=self.screen.menu)
            found.extend(page.rows)
            progress(len(found))
            cursor = page.next_cursor
            if not cursor:
                break
        return found

    async def _load(self, page: int) -> None:
        try:
            answer = await self._services.runtime.ask(self.query(page), menu=self.screen.menu)
        except CodedError as error:
            self.failed.emit(error)
            return
        if not answer.rows and page > 1:
            self.go_to(self._last_page(page))
            return
        self.rows = tuple(answer.rows)
        self.paging.arrived(page, answer.next_cursor)
        self.loaded = True
        self.arrived.emit()
        self._count()

    def _last_page(self, page: int) -> int:
        """Where to go when `page` has no rows any more: the last page by the count, at least one back."""
        last = self.paging.pages(self.totals.count) if self.totals else 1
        return max(1, min(last, page - 1))

    def _count(self) -> None:
        """Totals of the present filter: the known ones, else ask."""
        key = self._key()
        totals = self._known.get(key)
        if totals is None or totals is not self.totals:
            self.totals = totals
            self.totals_arrived.emit()
        if totals is None:
            self._services.runtime.start_latest(self._load_totals(key), self, "totals")

    async def _load_totals(self, key: bytes) -> None:
        query = where.build(self.screen.totals, self.values, tab=self.tab)
        try:
            totals = await self._services.runtime.ask(query, menu=self.screen.menu)
        except CodedError:
            # The rows are there; the foot says that they are not counted, and the next refresh tries again.
            return
        self._known[key] = totals
        if key == self._key():
            self.totals = totals
            self.totals_arrived.emit()

    def _key(self) -> bytes:
        return msgspec.json.encode([where.as_json(self.values), self.tab], order="deterministic")

    def _stale(self) -> None:
        self._known.clear()
        self.changed_elsewhere.emit()

    def forget_totals(self) -> None:
        """Count again at the next answer: somebody asked for a refresh."""
        self._known.clear()
