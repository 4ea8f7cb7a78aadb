"""Printed reports: of which clients and days they are, what their files have, who may print them, what stays of each run."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import delete, select, text

from tests.features.documents.test_print import Typesetter, pages, typesetter, words
from tests.features.ledger.books import ONE, THREE, TWO, add_everybody, movement, post
from tests.helpers.client_groups import add_group, drop_group, set_members, with_client_groups
from tests.helpers.office import Office, office, roles
from whale_desktop.app.services import load_features
from whale_desktop.bus.jobs import JobRunner, run_next_job
from whale_desktop.bus.tables import job
from whale_desktop.features.access.messages import GetParameter, SetParameter
from whale_desktop.features.access.tables import role_permission
from whale_desktop.features.documents.messages import (
    APPROVED_LISTS,
    FILE_READY,
    FetchFile,
    FileFilter,
    FileFormat,
    FileKind,
    FileRow,
    FileState,
    GetBatchChoices,
    GetReportChoices,
    ListBatchPrints,
    ListFileLists,
    ListMyFiles,
    ListSinglePrints,
    PrintLogFilter,
    PrintReport,
    PrintReports,
    ReportScope,
)
from whale_desktop.features.documents.screens import asked_column_words, asked_words
from whale_desktop.features.ledger.messages import GroupBusiness
from whale_desktop.features.notices.messages import ListMessages
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.texts import LOCALES, catalogue
from whale_desktop.messages import Done
from whale_desktop.messages.files import CancelJob, GetJob, Job, JobBegun, JobState, RetryJob
from whale_desktop.messages.parameters import EXPORT_AT_ONCE_ROWS, EXPORT_MAXIMUM_ROWS
from whale_desktop.screens import all_reports, report_of

__all__ = ["office", "typesetter"]

load_features()
ENGLISH = catalogue("en")
MOVEMENTS, SUMMARY = "ledger.cash_movements", "ledger.cash_summary"
FIRST, LAST = date(2024, 3, 18), date(2024, 3, 20)
CLERK, SUPERVISOR = "funds_clerk", "funds_supervisor"


class Reports:
    """An office with clients that have moved money on three days, and short ways to print."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def order(self, report: str = MOVEMENTS, **more: Any) -> PrintReport:
        """The command for one report of all three days."""
        return PrintReport(**{"report": report, "first": FIRST, "last": LAST, "format": FileFormat.XLSX, **more})

    def begin(self, command: Any, *, user: str = "super_admin", locale: str = "en") -> JobBegun:
        """Ask for it; the job waits."""
        done = self.office.submit(command, user=user, context=Context(workstation="test", locale=locale))
        assert isinstance(done, Done)
        begun: JobBegun = done.result
        return begun

    def finish(self, begun: JobBegun, *, user: str = "super_admin") -> Job:
        """Do the job."""
        assert run_next_job(self.office.bus)
        return self.office.ask(GetJob(job_no=begun.job_no), user=user)

    def file(self, command: Any, *, user: str = "super_admin", locale: str = "en") -> bytes:
        """The bytes of a printed report. No message tells its size, which depends on the clock of the machine."""
        begun = self.begin(command, user=user, locale=locale)
        assert run_next_job(self.office.bus)
        with self.office.database.read() as connection:
            done = connection.execute(select(job.c.state, job.c.error_code, job.c.blob).where(job.c.job_no == begun.job_no)).one()
        assert done.state is JobState.DONE, done
        return self.office.gateway.get_blob(done.blob, session=self.office.session(user))

    def sheets(self, command: Any, **more: Any) -> dict[str, list[list[Any]]]:
        """The sheets of a workbook by name, heads first."""
        book = CalamineWorkbook.from_filelike(io.BytesIO(self.file(command, **more)))
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}

    def rows(self, command: Any, **more: Any) -> list[dict[str, Any]]:
        """The rows of the first sheet by head."""
        heads, *rows = next(iter(self.sheets(command, **more).values()))
        return [dict(zip(heads, row, strict=True)) for row in rows if any(cell != "" for cell in row)]

    def accounts(self, command: Any, **more: Any) -> list[str]:
        """The accounts of the rows, each as often as it has rows."""
        return sorted(row["A/C No."] for row in self.rows(command, **more))

    def mine(self, user: str = "super_admin", **where: Any) -> tuple[FileRow, ...]:
        """One's own files, newest first."""
        return self.office.ask(ListMyFiles(where=FileFilter(**where)), user=user).rows


