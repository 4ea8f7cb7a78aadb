"""Printing reports: which there are, of which clients, for which days (`docs/rules/platform.md` 6.12)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from whale_desktop.features.documents.messages.exports import EXPORT_FLOW
from whale_desktop.features.documents.messages.records import FileFormat
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import (
    Command,
    Permission,
    Query,
    Struct,
    any_of,
    command,
    declare_errors,
    labels,
    query,
)
from whale_desktop.messages.files import JobBegun, declare_job_kinds

MAXIMUM_ACCOUNTS = 200
"""So many single clients may be named; for more there are client groups."""
PRINTING = Permission("lb_hk_report.report_printing")
SEES_BATCHES = any_of("report.export_batches_query", "report.batch_export_reports_query")
BATCH_PRINTING = Permission("report.export_batches_update")

declare_job_kinds({"report": C_("job", "Report")})

declare_errors(
    {
        "report.unknown": C_("error", "There is no report {report}, or you may not print it"),
        "report.group_unknown": C_("error", "There is no client group of reports with this number any more"),
        "report.period": C_("error", "The last day is before the first"),
        "report.format": C_("error", "Reports are printed as xlsx or pdf"),
        "report.no_clients": C_("error", "This report is about no client; print it for all clients"),
        "report.accounts": C_("error", "At most {limit} single clients; print the others in another run"),
    }
)


class ReportScope(StrEnum):
    """Of which clients a report is."""

    ALL = "all"
    CLIENTS = "clients"
    GROUPS = "groups"


labels(
    ReportScope,
    {
        ReportScope.ALL: C_("report.scope", "All clients"),
        ReportScope.CLIENTS: C_("report.scope", "Single clients"),
        ReportScope.GROUPS: C_("report.scope", "Client groups"),
    },
)


class ReportOffer(Struct):
    """One report that the person may print. names, about, days: by locale; days says which days the period means.

    of_clients: whether it can be printed of some clients only.
    """

    report: str
    report_no: str
    names: Mapping[str, str]
    about: Mapping[str, str]
    days: Mapping[str, str]
    of_clients: bool


class ReportGroup(Struct):
    """A client group for reports. count: how many accounts belong to it now."""

    group_id: int
    name: str
    count: int


class ReportChoices(Struct):
    """What can be printed, and of which clients: `scopes` has client groups only in a program that keeps them."""

    reports: tuple[ReportOffer, ...]
    scopes: tuple[ReportScope, ...]
    groups: tuple[ReportGroup, ...]


@query("document.report.choices", permission=PRINTING, topics=("ledger.client_group",))
class GetReportChoices(Query[ReportChoices]):
    """The reports that the person may print: those whose list he may see and export. And the client groups of reports, no others."""


@query("document.report.batch_choices", permission=SEES_BATCHES, topics=("ledger.client_group",))
class GetBatchChoices(Query[ReportChoices]):
    """As `GetReportChoices`, for printing several at once."""


class ReportOrder(Command[JobBegun]):
    """What both ways of printing have in common.

    first, last: both days included. accounts: with the scope `clients`, at most 200. groups: with the scope `groups`; who belongs to
    them is read when the report runs. A report about no client is not narrowed. remark: for those who may have to approve.

    Errors, all fields at once: `message.missing`, `report.unknown`, `report.period`, `report.format`, `report.accounts`,
    `report.no_clients`, `report.group_unknown`, `ledger.account_unknown`; and `export.too_many_rows`. The reply is the job, empty while
    it waits for approval: a report of a list whose export needs approval needs it too. Either way a record is kept.
    """

    first: date
    last: date
    format: FileFormat
    scope: ReportScope = ReportScope.ALL
    accounts: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()
    remark: str = ""


@command(
    "document.report.print",
    permission=PRINTING,
    changes=("job", "document.record"),
    asks=EXPORT_FLOW,
    asks_sometimes=True,
    action="print",
    rows_locked=True,
)
class PrintReport(ReportOrder):
    """Print one report. See `ReportOrder`."""

    report: str = ""


@command(
    "document.report.print_batch",
    permission=BATCH_PRINTING,
    changes=("job", "document.record"),
    asks=EXPORT_FLOW,
    asks_sometimes=True,
    action="print",
    rows_locked=True,
)
class PrintReports(ReportOrder):
    """Print several reports into one file, a sheet or a part each. See `ReportOrder`."""

    reports: tuple[str, ...] = ()


class ReportRun(Struct):
    """What the job behind both carries out; `file_name` without ending."""

    reports: tuple[str, ...]
    first: date
    last: date
    scope: ReportScope
    accounts: tuple[str, ...]
    groups: tuple[int, ...]
    format: FileFormat
    file_name: str
