"""頂欄 > 匯出記錄: files and tasks of the person who looks; 報表管理 > 匯出日誌: the log of all (`docs/rules/platform.md` 6.8, 6.14)."""

from dataclasses import replace

from whale_desktop.features.documents.messages import (
    AskedColumns,
    AskedRows,
    FetchFile,
    FileFormat,
    FileKind,
    FileState,
    GetBatchChoices,
    GetFileRecord,
    GetReportChoices,
    HideFileRecord,
    ListBatchPrints,
    ListExportLog,
    ListFileLists,
    ListImportLog,
    ListMyFiles,
    ListMyImports,
    ListSinglePrints,
    PrintReport,
    PrintReports,
    TotalBatchPrints,
    TotalExportLog,
    TotalImportLog,
    TotalMyFiles,
    TotalMyImports,
    TotalSinglePrints,
)
from whale_desktop.kernel.texts import C_
from whale_desktop.messages.files import (
    CancelJob,
    FetchResult,
    JobPhase,
    JobState,
    ListJobs,
    RetryJob,
    TotalJobs,
)
from whale_desktop.screens import (
    Action,
    Column,
    Confirm,
    CustomScreen,
    DetailSpec,
    Empty,
    Filter,
    ListScreen,
    Options,
    Section,
    Tab,
    TabsScreen,
    Tip,
    usual,
)
from whale_desktop.screens.naming import column_words, filter_words, list_words, tab_words
from whale_desktop.screens.reports import REPORT_PRINTING
from whale_desktop.screens.wording import ABSENT, Say, job_kind_words, value_words

FILE_NAME = C_("record", "File name")
KIND = C_("record", "Made for")
LIST = C_("record", "List")
FORMAT = C_("record", "Type")
STATE = C_("record", "File status")
ROWS = C_("record", "Rows")
BAD_ROWS = C_("record", "Rows left out")
SIZE = C_("record", "Size")
WORK_ORDER = C_("record", "Ticket no.")
NUMBER = C_("record", "Record no.")
ENDED = C_("record", "Ended at")
EXPIRES = C_("record", "Kept until")
HIDDEN = C_("record", "Off the list")
ASKED = C_("record", "Filter")
COLUMNS = C_("record", "Columns")
CHOSEN = C_("record", "{count} chosen rows")
WHOLE = C_("record", "All rows")
RECORD = C_("record", "Record {key}")
CLIENTS = C_("report", "Clients")
GROUPS = C_("report.scope", "Client groups")
ALL_CLIENTS = C_("report.scope", "All clients")
REPORT_NO = C_("report", "Report no.")
REPORT = C_("report", "Report")
PROGRESS = C_("report", "Progress")
OPERATED = C_("record", "Operated at")
DOWNLOAD = C_("action", "Download")


def asked_words(asked: AskedRows, say: Say) -> str:
    """Which rows a file has: the tab, the filter, how many of them were chosen, or the one record that was printed."""
    if asked.reports:
        return _report_words(asked, say)
    told = [tab_words(asked.list_key, asked.tab, say)] if asked.tab else []
    told += [f"{label}: {value}" for label, value in filter_words(asked.list_key, asked.where, say)]
    told += [say(CHOSEN, count=f"{asked.chosen:,}")] if asked.chosen else []
    told += [say(RECORD, key=asked.key)] if asked.key else []
    return "; ".join(told) or say(WHOLE)


def _report_words(asked: AskedRows, say: Say) -> str:
    """Which reports a file has where there are several, for which days, and of which clients."""
    told = [", ".join(list_words(key, say) for key in asked.reports)] if not asked.list_key else []
    told += [f"{value_words(asked.first, say)} – {value_words(asked.last, say)}"]
    told += [f"{say(CLIENTS)}: {', '.join(asked.accounts)}"] if asked.accounts else []
    told += [f"{say(GROUPS)}: {', '.join(asked.groups)}"] if asked.groups else []
    told += [say(ALL_CLIENTS)] if not asked.accounts and not asked.groups else []
    return "; ".join(told)


def asked_column_words(columns: AskedColumns, say: Say) -> str:
    """The columns that a file has."""
    return column_words(columns.list_key, columns.names, say) or ABSENT


