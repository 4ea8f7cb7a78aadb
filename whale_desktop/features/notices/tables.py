"""Tables of notices: what happened, who was told, who wants to know, what was sent (`docs/rules/platform.md` 3.5)."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from whale_desktop.features.notices.messages import Channel, DeliveryState
from whale_desktop.storage.metadata import metadata
from whale_desktop.storage.types import Choice, Moment

_ID = BigInteger().with_variant(Integer, "sqlite")

notice_event = Table(
    "notice_event",
    metadata,
    Column("event_id", _ID, primary_key=True, autoincrement=True),
    Column("kind", String(60), nullable=False),
    Column("params", Text, nullable=False),
    Column("screen", String(60), nullable=False),
    Column("key", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
"""Something that somebody was told of. `params` is JSON; no sentence is ever kept."""

notice_message = Table(
    "notice_message",
    metadata,
    Column("message_id", _ID, primary_key=True, autoincrement=True),
    Column("event_id", _ID, ForeignKey("notice_event.event_id"), nullable=False),
    Column("member_id", Integer, ForeignKey("member.member_id"), nullable=False),
    Column("read_at", Moment),
    Index("ix_notice_message_event_id", "event_id", "member_id", unique=True),
    Index("ix_notice_message_member_id", "member_id", "message_id"),
    Index("ix_notice_message_read_at", "member_id", "read_at"),
    sqlite_autoincrement=True,
)
"""One event in one member's list. The bell counts along the second index, however many messages somebody has read."""

notice_subscription = Table(
    "notice_subscription",
    metadata,
    Column("subscription_id", Integer, primary_key=True),
    Column("kind", String(60), nullable=False),
    Column("channels", String(40), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("remark", String(255), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("operator", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("kind", "channels"),
    sqlite_autoincrement=True,
)
"""`channels`: the chosen ways in the order of `Channel`, joined by commas; there is one row a kind and set of ways."""

notice_recipient = Table(
    "notice_recipient",
    metadata,
    Column("subscription_id", Integer, ForeignKey("notice_subscription.subscription_id"), primary_key=True),
    Column("recipient", String(60), primary_key=True),
)
"""`recipient`: `member:12` or `role:funds_clerk`; whoever has the role when something happens is told."""

notice_delivery = Table(
    "notice_delivery",
    metadata,
    Column("delivery_id", _ID, primary_key=True, autoincrement=True),
    Column("event_id", _ID, ForeignKey("notice_event.event_id"), nullable=False),
    Column("channel", Choice(Channel), nullable=False),
    Column("member_id", Integer, ForeignKey("member.member_id")),
    Column("state", Choice(DeliveryState), nullable=False),
    Column("address", String(255), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("reason", String(60), nullable=False),
    Column("detail", String(500), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("ix_notice_delivery_state_due_at", "state", "due_at"),
    sqlite_autoincrement=True,
)
"""One mail to one member, or one call of the webhook (without a member). `reason` is an error code, `detail` what the other side said."""

notice_choice = Table(
    "notice_choice",
    metadata,
    Column("member_id", Integer, ForeignKey("member.member_id"), primary_key=True),
    Column("kind", String(60), primary_key=True),
    Column("toast", Boolean, nullable=False),
    Column("desktop", Boolean, nullable=False),
    Column("mail", Boolean, nullable=False),
)
"""How a member wants to be told of a kind, where that differs from what everybody gets."""

client_message = Table(
    "client_message",
    metadata,
    Column("client_message_id", _ID, primary_key=True, autoincrement=True),
    Column("kind", String(60), nullable=False),
    Column("params", Text, nullable=False),
    Column("client", String(40), nullable=False),
    Column("account_no", String(40), nullable=False),
    Column("locale", String(10), nullable=False),
    Column("state", Choice(DeliveryState), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_client_message_client", "client"),
    sqlite_autoincrement=True,
)
"""Messages to clients, waiting for whatever carries them; nothing does yet (`docs/rules/platform.md` 6.7)."""
