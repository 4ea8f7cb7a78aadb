"""The enumerations of work orders with their labels (`docs/rules/workorders.md` 3)."""

from enum import StrEnum

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import labels


class BizCategory(StrEnum):
    """The business that a flow belongs to."""

    CASH = "cash"
    ASSET = "asset"
    STOCK = "stock"
    CLEARING = "clearing"
    RISK = "risk"
    CORPORATE = "corporate"
    IPO = "ipo"
    FUND = "fund"
    BILLING = "billing"
    ACCOUNTING = "accounting"
    KYC = "kyc"
    REPORT = "report"
    PARAM = "param"
    PLATFORM = "platform"


labels(
    BizCategory,
    {
        BizCategory.CASH: C_("work_order.category", "Cash management"),
        BizCategory.ASSET: C_("work_order.category", "Asset account"),
        BizCategory.STOCK: C_("work_order.category", "Securities management"),
        BizCategory.CLEARING: C_("work_order.category", "Clearing"),
        BizCategory.RISK: C_("work_order.category", "Risk control"),
        BizCategory.CORPORATE: C_("work_order.category", "Corporate actions"),
        BizCategory.IPO: C_("work_order.category", "IPO"),
        BizCategory.FUND: C_("work_order.category", "Funds"),
        BizCategory.BILLING: C_("work_order.category", "Billing"),
        BizCategory.ACCOUNTING: C_("work_order.category", "Accounting"),
        BizCategory.KYC: C_("work_order.category", "Client management"),
        BizCategory.REPORT: C_("work_order.category", "Reports"),
        BizCategory.PARAM: C_("work_order.category", "Service parameter"),
        BizCategory.PLATFORM: C_("work_order.category", "Global settings"),
    },
)


class FlowMode(StrEnum):
    """How commands of a flow are approved."""

    MANUAL = "manual"
    AUTO = "auto"
    OFF = "off"


labels(
    FlowMode,
    {
        FlowMode.MANUAL: C_("work_order.mode", "Manual"),
        FlowMode.AUTO: C_("work_order.mode", "Auto-approve"),
        FlowMode.OFF: C_("work_order.mode", "Not needed"),
    },
)


class SignMode(StrEnum):
    """Whether one approver of a level is enough, or each must sign."""

    ANY = "any"
    ALL = "all"


labels(SignMode, {SignMode.ANY: C_("work_order.sign_mode", "Any one"), SignMode.ALL: C_("work_order.sign_mode", "All")})


class ApproverKind(StrEnum):
    """A person by name, or anybody who holds a role."""

    USER = "user"
    ROLE = "role"


labels(
    ApproverKind,
    {ApproverKind.USER: C_("work_order.approver", "Member"), ApproverKind.ROLE: C_("work_order.approver", "Role")},
)


class ApprovalStatus(StrEnum):
    """What people have said."""

    NONE = "NONE"
    WAIT = "WAIT"
    WAIT_APPROVE = "WAIT_APPROVE"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    CLOSE = "CLOSE"


labels(
    ApprovalStatus,
    {
        ApprovalStatus.NONE: C_("work_order.approval", "Not needed"),
        ApprovalStatus.WAIT: C_("work_order.approval", "Waiting for approval"),
        ApprovalStatus.WAIT_APPROVE: C_("work_order.approval", "Under approval"),
        ApprovalStatus.APPROVED: C_("work_order.approval", "Approved"),
        ApprovalStatus.REJECTED: C_("work_order.approval", "Rejected"),
        ApprovalStatus.CLOSE: C_("work_order.approval", "Closed"),
    },
    tones={
        ApprovalStatus.NONE: "idle",
        ApprovalStatus.WAIT: "wait",
        ApprovalStatus.WAIT_APPROVE: "wait",
        ApprovalStatus.APPROVED: "idle",
        ApprovalStatus.REJECTED: "idle",
        ApprovalStatus.CLOSE: "void",
    },
)


class ExecutionStatus(StrEnum):
    """What the system did with an approved order. `PROCESS` is seen only where the execution is a job."""

    NONE = "NONE"
    PROCESS = "PROCESS"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"


labels(
    ExecutionStatus,
    {
        ExecutionStatus.NONE: C_("work_order.execution", "Not executed"),
        ExecutionStatus.PROCESS: C_("work_order.execution", "Executing"),
        ExecutionStatus.SUCCESS: C_("work_order.execution", "Executed"),
        ExecutionStatus.FAILED: C_("work_order.execution", "Execution failed"),
    },
    tones={
        ExecutionStatus.NONE: "idle",
        ExecutionStatus.PROCESS: "run",
        ExecutionStatus.SUCCESS: "done",
        ExecutionStatus.FAILED: "fail",
    },
)


class CloseReason(StrEnum):
    """Why a work order ended without a decision."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SOURCE_CHANGED = "source_changed"
    SOURCE_CANCELLED = "source_cancelled"
    ADMIN = "admin"


labels(
    CloseReason,
    {
        CloseReason.WITHDRAWN: C_("work_order.close", "Withdrawn"),
        CloseReason.EXPIRED: C_("work_order.close", "Expired"),
        CloseReason.SOURCE_CHANGED: C_("work_order.close", "Target changed"),
        CloseReason.SOURCE_CANCELLED: C_("work_order.close", "Target cancelled"),
        CloseReason.ADMIN: C_("work_order.close", "Closed by administrator"),
    },
)


class OrderAction(StrEnum):
    """What a work order would do, in one word; the value is the command's `Action`."""

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


