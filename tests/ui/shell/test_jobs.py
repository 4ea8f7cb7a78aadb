"""Long work beside everything else: the cell of the running job, the list over it, and the word when it has ended."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.recording import RecordingGateway
from tests.ui.shell.hands import click, press
from tests.ui.shell.test_menu import desk_of
from whale_desktop.kernel.errors import Unavailable
from whale_desktop.messages import Page, Reason
from whale_desktop.messages.files import BlobId, CancelJob, FetchResult, GetJob, Job, JobNo, JobState, ListJobs, MadeFile
from whale_desktop.ui.components.buttons import Button
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.pages.jobs import JobProgress, follow_job
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.jobs_popup import JobsPopup

BEGAN = datetime(2024, 3, 18, 2, tzinfo=UTC)
pytestmark = pytest.mark.qt_log_ignore("plugin does not support", extend=True)  # popups on the offscreen platform


def job(number: int, state: JobState, **changes: Any) -> Job:
    may = {JobState.DONE: ("job.fetch",), JobState.FAILED: ("job.retry",)}.get(state, ("job.cancel",))
    given: dict[str, Any] = {
        "job_no": JobNo(f"J{number}"),
        "kind": "export",
        "state": state,
        "done": 42,
        "total": 100,
        "percent": 42,
        "started_at": BEGAN + timedelta(minutes=number),
        "file_name": f"orders_{number}.xlsx",
        "may": may,
    }
    return Job(**{**given, **changes})


class Office:
    """A signed-in window and the jobs that the services say there are."""

    def __init__(self, application: Application, gateway: RecordingGateway, qtbot: QtBot) -> None:
        self.application, self.gateway, self.qtbot = application, gateway, qtbot
        self.desk = desk_of(application)

    def say(self, *jobs: Job) -> None:
        """The services tell of these jobs, newest first."""
        self.gateway.answer(ListJobs, Page(rows=jobs))
        self.gateway.publish("job")
        self.qtbot.waitUntil(lambda: self.desk.jobs.jobs == jobs)

    @property
    def cell(self) -> Any:
        """The cell of the status bar."""
        return self.desk.status.bar.cell("job")

    def toasts(self) -> list[str]:
        """What was said."""
        return [toast.text for toast in self.application.toasts.stack.toasts()]


@pytest.fixture
def office(signed_in: Application, gateway: RecordingGateway, qtbot: QtBot) -> Office:
    return Office(signed_in, gateway, qtbot)


def test_the_cell_is_there_while_something_runs_and_says_how_far_it_is(office: Office) -> None:
    assert not office.cell.isVisible()
    office.say(job(2, JobState.WAITING, percent=0), job(1, JobState.RUNNING))
    assert office.cell.isVisible()
    assert office.cell.accessibleName() == "匯出 orders_1.xlsx 42% +1"
    office.say(job(2, JobState.RUNNING, percent=77), job(1, JobState.DONE))
    assert office.cell.accessibleName() == "匯出 orders_2.xlsx 77%"
    office.application.set_locale("en")
    assert office.cell.accessibleName() == "Export orders_2.xlsx 77%"
    office.say(job(2, JobState.DONE), job(1, JobState.DONE))
    assert not office.cell.isVisible()
    assert office.toasts() == [], "nobody left these to themselves"


def test_the_list_shows_progress_results_and_reasons(office: Office) -> None:
    failed = job(1, JobState.FAILED, error=Reason(code="export.too_many_rows", params={"rows": "600000", "limit": "500000"}))
    office.say(job(3, JobState.RUNNING), job(2, JobState.DONE, size=2048, percent=100), failed)
    popup = office.desk.status.pop_jobs(office.cell)
    running, done, broken = popup.lines
    assert (running.bar.value(), running.percent.text(), running.action.isVisibleTo(popup)) == (42, "42%", True)
    assert not done.bar.isVisibleTo(popup) and done.detail.text() == "2 KB"
    assert "600000" in broken.detail.text() and not broken.action.isVisibleTo(popup)
    office.say(job(3, JobState.RUNNING, percent=50), job(2, JobState.DONE, size=2048, percent=100), failed)
    assert popup.lines[0] is running and running.bar.value() == 50, "lines are kept while the jobs are the same"
    popup.close()


def test_a_job_is_cancelled_and_a_file_saved_from_the_list(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.gateway.answer(CancelJob, None)
    office.gateway.answer(FetchResult, MadeFile(blob=BlobId("made"), name="orders_1.xlsx"))
    office.gateway.blobs["made"] = b"a workbook"
    saved: list[tuple[str, bytes]] = []

    async def save_as(over: Any, name: str, data: bytes) -> str:
        saved.append((name, data))
        return f"/home/{name}"

    monkeypatch.setattr(office.application.services.files, "save_as", save_as)
    office.say(job(2, JobState.RUNNING), job(1, JobState.DONE))
    popup = office.desk.status.pop_jobs(office.cell)
    click(popup.lines[0].action)
    office.qtbot.waitUntil(lambda: office.gateway.commands(CancelJob) == [CancelJob(job_no=JobNo("J2"))])
    click(popup.lines[1].action)
    office.qtbot.waitUntil(lambda: saved == [("orders_1.xlsx", b"a workbook")])


def test_an_empty_list_says_so_and_leads_to_the_page_with_all_tasks(office: Office) -> None:
    wanted: list[str] = []
    office.desk.status.all_jobs_wanted.connect(lambda: wanted.append("all"))
    popup = office.desk.status.pop_jobs(office.cell)
    assert popup.lines == []
    press(popup.all, Qt.Key.Key_Space)
    assert wanted == ["all"]


def test_pressing_the_cell_opens_the_list(office: Office) -> None:
    office.say(job(1, JobState.RUNNING))
    click(office.cell)
    (popup,) = office.cell.findChildren(JobsPopup)
    assert popup.isVisible()
    press(popup, Qt.Key.Key_Escape)
    office.qtbot.waitUntil(lambda: not office.cell.findChildren(JobsPopup))


def left_to_itself(office: Office) -> None:
    """A progress dialog that the person sends to the background."""
    office.gateway.answer(GetJob, job(1, JobState.RUNNING))
    office.say(job(1, JobState.RUNNING))
    ended: list[Any] = []

    async def follow() -> None:
        window = office.application.window
        ended.append(await follow_job(office.application.services, JobNo("J1"), title="Export", over=window))

    office.application.runtime.start(follow(), office.application)
    office.qtbot.waitUntil(lambda: isinstance(top_dialog(office.application.window), JobProgress))
    dialog = top_dialog(office.application.window)
    assert isinstance(dialog, JobProgress)
    dialog.submit()
    office.qtbot.waitUntil(lambda: ended == [None])
    assert office.gateway.commands(CancelJob) == []


def test_a_job_left_to_itself_offers_its_file_when_it_is_done(office: Office) -> None:
    left_to_itself(office)
    office.say(job(1, JobState.DONE))
    texts = office.application.runtime.texts
    office.qtbot.waitUntil(lambda: office.toasts() == [texts(words.JOB_DONE, name="匯出 orders_1.xlsx")])
    (toast,) = office.application.toasts.stack.toasts()
    assert [link.text() for link in toast.findChildren(Button) if link.text()] == [texts(words.SAVE_FILE)]
    assert not toast._timer.isActive(), "it stays until it is closed"
    office.say(job(1, JobState.DONE, size=1))
    assert len(office.toasts()) == 1


def test_a_job_left_to_itself_says_why_it_failed(office: Office) -> None:
    left_to_itself(office)
    office.say(job(1, JobState.FAILED, error=Reason(code="storage.full", params={})))
    office.qtbot.waitUntil(lambda: len(office.toasts()) == 1)
    assert "orders_1.xlsx" in office.toasts()[0]


def test_services_that_are_away_are_no_news_of_the_progress(office: Office) -> None:
    office.say(job(1, JobState.RUNNING))
    office.gateway.fail(ListJobs, Unavailable("net.unreachable"))
    office.gateway.publish("job")
    office.qtbot.wait(400)
    assert office.toasts() == []
    assert office.cell.isVisible()
