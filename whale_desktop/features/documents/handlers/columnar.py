"""Cells of a file a column at a time: the same cells as `tabular.converter` gives for row after row, and several times as fast.

The rule is the converter. Where a column still is as the database stores it, the cell is made of that without a detour, in exactly the
cases for which a test proves that it is the same cell.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Protocol

from whale_desktop.features.documents.handlers.tabular import DANGEROUS, EXACT_DIGITS, converter, safe_text
from whale_desktop.kernel.texts import Catalogue
from whale_desktop.messages import Struct
from whale_desktop.screens import Column
from whale_desktop.storage import Choice, Moment, ScaledDecimal

Reader = Callable[["Batch"], Sequence[Any]]
"""Gives the cells of one column for some rows."""

_EXACT = 10**EXACT_DIGITS
_DANGER = frozenset(DANGEROUS)
_FIRST_DAY = datetime(1899, 12, 30, tzinfo=UTC)
"""What spreadsheets count days from."""
_HONG_KONG_SECONDS = 8 * 3600
_STEADY = int(datetime(1980, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
"""From here on Hong Kong has had no summer time; microseconds."""
_SECONDS_BEFORE_1970 = int((datetime(1970, 1, 1, tzinfo=UTC) - _FIRST_DAY).total_seconds()) + _HONG_KONG_SECONDS
_DAY_SECONDS = 86_400


class Batch(Protocol):
    """Some rows of a list by column (`storage.Columns`)."""

    def __len__(self) -> int: ...

    def values(self, field: str, /) -> Sequence[Any]:
        """A field of every row."""

    def stored(self, field: str, /) -> tuple[Any, Sequence[Any]]:
        """The column type and the stored values behind a field; the type is None where there is nothing but the values."""


class StructBatch:
    """Rows of a list whose query is answered by a function of its own."""

    def __init__(self, rows: Sequence[Struct]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def values(self, field: str) -> Sequence[Any]:
        """A field of every row."""
        return [getattr(row, field) for row in self._rows]

    def stored(self, field: str) -> tuple[Any, Sequence[Any]]:
        """Nothing but the values."""
        return None, ()


def cell_reader(column: Column, catalogue: Catalogue) -> Reader:
    """The cells of `column` for a spreadsheet."""
    convert = converter(column, catalogue)
    name = column.name

    def plain(batch: Batch) -> Sequence[Any]:
        return [convert(value) for value in batch.values(name)]

    match column.kind:
        case "money" | "signed" | "rate" | "percent" | "number":
            return lambda batch: _numbers(*batch.stored(name)) or plain(batch)
        case "moment":
            return lambda batch: _moments(*batch.stored(name)) or plain(batch)
        case "choice" | "state":
            return _choices(name, convert, plain)
        case "text" | "code":
            return lambda batch: _texts(batch.values(name)) or plain(batch)
    return plain


def _numbers(kind: Any, stored: Sequence[Any]) -> list[Any] | None:
    """Scaled integers that a double carries exactly; the quotient of two integers is the nearest double, as that of the decimal is."""
    if not isinstance(kind, ScaledDecimal):
        return None
    unit = 10**kind.scale
    known = stored if None not in stored else [value for value in stored if value is not None]
    if known and not (max(known) < _EXACT and min(known) > -_EXACT):
        return None
    if known is stored:
        return [value / unit for value in stored]
    return [None if value is None else value / unit for value in stored]


def _moments(kind: Any, stored: Sequence[Any]) -> list[Any] | None:
    """Whole seconds of Hong Kong time as days of the spreadsheet's calendar."""
    if not isinstance(kind, Moment):
        return None
    known = stored if None not in stored else [value for value in stored if value is not None]
    if known and min(known) < _STEADY:
        return None
    if known is stored:
        return [(value // 1_000_000 + _SECONDS_BEFORE_1970) / _DAY_SECONDS for value in stored]
    return [None if value is None else (value // 1_000_000 + _SECONDS_BEFORE_1970) / _DAY_SECONDS for value in stored]


def _choices(name: str, convert: Callable[[Any], Any], plain: Reader) -> Reader:
    """Every member is put into words once."""
    words: dict[Any, Any] = {}

    def read(batch: Batch) -> Sequence[Any]:
        kind, stored = batch.stored(name)
        if not isinstance(kind, Choice):
            return plain(batch)
        for value in set(stored) - words.keys():
            words[value] = convert(kind.process_result_value(value, None))  # type: ignore[arg-type]  # asks no dialect
        return [words[value] for value in stored]

    return read


def _texts(values: Sequence[Any]) -> list[Any] | None:
    """Texts as they are, but for those that a program might run."""
    if {*map(type, values)} - {str}:
        return None
    return [value if value[:1] not in _DANGER else safe_text(value) for value in values]


def records(batches: Iterable[Batch], heads: Sequence[str], readers: Sequence[Reader]) -> Iterator[dict[str, Any]]:
    """Row after row as head → cell, as the writer of workbooks takes them."""
    for batch in batches:
        for row in zip(*(read(batch) for read in readers), strict=True):
            yield dict(zip(heads, row, strict=True))


def first_rows(batches: Iterator[Batch], count: int) -> tuple[list[Batch], Iterator[Batch]]:
    """The batches with the first `count` rows, and all batches from the first on."""
    taken: list[Batch] = []
    seen = 0
    for batch in batches:
        taken.append(batch)
        seen += len(batch)
        if seen >= count:
            break
    return taken, chain(taken, batches)
