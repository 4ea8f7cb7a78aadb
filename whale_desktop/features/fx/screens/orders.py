"""款項管理 > 換匯 > 客戶匯兌: the orders of clients, their entry and review (`docs/rules/fx.md` 6.6, 6.7, 7.1)."""

from whale_desktop.features.fx.messages import (
    AuditStatus,
    CancelOrder,
    ChannelOrderFilter,
    ForexStatus,
    ForexType,
    GetOrder,
    ListChannelOrders,
    ListOrders,
    ListPoolChanges,
    ListReversals,
    OrderPhase,
    Origin,
    PoolChangeFilter,
    ReverseOrder,
    ReviewOrder,
    SpreadMode,
    SubmitManualOrder,
    TotalOrders,
)
from whale_desktop.features.fx.screens.words import (
    APPROVE,
    BATCH_REVIEW,
    CANCEL_ORDER,
    CODE_WIDTH,
    CREATED_AT,
    CREDIT_CURRENCY,
    CURRENCY,
    DEBIT_CURRENCY,
    EXCHANGE_CHANNEL,
    EXCHANGE_STRATEGY,
    EXCHANGE_TYPE,
    MOMENT_WIDTH,
    MONEY_WIDTH,
    OPERATOR,
    PENDING,
    RATE_WIDTH,
    REJECT,
    REMARK,
    REVERSE,
    REVIEW,
    UPDATED_AT,
)
from whale_desktop.features.ledger.messages import EntryFilter, ListEntries
from whale_desktop.kernel.texts import C_, Text
from whale_desktop.messages import label_of
from whale_desktop.screens import (
    Action,
    Column,
    Confirm,
    CustomDialog,
    DetailSpec,
    Empty,
    Field,
    Filter,
    FormSpec,
    Link,
    ListScreen,
    Related,
    Section,
    Submit,
    Tab,
)

_FOREX_ID = C_("fx.order", "Conversion Order No")
_CHANNEL_NO = C_("fx.order", "Channel Exchange Order ID")
_MEMBER = C_("fx.order", "Member ID")
_ACCOUNT = C_("fx.order", "A/C No")
_CLIENT = C_("fx.order", "Client")
_POOL_TYPE = C_("fx.order", "Pool type")
_STATUS = C_("fx.order", "Client Exchange Status")
_REVIEW_STATUS = C_("fx.order", "Review Status")
_ORIGIN = C_("fx.order", "Requestor")
_DEBIT = C_("fx.order", "Debit Amount")
_CREDIT = C_("fx.order", "Credit Amount")
_REFERENCE_RATE = C_("fx.order", "Reference Rate")
_CLIENT_RATE = C_("fx.order", "Client Exchange Rate")
_REFERENCE_MARK_UP = C_("fx.order", "Reference Mark-up")
_REFERENCE_MODE = C_("fx.order", "Reference Mark-up Mode")
_EXECUTION_MARK_UP = C_("fx.order", "Execution Mark-up")
_EXECUTION_MODE = C_("fx.order", "Execution Mark-up Mode")
_QUOTED = C_("fx.order", "Quoted Rate")
_CUSTOM = C_("fx.order", "Custom Rate")
_SUCCESS_TIME = C_("fx.order", "Exchange Completion Time")
_FINISH_TIME = C_("fx.order", "Estimated Processing Time")
_STATEMENT_REMARK = C_("fx.order", "Statement Remark")
_REVIEW_REMARK = C_("fx.order", "Review Remark")
_REVIEWER = C_("fx.order", "Reviewer")
_FREEZE = C_("fx.order", "Freeze No.")
_NOT_CLEARED = C_("fx.order", "Not yet cleared")
_REVERSAL_NO = C_("fx.order", "Reversal No.")
_REVERSAL_REASON = C_("fx.order", "Reason for the reversal")

# Heads and filters of the list have little room; the details and every file say the whole label.
_NO_SHORT = C_("fx.order short", "Order No.")
_CHANNEL_NO_SHORT = C_("fx.order short", "Channel No.")
_STATUS_SHORT = C_("fx.order short", "Order Status")
_DEBIT_SHORT = C_("fx.order short", "Debit")
_CREDIT_SHORT = C_("fx.order short", "Credit")
_TYPE_SHORT = C_("fx.order short", "Type")
_COMPLETED_SHORT = C_("fx.order short", "Completed")
_NO_HEAD = C_("fx.order head", "Order No.")
_RATE_SHORT = C_("fx.order short", "Client Rate")
_STRATEGY_SHORT = C_("fx.order short", "Strategy")

