"""A member's own account at the window: a password that is due, rights that change while he works, an idle lock as the parameters say."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import update

from tests.helpers.registries import borrowed_registries
from tests.journeys.conftest import OpenWindow, Person
from whale_desktop.app.services import Services, load_features
from whale_desktop.features.access import tables
from whale_desktop.features.access.handlers.seed import DEMO_PASSWORD
from whale_desktop.features.access.messages import (
    ApplicationStatus,
    GetMe,
    ListApplications,
    ListMembers,
    MemberFilter,
    MemberRow,
    SetParameter,
    UnbindRole,
)
from whale_desktop.features.access.widgets import ApplicationDialog
from whale_desktop.gateway.port import Context
from whale_desktop.kernel.ids import new_id
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Command, Page, Permission, Query, query
from whale_desktop.screens import CustomScreen, register_screens, registry
from whale_desktop.ui.lists.column_dialog import ColumnDialog
from whale_desktop.ui.shell.no_permission import NoPermissionPage

Key = Qt.Key
CLERK = "clerk@whale.demo"
SUPERVISOR = "supervisor@whale.demo"
ORDERS = "cash.conversion.exchange_order"
NEW_PASSWORD = "Fresh-Word-77"
GROUPS_MENU, GROUP_VIEW = "risk.lists.client_groups", "credit_limit.client_group_query"


def as_chief(services: Services, command: Command[None]) -> None:
    """A command of the super administrator, from another workstation."""
    session = services.signing.open_demo_session("chief@whale.demo", Context(workstation="chief")).session
    services.gateway.submit(command, session=session, context=Context(), command_id=new_id())


def set_due(person: Person) -> None:
    """An administrator has reset the clerk's password."""
    with person.services.database.write() as connection:
        mine = tables.member.c.email == CLERK
        connection.execute(update(tables.member).where(mine).values(must_change_password=True))


