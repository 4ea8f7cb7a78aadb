"""Telling people: kinds of notices, the command that tells, one's own messages, subscriptions, deliveries."""

from whale_desktop.features.notices.messages.inbox import (
    CountUnread,
    ListMessages,
    MarkAllRead,
    MarkRead,
    MessageFilter,
    MessageRow,
    Notify,
    TellClient,
    TotalMessages,
    Unread,
)
from whale_desktop.features.notices.messages.kinds import (
    Category,
    Format,
    NoticeKind,
    all_kinds,
    client_kinds,
    declare_client_kinds,
    declare_kinds,
    label_in,
    names,
    sentence_in,
)
from whale_desktop.features.notices.messages.subscriptions import Channel, DeliveryState

__all__ = [
    "Category",
    "Channel",
    "CountUnread",
    "DeliveryState",
    "Format",
    "ListMessages",
    "MarkAllRead",
    "MarkRead",
    "MessageFilter",
    "MessageRow",
    "NoticeKind",
    "Notify",
    "TellClient",
    "TotalMessages",
    "Unread",
    "all_kinds",
    "client_kinds",
    "declare_client_kinds",
    "declare_kinds",
    "label_in",
    "names",
    "sentence_in",
]
