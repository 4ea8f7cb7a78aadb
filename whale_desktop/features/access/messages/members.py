"""Members: the list, one member, adding, editing, freezing, departure, resetting the password (`docs/rules/platform.md` 3.1, 4, 6.2)."""

from datetime import datetime

from whale_desktop.features.access.messages.choices import Locale, MemberState, MemberType
from whale_desktop.messages import Bound, Command, Fact, ListQuery, Permission, Query, Struct, TotalsQuery, command, query

MEMBER_VIEW = Permission("admin.member_inquiry")
MEMBER_EDIT = Permission("admin.member_operation")

_TOPICS = ("access.member", "access.grant", "access.role")


class MemberStopped(Fact):
    """A member can do nothing from now on: he was frozen or has left."""

    member_id: int


class MemberRow(Struct):
    """A member in the list. `name` and `roles` are in the reader's language; `roles` are those in force."""

    member_id: int
    name: str
    email: str
    member_type: MemberType
    department: str
    roles: tuple[str, ...]
    grants: int
    state: MemberState
    second_factor: bool
    last_sign_in_at: datetime | None
    created_at: datetime
    version: int
    may: tuple[str, ...] = ()


class MemberFilter(Struct):
    """name, email: part of it; role: keys of roles in force; department: part of it; second_factor: has one, or has none."""

    name: str = ""
    email: str = ""
    role: tuple[str, ...] = ()
    second_factor: bool | None = None
    state: tuple[MemberState, ...] = ()
    member_type: tuple[MemberType, ...] = ()
    department: str = ""


@query("access.member.list", permission=MEMBER_VIEW, topics=_TOPICS)
class ListMembers(ListQuery[MemberRow]):
    """Members, the newest first. Service users are not among them."""

    where: MemberFilter = MemberFilter()


@query("access.member.totals", permission=MEMBER_VIEW, topics=_TOPICS)
class TotalMembers(TotalsQuery):
    """Count of the list."""

    where: MemberFilter = MemberFilter()


class Member(Struct):
    """One member with everything that may be seen of him; the password is not."""

    member_id: int
    name: str
    name_zh_hant: str
    name_zh_hans: str
    name_en: str
    email: str
    member_type: MemberType
    department: str
    locale: Locale
    state: MemberState
    roles: tuple[str, ...]
    policies: tuple[str, ...]
    codes: tuple[str, ...]
    locked_until: datetime | None
    must_change_password: bool
    password_changed_at: datetime | None
    password_due_at: datetime | None
    second_factor_at: datetime | None
    recovery_codes_left: int
    last_sign_in_at: datetime | None
    last_sign_in_address: str
    open_sessions: int
    created_at: datetime
    version: int
    may: tuple[str, ...] = ()


@query("access.member.get", permission=MEMBER_VIEW, topics=(*_TOPICS, "access.session"))
class GetMember(Query[Member]):
    """One member. Unknown: `UserError("admin.member_unknown")`."""

    member_id: int


class MemberChoice(Struct):
    """A member to choose: number and name."""

    member_id: int
    name: str


@query("access.member.choices", permission=MEMBER_VIEW, topics=("access.member",))
class ListMemberChoices(Query[tuple[MemberChoice, ...]]):
    """Members who have not left, by name."""


@command(
    "access.member.add",
    permission=MEMBER_EDIT,
    changes=("access.member",),
    secret=("password",),
    action="add",
)
class AddMember(Command[int]):
    """A new member, who must change the initial password at the first sign-in. Returns the number.

    `name_zh_hans` and `name_en` empty: the same as `name`. Raises `UserError`: `auth.email_used` (even of departed members),
    `auth.email_invalid`, `auth.password_rule`.
    """

    name: str = ""
    name_zh_hans: str = ""
    name_en: str = ""
    email: str = ""
    member_type: MemberType = MemberType.ADMIN
    department: str = ""
    locale: Locale = Locale.ZH_HANT
    password: str = ""


_ONE = Bound(GetMember, {"member_id": "member_id"})


@command("access.member.edit", permission=MEMBER_EDIT, changes=("access.member",), target=_ONE, guard=("version",))
class EditMember(Command[None]):
    """Another name, e-mail, type, department or language. Raises `UserError` as `AddMember`; stale: `Conflict`."""

    member_id: int
    name: str = ""
    name_zh_hans: str = ""
    name_en: str = ""
    email: str = ""
    member_type: MemberType = MemberType.ADMIN
    department: str = ""
    locale: Locale = Locale.ZH_HANT
    expected_version: int = 0


@command(
    "access.member.freeze",
    permission=MEMBER_EDIT,
    changes=("access.member", "access.session"),
    target=_ONE,
    guard=("state",),
)
class FreezeMember(Command[None]):
    """He can do nothing from now on, and his sessions end. Not oneself, not the last super administrator."""

    member_id: int


@command("access.member.unfreeze", permission=MEMBER_EDIT, changes=("access.member",), target=_ONE, guard=("state",))
class UnfreezeMember(Command[None]):
    """He may sign in again; failed tries are forgotten."""

    member_id: int


@command(
    "access.member.depart",
    permission=MEMBER_EDIT,
    changes=("access.member", "access.session", "access.grant"),
    target=_ONE,
    guard=("state",),
    action="delete",
)
class DepartMember(Command[None]):
    """He has left for good: no state follows, his roles and grants are removed, his history stays, his e-mail is never given again."""

    member_id: int


@command(
    "access.member.reset_password",
    permission=MEMBER_EDIT,
    changes=("access.member", "access.session"),
    target=_ONE,
    secret=("password",),
)
class ResetPassword(Command[None]):
    """An initial password again, to be changed at the next sign-in; his sessions end and a lock-out is lifted."""

    member_id: int
    password: str = ""
