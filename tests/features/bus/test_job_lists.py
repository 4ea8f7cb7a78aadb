"""The list of tasks: one's own, how far each is, what may be done with it, doing it again, fetching what it made."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from tests.features.bus.parcels import PutParcel, WeighParcels
from tests.helpers.office import Office
from whale_desktop.bus import tables
from whale_desktop.bus.jobs import JobRunner, run_next_job
from whale_desktop.messages import Reason
from whale_desktop.messages.files import (
    CancelJob,
    FetchResult,
    GetJob,
    JobFilter,
    JobNo,
    JobPhase,
    JobState,
    ListJobs,
    RetryJob,
    TotalJobs,
)


@pytest.fixture
def waiting(parcels: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose jobs wait until the test does them itself."""
    monkeypatch.setattr(JobRunner, "_begin", lambda self: None)
    parcels.do(PutParcel(parcel_no="A", weight=42))
    return parcels


def mine(office: Office, user: str = "super_admin", **asked: object) -> list[tuple[JobNo, JobState]]:
    return [(job.job_no, job.state) for job in office.ask(ListJobs(**asked), user=user).rows]  # type: ignore[arg-type]  # fields of the query by name


def test_the_list_has_ones_own_jobs_newest_first(waiting: Office) -> None:
    first = waiting.do(WeighParcels(steps=1))
    waiting.clock.advance(timedelta(seconds=1))
    second = waiting.do(WeighParcels(steps=1))
    other = waiting.do(WeighParcels(steps=1), user="funds_clerk")
    assert mine(waiting) == [(second, JobState.WAITING), (first, JobState.WAITING)]
    assert mine(waiting, "funds_clerk") == [(other, JobState.WAITING)]
    assert waiting.ask(TotalJobs()).count == 2


def test_tabs_and_filters(waiting: Office) -> None:
    done, cancelled, open_one = (waiting.do(WeighParcels(steps=1)) for _ in range(3))
    waiting.do(CancelJob(job_no=cancelled))
    run_next_job(waiting.bus)
    run_next_job(waiting.bus)
    assert mine(waiting, tab=JobPhase.OPEN) == [(open_one, JobState.WAITING)]
    assert {number for number, _ in mine(waiting, tab=JobPhase.ENDED)} == {done, cancelled}
    assert dict(waiting.ask(TotalJobs()).tabs) == {"": 3, "open": 1, "ended": 2}
    assert mine(waiting, where=JobFilter(state=(JobState.CANCELLED,))) == [(cancelled, JobState.CANCELLED)]
    today = date(2024, 3, 18)
    assert len(mine(waiting, where=JobFilter(started_from=today, started_upto=today))) == 3
    assert mine(waiting, where=JobFilter(started_upto=today - timedelta(days=1))) == []


def test_how_far_a_job_is_and_what_may_be_done_with_it(waiting: Office) -> None:
    number = waiting.do(WeighParcels(steps=8))
    seen: list[tuple[int, tuple[str, ...]]] = []

    def look(change: object) -> None:
        job = waiting.ask(GetJob(job_no=number))
        seen.append((job.percent, job.may))

    look(None)
    subscription = waiting.bus.notices.subscribe(look)
    run_next_job(waiting.bus)
    subscription.close()
    assert seen[0] == (0, ("job.cancel",))
    assert (37, ("job.cancel",)) in seen, "three of eight, cut"
    assert seen[-2] == (99, ("job.cancel",)), "all steps are done, but the file is not kept yet"
    assert seen[-1] == (100, ("job.fetch",))


def test_a_job_that_was_told_to_stop_cannot_be_told_again_by_a_button(waiting: Office) -> None:
    number = waiting.do(WeighParcels(steps=1))
    waiting.do(CancelJob(job_no=number))
    assert waiting.ask(GetJob(job_no=number)).may == ()


def test_the_result_is_fetched_by_its_own_person_while_it_is_kept(waiting: Office) -> None:
    number = waiting.do(WeighParcels(steps=1))
    run_next_job(waiting.bus)
    made = waiting.do(FetchResult(job_no=number))
    assert made.name == "weights.txt"
    assert waiting.gateway.get_blob(made.blob, session=waiting.session()) == b"42"
    assert waiting.ask(GetJob(job_no=number)).size == 2
    assert waiting.refused(FetchResult(job_no=number), user="funds_clerk").code == "job.unknown"
    waiting.close()
    waiting.clock.advance(timedelta(days=7, seconds=1))
    later = Office(waiting.path, waiting.clock)
    job = later.ask(GetJob(job_no=number))
    assert (job.state, job.blob, job.may, job.file_name) == (JobState.DONE, "", (), "weights.txt")
    error = later.refused(FetchResult(job_no=number))
    assert (error.code, error.params) == ("blob.unknown", {"blob": "weights.txt"})
    later.close()


def test_fetching_a_result_leaves_a_row_of_export(waiting: Office) -> None:
    number = waiting.do(WeighParcels(steps=1))
    run_next_job(waiting.bus)
    waiting.do(FetchResult(job_no=number))
    (row,) = waiting.audit_rows("job.fetch")
    assert (row.action, row.result, row.member_name) == ("export", "ok", "super_admin")


def test_a_failed_job_says_why_and_can_be_done_again(waiting: Office) -> None:
    number = waiting.do(WeighParcels(steps=2, fail="coded"))
    run_next_job(waiting.bus)
    job = waiting.ask(GetJob(job_no=number))
    assert (job.state, job.error, job.may) == (JobState.FAILED, Reason(code="parcel.unknown"), ("job.retry",))
    assert job.finished_at is not None
    with waiting.database.write() as connection:  # what it fell over is mended
        payload = '{"steps":2}'
        connection.execute(update(tables.job).where(tables.job.c.job_no == number).values(payload=payload))
    waiting.do(RetryJob(job_no=number))
    again = waiting.ask(GetJob(job_no=number))
    assert (again.state, again.error, again.percent, again.finished_at) == (JobState.WAITING, None, 0, None)
    run_next_job(waiting.bus)
    assert waiting.ask(GetJob(job_no=number)).state is JobState.DONE


def test_a_cancelled_job_can_be_done_again_and_others_cannot(waiting: Office) -> None:
    number = waiting.do(WeighParcels(steps=1))
    assert waiting.refused(RetryJob(job_no=number)).code == "job.not_ended"
    waiting.do(CancelJob(job_no=number))
    run_next_job(waiting.bus)
    waiting.do(RetryJob(job_no=number))
    run_next_job(waiting.bus)
    assert waiting.ask(GetJob(job_no=number)).state is JobState.DONE
    assert waiting.refused(RetryJob(job_no=number)).code == "job.not_ended"
    assert waiting.refused(RetryJob(job_no=number), user="funds_clerk").code == "job.unknown"
