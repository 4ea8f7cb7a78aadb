"""Printed lists and records: real PDFs with pages, that name the values as the screen shows them."""

import json
import re
import shutil
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pytest
import typst

from tests.features.documents.conftest import ORDERS, Exports
from whale_desktop.features.documents.messages import FileFormat, PrintRecord
from whale_desktop.features.fx import messages as fx
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import LOCALES, catalogue
from whale_desktop.messages import Done, info_of, label_of
from whale_desktop.screens import all_lists


class Typesetter:
    """The real one, with a record of what it was given."""

    def __init__(self) -> None:
        self.given: list[dict[str, Any]] = []
        self._compile = typst.compile

    def compile(self, *files: Any, **more: Any) -> Any:
        self.given.append(json.loads(more["sys_inputs"]["data"]))
        return self._compile(*files, **more)


@pytest.fixture
def typesetter(monkeypatch: pytest.MonkeyPatch) -> Typesetter:
    made = Typesetter()
    monkeypatch.setattr(typst, "compile", made.compile)
    return made


def pages(data: bytes) -> int:
    """How many pages a PDF has; its objects may lie in compressed streams."""
    parts = [data]
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            parts.append(zlib.decompress(match[1]))
        except zlib.error:
            continue
    return sum(len(re.findall(rb"/Type\s*/Page(?![a-zA-Z])", part)) for part in parts)


def words(data: bytes, folder: Path) -> str | None:
    """The text of a PDF where the machine has a program that reads it."""
    if shutil.which("pdftotext") is None:
        return None
    path = folder / "printed.pdf"
    path.write_bytes(data)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def printed(exports: Exports, key: str, record: str | int, *, user: str = "super_admin", locale: str = "en") -> bytes:
    """The printed record."""
    done = exports.office.submit(PrintRecord(list_key=key, key=record), user=user, context=Context(locale=locale))
    assert isinstance(done, Done)
    return exports.office.gateway.get_blob(done.result, session=exports.office.session(user))


def test_a_printed_list_names_its_values(exports: Exports, typesetter: Typesetter, tmp_path: Path) -> None:
    where = fx.OrderFilter(from_currency="HKD", forex_status=(fx.ForexStatus.SUCCESS,))
    row = exports.office.ask(fx.ListOrders(limit=1, where=where)).rows[0]
    names = ("forex_id", "from_amount", "forex_status")
    data = exports.file(ORDERS, *names, format=FileFormat.PDF, where={"from_currency": "HKD", "forex_status": ["SUCCESS"]})
    assert data.startswith(b"%PDF")
    assert pages(data) == 1
    (given,) = typesetter.given
    amount = f"HKD {row.from_amount:,f}"
    assert given["rows"][0] == [row.forex_id, amount, catalogue("en")(label_of(row.forex_status))]
    assert given["right"] == [False, True, False]
    assert given["title"] == catalogue("en")(exports.screen().title)
    assert "super_admin" in given["subtitle"]
    assert "2024-03-18 10:00" in given["subtitle"]
    text = words(data, tmp_path)
    assert text is None or (row.forex_id in text and f"{row.from_amount:,f}" in text), text


def test_a_figure_that_is_not_final_is_printed_as_an_estimate(exports: Exports, typesetter: Typesetter) -> None:
    row = exports.office.ask(fx.ListOrders(limit=1, tab="progress")).rows[0]
    assert row.to_estimate
    printed(exports, ORDERS, row.forex_id)
    shown = [value for section in typesetter.given[0]["sections"] for _, value in section["values"]]
    assert f"CNH ≈{row.to_amount:,f}" in shown
    assert f"USD {row.from_amount:,f}" in shown


def test_many_columns_get_a_wider_sheet(exports: Exports, typesetter: Typesetter) -> None:
    """With more columns than A4 has room for, words would run into each other."""
    exports.file(ORDERS, "forex_id", "client", format=FileFormat.PDF)
    exports.file(ORDERS, format=FileFormat.PDF)
    narrow, wide = (given["width"] for given in typesetter.given)
    assert narrow == 297
    assert wide > 2 * 297


