"""When an export begins: at once, or after somebody has approved it (`docs/rules/platform.md` 6.8)."""

from sqlalchemy import select, update

from whale_desktop.bus import Work, follows, handles, pending_orders
from whale_desktop.bus.parameters import parameter
from whale_desktop.features.access.messages import ParameterChanged
from whale_desktop.features.documents.handlers.keeping import NewRecord, keep_record
from whale_desktop.features.documents.messages import (
    APPROVED_LISTS,
    AskedRows,
    DecideExport,
    ExportList,
    FileFormat,
    FileKind,
    FileState,
    GetAskedExport,
)
from whale_desktop.features.documents.tables import document_record
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import codec
from whale_desktop.messages.files import JobBegun, JobNo
from whale_desktop.messages.parameters import EXPORT_AT_ONCE_ROWS, keys_in
from whale_desktop.screens.naming import exported_lists

_RECORD = document_record.c


def begin_or_ask(work: Work, command: ExportList, rows: int) -> JobBegun:
    """Keep the record of an export and begin it, or put it before its deciders."""
    asks = command.list_key in keys_in(parameter(work.connection, APPROVED_LISTS))
    long = rows > parameter(work.connection, EXPORT_AT_ONCE_ROWS)
    new = NewRecord(
        kind=FileKind.PRINT_LIST if command.format is FileFormat.PDF else FileKind.EXPORT,
        file_name=f"{command.file_name}.{command.format}",
        format=command.format,
        asked=AskedRows(list_key=command.list_key, where=command.where, tab=command.tab, chosen=len(command.keys)),
        columns=command.columns,
        rows=rows,
        state=FileState.APPROVAL if asks else FileState.WAITING,
        remark=command.remark.strip(),
        request=codec.encode(command),
        announced=asks or long,
    )
    number = keep_record(work, new)
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
    command = codec.decode(record.request.encode(), ExportList)
    job_no = work.start_job("export", command, file_name=record.file_name, member_id=record.member_id, locale=record.locale)
    work.connection.execute(
        update(document_record).where(_RECORD.record_no == number).values(job_no=job_no, state=FileState.WAITING)
    )
