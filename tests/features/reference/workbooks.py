"""Workbooks for tests of imports: sound ones by openpyxl, odd and hostile ones written part by part."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook

HEADER = ("匯率渠道", "匯率類型", "基準貨幣", "折算幣種", "買入價", "賣出價", "中間折算價", "發佈日期")
SAMPLE = ("IB", "即期匯率", "HKD", "USD", 7.8147, 7.8132, 7.8140, 20240318)


def workbook(rows: Iterable[Sequence[Any]], *more: Iterable[Sequence[Any]], header: Sequence[Any] = HEADER) -> bytes:
    """A workbook with a header row and rows; further sheets come as they are."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    for other in more:
        following = book.create_sheet()
        for row in other:
            following.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
    "</Relationships>"
)
_BOOK = (
    '<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Rates" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_SHEET = (
    '{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)


def parts(rows: str, *, before: str = "", more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The parts of a small workbook whose sheet holds `rows` as XML."""
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": _SHEET.format(before=before, rows=rows),
        **(more or {}),
    }


def packed(content: Mapping[str, str | bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Parts as a ZIP file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return stream.getvalue()


def text_cell(reference: str, text: str) -> str:
    """A cell with a text of its own; without a reference it stands after the one before."""
    place = f' r="{reference}"' if reference else ""
    return f'<c{place} t="inlineStr"><is><t>{text}</t></is></c>'