_FROM = Column(
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
    ideal=MONEY_WIDTH,
)
_TO = Column(
    "to_amount",
    _CREDIT,
    "money",
    currency="to_currency",
    estimate="to_estimate",
    strong="to_fixed",
    sortable=True,
    priority=1,
    minimum=110,
    ideal=MONEY_WIDTH,
)
_RATE = Column("rate", _CLIENT_RATE, "rate", estimate="rate_estimate", priority=2, ideal=RATE_WIDTH, short=_RATE_SHORT)
_REFERENCE = Column("reference_rate", _REFERENCE_RATE, "rate", priority=4, ideal=RATE_WIDTH)
_CHANGE_TYPE = Column("change_type", _POOL_TYPE, "choice", strong="is_large", priority=3, ideal=90)
_STRATEGY = Column("service_strategy", EXCHANGE_STRATEGY, "choice", priority=3, minimum=56, ideal=80, short=_STRATEGY_SHORT)
_FOREX_TYPE = Column("forex_type", EXCHANGE_TYPE, "choice", priority=5, ideal=100)
_FOREX_STATUS = Column(
    "forex_status",
    _STATUS,
    "state",
    pending="work_order_no",
    priority=1,
    ideal=96,
    short=_STATUS_SHORT,
    flags=(("is_reversed", C_("fx.order", "Reversed")), ("not_cleared", _NOT_CLEARED)),
)
_AUDIT_STATUS = Column("audit_status", _REVIEW_STATUS, "state", priority=1, ideal=96)
_ORIGIN_COLUMN = Column("origin", _ORIGIN, "choice", priority=5, ideal=90)


def _mark_up(name: str, label: Text) -> Column:
    """An amount, or with % behind it a ratio."""
    return Column(name, label, "number", priority=5, ideal=80, percent=(f"{name}_mode", SpreadMode.RATE))


_MARK_UPS = (
    _mark_up("reference_mark_up", _REFERENCE_MARK_UP),
    Column("reference_mark_up_mode", _REFERENCE_MODE, "choice", shown=False, priority=5, ideal=90),
    _mark_up("execution_mark_up", _EXECUTION_MARK_UP),
    Column("execution_mark_up_mode", _EXECUTION_MODE, "choice", shown=False, priority=5, ideal=90),
)
_BASE = (
    Column("fx_currency", C_("fx.order", "Conversion Currency"), shown=False, priority=5, ideal=80),
    Column(
        "fx_amount",
        C_("fx.order", "Conversion Amount"),
        "money",
        currency="fx_currency",
        shown=False,
        priority=5,
        ideal=MONEY_WIDTH,
    ),
    Column("fx_rate", C_("fx.order", "Conversion Exchange Rate"), "rate", shown=False, priority=5, ideal=RATE_WIDTH),
)
_TIMES = (
    Column("finish_time", _FINISH_TIME, "moment", shown=False, priority=5, ideal=MOMENT_WIDTH),
    Column("success_time", _SUCCESS_TIME, "moment", sortable=True, shown=False, priority=4, ideal=MOMENT_WIDTH),
)
_REMARKS = (
    Column("audit_remark", REMARK, shown=False, priority=5, ideal=140),
    Column("order_remark", _STATEMENT_REMARK, shown=False, priority=5, ideal=140),
    Column("review_remark", _REVIEW_REMARK, shown=False, priority=5, ideal=140),
)
_PEOPLE = (
    Column("operator", OPERATOR, shown=False, priority=5, ideal=90),
    Column("reviewer", _REVIEWER, shown=False, priority=5, ideal=90),
)
_MEMBER_ID = Column("member_id", _MEMBER, "code", shown=False, priority=4, ideal=90)
_ACCOUNT_NO = Column("account_no", _ACCOUNT, "code", shown=False, priority=4, ideal=CODE_WIDTH)
_CLIENT_ORDID = Column(
    "client_ordid",
    _CHANNEL_NO,
    "code",
    shown=False,
    priority=4,
    ideal=120,
    link=Link("fx.channel_orders", {"forex_id": "forex_id"}),
)
_FREEZE_NO = Column("freeze_no", _FREEZE, "code", shown=False, priority=5, ideal=90)
_UPDATED = Column("updated_at", UPDATED_AT, "moment", shown=False, priority=5, ideal=MOMENT_WIDTH)

