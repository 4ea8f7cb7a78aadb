"""The files of printed reports: a workbook with a sheet a report and a summary, or one document with a part a report.

Both say of which days and clients each report is, who printed it and when, and what its amounts come to in each currency.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from whale_desktop.bus import Read
from whale_desktop.features.documents.handlers.columnar import Batch, cell_reader, first_rows, records
from whale_desktop.features.documents.handlers.tabular import headings, number_cell, number_format, safe_text, shown_places
from whale_desktop.features.documents.handlers.writers import (
    A4_WIDTH,
    MARGINS,
    MILLIMETRES,
    SAMPLE,
    is_right,
    sheet_name,
    typeset,
)
from whale_desktop.features.documents.messages import ReportRun, ReportScope
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger.messages import GroupBusiness
from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.texts import C_, Catalogue
from whale_desktop.messages import Totals, label_of
from whale_desktop.screens import Column, Report, usual
from whale_desktop.screens.values import shown_text
from whale_desktop.screens.wording import number_words

CLIENTS = C_("report", "Clients")
NO_CLIENTS = C_("report", "About no client’s account")
ROWS = C_("report", "Rows")
PRINTED_BY = C_("report", "Printed by")
PRINTED_AT = C_("report", "Printed at")
TOTAL_OF = C_("report", "Total: {column}")
SUMMARY = C_("report", "Summary")
ITEM = C_("report", "Item")
CONTENT = C_("report", "Content")
GROUP_WITH_COUNT = C_("report", "{name} ({count} accounts)")
BETWEEN = ", "

Fact = tuple[str, str]
"""A label and what it says of a report."""


@dataclass(frozen=True)
class Printed:
    """One report as it goes into a file."""

    report: Report
    columns: tuple[Column, ...]
    facts: tuple[Fact, ...]
    totals: Totals

    def heading(self, texts: Catalogue) -> str:
        """Number and title."""
        return f"{self.report.number} {texts(self.report.title)}"

    def sums(self, texts: Catalogue) -> Iterator[tuple[str, str, Decimal]]:
        """What the amounts come to: the words of the column, the currency, the total."""
        for column in self.columns:
            for currency, total in sorted(self.totals.sums.get(column.name, {}).items()):
                yield texts(TOTAL_OF, column=texts(column.label)), currency, total


def facts(read: Read, run: ReportRun, report: Report, totals: Totals, texts: Catalogue) -> tuple[Fact, ...]:
    """What stands above the rows."""
    return (
        (texts(report.days.label), _days(run.first, run.last)),
        (texts(CLIENTS), _clients(read, run, texts) if report.account else texts(NO_CLIENTS)),
        (texts(ROWS), f"{totals.count:,}"),
        (texts(PRINTED_BY), read.actor.name),
        (texts(PRINTED_AT), f"{hong_kong(read.now):%Y-%m-%d %H:%M:%S}"),
    )


def _days(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"


def _clients(read: Read, run: ReportRun, texts: Catalogue) -> str:
    if run.scope is ReportScope.CLIENTS:
        return BETWEEN.join(run.accounts)
    if run.scope is ReportScope.GROUPS:
        groups = ledger.client_groups(read.connection, GroupBusiness.REPORT)
        chosen = [one for one in groups if one.group_id in run.groups]
        return BETWEEN.join(texts(GROUP_WITH_COUNT, name=one.name, count=f"{one.count:,}") for one in chosen)
    return texts(label_of(run.scope))


# -------------------------------------------------------------------------------------------------------------------- workbook


def write_xlsx(printed: Sequence[Printed], batches: Sequence[Iterator[Batch]], texts: Catalogue) -> bytes:
    """A workbook with a sheet a report, heads frozen, and a last sheet that says what they are and what they come to."""
    from rustpy_xlsxwriter import Format, write_worksheets  # loaded when the first file is made, not at start-up

    sheets: list[tuple[str, Any]] = []
    formats: dict[str, Any] = {}
    widths: dict[str, Any] = {}
    for one, rows in zip(printed, batches, strict=True):
        name = sheet_name(one.heading(texts))
        heads = headings(one.columns, texts)
        first, rest = first_rows(rows, SAMPLE)
        formats[name] = {
            head: Format().set_num_format(number_format(column, _places(first, column)))
            for head, column in zip(heads, one.columns, strict=True)
        }
        widths[name] = {head: max(10.0, min(40.0, column.ideal / 6)) for head, column in zip(heads, one.columns, strict=True)}
        readers = [cell_reader(column, texts) for column in one.columns]
        sheets.append((name, records(rest, heads, readers) if any(map(len, first)) else [dict.fromkeys(heads)]))
    summary = sheet_name(texts(SUMMARY))
    sheets.append((summary, list(_summary(printed, texts))))
    formats[summary] = {texts(usual.AMOUNT): Format().set_num_format("#,##0.00##")}
    widths[summary] = {texts(ITEM): 30.0, texts(CONTENT): 60.0, texts(usual.AMOUNT): 20.0}
    buffer = io.BytesIO()
    write_worksheets(
        sheets,
        buffer,
        freeze_panes={"general": {"row": 1, "col": 0}},
        bold_headers=True,
        column_formats=formats,
        column_widths=widths,
    )
    return buffer.getvalue()


def _places(first: Sequence[Batch], column: Column) -> int:
    sample = islice(chain.from_iterable(batch.values(column.name) for batch in first), SAMPLE)
    return max(map(shown_places, sample), default=0)


def _summary(printed: Sequence[Printed], texts: Catalogue) -> Iterator[dict[str, Any]]:
    heads = (texts(ITEM), texts(CONTENT), texts(usual.AMOUNT))
    for one in printed:
        yield dict(zip(heads, (one.report.number, safe_text(texts(one.report.title)), None), strict=True))
        for label, content in one.facts:
            yield dict(zip(heads, (label, safe_text(content), None), strict=True))
        for label, currency, total in one.sums(texts):
            yield dict(zip(heads, (label, currency, number_cell(total)), strict=True))


# -------------------------------------------------------------------------------------------------------------------- document


def write_pdf(printed: Sequence[Printed], rows: Sequence[Iterable[Any]], texts: Catalogue, *, title: str) -> bytes:
    """A landscape document; each report begins on a page of its own, as wide as its columns need."""
    parts = [
        {
            "title": one.heading(texts),
            "width": max(A4_WIDTH, MARGINS + round(sum(column.ideal for column in one.columns) * MILLIMETRES)),
            "facts": [list(fact) for fact in one.facts],
            "heads": headings(one.columns, texts),
            "right": [is_right(column) for column in one.columns],
            "rows": [[shown_text(column, row, texts) for column in one.columns] for row in own],
            "sums": [[label, f"{currency} {number_words(total)}"] for label, currency, total in one.sums(texts)],
        }
        for one, own in zip(printed, rows, strict=True)
    ]
    return typeset("report.typ", {"title": title, "parts": parts}, texts.locale)
