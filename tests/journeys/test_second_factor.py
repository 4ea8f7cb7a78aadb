"""The second factor at the real window, with real keys; the fresh login that a real command asks for (`docs/rules/platform.md` 6.1)."""

from base64 import b32decode
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from tests.helpers.office import PASSWORD, Office
from tests.helpers.served import ServedOffice
from tests.journeys.conftest import OpenWindow, Person
from tests.journeys.test_server import MakeCounter, choose_server, counter
from tests.journeys.test_server import office as served
from whale_desktop.app.services import Services
from whale_desktop.app.tour.keyboard import CTRL, Key
from whale_desktop.bus import Bus
from whale_desktop.bus.identity import SYSTEM
from whale_desktop.bus.tables import system_parameter
from whale_desktop.features.access.handlers.seed import DEMO_PASSWORD
from whale_desktop.features.access.messages import SecondFactorMode, SetParameter
from whale_desktop.features.access.rules import codes
from whale_desktop.features.access.widgets.second_factor_dialog import RecoveryCodesDialog, SecondFactorDialog, SetUpDialog
from whale_desktop.features.workorder.widgets.flow_dialog import FlowDialog
from whale_desktop.kernel.clock import FixedClock
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.password_prompt import PasswordPrompt

__all__ = ["counter", "served"]

CHIEF = "chief@whale.demo"
FLOWS = "settings.identity.approval_process"
STEP = timedelta(seconds=30)


def switch(bus: Bus, mode: SecondFactorMode) -> None:
    """Set the parameter as the system does."""
    with bus.database.read() as connection:
        kept = select(system_parameter.c.version).where(system_parameter.c.key == "sign_in.second_factor")
        version = connection.execute(kept).scalar() or 0
    bus.run_as(SYSTEM, SetParameter(key="sign_in.second_factor", value=mode.value, expected_version=version))


class Phone:
    """An authenticator app with one account."""

    def __init__(self, clock: FixedClock, secret: str) -> None:
        self._clock = clock
        self._secret = b32decode(secret.replace(" ", ""))

    def shows(self) -> str:
        """The code of the moment."""
        return codes.code_of(self._secret, codes.step_of(self._clock.now()))


def clock_of(services: Services) -> FixedClock:
    """The clock of the services."""
    found = services.bus.clock
    assert isinstance(found, FixedClock)
    return found


def enter_first_code(person: Person, clock: FixedClock) -> tuple[Phone, tuple[str, ...]]:
    """From the set-up dialog to the end: the phone that was set up, and the recovery codes that were shown."""
    dialog = person.await_dialog("the picture")
    assert isinstance(dialog, SetUpDialog)
    assert QApplication.focusWidget() is dialog.code.editor()
    phone = Phone(clock, dialog.secret.text())
    person.keyboard.write("000000")
    person.keyboard.press(Key.Key_Return, CTRL)
    person.keyboard.until(lambda: dialog.field_rows["code"].error() == "Wrong code", "it is said at the field")
    person.keyboard.overwrite(phone.shows())
    person.keyboard.press(Key.Key_Return)
    person.keyboard.until(lambda: isinstance(top_dialog(person.window), RecoveryCodesDialog), "the codes are shown")
    shown = top_dialog(person.window)
    assert isinstance(shown, RecoveryCodesDialog)
    recovery = tuple(label.text() for label in shown.codes)
    person.keyboard.press(Key.Key_Escape)
    person.keyboard.until(lambda: top_dialog(person.window) is not shown, "leaving is asked about")
    person.keyboard.press(Key.Key_Escape)
    person.keyboard.until(lambda: top_dialog(person.window) is shown, "back to the codes")
    person.keyboard.reach(shown.action_button)
    person.keyboard.press(Key.Key_Space)
    person.keyboard.until(lambda: top_dialog(person.window) is None, "they are kept")
    return phone, recovery


def open_second_factor(person: Person) -> None:
    person.keyboard.click(person.desk.top.avatar)
    person.keyboard.choose("Two-factor authentication")


