"""Who may see a list and take it out of the house: the rights stand on the list's query, nowhere else."""

from whale_desktop.bus import Read
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import export_of, info_of
from whale_desktop.messages.permissions import is_met
from whale_desktop.screens import ListScreen


def may_export(read: Read, screen: ListScreen) -> bool:
    """Whether the person holds both the view and the export code of the list."""
    info = info_of(screen.query)
    return is_met(info.permission, read.actor.codes) and bool(set(export_of(info)) & read.actor.codes)


def demand_view(read: Read, screen: ListScreen) -> None:
    """Raise `UserError("auth.no_permission")` for whoever may not see the list."""
    if not is_met(info_of(screen.query).permission, read.actor.codes):
        raise UserError("auth.no_permission")


def demand_export(read: Read, screen: ListScreen) -> None:
    """As `demand_view`, for taking it out. A job asks again: it may begin long after the command."""
    if not may_export(read, screen):
        raise UserError("auth.no_permission")
