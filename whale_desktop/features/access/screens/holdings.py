"""Tabs of 全局設置 > 身份管理 > 人員: who has which role and which grants, where members are signed in, what happened at the door."""

from whale_desktop.features.access.messages import (
    BindGrants,
    BindRole,
    GrantKind,
    GrantPhase,
    GrantSource,
    ListGrants,
    ListRoleBindings,
    ListSessions,
    ListSignIns,
    RevokeSession,
    SignInEvent,
    SignInResult,
    TotalGrants,
    TotalRoleBindings,
    TotalSessions,
    TotalSignIns,
    UnbindGrant,
    UnbindRole,
)
from whale_desktop.features.access.screens.words import (
    ADDRESS,
    CODE,
    DAYS,
    EMAIL,
    KIND,
    MEMBER,
    MEMBERS,
    MODULE,
    REMOVE,
    ROLE,
    ROLE_CHOICES,
    VALID_FROM,
    VALID_FROM_HINT,
    VALID_TO,
    VALID_TO_HINT,
    WORKSTATION,
)
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import (
    Action,
    Column,
    Confirm,
    CustomDialog,
    Empty,
    Field,
    Filter,
    FormSpec,
    ListScreen,
    Submit,
    Tab,
    usual,
)

_PHASE = C_("access.field", "Effect")
_SOURCE = C_("access.field", "Source")
_TICKET = C_("access.field", "Ticket no.")
_STARTED = C_("access.field", "Signed in at")
_LAST_USED = C_("access.field", "Last used at")
_ENDS = C_("access.field", "Ends at")
_AT = C_("access.field", "Time")
_EVENT = C_("access.field", "Event")
_RESULT = C_("access.field", "Result")
_GRANTS = C_("access.field", "Personal grants")
_OF_MEMBER = {"member_id": "member_id"}
_BY_MEMBER = Filter("member", MEMBER, first=True)

BINDING_COLUMNS = (
    Column("role_name", ROLE, sortable=True, priority=1, ideal=180),
    *DAYS,
    Column("phase", _PHASE, "state", priority=2, ideal=110),
)
GRANT_COLUMNS = (
    Column("name", C_("access.field", "Policy or permission"), priority=1, ideal=240),
    Column("kind", KIND, "choice", ideal=110),
    *DAYS,
    Column("phase", _PHASE, "state", priority=2, ideal=110),
)
SESSION_COLUMNS = (
    Column("workstation", WORKSTATION, priority=2, ideal=150),
    Column("address", ADDRESS, "code", ideal=120),
    Column("started_at", _STARTED, "moment", sortable=True, priority=2, ideal=usual.MOMENT_WIDTH),
    Column("last_used_at", _LAST_USED, "moment", sortable=True, ideal=usual.MOMENT_WIDTH),
)
DOOR_COLUMNS = (
    Column("at", _AT, "moment", sortable=True, priority=1, ideal=usual.MOMENT_WIDTH),
    Column("event", _EVENT, "choice", priority=1, ideal=120),
    Column("result", _RESULT, "state", priority=2, ideal=90),
    Column("reason", usual.REASON, "reason", priority=3, ideal=180),
    Column("workstation", WORKSTATION, ideal=140),
)
_PHASES = (
    Tab("", C_("access.tab", "All")),
    Tab(GrantPhase.ACTIVE.value, C_("grant", "In effect")),
    Tab(GrantPhase.FUTURE.value, C_("grant", "Not yet in effect")),
    Tab(GrantPhase.ENDED.value, C_("grant", "Expired")),
)


BIND_ROLE = FormSpec(
    title=C_("access.grant", "Bind role"),
    command=BindRole,
    fields=(
        Field("member_id", MEMBER, "options", options=MEMBERS),
        Field("role", ROLE, "options", options=ROLE_CHOICES),
        Field("valid_from", VALID_FROM, "date", required=False, hint=VALID_FROM_HINT),
        Field("valid_to", VALID_TO, "date", required=False, hint=VALID_TO_HINT),
    ),
    submits=(Submit(C_("access.grant", "Bind role")),),
    width=480,
)

