"""One function for each kind of file: xlsx, csv, pdf. They take rows as they come and can be stopped by the generator that gives them."""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any

from whale_desktop.features.documents.handlers.columnar import Batch, cell_reader, first_rows, records
from whale_desktop.features.documents.handlers.tabular import converter, headings, number_format, shown_places
from whale_desktop.kernel import resources
from whale_desktop.kernel.texts import Catalogue
from whale_desktop.screens import Column, Section
from whale_desktop.screens.values import shown_text

SAMPLE = 500
"""How many rows decide the number of decimals that a column is shown with."""

A4_WIDTH = 297
MARGINS = 24
MILLIMETRES = 0.19
"""What the ideal width of a column, in pixels of the screen, becomes on paper; with less, words would run into the next column."""

_FACES = {
    "zh_Hant": ["Inter", "Noto Sans CJK HK", "Noto Sans CJK TC", "PingFang HK", "Microsoft JhengHei"],
    "zh_Hans": ["Inter", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei"],
    "en": ["Inter", "Noto Sans CJK HK", "Noto Sans"],
}
_LANGUAGES = {"zh_Hant": ("zh", "hk"), "zh_Hans": ("zh", "cn"), "en": ("en", "gb")}
_SHEET_NAME_LENGTH = 31


def sheet_name(title: str) -> str:
    """A title as a workbook allows it for a sheet."""
    return "".join("_" if letter in "[]:*?/\\'" else letter for letter in title)[:_SHEET_NAME_LENGTH] or "1"


def is_right(column: Column) -> bool:
    """Whether a printed column stands at the right: figures do."""
    return column.kind in ("money", "signed", "rate", "percent", "number", "size")


def write_xlsx(batches: Iterator[Batch], columns: Sequence[Column], catalogue: Catalogue, *, title: str) -> bytes:
    """A workbook with one sheet: heads in the language, first row frozen, numbers and dates as such, ids as text."""
    from rustpy_xlsxwriter import Format, write_worksheet  # loaded when the first file is made, not at start-up

    heads = headings(columns, catalogue)
    readers = [cell_reader(column, catalogue) for column in columns]
    first, batches = first_rows(batches, SAMPLE)
    formats, widths = {}, {}
    for head, column in zip(heads, columns, strict=True):
        sample = islice(chain.from_iterable(batch.values(column.name) for batch in first), SAMPLE)
        formats[head] = Format().set_num_format(number_format(column, max(map(shown_places, sample), default=0)))
        widths[head] = max(10.0, min(40.0, column.ideal / 6))
    buffer = io.BytesIO()
    write_worksheet(
        records(batches, heads, readers) if any(map(len, first)) else [dict.fromkeys(heads)],
        buffer,
        sheet_name=sheet_name(title),
        freeze_row=1,
        bold_headers=True,
        column_formats=formats,
        column_widths=widths,
    )
    return buffer.getvalue()


def write_csv(batches: Iterator[Batch], columns: Sequence[Column], catalogue: Catalogue) -> bytes:
    """UTF-8 with a byte order mark, commas, ISO dates; negative numbers stay numbers."""
    import csv  # loaded when the first file is made, not at start-up

    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(headings(columns, catalogue))
    cells = [(column, converter(column, catalogue)) for column in columns]
    for batch in batches:
        by_column = ([_csv_cell(column, value, convert) for value in batch.values(column.name)] for column, convert in cells)
        writer.writerows(zip(*by_column, strict=True))
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _csv_cell(column: Column, value: Any, convert: Any) -> Any:
    if column.kind in ("money", "signed", "rate", "percent", "number") and value is not None:
        return f"{value:f}" if not isinstance(value, int) else value
    cell = convert(value)
    return "" if cell is None else cell


def write_pdf(rows: Iterable[Any], columns: Sequence[Column], catalogue: Catalogue, *, title: str, subtitle: str) -> bytes:
    """A landscape table with repeated heads and page numbers. A4 where the columns have room on it, else a wider sheet of its height."""
    data = {
        "width": max(A4_WIDTH, MARGINS + round(sum(column.ideal for column in columns) * MILLIMETRES)),
        "title": title,
        "subtitle": subtitle,
        "heads": headings(columns, catalogue),
        "right": [is_right(column) for column in columns],
        "rows": [[shown_text(column, row, catalogue) for column in columns] for row in rows],
    }
    return typeset("list.typ", data, catalogue.locale)


def write_record(record: Any, sections: Sequence[Section], catalogue: Catalogue, *, title: str, subtitle: str) -> bytes:
    """One record with its sections of labelled values."""
    data = {
        "title": title,
        "subtitle": subtitle,
        "sections": [
            {
                "title": catalogue(section.title),
                "values": [[catalogue(column.label), shown_text(column, record, catalogue)] for column in section.columns],
            }
            for section in sections
        ],
    }
    return typeset("record.typ", data, catalogue.locale)


def typeset(template: str, data: dict[str, Any], locale: str) -> bytes:
    """The document that a template makes of data, set with a face that has the signs of the language."""
    import typst  # loaded when the first document is printed, not at start-up

    language, region = _LANGUAGES.get(locale, _LANGUAGES["en"])
    inputs = {"data": json.dumps({**data, "faces": _FACES.get(locale, _FACES["en"]), "language": language, "region": region})}
    made = typst.compile(str(resources.resource("templates", template)), format="pdf", sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made
