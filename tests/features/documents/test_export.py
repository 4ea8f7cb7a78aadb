"""Exports have exactly the rows, columns and words that the person sees, and cells that no program runs as a formula."""

import io
import threading
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from tests.conftest import LogKeeper
from tests.features.documents.conftest import ORDERS, Exports
from whale_desktop.bus import tables
from whale_desktop.bus.jobs import run_next_job
from whale_desktop.features.documents.handlers import lists, writers
from whale_desktop.features.documents.handlers.tabular import headings, number_cell, safe_text
from whale_desktop.features.documents.messages import ExportList, FileFormat
from whale_desktop.features.fx import messages as fx
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import LOCALES, catalogue
from whale_desktop.messages import Reason, export_of, info_of, label_of
from whale_desktop.messages.files import BlobId, CancelJob, GetJob, JobNo, JobState
from whale_desktop.messages.parameters import EXPORT_MAXIMUM_ROWS
from whale_desktop.screens import all_lists

# ------------------------------------------------------------------------------------------------------------------ which rows


def test_an_export_has_the_rows_of_the_filter_in_the_order_of_the_list(exports: Exports) -> None:
    where = fx.OrderFilter(from_currency="USD")
    page = exports.office.ask(fx.ListOrders(where=where, limit=200, sort="from_amount", descending=False))
    assert 3 < len(page.rows) < exports.office.ask(fx.TotalOrders()).count
    lines = exports.lines(ORDERS, "forex_id", "from_amount", where={"from_currency": "USD"}, sort="from_amount", descending=False)
    assert [line[0] for line in lines[1:]] == [row.forex_id for row in page.rows]


def test_every_kind_of_filter_value_travels(exports: Exports) -> None:
    where = {
        "forex_status": [str(fx.ForexStatus.PROCESSING), str(fx.ForexStatus.SUCCESS)],
        "created_from": "2024-03-18",
        "created_to": "2024-03-18",
        "forex_type": str(fx.ForexType.FROM),
    }
    count = len(exports.lines(where=where)) - 1
    typed = fx.OrderFilter(
        forex_status=(fx.ForexStatus.PROCESSING, fx.ForexStatus.SUCCESS),
        created_from=datetime(2024, 3, 18).date(),
        created_to=datetime(2024, 3, 18).date(),
        forex_type=fx.ForexType.FROM,
    )
    assert count == exports.office.ask(fx.TotalOrders(where=typed)).count
    assert count > 0


def test_a_tab_is_part_of_the_filter(exports: Exports) -> None:
    waiting = exports.office.ask(fx.TotalOrders()).tabs["review"]
    assert len(exports.lines(tab="review")) - 1 == waiting > 0


def test_a_selection_is_exactly_those_rows(exports: Exports) -> None:
    rows = exports.office.ask(fx.ListOrders(limit=200)).rows
    chosen = [rows[1].forex_id, rows[4].forex_id, rows[5].forex_id]
    job = exports.finish(exports.start(keys=tuple(chosen)))
    assert job.rows == 3
    assert [line[0] for line in exports.lines(ORDERS, "forex_id", keys=tuple(chosen))[1:]] == chosen


