"""全局設置 > 消息設置 > 訂閱管理: who is told what and how, what became of it, what clients are told (`docs/rules/platform.md` 6.7)."""

from collections.abc import Mapping
from typing import Any

from whale_desktop.features.notices.messages import (
    AddSubscription,
    Channel,
    DeleteSubscription,
    DeliveryPhase,
    DeliveryState,
    DisableSubscription,
    EnableSubscription,
    GetDelivery,
    GetSubscription,
    ListClientMessages,
    ListDeliveries,
    ListKinds,
    ListMessages,
    ListMessageSettings,
    ListRecipients,
    ListSubscriptions,
    MessageRow,
    ResendDelivery,
    SubscriptionState,
    TotalClientMessages,
    TotalDeliveries,
    TotalSubscriptions,
    UpdateSubscription,
    all_kinds,
    label_in,
)
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import (
    Action,
    Column,
    CustomScreen,
    DetailSpec,
    Empty,
    Field,
    Filter,
    FormSpec,
    ListScreen,
    Options,
    Section,
    Tab,
    TabsScreen,
    all_screens,
    list_of,
    usual,
)
from whale_desktop.screens.wording import names_words

_KIND = C_("notice", "Notice")
_CATEGORY = C_("notice", "Category")
_CHANNELS = C_("notice", "Channels")
_CHANNEL = C_("notice", "Channel")
_RECIPIENTS = C_("notice", "Recipients")
_RESEND = C_("notice", "Send again")
_ADDRESS = C_("notice", "Address")
_KEY = C_("notice", "Business no.")
_CLIENT = C_("notice", "Client no.")
_SAYS = C_("notice", "Text")

_KINDS = Options(ListKinds, "kind", "names", bare=True)
_EVERYBODY = Options(ListRecipients, "recipient", "names", bare=True)
_SAVED = C_("notice", "The subscription was saved")
_OF_ROW = {"subscription_id": "subscription_id", "expected_version": "version"}
_FIELDS = (
    Field(
        "channels",
        _CHANNELS,
        "several",
        choice=Channel,
        hint=C_("notice", "Whatever is chosen, the notice is in the window too"),
    ),
    Field(
        "recipients",
        _RECIPIENTS,
        "chips",
        options=_EVERYBODY,
        placeholder=C_("notice", "Role or member"),
        hint=C_("notice", "Of a role everybody is told who has it at that moment"),
    ),
    Field("remark", usual.REMARK, required=False, maximum_length=255),
)


def _filled(record: Any) -> dict[str, Any]:
    return {
        "subscription_id": record.subscription_id,
        "channels": record.channels,
        "recipients": record.recipients,
        "remark": record.remark,
        "expected_version": record.version,
    }


