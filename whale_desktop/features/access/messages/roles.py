"""Roles and permission policies (`docs/rules/platform.md` 3.2, 6.3)."""

from datetime import datetime

from whale_desktop.features.access.messages.choices import PolicyKind
from whale_desktop.messages import (
    SIGNED_IN,
    Bound,
    Command,
    Fact,
    ListQuery,
    Permission,
    Query,
    Struct,
    TotalsQuery,
    command,
    query,
)

ROLE_VIEW = Permission("admin.role_inquiry")
ROLE_EDIT = Permission("admin.role_operation")

SUPER_ADMIN = "super_admin"
"""The role that holds every code, cannot be edited or deleted, and never loses its last member."""

MAXIMUM_NAME = 40
MAXIMUM_REMARK = 300


class RoleDeleted(Fact):
    """A role is about to be deleted. A higher feature that uses it (an approval node) refuses with `admin.role_in_use`."""

    role: str


class RoleRow(Struct):
    """A role in the list; names are in the reader's language. `members` have it in force, `codes` are those it gives."""

    role: str
    name: str
    remark: str
    members: int
    policies: tuple[str, ...]
    codes: int
    updated_at: datetime | None
    version: int
    may: tuple[str, ...] = ()


class RoleFilter(Struct):
    """name: part of it, in any language; code: part of a code that the role gives."""

    name: str = ""
    code: str = ""


_ROLE_TOPICS = ("access.role", "access.policy", "access.grant")


@query("access.role.list", permission=ROLE_VIEW, topics=_ROLE_TOPICS)
class ListRoles(ListQuery[RoleRow]):
    """Roles by name; the service users' roles are not among them."""

    where: RoleFilter = RoleFilter()


@query("access.role.totals", permission=ROLE_VIEW, topics=_ROLE_TOPICS)
class TotalRoles(TotalsQuery):
    """Count of the list."""

    where: RoleFilter = RoleFilter()


class Role(Struct):
    """One role. `codes` are its own, `given` all that it gives with its policies."""

    role: str
    name: str
    name_zh_hans: str
    name_en: str
    remark: str
    policies: tuple[int, ...]
    policy_names: tuple[str, ...]
    codes: tuple[str, ...]
    given: tuple[str, ...]
    members: int
    updated_at: datetime | None
    operator: str
    version: int


@query("access.role.get", permission=ROLE_VIEW, topics=_ROLE_TOPICS)
class GetRole(Query[Role]):
    """One role. Unknown: `UserError("admin.role_unknown")`."""

    role: str


class RoleChoice(Struct):
    """A role to choose: key and name."""

    role: str
    name: str


@query("access.role.choices", permission=SIGNED_IN, topics=("access.role",))
class ListRoleChoices(Query[tuple[RoleChoice, ...]]):
    """The roles that a person may have, by name."""


@command("access.role.add", permission=ROLE_EDIT, changes=("access.role",), action="add")
class AddRole(Command[str]):
    """A new role; returns its key. Raises `UserError`: `admin.name_used`, `admin.code_unknown`, `admin.policy_unknown`."""

    name: str = ""
    name_zh_hans: str = ""
    name_en: str = ""
    remark: str = ""
    policies: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()


_ROLE = Bound(GetRole, {"role": "role"})


@command("access.role.edit", permission=ROLE_EDIT, changes=("access.role",), target=_ROLE, guard=("version",))
class EditRole(Command[None]):
    """Another name, remark, other policies and codes; counts at once for everybody who has it.

    Raises `UserError`: `admin.super_admin_fixed`, `admin.self_change` when it would change one's own rights; stale: `Conflict`.
    """

    role: str
    name: str = ""
    name_zh_hans: str = ""
    name_en: str = ""
    remark: str = ""
    policies: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    expected_version: int = 0


@command("access.role.delete", permission=ROLE_EDIT, changes=("access.role",), target=_ROLE, guard=("version",), action="delete")
class DeleteRole(Command[None]):
    """Take a role off. Refused while a member or an approval node uses it: `admin.role_in_use`."""

    role: str
    expected_version: int = 0


