"""A list of a million orders in the real window, against a bare table view that runs the same statement for the same rows and columns."""

import random
import resource
import sqlite3
import statistics
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtWidgets import QTableView, QVBoxLayout, QWidget
from sqlalchemy import event

from bench.measure import Line, at_most, shown, side_by_side, within
from bench.orders import big_list
from bench.window import Beat, open_window, rest, settle, until_painted
from whale_desktop.app.services import Services
from whale_desktop.messages import label_of
from whale_desktop.ui.lists.list_page import ListPage
from whale_desktop.ui.shell.application import Application

ORDERS = 1_000_000
RUNS = 9
MEGABYTE = 1024 * 1024
SCREEN = "fx.orders"
PAGE = 20


def run() -> list[Line]:
    """First rows, jumps, totals, memory and stalls."""
    path = big_list(ORDERS)
    with open_window(path, "supervisor@whale.demo") as (application, services):
        before = _memory()
        statement = _open_list(application, services)
        page = _page(application)
        bare = Bare(path, statement, page)
        beat = Beat()
        lines = [_first(page, bare), _built(application, bare), *_jumps(application, page, bare), *_totals(page, beat)]
        grown = _memory() - before
        rest(2)
        lines.append(within("  longest stall of the window meanwhile", _worst * 1000, 100, unit="ms", bare=f"idle {shown(beat.take())}"))
        lines.append(within("  memory growth", grown / MEGABYTE, 100, unit="MB"))
        bare.close()
    return lines
