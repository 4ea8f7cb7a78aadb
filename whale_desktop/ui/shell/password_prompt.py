"""The prompt for a command that needs the password anew, and a code from whoever has a second factor.

Whatever asked for it stays open below, with everything that was typed.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from whale_desktop.kernel.errors import CodedError
from whale_desktop.ui.components import FieldRow, Label
from whale_desktop.ui.components.dialog import Dialog
from whale_desktop.ui.components.fields.text import CodeField, PasswordField
from whale_desktop.ui.refusals import AT_CODE, CODE_NEEDED
from whale_desktop.ui.runtime import Runtime, ui_task
from whale_desktop.ui.sentences import sentence
from whale_desktop.ui.shell import words


class PasswordPrompt(Dialog):
    """Asks for the password of whoever is signed in. The result is True, or None when it was cancelled; a wrong password stays."""

    def __init__(self, runtime: Runtime) -> None:
        session = runtime.session
        assert session is not None, "nobody is signed in"
        texts = runtime.texts
        super().__init__(texts(words.PASSWORD_AGAIN), width="confirm")
        self._runtime = runtime
        self._name = session.name
        self.hint = Label(tone="tx2", wrap=True)
        self.password, self.code = PasswordField(), CodeField()
        self.row = FieldRow(texts(words.PASSWORD), self.password, label_position="top")
        self.code_row = FieldRow(texts(words.CODE), self.code, label_position="top", hint=texts(words.CODE_HINT))
        for widget in (self.hint, self.row, self.code_row):
            self.body_layout.addWidget(widget)
        self._ask_code(asked=session.second_factor)
        self.set_action(texts(words.CONFIRM_PASSWORD))
        self.action_button.set_key("Enter")
        self.set_cancel(texts(words.CANCEL))
        for field in (self.password, self.code):
            field.editor().installEventFilter(self)
        self.submitted.connect(self._check)

    @property
    def runtime(self) -> Runtime:
        """The way to the services."""
        return self._runtime

    @ui_task
    async def _check(self) -> None:
        texts = self._runtime.texts
        self.row.set_error(None)
        self.code_row.set_error(None)
        if not self.password.value():
            self.row.set_error(texts(words.PASSWORD_MISSING))
            self.password.editor().setFocus()
            return
        if self._asks_code and not self.code.value():
            self.code_row.set_error(texts(words.CODE_MISSING))
            self.code.editor().setFocus()
            return
        self.set_busy(True, texts(words.UNLOCKING))
        await self._runtime.unlock(self.password.value(), code=self.code.value() if self._asks_code else "")
        self.set_busy(False)
        self.done(True)

    def _ask_code(self, *, asked: bool) -> None:
        self._asks_code = asked
        self.code_row.setVisible(asked)
        hint = words.PASSWORD_AND_CODE_AGAIN_HINT if asked else words.PASSWORD_AGAIN_HINT
        self.hint.setText(self._runtime.texts(hint, name=self._name))

    def show_error(self, error: CodedError) -> None:
        """Say at the field why password or code were not taken; what was wrong is typed again."""
        self.set_busy(False)
        if error.code in AT_CODE:
            self._ask_code(asked=True)
            self.code.clear()
            if error.code != CODE_NEEDED:
                self.code_row.set_error(sentence(error, self._runtime.texts))
            self.code.editor().setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.password.clear()
        self.row.set_error(sentence(error, self._runtime.texts))
        self.password.editor().setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter sends; in the password it goes on to a code that is still missing."""
        typed = event.type() is QEvent.Type.KeyPress and watched in (self.password.editor(), self.code.editor())
        if typed and isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if watched is self.password.editor() and self._asks_code and self.password.value() and not self.code.value():
                self.code.editor().setFocus(Qt.FocusReason.TabFocusReason)
            else:
                self.submit()
            return True
        return super().eventFilter(watched, event)
