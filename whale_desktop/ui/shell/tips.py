"""Says each tip once to each person: when its screen is looked at and nothing else asks for attention (`docs/rules/platform.md` 6.5).

Which tips there are say the screens. That one was seen is kept with the person's other choices, so it follows him to another computer.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from whale_desktop.screens import Screen, Tip, tips_of
from whale_desktop.ui.components.dialog import top_dialog
from whale_desktop.ui.components.tip_bubble import TipBubble
from whale_desktop.ui.services import Services

SEEN = "shell:tips"
"""The preference with the keys of the tips that the person has seen."""
QUIET_MILLISECONDS = 900
"""How long a screen is looked at before a tip comes: who only passes by is not talked to."""

Place = Callable[[Tip], QWidget | None]
"""The widget below which a tip stands; None while there is none to be seen."""


class TipTeller(QObject):
    """Shows at most one tip at a time over a desk. `is_covered`: something lies over the desk that is no dialog (sign-in, palette)."""

    def __init__(self, services: Services, desk: QWidget, *, place: Place, is_covered: Callable[[], bool]) -> None:
        super().__init__(desk)
        self._services = services
        self._desk = desk
        self._place = place
        self._is_covered = is_covered
        self._waiting: tuple[Tip, ...] = ()
        self.tip: Tip | None = None
        self.bubble: TipBubble | None = None
        self._timer = QTimer(self, singleShot=True, interval=QUIET_MILLISECONDS)
        self._timer.timeout.connect(self._look)
        desk.installEventFilter(self)

    def look_at(self, screen: Screen | None, more: Iterable[Tip] = ()) -> None:
        """The person looks at another screen: the tip of the one before goes, the tips of this one wait for a quiet moment."""
        self.dismiss()
        seen = self._seen()
        tips = (*more, *(tips_of(screen) if screen is not None else ()))
        self._waiting = tuple(tip for tip in tips if tip.key not in seen)
        self._timer.stop()
        if self._waiting:
            self._timer.start()

    def teach(self, tip: Tip) -> bool:
        """Show a tip now; false where its place cannot be seen or something else has the attention."""
        anchor = self._place(tip)
        if anchor is None or not anchor.isVisible() or self._is_busy():
            return False
        self.dismiss()
        self.tip = tip
        self.bubble = TipBubble(self._services.texts(tip.text), tip.keys, self._desk)
        self.bubble.dismissed.connect(self.dismiss)
        self.bubble.stand_below(anchor)
        self.bubble.show()
        self.bubble.announce()
        self._services.preferences.set(SEEN, sorted({*self._seen(), tip.key}))
        self._handle().installEventFilter(self)
        return True

    def dismiss(self) -> None:
        """Take the tip away; it was seen."""
        if self.bubble is None:
            return
        self._handle().removeEventFilter(self)
        self.bubble.hide()
        self.bubble.deleteLater()
        self.bubble = self.tip = None

    def retranslate(self) -> None:
        """A tip that is shown says its sentence in the language of the moment."""
        if self.bubble is not None and self.tip is not None:
            self.bubble.label.setText(self._services.texts(self.tip.text))
            self._stand()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the desk; Esc takes the tip away and does nothing else, and so does the key that it teaches, which acts."""
        if watched is self._desk:
            if event.type() is QEvent.Type.Resize:
                self._stand()
            return False
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or self.tip is None:
            return False
        if self._is_busy():
            return False
        pressed = QKeySequence(event.keyCombination())
        escapes = event.key() == Qt.Key.Key_Escape
        if escapes or any(pressed == QKeySequence(key) for key in self.tip.keys):
            self.dismiss()
        return escapes

    def _look(self) -> None:
        if self._is_busy():
            self._timer.start()
            return
        for tip in self._waiting:
            if self.teach(tip):
                self._waiting = ()
                return

    def _is_busy(self) -> bool:
        """Whether something else has the person's attention: a tip never lies over it, nor takes a key from it."""
        return self._is_covered() or top_dialog(self._desk.window()) is not None or QApplication.activePopupWidget() is not None

    def _stand(self) -> None:
        anchor = self._place(self.tip) if self.tip is not None else None
        if self.bubble is not None and anchor is not None:
            self.bubble.stand_below(anchor)

    def _handle(self) -> QWindow:
        """Where keys come before any widget gets them: the tip has no focus of its own."""
        return self._desk.window().windowHandle()

    def _seen(self) -> set[str]:
        kept = self._services.preferences.get(SEEN, [])
        return {str(key) for key in kept} if isinstance(kept, list) else set()
