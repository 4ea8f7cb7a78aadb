"""全局設置 > 身份管理 > 人員: members, what they hold, where they are signed in, what happened at the door."""

from typing import Any

from whale_desktop.features.access.messages import (
    AddMember,
    BindGrants,
    BindRole,
    DepartMember,
    EditMember,
    FreezeMember,
    GetMember,
    GrantFilter,
    ListGrants,
    ListMembers,
    ListRoleBindings,
    ListSessions,
    ListSignIns,
    Locale,
    MemberState,
    MemberType,
    ResetPassword,
    ResetSecondFactor,
    RevokeSessions,
    RoleBindingFilter,
    SessionFilter,
    SignInFilter,
    TotalMembers,
    UnfreezeMember,
)
from whale_desktop.features.access.screens.holdings import (
    BIND_ROLE,
    BINDING_COLUMNS,
    DOOR_COLUMNS,
    GRANT_COLUMNS,
    GRANTS,
    ROLE_BINDINGS,
    SESSION_COLUMNS,
    SESSIONS,
    SIGN_INS,
)
from whale_desktop.features.access.screens.words import ADDRESS, DEPARTMENT, EMAIL, NAME, ROLE, ROLE_CHOICES, ROLES
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import (
    Action,
    Column,
    Confirm,
    CustomDialog,
    DetailSpec,
    Empty,
    Field,
    Filter,
    FormSpec,
    Link,
    ListScreen,
    Related,
    Section,
    Submit,
    TabsScreen,
    Values,
    usual,
)

_MEMBER_TYPE = C_("access.field", "Member type")
_LAST_SIGN_IN = C_("access.field", "Last sign-in")
_GRANTS = C_("access.field", "Personal grants")
_SECOND_FACTOR = C_("access.field", "Two-factor authentication")
_LANGUAGE = C_("access.field", "Language")
_RULE = C_("access.field", "It must meet the password rules and is changed at the first sign-in")
_NAME_ZH_HANS = Field("name_zh_hans", C_("access.field", "Name in Simplified Chinese"), required=False, maximum_length=60)
_NAME_EN = Field("name_en", C_("access.field", "Name in English"), required=False, maximum_length=60)
_PERSON = (
    Field("name", NAME, maximum_length=60),
    _NAME_ZH_HANS,
    _NAME_EN,
    Field("email", EMAIL, maximum_length=120),
    Field("member_type", _MEMBER_TYPE, "radio", choice=MemberType, initial=MemberType.ADMIN),
    Field("department", DEPARTMENT, required=False, maximum_length=60),
    Field("locale", _LANGUAGE, "radio", choice=Locale, initial=Locale.ZH_HANT),
)
_PASSWORD = Field("password", C_("access.field", "Initial password"), hint=_RULE)
_OF_MEMBER = {"member_id": "member_id"}
_BY_EMAIL = {"member": "email"}


def _person(record: Any) -> Values:
    """The fields of the edit form; a name that only repeats the first is left empty."""
    first = record.name_zh_hant
    return {
        "member_id": record.member_id,
        "name": first,
        "name_zh_hans": "" if record.name_zh_hans == first else record.name_zh_hans,
        "name_en": "" if record.name_en == first else record.name_en,
        "email": record.email,
        "member_type": record.member_type,
        "department": record.department,
        "locale": record.locale,
        "expected_version": record.version,
    }


