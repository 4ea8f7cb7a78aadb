"""Blobs and jobs as they travel: long work started by a command, files that go in and out."""

from datetime import datetime
from enum import StrEnum
from typing import NewType

from whale_desktop.kernel.texts import C_
from whale_desktop.messages.base import Command, Query, Struct
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


class Job(Struct):
    """Long work: `done` of `total` steps, the result file when finished, the error code when it failed."""

    job_no: JobNo
    kind: str
    state: JobState
    done: int
    total: int
    started_at: datetime
    file_name: str = ""
    blob: BlobId = BlobId("")
    error_code: str = ""
    rows: int = 0
    finished_at: datetime | None = None


@query("job.get", permission=SIGNED_IN, topics=("job",))
class GetJob(Query[Job]):
    """One of one's own jobs. Unknown or somebody else's: `UserError("job.unknown")`."""

    job_no: JobNo


@command("job.cancel", permission=SIGNED_IN, changes=("job",))
class CancelJob(Command[None]):
    """Ask a job to stop after its present step. A finished job stays as it is."""

    job_no: JobNo
