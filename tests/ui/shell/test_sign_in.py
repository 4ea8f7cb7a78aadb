"""Signing in, locking, unlocking: with the mouse, the keys, and everything that can go wrong."""

import functools

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.recording import DEMO_PLACE, RecordingGateway
from tests.ui.shell.conftest import MakeApplication, enter
from tests.ui.shell.hands import click, focused, press, write
from tests.ui.shell.office import ORDERS, RecordingPage
from tests.ui.shell.test_menu import desk_of
from whale_desktop.gateway.port import Place
from whale_desktop.kernel.errors import Unavailable, UserError
from whale_desktop.messages import error_text
from whale_desktop.ui.components import Dialog
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.sign_in import SignInForm
from whale_desktop.ui.workstation import Workstation

CLERK = DEMO_PLACE.demo_members[0]


def type_into(qtbot: QtBot, application: Application, email: str, password: str) -> None:
    form = application.sign_in
    form.email.clear()
    write(form.email.editor(), email)
    press(form.email.editor(), Qt.Key.Key_Return)
    assert form.password.editor().hasFocus()
    write(form.password.editor(), password)
    press(form.password.editor(), Qt.Key.Key_Return)


def test_a_demo_member_signs_in_with_one_click(
    make_application: MakeApplication, qtbot: QtBot, gateway: RecordingGateway
) -> None:
    application = make_application()
    assert [card.accessibleName() for card in application.sign_in.members] == [
        application.runtime.texts(words.DEMO_MEMBER_SIGN_IN, name=one.name["zh_Hant"], role=one.role["zh_Hant"])
        for one in DEMO_PLACE.demo_members
    ]
    enter(application, qtbot, member=1)
    name, (email, password, context) = gateway.calls[0]
    assert (name, email, password) == ("sign_in", "kafai.wong@example.com", DEMO_PLACE.demo_members[1].password)
    assert context.locale == "zh_Hant"
    assert context.workstation
    assert application.window.desk is not None


def test_the_first_card_answers_to_enter(make_application: MakeApplication, qtbot: QtBot) -> None:
    application = make_application()
    assert application.sign_in.members[0].hasFocus()
    press(application.sign_in.members[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not application.sign_in.is_up)


def test_e_mail_and_password_by_keys(make_application: MakeApplication, qtbot: QtBot) -> None:
    application = make_application()
    type_into(qtbot, application, CLERK.email, CLERK.password)
    qtbot.waitUntil(lambda: not application.sign_in.is_up)
    assert application.sign_in.password.value() == ""


def test_what_is_missing_is_said_at_its_field(make_application: MakeApplication, qtbot: QtBot, gateway: RecordingGateway) -> None:
    application = make_application()
    form, texts = application.sign_in, application.runtime.texts
    click(form.enter)
    assert form.email_row.error() == texts(words.EMAIL_MISSING)
    assert form.email.editor().hasFocus()
    write(form.email.editor(), "a@b.c")
    assert form.email_row.error() is None
    click(form.enter)
    assert form.password_row.error() == texts(words.PASSWORD_MISSING)
    assert gateway.calls == []


def test_a_refusal_is_said_at_the_form_and_the_e_mail_stays(make_application: MakeApplication, qtbot: QtBot) -> None:
    application = make_application()
    type_into(qtbot, application, CLERK.email, "wrong")
    qtbot.waitUntil(application.sign_in.error.isVisible)
    from whale_desktop.messages import error_text

    assert application.sign_in.error.text() == application.runtime.texts(error_text("auth.bad_credentials"))
    assert application.sign_in.email.value() == CLERK.email
    assert application.sign_in.password.value() == ""
    assert application.sign_in.password.editor().hasFocus()
    assert not application.sign_in.enter.is_busy()
    application.set_locale("en")
    assert application.sign_in.error.text() == "Wrong e-mail or password"


def form_says(form: SignInForm, said: str) -> bool:
    return form.error.text() == said


def test_every_reason_has_its_sentence(make_application: MakeApplication, qtbot: QtBot, gateway: RecordingGateway) -> None:
    application = make_application(settings={"locale": "en"})
    form = application.sign_in
    for error, said in (
        (UserError("auth.locked", {"time": "2024-03-18T02:15:00Z"}), "Locked until 2024-03-18 10:15:00"),
        (UserError("auth.frozen"), "Account frozen"),
        (Unavailable("storage.locked"), "The database is in use by another program; close it or wait, then try again"),
    ):
        gateway.fail("sign_in", error)
        click(form.members[0])
        qtbot.waitUntil(functools.partial(form_says, form, said))


def test_while_it_is_signing_in_nothing_can_be_pressed_twice(
    make_application: MakeApplication, qtbot: QtBot, gateway: RecordingGateway
) -> None:
    application = make_application()
    gateway.hang("sign_in")
    click(application.sign_in.members[0])
    qtbot.waitUntil(lambda: len(gateway.calls) == 1)
    click(application.sign_in.members[1])
    application.sign_in.submit()
    gateway.release()
    qtbot.waitUntil(lambda: not application.sign_in.is_up)
    assert [name for name, _ in gateway.calls] == ["sign_in"]


def test_caps_lock_is_told_by_the_letters(make_application: MakeApplication, qtbot: QtBot) -> None:
    application = make_application()
    form = application.sign_in
    said = application.runtime.texts(words.CAPS_LOCK)
    form.password.editor().setFocus()
    write(form.password.editor(), "a")
    assert form.password_row.label_end() == ""
    from PySide6.QtGui import QKeyEvent

    capital = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "A")
    QApplication.sendEvent(form.password.editor(), capital)
    assert form.password_row.label_end() == said
    write(form.password.editor(), "b")
    assert form.password_row.label_end() == ""


