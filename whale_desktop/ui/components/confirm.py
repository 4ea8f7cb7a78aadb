"""The confirm: a question that names the object, the numbers, and the verb on the button."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components.dialog import Dialog
from whale_desktop.ui.components.labels import Label
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.notes import IconMark


class ConfirmDialog(Dialog):
    """Asks before something is done. The result is True, or None when it was cancelled.

    `numbers` are (label, value) lines under the detail. `danger` makes the button red and shows a warning; `irreversible` puts the
    first focus on Cancel. Enter presses the focused button.
    """

    def __init__(
        self,
        question: str,
        *,
        verb: str,
        cancel: str = "",
        detail: str = "",
        numbers: Sequence[tuple[str, str]] = (),
        danger: bool = False,
        irreversible: bool = False,
    ) -> None:
        super().__init__(width="confirm")
        self._head_frame.hide()
        self.setAccessibleName(question)
        self.setAccessibleDescription(detail)
        row = spaced(QHBoxLayout(), spacing=12)
        icon = (
            IconMark("ph.warning-fill", "warn", size=20, line=24) if danger else IconMark("ph.info", "accent", size=20, line=24)
        )
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        text = spaced(QVBoxLayout(), spacing=4)
        text.addWidget(Label(question, role="section", wrap=True))
        if detail:
            text.addWidget(Label(detail, tone="tx2", wrap=True))
        if numbers:
            text.addLayout(_number_lines(numbers))
        self._text = text
        row.addLayout(text, 1)
        self.body_layout.addLayout(row)
        self.set_action(verb, kind="danger" if danger else "primary")
        self.action_button.set_key("")
        if cancel:
            self.set_cancel(cancel)
        self.set_irreversible(irreversible)
        self.submitted.connect(lambda: self.done(True))

    def add(self, widget: QWidget) -> None:
        """Something to read or to fill in below the question; the first focus stays on the buttons."""
        self._text.addSpacing(theme.px(12))
        self._text.addWidget(widget)

    def focus_first(self) -> None:
        """Cancel when it cannot be undone, else the verb; there is nothing to edit."""
        target = self.cancel_button if self._irreversible else self.action_button
        target.setFocus(Qt.FocusReason.TabFocusReason)


def _number_lines(numbers: Sequence[tuple[str, str]]) -> QGridLayout:
    """Labels left, values right of them in bold."""
    grid = spaced(QGridLayout(), margins=(0, 4, 0, 0), spacing=(16, 4))
    for line, (label, value) in enumerate(numbers):
        grid.addWidget(Label(label, tone="tx2"), line, 0)
        grid.addWidget(Label(value, weight=600, wrap=True), line, 1)
    grid.setColumnStretch(1, 1)
    return grid