def go_on_to(office: Office, day: date) -> None:
    """The business moves on to another date."""
    with office.database.write() as connection:
        connection.execute(text("UPDATE system_state SET value = :day WHERE key = 'business_date'"), {"day": day.isoformat()})


@pytest.fixture
def reports(office: Office, monkeypatch: pytest.MonkeyPatch) -> Reports:
    """Three clients; jobs wait until they are run."""
    monkeypatch.setattr(JobRunner, "_begin", lambda self: None)
    add_everybody(office)
    post(office, movement(ONE, "HKD", "1000"), movement(TWO, "HKD", "20"), movement(THREE, "USD", "50"))
    go_on_to(office, date(2024, 3, 19))
    post(office, movement(ONE, "HKD", "-300.25"), movement(TWO, "JPY", "5000"))
    go_on_to(office, LAST)
    post(office, movement(ONE, "HKD", "0.5"), movement(THREE, "USD", "-80"))
    go_on_to(office, date(2024, 3, 21))
    post(office, movement(ONE, "HKD", "7"))
    return Reports(office)


def parameter(office: Office, key: str, value: Any) -> None:
    version = office.ask(GetParameter(key=key)).version
    office.do(SetParameter(key=key, value=str(value), expected_version=version))


# ------------------------------------------------------------------------------------------------------------- which clients


def test_platform_25_a_report_of_a_client_group_offers_and_prints_groups_of_reports_only(reports: Reports) -> None:
    with with_client_groups(reports.office):
        number = add_group(reports.office, GroupBusiness.REPORT, "RPT", (ONE, TWO))
        add_group(reports.office, GroupBusiness.MARGIN, "MGN", (THREE,))
        choices = reports.office.ask(GetReportChoices())
        assert [(one.name, one.count) for one in choices.groups] == [("RPT", 2)]
        assert ReportScope.GROUPS in choices.scopes
        command = reports.order(scope=ReportScope.GROUPS, groups=(number,))
        assert reports.accounts(command) == [ONE, ONE, ONE, TWO, TWO]
        assert reports.accounts(reports.order(SUMMARY, scope=ReportScope.GROUPS, groups=(number,))) == [ONE, TWO, TWO]


def test_a_group_of_another_business_is_refused_also_by_its_number(reports: Reports) -> None:
    with with_client_groups(reports.office):
        margin = add_group(reports.office, GroupBusiness.MARGIN, "MGN", (THREE,))
        error = reports.office.refused(reports.order(scope=ReportScope.GROUPS, groups=(margin,)))
        assert [(one.field, one.code) for one in error.fields] == [("groups", "report.group_unknown")]
        assert reports.mine() == ()


def test_members_are_read_when_the_report_runs(reports: Reports) -> None:
    with with_client_groups(reports.office):
        number = add_group(reports.office, GroupBusiness.REPORT, "RPT", (ONE,))
        begun = reports.begin(reports.order(scope=ReportScope.GROUPS, groups=(number,)))
        assert reports.mine()[0].asked.groups == ("RPT",)
        set_members(reports.office, number, (THREE,))
        ended = reports.finish(begun)
        assert (ended.state, ended.rows) == (JobState.DONE, 2)
        data = reports.office.gateway.get_blob(ended.blob, session=reports.office.session())
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
        assert {row[0] for row in sheet[1:]} == {THREE}


def test_a_group_without_members_has_no_rows_and_never_those_of_all(reports: Reports) -> None:
    with with_client_groups(reports.office):
        number = add_group(reports.office, GroupBusiness.REPORT, "RPT", ())
        assert reports.rows(reports.order(scope=ReportScope.GROUPS, groups=(number,))) == []