COLUMNS = (
    Column("forex_id", _FOREX_ID, "code", sortable=True, pinned=True, priority=1, ideal=102, short=_NO_HEAD),
    Column("created_at", CREATED_AT, "moment", sortable=True, priority=2, minimum=104, ideal=MOMENT_WIDTH),
    Column("client", _CLIENT, priority=1, minimum=128, ideal=160),
    _CLIENT_ORDID,
    _MEMBER_ID,
    _ACCOUNT_NO,
    Column("from_currency", DEBIT_CURRENCY, shown=False, priority=5, ideal=72),
    _FROM,
    Column("to_currency", CREDIT_CURRENCY, shown=False, priority=5, ideal=72),
    _TO,
    _REFERENCE,
    _RATE,
    *_MARK_UPS,
    Column("quoted_rate", _QUOTED, "rate", shown=False, priority=5, ideal=RATE_WIDTH),
    Column("custom_rate_flag", _CUSTOM, "yes_no", shown=False, priority=5, ideal=72),
    Column("not_cleared", _NOT_CLEARED, "yes_no", shown=False, priority=5, ideal=80),
    _FOREX_TYPE,
    _CHANGE_TYPE,
    _STRATEGY,
    *_BASE,
    *_TIMES,
    _FOREX_STATUS,
    _AUDIT_STATUS,
    _ORIGIN_COLUMN,
    *_REMARKS,
    _FREEZE_NO,
    Column("reversal_no", _REVERSAL_NO, "code", shown=False, priority=5, ideal=110),
    *_PEOPLE,
    _UPDATED,
)

_FILTERS = (
    Filter("forex_id", _FOREX_ID, first=True, placeholder=C_("fx.order", "10 digits"), short=_NO_SHORT),
    Filter("client", _CLIENT, "client", first=True),
    Filter("created_from", CREATED_AT, "date_range", upto="created_to", first=True),
    Filter("forex_status", _STATUS, "choice", choice=ForexStatus, several=True, first=True, short=_STATUS_SHORT),
    Filter("from_currency", DEBIT_CURRENCY, "currency", short=_DEBIT_SHORT),
    Filter("to_currency", CREDIT_CURRENCY, "currency", short=_CREDIT_SHORT),
    Filter("audit_status", _REVIEW_STATUS, "choice", choice=AuditStatus),
    Filter("origin", _ORIGIN, "choice", choice=Origin),
    Filter("client_ordid", _CHANNEL_NO, placeholder=C_("fx.order", "13 digits"), short=_CHANNEL_NO_SHORT),
    Filter("forex_type", EXCHANGE_TYPE, "choice", choice=ForexType, short=_TYPE_SHORT),
    Filter("success_from", _SUCCESS_TIME, "date_range", upto="success_to", short=_COMPLETED_SHORT),
    Filter("is_reversed", C_("fx.order", "Reversed"), "yes_no"),
    Filter("pending", PENDING, "yes_no"),
)

