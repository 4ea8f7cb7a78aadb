"""The live round trip of spreadsheets through LibreOffice Calc. Run by `make interop`."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.features.documents.conftest import Exports, busy_file, exports
from tests.helpers.office import Office, office
from tests.interop.libreoffice import EXPECTED, ROWS, LibreOffice, Value
from whale_desktop.features.documents.messages import FileFormat
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.reference.messages import (
    ImportReferenceRates,
    ListReferenceRates,
    MakeFailedRateRows,
    MakeRateTemplate,
    PreviewRateImport,
)
from whale_desktop.kernel.texts import LOCALES

__all__ = ["busy_file", "exports", "office"]

pytestmark = pytest.mark.interop


@pytest.fixture
def libreoffice(tmp_path: Path) -> LibreOffice:
    """A LibreOffice of the test's own."""
    return LibreOffice(tmp_path / "libreoffice")


def template(office: Office, folder: Path, locale: str) -> Path:
    """The template as a person downloads it."""
    made = office.do(MakeRateTemplate(locale=locale))
    path = folder / f"template-{locale}.xlsx"
    path.write_bytes(office.gateway.get_blob(made.blob, session=office.session()))
    return path


def uploaded(office: Office, path: Path) -> str:
    """A file as a person uploads it."""
    return office.gateway.put_blob(path.read_bytes(), name=path.name, session=office.session())


@pytest.mark.interop
@pytest.mark.parametrize("locale", LOCALES)
def test_the_template_opens_is_filled_saved_and_imported(
    office: Office, libreoffice: LibreOffice, tmp_path: Path, locale: str
) -> None:
    filled = libreoffice.fill(template(office, tmp_path, locale), ROWS, name="filled")
    done = office.do(ImportReferenceRates(blob=uploaded(office, filled)))  # type: ignore[arg-type]  # the id is a text
    assert done.rows == len(EXPECTED)
    rows = office.ask(ListReferenceRates(limit=200)).rows
    assert {
        (one.rate_type, one.channel, one.other_currency, one.record_date, one.bid_rate, one.offer_rate, one.average_rate)
        for one in rows
    } == EXPECTED


@pytest.mark.interop
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_the_template_that_was_only_opened_and_saved_still_has_one_row(
    office: Office, libreoffice: LibreOffice, tmp_path: Path, kind: str
) -> None:
    saved = libreoffice.convert(template(office, tmp_path, "zh_Hant"), kind)
    again = saved if kind == "xlsx" else libreoffice.convert(saved, "xlsx", folder="again")
    preview = office.ask(PreviewRateImport(blob=uploaded(office, again)))  # type: ignore[arg-type]  # the id is a text
    assert (len(preview.rows), preview.bad) == (1, 0)


@pytest.mark.interop
def test_the_file_of_bad_rows_opens_and_names_its_reasons(office: Office, libreoffice: LibreOffice, tmp_path: Path) -> None:
    broken: tuple[tuple[Value, ...], ...] = (*ROWS, ("IB", "Spot rate", "HKD", "GBP", Decimal(-1), None, "x", date(2030, 1, 1)))
    blob = uploaded(office, libreoffice.fill(template(office, tmp_path, "en"), broken, name="broken"))
    preview = office.ask(PreviewRateImport(blob=blob))  # type: ignore[arg-type]  # the id is a text
    assert (preview.good, preview.bad) == (len(ROWS), 1)
    made = office.do(MakeFailedRateRows(blob=blob, locale="en"))  # type: ignore[arg-type]  # the id is a text
    path = tmp_path / "failed.xlsx"
    path.write_bytes(office.gateway.get_blob(made.blob, session=office.session()))
    cells = libreoffice.cells(path)
    assert len(cells) == 2
    assert cells[1][3] == ("string", "GBP")
    assert cells[1][8][1].count("\n") >= 0
    assert len(cells[1][8][1]) > 20


@pytest.mark.interop
def test_an_export_opens_and_its_numbers_are_numbers(exports: Exports, libreoffice: LibreOffice, tmp_path: Path) -> None:
    rows = exports.office.ask(fx.ListOrders(limit=200)).rows
    path = tmp_path / "orders.xlsx"
    names = ("forex_id", "from_currency", "from_amount", "rate", "created_at", "order_remark")
    path.write_bytes(exports.file("fx.orders", *names, format=FileFormat.XLSX))
    cells = libreoffice.cells(path)
    assert len(cells) == len(rows) + 1
    for row, line in zip(rows, cells[1:], strict=True):
        assert line[0] == ("string", row.forex_id)
        assert line[2][0] == line[3][0] == "float"
        assert (Decimal(line[2][1]), Decimal(line[3][1])) == (row.from_amount, row.rate)
        assert line[4] == ("date", "2024-03-18T10:00:00")
    assert ("string", "'=1+1") in [line[5] for line in cells if len(line) > 5]


@pytest.mark.interop
def test_a_csv_opens_with_its_characters_and_no_formula(exports: Exports, libreoffice: LibreOffice, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(exports.file("fx.orders", "client", "order_remark", locale="zh_Hant"))
    cells = libreoffice.cells(path)
    assert "80012046 陳嘉儀" in {line[0][1] for line in cells}
    assert "2" not in {line[1][1] for line in cells if len(line) > 1}, "=1+1 was worked out"