def test_batches_leave_nothing_out_and_repeat_nothing(exports: Exports, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = exports.lines()
    monkeypatch.setattr(lists, "BATCH", 2)
    assert exports.lines() == whole
    assert len({line[0] for line in whole}) == len(whole)


def test_an_empty_list_is_a_file_with_heads(exports: Exports) -> None:
    where = {"forex_id": "no such order"}
    assert len(exports.lines(where=where)) == 1
    sheet = exports.cells(where=where)
    assert [row for row in sheet[1:] if any(cell != "" for cell in row)] == []
    assert sheet[0][0]
    assert exports.file(where=where, format=FileFormat.PDF).startswith(b"%PDF")


def test_one_state_of_the_database_is_exported(exports: Exports, monkeypatch: pytest.MonkeyPatch) -> None:
    """An order that comes while the file is being written is not in it, nor is a row that moves written twice."""
    monkeypatch.setattr(lists, "BATCH", 2)
    before = exports.office.ask(fx.TotalOrders()).count
    number = exports.start(sort="created_at", descending=False)
    added: list[Any] = []

    def add_one(change: Any) -> None:
        if "job" in change.topics and not added:
            added.append(change)
            command = fx.SubmitClientOrder(
                account_no="HK00010001", from_currency="USD", to_currency="HKD", amount=Decimal("11.11")
            )
            exports.office.do(command, user="app")

    subscription = exports.office.bus.notices.subscribe(add_one)
    job = exports.finish(number)
    subscription.close()
    assert added
    assert job.rows == before
    assert exports.office.ask(fx.TotalOrders()).count == before + 1


# ----------------------------------------------------------------------------------------------------------- columns, languages


def test_columns_come_in_the_order_that_was_asked_for(exports: Exports) -> None:
    lines = exports.lines(ORDERS, "to_currency", "forex_id", "to_amount", "client")
    row = exports.office.ask(fx.ListOrders(limit=1)).rows[0]
    assert lines[1] == [row.to_currency, row.forex_id, str(row.to_amount), row.client]


def test_an_amount_is_never_exported_without_its_currency(exports: Exports) -> None:
    """On the screen the currency stands inside the cell; a number cell of a file cannot hold it."""
    lines = exports.lines(ORDERS, "forex_id", "from_amount", "to_amount")
    rows = exports.office.ask(fx.ListOrders(limit=200)).rows
    expected = [[one.forex_id, one.from_currency, str(one.from_amount), one.to_currency, str(one.to_amount)] for one in rows]
    assert lines[1:] == expected
    known = {column.name: catalogue("en")(column.label) for column in exports.screen().columns}
    assert lines[0] == [known[name] for name in ("forex_id", "from_currency", "from_amount", "to_currency", "to_amount")]


@pytest.mark.parametrize("locale", LOCALES)
def test_heads_and_labels_are_in_the_language_of_the_person(exports: Exports, locale: str) -> None:
    names = ("forex_id", "forex_status")
    labels = {column.name: column.label for column in exports.screen().columns}
    lines = exports.lines(ORDERS, *names, locale=locale)
    assert lines[0] == [catalogue(locale)(labels[name]) for name in names]
    row = exports.office.ask(fx.ListOrders(limit=1)).rows[0]
    assert lines[1] == [row.forex_id, catalogue(locale)(label_of(row.forex_status))]


def test_simplified_heads_are_simplified(exports: Exports) -> None:
    head = exports.lines(ORDERS, "forex_id", "created_at", locale="zh_Hans")[0]
    assert head != exports.lines(ORDERS, "forex_id", "created_at", locale="zh_Hant")[0]
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in head)


def test_two_columns_with_one_label_get_two_heads() -> None:
    columns = [column for one in all_lists() for column in one.columns if column.name == "forex_id"][:1] * 2
    assert [head.partition(" (")[2] for head in headings(columns, catalogue("en"))] == ["", "2)"]


# ----------------------------------------------------------------------------------------------------------------------- cells


def test_numbers_are_numbers_with_the_places_that_are_shown(exports: Exports) -> None:
    rows = exports.office.ask(fx.ListOrders(limit=200)).rows
    data = exports.file(ORDERS, "forex_id", "from_currency", "from_amount", "rate", "created_at", format=FileFormat.XLSX)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet.freeze_panes == "A2"
    for row, cells in zip(rows, sheet.iter_rows(min_row=2), strict=True):
        order_id, _, amount, rate, created = cells
        assert (order_id.data_type, order_id.value) == ("s", row.forex_id)
        assert (amount.data_type, Decimal(str(amount.value))) == ("n", row.from_amount.normalize())
        assert amount.number_format == "#,##0.00"
        assert Decimal(str(rate.value)) == row.rate.normalize()
        assert isinstance(created.value, datetime)
        assert created.value == datetime(2024, 3, 18, 10, 0), "Hong Kong time"


def test_negative_numbers_stay_numbers_and_ids_stay_text(exports: Exports) -> None:
    rows = exports.office.ask(fx.ListPoolChanges(limit=200)).rows
    assert any(row.occurred_amount < 0 for row in rows)
    cells = exports.cells("fx.pool_changes", "currency", "occurred_amount", "order_no")[1:]
    assert [Decimal(str(line[1])) for line in cells] == [row.occurred_amount.normalize() for row in rows]
    assert all(isinstance(line[2], str) for line in cells)
    lines = exports.lines("fx.pool_changes", "currency", "occurred_amount")[1:]
    assert [line[1] for line in lines] == [str(row.occurred_amount) for row in rows], (
        "no apostrophe before a minus, every place kept"
    )


@pytest.mark.parametrize("kind", [FileFormat.CSV, FileFormat.XLSX])
def test_no_text_can_be_run_as_a_formula(exports: Exports, kind: FileFormat) -> None:
    read = exports.lines if kind is FileFormat.CSV else exports.cells
    remarks = {str(line[0]) for line in read(ORDERS, "order_remark")[1:]}
    assert "'=1+1" in remarks
    assert not any(remark.startswith(("=", "+", "-", "@")) for remark in remarks)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "-"])