def test_a_long_list_has_its_heads_on_every_page(exports: Exports, tmp_path: Path) -> None:
    data = exports.file("ledger.entry", format=FileFormat.PDF)
    many = exports.file("fx.pool_changes", format=FileFormat.PDF)
    assert pages(data) >= 1
    assert pages(many) >= 1
    text = words(many, tmp_path)
    head = catalogue("en")(exports.screen("fx.pool_changes").columns[0].label)
    assert text is None or head.split()[0] in text


@pytest.mark.parametrize("locale", LOCALES)
def test_a_printed_record_shows_its_sections(exports: Exports, typesetter: Typesetter, tmp_path: Path, locale: str) -> None:
    row = exports.office.ask(fx.ListOrders(limit=1)).rows[0]
    data = printed(exports, ORDERS, row.forex_id, locale=locale)
    assert pages(data) >= 1
    (given,) = typesetter.given
    detail = exports.screen().detail
    assert detail is not None
    texts = catalogue(locale)
    assert [section["title"] for section in given["sections"]] == [texts(section.title) for section in detail.sections]
    shown = dict(pair for section in given["sections"] for pair in section["values"])
    label = next(c.label for section in detail.sections for c in section.columns if c.name == "forex_status")
    assert shown[texts(label)] == texts(label_of(row.forex_status))
    assert row.forex_id in given["title"]
    assert row.forex_id not in shown.values(), "a link that leads from the number to another screen says nothing on paper"
    text = words(data, tmp_path)
    assert text is None or row.forex_id in text


def test_the_record_that_was_asked_for_is_printed(exports: Exports, typesetter: Typesetter) -> None:
    for screen in all_lists():
        if screen.detail is None:
            continue
        for row in exports.office.ask(screen.query(limit=3)).rows:
            key = getattr(row, screen.row_key)
            data = printed(exports, screen.key, key)
            assert data.startswith(b"%PDF")
            record = exports.office.ask(screen.detail.query(row))
            assert str(getattr(record, screen.detail.title)) in typesetter.given[-1]["title"]
            assert getattr(record, screen.row_key, key) == key


def test_a_section_that_needs_a_right_is_not_printed_without_it(exports: Exports, typesetter: Typesetter) -> None:
    narrow = [(one, section) for one in all_lists() if one.detail for section in one.detail.sections if section.needs]
    for screen, section in narrow:
        row = exports.office.ask(screen.query(limit=1)).rows[0]
        title = catalogue("en")(section.title)
        printed(exports, screen.key, getattr(row, screen.row_key))
        assert title in [one["title"] for one in typesetter.given[-1]["sections"]]


def test_who_may_not_see_a_list_cannot_print_from_it(exports: Exports) -> None:
    row = exports.office.ask(fx.ListOrders(limit=1)).rows[0]
    error = exports.office.refused(PrintRecord(list_key=ORDERS, key=row.forex_id), user="nobody")
    assert error.code == "auth.no_permission"
    assert info_of(PrintRecord).permission.codes == ()


@pytest.mark.parametrize(
    ("key", "record", "code"),
    [(ORDERS, "no such order", "export.no_detail"), ("no.such.list", "x", "export.unknown_list"), ("fx.limits", "USD", "")],
)
def test_what_is_not_there_cannot_be_printed(exports: Exports, key: str, record: str, code: str) -> None:
    screen = next((one for one in all_lists() if one.key == key), None)
    if screen is not None and screen.detail is not None and not code:
        assert printed(exports, key, record).startswith(b"%PDF")
        return
    error = exports.office.refused(PrintRecord(list_key=key, key=record))
    assert isinstance(error, UserError)
    assert error.code == (code or "export.no_detail")
