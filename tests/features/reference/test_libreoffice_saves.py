"""Workbooks that LibreOffice Calc saved: the template as it was, filled in by a person in every way, and rows that came from a csv.

The files are made by `python -m tests.interop.libreoffice`; `make interop` makes them afresh and imports them.
"""

from pathlib import Path

import pytest

from tests.helpers.office import Office
from tests.interop.libreoffice import EXPECTED
from whale_desktop.features.reference.messages import ImportReferenceRates, ListReferenceRates, PreviewRateImport, RateSource

FILES = Path(__file__).parent / "files"


@pytest.mark.parametrize("name", ["filled.xlsx", "typed.xlsx"])
def test_dates_prices_and_labels_in_every_form_are_imported_to_the_digit(office: Office, name: str) -> None:
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


def test_a_template_that_was_saved_again_has_its_example_row_and_no_other(office: Office) -> None:
    """LibreOffice writes out the empty rows that the lists to pick from reach; they are no rows."""
    blob = office.gateway.put_blob((FILES / "resaved.xlsx").read_bytes(), name="resaved.xlsx", session=office.session())
    preview = office.ask(PreviewRateImport(blob=blob))
    assert (len(preview.rows), preview.good, preview.bad) == (1, 1, 0)
    assert preview.rows[0].other_currency == "USD"
