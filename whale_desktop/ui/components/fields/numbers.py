"""Number fields: amounts, rates and whole numbers. Exact decimals; nothing is rounded or cut while somebody types.

Separators appear on leaving the field, `k` and `m` expand, arrows step, paste takes any separators.
"""

from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from whale_desktop.kernel.texts import Text
from whale_desktop.ui.components import words
from whale_desktop.ui.components.fields.base import Field
from whale_desktop.ui.components.fields.parsing import UnreadableError, format_number, parse_number
from whale_desktop.ui.components.fields.text import LineEdit


class _NumberEdit(LineEdit):
    """A right-aligned line edit that says steps instead of moving the cursor up and down."""

    stepped = Signal(int)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down step by one, Page Up and Page Down by ten."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
        step = steps.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or self.isReadOnly():
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by key selects everything."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()


class NumberField(Field):
    """What amounts, rates and whole numbers share: `number()` is exact, None when blank or unreadable (see `problem`).

    `places` are the decimals shown at least; a longer fraction is shown and kept as typed. `step` is what an arrow adds.
    """

    _grouped = True
    _complaint: Text = words.NOT_A_NUMBER

    def __init__(
        self,
        *,
        places: int | None,
        step: Decimal,
        minimum: Decimal | None,
        placeholder: str,
        parent: QWidget | None,
    ) -> None:
        self.line = _NumberEdit()
        super().__init__(self.line, parent=parent)
        self._places = places
        self._step = step
        self._minimum = minimum
        self.line.setPlaceholderText(placeholder)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.line.editingFinished.connect(self._finish)
        self.line.stepped.connect(self._step_by)
        self.embed()

    def number(self) -> Decimal | None:
        """The exact number, None when blank or unreadable."""
        try:
            return self._read()
        except UnreadableError:
            return None

    def set_value(self, value: Decimal | int | None) -> None:
        """Show a number."""
        self.line.setText("" if value is None else self._written(Decimal(value)))

    def problem(self) -> str | None:
        """Why the text cannot be read."""
        try:
            self._read()
        except UnreadableError:
            return words.say(self._complaint)
        return None

    def set_places(self, places: int | None) -> None:
        """Other decimals, when the currency changes; the number itself stays."""
        self._places = places
        if not self.line.hasFocus():
            self._write_again()

    def set_step(self, step: Decimal) -> None:
        """What an arrow adds: the lot or the tick."""
        self._step = step

    def set_placeholder(self, text: str) -> None:
        """What to type, while the field is empty."""
        self.line.setPlaceholderText(text)

    def _read(self) -> Decimal | None:
        return parse_number(self.line.text())

    def _written(self, value: Decimal) -> str:
        return format_number(value, places=self._places, grouped=self._grouped)

    def _write_again(self) -> None:
        value = self.number()
        if value is not None:
            self.line.setText(self._written(value))

    def _finish(self) -> None:
        self._write_again()
        self.committed.emit()

    def _step_by(self, steps: int) -> None:
        if self.problem() is not None:
            return
        value = (self.number() or Decimal(0)) + self._step * steps
        if self._minimum is not None and value < self._minimum:
            value = self._minimum
        self.line.setText(self._written(value))
        self.edited.emit()


class AmountField(NumberField):
    """An amount of money or a price: separators, at least the decimals of its currency, any longer fraction as typed."""

    def __init__(
        self,
        *,
        places: int | None = 2,
        step: Decimal = Decimal(1),
        minimum: Decimal | None = None,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(places=places, step=step, minimum=minimum, placeholder=placeholder, parent=parent)

    def value(self) -> Decimal | None:
        """The exact amount, None when blank or unreadable."""
        return self.number()


class RateField(NumberField):
    """A rate: no separators, trailing zeros kept as typed, never rounded."""

    _grouped = False
    _complaint = words.NOT_A_RATE

    def __init__(
        self,
        *,
        places: int | None = None,
        step: Decimal = Decimal("0.0001"),
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(places=places, step=step, minimum=None, placeholder=placeholder, parent=parent)

    def value(self) -> Decimal | None:
        """The exact rate, None when blank or unreadable."""
        return self.number()


class IntegerField(NumberField):
    """A whole number; a fraction cannot be read (`problem` says so)."""

    _complaint = words.NOT_A_WHOLE_NUMBER

    def __init__(
        self, *, step: int = 1, minimum: int | None = None, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        least = None if minimum is None else Decimal(minimum)
        super().__init__(places=0, step=Decimal(step), minimum=least, placeholder=placeholder, parent=parent)

    def value(self) -> int | None:
        """The whole number, None when blank or unreadable."""
        number = self.number()
        return None if number is None else int(number)

    def _read(self) -> Decimal | None:
        number = super()._read()
        if number is not None and number != number.to_integral_value():
            raise UnreadableError(self.line.text())
        return None if number is None else number.to_integral_value()
