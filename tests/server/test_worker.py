"""Workers on one database: jobs are done by somebody, once, whoever dies; what the clock asks for happens once."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.engine import URL

from tests.helpers.office import Office, template_of
from tests.helpers.postgres import Postgres, postgres_of
from tests.helpers.registries import borrowed_registries
from tests.helpers.waiting import until
from tests.server import working
from tests.server.working import QUICK, Slow
from whale_desktop.app.server import worker_of
from whale_desktop.bus import tables
from whale_desktop.bus.work import Work
from whale_desktop.kernel.clock import SystemClock
from whale_desktop.messages.files import CancelJob, GetJob, Job, JobNo, JobState
from whale_desktop.server.worker import Worker


class Shop:
    """An office on a server's database whose long work is done by workers."""

    def __init__(self, postgres: Postgres, template: Path, folder: Path) -> None:
        self.postgres = postgres
        self.url: URL = postgres.copy_of(template)
        self.office = Office(self.url)
        self.office.clock.set(SystemClock().now())
        self.mark = folder / "mark"
        self.processes: list[subprocess.Popen[str]] = []

    def worker(self) -> subprocess.Popen[str]:
        """One more worker, in a process of its own."""
        url = self.url.render_as_string(hide_password=False)
        made = subprocess.Popen([sys.executable, "-m", "tests.server.working", url], stderr=subprocess.PIPE, text=True)
        self.processes.append(made)
        return made

    def start(self, steps: int, seconds: float) -> JobNo:
        """A slow job, as a command would start it."""
        with self.office.database.write() as connection:
            work = Work(connection, self.office.actor(), self.office.clock.now(), locale="en", command_id="x")
            return work.start_job("test.slow", Slow(steps=steps, seconds=seconds, mark=str(self.mark)))

    def job(self, number: JobNo) -> Job:
        """The job as it stands."""
        return self.office.ask(GetJob(job_no=number))

    def finished(self, number: JobNo) -> Job:
        """The job when it has ended."""
        until(lambda: self.job(number).finished_at is not None, lambda: self.job(number))
        return self.job(number)

    def steps(self) -> list[tuple[int, int]]:
        """Who did which step, in order."""
        if not self.mark.exists():
            return []
        return [(int(pid), int(step)) for pid, step in (line.split() for line in self.mark.read_text().splitlines())]

    def close(self) -> None:
        """End everything."""
        for one in self.processes:
            if one.poll() is None:
                one.kill()
            one.communicate()
        self.office.services.gateway.close()
        self.postgres.drop(self.url)


