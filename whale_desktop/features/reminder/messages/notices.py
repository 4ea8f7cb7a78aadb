"""What the borrowing reminder tells clients and members; the sentences are made when somebody reads them (`docs/rules/fx.md` 6.10)."""

from whale_desktop.features.notices.messages import Category, NoticeKind, declare_client_kinds, declare_kinds
from whale_desktop.kernel.texts import C_

RUN = "reminder.run"
DEBT = "reminder.debt"

declare_kinds(
    NoticeKind(
        kind=RUN,
        label=C_("notice.kind", "Debit notification run"),
        category=Category.OPERATION,
        sentence=C_(
            "notice",
            "The exchange rule ran: {added} new clients, {ended} no longer hit; {placed} exchanges placed, {refused} refused",
        ),
        screen="reminder.debit_notification",
        roles=("risk_officer",),
    ),
)
declare_client_kinds(
    NoticeKind(
        kind=DEBT,
        label=C_("notice.kind", "Debit notification"),
        category=Category.OPERATION,
        sentence=C_(
            "notice.client",
            "Your account {account_no} owes {currency} {debt}. Other currencies worth {currency} {own} could be exchanged to repay it",
        ),
        formats={"debt": "amount", "own": "amount"},
    ),
)
