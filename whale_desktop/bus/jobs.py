"""Long work outside the command that started it: in one background thread here, in any number of workers on a server.

A job's function is idempotent from its start: after a crash it simply runs again. It runs with its submitter's rights.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, exists, select, update

from whale_desktop.bus import changes, tables
from whale_desktop.bus.identity import SYSTEM, Actor
from whale_desktop.bus.parameters import parameter
from whale_desktop.bus.pipeline import Bus
from whale_desktop.bus.work import Read, Work, keep_blob
from whale_desktop.kernel.errors import CodedError, Fault, Params, Unavailable
from whale_desktop.kernel.exclusive import ExclusiveFile
from whale_desktop.kernel.ids import new_id
from whale_desktop.kernel.logs import Log
from whale_desktop.messages import Command, codec
from whale_desktop.messages.files import JobEnded, JobNo, JobState
from whale_desktop.messages.parameters import FILES_KEPT_DAYS
from whale_desktop.messages.topics import Change

R = TypeVar("R")

log = Log("whale_desktop.bus")

CHANGES_KEPT = 10_000
RETRY_SECONDS = 2.0
"""How long a runner waits before it tries again: another process does the jobs, or the database did not answer."""

_KINDS: dict[str, tuple[Any, Callable[..., None]]] = {}


class Cancelled(Exception):
    """The person asked the job to stop."""


class Interrupted(Exception):
    """The program is closing; the job starts again at the next opening."""


class Lost(Exception):
    """Another worker has taken the job over: this one was given up for dead. Whatever it still wants to write is not written."""


def job(kind: str, payload: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The decorated `function(context, payload)` does jobs of this kind; `payload` is the struct type it gets."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        assert kind not in _KINDS, f"job kind {kind} registered twice"
        _KINDS[kind] = (payload, function)
        return function

    return register


class JobContext:
    """What a job's function gets: reading with the submitter's rights, progress, cancelling, the result file."""

    def __init__(self, bus: Bus, row: Any, actor: Actor, closing: threading.Event) -> None:
        self._bus = bus
        self._row = row
        self._closing = closing
        self.actor = actor
        self.locale: str = row.locale

    @contextmanager
    def read(self) -> Iterator[Read]:
        """A `Read` on one state of the database, with the rights of whoever started the job."""
        with self._bus.database.read() as connection:
            yield Read(connection, self.actor, self._bus.clock.now(), locale=self.locale)

    def progress(self, done: int, total: int) -> None:
        """Say how far the job is. Raises `Cancelled` when the person has asked for it, `Interrupted` when the program is closing."""
        if self._closing.is_set():
            raise Interrupted
        with self._bus.database.write() as connection:
            cancel = _mine(connection, self._row, done=done, total=total)
            change = self._bus.announce(connection, ("job",))
        self._bus.notices.publish(change)
        if cancel:
            raise Cancelled

    def send(self, command: Command[R]) -> R:
        """Carry out a command in a transaction of its own, as the submitter; it must do no harm when the job runs once more."""
        return self._bus.run_as(self.actor, command, locale=self.locale)

    def finish(self, data: bytes, *, name: str, rows: int) -> None:
        """Keep the result file; the job is done when its function returns."""
        with self._bus.database.write() as connection:
            kept = keep_blob(connection, data, name=name, member_id=self.actor.member_id, now=self._bus.clock.now())
            _mine(connection, self._row, blob=kept, file_name=name, rows=rows, size=len(data))


class JobRunner:
    """One background thread that does waiting jobs one after another; of all processes on one file only one has a working runner.

    Close it and it stops at the next progress step; the job that was under way starts again at the next opening.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        path = bus.database.path
        self._turn = None if path is None else ExclusiveFile(path.with_name(f"{path.name}-jobs"))
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._subscription = bus.notices.subscribe(self._on_change)

    def start(self) -> None:
        """Drop old files and changes, and go on with the jobs that an earlier process left."""
        table = tables.job
        with self._bus.database.write() as connection:
            tidy_up(connection, self._bus)
            left = connection.execute(select(exists().where(table.c.state.in_((JobState.WAITING, JobState.RUNNING))))).scalar()
        if left:
            self._begin()

    def close(self) -> None:
        """Ask the thread to stop after its present step and wait for it."""
        self._subscription.close()
        with self._starting:
            self._closing.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        if self._turn is not None:
            self._turn.release()

    def _on_change(self, change: Change) -> None:
        if "job" in change.topics:
            self._begin()

    def _begin(self) -> None:
        with self._starting:
            if self._closing.is_set():
                return
            self._wake.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._loop, name="whale-jobs", daemon=True)
                self._thread.start()

    def _loop(self) -> None:
        while not self._closing.is_set():
            self._wake.wait()
            self._wake.clear()
            try:
                self._work_off()
            except Unavailable as error:
                log.info("jobs.waiting", code=error.code)
                self._again_later()
            except Exception as error:
                log.error("jobs.runner_failed", exc_info=error)
                self._again_later()

    def _work_off(self) -> None:
        if self._turn is not None and not self._turn.held:
            if not self._turn.acquire():
                if self._is_waiting():
                    self._again_later()
                return
            recover_jobs(self._bus)
        while not self._closing.is_set() and run_next_job(self._bus, self._closing):
            pass

    def _is_waiting(self) -> bool:
        with self._bus.database.read() as connection:
            return bool(connection.execute(select(exists().where(tables.job.c.state == JobState.WAITING))).scalar())

    def _again_later(self) -> None:
        if not self._closing.wait(RETRY_SECONDS):
            self._wake.set()


