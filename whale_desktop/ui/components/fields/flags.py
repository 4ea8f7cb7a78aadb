"""Yes or no, and one of a few that are all visible: switch, check box, radio buttons and radio cards as form fields."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components.fields.base import Field
from whale_desktop.ui.components.fields.choices import Option
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.switches import CheckBox, Radio, RadioCard, RadioGroup, Switch


class SwitchField(Field):
    """A switch whose words may differ when it is on and when it is off. `value()` is a `bool`."""

    def __init__(self, on_text: str = "", off_text: str = "", *, parent: QWidget | None = None) -> None:
        self.switch = Switch()
        super().__init__(self.switch, parent=parent)
        self._texts = (off_text, on_text)
        self.switch.toggled.connect(lambda _on: self._say())
        self.switch.clicked.connect(self.say_changed)
        row = spaced(QHBoxLayout(self), margins=(0, 2, 0, 2))
        row.addWidget(self.switch)
        row.addStretch(1)
        self._say()

    def set_texts(self, on_text: str, off_text: str) -> None:
        """Other words, after a switch of language."""
        self._texts = (off_text, on_text)
        self._say()

    def value(self) -> bool:
        """Whether it is on."""
        return self.switch.isChecked()

    def set_value(self, value: bool | None) -> None:
        """Turn it on or off."""
        self.switch.setChecked(bool(value))

    def _say(self) -> None:
        self.switch.setText(self._texts[int(self.switch.isChecked())])
        self.switch.updateGeometry()


class CheckField(Field):
    """One check box with its words. `value()` is a `bool`."""

    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        self.box = CheckBox(text)
        super().__init__(self.box, parent=parent)
        self.box.clicked.connect(self.say_changed)
        row = spaced(QHBoxLayout(self), margins=(0, 2, 0, 2))
        row.addWidget(self.box)
        row.addStretch(1)

    def set_text(self, text: str) -> None:
        """Other words, after a switch of language."""
        self.box.setText(text)

    def value(self) -> bool:
        """Whether it is checked."""
        return self.box.isChecked()

    def set_value(self, value: bool | None) -> None:
        """Check or uncheck."""
        self.box.setChecked(bool(value))


class RadioField(Field):
    """One of a few options that are all visible, as buttons or as cards (with their hints as second lines)."""

    def __init__(
        self, options: Sequence[Option] = (), *, cards: bool = False, vertical: bool = False, parent: QWidget | None = None
    ) -> None:
        self._box = QWidget()
        super().__init__(self._box, parent=parent)
        self._cards = cards
        self._options: list[Option] = []
        self._buttons: list[QAbstractButton] = []
        self._group = RadioGroup([])
        layout: QBoxLayout = QVBoxLayout(self._box) if vertical else QHBoxLayout(self._box)
        self._row = spaced(layout, margins=(0, 0 if cards else 2, 0, 0 if cards else 2), spacing=12 if cards else 16)
        spaced(QHBoxLayout(self)).addWidget(self._box)
        if cards:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.set_options(options)

    def editor(self) -> QWidget:
        """The chosen button, else the first."""
        position = self._group.position()
        if not self._buttons:
            return self._box
        return self._buttons[max(position, 0)]

    def set_options(self, options: Sequence[Option]) -> None:
        """Other options or other words; the choice stays if it still exists."""
        chosen = self.value()
        while self._row.count():
            item = self._row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._options = list(options)
        self._buttons = [self._button(option) for option in self._options]
        for button in self._buttons:
            self._row.addWidget(button, 1 if self._cards else 0)
        if not self._cards:
            self._row.addStretch(1)
        self._group = RadioGroup(self._buttons, self)
        self._group.selected.connect(self._selected)
        self._choosing = False
        if self._buttons:
            self.setFocusProxy(self._buttons[0])
        self.set_value(chosen)

    def value(self) -> Any:
        """The chosen value, None for none."""
        position = next((i for i, button in enumerate(self._buttons) if button.isChecked()), -1)
        return self._options[position].value if position >= 0 else None

    def set_value(self, value: Any) -> None:
        """Choose a value; None chooses none unless an option has the value None."""
        position = next((i for i, option in enumerate(self._options) if option.value == value), -1)
        self._choosing = True
        self._group.choose(position)
        self._choosing = False

    def set_read_only(self, read_only: bool) -> None:
        """Show the choice without letting it change."""
        self.read_only = read_only
        for option, button in zip(self._options, self._buttons, strict=True):
            button.setEnabled(option.enabled and not read_only)

    def set_spoken(self, name: str, description: str) -> None:
        """The group says the label."""
        self._box.setAccessibleName(name)
        self._box.setAccessibleDescription(description)

    def set_invalid(self, invalid: bool) -> None:
        """Radio buttons have no ring of their own; the sentence below says it."""
        self._box.setProperty("invalid", invalid)

    def _button(self, option: Option) -> QAbstractButton:
        button: QAbstractButton = RadioCard(option.text, option.hint) if self._cards else Radio(option.text)
        if not self._cards:
            button.setToolTip(option.hint)
        button.setEnabled(option.enabled and not self.read_only)
        button.setMinimumHeight(theme.px(24))
        return button

    def _selected(self, _position: int) -> None:
        if not self._choosing:
            self.edited.emit()
            self.committed.emit()