def await_code(person: Person) -> QWidget:
    """The form asks for the code, and typing starts there."""
    form = person.application.sign_in
    person.keyboard.until(form.code.isVisible, "the code is asked for")
    assert QApplication.focusWidget() is form.code.field.editor()
    return form.code


def test_set_up_from_the_own_menu_and_asked_for_at_the_next_sign_in(open_window: OpenWindow) -> None:
    person = open_window(locale="en")
    clock = clock_of(person.services)
    switch(person.services.bus, SecondFactorMode.OPTIONAL)
    person.type_credentials(CHIEF, DEMO_PASSWORD)
    person.await_desk()
    open_second_factor(person)
    phone, recovery = enter_first_code(person, clock)
    assert person.toasts == [("success", "Two-factor authentication counts from now on; other sessions have ended")]
    person.sign_out()
    person.type_credentials(CHIEF, DEMO_PASSWORD)
    await_code(person)
    person.keyboard.write(phone.shows())
    person.keyboard.press(Key.Key_Return)
    form = person.application.sign_in
    person.keyboard.until(lambda: form.code.row.error() is not None, "the code that confirmed opens nothing")
    assert form.code.row.error() == "This code was used already; wait for the next one"
    clock.advance(STEP)
    person.keyboard.write(phone.shows())
    person.keyboard.press(Key.Key_Return)
    person.await_desk()
    person.sign_out()
    person.type_credentials(CHIEF, DEMO_PASSWORD)
    await_code(person)
    person.keyboard.write(recovery[7].lower())
    person.keyboard.press(Key.Key_Return)
    person.await_desk()
    open_second_factor(person)
    dialog = person.await_dialog("what there is")
    assert isinstance(dialog, SecondFactorDialog)
    person.keyboard.reach(dialog.remove)
    person.keyboard.press(Key.Key_Space)
    person.keyboard.until(lambda: top_dialog(person.window) not in (None, dialog), "it is asked about")
    person.keyboard.reach(person.dialog.action_button)
    person.keyboard.press(Key.Key_Space)
    person.keyboard.until(
        lambda: person.toasts[-1] == ("success", "You sign in with the password alone from now on"), "it is done"
    )
    person.sign_out()
    person.type_credentials(CHIEF, DEMO_PASSWORD)
    person.await_desk()


def test_where_everybody_needs_it_the_door_leads_to_it_and_who_does_not_goes_no_further(open_window: OpenWindow) -> None:
    person = open_window(locale="en")
    switch(person.services.bus, SecondFactorMode.COMPULSORY)
    person.type_credentials(CHIEF, DEMO_PASSWORD)
    person.await_dialog("the picture")
    person.keyboard.press(Key.Key_Escape)
    form = person.application.sign_in
    person.keyboard.until(form.error.isVisible, "the form says why")
    assert form.error.text() == person.application.runtime.texts(words.MUST_SET_UP_SECOND_FACTOR)
    assert person.application.window.desk is None
    person.type_credentials(CHIEF, DEMO_PASSWORD)
    enter_first_code(person, clock_of(person.services))
    person.await_desk()


def test_a_desk_that_is_open_when_everybody_needs_it_is_led_to_it_and_goes_on(open_window: OpenWindow) -> None:
    person = open_window(locale="en")
    person.type_credentials(CHIEF, DEMO_PASSWORD)
    person.await_desk()
    desk = person.application.window.desk
    switch(person.services.bus, SecondFactorMode.COMPULSORY)
    person.keyboard.press(Key.Key_F5)
    open_the_flows(person)
    enter_first_code(person, clock_of(person.services))
    person.keyboard.settle()
    assert person.application.window.desk is desk
    person.await_rows()
    assert person.page.area.model.rows


def open_the_flows(person: Person) -> None:
    person.desk.open_menu(FLOWS)


# ------------------------------------------------------------------------------------------------------------ the fresh login


