"""What a member asks about himself: who he is, which rights he holds, his password, his preferences, his sessions.

Signing in and out are no messages: there is no session yet that could send one (`gateway.signing`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from whale_desktop.messages import SIGNED_IN, Bound, Command, Query, Struct, command, query

MAXIMUM_PREFERENCE_CHARACTERS = 100_000
"""The JSON text of one preference is at most this long."""


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
    password_due_at: datetime | None = None


@query(
    "access.me",
    permission=SIGNED_IN,
    topics=("access.member", "access.role", "access.policy", "access.grant"),
    headless=True,
    while_password_due=True,
)
class GetMe(Query[Me]):
    """Who is signed in, with the roles and codes that are in force at this moment."""


class PasswordRules(Struct):
    """What a password must be (`docs/rules/platform.md` 5.3). days: 0 when it never has to be changed."""

    characters: int
    classes: int
    history: int
    days: int


@query("access.password.rules", permission=SIGNED_IN, topics=("system.parameter",), while_password_due=True)
class GetPasswordRules(Query[PasswordRules]):
    """The rules in force for passwords."""


@command(
    "access.password.change",
    permission=SIGNED_IN,
    changes=("access.member", "access.session"),
    target=Bound(GetMe, {}),
    secret=("current", "new"),
    headless=True,
    while_password_due=True,
)
class ChangePassword(Command[None]):
    """Choose a new password of one's own; other sessions of the member end (`docs/rules/platform.md` 4, 5.3).

    Raises `UserError`: `auth.bad_credentials` at `current`, `auth.password_rule` or `auth.password_used` at `new`.
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


@command("preference.put", permission=SIGNED_IN, changes=("preference",), audited=False, headless=True, rows_locked=True)
class PutPreference(Command[None]):
    """Keep one of one's own settings; `value` is any JSON value, null forgets it. Raises `UserError("preference.too_large")`."""

    key: str
    value: Any = None