_RECORD = {"record_no": "record_no"}
_FETCH = Action("fetch", DOWNLOAD, ("row",), command=FetchFile, fields=_RECORD, icon="ph.download-simple")
_HIDE = Action(
    "hide",
    usual.DELETE,
    ("row",),
    command=HideFileRecord,
    fields=_RECORD,
    confirm=Confirm(
        question=C_("record", "Take {file_name} off the list?"),
        detail=C_("record", "The record stays in the export log."),
    ),
    done=C_("record", "The record is off the list"),
)

DETAIL = DetailSpec(
    query=lambda row: GetFileRecord(record_no=row.record_no),
    title="file_name",
    state="state",
    sections=(
        Section(
            C_("record", "File"),
            (
                Column("record_no", NUMBER, "code"),
                Column("kind", KIND, "choice"),
                Column("report_no", REPORT_NO, "code"),
                Column("format", FORMAT, "choice"),
                Column("rows", ROWS, "number"),
                Column("size", SIZE, "size"),
                Column("operator", usual.OPERATOR),
                Column("remark", usual.REMARK),
                Column("error", usual.REASON, "reason"),
                Column("work_order_no", WORK_ORDER, "code"),
                Column("created_at", usual.CREATED_AT, "moment"),
                Column("ended_at", ENDED, "moment"),
                Column("expires_at", EXPIRES, "moment"),
                Column("hidden", HIDDEN, "yes_no"),
            ),
        ),
        Section(
            C_("record", "What it has"),
            (
                Column("list_key", LIST, "named", words=list_words),
                Column("list_key", C_("record", "Key of the list"), "code"),
                Column("asked", ASKED, "named", words=asked_words),
                Column("columns", COLUMNS, "named", words=asked_column_words),
            ),
        ),
    ),
)

IMPORT_DETAIL = DetailSpec(
    query=lambda row: GetFileRecord(record_no=row.record_no),
    title="file_name",
    state="state",
    sections=(
        Section(
            C_("record", "File"),
            (
                Column("record_no", NUMBER, "code"),
                Column("list_key", LIST, "named", words=list_words),
                Column("rows", ROWS, "number"),
                Column("bad_rows", BAD_ROWS, "number"),
                Column("size", SIZE, "size"),
                Column("operator", usual.OPERATOR),
                Column("work_order_no", WORK_ORDER, "code"),
                Column("created_at", usual.CREATED_AT, "moment"),
                Column("expires_at", EXPIRES, "moment"),
                Column("hidden", HIDDEN, "yes_no"),
            ),
        ),
    ),
)

