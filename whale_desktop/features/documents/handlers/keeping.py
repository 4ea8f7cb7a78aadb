"""Keeps a record of every file that is made or read, and tells its maker when one is ready (`docs/rules/platform.md` 3.7, 6.8)."""

from dataclasses import dataclass

from sqlalchemy import func, insert, select

from whale_desktop.bus import Work, follows
from whale_desktop.bus.parameters import parameter
from whale_desktop.bus.tables import blob, job
from whale_desktop.features.documents.messages import (
    FILE_FAILED,
    FILE_READY,
    AskedColumns,
    AskedRows,
    FileFormat,
    FileKind,
    FileState,
)
from whale_desktop.features.documents.tables import document_record
from whale_desktop.features.notices.messages import Notify
from whale_desktop.messages import codec
from whale_desktop.messages.files import JobEnded, JobState
from whale_desktop.messages.imports import FileImported
from whale_desktop.messages.parameters import FILES_KEPT_DAYS

LONGEST_NAME = 200
"""As long as the record's column for it."""


@dataclass(frozen=True, kw_only=True)
class NewRecord:
    """What a record begins with. request: the command that a job will carry out; announced: its maker is told when it is ready."""

    kind: FileKind
    file_name: str
    format: FileFormat
    asked: AskedRows
    columns: tuple[str, ...] = ()
    rows: int = 0
    bad_rows: int = 0
    size: int = 0
    state: FileState = FileState.DONE
    remark: str = ""
    request: bytes = b""
    blob: str = ""
    work_order_no: str = ""
    announced: bool = False


def keep_record(work: Work, new: NewRecord) -> int:
    """Write the record of whoever asked for the file; its number."""
    made = work.connection.execute(
        insert(document_record).values(
            kind=new.kind,
            list_key=new.asked.list_key,
            file_name=new.file_name[:LONGEST_NAME],
            format=new.format,
            state=new.state,
            member_id=work.maker.member_id,
            operator=work.maker.name,
            locale=work.locale,
            remark=new.remark,
            asked=codec.encode(new.asked).decode(),
            columns=codec.encode(AskedColumns(list_key=new.asked.list_key, names=new.columns)).decode(),
            request=new.request.decode(),
            rows=new.rows,
            bad_rows=new.bad_rows,
            size=new.size,
            job_no="",
            blob=new.blob,
            work_order_no=new.work_order_no,
            comment="",
            announced=new.announced,
            hidden=False,
            created_at=work.now,
            ended_at=work.now if new.state is FileState.DONE else None,
        )
    )
    work.topics.add("document.record")
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


@follows(FileImported)
def record_import(work: Work, fact: FileImported) -> None:
    """An import that took effect. One that was refused has left its row in the audit trail."""
    name, size = work.connection.execute(select(blob.c.name, func.length(blob.c.data)).where(blob.c.id == fact.blob)).one()
    new = NewRecord(
        kind=FileKind.IMPORT,
        file_name=name,
        format=FileFormat.XLSX,
        asked=AskedRows(list_key=fact.list_key),
        rows=fact.rows,
        bad_rows=fact.bad_rows,
        size=size,
        blob=fact.blob,
        work_order_no=fact.work_order_no,
    )
    keep_record(work, new)


@follows(JobEnded)
def announce(work: Work, fact: JobEnded) -> None:
    """Tell whoever waits for a file of which he does not see the progress: a long one, or one that had to be approved."""
    record = work.connection.execute(
        select(document_record.c.file_name, job.c.rows)
        .join(job, job.c.job_no == document_record.c.job_no)
        .where(document_record.c.job_no == fact.job_no, document_record.c.announced)
    ).one_or_none()
    if record is None or fact.state is JobState.CANCELLED:
        return
    params = {"file_name": record.file_name}
    kind = FILE_FAILED
    if fact.state is JobState.DONE:
        params |= {"rows": f"{record.rows:,}", "days": str(parameter(work.connection, FILES_KEPT_DAYS))}
        kind = FILE_READY
    work.send(Notify(kind=kind, params=params, members=(fact.member_id,), key=record.file_name))
