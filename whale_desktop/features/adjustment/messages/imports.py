"""批量新增: adjustments from a workbook, one work order for all of them (`docs/rules/adjustment.md` 6.6)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from whale_desktop.features.adjustment.messages.adjustments import CHANGES, SUBMIT_FLOW
from whale_desktop.features.adjustment.messages.choices import AdjustmentStatus
from whale_desktop.features.adjustment.messages.rights import MAY_EDIT, MAY_SEE
from whale_desktop.features.ledger.messages import Direction
from whale_desktop.messages import SIGNED_IN, Bound, Command, Query, Struct, command, query
from whale_desktop.messages.files import BlobId, MadeFile
from whale_desktop.messages.imports import RowError


class AdjustmentImportRow(Struct, omit_defaults=True):
    """One row of the file as it was read; a value that could not be read is empty and has an error."""

    row: int
    account_no: str = ""
    name: str = ""
    direction: Direction | None = None
    biz_code: str = ""
    currency: str = ""
    amount: Decimal | None = None
    ledger_date: date | None = None
    done_at: datetime | None = None
    remark: str = ""
    inner_remark: str = ""
    notify: bool = False
    errors: tuple[RowError, ...] = ()


class AdjustmentImportPreview(Struct):
    """The whole file, checked. `good` and `bad` count rows. Bad rows stop the import unless the person chooses to leave them out."""

    rows: tuple[AdjustmentImportRow, ...]
    good: int
    bad: int


class AdjustmentsImported(Struct):
    """How many rows were submitted, how many bad ones were left out, under which batch and work order."""

    rows: int
    skipped: int
    request_id: str
    work_order_no: str = ""


@query("adjustment.preview_import", permission=MAY_EDIT)
class PreviewAdjustmentImport(Query[AdjustmentImportPreview]):
    """Read and check an uploaded workbook. Errors of the file as a whole: `sheet.…`, `blob.unknown`; errors of rows are in the answer."""

    blob: BlobId


@command("adjustment.import", permission=MAY_EDIT, changes=CHANGES, asks=SUBMIT_FLOW, action="import")
class ImportAdjustments(Command[AdjustmentsImported]):
    """Submit the rows of an uploaded workbook as one batch under one work order.

    skip_bad: leave the bad rows out; otherwise one of them refuses the file (FX-E18, one field error a bad cell).
    No row left: `sheet.empty`; more rows than a file may have: E24.
    """

    blob: BlobId
    skip_bad: bool = False


@command("adjustment.make_template", permission=MAY_EDIT, changes=(), audited=False)
class MakeAdjustmentTemplate(Command[MadeFile]):
    """An empty workbook in a language, with choices to pick from, an example row and a sheet of help."""

    locale: str


@command("adjustment.make_failed_rows", permission=MAY_EDIT, changes=(), audited=False)
class MakeFailedAdjustmentRows(Command[MadeFile]):
    """The bad rows of an uploaded workbook as they were, with a column that says in a language what is wrong."""

    blob: BlobId
    locale: str


class AdjustmentBatch(Struct):
    """All adjustments of one import. status: of its rows while they wait together, afterwards the first one's.

    money_in, money_out: by currency, what the batch would move.
    """

    request_id: str
    file_name: str
    rows: int
    status: AdjustmentStatus
    money_in: Mapping[str, Decimal]
    money_out: Mapping[str, Decimal]
    creator: str
    created_at: datetime


@query("adjustment.batch", permission=MAY_SEE, topics=("adjustment",), headless=True)
class GetAdjustmentBatch(Query[AdjustmentBatch]):
    """One batch. Raises `UserError("FX-E33")` for an unknown number."""

    request_id: str


@command(
    permission=SIGNED_IN,
    changes=CHANGES,
    internal=True,
    approval=SUBMIT_FLOW,
    target=Bound(GetAdjustmentBatch, {"request_id": "request_id"}),
    guard=("status", "rows"),
    action="import",
)
class DecideBatch(Command[None]):
    """What the last approval, a refusal or another end makes of a batch: its rows are booked one by one, rejected or closed."""

    request_id: str
    decision: AdjustmentStatus
    comment: str = ""
