"""The approval stage: whether a command must wait for other people before it takes effect.

The rules that put commands under maker-checker are rows of the work-order feature, which fills this hook.
"""

from typing import Protocol

from whale_desktop.bus.work import Work
from whale_desktop.messages import Command, MessageInfo


class Approvals(Protocol):
    """Decides, inside the unit of work, whether a command is held."""

    def hold(self, work: Work, info: MessageInfo, command: Command[object]) -> str | None:
        """The number of the work order that now holds the command, or None: it may run at once."""
        ...


class NoRules:
    """No rule puts anything under approval: every command runs at once."""

    def hold(self, work: Work, info: MessageInfo, command: Command[object]) -> str | None:
        """Nothing is held."""
        return None
