"""The detail drawer: a panel at the right of a page that does not block it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from whale_desktop.ui import theme
from whale_desktop.ui.components import words
from whale_desktop.ui.components.buttons import IconButton
from whale_desktop.ui.components.labels import ElidedLabel
from whale_desktop.ui.components.layers import give_back
from whale_desktop.ui.components.layouts import ScrollBody, least_height, spaced

_WIDE_FROM = 1600
"""A container of this many design pixels gets the wide drawer."""


class Drawer(QFrame):
    """Head with a title and a cross, a body that scrolls, an optional foot. Esc closes; Alt+Up and Alt+Down walk the list.

    Signals: `closed`, `previous_wanted`, `next_wanted`.
    """

    closed = Signal()
    previous_wanted = Signal()
    next_wanted = Signal()

    def __init__(self, title: str = "", *, wide: bool = False) -> None:
        """wide: 560 also where there is less room."""
        super().__init__()
        self._wide = wide
        self._inset = 0
        self._opener: QWidget | None = None
        self._container: QWidget | None = None
        self.setProperty("part", "drawer")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = ElidedLabel(title, role="title")
        cross = IconButton("ph.x", words.say(words.CLOSE))
        cross.clicked.connect(self.close_drawer)
        head = QFrame()
        head.setProperty("part", "dialog-head")
        least_height(head, "dialog-head")
        self.head_layout = spaced(QHBoxLayout(), spacing=8)
        line = spaced(QHBoxLayout(head), margins=(20, 0, 12, 0), spacing=8)
        line.addWidget(self._title, 1)
        line.addLayout(self.head_layout)
        line.addWidget(cross)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setProperty("transparent", True)
        self.body = ScrollBody()
        self.body.setProperty("transparent", True)
        self.body_layout = spaced(QVBoxLayout(self.body), margins=(20, 16, 20, 16), spacing=12)
        scroll.setWidget(self.body)
        self._foot = QFrame()
        self._foot.setProperty("line", "top")
        self._foot.setProperty("surface", "subtle")
        self._foot.hide()
        self.foot_layout = spaced(QHBoxLayout(self._foot), margins=(20, 8, 20, 8), spacing=8)
        column = spaced(QVBoxLayout(self))
        column.addWidget(head)
        column.addWidget(scroll, 1)
        column.addWidget(self._foot)
        self.hide()

    def set_title(self, title: str) -> None:
        """The object shown."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def show_foot(self, shown: bool) -> None:
        """Show the foot, when actions were put into `foot_layout`."""
        self._foot.setVisible(shown)

    def show_in(self, container: QWidget) -> None:
        """Open at the right edge of a container; 480 wide, 560 where there is room."""
        self._opener = container.window().focusWidget()
        if self._container is not container:
            self._container = container
            self.setParent(container)
            container.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_inset(self, inset: int) -> None:
        """Stand so far from the right edge of the container, beside another drawer; in real pixels."""
        self._inset = inset
        self._place()

    def close_drawer(self) -> None:
        """Close and give the focus back."""
        if self.isHidden():
            return
        self.hide()
        give_back(self._opener, Qt.FocusReason.PopupFocusReason)
        self._opener = None
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the container's size."""
        if event.type() is QEvent.Type.Resize and watched is self._container:
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Alt+Up and Alt+Down walk."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
        elif alt and event.key() == Qt.Key.Key_Up:
            self.previous_wanted.emit()
        elif alt and event.key() == Qt.Key.Key_Down:
            self.next_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _place(self) -> None:
        if self._container is None:
            return
        current = theme.current()
        room = self._container.size()
        wide = self._wide or room.width() >= current.px(_WIDE_FROM)
        width = min(current.size("drawer-wide" if wide else "drawer"), room.width())
        self.setGeometry(room.width() - width - self._inset, 0, width, room.height())
