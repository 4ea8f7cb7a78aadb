"""Choosing a new password of one's own; what it lacks is said while it is typed (`docs/rules/platform.md` 5.3)."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from whale_desktop.features.access.messages import ChangePassword, GetPasswordRules, PasswordRules
from whale_desktop.features.access.rules.passwords import Demand, PasswordLimits, unmet
from whale_desktop.features.access.widgets import words
from whale_desktop.kernel.texts import Text
from whale_desktop.ui.components import FieldRow, IconMark, Label, PasswordField, spaced
from whale_desktop.ui.forms.command_dialog import CommandDialog
from whale_desktop.ui.pages.ports import Services


class DemandLine(QWidget):
    """One thing that is asked of a password, with a mark that says whether it is met."""

    def __init__(self) -> None:
        super().__init__()
        row = spaced(QHBoxLayout(self), spacing=6)
        self._met, self._open = (
            IconMark("ph.check-circle", "ok", size=14, line=18),
            IconMark("ph.circle", "tx3", size=14, line=18),
        )
        self._label = Label("", role="small", tone="tx2")
        for one in (self._met, self._open):
            row.addWidget(one)
        row.addWidget(self._label, 1)
        self.show_state("", met=False)

    def show_state(self, text: str, *, met: bool) -> None:
        """Say it, and whether it is met."""
        self._label.setText(text)
        self._label.set_tone("ok" if met else "tx2")
        self._met.setVisible(met)
        self._open.setVisible(not met)


class PasswordDialog(CommandDialog):
    """Sends `ChangePassword`. due: it was opened because nothing else may be done before.

    Afterwards `changed` says whether the password was changed, and `password` is the new one.
    """

    def __init__(self, services: Services, *, due: bool = False) -> None:
        super().__init__(services, words.CHANGE_PASSWORD, width="confirm")
        texts = services.texts
        self.changed = False
        self.password = ""
        self._rules = PasswordRules(characters=10, classes=3, history=5, days=90)
        self.current, self.new, self.again = PasswordField(), PasswordField(), PasswordField()
        self.field_rows = {
            "current": FieldRow(texts(words.CURRENT_PASSWORD), self.current, required=True, label_position="top"),
            "new": FieldRow(texts(words.NEW_PASSWORD), self.new, required=True, label_position="top"),
            "again": FieldRow(texts(words.REPEAT_PASSWORD), self.again, required=True, label_position="top"),
        }
        self._lines: dict[Demand, DemandLine] = {one: DemandLine() for one in Demand}
        self._history = DemandLine()
        if due:
            self.body_layout.addWidget(Label(texts(words.PASSWORD_DUE), tone="warn", wrap=True))
        for row in self.field_rows.values():
            self.body_layout.addWidget(row)
            row.field.edited.connect(self._typed)
        column = spaced(QVBoxLayout(), spacing=2)
        for line in (*self._lines.values(), self._history):
            column.addWidget(line)
        self.body_layout.addLayout(column)
        self.add_notes()
        self.set_action(texts(words.CHANGE_PASSWORD))
        self._say()
        services.runtime.start(self._load(), self)

    def command(self) -> ChangePassword:
        """What the fields say."""
        return ChangePassword(current=self.current.value(), new=self.new.value())

    def before_sending(self) -> dict[str, str]:
        """The two new passwords must be the same."""
        if self.new.value() != self.again.value():
            return {"again": self.services.texts(words.PASSWORDS_DIFFER)}
        return {}

    def succeeded(self, result: Any) -> None:
        """It counts from now on."""
        self.changed, self.password = True, self.new.value()
        self.services.toasts.success(self.services.texts(words.PASSWORD_CHANGED))

    async def _load(self) -> None:
        self._rules = await self.services.runtime.ask(GetPasswordRules())
        self._say()

    def _typed(self) -> None:
        self.touch()
        self._say()

    def _say(self) -> None:
        rules, typed = self._rules, self.new.value()
        limits = PasswordLimits(characters=rules.characters, classes=rules.classes, history=rules.history, days=rules.days)
        lacking = set(unmet(typed, self.services.session.email, limits)) if typed else set(Demand)
        said: dict[Demand, tuple[Text, int]] = {
            Demand.LENGTH: (words.NEED_LENGTH, rules.characters),
            Demand.CLASSES: (words.NEED_CLASSES, rules.classes),
            Demand.NAME: (words.NEED_NAME, 0),
        }
        texts = self.services.texts
        for demand, line in self._lines.items():
            text, count = said[demand]
            line.show_state(texts(text, count=count), met=demand not in lacking)
        self._history.show_state(texts(words.NEED_HISTORY, count=rules.history), met=False)
