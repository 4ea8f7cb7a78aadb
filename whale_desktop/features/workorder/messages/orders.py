"""Work orders: the inbox, one order in full, and what people do with it (`docs/rules/workorders.md` 3.3, 4, 6)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from whale_desktop.features.workorder.messages.choices import (
    ApprovalStatus,
    BizCategory,
    CloseReason,
    ExecutionStatus,
    OrderAction,
    OrderEvent,
    SignMode,
    TaskState,
)
from whale_desktop.messages import (
    SCHEDULED,
    SIGNED_IN,
    Bound,
    Command,
    ListQuery,
    Permission,
    Query,
    Struct,
    TotalsQuery,
    command,
    query,
)
from whale_desktop.messages.files import BlobId, MadeFile

ALL_VIEW = Permission("ticket.all_inquiry")
CLOSE_ABNORMAL = Permission("ticket.close_abnormal")
RETRY = Permission("ticket.retry_execution")

MAXIMUM_COMMENT = 500
MAXIMUM_RETRIES = 3
MAXIMUM_ATTACHMENTS = 10
MAXIMUM_ATTACHMENT_BYTES = 10 * 1024 * 1024


class WorkOrderRow(Struct):
    """A work order in a list. Names of flows are in the asker's language.

    levels: `current_level` of `level_count`. amount: what the route went by. my_task: what the order is to the asker.
    result_code: why the execution failed.
    """

    work_order_no: int
    title: str
    flow_key: str
    flow_name: str
    category: BizCategory
    action: OrderAction
    target_type: str
    target_no: str
    maker_id: int
    maker: str
    maker_remark: str
    submitted_at: datetime
    current_level: int
    level_count: int
    approval_status: ApprovalStatus
    execution_status: ExecutionStatus
    close_reason: CloseReason | None
    is_abnormal: bool
    amount: Decimal | None
    currency: str
    expires_at: datetime | None
    finished_at: datetime | None
    result_code: str
    my_task: TaskState | None
    history: str = ""
    records: int = 1
    may: tuple[str, ...] = ()


class WorkOrderFilter(Struct):
    """Filters of the inbox. number: of the order or the business record; period: Hong Kong days of submission, both included."""

    number: str = ""
    category: BizCategory | None = None
    flow_key: str = ""
    approval_status: ApprovalStatus | None = None
    execution_status: ExecutionStatus | None = None
    maker: str = ""
    submitted_from: date | None = None
    submitted_to: date | None = None
    target_no: str = ""
    abnormal: bool | None = None


@query("work_order.list", permission=SIGNED_IN, topics=("work_order",))
class ListWorkOrders(ListQuery[WorkOrderRow]):
    """Work orders. Tabs: the values of `Box`; without one, or `todo`, what waits for the asker, oldest first.

    The tab `all` needs `ticket.all_inquiry`.
    """

    where: WorkOrderFilter = WorkOrderFilter()


@query("work_order.totals", permission=SIGNED_IN, topics=("work_order",))
class TotalWorkOrders(TotalsQuery):
    """Count of the tab and of each tab that the asker may open."""

    where: WorkOrderFilter = WorkOrderFilter()


@query("work_order.list_all", permission=ALL_VIEW, topics=("work_order",))
class ListAllWorkOrders(ListQuery[WorkOrderRow]):
    """Every work order, newest first. Tabs: the values of `ApprovalStatus` that an order can have."""

    where: WorkOrderFilter = WorkOrderFilter()


@query("work_order.totals_all", permission=ALL_VIEW, topics=("work_order",))
class TotalAllWorkOrders(TotalsQuery):
    """Count of every order and of each tab."""

    where: WorkOrderFilter = WorkOrderFilter()


class ToDo(Struct):
    """What waits for a person: distinct orders with an open task, those that expire within two hours, and unread copies."""

    open: int
    expiring: int
    copied: int


@query("work_order.to_do", permission=SIGNED_IN, topics=("work_order", "access.member"))
class CountToDo(Query[ToDo]):
    """The numbers on the badge (`docs/rules/workorders.md` 5.3)."""


class LevelState(Struct):
    """A level as it stands. needed: signatures; waiting: who may still sign, by name; since: when it opened."""

    level_no: int
    name: str
    sign_mode: SignMode
    needed: int
    signed: int
    waiting: tuple[str, ...]
    opened_at: datetime | None
    closed_at: datetime | None


class TrailLine(Struct):
    """One event of the trail.

    member: empty for the system. other: the person an order was transferred or copied to, or the one of many records that failed.
    """

    at: datetime
    event: OrderEvent
    level_no: int
    member: str
    member_id: int
    other: str = ""
    comment: str = ""
    code: str = ""


class RecordChange(Struct):
    """One record of the order before and after: plain values by field name, as the query of `target_type` answers them.

    before or after is None where the record is new or gone. today: its fields as they are now, where they differ from `before`.
    """

    message: str
    target_type: str
    target_key: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    today: dict[str, Any] | None = None


class Attachment(Struct):
    """A file of a work order: its number, name and size in bytes, who attached it and when."""

    attachment_no: int
    name: str
    size: int
    member: str
    at: datetime


class WorkOrder(Struct):
    """A work order in full: its row, the change, the levels and the trail.

    message and body: the command that it carries out, without its secret fields. guard: fields that must not change meanwhile.
    source_changed: one of them has changed. result_params: parameters of the sentence of `result_code`, with `failed_row`: of
    many records the one that could not be changed.
    """

    row: WorkOrderRow
    message: str
    body: dict[str, Any]
    changes: tuple[RecordChange, ...]
    guard: tuple[str, ...]
    source_changed: bool
    levels: tuple[LevelState, ...]
    trail: tuple[TrailLine, ...]
    copied_to: tuple[str, ...]
    attachments: tuple[Attachment, ...]
    base_amount: Decimal | None
    base_currency: str
    rate: Decimal | None
    require_comment: bool
    result_params: dict[str, Any]
    retries: int
    version: int


@query("work_order.get", permission=SIGNED_IN, topics=("work_order",))
class GetWorkOrder(Query[WorkOrder]):
    """One order, for whoever is or was concerned with it or may see all (`auth.no_permission` else). Unknown: `ticket.unknown`."""

    work_order_no: int


class OrderState(Struct):
    """The part of a work order that its decisions change."""

    work_order_no: int
    approval_status: ApprovalStatus
    execution_status: ExecutionStatus
    close_reason: CloseReason | None
    is_abnormal: bool
    current_level: int
    retries: int
    version: int


@query("work_order.state", permission=SIGNED_IN, topics=("work_order",), headless=True)
class GetOrderState(Query[OrderState]):
    """How far an order is; for the audit trail. Unknown: `UserError("ticket.unknown")`."""

    work_order_no: int


_ORDER = Bound(GetOrderState, {"work_order_no": "work_order_no"})
_CHANGES = ("work_order",)


class Decided(Struct):
    """What a decision came to."""

    work_order_no: int
    approval_status: ApprovalStatus
    execution_status: ExecutionStatus
    current_level: int
    result_code: str = ""


@command("work_order.approve", permission=SIGNED_IN, changes=_CHANGES, target=_ORDER, action="approve", rows_locked=True)
class ApproveWorkOrder(Command[Decided]):
    """Approve at the current level; the last approval carries the command out in the same transaction.

    level: the level that the approver saw (0: whichever is current). Refusals: `ticket.self_approval`, `ticket.not_assignee`,
    `ticket.already_decided`, `ticket.closed`, `ticket.abnormal`, `ticket.comment_required`; `ticket.source_changed` closes the order.
    """

    work_order_no: int
    comment: str = ""
    level: int = 0


@command("work_order.refuse", permission=SIGNED_IN, changes=_CHANGES, target=_ORDER, action="reject", rows_locked=True)
class RefuseWorkOrder(Command[Decided]):
    """Refuse; one refusal at any level ends the order. The comment is required. Refusals as for `ApproveWorkOrder`."""

    work_order_no: int
    comment: str = ""
    level: int = 0


@command("work_order.withdraw", permission=SIGNED_IN, changes=_CHANGES, target=_ORDER, action="revoke", rows_locked=True)
class WithdrawWorkOrder(Command[None]):
    """Take back one's own order while nobody has decided anything, else `ticket.decided`."""

    work_order_no: int


