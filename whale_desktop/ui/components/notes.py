"""A note: a soft bar with an icon and a sentence. One per area."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import painting
from whale_desktop.ui.components.buttons import Button
from whale_desktop.ui.components.labels import Label
from whale_desktop.ui.components.layouts import spaced

KIND_ICON = {
    "info": ("ph.info", "accent"),
    "success": ("ph.check-circle-fill", "ok"),
    "warning": ("ph.warning", "warn"),
    "error": ("ph.warning-circle", "err"),
    "neutral": ("ph.info", "tx2"),
}
"""The icon and its colour token of each kind of message."""


class IconMark(QWidget):
    """An icon of fixed design size in the colour of a token; it follows theme and scale by itself."""

    def __init__(self, icon: str, token: str = "tx2", *, size: int = 16, line: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._token = token
        self._size = size
        self._line = line
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str, token: str) -> None:
        """Show another icon."""
        self._icon = icon
        self._token = token
        self.update()

    def sizeHint(self) -> QSize:
        """The icon's square, or the height of the text line that it stands on."""
        side = theme.px(self._size)
        return QSize(side, max(side, theme.px(self._line)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        side = theme.px(self._size)
        painting.draw_icon(QPainter(self), theme.centred(self.rect(), side, side), self._icon, self._token)


class Note(QFrame):
    """Info, success, warning, error or neutral; rich text is allowed for a bold word. `action_clicked` is its link."""

    action_clicked = Signal()

    def __init__(self, text: str = "", *, kind: str = "info", action: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = IconMark(*KIND_ICON[kind], line=20)
        self._label = Label(text, role="small", wrap=True)
        self._action = Button(action, kind="link")
        self._action.clicked.connect(self.action_clicked)
        layout = spaced(QHBoxLayout(self), margins=(12, 7, 12, 7), spacing=8)
        layout.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._action, 0, Qt.AlignmentFlag.AlignTop)
        self.set_kind(kind)
        self.set_text(text)
        self.set_action(action)

    def text(self) -> str:
        """The sentence."""
        return self._label.text()

    def set_text(self, text: str) -> None:
        """Show another sentence."""
        self._label.setText(text)
        self.setAccessibleName(text)

    def set_kind(self, kind: str) -> None:
        """Change the kind."""
        self._mark.set_icon(*KIND_ICON[kind])
        self.setProperty("note", kind)
        theme.restyle(self)

    def set_action(self, text: str) -> None:
        """The words of the link at the end; empty takes it away."""
        self._action.setText(text)
        self._action.setVisible(bool(text))
