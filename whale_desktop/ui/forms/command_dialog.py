"""What the hand-written dialogs share: one command, its errors at their fields, the busy foot, nothing typed lost by any error."""

from collections.abc import Mapping
from typing import Any, final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from whale_desktop.kernel.errors import CodedError, Conflict, NeedsConfirmation
from whale_desktop.kernel.texts import Text
from whale_desktop.messages import Command, Done, Submitted
from whale_desktop.screens.work_orders import OPEN_ORDER
from whale_desktop.ui.components import FieldRow, Note
from whale_desktop.ui.components.dialog import Dialog, open_dialog
from whale_desktop.ui.forms.form_dialog import ONE_TO_MEND, TO_MEND
from whale_desktop.ui.pages.approval import ApprovalBox, approval_box, open_orders, order_behind, orders_of, remark_of
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence, field_sentence
from whale_desktop.ui.pages.submission import Submission, confirmed, tell_orders
from whale_desktop.ui.pages.wording import CANCEL, SUBMITTING


def front_window() -> QWidget:
    """The window in which the person works: the active one, else the first that can be seen."""
    active = QApplication.activeWindow()
    if active is not None:
        return active
    return next(one for one in QApplication.topLevelWidgets() if one.isVisible() and one.windowType() is Qt.WindowType.Window)


