"""What a person may do with an adjustment in each status (`docs/rules/adjustment.md` 4). Must not know who acts."""

from collections.abc import Mapping
from enum import StrEnum

from whale_desktop.features.adjustment.messages import AdjustmentStatus
from whale_desktop.kernel.errors import UserError


class AdjustmentAction(StrEnum):
    """What people do with an adjustment themselves; booking and ending are the engine's."""

    EDIT = "edit"
    SUBMIT = "submit"
    DELETE = "delete"
    REVOKE = "revoke"


_ALLOWED: Mapping[AdjustmentStatus, frozenset[AdjustmentAction]] = {
    AdjustmentStatus.WAIT: frozenset({AdjustmentAction.EDIT, AdjustmentAction.SUBMIT, AdjustmentAction.DELETE}),
    AdjustmentStatus.SUCCESS: frozenset({AdjustmentAction.REVOKE}),
}
_LEFT_ALONE = frozenset({AdjustmentAction.SUBMIT, AdjustmentAction.DELETE})


def actions_of(status: AdjustmentStatus, *, in_batch: bool = False) -> frozenset[AdjustmentAction]:
    """What a status allows while no work order is open; a list row's `may` is made of it.

    One under approval has no open work order when its account changed and nobody could decide any more: it may be submitted again.
    """
    if status is AdjustmentStatus.WAIT_APPROVE and not in_batch:
        return _LEFT_ALONE
    return _ALLOWED.get(status, frozenset())


def check_action(status: AdjustmentStatus, action: AdjustmentAction, *, in_batch: bool = False) -> None:
    """Refuse what the status does not allow (FX-E14)."""
    if action not in actions_of(status, in_batch=in_batch):
        raise UserError("FX-E14", {"status": status.value})