_DETAIL = DetailSpec(
    query=lambda row: GetMember(member_id=row.member_id),
    title="name",
    state="state",
    sections=(
        Section(
            C_("access.section", "Member"),
            (
                Column("name_zh_hant", NAME),
                Column("name_en", C_("access.field", "Name in English")),
                Column("email", EMAIL),
                Column("member_type", _MEMBER_TYPE, "choice"),
                Column("department", DEPARTMENT),
                Column("locale", _LANGUAGE, "choice"),
                Column("created_at", usual.CREATED_AT, "moment"),
            ),
        ),
        Section(
            C_("access.section", "Sign-in"),
            (
                Column("last_sign_in_at", _LAST_SIGN_IN, "moment"),
                Column("last_sign_in_address", ADDRESS, "code"),
                Column("open_sessions", C_("access.field", "Open sessions"), "number"),
                Column("locked_until", C_("access.field", "Locked until"), "moment"),
                Column("password_changed_at", C_("access.field", "Password changed at"), "moment"),
                Column("password_due_at", C_("access.field", "Password due at"), "moment"),
                Column("must_change_password", C_("access.field", "Must change the password"), "yes_no"),
                Column("second_factor_at", C_("access.field", "Two-factor authentication since"), "moment"),
                Column("recovery_codes_left", C_("access.field", "Recovery codes left"), "number"),
            ),
        ),
        Section(
            C_("access.section", "Rights"),
            (
                Column("roles", ROLES, "texts"),
                Column("policies", C_("access.field", "Permission policies"), "texts"),
                Column("codes", C_("access.field", "Permission codes in effect"), "texts"),
            ),
        ),
    ),
    related=(
        Related(
            C_("access.section", "Roles"),
            lambda record: ListRoleBindings(where=RoleBindingFilter(member=record.email), limit=50),
            BINDING_COLUMNS,
        ),
        Related(
            C_("access.section", "Personal grants"),
            lambda record: ListGrants(where=GrantFilter(member=record.email), limit=50),
            GRANT_COLUMNS,
        ),
        Related(
            C_("access.section", "Open sessions"),
            lambda record: ListSessions(where=SessionFilter(member=record.email), limit=50),
            SESSION_COLUMNS,
        ),
        Related(
            C_("access.section", "Sign-in history"),
            lambda record: ListSignIns(where=SignInFilter(member=record.email), limit=20),
            DOOR_COLUMNS,
        ),
    ),
)

