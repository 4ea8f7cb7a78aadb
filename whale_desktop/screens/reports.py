"""The reports that can be printed: each the rows of a list in a period, of all clients or of some accounts. Qt-free.

A report writes no column twice: it names those of the list. Features add theirs (`REPORTS` of their screens). Must not know any feature.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from whale_desktop.kernel.texts import Text
from whale_desktop.screens.columns import Column, Filter
from whale_desktop.screens.screen import ListScreen, row_type, where_type

REPORT_PRINTING = "reports.printing"
"""The menu entry of the screen that prints them."""


@dataclass(frozen=True)
class Report:
    """One report.

    key: its own name, stable (records of files use it). number: as people call it, R01. about: one sentence on what it has.
    rows: the list that it is made of; its query decides who may print it. period: the two filter fields with the first and the last day.
    account: field of a row with the number of the client's account, empty for a report about no client. where: filter fields with a value
    that is always the same. columns: names in order, those that the list shows at first where nothing is named; sort: rising.
    """

    key: str
    number: str
    title: Text
    about: Text
    rows: ListScreen
    period: tuple[str, str]
    account: str = ""
    where: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    sort: str = ""

    def __post_init__(self) -> None:
        where, row = where_type(self.rows.query), row_type(self.rows.query)
        assert where is not None and row is not None, self.key
        for name in (*self.period, *self.where):
            assert name in where.__struct_fields__, f"{self.key}: {self.rows.key} has no filter field {name}"
        assert not self.account or self.account in row.__struct_fields__, f"{self.key}: no field {self.account}"
        known = {column.name for column in self.rows.columns}
        for name in self.columns:
            assert name in known, f"{self.key}: {self.rows.key} has no column {name}"

    @property
    def printed(self) -> tuple[Column, ...]:
        """The columns of the report, in order."""
        known = {column.name: column for column in self.rows.columns}
        shown = tuple(column.name for column in self.rows.columns if column.shown)
        return tuple(known[name] for name in self.columns or shown)

    @property
    def days(self) -> Filter:
        """The filter of the list that the period goes into: its label says which days are meant."""
        return next(one for one in self.rows.filters if (one.name, one.upto) == self.period)


_REPORTS: dict[str, Report] = {}


def register_reports(reports: Iterable[Report]) -> None:
    """Add reports; a key stands for one report (the same one may be added again)."""
    for report in reports:
        assert _REPORTS.setdefault(report.key, report) is report, f"report {report.key} registered twice"


def all_reports() -> tuple[Report, ...]:
    """Every report by its number."""
    return tuple(sorted(_REPORTS.values(), key=lambda one: one.number))


def report_of(key: str) -> Report | None:
    """The report of a key; None when there is none."""
    return _REPORTS.get(key)
