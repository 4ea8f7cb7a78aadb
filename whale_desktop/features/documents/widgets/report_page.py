"""報表管理 - 報表打印 and 批量打印: the reports, what is asked of them, what one has printed (`docs/rules/platform.md` 6.12)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from whale_desktop.features.documents.messages import (
    FetchFile,
    FileFilter,
    FileKind,
    FileRow,
    GetBatchChoices,
    GetReportChoices,
    ListMyFiles,
    PrintReport,
    PrintReports,
    ReportChoices,
)
from whale_desktop.features.documents.screens import PRINT_COLUMNS
from whale_desktop.features.documents.widgets import words
from whale_desktop.features.documents.widgets.report_form import ReportForm
from whale_desktop.kernel.errors import CodedError, UserError
from whale_desktop.kernel.texts import name_in
from whale_desktop.messages import Command, Done, Query, info_of
from whale_desktop.messages.files import JobBegun
from whale_desktop.screens import Column, Link, Screen
from whale_desktop.ui.components import Button, Label, Note
from whale_desktop.ui.components.layouts import ScrollBody, spaced
from whale_desktop.ui.lists.small_table import SmallTable
from whale_desktop.ui.lists.states import States
from whale_desktop.ui.pages.exporting import deliver
from whale_desktop.ui.pages.made_files import save_made
from whale_desktop.ui.pages.page import Page, PageHead, column_of
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence, field_sentence
from whale_desktop.ui.pages.submission import Submission, tell_error

KEY = "Ctrl+Return"
RECENT = 8
"""So many of one's own runs are shown; the export log has them all."""
_WIDTHS = {"file_name": 200, "asked": 180, "state": 90, "created_at": 140}
"""The columns of the list of log rows that are shown here, with the widths that there is room for; a file name fetches the file."""


