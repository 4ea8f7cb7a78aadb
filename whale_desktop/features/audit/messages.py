"""What the audit trail can be asked: its rows, before and after, the proof of its seal (`docs/rules/platform.md` 3.6, 6.10)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import (
    Command,
    ListQuery,
    Permission,
    Query,
    Struct,
    TotalsQuery,
    command,
    declare_errors,
    labels,
    query,
)
from whale_desktop.messages.files import JobNo, declare_job_kinds

VIEW = Permission("admin.audit_log_inquiry")
EXPORT = "admin.audit_log_export"


class AuditAction(StrEnum):
    """What was done or tried, in one word. The first ones are `messages.Action`."""

    ADD = "add"
    EDIT = "edit"
    DELETE = "delete"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    HANDLE = "handle"
    EXECUTE = "execute"
    IMPORT = "import"
    EXPORT = "export"
    PRINT = "print"
    REVOKE = "revoke"
    CONFIG = "config"
    VIEW = "view"
    VIEW_SENSITIVE = "view_sensitive"
    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "logout"
    LOCK = "lock"
    UNLOCK = "unlock"
    UNLOCK_FAILED = "unlock_failed"
    CODE_ASKED = "code_asked"
    RECOVERY_CODE = "recovery_code"
    OTHER = "other"


labels(
    AuditAction,
    {
        AuditAction.ADD: C_("audit.action", "Add"),
        AuditAction.EDIT: C_("audit.action", "Edit"),
        AuditAction.DELETE: C_("audit.action", "Delete"),
        AuditAction.SUBMIT: C_("audit.action", "Submit"),
        AuditAction.APPROVE: C_("audit.action", "Approve"),
        AuditAction.REJECT: C_("audit.action", "Reject"),
        AuditAction.HANDLE: C_("audit.action", "Handle"),
        AuditAction.EXECUTE: C_("audit.action", "Execute"),
        AuditAction.IMPORT: C_("audit.action", "Import"),
        AuditAction.EXPORT: C_("audit.action", "Export"),
        AuditAction.PRINT: C_("audit.action", "Print"),
        AuditAction.REVOKE: C_("audit.action", "Withdraw"),
        AuditAction.CONFIG: C_("audit.action", "Configure"),
        AuditAction.VIEW: C_("audit.action", "View"),
        AuditAction.VIEW_SENSITIVE: C_("audit.action", "View masked data"),
        AuditAction.LOGIN: C_("audit.action", "Sign in"),
        AuditAction.LOGIN_FAILED: C_("audit.action", "Sign-in failed"),
        AuditAction.LOGOUT: C_("audit.action", "Sign out"),
        AuditAction.LOCK: C_("audit.action", "Lock"),
        AuditAction.UNLOCK: C_("audit.action", "Unlock"),
        AuditAction.UNLOCK_FAILED: C_("audit.action", "Unlock failed"),
        AuditAction.CODE_ASKED: C_("audit.action", "Code asked for"),
        AuditAction.RECOVERY_CODE: C_("audit.action", "Recovery code used"),
        AuditAction.OTHER: C_("audit.action", "Other"),
    },
)


class AuditResult(StrEnum):
    """How it ended. `refused`: the rules or the rights said no, nothing was written; `error`: a fault of the program."""

    OK = "ok"
    REFUSED = "refused"
    ERROR = "error"


labels(
    AuditResult,
    {
        AuditResult.OK: C_("audit.result", "Done"),
        AuditResult.REFUSED: C_("audit.result", "Refused"),
        AuditResult.ERROR: C_("audit.result", "Error"),
    },
    tones={AuditResult.OK: "done", AuditResult.REFUSED: "fail", AuditResult.ERROR: "fail"},
)

declare_job_kinds({"audit.verify": C_("job", "Verify the audit trail")})

declare_errors(
    {
        "audit.unknown": C_("error", "The audit trail has no row {audit_id}"),
        "audit.altered": C_("error", "Broken at audit row {audit_id}: the row was altered (seal {seal_no})"),
        "audit.deleted": C_("error", "Broken at audit row {audit_id}: the row was deleted (seal {seal_no})"),
        "audit.inserted": C_("error", "Broken at audit row {audit_id}: the row was slipped in (before seal {seal_no})"),
        "audit.seal": C_("error", "Broken at audit row {audit_id}: its seal {seal_no} was altered or is missing"),
        "audit.head": C_("error", "The chain does not hold the head {head}: it was rewritten or cut off"),
    }
)


class AuditChange(Struct):
    """What a message did to its record, or asked for: JSON values, masked as in `docs/rules/platform.md` 5.5."""

    message: str
    before: Any = None
    after: Any = None
    request: Any = None


class AuditRow(Struct):
    """One row of the trail. menu: key of the menu entry it came from; target: the number of the record; change: what it did."""

    audit_id: int
    at: datetime
    member_id: int
    member_name: str
    address: str
    workstation: str
    menu: str
    action: AuditAction
    message: str
    target: str
    result: AuditResult
    error_code: str
    work_order_no: str
    change: AuditChange


class AuditDetail(Struct):
    """A row with everything that is kept of it. seal_no and hash: its link in the chain, None while it is not sealed."""

    audit_id: int
    at: datetime
    member_id: int
    member_name: str
    address: str
    workstation: str
    menu: str
    action: AuditAction
    message: str
    permission: str
    target: str
    result: AuditResult
    error_code: str
    work_order_no: str
    command_id: str
    change: AuditChange
    seal_no: int | None = None
    hash: str = ""


class AuditFilter(Struct):
    """Filters; both days included, in Hong Kong. member: number; target: how it begins; menu: the entry itself or one below it."""

    at_from: date | None = None
    at_upto: date | None = None
    member: str = ""
    action: tuple[AuditAction, ...] = ()
    menu: str = ""
    target: str = ""
    result: AuditResult | None = None
    error_code: str = ""
    work_order_no: str = ""


@query("audit.list", permission=VIEW, export=EXPORT)
class ListAuditRows(ListQuery[AuditRow]):
    """The trail, newest first."""

    where: AuditFilter = AuditFilter()


@query("audit.totals", permission=VIEW)
class TotalAuditRows(TotalsQuery):
    """Count of the list."""

    where: AuditFilter = AuditFilter()


@query("audit.get", permission=VIEW)
class GetAuditRow(Query[AuditDetail]):
    """One row. Unknown: `UserError("audit.unknown")`."""

    audit_id: int


class AuditMember(Struct):
    """Somebody the trail can be filtered by: the number of the member as text, the name by locale."""

    member: str
    names: dict[str, str]


@query("audit.members", permission=VIEW, topics=("access.member",))
class ListAuditMembers(Query[tuple[AuditMember, ...]]):
    """Every member there ever was, service users too."""


class AuditMenu(Struct):
    """A menu entry that the trail can be filtered by, with its path by locale."""

    menu: str
    path: dict[str, str]


@query("audit.menus", permission=VIEW)
class ListAuditMenus(Query[tuple[AuditMenu, ...]]):
    """Every menu entry with a screen, in menu order."""


@command("audit.verify", permission=VIEW, changes=("job",), action="execute")
class VerifyAuditTrail(Command[JobNo]):
    """Compute the chain of the trail again in a job, which fails at the first broken row (`audit.altered` and so on) and names it.

    When all is sound its file says so, with the head of the chain to be kept elsewhere.
    """