def test_the_e_mail_is_remembered_only_when_wanted(make_application: MakeApplication, qtbot: QtBot) -> None:
    workstation = Workstation()
    application = make_application(workstation=workstation)
    application.sign_in.remember.setChecked(True)
    type_into(qtbot, application, CLERK.email, CLERK.password)
    qtbot.waitUntil(lambda: not application.sign_in.is_up)
    assert workstation.get("email") == CLERK.email
    again = make_application(workstation=workstation)
    assert again.sign_in.email.value() == CLERK.email
    assert again.sign_in.password.editor().hasFocus()
    again.sign_in.remember.setChecked(False)
    write(again.sign_in.password.editor(), CLERK.password)
    press(again.sign_in.password.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not again.sign_in.is_up)
    assert workstation.get("email") == ""


def test_language_and_theme_before_signing_in(make_application: MakeApplication, qtbot: QtBot, preferences: object) -> None:
    application = make_application(settings={"locale": ""})
    form = application.sign_in
    form.languages.selected.emit("en")
    assert form.title.text() == "Sign in"
    assert application.sign_in.members[0].accessibleName() == "Sign in as Chan Wing Shan, Funds clerk"
    click(form.theme_button)
    from whale_desktop.ui import theme

    assert theme.current().is_dark
    enter(application, qtbot)
    assert application.runtime.texts.locale == "en"
    assert application.services.preferences.get("shell:locale") == "en"


def test_a_place_of_ones_own_has_no_cards(make_application: MakeApplication, qtbot: QtBot) -> None:
    gateway = RecordingGateway(place_answer=Place(kind="local", name="desk.db", business_date=DEMO_PLACE.business_date))
    application = make_application(gateway=gateway, settings={"locale": "en"})
    assert application.sign_in.members == []
    assert application.sign_in.email.editor().hasFocus()
    assert "desk.db" in application.sign_in.world.text()
    assert "Local demo" not in application.sign_in.world.text()


def test_a_password_that_must_be_changed_goes_no_further(
    make_application: MakeApplication, qtbot: QtBot, gateway: RecordingGateway
) -> None:
    gateway.must_change_password = True
    application = make_application(settings={"locale": "en"})
    click(application.sign_in.members[0])
    qtbot.waitUntil(application.sign_in.error.isVisible)
    assert "must be changed" in application.sign_in.error.text()
    assert application.window.desk is None
    qtbot.waitUntil(lambda: gateway.calls[-1][0] == "sign_out")


# ------------------------------------------------------------------------------------------------------------------ lock


