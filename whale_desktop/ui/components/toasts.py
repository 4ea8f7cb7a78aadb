"""Toasts: short news at the bottom right of the window. They never carry the only copy of a message."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import words
from whale_desktop.ui.components.buttons import Button, IconButton
from whale_desktop.ui.components.labels import Label
from whale_desktop.ui.components.layouts import spaced
from whale_desktop.ui.components.notes import IconMark

SECONDS = {"success": 4, "info": 4, "warning": 8, "error": 0}
"""How long a toast of each tone stays; zero stays until it is closed."""
AT_MOST = 3

_BAR = {"success": "ok-dot", "info": "accent", "warning": "warn-dot", "error": "err-dot"}
_ICON = {
    "success": ("ph.check-circle-fill", "ok"),
    "info": ("ph.info", "accent"),
    "warning": ("ph.warning-fill", "warn"),
    "error": ("ph.warning-circle-fill", "err"),
}


@dataclass(frozen=True)
class ToastAction:
    """A link under the sentence and what it does."""

    text: str
    callback: Callable[[], object]


class Toast(QFrame):
    """One message with a colour bar, an icon, a sentence, links and a cross. `closed` fires once when it goes."""

    closed = Signal()

    def __init__(
        self, text: str, tone: str = "success", actions: Sequence[ToastAction] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.text = text
        self.tone = tone
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        layout = spaced(QHBoxLayout(self), margins=(13, 4, 4, 4), spacing=4)
        layout.addWidget(IconMark(*_ICON[tone], line=28), 0, Qt.AlignmentFlag.AlignTop)
        middle = spaced(QVBoxLayout(), margins=(0, 4, 0, 2), spacing=2)
        sentence = spaced(QHBoxLayout(), margins=(4, 0, 0, 0))
        sentence.addWidget(Label(text, wrap=True))
        middle.addLayout(sentence)
        if actions:
            links = spaced(QHBoxLayout(), spacing=4)
            for action in actions:
                link = Button(action.text, kind="link")
                link.clicked.connect(lambda _checked=False, wanted=action: self._act(wanted))
                links.addWidget(link)
            links.addStretch(1)
            middle.addLayout(links)
        layout.addLayout(middle, 1)
        cross = IconButton("ph.x", words.say(words.CLOSE))
        cross.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        cross.clicked.connect(self.dismiss)
        layout.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)
        self.setFixedWidth(theme.current().size("toast"))
        self.setAccessibleName(text)

    def start(self, *, stays: bool = False) -> None:
        """Begin to count down, unless it stays until it is closed, and tell screen readers."""
        if SECONDS[self.tone] and not stays:
            self._timer.start(SECONDS[self.tone] * 1000)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def dismiss(self) -> None:
        """Go away now."""
        self._timer.stop()
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A framed surface with a bar of the tone on the left."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        radius = theme.px(6)
        shape.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.fillPath(shape, theme.color("bg-surface"))
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(QRect(0, 0, theme.px(3), self.height()), theme.color(_BAR[self.tone]))
        painter.restore()
        painter.setPen(QPen(theme.color("line-input"), 1))
        painter.drawPath(shape)

    def enterEvent(self, event: QEnterEvent) -> None:
        """It stays while somebody reads it."""
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        """Count down again from the start."""
        if SECONDS[self.tone]:
            self._timer.start(SECONDS[self.tone] * 1000)

    def _act(self, action: ToastAction) -> None:
        self.dismiss()
        action.callback()


class ToastStack(QObject):
    """The toasts of one window, at most three, the newest below. A fourth pushes the oldest out."""

    added = Signal(str, str)
    """Tone and words of a new one."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._toasts: list[Toast] = []
        self.bottom_inset = 28
        """Design pixels kept free below, for the status bar."""
        window.installEventFilter(self)

    def toasts(self) -> tuple[Toast, ...]:
        """Those now on screen, oldest first."""
        return tuple(self._toasts)

    def add(self, text: str, tone: str = "success", actions: Sequence[ToastAction] = (), *, stays: bool = False) -> Toast:
        """Show a message. Tones: success (4 s), info (4 s), warning (8 s), error (stays); stays: whatever its tone."""
        while len(self._toasts) >= AT_MOST:
            self._toasts[0].dismiss()
        toast = Toast(text, tone, actions, self._window)
        self._toasts.append(toast)
        toast.closed.connect(lambda: self._drop(toast))
        toast.show()
        self._arrange()
        toast.start(stays=stays)
        self.added.emit(tone, text)
        return toast

    def clear(self) -> None:
        """Take all away, at sign-out."""
        for toast in self.toasts():
            toast.dismiss()

    def raise_all(self) -> None:
        """Keep the toasts above a dialog that was opened after them."""
        for toast in self._toasts:
            toast.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size; stay above layers that were added later."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.ChildAdded):
            self._arrange()
        return False

    def _drop(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._arrange()

    def _arrange(self) -> None:
        inset = theme.px(16)
        bottom = self._window.height() - theme.px(self.bottom_inset) - inset
        for toast in reversed(self._toasts):
            toast.setFixedWidth(theme.current().size("toast"))
            height = toast.heightForWidth(toast.width())
            size = QSize(toast.width(), height)
            toast.setGeometry(QRect(self._window.width() - inset - size.width(), bottom - height, size.width(), height))
            toast.raise_()
            bottom -= height + theme.px(8)
