"""Every enumeration of the exchange domain with its labels and, for states, its tones.

Members carry the stored codes; sources and labels: `docs/rules/fx.md` 3 and 4. Sources, types and channels of
reference rates and the rounding mode of a currency belong to the reference feature.
"""

from enum import StrEnum

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import labels


class ServiceStrategy(StrEnum):
    """Who fills an exchange: the house's own stock of currencies, or a bank (`docs/rules/fx.md` 3.3)."""

    BATCH = "BATCH"
    SINGLE = "SINGLE"


labels(
    ServiceStrategy,
    {
        ServiceStrategy.BATCH: C_("fx.service_strategy", "Pool exchange"),
        ServiceStrategy.SINGLE: C_("fx.service_strategy", "Channel (bank) exchange"),
    },
    short={
        ServiceStrategy.BATCH: C_("fx.service_strategy short", "Pool"),
        ServiceStrategy.SINGLE: C_("fx.service_strategy short", "Bank"),
    },
)


class StrategyKind(StrEnum):
    """Whether a strategy answers for one exchange type or stands in where no specific one does (`docs/rules/fx.md` 3.3)."""

    DEFAULT = "DEFAULT"
    SPECIFIC = "SPECIFIC"


labels(
    StrategyKind,
    {
        StrategyKind.DEFAULT: C_("fx.strategy_kind", "Default"),
        StrategyKind.SPECIFIC: C_("fx.strategy_kind", "Specific"),
    },
)


class ChangeType(StrEnum):
    """The size class of an exchange; `NONE` only on default strategies (`docs/rules/fx.md` 3.3)."""

    NONE = "0"
    LARGE = "1"
    SMALL_IN_POOL = "2"
    SMALL_BEYOND_POOL = "3"


labels(
    ChangeType,
    {
        ChangeType.NONE: C_("fx.change_type", "None"),
        ChangeType.LARGE: C_("fx.change_type", "Large amount"),
        ChangeType.SMALL_IN_POOL: C_("fx.change_type", "Small amount (within pool)"),
        ChangeType.SMALL_BEYOND_POOL: C_("fx.change_type", "Small amount (beyond pool)"),
    },
    short={
        ChangeType.LARGE: C_("fx.change_type short", "Large"),
        ChangeType.SMALL_IN_POOL: C_("fx.change_type short", "Small · pool"),
        ChangeType.SMALL_BEYOND_POOL: C_("fx.change_type short", "Small · beyond"),
    },
)


class DayBasis(StrEnum):
    """The days on which a service period counts (`docs/rules/fx.md` 3.3)."""

    HK_TRADE_DAY = "hk_trade_day"
    US_TRADE_DAY = "us_trade_day"
    NATURAL_DAY = "natural_day"


labels(
    DayBasis,
    {
        DayBasis.HK_TRADE_DAY: C_("fx.day_basis", "HK trading day"),
        DayBasis.US_TRADE_DAY: C_("fx.day_basis", "US trading day"),
        DayBasis.NATURAL_DAY: C_("fx.day_basis", "Calendar day"),
    },
)


class PoolChangeType(StrEnum):
    """Why the pool of a currency moved (`docs/rules/fx.md` 3.5)."""

    SETUP = "SETUP"
    INCREASE = "INCREASE"
    DECREASE = "DECREASE"
    EXCHANGE_IN = "EXCHANGE_IN"
    EXCHANGE_OUT = "EXCHANGE_OUT"
    REVERSAL = "REVERSAL"
    CLOSE = "CLOSE"


labels(
    PoolChangeType,
    {
        PoolChangeType.SETUP: C_("fx.pool_change_type", "Quota setup"),
        PoolChangeType.INCREASE: C_("fx.pool_change_type", "Increase"),
        PoolChangeType.DECREASE: C_("fx.pool_change_type", "Decrease"),
        PoolChangeType.EXCHANGE_IN: C_("fx.pool_change_type", "Client debit into pool"),
        PoolChangeType.EXCHANGE_OUT: C_("fx.pool_change_type", "Client credit out of pool"),
        PoolChangeType.REVERSAL: C_("fx.pool_change_type", "Reversal"),
        PoolChangeType.CLOSE: C_("fx.pool_change_type", "Quota closed"),
    },
)


