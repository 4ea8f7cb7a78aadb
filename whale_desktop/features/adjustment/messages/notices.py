"""Whom an adjustment is told to: members of one that failed, the client of one that was booked if the maker wished so."""

from whale_desktop.features.ledger.messages import Direction
from whale_desktop.features.notices.messages import Category, NoticeKind, declare_client_kinds, declare_kinds
from whale_desktop.kernel.texts import C_

FAILED = "adjustment.failed"
BOOKED = "adjustment.booked"


declare_kinds(
    NoticeKind(
        kind=FAILED,
        label=C_("notice", "Adjustment failed"),
        category=Category.OPERATION,
        sentence=C_("notice", "Adjustment {adjustment_no} of {currency} {amount} on account {account_no} failed ({code})"),
        formats={"amount": "amount"},
        screen="adjustment.cash",
        where="adjustment_no",
        roles=("funds_supervisor",),
    )
)
declare_client_kinds(
    NoticeKind(
        kind=BOOKED,
        label=C_("notice", "Account adjustment"),
        category=Category.OPERATION,
        sentence=C_("notice", "{direction} {currency} {amount} on your account {account_no}: {remark}"),
        formats={"amount": "amount", "direction": Direction},
    )
)
