"""The import dialog: template, upload, every row with every error, then all or nothing, as the services decide.

The preview's answer is a struct with `rows`; each row has `row` (its number in the file) and `errors`: structs with `field`, `code` and
`params`, or plain texts. Making a file (template, bad rows, sample) answers a struct with `blob` and `name`, or just the blob's id.
"""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from whale_desktop.kernel.errors import CodedError, FieldError, Unavailable
from whale_desktop.kernel.texts import C_, Text
from whale_desktop.messages import Command, Done
from whale_desktop.messages.files import BlobId
from whale_desktop.screens import Column, ImportSpec
from whale_desktop.ui import theme
from whale_desktop.ui.components import Button, CheckBox, Dialog, LoadingBar, Note, open_dialog
from whale_desktop.ui.lists.small_table import SmallTable
from whale_desktop.ui.pages.alive import is_alive
from whale_desktop.ui.pages.approval import approval_box, remark_of
from whale_desktop.ui.pages.made_files import save_made
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence, field_sentence, sentence_of
from whale_desktop.ui.pages.submission import Submission, tell_outcome
from whale_desktop.ui.pages.wording import CANCEL, RETRY, SUBMITTING

TEMPLATE = C_("import", "Download template")
UPLOAD = C_("import", "Upload")
SAMPLE = C_("import", "Use a sample file")
FAILED_ROWS = C_("import", "Save the failed rows")
CHOOSE_FILE = C_("import", "Download the template, fill it in, upload it. Nothing is written before you confirm.")
ALL_GOOD = C_("import", "{file}: {good} rows can be imported")
SOME_BAD = C_("import", "{file}: {bad} of {count} rows have errors; correct the file and upload it again. Nothing is written.")
SOME_LEFT_OUT = C_(
    "import", "{file}: {bad} of {count} rows have errors; correct the file and upload it again, or ignore the errors."
)
IGNORE_ERRORS = C_("import", "Ignore errors: only the {good} rows without errors")
EMPTY_FILE = C_("import", "{file} has no rows")
WRITE = C_("import", "Import {count} rows")
WRITE_NOTHING = C_("import", "Import")
READING = C_("import", "Reading {file}…")
ERROR_COLUMN = C_("import", "Errors")
FIRST_ONLY = C_("import", "The first {shown} of {count} rows are shown, those with errors first.")
PATTERNS = ("*.xlsx",)
MOST_SHOWN = 2_000


