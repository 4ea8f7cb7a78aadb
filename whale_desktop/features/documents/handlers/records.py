"""The records of files as lists: one's own, and everybody's for who may see all (`docs/rules/platform.md` 3.7, 6.8)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, FromClause, Select, String, and_, case, false, func, select, type_coerce, update

from whale_desktop.bus import Read, Work, answers, handles, lists
from whale_desktop.bus.parameters import parameter
from whale_desktop.bus.tables import blob, job
from whale_desktop.features.access.queries import named_like, persons
from whale_desktop.features.documents.messages import (
    SEES_ALL,
    AskedColumns,
    AskedExport,
    AskedRows,
    ExportLogFilter,
    FetchFile,
    FileFilter,
    FileKind,
    FileList,
    FileRow,
    FileState,
    GetAskedExport,
    GetFileRecord,
    HideFileRecord,
    ListBatchPrints,
    ListExportLog,
    ListFileLists,
    ListImportLog,
    ListMyFiles,
    ListMyImports,
    ListSinglePrints,
    LogFilter,
    PrintLogFilter,
    RecordFilter,
    TotalBatchPrints,
    TotalExportLog,
    TotalImportLog,
    TotalMyFiles,
    TotalMyImports,
    TotalSinglePrints,
)
from whale_desktop.features.documents.tables import document_record
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import LOCALES, catalogue
from whale_desktop.messages import ListQuery, Reason, Totals, TotalsQuery
from whale_desktop.messages.files import BlobId, JobState, MadeFile
from whale_desktop.messages.parameters import FILES_KEPT_DAYS
from whale_desktop.screens import all_lists, all_reports, report_of
from whale_desktop.screens.naming import list_words
from whale_desktop.storage import Choice, Listing, Rows, made, totals_of
from whale_desktop.storage.conditions import all_of, equal, within_days

Scope = Callable[..., ColumnElement[bool]]
"""`scope(read, *kinds)`: the records of these kinds that the person sees."""

_RECORD = document_record.c
_MADE = tuple(kind for kind in FileKind if kind is not FileKind.IMPORT)
_WITH_JOBS = document_record.outerjoin(job, job.c.job_no == _RECORD.job_no)
_STATE: ColumnElement[Any] = type_coerce(
    func.coalesce(type_coerce(job.c.state, String), type_coerce(_RECORD.state, String)), Choice(FileState)
)
_ROWS_MADE = case((job.c.state == JobState.DONE, job.c.rows), else_=_RECORD.rows)
_SIZE = func.coalesce(job.c.size, _RECORD.size)
_SORTS: dict[str, ColumnElement[Any]] = {
    "created_at": _RECORD.created_at,
    "file_name": _RECORD.file_name,
    "list_key": _RECORD.list_key,
    "operator": _RECORD.operator,
    "rows": _ROWS_MADE,
    "size": _SIZE,
    "record_no": _RECORD.record_no,
}


def _of_kinds(asked: type[ListQuery[FileRow]], counted: type[TotalsQuery], shown: Scope, *kinds: FileKind) -> None:
    """Answer a list of the records of some kinds, as far as `shown` lets the person see them, and its count."""

    def listed(read: Read, query: Any) -> Listing[FileRow]:
        return _listing(read, query.where, shown(read, *kinds))

    def total(read: Read, query: Any) -> Totals:
        return _totals(read, query.where, shown(read, *kinds))

    lists(asked)(listed)
    answers(counted)(total)


@answers(GetFileRecord)
def get_file_record(read: Read, query: GetFileRecord) -> FileRow:
    """One record that the person may see."""
    return _record(read, query.record_no, _theirs(read))


@answers(GetAskedExport)
def get_asked_export(read: Read, query: GetAskedExport) -> AskedExport:
    """What was asked for, whoever asks."""
    record = _record(read, query.record_no, all_of([]))
    return AskedExport(**{name: getattr(record, name) for name in AskedExport.__struct_fields__})


@answers(ListFileLists)
def list_file_lists(read: Read, query: ListFileLists) -> tuple[FileList, ...]:
    """Every list that can be exported, printed or imported into, and every report."""
    able = [one.key for one in all_lists() if one.exports or one.prints or any(action.importing for action in one.actions)]
    able += [one.key for one in all_reports()]
    return tuple(FileList(list_key=key, names={locale: list_words(key, catalogue(locale)) for locale in LOCALES}) for key in able)


@handles(FetchFile)
def fetch_file(work: Work, command: FetchFile) -> MadeFile:
    """Where one's own file is kept; others' files stay theirs, whoever may see the record."""
    record = _record(work, command.record_no, _own(work))
    if not record.blob:
        raise UserError("blob.unknown", {"blob": record.file_name})
    return MadeFile(blob=record.blob, name=record.file_name)


@handles(HideFileRecord)
def hide_file_record(work: Work, command: HideFileRecord) -> None:
    """Mark one's own record as hidden."""
    record = _record(work, command.record_no, _own(work))
    work.connection.execute(update(document_record).where(_RECORD.record_no == record.record_no).values(hidden=True))


# ------------------------------------------------------------------------------------------------------------------ conditions


def _own(read: Read) -> ColumnElement[bool]:
    return _RECORD.member_id == read.actor.member_id


def _theirs(read: Read) -> ColumnElement[bool]:
    """What the person may see in the logs."""
    return all_of([]) if SEES_ALL in read.actor.codes else _own(read)


def _mine(read: Read, *kinds: FileKind) -> ColumnElement[bool]:
    return and_(_own(read), _RECORD.kind.in_(kinds), _RECORD.hidden == false())


def _logged(read: Read, *kinds: FileKind) -> ColumnElement[bool]:
    return and_(_theirs(read), _RECORD.kind.in_(kinds))


