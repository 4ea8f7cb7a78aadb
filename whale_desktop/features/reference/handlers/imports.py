"""The import of reference rates: one way to read a file, for the preview, the writing and the file of bad rows (`docs/rules/fx.md` 7.3)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from whale_desktop.bus import Read, Work, answers, handles
from whale_desktop.bus.imports import bad_rows, language_of, made_workbook, refuse_file
from whale_desktop.bus.state import get_state
from whale_desktop.features.reference import queries
from whale_desktop.features.reference.handlers.rates import known
from whale_desktop.features.reference.handlers.saving import Saved, save_rates
from whale_desktop.features.reference.handlers.workbooks import example, sheet_of_rates
from whale_desktop.features.reference.messages import (
    ImportReferenceRates,
    MakeFailedRateRows,
    MakeRateTemplate,
    MakeSampleRates,
    PreviewRateImport,
    RateChannel,
    RateImportPreview,
    RateImportRow,
    RatesImported,
    RateSource,
    RateType,
)
from whale_desktop.features.reference.rules import COLUMNS, ParsedRate, RateSheet, parse_rates
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.collecting import paused
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import with_places
from whale_desktop.kernel.sheets import places_of, read_sheet
from whale_desktop.kernel.texts import C_, catalogue
from whale_desktop.kernel.workbooks import failed_rows, template
from whale_desktop.messages import label_of
from whale_desktop.messages.files import MadeFile
from whale_desktop.messages.imports import FileImported, RowError, errors_by_row

_FILE = C_("reference.rate_import", "Reference rates")
_FAILED_FILE = C_("reference.rate_import", "Reference rates with errors")

SAMPLE = {
    "USD": ("7.8147", "7.8132", "7.8140"),
    "CNH": ("1.0962", "1.0950", "1.0956"),
    "EUR": ("8.5061", "8.5102", "8.5082"),
    "GBP": ("9.9388", "9.9441", "9.9415"),
    "JPY": ("0.052310", "0.052345", "0.052328"),
    "AUD": ("5.1312", "5.1350", "5.1331"),
    "SGD": ("5.8301", "5.8342", "5.8322"),
    "CAD": ("5.7702", "5.7741", "5.7722"),
}
"""Bid, offer and average in HKD that a demonstration offers as a file of today."""


def read_rates(read: Read, blob: str) -> tuple[list[list[Any]], list[int], RateSheet]:
    """An uploaded file: its cells, where each column stands, and what was understood.

    Raises `UserError` `sheet.…` for a file that cannot be read as a sheet of rates at all.
    """
    _, data = read.blob(blob)
    rows = read_sheet(data)
    places = list(places_of(rows[0], COLUMNS, catalogue(read.locale)).values())
    return rows, places, parse_rates(rows, places, known(read))


@answers(PreviewRateImport)
@paused()  # a hundred thousand rows make a million objects, none of which is garbage
def preview_rate_import(read: Read, query: PreviewRateImport) -> RateImportPreview:
    """Every row and every error of a file."""
    _, _, sheet = read_rates(read, query.blob)
    errors = errors_by_row(sheet.faults)
    precisions = known(read).precisions
    return RateImportPreview(
        rows=tuple([_preview_row(rate, precisions, errors.get(rate.row, ()), rate.row in sheet.odd) for rate in sheet.rows]),
        good=len(sheet.rows) - len(errors),
        bad=len(errors),
        odd_rows=len(sheet.odd),
    )


def _preview_row(rate: ParsedRate, precisions: Mapping[str, int], errors: tuple[RowError, ...], odd: bool) -> RateImportRow:
    number, rate_type, channel, base, other, day, bid, offer, average = rate
    places = precisions.get(other, 0)  # as the list will show them
    return RateImportRow(
        row=number,
        channel=channel,
        rate_type=rate_type,
        base_currency=base,
        other_currency=other,
        bid_rate=None if bid is None else with_places(bid, places),
        offer_rate=None if offer is None else with_places(offer, places),
        average_rate=None if average is None else with_places(average, places),
        record_date=day,
        warning=odd,
        errors=errors,
    )


@handles(ImportReferenceRates)
@paused()  # as above
def import_reference_rates(work: Work, command: ImportReferenceRates) -> RatesImported:
    """Write all rows of a file, or none."""
    _, _, sheet = read_rates(work, command.blob)
    refuse_file(sheet.faults)
    if not sheet.rows:
        raise UserError("sheet.empty")
    # A sheet without faults has no empty values.
    save_rates(work, cast("list[Saved]", [one[1:] for one in sheet.rows]), RateSource.IMPORT)
    work.tell(FileImported(list_key="reference.rate", blob=command.blob, rows=len(sheet.rows)))
    return RatesImported(rows=len(sheet.rows), odd_rows=len(sheet.odd))


@handles(MakeRateTemplate)
def make_rate_template(work: Work, command: MakeRateTemplate) -> MadeFile:
    """A workbook to fill in."""
    texts = language_of(command.locale)
    spec = sheet_of_rates(texts, list(queries.currencies(work.connection)))
    return made_workbook(work, template(spec, texts, example(texts, hong_kong_date(work.now))), texts(_FILE))


@handles(MakeFailedRateRows)
@paused()  # as above
def make_failed_rate_rows(work: Work, command: MakeFailedRateRows) -> MadeFile:
    """The bad rows of a file, each with its reasons."""
    texts = language_of(command.locale)
    rows, places, sheet = read_rates(work, command.blob)
    bad = bad_rows(rows, places, sheet.faults, COLUMNS, texts)
    return made_workbook(work, failed_rows(sheet_of_rates(texts, ()), texts, bad), texts(_FAILED_FILE))


@handles(MakeSampleRates)
def make_sample_rates(work: Work, command: MakeSampleRates) -> MadeFile:
    """A ready file of today's rates, in a demonstration."""
    if get_state(work.connection, "kind") != "demo":
        raise UserError("reference.demo_only")
    texts = language_of(command.locale)
    today = hong_kong_date(work.now)
    base = queries.base_currency(work.connection)
    known_currencies = queries.currencies(work.connection)
    channel, kind = texts(label_of(RateChannel.IB)), texts(label_of(RateType.SPOT))
    rows = [
        [channel, kind, base, code, *(Decimal(price) for price in prices), int(f"{today:%Y%m%d}")]
        for code, prices in SAMPLE.items()
        if code in known_currencies
    ]
    data = template(sheet_of_rates(texts, list(known_currencies)), texts, rows)
    return made_workbook(work, data, f"{texts(_FILE)} {today:%Y%m%d}")
