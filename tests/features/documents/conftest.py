"""A busy desk whose jobs wait until a test does them, and short ways to export and read files."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.helpers.desk import busy_desk
from tests.helpers.office import Office, template_of
from whale_desktop.bus.jobs import JobRunner, run_next_job
from whale_desktop.features.documents.messages import ExportList, FileFormat
from whale_desktop.gateway.port import Context
from whale_desktop.messages.files import GetJob, Job, JobNo, JobState
from whale_desktop.screens import ListScreen, list_of

ORDERS = "fx.orders"


@pytest.fixture(scope="module")
def busy_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database after some work, closed."""
    made = Office.local(template_of(tmp_path_factory), tmp_path_factory.mktemp("busy"))
    busy_desk(made)
    made.close()
    made.database.close()
    return made.path


class Exports:
    """An office and its files."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def start(self, key: str = ORDERS, *columns: str, user: str = "super_admin", locale: str = "en", **asked: Any) -> JobNo:
        """Ask for a file; the job waits."""
        screen = self.screen(key)
        names = columns or tuple(column.name for column in screen.columns)
        asked.setdefault("format", FileFormat.CSV)
        command = ExportList(list_key=key, columns=names, file_name="list", **asked)
        done = self.office.submit(command, user=user, context=Context(workstation="test", locale=locale))
        return done.result.job_no  # type: ignore[union-attr]  # an export is never held for approval

    def finish(self, number: JobNo, *, user: str = "super_admin") -> Job:
        """Do the job; it must succeed."""
        assert run_next_job(self.office.bus)
        job = self.office.ask(GetJob(job_no=number), user=user)
        assert job.state is JobState.DONE, job
        return job

    def file(self, key: str = ORDERS, *columns: str, user: str = "super_admin", **asked: Any) -> bytes:
        """The bytes of an export."""
        job = self.finish(self.start(key, *columns, user=user, **asked), user=user)
        return self.office.gateway.get_blob(job.blob, session=self.office.session(user))

    def lines(self, key: str = ORDERS, *columns: str, **asked: Any) -> list[list[str]]:
        """The lines of a csv, heads first."""
        return list(csv.reader(io.StringIO(self.file(key, *columns, **asked).decode("utf-8-sig"))))

    def cells(self, key: str = ORDERS, *columns: str, **asked: Any) -> list[list[Any]]:
        """The cells of an xlsx, heads first."""
        data = self.file(key, *columns, format=FileFormat.XLSX, **asked)
        return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()

    def screen(self, key: str = ORDERS) -> ListScreen:
        """A list by its key."""
        found = list_of(key)
        assert found is not None, key
        return found


@pytest.fixture
def exports(busy_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Exports]:
    """A fresh copy of the busy office."""
    monkeypatch.setattr(JobRunner, "_begin", lambda self: None)
    office = Office.at(busy_file, tmp_path)
    yield Exports(office)
    office.close()
    office.database.close()