class ImportDialog(Dialog):
    """Everything about one import. The result is the `Outcome`."""

    read = Signal()
    """A preview is on screen."""

    def __init__(self, spec: ImportSpec, services: Services, *, menu: str) -> None:
        super().__init__(services.texts(spec.title), width="table")
        self._spec = spec
        self._services = services
        self._menu = menu
        self._blob = ""
        self._preview: Any = None
        self.submission = Submission(services, menu=menu)
        self.template = Button(services.texts(TEMPLATE), icon="ph.download-simple")
        self.upload = Button(services.texts(UPLOAD), icon="ph.upload-simple")
        self.sample = Button(services.texts(SAMPLE), kind="ghost", icon="ph.flask")
        self.ignore = CheckBox()
        self.failed = Button(services.texts(FAILED_ROWS), icon="ph.download-simple")
        self.note = Note(services.texts(CHOOSE_FILE), kind="info")
        self.loading = LoadingBar()
        self.table = SmallTable(self._columns(), services, most_rows=12, mark=self._mark)
        self.table.hide()
        self.approval = approval_box(services, spec.command)
        self.more = QLabel()
        self.more.hide()
        self._on_note: Any = None
        self._build()

    # ----------------------------------------------------------------------------------------------------------- steps

    async def download_template(self) -> None:
        """Make the empty file and save it."""
        await self._make_and_save(self._spec.template(self._services.texts.locale))

    async def save_failed(self) -> None:
        """Make the file of the bad rows and save it."""
        await self._make_and_save(self._spec.failed(self._blob, self._services.texts.locale))

    async def choose_file(self) -> None:
        """Let the person choose a file, upload and check it."""
        chosen = await self._services.files.open_file(self, PATTERNS)
        if chosen is not None:
            await self._take(*chosen)

    async def use_sample(self) -> None:
        """Make the ready file of the demonstration and check it."""
        assert self._spec.sample is not None
        made = await self._make(self._spec.sample(self._services.texts.locale))
        if made is not None:
            name, blob = made
            await self._check(name or self._services.texts(SAMPLE), blob)

    async def write(self) -> None:
        """Write the checked file, once."""
        self.set_busy(True, self._services.texts(SUBMITTING))
        try:
            self.submission.remark = remark_of(self.approval)
            outcome = await self.submission.send(self._command(), self)
        except CodedError as error:
            self.set_busy(False)
            retry = self._start_write if isinstance(error, Unavailable) else None
            self._say(self._refusal(error), "error", retry)
            return
        except Exception:
            self.set_busy(False)
            raise
        self.set_busy(False)
        if outcome.sent:
            self.done(outcome)

    def _command(self) -> Command[Any]:
        """The whole file, or what is left of it when the bad rows are ignored."""
        partial = self._spec.partial
        return partial(self._blob) if partial is not None and self.ignore.isChecked() else self._spec.submit(self._blob)

    async def _take(self, name: str, data: bytes) -> None:
        self._wait(name, on=True)
        try:
            blob = await self._services.runtime.put_blob(data, name=name)
        except CodedError as error:
            self._say(error_sentence(self._services, error), "error", None)
            return
        finally:
            if is_alive(self):
                self._wait(name, on=False)
        await self._check(name, blob)

    async def _check(self, name: str, blob: str) -> None:
        """Ask for the preview; another file is another command, so it gets an id of its own."""
        self._wait(name, on=True)
        self._say(self._services.texts(READING, file=name), "info", None)
        try:
            preview = await self._services.runtime.ask(self._spec.preview(blob), menu=self._menu)
        except CodedError as error:
            self.table.hide()
            self.set_action(self._services.texts(WRITE_NOTHING))
            self.action_button.setEnabled(False)
            self._say(self._refusal(error), "error", None)
            return
        finally:
            if is_alive(self):
                self._wait(name, on=False)
        self._blob = blob
        self._preview = preview
        self.submission = Submission(self._services, menu=self._menu)
        self._show(name, preview)
        self.read.emit()

    # ------------------------------------------------------------------------------------------------------------ show

    def _show(self, name: str, preview: Any) -> None:
        texts = self._services.texts
        rows = list(preview.rows)
        bad = [row for row in rows if row.errors]
        good = len(rows) - len(bad)
        ordered = [*bad, *(row for row in rows if not row.errors)] if len(rows) > MOST_SHOWN else rows
        self.table.show_rows([_Shown(row, self._faults_of(row)) for row in ordered[:MOST_SHOWN]])
        self.table.setVisible(bool(rows))
        self.more.setText(texts(FIRST_ONLY, shown=f"{MOST_SHOWN:,}", count=f"{len(rows):,}") if len(rows) > MOST_SHOWN else "")
        self.more.setVisible(len(rows) > MOST_SHOWN)
        self.failed.setVisible(bool(bad))
        self.ignore.setChecked(False)
        self.ignore.setText(texts(IGNORE_ERRORS, good=f"{good:,}"))
        self.ignore.setVisible(self._spec.partial is not None and bool(bad) and good > 0)
        if not rows:
            self._say(texts(EMPTY_FILE, file=name), "warning", None)
        elif bad:
            said = SOME_BAD if self._spec.partial is None else SOME_LEFT_OUT
            self._say(texts(said, file=name, bad=f"{len(bad):,}", count=f"{len(rows):,}"), "error", None)
        else:
            self._say(texts(ALL_GOOD, file=name, good=f"{good:,}"), "info", None)
        self._offer()
        if self.action_button.isEnabled():
            self.action_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self) -> None:
        """The button says how many rows it writes: all of a good file, or those without errors when the others are ignored."""
        rows = list(self._preview.rows) if self._preview is not None else []
        good = sum(1 for row in rows if not row.errors)
        writes = bool(rows) and (good == len(rows) or (self.ignore.isChecked() and good > 0))
        self.set_action(self._services.texts(WRITE, count=f"{good:,}") if writes else self._services.texts(WRITE_NOTHING))
        self.action_button.setEnabled(writes)

    def _columns(self) -> tuple[Column, ...]:
        own = tuple(one for one in self._spec.columns if one.name != "errors")
        return (*own, Column("errors", ERROR_COLUMN, "text", minimum=160, ideal=320))

    def _faults_of(self, row: Any) -> list[tuple[str, str]]:
        """(field, sentence) of everything that is wrong with a row, under the label of its column."""
        labels = {one.name: self._services.texts(one.label) for one in self._spec.columns}
        found = []
        for error in row.errors:
            if isinstance(error, str):
                found.append(("", error))
                continue
            sentence = sentence_of(self._services, error.code, error.params)
            found.append((error.field, f"{labels[error.field]}: {sentence}" if error.field in labels else sentence))
        return found

    def _mark(self, row: Any, column: Column) -> str:
        return "; ".join(sentence for field, sentence in row.faults if column.name in (field, "errors"))

    def _refusal(self, error: CodedError) -> str:
        """A refusal of the whole file, its field errors included."""
        if not error.fields:
            return error_sentence(self._services, error)
        said = [field_sentence(self._services, FieldError(one.field, one.code, one.params)) for one in error.fields[:5]]
        return "; ".join(dict.fromkeys(said))

    # ----------------------------------------------------------------------------------------------------------- files

    async def _make_and_save(self, command: Command[Any]) -> None:
        made = await self._make(command)
        if made is None:
            return
        name, blob = made
        try:
            await save_made(self._services, BlobId(blob), name or "file.xlsx", self)
        except CodedError as error:
            self._say(error_sentence(self._services, error), "error", None)

    async def _make(self, command: Command[Any]) -> tuple[str, str] | None:
        """(name, blob) of a file that a command makes; None when it was refused, which is said."""
        try:
            reply = await self._services.runtime.submit(
                command, command_id=self._services.runtime.new_command_id(), menu=self._menu
            )
        except CodedError as error:
            self._say(error_sentence(self._services, error), "error", None)
            return None
        assert isinstance(reply, Done), "making a file needs no approval"
        result = reply.result
        return (str(result.name), str(result.blob)) if hasattr(result, "blob") else ("", str(result))

    # ----------------------------------------------------------------------------------------------------------- build

    def _build(self) -> None:
        services = self._services
        tools = QHBoxLayout()
        tools.setSpacing(theme.px(8))
        for button in (self.template, self.upload, self.sample):
            tools.addWidget(button)
        tools.addStretch(1)
        tools.addWidget(self.failed)
        self.failed.hide()
        self.body_layout.addLayout(tools)
        # Only now: shown without a parent it would be a window of its own.
        self.sample.setVisible(self._spec.sample is not None and services.place.kind == "demo")
        self.body_layout.addWidget(self.note)
        self.body_layout.addWidget(self.loading)
        self.body_layout.addWidget(self.table)
        self.body_layout.addWidget(self.ignore)
        self.ignore.hide()
        self.ignore.toggled.connect(self._offer)
        self.body_layout.addWidget(self.more)
        if self.approval is not None:
            self.body_layout.addWidget(self.approval)
            box = self.approval
            self.is_dirty = lambda: bool(box.remark())
        self.set_cancel(services.texts(CANCEL))
        self.set_action(services.texts(WRITE_NOTHING))
        self.action_button.setEnabled(False)
        self.template.clicked.connect(lambda: services.runtime.start(self.download_template(), self))
        self.upload.clicked.connect(lambda: services.runtime.start(self.choose_file(), self))
        self.sample.clicked.connect(lambda: services.runtime.start(self.use_sample(), self))
        self.failed.clicked.connect(lambda: services.runtime.start(self.save_failed(), self))
        self.submitted.connect(self._start_write)
        self.note.action_clicked.connect(lambda: self._on_note() if self._on_note else None)

    def focus_first(self) -> None:
        """Uploading is what most come for."""
        self.upload.setFocus(Qt.FocusReason.TabFocusReason)

    def _start_write(self) -> None:
        if self._preview is not None and self.action_button.isEnabled():
            self._services.runtime.start(self.write(), self)

    def _wait(self, _name: str, *, on: bool) -> None:
        self.loading.set_loading(on)
        for button in (self.template, self.upload, self.sample, self.failed):
            button.setEnabled(not on)

    def _say(self, text: str, kind: str, act: Any) -> None:
        self._on_note = act
        self.note.set_kind(kind)
        self.note.set_text(text)
        self.note.set_action(self._services.texts(RETRY) if act else "")


class _Shown:
    """A preview row with its errors as one text."""

    def __init__(self, row: Any, faults: list[tuple[str, str]]) -> None:
        self.row_struct = row
        self.faults = faults
        self.errors = "; ".join(sentence for _, sentence in faults)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row_struct, name)


async def open_import(spec: ImportSpec, services: Services, page: Any, *, menu: str, done: Text | None = None) -> None:
    """Open the import dialog and say how it ended. done: the words for what was imported; whole numbers of the result may stand in them."""
    over: QWidget = page.window()
    outcome = await open_dialog(ImportDialog(spec, services, menu=menu), over=over)
    if outcome is not None:
        tell_outcome(services, outcome, label=spec.title, done=done)
        page.refresh()
