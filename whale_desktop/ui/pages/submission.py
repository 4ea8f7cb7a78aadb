"""Sending one command once: the id is made before the first try and kept for every further one.

Questions of the services are put to the person, and the same command goes again with the answer.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from whale_desktop.kernel.errors import CodedError, Conflict, NeedsConfirmation, Unavailable
from whale_desktop.kernel.texts import C_, Text
from whale_desktop.messages import Command, Done, Submitted
from whale_desktop.ui.components import ConfirmDialog, open_dialog
from whale_desktop.ui.pages.approval import link_to, order_behind, orders_of
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence, sentence_of
from whale_desktop.ui.pages.wording import CANCEL

CONTINUE = C_("page", "Continue")
WORK_ORDER_SUBMITTED = C_("page", "Work order {number} submitted")
WORK_ORDERS_SUBMITTED = C_("page", "{count} work orders submitted")
DONE = C_("page", "Done: {action}")
MOST_NAMED = 3
"""So many work orders are named one by one."""

Ask = Callable[[NeedsConfirmation], Awaitable[bool]]
"""Puts a question of the services to the person and says what he decided."""


@dataclass(frozen=True)
class Outcome:
    """How a submission ended when nothing went wrong. `reply` is None when the person answered a question with no."""

    reply: Done[Any] | Submitted | None

    @property
    def sent(self) -> bool:
        """Whether the command took effect or waits for its checkers."""
        return self.reply is not None


class Submission:
    """One dialog's or one click's command and its tries. Make it before the first try. remark: for those who will have to approve.

    command_id: of a command that was tried before, perhaps by a program that has ended since.
    """

    def __init__(self, services: Services, *, menu: str = "", remark: str = "", command_id: str = "") -> None:
        self._services = services
        self.remark = remark
        self._menu = menu
        self._command_id = command_id or services.runtime.new_command_id()
        self._acknowledged: list[str] = []

    @property
    def command_id(self) -> str:
        """The id under which the services know every try."""
        return self._command_id

    def renew(self) -> None:
        """Start over under a new id: after a conflict the person decided on newer data."""
        self._command_id = self._services.runtime.new_command_id()
        self._acknowledged.clear()

    async def send(self, command: Command[Any], over: QWidget, *, ask: Ask | None = None) -> Outcome:
        """Send, put questions to the person, send again acknowledged. Raises what the services refuse with, questions excepted.

        ask: puts a question in a dialog's own way (old and new figures); by default the question's sentence is shown.
        """
        acknowledged = list(self._acknowledged)
        while True:
            try:
                reply = await self._services.runtime.submit(
                    command, command_id=self._command_id, acknowledged=tuple(acknowledged), menu=self._menu, remark=self.remark
                )
            except NeedsConfirmation as question:
                agreed = question.code not in acknowledged and await (
                    ask(question) if ask is not None else confirmed(self._services, question, over)
                )
                if not agreed:
                    return Outcome(None)
                acknowledged.append(question.code)
                continue
            except Unavailable:
                # The try may have taken effect unheard; the next one says the same with the same answers.
                self._acknowledged = acknowledged
                raise
            return Outcome(reply)


async def confirmed(services: Services, question: NeedsConfirmation, over: QWidget) -> bool:
    """Put the services' question with its numbers to the person."""
    dialog = ConfirmDialog(
        sentence_of(services, question.code, question.params), verb=services.texts(CONTINUE), cancel=services.texts(CANCEL)
    )
    return await open_dialog(dialog, over=over.window()) is True


def tell_outcome(services: Services, outcome: Outcome, *, label: Text, done: Text | None = None) -> None:
    """Say in a toast what happened: the work order's number, or that it is done; `done` may name whole numbers of the result."""
    tell_orders(services, orders_of(outcome.reply))
    if isinstance(outcome.reply, Done):
        if not outcome.reply.work_orders:
            said = _figures(outcome.reply.result)
            services.toasts.success(services.texts(done, **said) if done else services.texts(DONE, action=label))
        # A result may say that something saved is odd: `warnings`, each with a code and parameters.
        for warning in getattr(outcome.reply.result, "warnings", ()):
            services.toasts.warning(sentence_of(services, warning.code, warning.params))


def tell_orders(services: Services, numbers: Sequence[str]) -> None:
    """Say in a toast under which work orders something waits now, with the way to them; nothing where there are none."""
    if numbers:
        named = len(numbers) <= MOST_NAMED
        text = services.texts(
            WORK_ORDER_SUBMITTED if named else WORK_ORDERS_SUBMITTED, number=", ".join(numbers), count=len(numbers)
        )
        services.toasts.success(text, link=link_to(services, numbers))


def _figures(result: Any) -> dict[str, str]:
    """The whole numbers of a result by name, as they are said."""
    values = {name: getattr(result, name) for name in getattr(result, "__struct_fields__", ())}
    return {name: f"{value:,}" for name, value in values.items() if isinstance(value, int) and not isinstance(value, bool)}


def tell_error(services: Services, error: CodedError, *, retry: Any = None) -> None:
    """Say in a toast why it did not happen; `retry` is offered where trying again helps, and the work order that is in the way."""
    text = error_sentence(services, error)
    if isinstance(error, Conflict):
        services.toasts.warning(text)
        return
    holding = order_behind(error)
    link = link_to(services, (holding,)) if holding else None
    services.toasts.error(text, retry=retry if isinstance(error, Unavailable) else None, link=link)
