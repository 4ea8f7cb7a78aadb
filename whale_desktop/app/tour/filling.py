"""Fills form fields by keys, each kind the way a person would: typing, arrows, Space, the list that drops down."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from whale_desktop.app.tour.keyboard import Key, Keyboard, StuckError
from whale_desktop.features.fx.widgets import ManualExchangeDialog, MarkUpPreviewEditor, PeriodEditor, PoolAdjustDialog
from whale_desktop.features.fx.widgets.rate_picker import CUSTOM, RatePicker
from whale_desktop.ui.components import (
    ChoiceField,
    DateField,
    Dialog,
    Field,
    FieldRow,
    LineField,
    MultiChoiceField,
    MultiLineField,
    RadioField,
    SwitchField,
)
from whale_desktop.ui.components.fields.choices import OptionPopup
from whale_desktop.ui.components.fields.numbers import NumberField
from whale_desktop.ui.forms.form_dialog import FormDialog
from whale_desktop.ui.forms.rows_editor import RowsEditor

TYPED = (LineField, MultiLineField, NumberField, DateField)


def rows_of(dialog: Dialog) -> dict[str, FieldRow]:
    """The rows of a dialog by field name."""
    if isinstance(dialog, FormDialog):
        return {one.spec.name: one.row for one in dialog.form.fields}
    if isinstance(dialog, ManualExchangeDialog | PoolAdjustDialog):
        return dict(dialog.field_rows)
    raise StuckError(f"{type(dialog).__name__} has no fields")


class Filler:
    """Fills fields of the dialog that is open."""

    def __init__(self, keyboard: Keyboard) -> None:
        self._keyboard = keyboard

    def fill(self, field: Any, value: Any) -> None:
        """Go to a field by Tab and enter a value; what the field then says must be it."""
        if isinstance(field, MultiChoiceField):
            self._tick(field, value)
        elif isinstance(field, PeriodEditor):
            self._add_period(field, *value)
        elif isinstance(field, MarkUpPreviewEditor):
            self._mark_up(field, value)
        elif isinstance(field, RowsEditor):
            self._rows(field, value)
        elif isinstance(field, RatePicker):
            self._own_rate(field, value)
        elif isinstance(field, ChoiceField):
            self._choose(field, value)
        elif isinstance(field, RadioField):
            self._turn_radio(field, value)
        elif isinstance(field, SwitchField):
            self._switch(field, value)
        elif isinstance(field, TYPED):
            self._keyboard.reach(field)
            self._keyboard.overwrite(str(value))
        else:
            raise StuckError(f"nobody knows how to fill a {type(field).__name__}")

    def _choose(self, field: ChoiceField, value: Any) -> None:
        """A list that searches elsewhere is typed into; any other is opened with F4 and walked."""
        keyboard = self._keyboard
        keyboard.reach(field)
        if field.box.always_search:
            keyboard.write(str(value))
        else:
            self._await_option(field, value)
            keyboard.press(Key.Key_F4)
        keyboard.until(lambda: field.box.popup is not None, "the list of a field drops down")
        popup = field.box.popup
        assert popup is not None
        if field.box.always_search:
            self._await_option(field, value)
        self._walk(popup, field, value)
        keyboard.until(lambda: field.value() == value, f"a field says {value}")

    def _await_option(self, field: ChoiceField, value: Any) -> None:
        def there() -> bool:
            return any(option.value == value and option.enabled for option in field.options())

        offered = ", ".join(str(option.value) for option in field.options())
        self._keyboard.until(there, f"{value} is offered (offered: {offered or 'nothing'})")

    def _walk(self, popup: OptionPopup, field: ChoiceField, value: Any) -> None:
        options = field.options()
        text = next(option.text for option in options if option.value == value)
        for key in (Key.Key_Down, Key.Key_Up):
            for _ in range(len(options) + 1):
                if str(popup.list.currentIndex().data() or "").startswith(text):
                    self._keyboard.press(Key.Key_Return)
                    return
                self._keyboard.press(key)
        raise StuckError(f"the list has no {value}")

    def _turn_radio(self, field: RadioField, value: Any) -> None:
        keyboard = self._keyboard
        keyboard.reach(field)
        if field.value() is None:
            keyboard.press(Key.Key_Space)
        for _ in range(10):
            if field.value() == value:
                return
            keyboard.press(Key.Key_Right)
        raise StuckError(f"the arrows never came to {value}")

    def _switch(self, field: SwitchField, value: bool) -> None:
        self._keyboard.reach(field)
        if field.value() != value:
            self._keyboard.press(Key.Key_Space)

    def _tick(self, field: MultiChoiceField, values: Iterable[Any]) -> None:
        """Go from box to box and turn those that must change."""
        keyboard, wanted = self._keyboard, set(values)
        keyboard.until(lambda: wanted <= set(field.boxes()), f"{sorted(wanted)} are offered")
        for value, box in field.boxes().items():
            if box.isChecked() != (value in wanted):
                keyboard.reach(box)
                keyboard.press(Key.Key_Space)

    def _add_period(self, field: PeriodEditor, basis: Any, start: str, end: str) -> None:
        keyboard = self._keyboard
        self._choose(field.basis, basis)
        for half, text in ((field.start, start), (field.end, end)):
            keyboard.reach(half)
            keyboard.overwrite(text)
        keyboard.press(Key.Key_Return)

    def _mark_up(self, field: MarkUpPreviewEditor, value: tuple[str, Any, str]) -> None:
        pair, mode, bp = value
        line = field.lines[-1]
        self._choose(line.pair, pair)
        self._choose(line.mode, mode)
        self._keyboard.reach(line.value)
        self._keyboard.overwrite(bp)

    def _rows(self, field: RowsEditor, values: Sequence[Mapping[str, Any]]) -> None:
        """Each value becomes a new row at the end."""
        for row in values:
            self._keyboard.reach(field.add)
            self._keyboard.press(Key.Key_Space)
            line = field.lines[-1]
            for name, value in row.items():
                self.fill(line.editors[name], value)

    def _own_rate(self, field: RatePicker, value: str) -> None:
        self._turn_radio(field.choice, CUSTOM)
        self._keyboard.reach(field.rate)
        self._keyboard.overwrite(value)


def typed_text(field: Field) -> str:
    """What stands in a text field, as typed."""
    editor: QWidget = field.editor()
    return str(editor.property("text") or "")
