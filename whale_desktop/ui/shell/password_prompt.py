"""The prompt for a command that needs the password anew. Whatever asked for it stays open below, with everything that was typed."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from whale_desktop.kernel.errors import CodedError
from whale_desktop.ui.components import FieldRow, Label
from whale_desktop.ui.components.dialog import Dialog
from whale_desktop.ui.components.fields.text import PasswordField
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
        self.hint = Label(texts(words.PASSWORD_AGAIN_HINT, name=session.name), tone="tx2", wrap=True)
        self.password = PasswordField()
        self.row = FieldRow(texts(words.PASSWORD), self.password, label_position="top")
        self.body_layout.addWidget(self.hint)
        self.body_layout.addWidget(self.row)
        self.set_action(texts(words.CONFIRM_PASSWORD))
        self.action_button.set_key("Enter")
        self.set_cancel(texts(words.CANCEL))
        self.password.editor().installEventFilter(self)
        self.submitted.connect(self._check)

    @property
    def runtime(self) -> Runtime:
        """The way to the services."""
        return self._runtime

    @ui_task
    async def _check(self) -> None:
        texts = self._runtime.texts
        if not self.password.value():
            self.row.set_error(texts(words.PASSWORD_MISSING))
            self.password.editor().setFocus()
            return
        self.set_busy(True, texts(words.UNLOCKING))
        await self._runtime.unlock(self.password.value())
        self.set_busy(False)
        self.done(True)

    def show_error(self, error: CodedError) -> None:
        """Say at the field why the password was not taken; it is typed again."""
        self.set_busy(False)
        self.password.clear()
        self.row.set_error(sentence(error, self._runtime.texts))
        self.password.editor().setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the field sends."""
        typed = event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and watched is self.password.editor()
        if typed and isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit()
            return True
        return super().eventFilter(watched, event)
