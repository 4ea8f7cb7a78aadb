"""What a member asks about himself: who he is, which rights he holds, his own preferences.

Signing in and out are no messages: there is no session yet that could send one (`gateway.signing`).
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from whale_desktop.features.access.messages.parameters import (
    FRESH_MINUTES,
    IDLE_MINUTES,
    LOCKED_MINUTES,
    LOCKS_TO_FREEZE,
    MAIL_HOST,
    MAIL_PASSWORD,
    MAIL_PORT,
    MAIL_SECURITY,
    MAIL_SENDER,
    MAIL_USER,
    PASSWORD_CHARACTERS,
    PASSWORD_CLASSES,
    PASSWORD_DAYS,
    PASSWORD_HISTORY,
    SESSION_HOURS,
    WRONG_PASSWORDS_TO_LOCK,
    MailSecurity,
)
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import SIGNED_IN, Bound, Command, Query, Struct, command, declare_errors, labels, query

__all__ = [
    "FRESH_MINUTES",
    "IDLE_MINUTES",
    "LOCKED_MINUTES",
    "LOCKS_TO_FREEZE",
    "MAIL_HOST",
    "MAIL_PASSWORD",
    "MAIL_PORT",
    "MAIL_SECURITY",
    "MAIL_SENDER",
    "MAIL_USER",
    "MAXIMUM_PREFERENCE_CHARACTERS",
    "PASSWORD_CHARACTERS",
    "PASSWORD_CLASSES",
    "PASSWORD_DAYS",
    "PASSWORD_HISTORY",
    "SESSION_HOURS",
    "WRONG_PASSWORDS_TO_LOCK",
    "ChangePassword",
    "GetMe",
    "GetPreferences",
    "MailSecurity",
    "Me",
    "MemberState",
    "Preferences",
    "PutPreference",
    "RoleName",
]

MAXIMUM_PREFERENCE_CHARACTERS = 100_000
"""The JSON text of one preference is at most this long."""


class MemberState(StrEnum):
    """Whether a member may work (`docs/rules/platform.md` 3.1)."""

    NORMAL = "normal"
    FROZEN = "frozen"
    DEPARTED = "departed"


labels(
    MemberState,
    {
        MemberState.NORMAL: C_("member", "Normal"),
        MemberState.FROZEN: C_("member", "Frozen"),
        MemberState.DEPARTED: C_("member", "Deleted"),
    },
    tones={MemberState.NORMAL: "done", MemberState.FROZEN: "fail", MemberState.DEPARTED: "void"},
)

declare_errors(
    {
        "preference.too_large": C_("error", "This setting is too large to be kept: {size} characters, at most {limit}"),
    }
)


class RoleName(Struct):
    """A role that a member has: its key and its name by locale."""

    role: str
    names: dict[str, str]


class Me(Struct):
    """The signed-in member. `codes` are the permission codes held now; `names` by locale; `session_ends_at` is the absolute end."""

    member_id: int
    name: str
    names: dict[str, str]
    email: str
    locale: str
    roles: tuple[RoleName, ...]
    codes: tuple[str, ...]
    session_ends_at: datetime | None = None
    last_sign_in_at: datetime | None = None


@query("access.me", permission=SIGNED_IN, topics=("access.member",), headless=True)
class GetMe(Query[Me]):
    """Who is signed in, with the roles and codes that are in force at this moment."""


@command(
    "access.password.change",
    permission=SIGNED_IN,
    changes=("access.member",),
    target=Bound(GetMe, {}),
    secret=("current", "new"),
    headless=True,
)
class ChangePassword(Command[None]):
    """Choose a new password of one's own; other sessions of the member end (`docs/rules/platform.md` 4, 5.3).

    Raises `UserError`: `auth.bad_credentials` at `current`, `auth.password_rule` at `new`.
    """

    current: str
    new: str


class Preferences(Struct):
    """A member's own settings: key → any JSON value."""

    values: Mapping[str, Any]


@query("preference.get", permission=SIGNED_IN, topics=("preference",))
class GetPreferences(Query[Preferences]):
    """One's own settings (`docs/rules/platform.md` 3.4); without `keys` all of them. A key never put is not in the answer."""

    keys: tuple[str, ...] = ()


@command("preference.put", permission=SIGNED_IN, changes=("preference",), audited=False, headless=True)
class PutPreference(Command[None]):
    """Keep one of one's own settings; `value` is any JSON value, null forgets it. Raises `UserError("preference.too_large")`."""

    key: str
    value: Any = None
