"""Makes files of lists. Finds list and columns through the screen registry, asks the list's own query, checks the list's own rights."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import chain
from typing import Any

import msgspec

from whale_desktop.bus import JobContext, Read, Work, handles, job
from whale_desktop.bus.handlers import handler_of, listing_of
from whale_desktop.bus.parameters import parameter
from whale_desktop.features.documents.handlers import approval, writers
from whale_desktop.features.documents.handlers.columnar import Batch, StructBatch
from whale_desktop.features.documents.handlers.keeping import NewRecord, keep_record
from whale_desktop.features.documents.handlers.progress import Progress
from whale_desktop.features.documents.handlers.rights import demand_export, demand_view
from whale_desktop.features.documents.handlers.tabular import with_currencies
from whale_desktop.features.documents.messages import (
    MAXIMUM_NAME,
    MAXIMUM_PRINTED_ROWS,
    MAXIMUM_REMARK,
    AskedRows,
    ExportList,
    FileFormat,
    FileKind,
    PrintRecord,
)
from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.kernel.texts import C_, Catalogue, catalogue
from whale_desktop.messages import ListQuery, codec
from whale_desktop.messages.files import BlobId, JobBegun
from whale_desktop.messages.parameters import EXPORT_MAXIMUM_ROWS
from whale_desktop.screens import Column, DetailSpec, ListScreen, Section, list_of, where_type

BATCH = 5000
PRINTED = C_("document", "{rows} rows · {name} · {time}")
PRINTED_RECORD = C_("document", "{name} · {time}")


@handles(ExportList)
def export_list(work: Work, command: ExportList) -> JobBegun:
    """Check rights, filter and size now, and keep a record; make the file in a job, or ask for approval first."""
    screen = _list(command.list_key)
    demand_export(work, screen)
    _columns(screen, command.columns)
    faults = Faults()
    faults.missing(file_name=command.file_name)
    faults.too_long(MAXIMUM_NAME, file_name=command.file_name)
    faults.too_long(MAXIMUM_REMARK, remark=command.remark)
    faults.refuse()
    work.ask(_query(screen, command, limit=1))  # a sort or a tab that the list does not have is refused now
    rows = len(command.keys) or _count(work, screen, command)
    limit = MAXIMUM_PRINTED_ROWS if command.format is FileFormat.PDF else parameter(work.connection, EXPORT_MAXIMUM_ROWS)
    if rows > limit:
        raise UserError("export.too_many_rows", {"rows": rows, "limit": limit})
    new = NewRecord(
        kind=FileKind.PRINT_LIST if command.format is FileFormat.PDF else FileKind.EXPORT,
        file_name=f"{command.file_name}.{command.format}",
        format=command.format,
        asked=AskedRows(list_key=command.list_key, where=command.where, tab=command.tab, chosen=len(command.keys)),
        columns=command.columns,
        rows=rows,
        remark=command.remark.strip(),
        request=codec.encode(command),
    )
    return approval.begin_or_ask(work, new, lists=(command.list_key,))


@handles(PrintRecord)
def print_record(work: Work, command: PrintRecord) -> BlobId:
    """One record as its detail drawer shows it."""
    screen = _list(command.list_key)
    demand_view(work, screen)
    if screen.detail is None:
        raise UserError("export.no_detail")
    page = handler_of(screen.query)(work, screen.query(keys=(command.key,), limit=1))
    if not page.rows:
        raise UserError("export.no_detail")
    record = work.ask(screen.detail.query(page.rows[0]))
    texts = catalogue(work.locale)
    sections = tuple(
        _on_paper(one, screen.detail) for one in screen.detail.sections if not one.needs or set(one.needs) & work.actor.codes
    )
    title = f"{texts(screen.title)} {getattr(record, screen.detail.title)}"
    data = writers.write_record(record, sections, texts, title=title, subtitle=stamp(work, texts, PRINTED_RECORD))
    name = f"{title}.pdf"
    blob = work.keep_blob(data, name=name)
    new = NewRecord(
        kind=FileKind.PRINT_RECORD,
        file_name=name,
        format=FileFormat.PDF,
        asked=AskedRows(list_key=command.list_key, key=str(command.key)),
        rows=1,
        size=len(data),
        blob=blob,
    )
    keep_record(work, new)
    return blob


def _on_paper(section: Section, detail: DetailSpec) -> Section:
    """A section without the link that only leads from the record's own number to another screen; the number is the heading."""
    kept = tuple(column for column in section.columns if column.link is None or column.name != detail.title)
    return replace(section, columns=kept)