MEMBERS_LIST = ListScreen(
    key="access.members",
    menu="",
    title=C_("access.screen", "Members"),
    query=ListMembers,
    totals=TotalMembers,
    row_key="member_id",
    columns=(
        Column("name", NAME, sortable=True, pinned=True, priority=1, minimum=124, ideal=140),
        Column("email", EMAIL, sortable=True, priority=1, ideal=200),
        Column("member_type", _MEMBER_TYPE, "choice", sortable=True, priority=4, ideal=140),
        Column("department", DEPARTMENT, sortable=True, priority=5, ideal=120),
        Column("roles", ROLES, "texts", priority=2, ideal=180, link=Link("access.role_bindings", _BY_EMAIL)),
        Column("grants", _GRANTS, "number", priority=4, ideal=90, link=Link("access.grants", _BY_EMAIL)),
        Column("state", usual.STATUS, "state", sortable=True, priority=1, ideal=90),
        Column("second_factor", _SECOND_FACTOR, "yes_no", shown=False, ideal=120),
        Column("last_sign_in_at", _LAST_SIGN_IN, "moment", sortable=True, priority=3, ideal=usual.MOMENT_WIDTH),
        Column("created_at", usual.CREATED_AT, "moment", sortable=True, shown=False, ideal=usual.MOMENT_WIDTH),
        Column("member_id", usual.ID, "code", shown=False, ideal=60),
    ),
    filters=(
        Filter("name", NAME, first=True),
        Filter("email", EMAIL, first=True),
        Filter("role", ROLE, "options", options=ROLE_CHOICES, several=True, first=True),
        Filter("state", usual.STATUS, "choice", choice=MemberState, several=True, first=True),
        Filter("member_type", _MEMBER_TYPE, "choice", choice=MemberType, several=True),
        Filter("department", DEPARTMENT),
        Filter("second_factor", _SECOND_FACTOR, "yes_no"),
    ),
    actions=(
        Action(
            "new",
            C_("access.member", "Add member"),
            ("page",),
            command=AddMember,
            form=FormSpec(
                title=C_("access.member", "Add member"),
                command=AddMember,
                fields=(*_PERSON, _PASSWORD),
                submits=usual.SAVE_BUTTON,
            ),
            icon="ph.user-plus",
            main=True,
            done=C_("access.member", "The member was added"),
        ),
        usual.editing(
            EditMember,
            {**_OF_MEMBER, "expected_version": "version"},
            form=FormSpec(
                title=C_("access.member", "Edit member"),
                command=EditMember,
                fields=_PERSON,
                submits=usual.SAVE_BUTTON,
                load=lambda row: GetMember(member_id=row.member_id),
                fill=_person,
            ),
            done=C_("access.member", "The member was saved"),
        ),
        Action(
            "bind_role",
            C_("access.grant", "Bind role"),
            ("row",),
            command=BindRole,
            fields=_OF_MEMBER,
            form=FormSpec(
                title=C_("access.grant", "Bind role"),
                command=BindRole,
                fields=BIND_ROLE.fields[1:],
                submits=BIND_ROLE.submits,
                context=(Column("name", NAME), Column("email", EMAIL), Column("roles", ROLES, "texts")),
                width=480,
            ),
            done=C_("access.grant", "The role was bound"),
        ),
        Action(
            "bind_grants",
            C_("access.grant", "Bind permissions"),
            ("row",),
            command=BindGrants,
            fields=_OF_MEMBER,
            dialog=CustomDialog("whale_desktop.features.access.widgets:GrantDialog", BindGrants),
        ),
        Action(
            "freeze",
            C_("access.member", "Freeze"),
            ("row", "batch"),
            command=FreezeMember,
            fields=_OF_MEMBER,
            confirm=Confirm(
                question=C_("access.member", "Freeze {name}?"),
                detail=C_("access.member", "{email} is signed out at once and cannot sign in until unfrozen."),
                danger=True,
            ),
            done=C_("access.member", "The member was frozen"),
        ),
        Action(
            "unfreeze",
            C_("access.member", "Unfreeze"),
            ("row", "batch"),
            command=UnfreezeMember,
            fields=_OF_MEMBER,
            confirm=Confirm(question=C_("access.member", "Unfreeze {name}?")),
            done=C_("access.member", "The member was unfrozen"),
        ),
        Action(
            "reset_password",
            C_("access.member", "Reset password"),
            ("row",),
            command=ResetPassword,
            fields=_OF_MEMBER,
            form=FormSpec(
                title=C_("access.member", "Reset password"),
                command=ResetPassword,
                fields=(_PASSWORD,),
                submits=(Submit(C_("access.member", "Reset password")),),
                context=(Column("name", NAME), Column("email", EMAIL)),
                consequence=C_("access.member", "All sessions of the member end"),
                width=480,
            ),
            done=C_("access.member", "The password was reset"),
        ),
        Action(
            "reset_second_factor",
            C_("access.member", "Reset two-factor authentication"),
            ("row",),
            command=ResetSecondFactor,
            fields=_OF_MEMBER,
            confirm=Confirm(
                question=C_("access.member", "Take the two-factor authentication of {name} away?"),
                detail=C_(
                    "access.member",
                    "For whoever has lost the phone and the recovery codes: make sure that it is he who asks. His sessions end; "
                    "he signs in with the password alone until he sets it up anew.",
                ),
                danger=True,
            ),
            done=C_("access.member", "The two-factor authentication was taken away"),
        ),
        Action(
            "revoke_all",
            C_("access.session", "End all sessions"),
            ("row",),
            command=RevokeSessions,
            fields=_OF_MEMBER,
            confirm=Confirm(
                question=C_("access.session", "End all sessions of {name}?"),
                detail=C_("access.session", "Whatever is typed there and not submitted is lost."),
                danger=True,
            ),
            done=C_("access.session", "The sessions have ended"),
        ),
        Action(
            "depart",
            C_("access.member", "Departure"),
            ("row",),
            command=DepartMember,
            fields=_OF_MEMBER,
            confirm=Confirm(
                question=C_("access.member", "Has {name} left for good?"),
                detail=C_(
                    "access.member",
                    "Roles and permissions are removed and sessions end. This cannot be undone, and {email} can never be used again.",
                ),
                danger=True,
            ),
            done=C_("access.member", "The member was marked as departed"),
        ),
    ),
    detail=_DETAIL,
    empty=Empty(C_("access.member", "No members here")),
)

MEMBERS_SCREEN = TabsScreen(
    key="access.people",
    menu="settings.identity.members",
    title=C_("access.screen", "Members"),
    tabs=(MEMBERS_LIST, ROLE_BINDINGS, GRANTS, SESSIONS, SIGN_INS),
)