_NAME = Column("file_name", FILE_NAME, sortable=True, priority=1, minimum=250, ideal=280)
_LIST = Column("list_key", LIST, "named", words=list_words, sortable=True, priority=3, minimum=130, ideal=170)
_OPERATOR = Column("operator", usual.OPERATOR, sortable=True, priority=2, ideal=110)
_COLUMNS = (
    Column("format", FORMAT, "choice", priority=5, ideal=130),
    Column("state", STATE, "state", priority=1, ideal=100),
    Column("rows", ROWS, "number", sortable=True, priority=2, ideal=80),
    Column("size", SIZE, "size", sortable=True, priority=3, ideal=80),
    Column("work_order_no", WORK_ORDER, "code", priority=4, ideal=100),
    Column("error", usual.REASON, "reason", priority=3, minimum=110, ideal=150),
    Column("remark", usual.REMARK, priority=4, minimum=110, ideal=130),
    Column("created_at", usual.CREATED_AT, "moment", sortable=True, priority=1, ideal=150),
    Column("ended_at", ENDED, "moment", priority=5, ideal=150),
    Column("expires_at", EXPIRES, "moment", priority=4, ideal=150),
    Column("asked", ASKED, "named", words=asked_words, shown=False, ideal=260),
    Column("columns", COLUMNS, "named", words=asked_column_words, shown=False, ideal=260),
    Column("record_no", NUMBER, "code", sortable=True, shown=False, ideal=80),
)
PRINT_COLUMNS = (
    Column("report_no", REPORT_NO, "code", priority=2, ideal=90),
    Column("list_key", REPORT, "named", words=list_words, sortable=True, priority=1, minimum=130, ideal=180),
    Column("state", STATE, "state", priority=1, ideal=100),
    Column("percent", PROGRESS, "progress", priority=4, ideal=110),
    Column("created_at", OPERATED, "moment", sortable=True, priority=1, ideal=150),
    _OPERATOR,
    Column("asked", ASKED, "named", words=asked_words, priority=3, minimum=150, ideal=240),
    _NAME,
    Column("format", FORMAT, "choice", priority=5, ideal=130),
    Column("rows", ROWS, "number", sortable=True, priority=3, ideal=80),
    Column("size", SIZE, "size", sortable=True, priority=4, ideal=80),
    Column("work_order_no", WORK_ORDER, "code", priority=4, ideal=100),
    Column("error", usual.REASON, "reason", priority=3, minimum=110, ideal=150),
    Column("remark", usual.REMARK, shown=False, ideal=130),
    Column("ended_at", ENDED, "moment", shown=False, ideal=150),
    Column("expires_at", EXPIRES, "moment", shown=False, ideal=150),
    Column("columns", COLUMNS, "named", words=asked_column_words, shown=False, ideal=260),
    Column("record_no", NUMBER, "code", sortable=True, shown=False, ideal=80),
)
_IMPORT_COLUMNS = (
    Column("rows", ROWS, "number", sortable=True, priority=1, ideal=80),
    Column("bad_rows", BAD_ROWS, "number", priority=2, ideal=90),
    Column("size", SIZE, "size", sortable=True, priority=3, ideal=80),
    Column("state", STATE, "state", priority=3, ideal=100),
    Column("work_order_no", WORK_ORDER, "code", priority=3, ideal=100),
    Column("created_at", usual.CREATED_AT, "moment", sortable=True, priority=1, ideal=150),
    Column("expires_at", EXPIRES, "moment", priority=4, ideal=150),
    Column("record_no", NUMBER, "code", sortable=True, shown=False, ideal=80),
)
_BY_NAME = Filter("file_name", FILE_NAME, first=True)
_BY_LIST = Filter("list_key", LIST, "options", options=Options(ListFileLists, "list_key", "names", bare=True), first=True)
_BY_FORMAT = Filter("format", FORMAT, "choice", choice=FileFormat)
_BY_STATE = Filter("state", STATE, "choice", choice=FileState, several=True)
_BY_DAY = Filter("created_from", usual.CREATED_AT, "date_range", upto="created_upto", first=True)
_BY_OPERATOR = Filter("operator", usual.OPERATOR)
_BY_KIND = Filter("kind", KIND, "choice", choice=FileKind, several=True)
_PRINT_FILTERS = (
    replace(_BY_LIST, label=REPORT),
    replace(_BY_DAY, label=OPERATED),
    replace(_BY_OPERATOR, first=True),
    replace(_BY_NAME, first=False),
    _BY_STATE,
)

FILES = ListScreen(
    key="documents.files",
    menu="",
    title=C_("record", "Exports and prints"),
    query=ListMyFiles,
    totals=TotalMyFiles,
    row_key="record_no",
    columns=(_NAME, Column("kind", KIND, "choice", priority=3, ideal=100), _LIST, *_COLUMNS),
    filters=(_BY_NAME, _BY_LIST, _BY_DAY, _BY_KIND, _BY_FORMAT, _BY_STATE),
    actions=(_FETCH, _HIDE),
    detail=DETAIL,
    empty=Empty(
        C_("record", "No files yet"), C_("record", "Whatever is exported or printed appears here and is kept for some days")
    ),
    exports=False,
)
IMPORTS = replace(
    FILES,
    key="documents.imports",
    title=C_("record", "Imports"),
    query=ListMyImports,
    totals=TotalMyImports,
    columns=(_NAME, _LIST, *_IMPORT_COLUMNS),
    filters=(_BY_NAME, _BY_LIST, _BY_DAY),
    detail=IMPORT_DETAIL,
    empty=Empty(C_("record", "No imports yet"), C_("record", "Every workbook whose rows were written appears here")),
)

_JOB = {"job_no": "job_no"}

