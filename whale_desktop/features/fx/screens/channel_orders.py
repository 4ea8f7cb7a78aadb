"""款項管理 > 換匯 > 異常換匯記錄: bank orders and the handling of their exceptions (`docs/rules/fx.md` 4.2, 6.9)."""

from whale_desktop.features.fx.messages import (
    AbnormalStatus,
    ApplyType,
    ChannelOrderPhase,
    ChannelStatus,
    ForexType,
    GetChannelOrder,
    HandleException,
    ListChannelOrders,
    ReviewException,
    ReviewType,
    TotalChannelOrders,
)
from whale_desktop.features.fx.screens.words import (
    APPROVE,
    BATCH_REVIEW,
    CREDIT_CURRENCY,
    DEBIT_CURRENCY,
    EXCHANGE_CHANNEL,
    EXCHANGE_TYPE,
    HANDLE,
    RATE_WIDTH,
    REJECT,
    REVIEW,
)
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import label_of
from whale_desktop.screens import (
    Action,
    Column,
    DetailSpec,
    Empty,
    Field,
    Filter,
    FormSpec,
    Link,
    ListScreen,
    Section,
    Submit,
    Tab,
    usual,
)

_NUMBER = C_("fx.channel_order", "Channel Exchange Order ID")
_FOREX_ID = C_("fx.channel_order", "Conversion Order No")
_SERIAL = C_("fx.channel_order", "Channel Journal")
_RATE = C_("fx.channel_order", "Channel Exchange Rate")
_SUCCESS_TIME = C_("fx.channel_order", "Exchange Completion Time")
_STATUS = C_("fx.channel_order", "Channel Exchange Status")
_ORIGINAL = C_("fx.channel_order", "Channel Original Status")
_TEXT = C_("fx.channel_order", "Channel Return Information")
_EXCEPTION = C_("fx.channel_order", "Exception Status")
_REMARKS = C_("fx.channel_order", "Manual Remarks")
_HANDLING = C_("fx.channel_order", "Handling")

_FROM = Column(
    "from_amount",
    C_("fx.channel_order", "Debit Amount"),
    "money",
    currency="from_currency",
    estimate="from_estimate",
    strong="from_fixed",
    total=True,
    sortable=True,
    priority=1,
    minimum=110,
    ideal=usual.MONEY_WIDTH,
)
_TO = Column(
    "to_amount",
    C_("fx.channel_order", "Credit Amount"),
    "money",
    currency="to_currency",
    estimate="to_estimate",
    strong="to_fixed",
    priority=1,
    minimum=110,
    ideal=usual.MONEY_WIDTH,
)
_TO_ORDER = Link("fx.orders", {"forex_id": "forex_id"})
_COLUMNS = (
    Column("channel_order_no", _NUMBER, "code", sortable=True, pinned=True, priority=1, minimum=120, ideal=130),
    Column("created_at", usual.CREATED_AT, "moment", sortable=True, priority=3, ideal=usual.MOMENT_WIDTH),
    Column("forex_id", _FOREX_ID, "code", priority=2, ideal=110),
    Column("channel_name", EXCHANGE_CHANNEL, "choice", priority=2, ideal=90),
    Column("serial_no", _SERIAL, "code", shown=False, priority=5, ideal=120),
    Column("client", usual.CLIENT, priority=2, minimum=128, ideal=150),
    Column("forex_type", EXCHANGE_TYPE, "choice", priority=5, ideal=100),
    Column("from_currency", DEBIT_CURRENCY, shown=False, priority=5, ideal=72),
    _FROM,
    Column("to_currency", CREDIT_CURRENCY, shown=False, priority=5, ideal=72),
    _TO,
    Column("channel_rate", _RATE, "rate", priority=3, ideal=RATE_WIDTH),
    Column("success_time", _SUCCESS_TIME, "moment", sortable=True, shown=False, priority=5, ideal=usual.MOMENT_WIDTH),
    Column("channel_status", _STATUS, "state", pending="work_order_no", priority=1, minimum=72, ideal=90),
    Column("origin_status", _ORIGINAL, shown=False, priority=5, ideal=100),
    Column("origin_text", _TEXT, priority=5, ideal=160),
    Column("abnormal_status", _EXCEPTION, "state", priority=1, minimum=72, ideal=90),
    Column("abnormal_remark", _REMARKS, priority=4, ideal=140),
    Column("apply_type", _HANDLING, "choice", priority=3, ideal=90),
    Column("applicant", C_("fx.channel_order", "Applicant"), priority=4, ideal=90),
    Column("reviewer", C_("fx.channel_order", "Reviewer"), shown=False, priority=5, ideal=90),
    Column("operator", usual.OPERATOR, shown=False, priority=5, ideal=90),
    Column("updated_at", usual.UPDATED_AT, "moment", shown=False, priority=5, ideal=usual.MOMENT_WIDTH),
)
_BY_NAME = {column.name: column for column in _COLUMNS}
_APPLIED = (
    _BY_NAME["apply_type"],
    Column("apply_channel_rate", C_("fx.channel_order", "Applied Channel Rate"), "rate"),
    Column("apply_channel_name", C_("fx.channel_order", "Channel to exchange again"), "choice"),
    Column("apply_remark", C_("fx.channel_order", "Handling Remark")),
    _BY_NAME["applicant"],
)
_CONTEXT = tuple(_BY_NAME[name] for name in ("channel_order_no", "client", "channel_name", "from_amount", "to_amount"))

