"""What the maker is told before he submits what other people will decide, what he may tell them, and the way to the work order.

One box for every dialog. Which commands wait is asked of the window (`Services.approval_of`). Must not know any feature.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Command, Done, Submitted, info_of
from whale_desktop.screens import Action
from whale_desktop.screens.work_orders import BOX_FIELD, OPEN_ORDER, ORDER_FIELD, WORK_ORDERS
from whale_desktop.ui.components import FieldRow, MultiLineField, Note
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.pages.ports import Services, ToastLink

NEEDED = C_("approval", "A work order is needed")
NEEDED_FOR_ALL = C_("approval", "One work order for {count} rows: decided and carried out together")
NEEDED_FOR_EACH = C_("approval", "A work order is needed for each of the {count}")
MAY_BE_NEEDED = C_("approval", "A work order may be needed")
REMARK = C_("approval", "Work order remark")
PLACEHOLDER = C_("approval", "Optional; the approvers read it")
OPEN_ORDERS = C_("approval", "Open my work orders")
LONGEST_REMARK = 500
TARGET_LOCKED = "ticket.target_locked"
"""The refusal of whatever would change a record that waits for a decision."""
SUBMITTED_BOX = "submitted"
"""The view of the work orders that the member has submitted himself."""


class ApprovalBox(QWidget):
    """The hint that people will decide, and the maker's remark to them."""

    edited = Signal()

    def __init__(self, services: Services, hint: str) -> None:
        super().__init__()
        texts = services.texts
        self.note = Note(hint, kind="info")
        self.field = MultiLineField(placeholder=texts(PLACEHOLDER), lines=2, max_length=LONGEST_REMARK)
        self.row = FieldRow(texts(REMARK), self.field, right_aligned=True)
        self._remark = ""
        self.field.edited.connect(self._keep)
        column = spaced(QVBoxLayout(self), spacing=12)
        column.addWidget(self.note)
        column.addWidget(self.row)

    def remark(self) -> str:
        """What the maker tells the approvers, empty for nothing; also when the dialog has gone."""
        return self._remark

    def _keep(self) -> None:
        self._remark = self.field.value()
        self.edited.emit()


def approval_box(
    services: Services, command: type[Command[Any]] | None, *, each: int = 0, asks: bool | None = None
) -> ApprovalBox | None:
    """The box for a command that people will decide, or may have to; None for any other.

    each: so many commands of this kind are going to be sent, together under one work order or each under one of its own.
    asks: whether a command that only asks about some records does so about this one; None where that is not known.
    """
    approval = services.approval_of(command) if command is not None else ""
    if not approval or (approval == "sometimes" and asks is False):
        return None
    if approval == "sometimes" and asks is None:
        hint = services.texts(MAY_BE_NEEDED)
    elif each > 1 and is_one_order(services, command):
        hint = services.texts(NEEDED_FOR_ALL, count=f"{each:,}")
    elif each > 1:
        hint = services.texts(NEEDED_FOR_EACH, count=f"{each:,}")
    else:
        hint = services.texts(NEEDED)
    return ApprovalBox(services, hint)


def asks_about(action: Action, row: Any) -> bool | None:
    """Whether an action asks other people about the record of a row, as far as the row says."""
    return bool(getattr(row, action.asks_if)) if action.asks_if and row is not None else None


def is_one_order(services: Services, command: type[Command[Any]] | None) -> bool:
    """Whether many commands of this kind are one work order: they are held themselves, no record of theirs asks for its own."""
    return command is not None and services.approval_of(command) == "always" and not info_of(command).asks


def remark_of(box: ApprovalBox | None) -> str:
    """The remark in a box, empty where there is no box."""
    return box.remark() if box is not None else ""


def orders_of(reply: Done[Any] | Submitted | None) -> tuple[str, ...]:
    """The numbers of the work orders that a command waits in, or has put its record under."""
    if isinstance(reply, Submitted):
        return (reply.work_order_no,)
    return reply.work_orders if reply is not None else ()


def order_behind(error: CodedError) -> str:
    """The number of the work order that holds the record which a refused command would have changed; empty for another refusal."""
    return str(error.params.get("work_order_no", "")) if error.code == TARGET_LOCKED else ""


def open_orders(services: Services, numbers: Sequence[str]) -> None:
    """Show a work order; of several, all that the member has submitted."""
    where = {ORDER_FIELD: numbers[0]} if len(numbers) == 1 else {BOX_FIELD: SUBMITTED_BOX}
    services.open_screen(WORK_ORDERS, where)


def link_to(services: Services, numbers: Sequence[str]) -> ToastLink | None:
    """The link of a toast to work orders, None where there are none."""
    if not numbers:
        return None
    text = OPEN_ORDER if len(numbers) == 1 else OPEN_ORDERS
    return services.texts(text), lambda: open_orders(services, numbers)
