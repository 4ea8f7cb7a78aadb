"""Enumerations of manual adjustments with their labels and tones (`docs/rules/adjustment.md` 3, 4)."""

from enum import StrEnum

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import labels


class AdjustmentStatus(StrEnum):
    """One combined status of review and booking: nothing is ever shown as approved that is not booked."""

    WAIT = "WAIT"
    WAIT_APPROVE = "WAIT_APPROVE"
    REJECTED = "REJECTED"
    CLOSE = "CLOSE"
    PROCESS = "PROCESS"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
    REVOKING = "REVOKING"
    REVOKED = "REVOKED"


labels(
    AdjustmentStatus,
    {
        AdjustmentStatus.WAIT: C_("adjustment.status", "Waiting for approval"),
        AdjustmentStatus.WAIT_APPROVE: C_("adjustment.status", "Under approval"),
        AdjustmentStatus.REJECTED: C_("adjustment.status", "Rejected"),
        AdjustmentStatus.CLOSE: C_("adjustment.status", "Closed"),
        AdjustmentStatus.PROCESS: C_("adjustment.status", "Adjustment processing"),
        AdjustmentStatus.SUCCESS: C_("adjustment.status", "Adjustment successful"),
        AdjustmentStatus.FAILED: C_("adjustment.status", "Adjustment failed"),
        AdjustmentStatus.REVOKING: C_("adjustment.status", "Revocation under approval"),
        AdjustmentStatus.REVOKED: C_("adjustment.status", "Revoked"),
    },
    tones={
        AdjustmentStatus.WAIT: "wait",
        AdjustmentStatus.WAIT_APPROVE: "wait",
        AdjustmentStatus.REJECTED: "idle",
        AdjustmentStatus.CLOSE: "void",
        AdjustmentStatus.PROCESS: "run",
        AdjustmentStatus.SUCCESS: "done",
        AdjustmentStatus.FAILED: "fail",
        AdjustmentStatus.REVOKING: "wait",
        AdjustmentStatus.REVOKED: "void",
    },
)


class RevocationKind(StrEnum):
    """How a booked adjustment is taken back: visibly on the present ledger date, or on its own date and hidden from the client."""

    REGULAR = "REGULAR_REVOCATION"
    UNTRACEABLE = "UNTRACEABLE_REVOCATION"


labels(
    RevocationKind,
    {
        RevocationKind.REGULAR: C_("adjustment.revocation", "Regular revocation"),
        RevocationKind.UNTRACEABLE: C_("adjustment.revocation", "Untraceable revocation"),
    },
)