_REVIEW_FORM = FormSpec(
    title=C_("fx.order", "Review an exchange"),
    command=ReviewOrder,
    load=lambda row: GetOrder(forex_id=row.forex_id),
    fill=lambda record: {"expected_version": record.version},
    context=(
        Column("forex_id", _FOREX_ID, "code"),
        Column("client", _CLIENT),
        _FROM,
        _TO,
        _RATE,
        _REFERENCE,
        *_MARK_UPS,
        _CHANGE_TYPE,
        _STRATEGY,
        Column("audit_remark", REMARK),
        Column("operator", OPERATOR),
    ),
    fields=(
        Field(
            "remark",
            _REVIEW_REMARK,
            "lines",
            required=False,
            hint=C_("fx.order", "A rejection needs a remark"),
            maximum_length=255,
        ),
    ),
    submits=(
        Submit(REJECT, {"approve": False}, "danger-outline", requires=("remark",), key="Alt+R"),
        Submit(APPROVE, {"approve": True}),
    ),
    consequence=C_("fx.order", "A pool exchange is booked at once, a bank exchange goes to its channel"),
)
_BATCH_FORM = FormSpec(
    title=C_("fx.order", "Review exchanges"),
    command=ReviewOrder,
    fields=_REVIEW_FORM.fields,
    submits=_REVIEW_FORM.submits,
    consequence=C_("fx.order", "Each exchange is decided by itself; one that cannot be is named"),
)
_REVERSAL_FORM = FormSpec(
    title=C_("fx.order", "Reverse a completed exchange"),
    command=ReverseOrder,
    load=lambda row: GetOrder(forex_id=row.forex_id),
    fill=lambda record: {"expected_version": record.version},
    context=(
        Column("forex_id", _FOREX_ID, "code"),
        Column("client", _CLIENT),
        _FROM,
        _TO,
        _RATE,
        _STRATEGY,
        Column("success_time", _SUCCESS_TIME, "moment"),
        Column("operator", OPERATOR),
    ),
    fields=(Field("reason", _REVERSAL_REASON, "lines", maximum_length=255),),
    submits=(Submit(REVERSE, kind="danger"),),
    consequence=C_("fx.order", "A second person must agree; then books, pool, gains and losses are turned round"),
)
_OF_ROW = {"forex_id": "forex_id", "expected_version": "version"}

_DETAIL = DetailSpec(
    query=lambda row: GetOrder(forex_id=row.forex_id),
    title="forex_id",
    state="forex_status",
    sections=(
        Section(
            C_("fx.order", "Exchange"),
            (
                Column(
                    "forex_id",
                    C_("fx.order", "Ledger entries of the order"),
                    "code",
                    link=Link("ledger.entry", {"ref_no": "forex_id"}),
                ),
                Column("client", _CLIENT),
                _ACCOUNT_NO,
                _FOREX_TYPE,
                _FROM,
                _TO,
                _CHANGE_TYPE,
                _STRATEGY,
                _CLIENT_ORDID,
                _ORIGIN_COLUMN,
            ),
        ),
        Section(
            C_("fx.order", "Rate"),
            (
                _REFERENCE,
                Column("reference_channel", C_("fx.order", "Reference Rate Source"), "choice"),
                *_MARK_UPS,
                Column("quoted_rate", _QUOTED, "rate"),
                _RATE,
                Column("custom_rate_flag", _CUSTOM, "yes_no"),
                *_BASE,
            ),
        ),
        Section(
            C_("fx.order", "Progress"),
            (
                _FOREX_STATUS,
                _AUDIT_STATUS,
                Column("created_at", CREATED_AT, "moment"),
                *_TIMES,
                _FREEZE_NO,
                *_PEOPLE,
                *_REMARKS,
                _UPDATED,
            ),
        ),
    ),
    related=(
        Related(
            C_("fx.order", "Channel exchange orders"),
            lambda record: ListChannelOrders(where=ChannelOrderFilter(forex_id=record.forex_id), limit=50),
            (
                Column(
                    "channel_order_no",
                    _CHANNEL_NO,
                    "code",
                    link=Link("fx.channel_orders", {"channel_order_no": "channel_order_no"}),
                ),
                Column("channel_name", EXCHANGE_CHANNEL, "choice"),
                Column("channel_status", C_("fx.channel_order", "Channel Exchange Status"), "state"),
                Column("abnormal_status", C_("fx.channel_order", "Exception Status"), "state"),
            ),
        ),
        Related(
            C_("fx.order", "Reversal"),
            lambda record: ListReversals(forex_id=record.forex_id),
            (
                Column("reversal_no", _REVERSAL_NO, "code", ideal=110),
                Column("created_at", CREATED_AT, "moment", ideal=MOMENT_WIDTH),
                Column("reason", _REVERSAL_REASON, ideal=160),
                Column("operator", OPERATOR, ideal=80),
                Column("reviewer", _REVIEWER, ideal=80),
            ),
        ),
        Related(
            C_("fx.order", "Pool movements"),
            lambda record: ListPoolChanges(where=PoolChangeFilter(order_no=record.forex_id), limit=50),
            (
                Column("change_type", C_("fx.pool", "Business Type"), "choice"),
                Column("occurred_amount", C_("fx.pool", "Amount Incurred"), "signed", currency="currency"),
                Column("after_occurred", C_("fx.pool", "Remaining Daily Quota"), "money", currency="currency"),
            ),
        ),
        Related(
            C_("fx.order", "Ledger entries"),
            lambda record: ListEntries(where=EntryFilter(ref_no=record.forex_id), limit=50),
            (
                Column(
                    "journal_no", C_("fx.order", "Journal No."), "code", link=Link("ledger.entry", {"journal_no": "journal_no"})
                ),
                Column("biz_name", C_("fx.order", "Business")),
                Column("change", C_("fx.order", "Change"), "signed", currency="currency"),
                Column("currency", CURRENCY),
            ),
        ),
    ),
)

