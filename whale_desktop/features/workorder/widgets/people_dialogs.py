"""Small dialogs around one order: hand it on, copy it, comment on it."""

from typing import Any

from whale_desktop.features.workorder.messages import (
    MAXIMUM_COMMENT,
    ApproverKind,
    CommentWorkOrder,
    CopyWorkOrder,
    ListPeople,
    Person,
    TransferWorkOrder,
)
from whale_desktop.features.workorder.widgets import words
from whale_desktop.kernel.texts import Text
from whale_desktop.messages import Command
from whale_desktop.ui.components import ChoiceField, FieldRow, MultiChoiceField, MultiLineField, Option, align_labels
from whale_desktop.ui.forms.command_dialog import CommandDialog
from whale_desktop.ui.pages.ports import Services


class OrderDialog(CommandDialog):
    """One command about one order, with a comment."""

    done_text: Text = words.SENT

    def __init__(self, services: Services, title: Text, number: int) -> None:
        super().__init__(services, title, width="small")
        self.number = number
        self.comment = MultiLineField(lines=3, max_length=MAXIMUM_COMMENT)
        self.comment.edited.connect(self.touch)
        self.comment_row = FieldRow(services.texts(words.COMMENT), self.comment, right_aligned=True)
        self.set_action(services.texts(words.SEND))

    def lay_out(self, *rows: FieldRow) -> None:
        """The fields above the comment."""
        every = [*rows, self.comment_row]
        align_labels(every)
        for row in every:
            self.body_layout.addWidget(row)
        self.add_notes()

    def succeeded(self, result: Any) -> None:
        """Say that it was done."""
        self.services.toasts.success(self.services.texts(self.done_text))

    async def people(self) -> tuple[Person, ...]:
        """Members who can be named."""
        return await self.services.runtime.ask(ListPeople(kind=ApproverKind.USER, limit=200))


class CommentDialog(OrderDialog):
    """A comment."""

    def __init__(self, services: Services, number: int) -> None:
        super().__init__(services, words.COMMENT_TITLE, number)
        self.field_rows = {"comment": self.comment_row}
        self.lay_out()

    def command(self) -> Command[Any]:
        """The comment."""
        return CommentWorkOrder(work_order_no=self.number, comment=self.comment.value())


class TransferDialog(OrderDialog):
    """To whom, and why."""

    def __init__(self, services: Services, number: int) -> None:
        super().__init__(services, words.TRANSFER_TITLE, number)
        self.receiver = ChoiceField([])
        row = FieldRow(services.texts(words.RECEIVER), self.receiver, required=True, right_aligned=True)
        self.receiver.edited.connect(self.touch)
        self.field_rows = {"member_id": row, "comment": self.comment_row}
        self.lay_out(row)
        services.runtime.start(self._load(), self)

    async def _load(self) -> None:
        me = str(self.services.session.member_id)
        self.receiver.set_options([Option(one.ref, one.name) for one in await self.people() if one.ref != me])

    def command(self) -> Command[Any]:
        """The new person and the comment."""
        chosen = self.receiver.value()
        return TransferWorkOrder(work_order_no=self.number, member_id=int(chosen or 0), comment=self.comment.value())


class CopyDialog(OrderDialog):
    """To whom copies go."""

    def __init__(self, services: Services, number: int) -> None:
        super().__init__(services, words.COPY_TITLE, number)
        self.members = MultiChoiceField([])
        row = FieldRow(services.texts(words.MEMBERS), self.members, required=True, right_aligned=True)
        self.members.edited.connect(self.touch)
        self.field_rows = {"members": row, "comment": self.comment_row}
        self.lay_out(row)
        services.runtime.start(self._load(), self)

    async def _load(self) -> None:
        me = str(self.services.session.member_id)
        self.members.set_options([Option(one.ref, one.name) for one in await self.people() if one.ref != me])

    def command(self) -> Command[Any]:
        """The members."""
        members = tuple(int(str(one)) for one in self.members.value() or ())
        return CopyWorkOrder(work_order_no=self.number, members=members, comment=self.comment.value())


DIALOGS: dict[str, type[Any]] = {"transfer": TransferDialog, "copy": CopyDialog, "comment": CommentDialog}
"""The dialogs by the name of their action."""
