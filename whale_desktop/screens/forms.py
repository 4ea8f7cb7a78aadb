"""Forms over the fields of a command. One editor per kind; a field nobody else needs brings its own editor by name. Qt-free."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from whale_desktop.kernel.texts import Text
from whale_desktop.messages import Command, Query
from whale_desktop.screens.columns import Column, Options

FieldKind = Literal[
    "text",
    "lines",  # several lines of text
    "amount",
    "rate",
    "integer",
    "date",
    "moment",  # a day and a clock time, in Hong Kong
    "choice",  # StrEnum as a combo box
    "radio",  # StrEnum as radio buttons
    "cards",  # StrEnum as radio cards with a hint each
    "options",  # from a query
    "several",  # many from a query or of a StrEnum, as a grid of checks; the value is a tuple
    "chips",  # many from a query that may be long: found by typing, shown as chips; the value is a tuple
    "switch",
    "currency",
    "client",
    "rows",  # a table of rows with + and −; `rows` says the row's fields
    "custom",  # `editor` names the widget
    "fixed",  # shown, not edited, still sent
]

Values = Mapping[str, Any]
"""The form's present values by field name, as Python values (Decimal, date, StrEnum, str, tuple of dicts for rows), None when empty."""


@dataclass(frozen=True)
class CustomEditor:
    """A hand-written editor for one field, by name: `whale_desktop.features.fx.widgets:PeriodEditor`."""

    name: str


@dataclass(frozen=True)
class Field:
    """One field of a form. `name` is a field of the command (or of the row struct inside `rows`).

    required: marked with a red star; the bus decides all the same. when: shown only while true for the present values.
    enabled: shown but not edited while false for the present values, and not asked for; its value is still sent.
    hints: a hint per choice of a `cards` field. initial: value of an empty new form. decimals: a hint for the editor, never a rounding.
    """

    name: str
    label: Text
    kind: FieldKind = "text"
    required: bool = True
    hint: Text | None = None
    placeholder: Text | None = None
    choice: type[StrEnum] | None = None
    hints: Mapping[StrEnum, Text] = field(default_factory=dict)
    options: Options | None = None
    rows: tuple["Field", ...] = ()
    editor: CustomEditor | None = None
    when: Callable[[Values], bool] | None = None
    enabled: Callable[[Values], bool] | None = None
    initial: Any = None
    maximum_length: int = 0


@dataclass(frozen=True)
class Submit:
    """One button of the form's foot. `values` are added to the command (`{"approve": False}`).

    requires: fields that must be filled for this button only (the remark of a rejection).
    """

    label: Text
    values: Mapping[str, Any] = field(default_factory=dict)
    kind: Literal["primary", "danger", "danger-outline", "default"] = "primary"
    requires: tuple[str, ...] = ()
    key: str = "Ctrl+Return"


@dataclass(frozen=True)
class FormSpec:
    """A dialog that fills one command.

    load: builds the query whose answer fills the form, from the row (None: the row itself fills it). fill: turns that answer into values.
    context: values shown above the fields, from the loaded record. consequence: what will happen, at the left of the foot.
    """

    title: Text
    command: type[Command[Any]]
    fields: tuple[Field, ...]
    submits: tuple[Submit, ...]
    width: Literal[480, 640, 864, 1040, 1200] = 640
    load: Callable[[Any], Query[Any]] | None = None
    fill: Callable[[Any], Values] | None = None
    context: tuple[Column, ...] = ()
    consequence: Text | None = None


@dataclass(frozen=True)
class Confirm:
    """A question before a command: names the object and the numbers. `{field}` of the row and `{count}` of the selection may be used.

    The button that carries it out says the label of its action. keep: what the button that does nothing says, where "Cancel" beside that
    would be misread.
    """

    question: Text
    detail: Text | None = None
    danger: bool = False
    keep: Text | None = None


@dataclass(frozen=True)
class CustomDialog:
    """A hand-written dialog, by name: `whale_desktop.features.fx.widgets:ManualExchangeDialog`; it sends `command`."""

    name: str
    command: type[Command[Any]]


@dataclass(frozen=True)
class ImportSpec:
    """A batch import from xlsx: download a template, upload, see every row and every error, confirm.

    template: command that makes the template file. preview: from the uploaded blob id, the query that reads and checks the whole file.
    submit: the command that writes it. columns: of the preview's rows (each row has `row`, its number in the file).
    failed: from the blob id, the command that makes a file of the bad rows with their reasons.
    sample: from nothing, the command that makes a ready file for the demonstration; None when the bus does not offer one.
    partial: from the blob id, the command that writes the rows without errors only, for whoever chooses to ignore the others.
    """

    title: Text
    submit: Callable[[str], Command[Any]]
    command: type[Command[Any]]
    template: Callable[[str], Command[Any]]
    preview: Callable[[str], Query[Any]]
    columns: tuple[Column, ...]
    failed: Callable[[str, str], Command[Any]]
    sample: Callable[[str], Command[Any]] | None = None
    partial: Callable[[str], Command[Any]] | None = None
