"""The list that opens from the running job in the status bar: one's newest tasks with progress, cancel and result file."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from whale_desktop.messages import label_of, tone_of
from whale_desktop.messages.files import Job
from whale_desktop.screens.wording import reason_words, size_words
from whale_desktop.ui import theme
from whale_desktop.ui.components import Button, Divider, Label, Tag
from whale_desktop.ui.components.labels import ElidedLabel
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.popups import Popup
from whale_desktop.ui.services import Services
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.job_watch import OPEN_STATES, JobWatch

WIDTH = 400


class JobLine(QWidget):
    """One task in two lines: its name; its progress and a way to stop it, or how it ended and its file."""

    def __init__(self, watch: JobWatch, services: Services, job: Job) -> None:
        super().__init__()
        self._watch = watch
        self._services = services
        self.job = job
        self.name = ElidedLabel("", weight=500)
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        self.percent = Label(role="small", tone="tx2")
        self.state = Tag("", "idle")
        self.detail = ElidedLabel("", role="small", tone="tx3")
        self.action = Button(kind="link")
        self.action.clicked.connect(self._act)
        below = spaced(QHBoxLayout(), spacing=8)
        below.addWidget(self.bar, 1)
        below.addWidget(self.percent)
        below.addWidget(self.state)
        below.addWidget(self.detail, 1)
        below.addWidget(self.action)
        column = spaced(QVBoxLayout(self), margins=(12, 8, 12, 8), spacing=2)
        column.addWidget(self.name)
        column.addLayout(below)
        self.show_job(job)

    def show_job(self, job: Job) -> None:
        """The job as it stands now."""
        self.job = job
        texts, runs = self._services.texts, job.state in OPEN_STATES
        self.name.setText(self._watch.name(job))
        self.bar.setVisible(runs)
        self.bar.setValue(job.percent)
        self.percent.setText(f"{job.percent}%")
        self.percent.setVisible(runs)
        self.state.set_tag(texts(label_of(job.state)), str(tone_of(job.state)))
        self.state.setVisible(not runs)
        self.detail.setText(reason_words(job.error, texts) if job.error else size_words(job.size, texts) if job.size else "")
        self.detail.setVisible(not runs)
        word = words.CANCEL_JOB if "job.cancel" in job.may else words.SAVE_FILE if "job.fetch" in job.may else None
        self.action.setVisible(word is not None)
        if word is not None:
            self.action.setText(texts(word))
            self.action.setAccessibleName(f"{texts(word)} {self._watch.name(job)}")

    def _act(self) -> None:
        if "job.cancel" in self.job.may:
            self._watch.cancel(self.job)
        else:
            self.window().close()
            self._watch.save(self.job)


class JobsPopup(Popup):
    """The newest tasks; `all_wanted` asks for the page with all of them."""

    all_wanted = Signal()

    def __init__(self, watch: JobWatch, services: Services, anchor: QWidget) -> None:
        super().__init__(anchor)
        self._watch = watch
        self._services = services
        self.lines: list[JobLine] = []
        texts = services.texts
        self.setAccessibleName(texts(words.JOBS))
        head = spaced(QHBoxLayout(), margins=(12, 8, 12, 8))
        head.addWidget(Label(texts(words.JOBS), role="section"))
        head.addStretch(1)
        self.all = Button(texts(words.ALL_JOBS), kind="link")
        self.all.clicked.connect(self._want_all)
        head.addWidget(self.all)
        self._none = Label(texts(words.NO_JOBS), role="small", tone="tx3")
        self._none.setContentsMargins(theme.px(12), 0, theme.px(12), theme.px(12))
        self._column = spaced(QVBoxLayout(), spacing=0)
        column = spaced(QVBoxLayout(self), margins=(1, 1, 1, 1))
        column.addLayout(head)
        column.addWidget(Divider())
        column.addLayout(self._column)
        column.addWidget(self._none)
        self.setFixedWidth(theme.px(WIDTH))
        watch.changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        jobs = self._watch.jobs
        if [line.job.job_no for line in self.lines] == [job.job_no for job in jobs]:
            for line, job in zip(self.lines, jobs, strict=True):
                line.show_job(job)
            return
        for line in self.lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [JobLine(self._watch, self._services, job) for job in jobs]
        for line in self.lines:
            self._column.addWidget(line)
        self._none.setVisible(not jobs)
        if self.isVisible():
            self.drop()

    def _want_all(self) -> None:
        self.close()
        self.all_wanted.emit()
