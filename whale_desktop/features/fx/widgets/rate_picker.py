"""The rate of a manual exchange: the system's, shown as it is, or the clerk's own, starting from the system's."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from whale_desktop.features.fx.widgets import words
from whale_desktop.ui import formats, theme
from whale_desktop.ui.components import Field, Option, RadioField, RateField, spaced
from whale_desktop.ui.pages.ports import Texts

SYSTEM, CUSTOM = "system", "custom"


class RatePicker(Field):
    """`value()` is the custom rate, None while the system's rate is chosen."""

    def __init__(self, texts: Texts) -> None:
        self.rate = RateField(places=None)
        super().__init__(self.rate.editor())
        self.choice = RadioField([Option(SYSTEM, texts(words.SYSTEM_RATE)), Option(CUSTOM, texts(words.CUSTOM_RATE))])
        self.choice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._system: Decimal | None = None
        row = spaced(QHBoxLayout(self), spacing=16)
        row.addWidget(self.choice)
        row.addWidget(self.rate)
        row.addStretch(1)
        self.choice.set_value(SYSTEM)
        self.choice.edited.connect(self._chosen)
        self.rate.edited.connect(self.edited)
        self.rate.committed.connect(self.committed)
        theme.current().changed.connect(self._fit)
        self._fit()
        self._show_rate()

    @property
    def is_custom(self) -> bool:
        """Whether the clerk's own rate counts."""
        return bool(self.choice.value() == CUSTOM)

    def editor(self) -> QWidget:
        """The rate when it can be typed, else the choice."""
        return self.rate.editor() if self.is_custom else self.choice.editor()

    def value(self) -> Decimal | None:
        """The custom rate."""
        return self.rate.value() if self.is_custom else None

    def set_value(self, value: Decimal | None) -> None:
        """Choose a custom rate, or with None the system's."""
        self.choice.set_value(SYSTEM if value is None else CUSTOM)
        self._show_rate()
        if value is not None:
            self.rate.set_value(value)

    def set_system_rate(self, rate: Decimal | None) -> None:
        """What the system would give now; shown while it is chosen."""
        self._system = rate
        if not self.is_custom:
            self._show_rate()

    def problem(self) -> str | None:
        """Why the typed rate cannot be read."""
        return self.rate.problem() if self.is_custom else None

    def set_invalid(self, invalid: bool) -> None:
        """The ring is on the typed rate."""
        self.rate.set_invalid(invalid)

    def set_spoken(self, name: str, description: str) -> None:
        """Both parts say the label."""
        self.choice.set_spoken(name, description)
        self.rate.set_spoken(name, description)

    def _chosen(self) -> None:
        self._show_rate()
        if self.is_custom:
            self.rate.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self.rate.line.selectAll()
        self.edited.emit()

    def _show_rate(self) -> None:
        """Going over to the own rate keeps the figure, so that it is changed and not typed anew."""
        self.rate.set_read_only(not self.is_custom)
        side = Qt.AlignmentFlag.AlignRight if self.is_custom else Qt.AlignmentFlag.AlignLeft
        self.rate.line.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.rate.line.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self.is_custom else Qt.FocusPolicy.ClickFocus)
        if not self.is_custom or self.rate.value() is None:
            self.rate.set_value(self._system)
        if not self.is_custom and self._system is None:
            self.rate.line.setText(formats.ABSENT)

    def _fit(self) -> None:
        self.rate.setFixedWidth(theme.px(160))
