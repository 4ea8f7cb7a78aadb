"""The main window, which shows a desk, or nothing behind the sign-in form; and the keys that work anywhere."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QStackedLayout, QWidget

from whale_desktop.ui.services import Services
from whale_desktop.ui.shell import words
from whale_desktop.ui.shell.keys import BOUND_BY_PAGES, KEYS
from whale_desktop.ui.shell.placing import LEAST_SIZE

if TYPE_CHECKING:  # loaded when somebody signs in: nothing before it needs a desk
    from whale_desktop.ui.shell.desk import Desk


class MainWindow(QWidget):
    """The one window. It shows a desk when somebody is signed in; the sign-in form covers it otherwise."""

    close_wanted = Signal()
    used = Signal()
    """The person did something: a key, the mouse."""

    def __init__(self) -> None:
        super().__init__()
        self.may_close = False
        self.desk: Desk | None = None
        self.setProperty("surface", "app")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(*LEAST_SIZE)
        self._stack = QStackedLayout(self)
        empty = QFrame()
        empty.setProperty("surface", "surface")
        self._stack.addWidget(empty)
        self._shortcuts: list[QShortcut] = []
        self._left_over: dict[str, Callable[[], object]] = {}

    def show_desk(self, desk: "Desk | None") -> None:
        """Show a desk instead of the one before; None shows an empty one behind the sign-in form."""
        before, self.desk = self.desk, desk
        if desk is not None:
            self._stack.addWidget(desk)
            self._stack.setCurrentWidget(desk)
        if before is not None:
            self._stack.removeWidget(before)
            before.command_palette.deleteLater()
            before.hide()
            before.deleteLater()

    def bind(self, actions: Mapping[str, Callable[[], object]]) -> None:
        """Bind every named key of the keyboard map; a name without an action is a mistake of ours."""
        for key in KEYS:
            if not key.name:
                continue
            act = actions[key.name]
            if key.name in BOUND_BY_PAGES:
                self._left_over.update((QKeySequence(sequence).toString(), act) for sequence in key.sequences)
                continue
            for sequence in key.sequences:
                shortcut = QShortcut(QKeySequence(sequence), self)
                shortcut.setAutoRepeat(key.name in ("tab_next", "tab_previous", "larger", "smaller"))
                shortcut.activated.connect(act)
                self._shortcuts.append(shortcut)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key that pages bind, when the one with the focus did not."""
        act = self._left_over.get(QKeySequence(event.keyCombination()).toString())
        drawer = self.desk.client_drawer if self.desk is not None else None
        if event.key() == Qt.Key.Key_Escape and drawer is not None and drawer.isVisible():
            drawer.close_drawer()
        elif act is None:
            super().keyPressEvent(event)
        else:
            act()

    def set_place_title(self, text: str) -> None:
        """The words of the caption."""
        self.setWindowTitle(text)

    def watch_use(self) -> None:
        """Tell of every key and mouse event of the window, for the idle lock. Call when the window is shown."""
        handle = self.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only input counts as use."""
        if event.type() in _USE:
            self.used.emit()
        return False

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask first; the application closes the window when everything is kept."""
        if self.may_close:
            event.accept()
        else:
            event.ignore()
            self.close_wanted.emit()


_USE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


def caption(services: Services, page: str) -> str:
    """The window's caption."""
    texts = services.texts
    place = services.place.name
    return texts(words.WINDOW_TITLE_PAGE, place=place, page=page) if page else texts(words.WINDOW_TITLE, place=place)
