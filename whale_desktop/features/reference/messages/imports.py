"""The import of reference rates: template, preview with every error, write, file of the bad rows (`docs/rules/fx.md` 7.3)."""

from datetime import date
from decimal import Decimal

from whale_desktop.features.reference.messages.choices import RateChannel, RateType
from whale_desktop.features.reference.messages.rates import MAY_ENTER_RATES
from whale_desktop.messages import Command, Query, Struct, command, query
from whale_desktop.messages.files import BlobId, MadeFile
from whale_desktop.messages.imports import RowError


class RateImportRow(Struct, omit_defaults=True):
    """One row of the file as it was read; a value that could not be read is empty and has an error."""

    row: int
    channel: RateChannel | None = None
    rate_type: RateType | None = None
    base_currency: str = ""
    other_currency: str = ""
    bid_rate: Decimal | None = None
    offer_rate: Decimal | None = None
    average_rate: Decimal | None = None
    record_date: date | None = None
    warning: bool = False
    errors: tuple[RowError, ...] = ()


class RateImportPreview(Struct):
    """The whole file, checked. `good` and `bad` count rows; `odd_rows` counts rows whose bid is above the offer.

    A file with one bad row is refused as a whole.
    """

    rows: tuple[RateImportRow, ...]
    good: int
    bad: int
    odd_rows: int


class RatesImported(Struct):
    """How many rows were written, and how many of them have a bid above the offer."""

    rows: int
    odd_rows: int


@query("reference.rate.preview_import", permission=MAY_ENTER_RATES)
class PreviewRateImport(Query[RateImportPreview]):
    """Read and check an uploaded workbook. Errors of the file as a whole: `sheet.…`, `blob.unknown`; errors of rows are in the answer."""

    blob: BlobId


@command(
    "reference.rate.import",
    permission=MAY_ENTER_RATES,
    changes=("reference.rate",),
    approval="reference.rate_import",
    action="import",
)
class ImportReferenceRates(Command[RatesImported]):
    """Write an uploaded workbook with source IMPORT, all rows or none. Raises `UserError("FX-E18")`, one field error a bad cell."""

    blob: BlobId


@command("reference.rate.make_template", permission=MAY_ENTER_RATES, changes=(), audited=False, rows_locked=True)
class MakeRateTemplate(Command[MadeFile]):
    """An empty workbook in a language, with choices to pick from, an example row and a sheet of help."""

    locale: str


@command("reference.rate.make_failed_rows", permission=MAY_ENTER_RATES, changes=(), audited=False, rows_locked=True)
class MakeFailedRateRows(Command[MadeFile]):
    """The bad rows of an uploaded workbook as they were, with a column that says in a language what is wrong."""

    blob: BlobId
    locale: str


@command("reference.rate.make_sample", permission=MAY_ENTER_RATES, changes=(), audited=False, rows_locked=True)
class MakeSampleRates(Command[MadeFile]):
    """A ready workbook of rates for today, in a demonstration only. Elsewhere: `UserError("reference.demo_only")`."""

    locale: str
