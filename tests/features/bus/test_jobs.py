"""Long work: progress, result, cancelling, failing, and going on after the process died."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from tests.conftest import LogKeeper
from tests.features.bus.parcels import PutParcel, WeighParcels
from tests.helpers.office import Office
from whale_desktop.bus import jobs, tables
from whale_desktop.bus.jobs import JobRunner, run_next_job
from whale_desktop.features.access.messages import MemberState
from whale_desktop.features.access.tables import member
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages.files import CancelJob, GetJob, Job, JobNo, JobState
from whale_desktop.messages.topics import Change


@pytest.fixture
def waiting(parcels: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose jobs wait until the test does them itself."""
    monkeypatch.setattr(JobRunner, "_begin", lambda self: None)
    parcels.do(PutParcel(parcel_no="A", weight=42))
    return parcels


def state_of(office: Office, number: JobNo) -> tuple[JobState, int, int, str]:
    found = office.ask(GetJob(job_no=number))
    return found.state, found.done, found.total, found.error.code if found.error else ""


def wait_for(office: Office, number: JobNo) -> Job:
    """The job when it has ended, in the background thread."""
    ended = threading.Event()

    def look(change: Change) -> None:
        if office.ask(GetJob(job_no=number)).finished_at is not None:
            ended.set()

    subscription = office.bus.notices.subscribe(look)
    look(Change(sequence=0, topics=()))
    assert ended.wait(10), office.ask(GetJob(job_no=number))
    subscription.close()
    return office.ask(GetJob(job_no=number))


def test_a_job_runs_by_itself_and_leaves_a_file(parcels: Office) -> None:
    parcels.do(PutParcel(parcel_no="A", weight=42))
    done = wait_for(parcels, parcels.do(WeighParcels(steps=3)))
    assert (done.state, done.done, done.total, done.rows, done.file_name) == (JobState.DONE, 3, 3, 1, "weights.txt")
    assert parcels.gateway.get_blob(done.blob, session=parcels.session()) == b"42"


def test_progress_is_told_and_seen(waiting: Office) -> None:
    number = waiting.do(WeighParcels(steps=2))
    seen: list[Any] = []
    subscription = waiting.bus.notices.subscribe(lambda change: seen.append((change.topics, state_of(waiting, number)[:3])))
    assert run_next_job(waiting.bus)
    assert not run_next_job(waiting.bus)
    subscription.close()
    assert seen == [
        (("job",), (JobState.RUNNING, 0, 2)),
        (("job",), (JobState.RUNNING, 1, 2)),
        (("job",), (JobState.RUNNING, 2, 2)),
        (("job",), (JobState.DONE, 2, 2)),
    ]


def test_a_running_job_stops_after_its_present_step_when_cancelled(waiting: Office) -> None:
    number = waiting.do(WeighParcels(steps=5))

    asked: list[Change] = []

    def cancel(change: Change) -> None:
        if not asked and state_of(waiting, number)[1] == 2:
            asked.append(change)
            waiting.do(CancelJob(job_no=number))

    subscription = waiting.bus.notices.subscribe(cancel)
    run_next_job(waiting.bus)
    subscription.close()
    assert state_of(waiting, number) == (JobState.CANCELLED, 3, 5, "")


def test_a_waiting_job_never_begins_when_cancelled(waiting: Office) -> None:
    number = waiting.do(WeighParcels(steps=5))
    waiting.do(CancelJob(job_no=number))
    run_next_job(waiting.bus)
    assert state_of(waiting, number) == (JobState.CANCELLED, 0, 0, "")


def test_a_job_is_seen_and_cancelled_by_its_own_person_only(waiting: Office) -> None:
    number = waiting.do(WeighParcels(steps=1), user="funds_clerk")
    for message in (GetJob(job_no=number), CancelJob(job_no=number), GetJob(job_no=JobNo("none"))):
        assert waiting.refused(message).code == "job.unknown"
    assert waiting.ask(GetJob(job_no=number), user="funds_clerk").state is JobState.WAITING


def test_a_failed_job_says_why(waiting: Office, log_keeper: LogKeeper) -> None:
    coded, ours = (waiting.do(WeighParcels(steps=1, fail=kind)) for kind in ("coded", "ours"))
    log_keeper.expect(r"job\.fault.*the scale fell over")
    run_next_job(waiting.bus)
    run_next_job(waiting.bus)
    assert state_of(waiting, coded) == (JobState.FAILED, 0, 1, "parcel.unknown")
    found = waiting.ask(GetJob(job_no=ours))
    assert found.state is JobState.FAILED
    assert found.error is not None
    assert found.error.code == "system.fault"
    assert len(found.error.params["fault_id"]) == 12


