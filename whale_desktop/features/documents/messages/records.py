"""Records of every file that was made or read: exports, prints, imports (`docs/rules/platform.md` 3.7, 3.8, 7)."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import (
    SIGNED_IN,
    Bound,
    Command,
    ListQuery,
    Permission,
    Query,
    Reason,
    Struct,
    TotalsQuery,
    command,
    declare_errors,
    labels,
    query,
)
from whale_desktop.messages.files import BlobId, JobNo, MadeFile

SEES_ALL = "admin.export_all_inquiry"
"""Who holds it sees everybody's records in the logs, hidden ones too; others see their own."""
EXPORT_LOG = Permission("lb_hk_report.report_export_list")
SINGLE_PRINTS = Permission("report.export_history_query")
BATCH_PRINTS = Permission("report.batch_export_history_query")


class FileFormat(StrEnum):
    """What a file is."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


labels(
    FileFormat,
    {
        FileFormat.XLSX: C_("file format", "Excel workbook (xlsx)"),
        FileFormat.CSV: C_("file format", "Text table (csv)"),
        FileFormat.PDF: C_("file format", "Printable document (pdf)"),
    },
)


class FileKind(StrEnum):
    """What a file was made for."""

    EXPORT = "export"
    PRINT_LIST = "print_list"
    PRINT_RECORD = "print_record"
    REPORT = "report"
    REPORT_BATCH = "report_batch"
    IMPORT = "import"


labels(
    FileKind,
    {
        FileKind.EXPORT: C_("record.kind", "Export"),
        FileKind.PRINT_LIST: C_("record.kind", "Printed list"),
        FileKind.PRINT_RECORD: C_("record.kind", "Printed record"),
        FileKind.REPORT: C_("record.kind", "Report"),
        FileKind.REPORT_BATCH: C_("record.kind", "Batch of reports"),
        FileKind.IMPORT: C_("record.kind", "Import"),
    },
)


class FileState(StrEnum):
    """How far a file is. The values of a job's states stand for the job that makes it."""

    APPROVAL = "APPROVAL"
    REFUSED = "REFUSED"
    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


labels(
    FileState,
    {
        FileState.APPROVAL: C_("record.state", "Under approval"),
        FileState.REFUSED: C_("record.state", "Rejected"),
        FileState.WAITING: C_("record.state", "Waiting"),
        FileState.RUNNING: C_("record.state", "Generating"),
        FileState.DONE: C_("record.state", "Done"),
        FileState.FAILED: C_("record.state", "Failed"),
        FileState.CANCELLED: C_("record.state", "Cancelled"),
    },
    tones={
        FileState.APPROVAL: "wait",
        FileState.REFUSED: "idle",
        FileState.WAITING: "run",
        FileState.RUNNING: "run",
        FileState.DONE: "done",
        FileState.FAILED: "fail",
        FileState.CANCELLED: "void",
    },
)

declare_errors({"document.unknown": C_("error", "There is no such record of a file, or it belongs to someone else")})


class AskedRows(Struct):
    """Which rows a file has: those of a list under a filter and a tab, or so many chosen ones of them, or one record by its key.

    Of a report, or of several in one file: `reports` by key, the first and the last day, and the accounts or the client groups, by the
    names that these had; neither means all clients.
    """

    list_key: str
    where: Mapping[str, Any] = {}
    tab: str = ""
    chosen: int = 0
    key: str = ""
    reports: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    accounts: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class AskedColumns(Struct):
    """Which columns of a list a file has, in order; none where that says nothing."""

    list_key: str
    names: tuple[str, ...] = ()


class FileRow(Struct):
    """One record of a file.

    list_key: the list or the report; empty for several reports in one file. report_no: what people call the reports, R01.
    percent: how far the file is, in whole hundredths.
    rows: those that were asked for until the file is made, then those that it has; bad_rows: those of an imported file that were
    left out. size: in bytes.
    job_no: the job that makes the file; error: why it failed. hidden: off its maker's list. expires_at: until when the file is
    kept; blob: empty when it is not, or not yet, there. may: wire names of the commands that its state allows the person who asks.
    """

    record_no: int
    kind: FileKind
    list_key: str
    file_name: str
    format: FileFormat
    state: FileState
    operator: str
    remark: str
    asked: AskedRows
    columns: AskedColumns
    rows: int
    bad_rows: int
    size: int
    error: Reason | None
    work_order_no: str
    job_no: JobNo
    blob: BlobId
    hidden: bool
    created_at: datetime
    report_no: str = ""
    percent: int = 0
    ended_at: datetime | None = None
    expires_at: datetime | None = None
    may: tuple[str, ...] = ()


class AskedExport(Struct):
    """What of a record its deciders are shown, and the trail keeps: what was asked for and how it stands, nothing of the file."""

    record_no: int
    file_name: str
    format: FileFormat
    state: FileState
    list_key: str
    asked: AskedRows
    columns: AskedColumns
    rows: int
    operator: str
    remark: str
    hidden: bool
    created_at: datetime


class FileList(Struct):
    """A list of which files are made: its key and its names by locale."""

    list_key: str
    names: Mapping[str, str]


