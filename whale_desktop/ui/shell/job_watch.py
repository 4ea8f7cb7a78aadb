"""The member's own long work, while he does something else: what runs, what has just ended, and a word when it has."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import info_of
from whale_desktop.messages.files import CancelJob, FetchResult, Job, JobNo, JobState, ListJobs
from whale_desktop.screens.wording import job_kind_words
from whale_desktop.ui.pages.made_files import save_made
from whale_desktop.ui.runtime import Runtime, latest_ui_task, ui_task
from whale_desktop.ui.services import Services

MOST = 8
"""So many of the newest are known."""
LOOK_MILLISECONDS = 250
"""Progress comes often; it is asked for at most this often."""
OPEN_STATES = (JobState.WAITING, JobState.RUNNING)


class JobWatch(QObject):
    """Knows the newest jobs of whoever is signed in. `changed` fires when one of them did, `ended` with a job that was left to itself."""

    changed = Signal()
    ended = Signal(object)

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._window = parent
        self._expected: set[JobNo] = set()
        self.jobs: tuple[Job, ...] = ()
        self._soon = self.runtime.timer(LOOK_MILLISECONDS, self.ask, self, once=True)
        self._soon.stop()
        self.runtime.on_change(info_of(ListJobs).topics, self._hear, self)

    @property
    def runtime(self) -> Runtime:
        """The way to the services."""
        return self._services.runtime

    def running(self) -> tuple[Job, ...]:
        """What waits or runs, oldest first: the one that is being done comes before those that wait for it."""
        return tuple(reversed([job for job in self.jobs if job.state in OPEN_STATES]))

    def expect(self, job_no: JobNo) -> None:
        """The person left this job to itself and wants to hear of its end."""
        self._expected.add(job_no)
        self.ask()

    @latest_ui_task
    async def ask(self) -> None:
        """Ask for the newest jobs."""
        page = await self.runtime.ask(ListJobs(limit=MOST))
        self.jobs = page.rows
        self.changed.emit()
        self._tell_ends()

    def show_error(self, error: CodedError) -> None:
        """Progress that cannot be asked for is no news of its own: what is shown stays, the next change asks again."""

    @ui_task
    async def cancel(self, job: Job) -> None:
        """Ask a job to stop."""
        await self._try(lambda: self.runtime.submit(CancelJob(job_no=job.job_no)))

    @ui_task
    async def save(self, job: Job) -> None:
        """Keep the result file of a job where the person says."""

        async def fetch() -> None:
            done: Any = await self.runtime.submit(FetchResult(job_no=job.job_no))
            await save_made(self._services, done.result.blob, done.result.name, self._window)

        await self._try(fetch)

    async def _try(self, act: Callable[[], Any]) -> None:
        """What the person asked for himself is answered, unlike a look at the progress."""
        try:
            await act()
        except CodedError as error:
            self.runtime.report(error)

    def name(self, job: Job) -> str:
        """What a job is called: what it does, and for which file."""
        said = job_kind_words(job.kind, self._services.texts)
        return f"{said} {job.file_name}".strip()

    def _hear(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _tell_ends(self) -> None:
        """Say of each job that was left to itself that it has ended."""
        for job in self.jobs:
            if job.job_no in self._expected and job.state not in OPEN_STATES:
                self._expected.discard(job.job_no)
                self.ended.emit(job)
