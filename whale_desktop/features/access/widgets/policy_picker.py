"""The policies to choose from, by system and module, each with the number of permissions that it gives and their codes on hover."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from whale_desktop.features.access.messages import PolicyChoice
from whale_desktop.features.access.widgets import words
from whale_desktop.screens import menu_entries
from whale_desktop.ui import theme
from whale_desktop.ui.components import CheckBox, Label, spaced
from whale_desktop.ui.pages.ports import Texts

_MOST_CODES = 20


class PolicyPicker(QScrollArea):
    """A check a policy under the head of its module. `value()` are the numbers of the ticked ones."""

    edited = Signal()

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._choices: tuple[PolicyChoice, ...] = ()
        self._boxes: dict[int, CheckBox] = {}
        self._wanted: tuple[int, ...] = ()
        self._module = ""
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("part", "table-frame")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(texts(words.POLICIES))

    def set_choices(self, choices: Sequence[PolicyChoice]) -> None:
        """The policies that there are; what was ticked or wanted stays."""
        kept = self.value()
        self._choices = tuple(choices)
        self._wanted = kept
        self._build()

    def set_module(self, module: str) -> None:
        """Show those of one module, or all; what is ticked of others stays."""
        self._wanted = self.value()
        self._module = module
        self._build()

    def value(self) -> tuple[int, ...]:
        """The ticked policies, those of other modules too; the wanted ones while there is nothing to tick."""
        if not self._choices:
            return self._wanted
        ticked = {number for number, box in self._boxes.items() if box.isChecked()}
        elsewhere = set(self._wanted) - set(self._boxes)
        return tuple(one.policy_no for one in self._choices if one.policy_no in ticked | elsewhere)

    def set_value(self, policies: Iterable[int]) -> None:
        """Tick exactly these, now or when their policies come."""
        self._wanted = tuple(policies)
        for number, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(number in self._wanted)
            box.blockSignals(False)

    def given(self) -> frozenset[str]:
        """All codes of the ticked policies."""
        ticked = set(self.value())
        return frozenset(code for one in self._choices if one.policy_no in ticked for code in one.codes)

    def _build(self) -> None:
        inner = QWidget()
        inner.setProperty("transparent", "true")
        column = spaced(QVBoxLayout(inner), margins=(12, 8, 8, 8), spacing=2)
        self._boxes = {}
        module = ""
        for one in self._choices:
            if self._module and one.module != self._module:
                continue
            if one.module != module:
                module = one.module
                head = Label(menu_entries()[module].label(self._texts.locale), role="small", tone="tx3")
                head.setContentsMargins(0, theme.px(6), 0, 0)
                column.addWidget(head)
            column.addWidget(self._box(one))
        column.addStretch(1)
        self.setWidget(inner)
        self.viewport().setProperty("transparent", "true")

    def _box(self, one: PolicyChoice) -> CheckBox:
        head = menu_entries()[one.module].label(self._texts.locale)
        name = one.name.removeprefix(f"{head} · ")  # the head above says the module
        box = CheckBox(self._texts(words.POLICY_COUNT, name=name, count=len(one.codes)))
        box.setAccessibleName(self._texts(words.POLICY_COUNT, name=one.name, count=len(one.codes)))
        more = [] if len(one.codes) <= _MOST_CODES else ["…"]
        box.setToolTip("\n".join([one.name, *one.codes[:_MOST_CODES], *more]))
        box.setChecked(one.policy_no in self._wanted)
        box.toggled.connect(lambda _on: self.edited.emit())
        self._boxes[one.policy_no] = box
        return box