def test_a_job_of_a_kind_that_no_feature_knows_fails_and_the_next_runs(waiting: Office, log_keeper: LogKeeper) -> None:
    number = waiting.do(WeighParcels(steps=1))
    following = waiting.do(WeighParcels(steps=1))
    with waiting.database.write() as connection:
        connection.execute(update(tables.job).where(tables.job.c.job_no == number).values(kind="gone"))
    log_keeper.expect(r"job\.fault.*gone")
    run_next_job(waiting.bus)
    run_next_job(waiting.bus)
    assert state_of(waiting, number)[0] is JobState.FAILED
    assert state_of(waiting, following)[0] is JobState.DONE


def test_a_job_needs_its_submitters_rights_at_the_time_it_runs(waiting: Office) -> None:
    number = waiting.do(WeighParcels(steps=1), user="funds_clerk")
    with waiting.database.write() as connection:
        connection.execute(update(member).where(member.c.email == "funds_clerk@office.test").values(state=MemberState.FROZEN))
    run_next_job(waiting.bus)
    with waiting.database.read() as connection:
        row = connection.execute(select(tables.job).where(tables.job.c.job_no == number)).one()
    assert (row.state, row.error_code) == (JobState.FAILED, "auth.session_ended")


def test_a_job_outlives_the_session_that_started_it(waiting: Office) -> None:
    number = waiting.do(WeighParcels(steps=1))
    waiting.gateway.sign_out(waiting.session())
    waiting.clock.advance(timedelta(hours=13))
    run_next_job(waiting.bus)
    assert state_of(waiting, number)[0] is JobState.DONE


def test_a_job_that_was_running_when_its_process_died_runs_again_at_the_next_opening(waiting: Office, monkeypatch: Any) -> None:
    number = waiting.do(WeighParcels(steps=2))

    class Killed(BaseException):
        pass

    def die(self: Any, data: bytes, **more: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(jobs.JobContext, "finish", die)
        with pytest.raises(Killed):
            run_next_job(waiting.bus)
    assert state_of(waiting, number) == (JobState.RUNNING, 1, 2, "")
    waiting.close()
    monkeypatch.undo()
    again = Office(waiting.path, waiting.clock)
    done = wait_for(again, number)
    again.close()
    assert (done.state, done.done) == (JobState.DONE, 2)


def test_closing_puts_the_running_job_back_for_the_next_opening(parcels: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    parcels.do(PutParcel(parcel_no="A", weight=42))
    inside, go_on = threading.Event(), threading.Event()
    genuine = jobs.JobContext.progress

    def progress(self: jobs.JobContext, done: int, total: int) -> None:
        genuine(self, done, total)
        if done == 1:
            inside.set()
            go_on.wait(10)

    monkeypatch.setattr(jobs.JobContext, "progress", progress)
    number = parcels.do(WeighParcels(steps=3))
    assert inside.wait(10)
    closing = threading.Thread(target=parcels.close)
    closing.start()
    while not parcels.services.gateway._jobs._closing.is_set():
        pass
    go_on.set()
    closing.join()
    monkeypatch.undo()
    with_job = Office(parcels.path, parcels.clock)
    assert wait_for(with_job, number).state is JobState.DONE
    with_job.close()


def test_a_second_window_leaves_the_first_ones_running_job_alone(parcels: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "RETRY_SECONDS", 0.02)
    parcels.do(PutParcel(parcel_no="A", weight=42))
    wait_for(parcels, parcels.do(WeighParcels(steps=1)))  # the first window is now the one that does jobs
    with parcels.database.write() as connection:
        row = dict(connection.execute(select(tables.job)).one()._mapping) | {"job_no": "mine", "state": JobState.RUNNING}
        connection.execute(insert(tables.job).values(**row))
    second = Office(parcels.path, parcels.clock)
    number = second.do(WeighParcels(steps=1))
    assert second.ask(GetJob(job_no=JobNo("mine"))).state is JobState.RUNNING
    assert second.ask(GetJob(job_no=number)).state is JobState.WAITING
    parcels.close()
    assert wait_for(second, number).state is JobState.DONE
    second.close()


def test_old_files_and_changes_are_dropped_at_opening(parcels: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CHANGES_KEPT", 2)
    blob = parcels.gateway.put_blob(b"x", name="x.txt", session=parcels.session())
    for weight in range(5):
        parcels.do(PutParcel(parcel_no="A", weight=weight))
    parcels.close()
    parcels.clock.advance(timedelta(days=7, seconds=1))
    later = Office(parcels.path, parcels.clock)
    with pytest.raises(UserError, match=r"blob\.unknown"):
        later.gateway.get_blob(blob, session=later.session())
    with later.database.read() as connection:
        assert len(connection.execute(select(tables.change_log)).all()) == 2
    later.close()


def test_the_file_that_marks_the_runner_lies_beside_the_database(parcels: Office) -> None:
    parcels.do(PutParcel(parcel_no="A", weight=42))
    wait_for(parcels, parcels.do(WeighParcels(steps=1)))
    assert Path(f"{parcels.path}-jobs").exists()
