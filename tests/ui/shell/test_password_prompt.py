"""A command that needs the password anew: the window asks for it, then sends the same command again, and nothing typed is lost."""

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.recording import RecordingGateway
from tests.ui.shell.hands import press, write
from tests.ui.shell.office import RENAME, Rename
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import Done, error_text
from whale_desktop.ui.components.dialog import open_dialog, top_dialog
from whale_desktop.ui.forms.form_dialog import FormDialog
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.application import Application
from whale_desktop.ui.shell.password_prompt import PasswordPrompt

RIGHT = "Demo-2024-clerk"
CTRL = Qt.KeyboardModifier.ControlModifier


class Form:
    """A form whose command is refused until the password was entered anew."""

    def __init__(self, application: Application, gateway: RecordingGateway, qtbot: QtBot) -> None:
        self.application, self.gateway, self.qtbot = application, gateway, qtbot
        gateway.answer(Rename, None)
        gateway.fail(Rename, UserError("auth.fresh_login"))
        self.outcomes: list[Any] = []
        self.dialog = FormDialog(RENAME, None, application.services, menu="m")
        application.runtime.start(self._open(), application)
        qtbot.waitUntil(self.dialog.is_open)
        self.field = self.dialog.form.fields[0].row.field.editor()
        write(self.field, "Whale")
        press(self.field, Qt.Key.Key_Return, CTRL)
        qtbot.waitUntil(lambda: isinstance(top_dialog(application.window), PasswordPrompt))

    async def _open(self) -> None:
        self.outcomes.append(await open_dialog(self.dialog, over=self.application.window))

    @property
    def prompt(self) -> PasswordPrompt:
        """The prompt over the form."""
        found = top_dialog(self.application.window)
        assert isinstance(found, PasswordPrompt)
        return found

    def enter(self, password: str) -> None:
        """Type a password and press Enter."""
        write(self.prompt.password.editor(), password)
        press(self.prompt.password.editor(), Qt.Key.Key_Return)


@pytest.fixture
def form(signed_in: Application, gateway: RecordingGateway, qtbot: QtBot) -> Form:
    return Form(signed_in, gateway, qtbot)


def test_the_right_password_sends_the_same_command_again(form: Form) -> None:
    form.enter(RIGHT)
    form.qtbot.waitUntil(lambda: bool(form.outcomes))
    (outcome,) = form.outcomes
    assert isinstance(outcome.reply, Done)
    first, second = form.gateway.submitted
    assert (first.command, first.command_id) == (second.command, second.command_id) == (Rename(name="Whale"), second.command_id)
    assert top_dialog(form.application.window) is None


def test_a_wrong_password_stays_in_the_prompt(form: Form) -> None:
    form.enter("not this one")
    form.qtbot.waitUntil(lambda: form.prompt.row.error() is not None)
    assert form.prompt.password.editor().hasFocus() and form.prompt.password.value() == ""
    assert len(form.gateway.submitted) == 1
    form.enter(RIGHT)
    form.qtbot.waitUntil(lambda: bool(form.outcomes))
    assert len(form.gateway.submitted) == 2


def test_an_empty_password_asks_nobody(form: Form) -> None:
    form.enter("")
    form.qtbot.waitUntil(lambda: form.prompt.row.error() is not None)
    assert not any(name == "unlock" for name, _ in form.gateway.calls)


def test_calling_it_off_leaves_the_form_with_everything_typed_and_a_second_try_asks_again(form: Form) -> None:
    press(form.prompt.password.editor(), Qt.Key.Key_Escape)
    form.qtbot.waitUntil(lambda: top_dialog(form.application.window) is form.dialog)
    form.qtbot.waitUntil(form.dialog.note.isVisible)
    assert form.dialog.values() == {"name": "Whale"}
    assert form.dialog.note.text() == form.application.runtime.texts(error_text("auth.fresh_login"))
    form.gateway.fail(Rename, UserError("auth.fresh_login"))
    press(form.field, Qt.Key.Key_Return, CTRL)
    form.qtbot.waitUntil(lambda: isinstance(top_dialog(form.application.window), PasswordPrompt))
    form.enter(RIGHT)
    form.qtbot.waitUntil(lambda: bool(form.outcomes))
    assert len({one.command_id for one in form.gateway.submitted}) == 1


def test_several_commands_that_wait_share_one_prompt(signed_in: Application, gateway: RecordingGateway, qtbot: QtBot) -> None:
    gateway.answer(Rename, None)
    gateway.fail(Rename, UserError("auth.fresh_login"), times=2)
    done: list[str] = []

    async def send(name: str) -> None:
        await signed_in.runtime.submit(Rename(name=name))
        done.append(name)

    for name in ("one", "two"):
        signed_in.runtime.start(send(name), signed_in)
    qtbot.waitUntil(lambda: isinstance(top_dialog(signed_in.window), PasswordPrompt) and len(gateway.submitted) == 2)
    prompt = top_dialog(signed_in.window)
    assert isinstance(prompt, PasswordPrompt)
    write(prompt.password.editor(), RIGHT)
    press(prompt.password.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(done) == 2)
    assert sorted(done) == ["one", "two"]
    assert sum(name == "unlock" for name, _ in gateway.calls) == 1
    assert top_dialog(signed_in.window) is None


def test_whoever_has_a_second_factor_is_asked_for_a_code_too(
    signed_in: Application, gateway: RecordingGateway, qtbot: QtBot
) -> None:
    gateway.code = "123456"
    signed_in.runtime.session = replace(signed_in.runtime.session, second_factor=True)  # type: ignore[type-var]  # somebody is signed in
    form = Form(signed_in, gateway, qtbot)
    prompt = form.prompt
    assert prompt.code_row.isVisible()
    write(prompt.password.editor(), RIGHT)
    press(prompt.password.editor(), Qt.Key.Key_Return)
    assert prompt.code.editor().hasFocus()
    press(prompt.code.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: prompt.code_row.error() == signed_in.runtime.texts(words.CODE_MISSING))
    write(prompt.code.editor(), "000000")
    press(prompt.code.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: prompt.code_row.error() == signed_in.runtime.texts(error_text("auth.bad_code")))
    assert prompt.password.value() == RIGHT
    write(prompt.code.editor(), "123456")
    press(prompt.code.editor(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(form.outcomes))
    assert [call[1][1:] for call in gateway.calls if call[0] == "unlock"] == [(RIGHT, "000000"), (RIGHT, "123456")]


def test_a_code_that_is_wanted_only_now_is_asked_for_where_it_is_wanted(form: Form) -> None:
    form.gateway.code = "123456"
    assert not form.prompt.code_row.isVisible()
    form.enter(RIGHT)
    form.qtbot.waitUntil(form.prompt.code_row.isVisible)
    assert form.prompt.code.editor().hasFocus()
    write(form.prompt.code.editor(), "123456")
    press(form.prompt.code.editor(), Qt.Key.Key_Return)
    form.qtbot.waitUntil(lambda: bool(form.outcomes))