SUBSCRIPTIONS = ListScreen(
    key="notices.subscriptions",
    menu="",
    title=C_("notice", "Subscriptions"),
    query=ListSubscriptions,
    totals=TotalSubscriptions,
    row_key="subscription_id",
    columns=(
        Column("kind", _KIND, "named", words=label_in, pinned=True, priority=1, ideal=220),
        Column("category", _CATEGORY, "choice", priority=3, ideal=120),
        Column("channels", _CHANNELS, "texts", priority=1, ideal=140),
        Column("recipient_names", _RECIPIENTS, "named", words=names_words, priority=1, ideal=320),
        Column("state", usual.STATUS, "state", priority=1, ideal=80),
        Column("remark", usual.REMARK, priority=4, ideal=160),
        Column("updated_at", usual.UPDATED_AT, "moment", sortable=True, priority=2, ideal=usual.MOMENT_WIDTH),
        Column("operator", usual.OPERATOR, priority=5, ideal=100),
        Column("created_at", usual.CREATED_AT, "moment", shown=False, priority=5, ideal=usual.MOMENT_WIDTH),
    ),
    filters=(
        Filter("kind", _KIND, "options", options=_KINDS, first=True),
        Filter("channel", _CHANNEL, "choice", choice=Channel, first=True),
        Filter("recipient", _RECIPIENTS, "options", options=_EVERYBODY, first=True),
        Filter("state", usual.STATUS, "choice", choice=SubscriptionState),
    ),
    actions=(
        usual.adding(
            AddSubscription,
            label=C_("notice", "New subscription"),
            form=FormSpec(
                title=C_("notice", "New subscription"),
                command=AddSubscription,
                fields=(Field("kind", _KIND, "options", options=_KINDS), *_FIELDS),
                submits=usual.SAVE_BUTTON,
                consequence=C_("notice", "If this notice is sent these ways already, the recipients join that subscription"),
            ),
            done=_SAVED,
        ),
        usual.editing(
            UpdateSubscription,
            _OF_ROW,
            form=FormSpec(
                title=C_("notice", "Edit subscription"),
                command=UpdateSubscription,
                load=lambda row: GetSubscription(subscription_id=row.subscription_id),
                fill=_filled,
                context=(Column("kind", _KIND, "named", words=label_in), Column("category", _CATEGORY, "choice")),
                fields=_FIELDS,
                submits=usual.SAVE_BUTTON,
            ),
            done=_SAVED,
        ),
        Action(
            "enable",
            usual.ENABLE,
            ("row",),
            command=EnableSubscription,
            fields=_OF_ROW,
            done=C_("notice", "The subscription is enabled"),
        ),
        Action(
            "disable",
            usual.DISABLE,
            ("row",),
            command=DisableSubscription,
            fields=_OF_ROW,
            done=C_("notice", "The subscription is disabled"),
        ),
        usual.deleting(
            DeleteSubscription,
            _OF_ROW,
            question=C_("notice", "Delete this subscription?"),
            detail=C_("notice", "Its recipients are no longer told of this notice; what is on its way goes out."),
            done=C_("notice", "The subscription was deleted"),
        ),
    ),
    empty=Empty(
        line=C_("notice", "Nobody is subscribed to anything"),
        hint=C_("notice", "Choose a notice, the ways it goes, and the roles or members who are told."),
    ),
    exports=False,
)

DELIVERIES = ListScreen(
    key="notices.deliveries",
    menu="",
    title=C_("notice", "Mails and webhook"),
    query=ListDeliveries,
    totals=TotalDeliveries,
    row_key="delivery_id",
    columns=(
        Column("delivery_id", usual.ID, "code", pinned=True, priority=2, ideal=80),
        Column("channel", _CHANNEL, "choice", priority=1, ideal=90),
        Column("kind", _KIND, "named", words=label_in, priority=1, ideal=190),
        Column("key", _KEY, "code", priority=3, ideal=110),
        Column("recipient_names", C_("notice", "Recipient"), "named", words=names_words, priority=1, minimum=110, ideal=130),
        Column("address", _ADDRESS, priority=4, minimum=120, ideal=190),
        Column("state", usual.STATUS, "state", priority=1, ideal=100),
        Column("tries", C_("notice", "Tries"), "number", priority=3, ideal=56),
        Column("reason", usual.REASON, "reason", priority=1, minimum=200, ideal=280),
        Column("detail", C_("notice", "Answer of the other side"), shown=False, priority=5, ideal=200),
        Column("due_at", C_("notice", "Next try"), "moment", priority=5, ideal=usual.MOMENT_WIDTH),
        Column("created_at", usual.CREATED_AT, "moment", sortable=True, priority=2, ideal=usual.MOMENT_WIDTH),
        Column("updated_at", usual.UPDATED_AT, "moment", sortable=True, shown=False, priority=5, ideal=usual.MOMENT_WIDTH),
    ),
    filters=(
        Filter("kind", _KIND, "options", options=_KINDS, first=True),
        Filter("channel", _CHANNEL, "choice", choice=Channel, first=True),
        Filter("created_from", usual.CREATED_AT, "date_range", upto="created_to", first=True),
        Filter("state", usual.STATUS, "choice", choice=DeliveryState),
        Filter("address", _ADDRESS),
    ),
    tabs=(
        Tab(DeliveryPhase.FAILED, C_("notice", "Failed to send")),
        Tab(DeliveryPhase.WAITING, C_("notice", "Waiting to be sent")),
        Tab(DeliveryPhase.SENT, C_("notice", "Sent")),
        Tab("", C_("notice", "All")),
    ),
    first_tab=DeliveryPhase.FAILED,
    actions=(
        Action(
            "resend",
            _RESEND,
            ("row", "batch"),
            command=ResendDelivery,
            fields={"delivery_id": "delivery_id"},
            urgent=True,
            done=C_("notice", "It is sent again"),
        ),
    ),
    detail=DetailSpec(
        query=lambda row: GetDelivery(delivery_id=row.delivery_id),
        title="delivery_id",
        state="state",
        sections=(
            Section(
                C_("notice", "What and to whom"),
                (
                    Column("kind", _KIND, "named", words=label_in),
                    Column("key", _KEY, "code"),
                    Column("channel", _CHANNEL, "choice"),
                    Column("recipient_names", C_("notice", "Recipient"), "named", words=names_words),
                    Column("address", _ADDRESS),
                ),
            ),
            Section(
                C_("notice", "How it went"),
                (
                    Column("state", usual.STATUS, "state"),
                    Column("tries", C_("notice", "Tries"), "number"),
                    Column("reason", usual.REASON, "reason"),
                    Column("detail", C_("notice", "Answer of the other side")),
                    Column("due_at", C_("notice", "Next try"), "moment"),
                    Column("created_at", usual.CREATED_AT, "moment"),
                    Column("updated_at", usual.UPDATED_AT, "moment"),
                ),
            ),
        ),
    ),
    empty=Empty(
        line=C_("notice", "Nothing here"),
        hint=C_("notice", "Mails and webhook calls of subscribed notices are listed here, those that failed first."),
    ),
    exports=False,
)