_of_kinds(ListMyFiles, TotalMyFiles, _mine, *_MADE)
_of_kinds(ListMyImports, TotalMyImports, _mine, FileKind.IMPORT)
_of_kinds(ListExportLog, TotalExportLog, _logged, FileKind.EXPORT)
_of_kinds(ListImportLog, TotalImportLog, _logged, FileKind.IMPORT)
_of_kinds(ListSinglePrints, TotalSinglePrints, _logged, FileKind.PRINT_RECORD, FileKind.REPORT)
_of_kinds(ListBatchPrints, TotalBatchPrints, _logged, FileKind.PRINT_LIST, FileKind.REPORT_BATCH)


def _condition(where: RecordFilter) -> ColumnElement[bool]:
    operator = where.operator if isinstance(where, LogFilter) else ""
    states = where.state if isinstance(where, FileFilter | PrintLogFilter) else ()
    wanted = where.format if isinstance(where, FileFilter | ExportLogFilter) else None
    tests = [
        *within_days(_RECORD.created_at, where.created_from, where.created_upto),
        *equal(list_key=(_RECORD.list_key, where.list_key.strip()), format=(_RECORD.format, wanted)),
    ]
    if where.file_name.strip():
        tests.append(_RECORD.file_name.icontains(where.file_name.strip(), autoescape=True))
    if operator.strip():
        tests.append(named_like(_RECORD.operator, operator.strip()))
    if states:
        tests.append(_STATE.in_(states))
    if isinstance(where, FileFilter) and where.kind:
        tests.append(_RECORD.kind.in_(where.kind))
    return all_of(tests)


# ------------------------------------------------------------------------------------------------------------------------ rows


def _with_files(since: datetime) -> FromClause:
    """Records with their jobs, and with the files that are still kept: those from `since` on."""
    kept = func.coalesce(func.nullif(job.c.blob, ""), _RECORD.blob)
    return _WITH_JOBS.outerjoin(blob, and_(blob.c.id == kept, blob.c.at >= since))


def _statement(read: Read) -> tuple[Select[Any], timedelta]:
    kept_for = timedelta(days=parameter(read.connection, FILES_KEPT_DAYS))
    joined: dict[str, ColumnElement[Any]] = {
        "state": _STATE,
        "rows": _ROWS_MADE,
        "size": _SIZE,
        "ended_at": func.coalesce(job.c.finished_at, _RECORD.ended_at),
    }
    joined |= {"steps_done": job.c.done, "steps": job.c.total}
    own = [column for column in _RECORD if column.name not in (*joined, "blob", "request")]
    chosen = [column.label(name) for name, column in joined.items()]
    statement = select(
        *own, *chosen, job.c.error_code, job.c.error_params, blob.c.id.label("kept"), blob.c.at.label("kept_at")
    ).select_from(_with_files(read.now - kept_for))
    return statement, kept_for


def _rows(read: Read, kept_for: timedelta) -> Rows[FileRow]:
    return Rows(
        FileRow,
        **persons(read, "operator"),
        asked=made(lambda text: msgspec.json.decode(text, type=AskedRows), "asked"),
        columns=made(lambda text: msgspec.json.decode(text, type=AskedColumns), "columns"),
        report_no=made(_report_numbers, "asked"),
        percent=made(_percent, "state", "steps_done", "steps"),
        error=made(_reason, "error_code", "error_params", "comment"),
        blob=made(lambda kept: BlobId(kept or ""), "kept"),
        expires_at=made(lambda at: None if at is None else at + kept_for, "kept_at"),
        may=made(partial(_may, read.actor.member_id), "member_id", "kept", "state", "hidden"),
    )


def _listing(read: Read, where: RecordFilter, within: ColumnElement[bool]) -> Listing[FileRow]:
    statement, kept_for = _statement(read)
    return Listing(
        statement.where(within, _condition(where)),
        key=_RECORD.record_no,
        sorts=_SORTS,
        default="created_at",
        rows=_rows(read, kept_for),
    )


def _totals(read: Read, where: RecordFilter, within: ColumnElement[bool]) -> Totals:
    return totals_of(read.connection, _WITH_JOBS, where=_condition(where), within=within)


def _record(read: Read, number: int, within: ColumnElement[bool]) -> FileRow:
    statement, kept_for = _statement(read)
    row = read.connection.execute(statement.where(_RECORD.record_no == number, within)).one_or_none()
    if row is None:
        raise UserError("document.unknown")
    return _rows(read, kept_for).of((row,))[0]


def _reason(code: str | None, params: str | None, comment: str) -> Reason | None:
    if code:
        values = msgspec.json.decode(params or "{}", type=dict[str, Any])
        return Reason(code=code, params={name: str(value) for name, value in values.items()})
    return Reason(code="export.rejected", params={"comment": comment}) if comment else None


def _report_numbers(asked: str) -> str:
    """The numbers of the reports in a file; one that the program no longer has is left out."""
    found = (report_of(key) for key in msgspec.json.decode(asked, type=AskedRows).reports)
    return ", ".join(report.number for report in found if report is not None)


def _percent(state: FileState, done: int | None, total: int | None) -> int:
    """How far a file is; only one that is there is at 100."""
    if state is FileState.DONE:
        return 100
    return min((done or 0) * 100 // total, 99) if total else 0


def _may(asker: int, member_id: int, kept: str | None, state: FileState, hidden: bool) -> tuple[str, ...]:
    if asker != member_id:
        return ()
    fetch = ("document.record.fetch",) if kept else ()
    ended = state not in (FileState.APPROVAL, FileState.WAITING, FileState.RUNNING)
    return (*fetch, "document.record.hide") if ended and not hidden else fetch
