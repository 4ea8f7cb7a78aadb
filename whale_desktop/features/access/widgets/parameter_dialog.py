"""Changing one system parameter, with the editor that its kind needs (`docs/rules/platform.md` 3.9)."""

from typing import Any

from whale_desktop.features.access.messages import GetParameter, ParameterRow, SetParameter
from whale_desktop.features.access.widgets import words
from whale_desktop.kernel.errors import Conflict
from whale_desktop.messages import label_of
from whale_desktop.messages.parameters import ParameterKind, keys_in
from whale_desktop.screens import Action, usual
from whale_desktop.screens.wording import ABSENT
from whale_desktop.ui.components import (
    ChoiceField,
    Field,
    FieldRow,
    IntegerField,
    Label,
    LineField,
    MultiChoiceField,
    MultiLineField,
    Option,
    PasswordField,
    RadioField,
    ReadOnlyField,
    align_labels,
)
from whale_desktop.ui.forms.command_dialog import CommandDialog
from whale_desktop.ui.pages.ports import Services

LONG_TEXT = 500
"""A text that may be longer is a list, and has room for some lines."""


class ParameterDialog(CommandDialog):
    """Sends `SetParameter`. A secret is entered, never shown."""

    def __init__(self, action: Action | None, row: ParameterRow, services: Services) -> None:
        super().__init__(services, words.EDIT_PARAMETER, width="table" if row.kind is ParameterKind.LISTS else "small")
        texts = services.texts
        self._row = row
        self.set_chips([(texts(label_of(row.group)), "neutral")])
        self.editor = self._make_editor()
        now = ReadOnlyField()
        now.set_value(" ".join(one for one in (row.shown, row.unit) if one) or ABSENT)
        rows = {
            "": FieldRow(texts(words.PARAMETER), _shown(row.name), right_aligned=True),
            "now": FieldRow(texts(words.NOW), now, right_aligned=True),
            "value": FieldRow(texts(words.VALUE), self.editor, right_aligned=True, hint=self._hint()),
        }
        align_labels(list(rows.values()))
        for one in rows.values():
            self.body_layout.addWidget(one)
        if row.hint:
            self.body_layout.addWidget(Label(row.hint, role="small", tone="tx3", wrap=True))
        self.field_rows = {"value": rows["value"]}
        self.editor.edited.connect(self.touch)
        self.add_notes()
        self.set_action(texts(usual.SAVE))

    def command(self) -> SetParameter:
        """What the field says."""
        typed = self.editor.value()
        if self._row.kind is ParameterKind.LISTS:
            typed = ", ".join(typed)
        text = "" if typed is None else str(typed)
        if self._row.kind is ParameterKind.SECRET:
            return SetParameter(key=self._row.key, secret=text, expected_version=self._row.version)
        return SetParameter(key=self._row.key, value=text, expected_version=self._row.version)

    def succeeded(self, result: Any) -> None:
        """The value is in force."""
        self.services.toasts.success(self.services.texts(words.PARAMETER_SAVED))

    async def conflicted(self, error: Conflict) -> None:
        """Somebody was faster: what was typed stays, and is saved over the newer value when that is still wanted."""
        self._row = await self.services.runtime.ask(GetParameter(key=self._row.key))
        await super().conflicted(error)

    def _make_editor(self) -> Field:
        row = self._row
        editor: Field
        match row.kind:
            case ParameterKind.NUMBER:
                editor = IntegerField()
                editor.set_value(int(row.value))
            case ParameterKind.SWITCH:
                editor = RadioField([Option(one.value, one.name) for one in row.choices])
                editor.set_value(row.value)
            case ParameterKind.CHOICE:
                editor = ChoiceField([Option(one.value, one.name) for one in row.choices])
                editor.set_value(row.value)
            case ParameterKind.LISTS:
                editor = MultiChoiceField([Option(one.value, one.name) for one in row.choices], columns=2)
                editor.set_value(keys_in(row.value))
            case ParameterKind.SECRET:
                editor = PasswordField()
            case _:
                long = row.maximum > LONG_TEXT
                editor = MultiLineField(lines=3, max_length=row.maximum) if long else LineField(max_length=row.maximum)
                editor.set_value(row.value)
        return editor

    def _hint(self) -> str:
        texts, row = self.services.texts, self._row
        if row.kind is ParameterKind.SECRET:
            return texts(words.SECRET_HINT)
        parts = [texts(words.DEFAULT_VALUE, value=" ".join(one for one in (row.default_shown, row.unit) if one) or ABSENT)]
        if row.kind is ParameterKind.NUMBER:
            parts.append(texts(words.NUMBER_RANGE, minimum=f"{row.minimum:,}", maximum=f"{row.maximum:,}"))
        return " · ".join(parts)


def _shown(text: str) -> ReadOnlyField:
    field = ReadOnlyField()
    field.set_value(text)
    return field
