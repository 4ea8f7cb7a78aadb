"""Blobs and jobs as they travel: long work started by a command, files that go in and out."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from whale_desktop.kernel.texts import C_, Text
from whale_desktop.messages.base import Command, Fact, ListQuery, Query, Reason, Struct, TotalsQuery
from whale_desktop.messages.choices import labels
from whale_desktop.messages.permissions import SIGNED_IN
from whale_desktop.messages.registry import command, query

BlobId = NewType("BlobId", str)
JobNo = NewType("JobNo", str)


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "WAITING"
    RUNNING = "RUNNING"
    DONE = "DONE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


labels(
    JobState,
    {
        JobState.WAITING: C_("job", "Waiting"),
        JobState.RUNNING: C_("job", "Running"),
        JobState.DONE: C_("job", "Done"),
        JobState.FAILED: C_("job", "Failed"),
        JobState.CANCELLED: C_("job", "Cancelled"),
    },
    tones={
        JobState.WAITING: "run",
        JobState.RUNNING: "run",
        JobState.DONE: "done",
        JobState.FAILED: "fail",
        JobState.CANCELLED: "void",
    },
)


class JobPhase(StrEnum):
    """The tabs of the list of tasks."""

    OPEN = "open"
    ENDED = "ended"


labels(JobPhase, {JobPhase.OPEN: C_("job", "Under way"), JobPhase.ENDED: C_("job", "Ended")})

_KINDS: dict[str, Text] = {}


def declare_job_kinds(texts: Mapping[str, Text]) -> None:
    """Say what jobs of these kinds are called in the list of tasks. A kind has one text; declaring it twice is a mistake of ours."""
    for kind, text in texts.items():
        assert _KINDS.setdefault(kind, text) == text, f"job kind {kind} declared twice"


def job_kind_text(kind: str) -> Text:
    """What jobs of a kind are called; raises `KeyError` for a kind that nobody declared."""
    return _KINDS[kind]


def all_job_kinds() -> Mapping[str, Text]:
    """Every declared kind of job with its text."""
    return _KINDS


class JobBegun(Struct):
    """Long work that a command has put in the queue. job_no: empty while it waits for approval.

    in_background: so long that nobody should wait for it; a notice tells its end.
    """

    job_no: JobNo
    in_background: bool = False


class MadeFile(Struct):
    """A file made for the person: fetch it by `blob`, offer to save it under `name`."""

    blob: BlobId
    name: str


class Job(Struct):
    """Long work: `done` of `total` steps, `percent` of it; the result file when finished, the error when it failed.

    kind: `job_kind_text` says it in words. rows, size: of the result file, in bytes; `blob` is empty once the file is no longer kept.
    may: wire names of the commands that its state allows.
    """

    job_no: JobNo
    kind: str
    state: JobState
    done: int
    total: int
    started_at: datetime
    file_name: str = ""
    blob: BlobId = BlobId("")
    error: Reason | None = None
    rows: int = 0
    size: int = 0
    percent: int = 0
    finished_at: datetime | None = None
    may: tuple[str, ...] = ()


class JobEnded(Fact):
    """A job has ended: it is done, failed or was cancelled. `member_id` is who it belongs to."""

    job_no: JobNo
    kind: str
    state: JobState
    member_id: int


@query("job.get", permission=SIGNED_IN, topics=("job",))
class GetJob(Query[Job]):
    """One of one's own jobs. Unknown or somebody else's: `UserError("job.unknown")`."""

    job_no: JobNo


class JobFilter(Struct):
    """Filters of the list of tasks; both days included, in Hong Kong."""

    state: tuple[JobState, ...] = ()
    started_from: date | None = None
    started_upto: date | None = None


@query("job.list", permission=SIGNED_IN, topics=("job",))
class ListJobs(ListQuery[Job]):
    """One's own jobs, newest first; the tab `open` has those that wait or run, `ended` the others."""

    where: JobFilter = JobFilter()


@query("job.totals", permission=SIGNED_IN, topics=("job",))
class TotalJobs(TotalsQuery):
    """Count of the list, and of each tab."""

    where: JobFilter = JobFilter()


@command("job.cancel", permission=SIGNED_IN, changes=("job",), action="revoke", rows_locked=True)
class CancelJob(Command[None]):
    """Ask a job to stop after its present step. A finished job stays as it is."""

    job_no: JobNo


@command("job.retry", permission=SIGNED_IN, changes=("job",), action="execute")
class RetryJob(Command[None]):
    """Do a failed or cancelled job again from its start, as it was asked for. Any other state: `UserError("job.not_ended")`."""

    job_no: JobNo


@command("job.fetch", permission=SIGNED_IN, changes=(), action="export", rows_locked=True)
class FetchResult(Command[MadeFile]):
    """The result file of one's own job, as long as it is kept. Later: `UserError("blob.unknown")`."""

    job_no: JobNo
