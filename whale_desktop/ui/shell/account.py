"""What concerns the member himself: a password that he wants to change or has to, and rights that change while he works."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol

from msgspec.structs import replace
from PySide6.QtCore import QObject

from whale_desktop.kernel.errors import CodedError
from whale_desktop.messages import info_of
from whale_desktop.ui.runtime import Runtime, latest_ui_task, ui_task
from whale_desktop.ui.services import Services

if TYPE_CHECKING:  # loaded when somebody signs in
    from whale_desktop.ui.offers import MemberNames
    from whale_desktop.ui.shell.desk import Desk


class PasswordDialog(Protocol):
    """A dialog that changes the member's password; afterwards `changed` says whether he did."""

    changed: bool

    def open(self) -> Awaitable[Any]:
        """Show it and wait until it is closed."""
        ...


class SecondFactorDialog(Protocol):
    """A dialog that sets a second factor up or shows the one there is; afterwards `is_set_up` says whether there is one."""

    is_set_up: bool

    def open(self) -> Awaitable[Any]:
        """Show it and wait until it is closed."""
        ...


MakeSecondFactorDialog = Callable[[Services, bool], SecondFactorDialog]
"""Makes the dialog; true when nothing else may be done before it is set up."""
MakePasswordDialog = Callable[[Services, bool], PasswordDialog]
"""Makes the dialog; true when nothing else may be done before."""


class Account(QObject):
    """Answers what the member wants of his own account, and keeps what the window may show true to his rights."""

    def __init__(
        self,
        services: Services,
        *,
        names: "Callable[[], MemberNames | None]",
        dialog: MakePasswordDialog | None,
        second_factor: MakeSecondFactorDialog | None,
        load: Callable[[], object] | None,
    ) -> None:
        super().__init__()
        self._services = services
        self._names = names
        self._dialog = dialog
        self._second_factor = second_factor
        self._load = load
        self._desk: Desk | None = None
        self._me: Any = None

    @property
    def runtime(self) -> Runtime:
        """The way to the services."""
        return self._services.runtime

    @ui_task
    async def change_password(self) -> None:
        """From the member's menu."""
        if self._dialog is not None:
            await self._dialog(self._services, False).open()

    async def change_due_password(self) -> bool:
        """Let the member change a password that is due; the session goes on. False: he did not."""
        if self._dialog is None:
            return False
        await self._loaded()
        dialog = self._dialog(self._services, True)
        await dialog.open()
        if dialog.changed:
            self.runtime.go_on(must_change_password=False)
        return dialog.changed

    @ui_task
    async def open_second_factor(self) -> None:
        """From the member's menu."""
        if self._second_factor is not None:
            dialog = self._second_factor(self._services, False)
            await dialog.open()
            session = self.runtime.session
            if session is not None:
                self.runtime.session = replace(session, second_factor=dialog.is_set_up)

    async def set_up_due_second_factor(self) -> bool:
        """Let the member set up what everybody needs here; the session goes on. False: he did not."""
        if self._second_factor is None:
            return False
        await self._loaded()
        dialog = self._second_factor(self._services, True)
        await dialog.open()
        if dialog.is_set_up:
            self.runtime.go_on(must_set_up_second_factor=False, second_factor=True)
        return dialog.is_set_up

    async def _loaded(self) -> None:
        if self._load is not None:
            await self.runtime.in_background(self._load)

    async def ask_names(self) -> None:
        """Name and roles in every language, so that a switch reaches them too."""
        names = self._names()
        self._me = None
        if names is not None:
            try:
                self._me = await self.runtime.ask(names.query())
            except CodedError as error:
                self.runtime.report(error)

    def name_member(self) -> None:
        """Say name and roles in the language of the moment."""
        session, names = self.runtime.session, self._names()
        if session is not None and names is not None and self._me is not None:
            name, roles = names.read(self._me, self.runtime.texts.locale)
            self.runtime.session = replace(session, name=name, roles=roles)

    def follow(self, desk: "Desk") -> None:
        """Keep a desk true to the member's rights while it lives."""
        self._desk = desk
        names = self._names()
        if names is not None:
            self.runtime.on_change(info_of(names.query()).topics, self._renew, desk)

    @latest_ui_task
    async def _renew(self) -> None:
        """Somebody's name or rights changed: when they are this member's, the menu and the pages follow at once."""
        names, desk = self._names(), self._desk
        if names is None or desk is None or self.runtime.session is None:
            return
        answer = await self.runtime.ask(names.query())
        session = self.runtime.session
        if desk is not self._desk:
            return
        codes = names.codes(answer)
        changed = codes != session.codes
        self._me = answer
        self.runtime.session = replace(session, codes=codes)
        self.name_member()
        if changed:
            desk.renew()
