"""頂欄 > 匯出記錄: the tasks of the person who looks (`docs/rules/platform.md` 6.14)."""

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
from whale_desktop.screens import Action, Column, Confirm, Empty, Filter, ListScreen, Tab, TabsScreen
from whale_desktop.screens.wording import job_kind_words

FILE_NAME = C_("record", "File name")
ROWS = C_("record", "Rows")
SIZE = C_("record", "Size")
REASON = C_("record", "Reason")
DOWNLOAD = C_("action", "Download")

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
        Column("state", C_("job", "Status"), "state", priority=1, ideal=90),
        Column("percent", C_("job", "Progress"), "progress", priority=2, ideal=140),
        Column("rows", ROWS, "number", sortable=True, ideal=90),
        Column("size", SIZE, "size", sortable=True, priority=4, ideal=90),
        Column("started_at", C_("job", "Started at"), "moment", sortable=True, priority=2, ideal=150),
        Column("finished_at", C_("job", "Ended at"), "moment", sortable=True, priority=4, ideal=150),
        Column("error", REASON, "reason", ideal=240),
        Column("job_no", C_("job", "Task no."), "code", shown=False, ideal=300),
    ),
    filters=(
        Filter("state", C_("job", "Status"), "choice", choice=JobState, several=True, first=True),
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

RECORDS = TabsScreen(key="documents.records", menu="top_bar.export_records", title=C_("record", "Export records"), tabs=(JOBS,))

SCREENS = (RECORDS,)
