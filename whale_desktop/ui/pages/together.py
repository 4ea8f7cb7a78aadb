"""Many rows under one approval as one work order: what could not run is said row by row, and nothing of it is filed."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from whale_desktop.kernel.errors import CodedError, UserError
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Command, codec, info_of
from whale_desktop.messages.batch import MAXIMUM_PARTS, Batch, BatchPart
from whale_desktop.screens import Action
from whale_desktop.ui.components import Dialog, Label, Note, open_dialog
from whale_desktop.ui.pages.approval import is_one_order
from whale_desktop.ui.pages.batch import FAILED_ROW
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence
from whale_desktop.ui.pages.submission import Submission, tell_error, tell_outcome
from whale_desktop.ui.pages.wording import CANCEL, CLOSE

REFUSED = C_("batch", "{bad} of {count} cannot be submitted; no work order was opened yet")
NONE_LEFT = C_("batch", "None of the {count} can be submitted; no work order was opened")
SUBMIT_REST = C_("batch", "Submit the other {count}")
TOO_MANY = C_("batch", "One work order takes {limit} rows at most; {count} are selected")
_PLACE = re.compile(r"parts\[(\d+)\]")


def is_too_many(services: Services, action: Action, rows: Sequence[Any]) -> bool:
    """Say so when more rows are chosen than one work order takes."""
    if len(rows) <= MAXIMUM_PARTS or not is_one_order(services, action.command):
        return False
    services.toasts.warning(services.texts(TOO_MANY, limit=f"{MAXIMUM_PARTS:,}", count=f"{len(rows):,}"))
    return True


class RefusedRows(Dialog):
    """Which rows cannot be submitted and why. The result is True when the others shall be, None for nothing."""

    def __init__(self, services: Services, title: str, reasons: Mapping[str, str], count: int) -> None:
        super().__init__(title, width="small")
        texts, left = services.texts, count - len(reasons)
        line = REFUSED if left else NONE_LEFT
        self.body_layout.addWidget(Note(texts(line, bad=f"{len(reasons):,}", count=f"{count:,}"), kind="warning"))
        self.lines = [texts(FAILED_ROW, row=key, reason=reason) for key, reason in reasons.items()]
        for one in self.lines:
            self.body_layout.addWidget(Label(one, wrap=True))
        self.set_action(texts(SUBMIT_REST, count=f"{left:,}") if left else "")
        self.set_cancel(texts(CANCEL if left else CLOSE))
        self.submitted.connect(lambda: self.done(True))


async def submit_together(
    services: Services, action: Action, commands: Sequence[tuple[Any, Command[Any]]], page: Any, *, menu: str, remark: str = ""
) -> None:
    """Put the commands of rows before their approvers as one work order; without those that cannot run, if the person agrees."""
    await _submit(services, action, list(commands), page, Submission(services, menu=menu, remark=remark))


async def _submit(
    services: Services, action: Action, left: list[tuple[Any, Command[Any]]], page: Any, submission: Submission
) -> None:
    try:
        outcome = await submission.send(_batch_of([command for _, command in left]), page)
    except CodedError as error:
        reasons = _reasons(services, error)
        if not reasons:
            again = partial(_submit, services, action, left, page, submission)
            tell_error(services, error, retry=lambda: services.runtime.start(again(), page))
            page.refresh()
            return
        named = {str(page.selection.key(left[place][0])): reason for place, reason in reasons.items()}
        dialog = RefusedRows(services, services.texts(action.label), named, len(left))
        if await open_dialog(dialog, over=page.window()) is True:
            submission.renew()
            rest = [one for place, one in enumerate(left) if place not in reasons]
            await _submit(services, action, rest, page, submission)
        else:
            page.refresh()
        return
    tell_outcome(services, outcome, label=action.label)
    if outcome.sent:
        page.selection.clear()
        page.refresh()


def _batch_of(commands: Sequence[Command[Any]]) -> Batch:
    """Commands as one."""
    return Batch(
        parts=tuple(
            BatchPart(message=info_of(one).name, body=codec.decode(codec.encode(one), dict[str, Any])) for one in commands
        )
    )


def _reasons(services: Services, error: CodedError) -> dict[int, str]:
    """Why rows were refused, by their place; nothing for a refusal that names no row."""
    found: dict[int, list[str]] = {}
    for one in error.fields if isinstance(error, UserError) else ():
        place = _PLACE.match(one.field)
        if place is not None:
            found.setdefault(int(place[1]), []).append(error_sentence(services, UserError(one.code, one.params)))
    return {place: "; ".join(dict.fromkeys(said)) for place, said in sorted(found.items())}
