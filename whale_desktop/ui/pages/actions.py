"""What happens when an action is chosen: a question, a form, a dialog, an import, another screen, or the command at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import C_, Text
from whale_desktop.messages import Command, Done, info_of
from whale_desktop.messages.files import JobNo, MadeFile
from whale_desktop.screens import Action, Confirm
from whale_desktop.ui.components import ConfirmDialog, open_dialog
from whale_desktop.ui.lists.showing import show_value
from whale_desktop.ui.pages.approval import ApprovalBox, approval_box, asks_about, is_one_order, remark_of
from whale_desktop.ui.pages.batch import run_each
from whale_desktop.ui.pages.jobs import follow_job
from whale_desktop.ui.pages.made_files import save_made
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.resolve import resolve
from whale_desktop.ui.pages.submission import DONE, Submission, tell_error, tell_outcome
from whale_desktop.ui.pages.together import is_too_many, submit_together
from whale_desktop.ui.pages.wording import CANCEL

MANY = C_("batch", "{action}: all {count} selected?")
"""The question before a batch whose own question names one row."""
SUBMIT_QUESTION = C_("approval", "{action}: submit?")
"""The question before a command that has none of its own, where people will decide about it."""


class ActionRunner:
    """Runs the actions of one page. Each run owns one command id from its first try on."""

    def __init__(self, page: Any, services: Services, *, menu: str) -> None:
        self._page = page
        self._services = services
        self._menu = menu

    def run_action(self, action: Action) -> None:
        """A button of the toolbar: a batch over what is ticked, else an action of the page."""
        rows = self._page.selection.rows() if hasattr(self._page, "selection") else ()
        if "batch" in action.places and rows:
            self.run(action, rows=rows)
        else:
            self.run(action)

    def run(self, action: Action, *, row: Any = None, rows: Sequence[Any] = ()) -> None:
        """Start an action for the page, one row, or many."""
        self._services.runtime.start(self._run(action, row, tuple(rows)), self._page)

    async def _run(self, action: Action, row: Any, rows: tuple[Any, ...]) -> None:
        if is_too_many(self._services, action, rows):
            return
        if action.go:
            where = {name: getattr(row, own) for name, own in action.fields.items()} if row is not None else None
            self._services.open_screen(action.go, where)
            return
        if action.importing is not None:
            from whale_desktop.ui.pages.importing import open_import

            await open_import(action.importing, self._services, self._page, menu=self._menu, done=action.done)
            return
        if action.dialog is not None:
            dialog = resolve(action.dialog.name)(action, rows if rows else row, self._services)
            dialog.menu = self._menu
            dialog.sends = action.dialog.command
            await dialog.open()
            return
        if action.form is not None:
            await self._open_form(action, row, rows)
            return
        remark: str | None = ""
        box = approval_box(self._services, action.command, each=len(rows), asks=asks_about(action, row))
        if action.confirm is not None or box is not None:
            remark = await self._confirmed(action, row, rows, box)
        if remark is not None:
            await self._send(action, row, rows, remark)

    async def _open_form(self, action: Action, row: Any, rows: tuple[Any, ...]) -> None:
        from whale_desktop.ui.forms.form_dialog import open_form

        if rows:
            common = await open_form(action, None, self._services, self._page, menu=self._menu, rows=rows)
            if common is not None:
                commands = [(one, _filled(action, one, common.values)) for one in rows]
                await self._send_many(action, commands, common.remark)
            return
        await open_form(action, row, self._services, self._page, menu=self._menu)

    async def _confirmed(self, action: Action, row: Any, rows: tuple[Any, ...], box: ApprovalBox | None) -> str | None:
        """Put the question; the remark to those who will decide, None when the person called it off."""
        confirm = action.confirm or Confirm(SUBMIT_QUESTION)
        texts = self._services.texts
        only = rows[0] if len(rows) == 1 else row
        params = self._params(only, len(rows) or (1 if row is not None else 0))
        label = texts(action.label)
        params["action"] = label
        own = action.confirm is not None or len(rows) < 2
        dialog = ConfirmDialog(
            (self._said(confirm.question, params) if own else "") or texts(MANY, action=label, count=params["count"]),
            detail=self._said(confirm.detail, params),
            verb=label,
            cancel=texts(confirm.keep or CANCEL),
            danger=confirm.danger,
            irreversible=confirm.danger,
        )
        if box is not None:
            dialog.add(box)
            dialog.is_dirty = lambda: bool(box.remark())
        agreed = await open_dialog(dialog, over=self._window()) is True
        return remark_of(box) if agreed else None

    async def _send(self, action: Action, row: Any, rows: tuple[Any, ...], remark: str) -> None:
        if rows:
            await self._send_many(action, [(one, self._command(action, one)) for one in rows], remark)
            return
        await self._submit(action, self._command(action, row), Submission(self._services, menu=self._menu, remark=remark))

    async def _send_many(self, action: Action, commands: list[tuple[Any, Command[Any]]], remark: str) -> None:
        """What people decide about is one work order, anything else a command a row."""
        together = len(commands) > 1 and is_one_order(self._services, action.command)
        send = submit_together if together else run_each
        await send(self._services, action, commands, self._page, menu=self._menu, remark=remark)

    async def _submit(self, action: Action, command: Command[Any], submission: Submission) -> None:
        """One command by itself. A retry is the same submission, so it takes effect once. A file that it made is saved."""
        try:
            outcome = await submission.send(command, self._window())
            if isinstance(outcome.reply, Done) and await self._finished(action, command, outcome.reply.result):
                return
        except CodedError as error:
            tell_error(
                self._services,
                error,
                retry=lambda: self._services.runtime.start(self._submit(action, command, submission), self._page),
            )
            if error.kind in ("conflict", "user"):
                self._page.refresh()
            return
        tell_outcome(self._services, outcome, label=action.label, done=action.done)

    async def _finished(self, action: Action, command: Command[Any], result: Any) -> bool:
        """What a command made for the person: a file is saved, long work is followed to its end; false for any other result."""
        texts = self._services.texts
        if isinstance(result, MadeFile):
            await save_made(self._services, result.blob, result.name, self._window())
            return True
        if info_of(command).result is not JobNo:
            return False
        job = await follow_job(self._services, result, title=texts(action.label), over=self._window())
        if job is not None:
            self._services.toasts.success(texts(action.done or DONE, action=action.label, rows=f"{job.rows:,}"))
        return True

    def _command(self, action: Action, row: Any) -> Command[Any]:
        from whale_desktop.ui.forms.building import make

        assert action.command is not None, action.name
        return make(action.command, base_values(action, row))

    def _said(self, text: Text | None, params: Mapping[str, Any]) -> str:
        """A sentence filled in; nothing where it names a field of one row and many are meant."""
        return self._services.texts(text, **params) if text is not None and text.placeholders() <= params.keys() else ""

    def _params(self, row: Any, count: int) -> dict[str, Any]:
        """What a question may name: every field of the row as it is shown, and how many rows there are."""
        params: dict[str, Any] = {"count": f"{count:,}"}
        for name in getattr(row, "__struct_fields__", ()):
            params[name] = show_value(getattr(row, name), self._services)
        return params

    def _window(self) -> QWidget:
        window: QWidget = self._page.window()
        return window


def _filled(action: Action, row: Any, values: Mapping[str, Any]) -> Command[Any]:
    """The command of one row of a batch whose common values were typed in a form."""
    from whale_desktop.ui.forms.building import build_command

    assert action.form is not None, action.name
    return build_command(action.form, {**values, **{name: getattr(row, own) for name, own in action.fields.items()}})


def base_values(action: Action, row: Any) -> dict[str, Any]:
    """The command's fields that the action takes from the row."""
    return {name: getattr(row, own) for name, own in action.fields.items()} if row is not None else {}
