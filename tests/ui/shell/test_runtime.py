"""The runtime: calls are awaited, errors are owned, changes are told, stalls are seen."""

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from structlog.testing import capture_logs

from tests.ui.recording import RecordingGateway
from whale_desktop.kernel.errors import CodedError, Fault, Unavailable, UserError
from whale_desktop.messages.files import CancelJob, GetJob, Job, JobNo, JobState
from whale_desktop.ui.runtime import Runtime, latest_ui_task, ui_task

ASK = GetJob(job_no=JobNo("J1"))


def a_job(done: int = 1) -> Job:
    return Job(
        job_no=JobNo("J1"),
        kind="export",
        state=JobState.RUNNING,
        done=done,
        total=9,
        started_at=datetime(2024, 3, 18, tzinfo=UTC),
    )


@pytest.fixture
def gateway() -> RecordingGateway:
    return RecordingGateway()


@pytest.fixture
def runtime(qtbot: QtBot, gateway: RecordingGateway) -> Iterator[Runtime]:
    runtime = Runtime(gateway, locale="en")
    yield runtime
    gateway.close()
    runtime.close()


class Desk(QWidget):
    clicked = Signal(bool)

    def __init__(self, runtime: Runtime) -> None:
        super().__init__()
        self._runtime = runtime
        self.answers: list[Any] = []
        self.threads: list[str] = []
        self.errors: list[CodedError] = []

    @property
    def runtime(self) -> Runtime:
        return self._runtime

    @ui_task
    async def load(self) -> None:
        self.answers.append(await self.runtime.ask(ASK, menu="fx.orders"))
        self.threads.append(threading.current_thread().name)

    @ui_task
    async def cancel_job(self, command_id: str) -> None:
        self.answers.append(await self.runtime.submit(CancelJob(job_no=JobNo("J1")), command_id=command_id))

    @latest_ui_task
    async def search(self, number: int) -> None:
        self.answers.append((number, await self.runtime.ask(GetJob(job_no=JobNo(f"J{number}")))))

    @ui_task
    async def fail(self) -> None:
        raise ZeroDivisionError("our mistake")


class ToldDesk(Desk):
    def show_error(self, error: CodedError) -> None:
        self.errors.append(error)


@pytest.fixture
def desk(qtbot: QtBot, runtime: Runtime) -> Desk:
    desk = Desk(runtime)
    qtbot.addWidget(desk)
    return desk


def test_a_query_is_awaited_and_continues_in_the_thread_of_the_window(
    qtbot: QtBot, desk: Desk, gateway: RecordingGateway
) -> None:
    seen: list[str] = []

    def answer(query: GetJob) -> Job:
        seen.append(threading.current_thread().name)
        return a_job()

    gateway.answer(GetJob, answer)
    desk.load()
    qtbot.waitUntil(lambda: desk.answers == [a_job()])
    assert desk.threads == ["MainThread"]
    assert seen[0].startswith("whale-query")
    assert gateway.asked[0].context.menu == "fx.orders"
    assert gateway.asked[0].context.locale == "en"
    assert gateway.asked[0].context.workstation


def test_a_signal_with_surplus_arguments_starts_a_slot(qtbot: QtBot, desk: Desk, gateway: RecordingGateway) -> None:
    gateway.answer(GetJob, a_job())
    desk.clicked.connect(desk.load)
    desk.clicked.emit(True)
    qtbot.waitUntil(lambda: len(desk.answers) == 1)


def test_a_coded_error_is_shown_by_the_owner_or_by_the_window(
    qtbot: QtBot, runtime: Runtime, desk: Desk, gateway: RecordingGateway
) -> None:
    told = ToldDesk(runtime)
    qtbot.addWidget(told)
    shown: list[CodedError] = []
    runtime.show_error = lambda error, retry: shown.append(error)
    gateway.fail(GetJob, UserError("job.unknown"), times=2)
    told.load()
    qtbot.waitUntil(lambda: len(told.errors) == 1)
    desk.load()
    qtbot.waitUntil(lambda: [error.code for error in shown] == ["job.unknown"])
    assert told.errors[0].code == "job.unknown"


def test_an_unavailable_place_offers_to_try_again(qtbot: QtBot, runtime: Runtime, desk: Desk, gateway: RecordingGateway) -> None:
    retries: list[Any] = []
    runtime.show_error = lambda error, retry: retries.append(retry)
    gateway.fail(GetJob, Unavailable("storage.locked"))
    gateway.answer(GetJob, a_job())
    desk.load()
    qtbot.waitUntil(lambda: len(retries) == 1)
    retries[0]()
    qtbot.waitUntil(lambda: desk.answers == [a_job()])


def test_a_mistake_of_ours_is_logged_under_the_id_that_is_shown(qtbot: QtBot, runtime: Runtime, desk: Desk) -> None:
    shown: list[CodedError] = []
    runtime.show_error = lambda error, retry: shown.append(error)
    with capture_logs() as logs:
        desk.fail()
        qtbot.waitUntil(lambda: len(shown) == 1)
    assert isinstance(shown[0], Fault)
    (line,) = logs
    assert line["event"] == "ui.fault"
    assert line["fault_id"] == shown[0].params["fault_id"]
    assert isinstance(line["exc_info"], ZeroDivisionError)


