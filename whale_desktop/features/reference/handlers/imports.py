"""The import of reference rates: one way to read a file, for the preview, the writing and the file of bad rows (`docs/rules/fx.md` 7.3)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from whale_desktop.bus import Read, Work, answers, handles
from whale_desktop.bus.state import get_state
from whale_desktop.features.reference import queries
from whale_desktop.features.reference.handlers.rates import known
from whale_desktop.features.reference.handlers.saving import Saved, save_rates
from whale_desktop.features.reference.messages import (
    ImportReferenceRates,
    MadeFile,
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
    RowError,
)
from whale_desktop.features.reference.rules import COLUMNS, ParsedRate, RateSheet, RowFault, parse_rates
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.collecting import paused
from whale_desktop.kernel.errors import FieldError, UserError
from whale_desktop.kernel.sheets import Cell, find_columns, read_sheet
from whale_desktop.kernel.texts import C_, LOCALES, Catalogue, catalogue
from whale_desktop.messages import error_text, label_of

_FILE = C_("reference.rate_import", "Reference rates")
_FAILED_FILE = C_("reference.rate_import", "Reference rates with errors")
_SEVERAL = "\n"

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
    with paused():  # a hundred thousand rows make a million objects, none of which is garbage
        return _understood(read, data)


def _understood(read: Read, data: bytes) -> tuple[list[list[Any]], list[int], RateSheet]:
    rows = read_sheet(data)
    found, missing, twice = find_columns(rows[0], COLUMNS)
    texts = catalogue(read.locale)
    for code, names in (("sheet.headers", [texts(COLUMNS[name]) for name in missing]), ("sheet.headers_twice", twice)):
        if names:
            raise UserError(code, {"columns": ", ".join(names)})
    places = [found[name] for name in COLUMNS]
    return rows, places, parse_rates(rows, places, known(read))


@answers(PreviewRateImport)
def preview_rate_import(read: Read, query: PreviewRateImport) -> RateImportPreview:
    """Every row and every error of a file."""
    _, _, sheet = read_rates(read, query.blob)
    errors: dict[int, list[RowError]] = {}
    for fault in sheet.faults:
        errors.setdefault(fault.row, []).append(RowError(row=fault.row, field=fault.field, code=fault.code, params=fault.params))
    with paused():
        rows = tuple(_preview_row(rate, tuple(errors.get(rate.row, ())), rate.row in sheet.odd) for rate in sheet.rows)
    return RateImportPreview(
        rows=rows,
        good=len(sheet.rows) - len(errors),
        bad=len(errors),
        odd_rows=len(sheet.odd),
    )


def _preview_row(rate: ParsedRate, errors: tuple[RowError, ...], odd: bool) -> RateImportRow:
    number, rate_type, channel, base, other, day, bid, offer, average = rate
    return RateImportRow(
        row=number,
        channel=channel,
        rate_type=rate_type,
        base_currency=base,
        other_currency=other,
        bid_rate=bid,
        offer_rate=offer,
        average_rate=average,
        record_date=day,
        warning=odd,
        errors=errors,
    )


@handles(ImportReferenceRates)
def import_reference_rates(work: Work, command: ImportReferenceRates) -> RatesImported:
    """Write all rows of a file, or none."""
    _, _, sheet = read_rates(work, command.blob)
    if sheet.faults:
        first = sheet.faults[0]
        raise UserError(
            "FX-E18",
            {"row": first.row, "field": first.field, "reason": first.code},
            fields=tuple(FieldError(f"rows[{one.row}].{one.field}", one.code, one.params) for one in sheet.faults),
        )
    if not sheet.rows:
        raise UserError("sheet.empty")
    # A sheet without faults has no empty values.
    save_rates(work, cast("list[Saved]", [one[1:] for one in sheet.rows]), RateSource.IMPORT)
    return RatesImported(rows=len(sheet.rows), odd_rows=len(sheet.odd))


def _language(locale: str) -> Catalogue:
    if locale not in LOCALES:
        raise UserError.at("locale", "FX-E36")
    return catalogue(locale)


def _made(work: Work, data: bytes, name: str) -> MadeFile:
    full = f"{name}.xlsx"
    return MadeFile(blob=work.keep_blob(data, name=full), name=full)


@handles(MakeRateTemplate)
def make_rate_template(work: Work, command: MakeRateTemplate) -> MadeFile:
    """A workbook to fill in."""
    from whale_desktop.features.reference.handlers import workbooks

    texts = _language(command.locale)
    codes = list(queries.currencies(work.connection))
    data = workbooks.template(texts, codes, workbooks.example(texts, hong_kong_date(work.now)))
    return _made(work, data, texts(_FILE))


@handles(MakeFailedRateRows)
def make_failed_rate_rows(work: Work, command: MakeFailedRateRows) -> MadeFile:
    """The bad rows of a file, each with its reasons."""
    from whale_desktop.features.reference.handlers import workbooks

    texts = _language(command.locale)
    rows, places, sheet = read_rates(work, command.blob)
    reasons: dict[int, list[RowFault]] = {}
    for fault in sheet.faults:
        reasons.setdefault(fault.row, []).append(fault)
    bad = (
        (_cells(rows[number - 1], places), _SEVERAL.join(_sentence(texts, one) for one in faults))
        for number, faults in reasons.items()
    )
    return _made(work, workbooks.failed_rows(texts, bad), texts(_FAILED_FILE))


def _cells(row: Sequence[Cell], places: Sequence[int]) -> list[Cell]:
    return [row[place] for place in places]


def _sentence(texts: Catalogue, fault: RowFault) -> str:
    field = texts(COLUMNS[fault.field]) if fault.field else ""
    reason = texts(error_text(fault.code), **fault.params)
    return texts(error_text("FX-E18"), row=fault.row, field=field, reason=reason)


@handles(MakeSampleRates)
def make_sample_rates(work: Work, command: MakeSampleRates) -> MadeFile:
    """A ready file of today's rates, in a demonstration."""
    from whale_desktop.features.reference.handlers import workbooks

    if get_state(work.connection, "kind") != "demo":
        raise UserError("reference.demo_only")
    texts = _language(command.locale)
    today = hong_kong_date(work.now)
    base = queries.base_currency(work.connection)
    known_currencies = queries.currencies(work.connection)
    channel, kind = texts(label_of(RateChannel.IB)), texts(label_of(RateType.SPOT))
    rows = [
        [channel, kind, base, code, *(Decimal(price) for price in prices), int(f"{today:%Y%m%d}")]
        for code, prices in SAMPLE.items()
        if code in known_currencies
    ]
    return _made(work, workbooks.template(texts, list(known_currencies), rows), f"{texts(_FILE)} {today:%Y%m%d}")
