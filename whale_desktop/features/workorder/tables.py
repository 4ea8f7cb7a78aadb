"""Tables of flows and work orders. Configuration and snapshots are JSON of the message structs; what is searched by has columns."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    ApproverKind,
    BizCategory,
    CloseReason,
    ExecutionStatus,
    FlowMode,
    OrderAction,
    OrderEvent,
)
from whale_desktop.storage import Choice, Day, Moment, append_only, metadata, money, rate

_ID = BigInteger().with_variant(Integer, "sqlite")

approval_flow = Table(
    "approval_flow",
    metadata,
    Column("flow_key", String(80), primary_key=True),
    Column("mode", Choice(FlowMode), nullable=False),
    Column("routes", Text, nullable=False),
    Column("expire_hours", Integer, nullable=False),
    Column("expire_at_day_cut", Boolean, nullable=False),
    Column("require_comment", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("updated_by", String(60), nullable=False),
)
"""The flows that somebody has configured; all others stand as the program ships them."""

work_order = Table(
    "work_order",
    metadata,
    Column("work_order_no", _ID, primary_key=True, autoincrement=True),
    Column("flow_key", String(80), nullable=False),
    Column("category", Choice(BizCategory), nullable=False),
    Column("action", Choice(OrderAction), nullable=False),
    Column("held", Text, nullable=False),
    Column("program_version", String(20), nullable=False),
    Column("target_type", String(80), nullable=False),
    Column("target_no", String(200), nullable=False),
    Column("changes", Text, nullable=False),
    Column("maker_id", Integer, ForeignKey("member.member_id"), nullable=False),
    Column("maker_name", String(60), nullable=False),
    Column("maker_service", Boolean, nullable=False),
    Column("maker_remark", String(500), nullable=False),
    Column("workstation", String(120), nullable=False),
    Column("approval_status", Choice(ApprovalStatus), nullable=False),
    Column("execution_status", Choice(ExecutionStatus), nullable=False),
    Column("close_reason", Choice(CloseReason)),
    Column("is_abnormal", Boolean, nullable=False),
    Column("result_code", String(60), nullable=False),
    Column("result_params", Text, nullable=False),
    Column("current_level", Integer, nullable=False),
    Column("levels", Text, nullable=False),
    Column("level_count", Integer, nullable=False),
    Column("require_comment", Boolean, nullable=False),
    Column("flow_version", Integer, nullable=False),
    Column("amount", money()),
    Column("currency", String(3), nullable=False),
    Column("base_amount", money()),
    Column("base_currency", String(3), nullable=False),
    Column("rate", rate()),
    Column("command_id", String(64), nullable=False),
    Column("submitted_at", Moment, nullable=False),
    Column("submitted_on", Day, nullable=False),
    Column("expires_at", Moment),
    Column("expires_at_day_cut", Boolean, nullable=False),
    Column("warned", Boolean, nullable=False),
    Column("finished_at", Moment),
    Column("retries", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_work_order_submitted_at", "submitted_at", "work_order_no"),
    Index("ix_work_order_maker_id", "maker_id", "submitted_at"),
    Index("ix_work_order_waiting", "approval_status", "is_abnormal", "submitted_at", "work_order_no"),
    Index("ix_work_order_expires_at", "approval_status", "expires_at"),
    Index("ix_work_order_target_no", "target_no"),
    sqlite_autoincrement=True,
)
"""What waits or waited. held: the command as the bus keeps it; changes: records before and after; levels: the flow's as they were then.

submitted_on: the business date. command_id: of the submission.
"""

work_order_approver = Table(
    "work_order_approver",
    metadata,
    Column("approver_no", _ID, primary_key=True, autoincrement=True),
    Column("work_order_no", _ID, ForeignKey("work_order.work_order_no"), nullable=False),
    Column("level_no", Integer, nullable=False),
    Column("kind", Choice(ApproverKind), nullable=False),
    Column("ref", String(40), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("signed_by", Integer),
    Column("stands_for", _ID),
    Index("ix_work_order_approver_work_order_no", "work_order_no"),
    Index("ix_work_order_approver_asked", "ref", "kind", "open", "work_order_no"),
    sqlite_autoincrement=True,
)
"""Whose signature a level asks for; made when the level opens, `open` until it is given or no longer needed. Roles are read live.

stands_for: the row whose signature this one may give instead, after a transfer.
"""

work_order_decision = Table(
    "work_order_decision",
    metadata,
    Column("decision_no", _ID, primary_key=True, autoincrement=True),
    Column("work_order_no", _ID, ForeignKey("work_order.work_order_no"), nullable=False),
    Column("level_no", Integer, nullable=False),
    Column("member_id", Integer, ForeignKey("member.member_id"), nullable=False),
    Column("decision", Choice(OrderEvent), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_work_order_decision_member_id", "member_id", "at"),
    Index("ix_work_order_decision_work_order_no", "work_order_no"),
    sqlite_autoincrement=True,
)
"""What each person did with a task of his: approved, refused, transferred."""

work_order_copy = Table(
    "work_order_copy",
    metadata,
    Column("work_order_no", _ID, ForeignKey("work_order.work_order_no"), primary_key=True),
    Column("member_id", Integer, ForeignKey("member.member_id"), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("read_at", Moment),
    Index("ix_work_order_copy_member_id", "member_id", "at"),
)
"""Who got a copy."""

work_order_attachment = append_only(
    Table(
        "work_order_attachment",
        metadata,
        Column("attachment_no", _ID, primary_key=True, autoincrement=True),
        Column("work_order_no", _ID, ForeignKey("work_order.work_order_no"), nullable=False),
        Column("name", String(200), nullable=False),
        Column("size", Integer, nullable=False),
        Column("data", LargeBinary, nullable=False),
        Column("member_id", Integer, ForeignKey("member.member_id"), nullable=False),
        Column("at", Moment, nullable=False),
        Index("ix_work_order_attachment_work_order_no", "work_order_no"),
        sqlite_autoincrement=True,
    )
)
"""The files of an order, for ever: what was decided upon."""

work_order_event = append_only(
    Table(
        "work_order_event",
        metadata,
        Column("event_no", _ID, primary_key=True, autoincrement=True),
        Column("work_order_no", _ID, ForeignKey("work_order.work_order_no"), nullable=False),
        Column("at", Moment, nullable=False),
        Column("event", Choice(OrderEvent), nullable=False),
        Column("level_no", Integer, nullable=False),
        Column("member_id", Integer, nullable=False),
        Column("member_name", String(60), nullable=False),
        Column("other", String(60), nullable=False),
        Column("comment", String(500), nullable=False),
        Column("code", String(60), nullable=False),
        Index("ix_work_order_event_work_order_no", "work_order_no"),
        sqlite_autoincrement=True,
    )
)
"""The trail: every event of every order, for ever. member_id 0: the system."""