class PolicyRow(Struct):
    """A policy in the list. `module` is the key of its first-level menu entry, `module_name` its label; `users` are roles and members."""

    policy_no: int
    name: str
    module: str
    module_name: str
    kind: PolicyKind
    codes: int
    roles: int
    members: int
    remark: str
    updated_at: datetime | None
    operator: str
    version: int
    may: tuple[str, ...] = ()


class PolicyFilter(Struct):
    """name: part of it; code: part of a code that the policy gives; module: keys of first-level menu entries."""

    name: str = ""
    code: str = ""
    module: tuple[str, ...] = ()
    kind: tuple[PolicyKind, ...] = ()


_POLICY_TOPICS = ("access.policy", "access.role", "access.grant")


@query("access.policy.list", permission=ROLE_VIEW, topics=_POLICY_TOPICS)
class ListPolicies(ListQuery[PolicyRow]):
    """Policies by module and name."""

    where: PolicyFilter = PolicyFilter()


@query("access.policy.totals", permission=ROLE_VIEW, topics=_POLICY_TOPICS)
class TotalPolicies(TotalsQuery):
    """Count of the list."""

    where: PolicyFilter = PolicyFilter()


class Policy(Struct):
    """One policy. `codes` were chosen, `given` is all that it gives: of an "all" or "read-only" policy more than was chosen."""

    policy_no: int
    name: str
    name_zh_hans: str
    name_en: str
    module: str
    kind: PolicyKind
    codes: tuple[str, ...]
    given: tuple[str, ...]
    remark: str
    version: int


@query("access.policy.get", permission=ROLE_VIEW, topics=("access.policy",))
class GetPolicy(Query[Policy]):
    """One policy. Unknown: `UserError("admin.policy_unknown")`."""

    policy_no: int


class PolicyChoice(Struct):
    """A policy to choose, with what it gives, so that a person sees it before he chooses."""

    policy_no: int
    name: str
    module: str
    kind: PolicyKind
    codes: tuple[str, ...]


@query("access.policy.choices", permission=SIGNED_IN, topics=("access.policy",))
class ListPolicyChoices(Query[tuple[PolicyChoice, ...]]):
    """Every policy by module and name, with its codes: nothing of it is secret, everybody may ask for them."""


class ModuleChoice(Struct):
    """A first-level module that has permissions: key and label in the reader's language."""

    module: str
    name: str


@query("access.module.choices", permission=SIGNED_IN)
class ListModuleChoices(Query[tuple[ModuleChoice, ...]]):
    """The modules in menu order."""


@command("access.policy.add", permission=ROLE_EDIT, changes=("access.policy",), action="add")
class AddPolicy(Command[int]):
    """A new policy of one module; returns its number. "All" and "read-only" policies may hold further codes of their module only."""

    name: str = ""
    name_zh_hans: str = ""
    name_en: str = ""
    module: str = ""
    kind: PolicyKind = PolicyKind.SPECIAL
    codes: tuple[str, ...] = ()
    remark: str = ""


_POLICY = Bound(GetPolicy, {"policy_no": "policy_no"})


@command("access.policy.edit", permission=ROLE_EDIT, changes=("access.policy",), target=_POLICY, guard=("version",))
class EditPolicy(Command[None]):
    """Another name, remark or other codes; counts at once for everybody who has it, without a new request."""

    policy_no: int
    name: str = ""
    name_zh_hans: str = ""
    name_en: str = ""
    kind: PolicyKind = PolicyKind.SPECIAL
    codes: tuple[str, ...] = ()
    remark: str = ""
    expected_version: int = 0


@command(
    "access.policy.delete", permission=ROLE_EDIT, changes=("access.policy",), target=_POLICY, guard=("version",), action="delete"
)
class DeletePolicy(Command[None]):
    """Take a policy off. Refused while a role or a member has it: `admin.policy_in_use`."""

    policy_no: int
    expected_version: int = 0
