"""Setting up a second factor of one's own, its recovery codes, and what there is of it later (`docs/rules/platform.md` 6.1)."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from whale_desktop.features.access.messages import (
    BeginSecondFactor,
    ConfirmSecondFactor,
    GetSecondFactor,
    GetSecondFactorSetup,
    RemoveSecondFactor,
    SecondFactor,
    SecondFactorMode,
    SecondFactorSetup,
)
from whale_desktop.features.access.widgets import words
from whale_desktop.features.access.widgets.qr_picture import QrPicture
from whale_desktop.messages import error_text
from whale_desktop.ui import formats, theme
from whale_desktop.ui.components import Button, CodeField, FieldRow, Label, spaced
from whale_desktop.ui.components.confirm import ConfirmDialog
from whale_desktop.ui.components.dialog import Dialog, open_dialog
from whale_desktop.ui.forms.command_dialog import CommandDialog, front_window
from whale_desktop.ui.pages.ports import Services

_ANEW, _REMOVE = "anew", "remove"


class SetUpDialog(CommandDialog):
    """Shows the picture, and sends `ConfirmSecondFactor` with the first code. Afterwards `confirmed` says whether it counts.

    due: nothing else may be done before.
    """

    def __init__(self, services: Services, setup: SecondFactorSetup, *, due: bool) -> None:
        super().__init__(services, words.SET_UP, width="small")
        texts = services.texts
        self.confirmed = False
        self.picture = QrPicture(setup.address, name=texts(words.PICTURE))
        self.secret = Label(_in_groups(setup.secret), weight=600, wrap=True)
        _make_code(self.secret)
        copy = Button(texts(words.COPY_KEY), kind="link", icon="ph.copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(setup.secret))
        self.code = CodeField()
        self.field_rows = {"code": FieldRow(texts(words.FIRST_CODE), self.code, required=True, label_position="top")}
        if due:
            self.body_layout.addWidget(Label(texts(words.SECOND_FACTOR_DUE), tone="warn", wrap=True))
        beside = spaced(QVBoxLayout(), spacing=8)
        for text in (words.SET_UP_APP, words.SET_UP_SCAN):
            beside.addWidget(Label(texts(text), wrap=True))
        beside.addSpacing(theme.px(4))
        beside.addWidget(Label(texts(words.SET_UP_KEY), role="small", tone="tx2", wrap=True))
        beside.addWidget(self.secret)
        beside.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
        beside.addStretch(1)
        row = spaced(QHBoxLayout(), spacing=24)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(beside, 1)
        self.body_layout.addLayout(row)
        self.body_layout.addWidget(self.field_rows["code"])
        self.code.edited.connect(self.touch)
        self.add_notes()
        self.set_action(texts(words.CONFIRM_SET_UP))

    def focus_first(self) -> None:
        """Typing starts at the code."""
        self.code.editor().setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter behind the code sends it: there is no other field to go on to."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.code.editor().hasFocus():
            self.submit()
            event.accept()
            return
        super().keyPressEvent(event)

    def command(self) -> ConfirmSecondFactor:
        """What the field says."""
        return ConfirmSecondFactor(code=self.code.value())

    def succeeded(self, result: Any) -> None:
        """It counts from now on."""
        self.confirmed = True
        self.services.toasts.success(self.services.texts(words.SET_UP_DONE))


class RecoveryCodesDialog(Dialog):
    """The recovery codes, this once. Leaving without saying that they are kept is asked about."""

    def __init__(self, services: Services, codes: Sequence[str]) -> None:
        texts = services.texts
        super().__init__(texts(words.RECOVERY_CODES), width="confirm")
        self._services = services
        self.is_dirty = lambda: True
        self.body_layout.addWidget(Label(texts(words.RECOVERY_HINT), tone="tx2", wrap=True))
        grid = spaced(QGridLayout(), spacing=(24, 8))
        self.codes = [Label(code, weight=600) for code in codes]
        for place, label in enumerate(self.codes):
            _make_code(label)
            grid.addWidget(label, place // 2, place % 2)
        self.body_layout.addLayout(grid)
        copy = Button(texts(words.COPY_CODES), icon="ph.copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText("\n".join(codes)))
        self.add_foot_button(copy)
        self.cancel_button.hide()
        self.set_action(texts(words.CODES_KEPT))
        self.submitted.connect(lambda: self.done(True))

    def discard_question(self) -> Dialog:
        """They are never shown again."""
        texts = self._services.texts
        return ConfirmDialog(
            texts(words.LEAVE_CODES),
            detail=texts(words.LEAVE_CODES_DETAIL),
            verb=texts(words.LEAVE),
            cancel=texts(words.BACK_TO_CODES),
            danger=True,
            irreversible=True,
        )


class SecondFactorDialog(Dialog):
    """What there is: since when, how many recovery codes are left. The result says what the member wants of it, None nothing."""

    def __init__(self, services: Services, state: SecondFactor) -> None:
        texts = services.texts
        super().__init__(texts(words.SECOND_FACTOR), width="confirm")
        assert state.since is not None, "there is nothing to show"
        self.body_layout.addWidget(Label(texts(words.SET_UP_SINCE, moment=formats.moment(state.since)), wrap=True))
        few = state.codes_left <= words.FEW_CODES
        left = Label(texts(words.CODES_LEFT, count=state.codes_left), tone="warn" if few else "tx2", wrap=True)
        self.body_layout.addWidget(left)
        self.body_layout.addWidget(Label(texts(words.ANEW_HINT), tone="tx2", wrap=True))
        if state.mode is SecondFactorMode.OFF:
            self.body_layout.addWidget(Label(texts(error_text("auth.second_factor_off")), tone="warn", wrap=True))
        self.remove = Button(texts(words.DO_WITHOUT), kind="danger-outline")
        self.remove.clicked.connect(lambda: self.done(_REMOVE))
        self.add_foot_button(self.remove)
        if state.mode is SecondFactorMode.COMPULSORY:
            self.remove.hide()
        if state.mode is not SecondFactorMode.OFF:
            self.set_action(texts(words.SET_UP_ANEW))
        self.set_cancel(texts(words.CLOSE))
        self.submitted.connect(lambda: self.done(_ANEW))


class SecondFactorSteps:
    """One dialog after the other. Afterwards `is_set_up` says whether there is a second factor.

    due: it must be set up before anything else.
    """

    def __init__(self, services: Services, *, due: bool = False) -> None:
        self._services = services
        self._due = due
        self.is_set_up = False

    async def open(self) -> None:
        """Show what there is, or set it up. Raises `CodedError` when the services do not let it begin."""
        runtime, texts = self._services.runtime, self._services.texts
        state = await runtime.ask(GetSecondFactor())
        self.is_set_up = state.since is not None
        if state.since is None and state.mode is SecondFactorMode.OFF:
            self._services.toasts.warning(texts(error_text("auth.second_factor_off")))
            return
        wanted = (
            _ANEW if state.since is None else await open_dialog(SecondFactorDialog(self._services, state), over=front_window())
        )
        if wanted == _ANEW:
            await self._set_up()
        elif wanted == _REMOVE:
            await self._remove()

    async def _set_up(self) -> None:
        runtime = self._services.runtime
        await runtime.submit(BeginSecondFactor(), command_id=runtime.new_command_id())
        setup = await runtime.ask(GetSecondFactorSetup())
        dialog = SetUpDialog(self._services, setup, due=self._due)
        await dialog.open()
        if dialog.confirmed:
            self.is_set_up = True
            await open_dialog(RecoveryCodesDialog(self._services, setup.recovery_codes), over=front_window())

    async def _remove(self) -> None:
        runtime, texts = self._services.runtime, self._services.texts
        question = ConfirmDialog(
            texts(words.REMOVE_QUESTION), detail=texts(words.REMOVE_DETAIL), verb=texts(words.DO_WITHOUT), danger=True
        )
        if await open_dialog(question, over=front_window()):
            await runtime.submit(RemoveSecondFactor(), command_id=runtime.new_command_id())
            self.is_set_up = False
            self._services.toasts.success(texts(words.REMOVED))


def _make_code(label: Label) -> None:
    """Figures and letters of one width, which can be selected by mouse and keys."""
    label.setFont(theme.current().font("body", 600, monospace=True))
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)


def _in_groups(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
