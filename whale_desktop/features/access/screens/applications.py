"""頂欄 > 權限申請: one's own requests for rights."""

from whale_desktop.features.access.messages import (
    ApplicationStatus,
    ApplyPermission,
    GetApplication,
    ListApplications,
    TotalApplications,
    WithdrawApplication,
)
from whale_desktop.features.access.screens.words import DAY_WIDTH, MODULE
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import (
    Action,
    Column,
    Confirm,
    CustomDialog,
    DetailSpec,
    Empty,
    Filter,
    ListScreen,
    Section,
    open_order,
    usual,
)

_WANTED = C_("application", "Policies and permissions")
_PERIOD = C_("application", "Period")
_UNTIL = C_("application", "Until")
_VALID_TO = C_("access.field", "Valid to")
_REASON = C_("application", "Reason for the request")
_REMARK = C_("application", "Approver's comment")
_TICKET = C_("access.field", "Ticket no.")
_DECIDED_AT = C_("application", "Decided at")

APPLICATIONS = ListScreen(
    key="access.applications",
    menu="top_bar.permission_request",
    title=C_("access.screen", "Permission Request"),
    query=ListApplications,
    totals=TotalApplications,
    row_key="application_no",
    columns=(
        Column("application_no", usual.ID, "code", sortable=True, priority=2, ideal=60),
        Column("modules", MODULE, "texts", priority=2, ideal=140),
        Column("wanted", _WANTED, "texts", priority=1, ideal=260),
        Column("period", _PERIOD, "choice", priority=2, ideal=90),
        Column("valid_to", _VALID_TO, "date", priority=3, ideal=DAY_WIDTH),
        Column("reason", _REASON, priority=3, ideal=200),
        Column("status", usual.STATUS, "state", priority=1, ideal=100),
        Column("ticket_no", _TICKET, "code", priority=2, ideal=80),
        Column("created_at", usual.CREATED_AT, "moment", sortable=True, priority=3, ideal=usual.MOMENT_WIDTH),
        Column("decided_at", _DECIDED_AT, "moment", shown=False, ideal=usual.MOMENT_WIDTH),
        Column("remark", _REMARK, shown=False, ideal=160),
    ),
    filters=(
        Filter("status", usual.STATUS, "choice", choice=ApplicationStatus, several=True, first=True),
        Filter("created_from", usual.CREATED_AT, "date_range", upto="created_upto", first=True),
    ),
    actions=(
        Action(
            "new",
            C_("application", "Request permissions"),
            ("page",),
            command=ApplyPermission,
            dialog=CustomDialog("whale_desktop.features.access.widgets:ApplicationDialog", ApplyPermission),
            icon="ph.key",
            main=True,
        ),
        open_order("ticket_no"),
        Action(
            "withdraw",
            C_("application", "Withdraw"),
            ("row",),
            command=WithdrawApplication,
            fields={"application_no": "application_no"},
            confirm=Confirm(
                question=C_("application", "Withdraw request {application_no}?"),
                detail=C_("application", "Its work order {ticket_no} is closed."),
            ),
            done=C_("application", "The request was withdrawn"),
        ),
    ),
    detail=DetailSpec(
        query=lambda row: GetApplication(application_no=row.application_no),
        title="application_no",
        state="status",
        sections=(
            Section(
                C_("access.section", "Permission request"),
                (
                    Column("modules", MODULE, "texts"),
                    Column("wanted", _WANTED, "texts"),
                    Column("period", _PERIOD, "choice"),
                    Column("until", _UNTIL, "date"),
                    Column("valid_to", _VALID_TO, "date"),
                    Column("reason", _REASON),
                    Column("ticket_no", _TICKET, "code"),
                    Column("created_at", usual.CREATED_AT, "moment"),
                    Column("decided_at", _DECIDED_AT, "moment"),
                    Column("remark", _REMARK),
                ),
            ),
        ),
    ),
    empty=Empty(
        C_("application", "No requests yet"),
        C_("application", "A locked menu entry leads here with its permission chosen"),
    ),
    exports=False,
)
