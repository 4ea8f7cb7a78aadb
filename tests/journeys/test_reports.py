"""Printing reports with the keyboard: choose, say of which days and clients, Ctrl+Enter, the file; what is wrong stays at its field."""

from datetime import date
from typing import Any

from PySide6.QtCore import QPoint
from python_calamine import CalamineWorkbook

from tests.helpers.client_groups import add_group, with_client_groups
from tests.journeys.conftest import OpenWindow, Person
from whale_desktop.app.tour.keyboard import CTRL, Key
from whale_desktop.app.tour.main_job import SUPERVISOR
from whale_desktop.features.documents.messages import ListSinglePrints, ReportScope
from whale_desktop.features.documents.widgets import ReportPage, words
from whale_desktop.features.ledger.messages import EntryFilter, GroupBusiness, ListEntries, TotalEntries


def opened(person: Person, menu: str = "reports.printing") -> ReportPage:
    """The page, with its reports there."""
    page = person.open(menu)
    assert isinstance(page, ReportPage)
    person.keyboard.until(lambda: page.states.state == "rows", "the reports are there")
    person.keyboard.until(lambda: page.form.reports.editor().hasFocus(), "work starts at the reports")
    return page


def printed(person: Person, number: int = 1) -> list[list[Any]]:
    """The first sheet of the file that was saved last."""
    person.keyboard.until(lambda: len(person.files.kept) == number, "the report is saved")
    book: list[list[Any]] = CalamineWorkbook.from_path(person.files.kept[-1]).get_sheet_by_index(0).to_python()
    return book


def test_a_report_of_one_client_is_printed_by_keys(open_window: OpenWindow) -> None:
    person = open_window()
    keyboard = person.keyboard
    person.sign_in(SUPERVISOR)
    account_no = person.ask(ListEntries(limit=1)).rows[0].account_no
    page = opened(person)
    keyboard.press(Key.Key_Down)
    assert page.form.chosen()[0].report == "ledger.cash_movements"
    keyboard.reach(page.form.period.start.line)
    keyboard.overwrite("20240301")
    keyboard.reach(page.form.scope.editor())
    keyboard.press(Key.Key_Right)
    assert page.form.scope.value() == ReportScope.CLIENTS

    keyboard.press(Key.Key_Return, CTRL)
    keyboard.until(page.form.rows["accounts"].error, "a client is asked for")
    assert page.form.accounts.box.line.hasFocus(), "the focus goes where something is missing"
    keyboard.write(account_no)
    keyboard.until(
        lambda: page.form.accounts._popup is not None and page.form.accounts._popup.list.model().rowCount(), "he is found"
    )
    keyboard.press(Key.Key_Return)
    keyboard.until(lambda: page.form.accounts.value() == (account_no,), "he is chosen")
    assert page.form.rows["accounts"].error() is None
    keyboard.press(Key.Key_Return, CTRL)

    heads, *rows = printed(person)
    where = EntryFilter(account_no=account_no, ledger_from=date(2024, 3, 1), ledger_upto=date(2024, 3, 18))
    assert len(rows) == person.ask(TotalEntries(where=where)).count > 0
    assert {row[heads.index("證券賬號")] for row in rows} == {account_no}
    keyboard.until(lambda: page.recent.model.rows, "the run is listed")
    (record,) = person.ask(ListSinglePrints()).rows
    assert page.recent.model.rows[0].record_no == record.record_no
    assert person.files.kept[0].name == record.file_name == "R02 客戶資金流水_20240301-20240318.xlsx"


def test_days_that_say_nothing_are_asked_for_again_and_nothing_is_sent(open_window: OpenWindow) -> None:
    person = open_window()
    keyboard = person.keyboard
    person.sign_in(SUPERVISOR)
    page = opened(person)
    keyboard.reach(page.form.period.start.line)
    keyboard.overwrite("yesterday or so")
    keyboard.press(Key.Key_Return, CTRL)
    keyboard.until(page.form.rows["last"].error, "the day cannot be read")
    keyboard.overwrite("20240319")
    keyboard.press(Key.Key_Return, CTRL)
    keyboard.until(lambda: page.form.rows["last"].error() == "結束日期早於開始日期", "the services say which field is wrong")
    assert person.ask(ListSinglePrints()).rows == ()
    keyboard.overwrite("20240318")
    keyboard.press(Key.Key_Return, CTRL)
    assert printed(person)