ORDERS = ListScreen(
    key="fx.orders",
    menu="cash.conversion.exchange_order",
    title=C_("fx.screen", "Exchange Order"),
    query=ListOrders,
    totals=TotalOrders,
    row_key="forex_id",
    columns=COLUMNS,
    filters=_FILTERS,
    tabs=(*(Tab(str(phase), label_of(phase)) for phase in OrderPhase), Tab("", C_("fx.order_phase", "All"))),
    actions=(
        Action(
            "new",
            C_("fx.action", "New manual exchange"),
            ("page",),
            command=SubmitManualOrder,
            dialog=CustomDialog("whale_desktop.features.fx.widgets:ManualExchangeDialog", SubmitManualOrder),
            icon="ph.plus",
            main=True,
        ),
        Action(
            "review",
            REVIEW,
            ("row",),
            command=ReviewOrder,
            fields=_OF_ROW,
            form=_REVIEW_FORM,
            key="R",
            urgent=True,
            done=C_("fx.order", "The exchange was reviewed"),
        ),
        Action(
            "batch_review",
            BATCH_REVIEW,
            ("batch",),
            command=ReviewOrder,
            fields=_OF_ROW,
            form=_BATCH_FORM,
            each=True,
            icon="ph.checks",
            key="F8",
            done=C_("fx.order", "{count} exchanges reviewed"),
        ),
        Action(
            "cancel",
            CANCEL_ORDER,
            ("row",),
            short=C_("fx.action short", "Call off"),
            command=CancelOrder,
            fields=_OF_ROW,
            confirm=Confirm(
                question=C_("fx.order", "Cancel the exchange {forex_id} of {client}?"),
                detail=C_(
                    "fx.order", "{from_currency} {from_amount} for {to_currency} {to_amount}; the frozen money is free again."
                ),
                verb=CANCEL_ORDER,
                keep=C_("fx.order", "Keep order"),
                danger=True,
            ),
            done=C_("fx.order", "The exchange was cancelled"),
        ),
        Action(
            "reverse",
            REVERSE,
            ("row",),
            command=ReverseOrder,
            fields=_OF_ROW,
            form=_REVERSAL_FORM,
            icon="ph.arrow-counter-clockwise",
            alone=True,
            done=C_("fx.order", "The exchange was reversed"),
        ),
    ),
    detail=_DETAIL,
    empty=Empty(
        line=C_("fx.order", "No exchange yet"),
        hint=C_("fx.order", "Exchanges from the app and those entered by hand appear here. Set up in this order:"),
        steps=(
            (C_("fx.setup", "Switch on the currencies"), C_("fx.setup", "precision and rounding too"), "reference.currency"),
            (C_("fx.setup", "Configure currency pairs"), C_("fx.setup", "which currency into which"), "fx.pairs"),
            (C_("fx.setup", "Add strategies"), C_("fx.setup", "pool or bank, and when"), "fx.strategies"),
            (C_("fx.setup", "Set the pool quota"), C_("fx.setup", "for pool exchange"), "fx.pools"),
            (C_("fx.setup", "Import today's rates"), C_("fx.setup", "spot rates of the reference channel"), "reference.rate"),
        ),
    ),
    prints=True,
    search=("forex_id",),
)
