"""A database of one's own from its first start: one super administrator, whose password must be changed (`docs/rules/platform.md` 6.1)."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.helpers.office import MONDAY
from tests.journeys.conftest import OpenWindow
from whale_desktop.app.calls import FIRST_ADMINISTRATOR, make_database
from whale_desktop.app.tour.keyboard import CTRL, Key
from whale_desktop.features.access.messages import GetMe, ListMembers
from whale_desktop.features.access.widgets.password_dialog import PasswordDialog
from whale_desktop.kernel.clock import FixedClock


@pytest.fixture
def printed() -> list[str]:
    """The password that was printed."""
    return []


@pytest.fixture
def demo_db(tmp_path: Path, printed: list[str]) -> Path:
    """A new office's file instead of the demonstration."""
    path = tmp_path / "office.db"
    made = make_database(path, seed="empty", clock=FixedClock(MONDAY), name="office")
    assert made["result"]["administrator"] == FIRST_ADMINISTRATOR
    printed.append(made["result"]["password"])
    return path


def test_the_first_administrator_changes_the_printed_password_before_anything_else(
    open_window: OpenWindow, printed: list[str]
) -> None:
    person = open_window(locale="en")
    form = person.application.sign_in
    assert not form.members, "nobody is offered"
    assert QApplication.focusWidget() is form.email.editor()
    person.type_credentials(FIRST_ADMINISTRATOR, printed[0])
    dialog = person.await_dialog("the password")
    assert isinstance(dialog, PasswordDialog)
    assert person.application.window.desk is None
    for name, text in (("current", printed[0]), ("new", "Own-Choice-77"), ("again", "Own-Choice-77")):
        person.keyboard.reach(dialog.field_rows[name].field.editor())
        person.keyboard.overwrite(text)
    person.keyboard.press(Key.Key_Return, CTRL)
    person.await_desk()
    me = person.ask(GetMe())
    assert [role.role for role in me.roles] == ["super_admin"]
    others = [row.email for row in person.ask(ListMembers(limit=200)).rows if row.email != FIRST_ADMINISTRATOR]
    assert others == ["both@whale.demo"], "only whom the test itself has added"
    person.sign_out()
    person.type_credentials(FIRST_ADMINISTRATOR, "Own-Choice-77")
    person.await_desk()
