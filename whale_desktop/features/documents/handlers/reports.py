"""Prints reports: the rows of a list in a period, of all clients or of some accounts (`docs/rules/platform.md` 6.12).

Which reports there are says the registry of `screens.reports`. A report has the rows of its list's own `Listing`, narrowed to accounts.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import msgspec
from sqlalchemy import true

from whale_desktop.bus import JobContext, Read, Work, answers, handles, job
from whale_desktop.bus.handlers import listing_of
from whale_desktop.bus.parameters import parameter
from whale_desktop.features.documents.handlers import approval, report_files
from whale_desktop.features.documents.handlers.columnar import Batch
from whale_desktop.features.documents.handlers.keeping import NewRecord
from whale_desktop.features.documents.handlers.progress import Progress
from whale_desktop.features.documents.handlers.rights import demand_export, may_export
from whale_desktop.features.documents.handlers.tabular import with_currencies
from whale_desktop.features.documents.messages import (
    MAXIMUM_ACCOUNTS,
    MAXIMUM_PRINTED_ROWS,
    MAXIMUM_REMARK,
    AskedRows,
    FileFormat,
    FileKind,
    GetBatchChoices,
    GetReportChoices,
    PrintReport,
    PrintReports,
    ReportChoices,
    ReportGroup,
    ReportOffer,
    ReportOrder,
    ReportRun,
    ReportScope,
)
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger.messages import GroupBusiness
from whale_desktop.features.reference import queries as reference
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.kernel.texts import C_, LOCALES, Catalogue, Text, catalogue
from whale_desktop.messages import ListQuery, Totals, codec
from whale_desktop.messages.files import JobBegun
from whale_desktop.messages.parameters import EXPORT_MAXIMUM_ROWS
from whale_desktop.screens import Column, Report, all_reports, report_of, where_type
from whale_desktop.storage import Listing, Sums, totals_of
from whale_desktop.storage.conditions import among

BATCH = 5000
REPORTS = C_("report", "Reports")


# ---------------------------------------------------------------------------------------------------------------- what there is


@answers(GetReportChoices)
def get_report_choices(read: Read, query: GetReportChoices) -> ReportChoices:
    """What can be printed, and of which clients."""
    return _choices(read)


@answers(GetBatchChoices)
def get_batch_choices(read: Read, query: GetBatchChoices) -> ReportChoices:
    """The same, for printing several at once."""
    return _choices(read)


def _choices(read: Read) -> ReportChoices:
    scopes = [one for one in ReportScope if one is not ReportScope.GROUPS or ledger.has_client_groups()]
    return ReportChoices(
        reports=tuple(_offer(one) for one in all_reports() if may_export(read, one.rows)),
        scopes=tuple(scopes),
        groups=tuple(ReportGroup(group_id=one.group_id, name=one.name, count=one.count) for one in _groups(read)),
    )


def _offer(report: Report) -> ReportOffer:
    def said(text: Text) -> dict[str, str]:
        return {locale: catalogue(locale)(text) for locale in LOCALES}

    return ReportOffer(
        report=report.key,
        report_no=report.number,
        names=said(report.title),
        about=said(report.about),
        days=said(report.days.label),
        of_clients=bool(report.account),
    )


def _groups(read: Read) -> tuple[Any, ...]:
    return ledger.client_groups(read.connection, GroupBusiness.REPORT)


# -------------------------------------------------------------------------------------------------------------------- asking


@handles(PrintReport)
def print_report(work: Work, command: PrintReport) -> JobBegun:
    """Check it now, keep a record, make the file in a job."""
    return _begin(work, command, (command.report,) if command.report else (), "report", FileKind.REPORT)


@handles(PrintReports)
def print_reports(work: Work, command: PrintReports) -> JobBegun:
    """The same, for several in one file; a report named twice is printed once."""
    return _begin(work, command, tuple(dict.fromkeys(command.reports)), "reports", FileKind.REPORT_BATCH)


def _begin(work: Work, command: ReportOrder, keys: tuple[str, ...], field: str, kind: FileKind) -> JobBegun:
    reports = _checked(work, command, keys, field)
    texts = catalogue(work.locale)
    name = f"{reports[0].number} {texts(reports[0].title)}" if kind is FileKind.REPORT else texts(REPORTS)
    run = ReportRun(
        reports=keys,
        first=command.first,
        last=command.last,
        scope=command.scope,
        accounts=command.accounts if command.scope is ReportScope.CLIENTS else (),
        groups=command.groups if command.scope is ReportScope.GROUPS else (),
        format=command.format,
        file_name=f"{name}_{command.first:%Y%m%d}-{command.last:%Y%m%d}",
    )
    rows = _within_limit(work, run, sum(one.totals.count for one in _parts(work, run, reports)))
    names = {one.group_id: one.name for one in _groups(work)}
    new = NewRecord(
        kind=kind,
        file_name=f"{run.file_name}.{run.format}",
        format=run.format,
        asked=AskedRows(
            list_key=keys[0] if kind is FileKind.REPORT else "",
            reports=keys,
            first=run.first,
            last=run.last,
            accounts=run.accounts,
            groups=tuple(names[group] for group in run.groups),
        ),
        columns=tuple(column.name for column in reports[0].printed) if kind is FileKind.REPORT else (),
        rows=rows,
        remark=command.remark.strip(),
        request=codec.encode(run),
    )
    return approval.begin_or_ask(work, new, lists={key for one in reports for key in (one.key, one.rows.key)})


def _checked(work: Work, command: ReportOrder, keys: tuple[str, ...], field: str) -> tuple[Report, ...]:
    """The reports, after refusing everything that is wrong at once."""
    faults = Faults()
    faults.missing(**{field: keys})
    faults.too_long(MAXIMUM_REMARK, remark=command.remark)
    reports = []
    for key in keys:
        report = report_of(key)
        if report is None or not may_export(work, report.rows):
            faults.add(field, "report.unknown", {"report": key})
        else:
            reports.append(report)
    if command.last < command.first:
        faults.add("last", "report.period")
    if command.format is FileFormat.CSV:
        faults.add("format", "report.format")
    if command.scope is not ReportScope.ALL and reports and not any(one.account for one in reports):
        faults.add("scope", "report.no_clients")
    _check_clients(work, command, faults)
    faults.refuse()
    return tuple(reports)


def _check_clients(work: Work, command: ReportOrder, faults: Faults) -> None:
    if command.scope is ReportScope.CLIENTS:
        faults.missing(accounts=command.accounts)
        if len(command.accounts) > MAXIMUM_ACCOUNTS:
            faults.add("accounts", "report.accounts", {"limit": MAXIMUM_ACCOUNTS})
            return
        known = ledger.states(work.connection, command.accounts)
        for account_no in command.accounts:
            if account_no not in known:
                faults.add("accounts", "ledger.account_unknown", {"account_no": account_no})
    if command.scope is ReportScope.GROUPS:
        faults.missing(groups=command.groups)
        offered = {one.group_id for one in _groups(work)}
        if not offered.issuperset(command.groups):
            faults.add("groups", "report.group_unknown")


# ------------------------------------------------------------------------------------------------------------------- printing


@dataclass(frozen=True)
class Part:
    """One report of a run: its rows and what they come to."""

    report: Report
    query: ListQuery[Any]
    listing: Listing[Any]
    totals: Totals


@job("report", ReportRun)
def run_report(context: JobContext, run: ReportRun) -> None:
    """The job behind both commands: reads one state of the database, members of groups included; stops between batches when cancelled."""
    texts = catalogue(context.locale)
    with context.read() as read, ExitStack() as opened:
        reports = tuple(_allowed(read, key) for key in run.reports)
        parts = _parts(read, run, reports)
        progress = Progress(context, _within_limit(read, run, sum(one.totals.count for one in parts)))
        printed = [_printed(read, run, one, texts) for one in parts]
        if run.format is FileFormat.PDF:
            rows = [chain.from_iterable(progress.told(_pages(read, one))) for one in parts]
            data = report_files.write_pdf(printed, rows, texts, title=run.file_name)
        else:
            batches = [
                progress.told(opened.enter_context(closing(_batches(read, part, one.columns))))
                for part, one in zip(parts, printed, strict=True)
            ]
            data = report_files.write_xlsx(printed, batches, texts)
    progress.end()
    context.finish(data, name=f"{run.file_name}.{run.format}", rows=progress.written)


def _allowed(read: Read, key: str) -> Report:
    """A report of a run that may begin long after it was asked for."""
    report = report_of(key)
    if report is None:
        raise UserError("report.unknown", {"report": key})
    demand_export(read, report.rows)
    return report


def _printed(read: Read, run: ReportRun, part: Part, texts: Catalogue) -> report_files.Printed:
    """A part as it goes into the file: beside a number of a workbook stands its currency."""
    report = part.report
    columns = report.printed if run.format is FileFormat.PDF else with_currencies(report.rows, report.printed)
    return report_files.Printed(report, columns, report_files.facts(read, run, report, part.totals, texts), part.totals)


def _parts(read: Read, run: ReportRun, reports: Iterable[Report]) -> tuple[Part, ...]:
    accounts = _accounts(read, run)
    return tuple(_part(read, run, one, accounts if one.account else None) for one in reports)


def _accounts(read: Read, run: ReportRun) -> frozenset[str] | None:
    """The accounts of a run as they are at this moment; None for all."""
    match run.scope:
        case ReportScope.ALL:
            return None
        case ReportScope.CLIENTS:
            return frozenset(run.accounts)
        case ReportScope.GROUPS:
            if not {one.group_id for one in _groups(read)}.issuperset(run.groups):
                raise UserError("report.group_unknown")
            return frozenset().union(*(ledger.group_members(read.connection, group) for group in run.groups))


def _part(read: Read, run: ReportRun, report: Report, accounts: frozenset[str] | None) -> Part:
    screen = report.rows
    kind, listed = where_type(screen.query), listing_of(screen.query)
    assert kind is not None and listed is not None, f"{screen.key} does not say what it is made of"
    first, last = report.period
    where = msgspec.convert({**report.where, first: run.first, last: run.last}, kind)
    asked: Any = screen.query
    query: ListQuery[Any] = asked(where=where, sort=report.sort, descending=False, limit=BATCH)
    listing = listed(read, query)
    if accounts is not None:
        statement = listing.statement
        listing = replace(listing, statement=statement.where(among(statement.selected_columns[report.account], accounts)))
    return Part(report, query, listing, _totals(read, report, listing))


def _totals(read: Read, report: Report, listing: Listing[Any]) -> Totals:
    """How many rows there are, and the sums of the columns that are summed on the screen too."""
    summed = [column for column in report.printed if column.total and column.currency]
    needed = listing.rows.needed([name for column in summed for name in (column.name, column.currency)])
    chosen = {name: column for name, column in listing.statement.selected_columns.items() if name in needed}
    source = listing.statement.with_only_columns(
        listing.key.label("_key"), *chosen.values(), maintain_column_froms=True
    ).subquery("rows")
    sums = tuple(Sums(column.name, source.c[column.name], source.c[column.currency]) for column in summed)
    return reference.shown_totals(read.connection, totals_of(read.connection, source, where=true(), sums=sums))


def _within_limit(read: Read, run: ReportRun, rows: int) -> int:
    limit = MAXIMUM_PRINTED_ROWS if run.format is FileFormat.PDF else parameter(read.connection, EXPORT_MAXIMUM_ROWS)
    if rows > limit:
        raise UserError("export.too_many_rows", {"rows": rows, "limit": limit})
    return rows


def _pages(read: Read, part: Part) -> Iterator[tuple[Any, ...]]:
    """All rows as structs, page by page."""
    after = ""
    while True:
        page = part.listing.page(read.connection, msgspec.structs.replace(part.query, after=after))
        yield page.rows
        after = page.next_cursor
        if not after:
            return


def _batches(read: Read, part: Part, columns: Sequence[Column]) -> Generator[Batch, None, None]:
    return part.listing.batches(read.connection, part.query, [column.name for column in columns], BATCH)
