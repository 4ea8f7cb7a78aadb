"""Reading workbooks that people send in: safety before unpacking, cells as exact values, headers in any of the languages.

Every import uses this one way in. Must not know any feature, and loads the reader only when a file is there to be read.
Errors are `UserError` with a `sheet.…` code (`messages/error_texts.py`).
"""

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import from_spreadsheet
from whale_desktop.kernel.texts import LOCALES, Catalogue, Text, catalogue

Cell = str | int | float | bool | date | datetime | time | timedelta
"""A cell as it is read; an empty one is the empty text."""

Row = Sequence[Cell]

MEGABYTE = 1024 * 1024
MAXIMUM_BYTES = 20 * MEGABYTE
MAXIMUM_UNPACKED_BYTES = 256 * MEGABYTE
MAXIMUM_ROWS = 100_000
MAXIMUM_COLUMNS = 50
MAXIMUM_TEXT_BYTES = 1024 * MEGABYTE

V = TypeVar("V")

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHORTEST_CELL = len(b"<c/>")
_UNUSUAL = re.compile(rb'<c(?![\w:.-]| r="[A-Z][0-9]{1,5}")[^>]*>')
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_ANY_CELL = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
_SHARED = re.compile(rb"""\st\s*=\s*["']s["']""")
_POSITION = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]*)([0-9]*)\s*["']""")
_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|[+-]?\.\d+")
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")
_SAME = str.maketrans({"帳": "賬", "账": "賬", "傭": "佣", "－": "-", "＊": "*"})
_SYNONYMS = (("通路", "渠道"), ("管道", "渠道"), ("頻道", "渠道"), ("設定", "設置"), ("設置", "设置"))


# ------------------------------------------------------------------------------------------------------------------ safety


def check_workbook(data: bytes, *, maximum_rows: int = MAXIMUM_ROWS) -> None:
    """Refuse what is no plain xlsx or would need too much to unpack, before any of it is interpreted.

    Codes: `sheet.too_large`, `sheet.old_or_locked`, `sheet.not_a_workbook`, `sheet.unsafe`, `sheet.too_many_rows`, `sheet.too_wide`.
    """
    if len(data) > MAXIMUM_BYTES:
        raise _too_large(len(data), MAXIMUM_BYTES)
    if data.startswith(_OLD_OR_LOCKED):
        raise UserError("sheet.old_or_locked")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise UserError("sheet.not_a_workbook") from None
    with archive:
        members = archive.infolist()
        names = [one.filename for one in members]
        if "xl/workbook.xml" not in names:
            raise UserError("sheet.not_a_workbook")
        if len(set(names)) < len(names) or "content.xml" in names or "xl/workbook.bin" in names:
            raise UserError("sheet.unsafe")
        unpacked = sum(one.file_size for one in members)
        if unpacked > MAXIMUM_UNPACKED_BYTES:
            raise _too_large(unpacked, MAXIMUM_UNPACKED_BYTES)
        if any(one.flag_bits & 1 for one in members):
            raise UserError("sheet.old_or_locked")
        _check_members(archive, members, maximum_rows)


def _too_large(size: int, limit: int) -> UserError:
    return UserError("sheet.too_large", {"size": -(-size // MEGABYTE), "limit": limit // MEGABYTE})


def _check_members(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], maximum_rows: int) -> None:
    longest = cells = 0
    for member in members:
        if member.is_dir():
            continue
        content = _unpack(archive, member)
        if content.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
            raise UserError("sheet.unsafe")
        if b"<!" in content and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
            raise UserError("sheet.unsafe")
        if member.filename.casefold().endswith("sharedstrings.xml"):
            longest = max(len(part) for part in content.split(b"<si"))
        else:
            cells += len(content) // _SHORTEST_CELL
            _check_extent(content, maximum_rows)
    # A text that many cells share is copied into each of them: a small file could fill the memory with one long text.
    if longest * cells > MAXIMUM_TEXT_BYTES:
        cells = sum(len(_SHARED.findall(_unpack(archive, one))) for one in members if not one.is_dir())
        if longest * cells > MAXIMUM_TEXT_BYTES:
            raise _too_large(longest * cells, MAXIMUM_TEXT_BYTES)


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """One part, never more of it than it declares; a part that holds more fails its checksum."""
    try:
        return archive.read(member)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError, zlib.error):
        raise UserError("sheet.not_a_workbook") from None


def _check_extent(content: bytes, maximum_rows: int) -> None:
    """Refuse filled cells outside the allowed rows and columns.

    The reader lays the sheet out as a full rectangle, so that one far cell alone would need all memory.
    """
    if b":c" in content:
        _check_every_cell(content, maximum_rows)
        return
    for match in _UNUSUAL.finditer(content):
        reference = _REFERENCE.match(match.group())
        if reference is None:
            _check_every_cell(content, maximum_rows)
            return
        if not _is_empty_cell(content, match.end()):
            _refuse_far(_column(reference[1]), int(reference[2]), maximum_rows)


def _column(letters: bytes) -> int:
    """The number of a column from its letters: 1 for A."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column


def _is_empty_cell(content: bytes, end: int) -> bool:
    """Whether the cell whose opening tag ends at `end` holds nothing."""
    return content[end - 2 : end - 1] == b"/" or content[end : end + 2] == b"</"


def _refuse_far(column: int, row: int, maximum_rows: int) -> None:
    if column > MAXIMUM_COLUMNS:
        raise UserError("sheet.too_wide", {"limit": MAXIMUM_COLUMNS})
    if row > maximum_rows + 1:
        raise UserError("sheet.too_many_rows", {"limit": maximum_rows})


def _check_every_cell(content: bytes, maximum_rows: int) -> None:
    """As `_check_extent` for a file that writes cells in an unusual way, such as without their positions."""
    row = column = 0
    for match in _ANY_CELL.finditer(content):
        kind, attributes = match.groups()
        position = _POSITION.search(attributes)
        if kind == b"row":
            row = int(position[2][:12]) if position and position[2] else row + 1
            column = 0
            continue
        column += 1
        if position and position[1]:
            column = _column(position[1][:8])
        if not _is_empty_cell(content, match.end()):
            _refuse_far(column, int(position[2][:12]) if position and position[2] else row, maximum_rows)


# ----------------------------------------------------------------------------------------------------------------- reading


def read_sheet(data: bytes, sheet: int = 0, *, maximum_rows: int = MAXIMUM_ROWS) -> list[list[Any]]:
    """The cells of one sheet, header first, empty rows at the end left out. Raises the codes of `check_workbook` and `sheet.empty`."""
    check_workbook(data, maximum_rows=maximum_rows)
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if sheet >= len(workbook.sheet_names):
            raise UserError("sheet.empty")
        rows = workbook.get_sheet_by_index(sheet).to_python(skip_empty_area=False)
    except PasswordError:
        raise UserError("sheet.old_or_locked") from None
    except (CalamineError, OSError, ValueError):
        raise UserError("sheet.not_a_workbook") from None
    except BaseException as error:
        # A panic of the reader is no Exception; a damaged file is the person's to mend, not a fault of ours.
        if type(error).__name__ != "PanicException":
            raise
        raise UserError("sheet.not_a_workbook") from None
    while rows and is_empty_row(rows[-1]):
        rows.pop()
    if not rows:
        raise UserError("sheet.empty")
    if len(rows) > maximum_rows + 1:
        raise UserError("sheet.too_many_rows", {"limit": maximum_rows})
    return rows


def is_empty_row(row: Row) -> bool:
    """Whether no cell of a row holds anything but blanks."""
    return all(cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in row)


def cell_text(cell: Cell) -> str:
    """A cell as the text that a person sees: whole numbers without decimals, dates as ISO."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        number = from_spreadsheet(cell)
        return f"{number:f}" if number != number.to_integral_value() else f"{number.to_integral_value():f}"
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)