labels(
    OrderAction,
    {
        OrderAction.ADD: C_("work_order.action", "Add"),
        OrderAction.EDIT: C_("work_order.action", "Edit"),
        OrderAction.DELETE: C_("work_order.action", "Delete"),
        OrderAction.SUBMIT: C_("work_order.action", "Submit"),
        OrderAction.APPROVE: C_("work_order.action", "Approve"),
        OrderAction.REJECT: C_("work_order.action", "Reject"),
        OrderAction.HANDLE: C_("work_order.action", "Handle"),
        OrderAction.EXECUTE: C_("work_order.action", "Execute"),
        OrderAction.IMPORT: C_("work_order.action", "Import"),
        OrderAction.EXPORT: C_("work_order.action", "Export"),
        OrderAction.PRINT: C_("work_order.action", "Print"),
        OrderAction.REVOKE: C_("work_order.action", "Revoke"),
        OrderAction.CONFIG: C_("work_order.action", "Configure"),
    },
)


class OrderEvent(StrEnum):
    """The lines of a work order's trail."""

    SUBMITTED = "submitted"
    AUTO_APPROVED = "auto_approved"
    LEVEL_OPENED = "level_opened"
    APPROVED = "approved"
    REFUSED = "refused"
    TRANSFERRED = "transferred"
    COPIED = "copied"
    COMMENTED = "commented"
    EXECUTED = "executed"
    FAILED = "failed"
    RETRIED = "retried"
    ABNORMAL = "abnormal"
    CLOSED = "closed"
    TAKEN_OVER = "taken_over"
    ATTACHED = "attached"


labels(
    OrderEvent,
    {
        OrderEvent.SUBMITTED: C_("work_order.event", "Submitted"),
        OrderEvent.AUTO_APPROVED: C_("work_order.event", "Approved by the system"),
        OrderEvent.LEVEL_OPENED: C_("work_order.event", "Level opened"),
        OrderEvent.APPROVED: C_("work_order.event", "Approved"),
        OrderEvent.REFUSED: C_("work_order.event", "Refused"),
        OrderEvent.TRANSFERRED: C_("work_order.event", "Transferred"),
        OrderEvent.COPIED: C_("work_order.event", "Copied"),
        OrderEvent.COMMENTED: C_("work_order.event", "Commented"),
        OrderEvent.EXECUTED: C_("work_order.event", "Executed"),
        OrderEvent.FAILED: C_("work_order.event", "Execution failed"),
        OrderEvent.RETRIED: C_("work_order.event", "Executed again"),
        OrderEvent.ABNORMAL: C_("work_order.event", "Target cancelled by the client"),
        OrderEvent.CLOSED: C_("work_order.event", "Closed"),
        OrderEvent.TAKEN_OVER: C_("work_order.event", "Taken over by the super administrators"),
        OrderEvent.ATTACHED: C_("work_order.event", "File attached"),
    },
    tones={
        OrderEvent.SUBMITTED: "idle",
        OrderEvent.AUTO_APPROVED: "done",
        OrderEvent.LEVEL_OPENED: "idle",
        OrderEvent.APPROVED: "done",
        OrderEvent.REFUSED: "fail",
        OrderEvent.TRANSFERRED: "idle",
        OrderEvent.COPIED: "idle",
        OrderEvent.ATTACHED: "idle",
        OrderEvent.COMMENTED: "idle",
        OrderEvent.EXECUTED: "done",
        OrderEvent.FAILED: "fail",
        OrderEvent.RETRIED: "run",
        OrderEvent.ABNORMAL: "fail",
        OrderEvent.CLOSED: "void",
        OrderEvent.TAKEN_OVER: "idle",
    },
)


class TaskState(StrEnum):
    """What a work order is to one person."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    TRANSFERRED = "transferred"
    VOID = "void"


labels(
    TaskState,
    {
        TaskState.OPEN: C_("work_order.task", "Open"),
        TaskState.DONE: C_("work_order.task", "Done"),
        TaskState.SKIPPED: C_("work_order.task", "Decided by another"),
        TaskState.TRANSFERRED: C_("work_order.task", "Transferred"),
        TaskState.VOID: C_("work_order.task", "Void"),
    },
    tones={
        TaskState.OPEN: "wait",
        TaskState.DONE: "done",
        TaskState.SKIPPED: "idle",
        TaskState.TRANSFERRED: "idle",
        TaskState.VOID: "void",
    },
)


class Box(StrEnum):
    """The five views of the inbox."""

    TO_DO = "todo"
    DONE = "done"
    SUBMITTED = "submitted"
    COPIED = "copied"
    ALL = "all"


labels(
    Box,
    {
        Box.TO_DO: C_("work_order.box", "To-do"),
        Box.DONE: C_("work_order.box", "Completed"),
        Box.SUBMITTED: C_("work_order.box", "Submitted"),
        Box.COPIED: C_("work_order.box", "CC to me"),
        Box.ALL: C_("work_order.box", "All"),
    },
    short={
        Box.DONE: C_("work_order.box", "Done"),
        Box.SUBMITTED: C_("work_order.box", "Mine"),
        Box.COPIED: C_("work_order.box", "CC"),
    },
)