class RecordFilter(Struct):
    """Filters that every list of records has. file_name: contained; list_key: exactly; both days included, in Hong Kong."""

    file_name: str = ""
    list_key: str = ""
    created_from: date | None = None
    created_upto: date | None = None


class FileFilter(RecordFilter):
    """Filters of one's own files."""

    kind: tuple[FileKind, ...] = ()
    format: FileFormat | None = None
    state: tuple[FileState, ...] = ()


class LogFilter(RecordFilter):
    """Filters of a log. operator: contained in the name."""

    operator: str = ""


class PrintLogFilter(LogFilter):
    """Filters of the logs of prints."""

    state: tuple[FileState, ...] = ()


class ExportLogFilter(PrintLogFilter):
    """Filters of the log of exports."""

    format: FileFormat | None = None


_TOPICS = ("document.record", "job")


@query("document.record.mine", permission=SIGNED_IN, topics=_TOPICS)
class ListMyFiles(ListQuery[FileRow]):
    """One's own exports and prints that one has not hidden, newest first."""

    where: FileFilter = FileFilter()


@query("document.record.mine_totals", permission=SIGNED_IN, topics=_TOPICS)
class TotalMyFiles(TotalsQuery):
    """Count of the list."""

    where: FileFilter = FileFilter()


@query("document.record.my_imports", permission=SIGNED_IN, topics=_TOPICS)
class ListMyImports(ListQuery[FileRow]):
    """One's own imports that one has not hidden, newest first."""

    where: RecordFilter = RecordFilter()


@query("document.record.my_imports_totals", permission=SIGNED_IN, topics=_TOPICS)
class TotalMyImports(TotalsQuery):
    """Count of the list."""

    where: RecordFilter = RecordFilter()


@query("document.record.exports", permission=EXPORT_LOG, topics=_TOPICS)
class ListExportLog(ListQuery[FileRow]):
    """Exports, newest first: everybody's for who may see all, else one's own."""

    where: ExportLogFilter = ExportLogFilter()


@query("document.record.exports_totals", permission=EXPORT_LOG, topics=_TOPICS)
class TotalExportLog(TotalsQuery):
    """Count of the list."""

    where: ExportLogFilter = ExportLogFilter()


@query("document.record.imports", permission=EXPORT_LOG, topics=_TOPICS)
class ListImportLog(ListQuery[FileRow]):
    """Imports, newest first: everybody's for who may see all, else one's own."""

    where: LogFilter = LogFilter()


@query("document.record.imports_totals", permission=EXPORT_LOG, topics=_TOPICS)
class TotalImportLog(TotalsQuery):
    """Count of the list."""

    where: LogFilter = LogFilter()


@query("document.record.single_prints", permission=SINGLE_PRINTS, topics=_TOPICS)
class ListSinglePrints(ListQuery[FileRow]):
    """Printed records and reports, newest first: everybody's for who may see all, else one's own."""

    where: PrintLogFilter = PrintLogFilter()


@query("document.record.single_prints_totals", permission=SINGLE_PRINTS, topics=_TOPICS)
class TotalSinglePrints(TotalsQuery):
    """Count of the list."""

    where: PrintLogFilter = PrintLogFilter()


@query("document.record.batch_prints", permission=BATCH_PRINTS, topics=_TOPICS)
class ListBatchPrints(ListQuery[FileRow]):
    """Printed lists and batches of reports, newest first: everybody's for who may see all, else one's own."""

    where: PrintLogFilter = PrintLogFilter()


@query("document.record.batch_prints_totals", permission=BATCH_PRINTS, topics=_TOPICS)
class TotalBatchPrints(TotalsQuery):
    """Count of the list."""

    where: PrintLogFilter = PrintLogFilter()


@query("document.record.get", permission=SIGNED_IN, topics=_TOPICS)
class GetFileRecord(Query[FileRow]):
    """One record, one's own or, for who may see all, anybody's. Any other: `UserError("document.unknown")`."""

    record_no: int


@query("document.record.asked", permission=Permission(SEES_ALL), topics=_TOPICS, headless=True)
class GetAskedExport(Query[AskedExport]):
    """One record, whoever's. None: `UserError("document.unknown")`."""

    record_no: int


@query("document.record.lists", permission=SIGNED_IN, topics=())
class ListFileLists(Query[tuple[FileList, ...]]):
    """The lists of which files can be made, by which records are filtered."""


@command("document.record.fetch", permission=SIGNED_IN, changes=(), action="export", rows_locked=True)
class FetchFile(Command[MadeFile]):
    """The file of one's own record, as long as it is kept. Later: `UserError("blob.unknown")`."""

    record_no: int


@command(
    "document.record.hide",
    permission=SIGNED_IN,
    changes=("document.record",),
    target=Bound(GetAskedExport, {"record_no": "record_no"}),
    action="delete",
    rows_locked=True,
)
class HideFileRecord(Command[None]):
    """Take one's own record off one's own lists. It stays in the logs for who may see all. Under approval: `ticket.target_locked`."""

    record_no: int
