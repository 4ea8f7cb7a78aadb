"""A layer over the whole window that keeps keys and focus to itself: the sign-in form, the lock screen, the palette."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from whale_desktop.ui.components.layers import FocusTrap, give_back, next_inside, owns_sequence


class Layer(QWidget):
    """Covers its window and follows its size. While it is up no key reaches what lies below, dialogs included."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._trap = FocusTrap(self)
        self._stopped: list[FocusTrap] = []
        self._before: QWidget | None = None
        window.installEventFilter(self)
        self.hide()

    @property
    def is_up(self) -> bool:
        """Whether the layer covers the window."""
        return self._trap.active

    def put_up(self) -> None:
        """Cover the window; where the focus was is remembered."""
        if not self.is_up:
            self._before = self._window.focusWidget()
            self._stopped = [trap for trap in self._window.findChildren(FocusTrap) if trap.active and trap is not self._trap]
            for trap in self._stopped:
                trap.stop()
            self._trap.start()
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()

    def take_down(self) -> None:
        """Uncover the window and give the focus back."""
        if not self.is_up:
            return
        self._trap.stop()
        self.hide()
        for trap in self._stopped:
            trap.start()
        self._stopped = []
        before, self._before = self._before, None
        give_back(before)

    def forget_focus(self) -> None:
        """The focus does not go back: something else takes it."""
        self._before = None

    def event(self, event: QEvent) -> bool:
        """Keys bound below must not act; only those bound inside do."""
        pressed = event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.is_up
        if pressed and isinstance(event, QKeyEvent) and not owns_sequence(self, event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys end here."""
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round inside."""
        return next_inside(self, forward=forward)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if event.type() is QEvent.Type.Resize and watched is self._window:
            self.setGeometry(self._window.rect())
        return False