def test_idling_locks_and_the_password_goes_on(
    make_application: MakeApplication, qtbot: QtBot, gateway: RecordingGateway
) -> None:
    application = make_application(settings={"locale": "en", "idle_minutes": 0.002})
    enter(application, qtbot)
    desk = application.window.desk
    assert desk is not None
    desk.open_menu(ORDERS)
    page = RecordingPage.made[-1]
    page.field.setText("half a form")
    qtbot.waitUntil(lambda: application.sign_in.is_up)
    qtbot.waitUntil(lambda: [name for name, _ in gateway.calls] == ["sign_in", "lock"])
    form = application.sign_in
    assert form.title.text() == "Locked"
    assert form.email.value() == CLERK.email
    assert not any(card.isVisible() for card in form.members)
    write(form.password.editor(), "wrong")
    press(form.password.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(form.error.isVisible)
    write(form.password.editor(), CLERK.password)
    press(form.password.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not form.is_up)
    assert application.window.desk is desk
    assert page.field.text() == "half a form"


def test_use_keeps_the_screen_open(make_application: MakeApplication, qtbot: QtBot) -> None:
    application = make_application(settings={"idle_minutes": 0.01})
    enter(application, qtbot)
    for _ in range(8):
        qtbot.wait(120)
        application.window.used.emit()
    assert not application.sign_in.is_up


def test_no_key_reaches_what_lies_below_the_lock(signed_in: Application, qtbot: QtBot) -> None:
    desk = signed_in.window.desk
    assert desk is not None
    desk.open_menu(ORDERS)
    press(desk, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: signed_in.sign_in.is_up)
    field = signed_in.sign_in.password.editor()
    for key in (Qt.Key.Key_W, Qt.Key.Key_K, Qt.Key.Key_1):
        press(field, key, Qt.KeyboardModifier.ControlModifier)
    press(field, Qt.Key.Key_F1)
    assert len(desk.workspace.tabs) == 2
    assert desk.workspace.current().menu == ORDERS
    assert not desk.command_palette.is_up
    assert top_dialog(signed_in.window) is None
    desk.workspace.bar.setFocus()
    assert signed_in.sign_in.isAncestorOf(focused())


def test_a_dialog_below_the_lock_keeps_what_was_typed(signed_in: Application, qtbot: QtBot) -> None:
    dialog = Dialog("A form")
    dialog.show_over(signed_in.window)
    signed_in.lock()
    qtbot.waitUntil(lambda: signed_in.sign_in.is_up)
    press(signed_in.sign_in.password.editor(), Qt.Key.Key_Escape)
    assert dialog.is_open()
    write(signed_in.sign_in.password.editor(), CLERK.password)
    press(signed_in.sign_in.password.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not signed_in.sign_in.is_up)
    assert dialog.is_open()
    dialog.done(None)


def test_a_session_that_the_services_ended_is_opened_again_where_it_was(
    signed_in: Application, qtbot: QtBot, gateway: RecordingGateway
) -> None:
    desk = signed_in.window.desk
    assert desk is not None
    before = signed_in.runtime.session
    signed_in.runtime.report(UserError("auth.session_ended"))
    assert signed_in.sign_in.is_up
    assert signed_in.sign_in.hint.text() == signed_in.runtime.texts(words.SESSION_OVER)
    write(signed_in.sign_in.password.editor(), CLERK.password)
    press(signed_in.sign_in.password.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not signed_in.sign_in.is_up)
    assert gateway.calls[-1][0] == "sign_in"
    assert signed_in.runtime.session != before
    assert signed_in.window.desk is desk


def test_a_session_that_ended_behind_the_lock_screen_is_opened_anew(
    signed_in: Application, qtbot: QtBot, gateway: RecordingGateway
) -> None:
    form = signed_in.sign_in
    signed_in.lock()
    qtbot.waitUntil(lambda: form.is_up)
    gateway.fail("unlock", UserError("auth.session_ended"))
    write(form.password.editor(), CLERK.password)
    press(form.password.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.hint.text() == signed_in.runtime.texts(words.SESSION_OVER))
    write(form.password.editor(), CLERK.password)
    press(form.password.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not form.is_up)
    assert gateway.calls[-1][0] == "sign_in"


def test_after_the_right_password_the_code_is_asked_for(
    make_application: MakeApplication, qtbot: QtBot, gateway: RecordingGateway
) -> None:
    gateway.code = "123456"
    application = make_application()
    form, texts = application.sign_in, application.runtime.texts
    assert not form.code.isVisible()
    type_into(qtbot, application, CLERK.email, CLERK.password)
    qtbot.waitUntil(form.code.isVisible)
    assert form.code.field.editor().hasFocus()
    assert form.code.row.error() is None
    assert form.password.value() == CLERK.password, "nobody types it twice"
    assert not form.members[0].isVisible()
    press(form.code.field.editor(), Qt.Key.Key_Return)
    assert form.code.row.error() == texts(words.CODE_MISSING)
    write(form.code.field.editor(), "000000")
    assert form.code.row.error() is None
    press(form.code.field.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.code.row.error() is not None)
    assert form.code.row.error() == texts(error_text("auth.bad_code"))
    assert (form.code.value(), form.code.field.editor().hasFocus()) == ("", True)
    application.set_locale("en")
    assert form.code.row.label() == "Code of the authenticator app"
    write(form.code.field.editor(), "123456")
    press(form.code.field.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not form.is_up)
    assert [call[1][3] for call in gateway.calls] == ["", "000000", "123456"]
    assert (form.password.value(), form.code.field.value()) == ("", "")


def test_other_credentials_and_a_lock_out_take_the_code_away(
    make_application: MakeApplication, qtbot: QtBot, gateway: RecordingGateway
) -> None:
    gateway.code = "123456"
    application = make_application()
    form = application.sign_in
    type_into(qtbot, application, CLERK.email, CLERK.password)
    qtbot.waitUntil(form.code.isVisible)
    write(form.password.editor(), "x")
    assert not form.code.isVisible()
    assert form.members[0].isVisible()
    press(form.password.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(form.error.isVisible)
    write(form.password.editor(), CLERK.password)
    press(form.password.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(form.code.isVisible)
    gateway.fail("sign_in", UserError("auth.locked", {"time": "10:15:00"}))
    write(form.code.field.editor(), "000000")
    press(form.code.field.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(form.error.isVisible)
    assert "10:15:00" in form.error.text()
    assert (form.code.isVisible(), form.password.value()) == (False, "")


def test_a_line_that_breaks_keeps_password_and_code(
    make_application: MakeApplication, qtbot: QtBot, gateway: RecordingGateway
) -> None:
    gateway.code = "123456"
    application = make_application()
    form = application.sign_in
    type_into(qtbot, application, CLERK.email, CLERK.password)
    qtbot.waitUntil(form.code.isVisible)
    gateway.fail("sign_in", Unavailable("remote.refused", {"address": "x"}))
    write(form.code.field.editor(), "123456")
    press(form.code.field.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(form.error.isVisible)
    assert (form.password.value(), form.code.value()) == (CLERK.password, "123456")


def test_a_network_that_is_not_allowed_any_more_ends_the_session_and_says_why(
    signed_in: Application, qtbot: QtBot, gateway: RecordingGateway
) -> None:
    form, said = signed_in.sign_in, signed_in.runtime.texts(error_text("auth.ip_denied"))
    desk = signed_in.window.desk
    signed_in.runtime.report(UserError("auth.ip_denied"))
    assert form.is_up
    assert form.error.isVisible()
    assert form.error.text() == said
    gateway.fail("sign_in", UserError("auth.ip_denied"))
    write(form.password.editor(), CLERK.password)
    press(form.password.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.error.isVisible() and form.password.value() == "")
    assert form.error.text() == said
    write(form.password.editor(), CLERK.password)
    press(form.password.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not form.is_up)
    assert signed_in.window.desk is desk, "back in the office everything is where it was"


def test_somebody_else_must_press_twice_when_work_would_be_lost(signed_in: Application, qtbot: QtBot) -> None:
    desk = signed_in.window.desk
    assert desk is not None
    desk.open_menu(ORDERS)
    RecordingPage.made[-1].dirty = True
    signed_in.lock()
    qtbot.waitUntil(lambda: signed_in.sign_in.is_up)
    click(signed_in.sign_in.other)
    qtbot.waitUntil(signed_in.sign_in.error.isVisible)
    assert signed_in.window.desk is desk
    click(signed_in.sign_in.other)
    qtbot.waitUntil(lambda: signed_in.window.desk is None)
    assert signed_in.sign_in.is_up
    enter(signed_in, qtbot, member=1)


def test_signing_out_shows_the_form_and_keeps_the_layout(
    signed_in: Application, qtbot: QtBot, gateway: RecordingGateway, preferences: object
) -> None:
    desk = signed_in.window.desk
    assert desk is not None
    desk.open_menu(ORDERS)
    signed_in.sign_out()
    qtbot.waitUntil(lambda: signed_in.sign_in.is_up)
    gone = signed_in.window.desk
    assert gone is None
    assert gateway.calls[-1][0] == "sign_out"
    enter(signed_in, qtbot)
    again = desk_of(signed_in)
    assert [tab.menu for tab in again.workspace.tabs] == ["home", ORDERS]
    assert again.workspace.current().menu == ORDERS