def test_a_group_that_is_gone_when_the_report_runs_fails_it(reports: Reports) -> None:
    with with_client_groups(reports.office):
        number = add_group(reports.office, GroupBusiness.REPORT, "RPT", (ONE,))
        begun = reports.begin(reports.order(scope=ReportScope.GROUPS, groups=(number,)))
        drop_group(reports.office, number)
        ended = reports.finish(begun)
        assert ended.error is not None
        assert (ended.state, ended.error.code) == (JobState.FAILED, "report.group_unknown")


def test_a_group_may_have_more_accounts_than_a_statement_has_parameters(reports: Reports) -> None:
    with with_client_groups(reports.office):
        many = tuple(f"9{number:07d}" for number in range(40_000))
        number = add_group(reports.office, GroupBusiness.REPORT, "RPT", ())
        with reports.office.database.write() as connection:
            rows = [{"group": number, "aaid": one} for one in (*many, TWO)]
            connection.execute(text("INSERT INTO test_client_group_member VALUES (:group, :aaid)"), rows)
        assert reports.accounts(reports.order(scope=ReportScope.GROUPS, groups=(number,))) == [TWO, TWO]


def test_a_program_without_client_groups_offers_none(reports: Reports) -> None:
    choices = reports.office.ask(GetReportChoices())
    assert choices.scopes == (ReportScope.ALL, ReportScope.CLIENTS)
    assert choices.groups == ()
    error = reports.office.refused(reports.order(scope=ReportScope.GROUPS, groups=(1,)))
    assert [one.code for one in error.fields] == ["report.group_unknown"]


def test_of_single_clients_only_theirs(reports: Reports) -> None:
    command = reports.order(scope=ReportScope.CLIENTS, accounts=(THREE, TWO))
    assert reports.accounts(command) == [TWO, TWO, THREE, THREE]
    assert reports.mine()[0].asked.accounts == (THREE, TWO)


def test_of_all_clients_everybodys(reports: Reports) -> None:
    assert reports.accounts(reports.order(accounts=(TWO,))) == [ONE, ONE, ONE, TWO, TWO, THREE, THREE]
    assert reports.mine()[0].asked.accounts == (), "what was typed before the scope was changed narrows nothing"


@pytest.mark.parametrize(
    ("more", "faults"),
    [
        ({"report": ""}, {"report": "message.missing"}),
        ({"report": "no.such"}, {"report": "report.unknown"}),
        ({"first": LAST, "last": FIRST}, {"last": "report.period"}),
        ({"format": FileFormat.CSV}, {"format": "report.format"}),
        ({"scope": ReportScope.CLIENTS}, {"accounts": "message.missing"}),
        ({"scope": ReportScope.CLIENTS, "accounts": ("1",)}, {"accounts": "ledger.account_unknown"}),
        ({"scope": ReportScope.CLIENTS, "accounts": tuple(map(str, range(201)))}, {"accounts": "report.accounts"}),
        ({"report": "fx.gains_and_losses", "scope": ReportScope.CLIENTS, "accounts": (ONE,)}, {"scope": "report.no_clients"}),
        ({"remark": "x" * 301}, {"remark": "FX-E35"}),
        (
            {"report": "", "first": LAST, "last": FIRST, "scope": ReportScope.CLIENTS},
            {"report": "message.missing", "last": "report.period", "accounts": "message.missing"},
        ),
    ],
)
def test_what_is_wrong_is_said_at_once_at_its_field(reports: Reports, more: dict[str, Any], faults: dict[str, str]) -> None:
    error = reports.office.refused(reports.order(**more))
    assert isinstance(error, UserError)
    assert {one.field: one.code for one in error.fields} == {
        name: code.replace("message.missing", "FX-E01") for name, code in faults.items()
    }
    assert reports.mine() == ()


# ------------------------------------------------------------------------------------------------------------------ the files


