"""The words and columns of 客戶匯兌, for its list, its details and whatever lists exchanges beside it."""

from whale_desktop.features.fx.messages import (
    SpreadMode,
)
from whale_desktop.features.fx.screens.words import CREDIT_CURRENCY, DEBIT_CURRENCY, EXCHANGE_STRATEGY, EXCHANGE_TYPE, RATE_WIDTH
from whale_desktop.kernel.texts import C_, Text
from whale_desktop.screens import (
    Column,
    Link,
    usual,
)

FOREX_ID = C_("fx.order", "Conversion Order No")
CHANNEL_NO = C_("fx.order", "Channel Exchange Order ID")
_ACCOUNT = C_("fx.order", "A/C No.")
_POOL_TYPE = C_("fx.order", "Pool type")
STATUS = C_("fx.order", "Client Exchange Status")
REVIEW_STATUS = C_("fx.order", "Review Status")
ORIGIN = C_("fx.order", "Requestor")
_DEBIT = C_("fx.order", "Debit Amount")
_CREDIT = C_("fx.order", "Credit Amount")
_REFERENCE_RATE = C_("fx.order", "Reference Rate")
_CLIENT_RATE = C_("fx.order", "Client Exchange Rate")
_REFERENCE_MARK_UP = C_("fx.order", "Reference Mark-up")
_REFERENCE_MODE = C_("fx.order", "Reference Mark-up Mode")
_EXECUTION_MARK_UP = C_("fx.order", "Execution Mark-up")
_EXECUTION_MODE = C_("fx.order", "Execution Mark-up Mode")
QUOTED = C_("fx.order", "Quoted Rate")
CUSTOM = C_("fx.order", "Custom Rate")
SUCCESS_TIME = C_("fx.order", "Exchange Completion Time")
_FINISH_TIME = C_("fx.order", "Estimated Processing Time")
_STATEMENT_REMARK = C_("fx.order", "Statement Remark")
REVIEW_REMARK = C_("fx.order", "Review Remark")
REVIEWER = C_("fx.order", "Reviewer")
_FREEZE = C_("fx.order", "Freeze No.")
_NOT_CLEARED = C_("fx.order", "Not yet cleared")
REVERSAL_NO = C_("fx.order", "Reversal No.")
REVERSAL_REASON = C_("fx.order", "Reason for the reversal")

# Heads and filters of the list have little room; the details and every file say the whole label.
NO_SHORT = C_("fx.order short", "Order No.")
CHANNEL_NO_SHORT = C_("fx.order short", "Channel No.")
STATUS_SHORT = C_("fx.order short", "Order Status")
DEBIT_SHORT = C_("fx.order short", "Debit")
CREDIT_SHORT = C_("fx.order short", "Credit")
TYPE_SHORT = C_("fx.order short", "Type")
COMPLETED_SHORT = C_("fx.order short", "Completed")
_NO_HEAD = C_("fx.order head", "Order No.")
_RATE_SHORT = C_("fx.order short", "Client Rate")
_STRATEGY_SHORT = C_("fx.order short", "Strategy")

FROM = Column(
    "from_amount",
    _DEBIT,
    "money",
    currency="from_currency",
    estimate="from_estimate",
    strong="from_fixed",
    sortable=True,
    total=True,
    priority=1,
    minimum=110,
    ideal=usual.MONEY_WIDTH,
)
TO = Column(
    "to_amount",
    _CREDIT,
    "money",
    currency="to_currency",
    estimate="to_estimate",
    strong="to_fixed",
    sortable=True,
    priority=1,
    minimum=110,
    ideal=usual.MONEY_WIDTH,
)
RATE = Column("rate", _CLIENT_RATE, "rate", estimate="rate_estimate", priority=2, ideal=RATE_WIDTH, short=_RATE_SHORT)
REFERENCE = Column("reference_rate", _REFERENCE_RATE, "rate", priority=4, ideal=RATE_WIDTH)
CHANGE_TYPE = Column("change_type", _POOL_TYPE, "choice", strong="is_large", priority=3, ideal=90)
STRATEGY = Column("service_strategy", EXCHANGE_STRATEGY, "choice", priority=3, minimum=56, ideal=80, short=_STRATEGY_SHORT)
FOREX_TYPE = Column("forex_type", EXCHANGE_TYPE, "choice", priority=5, ideal=100)
FOREX_STATUS = Column(
    "forex_status",
    STATUS,
    "state",
    pending="work_order_no",
    priority=1,
    ideal=96,
    short=STATUS_SHORT,
    flags=(("is_reversed", C_("fx.order", "Reversed")), ("not_cleared", _NOT_CLEARED)),
)
AUDIT_STATUS = Column("audit_status", REVIEW_STATUS, "state", priority=1, ideal=96)
ORIGIN_COLUMN = Column("origin", ORIGIN, "choice", priority=5, ideal=90)