class SpreadMode(StrEnum):
    """How a mark-up changes a rate: subtracted from it, or a percentage off it (`docs/rules/fx.md` 3.6)."""

    VALUE = "VALUE"
    RATE = "RATE"


labels(
    SpreadMode,
    {
        SpreadMode.VALUE: C_("fx.spread_mode", "Value"),
        SpreadMode.RATE: C_("fx.spread_mode", "Ratio"),
    },
)


class ForexType(StrEnum):
    """The side that the client fixed: what he gives (`FROM`) or what he gets (`TO`) (`docs/rules/fx.md` 3.9)."""

    FROM = "FROM"
    TO = "TO"


labels(
    ForexType,
    {
        ForexType.FROM: C_("fx.forex_type", "By debit amount"),
        ForexType.TO: C_("fx.forex_type", "By credit amount"),
    },
    short={
        ForexType.FROM: C_("fx.forex_type short", "By debit"),
        ForexType.TO: C_("fx.forex_type short", "By credit"),
    },
)


class ForexStatus(StrEnum):
    """The state of a client's exchange; the last four are final (`docs/rules/fx.md` 4.1)."""

    SUBMITTED = "SUBMITTED"
    PROCESSING = "PROCESSING"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
    REJECTED = "REJECTED"
    CANCELLED = "CANCELLED"


labels(
    ForexStatus,
    {
        ForexStatus.SUBMITTED: C_("fx.forex_status", "Submitted"),
        ForexStatus.PROCESSING: C_("fx.forex_status", "Processing"),
        ForexStatus.SUCCESS: C_("fx.forex_status", "Exchanged"),
        ForexStatus.FAILED: C_("fx.forex_status", "Failed"),
        ForexStatus.REJECTED: C_("fx.forex_status", "Rejected"),
        ForexStatus.CANCELLED: C_("fx.forex_status", "Cancelled"),
    },
    tones={
        ForexStatus.SUBMITTED: "run",
        ForexStatus.PROCESSING: "run",
        ForexStatus.SUCCESS: "done",
        ForexStatus.FAILED: "fail",
        ForexStatus.REJECTED: "idle",
        ForexStatus.CANCELLED: "void",
    },
)


class AuditStatus(StrEnum):
    """The review of a client's exchange. Approved is not executed, so its tone is idle (`docs/rules/fx.md` 3.9)."""

    NONE = "NONE"
    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


labels(
    AuditStatus,
    {
        AuditStatus.NONE: C_("fx.audit_status", "Not required"),
        AuditStatus.PENDING: C_("fx.audit_status", "Pending"),
        AuditStatus.APPROVED: C_("fx.audit_status", "Approved"),
        AuditStatus.REJECTED: C_("fx.audit_status", "Rejected"),
    },
    tones={
        AuditStatus.NONE: "idle",
        AuditStatus.PENDING: "wait",
        AuditStatus.APPROVED: "idle",
        AuditStatus.REJECTED: "idle",
    },
)


class Origin(StrEnum):
    """Who asked for an exchange (`docs/rules/fx.md` 3.9)."""

    APP = "APP"
    MANUAL = "MANUAL"
    REMINDER = "REMINDER"
    AUTO_REPAY = "AUTO_REPAY"


labels(
    Origin,
    {
        Origin.APP: C_("fx.origin", "App"),
        Origin.MANUAL: C_("fx.origin", "Manual"),
        Origin.REMINDER: C_("fx.origin", "Reminder exchange"),
        Origin.AUTO_REPAY: C_("fx.origin", "Auto repayment"),
    },
)


class ChannelStatus(StrEnum):
    """The state of an order at the bank (`docs/rules/fx.md` 3.10)."""

    SUBMITTED = "SUBMITTED"
    PROCESSING = "PROCESSING"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"


