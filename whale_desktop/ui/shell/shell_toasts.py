"""Short messages at the window's corner, as pages use them."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from whale_desktop.messages.files import Job, JobState
from whale_desktop.screens.wording import reason_words
from whale_desktop.ui.components import ToastAction, ToastStack
from whale_desktop.ui.language import Texts
from whale_desktop.ui.pages.ports import ToastLink
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.job_watch import JobWatch


class ShellToasts:
    """Toasts of the window in words that are already translated."""

    def __init__(self, window: QWidget, retry_words: Callable[[], str]) -> None:
        self.stack = ToastStack(window)
        self._retry_words = retry_words

    def success(self, text: str, *, link: ToastLink | None = None) -> None:
        """Something was done."""
        self.stack.add(text, "success", _actions(link))

    def warning(self, text: str, *, link: ToastLink | None = None) -> None:
        """Something needs attention."""
        self.stack.add(text, "warning", _actions(link))

    def tell_end(self, job: Job, watch: JobWatch, texts: Texts) -> None:
        """A job that was left to itself has ended: its file is offered until the message is closed, or why there is none."""
        name = watch.name(job)
        if job.state is JobState.DONE:
            save = [ToastAction(texts(words.SAVE_FILE), lambda: watch.save(job))] if "job.fetch" in job.may else []
            self.stack.add(texts(words.JOB_DONE, name=name), "success", save, stays=bool(save))
        elif job.state is JobState.FAILED and job.error is not None:
            self.error(texts(words.JOB_FAILED, name=name, reason=reason_words(job.error, texts)))

    def error(self, text: str, *, retry: Callable[[], object] | None = None, link: ToastLink | None = None) -> None:
        """Something failed; it stays until it is closed."""
        again = (self._retry_words(), retry) if retry is not None else None
        self.stack.add(text, "error", _actions(again, link))


def _actions(*links: ToastLink | None) -> list[ToastAction]:
    return [ToastAction(*link) for link in links if link is not None]
