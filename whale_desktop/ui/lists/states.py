"""What stands where the rows would be: the rows, a skeleton at the first load, nothing, an error, or no right."""

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from whale_desktop.kernel.errors import CodedError
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Empty
from whale_desktop.ui.components import EmptyState, ErrorState, NoPermissionState, SetUpStep, Skeleton
from whale_desktop.ui.pages.ports import Services
from whale_desktop.ui.pages.sentences import error_sentence
from whale_desktop.ui.pages.wording import CANCEL, RETRY

NOTHING_FOUND = C_("empty", "No record matches")
NOTHING_FOUND_HINT = C_("empty", "Try a wider date range or reset the filter")
RESET_FILTER = C_("empty", "Reset filter")
NOTHING_YET = C_("empty", "Nothing here yet")
NOTHING_ON_TAB = C_("empty", "No records under “{tab}”")
LAST_CHECKED = C_("empty", "Last checked {time}")
LOADING = C_("empty", "Loading… you can cancel after 10 seconds")
GO_THERE = C_("empty", "Go there")
NO_RIGHT = C_("empty", "You may not see this list")
NO_RIGHT_HINT = C_("empty", "Ask an administrator for the permission")
APPLY = C_("empty", "Apply")
STOPPED = C_("empty", "Loading was cancelled")

State = Literal["rows", "loading", "empty", "failed", "refused"]
EmptyKind = Literal["nothing-yet", "nothing-found", "nothing-waiting"]


class States(QStackedWidget):
    """Shows one of the states of a list or of cards."""

    retry_wanted = Signal()
    reset_wanted = Signal()
    new_wanted = Signal()
    cancel_wanted = Signal()
    step_wanted = Signal(str)
    """Key of the screen where a set-up step is done."""

    def __init__(self, content: QWidget, services: Services, *, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._icon = icon
        self.state: State = "loading"
        self.skeleton = Skeleton(rows=12)
        self.nothing: EmptyState | None = None
        self.error = ErrorState()
        self.no_right = NoPermissionState()
        self._pages: dict[State, QWidget] = {
            "rows": content,
            "loading": self.skeleton,
            "failed": self.error,
            "refused": self.no_right,
        }
        for page in self._pages.values():
            self.addWidget(page)
        self.skeleton.cancel_clicked.connect(self.cancel_wanted)
        self.error.retry_clicked.connect(self.retry_wanted)
        self.retranslate()

    def show_rows(self) -> None:
        """There are rows."""
        self._show("rows")

    def show_loading(self) -> None:
        """The first load."""
        self._show("loading")

    def show_error(self, error: CodedError) -> None:
        """The first load failed, or the right is missing."""
        texts = self._services.texts
        if error.code == "auth.no_permission":
            self._show("refused")
            return
        self.error.set_texts(error_sentence(self._services, error), "", f"{texts(RETRY)}")
        self._show("failed")

    def show_stopped(self) -> None:
        """The person called the first load off."""
        texts = self._services.texts
        self.error.set_texts(texts(STOPPED), "", texts(RETRY))
        self._show("failed")

    def show_empty(self, kind: EmptyKind, empty: Empty | None, *, new_label: str = "", time: str = "", tab: str = "") -> None:
        """No rows. `new_label` is the button of the first kind, empty when nothing can be made here. `tab` is the tab without rows."""
        texts = self._services.texts
        if self.nothing is not None:
            self.removeWidget(self.nothing)
            self.nothing.deleteLater()
        self.nothing = EmptyState(kind, self._icon if kind == "nothing-yet" else "")
        self.addWidget(self.nothing)
        self._pages["empty"] = self.nothing
        if kind == "nothing-found":
            self.nothing.set_texts(texts(NOTHING_FOUND), texts(NOTHING_FOUND_HINT), texts(RESET_FILTER))
            self.nothing.button_clicked.connect(self.reset_wanted)
        elif kind == "nothing-waiting":
            line = texts(empty.line) if empty else texts(NOTHING_ON_TAB, tab=tab)
            self.nothing.set_texts(line, texts(LAST_CHECKED, time=time))
        else:
            line = texts(empty.line) if empty else texts(NOTHING_YET)
            hint = texts(empty.hint) if empty and empty.hint else ""
            self.nothing.set_texts(line, hint, new_label)
            self.nothing.button_clicked.connect(self.new_wanted)
            if empty and empty.steps:
                self._show_steps(self.nothing, empty)
        self._show("empty")

    def retranslate(self) -> None:
        """All words in the present language; the empty state is made again by its page."""
        texts = self._services.texts
        self.skeleton.set_texts(texts(LOADING), texts(CANCEL))
        self.no_right.set_texts(texts(NO_RIGHT), texts(NO_RIGHT_HINT), "")

    def _show_steps(self, nothing: EmptyState, empty: Empty) -> None:
        texts = self._services.texts
        nothing.set_steps(
            [
                SetUpStep(texts(line), texts(hint), state="current" if not key else "next", link=texts(GO_THERE) if key else "")
                for line, hint, key in empty.steps
            ]
        )
        nothing.step_clicked.connect(lambda number: self.step_wanted.emit(empty.steps[number][2]))

    def _show(self, state: State) -> None:
        self.state = state
        self.setCurrentWidget(self._pages[state])
