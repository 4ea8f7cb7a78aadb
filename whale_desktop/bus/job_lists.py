"""One's own jobs as messages: the list of tasks, one of them, cancelling, doing again, the result (`docs/rules/platform.md` 6.14)."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, select, update

from whale_desktop.bus import tables
from whale_desktop.bus.handlers import answers, handles, lists
from whale_desktop.bus.work import Read, Work
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import Reason, Totals
from whale_desktop.messages.files import (
    BlobId,
    CancelJob,
    FetchResult,
    GetJob,
    Job,
    JobFilter,
    JobPhase,
    JobState,
    ListJobs,
    MadeFile,
    RetryJob,
    TotalJobs,
)
from whale_desktop.storage import Listing, Rows, made, queue, tab_of, totals_of
from whale_desktop.storage.conditions import all_of, within_days

_JOB, _BLOB = tables.job, tables.blob
_OPEN = (JobState.WAITING, JobState.RUNNING)
_AGAIN = (JobState.FAILED, JobState.CANCELLED)
_TABS: dict[str, ColumnElement[bool]] = {
    JobPhase.OPEN: _JOB.c.state.in_(_OPEN),
    JobPhase.ENDED: _JOB.c.state.not_in(_OPEN),
}
_SORTS: dict[str, ColumnElement[Any]] = {
    name: _JOB.c[name] for name in ("started_at", "finished_at", "file_name", "kind", "rows", "size")
}


def _jobs() -> Select[Any]:
    """Jobs, and whether their result file is still kept."""
    return select(_JOB, _BLOB.c.id.label("kept")).select_from(_JOB.outerjoin(_BLOB, _BLOB.c.id == _JOB.c.blob))


def _own(read: Read) -> ColumnElement[bool]:
    return _JOB.c.member_id == read.actor.member_id


@answers(GetJob)
def get_job(read: Read, query: GetJob) -> Job:
    """One of one's own jobs."""
    row = read.connection.execute(_jobs().where(_JOB.c.job_no == query.job_no, _own(read))).one_or_none()
    if row is None:
        raise UserError("job.unknown")
    return _ROWS.of((row,))[0]


@lists(ListJobs)
def list_jobs(read: Read, query: ListJobs) -> Listing[Job]:
    """One's own jobs."""
    statement = _jobs().where(_own(read), _condition(query.where))
    if query.tab:
        statement = statement.where(tab_of(_TABS, query.tab))
    return Listing(statement, key=_JOB.c.job_no, sorts=_SORTS, default="started_at", rows=_ROWS)


@answers(TotalJobs)
def total_jobs(read: Read, query: TotalJobs) -> Totals:
    """Count of the list and of its tabs."""
    return totals_of(read.connection, _JOB, where=_condition(query.where), within=_own(read), tabs=_TABS, tab=query.tab)


@handles(CancelJob)
def cancel_job(work: Work, command: CancelJob) -> None:
    """Mark a job to be cancelled; its runner sees the mark at its next step."""
    work.ask(GetJob(job_no=command.job_no))
    work.connection.execute(update(_JOB).where(_JOB.c.job_no == command.job_no).values(cancel=1))


@handles(RetryJob)
def retry_job(work: Work, command: RetryJob) -> None:
    """Put an ended job back in the queue; what a job does is idempotent from its start."""
    if work.ask(GetJob(job_no=command.job_no)).state not in _AGAIN:
        raise UserError("job.not_ended")
    work.connection.execute(
        update(_JOB)
        .where(_JOB.c.job_no == command.job_no)
        .values(state=JobState.WAITING, cancel=0, done=0, total=0, error_code="", error_params="{}", finished_at=None)
    )
    queue.defer(work.connection, command.job_no)


@handles(FetchResult)
def fetch_result(work: Work, command: FetchResult) -> MadeFile:
    """Where the result of a job is kept."""
    job = work.ask(GetJob(job_no=command.job_no))
    if not job.blob:
        raise UserError("blob.unknown", {"blob": job.file_name})
    return MadeFile(blob=job.blob, name=job.file_name)


def _condition(where: JobFilter) -> ColumnElement[bool]:
    tests = within_days(_JOB.c.started_at, where.started_from, where.started_upto)
    if where.state:
        tests.append(_JOB.c.state.in_(where.state))
    return all_of(tests)


def _reason(code: str, params: str) -> Reason | None:
    values = msgspec.json.decode(params, type=dict[str, Any])
    return Reason(code=code, params={name: str(value) for name, value in values.items()}) if code else None


def _percent(state: str, done: int, total: int) -> int:
    """How far a job is, in whole hundredths; only one that is done is at 100."""
    if state == JobState.DONE:
        return 100
    return min(done * 100 // total, 99) if total else 0


def _may(state: str, cancel: int, kept: str | None) -> tuple[str, ...]:
    if state in _OPEN:
        return () if cancel else ("job.cancel",)
    if state in _AGAIN:
        return ("job.retry",)
    return ("job.fetch",) if kept else ()


_ROWS = Rows(
    Job,
    blob=made(lambda kept: BlobId(kept or ""), "kept"),
    error=made(_reason, "error_code", "error_params"),
    percent=made(_percent, "state", "done", "total"),
    may=made(_may, "state", "cancel", "kept"),
)
