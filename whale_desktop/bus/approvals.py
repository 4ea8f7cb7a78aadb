"""The approval stage: whether a command must wait for other people before it takes effect.

The rules that put commands under maker-checker are rows of the work-order feature, which fills this hook.
"""

from typing import Protocol

from whale_desktop.bus.holding import Trial
from whale_desktop.bus.work import Mode, Work


class Approvals(Protocol):
    """Decides, inside the unit of work, who must agree, and keeps what waits."""

    def mode_of(self, work: Work, key: str) -> Mode:
        """How commands under this approval key are approved."""
        ...

    def file(self, work: Work, trial: Trial, *, done: bool) -> str:
        """Open a work order and return its number. `done`: it was carried out already, approved by the system.

        Raises `UserError`: `ticket.target_locked`, `ticket.no_approver`.
        """
        ...

    def withdrawn_by_client(self, work: Work, work_order_no: str) -> None:
        """The client has cancelled the record: its work order becomes abnormal."""
        ...

    def expire(self, work: Work, work_order_no: str) -> None:
        """The time of a work order is over: close it, its record is free again."""
        ...


class NoRules:
    """No rule puts anything under approval: every command runs at once."""

    def mode_of(self, work: Work, key: str) -> Mode:
        """Nothing is approved by anybody."""
        return "off"

    def file(self, work: Work, trial: Trial, *, done: bool) -> str:
        """Never called, since nothing is held."""
        raise AssertionError("nothing is held without rules")

    def withdrawn_by_client(self, work: Work, work_order_no: str) -> None:
        """Never called, since nothing is held."""
        raise AssertionError("nothing is held without rules")

    def expire(self, work: Work, work_order_no: str) -> None:
        """Never called, since nothing is held."""
        raise AssertionError("nothing is held without rules")
