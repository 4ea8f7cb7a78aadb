"""Reading workbooks: hostile and damaged files are refused before they cost anything, cells come out exact (`docs/rules/fx.md` 7.3)."""

import io
import struct
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.features.reference.workbooks import HEADER, SAMPLE, packed, parts, text_cell, workbook
from whale_desktop.kernel import sheets
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.sheets import cell_date, cell_decimal, cell_text, check_workbook, find_columns, folded, read_sheet
from whale_desktop.kernel.texts import C_

SOUND = workbook([SAMPLE])
"""Made once: a workbook carries the moment of its making, and examples must be repeatable."""


def _code(data: bytes, **limits: Any) -> str:
    with pytest.raises(UserError) as caught:
        read_sheet(data, **limits)
    return caught.value.code


def _sheet(rows: str, **more: Any) -> bytes:
    return packed(parts(rows, **more))


def test_a_plain_workbook_is_read_as_it_is() -> None:
    rows = read_sheet(workbook([SAMPLE, (), (), (None,) * 8]))
    assert rows[0] == list(HEADER)
    assert rows[1] == list(SAMPLE)
    assert len(rows) == 2


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04 not really", b"\0" * 100, b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    assert _code(data) == "sheet.not_a_workbook"


def test_an_old_or_protected_file_is_told_apart() -> None:
    assert _code(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "sheet.old_or_locked"
    locked = bytearray(_sheet(""))
    at = locked.find(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert _code(bytes(locked)) == "sheet.old_or_locked"


def test_a_word_document_is_no_workbook() -> None:
    assert _code(packed({"word/document.xml": "<w/>", "[Content_Types].xml": "<Types/>"})) == "sheet.not_a_workbook"


def test_a_file_that_declares_too_much_is_refused_before_it_is_unpacked() -> None:
    bomb = packed(parts("", more={"xl/media/zeros.bin": "\0" * (sheets.MAXIMUM_UNPACKED_BYTES + 1)}))
    assert len(bomb) < sheets.MAXIMUM_BYTES
    began = time.perf_counter()
    with pytest.raises(UserError) as caught:
        check_workbook(bomb)
    assert caught.value.code == "sheet.too_large"
    assert caught.value.params["limit"] == 256
    assert time.perf_counter() - began < 0.5


def test_a_file_that_declares_less_than_it_holds_is_refused() -> None:
    rows = "".join(f'<row r="{n}">{text_cell(f"A{n}", "x")}</row>' for n in range(1, 2000))
    data = bytearray(_sheet(rows))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        true_size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    declared = struct.pack("<I", true_size)
    at = data.rfind(declared)
    data[at : at + 4] = struct.pack("<I", 200)
    assert _code(bytes(data)) == "sheet.not_a_workbook"


def test_too_large_a_file_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAXIMUM_BYTES", 1000)
    assert _code(workbook([SAMPLE])) == "sheet.too_large"


def test_entity_bombs_and_document_types_are_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert _code(_sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>', before=bomb)) == "sheet.unsafe"
    utf16: dict[str, str | bytes] = {**parts("")}
    utf16["xl/worksheets/sheet1.xml"] = (bomb + "<worksheet/>").encode("utf-16")
    assert _code(packed(utf16)) == "sheet.unsafe"


def test_a_workbook_that_is_two_formats_at_once_is_refused() -> None:
    assert _code(packed(parts("", more={"content.xml": "<office/>"}))) == "sheet.unsafe"
    assert _code(packed(parts("", more={"xl/workbook.bin": "x"}))) == "sheet.unsafe"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused() -> None:
    stream = io.BytesIO(_sheet(""))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert _code(stream.getvalue()) == "sheet.unsafe"


FAR = [
    ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "sheet.too_many_rows"),
    ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "sheet.too_wide"),
    ('<row r="1"><c r="XFD1048576"><v>1</v></c></row>', "sheet.too_wide"),
    ("<row r='1'><c r='XFD1048576'><v>1</v></c></row>", "sheet.too_wide"),
    ('<row r="1"><c s="1" r = "A1048576"><v>1</v></c></row>', "sheet.too_many_rows"),
    ('<row r="1048576"><c><v>1</v></c></row>', "sheet.too_many_rows"),
    ("<row>" + "<c><v>1</v></c>" * 51 + "</row>", "sheet.too_wide"),
    ('<row r="100001"/><row><c><v>1</v></c></row>', "sheet.too_many_rows"),
    ('<row r="1"><x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="ZZ1"><v>1</v></x:c></row>', "sheet.too_wide"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "code"), FAR)
def test_one_far_cell_does_not_fill_the_memory(rows: str, code: str) -> None:
    began = time.perf_counter()
    assert _code(_sheet(rows)) == code
    assert time.perf_counter() - began < 0.5


def test_far_cells_that_are_only_formatted_do_no_harm() -> None:
    rows = f'<row r="1">{text_cell("A1", "x")}<c r="XFD1" s="1"/></row><row r="1048576"><c r="A1048576" s="1"/></row>'
    assert read_sheet(_sheet(rows)) == [["x"]]
    rows = f'<row r="1">{text_cell("A1", "x")}<c r="XFD1" s="1"></c></row><row r="1048576" ht="15"/>'
    assert read_sheet(_sheet(rows)) == [["x"]]


def test_exactly_as_many_rows_as_allowed_are_read_and_not_one_more() -> None:
    def rows(count: int) -> bytes:
        return _sheet("".join(f'<row r="{n}">{text_cell(f"A{n}", "x")}</row>' for n in range(1, count + 1)))

    assert len(read_sheet(rows(101), maximum_rows=100)) == 101
    assert _code(rows(102), maximum_rows=100) == "sheet.too_many_rows"


def test_one_long_text_in_very_many_cells_is_refused() -> None:
    shared = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>' + "x" * 300_000 + "</t></si></sst>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 5000))
    assert _code(packed(parts(rows, more={"xl/sharedStrings.xml": shared}))) == "sheet.too_large"


def test_an_empty_sheet_and_a_missing_sheet_are_empty() -> None:
    assert _code(_sheet("")) == "sheet.empty"
    assert _code(workbook([SAMPLE]), sheet=3) == "sheet.empty"


@given(st.data())
def test_a_damaged_file_is_refused_or_read_but_never_a_fault(data: st.DataObject) -> None:
    sound = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(sound) - 1))
        sound[at] = data.draw(st.integers(0, 255))
    try:
        read_sheet(bytes(sound[: data.draw(st.integers(0, len(sound)))]))
    except UserError as error:
        if not error.code.startswith("sheet."):
            raise


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (7.8147, "7.8147"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "1E-7"),
        (20240318.0, "20240318.0"),
        (5, "5"),
        ("7.8147", "7.8147"),
        (" 1,234,567.89 ", "1234567.89"),
        ("７．８", "7.8"),
        ("-3", "-3"),
        (".5", "0.5"),
    ],
)
def test_numbers_come_out_exact(cell: Any, number: str) -> None:
    assert cell_decimal(cell) == Decimal(number)


