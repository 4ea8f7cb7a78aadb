"""One command a row for many rows: progress that can be stopped, and at the end what was done and what was not, with the reason a row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from whale_desktop.kernel.errors import CodedError, NeedsConfirmation
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Command, Done, Submitted
from whale_desktop.screens import Action
from whale_desktop.ui.components import Dialog, Label, Note, open_dialog
from whale_desktop.ui.pages.alive import is_alive
from whale_desktop.ui.pages.approval import orders_of
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence
from whale_desktop.ui.pages.submission import DONE, confirmed, tell_orders
from whale_desktop.ui.pages.wording import CANCEL, CLOSE

PROGRESS = C_("batch", "{done} of {count}")
STOPPING = C_("batch", "Stopping after this row…")
SUMMARY = C_("batch", "{done} done, {failed} failed")
SUMMARY_STOPPED = C_("batch", "{done} done, {failed} failed, {left} not started")
FAILED_ROW = C_("batch", "{row}: {reason}")


@dataclass(frozen=True)
class RowResult:
    """How one row of a batch ended: an error sentence, or empty when it was done; the work orders it waits in, if any."""

    key: str
    reason: str = ""
    work_orders: tuple[str, ...] = ()


class BatchProgress(Dialog):
    """A bar and a way to stop. Rows that are done stay done."""

    def __init__(self, services: Services, title: str, count: int) -> None:
        super().__init__(title, width="confirm")
        self._services = services
        self._count = count
        self.stopped = False
        self.line = Label()
        self.bar = QProgressBar()
        self.bar.setRange(0, count)
        self.bar.setTextVisible(False)
        self.body_layout.addWidget(self.line)
        self.body_layout.addWidget(self.bar)
        self.set_action("")
        self.set_cancel(services.texts(CANCEL))
        self.show_done(0)

    def show_done(self, done: int) -> None:
        """So many rows are through."""
        self.bar.setValue(done)
        if not self.stopped:
            self.line.setText(self._services.texts(PROGRESS, done=f"{done:,}", count=f"{self._count:,}"))

    def reject(self) -> None:
        """Stop after the row under way."""
        self.stopped = True
        self.line.setText(self._services.texts(STOPPING))
        self.cancel_button.setEnabled(False)


async def run_each(
    services: Services,
    action: Action,
    commands: Sequence[tuple[Any, Command[Any]]],
    page: Any,
    *,
    menu: str,
    remark: str = "",
) -> list[RowResult]:
    """Submit one command for each row of a list, and say at the end how each ended."""
    keyed = [(str(page.selection.key(row)), command) for row, command in commands]
    results = await send_each(services, services.texts(action.label), keyed, page, menu=menu, remark=remark)
    orders = [number for one in results for number in one.work_orders]
    tell_orders(services, orders)
    if is_complete(results, keyed) and not orders:
        if action.done is not None and (len(results) == 1 or "count" in action.done.placeholders()):
            text = services.texts(action.done, count=f"{len(results):,}")
        else:
            text = services.texts(DONE, action=action.label)
        services.toasts.success(text)
    page.selection.clear()
    page.refresh()
    return results


async def send_each(
    services: Services,
    title: str,
    commands: Sequence[tuple[str, Command[Any]]],
    page: QWidget,
    *,
    menu: str,
    problem: Callable[[Done[Any]], str] = lambda _: "",
    remark: str = "",
) -> list[RowResult]:
    """Submit commands one after another, each by its key and under its own id; what did not succeed is shown at the end.

    problem: why a command that was carried out did not do what was wanted; empty when it did. remark: for those who will have to approve.
    """
    progress = BatchProgress(services, title, len(commands))
    services.runtime.start(open_dialog(progress, over=page.window()), page)
    results: list[RowResult] = []
    agreed: dict[str, bool] = {}
    try:
        for key, command in commands:
            if progress.stopped:
                break
            results.append(await _one(services, key, command, page, menu, agreed, problem, remark))
            progress.show_done(len(results))
    finally:
        if is_alive(progress):
            progress.done(None)
    if not is_complete(results, commands):
        await open_dialog(BatchSummary(services, title, results, len(commands) - len(results)), over=page.window())
    return results


def is_complete(results: Sequence[RowResult], commands: Sequence[Any]) -> bool:
    """Whether every command was carried out and did what was wanted."""
    return len(results) == len(commands) and not any(one.reason for one in results)


async def _one(
    services: Services,
    key: str,
    command: Command[Any],
    page: QWidget,
    menu: str,
    agreed: dict[str, bool],
    problem: Callable[[Done[Any]], str],
    remark: str,
) -> RowResult:
    """One row. The first question of a code is put to the person; the answer holds for the rest of the batch."""
    command_id = services.runtime.new_command_id()
    acknowledged: list[str] = []
    while True:
        try:
            reply = await services.runtime.submit(
                command, command_id=command_id, acknowledged=tuple(acknowledged), menu=menu, remark=remark
            )
        except NeedsConfirmation as question:
            if question.code not in agreed:
                agreed[question.code] = await confirmed(services, question, page)
            if not agreed[question.code] or question.code in acknowledged:
                return RowResult(key, error_sentence(services, question))
            acknowledged.append(question.code)
            continue
        except CodedError as error:
            return RowResult(key, error_sentence(services, error))
        if isinstance(reply, Submitted):
            return RowResult(key, work_orders=orders_of(reply))
        return RowResult(key, problem(reply), work_orders=orders_of(reply))


class BatchSummary(Dialog):
    """What was done and what was not."""

    def __init__(self, services: Services, title: str, results: Sequence[RowResult], left: int) -> None:
        super().__init__(title, width="small")
        texts = services.texts
        failed = [one for one in results if one.reason]
        numbers = {"done": f"{len(results) - len(failed):,}", "failed": f"{len(failed):,}"}
        line = texts(SUMMARY_STOPPED, left=f"{left:,}", **numbers) if left else texts(SUMMARY, **numbers)
        self.body_layout.addWidget(Note(line, kind="warning" if failed else "info"))
        rows = QVBoxLayout()
        for one in failed:
            label = Label(texts(FAILED_ROW, row=one.key, reason=one.reason), wrap=True)
            rows.addWidget(label)
        self.lines = [texts(FAILED_ROW, row=one.key, reason=one.reason) for one in failed]
        self.body_layout.addLayout(rows)
        self.set_action("")
        self.set_cancel(texts(CLOSE))