CLIENT_MESSAGES = ListScreen(
    key="notices.client_messages",
    menu="",
    title=C_("notice", "Messages to clients"),
    query=ListClientMessages,
    totals=TotalClientMessages,
    row_key="client_message_id",
    columns=(
        Column("client_message_id", usual.ID, "code", pinned=True, priority=2, ideal=80),
        Column("client", _CLIENT, "code", priority=1, ideal=100),
        Column("account_no", usual.ACCOUNT_NO, "code", priority=1, ideal=110),
        Column("kind", _KIND, "named", words=label_in, priority=1, ideal=160),
        Column("words", _SAYS, "named", words=names_words, priority=1, ideal=420),
        Column("state", usual.STATUS, "state", priority=1, ideal=90),
        Column("at", usual.CREATED_AT, "moment", sortable=True, priority=2, ideal=usual.MOMENT_WIDTH),
    ),
    filters=(
        Filter("client", _CLIENT, first=True),
        Filter("account_no", usual.ACCOUNT_NO, first=True),
        Filter("at_from", usual.CREATED_AT, "date_range", upto="at_to", first=True),
    ),
    empty=Empty(
        line=C_("notice", "No message to a client yet"),
        hint=C_("notice", "What clients are told of their orders waits here until a way to them is connected."),
    ),
    exports=False,
)

SUBSCRIPTION_MANAGEMENT = TabsScreen(
    key="notices.subscription_management",
    menu="settings.message.subscriptions",
    title=C_("notice", "Subscription Management"),
    tabs=(SUBSCRIPTIONS, DELIVERIES, CLIENT_MESSAGES),
)

MESSAGES = CustomScreen(
    key="notices.messages",
    menu="top_bar.messages",
    title=C_("notice", "Messages"),
    widget="whale_desktop.features.notices.widgets:MessagesPage",
    query_type=ListMessages,
    beside=True,
)
SETTINGS = CustomScreen(
    key="notices.settings",
    menu="top_bar.message_settings",
    title=C_("notice", "Message Settings"),
    widget="whale_desktop.features.notices.widgets:SettingsPage",
    query_type=ListMessageSettings,
    beside=True,
)

SCREENS = (SUBSCRIPTION_MANAGEMENT, MESSAGES, SETTINGS)


def place_of(row: MessageRow) -> str:
    """The key of the screen that a message leads to; empty where it leads nowhere, or to a screen that this version does not have."""
    there = list_of(row.screen) is not None or any(screen.key == row.screen for screen in all_screens())
    return row.screen if there else ""


def link_of(row: MessageRow) -> Mapping[str, Any]:
    """The filter that shows what a message is about, on the screen that it names; nothing where it is about no single record."""
    if not row.key:
        return {}
    kind = all_kinds().get(row.kind)
    wanted = kind.where if kind is not None and kind.screen == row.screen else ""
    found = list_of(row.screen)
    if found is None:
        return {wanted or "key": row.key}
    name = wanted or found.row_key
    known = {one.name for one in found.filters}
    return {name: row.key, "list": row.screen} if not found.menu and name in known else {name: row.key} if name in known else {}
