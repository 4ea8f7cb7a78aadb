"""What stands in place of rows: nothing there, could not load, no right. Loading itself is in `loading`."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import painting
from whale_desktop.ui.components.buttons import Button
from whale_desktop.ui.components.labels import Label
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.marks import Tag
from whale_desktop.ui.components.notes import IconMark

EMPTY_ICONS = {
    "nothing-yet": "ph.tray",
    "nothing-found": "ph.magnifying-glass",
    "nothing-waiting": "ph.check-circle",
}


@dataclass(frozen=True)
class SetUpStep:
    """One step of setting a page up: `done` (with `status` words), `current`, or `next` (with a `link` that goes there)."""

    text: str
    hint: str = ""
    state: str = "next"
    status: str = ""
    link: str = ""


class RoundIcon(QWidget):
    """An icon in the middle of a soft circle."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self.update()

    def sizeHint(self) -> QSize:
        """64 across."""
        return QSize(theme.px(64), theme.px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the circle and the icon."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent-soft"))
        painter.drawEllipse(QRectF(self.rect()))
        side = theme.px(28)
        painting.draw_icon(painter, theme.centred(self.rect(), side, side), self._icon, "accent")


class StepNumber(QWidget):
    """The mark before a set-up step: a check when done, a filled number when current, an outlined one when it comes later."""

    def __init__(self, number: int, state: str) -> None:
        super().__init__()
        self._number = number
        self._state = state
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """20 across."""
        return QSize(theme.px(20), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._state == "done":
            painting.draw_icon(painter, self.rect(), "ph.check-circle-fill", "ok")
            return
        circle = QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5)
        current = self._state == "current"
        painter.setPen(QPen(theme.color("accent-fill" if current else "line-hc"), 1))
        painter.setBrush(theme.color("accent-fill" if current else "bg-surface"))
        painter.drawEllipse(circle)
        color = theme.color("on-accent" if current else "tx3")
        font = theme.font("micro", 600)
        painting.draw_line(painter, self.rect(), str(self._number), font=font, color=color, align="centre")