@command("work_order.resubmit", permission=SIGNED_IN, changes=_CHANGES, target=_ORDER, action="submit", rows_locked=True)
class ResubmitWorkOrder(Command[str]):
    """Submit one's own refused or closed order again, on today's record; answers the new number. Refused as the command itself would be."""

    work_order_no: int


@command("work_order.comment", permission=SIGNED_IN, changes=_CHANGES, target=_ORDER, action="edit", rows_locked=True)
class CommentWorkOrder(Command[None]):
    """Add a comment to an order that one is concerned with; 1 to 500 characters."""

    work_order_no: int
    comment: str = ""


@command("work_order.attach", permission=SIGNED_IN, changes=_CHANGES, target=_ORDER, action="add", rows_locked=True)
class AttachFile(Command[int]):
    """Attach an uploaded file to one's own order while nobody has decided anything, else `ticket.decided`; answers its number.

    At most 10 files (`ticket.attachments`) of 10 MB each (`blob.too_large`).
    """

    work_order_no: int
    blob: BlobId


@command("work_order.attachment", permission=SIGNED_IN, changes=(), target=_ORDER, action="export", rows_locked=True)
class FetchAttachment(Command[MadeFile]):
    """Make a file of an order ready for fetching, for whoever may see the order (`auth.no_permission` else)."""

    work_order_no: int
    attachment_no: int


