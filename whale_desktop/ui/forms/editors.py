"""One editor a field kind, all behind the same few methods. An editor nobody else needs comes by name."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import label_of
from whale_desktop.screens import Field
from whale_desktop.ui import formats
from whale_desktop.ui.components import (
    AmountField,
    ChipsField,
    ChoiceField,
    DateField,
    IntegerField,
    LineField,
    MultiChoiceField,
    MultiLineField,
    Option,
    RadioField,
    RateField,
    ReadOnlyField,
    SwitchField,
)
from whale_desktop.ui.forms.client_field import client_field
from whale_desktop.ui.forms.moment_field import MomentField
from whale_desktop.ui.forms.option_source import OptionSource, choices_of
from whale_desktop.ui.lists.showing import show_value
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.resolve import resolve

CHOOSE = C_("form", "Choose")
_MOST_COLUMNS = 4


class Editor(Protocol):
    """What a form needs of an editor; hand-written ones offer the same."""

    edited: Any

    def value(self) -> Any:
        """The present value, None or empty when nothing is entered."""
        ...

    def set_value(self, value: Any) -> None:
        """Show a value; emits nothing."""
        ...

    def set_error(self, text: str | None) -> None:
        """Say what is wrong below the editor, or take it away."""
        ...


class FixedField(ReadOnlyField):
    """A value that is shown, not edited, and still sent as it came."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._kept: Any = None

    def value(self) -> Any:
        """The value as it came, not its words."""
        return self._kept

    def set_value(self, value: Any) -> None:
        """Show another value."""
        self._kept = value
        super().set_value(show_value(value, self._services))


class LateChoices(MultiChoiceField):
    """Several of choices that come later: a value set before they are there is shown when they are."""

    def __init__(self) -> None:
        self._wanted: tuple[Any, ...] = ()
        self._there = False
        super().__init__([], columns=2)

    def value(self) -> tuple[Any, ...]:
        """The ticked values, or the wanted ones while there is nothing to tick."""
        return super().value() if self._there else self._wanted

    def set_value(self, value: Sequence[Any] | None) -> None:
        """Tick these values, now or when their options come."""
        self._wanted = tuple(value or ())
        super().set_value(value)

    def set_options(self, options: Sequence[Option]) -> None:
        """The options are there, or changed; ticks stay."""
        kept = self.value()
        super().set_options(options)
        self._there = bool(options)
        super().set_value(kept)
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another number of columns."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """As many columns as the longest option leaves room for, so that none is cut."""
        if not self._boxes:
            return
        gap = self._grid.horizontalSpacing()
        widest = max(box.sizeHint().width() for box in self._boxes)
        columns = max(1, min(_MOST_COLUMNS, (self.width() + gap) // (widest + gap)))
        if columns == self._columns:
            return
        self._grid.setColumnStretch(self._columns, 0)
        self._columns = columns
        for box in self._boxes:
            self._grid.removeWidget(box)
        for position, box in enumerate(self._boxes):
            self._grid.addWidget(box, position // columns, position % columns)
        self._grid.setColumnStretch(columns, 1)


class LateChips(ChipsField):
    """Chips of choices that come later: a value set before they are there gets its words when they are."""

    def set_options(self, options: Sequence[Option]) -> None:
        """The options are there, or changed; what was chosen stays."""
        super().set_options(options)
        found = {one.value: one for one in options}
        self.set_value([found.get(value, value) for value in self.value()])


def make_widget(spec: Field, services: Services, owner: QWidget) -> Any:
    """The widget that edits a field. Choices behind the port are asked for at once and followed while `owner` lives."""
    if spec.kind == "fixed":
        return FixedField(services)
    if spec.kind == "custom":
        assert spec.editor is not None, f"field {spec.name} names no editor"
        return resolve(spec.editor.name)(spec, services)
    if spec.kind in _FROM_PORT:
        return _from_port(spec, services, owner)
    return _PLAIN[spec.kind](spec, services)


def _placeholder(spec: Field, services: Services) -> str:
    return services.texts(spec.placeholder) if spec.placeholder else ""


def _hinted(spec: Field, services: Services) -> list[Option]:
    assert spec.choice is not None, f"field {spec.name} has nothing to choose from"
    return [
        Option(member, services.texts(label_of(member)), hint=services.texts(spec.hints[member]) if member in spec.hints else "")
        for member in spec.choice
    ]


def _choice(spec: Field, services: Services) -> Any:
    assert spec.choice is not None, f"field {spec.name} has nothing to choose from"
    options = choices_of(spec.choice, services)
    nothing = [] if spec.required else [Option(None, formats.ABSENT)]
    return ChoiceField([*nothing, *options], placeholder=services.texts(CHOOSE))


_PLAIN: dict[str, Callable[[Field, Services], Any]] = {
    "text": lambda spec, services: LineField(placeholder=_placeholder(spec, services), max_length=spec.maximum_length),
    "lines": lambda spec, services: MultiLineField(placeholder=_placeholder(spec, services)),
    "amount": lambda spec, services: AmountField(places=None),
    "rate": lambda spec, services: RateField(places=None),
    "integer": lambda spec, services: IntegerField(),
    "date": lambda spec, services: DateField(today=lambda: hong_kong_date(services.clock.now())),
    "moment": lambda spec, services: MomentField(services),
    "choice": _choice,
    "radio": lambda spec, services: RadioField(_hinted(spec, services)),
    "cards": lambda spec, services: RadioField(_hinted(spec, services), cards=True),
    "switch": lambda spec, services: SwitchField(),
}
_FROM_PORT = ("options", "several", "chips", "currency", "client")


def _from_port(spec: Field, services: Services, owner: QWidget) -> Any:
    """Editors whose choices live behind the port."""
    placeholder = _placeholder(spec, services) or services.texts(CHOOSE)
    if spec.kind == "client":
        lookup = services.lookup("client")
        return LineField(placeholder=_placeholder(spec, services)) if lookup is None else client_field(lookup, services, owner)
    if spec.kind in ("several", "chips"):
        several: LateChoices | LateChips = LateChoices() if spec.kind == "several" else LateChips(placeholder=placeholder)
        if spec.choice is not None:
            several.set_options(choices_of(spec.choice, services))
            return several
        assert spec.options is not None, f"field {spec.name} has nothing to choose from"
        OptionSource.of(services, spec.options, several.set_options).follow(owner)
        return several
    widget = ChoiceField([], placeholder=placeholder)
    nothing = [] if spec.required else [Option(None, formats.ABSENT)]

    def deliver(options: list[Option]) -> None:
        widget.set_options([*nothing, *options])

    if spec.options is not None:
        OptionSource.of(services, spec.options, deliver).follow(owner)
        return widget
    lookup = services.lookup("currency")
    assert spec.kind == "currency", f"field {spec.name} has nothing to choose from"
    if lookup is None:
        return LineField(max_length=3)
    OptionSource.of_lookup(services, lookup, deliver).follow(owner)
    return widget
