"""Who is subscribed to which kinds of notices, by which ways, and what became of every mail (`docs/rules/platform.md` 3.5, 6.7)."""

from enum import StrEnum

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import labels


class Channel(StrEnum):
    """A way to a person. Every notice is in the window, whatever else is chosen."""

    INAPP = "inapp"
    EMAIL = "email"
    WEBHOOK = "webhook"


class DeliveryState(StrEnum):
    """How far a mail or a call of the webhook is. An interrupted one may have arrived: a person decides whether it goes out again."""

    WAITING = "WAITING"
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    INTERRUPTED = "INTERRUPTED"
    CANCELLED = "CANCELLED"


labels(
    Channel,
    {
        Channel.INAPP: C_("notice", "In-app"),
        Channel.EMAIL: C_("notice", "E-mail"),
        Channel.WEBHOOK: C_("notice", "Webhook"),
    },
)
labels(
    DeliveryState,
    {
        DeliveryState.WAITING: C_("notice", "Waiting to be sent"),
        DeliveryState.SENDING: C_("notice", "Being sent"),
        DeliveryState.SENT: C_("notice", "Sent"),
        DeliveryState.FAILED: C_("notice", "Failed to send"),
        DeliveryState.INTERRUPTED: C_("notice", "Interrupted"),
        DeliveryState.CANCELLED: C_("notice", "Not sent"),
    },
    tones={
        DeliveryState.WAITING: "run",
        DeliveryState.SENDING: "run",
        DeliveryState.SENT: "done",
        DeliveryState.FAILED: "fail",
        DeliveryState.INTERRUPTED: "wait",
        DeliveryState.CANCELLED: "void",
    },
)