def test_a_report_about_no_client_asks_for_none(open_window: OpenWindow) -> None:
    person = open_window(locale="en")
    person.sign_in(SUPERVISOR)
    page = opened(person)
    assert page.form.rows["scope"].isVisible()
    for _ in range(3):
        person.keyboard.press(Key.Key_Down)
    assert page.form.chosen()[0].report_no == "R04"
    assert not page.form.rows["scope"].isVisible()
    assert page.form.note.text() == "This report is about no client’s account"


def test_the_language_is_switched_and_what_was_entered_stays(open_window: OpenWindow) -> None:
    person = open_window()
    person.sign_in(SUPERVISOR)
    page = opened(person)
    person.keyboard.press(Key.Key_Down)
    person.keyboard.reach(page.form.remark.editor())
    person.keyboard.write("for the auditor")
    person.application.set_locale("en")
    person.keyboard.settle()
    assert page.form.report_row.label() == "Report"
    assert (page.form.chosen()[0].report_no, page.form.remark.value()) == ("R02", "for the auditor")
    assert page.form.scope.value() == ReportScope.ALL


def test_a_report_of_a_client_group_is_printed_and_only_groups_of_reports_are_offered(open_window: OpenWindow) -> None:
    person = open_window(locale="en")
    keyboard = person.keyboard
    with with_client_groups(person.services):
        person.sign_in(SUPERVISOR)
        accounts = sorted({row.account_no for row in person.ask(ListEntries(limit=200)).rows})
        add_group(person.services, GroupBusiness.REPORT, "RPT", accounts[:2])
        add_group(person.services, GroupBusiness.MARGIN, "MGN", accounts[2:3])
        page = opened(person)
        keyboard.press(Key.Key_Down)
        keyboard.reach(page.form.presets[words.THIS_MONTH])
        keyboard.press(Key.Key_Space)
        keyboard.reach(page.form.scope.editor())
        keyboard.press(Key.Key_Right)
        keyboard.press(Key.Key_Right)
        assert page.form.scope.value() == ReportScope.GROUPS
        keyboard.reach(page.form.groups.box.line)
        keyboard.press(Key.Key_Down)
        popup = page.form.groups._popup
        assert popup is not None
        model = popup.list.model()
        assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["RPT · 2 accounts"]
        keyboard.press(Key.Key_Down)
        keyboard.press(Key.Key_Return)
        assert page.form.groups.value() == (1,)
        keyboard.press(Key.Key_Return, CTRL)
        heads, *rows = printed(person)
    assert {row[heads.index("A/C No.")] for row in rows} == set(accounts[:2])


def test_several_reports_become_one_file(open_window: OpenWindow) -> None:
    person = open_window(locale="en")
    keyboard = person.keyboard
    person.sign_in(SUPERVISOR)
    page = opened(person, "reports.batch_printing")
    keyboard.press(Key.Key_Return, CTRL)
    keyboard.until(page.form.report_row.error, "a report is asked for")
    keyboard.press(Key.Key_Space)
    keyboard.press(Key.Key_Tab)
    keyboard.press(Key.Key_Tab)
    keyboard.press(Key.Key_Space)
    assert [one.report_no for one in page.form.chosen()] == ["R01", "R03"]
    keyboard.press(Key.Key_Return, CTRL)
    printed(person)
    names = CalamineWorkbook.from_path(person.files.kept[0]).sheet_names
    assert names == ["R01 Client cash summary", "R03 Client exchanges", "Summary"]


def test_an_earlier_file_is_fetched_again_by_its_name(open_window: OpenWindow) -> None:
    person = open_window()
    person.sign_in(SUPERVISOR)
    page = opened(person)
    person.keyboard.reach(page.print_button)
    person.keyboard.press(Key.Key_Space)
    printed(person)
    person.keyboard.until(page.print_button.hasFocus, "the button has the focus again")
    person.keyboard.until(lambda: page.recent.model.rows and page.recent.model.rows[0].blob, "the run is listed")
    place = next(number for number in range(9) if (one := page.recent.model.column_at(number)) and one.name == "file_name")
    table = page.recent.table
    rect = table.visualRect(page.recent.model.index(0, place))
    person.keyboard.click(table.viewport(), rect.center() - QPoint(rect.width() // 4, 0))
    printed(person, 2)
    assert person.files.kept[0] == person.files.kept[1]
