"""The import of adjustments: one way to read a file, for the preview, the submission and the file of bad rows."""

from typing import Any

from sqlalchemy import update

from whale_desktop.bus import Read, Work, answers, handles
from whale_desktop.bus.imports import bad_rows, language_of, made_workbook, refuse_file
from whale_desktop.features.adjustment.handlers import batches
from whale_desktop.features.adjustment.handlers.entering import add, columns_of
from whale_desktop.features.adjustment.handlers.store import ADJUSTMENT, known
from whale_desktop.features.adjustment.handlers.workbooks import example, sheet_of_adjustments
from whale_desktop.features.adjustment.messages import (
    AdjustmentImportPreview,
    AdjustmentImportRow,
    AdjustmentsImported,
    AdjustmentStatus,
    DecideBatch,
    ImportAdjustments,
    MakeAdjustmentTemplate,
    MakeFailedAdjustmentRows,
    PreviewAdjustmentImport,
)
from whale_desktop.features.adjustment.rules import COLUMNS, OPTIONAL, AdjustmentSheet, parse_adjustments
from whale_desktop.features.adjustment.rules.sheet import account_numbers
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.sheets import places_of, read_sheet
from whale_desktop.kernel.texts import C_, catalogue
from whale_desktop.kernel.workbooks import failed_rows, template
from whale_desktop.messages.files import MadeFile
from whale_desktop.messages.imports import FileImported, errors_by_row

MOST_ROWS = 1_000
_FILE = C_("adjustment.import", "Manual adjustments")
_FAILED_FILE = C_("adjustment.import", "Manual adjustments with errors")


def _read(read: Read, blob: str) -> tuple[str, list[list[Any]], dict[str, int], AdjustmentSheet]:
    """An uploaded file: its name, its cells, where each column stands, and what was understood."""
    name, data = read.blob(blob)
    rows = read_sheet(data)
    if len(rows) - 1 > MOST_ROWS:
        raise UserError("E24", {"limit": MOST_ROWS})
    places = places_of(rows[0], COLUMNS, catalogue(read.locale), optional=OPTIONAL)
    return name, rows, places, parse_adjustments(rows, places, known(read, account_numbers(rows, places)))


@answers(PreviewAdjustmentImport)
def preview_adjustment_import(read: Read, query: PreviewAdjustmentImport) -> AdjustmentImportPreview:
    """Every row and every error of a file."""
    _, _, _, sheet = _read(read, query.blob)
    errors = errors_by_row(sheet.faults)
    names = ledger.names(read.connection, {one.entered.account_no for one in sheet.rows}, read.locale)
    rows = tuple(
        AdjustmentImportRow(
            row=one.row,
            account_no=one.entered.account_no,
            name=names.get(one.entered.account_no, ("", ""))[1],
            direction=one.entered.direction,
            biz_code=one.entered.biz_code,
            currency=one.entered.currency,
            amount=one.entered.amount,
            ledger_date=one.entered.ledger_date,
            done_at=one.entered.done_at,
            remark=one.entered.remark,
            inner_remark=one.entered.inner_remark,
            notify=one.notify,
            errors=errors.get(one.row, ()),
        )
        for one in sheet.rows
    )
    return AdjustmentImportPreview(rows=rows, good=len(rows) - len(errors), bad=len(errors))


@handles(ImportAdjustments)
def import_adjustments(work: Work, command: ImportAdjustments) -> AdjustmentsImported:
    """Write the rows as one batch and ask a second person for all of them together."""
    name, _, _, sheet = _read(work, command.blob)
    if not command.skip_bad:
        refuse_file(sheet.faults)
    good = sheet.good()
    if not good:
        raise UserError("sheet.empty")
    number = batches.next_batch_number(work)
    for one in good:
        add(
            work,
            {
                **columns_of(one.entered),
                "client_visible": True,
                "notify": one.notify,
                "third_flag": False,
                "cheque_flag": False,
                "request_id": number,
                "file_name": name[:200],
            },
        )
    work.connection.execute(
        update(ADJUSTMENT).where(ADJUSTMENT.c.request_id == number).values(status=AdjustmentStatus.WAIT_APPROVE)
    )
    approve = DecideBatch(request_id=number, decision=AdjustmentStatus.PROCESS)
    waits = work.request(
        approve,
        on_refusal=DecideBatch(request_id=number, decision=AdjustmentStatus.REJECTED),
        on_close=DecideBatch(request_id=number, decision=AdjustmentStatus.CLOSE),
        comment="comment",
    )
    order = batches.note_work_order(work, number) if waits else ""
    if not waits:
        work.send(approve)
    skipped = len(sheet.rows) - len(good)
    work.tell(FileImported(list_key="adjustment.cash", blob=command.blob, rows=len(good), bad_rows=skipped, work_order_no=order))
    return AdjustmentsImported(rows=len(good), skipped=skipped, request_id=number, work_order_no=order)


@handles(MakeAdjustmentTemplate)
def make_adjustment_template(work: Work, command: MakeAdjustmentTemplate) -> MadeFile:
    """A workbook to fill in."""
    texts = language_of(command.locale)
    spec = sheet_of_adjustments(work, texts, most_rows=MOST_ROWS)
    return made_workbook(work, template(spec, texts, example(texts)), texts(_FILE))


@handles(MakeFailedAdjustmentRows)
def make_failed_adjustment_rows(work: Work, command: MakeFailedAdjustmentRows) -> MadeFile:
    """The bad rows of a file, each with its reasons."""
    texts = language_of(command.locale)
    _, rows, places, sheet = _read(work, command.blob)
    spec = sheet_of_adjustments(work, texts, most_rows=MOST_ROWS)
    width = max(len(row) for row in rows)
    filled = [[*row, *[""] * (width + 1 - len(row))] for row in rows]
    bad = bad_rows(filled, [places.get(name, width) for name in COLUMNS], sheet.faults, COLUMNS, texts)
    return made_workbook(work, failed_rows(spec, texts, bad), texts(_FAILED_FILE))
