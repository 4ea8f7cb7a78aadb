"""Every enumeration of the borrowing reminder with its labels and tones; members carry the stored codes (`docs/rules/fx.md` 3.12)."""

from enum import StrEnum

from whale_desktop.kernel.texts import C_, Text
from whale_desktop.messages import labels


class AlertStatus(StrEnum):
    """How far an alert is. An open one has the first five; `ENDED` is what the details of one in the history say."""

    PENDING = "0"
    REVIEWING = "1"
    EXCHANGING = "2"
    EXCHANGE_FAILED = "3"
    SUBMIT_FAILED = "4"
    ENDED = "5"


class OpenAlertStatus(StrEnum):
    """The statuses of open alerts, as the filter of their list offers them."""

    PENDING = "0"
    REVIEWING = "1"
    EXCHANGING = "2"
    EXCHANGE_FAILED = "3"
    SUBMIT_FAILED = "4"


_PENDING = C_("reminder.status", "Pending")
_REVIEWING = C_("reminder.status", "Exchange under review")
_EXCHANGING = C_("reminder.status", "Exchanging")
_EXCHANGED = C_("reminder.status", "Exchanged")
_EXCHANGE_FAILED = C_("reminder.status", "Exchange failed")
_SUBMIT_FAILED = C_("reminder.status", "Submission failed")
_CANCELLED = C_("reminder.status", "Cancelled")

_OPEN: dict[StrEnum, Text] = {
    OpenAlertStatus.PENDING: _PENDING,
    OpenAlertStatus.REVIEWING: _REVIEWING,
    OpenAlertStatus.EXCHANGING: _EXCHANGING,
    OpenAlertStatus.EXCHANGE_FAILED: _EXCHANGE_FAILED,
    OpenAlertStatus.SUBMIT_FAILED: _SUBMIT_FAILED,
}
labels(OpenAlertStatus, _OPEN)
labels(
    AlertStatus,
    {**{AlertStatus(one.value): text for one, text in _OPEN.items()}, AlertStatus.ENDED: C_("reminder.status", "Ended")},
    tones={
        AlertStatus.PENDING: "wait",
        AlertStatus.REVIEWING: "wait",
        AlertStatus.EXCHANGING: "run",
        AlertStatus.EXCHANGE_FAILED: "fail",
        AlertStatus.SUBMIT_FAILED: "fail",
        AlertStatus.ENDED: "idle",
    },
)


class AlertEnd(StrEnum):
    """How an alert came into the history: the client is no longer hit by itself, or after an exchange by a person or by the system."""

    SYSTEM = "5"
    MANUAL = "6"
    AUTOMATIC = "7"


labels(
    AlertEnd,
    {
        AlertEnd.SYSTEM: C_("reminder.end", "Ended by the system"),
        AlertEnd.MANUAL: C_("reminder.end", "Exchanged manually"),
        AlertEnd.AUTOMATIC: C_("reminder.end", "Exchanged automatically"),
    },
    tones={AlertEnd.SYSTEM: "idle", AlertEnd.MANUAL: "done", AlertEnd.AUTOMATIC: "done"},
)


class OnOff(StrEnum):
    """A switch: the exchange rule's, and the client's, who lets the house exchange for him (自動換匯, also called auto repayment)."""

    ON = "on"
    OFF = "off"


labels(
    OnOff,
    {OnOff.ON: C_("reminder.switch", "On"), OnOff.OFF: C_("reminder.switch", "Off")},
    tones={OnOff.ON: "done", OnOff.OFF: "idle"},
)


class ExchangeState(StrEnum):
    """What became of one exchange of an alert. It follows the client order; `SUBMIT_FAILED` never became one."""

    REVIEWING = "REVIEWING"
    EXCHANGING = "EXCHANGING"
    EXCHANGED = "EXCHANGED"
    EXCHANGE_FAILED = "EXCHANGE_FAILED"
    SUBMIT_FAILED = "SUBMIT_FAILED"
    CANCELLED = "CANCELLED"


labels(
    ExchangeState,
    {
        ExchangeState.REVIEWING: _REVIEWING,
        ExchangeState.EXCHANGING: _EXCHANGING,
        ExchangeState.EXCHANGED: _EXCHANGED,
        ExchangeState.EXCHANGE_FAILED: _EXCHANGE_FAILED,
        ExchangeState.SUBMIT_FAILED: _SUBMIT_FAILED,
        ExchangeState.CANCELLED: _CANCELLED,
    },
    tones={
        ExchangeState.REVIEWING: "wait",
        ExchangeState.EXCHANGING: "run",
        ExchangeState.EXCHANGED: "done",
        ExchangeState.EXCHANGE_FAILED: "fail",
        ExchangeState.SUBMIT_FAILED: "fail",
        ExchangeState.CANCELLED: "void",
    },
)


class AbnormalKind(StrEnum):
    """Which exchanges the tab 換匯異常 lists."""

    REVIEWING = "REVIEWING"
    EXCHANGE_FAILED = "EXCHANGE_FAILED"
    SUBMIT_FAILED = "SUBMIT_FAILED"


labels(
    AbnormalKind,
    {
        AbnormalKind.REVIEWING: _REVIEWING,
        AbnormalKind.EXCHANGE_FAILED: _EXCHANGE_FAILED,
        AbnormalKind.SUBMIT_FAILED: _SUBMIT_FAILED,
    },
    tones={AbnormalKind.REVIEWING: "wait", AbnormalKind.EXCHANGE_FAILED: "fail", AbnormalKind.SUBMIT_FAILED: "fail"},
)


class Advice(StrEnum):
    """What to do about an abnormal order."""

    FOLLOW_ORDER = "FOLLOW_ORDER"
    CONTACT_SUPPORT = "CONTACT_SUPPORT"


labels(
    Advice,
    {
        Advice.FOLLOW_ORDER: C_("reminder.advice", "Follow it by its number in Exchange Order"),
        Advice.CONTACT_SUPPORT: C_("reminder.advice", "Please contact support"),
    },
    short={
        Advice.FOLLOW_ORDER: C_("reminder.advice short", "Follow its order"),
        Advice.CONTACT_SUPPORT: C_("reminder.advice short", "Contact support"),
    },
)
