"""Rows of any list as values for a file: labels in the person's language, numbers as numbers, text that no program runs as a formula."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from whale_desktop.kernel.clock import hong_kong
from whale_desktop.kernel.numbers import decimal_places
from whale_desktop.kernel.texts import Catalogue
from whale_desktop.messages import label_of
from whale_desktop.screens import Column, ListScreen
from whale_desktop.screens.wording import NO, YES, reason_words

EXACT_DIGITS = 15
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def safe_text(text: str) -> str:
    """Text that a spreadsheet shows and never runs: a leading `= + - @` or control character gets an apostrophe before it."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def number_cell(value: Decimal) -> float | str:
    """A number for a spreadsheet cell. What a double cannot carry exactly (over 15 digits) goes out as text, digit for digit."""
    short = len(str(value)) <= EXACT_DIGITS  # counting the digits takes much longer than writing them
    if not short and len(value.as_tuple().digits) > EXACT_DIGITS and len(value.normalize().as_tuple().digits) > EXACT_DIGITS:
        return f"{value:f}"
    return float(value)


def with_currencies(screen: ListScreen, columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns, and before an amount the currency that the screen draws inside its cell: a number cell alone would not say it."""
    known = {column.name: column for column in screen.columns}
    chosen = {column.name for column in columns}
    result: list[Column] = []
    for column in columns:
        if column.currency in known and column.currency not in chosen:
            chosen.add(column.currency)
            result.append(known[column.currency])
        result.append(column)
    return tuple(result)


def headings(columns: Sequence[Column], catalogue: Catalogue) -> list[str]:
    """The column heads in a language; two columns with the same label get their number behind it."""
    seen: dict[str, int] = {}
    result = []
    for column in columns:
        label = catalogue(column.label)
        seen[label] = seen.get(label, 0) + 1
        result.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return result


def converter(column: Column, catalogue: Catalogue) -> Callable[[Any], Any]:
    """The function that turns a row's value of `column` into a cell: text, float, date or naive Hong Kong time."""
    if column.kind in ("money", "signed", "rate", "percent"):
        return lambda value: None if value is None else number_cell(value)
    if column.kind == "number":
        return lambda value: number_cell(value) if isinstance(value, Decimal) else value
    if column.kind == "moment":
        return lambda value: None if value is None else hong_kong(value).replace(tzinfo=None, microsecond=0)
    if column.kind == "date":
        return lambda value: value
    if column.kind in ("choice", "state"):
        spoken: dict[Any, str] = {}

        def label(value: Any) -> str | None:
            if value is None or value == "":
                return None
            if value not in spoken:
                spoken[value] = catalogue(label_of(value))
            return spoken[value]

        return label
    if column.kind == "yes_no":
        answers = {True: catalogue(YES), False: catalogue(NO), None: None}
        return lambda value: answers[value]
    if column.kind == "texts":
        return lambda value: safe_text(", ".join(str(one) for one in value or ()))
    if column.kind == "reason":
        return lambda value: None if value is None else safe_text(reason_words(value, catalogue))
    if column.kind == "named":
        words = column.words
        assert words is not None, column.name
        return lambda value: None if value is None or value == "" else safe_text(words(value, catalogue))
    if column.kind in ("progress", "size"):
        return lambda value: value
    return lambda value: None if value is None else safe_text(str(value))


def number_format(column: Column, places: int) -> str:
    """The spreadsheet format of a column; `places` is the largest number of decimals among its values."""
    if column.kind in ("money", "signed"):
        return "#,##0" if places == 0 else "#,##0." + "0" * places
    if column.kind in ("rate", "percent", "number", "progress", "size"):
        return "0" if places == 0 else "0." + "0" * places
    if column.kind == "moment":
        return "yyyy-mm-dd hh:mm:ss"
    if column.kind == "date":
        return "yyyy-mm-dd"
    return "@"


def shown_places(value: Any) -> int:
    """The decimals a value is shown with, 0 for what is no decimal."""
    if not isinstance(value, Decimal):
        return 0
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else decimal_places(value)
