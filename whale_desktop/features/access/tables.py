"""Tables of members, roles, sessions and preferences. Passwords are kept as Argon2id hashes, session tokens as SHA-256 hashes."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from whale_desktop.features.access.messages import MemberState
from whale_desktop.storage.metadata import metadata
from whale_desktop.storage.types import Choice, Day, Moment

member = Table(
    "member",
    metadata,
    Column("member_id", Integer, primary_key=True),
    Column("email", String(120), nullable=False, unique=True),
    Column("name", String(60), nullable=False),
    Column("name_zh_hans", String(60), nullable=False),
    Column("name_en", String(60), nullable=False),
    Column("state", Choice(MemberState), nullable=False),
    Column("service", Boolean, nullable=False),
    Column("locale", String(10), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("password_changed_at", Moment),
    Column("must_change_password", Boolean, nullable=False),
    Column("failed_count", Integer, nullable=False),
    Column("locked_until", Moment),
    Column("last_sign_in_at", Moment),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)
"""A person, or a service user (no password, cannot sign in at the window). `email` is in lower case; for a service user it is its name."""

role = Table(
    "role",
    metadata,
    Column("role", String(40), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("name_zh_hans", String(60), nullable=False),
    Column("name_en", String(60), nullable=False),
    Column("service", Boolean, nullable=False),
)

role_permission = Table(
    "role_permission",
    metadata,
    Column("role", String(40), ForeignKey("role.role"), primary_key=True),
    Column("code", String(120), primary_key=True),
)

member_role = Table(
    "member_role",
    metadata,
    Column("member_id", Integer, ForeignKey("member.member_id"), primary_key=True),
    Column("role", String(40), ForeignKey("role.role"), primary_key=True),
    Column("valid_from", Day),
    Column("valid_to", Day),
)
"""Who has which role; `valid_to` is the last Hong Kong day on which it counts, empty for ever."""

session = Table(
    "session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("member_id", Integer, ForeignKey("member.member_id"), nullable=False),
    Column("workstation", String(120), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("last_used_at", Moment, nullable=False),
    Column("password_at", Moment, nullable=False),
    Column("locked_at", Moment),
    Column("ended_at", Moment),
    Index("ix_session_member_id", "member_id"),
)

sign_in_lock = Table(
    "sign_in_lock",
    metadata,
    Column("lock_no", Integer, primary_key=True),
    Column("member_id", Integer, ForeignKey("member.member_id"), nullable=False),
    Column("locked_at", Moment, nullable=False),
    Index("ix_sign_in_lock_member_id", "member_id"),
    sqlite_autoincrement=True,
)
"""Every lock-out, so that the third within a day freezes the member."""

preference = Table(
    "preference",
    metadata,
    Column("member_id", Integer, ForeignKey("member.member_id"), primary_key=True),
    Column("key", String(120), primary_key=True),
    Column("value", Text, nullable=False),
)
"""A member's own settings, JSON by key."""
