"""Dialogs: a frame over a scrim inside the window, opened with `await open_dialog(dialog)` and never with `exec()`.

Esc cancels (asking first when something was typed), Ctrl+Enter submits. While a dialog is open no key reaches the page behind it.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from whale_desktop.ui import theme
from whale_desktop.ui.components import words
from whale_desktop.ui.components.buttons import Button, IconButton
from whale_desktop.ui.components.labels import Label
from whale_desktop.ui.components.layers import FocusTrap, Scrim, focus_stops, give_back, next_inside, owns_sequence
from whale_desktop.ui.components.layouts import ScrollBody, least_height, spaced
from whale_desktop.ui.components.marks import Chip

_SHARE_ABOVE = 0.35
"""How much of the free height stands above a dialog: a little above the middle looks centred."""


class Dialog(QFrame):
    """Head with title, chips and a cross; a body that scrolls; a foot with what will happen, Cancel and the action.

    Widths: confirm 480, small 640, form 864, sectioned 1040, table 1200; never wider or higher than the window less 64.
    `submitted` fires on the action and Ctrl+Enter; the owner then calls `done(result)`. `finished` carries the result, None = cancelled.
    """

    submitted = Signal()
    finished = Signal(object)
    error_clicked = Signal()

    def __init__(self, title: str = "", *, width: str = "form") -> None:
        super().__init__()
        self._width = width
        self._scrim: Scrim | None = None
        self._opener: QWidget | None = None
        self._focused: QWidget | None = None
        self._irreversible = False
        self._asking = False
        self._then: Callable[[], object] | None = None
        self._chips: list[Chip] = []
        self.is_dirty: Callable[[], bool] = lambda: False
        """Whether something was typed; only then Esc asks before it closes."""
        self.setProperty("part", "dialog")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._trap = FocusTrap(self)
        self._own_cancel = True
        column = spaced(QVBoxLayout(self))
        column.addWidget(self._build_head())
        self._middle = spaced(QHBoxLayout())
        self._middle.addWidget(self._build_body(), 1)
        column.addLayout(self._middle, 1)
        column.addWidget(self._build_foot())
        self.set_title(title)
        self.set_consequence("")
        self.hide()
        words.speaker().changed.connect(self._relabel)

    def set_title(self, title: str) -> None:
        """What the dialog does, with its object."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_chips(self, chips: Sequence[tuple[str, str]]) -> None:
        """Context beside the title: (words, tone)."""
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [Chip(text, tone=tone) for text, tone in chips]
        for position, chip in enumerate(self._chips):
            self._head.insertWidget(1 + position, chip)

    def set_sections(self, rail: QWidget) -> None:
        """A rail left of the body: the sections of a long form."""
        frame = QFrame()
        frame.setProperty("part", "dialog-rail")
        spaced(QVBoxLayout(frame)).addWidget(rail)
        self._middle.insertWidget(0, frame)

    def set_consequence(self, text: str) -> None:
        """What will happen on submit, at the left of the foot; rich text may mark a number bold."""
        self._consequence.setText(text)
        self._show_foot()

    def set_error_count(self, text: str) -> None:
        """How many fields need mending and which; takes the consequence's place, a click says `error_clicked`. Empty removes it."""
        self._errors.setText(text)
        self._show_foot()

    def set_action(self, text: str, *, kind: str = "primary") -> None:
        """The verb on the action button; without words there is none."""
        self.action_button.setText(text)
        self.action_button.set_kind(kind)
        self.action_button.setVisible(bool(text))

    def set_cancel(self, text: str) -> None:
        """The words of the cancel button (Cancel, Close) in place of the usual ones."""
        self._own_cancel = False
        self.cancel_button.setText(text)

    def add_foot_button(self, button: Button) -> None:
        """Another button before Cancel."""
        button.setProperty("extent", "dialog")
        theme.restyle(button)
        self._foot.insertWidget(self._foot.indexOf(self.cancel_button), button)

    def set_irreversible(self, irreversible: bool) -> None:
        """The first focus goes to Cancel when what the action does cannot be undone."""
        self._irreversible = irreversible

    def set_busy(self, busy: bool, text: str | None = None) -> None:
        """While the answer is awaited: the action spins, Cancel and Esc do nothing, the body keeps what was typed and the focus."""
        if busy:
            self._focused = self.focusWidget()
        self.action_button.set_busy(busy, text)
        self.cancel_button.setEnabled(not busy)
        self._cross.setEnabled(not busy)
        self.body.setEnabled(not busy)
        focused, self._focused = (self._focused, self._focused if busy else None)
        if not busy and focused is not None and isValid(focused) and self.isAncestorOf(focused):
            focused.setFocus(Qt.FocusReason.OtherFocusReason)  # what was disabled had lost it, and with it every key

    def show_over(self, window: QWidget) -> None:
        """Open over the top-level window of `window`; the focus comes back to its present owner on closing."""
        top = window.window()
        self._opener = top.focusWidget()
        below = top_dialog(top)
        if below is not None:
            below._trap.stop()
        self._scrim = Scrim(top)
        self.setParent(self._scrim)
        self._scrim.installEventFilter(self)
        self.body.installEventFilter(self)
        self._scrim.show()
        self._scrim.raise_()
        self.show()
        self._place()
        self._trap.start()
        self.focus_first()

    def focus_first(self) -> None:
        """Focus the first editable field; Cancel when the action cannot be undone; else the action."""
        target: QWidget | None = None
        if not self._irreversible:
            target = self._first_editor()
        if target is None:
            target = self.cancel_button if self._irreversible or self.action_button.isHidden() else self.action_button
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def done(self, result: Any) -> None:
        """Close with a result."""
        if self._scrim is None:
            return
        scrim, self._scrim = self._scrim, None
        top = scrim.over
        self._trap.stop()
        self.hide()
        scrim.hide()
        scrim.deleteLater()  # and with it the dialog; taking it out first would dress all of it once more
        below = top_dialog(top)
        if below is not None:
            below._trap.start()
        if not give_back(self._opener, Qt.FocusReason.PopupFocusReason) and below is not None:
            below.focus_first()
        self._opener = None
        then, self._then = self._then, None
        self.finished.emit(result)
        if then is not None and result is None:
            then()

    def reject(self) -> None:
        """Cancel: at once when nothing was typed, else after asking."""
        if self.action_button.is_busy() or self._asking:
            return
        if not self.is_dirty():
            self.done(None)
            return
        self._asking = True
        question = self.discard_question()
        question.finished.connect(self._discard)
        question.show_over(self)

    def leave_for(self, then: Callable[[], object]) -> None:
        """Cancel as `reject` does, and do something else instead; not when the person keeps editing."""
        if not self.action_button.is_busy() and not self._asking:
            self._then = then
            self.reject()

    def discard_question(self) -> "Dialog":
        """The confirm that asks whether typed values may be dropped; its result True drops them."""
        from whale_desktop.ui.components.confirm import ConfirmDialog  # the confirm is itself a dialog

        return ConfirmDialog(
            words.say(words.DISCARD_QUESTION),
            detail=words.say(words.DISCARD_DETAIL),
            verb=words.say(words.DISCARD),
            cancel=words.say(words.KEEP_EDITING),
            danger=True,
            irreversible=True,
        )

    def submit(self) -> None:
        """What Ctrl+Enter and the action button do."""
        if self.action_button.isEnabled() and not self.action_button.isHidden():
            self.submitted.emit()

    def is_open(self) -> bool:
        """Whether the dialog stands over a window."""
        return self._scrim is not None

    def event(self, event: QEvent) -> bool:
        """Keys bound on the page behind must not act while this is open; only those bound inside do."""
        if event.type() is QEvent.Type.ShortcutOverride and self._refuses(event):
            event.accept()
            return True
        if event.type() is QEvent.Type.LayoutRequest:
            self._place()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc cancels, Ctrl+Enter submits; everything else ends here."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(control=control)
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round inside the dialog."""
        return next_inside(self, forward=forward)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place when the window or the content changes its size."""
        if (event.type() is QEvent.Type.Resize and watched is self._scrim) or (
            event.type() is QEvent.Type.LayoutRequest and watched is self.body
        ):
            self._place()
        return False

    def _refuses(self, event: QEvent) -> bool:
        """Whether a key press must not reach the shortcuts of the window behind."""
        return isinstance(event, QKeyEvent) and self.is_open() and not owns_sequence(self, event)

    def _enter(self, *, control: bool) -> None:
        """Ctrl+Enter submits; plain Enter presses the button that has the focus."""
        focused = self.focusWidget()
        if control:
            self.submit()
        elif isinstance(focused, QPushButton):
            focused.click()

    def _build_head(self) -> QWidget:
        head = self._head_frame = QFrame()
        head.setProperty("part", "dialog-head")
        least_height(head, "dialog-head")
        self._head = spaced(QHBoxLayout(head), margins=(20, 0, 12, 0), spacing=12)
        self._title = Label("", role="title")
        self._head.addWidget(self._title)
        self._head.addStretch(1)
        self.head_layout = spaced(QHBoxLayout(), spacing=8)
        self._head.addLayout(self.head_layout)
        self._cross = IconButton("ph.x", words.say(words.CLOSE))
        self._cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cross.clicked.connect(self.reject)
        self._head.addWidget(self._cross)
        return head

    def _build_body(self) -> QWidget:
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.viewport().setProperty("transparent", True)
        self.body = ScrollBody()
        self.body.setProperty("transparent", True)
        self.body_layout = spaced(QVBoxLayout(self.body), margins=(20, 20, 20, 20), spacing=12)
        self.scroll_area.setWidget(self.body)
        self.scroll_area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        return self.scroll_area

    def _build_foot(self) -> QWidget:
        self._foot_frame = QFrame()
        self._foot_frame.setProperty("part", "dialog-foot")
        least_height(self._foot_frame, "dialog-foot")
        self._foot = spaced(QHBoxLayout(self._foot_frame), margins=(20, 8, 20, 8), spacing=8)
        self._consequence = Label("", role="small", tone="tx2", wrap=True)
        self._errors = Button("", kind="link")
        self._errors.set_icon("ph.warning-circle", token="err")
        self._errors.clicked.connect(self.error_clicked)
        self._foot.addWidget(self._errors)
        self._foot.addWidget(self._consequence, 1)
        self._foot.addStretch(0)
        self.cancel_button = Button(words.say(words.CANCEL), key="Esc", size="dialog")
        self.cancel_button.clicked.connect(self.reject)
        self.action_button = Button("", kind="primary", key="Ctrl+Return", size="dialog")
        self.action_button.clicked.connect(self.submit)
        self.action_button.hide()
        self._foot.addWidget(self.cancel_button)
        self._foot.addWidget(self.action_button)
        return self._foot_frame

    def _relabel(self) -> None:
        """The dialog's own words, after a switch of language."""
        self._cross.set_name(words.say(words.CLOSE))
        if self._own_cancel:
            self.cancel_button.setText(words.say(words.CANCEL))

    def _show_foot(self) -> None:
        broken = bool(self._errors.text())
        self._errors.setVisible(broken)
        self._consequence.setVisible(not broken)

    def _first_editor(self) -> QWidget | None:
        """The first field of the body that can be edited; a read-only one is passed over."""
        return next((widget for widget in focus_stops(self.body) if not widget.property("plain")), None)

    def height_for(self, width: int) -> int:
        """The height in real pixels at which nothing scrolls, when the dialog is `width` wide."""
        if not self.isVisible():
            for widget in self.findChildren(QWidget):
                widget.ensurePolished()
        inner = width - 2 - sum(self._rail_width(position) for position in range(self._middle.count() - 1))
        if self.body_layout.hasHeightForWidth():
            content = self.body_layout.totalHeightForWidth(inner)
        else:
            content = max(self.body.minimumSizeHint().height(), self.body.sizeHint().height())
        return 2 + _part_height(self._head_frame) + content + _part_height(self._foot_frame)

    def _place(self) -> None:
        """Size by the content within the window, then a little above the middle."""
        if self._scrim is None:
            return
        room = self._scrim.size()
        width = min(theme.current().dialog_width(self._width), room.width() - theme.px(32))
        height = min(self.height_for(width), room.height() - theme.px(64))
        self.setGeometry((room.width() - width) // 2, round((room.height() - height) * _SHARE_ABOVE), width, height)

    def _rail_width(self, position: int) -> int:
        item = self._middle.itemAt(position)
        return item.sizeHint().width() if item is not None else 0

    def _discard(self, agreed: object) -> None:
        self._asking = False
        if agreed:
            self.done(None)
        else:
            self._then = None


def _part_height(part: QWidget) -> int:
    """The height of head or foot; none when it is hidden."""
    return 0 if part.isHidden() else max(part.sizeHint().height(), part.minimumHeight())


def top_dialog(window: QWidget) -> Dialog | None:
    """The topmost open dialog of a window, None when there is none."""
    scrims = [child for child in window.window().children() if isinstance(child, Scrim) and not child.isHidden()]
    for scrim in reversed(scrims):
        for child in scrim.children():
            if isinstance(child, Dialog) and child.is_open():
                return child
    return None


async def open_dialog(dialog: Dialog, *, over: QWidget) -> Any:
    """Show a dialog over the window of `over` and wait for its result; None when it was cancelled."""
    answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def take(result: Any) -> None:
        if not answer.done():
            answer.set_result(result)

    dialog.finished.connect(take)
    dialog.destroyed.connect(lambda: take(None))  # its window went away with it
    dialog.show_over(over)
    try:
        return await answer
    except asyncio.CancelledError:
        dialog.done(None)
        raise
