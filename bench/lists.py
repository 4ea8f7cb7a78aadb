"""A list of a million orders in the real window, against a bare table view that runs the same statement for the same rows and columns."""

import functools
import random
import resource
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget
from sqlalchemy import Connection, event

from bench.measure import Line, at_most, shown, side_by_side, within
from bench.orders import big_list
from bench.window import Beat, open_window, rest, settle, until_painted, wait_until
from whale_desktop.app.services import Services
from whale_desktop.ui.lists.list_page import ListPage
from whale_desktop.ui.shell.application import Application

ORDERS = 1_000_000
RUNS = 9
JUMPS = 5
"""Jumps of one measurement: the deeper the page, the longer both take."""
MEGABYTE = 1024 * 1024
SCREEN = "fx.orders"
TABLE = "FROM fx_client_order"


def run() -> list[Line]:
    """First rows, jumps, totals, memory and stalls."""
    path = big_list(ORDERS)
    with open_window(path, "supervisor@whale.demo") as (application, services):
        before = _memory()
        statement = _record(application, services)
        page = _page(application)
        bare = Bare(path, statement, page)
        beat = Beat()
        built = _built(application, bare, beat)
        page = _page(application)
        beat.take()
        lines = [_first(page, bare), built[0], _jumps(page, bare), *_totals(page)]
        longest = beat.take()
        grown = _memory() - before
        rest(2)
        idle = f"{shown(beat.take())} idle"
        lines.append(within("  longest stall while rows are asked, drawn and counted", longest * 1000, 100, unit="ms", bare=idle))
        lines.append(built[1])
        lines.append(within("  memory growth, the bare view's included", grown / MEGABYTE, 100, unit="MB"))
        bare.close()
    return lines


class Bare(QAbstractTableModel):
    """A table view without a program around it: one page of the statement, as many columns as the list shows."""

    def __init__(self, path: Path, statement: tuple[str, tuple[Any, ...]], page: ListPage) -> None:
        super().__init__()
        self._connection = sqlite3.connect(path)
        self._statement = statement[0]
        self._size = page.source.paging.size
        self._columns = sum(1 for column in range(page.area.model.columnCount()) if not page.area.table.isColumnHidden(column))
        self._extent = page.area.table.size()
        self._rows: list[Any] = []
        self._window: QWidget | None = None
        self.view: QTableView | None = None

    def show(self) -> None:
        """A new window with the first page."""
        self._window = QWidget()
        self.view = QTableView(self._window)
        QVBoxLayout(self._window).addWidget(self.view)
        self.load(0)
        self.view.setModel(self)
        self._window.resize(self._extent)
        self._window.show()

    def load(self, offset: int) -> None:
        """Another page."""
        self.beginResetModel()
        self._rows = self._connection.execute(self._statement, (self._size + 1, offset)).fetchall()[: self._size]
        self.endResetModel()

    def hide(self) -> None:
        """Let the window go."""
        assert self._window is not None
        assert self.view is not None
        self.view.setModel(None)
        self._window.deleteLater()
        rest(0.05)

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """The rows of the page."""
        return len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - as Qt declares it
        """The columns that are shown."""
        return self._columns

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        """The value as text."""
        return str(self._rows[index.row()][index.column()]) if role == Qt.ItemDataRole.DisplayRole else None


def _record(application: Application, services: Services) -> tuple[str, tuple[Any, ...]]:
    """Open the list of all orders; the statement of its rows."""
    seen: list[tuple[str, tuple[Any, ...]]] = []

    def note(_connection: Connection, _cursor: object, statement: str, parameters: tuple[Any, ...], *_: object) -> None:
        if TABLE in statement and "LIMIT" in statement:
            seen.append((statement, parameters))

    event.listen(services.database.engine, "before_cursor_execute", note)
    _open(application)
    event.remove(services.database.engine, "before_cursor_execute", note)
    return seen[0]


def _open(application: Application) -> None:
    desk = application.window.desk
    assert desk is not None
    desk.workspace.open(SCREEN, {"tab": ""})
    settle(application)