class CommandDialog(Dialog):
    """Sends one command. A subclass fills `field_rows` (field of the command → row), and gives `command` and `succeeded`.

    `menu` names the page it was opened from, for the audit trail; `sends` is the type of its command: where people will decide about
    that, the dialog says so and takes a remark to them. Whoever opens it may set both.
    """

    def __init__(self, services: Services, title: Text, *, width: str) -> None:
        super().__init__(services.texts(title), width=width)
        self.services = services
        self.menu = ""
        self.sends: type[Command[Any]] | None = None
        self.asks_remark = True
        """False where a field of the dialog already tells the approvers why."""
        self.approval: ApprovalBox | None = None
        self.field_rows: dict[str, FieldRow] = {}
        self.note = Note("", kind="error")
        self.hint = Note("", kind="warning")
        for note in (self.note, self.hint):
            note.hide()
        self._title_text = title
        self._submission: Submission | None = None
        self._sending = False
        self._touched = False
        self._holding = ""
        self.is_dirty = lambda: self._touched
        self.set_cancel(services.texts(CANCEL))
        self.submitted.connect(self._start)
        self.note.action_clicked.connect(lambda: self.leave_for(lambda: open_orders(self.services, (self._holding,))))
        self.error_clicked.connect(self._focus_first_error)

    async def open(self) -> Any:
        """Show over the window and wait; the result of the command, None when it was called off."""
        self._announce_approval()
        return await open_dialog(self, over=front_window())

    # ------------------------------------------------------------------------------------------------- for subclasses to say

    def command(self) -> Command[Any]:
        """What the fields say."""
        raise NotImplementedError

    def succeeded(self, result: Any) -> None:
        """Say in a toast what was done."""
        raise NotImplementedError

    def conclude(self, result: Any) -> None:
        """The command took effect: say so and close."""
        self.succeeded(result)
        self.done(result)

    def before_sending(self) -> dict[str, str]:
        """Field → sentence for what the services cannot see: text that cannot be read. Nothing is sent while there is any."""
        return {
            name: problem
            for name, row in self.field_rows.items()
            if row.isVisibleTo(self) and (problem := row.field.problem()) is not None
        }

    async def prepare(self) -> None:
        """Wait for what the command needs."""

    async def ask(self, question: NeedsConfirmation) -> bool:
        """Put a question of the services to the person."""
        return await confirmed(self.services, question, self)

    async def conflicted(self, error: Conflict) -> None:
        """Somebody was faster: show what is new, keep what was typed."""
        self.say(error_sentence(self.services, error), kind="warning")

    def row_of(self, field: str) -> FieldRow | None:
        """Where an error of a field belongs."""
        return self.field_rows.get(field)

    # ------------------------------------------------------------------------------------------------------------------ shared

    def touch(self) -> None:
        """Something was typed: closing asks first."""
        self._touched = True

    def add_notes(self) -> None:
        """Put the two notes at the end of the body: what may come of the entries, and why the last try failed."""
        self.body_layout.addWidget(self.hint)
        self.body_layout.addWidget(self.note)

    def foretell(self, text: str, *, kind: str = "warning") -> None:
        """What would come of the entries as they are now; an empty text takes it away."""
        self.hint.set_kind(kind)
        self.hint.set_text(text)
        self.hint.setVisible(bool(text))

    def say(self, text: str, *, kind: str = "error", holding: str = "") -> None:
        """Why the last try failed, above the foot; an empty text takes it away. holding: the work order that is in the way."""
        self._holding = holding
        self.note.set_kind(kind)
        self.note.set_text(text)
        self.note.set_action(self.services.texts(OPEN_ORDER) if holding else "")
        self.note.setVisible(bool(text))

    def show_error(self, error: CodedError) -> None:
        """Show a refusal: at its fields, else as a sentence of the dialog. The runtime calls this for errors of our own work."""
        placed, loose = self._sorted_errors(error)
        self._show_at_fields(placed)
        own = error_sentence(self.services, error) if not error.fields else ""
        text = "; ".join(dict.fromkeys([*loose, *([own] if own else [])]))
        kind = "warning" if error.kind in ("unavailable", "conflict") else "error"
        self.say(text, kind=kind, holding=order_behind(error))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on to the next field; on a button it presses it, with Ctrl it submits."""
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        on_button = isinstance(self.focusWidget(), QPushButton)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and not on_button:
            self.focusNextPrevChild(True)
            event.accept()
            return
        super().keyPressEvent(event)

    # --------------------------------------------------------------------------------------------------------------- privately

    @final
    def _announce_approval(self) -> None:
        """Above the notes: that people will decide, and the remark to them."""
        if self.approval is not None or (box := approval_box(self.services, self.sends)) is None:
            return
        if not self.asks_remark:
            self.set_consequence(box.note.text())
            return
        self.approval = box
        beside = next((row.label_column() for row in self.field_rows.values() if row.label_column()), 0)
        box.row.set_label_width(max(box.row.label_width(), beside))
        box.edited.connect(self.touch)
        place = self.body_layout.indexOf(self.hint)
        self.body_layout.insertWidget(place if place >= 0 else self.body_layout.count(), box)

    @final
    def _start(self) -> None:
        if not self._sending:
            self._sending = True  # from now on: a second key may come before the first try has begun
            self.services.runtime.start(self._send(), self)

    @final
    async def _send(self) -> None:
        try:
            await self._try()
        finally:
            self._sending = False

    @final
    async def _try(self) -> None:
        mistyped = self.before_sending()
        self.say("")
        self._show_at_fields(mistyped)
        if mistyped:
            return
        if self._submission is None:
            self._submission = Submission(self.services, menu=self.menu)
        self._submission.remark = remark_of(self.approval)
        focused = QApplication.focusWidget()
        self.set_busy(True, self.services.texts(SUBMITTING))
        try:
            await self.prepare()
            outcome = await self._submission.send(self.command(), self, ask=self.ask)
        except Conflict as error:
            self._submission.renew()
            await self.conflicted(error)
            return
        finally:
            self.set_busy(False)
            if focused is not None and self.isAncestorOf(focused):
                focused.setFocus(Qt.FocusReason.OtherFocusReason)
        if outcome.reply is not None:
            self._tell(outcome.reply)

    @final
    def _tell(self, reply: Done[Any] | Submitted) -> None:
        if isinstance(reply, Submitted):
            self.done(reply)
        else:
            self.conclude(reply.result)
        tell_orders(self.services, orders_of(reply))

    @final
    def _sorted_errors(self, error: CodedError) -> tuple[dict[str, str], list[str]]:
        placed: dict[str, str] = {}
        loose: list[str] = []
        for one in error.fields:
            text = field_sentence(self.services, one)
            row = self.row_of(one.field)
            if row is None or not row.isVisibleTo(self):
                loose.append(text)
            else:
                name = next(name for name, known in self.field_rows.items() if known is row)
                placed[name] = f"{placed[name]} {text}" if name in placed else text
        return placed, loose

    @final
    def _show_at_fields(self, sentences: Mapping[str, str]) -> None:
        """Put sentences at their rows, take the others away, say the count, go to the first."""
        for name, row in self.field_rows.items():
            row.set_error(sentences.get(name))
        labels = [self.field_rows[name].label() for name in self.field_rows if name in sentences]
        if not labels:
            self.set_error_count("")
            return
        text = ONE_TO_MEND if len(labels) == 1 else TO_MEND
        self.set_error_count(self.services.texts(text, count=len(labels), name=labels[0]))
        self._focus_first_error()

    @final
    def _focus_first_error(self) -> None:
        for row in self.field_rows.values():
            if row.error() is not None:
                row.field.editor().setFocus(Qt.FocusReason.OtherFocusReason)
                return
