"""Batches from a workbook: every error, the good rows alone, one work order, a job that goes on (`docs/rules/adjustment.md` 6.6)."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from tests.features.adjustment.conftest import CHECKER, CLERK, Books, dec
from tests.features.ledger.books import ONE, THREE, TWO
from tests.features.reference.workbooks import workbook
from whale_desktop.bus.jobs import JobContext, recover_jobs, run_next_job
from whale_desktop.features.adjustment import messages as adj
from whale_desktop.features.adjustment.rules import COLUMNS
from whale_desktop.features.documents.messages import ListMyImports
from whale_desktop.features.ledger.messages import AccountState
from whale_desktop.features.workorder.messages import ApproveWorkOrder, RefuseWorkOrder, WithdrawWorkOrder
from whale_desktop.kernel.sheets import read_sheet
from whale_desktop.kernel.texts import catalogue
from whale_desktop.messages.files import BlobId

S = adj.AdjustmentStatus
HEAD = [catalogue("zh_Hant")(text) for text in COLUMNS.values()]
ROW = [ONE, "入賬", "LCADJCR", "HKD", 10.5, "", "", "利息", "ref 7", "否"]
OUT_ROW = [THREE, "出賬", "LCADJDR", "USD", 60, "", "", "", "", ""]
BAD_ROW = ["99999999", "入賬", "LCADJDR", "HKD", -1, "", "", "", "", ""]


def upload(books: Books, rows: list[list[Any]], *, head: list[str] | None = None, user: str = CLERK) -> BlobId:
    data = workbook(rows, header=head or HEAD)
    return books.office.gateway.put_blob(data, name="adjust.xlsx", session=books.office.session(user))


def submit(books: Books, rows: list[list[Any]], *, skip_bad: bool = False) -> adj.AdjustmentsImported:
    command = adj.ImportAdjustments(blob=upload(books, rows), skip_bad=skip_bad)
    answer = books.office.do(command, user=CLERK)
    assert isinstance(answer, adj.AdjustmentsImported)
    return answer


def rows_of(books: Books, request_id: str) -> tuple[adj.AdjustmentRow, ...]:
    page = books.office.ask(adj.ListAdjustments(where=adj.AdjustmentFilter(request_id=request_id), limit=200, descending=False))
    return page.rows


def test_a_file_becomes_one_batch_under_one_work_order(books: Books) -> None:
    answer = submit(books, [ROW, OUT_ROW, ROW])
    assert (answer.rows, answer.skipped, answer.request_id) == (3, 0, "B2403180001")
    found = rows_of(books, answer.request_id)
    assert [(row.status, row.pending, row.ticket_no) for row in found] == [(S.WAIT_APPROVE, True, answer.work_order_no)] * 3
    assert [row.change for row in found] == [dec("10.50"), dec("-60.00"), dec("10.50")]
    assert (found[0].remark, found[0].inner_remark, found[0].creator) == ("利息", "ref 7", CLERK)
    batch = books.office.ask(adj.GetAdjustmentBatch(request_id=answer.request_id))
    assert (batch.rows, batch.status, batch.file_name) == (3, S.WAIT_APPROVE, "adjust.xlsx")
    assert (batch.money_in, batch.money_out) == ({"HKD": dec("21.00")}, {"USD": dec("60.00")})
    (record,) = books.office.ask(ListMyImports(), user=CLERK).rows
    assert (record.file_name, record.list_key, record.rows, record.bad_rows) == ("adjust.xlsx", "adjustment.cash", 3, 0)
    assert record.work_order_no == answer.work_order_no
    books.office.approve(int(answer.work_order_no), user=CHECKER, comment="seen")
    assert {row.status for row in rows_of(books, answer.request_id)} == {S.PROCESS}
    books.run_jobs()
    done = rows_of(books, answer.request_id)
    assert [(row.status, row.approver, row.approve_remark) for row in done] == [(S.SUCCESS, CHECKER, "seen")] * 3
    assert (books.balance(), books.balance(THREE, "USD")) == (dec("1021.00"), dec("-10.00"))
    assert submit(books, [ROW]).request_id == "B2403180002"


def test_wo_door_import_whoever_imports_decides_no_row_of_it(books: Books) -> None:
    """A file is no way past a second person: its maker is refused, and a row of it is locked for everybody else."""
    blob = upload(books, [ROW, ROW], user="super_admin")
    answer = books.office.do(adj.ImportAdjustments(blob=blob), user="super_admin")
    order = int(answer.work_order_no)
    assert books.office.refused(ApproveWorkOrder(work_order_no=order), user="super_admin").code == "ticket.self_approval"
    assert {row.status for row in rows_of(books, answer.request_id)} == {S.WAIT_APPROVE}
    assert books.balance() == dec("1000.00")


def test_every_error_of_every_row_is_shown_and_nothing_is_written(books: Books) -> None:
    blob = upload(books, [ROW, BAD_ROW])
    preview = books.office.ask(adj.PreviewAdjustmentImport(blob=blob), user=CLERK)
    assert (preview.good, preview.bad) == (1, 1)
    assert (preview.rows[0].name, preview.rows[0].errors) == ("Chan Tai Man", ())
    assert [(one.row, one.field, one.code) for one in preview.rows[1].errors] == [
        (3, "account_no", "ledger.account_unknown"),
        (3, "biz_code", "E21"),
        (3, "amount", "FX-E26"),
    ]
    refusal = books.office.refused(adj.ImportAdjustments(blob=blob), user=CLERK)
    assert refusal.code == "FX-E18"
    assert [one.field for one in refusal.fields] == ["rows[3].account_no", "rows[3].biz_code", "rows[3].amount"]
    assert books.rows_of("adjustment") == 0


def test_ignoring_the_errors_submits_the_good_rows_only(books: Books) -> None:
    answer = submit(books, [ROW, BAD_ROW, OUT_ROW], skip_bad=True)
    assert (answer.rows, answer.skipped) == (2, 1)
    assert len(rows_of(books, answer.request_id)) == 2
    (record,) = books.office.ask(ListMyImports(), user=CLERK).rows
    assert (record.rows, record.bad_rows) == (2, 1)
    only_bad = adj.ImportAdjustments(blob=upload(books, [BAD_ROW]), skip_bad=True)
    assert books.office.refused(only_bad, user=CLERK).code == "sheet.empty"


def test_platform_15_the_good_rows_of_an_import_exist_once_it_is_confirmed_and_none_before(books: Books) -> None:
    rows = [BAD_ROW if number in (7, 63) else ROW for number in range(100)]
    blob = upload(books, rows)
    preview = books.office.ask(adj.PreviewAdjustmentImport(blob=blob), user=CLERK)
    assert (preview.good, preview.bad) == (98, 2)
    assert books.rows_of("adjustment") == 0, "a preview that is called off leaves nothing"
    answer = books.office.do(adj.ImportAdjustments(blob=blob, skip_bad=True), user=CLERK)
    assert (answer.rows, answer.skipped) == (98, 2)
    assert len(rows_of(books, answer.request_id)) == books.rows_of("adjustment") == 98


def test_the_bad_rows_come_back_as_a_file_with_their_reasons(books: Books) -> None:
    head = [one for one in HEAD if one != "業務時間"]
    bad = [cell for index, cell in enumerate(BAD_ROW) if HEAD[index] != "業務時間"]
    blob = upload(books, [[cell for index, cell in enumerate(ROW) if HEAD[index] != "業務時間"], bad], head=head)
    made = books.office.do(adj.MakeFailedAdjustmentRows(blob=blob, locale="zh_Hant"), user=CLERK)
    data = books.office.gateway.get_blob(made.blob, session=books.office.session(CLERK))
    rows = read_sheet(data)
    assert made.name == "手工調賬錯誤行.xlsx"
    assert len(rows) == 2
    assert rows[1][0] == "99999999"
    assert rows[1][-1].splitlines() == [
        "第 3 行：證券賬號賬戶 99999999 不存在",
        "第 3 行：業務碼LCADJDR 與調賬類型不符",
        "第 3 行：金額金額必須大於 0",
    ]


@pytest.mark.parametrize("locale", ["zh_Hant", "zh_Hans", "en"])
def test_the_template_that_is_downloaded_is_the_template_that_is_accepted(books: Books, locale: str) -> None:
    made = books.office.do(adj.MakeAdjustmentTemplate(locale=locale), user=CLERK)
    data = books.office.gateway.get_blob(made.blob, session=books.office.session(CLERK))
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    assert [str(cell.value).endswith("*") for cell in sheet[1]] == [True] * 5 + [False] * 5
    lists = {str(one.sqref).split(":")[0]: one.formula1 for one in sheet.data_validations.dataValidation}
    assert set(lists) == {"B2", "C2", "D2", "J2"}
    sheet["A2"] = ONE
    stream = io.BytesIO()
    book.save(stream)
    blob = books.office.gateway.put_blob(stream.getvalue(), name="filled.xlsx", session=books.office.session(CLERK))
    preview = books.office.ask(adj.PreviewAdjustmentImport(blob=blob), user=CLERK)
    assert (preview.good, preview.bad) == (1, 0), preview.rows[0].errors
    assert preview.rows[0].amount == dec("1234.56")


def test_a_row_that_fails_does_not_stop_the_others(books: Books) -> None:
    answer = submit(books, [ROW, [TWO, *ROW[1:]], ROW])
    books.office.approve(int(answer.work_order_no), user=CHECKER)
    books.set_state(TWO, AccountState.CANCELLED)
    books.run_jobs()
    found = rows_of(books, answer.request_id)
    assert [row.status for row in found] == [S.SUCCESS, S.FAILED, S.SUCCESS]
    assert found[1].result is not None
    assert (found[1].result.code, found[1].journal_no) == ("ledger.account_cancelled", None)
    assert books.balance() == dec("1021.00")


def test_a_job_that_was_interrupted_goes_on_where_it_stopped(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = submit(books, [ROW, ROW, ROW])
    books.office.approve(int(answer.work_order_no), user=CHECKER)
    real, done = JobContext.send, list[Any]()

    def once(context: JobContext, command: Any) -> Any:
        if done:
            raise SystemExit("the power went out")
        done.append(command)
        return real(context, command)

    monkeypatch.setattr(JobContext, "send", once)
    with pytest.raises(SystemExit):
        run_next_job(books.office.bus)
    assert [row.status for row in rows_of(books, answer.request_id)] == [S.SUCCESS, S.PROCESS, S.PROCESS]
    monkeypatch.undo()
    recover_jobs(books.office.bus)
    books.run_jobs()
    assert [row.status for row in rows_of(books, answer.request_id)] == [S.SUCCESS] * 3
    assert books.balance() == dec("1031.50"), "each row is booked once"


def test_asking_the_job_to_stop_leaves_nothing_undone(books: Books) -> None:
    answer = submit(books, [ROW, ROW])
    books.office.approve(int(answer.work_order_no), user=CHECKER)
    real = JobContext.send

    def cancelled(context: JobContext, command: Any) -> Any:
        with books.office.database.write() as connection:
            connection.execute(text("UPDATE job SET cancel = 1"))
        return real(context, command)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JobContext, "send", cancelled)
        books.run_jobs()
    assert [row.status for row in rows_of(books, answer.request_id)] == [S.SUCCESS] * 2


def test_a_batch_is_refused_or_withdrawn_as_a_whole(books: Books) -> None:
    refused = submit(books, [ROW, ROW])
    books.office.do(RefuseWorkOrder(work_order_no=int(refused.work_order_no), comment="no"), user=CHECKER)
    assert [(row.status, row.approve_remark) for row in rows_of(books, refused.request_id)] == [(S.REJECTED, "no")] * 2
    withdrawn = submit(books, [ROW])
    books.office.do(WithdrawWorkOrder(work_order_no=int(withdrawn.work_order_no)), user=CLERK)
    assert [row.status for row in rows_of(books, withdrawn.request_id)] == [S.CLOSE]


def test_a_file_has_at_most_a_thousand_rows(books: Books) -> None:
    blob = upload(books, [ROW] * 1001)
    refusal = books.office.refused(adj.PreviewAdjustmentImport(blob=blob), user=CLERK)
    assert (refusal.code, refusal.params) == ("E24", {"limit": 1000})
    assert submit(books, [ROW] * 1000).rows == 1000


def test_a_file_without_a_required_column_is_refused_as_a_whole(books: Books) -> None:
    blob = upload(books, [ROW], head=["?", *HEAD[1:]])
    refusal = books.office.refused(adj.PreviewAdjustmentImport(blob=blob), user=CLERK)
    assert (refusal.code, refusal.params) == ("sheet.headers", {"columns": "A/C No."})