def enter_new(person: Person, *passwords: str) -> None:
    """Fill the fields of the password dialog and send it."""
    dialog = person.await_dialog("the password")
    for name, text in zip(("current", "new", "again"), passwords, strict=True):
        person.keyboard.reach(dialog.field_rows[name].field.editor())  # type: ignore[attr-defined]  # it is the password dialog
        person.keyboard.overwrite(text)
    person.keyboard.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_due_password_is_changed_at_sign_in_and_the_desk_opens(open_window: OpenWindow) -> None:
    person = open_window(locale="en")
    set_due(person)
    person.type_credentials(CLERK, DEMO_PASSWORD)
    enter_new(person, DEMO_PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    person.await_desk()
    assert person.ask(GetMe()).email == CLERK
    assert person.services.gateway.sign_in(CLERK, NEW_PASSWORD, Context()).must_change_password is False


def test_who_does_not_change_a_due_password_goes_no_further(open_window: OpenWindow) -> None:
    person = open_window(locale="en")
    set_due(person)
    person.type_credentials(CLERK, DEMO_PASSWORD)
    person.await_dialog("the password")
    person.keyboard.press(Key.Key_Escape)
    person.keyboard.until(person.application.sign_in.error.isVisible, "the form says why")
    assert "must be changed" in person.application.sign_in.error.text()
    assert person.application.window.desk is None


def test_a_member_changes_his_password_from_his_menu(open_window: OpenWindow) -> None:
    person = open_window(locale="en")
    person.sign_in(CLERK)
    person.keyboard.click(person.desk.top.avatar)
    person.keyboard.choose("Change password")
    enter_new(person, DEMO_PASSWORD, NEW_PASSWORD, NEW_PASSWORD)
    person.keyboard.until(lambda: person.toasts, "it is said")
    assert person.toasts == [("success", "The password was changed; other sessions have ended")]


def test_rights_that_are_taken_close_the_menu_and_the_page_at_once(open_window: OpenWindow) -> None:
    person = open_window(locale="en")
    person.sign_in(CLERK)
    menu = "cash.conversion.exchange_order"
    person.open(menu)
    person.await_rows()
    clerk = next(row for row in ask_chief(person, ListMembers(where=MemberFilter(email=CLERK))).rows if row.email == CLERK)
    as_chief(person.services, UnbindRole(member_id=clerk.member_id, role="funds_clerk"))
    person.keyboard.until(lambda: person.desk.leaves[menu].locked, "the menu is locked")
    person.keyboard.until(lambda: type(person.desk.workspace.current().page).__name__ == "NoPermissionPage", "the page says so")


def test_the_idle_lock_comes_when_the_parameters_say(open_window: OpenWindow) -> None:
    person = open_window(locale="en")
    as_chief(person.services, SetParameter(key="sign_in.idle_minutes", value="7"))
    person.sign_in(CLERK)
    session = person.application.runtime.session
    assert session is not None
    assert session.idle_minutes == 7
    assert round(person.application._idle.interval() / 60_000) == 7


def ask_chief(person: Person, query: ListMembers) -> Page[MemberRow]:
    """An answer for the super administrator."""
    session = person.services.signing.open_demo_session("chief@whale.demo", Context(workstation="chief")).session
    return person.services.gateway.ask(query, session=session, context=Context())


def test_platform_08_a_locked_menu_leads_to_a_request_with_its_code_chosen(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a stand-in for 客戶組, whose screen belongs to risk control and comes later, with its documented code."""
    load_features()
    monkeypatch.setattr(registry, "_SCREENS", dict(registry._SCREENS))
    with borrowed_registries():

        @query("test_groups.list", permission=Permission(GROUP_VIEW))
        class ListGroups(Query[int]):
            """Client groups."""

        groups = CustomScreen(
            key="test.groups", menu=GROUPS_MENU, title=C_("test", "Client groups"), widget="", query_type=ListGroups
        )
        register_screens([groups])
        person = open_window(locale="en")
        person.sign_in("parameters@whale.demo")
        assert person.desk.leaves[GROUPS_MENU].locked
        person.desk.open_menu(GROUPS_MENU)
        page = person.desk.workspace.current().page
        assert isinstance(page, NoPermissionPage)
        assert "No permission – request it" in [label.text() for label in page.findChildren(QLabel)]
        person.keyboard.reach(page.state.button)
        person.keyboard.press(Key.Key_Space)
        dialog = person.await_dialog("the request")
        assert isinstance(dialog, ApplicationDialog)
        assert dialog.rights.codes.value() == (GROUP_VIEW,)
        person.keyboard.reach(dialog.reason.editor())
        person.keyboard.overwrite("cover for a colleague")
        person.keyboard.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        person.keyboard.until(lambda: person.toasts, "it is said")
        (row,) = person.ask(ListApplications()).rows
        assert (row.wanted, row.reason, row.status) == (
            ("Client group query",),
            "cover for a colleague",
            ApplicationStatus.PENDING,
        )


def test_platform_17_the_order_of_columns_is_kept_for_the_member_who_chose_it(open_window: OpenWindow) -> None:
    def shown(person: Person) -> list[str]:
        person.open(ORDERS)
        person.await_rows()
        return [column.name for column in person.page.area.model.columns]

    person = open_window()
    person.sign_in(CLERK)
    shipped = shown(person)
    person.keyboard.reach(person.page.area.table)
    person.keyboard.press(Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = person.await_dialog("the columns")
    assert isinstance(dialog, ColumnDialog)
    person.keyboard.reach(dialog.list)
    dialog.list.setCurrentRow(2)
    person.keyboard.press(Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    person.keyboard.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    moved = [shipped[0], shipped[2], shipped[1], *shipped[3:]]
    person.keyboard.until(lambda: [column.name for column in person.page.area.model.columns] == moved, "the columns moved")
    person.sign_out()
    again = open_window()
    again.sign_in(SUPERVISOR)
    assert shown(again) == shipped
    again.sign_out()
    again.sign_in(CLERK)
    assert shown(again) == moved
