"""Where data lives: engine, column types, transactions, paging, migrations, backup. SQLAlchemy, and no business."""

from whale_desktop.storage.database import Database
from whale_desktop.storage.listing import Columns, Listing, Made, Rows, constant, looked_up, made, same_as, written
from whale_desktop.storage.metadata import append_only, metadata
from whale_desktop.storage.paging import Sums, page_of, tab_of, totals_of
from whale_desktop.storage.types import Choice, Day, Moment, ScaledDecimal, money, price, quantity, rate

__all__ = [
    "Choice",
    "Columns",
    "Database",
    "Day",
    "Listing",
    "Made",
    "Moment",
    "Rows",
    "ScaledDecimal",
    "Sums",
    "append_only",
    "constant",
    "looked_up",
    "made",
    "metadata",
    "money",
    "page_of",
    "price",
    "quantity",
    "rate",
    "same_as",
    "tab_of",
    "totals_of",
    "written",
]
