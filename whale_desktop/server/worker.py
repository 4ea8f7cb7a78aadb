"""Does the long work of an office: takes jobs from the database's queue, runs what the clock asks for, and the small chores.

Any number of workers on any number of machines share one database. procrastinate's tables say who does which job; a job whose worker
has died is given to another one, which starts it again from its beginning. Whoever was only thought dead can no longer write (`bus.jobs`).
"""

import asyncio
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

import procrastinate
from sqlalchemy import select, text

from whale_desktop.bus import Bus, tables
from whale_desktop.bus.chores import Chore, ChoreRunner
from whale_desktop.bus.jobs import Interrupted, run_job, tidy_up
from whale_desktop.bus.schedule import ScheduleRunner
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.kernel.logs import Log
from whale_desktop.messages.files import JobState
from whale_desktop.server.follower import Follower, News
from whale_desktop.storage import queue

log = Log("whale_desktop.worker")

_OPEN = (JobState.WAITING, JobState.RUNNING)
_OPEN_JOBS = select(tables.job.c.job_no).where(tables.job.c.state.in_(_OPEN)).order_by(tables.job.c.job_no).with_for_update()
_QUEUED = text("SELECT args ->> 'job_no' FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
_TAKE_OUT = text("DELETE FROM procrastinate_jobs WHERE id = :queued AND status = 'doing' RETURNING args ->> 'job_no'")
_TIDY = text("DELETE FROM procrastinate_jobs WHERE status IN ('succeeded', 'failed', 'aborted', 'cancelled')")


@dataclass(frozen=True)
class WorkerSettings:
    """How one worker works.

    at_once: jobs at the same time. beat_seconds: how often it says that it lives; dead_after_seconds: from when on others take its jobs
    over; sweep_seconds: how often it looks for such jobs. tidy_seconds: how often old files and changes are thrown away.
    """

    at_once: int = 2
    beat_seconds: float = 5.0
    dead_after_seconds: float = 20.0
    sweep_seconds: float = 5.0
    poll_seconds: float = 5.0
    schedule_seconds: float = 15.0
    tidy_seconds: float = 3600.0


class _Places(procrastinate.manager.JobManager):
    """A job's place in the queue. One that was taken out because its worker was thought dead is nobody's to end any more."""

    async def finish_job(self, job: procrastinate.jobs.Job, status: procrastinate.jobs.Status, delete_job: bool) -> None:
        """Give the place up, if it is still there."""
        try:
            await super().finish_job(job, status, delete_job)
        except procrastinate.exceptions.ConnectorException:
            log.info("worker.place_lost", job_no=str(job.task_kwargs.get("job_no", "")))


class Worker:
    """One worker process."""

    def __init__(
        self, bus: Bus, address: str, chores: Callable[[], Sequence[Chore]], settings: WorkerSettings | None = None
    ) -> None:
        """Put it together. address: of the database, as libpq reads it; procrastinate has a few connections of its own."""
        self._bus = bus
        self._settings = settings or WorkerSettings()
        self._closing = threading.Event()
        self._follower = Follower(bus.database, self._heard, origin=bus.origin)
        self._schedule = ScheduleRunner(bus, every_seconds=self._settings.schedule_seconds)
        self._chores = ChoreRunner(bus, chores)
        self._app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(conninfo=address, min_size=1, max_size=self._settings.at_once + 3)
        )
        self._app.job_manager = _Places(self._app.connector)
        self._app.task(name=queue.TASK, queue=queue.QUEUE)(self._do)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped: asyncio.Event | None = None
        self.started = threading.Event()

    def run(self) -> None:
        """Work until `stop`, or until the operating system asks to end when this is the main thread."""
        self._bus.load()
        main = threading.current_thread() is threading.main_thread()
        before = {one: signal.signal(one, self._signalled) for one in (signal.SIGTERM, signal.SIGINT)} if main else {}
        self._follower.start()
        self._schedule.start()
        self._chores.wake()
        log.info("worker.started", at_once=self._settings.at_once)
        try:
            asyncio.run(self._work())
        finally:
            self._closing.set()
            self._schedule.close()
            self._chores.close()
            self._follower.close()
            for one, handler in before.items():
                signal.signal(one, handler)
        log.info("worker.ended")

    def stop(self) -> None:
        """Let jobs stop at their next step and give them back, then end. From any thread, also from a signal's handler."""
        self._closing.set()
        if self._loop is not None and self._stopped is not None:
            self._loop.call_soon_threadsafe(self._stopped.set)

    def _signalled(self, sig: int, frame: FrameType | None) -> None:
        self.stop()

    def _heard(self, news: News) -> None:
        """What others committed may be work for a chore."""
        for change in news.changes:
            self._bus.notices.publish(change)

    # ---------------------------------------------------------------------------------------------------------------- jobs

    def _do(self, job_no: str) -> None:
        """One job, in a thread. One that was interrupted goes back into the queue."""
        try:
            run_job(self._bus, job_no, self._closing)
        except Interrupted:
            with self._bus.database.write() as connection:
                queue.defer(connection, job_no)
        except Unavailable as error:
            log.info("worker.job_left", job_no=job_no, code=error.code)  # the sweep puts it back

    async def _work(self) -> None:
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        settings = self._settings
        async with self._app.open_async():
            working = asyncio.create_task(
                self._app.run_worker_async(
                    queues=[queue.QUEUE],
                    concurrency=settings.at_once,
                    wait=True,
                    fetch_job_polling_interval=settings.poll_seconds,
                    delete_jobs=procrastinate.jobs.DeleteJobCondition.SUCCESSFUL,
                    install_signal_handlers=False,
                    update_heartbeat_interval=settings.beat_seconds,
                    stalled_worker_timeout=settings.dead_after_seconds,
                )
            )
            keeping = asyncio.create_task(self._keep())
            stopping = asyncio.create_task(self._stopped.wait())
            self.started.set()
            try:
                await asyncio.wait((working, keeping, stopping), return_when=asyncio.FIRST_COMPLETED)
            finally:
                self._closing.set()
                for one in (working, keeping, stopping):
                    one.cancel()
                results = await asyncio.gather(working, keeping, stopping, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _keep(self) -> None:
        """What a worker does for all of them: jobs of the dead, jobs that nobody queued, old rows."""
        tidied = 0.0
        loop = asyncio.get_running_loop()
        while True:
            try:
                dead_after = self._settings.dead_after_seconds
                for job in await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=dead_after):
                    await asyncio.to_thread(self._take_over, job.id)
                await asyncio.to_thread(self._queue_the_forgotten)
                if not tidied or loop.time() - tidied > self._settings.tidy_seconds:
                    tidied = loop.time()
                    await asyncio.to_thread(self._tidy)
            except (procrastinate.exceptions.ConnectorException, Unavailable) as error:
                log.info("worker.waiting", kind=type(error).__name__)
            await asyncio.sleep(self._settings.sweep_seconds)

    def _take_over(self, queued: int | None) -> None:
        """Queue a dead worker's job anew. Its old place in the queue goes, so that the worker, should it live after all, ends nothing."""
        with self._bus.database.write() as connection:
            job_no = connection.execute(_TAKE_OUT, {"queued": queued}).scalar()
            if job_no is not None:
                log.info("worker.taken_over", job_no=job_no)
                queue.defer(connection, job_no)

    def _queue_the_forgotten(self) -> None:
        """Queue open jobs that are in no queue: moved here from a file, or left when the database was away."""
        with self._bus.database.write() as connection:
            opened = set(connection.execute(_OPEN_JOBS).scalars())
            if opened:
                queued: set[Any] = set(connection.execute(_QUEUED).scalars())
                for job_no in sorted(opened - queued):
                    queue.defer(connection, job_no)

    def _tidy(self) -> None:
        with self._bus.database.write() as connection:
            tidy_up(connection, self._bus)
            connection.execute(_TIDY)