def save_a_flow(person: Person, clock: FixedClock) -> PasswordPrompt:
    """Change a flow long after signing in: the prompt that comes over its dialog."""
    person.open(FLOWS)
    person.await_rows()
    person.keyboard.reach(person.page.area.table)
    person.press_row("configure")
    dialog = person.await_dialog("the flow")
    assert isinstance(dialog, FlowDialog)
    person.keyboard.until(dialog.isVisible, "it is there")
    person.keyboard.reach(dialog.field_rows["expire_hours"].field)
    person.keyboard.overwrite("48")
    clock.advance(timedelta(minutes=6))
    person.keyboard.reach(dialog.action_button)
    person.keyboard.press(Key.Key_Space)
    person.keyboard.until(lambda: isinstance(top_dialog(person.window), PasswordPrompt), "the password is asked for")
    prompt = top_dialog(person.window)
    assert isinstance(prompt, PasswordPrompt)
    assert dialog.isVisible(), "what was typed stays below"
    return prompt


def saved(office: Services) -> list[tuple[str, str]]:
    """What the audit trail says of the command."""
    from whale_desktop.bus.tables import audit_log

    with office.database.read() as connection:
        rows = connection.execute(select(audit_log).where(audit_log.c.message == "work_order.flow.save").order_by(audit_log.c.id))
        return [(row.result, row.error_code) for row in rows]


def answer(person: Person, prompt: PasswordPrompt, password: str, code: str = "") -> None:
    person.keyboard.write("not the password")
    person.keyboard.press(Key.Key_Return)
    if code:
        person.keyboard.write(code)
        person.keyboard.press(Key.Key_Return)
    person.keyboard.until(lambda: prompt.row.error() is not None, "a wrong password is said")
    assert QApplication.focusWidget() is prompt.password.editor()
    person.keyboard.write(password)
    person.keyboard.press(Key.Key_Return)
    if code and not prompt.code.value():
        person.keyboard.write(code)
        person.keyboard.press(Key.Key_Return)
    elif code:
        person.keyboard.settle()
    person.keyboard.until(lambda: top_dialog(person.window) is None, "the flow is saved")


def test_a_command_that_needs_the_password_anew_asks_for_it_at_the_window(open_window: OpenWindow) -> None:
    person = open_window(locale="en")
    person.type_credentials(CHIEF, DEMO_PASSWORD)
    person.await_desk()
    before = saved(person.services)
    prompt = save_a_flow(person, clock_of(person.services))
    assert not prompt.code_row.isVisible()
    answer(person, prompt, DEMO_PASSWORD)
    assert saved(person.services)[len(before) :] == [("refused", "auth.fresh_login"), ("ok", "")]


def test_with_a_second_factor_it_asks_for_a_code_too(open_window: OpenWindow) -> None:
    person = open_window(locale="en")
    clock = clock_of(person.services)
    switch(person.services.bus, SecondFactorMode.OPTIONAL)
    person.type_credentials(CHIEF, DEMO_PASSWORD)
    person.await_desk()
    open_second_factor(person)
    phone, _ = enter_first_code(person, clock)
    prompt = save_a_flow(person, clock)
    assert prompt.code_row.isVisible()
    answer(person, prompt, DEMO_PASSWORD, phone.shows())
    assert saved(person.services)[-2:] == [("refused", "auth.fresh_login"), ("ok", "")]


@pytest.fixture
def at_server(counter: MakeCounter, served: ServedOffice) -> Person:
    """A window at an office's server, nobody signed in."""
    person = counter().start()
    choose_server(person, served.server.address)
    return person


def test_both_at_a_server(at_server: Person, served: ServedOffice) -> None:
    person, clock = at_server, served.clock
    switch(served.bus, SecondFactorMode.OPTIONAL)
    email = "super_admin@office.test"
    person.type_credentials(email, PASSWORD)
    person.await_desk()
    prompt = save_a_flow(person, clock)
    answer(person, prompt, PASSWORD)
    assert saved(served.services) == [("refused", "auth.fresh_login"), ("ok", "")]
    open_second_factor(person)
    phone, _ = enter_first_code(person, clock)
    person.sign_out()
    clock.advance(STEP)
    person.type_credentials(email, PASSWORD)
    await_code(person)
    person.keyboard.write(phone.shows())
    person.keyboard.press(Key.Key_Return)
    person.await_desk()
    assert isinstance(served, Office)
