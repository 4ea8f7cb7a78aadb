"""Columns, filters and detail fields: how one value of a row is named, drawn, summed, exported and filtered. Qt-free.

A `Decimal` in a row already carries the decimals it is shown with (the service gives amounts with their currency's precision and
rates with their debit currency's), so no column repeats a precision.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from whale_desktop.kernel.texts import Text
from whale_desktop.messages import Query
from whale_desktop.screens.wording import Words

ColumnKind = Literal[
    "text",  # as it is
    "code",  # an id or number of a record: never grouped, exported as text
    "money",  # Decimal; `currency` names the field that holds its currency, drawn muted at the left of the cell
    "signed",  # Decimal with + or −: movements, differences; with `market` in market colours
    "rate",  # Decimal
    "number",  # int or Decimal, plain
    "percent",  # Decimal
    "date",
    "moment",  # aware datetime, drawn in Hong Kong time
    "choice",  # StrEnum with a declared label
    "state",  # StrEnum with a declared label and a tone: dot and word
    "yes_no",
    "texts",  # tuple of plain texts, joined
    "reason",  # Reason: the sentence of its code
    "named",  # a key that stands for something; `words` says it in a language
    "progress",  # whole hundredths of a work that is under way, drawn as a bar
    "size",  # bytes of a file
]


@dataclass(frozen=True)
class Link:
    """Opens another screen, filtered: `screen` is its key, `where` maps its filter fields to fields of this row."""

    screen: str
    where: Mapping[str, str]


LEAST = 64
"""Design pixels below which no column shrinks unless it says so."""
_WORDS = ("text", "texts", "named")


@dataclass(frozen=True)
class Column:
    """One column of a list, or one labelled value of a detail.

    name: field of the row. currency: field with the currency of a money value. estimate: bool field; true draws ≈ and muted.
    strong: bool field; true draws the value in weight 500. pending: field with the open work order that holds the record, empty for
    none; the column then says 待審批. priority 1 stays longest when the width is short; `minimum` and `ideal` are widths in design pixels.
    total: the service sums it; shown: part of the shipped layout; pinned: kept at the left while scrolling.
    flags: bool fields with a word each; the first that is true adds its chip behind a state (已沖銷), which itself stays what it is. In a
    column without room for both the word stands in the place of the state, whose tooltip says both.
    market: a signed value drawn in the colours of up and down; only for profit and loss and rate movements.
    words: what the value of a `named` column is called.
    short: the head in a list, where there is little room; the tooltip, the details and every file say `label`.
    percent: field and value that make a number a percentage (a mark-up is an amount or a ratio).
    """

    name: str
    label: Text
    kind: ColumnKind = "text"
    currency: str = ""
    estimate: str = ""
    strong: str = ""
    pending: str = ""
    sortable: bool = False
    total: bool = False
    shown: bool = True
    pinned: bool = False
    priority: int = 3
    minimum: int = 0
    ideal: int = 110
    link: Link | None = None
    market: bool = False
    flags: tuple[tuple[str, Text], ...] = ()
    words: Words | None = None
    short: Text | None = None
    percent: tuple[str, StrEnum] | None = None

    def __post_init__(self) -> None:
        assert (self.kind == "named") is (self.words is not None), f"{self.name}: words belong to a named column, and to no other"

    @property
    def least(self) -> int:
        """How narrow it may become. Words that a list is about (priority 1 and 2) keep most of their width; others leave before them."""
        if self.minimum:
            return self.minimum
        return max(LEAST, self.ideal * 3 // 4) if self.kind in _WORDS and self.priority <= 2 else LEAST


FilterKind = Literal["text", "choice", "currency", "date_range", "client", "options", "yes_no"]


@dataclass(frozen=True)
class Options:
    """Choices that live in the database: `query` answers a page or tuple of rows; `value` and `label` are fields of them.

    Labels are shown as `value label` when `label` differs from `value`, unless `bare`: then the value says nothing to a person.
    `label` may be a field with names by locale.
    """

    query: Callable[[], Query[Any]]
    value: str
    label: str
    bare: bool = False


@dataclass(frozen=True)
class Filter:
    """One field of the filter form. `name` (and `upto` for the end of a range) are fields of the list query's `where`.

    first: shown in the first row; others unfold behind 高級搜索. several: more than one choice may be picked (the where field is a tuple).
    short: what stands beside the field where the label is long; the tooltip says `label`.
    today: a range of days that the list opens with at the present day in Hong Kong.
    """

    name: str
    label: Text
    kind: FilterKind = "text"
    upto: str = ""
    choice: type[StrEnum] | None = None
    options: Options | None = None
    placeholder: Text | None = None
    first: bool = False
    several: bool = False
    short: Text | None = None
    today: bool = False


@dataclass(frozen=True)
class Section:
    """A titled group of labelled values in a detail drawer or a dialog. needs: permission codes; without one of them it is not there."""

    title: Text
    columns: tuple[Column, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Related:
    """A short list inside a detail: rows of the query built from the detail's record, with their own columns.

    Who may not send the query sees nothing of it, and it is not sent.
    """

    title: Text
    query: Callable[[Any], Query[Any]]
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Comparison:
    """What changed, as a table of before and after inside a detail: `of` takes the two states out of the detail's record.

    It answers a `screens.difference.Difference`; one without fields is not drawn. It stands behind the first section.
    """

    title: Text
    of: Callable[[Any], Any]


@dataclass(frozen=True)
class DetailSpec:
    """What the drawer shows for a row: `query` builds the question from the row; the answer's fields fill the sections."""

    query: Callable[[Any], Query[Any]]
    title: str
    sections: tuple[Section, ...]
    related: tuple[Related, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    state: str = ""


@dataclass(frozen=True)
class Empty:
    """What an empty list says: one line, one hint, and the steps that lead to the first row (label, hint, screen key)."""

    line: Text
    hint: Text | None = None
    steps: tuple[tuple[Text, Text, str], ...] = field(default=())
    waiting: bool = False
