"""The export dialog: exactly the selection or exactly the whole filter, said with its number of rows; then the job, then the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtWidgets import QWidget

from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import C_, Text
from whale_desktop.messages import Done
from whale_desktop.messages.files import JobBegun
from whale_desktop.screens.naming import list_words
from whale_desktop.screens.wording import Say
from whale_desktop.ui.components import (
    Dialog,
    FieldRow,
    LineField,
    MultiChoiceField,
    Note,
    Option,
    RadioField,
    align_labels,
    open_dialog,
)
from whale_desktop.ui.lists import where
from whale_desktop.ui.lists.list_page import ListPage
from whale_desktop.ui.pages.approval import NEEDED, PLACEHOLDER, link_to, orders_of
from whale_desktop.ui.pages.jobs import follow_job
from whale_desktop.ui.pages.ports import ExportFormat, ExportRequest, Services
from whale_desktop.ui.pages.submission import Submission, tell_error
from whale_desktop.ui.pages.wording import CANCEL, EXPORT, PRINT

SCOPE = C_("export", "Rows")
SELECTION = C_("export", "Selection: {count} rows")
SELECTION_ONE = C_("export", "Selection: {count} row")
FILTER = C_("export", "Whole filter: {count} rows")
FILTER_ONE = C_("export", "Whole filter: {count} row")
FILTER_UNCOUNTED = C_("export", "Whole filter: rows not counted yet")
FORMAT = C_("export", "Format")
XLSX = C_("export", "Excel (xlsx)")
CSV = C_("export", "Text (csv)")
PDF = C_("export", "Print (pdf)")
COLUMNS = C_("export", "Columns")
VISIBLE = C_("export", "Shown columns: {count}")
EVERY = C_("export", "All columns: {count}")
CHOSEN = C_("export", "Choose columns")
COLUMN_NEEDED = C_("export", "Choose at least one column")
REMARK = C_("export", "Remark")
FILE_NAME = C_("export", "File name")
NAME_NEEDED = C_("export", "A file name without / \\ : is needed")
KEPT_AS = C_("export", "{rows} rows exported to {path}")
TITLE = C_("export", "Export {list}")
WAITS = C_("export", "The export waits for approval; the file then appears in the export records")
IN_BACKGROUND = C_("export", "The file is being made in the background; a notice says when it is ready")

LONGEST_NAME = 120
LONGEST_REMARK = 300
Scope = Literal["selection", "filter"]
Columns = Literal["shown", "every", "chosen"]


@dataclass(frozen=True)
class Wanted:
    """What the person chose. columns: names in the order of the screen, those that it does not show at the end."""

    scope: Scope
    format: ExportFormat
    columns: tuple[str, ...]
    file_name: str
    remark: str


class ExportDialog(Dialog):
    """Asks what to export. The result is a `Wanted`."""

    def __init__(self, page: ListPage, file_format: ExportFormat, *, asks: bool) -> None:
        """asks: the file is made only after other people have approved it, who read the remark."""
        services = page.services
        texts = services.texts
        super().__init__(texts(TITLE, list=_list_title(page)), width="small")
        self._services = services
        self._shown = page.area.shown_columns()
        self._every = _in_order(page, self._shown)
        self.scope = self._scope_field(page)
        self.format = RadioField([Option("xlsx", texts(XLSX)), Option("csv", texts(CSV)), Option("pdf", texts(PDF))])
        self.format.set_value(file_format)
        self.columns = self._columns_field()
        labels = {column.name: texts(column.label) for column in page.spec.columns}
        self.chosen = MultiChoiceField([Option(name, labels[name]) for name in self._every], columns=2)
        self.chosen.set_value(self._shown)
        self.chosen_row = FieldRow("", self.chosen, right_aligned=True)
        self.name = LineField(max_length=LONGEST_NAME)
        self.name.set_value(_offered_name(page, services))
        self.name_row = FieldRow(texts(FILE_NAME), self.name, required=True, right_aligned=True)
        self.remark = LineField(max_length=LONGEST_REMARK, placeholder=texts(PLACEHOLDER) if asks else "")
        rows = [
            FieldRow(texts(SCOPE), self.scope, right_aligned=True),
            FieldRow(texts(FORMAT), self.format, right_aligned=True),
            self.name_row,
            FieldRow(texts(REMARK), self.remark, right_aligned=True),
            FieldRow(texts(COLUMNS), self.columns, right_aligned=True),
            self.chosen_row,
        ]
        if asks:
            self.body_layout.addWidget(Note(texts(NEEDED), kind="info"))
        for row in rows:
            self.body_layout.addWidget(row)
        align_labels(rows)
        self.columns.edited.connect(self._show_columns)
        self._show_columns()
        self.set_action(texts(PRINT if file_format == "pdf" else EXPORT))
        self.set_cancel(texts(CANCEL))
        self.submitted.connect(self._finish)

    def _scope_field(self, page: ListPage) -> RadioField:
        texts = self._services.texts
        selected = len(page.selection) if not page.selection.whole_filter else 0
        totals = page.source.totals
        whole = _counted(texts, FILTER, FILTER_ONE, totals.count) if totals else texts(FILTER_UNCOUNTED)
        scopes = [Option("selection", _counted(texts, SELECTION, SELECTION_ONE, selected))] if selected else []
        field = RadioField([*scopes, Option("filter", whole)], vertical=True)
        field.set_value("selection" if selected else "filter")
        return field

    def _columns_field(self) -> RadioField:
        texts = self._services.texts
        options = [
            Option("shown", texts(VISIBLE, count=len(self._shown))),
            Option("every", texts(EVERY, count=len(self._every))),
            Option("chosen", texts(CHOSEN)),
        ]
        field = RadioField(options)
        field.set_value("shown")
        return field

    def _show_columns(self) -> None:
        self.chosen_row.setVisible(self.columns.value() == "chosen")
        self.chosen_row.set_error("")

    def _finish(self) -> None:
        name = self.name.value().strip()
        if not name or any(sign in name for sign in '/\\:*?"<>|'):
            self.name_row.set_error(self._services.texts(NAME_NEEDED))
            self.name.editor().setFocus()
            return
        sets: dict[Columns, tuple[str, ...]] = {"shown": self._shown, "every": self._every, "chosen": tuple(self.chosen.value())}
        columns = sets[self.columns.value()]
        if not columns:
            self.chosen_row.set_error(self._services.texts(COLUMN_NEEDED))
            self.chosen.editor().setFocus()
            return
        self.done(Wanted(self.scope.value(), self.format.value(), columns, name, self.remark.value().strip()))


def _in_order(page: ListPage, shown: tuple[str, ...]) -> tuple[str, ...]:
    """Every column: the shown ones as they stand on screen, then the others."""
    return (*shown, *(column.name for column in page.spec.columns if column.name not in shown))


def _counted(say: Say, many: Text, one: Text, count: int) -> str:
    return say(one if count == 1 else many, count=f"{count:,}")


def _list_title(page: ListPage) -> str:
    """What the list is called, with the screen whose tab it is: the tab alone may say no more than 現金."""
    named = list_words(page.spec.key, page.services.texts)
    return page.title() if named == page.spec.key else named


def _offered_name(page: ListPage, services: Services) -> str:
    return f"{_list_title(page)}_{hong_kong(services.clock.now()):%Y%m%d_%H%M%S}"


def request_of(page: ListPage, wanted: Wanted) -> ExportRequest:
    """The request that the choice means: the filter is that of the rows on screen, not what is typed and not yet queried."""
    keys: tuple[Any, ...] = page.selection.keys() if wanted.scope == "selection" else ()
    return ExportRequest(
        list_key=page.spec.key,
        where=where.as_json(page.source.values),
        tab=page.source.tab,
        keys=keys,
        columns=wanted.columns,
        locale=page.services.texts.locale,
        file_name=wanted.file_name,
        format=wanted.format,
        sort=page.source.sort,
        descending=page.source.descending,
        remark=wanted.remark,
    )


async def export_list(page: ListPage, file_format: ExportFormat) -> None:
    """The whole way: ask, start the job, follow it, save the file."""
    services = page.services
    make = services.export_command
    if make is None:
        return
    dialog = ExportDialog(page, file_format, asks=await _asks(page))
    wanted = await open_dialog(dialog, over=page.window())
    if not isinstance(wanted, Wanted):
        return
    command = make(request_of(page, wanted))
    await _run(page, command, Submission(services, menu=page.spec.menu))


async def _asks(page: ListPage) -> bool:
    """Whether people decide about an export of this list before the file is made."""
    terms = page.services.export_terms()
    if terms is None or not page.services.approval_of(terms.command):
        return False
    return await page.services.runtime.ask(terms.query(page.spec.key))


async def _run(page: ListPage, command: Any, submission: Submission) -> None:
    services = page.services
    try:
        outcome = await submission.send(command, page)
        if isinstance(outcome.reply, Done):
            await deliver(services, outcome.reply, title=services.texts(TITLE, list=_list_title(page)), over=page)
    except CodedError as error:
        retry = Submission(services, menu=page.spec.menu)
        tell_error(services, error, retry=lambda: services.runtime.start(_run(page, command, retry), page))


async def deliver(services: Services, reply: Done[JobBegun], *, title: str, over: QWidget) -> None:
    """Follow the job that makes a file to its end and save the file; or say that the person is told later.

    title: what the job is called while the person waits. Raises what following, fetching and writing raise.
    """
    if _is_told_later(services, reply.result, orders_of(reply)):
        return
    job = await follow_job(services, reply.result.job_no, title=title, over=over)
    if job is None:
        return
    data = await services.runtime.get_blob(job.blob)
    path = await services.files.save_as(over, job.file_name, data)
    if path is not None:
        services.toasts.success(services.texts(KEPT_AS, rows=f"{job.rows:,}", path=path))


def _is_told_later(services: Services, begun: JobBegun, orders: Sequence[str]) -> bool:
    """Whether nobody waits for the file here: it needs approval first, or it takes long. The person is told which, and led to its order.

    A notice tells its end, so the watch over what a person left to itself need not.
    """
    if not begun.job_no:
        services.toasts.success(services.texts(WAITS), link=link_to(services, orders))
        return True
    if begun.in_background:
        services.toasts.success(services.texts(IN_BACKGROUND))
        return True
    return False