def test_the_summary_goes_from_opening_to_closing(reports: Reports) -> None:
    command = reports.order(SUMMARY, first=date(2024, 3, 19), last=LAST)
    found = {(row["A/C No."], row["Currency"]): row for row in reports.rows(command)}
    names = ("Opening balance", "Money in", "Money out", "Closing balance")
    figures = {key: tuple(row[name] for name in names) for key, row in found.items()}
    assert figures == {
        (ONE, "HKD"): (1000.0, 0.5, 300.25, 700.25),
        (TWO, "HKD"): (20.0, 0.0, 0.0, 20.0),
        (TWO, "JPY"): (0.0, 5000.0, 0.0, 5000.0),
        (THREE, "USD"): (50.0, 0.0, 80.0, -30.0),
    }


def test_the_period_is_that_of_the_report_and_its_ends_belong_to_it(reports: Reports) -> None:
    one_day = reports.order(first=LAST, last=LAST)
    assert [(row["A/C No."], row["Amount"]) for row in reports.rows(one_day)] == [(ONE, 0.5), (THREE, -80.0)]


def test_a_workbook_has_a_sheet_of_rows_and_one_that_says_what_they_are(reports: Reports) -> None:
    sheets = reports.sheets(reports.order(scope=ReportScope.CLIENTS, accounts=(ONE,)))
    name, summary = sheets
    assert (name, summary) == ("R02 Client cash movements", "Summary")
    report = report_of(MOVEMENTS)
    assert report is not None
    heads = [ENGLISH(column.label) for column in report.printed]
    assert sheets[name][0] == heads, "the columns are those of the list, with its words"
    said = {row[0]: row[1:] for row in sheets[summary][1:]}
    assert said["R02"][0] == "Client cash movements"
    assert said["Ledger date"][0] == "2024-03-18 – 2024-03-20"
    assert said["Clients"][0] == ONE
    assert said["Rows"][0] == "3"
    assert said["Printed by"][0] == reports.office.actor().name
    assert said["Total: Amount"] == ["HKD", 700.25]


def test_totals_are_added_by_currency_and_only_of_the_rows(reports: Reports) -> None:
    rows = reports.sheets(reports.order(SUMMARY))["Summary"]
    totals = {(row[0], row[1]): row[2] for row in rows if row[0].startswith("Total")}
    assert totals[("Total: Closing balance", "HKD")] == 720.25
    assert totals[("Total: Money out", "USD")] == 80.0
    assert totals[("Total: Money in", "JPY")] == 5000.0


@pytest.mark.parametrize("locale", LOCALES)
def test_a_document_says_of_what_it_is_in_the_readers_language(
    reports: Reports, typesetter: Typesetter, tmp_path: Path, locale: str
) -> None:
    data = reports.file(reports.order(format=FileFormat.PDF), locale=locale)
    assert pages(data) == 1
    (given,) = typesetter.given
    (part,) = given["parts"]
    say = catalogue(locale)
    report = report_of(MOVEMENTS)
    assert report is not None
    assert part["title"] == f"R02 {say(report.title)}"
    assert part["facts"][0] == [say(report.days.label), "2024-03-18 – 2024-03-20"]
    assert part["heads"] == [say(column.label) for column in report.printed]
    assert len(part["rows"]) == 7
    assert [total for _, total in part["sums"]] == ["HKD 720.25", "JPY 5,000", "USD \u221230.00"]
    printed = words(data, tmp_path)
    assert printed is None or say(report.title) in printed


def test_a_batch_is_one_file_with_a_sheet_for_each_report(reports: Reports) -> None:
    keys = (MOVEMENTS, "fx.gains_and_losses", SUMMARY, MOVEMENTS)
    command = PrintReports(
        reports=keys, first=FIRST, last=LAST, format=FileFormat.XLSX, scope=ReportScope.CLIENTS, accounts=(TWO,)
    )
    sheets = reports.sheets(command)
    assert list(sheets) == ["R02 Client cash movements", "R04 Exchange Gains and Losses", "R01 Client cash summary", "Summary"]
    assert [row[0] for row in sheets["R02 Client cash movements"][1:]] == [TWO, TWO]
    assert "About no client’s account" in [row[1] for row in sheets["Summary"]]
    (record,) = reports.mine()
    assert (record.kind, record.list_key, record.report_no) == (FileKind.REPORT_BATCH, "", "R02, R04, R01")
    assert "Client cash summary" in asked_words(record.asked, ENGLISH)