_HANDLE_FORM = FormSpec(
    title=C_("fx.channel_order", "Handle an exceptional exchange"),
    command=HandleException,
    width=864,
    load=lambda row: GetChannelOrder(channel_order_no=row.channel_order_no),
    fill=lambda record: {"expected_version": record.version},
    context=_CONTEXT,
    fields=(
        Field(
            "apply_type",
            _HANDLING,
            "cards",
            choice=ApplyType,
            hints={
                ApplyType.SUCCESS_APPLY: C_("fx.channel_order", "The bank's money has moved"),
                ApplyType.RETRY_APPLY: C_("fx.channel_order", "It has not moved and will not; the client still wants it"),
                ApplyType.FAILURE_APPLY: C_("fx.channel_order", "It has not moved and will not"),
            },
        ),
        Field("channel_rate", _RATE, "rate", when=lambda values: values.get("apply_type") == ApplyType.SUCCESS_APPLY),
        Field(
            "channel_name",
            C_("fx.channel_order", "Channel to exchange again"),
            "choice",
            choice=RateChannel,
            when=lambda values: values.get("apply_type") == ApplyType.RETRY_APPLY,
        ),
        Field("remark", _REMARKS, "lines", maximum_length=255),
    ),
    submits=usual.OK_BUTTON,
    consequence=C_("fx.channel_order", "Takes effect when a second person has approved it"),
)
_REVIEW_FIELDS = (Field("remark", C_("fx.channel_order", "Review Remark"), "lines", required=False, maximum_length=255),)
_REVIEW_SUBMITS = (
    Submit(REJECT, {"review_type": ReviewType.REVIEW_REJECTED}, "danger-outline", key="Alt+R"),
    Submit(APPROVE, {"review_type": ReviewType.REVIEW_APPROVED}),
)
_REVIEW_FORM = FormSpec(
    title=C_("fx.channel_order", "Review a handling"),
    command=ReviewException,
    width=864,
    load=lambda row: GetChannelOrder(channel_order_no=row.channel_order_no),
    fill=lambda record: {"expected_version": record.version},
    context=(*_CONTEXT, *_APPLIED),
    fields=_REVIEW_FIELDS,
    submits=_REVIEW_SUBMITS,
)
_BATCH_FORM = FormSpec(
    title=C_("fx.channel_order", "Review handlings"), command=ReviewException, fields=_REVIEW_FIELDS, submits=_REVIEW_SUBMITS
)
_OF_ROW = {"channel_order_no": "channel_order_no", "expected_version": "version"}