class ReportPage(Page):
    """Prints one report. A subclass says what is different about several."""

    batch = False
    choices_query: type[Query[ReportChoices]] = GetReportChoices
    kind = FileKind.REPORT

    def __init__(self, screen: Screen, services: Services) -> None:
        super().__init__(screen, services)
        self.head = PageHead(screen, services, self)
        self.form = ReportForm(services, batch=self.batch)
        self.print_button = Button("", kind="primary", icon="ph.printer", key=KEY)
        self.note = Note("", kind="error")
        self.recent_label = Label(role="section")
        self.nothing = Label(role="small", tone="tx3")
        self.recent = SmallTable(_columns(), services, most_rows=RECENT)
        self._submission: Submission | None = None
        self._pressed = False
        """The button had the focus, which Qt takes from it while it is busy."""
        self.states = States(self._body(), services, icon="ph.printer")
        column_of(self, self.head, self.states).setStretch(1, 1)
        self._connect()
        self.note.hide()
        self.retranslate()
        self.refresh()

    def _body(self) -> QWidget:
        """Left the reports, right what is asked of them and, below, what was printed."""
        left = QFrame()
        left.setProperty("line", "right")
        spaced(QVBoxLayout(left), margins=(16, 12, 16, 16), spacing=8).addWidget(
            self.form.report_row, 0, Qt.AlignmentFlag.AlignTop
        )
        right = QWidget()
        column = spaced(QVBoxLayout(right), margins=(24, 12, 24, 20), spacing=12)
        foot = spaced(QHBoxLayout(), spacing=12)
        foot.addWidget(self.print_button)
        foot.addStretch(1)
        above: tuple[QWidget, ...] = (self.form, self.note)
        below: tuple[QWidget, ...] = (self.recent_label, self.nothing, self.recent)
        for widget in above:
            column.addWidget(widget)
        column.addLayout(foot)
        column.addSpacing(8)
        for widget in below:
            column.addWidget(widget)
        column.addStretch(1)
        row = spaced(QHBoxLayout(body := QWidget()))
        row.addWidget(_scrolled(left), 2)
        row.addWidget(_scrolled(right), 3)
        return body

    def _connect(self) -> None:
        self.head.reload_wanted.connect(self.refresh)
        self.states.retry_wanted.connect(self.refresh)
        self.print_button.clicked.connect(self.print_now)
        self.form.edited.connect(self._renew)
        self.recent.link_clicked.connect(lambda _column, row: self._fetch(row))
        self.bind(KEY, self.print_now)
        topics = {*info_of(self.choices_query).topics, *info_of(ListMyFiles).topics}
        self.services.runtime.on_change(topics, self.changed_elsewhere, self)

    # ----------------------------------------------------------------------------------------------------------------- page

    def retranslate(self) -> None:
        """Everything in the language of the moment; what was entered stays."""
        super().retranslate()
        texts = self.services.texts
        self.head.retranslate()
        self.form.retranslate()
        self.states.retranslate()
        self.print_button.setText(texts(words.PRINT))
        self.recent_label.setText(texts(words.RECENT))
        self.nothing.setText(texts(words.NOTHING_PRINTED))
        may_wait = bool(self.services.approval_of(self._command_type()))
        self.form.rows["remark"].set_hint(texts(words.MAY_WAIT) if may_wait else "")
        self.recent.show_rows(self.recent.model.rows)
        self.form.order_tabs(self.print_button, self.recent.table)

    def refresh(self) -> None:
        """Ask again what can be printed and what was."""
        self.services.runtime.start_latest(self._load(), self, "load")

    def focus_first(self) -> None:
        """The reports, when they have come."""
        self._wants_focus = self.states.state == "loading"
        self.form.reports.editor().setFocus()

    def open_with(self, where: Mapping[str, Any]) -> None:
        """Choose the report that `where` names."""
        if where.get("report"):
            self.form.choose(str(where["report"]))

    def regions(self) -> tuple[QWidget, ...]:
        """The reports, the fields, the table."""
        return (self.form.reports.editor(), self.form.period.editor(), self.recent.table)

    async def _load(self) -> None:
        runtime = self.services.runtime
        try:
            choices = await runtime.ask(self.choices_query(), menu=self.spec.menu)
            files = await runtime.ask(ListMyFiles(where=FileFilter(kind=(self.kind,)), limit=RECENT), menu=self.spec.menu)
        except CodedError as error:
            if self.states.state == "rows":
                raise
            self.states.show_error(error)
            return
        self.form.show_choices(choices)
        self.form.order_tabs(self.print_button, self.recent.table)
        self.recent.show_rows(files.rows)
        self.recent.setVisible(bool(files.rows))
        self.nothing.setVisible(not files.rows)
        self.head.answered()
        if choices.reports:
            self.states.show_rows()
        else:
            self.states.show_empty("nothing-yet", None)
        self.focus_when_arrived()

    # ------------------------------------------------------------------------------------------------------------- printing

    def print_now(self) -> None:
        """Print what is chosen; one press is one run, however often it is tried again."""
        if self.print_button.is_busy() or self.states.state != "rows":
            return
        self._say("")
        problem = self.form.period.problem()
        if problem is not None or None in self.form.period.value():
            missing = self.services.texts(words.ENTER_DAYS)
            self.form.show_errors({"last": problem or missing})
            return
        self.form.show_errors({})
        self._pressed = self.print_button.hasFocus()
        self.print_button.set_busy(True, self.services.texts(words.PRINTING))
        self.services.runtime.start(self._print(), self)

    async def _print(self) -> None:
        self._submission = self._submission or Submission(self.services, menu=self.spec.menu)
        title = self.services.texts(words.TITLE, report=self._named())
        try:
            command = self._command()
            outcome = await self._submission.send(command, self)
            self._submission = None
            self._rest()
            if isinstance(outcome.reply, Done):
                await deliver(self.services, outcome.reply, title=title, over=self)
        except UserError as error:
            loose = self.form.show_errors({one.field: field_sentence(self.services, one) for one in error.fields})
            self._say("; ".join(dict.fromkeys(loose)) if error.fields else error_sentence(self.services, error))
        except CodedError as error:
            tell_error(self.services, error, retry=self.print_now)
        finally:
            self._rest()

    def _rest(self) -> None:
        """The button may be pressed again, and has the focus again that it lost while it could not."""
        if self.print_button.is_busy():
            self.print_button.set_busy(False)
            if self._pressed:
                self.print_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _command_type(self) -> type[Command[JobBegun]]:
        return PrintReports if self.batch else PrintReport

    def _command(self) -> Command[JobBegun]:
        return self._command_type()(**self.form.values())

    def _named(self) -> str:
        locale = self.services.texts.locale
        return ", ".join(name_in(one.names, locale) for one in self.form.chosen())

    def _renew(self) -> None:
        """Something else is asked for now, so the next press is another run."""
        self._submission = None

    def _say(self, text: str) -> None:
        self.note.set_text(text)
        self.note.setVisible(bool(text))

    def _fetch(self, row: FileRow) -> None:
        """Save the file of an earlier run again."""
        if not row.blob:
            self.services.toasts.warning(self.services.texts(words.GONE))
            return
        self.services.runtime.start(self._save(row), self)

    async def _save(self, row: FileRow) -> None:
        runtime = self.services.runtime
        try:
            reply = await runtime.submit(
                FetchFile(record_no=row.record_no), command_id=runtime.new_command_id(), menu=self.spec.menu
            )
            assert isinstance(reply, Done), "fetching a file waits for nobody"
            await save_made(self.services, reply.result.blob, reply.result.name, self)
        except CodedError as error:
            tell_error(self.services, error, retry=lambda: self._fetch(row))


class BatchPage(ReportPage):
    """Prints several reports into one file."""

    batch = True
    choices_query = GetBatchChoices
    kind = FileKind.REPORT_BATCH


def _columns() -> list[Column]:
    """Columns of the log, narrower."""
    known = {column.name: column for column in PRINT_COLUMNS}
    found = [replace(known[name], ideal=width, minimum=min(width, 110)) for name, width in _WIDTHS.items()]
    return [replace(one, link=Link("documents.records", {})) if one.name == "file_name" else one for one in found]


def _scrolled(content: QWidget) -> QScrollArea:
    """A part of the page that scrolls by itself where the window is low."""
    body = ScrollBody()
    body.setProperty("transparent", True)
    spaced(QVBoxLayout(body)).addWidget(content)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.viewport().setProperty("transparent", True)
    scroll.setWidget(body)
    return scroll
