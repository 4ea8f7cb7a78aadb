"""Who is subscribed to which kinds of notices, and by which ways he is told (`docs/rules/platform.md` 3.5, 6.7)."""

from datetime import datetime
from enum import StrEnum

from whale_desktop.features.notices.messages.kinds import Category
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import (
    Bound,
    Command,
    ListQuery,
    Permission,
    Query,
    Struct,
    TotalsQuery,
    command,
    declare_errors,
    labels,
    query,
)

VIEW = Permission("admin.subscription_inquiry")
EDIT = Permission("admin.subscription_operation")


class Channel(StrEnum):
    """A way to a person. Every notice is in the window, whatever else is chosen."""

    INAPP = "inapp"
    EMAIL = "email"
    WEBHOOK = "webhook"


class SubscriptionState(StrEnum):
    """Whether a subscription counts."""

    ENABLED = "enabled"
    DISABLED = "disabled"


labels(
    Channel,
    {
        Channel.INAPP: C_("notice", "In-app"),
        Channel.EMAIL: C_("notice", "E-mail"),
        Channel.WEBHOOK: C_("notice", "Webhook"),
    },
)
labels(
    SubscriptionState,
    {
        SubscriptionState.ENABLED: C_("notice", "Enabled"),
        SubscriptionState.DISABLED: C_("notice", "Disabled"),
    },
    tones={SubscriptionState.ENABLED: "done", SubscriptionState.DISABLED: "idle"},
)
declare_errors(
    {
        "notice.gone": C_("error", "The record no longer exists"),
        "notice.unknown_kind": C_("error", "There is no such kind of notice"),
        "notice.unknown_recipient": C_("error", "{recipient} cannot be told: not a role, or not a member who works here"),
        "notice.no_mail_server": C_("error", "No mail server is set up: until then no mail reaches anybody. Save?"),
        "notice.no_webhook": C_("error", "No webhook address is set up: until then nothing is called. Save?"),
    }
)


class KindChoice(Struct):
    """A kind of notice to choose: its code, its name by locale."""

    kind: str
    names: dict[str, str]
    category: Category


@query("notice.kind.list", permission=VIEW)
class ListKinds(Query[tuple[KindChoice, ...]]):
    """Every kind of notice, by category."""


class RecipientChoice(Struct):
    """Whom a subscription can tell: `role:<key>` or `member:<number>`, with the name by locale."""

    recipient: str
    names: dict[str, str]


@query("notice.recipient.list", permission=VIEW, topics=("access.member",))
class ListRecipients(Query[tuple[RecipientChoice, ...]]):
    """Roles first, then the members who work here."""


class SubscriptionRow(Struct):
    """One kind, one set of ways, whom they lead to. recipient_names: all recipients in one line, by locale."""

    subscription_id: int
    kind: str
    category: Category
    channels: tuple[Channel, ...]
    recipients: tuple[str, ...]
    recipient_names: dict[str, str]
    state: SubscriptionState
    remark: str
    created_at: datetime
    updated_at: datetime
    operator: str
    version: int
    may: tuple[str, ...] = ()


class SubscriptionFilter(Struct):
    """Filters of the list. recipient: a role or a member named in the subscription."""

    kind: str = ""
    channel: Channel | None = None
    recipient: str = ""
    state: SubscriptionState | None = None


@query("notice.subscription.list", permission=VIEW, topics=("notice.subscription",))
class ListSubscriptions(ListQuery[SubscriptionRow]):
    """Subscriptions by kind."""

    where: SubscriptionFilter = SubscriptionFilter()


@query("notice.subscription.totals", permission=VIEW, topics=("notice.subscription",))
class TotalSubscriptions(TotalsQuery):
    """Count of the list."""

    where: SubscriptionFilter = SubscriptionFilter()


@query("notice.subscription.get", permission=VIEW, topics=("notice.subscription",))
class GetSubscription(Query[SubscriptionRow]):
    """One subscription. Unknown: `UserError("notice.gone")`."""

    subscription_id: int


class SavedSubscription(Struct):
    """Where the recipients are now. merged: there was a subscription of the same kind and ways, and they joined it."""

    subscription_id: int
    merged: bool = False


@command("notice.subscription.add", permission=EDIT, changes=("notice.subscription",), action="add")
class AddSubscription(Command[SavedSubscription]):
    """Subscribe recipients to a kind. If kind and ways stand together already, the recipients join that subscription, which is enabled.

    Asks `notice.no_mail_server`, `notice.no_webhook` when a chosen way leads nowhere yet. Errors: `notice.unknown_kind`,
    `notice.unknown_recipient`.
    """

    kind: str = ""
    channels: tuple[Channel, ...] = ()
    recipients: tuple[str, ...] = ()
    remark: str = ""


_SUBSCRIPTION = Bound(GetSubscription, {"subscription_id": "subscription_id"})
_GUARD = ("channels", "recipients", "state")


@command(
    "notice.subscription.update",
    permission=EDIT,
    changes=("notice.subscription",),
    target=_SUBSCRIPTION,
    guard=_GUARD,
)
class UpdateSubscription(Command[SavedSubscription]):
    """Other ways or recipients; the kind stays. If that makes it the same as another one, the two become one. See `AddSubscription`."""

    subscription_id: int
    channels: tuple[Channel, ...] = ()
    recipients: tuple[str, ...] = ()
    remark: str = ""
    expected_version: int = 0


@command(
    "notice.subscription.enable",
    permission=EDIT,
    changes=("notice.subscription",),
    target=_SUBSCRIPTION,
    guard=_GUARD,
)
class EnableSubscription(Command[None]):
    """Let a subscription count again."""

    subscription_id: int
    expected_version: int = 0


@command(
    "notice.subscription.disable",
    permission=EDIT,
    changes=("notice.subscription",),
    target=_SUBSCRIPTION,
    guard=_GUARD,
)
class DisableSubscription(Command[None]):
    """Nobody is told because of it from now on; what is on its way goes out."""

    subscription_id: int
    expected_version: int = 0


@command(
    "notice.subscription.delete",
    permission=EDIT,
    changes=("notice.subscription",),
    target=_SUBSCRIPTION,
    guard=_GUARD,
    action="delete",
)
class DeleteSubscription(Command[None]):
    """Take a subscription away; what is on its way goes out."""

    subscription_id: int
    expected_version: int = 0
