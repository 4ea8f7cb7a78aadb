"""Importing and exporting: exactly what was chosen, every error on screen, progress that can be called off."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.ui.pages import invented, invented_screens
from tests.ui.pages.conftest import Desk
from whale_desktop.kernel.errors import FieldError, Unavailable, UserError
from whale_desktop.messages import Done, Reason, Struct, Submitted
from whale_desktop.messages.files import BlobId, CancelJob, GetJob, Job, JobBegun, JobNo, JobState
from whale_desktop.screens import ImportSpec
from whale_desktop.ui.lists.list_page import ListPage
from whale_desktop.ui.pages.exporting import FILTER, FILTER_ONE, ExportDialog, _counted
from whale_desktop.ui.pages.importing import ImportDialog, open_import
from whale_desktop.ui.pages.jobs import JobProgress


@pytest.fixture
def page(desk: Desk) -> ListPage:
    page: ListPage = desk.open(invented.DEALS)
    desk.wait(lambda: page.source.totals is not None)
    return page


def job(state: JobState, **changes: Any) -> Job:
    given: dict[str, Any] = {
        "job_no": JobNo("J1"),
        "kind": "export",
        "state": state,
        "done": 1,
        "total": 2,
        "started_at": datetime(2024, 3, 18, tzinfo=UTC),
        "file_name": "deals.xlsx",
        "blob": BlobId("made"),
        "rows": 2,
    }
    return Job(**{**given, **changes})


def export_dialog(desk: Desk, page: ListPage) -> ExportDialog:
    desk.press("Ctrl+E", page.area.table)
    dialog = desk.dialog()
    assert isinstance(dialog, ExportDialog)
    return dialog


def prepared(desk: Desk) -> None:
    desk.gateway.answer(invented.ExportDeals, JobBegun(job_no=JobNo("J1")))
    desk.gateway.answer(GetJob, job(JobState.DONE))
    desk.gateway.answer(CancelJob, None)
    desk.gateway.blobs["made"] = b"a workbook"


def test_the_whole_filter_is_named_with_its_number_and_exported_as_such(desk: Desk, page: ListPage) -> None:
    prepared(desk)
    page.filter.take({"client": "陳"})
    page.filter.queried.emit()
    desk.wait(lambda: page.source.totals is not None and page.source.values)
    page.filter.take({"client": "typed but not asked"})
    page.source.values = {"client": "陳"}
    dialog = export_dialog(desk, page)
    assert [option.text for option in dialog.scope._options] == ["Whole filter: 1,000,000 rows"]
    assert dialog.name.value() == "Client exchange_20240318_103208"
    desk.press("Ctrl+Return", dialog)
    desk.wait(lambda: desk.files.saved)
    assert desk.files.saved == [("deals.xlsx", b"a workbook")]
    command = desk.gateway.commands(invented.ExportDeals)[0]
    assert command.where == {"client": "陳"}
    assert command.keys == ()
    assert command.format == "xlsx"
    assert command.locale == "en"
    assert "remark" not in command.columns
    assert command.columns[0] == "deal_no"
    desk.wait(lambda: desk.toasts.said == [("success", "2 rows exported to /kept/deals.xlsx")])


def test_one_row_is_said_as_one_row(desk: Desk, page: ListPage) -> None:
    say = desk.services.texts
    assert [_counted(say, FILTER, FILTER_ONE, count) for count in (0, 1, 1000)] == [
        "Whole filter: 0 rows",
        "Whole filter: 1 row",
        "Whole filter: 1,000 rows",
    ]


def test_a_selection_is_exported_as_exactly_its_rows(desk: Desk, page: ListPage) -> None:
    prepared(desk)
    page.selection.set_rows(page.area.model.rows[:2], True)
    dialog = export_dialog(desk, page)
    assert [option.text for option in dialog.scope._options] == ["Selection: 2 rows", "Whole filter: 1,000,000 rows"]
    dialog.columns.set_value("every")
    dialog.format.set_value("csv")
    desk.press("Ctrl+Return", dialog)
    desk.wait(lambda: desk.files.saved)
    command = desk.gateway.commands(invented.ExportDeals)[0]
    assert command.keys == ("2403180128", "2403180127")
    assert command.format == "csv"
    assert "remark" in command.columns


def test_columns_are_chosen_one_by_one_and_the_remark_goes_along(desk: Desk, page: ListPage) -> None:
    prepared(desk)
    dialog = export_dialog(desk, page)
    assert not dialog.chosen_row.isVisible()
    desk.click(dialog.columns._buttons[2])
    assert dialog.chosen_row.isVisible()
    assert tuple(dialog.chosen.value()) == dialog._shown, "it begins with what is shown"
    dialog.chosen.set_value(())
    desk.press("Ctrl+Return", dialog)
    assert dialog.chosen_row.error() == "Choose at least one column"
    dialog.chosen.set_value(("remark", "deal_no"))
    dialog.remark.set_value(" for the auditor ")
    desk.press("Ctrl+Return", dialog)
    desk.wait(lambda: desk.files.saved)
    command = desk.gateway.commands(invented.ExportDeals)[0]
    assert command.columns == ("deal_no", "remark"), "in the order of the screen"
    assert command.remark == "for the auditor"


def test_an_export_that_needs_approval_says_so_and_nobody_waits(desk: Desk, page: ListPage) -> None:
    prepared(desk)
    desk.gateway.answer(invented.ExportDeals, Done(result=JobBegun(job_no=JobNo("")), work_orders=("128050",)))
    desk.press("Ctrl+Return", export_dialog(desk, page))
    desk.no_dialog()
    desk.wait(
        lambda: desk.toasts.said == [("success", "The export waits for approval; the file then appears in the export records")]
    )
    assert not desk.gateway.queries(GetJob)
    assert not desk.files.saved
    ((_, follow),) = desk.toasts.links
    follow()
    assert desk.opened == [("work_order", {"number": "128050"})]


def test_a_long_export_goes_on_in_the_background(desk: Desk, page: ListPage) -> None:
    prepared(desk)
    desk.gateway.answer(invented.ExportDeals, JobBegun(job_no=JobNo("J1"), in_background=True))
    desk.press("Ctrl+Return", export_dialog(desk, page))
    desk.no_dialog()
    said = "The file is being made in the background; a notice says when it is ready"
    desk.wait(lambda: desk.toasts.said == [("success", said)])
    assert not desk.gateway.queries(GetJob)
    assert not desk.files.saved


def test_a_file_name_must_be_one(desk: Desk, page: ListPage) -> None:
    dialog = export_dialog(desk, page)
    dialog.name.set_value("a/b")
    desk.press("Ctrl+Return", dialog)
    assert dialog.name_row.error()
    assert not desk.gateway.submitted
    dialog.done(None)


def test_an_export_shows_progress_and_can_be_cancelled(desk: Desk, page: ListPage) -> None:
    prepared(desk)
    desk.gateway.answer(GetJob, job(JobState.RUNNING, done=7, total=20))
    desk.press("Ctrl+Return", export_dialog(desk, page))
    desk.wait(lambda: isinstance(desk.dialog(), JobProgress))
    progress = desk.dialog()
    desk.wait(lambda: progress.line.text() == "7 of 20")
    assert progress.bar.value() == 7
    progress.reject()
    desk.wait(lambda: desk.gateway.commands(CancelJob) == [CancelJob(job_no=JobNo("J1"))])
    desk.gateway.answer(GetJob, job(JobState.CANCELLED))
    desk.no_dialog()
    assert not desk.files.saved
    assert not desk.toasts.said


def test_a_failed_export_says_why(desk: Desk, page: ListPage) -> None:
    prepared(desk)
    desk.gateway.answer(GetJob, job(JobState.FAILED, error=Reason(code="storage.full")))
    desk.press("Ctrl+Return", export_dialog(desk, page))
    desk.wait(lambda: desk.toasts.said)
    assert desk.toasts.said[0][0] == "error"
    assert "disk is full" in desk.toasts.said[0][1]
    desk.no_dialog()


def test_printing_is_an_export_as_pdf(desk: Desk, page: ListPage) -> None:
    prepared(desk)
    desk.click(page.toolbar.print)
    desk.press("Ctrl+Return", desk.dialog())
    desk.wait(lambda: desk.files.saved)
    assert desk.gateway.commands(invented.ExportDeals)[0].format == "pdf"
    desk.idle()


def import_dialog(desk: Desk, page: ListPage, spec: ImportSpec | None = None) -> ImportDialog:
    if spec is None:
        page.run_action("import")
    else:
        desk.services.runtime.start(open_import(spec, desk.services, page, menu=""), page)
    dialog = desk.dialog()
    assert isinstance(dialog, ImportDialog)
    return dialog


class RowFault(Struct):
    """As the services say what is wrong with a cell."""

    field: str
    code: str
    params: dict[str, str] = {}


class CheckedRow(Struct):
    row: int
    deal_no: str
    amount: str
    errors: tuple[RowFault, ...] = ()


class Checked(Struct):
    rows: tuple[CheckedRow, ...]


GOOD = Checked(rows=(CheckedRow(row=2, deal_no="1", amount="5.00"), CheckedRow(row=3, deal_no="2", amount="6.00")))
BAD = Checked(
    rows=(
        CheckedRow(row=2, deal_no="1", amount="5.00"),
        CheckedRow(
            row=3,
            deal_no="",
            amount="x",
            errors=(
                RowFault(field="deal_no", code="message.missing"),
                RowFault(field="amount", code="INV-E01", params={"least": "1.00"}),
            ),
        ),
    )
)


def test_a_good_file_is_previewed_and_written_once(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(invented.PreviewDeals, GOOD)
    desk.files.offered = ("rates.xlsx", b"bytes")
    dialog = import_dialog(desk, page)
    assert not dialog.action_button.isEnabled()
    with desk.qtbot.waitSignal(dialog.read):
        desk.click(dialog.upload)
    assert dialog.note.text() == "rates.xlsx: 2 rows can be imported"
    assert dialog.action_button.text() == "Import 2 rows"
    assert not dialog.failed.isVisible()
    desk.press("Ctrl+Return", dialog)
    desk.no_dialog()
    blob = next(iter(desk.gateway.blobs))
    assert desk.gateway.commands(invented.ImportDeals) == [invented.ImportDeals(blob=blob)]
    desk.wait(lambda: desk.toasts.said == [("success", "Done: Batch import")])


def test_every_error_of_every_row_is_shown_and_nothing_can_be_written(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(invented.PreviewDeals, BAD)
    desk.files.offered = ("rates.xlsx", b"bytes")
    dialog = import_dialog(desk, page)
    with desk.qtbot.waitSignal(dialog.read):
        desk.click(dialog.upload)
    assert "1 of 2 rows have errors" in dialog.note.text()
    assert not dialog.action_button.isEnabled()
    cells = dialog.table.model.row_cells(1)
    assert cells[-1].text == "Order no.: Required field missing; Amount: The amount must be above 1.00"
    assert [cell.color for cell in cells] == ["tx1", "err", "err", "err"]
    desk.gateway.answer(invented.MakeFailed, "failed-rows")
    desk.gateway.blobs["failed-rows"] = b"bad rows"
    desk.click(dialog.failed)
    desk.wait(lambda: desk.files.saved)
    assert desk.files.saved == [("file.xlsx", b"bad rows")]
    dialog.done(None)


def test_the_template_is_made_in_the_language_of_the_window(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(invented.MakeTemplate, "template")
    desk.gateway.blobs["template"] = b"template"
    dialog = import_dialog(desk, page)
    desk.click(dialog.template)
    desk.wait(lambda: desk.files.saved)
    assert desk.gateway.commands(invented.MakeTemplate) == [invented.MakeTemplate(locale="en")]
    dialog.done(None)


def test_a_demonstration_offers_a_ready_file(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(invented.PreviewDeals, GOOD)
    desk.gateway.answer(invented.MakeSample, "sample")
    dialog = import_dialog(desk, page)
    with desk.qtbot.waitSignal(dialog.read):
        desk.click(dialog.sample)
    assert desk.gateway.queries(invented.PreviewDeals) == [invented.PreviewDeals(blob="sample")]
    assert dialog.action_button.isEnabled()
    dialog.done(None)


def test_a_file_that_is_refused_as_a_whole_says_why(desk: Desk, page: ListPage) -> None:
    desk.gateway.fail(
        invented.PreviewDeals, UserError("INV-E01", {"least": "1"}, fields=(FieldError("file", "INV-E01", {"least": "1"}),))
    )
    desk.files.offered = ("rates.xlsx", b"bytes")
    dialog = import_dialog(desk, page)
    desk.click(dialog.upload)
    desk.wait(lambda: dialog.note.text() == "The amount must be above 1")
    assert not dialog.action_button.isEnabled()
    dialog.done(None)


def test_a_file_that_is_too_large_says_so(desk: Desk, page: ListPage) -> None:
    desk.gateway.fail("put_blob", UserError("blob.too_large", {"size": 30, "limit": 20}))
    desk.files.offered = ("rates.xlsx", b"bytes")
    dialog = import_dialog(desk, page)
    desk.click(dialog.upload)
    desk.wait(lambda: "at most 20 MB" in dialog.note.text())
    dialog.done(None)


def test_writing_again_after_a_dead_line_is_the_same_command(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(invented.PreviewDeals, GOOD)
    desk.gateway.answer(invented.ImportDeals, Submitted(work_order_no="128050"))
    desk.gateway.fail(invented.ImportDeals, Unavailable("storage.locked"))
    desk.files.offered = ("rates.xlsx", b"bytes")
    dialog = import_dialog(desk, page)
    with desk.qtbot.waitSignal(dialog.read):
        desk.click(dialog.upload)
    desk.press("Ctrl+Return", dialog)
    desk.wait(lambda: "in use" in dialog.note.text())
    dialog.note.action_clicked.emit()
    desk.no_dialog()
    assert len(desk.gateway.submitted) == 2
    assert len({one.command_id for one in desk.gateway.submitted}) == 1
    desk.wait(lambda: desk.toasts.said == [("success", "Work order 128050 submitted")])


def test_errors_can_be_ignored_only_where_the_import_offers_it(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(invented.PreviewDeals, BAD)
    desk.files.offered = ("rates.xlsx", b"bytes")
    dialog = import_dialog(desk, page)
    with desk.qtbot.waitSignal(dialog.read):
        desk.click(dialog.upload)
    assert not dialog.ignore.isVisible()
    dialog.done(None)


def test_whoever_ignores_the_errors_submits_the_other_rows(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(invented.PreviewDeals, BAD)
    desk.files.offered = ("rates.xlsx", b"bytes")
    spec = replace(invented_screens.IMPORT, partial=lambda blob: invented.ImportDeals(blob=f"good rows of {blob}"))
    dialog = import_dialog(desk, page, spec)
    with desk.qtbot.waitSignal(dialog.read):
        desk.click(dialog.upload)
    assert "or ignore the errors" in dialog.note.text()
    assert dialog.ignore.text() == "Ignore errors: only the 1 rows without errors"
    assert not dialog.action_button.isEnabled()
    desk.click(dialog.ignore)
    assert dialog.action_button.text() == "Import 1 rows"
    desk.click(dialog.ignore)
    assert not dialog.action_button.isEnabled()
    desk.click(dialog.ignore)
    desk.press("Ctrl+Return", dialog)
    desk.no_dialog()
    blob = next(iter(desk.gateway.blobs))
    assert desk.gateway.commands(invented.ImportDeals) == [invented.ImportDeals(blob=f"good rows of {blob}")]


def test_another_file_begins_without_ignoring(desk: Desk, page: ListPage) -> None:
    desk.gateway.answer(invented.PreviewDeals, BAD)
    desk.files.offered = ("rates.xlsx", b"bytes")
    dialog = import_dialog(desk, page, replace(invented_screens.IMPORT, partial=invented_screens.IMPORT.submit))
    for _ in range(2):
        with desk.qtbot.waitSignal(dialog.read):
            desk.click(dialog.upload)
        assert not dialog.ignore.isChecked()
        desk.click(dialog.ignore)
    dialog.done(None)
