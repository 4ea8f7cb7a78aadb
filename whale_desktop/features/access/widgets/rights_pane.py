"""Policies at the left, single permissions at the right: what a role, a grant or a request is made of."""

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from whale_desktop.features.access.messages import PolicyChoice
from whale_desktop.features.access.widgets import words
from whale_desktop.features.access.widgets.code_tree import CodeTree
from whale_desktop.features.access.widgets.policy_picker import PolicyPicker
from whale_desktop.ui import theme
from whale_desktop.ui.components import Field, Label, spaced
from whale_desktop.ui.pages.ports import Texts

POLICY_WIDTH = 300
LEAST_HEIGHT, MOST_HEIGHT = 300, 640
AROUND = 330
"""What stands above and below the pane in its dialog, with the dialog's own distance from the window's edge."""


class RightsPane(Field):
    """Ticked policies and codes. What a ticked policy gives is shown ticked among the codes and cannot be taken away there."""

    def __init__(self, texts: Texts, *, window: QWidget) -> None:
        self.policies = PolicyPicker(texts)
        self.codes = CodeTree(texts)
        super().__init__(self.codes.view)
        row = spaced(QHBoxLayout(self), spacing=16)
        left = spaced(QVBoxLayout(), spacing=8)
        left.addWidget(Label(texts(words.POLICIES), role="small", tone="tx2"))
        left.addWidget(self.policies, 1)
        left.addWidget(Label(texts(words.POLICY_HINT), role="small", tone="tx3", wrap=True))
        self.policies.setFixedWidth(theme.px(POLICY_WIDTH))
        row.addLayout(left)
        row.addWidget(self.codes, 1)
        room = window.height() * 100 // theme.current().scale - AROUND
        self.setFixedHeight(theme.px(min(max(room, LEAST_HEIGHT), MOST_HEIGHT)))
        self.policies.edited.connect(self._follow)
        self.codes.edited.connect(self.edited)

    def value(self) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Policies and codes; a code that a ticked policy gives anyway is not said twice."""
        given = self.policies.given()
        return self.policies.value(), tuple(code for code in self.codes.value() if code not in given)

    def set_value(self, value: tuple[Iterable[int], Iterable[str]] | None) -> None:
        """Tick these."""
        policies, codes = value or ((), ())
        self.policies.set_value(policies)
        self.codes.set_value(codes)
        self.codes.set_given(self.policies.given())

    def set_choices(self, choices: Sequence[PolicyChoice]) -> None:
        """The policies that there are."""
        self.policies.set_choices(choices)
        self.codes.set_given(self.policies.given())

    def set_module(self, module: str) -> None:
        """Show one module, or all; what is ticked of others stays."""
        self.policies.set_module(module)
        self.codes.set_module(module, keep=True)

    def set_invalid(self, invalid: bool) -> None:
        """The sentence above says it; a ring round so large a pane would say nothing more."""

    def set_spoken(self, name: str, description: str) -> None:
        """The matrix has a name of its own."""
        self.codes.view.setAccessibleDescription(description)

    def _follow(self) -> None:
        self.codes.set_given(self.policies.given())
        self.edited.emit()