def test_a_batch_as_a_document_begins_each_report_on_a_page(reports: Reports, typesetter: Typesetter) -> None:
    command = PrintReports(reports=(MOVEMENTS, SUMMARY), first=FIRST, last=LAST, format=FileFormat.PDF)
    assert pages(reports.file(command)) == 2
    assert [part["title"] for part in typesetter.given[0]["parts"]] == ["R02 Client cash movements", "R01 Client cash summary"]


@pytest.mark.parametrize("file_format", [FileFormat.XLSX, FileFormat.PDF])
@pytest.mark.parametrize("report", [one.key for one in all_reports()])
def test_every_report_can_be_printed_with_nothing_in_it(reports: Reports, report: str, file_format: FileFormat) -> None:
    command = reports.order(report, first=date(2020, 1, 1), last=date(2020, 1, 1), format=file_format)
    ended = reports.finish(reports.begin(command))
    assert (ended.state, ended.rows) == (JobState.DONE, 0)


# ---------------------------------------------------------------------------------------------------------------- what is kept


def test_every_run_is_a_row_of_the_log(reports: Reports) -> None:
    begun = reports.begin(reports.order(remark=" for the auditor "))
    (waiting,) = reports.office.ask(ListSinglePrints()).rows
    assert (waiting.state, waiting.percent, waiting.report_no, waiting.list_key) == (FileState.WAITING, 0, "R02", MOVEMENTS)
    assert (waiting.operator, waiting.remark) == (reports.office.actor().name, "for the auditor")
    assert waiting.created_at == reports.office.clock.now()
    reports.finish(begun)
    (done,) = reports.office.ask(ListSinglePrints()).rows
    assert (done.state, done.percent, done.rows, done.kind) == (FileState.DONE, 100, 7, FileKind.REPORT)
    assert done.file_name == "R02 Client cash movements_20240318-20240320.xlsx"
    assert asked_words(done.asked, ENGLISH) == "2024-03-18 – 2024-03-20; All clients"
    assert asked_column_words(done.columns, ENGLISH).startswith("A/C No., Member ID, ")
    made = reports.office.do(FetchFile(record_no=done.record_no))
    assert made.name == done.file_name
    assert reports.office.ask(ListBatchPrints()).rows == ()
    reports.file(PrintReports(reports=(SUMMARY,), first=FIRST, last=LAST, format=FileFormat.PDF))
    assert [row.kind for row in reports.office.ask(ListBatchPrints()).rows] == [FileKind.REPORT_BATCH]


def test_the_log_is_filtered_by_report_and_day(reports: Reports) -> None:
    reports.begin(reports.order())
    reports.begin(reports.order(SUMMARY))
    named = {one.list_key for one in reports.office.ask(ListFileLists())}
    assert {one.key for one in all_reports()} <= named
    found = reports.office.ask(ListSinglePrints(where=PrintLogFilter(list_key=SUMMARY))).rows
    assert [row.list_key for row in found] == [SUMMARY]
    tomorrow = PrintLogFilter(created_from=date(2024, 3, 19))
    assert reports.office.ask(ListSinglePrints(where=tomorrow)).rows == ()


def test_ones_own_files_are_filtered_by_what_they_were_made_for(reports: Reports) -> None:
    reports.begin(reports.order())
    assert len(reports.mine(kind=(FileKind.REPORT, FileKind.REPORT_BATCH))) == 1
    assert reports.mine(kind=(FileKind.EXPORT,)) == ()


def test_printing_is_audited(reports: Reports) -> None:
    reports.begin(reports.order(scope=ReportScope.CLIENTS, accounts=(ONE,)))
    (row,) = reports.office.audit_rows("document.report.print")
    assert (row.action, row.result) == ("print", "ok")
    assert ONE in row.payload


def test_a_long_report_is_made_in_the_background_and_its_end_is_told(reports: Reports) -> None:
    parameter(reports.office, EXPORT_AT_ONCE_ROWS.key, 6)
    begun = reports.begin(reports.order(), user=SUPERVISOR)
    assert begun.in_background
    reports.finish(begun, user=SUPERVISOR)
    rows = reports.office.ask(ListMessages(), user=SUPERVISOR).rows
    assert [(row.kind, row.params["rows"]) for row in rows] == [(FILE_READY, "7")]