def tidy_up(connection: Connection, bus: Bus) -> None:
    """Drop files and changes that nobody will ask for any more."""
    kept_for = timedelta(days=parameter(connection, FILES_KEPT_DAYS))
    connection.execute(delete(tables.blob).where(tables.blob.c.at < bus.clock.now() - kept_for))
    changes.forget_old(connection, kept=CHANGES_KEPT)


def recover_jobs(bus: Bus) -> None:
    """Put the jobs that ran when their process died back in the queue; only whoever is sure that no other process does jobs may call it."""
    table = tables.job
    with bus.database.write() as connection:
        connection.execute(update(table).where(table.c.state == JobState.RUNNING).values(state=JobState.WAITING))


def run_next_job(bus: Bus, closing: threading.Event | None = None) -> bool:
    """Do the oldest waiting job; false when none waits. Also what a test or a command line calls to do jobs in its own thread."""
    table = tables.job
    with bus.database.write() as connection:
        row = connection.execute(
            select(table)
            .where(table.c.state == JobState.WAITING)
            .order_by(table.c.started_at, table.c.job_no)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        taken = None if row is None else _take(connection, row)
    if taken is None:
        return False
    _carry_out(bus, taken, closing or threading.Event())
    return True


def run_job(bus: Bus, job_no: str, closing: threading.Event) -> None:
    """Do one job that a queue gave to this worker, also one that a dead worker left running; what has ended stays as it is.

    Raises `Interrupted` when the program is closing: the queue must give the job to somebody again.
    """
    table = tables.job
    with bus.database.write() as connection:
        row = connection.execute(select(table).where(table.c.job_no == job_no).with_for_update()).one_or_none()
        if row is None or row.state not in (JobState.WAITING, JobState.RUNNING):
            return
        taken = _take(connection, row)
    if _carry_out(bus, taken, closing) is JobState.WAITING:
        raise Interrupted


def _take(connection: Connection, row: Any) -> Any:
    """Make the job this worker's own."""
    table = tables.job
    mine = update(table).where(table.c.job_no == row.job_no).values(state=JobState.RUNNING, attempt=row.attempt + 1)
    return connection.execute(mine.returning(*table.c)).one()


def _mine(connection: Connection, row: Any, **values: Any) -> bool:
    """Write into a job that is still this worker's own; whether it is to be cancelled. Raises `Lost`."""
    table = tables.job
    mine = update(table).where(table.c.job_no == row.job_no, table.c.attempt == row.attempt).values(**values)
    found = connection.execute(mine.returning(table.c.cancel)).one_or_none()
    if found is None:
        raise Lost
    return bool(found.cancel)


def _carry_out(bus: Bus, row: Any, closing: threading.Event) -> JobState:
    """Do the job and write down how it ended; the state it is in now."""
    state, error = (JobState.CANCELLED, None) if row.cancel else _do(bus, row, closing)
    params: Params = {} if error is None else error.params
    values = {
        "state": state,
        "error_code": "" if error is None else error.code,
        "error_params": codec.encode(params).decode(),
        "finished_at": None if state is JobState.WAITING else bus.clock.now(),
    }
    try:
        with bus.database.write() as connection:
            _mine(connection, row, **values)
            change = bus.announce(connection, ("job", *_tell(bus, connection, row, state)))
    except Lost:
        return JobState.RUNNING
    bus.notices.publish(change)
    return state


def _tell(bus: Bus, connection: Connection, row: Any, state: JobState) -> set[str]:
    """Say that a job has ended, in the transaction in which it does; the topics of what followed."""
    if state is JobState.WAITING:
        return set()
    bus.load()
    work = Work(connection, SYSTEM, bus.clock.now(), locale=row.locale, command_id=row.job_no)
    work.tell(JobEnded(job_no=JobNo(row.job_no), kind=row.kind, state=state, member_id=row.member_id))
    return work.topics


def _do(bus: Bus, row: Any, closing: threading.Event) -> tuple[JobState, CodedError | None]:
    try:
        bus.load()
        payload, function = _KINDS[row.kind]
        with bus.database.read() as connection:
            actor = bus.identity.actor_of_member(connection, row.member_id, bus.clock.now())
        function(JobContext(bus, row, actor, closing), codec.decode(row.payload.encode(), payload))
    except Cancelled:
        return JobState.CANCELLED, None
    except Interrupted:
        return JobState.WAITING, None
    except Lost:
        log.info("job.lost", kind=row.kind, job_no=row.job_no)
        return JobState.RUNNING, None
    except CodedError as error:
        return JobState.FAILED, error
    except Exception as error:
        fault_id = new_id()[-12:]
        log.error("job.fault", kind=row.kind, job_no=row.job_no, fault_id=fault_id, exc_info=error)
        return JobState.FAILED, Fault(fault_id)
    return JobState.DONE, None
