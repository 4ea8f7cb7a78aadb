"""頂欄 > 我的登錄: one's own open sessions."""

from whale_desktop.features.access.messages import EndOtherSessions, EndOwnSession, ListOwnSessions, TotalOwnSessions
from whale_desktop.features.access.screens.words import ADDRESS, WORKSTATION
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Action, Column, Confirm, ListScreen, usual

OWN_SESSIONS = ListScreen(
    key="access.own_sessions",
    menu="top_bar.sessions",
    title=C_("access.screen", "My Sessions"),
    query=ListOwnSessions,
    totals=TotalOwnSessions,
    row_key="session",
    columns=(
        Column("workstation", WORKSTATION, priority=1, ideal=180),
        Column("address", ADDRESS, "code", priority=3, ideal=130),
        Column("started_at", C_("access.field", "Signed in at"), "moment", sortable=True, priority=1, ideal=usual.MOMENT_WIDTH),
        Column("last_used_at", C_("access.field", "Last used at"), "moment", sortable=True, priority=2, ideal=usual.MOMENT_WIDTH),
        Column("ends_at", C_("access.field", "Ends at"), "moment", priority=3, ideal=usual.MOMENT_WIDTH),
        Column("locked", C_("access.field", "Locked"), "yes_no", priority=4, ideal=70),
        Column("own", C_("access.field", "This session"), "yes_no", priority=2, ideal=90),
    ),
    actions=(
        Action(
            "end_others",
            C_("access.session", "End all others"),
            ("page",),
            command=EndOtherSessions,
            confirm=Confirm(
                question=C_("access.session", "End all your other sessions?"),
                detail=C_("access.session", "Whatever is typed there and not submitted is lost."),
                danger=True,
            ),
            icon="ph.sign-out",
            done=C_("access.session", "The sessions have ended"),
        ),
        Action(
            "end",
            C_("access.session", "End session"),
            ("row", "batch"),
            command=EndOwnSession,
            fields={"session": "session"},
            confirm=Confirm(
                question=C_("access.session", "End your session at {workstation}?"),
                detail=C_("access.session", "Whatever is typed there and not submitted is lost."),
                danger=True,
            ),
            done=C_("access.session", "The session has ended"),
        ),
    ),
    exports=False,
)