def test_a_report_is_cancelled_and_done_again(reports: Reports) -> None:
    begun = reports.begin(reports.order())
    reports.office.do(CancelJob(job_no=begun.job_no))
    assert reports.finish(begun).state is JobState.CANCELLED
    assert reports.mine()[0].state is FileState.CANCELLED
    reports.office.do(RetryJob(job_no=begun.job_no))
    assert reports.finish(begun).state is JobState.DONE
    assert reports.mine()[0].state is FileState.DONE


def test_too_many_rows_are_refused_before_and_while_it_runs(reports: Reports) -> None:
    many = [movement(ONE, "HKD", "1") for _ in range(1_000)]
    begun = reports.begin(reports.order())
    parameter(reports.office, EXPORT_MAXIMUM_ROWS.key, 1_000)
    go_on_to(reports.office, LAST)
    post(reports.office, *many)
    ended = reports.finish(begun)
    assert ended.error is not None
    assert (ended.state, ended.error.code, ended.error.params["rows"]) == (JobState.FAILED, "export.too_many_rows", "1007")
    error = reports.office.refused(reports.order())
    assert (error.code, error.params["limit"]) == ("export.too_many_rows", 1_000)


# ------------------------------------------------------------------------------------------------------------------ who may


def test_who_may_not_take_a_list_out_is_not_offered_its_reports(reports: Reports) -> None:
    with reports.office.database.write() as connection:
        table = role_permission.c
        own = table.role == CLERK, table.code == "account_balance_change.account_export"
        connection.execute(delete(role_permission).where(*own))
    everything = {one.key for one in all_reports()}
    assert {one.report for one in reports.office.ask(GetReportChoices()).reports} == everything
    offered = {one.report for one in reports.office.ask(GetReportChoices(), user=CLERK).reports}
    assert "fx.client_exchanges" in offered
    assert not offered & {MOVEMENTS, SUMMARY}
    error = reports.office.refused(reports.order(), user=CLERK)
    assert [one.code for one in error.fields] == ["report.unknown"]


@pytest.mark.parametrize("user", ["auditor", "nobody", "parameter_administrator"])
def test_printing_needs_its_code(reports: Reports, user: str) -> None:
    assert reports.office.refused(reports.order(), user=user).code == "auth.no_permission"
    assert reports.office.refused(GetReportChoices(), user=user).code == "auth.no_permission"


def test_who_may_see_batches_may_not_yet_print_them(reports: Reports) -> None:
    assert reports.office.ask(GetBatchChoices(), user="auditor").reports == ()
    batch = PrintReports(reports=(MOVEMENTS,), first=FIRST, last=LAST, format=FileFormat.PDF)
    assert reports.office.refused(batch, user="auditor").code == "auth.no_permission"


@pytest.mark.parametrize("named", ["ledger.entry", MOVEMENTS])
def test_a_report_of_a_list_whose_export_needs_approval_needs_it_too(reports: Reports, named: str) -> None:
    """Otherwise printing would be a side door."""
    parameter(reports.office, APPROVED_LISTS.key, named)
    reports.office.route("platform.export_approve", roles(SUPERVISOR))
    begun = reports.begin(reports.order(), user=CLERK)
    assert begun.job_no == ""
    (record,) = reports.mine(CLERK)
    assert (record.state, bool(record.work_order_no), record.blob) == (FileState.APPROVAL, True, "")
    assert not run_next_job(reports.office.bus)
    reports.office.approve(int(record.work_order_no), user=SUPERVISOR)
    assert run_next_job(reports.office.bus)
    (record,) = reports.mine(CLERK)
    assert (record.state, record.rows) == (FileState.DONE, 7)
    batch = PrintReports(reports=(SUMMARY, MOVEMENTS), first=FIRST, last=LAST, format=FileFormat.XLSX)
    assert reports.begin(batch).job_no == "", "one such list in a batch is enough"