def _mark_up(name: str, label: Text) -> Column:
    """An amount, or with % behind it a ratio."""
    return Column(name, label, "number", priority=5, ideal=80, percent=(f"{name}_mode", SpreadMode.RATE))


MARK_UPS = (
    _mark_up("reference_mark_up", _REFERENCE_MARK_UP),
    Column("reference_mark_up_mode", _REFERENCE_MODE, "choice", shown=False, priority=5, ideal=90),
    _mark_up("execution_mark_up", _EXECUTION_MARK_UP),
    Column("execution_mark_up_mode", _EXECUTION_MODE, "choice", shown=False, priority=5, ideal=90),
)
BASE = (
    Column("fx_currency", C_("fx.order", "Conversion Currency"), shown=False, priority=5, ideal=80),
    Column(
        "fx_amount",
        C_("fx.order", "Conversion Amount"),
        "money",
        currency="fx_currency",
        shown=False,
        priority=5,
        ideal=usual.MONEY_WIDTH,
    ),
    Column("fx_rate", C_("fx.order", "Conversion Exchange Rate"), "rate", shown=False, priority=5, ideal=RATE_WIDTH),
)
TIMES = (
    Column("finish_time", _FINISH_TIME, "moment", shown=False, priority=5, ideal=usual.MOMENT_WIDTH),
    Column("success_time", SUCCESS_TIME, "moment", sortable=True, shown=False, priority=4, ideal=usual.MOMENT_WIDTH),
)
REMARKS = (
    Column("audit_remark", usual.REMARK, shown=False, priority=5, ideal=140),
    Column("order_remark", _STATEMENT_REMARK, shown=False, priority=5, ideal=140),
    Column("review_remark", REVIEW_REMARK, shown=False, priority=5, ideal=140),
)
PEOPLE = (
    Column("operator", usual.OPERATOR, shown=False, priority=5, ideal=90),
    Column("reviewer", REVIEWER, shown=False, priority=5, ideal=90),
)
_MEMBER_ID = Column("member_id", usual.MEMBER_ID, "code", shown=False, priority=4, ideal=90)
ACCOUNT_NO = Column("account_no", _ACCOUNT, "code", shown=False, priority=4, ideal=usual.CODE_WIDTH)
CLIENT_ORDID = Column(
    "client_ordid",
    CHANNEL_NO,
    "code",
    shown=False,
    priority=4,
    ideal=120,
    link=Link("fx.channel_orders", {"forex_id": "forex_id"}),
)
FREEZE_NO = Column("freeze_no", _FREEZE, "code", shown=False, priority=5, ideal=90)
UPDATED = Column("updated_at", usual.UPDATED_AT, "moment", shown=False, priority=5, ideal=usual.MOMENT_WIDTH)

COLUMNS = (
    Column("forex_id", FOREX_ID, "code", sortable=True, pinned=True, priority=1, ideal=102, short=_NO_HEAD),
    Column("created_at", usual.CREATED_AT, "moment", sortable=True, priority=2, minimum=104, ideal=usual.MOMENT_WIDTH),
    Column("client", usual.CLIENT, priority=1, minimum=128, ideal=160),
    CLIENT_ORDID,
    _MEMBER_ID,
    ACCOUNT_NO,
    Column("from_currency", DEBIT_CURRENCY, shown=False, priority=5, ideal=72),
    FROM,
    Column("to_currency", CREDIT_CURRENCY, shown=False, priority=5, ideal=72),
    TO,
    REFERENCE,
    RATE,
    *MARK_UPS,
    Column("quoted_rate", QUOTED, "rate", shown=False, priority=5, ideal=RATE_WIDTH),
    Column("custom_rate_flag", CUSTOM, "yes_no", shown=False, priority=5, ideal=72),
    Column("not_cleared", _NOT_CLEARED, "yes_no", shown=False, priority=5, ideal=80),
    FOREX_TYPE,
    CHANGE_TYPE,
    STRATEGY,
    *BASE,
    *TIMES,
    FOREX_STATUS,
    AUDIT_STATUS,
    ORIGIN_COLUMN,
    *REMARKS,
    FREEZE_NO,
    Column("reversal_no", REVERSAL_NO, "code", shown=False, priority=5, ideal=110),
    *PEOPLE,
    UPDATED,
)
