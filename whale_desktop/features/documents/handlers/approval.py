"""When a file begins to be made: at once, or after somebody has approved it (`docs/rules/platform.md` 6.8)."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select, update

from whale_desktop.bus import Read, Work, answers, follows, handles, pending_orders
from whale_desktop.bus.parameters import parameter
from whale_desktop.features.access.messages import ParameterChanged
from whale_desktop.features.documents.handlers.keeping import NewRecord, keep_record
from whale_desktop.features.documents.messages import (
    APPROVED_LISTS,
    AsksToExport,
    DecideExport,
    ExportList,
    FileKind,
    FileState,
    GetAskedExport,
    ReportRun,
)
from whale_desktop.features.documents.tables import document_record
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import Struct, codec
from whale_desktop.messages.files import JobBegun, JobNo
from whale_desktop.messages.parameters import EXPORT_AT_ONCE_ROWS, keys_in
from whale_desktop.screens.naming import exported_lists

_RECORD = document_record.c
_JOBS: dict[FileKind, tuple[str, type[Struct]]] = {
    FileKind.EXPORT: ("export", ExportList),
    FileKind.PRINT_LIST: ("export", ExportList),
    FileKind.REPORT: ("report", ReportRun),
    FileKind.REPORT_BATCH: ("report", ReportRun),
}
"""Which job makes a file, and what it is told."""


@answers(AsksToExport)
def asks_to_export(read: Read, query: AsksToExport) -> bool:
    """Whether the list is one of those whose export needs approval."""
    return query.list_key in _approved(read)


def begin_or_ask(work: Work, new: NewRecord, *, lists: Iterable[str]) -> JobBegun:
    """Keep the record of a file that a job will make and begin the job, or put it before its deciders.

    new: with the job's payload as its `request`, and the rows that are expected. lists: the keys of what the file is made of; one whose
    export needs approval is enough.
    """
    asks = not _approved(work).isdisjoint(lists)
    long = new.rows > parameter(work.connection, EXPORT_AT_ONCE_ROWS)
    number = keep_record(work, replace(new, state=FileState.APPROVAL if asks else FileState.WAITING, announced=asks or long))
    if not asks or not _ask(work, number, new.remark):
        _begin(work, number)
    job_no = work.connection.execute(select(_RECORD.job_no).where(_RECORD.record_no == number)).scalar_one()
    return JobBegun(job_no=JobNo(job_no), in_background=long)


@handles(DecideExport)
def decide_export(work: Work, command: DecideExport) -> None:
    """Begin an export that waits, or give it up with the decider's comment."""
    statement = select(_RECORD.state).where(_RECORD.record_no == command.record_no).with_for_update()
    if work.connection.execute(statement).scalar() is not FileState.APPROVAL:
        raise UserError("export.not_waiting")
    if command.approve:
        _begin(work, command.record_no)
        return
    state = FileState.CANCELLED if command.closed else FileState.REFUSED
    work.connection.execute(
        update(document_record)
        .where(_RECORD.record_no == command.record_no)
        .values(state=state, comment=command.comment, ended_at=work.now)
    )


@follows(ParameterChanged)
def refuse_unknown_lists(work: Work, fact: ParameterChanged) -> None:
    """A mistyped key would let a list out without approval, so it is refused."""
    if fact.key != APPROVED_LISTS.key:
        return
    for key in keys_in(fact.value):
        if key not in exported_lists():
            raise UserError.at("value", "export.unknown_list", {"list": key})


def _approved(read: Read) -> frozenset[str]:
    """The keys of the lists whose export needs approval."""
    return frozenset(keys_in(parameter(read.connection, APPROVED_LISTS)))


def _ask(work: Work, number: int, remark: str) -> bool:
    """Open the work order of an export; false where nobody needs to agree after all."""
    work.remark = work.remark or remark
    asked = work.request(
        DecideExport(record_no=number, approve=True),
        on_refusal=DecideExport(record_no=number),
        on_close=DecideExport(record_no=number, closed=True),
        comment="comment",
    )
    order = pending_orders(work, GetAskedExport, [number])[0]
    work.connection.execute(update(document_record).where(_RECORD.record_no == number).values(work_order_no=order))
    return asked


def _begin(work: Work, number: int) -> None:
    """Put the job of an export in the queue, as the work of whoever asked for it."""
    record = work.connection.execute(select(document_record).where(_RECORD.record_no == number)).one()
    job, payload = _JOBS[record.kind]
    asked = codec.decode(record.request.encode(), payload)
    job_no = work.start_job(job, asked, file_name=record.file_name, member_id=record.member_id, locale=record.locale)
    work.connection.execute(
        update(document_record).where(_RECORD.record_no == number).values(job_no=job_no, state=FileState.WAITING)
    )