GRANTS = ListScreen(
    key="access.grants",
    menu="",
    title=_GRANTS,
    query=ListGrants,
    totals=TotalGrants,
    row_key="grant_no",
    columns=(
        Column("member", MEMBER, sortable=True, priority=1, ideal=140),
        GRANT_COLUMNS[0],
        Column("code", CODE, "code", priority=4, ideal=260),
        GRANT_COLUMNS[1],
        Column("module", MODULE, priority=4, ideal=130),
        *GRANT_COLUMNS[2:],
        Column("source", _SOURCE, "choice", priority=3, ideal=110),
        Column("ticket_no", _TICKET, "code", priority=4, ideal=90),
        Column("created_at", usual.CREATED_AT, "moment", priority=4, ideal=usual.MOMENT_WIDTH),
        Column("operator", usual.OPERATOR, shown=False, ideal=100),
        Column("grant_no", usual.ID, "code", sortable=True, shown=False, ideal=60),
    ),
    filters=(
        _BY_MEMBER,
        Filter("code", CODE, first=True),
        Filter("kind", KIND, "choice", choice=GrantKind, several=True),
        Filter("source", _SOURCE, "choice", choice=GrantSource, several=True),
    ),
    tabs=_PHASES,
    actions=(
        usual.adding(
            BindGrants,
            label=C_("access.grant", "Bind permissions"),
            dialog=CustomDialog("whale_desktop.features.access.widgets:GrantDialog", BindGrants),
        ),
        Action(
            "remove",
            REMOVE,
            ("row", "batch"),
            command=UnbindGrant,
            fields={**_OF_MEMBER, "grant_no": "grant_no"},
            confirm=Confirm(
                question=C_("access.grant", "Take {name} from {member}?"),
                detail=C_("access.grant", "It counts at once."),
                danger=True,
            ),
            done=C_("access.grant", "The grant was removed"),
        ),
    ),
    empty=Empty(C_("access.grant", "No personal grants"), C_("access.grant", "Most rights come from roles")),
)

ROLE_BINDINGS = ListScreen(
    key="access.role_bindings",
    menu="",
    title=C_("access.screen", "Role list"),
    query=ListRoleBindings,
    totals=TotalRoleBindings,
    row_key="key",
    columns=(
        Column("member", MEMBER, sortable=True, priority=1, ideal=140),
        Column("email", EMAIL, priority=3, ideal=200),
        *BINDING_COLUMNS,
        Column("created_at", usual.CREATED_AT, "moment", sortable=True, priority=4, ideal=usual.MOMENT_WIDTH),
        Column("operator", usual.OPERATOR, priority=4, ideal=100),
    ),
    filters=(_BY_MEMBER, Filter("role", ROLE, "options", options=ROLE_CHOICES, several=True, first=True)),
    tabs=_PHASES,
    actions=(
        usual.adding(
            BindRole, label=C_("access.grant", "Bind role"), form=BIND_ROLE, done=C_("access.grant", "The role was bound")
        ),
        Action(
            "remove",
            REMOVE,
            ("row", "batch"),
            command=UnbindRole,
            fields={**_OF_MEMBER, "role": "role"},
            confirm=Confirm(
                question=C_("access.grant", "Take the role {role_name} from {member}?"),
                detail=C_("access.grant", "It counts at once."),
                danger=True,
            ),
            done=C_("access.grant", "The role was removed"),
        ),
    ),
    empty=Empty(C_("access.grant", "Nobody has a role here")),
)

SESSIONS = ListScreen(
    key="access.sessions",
    menu="",
    title=C_("access.screen", "Open sessions"),
    query=ListSessions,
    totals=TotalSessions,
    row_key="session",
    columns=(
        Column("member", MEMBER, sortable=True, priority=1, ideal=140),
        Column("email", EMAIL, priority=3, ideal=200),
        *SESSION_COLUMNS,
        Column("ends_at", _ENDS, "moment", priority=4, ideal=usual.MOMENT_WIDTH),
        Column("locked", C_("access.field", "Locked"), "yes_no", priority=4, ideal=70),
        Column("own", C_("access.field", "This session"), "yes_no", priority=4, ideal=90),
    ),
    filters=(_BY_MEMBER, Filter("workstation", WORKSTATION, first=True)),
    actions=(
        Action(
            "revoke",
            C_("access.session", "End session"),
            ("row", "batch"),
            command=RevokeSession,
            fields={**_OF_MEMBER, "session": "session"},
            confirm=Confirm(
                question=C_("access.session", "End the session of {member} at {workstation}?"),
                detail=C_("access.session", "Whatever is typed there and not submitted is lost."),
                danger=True,
            ),
            done=C_("access.session", "The session has ended"),
        ),
    ),
    empty=Empty(C_("access.session", "Nobody is signed in")),
    exports=False,
)

SIGN_INS = ListScreen(
    key="access.sign_ins",
    menu="",
    title=C_("access.screen", "Sign-in history"),
    query=ListSignIns,
    totals=TotalSignIns,
    row_key="entry_no",
    columns=(
        DOOR_COLUMNS[0],
        Column("member", MEMBER, priority=1, ideal=160),
        *DOOR_COLUMNS[1:],
        Column("address", ADDRESS, "code", priority=4, ideal=120),
        Column("entry_no", usual.ID, "code", shown=False, ideal=70),
    ),
    filters=(
        Filter("member", C_("access.field", "Name or e-mail"), first=True),
        Filter("at_from", _AT, "date_range", upto="at_upto", first=True),
        Filter("event", _EVENT, "choice", choice=SignInEvent, several=True),
        Filter("result", _RESULT, "choice", choice=SignInResult, several=True),
    ),
    empty=Empty(C_("access.session", "Nothing happened at the door in this time")),
)