def cell_decimal(cell: Cell) -> Decimal | None:
    """A cell as an exact number, None for an empty one. Raises `ValueError` for anything else; thousands may be grouped by commas."""
    if isinstance(cell, float):
        return from_spreadsheet(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | str):
        raise ValueError(str(cell))
    if isinstance(cell, int):
        return from_spreadsheet(cell)
    text = unicodedata.normalize("NFKC", cell).strip()
    if not text:
        return None
    if not _NUMBER.fullmatch(text) or len(text) > 40:
        raise ValueError(text)
    return Decimal(text.replace(",", ""))


def cell_date(cell: Cell) -> date | None:
    """A cell as a date: a date cell, the number or text 20240318, 2024-03-18, 2024/3/18, 2024年3月18日. Raises `ValueError`."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool | time | timedelta):
        raise ValueError(str(cell))
    if isinstance(cell, int | float):
        if cell != int(cell) or not 10_000_000 <= cell <= 99_999_999:
            raise ValueError(str(cell))
        text = str(int(cell))
    else:
        text = unicodedata.normalize("NFKC", cell).strip()
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return date(int(found[1]), int(found[2]), int(found[3]))


# ------------------------------------------------------------------------------------------------------- words and headers


def folded(text: str) -> str:
    """`text` as words are compared: width, case, blanks, the star of a required column and spellings of one character do not count."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_SAME)
    plain = "".join(plain.split()).rstrip("*")
    for other, usual in _SYNONYMS:
        plain = plain.replace(other, usual)
    return plain


@lru_cache(maxsize=512)
def spoken(text: Text) -> frozenset[str]:
    """`text` in every language, folded."""
    return frozenset(folded(catalogue(locale)(text)) for locale in LOCALES)


def accepted(words: Mapping[V, Text]) -> dict[str, V]:
    """Every word that stands for a value: its label in any language, and its code if the value is one."""
    result: dict[str, V] = {}
    for value, text in words.items():
        for word in spoken(text):
            result[word] = value
        if isinstance(value, str):
            result[folded(str(value))] = value
    return result


def find_columns(header: Row, columns: Mapping[str, Text]) -> tuple[dict[str, int], list[str], list[str]]:
    """Where each column stands in the header row: name → index; the names of those that are missing; headers that stand twice."""
    words = accepted(columns)
    found: dict[str, int] = {}
    twice: list[str] = []
    for index, cell in enumerate(header):
        name = words.get(folded(cell_text(cell)))
        if name is None:
            continue
        if name in found:
            twice.append(cell_text(cell))
        else:
            found[name] = index
    return found, [name for name in columns if name not in found], twice


def places_of(header: Row, columns: Mapping[str, Text], texts: Catalogue, *, optional: Collection[str] = ()) -> dict[str, int]:
    """Where each column stands, in the order of `columns`; an optional one that is missing is left out.

    Raises `UserError`: `sheet.headers` with the columns that are missing, `sheet.headers_twice`.
    """
    found, missing, twice = find_columns(header, columns)
    absent = [texts(columns[name]) for name in missing if name not in optional]
    for code, names in (("sheet.headers", absent), ("sheet.headers_twice", twice)):
        if names:
            raise UserError(code, {"columns": ", ".join(names)})
    return {name: found[name] for name in columns if name in found}
