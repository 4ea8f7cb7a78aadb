"""Work of the demonstration's people that leaves the audit rows which the pipeline would have written for it."""

from functools import lru_cache
from typing import Any, TypeVar

from whale_desktop.bus import Work, audit
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import Command, MessageInfo, info_of
from whale_desktop.screens import ListScreen, TabsScreen, all_screens
from whale_desktop.screens.screen import CardScreen, actions_of, commands_of

R = TypeVar("R")


class TrailWork(Work):
    """A unit of work whose outer commands from outside are written into the audit trail, with the record before and after."""

    _depth = 0

    def send(self, command: Command[R]) -> R:
        """As `Work.send`; what a handler sends in turn belongs to the outer command."""
        info = info_of(command)
        if self._depth or info.internal:
            return super().send(command)
        before = self._record(info, command)
        self._depth += 1
        try:
            result = super().send(command)
        finally:
            self._depth -= 1
        after = self._record(info, command)
        audit.write_row(
            self.connection,
            at=self.now,
            actor=self.actor,
            workstation="" if self.actor.service else f"FIN-PC-{self.actor.member_id:02d}",
            menu="" if self.actor.service else menu_of(type(command)),
            info=info,
            message=command,
            command_id=self.command_id,
            result="ok",
            before=before,
            after=result if after is None else after,
        )
        return result

    def _record(self, info: MessageInfo, command: Command[Any]) -> Any:
        try:
            return None if info.target is None else self.ask(info.target.of(command))
        except UserError:  # there is none, or no more
            return None


@lru_cache(maxsize=256)
def menu_of(command: type[Command[Any]]) -> str:
    """The menu entry of the first screen that offers a command, empty for none."""
    for screen in all_screens():
        parts = screen.tabs if isinstance(screen, TabsScreen) else (screen,)
        for part in parts:
            if isinstance(part, ListScreen | CardScreen) and any(command in commands_of(action) for action in actions_of(part)):
                return screen.menu
    return ""
