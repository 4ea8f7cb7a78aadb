"""The dialog over a command: fields, errors at their places, several buttons, questions, conflicts and retries. Nothing typed is ever lost.

The command id is made once when the dialog opens, so however often somebody presses, the command takes effect once.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from whale_desktop.kernel.errors import CodedError, Conflict, Unavailable, UserError
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Command
from whale_desktop.screens import Action, FormSpec, Submit
from whale_desktop.screens.columns import Column
from whale_desktop.screens.work_orders import OPEN_ORDER
from whale_desktop.ui.components import Button, Dialog, Note, align_labels, open_dialog
from whale_desktop.ui.forms.building import build_command, missing
from whale_desktop.ui.forms.form_body import FormBody, FormField, context_box
from whale_desktop.ui.lists.showing import RIGHT_KINDS, show
from whale_desktop.ui.pages.actions import base_values
from whale_desktop.ui.pages.approval import approval_box, asks_about, open_orders, order_behind, remark_of
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence
from whale_desktop.ui.pages.submission import Submission, tell_outcome
from whale_desktop.ui.pages.wording import CANCEL, RETRY, SUBMITTING

TO_MEND = C_("form", "{count} fields need correction: {name} …")
ONE_TO_MEND = C_("form", "1 field needs correction: {name}")
REFRESH_DATA = C_("form", "Refresh data")
KEPT = C_("form", "{reason}. What you typed is kept.")
ROWS = C_("form", "{count} rows")

UNBROKEN = (*RIGHT_KINDS, "moment")
"""Kinds of values that stand in one line."""

_WIDTHS = {480: "confirm", 640: "small", 864: "form", 1040: "sectioned", 1200: "table"}


class FormDialog(Dialog):
    """Fills one command. The result is the `Outcome`, or in `collect` mode what was `Collected`; None when it was called off."""

    def __init__(
        self,
        action: Action,
        row: Any,
        services: Services,
        *,
        menu: str,
        count: int = 0,
        fresh_row: Callable[[Any], Awaitable[Any]] | None = None,
        collect: bool = False,
    ) -> None:
        spec = action.form
        assert spec is not None, action.name
        super().__init__(services.texts(spec.title), width=_WIDTHS[spec.width])
        self.spec: FormSpec = spec
        self._action = action
        self._row = row
        self._services = services
        self._menu = menu
        self._fresh_row = fresh_row
        self._collect = collect
        self._loaded: dict[str, Any] = {}
        self._broken: list[FormField] = []
        self.submission = Submission(services, menu=menu)
        self.note = Note("", kind="error")
        self.note.hide()
        # In a batch these come from each row; one box could not say them.
        shown = [one for one in spec.fields if not (collect and one.name in action.fields)]
        self.form = FormBody(shown, services)
        asks = asks_about(action, row)
        self.approval = approval_box(services, action.command or spec.command, each=count if collect else 0, asks=asks)
        self._context: QWidget | None = None
        self.body_layout.addWidget(self.note)
        self.body_layout.addWidget(self.form)
        if self.approval is not None:
            self.body_layout.addWidget(self.approval)
            align_labels([*(one.row for one in self.form.fields), self.approval.row])
        self.submit_buttons: list[tuple[Submit, Button]] = []
        self._make_foot(count)
        self.is_dirty = lambda: self.form.is_touched() or bool(remark_of(self.approval))
        self.form.edited.connect(self._edited)
        self.error_clicked.connect(self._jump)
        self.note.action_clicked.connect(self._note_action)
        self._on_note: Callable[[], object] | None = None

    # ---------------------------------------------------------------------------------------------------------- values

    async def load(self) -> None:
        """Fill the form: from the record of `load`, else from the row. Raises what the services refuse with."""
        record = await self._record()
        self._fill(record, keep_touched=False)

    def resume(self, command: Command[Any], submission: Submission) -> None:
        """Offer again what was typed for a command that was not carried out, under the id that it had: it takes effect once all the same.

        Call it after `load`. The version is that of then, so that a change of the record meanwhile is seen.
        """
        typed = {name: getattr(command, name) for name in command.__struct_fields__}
        shown = {one.spec.name for one in self.form.fields}
        self.submission = submission
        self._loaded |= {name: value for name, value in typed.items() if name not in shown}
        self.form.take_typed({name: value for name, value in typed.items() if name in shown})
        if self.approval is not None:
            self.approval.field.set_value(submission.remark)
        self.form.set_context(self.values())

    def values(self) -> dict[str, Any]:
        """Everything that makes the command: row, record, what was typed."""
        return {**base_values(self._action, self._row), **self._loaded, **self.form.values()}

    async def _record(self) -> Any:
        if self.spec.load is None:
            return self._row
        return await self._services.runtime.ask(self.spec.load(self._row), menu=self._menu)

    def _fill(self, record: Any, *, keep_touched: bool) -> None:
        names = {one.name for one in self.spec.fields}
        found: dict[str, Any] = {}
        if record is not None and self.spec.fill is not None:
            found = dict(self.spec.fill(record))
        elif record is not None:
            found = {name: getattr(record, name) for name in names if hasattr(record, name)}
        taken = {name: value for name, value in base_values(self._action, self._row).items() if name in names}
        self._loaded = {name: value for name, value in found.items() if name not in names}
        self.form.take({**taken, **found}, keep_touched=keep_touched)
        self.form.set_context(self.values())
        if record is not None and self.spec.context:
            self._show_context(record)

    def _whole(self, column: Column, record: Any) -> str:
        """A value of the record; a figure with its currency and a moment are not broken into two lines."""
        words = show(column, record, self._services).words
        return words.replace(" ", "\u00a0") if column.kind in UNBROKEN else words

    def _show_context(self, record: Any) -> None:
        pairs = [(self._services.texts(column.label), self._whole(column, record)) for column in self.spec.context]
        box = context_box(pairs)
        if self._context is not None:
            self.body_layout.replaceWidget(self._context, box)
            self._context.hide()
            self._context.deleteLater()
        else:
            self.body_layout.insertWidget(1, box)
        self._context = box

    # --------------------------------------------------------------------------------------------------------- sending

    def press(self, submit: Submit) -> None:
        """One of the submit buttons: check what can be checked here, then send."""
        if self.action_button.is_busy():
            return
        self.form.clear_errors()
        self._say("", None)
        unreadable = self.form.unreadable()
        visible = [one.spec for one in self.form.visible() if one.enabled]
        absent = [
            one
            for one in missing(visible, self.values(), submit.requires)
            if one.field not in {field.spec.name for field in unreadable}
        ]
        if unreadable or absent:
            placed, _ = self.form.place_errors(absent)
            self._show_broken([one for one in self.form.fields if one in placed or one in unreadable])
            return
        self._show_broken([])
        self._services.runtime.start(self._send(submit), self)

    async def _send(self, submit: Submit) -> None:
        values = {**self.values(), **submit.values}
        if self._collect:
            self.done(Collected(values, remark_of(self.approval)))
            return
        button = next((one for spec, one in self.submit_buttons if spec is submit), self.action_button)
        self._busy(button, busy=True)
        try:
            command = build_command(self.spec, values)
            self.submission.remark = remark_of(self.approval)
            outcome = await self.submission.send(command, self)
        except UserError as error:
            self._busy(button, busy=False)
            self._show_user_error(error)
            return
        except CodedError as error:
            self._busy(button, busy=False)
            self._show_trouble(error, submit)
            return
        except Exception:
            # A mistake of ours: the form stays usable, the runtime says and logs it.
            self._busy(button, busy=False)
            raise
        self._busy(button, busy=False)
        if outcome.sent:
            self.done(outcome)
        else:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _busy(self, button: Button, *, busy: bool) -> None:
        self.set_busy(busy, self._services.texts(SUBMITTING) if button is self.action_button else None)
        for _, other in self.submit_buttons:
            if other is not self.action_button:
                other.setEnabled(not busy)

    def _show_user_error(self, error: UserError) -> None:
        """Each error at its field; what has no field here stands above the form."""
        placed, homeless = self.form.place_errors(error.fields)
        if not error.fields:
            homeless = [error_sentence(self._services, error)]
        holding = order_behind(error)
        if holding:
            self._say("; ".join(homeless), lambda: self._leave_for(holding), self._services.texts(OPEN_ORDER))
        elif homeless:
            self._say("; ".join(dict.fromkeys(homeless)), None)
        self._show_broken(placed)

    def _leave_for(self, work_order_no: str) -> None:
        """Give the form up for the work order that is in its way."""
        self.leave_for(lambda: open_orders(self._services, (work_order_no,)))

    def _show_trouble(self, error: CodedError, submit: Submit) -> None:
        """A conflict offers the newer data, a dead line another try; the typed values stay either way."""
        texts = self._services.texts
        text = texts(KEPT, reason=error_sentence(self._services, error))
        if isinstance(error, Conflict):
            if error.code == "message.id_reused":
                self.submission.renew()
            self._say(text, self._refresh, texts(REFRESH_DATA), kind="warning")
        elif isinstance(error, Unavailable):
            self._say(text, lambda: self.press(submit), texts(RETRY))
        else:
            self._say(text, None)

    def _refresh(self) -> None:
        self._services.runtime.start(self._take_newer(), self)

    async def _take_newer(self) -> None:
        """Untouched fields and the version take the newer values; what the person typed stays."""
        try:
            if self._fresh_row is not None and self._row is not None:
                self._row = await self._fresh_row(self._row) or self._row
            record = await self._record()
        except CodedError as error:
            self._say(error_sentence(self._services, error), self._refresh, self._services.texts(REFRESH_DATA))
            return
        self._fill(record, keep_touched=True)
        self._say("", None)

    # ---------------------------------------------------------------------------------------------------------- errors

    def _show_broken(self, fields: Sequence[FormField]) -> None:
        self._broken = list(fields)
        self._say_count()
        if self._broken:
            self._jump()

    def _say_count(self) -> None:
        texts = self._services.texts
        names = [texts(one.spec.label) for one in self._broken]
        if not names:
            self.set_error_count("")
        elif len(names) == 1:
            self.set_error_count(texts(ONE_TO_MEND, name=names[0]))
        else:
            self.set_error_count(texts(TO_MEND, count=len(names), name=names[0]))

    def _jump(self) -> None:
        if self._broken:
            self._broken[0].focus()
            self.scroll_area.ensureWidgetVisible(self._broken[0].row)

    def _edited(self) -> None:
        """An error goes away while its field is mended."""
        self.form.set_context(self.values())
        before = len(self._broken)
        self._broken = [one for one in self._broken if one.row.error() is not None or hasattr(one.inner, "set_path_error")]
        if len(self._broken) != before:
            self._say_count()

    def _say(self, text: str, act: Callable[[], object] | None, action: str = "", *, kind: str = "error") -> None:
        self._on_note = act
        self.note.set_kind(kind)
        self.note.set_text(text)
        self.note.set_action(action)
        self.note.setVisible(bool(text))

    def _note_action(self) -> None:
        if self._on_note is not None:
            self._on_note()

    # ------------------------------------------------------------------------------------------------------------ foot

    def _make_foot(self, count: int) -> None:
        texts = self._services.texts
        self.set_cancel(texts(CANCEL))
        if self.spec.consequence is not None:
            self.set_consequence(texts(self.spec.consequence))
        if count:
            self.set_chips([(texts(ROWS, count=f"{count:,}"), "info")])
        main = next((one for one in self.spec.submits if one.kind in ("primary", "danger")), self.spec.submits[-1])
        for submit in self.spec.submits:
            if submit is main:
                continue
            button = Button(texts(submit.label), kind=submit.kind, key="" if submit.key == main.key else submit.key)
            button.clicked.connect(lambda _=False, one=submit: self.press(one))
            self.add_foot_button(button)
            self.submit_buttons.append((submit, button))
            if submit.key and submit.key != main.key:
                QShortcut(QKeySequence(submit.key), self).activated.connect(lambda one=submit: self.press(one))
        self.set_action(texts(main.label), kind=main.kind)
        self.action_button.set_key(main.key)
        if main.key not in ("Ctrl+Return", ""):
            QShortcut(QKeySequence(main.key), self).activated.connect(lambda: self.press(main))
        self.submit_buttons.append((main, self.action_button))
        self.submitted.connect(lambda: self.press(main))


@dataclass(frozen=True)
class Collected:
    """What was typed for many rows at once, and the remark to those who will decide."""

    values: Mapping[str, Any]
    remark: str


async def open_form(
    action: Action, row: Any, services: Services, page: Any, *, menu: str, rows: Sequence[Any] = ()
) -> Collected | None:
    """Open the form of an action; for the `rows` of a batch only collect what is the same in all of them.

    A form that cannot be filled because its record cannot be read is not opened: the reason is said.
    """
    dialog = FormDialog(
        action,
        row,
        services,
        menu=menu,
        count=len(rows),
        fresh_row=getattr(page, "fresh_row", None),
        collect=bool(rows),
    )
    try:
        await dialog.load()
    except BaseException:
        dialog.deleteLater()
        raise
    result = await open_dialog(dialog, over=page.window())
    if result is None:
        return None
    if isinstance(result, Collected):
        return result
    tell_outcome(services, result, label=action.label, done=action.done)
    return None