JOBS = ListScreen(
    key="documents.jobs",
    menu="",
    title=C_("job", "Tasks"),
    query=ListJobs,
    totals=TotalJobs,
    row_key="job_no",
    columns=(
        Column("kind", C_("job", "Task"), "named", words=job_kind_words, sortable=True, priority=1, ideal=120),
        Column("file_name", FILE_NAME, sortable=True, priority=1, minimum=230, ideal=280),
        Column("state", usual.STATUS, "state", priority=1, ideal=90),
        Column("percent", C_("job", "Progress"), "progress", priority=2, ideal=140),
        Column("rows", ROWS, "number", sortable=True, ideal=90),
        Column("size", SIZE, "size", sortable=True, priority=4, ideal=90),
        Column("started_at", C_("job", "Started at"), "moment", sortable=True, priority=2, ideal=150),
        Column("finished_at", C_("job", "Ended at"), "moment", sortable=True, priority=4, ideal=150),
        Column("error", usual.REASON, "reason", ideal=240),
        Column("job_no", C_("job", "Task no."), "code", shown=False, ideal=300),
    ),
    filters=(
        Filter("state", usual.STATUS, "choice", choice=JobState, several=True, first=True),
        Filter("started_from", C_("job", "Started at"), "date_range", upto="started_upto", first=True),
    ),
    tabs=(
        Tab("", C_("job", "All")),
        Tab(JobPhase.OPEN, C_("job", "Under way")),
        Tab(JobPhase.ENDED, C_("job", "Ended")),
    ),
    actions=(
        Action(
            "cancel",
            C_("job", "Cancel the task"),
            ("row",),
            command=CancelJob,
            fields=_JOB,
            confirm=Confirm(
                question=C_("job", "Cancel the task {file_name}?"),
                detail=C_("job", "It stops after its present step; a file that was begun is not kept."),
                keep=C_("job", "Let it run"),
            ),
            done=C_("job", "The task was told to stop"),
        ),
        Action("retry", C_("job", "Do again"), ("row",), command=RetryJob, fields=_JOB, done=C_("job", "The task waits to be done again")),
        Action("fetch", DOWNLOAD, ("row",), command=FetchResult, fields=_JOB, icon="ph.download-simple"),
    ),
    empty=Empty(
        C_("job", "No tasks yet"), C_("job", "Exports and other long work appear here with their progress and their file")
    ),
    exports=False,
)  # fmt: skip

RECORDS = TabsScreen(
    key="documents.records", menu="top_bar.export_records", title=C_("record", "Export Records"), tabs=(FILES, IMPORTS, JOBS)
)

EXPORT_LOG = replace(
    FILES,
    key="documents.log.exports",
    title=C_("record", "Exports"),
    query=ListExportLog,
    totals=TotalExportLog,
    columns=(_NAME, _LIST, _OPERATOR, *_COLUMNS),
    filters=(_BY_NAME, _BY_LIST, _BY_DAY, _BY_OPERATOR, _BY_FORMAT, _BY_STATE),
    actions=(_FETCH,),
)
SINGLE_PRINTS = replace(
    EXPORT_LOG,
    key="documents.log.single_prints",
    title=C_("record", "Single printing"),
    query=ListSinglePrints,
    totals=TotalSinglePrints,
    columns=PRINT_COLUMNS,
    filters=_PRINT_FILTERS,
)
BATCH_PRINTS = replace(
    SINGLE_PRINTS,
    key="documents.log.batch_prints",
    title=C_("record", "Batch printing"),
    query=ListBatchPrints,
    totals=TotalBatchPrints,
)
IMPORT_LOG = replace(
    SINGLE_PRINTS,
    key="documents.log.imports",
    title=C_("record", "Imports"),
    query=ListImportLog,
    totals=TotalImportLog,
    columns=(_NAME, _LIST, _OPERATOR, *_IMPORT_COLUMNS),
    filters=(_BY_NAME, _BY_LIST, _BY_DAY, _BY_OPERATOR),
    detail=IMPORT_DETAIL,
    empty=IMPORTS.empty,
)

LOG = TabsScreen(
    key="documents.log",
    menu="reports.export_log",
    title=C_("record", "Export Log"),
    tabs=(EXPORT_LOG, SINGLE_PRINTS, BATCH_PRINTS, IMPORT_LOG),
)

_WIDGETS = "whale_desktop.features.documents.widgets"
PRINTING = CustomScreen(
    key="documents.report_printing",
    menu=REPORT_PRINTING,
    title=C_("report", "Report Printing"),
    widget=f"{_WIDGETS}:ReportPage",
    query_type=GetReportChoices,
    commands=(PrintReport,),
    tips=(
        Tip(
            "report_printing",
            C_("tip", "Choose a report, its days and its clients, then press this key; each run is kept in the export log"),
            keys=("Ctrl+Return",),
        ),
    ),
)
BATCH_PRINTING = CustomScreen(
    key="documents.batch_printing",
    menu="reports.batch_printing",
    title=C_("report", "Batch Printing"),
    widget=f"{_WIDGETS}:BatchPage",
    query_type=GetBatchChoices,
    commands=(PrintReports,),
)

SCREENS = (RECORDS, LOG, PRINTING, BATCH_PRINTING)