@job("export", ExportList)
def run_export(context: JobContext, command: ExportList) -> None:
    """The job behind `ExportList`: reads one state of the database in batches; stops between two of them when cancelled."""
    screen = _list(command.list_key)
    texts = catalogue(context.locale)
    columns = _columns(screen, command.columns)
    if command.format is not FileFormat.PDF:
        columns = with_currencies(screen, columns)
    with context.read() as read, ExitStack() as opened:
        demand_export(read, screen)
        total = len(command.keys) or _count(read, screen, command)
        progress = Progress(context, total)
        title = texts(screen.title)
        if command.format is FileFormat.PDF:
            said = stamp(read, texts, PRINTED, rows=total)
            rows = chain.from_iterable(progress.told(_pages(read, screen, command)))
            data = writers.write_pdf(rows, columns, texts, title=title, subtitle=said)
        else:
            batches = progress.told(opened.enter_context(closing(_by_column(read, screen, command, columns))))
            if command.format is FileFormat.XLSX:
                data = writers.write_xlsx(batches, columns, texts, title=title)
            else:
                data = writers.write_csv(batches, columns, texts)
    progress.end()
    context.finish(data, name=f"{command.file_name}.{command.format}", rows=progress.written)


def _list(key: str) -> ListScreen:
    screen = list_of(key)
    if screen is None:
        raise UserError("export.unknown_list", {"list": key})
    return screen


def _columns(screen: ListScreen, names: tuple[str, ...]) -> tuple[Column, ...]:
    if not names:
        raise UserError.at("columns", "message.missing")
    known = {column.name: column for column in screen.columns}
    for name in names:
        if name not in known:
            raise UserError.at("columns", "export.unknown_column", {"column": name})
    return tuple(known[name] for name in names)


def _where(screen: ListScreen, command: ExportList) -> dict[str, Any]:
    """The filter as the list's own struct; a wrong one is refused like in the list itself."""
    kind = where_type(screen.query)
    if kind is None:
        return {}
    try:
        return {"where": msgspec.convert(command.where, kind, strict=False)}
    except msgspec.ValidationError as error:
        raise UserError.at("where", "message.mistyped", {"expected": str(error)}) from None


def _count(read: Read, screen: ListScreen, command: ExportList) -> int:
    totals = read.ask(screen.totals(tab=command.tab, **_where(screen, command)))
    return int(totals.count)


def _query(screen: ListScreen, command: ExportList, *, after: str = "", limit: int = BATCH) -> ListQuery[Any]:
    query: ListQuery[Any] = screen.query(
        after=after,
        limit=limit,
        sort=command.sort,
        descending=command.descending,
        tab=command.tab,
        keys=command.keys,
        **_where(screen, command),
    )
    return query


def _by_column(read: Read, screen: ListScreen, command: ExportList, columns: Sequence[Column]) -> Generator[Batch, None, None]:
    """All rows, with the fields of `columns` only where the list says what it is made of."""
    listing = listing_of(screen.query)
    if listing is None:
        return (StructBatch(rows) for rows in _pages(read, screen, command))
    query = _query(screen, command)
    return listing(read, query).batches(read.connection, query, [column.name for column in columns], BATCH)


def _pages(read: Read, screen: ListScreen, command: ExportList) -> Iterator[tuple[Any, ...]]:
    """All rows as structs, page by page."""
    after = ""
    while True:
        page = read.ask(_query(screen, command, after=after, limit=BATCH))
        yield page.rows
        after = page.next_cursor
        if not after:
            return


def stamp(read: Read, texts: Catalogue, template: Any, **values: Any) -> str:
    """Who printed something and when, in a sentence."""
    return texts(template, name=read.actor.name, time=hong_kong(read.now).strftime("%Y-%m-%d %H:%M"), **values)