def test_dangerous_beginnings_get_an_apostrophe(text: str) -> None:
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "1+1", "a=b", "陳嘉儀", "'=1", " x", "−5"])
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("-71357.00", -71357.0),
        ("0.128", 0.128),
        ("123456789012345", 123456789012345.0),
        ("1234567890.12345", 1234567890.12345),
        ("12345678901234.567", "12345678901234.567"),
        ("123456789012345.6700", "123456789012345.6700"),
        ("100000000000000000000", 1e20),
    ],
)
def test_a_number_that_a_double_cannot_carry_goes_out_as_text_digit_for_digit(value: str, cell: float | str) -> None:
    assert number_cell(Decimal(value)) == cell
    assert type(number_cell(Decimal(value))) is type(cell)


def test_a_csv_begins_with_a_byte_order_mark_and_keeps_every_place(exports: Exports) -> None:
    data = exports.file(ORDERS, "quoted_rate")
    assert data.startswith(b"\xef\xbb\xbf")
    assert not data[3:].startswith(b"\xef\xbb\xbf")
    rows = exports.office.ask(fx.ListOrders(limit=200)).rows
    assert data[3:].decode().split("\r\n")[1:-1] == [f"{row.quoted_rate:f}" for row in rows]


def test_a_time_is_hong_kong_time_in_a_csv(exports: Exports) -> None:
    assert exports.lines(ORDERS, "created_at")[1] == ["2024-03-18 10:00:00"]


def test_names_with_marks_and_commas_survive(exports: Exports) -> None:
    clients = {line[0] for line in exports.lines(ORDERS, "client")[1:]}
    assert "80012320 Smith & Sons" in clients
    assert clients == {str(line[0]) for line in exports.cells(ORDERS, "client")[1:]}


# --------------------------------------------------------------------------------------------------------------------- refusals


def ask_for(**more: Any) -> ExportList:
    values: dict[str, Any] = {"list_key": ORDERS, "columns": ("forex_id",), "file_name": "x", "format": FileFormat.CSV}
    return ExportList(**{**values, **more})


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"list_key": "no.such.list"}, "export.unknown_list"),
        ({"columns": ("forex_id", "password_hash")}, "export.unknown_column"),
        ({"columns": ()}, "message.missing"),
        ({"where": {"no_such_field": "x"}}, "message.mistyped"),
        ({"where": {"created_from": "yesterday"}}, "message.mistyped"),
        ({"where": {"forex_status": "SUCCESS"}}, "message.mistyped"),
        ({"sort": "no_such_column"}, "message.unsortable"),
        ({"tab": "no such tab"}, "message.invalid"),
    ],
)
def test_what_cannot_be_exported_is_refused_before_any_job(exports: Exports, more: dict[str, Any], code: str) -> None:
    error = exports.office.refused(ask_for(**more))
    assert isinstance(error, UserError)
    assert error.code == code
    assert not run_next_job(exports.office.bus)


def without(exports: Exports, code: str) -> str:
    """A member of a role of its own that has everything but one code."""
    from sqlalchemy import delete

    from whale_desktop.features.access.tables import role_permission

    with exports.office.database.write() as connection:
        table = role_permission.c
        connection.execute(delete(role_permission).where(table.role == "funds_supervisor", table.code == code))
    return "funds_supervisor"


def test_an_export_has_a_code_of_its_own(exports: Exports) -> None:
    (export,) = export_of(info_of(fx.ListOrders))
    assert export == "lb_hk_conversion.forex_order_query_export"
    user = without(exports, export)
    assert exports.office.ask(fx.ListOrders(), user=user).rows, "the list may still be seen"
    assert exports.office.refused(ask_for(), user=user).code == "auth.no_permission"


def test_who_may_not_see_a_list_may_not_export_it(exports: Exports) -> None:
    user = without(exports, info_of(fx.ListOrders).permission.codes[0])
    assert exports.office.refused(ask_for(), user=user).code == "auth.no_permission"
    assert exports.office.refused(ask_for(), user="nobody").code == "auth.no_permission"


def test_a_right_that_is_lost_before_the_job_begins_stops_it(exports: Exports) -> None:
    number = exports.start(user="funds_supervisor")
    without(exports, "lb_hk_conversion.forex_order_query_export")
    assert run_next_job(exports.office.bus)
    job = exports.office.ask(GetJob(job_no=number), user="funds_supervisor")
    assert (job.state, job.error, job.blob) == (JobState.FAILED, Reason(code="auth.no_permission"), "")