class _Column(QWidget):
    """A centred column: icon, line, hint, extra, buttons."""

    def __init__(self, icon: QWidget, *, line_role: str = "body") -> None:
        super().__init__()
        self.line = Label("", role=line_role, wrap=True)
        self.hint = Label("", role="small", tone="tx3", wrap=True)
        for label in (self.line, self.hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.extra = spaced(QVBoxLayout())
        self.buttons = spaced(QHBoxLayout(), margins=(0, 8, 0, 0), spacing=8)
        column = spaced(QVBoxLayout(self), margins=(24, 24, 24, 24), spacing=4)
        column.addStretch(1)
        column.addWidget(icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        column.addWidget(self.line)
        column.addWidget(self.hint)
        column.addLayout(self.extra)
        column.addLayout(self.buttons)
        column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def say(self, line: str, hint: str) -> None:
        """Set the two sentences."""
        self.line.setText(line)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.setAccessibleName(f"{line} {hint}".strip())

    def put_buttons(self, *buttons: Button) -> None:
        """Buttons in the middle of their line."""
        self.buttons.addStretch(1)
        for button in buttons:
            self.buttons.addWidget(button)
        self.buttons.addStretch(1)


class EmptyState(_Column):
    """No rows. Kinds: `nothing-yet` (offer the first step), `nothing-found` (offer to reset the filter), `nothing-waiting`.

    `button_clicked` and `second_clicked` are the buttons; `step_clicked` the position of a set-up step whose link was followed.
    """

    button_clicked = Signal()
    second_clicked = Signal()
    step_clicked = Signal(int)

    def __init__(self, kind: str = "nothing-found", icon: str = "") -> None:
        assert kind in EMPTY_ICONS, kind
        self._large = kind == "nothing-yet"
        name = icon or EMPTY_ICONS[kind]
        self._mark: RoundIcon | IconMark = RoundIcon(name) if self._large else IconMark(name, "tx3", size=28)
        super().__init__(self._mark, line_role="title" if self._large else "body")
        size = "dialog" if self._large else "normal"
        self.button = Button("", kind="primary" if self._large else "default", size=size)
        self.second_button = Button("", size=size)
        self.button.clicked.connect(self.button_clicked)
        self.second_button.clicked.connect(self.second_clicked)
        self.put_buttons(self.button, self.second_button)
        self._steps = QFrame()
        self._steps.setProperty("line", "box")
        self._steps_box = QWidget()
        spaced(QVBoxLayout(self._steps_box), margins=(0, 16, 0, 8)).addWidget(self._steps)
        self._steps_box.hide()
        self.extra.addWidget(self._steps_box, 0, Qt.AlignmentFlag.AlignHCenter)
        self.set_texts("")

    def set_texts(self, line: str, hint: str = "", button: str = "", second_button: str = "") -> None:
        """The sentence, the hint, and the words of the buttons; a button without words is not shown."""
        self.say(line, hint)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.second_button.setText(second_button)
        self.second_button.setVisible(bool(second_button))

    def set_steps(self, steps: Sequence[SetUpStep]) -> None:
        """The order in which a page is set up, as a list under the hint; none takes it away."""
        layout = self._steps.layout()
        if layout is None:
            layout = spaced(QVBoxLayout(self._steps), margins=(1, 1, 1, 1))
        while layout.count():
            item = layout.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for position, step in enumerate(steps):
            layout.addWidget(self._step(position, step))
        self._steps.setMinimumWidth(theme.px(520))
        self._steps_box.setVisible(bool(steps))

    def _step(self, position: int, step: SetUpStep) -> QWidget:
        row = QFrame()
        if position:
            row.setProperty("line", "top")
        line = spaced(QHBoxLayout(row), margins=(16, 6, 16, 6), spacing=12)
        line.addWidget(StepNumber(position + 1, step.state))
        words = spaced(QVBoxLayout())
        words.addWidget(Label(step.text, tone="accent" if step.state == "current" else "tx1"))
        if step.hint:
            words.addWidget(Label(step.hint, role="small", tone="tx3"))
        line.addLayout(words, 1)
        if step.status:
            line.addWidget(Tag(step.status, "done"))
        if step.link:
            link = Button(step.link, kind="link")
            link.clicked.connect(lambda _checked=False: self.step_clicked.emit(position))
            line.addWidget(link)
        return row


class ErrorState(_Column):
    """The first load failed. With rows on screen use a `Note` above them instead. `retry_clicked`, `detail_clicked`."""

    retry_clicked = Signal()
    detail_clicked = Signal()

    def __init__(self, icon: str = "ph.link-break") -> None:
        super().__init__(IconMark(icon, "err", size=28))
        self.button = Button("", icon="ph.arrows-clockwise", key="F5")
        self.detail_button = Button("", kind="ghost", icon="ph.copy")
        self.button.clicked.connect(self.retry_clicked)
        self.detail_button.clicked.connect(self.detail_clicked)
        self.put_buttons(self.button, self.detail_button)
        self.set_texts("")

    def set_texts(self, line: str, hint: str = "", button: str = "", detail_button: str = "") -> None:
        """What happened, why and what now; the words of "retry" and of "copy details"."""
        self.say(line, hint)
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self.detail_button.setText(detail_button)
        self.detail_button.setVisible(bool(detail_button))


class NoPermissionState(_Column):
    """The user may not see this page. `apply_clicked` leads to the application for the right."""

    apply_clicked = Signal()

    def __init__(self) -> None:
        super().__init__(IconMark("ph.lock-simple", "tx3", size=28))
        self.button = Button("")
        self.button.clicked.connect(self.apply_clicked)
        self.put_buttons(self.button)
        self.set_texts("")

    def set_texts(self, line: str, hint: str = "", button: str = "") -> None:
        """The sentence, the right that is missing, the words of "apply"."""
        self.say(line, hint)
        self.button.setText(button)
        self.button.setVisible(bool(button))
