"""Tables of members, roles, policies, grants, sessions and preferences.

Passwords are kept as Argon2id hashes, session tokens as SHA-256 hashes.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from whale_desktop.features.access.messages import ApplicationStatus, GrantSource, MemberState, MemberType, Period, PolicyKind
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
    Column("member_type", Choice(MemberType), nullable=False, server_default=MemberType.ADMIN.value),
    Column("department", String(60), nullable=False, server_default=""),
    Column("last_sign_in_address", String(60), nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),
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
    Column("remark", String(300), nullable=False, server_default=""),
    Column("updated_at", Moment),
    Column("operator", String(120), nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default="1"),
)

role_permission = Table(
    "role_permission",
    metadata,
    Column("role", String(40), ForeignKey("role.role"), primary_key=True),
    Column("code", String(120), primary_key=True),
)

policy = Table(
    "policy",
    metadata,
    Column("policy_no", Integer, primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("name_zh_hans", String(60), nullable=False),
    Column("name_en", String(60), nullable=False),
    Column("module", String(60), nullable=False),
    Column("kind", Choice(PolicyKind), nullable=False),
    Column("remark", String(300), nullable=False),
    Column("updated_at", Moment),
    Column("operator", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    sqlite_autoincrement=True,
)
"""A permission policy of one first-level module; what it gives says `rules.rights.policy_codes`."""

policy_permission = Table(
    "policy_permission",
    metadata,
    Column("policy_no", Integer, ForeignKey("policy.policy_no"), primary_key=True),
    Column("code", String(120), primary_key=True),
)
"""The codes that were chosen for a policy."""

role_policy = Table(
    "role_policy",
    metadata,
    Column("role", String(40), ForeignKey("role.role"), primary_key=True),
    Column("policy_no", Integer, ForeignKey("policy.policy_no"), primary_key=True),
    Index("ix_role_policy_policy_no", "policy_no"),
)

member_role = Table(
    "member_role",
    metadata,
    Column("member_id", Integer, ForeignKey("member.member_id"), primary_key=True),
    Column("role", String(40), ForeignKey("role.role"), primary_key=True),
    Column("valid_from", Day),
    Column("valid_to", Day),
    Column("created_at", Moment),
    Column("operator", String(120), nullable=False, server_default=""),
    Index("ix_member_role_role", "role"),
)
"""Who has which role; `valid_to` is the last Hong Kong day on which it counts, empty for ever."""

personal_grant = Table(
    "personal_grant",
    metadata,
    Column("grant_no", Integer, primary_key=True),
    Column("member_id", Integer, ForeignKey("member.member_id"), nullable=False),
    Column("policy_no", Integer, ForeignKey("policy.policy_no")),
    Column("code", String(120), nullable=False),
    Column("valid_from", Day),
    Column("valid_to", Day),
    Column("source", Choice(GrantSource), nullable=False),
    Column("work_order_no", String(20), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("operator", String(120), nullable=False),
    Index("ix_personal_grant_member_id", "member_id"),
    Index("ix_personal_grant_policy_no", "policy_no"),
    sqlite_autoincrement=True,
)
"""A policy (then `code` is empty) or one code (then `policy_no` is) of a member's own."""

permission_application = Table(
    "permission_application",
    metadata,
    Column("application_no", Integer, primary_key=True),
    Column("member_id", Integer, ForeignKey("member.member_id"), nullable=False),
    Column("policies", Text, nullable=False),
    Column("codes", Text, nullable=False),
    Column("period", Choice(Period), nullable=False),
    Column("until", Day),
    Column("valid_to", Day),
    Column("reason", String(300), nullable=False),
    Column("remark", Text, nullable=False),
    Column("status", Choice(ApplicationStatus), nullable=False),
    Column("work_order_no", String(20), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("decided_at", Moment),
    Index("ix_permission_application_member_id", "member_id"),
    sqlite_autoincrement=True,
)
"""What members asked for; `policies` and `codes` are JSON lists. `valid_to` is the last day of what was granted."""

password_history = Table(
    "password_history",
    metadata,
    Column("history_no", Integer, primary_key=True),
    Column("member_id", Integer, ForeignKey("member.member_id"), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index("ix_password_history_member_id", "member_id"),
    sqlite_autoincrement=True,
)
"""The hashes of passwords that a member had before his present one."""

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
    Column("address", String(60), nullable=False, server_default=""),
    Index("ix_session_member_id", "member_id"),
)

second_factor = Table(
    "second_factor",
    metadata,
    Column("member_id", Integer, ForeignKey("member.member_id"), primary_key=True),
    Column("secret", String(64), nullable=False),
    Column("last_step", Integer, nullable=False),
    Column("since", Moment, nullable=False),
)
"""Members' secrets for codes, readable by the program as the mail password is; `last_step` is that of the newest code that was taken."""

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("code_no", Integer, primary_key=True),
    Column("member_id", Integer, ForeignKey("member.member_id"), nullable=False),
    Column("code_hash", String(64), nullable=False),
    Column("used_at", Moment),
    Index("ix_recovery_code_member_id", "member_id"),
    sqlite_autoincrement=True,
)

second_factor_begun = Table(
    "second_factor_begun",
    metadata,
    Column("member_id", Integer, ForeignKey("member.member_id"), primary_key=True),
    Column("session", String(64), nullable=False),
    Column("secret", String(64), nullable=False),
    Column("recovery_codes", Text, nullable=False),
    Column("begun_at", Moment, nullable=False),
)
"""What is being set up and counts for nothing yet; `recovery_codes` is a JSON list, shown to the session that began and to no other."""

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
