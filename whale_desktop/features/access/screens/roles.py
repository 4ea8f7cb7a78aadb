"""全局設置 > 身份管理 > 角色: roles and permission policies."""

from whale_desktop.features.access.messages import (
    AddPolicy,
    AddRole,
    DeletePolicy,
    DeleteRole,
    EditPolicy,
    EditRole,
    GetPolicy,
    GetRole,
    ListPolicies,
    ListRoleBindings,
    ListRoles,
    PolicyKind,
    RoleBindingFilter,
    TotalPolicies,
    TotalRoles,
)
from whale_desktop.features.access.screens.words import CODE, DAYS, EMAIL, KIND, MEMBER, MODULE, MODULES
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import (
    Column,
    CustomDialog,
    DetailSpec,
    Empty,
    Filter,
    Link,
    ListScreen,
    Related,
    Section,
    TabsScreen,
    usual,
)
from whale_desktop.screens.wording import permission_words

_MEMBERS = C_("access.field", "Members")
_POLICIES = C_("access.field", "Permission policies")
_ROLE_NAME = C_("access.field", "Role name")
_POLICY_NAME = C_("access.field", "Policy name")
_CODES = C_("access.field", "Permissions")
_GIVEN = C_("access.field", "All permissions that it gives")
_DIALOGS = "whale_desktop.features.access.widgets"
_OF_ROLE = {"role": "role", "expected_version": "version"}
_OF_POLICY = {"policy_no": "policy_no", "expected_version": "version"}

ROLES_LIST = ListScreen(
    key="access.roles",
    menu="",
    title=C_("access.screen", "Roles"),
    query=ListRoles,
    totals=TotalRoles,
    row_key="role",
    columns=(
        Column("name", _ROLE_NAME, sortable=True, pinned=True, priority=1, ideal=180),
        Column("remark", usual.REMARK, priority=3, ideal=240),
        Column("members", _MEMBERS, "number", priority=2, ideal=80, link=Link("access.role_bindings", {"role": "role"})),
        Column("policies", _POLICIES, "texts", priority=2, ideal=240),
        Column("codes", _CODES, "number", priority=3, ideal=80),
        Column("updated_at", usual.UPDATED_AT, "moment", sortable=True, priority=3, ideal=usual.MOMENT_WIDTH),
        Column("role", C_("access.field", "Key"), "code", shown=False, ideal=140),
    ),
    filters=(Filter("name", _ROLE_NAME, first=True), Filter("code", CODE, first=True)),
    actions=(
        usual.adding(AddRole, label=C_("access.role", "Add role"), dialog=CustomDialog(f"{_DIALOGS}:RoleDialog", AddRole)),
        usual.editing(EditRole, _OF_ROLE, dialog=CustomDialog(f"{_DIALOGS}:RoleDialog", EditRole)),
        usual.deleting(
            DeleteRole,
            _OF_ROLE,
            question=C_("access.role", "Delete the role {name}?"),
            detail=C_("access.role", "Only a role that nobody has can be deleted. Members: {members}."),
            done=C_("access.role", "The role was deleted"),
        ),
    ),
    detail=DetailSpec(
        query=lambda row: GetRole(role=row.role),
        title="name",
        sections=(
            Section(
                C_("access.section", "Role"),
                (
                    Column("name", _ROLE_NAME),
                    Column("name_en", C_("access.field", "Name in English")),
                    Column("remark", usual.REMARK),
                    Column("members", _MEMBERS, "number"),
                    Column("policy_names", _POLICIES, "texts"),
                    Column("updated_at", usual.UPDATED_AT, "moment"),
                    Column("operator", usual.OPERATOR),
                ),
            ),
            Section(_GIVEN, (Column("given", _GIVEN, "named", words=permission_words),)),
        ),
        related=(
            Related(
                C_("access.section", "Members with this role"),
                lambda record: ListRoleBindings(where=RoleBindingFilter(role=(record.role,)), limit=100),
                (Column("member", MEMBER, ideal=120), Column("email", EMAIL, ideal=200), *DAYS),
            ),
        ),
    ),
    empty=Empty(C_("access.role", "No roles here")),
)

POLICIES = ListScreen(
    key="access.policies",
    menu="",
    title=_POLICIES,
    query=ListPolicies,
    totals=TotalPolicies,
    row_key="policy_no",
    columns=(
        Column("policy_no", usual.ID, "code", sortable=True, shown=False, ideal=60),
        Column("name", _POLICY_NAME, sortable=True, pinned=True, priority=1, ideal=220),
        Column("module_name", MODULE, priority=3, ideal=150),
        Column("kind", KIND, "choice", priority=2, ideal=130),
        Column("codes", _CODES, "number", priority=2, ideal=80),
        Column("roles", C_("access.field", "Roles"), "number", priority=3, ideal=70),
        Column("members", _MEMBERS, "number", priority=3, ideal=80),
        Column("remark", usual.REMARK, priority=4, ideal=180),
        Column("updated_at", usual.UPDATED_AT, "moment", sortable=True, priority=3, ideal=usual.MOMENT_WIDTH),
        Column("operator", usual.OPERATOR, shown=False, ideal=100),
    ),
    filters=(
        Filter("name", _POLICY_NAME, first=True),
        Filter("code", CODE, first=True),
        Filter("module", MODULE, "options", options=MODULES, several=True),
        Filter("kind", KIND, "choice", choice=PolicyKind, several=True),
    ),
    actions=(
        usual.adding(AddPolicy, dialog=CustomDialog(f"{_DIALOGS}:PolicyDialog", AddPolicy)),
        usual.editing(EditPolicy, _OF_POLICY, dialog=CustomDialog(f"{_DIALOGS}:PolicyDialog", EditPolicy)),
        usual.deleting(
            DeletePolicy,
            _OF_POLICY,
            question=C_("access.policy", "Delete the policy {name}?"),
            detail=C_("access.policy", "Only a policy that nobody has can be deleted. Roles: {roles}, members: {members}."),
            done=C_("access.policy", "The policy was deleted"),
        ),
    ),
    detail=DetailSpec(
        query=lambda row: GetPolicy(policy_no=row.policy_no),
        title="name",
        sections=(
            Section(
                C_("access.section", "Permission policy"),
                (
                    Column("name", _POLICY_NAME),
                    Column("name_en", C_("access.field", "Name in English")),
                    Column("kind", KIND, "choice"),
                    Column("remark", usual.REMARK),
                ),
            ),
            Section(_GIVEN, (Column("given", _GIVEN, "named", words=permission_words),)),
        ),
    ),
    empty=Empty(C_("access.policy", "No permission policies here")),
)

ROLES_SCREEN = TabsScreen(
    key="access.roles_and_policies",
    menu="settings.identity.roles",
    title=C_("access.screen", "Roles"),
    tabs=(ROLES_LIST, POLICIES),
)