def test_an_answer_that_comes_after_its_widget_died_falls_away(qtbot: QtBot, runtime: Runtime, gateway: RecordingGateway) -> None:
    answers: list[Any] = []
    desk = Desk(runtime)
    desk.answers = answers
    gateway.answer(GetJob, a_job())
    gateway.hang(GetJob)
    task = desk.load()
    qtbot.waitUntil(lambda: len(gateway.asked) == 1)
    desk.deleteLater()
    qtbot.waitUntil(task.done)
    gateway.release()
    qtbot.wait(20)
    assert task.cancelled()
    assert answers == []


def test_a_command_is_carried_out_though_its_widget_died(qtbot: QtBot, runtime: Runtime, gateway: RecordingGateway) -> None:
    gateway.answer(CancelJob, None)
    gateway.hang(CancelJob)
    first, second = Desk(runtime), Desk(runtime)
    first.cancel_job("c-1")
    task = second.cancel_job("c-2")
    qtbot.waitUntil(lambda: len(gateway.submitted) == 1)
    second.deleteLater()
    qtbot.waitUntil(task.done)
    gateway.release()
    qtbot.waitUntil(lambda: [one.command_id for one in gateway.submitted] == ["c-1", "c-2"])
    first.deleteLater()


def test_an_old_answer_never_overwrites_a_new_one(qtbot: QtBot, desk: Desk, gateway: RecordingGateway) -> None:
    first_may_go = threading.Event()

    def answer(query: GetJob) -> Job:
        if query.job_no == "J1":
            assert first_may_go.wait(10)
        return a_job()

    gateway.answer(GetJob, answer)
    desk.search(1)
    desk.search(2)
    qtbot.waitUntil(lambda: len(desk.answers) == 1)
    first_may_go.set()
    qtbot.wait(30)
    assert [number for number, _ in desk.answers] == [2]


def test_changes_are_told_in_the_thread_of_the_window_and_put_together(
    qtbot: QtBot, runtime: Runtime, gateway: RecordingGateway
) -> None:
    told: list[str] = []
    owner = QObject()
    runtime.on_change(("fx.order", "fx.pool"), lambda: told.append(threading.current_thread().name), owner)
    runtime.on_change(("client",), lambda: told.append("client"), owner)
    for _ in range(20):
        gateway.publish("fx.order")
        gateway.publish("fx.pool")
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(80)
    assert told == ["MainThread"]
    owner.deleteLater()
    qtbot.wait(10)
    gateway.publish("fx.order")
    qtbot.wait(80)
    assert told == ["MainThread"]


def test_a_locked_session_is_told_once_and_not_as_an_error(
    qtbot: QtBot, runtime: Runtime, desk: Desk, gateway: RecordingGateway
) -> None:
    shown: list[CodedError] = []
    runtime.show_error = lambda error, retry: shown.append(error)
    gateway.fail(GetJob, UserError("auth.session_locked"))
    with qtbot.waitSignal(runtime.locked):
        desk.load()
    assert shown == []


def stalls_of(logs: Any) -> list[tuple[str, int]]:
    return [(line["exempt"], line["milliseconds"]) for line in logs if line["event"] == "ui.stall"]


def test_the_watchdog_sees_a_stall_and_knows_what_is_exempt(qtbot: QtBot, runtime: Runtime) -> None:
    with capture_logs() as logs:
        runtime.watchdog.start()
        QTimer.singleShot(0, lambda: time.sleep(0.2))
        qtbot.waitUntil(lambda: len(stalls_of(logs)) == 1)

        def slow_theme() -> None:
            with runtime.exempt("theme"):
                time.sleep(0.2)

        QTimer.singleShot(0, slow_theme)
        qtbot.wait(300)
        assert len(stalls_of(logs)) == 1

        def slower_theme() -> None:
            with runtime.exempt("theme"):
                time.sleep(0.75)

        QTimer.singleShot(0, slower_theme)
        qtbot.waitUntil(lambda: len(stalls_of(logs)) == 2)
        runtime.watchdog.stop()
    (first, second) = stalls_of(logs)
    assert first[0] == ""
    assert first[1] >= 150
    assert second[0] == "theme"
    assert second[1] >= 650


def test_closing_lets_a_running_command_end(qtbot: QtBot, gateway: RecordingGateway) -> None:
    runtime = Runtime(gateway, locale="en")
    desk = Desk(runtime)
    qtbot.addWidget(desk)
    done: list[str] = []

    def answer(command: CancelJob) -> None:
        time.sleep(0.05)
        done.append("written")

    gateway.answer(CancelJob, answer)
    desk.cancel_job("c-1")
    qtbot.waitUntil(lambda: len(gateway.submitted) == 1)
    runtime.close()
    runtime.close()
    assert done == ["written"]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("whale-")]
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