labels(
    ChannelStatus,
    {
        ChannelStatus.SUBMITTED: C_("fx.channel_status", "Submitted"),
        ChannelStatus.PROCESSING: C_("fx.channel_status", "Processing"),
        ChannelStatus.SUCCESS: C_("fx.channel_status", "Success"),
        ChannelStatus.FAILED: C_("fx.channel_status", "Failed"),
    },
    tones={
        ChannelStatus.SUBMITTED: "run",
        ChannelStatus.PROCESSING: "run",
        ChannelStatus.SUCCESS: "done",
        ChannelStatus.FAILED: "fail",
    },
)


class AbnormalStatus(StrEnum):
    """The exception of a bank order, handled by one person and reviewed by another (`docs/rules/fx.md` 4.2)."""

    NONE = "NONE"
    WAIT_HANDLE = "WAIT_HANDLE"
    WAIT_REVIEW = "WAIT_REVIEW"
    DONE = "DONE"


labels(
    AbnormalStatus,
    {
        AbnormalStatus.NONE: C_("fx.abnormal_status", "Normal"),
        AbnormalStatus.WAIT_HANDLE: C_("fx.abnormal_status", "To handle"),
        AbnormalStatus.WAIT_REVIEW: C_("fx.abnormal_status", "To review"),
        AbnormalStatus.DONE: C_("fx.abnormal_status", "Handled"),
    },
    tones={
        AbnormalStatus.NONE: "idle",
        AbnormalStatus.WAIT_HANDLE: "wait",
        AbnormalStatus.WAIT_REVIEW: "wait",
        AbnormalStatus.DONE: "done",
    },
)


class ApplyType(StrEnum):
    """What a person found out about an abnormal bank order (`docs/rules/fx.md` 4.2)."""

    SUCCESS_APPLY = "SUCCESS_APPLY"
    RETRY_APPLY = "RETRY_APPLY"
    FAILURE_APPLY = "FAILURE_APPLY"


labels(
    ApplyType,
    {
        ApplyType.SUCCESS_APPLY: C_("fx.apply_type", "Mark as successful"),
        ApplyType.RETRY_APPLY: C_("fx.apply_type", "Exchange again"),
        ApplyType.FAILURE_APPLY: C_("fx.apply_type", "Mark as failed"),
    },
)


class ReviewType(StrEnum):
    """The second person's decision on the handling of an abnormal bank order (`docs/rules/fx.md` 3.10)."""

    REVIEW_APPROVED = "REVIEW_APPROVED"
    REVIEW_REJECTED = "REVIEW_REJECTED"


labels(
    ReviewType,
    {
        ReviewType.REVIEW_APPROVED: C_("fx.review_type", "Approve"),
        ReviewType.REVIEW_REJECTED: C_("fx.review_type", "Reject"),
    },
)


class SourceRowType(StrEnum):
    """The rows that an exchange writes for accounting (`docs/rules/fx.md` 8)."""

    CHANNEL_EXCHANGE = "ChannelExchange"
    CHANNEL_EXCHANGE_ENTRY = "ChannelExchangeEntry"
    EXCHANGE_GAINS = "ExchangeGains"
    EXCHANGE_LOSS = "ExchangeLoss"
    MARKUP_INCOME = "MarkupIncome"


labels(
    SourceRowType,
    {
        SourceRowType.CHANNEL_EXCHANGE: C_("fx.source_row_type", "Channel exchange debit"),
        SourceRowType.CHANNEL_EXCHANGE_ENTRY: C_("fx.source_row_type", "Channel exchange credit"),
        SourceRowType.EXCHANGE_GAINS: C_("fx.source_row_type", "Exchange gain"),
        SourceRowType.EXCHANGE_LOSS: C_("fx.source_row_type", "Exchange loss"),
        SourceRowType.MARKUP_INCOME: C_("fx.source_row_type", "Mark-up income"),
    },
)
