"""The window that says what became of commands without an answer: one card for each.

Nothing is sent by itself. What was not carried out is shown as it was typed; the person may send it, in its form or as it is, under the
id that it had, so that it takes effect once whatever happened. Knows no feature.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from whale_desktop.gateway.unanswered import Unanswered
from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import Command, Done, Submitted, codec
from whale_desktop.messages.registry import by_name
from whale_desktop.messages.replies import KeptReply
from whale_desktop.screens.difference import request
from whale_desktop.screens.offering import Offer, command_words, offers_of
from whale_desktop.screens.wording import moment_words
from whale_desktop.screens.work_orders import OPEN_ORDER
from whale_desktop.ui.components import Button, Card, Dialog, Label, Note, Tag, open_dialog, spaced
from whale_desktop.ui.forms.form_dialog import FormDialog
from whale_desktop.ui.lists.difference_view import difference_rows
from whale_desktop.ui.pages.approval import open_orders, orders_of
from whale_desktop.ui.pages.sentences import error_sentence
from whale_desktop.ui.pages.submission import Outcome, Submission
from whale_desktop.ui.runtime import Runtime, ui_task
from whale_desktop.ui.services import Services
from whale_desktop.ui.shell import words

LABEL_WIDTH = 200
_NOT_SHOWN = frozenset({"expected_version"})


@dataclass(frozen=True)
class Fate:
    """A command without an answer and what became of it; `reply` is None as long as it was not carried out."""

    entry: Unanswered
    reply: KeptReply | None

    @property
    def record(self) -> str:
        """The number of its record, as far as there is one."""
        return (self.reply.record if self.reply is not None else "") or self.entry.key

    @property
    def command(self) -> Command[Any] | None:
        """What was typed; None where it was not kept, or another version of the program cannot read it."""
        info = by_name(self.entry.message)
        if info is None or self.entry.body is None:
            return None
        try:
            command: Command[Any] = codec.decode(self.entry.body.encode(), info.type)
        except msgspec.ValidationError:
            return None
        return command


class UnansweredDialog(Dialog):
    """One card for each command: what it was, what became of it, and what the person may do now."""

    def __init__(self, services: Services, fates: Sequence[Fate]) -> None:
        super().__init__(services.texts(words.UNANSWERED), width="form")
        self._services = services
        self.fates = list(fates)
        self._discarded: list[str] = []
        self._refusals: dict[str, str] = {}
        self.note = Note(kind="info")
        self.cards: list[FateCard] = []
        self._column = spaced(QVBoxLayout(), spacing=12)
        self.body_layout.addWidget(self.note)
        self.body_layout.addLayout(self._column)
        self.set_action("")
        self.set_cancel(services.texts(words.CLOSE))
        self._draw()

    @property
    def runtime(self) -> Runtime:
        """The way to the services."""
        return self._services.runtime

    def _draw(self) -> None:
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = [FateCard(self, self._services, fate, self._refusals.get(fate.entry.command_id, "")) for fate in self.fates]
        for card in self.cards:
            self._column.addWidget(card)
        held = sum(1 for one in self.fates if one.reply is not None and one.reply.held)
        done = sum(1 for one in self.fates if one.reply is not None and not one.reply.held)
        left = len(self.fates) - held - done
        self.note.set_kind("warning" if left else "success")
        self.note.set_text(self._services.texts(words.UNANSWERED_SUMMARY, done=done, held=held, left=left))

    def settled(self) -> tuple[str, ...]:
        """The ids of the commands that nobody need ask after any more."""
        return (*self._discarded, *(one.entry.command_id for one in self.fates if one.reply is not None))

    def leave_to(self, act: Callable[[], object]) -> None:
        """Close and show something else."""
        self.leave_for(act)

    def discard(self, fate: Fate) -> None:
        """The person does not want it any more."""
        self._discarded.append(fate.entry.command_id)
        self.fates.remove(fate)
        if self.fates:
            self._draw()
        else:
            self.done(None)

    @ui_task
    async def send(self, fate: Fate) -> None:
        """Send what was typed as it is, under the id that it had."""
        command = fate.command
        assert command is not None, "it can be sent only as it was typed"
        try:
            outcome = await self._submission(fate).send(command, self)
        except CodedError as error:
            self._refusals[fate.entry.command_id] = error_sentence(self._services, error)
            self._draw()
            return
        self._take(fate, outcome)

    @ui_task
    async def open_form(self, fate: Fate, offer: Offer) -> None:
        """Show what was typed in the form that it was typed in."""
        command = fate.command
        assert command is not None, "it can be shown only as it was typed"
        row = None
        if (query := offer.row_query(command)) is not None:
            rows = (await self.runtime.ask(query)).rows
            if not rows:
                self._refusals[fate.entry.command_id] = self._services.texts(words.UNANSWERED_NO_RECORD)
                self._draw()
                return
            row = rows[0]
        dialog = FormDialog(offer.action, row, self._services, menu=fate.entry.menu)
        try:
            await dialog.load()
        except BaseException:
            dialog.deleteLater()
            raise
        dialog.resume(command, self._submission(fate))
        outcome = await open_dialog(dialog, over=self.window())
        if isinstance(outcome, Outcome):
            self._take(fate, outcome)

    def show_error(self, error: CodedError) -> None:
        """Something could not be asked for: say it, and leave everything as it is."""
        self.note.set_kind("error")
        self.note.set_text(error_sentence(self._services, error))

    def _submission(self, fate: Fate) -> Submission:
        entry = fate.entry
        return Submission(self._services, menu=entry.menu, remark=entry.remark, command_id=entry.command_id)

    def _take(self, fate: Fate, outcome: Outcome) -> None:
        reply = outcome.reply
        if reply is None:
            return
        assert isinstance(reply, Done | Submitted)
        entry = fate.entry
        kept = KeptReply(
            command_id=entry.command_id,
            message=entry.message,
            at=self._services.clock.now(),
            work_orders=orders_of(reply),
            held=isinstance(reply, Submitted),
        )
        self._refusals.pop(entry.command_id, None)
        self.fates[self.fates.index(fate)] = replace(fate, reply=kept)
        self._draw()


class FateCard(Card):
    """One command. Its buttons are by name in `buttons`: open, order, send, form, discard."""

    def __init__(self, dialog: UnansweredDialog, services: Services, fate: Fate, refusal: str) -> None:
        texts, entry, reply = services.texts, fate.entry, fate.reply
        about = [moment_words(entry.at), *([fate.record] if fate.record else [])]
        super().__init__(command_words(entry.message, entry.menu, texts), " · ".join(about))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._services = services
        self.buttons: dict[str, Button] = {}
        if reply is None:
            self.tag = Tag(texts(words.UNANSWERED_LEFT), "fail")
        elif reply.held:
            self.tag = Tag(texts(words.UNANSWERED_HELD), "wait")
        else:
            self.tag = Tag(texts(words.UNANSWERED_DONE), "done")
        self.head_layout.addWidget(self.tag)
        if refusal:
            self.add_row(Note(refusal, kind="error"))
        info = by_name(entry.message)
        offers = [] if info is None else list(offers_of(info.type, entry.menu))
        if reply is None:
            self._show_typed(fate)
            self._offer_again(dialog, fate, offers)
        else:
            self._offer_record(dialog, fate, offers)
        self.show_foot(bool(self.buttons))
        self.foot_layout.addStretch(1)

    def _show_typed(self, fate: Fate) -> None:
        """Label and value of everything that was typed."""
        command = fate.command
        if command is None:
            self.add_row(Label(self._services.texts(words.UNANSWERED_NOT_KEPT), tone="tx2", wrap=True))
            return
        rows = [
            one
            for one in difference_rows(request(fate.entry.message, command), self._services)
            if one.name not in _NOT_SHOWN and not one.after.absent
        ]
        box = QWidget()
        grid = spaced(QGridLayout(box), margins=(0, 6, 0, 6), spacing=(16, 4))
        for line, one in enumerate(rows):
            grid.addWidget(Label(one.label, tone="tx2", wrap=True), line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(one.after.text, wrap=True), line, 1)
        grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        grid.setColumnStretch(1, 1)
        self.add_row(box)

    def _offer_again(self, dialog: UnansweredDialog, fate: Fate, offers: Sequence[Offer]) -> None:
        texts = self._services.texts
        if fate.command is not None:
            form = next((one for one in offers if _fills(one, fate.command)), None)
            if form is not None:
                self._button("form", texts(words.UNANSWERED_FORM), partial(dialog.open_form, fate, form))
            self._button("send", texts(words.UNANSWERED_SEND), partial(dialog.send, fate))
        self._button("discard", texts(words.UNANSWERED_DISCARD), partial(dialog.discard, fate))

    def _offer_record(self, dialog: UnansweredDialog, fate: Fate, offers: Sequence[Offer]) -> None:
        texts, reply = self._services.texts, fate.reply
        if reply is not None and reply.work_orders:
            opened = partial(open_orders, self._services, reply.work_orders)
            self._button("order", texts(OPEN_ORDER), partial(dialog.leave_to, opened))
        if offers and (reply is None or not reply.held):
            shown = partial(self._services.open_screen, offers[0].screen.key, offers[0].where(fate.record))
            self._button("open", texts(words.UNANSWERED_OPEN), partial(dialog.leave_to, shown))

    def _button(self, name: str, text: str, act: Callable[[], object]) -> None:
        button = Button(text, kind="ghost")
        button.clicked.connect(lambda _=False: act())
        self.buttons[name] = button
        self.foot_layout.addWidget(button)


def _fills(offer: Offer, command: Command[Any]) -> bool:
    """Whether the form of an offer can show what was typed: it is of this command, and its row can be asked for if it has one."""
    form = offer.action.form
    if form is None or form.command is not type(command):
        return False
    return not offer.action.fields or offer.row_query(command) is not None
