"""Following long work that a message started: progress that can be cancelled, and the file at its end."""

from collections.abc import Callable

from PySide6.QtWidgets import QProgressBar, QWidget

from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import C_
from whale_desktop.messages.files import CancelJob, GetJob, Job, JobNo, JobState
from whale_desktop.ui.components import Dialog, Label, open_dialog
from whale_desktop.ui.pages.alive import is_alive
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.wording import CANCEL

FIRST_LOOK_SECONDS = 0.1
LOOK_SECONDS = 0.4
PREPARING = C_("job", "Preparing…")
ROWS_DONE = C_("job", "{done} of {total}")
CANCELLING = C_("job", "Cancelling…")
IN_BACKGROUND = C_("job", "Go on in the background")


class JobProgress(Dialog):
    """How far a job is. Cancelling asks the job to stop; the dialog goes when it has."""

    def __init__(self, services: Services, title: str, cancel: Callable[[], object]) -> None:
        super().__init__(title, width="confirm")
        self._services = services
        self._cancel = cancel
        self._cancelling = False
        self.in_background = False
        """The person went on to something else; the job runs on."""
        self.line = Label(services.texts(PREPARING))
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.body_layout.addWidget(self.line)
        self.body_layout.addWidget(self.bar)
        self.set_action(services.texts(IN_BACKGROUND), kind="default")
        self.set_cancel(services.texts(CANCEL))
        self.submitted.connect(self.leave)

    def show_job(self, job: Job) -> None:
        """The job as it stands now."""
        if job.total:
            self.bar.setRange(0, job.total)
            self.bar.setValue(min(job.done, job.total))
        if not self._cancelling:
            self.line.setText(
                self._services.texts(ROWS_DONE, done=f"{job.done:,}", total=f"{job.total:,}")
                if job.total
                else self._services.texts(PREPARING)
            )

    def leave(self) -> None:
        """Close and let the job run on."""
        self.in_background = True
        self.done(None)

    def reject(self) -> None:
        """Ask the job to stop."""
        if not self._cancelling:
            self._cancelling = True
            self.line.setText(self._services.texts(CANCELLING))
            self.cancel_button.setEnabled(False)
            self._cancel()


async def follow_job(services: Services, job_no: JobNo, *, title: str, over: QWidget) -> Job | None:
    """Show a job until it ends; the finished job, None when it was cancelled or left to itself: then its end is told elsewhere.

    Raises `UserError` with the job's error code when it failed, and whatever asking for it raises.
    """

    async def cancel() -> None:
        await services.runtime.submit(CancelJob(job_no=job_no), command_id=services.runtime.new_command_id())

    progress = JobProgress(services, title, lambda: services.runtime.start(cancel(), over))
    services.runtime.start(open_dialog(progress, over=over.window()), over)
    try:
        seconds = FIRST_LOOK_SECONDS
        while True:
            job = await services.runtime.ask(GetJob(job_no=job_no))
            if progress.in_background:
                services.watch_job(job_no)
                return None
            progress.show_job(job)
            if job.state is JobState.DONE:
                return job
            if job.state is JobState.CANCELLED:
                return None
            if job.state is JobState.FAILED:
                assert job.error is not None, "a job that failed says why"
                raise UserError(job.error.code, job.error.params)
            await services.runtime.sleep(seconds)
            seconds = LOOK_SECONDS
    finally:
        if is_alive(progress):
            progress.done(None)
