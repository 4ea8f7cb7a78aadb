"""The records of files. What a job knows of its file (state, rows, size, error) stands at the job; here is what outlives it."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from whale_desktop.features.documents.messages import FileFormat, FileKind, FileState
from whale_desktop.storage import Choice, Moment, metadata

document_record = Table(
    "document_record",
    metadata,
    Column("record_no", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("kind", Choice(FileKind), nullable=False),
    Column("list_key", String(120), nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("format", Choice(FileFormat), nullable=False),
    Column("state", Choice(FileState), nullable=False),
    Column("member_id", Integer, nullable=False),
    Column("operator", String(120), nullable=False),
    Column("locale", String(10), nullable=False),
    Column("remark", String(300), nullable=False),
    Column("asked", Text, nullable=False),
    Column("columns", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("bad_rows", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("job_no", String(40), nullable=False),
    Column("blob", String(40), nullable=False),
    Column("work_order_no", String(20), nullable=False),
    Column("comment", String(255), nullable=False),
    Column("announced", Boolean, nullable=False),
    Column("hidden", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("ix_document_record_member_id", "member_id", "created_at"),
    Index("ix_document_record_kind", "kind", "created_at"),
    Index("ix_document_record_job_no", "job_no"),
    sqlite_autoincrement=True,
)
"""asked, columns: `AskedRows`, `AskedColumns` as JSON. request: the whole command, so that an export can begin after its approval;
empty for other files. state, rows, size, ended_at: of a file that no job makes. announced: its maker is told when it is ready.
bad_rows: rows of an imported file that were left out. comment: what was said to a refusal."""
