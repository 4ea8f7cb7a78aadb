"""A combo box in which several options can be ticked; closed it says them in a row."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from whale_desktop.ui import theme
from whale_desktop.ui.components import CheckBox, Field, Option, Popup, spaced
from whale_desktop.ui.components.fields.choices import ChoiceBox


class _TickBox(ChoiceBox):
    """The closed look; opening shows ticks instead of a list."""

    def __init__(self, field: "ManyChoicesField") -> None:
        super().__init__()
        self._field = field

    def showPopup(self) -> None:
        """Drop the ticks down."""
        self._field.open_ticks()

    def hidePopup(self) -> None:
        """Take the ticks away."""
        self._field.close_ticks()


class ManyChoicesField(Field):
    """Several of some options. The value is a tuple in the order of the options."""

    def __init__(self) -> None:
        self.box = _TickBox(self)
        super().__init__(self.box)
        self._options: tuple[Option, ...] = ()
        self._chosen: tuple[Any, ...] = ()
        self._all = ""
        self.popup: Popup | None = None
        self.box.addItem("")
        self.embed()
        self._say()

    def value(self) -> tuple[Any, ...]:
        """The ticked values."""
        return self._chosen

    def set_value(self, value: Sequence[Any] | None) -> None:
        """Tick exactly `value`; values whose options have not come yet are kept."""
        wanted = tuple(value or ())
        known = [option.value for option in self._options]
        self._chosen = (*(one for one in known if one in wanted), *(one for one in wanted if one not in known))
        self._say()

    def set_options(self, options: Sequence[Option]) -> None:
        """What can be ticked; ticks stay."""
        self._options = tuple(options)
        self.set_value(self._chosen)

    def set_all_text(self, text: str) -> None:
        """What the field says when nothing is ticked."""
        self._all = text
        self._say()

    def open_ticks(self) -> None:
        """Drop the ticks down below the field."""
        if self.popup is not None:
            return
        popup = self.popup = Popup(self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setMinimumWidth(self.width())
        column = spaced(QVBoxLayout(popup), margins=(12, 8, 12, 8), spacing=4)
        for option in self._options:
            tick = CheckBox(option.text)
            tick.setMinimumHeight(theme.px(24))
            tick.setChecked(option.value in self._chosen)
            tick.clicked.connect(lambda _on=False, value=option.value: self._turn(value))
            column.addWidget(tick)
        popup.closed.connect(self._forget)
        popup.drop()
        first = popup.findChild(CheckBox)
        if first is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_ticks(self) -> None:
        """Take the ticks away."""
        if self.popup is not None:
            self.popup.close()

    def _forget(self) -> None:
        self.popup = None

    def _turn(self, value: Any) -> None:
        kept = [one for one in self._chosen if one != value]
        self.set_value(kept if value in self._chosen else [*kept, value])
        self.edited.emit()

    def _say(self) -> None:
        names = [option.text for option in self._options if option.value in self._chosen]
        text = ", ".join(names) if names else self._all
        self.box.options = [Option(None, text)]
        self.box.setCurrentIndex(0)
        self.box.setToolTip(text if len(names) > 1 else "")
        self.box.update()
