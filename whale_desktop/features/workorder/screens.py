"""The screens of work orders: the inbox, its list for files, and the configuration of flows (`docs/rules/workorders.md` 2, 7)."""

from whale_desktop.features.workorder.messages import (
    ApprovalStatus,
    ApproveWorkOrder,
    AttachFile,
    BizCategory,
    CloseWorkOrder,
    CommentWorkOrder,
    CopyWorkOrder,
    ExecutionStatus,
    FetchAttachment,
    FlowMode,
    ListAllWorkOrders,
    ListFlows,
    ListWorkOrders,
    ReadCopy,
    RefuseWorkOrder,
    ResubmitWorkOrder,
    RetryWorkOrder,
    SaveFlow,
    TotalAllWorkOrders,
    TotalFlows,
    TransferWorkOrder,
    WithdrawWorkOrder,
)
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import label_of
from whale_desktop.screens import Action, Column, CustomDialog, CustomScreen, Empty, Filter, ListScreen, Tab, usual
from whale_desktop.screens.work_orders import ORDER_FIELD, WORK_ORDERS

_NUMBER = C_("work_order.field", "Ticket no.")
_CATEGORY = C_("work_order.field", "Business category")
_FLOW = C_("work_order.field", "Approval flow")
_TARGET = C_("work_order.field", "Business no.")
_MAKER = C_("work_order.field", "Submitter")
_SUBMITTED = C_("work_order.field", "Submitted at")
_APPROVAL = C_("work_order.field", "Approval status")
_EXECUTION = C_("work_order.field", "Execution status")
_ABNORMAL = C_("work_order.field", "Abnormal")
_MODE = C_("work_order.flow", "Mode")
_KEY = C_("work_order.flow", "Flow identifier")
_NAME = C_("work_order.flow", "Name")
_CONFIGURED = C_("work_order.flow", "Configured")

INBOX = CustomScreen(
    key=WORK_ORDERS,
    menu="top_bar.work_orders",
    title=C_("work_order.screen", "Work Orders"),
    widget="whale_desktop.features.workorder.widgets:InboxPage",
    query_type=ListWorkOrders,
    commands=(
        ApproveWorkOrder,
        RefuseWorkOrder,
        WithdrawWorkOrder,
        ResubmitWorkOrder,
        CommentWorkOrder,
        TransferWorkOrder,
        CopyWorkOrder,
        ReadCopy,
        CloseWorkOrder,
        RetryWorkOrder,
        AttachFile,
        FetchAttachment,
    ),
)

LIST = ListScreen(
    key="work_order.all",
    menu="top_bar.work_orders.all",
    title=C_("work_order.screen", "All Work Orders"),
    query=ListAllWorkOrders,
    totals=TotalAllWorkOrders,
    row_key="work_order_no",
    columns=(
        Column("work_order_no", _NUMBER, "code", priority=1, ideal=90, pinned=True, sortable=True),
        Column("title", C_("work_order.field", "Title"), priority=2, ideal=220),
        Column("category", _CATEGORY, "choice", priority=4, ideal=110),
        Column("flow_name", _FLOW, priority=5, ideal=160, shown=False),
        Column("target_no", _TARGET, "code", priority=3, ideal=128),
        Column("amount", usual.AMOUNT, "money", currency="currency", priority=3, ideal=130),
        Column("currency", usual.CURRENCY, shown=False, priority=5, ideal=60),
        Column("maker", _MAKER, priority=2, ideal=100),
        Column("submitted_at", _SUBMITTED, "moment", priority=2, ideal=120, sortable=True),
        Column("current_level", C_("work_order.field", "Current level"), "number", priority=4, ideal=80),
        Column("approval_status", _APPROVAL, "state", priority=1, ideal=110),
        Column("execution_status", _EXECUTION, "state", priority=1, ideal=110),
        Column("expires_at", C_("work_order.field", "Valid until"), "moment", priority=4, ideal=120, sortable=True),
        Column("is_abnormal", _ABNORMAL, "yes_no", priority=4, ideal=70),
        Column("history", C_("work_order.field", "Decision history"), priority=5, ideal=240, shown=False),
    ),
    filters=(
        Filter("number", _NUMBER, first=True),
        Filter("category", _CATEGORY, "choice", choice=BizCategory, first=True),
        Filter("submitted_from", _SUBMITTED, "date_range", upto="submitted_to", first=True),
        Filter("approval_status", _APPROVAL, "choice", choice=ApprovalStatus, first=True),
        Filter("execution_status", _EXECUTION, "choice", choice=ExecutionStatus),
        Filter("maker", _MAKER),
        Filter("flow_key", _FLOW),
        Filter("target_no", _TARGET),
        Filter("abnormal", _ABNORMAL, "yes_no"),
    ),
    tabs=(
        *(
            Tab(one.value, label_of(one))
            for one in (ApprovalStatus.WAIT_APPROVE, ApprovalStatus.APPROVED, ApprovalStatus.REJECTED, ApprovalStatus.CLOSE)
        ),
        Tab("", C_("work_order.screen", "All")),
    ),
    actions=(
        Action(name="open", label=C_("action", "Open"), places=("row",), go=WORK_ORDERS, fields={ORDER_FIELD: "work_order_no"}),
    ),
    empty=Empty(
        C_("work_order.screen", "No work orders yet"),
        C_("work_order.screen", "What is submitted and needs approval appears here, with its decision."),
    ),
)

FLOWS = ListScreen(
    key="work_order.flows",
    menu="settings.identity.approval_process",
    title=C_("work_order.screen", "Approval Process Configuration"),
    query=ListFlows,
    totals=TotalFlows,
    row_key="flow_key",
    columns=(
        Column("name", _NAME, priority=1, ideal=240, pinned=True),
        Column("category", _CATEGORY, "choice", priority=2, ideal=120),
        Column("flow_key", _KEY, "code", priority=4, ideal=320, sortable=True),
        Column("mode", _MODE, "choice", priority=1, ideal=120),
        Column("configured", _CONFIGURED, "yes_no", priority=1, ideal=90),
        Column("levels", C_("work_order.flow", "Levels"), "number", priority=3, ideal=70),
        Column("updated_by", C_("work_order.flow", "Updated by"), priority=4, ideal=100),
        Column("updated_at", usual.UPDATED_AT, "moment", priority=4, ideal=120, sortable=True),
    ),
    filters=(
        Filter("name", _NAME, first=True),
        Filter("category", _CATEGORY, "choice", choice=BizCategory, first=True),
        Filter("mode", _MODE, "choice", choice=FlowMode, first=True),
        Filter("configured", _CONFIGURED, "yes_no", first=True),
        Filter("flow_key", _KEY),
    ),
    actions=(
        Action(
            name="configure",
            label=C_("action", "Configure"),
            places=("row",),
            command=SaveFlow,
            dialog=CustomDialog("whale_desktop.features.workorder.widgets:FlowDialog", SaveFlow),
            icon="ph.flow-arrow",
        ),
    ),
)

SCREENS = (INBOX, LIST, FLOWS)
