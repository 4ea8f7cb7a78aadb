"""What the exchange desk tells people and clients (`docs/rules/fx.md` 6, Notices)."""

from whale_desktop.features.notices.messages import Category, NoticeKind, declare_client_kinds, declare_kinds
from whale_desktop.kernel.texts import C_

EXCHANGE_REVIEW = "fx.exchange_review"
POOL_ALERT = "fx.pool_alert"
CLIENT_EXCHANGED = "fx.client_exchanged"
CLIENT_FAILED = "fx.client_failed"
CLIENT_REJECTED = "fx.client_rejected"

declare_kinds(
    NoticeKind(
        EXCHANGE_REVIEW,
        C_("notice", "Exchange to review"),
        Category.TODO,
        C_(
            "notice",
            "Exchange {forex_id} of {client} waits for review: {gives} to {gets}, entered by {operator}",
        ),
        formats={"gives": "money", "gets": "money", "client": "names", "operator": "names"},
        screen="fx.orders",
        where="forex_id",
        roles=("funds_supervisor",),
    ),
    NoticeKind(
        POOL_ALERT,
        C_("notice", "Exchange pool alert"),
        Category.OPERATION,
        C_("notice", "The {currency} pool has fallen to {remaining}, its alarm level is {alarm}"),
        formats={"remaining": "amount", "alarm": "amount"},
        screen="fx.pool_changes",
        where="currency",
        roles=("funds_supervisor", "parameter_administrator"),
    ),
)
declare_client_kinds(
    NoticeKind(
        CLIENT_EXCHANGED,
        C_("client_message", "Exchange done"),
        Category.OPERATION,
        C_(
            "client_message",
            "Your exchange {forex_id} is done: {gives} for {gets} at {rate}",
        ),
        formats={"gives": "money", "gets": "money"},
    ),
    NoticeKind(
        CLIENT_FAILED,
        C_("client_message", "Exchange failed"),
        Category.OPERATION,
        C_("client_message", "Your exchange {forex_id} has failed; {gives} can be used again"),
        formats={"gives": "money"},
    ),
    NoticeKind(
        CLIENT_REJECTED,
        C_("client_message", "Exchange not accepted"),
        Category.OPERATION,
        C_("client_message", "Your exchange {forex_id} was not accepted; {gives} can be used again"),
        formats={"gives": "money"},
    ),
)
