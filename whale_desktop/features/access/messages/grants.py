"""What a member holds: roles and personal grants with their days (`docs/rules/platform.md` 3.2, 5.1, 6.2)."""

from datetime import date, datetime

from whale_desktop.features.access.messages.choices import GrantKind, GrantPhase, GrantSource
from whale_desktop.features.access.messages.members import MEMBER_EDIT, MEMBER_VIEW
from whale_desktop.messages import Bound, Command, ListQuery, Query, Struct, TotalsQuery, command, query


class GrantRow(Struct):
    """One personal grant: a policy or a code, and the days on which it counts. Names are in the reader's language."""

    grant_no: int
    member_id: int
    member: str
    kind: GrantKind
    name: str
    code: str
    module: str
    source: GrantSource
    ticket_no: str
    valid_from: date | None
    valid_to: date | None
    phase: GrantPhase
    created_at: datetime
    operator: str
    may: tuple[str, ...] = ()


class GrantFilter(Struct):
    """Filters of the list.

    member: part of a name, part of an e-mail, or the whole e-mail of one member; code: part of a code that the grant gives, through a
    policy too.
    """

    member: str = ""
    code: str = ""
    kind: tuple[GrantKind, ...] = ()
    source: tuple[GrantSource, ...] = ()


_GRANT_TOPICS = ("access.grant", "access.member", "access.policy")


@query("access.grant.list", permission=MEMBER_VIEW, topics=_GRANT_TOPICS)
class ListGrants(ListQuery[GrantRow]):
    """Personal grants, the newest first; tabs by phase."""

    where: GrantFilter = GrantFilter()


@query("access.grant.totals", permission=MEMBER_VIEW, topics=_GRANT_TOPICS)
class TotalGrants(TotalsQuery):
    """Count of the list and of its tabs."""

    where: GrantFilter = GrantFilter()


class RoleBindingRow(Struct):
    """One role of one member with the days on which it counts. `key` is `member/role`."""

    key: str
    member_id: int
    member: str
    email: str
    role: str
    role_name: str
    valid_from: date | None
    valid_to: date | None
    phase: GrantPhase
    created_at: datetime | None
    operator: str
    may: tuple[str, ...] = ()


class RoleBindingFilter(Struct):
    """member: part of a name, part of an e-mail, or the whole e-mail of one member; role: keys."""

    member: str = ""
    role: tuple[str, ...] = ()


_BINDING_TOPICS = ("access.grant", "access.member", "access.role")


@query("access.role_binding.list", permission=MEMBER_VIEW, topics=_BINDING_TOPICS)
class ListRoleBindings(ListQuery[RoleBindingRow]):
    """Who has which role, by member; tabs by phase."""

    where: RoleBindingFilter = RoleBindingFilter()


@query("access.role_binding.totals", permission=MEMBER_VIEW, topics=_BINDING_TOPICS)
class TotalRoleBindings(TotalsQuery):
    """Count of the list and of its tabs."""

    where: RoleBindingFilter = RoleBindingFilter()


class Held(Struct):
    """A role, policy or code that a member holds, with its days, as the audit trail keeps it."""

    what: str
    valid_from: date | None = None
    valid_to: date | None = None


class MemberRights(Struct):
    """All that a member was given: before and after of every change of rights."""

    member_id: int
    member: str
    roles: tuple[Held, ...]
    policies: tuple[Held, ...]
    codes: tuple[Held, ...]


@query("access.member.rights", permission=MEMBER_VIEW, topics=_GRANT_TOPICS, headless=True)
class GetMemberRights(Query[MemberRights]):
    """What a member was given. Unknown: `UserError("admin.member_unknown")`."""

    member_id: int


_RIGHTS = Bound(GetMemberRights, {"member_id": "member_id"})


@command("access.role.bind", permission=MEMBER_EDIT, changes=("access.grant",), target=_RIGHTS, action="add")
class BindRole(Command[None]):
    """Give a member a role, or other days to one he has. Not oneself; the super administrators' role only by one of them."""

    member_id: int
    role: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@command("access.role.unbind", permission=MEMBER_EDIT, changes=("access.grant",), target=_RIGHTS, action="delete")
class UnbindRole(Command[None]):
    """Take a role from a member. Not from oneself, not from the last super administrator."""

    member_id: int
    role: str


@command("access.grant.bind", permission=MEMBER_EDIT, changes=("access.grant",), target=_RIGHTS, action="add")
class BindGrants(Command[None]):
    """Give a member policies and codes of his own. What he has already with the same days is not given twice. Not oneself."""

    member_id: int
    policies: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@command("access.grant.unbind", permission=MEMBER_EDIT, changes=("access.grant",), target=_RIGHTS, action="delete")
class UnbindGrant(Command[None]):
    """Take a personal grant away. Not from oneself."""

    member_id: int
    grant_no: int