@pytest.mark.parametrize(
    "cell", ["abc", "1e5", "1,23", "12,34.5", "NaN", "--1", "1.2.3", True, float("inf"), date(2024, 3, 18), "9" * 50]
)
def test_what_is_no_number_is_not_guessed(cell: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the caller turns any ValueError into the field's error
        cell_decimal(cell)


def test_an_empty_cell_is_no_number_and_no_date() -> None:
    assert cell_decimal("  ") is None
    assert cell_date("") is None


@pytest.mark.parametrize(
    "cell",
    [
        20240318,
        20240318.0,
        "20240318",
        "2024-03-18",
        "2024/3/18",
        "2024年3月18日",
        "２０２４０３１８",
        date(2024, 3, 18),
        datetime(2024, 3, 18, 9),
    ],
)
def test_dates_in_every_usual_way(cell: Any) -> None:
    assert cell_date(cell) == date(2024, 3, 18)


@pytest.mark.parametrize("cell", [20241318, 20240230, 45369, 20240318.5, "18/03/2024", "soon", True])
def test_what_is_no_date_is_not_guessed(cell: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the caller turns any ValueError into the field's error
        cell_date(cell)


def test_a_cell_as_a_person_sees_it() -> None:
    assert [cell_text(one) for one in (80000001.0, 7, 1.5, True, " x ", datetime(2024, 3, 18), date(2024, 3, 18))] == [
        "80000001", "7", "1.5", "TRUE", "x", "2024-03-18", "2024-03-18",
    ]  # fmt: skip


def test_headers_are_found_in_any_language_order_and_spelling() -> None:
    columns = {"channel": C_("reference.rate", "Exchange channel"), "bid_rate": C_("reference.rate", "Bid rate")}
    for header in (
        ("匯率渠道", "買入價"),
        ("汇率渠道*", "买入价＊"),
        (" EXCHANGE  channel *", "bid RATE"),
        ("匯率通路", "買入價"),
    ):
        assert find_columns(header, columns) == ({"channel": 0, "bid_rate": 1}, [], [])
    assert find_columns(("x", "買入價", "channel", "Bid rate"), columns) == ({"bid_rate": 1, "channel": 2}, [], ["Bid rate"])
    assert find_columns(("買入價",), columns)[1] == ["channel"]


def test_spellings_of_one_word_are_one_word() -> None:
    assert folded("帳面匯率") == folded("賬面匯率 ")
    assert folded("恆生") != folded("恒指")
