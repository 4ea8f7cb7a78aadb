"""What the lists of every domain have: the usual words of their fields and actions, widths, and the three actions of a kept record.

Each word is written and translated once. Must not know any feature; what only one domain calls so stays with that domain.
"""

from collections.abc import Callable, Mapping
from typing import Any

from whale_desktop.kernel.texts import C_, Text
from whale_desktop.messages import Command
from whale_desktop.screens.forms import Confirm, CustomDialog, FormSpec, Submit
from whale_desktop.screens.screen import Action, Place

NEW = C_("action", "New")
EDIT = C_("action", "Edit")
DELETE = C_("action", "Delete")
ENABLE = C_("action", "Enable")
DISABLE = C_("action", "Disable")
SAVE = C_("action", "Save")
OK = C_("action", "OK")

ID = C_("field", "ID")
STATUS = C_("field", "Status")
REMARK = C_("field", "Remark")
REASON = C_("field", "Reason")
CREATED_AT = C_("field", "Created at")
UPDATED_AT = C_("field", "Updated at")
OPERATOR = C_("field", "Operator")
CLIENT = C_("field", "Client")
MEMBER_ID = C_("field", "Member ID")
ACCOUNT_NO = C_("field", "A/C No.")
CURRENCY = C_("field", "Currency")
AMOUNT = C_("field", "Amount")
LEDGER_DATE = C_("field", "Ledger date")

CODE_WIDTH = 110
MOMENT_WIDTH = 130
MONEY_WIDTH = 150

SAVE_BUTTON = (Submit(SAVE),)
OK_BUTTON = (Submit(OK),)


def adding(
    command: type[Command[Any]],
    *,
    label: Text = NEW,
    form: FormSpec | None = None,
    dialog: CustomDialog | None = None,
    done: Text | None = None,
) -> Action:
    """The main button of a page: a new record, by Ctrl+N. `label` where New alone does not say what."""
    return Action("new", label, ("page",), command=command, form=form, dialog=dialog, icon="ph.plus", main=True, done=done)


def editing(
    command: type[Command[Any]],
    fields: Mapping[str, str],
    *,
    form: FormSpec | None = None,
    dialog: CustomDialog | None = None,
    done: Text | None = None,
) -> Action:
    """Change the record of a row. fields: of the command ← of the row."""
    return Action(
        "edit", EDIT, ("row",), command=command, fields=fields, form=form, dialog=dialog, icon="ph.pencil-simple", done=done
    )


def deleting(
    command: type[Command[Any]],
    fields: Mapping[str, str],
    *,
    question: Text,
    detail: Text | None = None,
    done: Text,
    many: bool = False,
) -> Action:
    """Delete the record of a row, after a question in the colour of danger that names it; `many`: or those of all ticked rows."""
    confirm = Confirm(question=question, detail=detail, danger=True)
    places: tuple[Place, ...] = ("row", "batch") if many else ("row",)
    return Action("delete", DELETE, places, command=command, fields=fields, confirm=confirm, icon="ph.trash", done=done)


def with_version(*names: str) -> Callable[[Any], Mapping[str, Any]]:
    """Fills a form from a record: the named fields, and the version that the person saw."""
    return lambda record: {**{name: getattr(record, name) for name in names}, "expected_version": record.version}
