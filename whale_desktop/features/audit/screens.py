"""全局設置 > 操作日誌 (`docs/rules/platform.md` 6.10)."""

from whale_desktop.features.audit.messages import (
    AuditAction,
    AuditChange,
    AuditDetail,
    AuditResult,
    GetAuditRow,
    ListAuditMembers,
    ListAuditMenus,
    ListAuditRows,
    TotalAuditRows,
    VerifyAuditTrail,
)
from whale_desktop.kernel.texts import C_
from whale_desktop.screens import Action, Column, Comparison, DetailSpec, Empty, Filter, ListScreen, Options, Section
from whale_desktop.screens.difference import Difference, difference, lines, request
from whale_desktop.screens.wording import Say, menu_path_words, menu_words

AT = C_("audit", "Time")
MEMBER = C_("audit", "Member")
ADDRESS = C_("audit", "IP address")
WORKSTATION = C_("audit", "Workstation")
MENU = C_("audit", "Menu")
ACTION = C_("audit", "Action")
TARGET = C_("audit", "Target no.")
RESULT = C_("audit", "Result")
ERROR_CODE = C_("audit", "Error code")
WORK_ORDER = C_("audit", "Ticket no.")
CHANGE = C_("audit", "What changed")


def changed(change: AuditChange) -> Difference:
    """The record before and after; of a command about no record, what it asked for."""
    found = difference(change.message, change.before, change.after)
    return found if found.fields else request(change.message, change.request)


def asked_for(change: AuditChange) -> Difference:
    """What the command asked for, where the record before and after says something else."""
    found = difference(change.message, change.before, change.after)
    return request(change.message, change.request) if found.fields else Difference(found.before, found.after, ())


def change_words(change: AuditChange, say: Say) -> str:
    """Before and after in one line: `field: old → new; …`."""
    return "; ".join(
        f"{one.label}: {one.before} → {one.after}".replace("\n", ", ") for one in lines(changed(change), say) if one.changed
    )


def _comparison(record: AuditDetail) -> Difference:
    return changed(record.change)


def _request(record: AuditDetail) -> Difference:
    return asked_for(record.change)


def grouped(link: str, say: Say) -> str:
    """A hash in groups of eight, so that it can be compared by eye and breaks into lines."""
    return " ".join(link[at : at + 8] for at in range(0, len(link), 8))


DETAIL = DetailSpec(
    query=lambda row: GetAuditRow(audit_id=row.audit_id),
    title="audit_id",
    state="result",
    sections=(
        Section(
            C_("audit", "Operation"),
            (
                Column("at", AT, "moment"),
                Column("member_name", MEMBER),
                Column("address", ADDRESS, "code"),
                Column("workstation", WORKSTATION),
                Column("menu", MENU, "named", words=menu_path_words),
                Column("action", ACTION, "choice"),
                Column("target", TARGET, "code"),
                Column("error_code", ERROR_CODE, "code"),
                Column("work_order_no", WORK_ORDER, "code"),
            ),
        ),
        Section(
            C_("audit", "Proof"),
            (
                Column("audit_id", C_("audit", "Row no."), "code"),
                Column("message", C_("audit", "Message"), "code"),
                Column("permission", C_("audit", "Permission code"), "code"),
                Column("command_id", C_("audit", "Request no."), "code"),
                Column("seal_no", C_("audit", "Seal no."), "code"),
                Column("hash", C_("audit", "Hash"), "named", words=grouped),
            ),
        ),
    ),
    comparisons=(Comparison(CHANGE, _comparison), Comparison(C_("audit", "What was asked for"), _request)),
)

AUDIT_LOG = ListScreen(
    key="audit.log",
    menu="settings.audit_log",
    title=C_("audit", "Audit Log"),
    query=ListAuditRows,
    totals=TotalAuditRows,
    row_key="audit_id",
    columns=(
        Column("at", AT, "moment", sortable=True, pinned=True, priority=1, ideal=150),
        Column("member_name", MEMBER, sortable=True, priority=1, minimum=88, ideal=120),
        Column("address", ADDRESS, "code", priority=5, ideal=120),
        Column("workstation", WORKSTATION, priority=4, minimum=96, ideal=120),
        Column("menu", MENU, "named", words=menu_words, sortable=True, priority=2, minimum=104, ideal=150),
        Column("action", ACTION, "choice", sortable=True, priority=1, ideal=100),
        Column("target", TARGET, "code", sortable=True, priority=2, ideal=150),
        Column("result", RESULT, "state", sortable=True, priority=1, ideal=90),
        Column("error_code", ERROR_CODE, "code", priority=3, ideal=150),
        Column("work_order_no", WORK_ORDER, "code", priority=3, ideal=110),
        Column("message", C_("audit", "Message"), "code", shown=False, ideal=180),
        Column("change", CHANGE, "named", words=change_words, shown=False, ideal=320),
        Column("audit_id", C_("audit", "Row no."), "code", sortable=True, shown=False, ideal=90),
    ),
    filters=(
        Filter("at_from", AT, "date_range", upto="at_upto", first=True, today=True),
        Filter("member", MEMBER, "options", options=Options(ListAuditMembers, "member", "names", bare=True), first=True),
        Filter("action", ACTION, "choice", choice=AuditAction, several=True, first=True),
        Filter("menu", MENU, "options", options=Options(ListAuditMenus, "menu", "path", bare=True)),
        Filter("target", TARGET),
        Filter("result", RESULT, "choice", choice=AuditResult),
        Filter("error_code", ERROR_CODE),
        Filter("work_order_no", WORK_ORDER),
    ),
    actions=(
        Action(
            "verify",
            C_("audit", "Verify"),
            ("page",),
            command=VerifyAuditTrail,
            icon="ph.shield-check",
            done=C_("audit", "The audit trail is sound: {rows} rows; its head is in the file of the task"),
        ),
    ),
    detail=DETAIL,
    empty=Empty(C_("audit", "Nothing was done yet"), C_("audit", "Every write, sign-in, export and refusal leaves a row here")),
)

SCREENS = (AUDIT_LOG,)