def _page(application: Application) -> ListPage:
    desk = application.window.desk
    assert desk is not None
    page = desk.workspace.current().page
    assert isinstance(page, ListPage), page
    return page


def _first(page: ListPage, bare: Bare) -> Line:
    """From the question for the first page to its painted rows; the page stands and is empty, as when a filter is asked."""

    def ours() -> float:
        return _asked(page, page.source.restart)

    return at_most(
        "1,000,000 orders: first rows asked → painted / bare table view", side_by_side(ours, lambda: _first_bare(bare)), 3
    )


def _first_bare(bare: Bare) -> float:
    bare.show()
    settle_bare()
    took = _asked_bare(bare, 0)
    bare.hide()
    return took


def _jumps(page: ListPage, bare: Bare) -> Line:
    """To random pages, the same ones for both."""
    places = random.Random(7)
    pages = page.source.paging.pages(ORDERS)
    chosen: list[int] = []

    def ours() -> float:
        chosen[:] = [places.randrange(2, pages) for _ in range(JUMPS)]
        return sum(_asked(page, functools.partial(page.foot.page_wanted.emit, number)) for number in chosen) / JUMPS

    def other() -> float:
        return sum(_asked_bare(bare, (number - 1) * page.source.paging.size) for number in chosen) / JUMPS

    bare.show()
    settle_bare()
    line = at_most("  a jump to a random page / the same in the bare view", side_by_side(ours, other, runs=RUNS), 2)
    bare.hide()
    return line


def _asked(page: ListPage, act: Callable[[], object]) -> float:
    """Seconds from a question until its rows are painted."""
    arrived: list[bool] = []

    def note() -> None:
        arrived.append(True)

    page.source.arrived.connect(note)

    def ask() -> QWidget:
        act()
        return page.area.table.viewport()

    took = until_painted(ask, lambda: bool(arrived))
    page.source.arrived.disconnect(note)
    wait_until(lambda: page.source.totals is not None)
    rest(0.05)
    return took


def _asked_bare(bare: Bare, offset: int) -> float:
    assert bare.view is not None
    view = bare.view

    def ask() -> QWidget:
        bare.load(offset)
        return view.viewport()

    took = until_painted(ask, lambda: True)
    rest(0.05)
    return took


def _built(application: Application, bare: Bare, beat: Beat) -> tuple[Line, Line]:
    """From the wish to see the list to its painted rows, the page built on the way; the bare window is built too. And the stall of it."""
    stalls: list[float] = []
    desk = application.window.desk
    assert desk is not None
    workspace = desk.workspace

    def ours() -> float:
        workspace.close_current()
        settle(application)

        def ask() -> QWidget:
            workspace.open(SCREEN, {"tab": ""})
            return _page(application).area.table.viewport()

        beat.take()
        took = until_painted(ask, lambda: bool(_page(application).area.model.rows))
        settle(application)
        stalls.append(beat.take())
        return took

    def other() -> float:
        def ask() -> QWidget:
            bare.show()
            assert bare.view is not None
            return bare.view.viewport()

        took = until_painted(ask, lambda: True)
        bare.hide()
        return took

    mine, theirs, ratio = side_by_side(ours, other)
    stall = statistics.median(stalls[1:]) * 1000
    return (
        Line("  the same with building the page, the bare window", shown(mine), shown(theirs), f"{ratio:.2f} ×", "–", kept=True),
        within("  longest stall while the page is built, median", stall, 100, unit="ms"),
    )


def _totals(page: ListPage) -> list[Line]:
    """Count, sums and tab counts, asked anew; the bare figure is one scan of the index that has what the sums need."""

    def ours() -> float:
        page.source.forget_totals()
        began = time.perf_counter()
        page.source.restart()
        wait_until(lambda: page.source.totals is None)
        wait_until(lambda: page.source.totals is not None)
        return time.perf_counter() - began

    ours()
    took = statistics.median(ours() for _ in range(5))
    return [within("  rows, totals and tab counts there", took * 1000, 1000, unit="ms")]


def settle_bare() -> None:
    """Let a window be painted."""
    rest(0.1)


def _memory() -> int:
    """The most memory that this process has had, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
