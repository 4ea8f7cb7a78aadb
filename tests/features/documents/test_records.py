"""Every file leaves a record: who made it, of what, how it went, how long it is kept; some must be approved before they are made."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete, insert, select

from tests.features.documents.conftest import ORDERS, Exports
from tests.features.reference.workbooks import SAMPLE, workbook
from tests.helpers.office import roles
from whale_desktop.bus.jobs import run_next_job
from whale_desktop.bus.tables import audit_log
from whale_desktop.features.access.messages import GetParameter, SetParameter
from whale_desktop.features.access.tables import role_permission
from whale_desktop.features.documents.handlers import writers
from whale_desktop.features.documents.messages import (
    APPROVED_LISTS,
    FILE_FAILED,
    FILE_READY,
    AsksToExport,
    ExportList,
    ExportLogFilter,
    FetchFile,
    FileFilter,
    FileFormat,
    FileKind,
    FileRow,
    FileState,
    GetAskedExport,
    GetFileRecord,
    HideFileRecord,
    ListBatchPrints,
    ListExportLog,
    ListFileLists,
    ListImportLog,
    ListMyFiles,
    ListMyImports,
    ListSinglePrints,
    PrintRecord,
    TotalExportLog,
    TotalMyFiles,
)
from whale_desktop.features.documents.screens import asked_column_words, asked_words
from whale_desktop.features.documents.tables import document_record
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.notices.messages import ListMessages, MessageRow
from whale_desktop.features.reference.messages import ImportReferenceRates
from whale_desktop.features.workorder.messages import (
    GetWorkOrder,
    RefuseWorkOrder,
    ResubmitWorkOrder,
    WithdrawWorkOrder,
)
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import LOCALES, catalogue
from whale_desktop.messages import Done, Reason, label_of
from whale_desktop.messages.files import CancelJob, GetJob, JobBegun, JobState, RetryJob
from whale_desktop.messages.parameters import EXPORT_AT_ONCE_ROWS, FILES_KEPT_DAYS
from whale_desktop.screens import list_of
from whale_desktop.screens.difference import difference, lines

ENGLISH = catalogue("en")
FLOW = "platform.export_approve"
CLERK = "funds_clerk"
SUPERVISOR = "funds_supervisor"


@pytest.fixture
def approved(exports: Exports) -> Exports:
    """A busy office where exports of exchanges are decided by the supervisors."""
    parameter(exports, APPROVED_LISTS.key, f"audit.log, {ORDERS}")
    exports.office.route(FLOW, roles("funds_supervisor"))
    return exports


def parameter(exports: Exports, key: str, value: Any) -> None:
    version = exports.office.ask(GetParameter(key=key)).version
    exports.office.do(SetParameter(key=key, value=str(value), expected_version=version))


def mine(exports: Exports, user: str = "super_admin", **where: Any) -> tuple[FileRow, ...]:
    return exports.office.ask(ListMyFiles(where=FileFilter(**where)), user=user).rows


def asked(**more: Any) -> ExportList:
    values: dict[str, Any] = {
        "list_key": ORDERS,
        "columns": ("forex_id", "client"),
        "file_name": "orders",
        "format": FileFormat.CSV,
    }
    return ExportList(**{**values, **more})


def told(exports: Exports, user: str = "super_admin") -> list[MessageRow]:
    rows = exports.office.ask(ListMessages(), user=user).rows
    return [row for row in rows if row.kind in (FILE_READY, FILE_FAILED)]


# --------------------------------------------------------------------------------------------------------------- what it says


def test_an_export_leaves_a_record_of_what_was_asked_for_and_of_what_it_became(exports: Exports) -> None:
    command = asked(
        where={"from_currency": "USD", "created_from": "2024-03-18", "created_to": "2024-03-18"}, remark=" for the audit "
    )
    begun = exports.office.do(command)
    (record,) = mine(exports)
    assert (record.state, record.kind, record.list_key) == (FileState.WAITING, FileKind.EXPORT, ORDERS)
    assert (record.file_name, record.format, record.remark) == ("orders.csv", FileFormat.CSV, "for the audit")
    assert (record.operator, record.job_no, record.work_order_no) == (exports.office.actor().name, begun.job_no, "")
    expected = exports.office.ask(fx.TotalOrders(where=fx.OrderFilter(from_currency="USD"))).count
    assert (record.rows, record.size, record.blob, record.expires_at, record.may) == (expected, 0, "", None, ())
    job = exports.finish(begun.job_no)
    (record,) = mine(exports)
    assert (record.state, record.rows, record.size, record.blob) == (FileState.DONE, expected, job.size, job.blob)
    assert record.ended_at == job.finished_at
    assert record.expires_at == exports.office.clock.now() + timedelta(days=7)
    assert record.may == ("document.record.fetch", "document.record.hide")
    assert exports.office.ask(GetFileRecord(record_no=record.record_no)) == record


@pytest.mark.parametrize("locale", LOCALES)
def test_filter_and_columns_of_a_record_are_said_in_the_words_of_the_list(exports: Exports, locale: str) -> None:
    say = catalogue(locale)
    screen = exports.screen()
    labels = {one.name: say(one.label) for one in screen.filters}
    heads = {one.name: say(one.label) for one in screen.columns}
    where = {"forex_status": [str(fx.ForexStatus.SUCCESS)], "created_from": "2024-03-18", "created_to": "2024-03-19"}
    exports.office.do(asked(where=where, tab="review", keys=("1", "2", "3")))
    (record,) = mine(exports)
    words = asked_words(record.asked, say)
    tab = next(say(one.label) for one in screen.tabs if one.key == "review")
    status = say(label_of(fx.ForexStatus.SUCCESS))
    assert words.startswith(f"{tab}; ")
    assert f"{labels['forex_status']}: {status}" in words
    assert f"{labels['created_from']}: 2024-03-18 – 2024-03-19" in words
    assert "3" in words.rpartition("; ")[2]
    assert asked_column_words(record.columns, say) == f"{heads['forex_id']}, {heads['client']}"


def test_without_a_filter_it_says_so(exports: Exports) -> None:
    exports.office.do(asked())
    assert asked_words(mine(exports)[0].asked, ENGLISH) == "All rows"


def test_a_failed_and_a_cancelled_export_say_so(exports: Exports, monkeypatch: pytest.MonkeyPatch) -> None:
    exports.office.do(asked())
    begun = exports.office.do(asked(file_name="second"))
    exports.office.do(CancelJob(job_no=begun.job_no))

    def full(*_: Any) -> bytes:
        raise UserError("blob.too_large", {"size": 90, "limit": 64})

    with monkeypatch.context() as broken:
        broken.setattr(writers, "write_csv", full)
        while run_next_job(exports.office.bus):
            pass
    states = {row.file_name: row for row in mine(exports)}
    assert states["second.csv"].state is FileState.CANCELLED
    failed = states["orders.csv"]
    assert (failed.state, failed.may) == (FileState.FAILED, ("document.record.hide",))
    assert failed.error == Reason(code="blob.too_large", params={"size": "90", "limit": "64"})
    exports.office.do(RetryJob(job_no=failed.job_no))
    assert mine(exports, state=(FileState.WAITING,))[0].record_no == failed.record_no


def test_a_refused_export_leaves_no_record(exports: Exports) -> None:
    exports.office.refused(asked(columns=("no_such",)))
    assert mine(exports) == ()


@pytest.mark.parametrize(
    ("more", "field"),
    [({"file_name": " "}, "file_name"), ({"file_name": "x" * 121}, "file_name"), ({"remark": "x" * 301}, "remark")],
)
def test_name_and_remark_have_their_limits(exports: Exports, more: dict[str, Any], field: str) -> None:
    error = exports.office.refused(asked(**more))
    assert isinstance(error, UserError)
    assert [one.field for one in error.fields] == [field]
    assert exports.office.do(asked(file_name="x" * 120, remark="y" * 300)).job_no


# ---------------------------------------------------------------------------------------------------- what else is recorded


def test_prints_have_their_logs(exports: Exports) -> None:
    exports.office.do(asked(format=FileFormat.PDF, file_name="printed"))
    order = exports.office.ask(fx.ListOrders(limit=1)).rows[0]
    blob = exports.office.do(PrintRecord(list_key=ORDERS, key=order.forex_id))
    (listed,) = exports.office.ask(ListBatchPrints()).rows
    assert (listed.kind, listed.file_name) == (FileKind.PRINT_LIST, "printed.pdf")
    (single,) = exports.office.ask(ListSinglePrints()).rows
    assert (single.kind, single.state, single.blob, single.rows) == (FileKind.PRINT_RECORD, FileState.DONE, blob, 1)
    assert order.forex_id in single.file_name
    assert asked_words(single.asked, ENGLISH) == f"Record {order.forex_id}"
    assert single.size == len(exports.office.gateway.get_blob(blob, session=exports.office.session()))
    assert exports.office.ask(ListExportLog()).rows == ()
    assert {row.record_no for row in mine(exports)} == {listed.record_no, single.record_no}


def test_an_import_leaves_a_record_when_its_rows_are_written(exports: Exports) -> None:
    office, data = exports.office, workbook([SAMPLE])
    session = office.session(CLERK)
    blob = office.gateway.put_blob(data, name="rates of today.xlsx", session=session)
    before = office.ask(ListMyImports(), user=CLERK).rows
    office.do(ImportReferenceRates(blob=blob), user=CLERK)
    record, *older = office.ask(ListMyImports(), user=CLERK).rows
    assert tuple(older) == before
    assert (record.kind, record.list_key, record.file_name) == (FileKind.IMPORT, "reference.rate", "rates of today.xlsx")
    assert (record.state, record.rows, record.size, record.blob) == (FileState.DONE, 1, len(data), blob)
    assert list_of(record.list_key) is not None
    bad = office.gateway.put_blob(b"no workbook", name="bad.xlsx", session=session)
    office.refused(ImportReferenceRates(blob=bad), user=CLERK)
    assert office.ask(ListMyImports(), user=CLERK).rows == (record, *before)
    assert office.ask(ListImportLog()).rows[0].record_no == record.record_no
    assert office.do(FetchFile(record_no=record.record_no), user=CLERK).name == "rates of today.xlsx"


# -------------------------------------------------------------------------------------------------------------- whose they are


def test_everybody_sees_his_own_records_and_only_some_see_all(exports: Exports) -> None:
    first = exports.start(user=SUPERVISOR)
    exports.finish(first, user=SUPERVISOR)
    exports.start()
    (theirs,) = mine(exports, SUPERVISOR)
    assert len(mine(exports)) == 1
    everybody = exports.office.ask(ListExportLog()).rows
    assert {row.operator for row in everybody} == {exports.office.actor().name, exports.office.actor(SUPERVISOR).name}
    assert exports.office.ask(TotalExportLog()).count == 2
    assert exports.office.ask(GetFileRecord(record_no=theirs.record_no)).may == (), "the file is its maker's"
    assert exports.office.refused(FetchFile(record_no=theirs.record_no)).code == "document.unknown"
    assert exports.office.refused(HideFileRecord(record_no=theirs.record_no)).code == "document.unknown"
    own = mine(exports)[0].record_no
    assert exports.office.refused(GetFileRecord(record_no=own), user=SUPERVISOR).code == "document.unknown"
    assert exports.office.refused(GetAskedExport(record_no=own), user="nobody").code == "auth.no_permission"
    assert exports.office.refused(ListExportLog(), user="nobody").code == "auth.no_permission"


def test_who_sees_the_log_but_not_all_sees_his_own_there(exports: Exports) -> None:
    exports.start(user=SUPERVISOR)
    with exports.office.database.write() as connection:
        table = role_permission.c
        connection.execute(delete(role_permission).where(table.code == "admin.export_all_inquiry"))
    holders = [user for user in ("administrator", "auditor", SUPERVISOR) if sees(exports, user)]
    assert holders
    for user in holders:
        rows = exports.office.ask(ListExportLog(), user=user).rows
        assert len(rows) == (1 if user == SUPERVISOR else 0)


def sees(exports: Exports, user: str) -> bool:
    return "lb_hk_report.report_export_list" in exports.office.actor(user).codes


def test_a_hidden_record_is_off_ones_own_list_and_stays_in_the_log(exports: Exports) -> None:
    exports.finish(exports.start())
    (record,) = mine(exports)
    exports.office.do(HideFileRecord(record_no=record.record_no))
    assert mine(exports) == ()
    assert exports.office.ask(TotalMyFiles()).count == 0
    assert exports.office.ask(ListExportLog()).rows[0].may == ("document.record.fetch",)
    (row,) = exports.office.audit_rows("document.record.hide")
    assert (row.action, row.result, row.target) == ("delete", "ok", str(record.record_no))
    assert [json.loads(state)["hidden"] for state in (row.before, row.after)] == [False, True]


def test_filters_of_the_log(exports: Exports) -> None:
    exports.finish(exports.start(format=FileFormat.XLSX))
    exports.office.do(asked(file_name="Wednesday"))
    exports.office.clock.advance(timedelta(days=1))
    exports.office.do(asked(file_name="100%", list_key="fx.limits", columns=("currency",)))

    def names(**where: Any) -> set[str]:
        found = exports.office.ask(ListExportLog(where=ExportLogFilter(**where))).rows
        assert exports.office.ask(TotalExportLog(where=ExportLogFilter(**where))).count == len(found)
        return {row.file_name for row in found}

    assert names() == {"list.xlsx", "Wednesday.csv", "100%.csv"}
    assert names(file_name="wednes") == {"Wednesday.csv"}
    assert names(file_name="%") == {"100%.csv"}
    assert names(list_key="fx.limits") == {"100%.csv"}
    assert names(format=FileFormat.XLSX) == {"list.xlsx"}
    assert names(state=(FileState.WAITING, FileState.FAILED)) == {"Wednesday.csv", "100%.csv"}
    assert names(operator=exports.office.actor().name[:5].upper()) == names()
    assert names(operator="somebody else") == set()
    day = exports.office.clock.now().date()
    assert names(created_from=day) == {"100%.csv"}
    assert names(created_upto=day - timedelta(days=1)) == {"list.xlsx", "Wednesday.csv"}


def test_the_lists_that_can_be_chosen_are_those_of_which_files_are_made(exports: Exports) -> None:
    offered = {one.list_key: one.names for one in exports.office.ask(ListFileLists(), user="nobody")}
    assert {ORDERS, "reference.rate", "audit.log"} <= set(offered)
    assert "documents.files" not in offered
    assert set(offered[ORDERS]) == set(LOCALES)


# ------------------------------------------------------------------------------------------------------------- how long it is kept


def test_a_file_can_be_fetched_again_as_long_as_it_is_kept(exports: Exports) -> None:
    parameter(exports, FILES_KEPT_DAYS.key, 3)
    job = exports.finish(exports.start())
    (record,) = mine(exports)
    exports.office.clock.advance(timedelta(days=3) - timedelta(seconds=1))
    made = exports.office.do(FetchFile(record_no=record.record_no))
    assert (made.blob, made.name) == (job.blob, "list.csv")
    exports.office.clock.advance(timedelta(seconds=2))
    assert exports.office.refused(FetchFile(record_no=record.record_no)).code == "blob.unknown"
    (late,) = mine(exports)
    assert (late.blob, late.expires_at, late.may) == ("", None, ("document.record.hide",))
    assert (late.rows, late.size) == (job.rows, job.size), "the record outlives its file"


# -------------------------------------------------------------------------------------------------------- in the background


def test_a_long_export_is_made_in_the_background_and_announced(exports: Exports) -> None:
    count = exports.office.ask(fx.TotalOrders()).count
    parameter(exports, EXPORT_AT_ONCE_ROWS.key, count)
    short = exports.office.do(asked(file_name="short"))
    assert not short.in_background
    exports.finish(short.job_no)
    assert told(exports) == []
    parameter(exports, EXPORT_AT_ONCE_ROWS.key, count - 1)
    long = exports.office.do(asked(file_name="long"))
    assert long.in_background
    assert told(exports) == []
    exports.finish(long.job_no)
    (notice,) = told(exports)
    assert (notice.kind, notice.screen, notice.key) == (FILE_READY, "documents.files", "long.csv")
    assert notice.params == {"file_name": "long.csv", "rows": str(count), "days": "7"}
    assert told(exports, SUPERVISOR) == [], "it is nobody else's"


def test_a_long_export_that_fails_is_announced_too_and_a_cancelled_one_is_not(exports: Exports) -> None:
    parameter(exports, EXPORT_AT_ONCE_ROWS.key, 0)
    lost = exports.start(user=SUPERVISOR)
    with exports.office.database.write() as connection:
        table = role_permission.c
        connection.execute(delete(role_permission).where(table.role == SUPERVISOR, table.code.endswith("_export")))
    given_up = exports.start()
    exports.office.do(CancelJob(job_no=given_up))
    while run_next_job(exports.office.bus):
        pass
    assert exports.office.ask(GetJob(job_no=lost), user=SUPERVISOR).state is JobState.FAILED
    assert [row.kind for row in told(exports, SUPERVISOR)] == [FILE_FAILED]
    assert told(exports) == []


# ------------------------------------------------------------------------------------------------------------ with approval


def ask_for_approval(approved: Exports, user: str = "super_admin", **more: Any) -> tuple[FileRow, int]:
    """An export that waits: its record and its work order."""
    begun = approved.office.do(asked(**more), user=user)
    assert begun == JobBegun(job_no=begun.job_no) and begun.job_no == ""
    (record,) = mine(approved, user, state=(FileState.APPROVAL,))
    return record, int(record.work_order_no)


def test_platform_24_an_export_that_needs_approval_has_no_file_before_it(approved: Exports) -> None:
    record, order = ask_for_approval(approved, remark="for the regulator")
    assert ENGLISH(label_of(record.state)) == "Under approval"
    assert catalogue("zh_Hant")(label_of(record.state)) == "審批中"
    assert not run_next_job(approved.office.bus), "nothing is made before somebody agrees"
    assert (record.blob, record.job_no, record.may) == ("", "", ())
    shown = approved.office.ask(GetWorkOrder(work_order_no=order), user="second_supervisor")
    assert shown.row.flow_key == FLOW
    (change,) = shown.changes
    said = {one.label: one for one in lines(difference(change.message, change.before, change.after), ENGLISH)}
    assert [label for label, one in said.items() if one.changed] == ["File status"]
    assert (said["List"].after, said["Filter"].after, said["Remark"].after) == ("Exchange Order", "All rows", "for the regulator")
    assert said["Columns"].after == "Conversion Order No, Client"
    approved.office.approve(order, user="second_supervisor", comment="fine")
    assert run_next_job(approved.office.bus)
    (done,) = mine(approved)
    assert (done.state, done.work_order_no, done.remark) == (FileState.DONE, str(order), "for the regulator")
    made = approved.office.do(FetchFile(record_no=done.record_no))
    assert approved.office.gateway.get_blob(made.blob, session=approved.office.session()).startswith(b"\xef\xbb\xbf")
    assert [row.kind for row in told(approved)] == [FILE_READY]
    decided = [row for row in approved.office.audit_rows() if row.work_order_no == str(order) and row.message == "DecideExport"]
    assert [(row.action, row.result, row.target) for row in decided] == [("export", "ok", str(record.record_no))]


def test_an_approved_export_is_the_work_of_who_asked_for_it_in_his_language_with_his_rights(approved: Exports) -> None:
    done = approved.office.submit(asked(columns=("forex_id",)), user=SUPERVISOR, context=Context(locale="zh_Hans"))
    assert isinstance(done, Done)
    (record,) = mine(approved, SUPERVISOR)
    approved.office.approve(int(record.work_order_no), user="second_supervisor")
    run_next_job(approved.office.bus)
    made = approved.office.do(FetchFile(record_no=record.record_no), user=SUPERVISOR)
    text = approved.office.gateway.get_blob(made.blob, session=approved.office.session(SUPERVISOR)).decode("utf-8-sig")
    assert text.splitlines()[0] == catalogue("zh_Hans")(approved.screen().columns[0].label)
    assert approved.office.refused(FetchFile(record_no=record.record_no), user="second_supervisor").code == "document.unknown"


def test_a_refused_export_says_why_and_is_never_made(approved: Exports) -> None:
    record, order = ask_for_approval(approved)
    approved.office.do(RefuseWorkOrder(work_order_no=order, comment="too much"), user="second_supervisor")
    (refused,) = mine(approved)
    assert (refused.state, refused.error) == (FileState.REFUSED, Reason(code="export.rejected", params={"comment": "too much"}))
    assert refused.may == ("document.record.hide",)
    assert not run_next_job(approved.office.bus)
    assert approved.office.refused(ResubmitWorkOrder(work_order_no=order)).code == "export.not_waiting"
    assert mine(approved)[0].record_no == record.record_no


def test_an_export_that_was_taken_back_is_cancelled(approved: Exports) -> None:
    _, order = ask_for_approval(approved)
    approved.office.do(WithdrawWorkOrder(work_order_no=order))
    assert mine(approved)[0].state is FileState.CANCELLED
    assert not run_next_job(approved.office.bus)


def test_a_record_under_approval_cannot_be_taken_off_the_list(approved: Exports) -> None:
    record, _ = ask_for_approval(approved)
    assert approved.office.refused(HideFileRecord(record_no=record.record_no)).code == "ticket.target_locked"


@pytest.mark.parametrize("wrong", ["fx.order", f"{ORDERS}, documents.files"])
def test_a_list_that_cannot_be_exported_is_no_list_to_approve(approved: Exports, wrong: str) -> None:
    version = approved.office.ask(GetParameter(key=APPROVED_LISTS.key)).version
    error = approved.office.refused(SetParameter(key=APPROVED_LISTS.key, value=wrong, expected_version=version))
    assert isinstance(error, UserError)
    assert [(one.field, one.code) for one in error.fields] == [("value", "export.unknown_list")]
    ask_for_approval(approved)


def test_other_lists_need_no_approval(approved: Exports) -> None:
    assert not approved.office.ask(AsksToExport(list_key="fx.limits"))
    assert approved.office.ask(AsksToExport(list_key=ORDERS))
    assert approved.office.do(asked(list_key="fx.limits", columns=("currency",))).job_no
    assert run_next_job(approved.office.bus)
    assert mine(approved)[0].state is FileState.DONE


# -------------------------------------------------------------------------------------------------------------- the scenarios


def test_platform_12_six_thousand_of_twelve_thousand_rows_go_out_in_the_background_with_the_visible_columns(
    exports: Exports,
) -> None:
    row = {"member_id": 1, "member_name": "x", "workstation": "w", "menu": "", "permission": "", "message": "m", "payload": "{}"}
    row |= {"result": "ok", "error_code": "", "command_id": "", "at": exports.office.clock.now() - timedelta(days=100)}
    with exports.office.database.write() as connection:
        rows = [{**row, "target": f"X{number}" if number < 6_000 else f"Y{number}"} for number in range(12_345)]
        connection.execute(insert(audit_log), rows)
    columns = ("target", "at", "result", "member_name")
    command = ExportList(
        list_key="audit.log", columns=columns, file_name="trail", format=FileFormat.CSV, where={"target": "X"}, sort="audit_id",
        descending=False,
    )  # fmt: skip
    begun = exports.office.do(command)
    assert begun.in_background
    job = exports.finish(begun.job_no)
    assert job.rows == 6_000
    data = exports.office.gateway.get_blob(job.blob, session=exports.office.session())
    heads, *records = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert len(records) == 6_000
    labels = {column.name: ENGLISH(column.label) for column in exports.screen("audit.log").columns}
    assert heads == [labels[name] for name in columns]
    assert [records[0][0], records[-1][0]] == ["X0", "X5999"]
    assert [row.kind for row in told(exports)] == [FILE_READY]


def test_platform_13_in_simplified_chinese_the_heads_are_simplified_and_a_csv_has_its_mark(exports: Exports) -> None:
    columns = ("created_at", "forex_status", "client")
    data = exports.file(ORDERS, *columns, locale="zh_Hans")
    assert data.startswith(b"\xef\xbb\xbf")
    labels = {column.name: column.label for column in exports.screen().columns}
    heads = data.decode("utf-8-sig").splitlines()[0].split(",")
    assert heads == [catalogue("zh_Hans")(labels[name]) for name in columns]
    assert heads != [catalogue("zh_Hant")(labels[name]) for name in columns]


def test_platform_14_a_formula_goes_out_as_text(exports: Exports) -> None:
    """The office has orders with the remark `=1+1`."""
    cells = {line[0] for line in exports.lines(ORDERS, "order_remark")[1:]}
    assert "'=1+1" in cells
    assert "=1+1" not in cells


def test_the_record_of_a_file_is_json_that_any_later_version_reads(exports: Exports) -> None:
    exports.office.do(asked(where={"from_currency": "USD"}))
    with exports.office.database.read() as connection:
        made = document_record.c.kind == FileKind.EXPORT
        kept = connection.execute(select(document_record.c.asked, document_record.c.columns).where(made)).one()
    assert msgspec.json.decode(kept[0])["where"] == {"from_currency": "USD"}
    assert msgspec.json.decode(kept[1])["names"] == ["forex_id", "client"]