@command("work_order.transfer", permission=SIGNED_IN, changes=_CHANGES, target=_ORDER, action="edit", rows_locked=True)
class TransferWorkOrder(Command[None]):
    """Hand one's own task to another active member who may see the record (`ticket.invalid_transfer` else); the comment is required."""

    work_order_no: int
    member_id: int = 0
    comment: str = ""


@command("work_order.copy", permission=SIGNED_IN, changes=_CHANGES, target=_ORDER, action="edit", rows_locked=True)
class CopyWorkOrder(Command[None]):
    """Send copies to members; whoever has one already keeps it."""

    work_order_no: int
    members: tuple[int, ...] = ()
    comment: str = ""


@command("work_order.read_copy", permission=SIGNED_IN, changes=_CHANGES, audited=False, rows_locked=True)
class ReadCopy(Command[None]):
    """Mark one's own copy as read."""

    work_order_no: int


@command(
    "work_order.close",
    permission=CLOSE_ABNORMAL,
    changes=_CHANGES,
    target=_ORDER,
    action="revoke",
    rows_locked=True,
)
class CloseWorkOrder(Command[None]):
    """Close an abnormal order; its record stays as it is. Else `ticket.not_abnormal`."""

    work_order_no: int
    comment: str = ""


@command("work_order.retry", permission=RETRY, changes=_CHANGES, target=_ORDER, action="execute", rows_locked=True)
class RetryWorkOrder(Command[Decided]):
    """Carry an approved order out again after a failure, without a new approval, at most three times (`ticket.retries`).

    Not where the failure has an end of its own (`ticket.not_retried`), nor when the record has changed (`ticket.source_changed`).
    """

    work_order_no: int


@command("work_order.expire", permission=SCHEDULED, changes=_CHANGES, action="execute", headless=True)
class ExpireWorkOrders(Command[int]):
    """Close every order whose time is over and warn of those that end within two hours; answers how many were closed."""
