"""What became of every mail and webhook call, and the messages to clients (`docs/rules/platform.md` 6.7)."""

from datetime import date, datetime
from enum import StrEnum

from whale_desktop.features.notices.messages.subscriptions import EDIT, VIEW, Channel
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import (
    Bound,
    Command,
    ListQuery,
    Parameter,
    ParameterGroup,
    Query,
    Reason,
    Struct,
    TotalsQuery,
    command,
    declare_errors,
    declare_parameter,
    labels,
    query,
)


class DeliveryState(StrEnum):
    """How far a mail or a call of the webhook is. An interrupted one may have arrived: a person decides whether it goes out again."""

    WAITING = "WAITING"
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    INTERRUPTED = "INTERRUPTED"
    CANCELLED = "CANCELLED"


class DeliveryPhase(StrEnum):
    """The tabs of the list."""

    FAILED = "FAILED"
    WAITING = "WAITING"
    SENT = "SENT"


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
labels(
    DeliveryPhase,
    {
        DeliveryPhase.FAILED: C_("notice", "Failed to send"),
        DeliveryPhase.WAITING: C_("notice", "Waiting to be sent"),
        DeliveryPhase.SENT: C_("notice", "Sent"),
    },
)
declare_errors(
    {
        "mail.not_set_up": C_("error", "No mail server is set up in the system parameters"),
        "mail.unreachable": C_("error", "The mail server does not answer"),
        "mail.not_safe": C_("error", "The mail server does not offer the encryption that is asked for"),
        "mail.sign_in_refused": C_("error", "The mail server refused user or password"),
        "mail.refused": C_("error", "The mail server refused the mail"),
        "mail.unsure": C_("error", "The connection broke before the mail server had answered; the mail may have arrived"),
        "mail.bad_address": C_("error", "This is no address that mail can go to"),
        "webhook.not_set_up": C_("error", "No webhook address is set up in the system parameters"),
        "webhook.unreachable": C_("error", "The webhook does not answer"),
        "webhook.refused": C_("error", "The webhook answered with an error"),
        "notice.interrupted": C_("error", "The program ended while this was being sent; it may have arrived"),
        "notice.fault": C_("error", "Something went wrong on our side while this was being sent; it may have arrived"),
        "notice.recipient_left": C_("error", "The recipient is frozen or no longer works here"),
        "notice.not_resendable": C_("error", "Only what failed can be sent again"),
        "notice.may_have_arrived": C_("error", "This may have arrived already. Send it again all the same?"),
    }
)
WEBHOOK_ADDRESS = declare_parameter(
    Parameter(
        key="notice.webhook_address",
        group=ParameterGroup.NOTICES,
        label=C_("parameter", "Address of the webhook"),
        hint=C_("parameter", "Notices subscribed by webhook are posted there as JSON; empty: none is sent"),
        default="",
        maximum=500,
        pattern=r"https?://[^\s/]+(/\S*)?",
    )
)


class DeliveryRow(Struct):
    """One mail, or one call of the webhook. `recipient_names`: by locale. due_at: when it is tried next; reason: why it failed last."""

    delivery_id: int
    channel: Channel
    kind: str
    key: str
    recipient_names: dict[str, str]
    address: str
    state: DeliveryState
    tries: int
    due_at: datetime | None
    reason: Reason | None
    detail: str
    created_at: datetime
    updated_at: datetime
    may: tuple[str, ...] = ()


class DeliveryFilter(Struct):
    """Filters of the list."""

    kind: str = ""
    channel: Channel | None = None
    state: DeliveryState | None = None
    address: str = ""
    created_from: date | None = None
    created_to: date | None = None


@query("notice.delivery.list", permission=VIEW, topics=("notice.delivery",))
class ListDeliveries(ListQuery[DeliveryRow]):
    """Mails and webhook calls, newest first. Tabs: FAILED (interrupted ones too), WAITING, SENT."""

    where: DeliveryFilter = DeliveryFilter()


@query("notice.delivery.totals", permission=VIEW, topics=("notice.delivery",))
class TotalDeliveries(TotalsQuery):
    """Count of the list and of its tabs."""

    where: DeliveryFilter = DeliveryFilter()


@query("notice.delivery.get", permission=VIEW, topics=("notice.delivery",))
class GetDelivery(Query[DeliveryRow]):
    """One mail or webhook call. Unknown: `UserError("notice.gone")`."""

    delivery_id: int


@command(
    "notice.delivery.resend",
    permission=EDIT,
    changes=("notice.delivery",),
    target=Bound(GetDelivery, {"delivery_id": "delivery_id"}),
    guard=("state",),
    action="handle",
)
class ResendDelivery(Command[None]):
    """Send again what failed, with all its tries; what was interrupted only after the question `notice.may_have_arrived`."""

    delivery_id: int


class ClientMessageRow(Struct):
    """A message to a client as it waits in the outbox. `words`: what it says, by locale; the client gets it in `locale`."""

    client_message_id: int
    kind: str
    client: str
    account_no: str
    locale: str
    words: dict[str, str]
    state: DeliveryState
    at: datetime


class ClientMessageFilter(Struct):
    """Filters of the list."""

    client: str = ""
    account_no: str = ""
    at_from: date | None = None
    at_to: date | None = None


@query("notice.client.list", permission=VIEW, topics=("notice.client",))
class ListClientMessages(ListQuery[ClientMessageRow]):
    """Messages to clients, newest first."""

    where: ClientMessageFilter = ClientMessageFilter()


@query("notice.client.totals", permission=VIEW, topics=("notice.client",))
class TotalClientMessages(TotalsQuery):
    """Count of the list."""

    where: ClientMessageFilter = ClientMessageFilter()