CHANNEL_ORDERS = ListScreen(
    key="fx.channel_orders",
    menu="cash.conversion.exceptional_records",
    title=C_("fx.screen", "Exceptional Exchange Records"),
    query=ListChannelOrders,
    totals=TotalChannelOrders,
    row_key="channel_order_no",
    columns=_COLUMNS,
    filters=(
        Filter("channel_order_no", _NUMBER, first=True, placeholder=C_("fx.order", "13 digits")),
        Filter("forex_id", _FOREX_ID, first=True, placeholder=C_("fx.order", "10 digits")),
        Filter("channel_name", EXCHANGE_CHANNEL, "choice", choice=RateChannel, first=True),
        Filter("created_from", usual.CREATED_AT, "date_range", upto="created_to", first=True),
        Filter("from_currency", DEBIT_CURRENCY, "currency"),
        Filter("to_currency", CREDIT_CURRENCY, "currency"),
        Filter("forex_type", EXCHANGE_TYPE, "choice", choice=ForexType),
        Filter("success_from", _SUCCESS_TIME, "date_range", upto="success_to"),
        Filter("channel_status", _STATUS, "choice", choice=ChannelStatus),
        Filter("abnormal_status", _EXCEPTION, "choice", choice=AbnormalStatus),
    ),
    tabs=(
        *(Tab(str(phase), label_of(phase)) for phase in ChannelOrderPhase),
        Tab("", C_("fx.channel_order_phase", "All")),
    ),
    first_tab=str(ChannelOrderPhase.OPEN),
    actions=(
        Action(
            "handle",
            HANDLE,
            ("row",),
            command=HandleException,
            fields=_OF_ROW,
            form=_HANDLE_FORM,
            urgent=True,
            done=C_("fx.channel_order", "The handling was submitted for review"),
        ),
        Action(
            "review",
            REVIEW,
            ("row",),
            command=ReviewException,
            fields=_OF_ROW,
            form=_REVIEW_FORM,
            key="R",
            urgent=True,
            done=C_("fx.channel_order", "The handling was reviewed"),
        ),
        Action(
            "batch_review",
            BATCH_REVIEW,
            ("batch",),
            command=ReviewException,
            fields=_OF_ROW,
            form=_BATCH_FORM,
            icon="ph.checks",
            key="F8",
            done=C_("fx.channel_order", "{count} handlings reviewed"),
        ),
    ),
    detail=DetailSpec(
        query=lambda row: GetChannelOrder(channel_order_no=row.channel_order_no),
        title="channel_order_no",
        state="channel_status",
        sections=(
            Section(
                C_("fx.channel_order", "Bank exchange"),
                (
                    Column("forex_id", _FOREX_ID, "code", link=_TO_ORDER),
                    *(
                        _BY_NAME[name]
                        for name in (
                            "client",
                            "channel_name",
                            "serial_no",
                            "forex_type",
                            "from_amount",
                            "to_amount",
                            "channel_rate",
                            "channel_status",
                            "origin_status",
                            "origin_text",
                            "created_at",
                            "success_time",
                        )
                    ),
                ),
            ),
            Section(
                C_("fx.channel_order", "Exception"),
                (
                    _BY_NAME["abnormal_status"],
                    *_APPLIED,
                    Column("review_type", C_("fx.channel_order", "Review result"), "choice"),
                    _BY_NAME["reviewer"],
                    _BY_NAME["abnormal_remark"],
                    _BY_NAME["updated_at"],
                    _BY_NAME["operator"],
                ),
            ),
        ),
    ),
    empty=Empty(line=C_("fx.channel_order", "No bank exchange waits for you"), waiting=True),
    prints=True,
)