@pytest.fixture
def shop(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    made = Shop(postgres_of(tmp_path), template_of(tmp_path_factory), tmp_path)
    yield made
    made.close()


def test_a_job_is_done_by_a_worker_and_leaves_its_file(shop: Shop) -> None:
    shop.worker()
    done = shop.finished(shop.start(3, 0.01))
    assert (done.state, done.rows, done.file_name) == (JobState.DONE, 3, "slow.txt")
    assert shop.office.gateway.get_blob(done.blob, session=shop.office.session()) == b"3"


def test_the_job_of_a_worker_that_was_killed_is_taken_over_and_ends_once(shop: Shop) -> None:
    first = shop.worker()
    number = shop.start(20, 0.1)
    until(lambda: len(shop.steps()) >= 3)
    second = shop.worker()
    os.kill(first.pid, signal.SIGKILL)
    done = shop.finished(number)
    assert (done.state, done.rows) == (JobState.DONE, 20)
    by = Counter(pid for pid, _ in shop.steps())
    assert by[second.pid] == 20, "it starts again from its beginning"
    with shop.office.database.read() as connection:
        files = connection.execute(select(tables.blob.c.name)).scalars().all()
        attempt = connection.execute(select(tables.job.c.attempt).where(tables.job.c.job_no == number)).scalar_one()
    assert (files, attempt) == (["slow.txt"], 2)


def test_a_worker_that_was_only_thought_dead_writes_nothing_any_more(shop: Shop) -> None:
    first = shop.worker()
    number = shop.start(20, 0.1)
    until(lambda: len(shop.steps()) >= 3)
    os.kill(first.pid, signal.SIGSTOP)
    second = shop.worker()
    until(lambda: any(pid == second.pid for pid, _ in shop.steps()))
    os.kill(first.pid, signal.SIGCONT)
    done = shop.finished(number)
    assert done.state is JobState.DONE
    late = [step for pid, step in shop.steps() if pid == first.pid]
    assert len(late) < 20, "it noticed at its next step"
    with shop.office.database.read() as connection:
        assert len(connection.execute(select(tables.blob.c.id)).all()) == 1


def test_a_worker_that_is_told_to_end_gives_its_job_back(shop: Shop) -> None:
    first = shop.worker()
    number = shop.start(40, 0.1)
    until(lambda: len(shop.steps()) >= 2)
    first.send_signal(signal.SIGTERM)
    assert first.wait(20) == 0
    assert shop.job(number).state is JobState.WAITING
    shop.worker()
    assert shop.finished(number).state is JobState.DONE


def test_many_jobs_are_each_done_once_by_several_workers(shop: Shop) -> None:
    for _ in range(3):
        shop.worker()
    numbers = [shop.start(1, 0.05) for _ in range(12)]
    assert {shop.finished(number).state for number in numbers} == {JobState.DONE}
    assert len(shop.steps()) == 12
    assert len({pid for pid, _ in shop.steps()}) > 1


def test_a_cancelled_job_stops_in_whatever_process_it_runs(shop: Shop) -> None:
    shop.worker()
    number = shop.start(200, 0.05)
    until(lambda: len(shop.steps()) >= 2)
    shop.office.do(CancelJob(job_no=number))
    assert shop.finished(number).state is JobState.CANCELLED


def test_a_job_that_nobody_queued_is_found(shop: Shop) -> None:
    """One that was waiting in a local file when it was moved here."""
    with shop.office.database.write() as connection:
        me = shop.office.actor().member_id
        payload = Slow(steps=1, seconds=0, mark=str(shop.mark))
        from whale_desktop.messages import codec

        row: dict[str, Any] = {
            "job_no": "forgotten",
            "kind": "test.slow",
            "payload": codec.encode(payload).decode(),
            "member_id": me,
            "locale": "en",
            "state": JobState.RUNNING,
            "done": 0,
            "total": 0,
            "rows": 0,
            "cancel": 0,
            "file_name": "",
            "blob": "",
            "error_code": "",
            "started_at": shop.office.clock.now(),
        }
        connection.execute(insert(tables.job).values(**row))
    shop.worker()
    assert shop.finished(JobNo("forgotten")).state is JobState.DONE


class Threaded:
    """Workers in this process, with the clock of the test."""

    def __init__(self, office: Office, url: URL, number: int) -> None:
        self.workers: list[Worker] = [worker_of(office.services, url, QUICK) for _ in range(number)]
        self.threads = [threading.Thread(target=one.run, name="worker") for one in self.workers]
        for thread in self.threads:
            thread.start()
        for one in self.workers:
            assert one.started.wait(20)

    def close(self) -> None:
        for one in self.workers:
            one.stop()
        for thread in self.threads:
            thread.join()


def test_what_the_clock_asks_for_happens_once_with_several_workers(shop: Shop) -> None:
    """The refresh of the rates at 13:00, by three workers: one command, one job, done once."""
    office = shop.office
    with borrowed_registries():
        working.register()
        threaded = Threaded(office, shop.url, 3)
        try:
            until(lambda: planted(office))
            assert office.audit_rows("reference.rate.refresh") == []
            with office.database.write() as connection:
                connection.execute(update(tables.schedule).values(last_run=office.clock.now() - timedelta(days=2)))
            until(lambda: office.audit_rows("reference.rate.refresh"))
            until(lambda: all(row.last_run > office.clock.now() - timedelta(days=1) for row in planted(office)))
            until(lambda: refreshes(office) == [JobState.DONE])
        finally:
            threaded.close()
    assert len(office.audit_rows("reference.rate.refresh")) == 1
    assert refreshes(office) == [JobState.DONE]


def planted(office: Office) -> Any:
    with office.database.read() as connection:
        return connection.execute(select(tables.schedule)).all()


def refreshes(office: Office) -> list[JobState]:
    with office.database.read() as connection:
        return list(connection.execute(select(tables.job.c.state).where(tables.job.c.kind == "rates.refresh")).scalars())
