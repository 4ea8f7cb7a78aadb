"""Files that LibreOffice saved: the template opened, two rows added, saved again in each language; and one saved in its own format."""

from pathlib import Path

import openpyxl
import pytest

from tests.helpers.office import Office
from whale_desktop.features.reference.messages import (
    ImportReferenceRates,
    ListReferenceRates,
    PreviewRateImport,
    RateChannel,
    RateType,
)
from whale_desktop.kernel.texts import LOCALES

FILES = Path(__file__).parent / "files"
CLERK = "funds_clerk"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_file_saved_by_libreoffice_is_imported_to_the_last_digit(office: Office, locale: str) -> None:
    data = (FILES / f"rates_{locale}.xlsx").read_bytes()
    blob = office.gateway.put_blob(data, name="rates.xlsx", session=office.session(CLERK))
    preview = office.ask(PreviewRateImport(blob=blob), user=CLERK)
    assert (preview.good, preview.bad) == (3, 0)
    office.do(ImportReferenceRates(blob=blob), user=CLERK)
    rows = {row.other_currency: row for row in office.ask(ListReferenceRates()).rows}
    assert {code: tuple(map(str, (row.bid_rate, row.offer_rate, row.average_rate))) for code, row in rows.items()} == {
        "USD": ("7.8147", "7.8132", "7.8140"),
        "CNH": ("1.0962", "1.0950", "1.0956"),
        "JPY": ("0.052310", "0.052345", "0.052328"),
    }
    assert {(row.channel, row.rate_type, str(row.record_date)) for row in rows.values()} == {
        (RateChannel.IB, RateType.SPOT, "2024-03-18")
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_the_choices_of_the_template_survive_libreoffice(locale: str) -> None:
    sheet = openpyxl.load_workbook(FILES / f"rates_{locale}.xlsx").worksheets[0]
    kept = {str(one.sqref).partition(":")[0]: one.type for one in sheet.data_validations.dataValidation}
    assert kept == {f"{letter}2": "list" for letter in "ABCD"}


def test_a_file_in_libreoffices_own_format_is_refused_with_a_next_step(office: Office) -> None:
    blob = office.gateway.put_blob((FILES / "rates_en.ods").read_bytes(), name="rates.ods", session=office.session(CLERK))
    error = office.refused(PreviewRateImport(blob=blob), user=CLERK)
    assert error.code == "sheet.not_a_workbook"