def test_too_many_rows_are_refused_with_the_figures(exports: Exports, monkeypatch: pytest.MonkeyPatch) -> None:
    assert EXPORT_MAXIMUM_ROWS.default == EXPORT_MAXIMUM_ROWS.maximum == 500_000
    count = exports.office.ask(fx.TotalOrders()).count
    monkeypatch.setattr(lists, "EXPORT_MAXIMUM_ROWS", replace(EXPORT_MAXIMUM_ROWS, default=count))
    exports.finish(exports.start())
    monkeypatch.setattr(lists, "EXPORT_MAXIMUM_ROWS", replace(EXPORT_MAXIMUM_ROWS, default=count - 1))
    error = exports.office.refused(ask_for())
    assert (error.code, error.params) == ("export.too_many_rows", {"rows": count, "limit": count - 1})
    exports.finish(exports.start(where={"from_currency": "HKD"}))
    monkeypatch.setattr(lists, "MAXIMUM_PRINTED_ROWS", 2)
    error = exports.office.refused(ask_for(format=FileFormat.PDF, where={"from_currency": "USD"}))
    assert (error.code, error.params["limit"]) == ("export.too_many_rows", 2)


# ------------------------------------------------------------------------------------------------------------------------- jobs


def test_progress_is_told(exports: Exports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "BATCH", 4)
    number = exports.start()
    seen: list[tuple[int, int]] = []
    here = threading.get_ident()

    def look(change: Any) -> None:
        if threading.get_ident() != here:
            return  # the office's own chores tell of other things whenever they like; the job runs in this thread
        job = exports.office.ask(GetJob(job_no=number))
        seen.append((job.done, job.total))

    subscription = exports.office.bus.notices.subscribe(look)
    job = exports.finish(number)
    subscription.close()
    assert seen[0] == (0, job.rows)
    assert seen[-1] == (job.rows, job.rows)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len({done for done, _ in seen}) > 3


@pytest.mark.parametrize("kind", list(FileFormat))
def test_a_file_can_be_given_up_in_the_middle(exports: Exports, monkeypatch: pytest.MonkeyPatch, kind: FileFormat) -> None:
    monkeypatch.setattr(lists, "BATCH", 2)
    number, kept = exports.start(format=kind), files(exports)

    asked: list[Any] = []

    def cancel(change: Any) -> None:
        if not asked and exports.office.ask(GetJob(job_no=number)).done == 4:
            asked.append(change)
            exports.office.do(CancelJob(job_no=number))

    subscription = exports.office.bus.notices.subscribe(cancel)
    assert run_next_job(exports.office.bus)
    subscription.close()
    job = exports.office.ask(GetJob(job_no=number))
    assert (job.state, job.blob, job.error) == (JobState.CANCELLED, "", None)
    assert job.done < job.total
    assert files(exports) == kept
    exports.file(format=kind)


def files(exports: Exports) -> int:
    """How many files are kept."""
    from sqlalchemy import func, select

    with exports.office.database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(tables.blob)).scalar_one())


def test_a_file_exists_for_its_own_person_only(exports: Exports) -> None:
    job = exports.finish(exports.start(user="funds_clerk"), user="funds_clerk")
    office = exports.office
    assert office.gateway.get_blob(job.blob, session=office.session("funds_clerk"))
    with pytest.raises(UserError) as caught:
        office.gateway.get_blob(job.blob, session=office.session("super_admin"))
    assert caught.value.code == "blob.unknown"
    assert office.refused(GetJob(job_no=job.job_no)).code == "job.unknown"
    with pytest.raises(UserError):
        office.gateway.get_blob(BlobId("made up"), session=office.session("funds_clerk"))
    assert office.refused(GetJob(job_no=JobNo("made up"))).code == "job.unknown"


def test_a_mistake_of_ours_fails_the_job_with_an_id(
    exports: Exports, monkeypatch: pytest.MonkeyPatch, log_keeper: LogKeeper
) -> None:
    def break_down(*given: Any, **more: Any) -> bytes:
        raise RuntimeError("the writer fell over")

    number, kept = exports.start(), files(exports)
    monkeypatch.setattr(writers, "write_csv", break_down)
    assert run_next_job(exports.office.bus)
    job = exports.office.ask(GetJob(job_no=number))
    assert job.state is JobState.FAILED
    assert job.error is not None
    fault_id = job.error.params["fault_id"]
    assert (job.error.code, len(fault_id)) == ("system.fault", 12)
    log_keeper.expect(rf"(?s)fault_id='{fault_id}'.*the writer fell over")
    assert files(exports) == kept


def test_an_export_is_in_the_audit_trail_with_its_filter(exports: Exports) -> None:
    exports.start(where={"from_currency": "USD"}, user="funds_clerk")
    (row,) = exports.office.audit_rows("document.export_list")
    assert (row.member_name, row.result) == ("funds_clerk", "ok")
    assert '"from_currency":"USD"' in row.payload
