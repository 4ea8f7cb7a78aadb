"""The export dialog: exactly the selection or exactly the whole filter, said with its number of rows; then the job, then the file."""

from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtWidgets import QWidget

from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Done
from whale_desktop.ui.components import Dialog, FieldRow, LineField, Option, RadioField, align_labels, open_dialog
from whale_desktop.ui.lists import where
from whale_desktop.ui.lists.list_page import ListPage
from whale_desktop.ui.pages.jobs import follow_job
from whale_desktop.ui.pages.ports import ExportFormat, ExportRequest, Services
from whale_desktop.ui.pages.submission import Submission, tell_error
from whale_desktop.ui.pages.wording import CANCEL, EXPORT, PRINT

SCOPE = C_("export", "Rows")
SELECTION = C_("export", "Selection: {count} rows")
FILTER = C_("export", "Whole filter: {count} rows")
FILTER_UNCOUNTED = C_("export", "Whole filter: rows not counted yet")
FORMAT = C_("export", "Format")
XLSX = C_("export", "Excel (xlsx)")
CSV = C_("export", "Text (csv)")
PDF = C_("export", "Print (pdf)")
COLUMNS = C_("export", "Columns")
VISIBLE = C_("export", "Shown columns: {count}")
EVERY = C_("export", "All columns: {count}")
FILE_NAME = C_("export", "File name")
NAME_NEEDED = C_("export", "A file name without / \\ : is needed")
KEPT_AS = C_("export", "{rows} rows exported to {path}")
TITLE = C_("export", "Export {list}")

Scope = Literal["selection", "filter"]


@dataclass(frozen=True)
class Wanted:
    """What the person chose."""

    scope: Scope
    format: ExportFormat
    every_column: bool
    file_name: str


class ExportDialog(Dialog):
    """Asks what to export. The result is a `Wanted`."""

    def __init__(self, page: ListPage, file_format: ExportFormat, *, columns: tuple[int, int]) -> None:
        services = page.services
        texts = services.texts
        super().__init__(texts(TITLE, list=page.title()), width="small")
        self._services = services
        selected = len(page.selection) if not page.selection.whole_filter else 0
        totals = page.source.totals
        whole = texts(FILTER, count=f"{totals.count:,}") if totals else texts(FILTER_UNCOUNTED)
        scopes = [Option("selection", texts(SELECTION, count=f"{selected:,}"))] if selected else []
        self.scope = RadioField([*scopes, Option("filter", whole)], vertical=True)
        self.scope.set_value("selection" if selected else "filter")
        self.format = RadioField([Option("xlsx", texts(XLSX)), Option("csv", texts(CSV)), Option("pdf", texts(PDF))])
        self.format.set_value(file_format)
        self.columns = RadioField([Option(False, texts(VISIBLE, count=columns[0])), Option(True, texts(EVERY, count=columns[1]))])
        self.columns.set_value(False)
        self.name = LineField(max_length=120)
        self.name.set_value(_offered_name(page, services))
        self.name_row = FieldRow(texts(FILE_NAME), self.name, required=True, right_aligned=True)
        rows = [
            FieldRow(texts(SCOPE), self.scope, right_aligned=True),
            FieldRow(texts(FORMAT), self.format, right_aligned=True),
            FieldRow(texts(COLUMNS), self.columns, right_aligned=True),
            self.name_row,
        ]
        for row in rows:
            self.body_layout.addWidget(row)
        align_labels(rows)
        self.set_action(texts(PRINT if file_format == "pdf" else EXPORT))
        self.set_cancel(texts(CANCEL))
        self.submitted.connect(self._finish)

    def _finish(self) -> None:
        name = self.name.value().strip()
        if not name or any(sign in name for sign in '/\\:*?"<>|'):
            self.name_row.set_error(self._services.texts(NAME_NEEDED))
            self.name.editor().setFocus()
            return
        self.done(Wanted(self.scope.value(), self.format.value(), bool(self.columns.value()), name))


def _offered_name(page: ListPage, services: Services) -> str:
    return f"{page.title()}_{hong_kong(services.clock.now()):%Y%m%d_%H%M%S}"


def request_of(page: ListPage, wanted: Wanted) -> ExportRequest:
    """The request that the choice means: the filter is that of the rows on screen, not what is typed and not yet queried."""
    shown = page.area.shown_columns()
    every = tuple(column.name for column in page.spec.columns)
    keys: tuple[Any, ...] = page.selection.keys() if wanted.scope == "selection" else ()
    return ExportRequest(
        list_key=page.spec.key,
        where=where.as_json(page.source.values),
        tab=page.source.tab,
        keys=keys,
        columns=every if wanted.every_column else shown,
        locale=page.services.texts.locale,
        file_name=wanted.file_name,
        format=wanted.format,
        sort=page.source.sort,
        descending=page.source.descending,
    )


async def export_list(page: ListPage, file_format: ExportFormat) -> None:
    """The whole way: ask, start the job, follow it, save the file."""
    services = page.services
    make = services.export_command
    if make is None:
        return
    counts = (len(page.area.shown_columns()), len(page.spec.columns))
    wanted = await open_dialog(ExportDialog(page, file_format, columns=counts), over=page.window())
    if not isinstance(wanted, Wanted):
        return
    command = make(request_of(page, wanted))
    await _run(page, command, Submission(services, menu=page.spec.menu), wanted)


async def _run(page: ListPage, command: Any, submission: Submission, wanted: Wanted) -> None:
    services = page.services
    over: QWidget = page
    try:
        outcome = await submission.send(command, over)
        if not isinstance(outcome.reply, Done):
            return
        job = await follow_job(services, outcome.reply.result, title=services.texts(TITLE, list=page.title()), over=over)
        if job is None:
            return
        data = await services.runtime.get_blob(job.blob)
        path = await services.files.save_as(over, job.file_name or f"{wanted.file_name}.{wanted.format}", data)
    except CodedError as error:
        retry = Submission(services, menu=page.spec.menu)
        tell_error(services, error, retry=lambda: services.runtime.start(_run(page, command, retry, wanted), page))
        return
    if path is not None:
        services.toasts.success(services.texts(KEPT_AS, rows=f"{job.rows:,}", path=path))
