"""Workbooks that LibreOffice Calc saved: the template as it was, filled in by a person, and rows that came from a csv.

The files are made by `python -m tests.interop.libreoffice`; `make interop` makes them afresh and imports them.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.helpers.office import Office, office
from whale_desktop.features.reference.messages import (
    ImportReferenceRates,
    ListReferenceRates,
    PreviewRateImport,
    RateChannel,
    RateSource,
    RateType,
)

__all__ = ["office"]

FILES = Path(__file__).parent / "files"

EXPECTED = {
    (RateType.SPOT, RateChannel.IB, "USD", date(2024, 3, 18), Decimal("7.8147"), Decimal("7.8132"), Decimal("7.8140")),
    (RateType.SPOT, RateChannel.HSB, "CNH", date(2024, 3, 18), Decimal("1.0962"), Decimal("1.0950"), Decimal("1.0956")),
    (RateType.HKEX, RateChannel.HKEX, "EUR", date(2024, 3, 18), Decimal("8.5061"), Decimal("8.5102"), Decimal("8.5082")),
    (RateType.BOOK, RateChannel.IB, "JPY", date(2024, 3, 15), Decimal("0.0523"), Decimal("0.0524"), Decimal("0.05235")),
}


@pytest.mark.parametrize("name", ["filled.xlsx", "typed.xlsx"])
def test_a_file_that_libreoffice_saved_is_imported_to_the_digit(office: Office, name: str) -> None:
    blob = office.gateway.put_blob((FILES / name).read_bytes(), name=name, session=office.session())
    preview = office.ask(PreviewRateImport(blob=blob))
    assert [error for row in preview.rows for error in row.errors] == []
    assert (preview.good, preview.bad) == (len(EXPECTED), 0)
    assert office.do(ImportReferenceRates(blob=blob)).rows == len(EXPECTED)
    rows = office.ask(ListReferenceRates(limit=200)).rows
    assert {
        (one.rate_type, one.channel, one.other_currency, one.record_date, one.bid_rate, one.offer_rate, one.average_rate)
        for one in rows
    } == EXPECTED
    assert {one.source for one in rows} == {RateSource.IMPORT}


def test_a_template_that_libreoffice_saved_again_has_its_example_row_and_no_other(office: Office) -> None:
    """LibreOffice writes out the empty rows that the lists to pick from reach; they are no rows."""
    blob = office.gateway.put_blob((FILES / "resaved.xlsx").read_bytes(), name="resaved.xlsx", session=office.session())
    preview = office.ask(PreviewRateImport(blob=blob))
    assert (len(preview.rows), preview.good, preview.bad) == (1, 1, 0)
    assert preview.rows[0].other_currency == "USD"
