"""Tells reviewers, clients and whoever watches the pool; everything in the transaction of the command (`docs/rules/fx.md` 6, Notices)."""

from collections.abc import Iterable
from typing import Any

from whale_desktop.bus import Work, follows
from whale_desktop.features.access import queries as access
from whale_desktop.features.fx import queries
from whale_desktop.features.fx.handlers.checks import shown_rate
from whale_desktop.features.fx.messages import AuditStatus, ChangeType, ForexStatus, OrderChanged, Origin
from whale_desktop.features.fx.messages.notices import (
    CLIENT_EXCHANGED,
    CLIENT_FAILED,
    CLIENT_REJECTED,
    EXCHANGE_REVIEW,
    POOL_ALERT,
)
from whale_desktop.features.fx.rules.classify import PoolMovement
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.notices.messages import Notify, TellClient, names
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.queries import shown_amount

_ENDS = {
    ForexStatus.SUCCESS: CLIENT_EXCHANGED,
    ForexStatus.FAILED: CLIENT_FAILED,
    ForexStatus.REJECTED: CLIENT_REJECTED,
}


@follows(OrderChanged)
def tell_of_change(work: Work, fact: OrderChanged) -> None:
    """An order that exists has come into another state."""
    if fact.forex_status in _ENDS:
        tell_of_order(work, queries.order_of(work.connection, fact.forex_id))


def tell_of_order(work: Work, order: Any) -> None:
    """Tell of the state that an order has just come into; most states concern nobody.

    An order of the app that waits for review sends no mail: its reviewers see it in the window. A large one waits in a work order, of
    which its approvers are told; so in the window it is not told a second time.
    """
    if order.forex_status is ForexStatus.SUBMITTED and order.audit_status is AuditStatus.PENDING:
        by_app, is_large = order.origin is Origin.APP, order.change_type is ChangeType.LARGE
        if not (by_app and is_large):
            params = {**_figures(work, order), **_people(work, order)}
            work.send(Notify(kind=EXCHANGE_REVIEW, params=params, key=order.forex_id, in_window=not is_large, away=not by_app))
    kind = _ENDS.get(order.forex_status)
    if kind is not None:
        work.send(TellClient(kind=kind, params=_figures(work, order), client=order.member_id, account_no=order.account_no))


def tell_of_alarms(work: Work, movements: Iterable[PoolMovement]) -> None:
    """Tell of pools that have fallen to their alarm level or below."""
    known = reference.currencies(work.connection)
    for one in movements:
        params = {
            "currency": one.currency,
            "remaining": str(shown_amount(one.after, known, one.currency)),
            "alarm": str(shown_amount(one.alarm, known, one.currency)),
        }
        work.send(Notify(kind=POOL_ALERT, params=params, key=one.currency))


def _people(work: Work, order: Any) -> dict[str, str]:
    """The client and who entered the order, by their names in every language."""
    account = ledger.account(work.connection, order.account_no)
    chinese = order.client_name if account is None else account.name_zh or account.name_en
    english = order.client_name if account is None else account.name_en or account.name_zh
    by_locale = {"zh_Hant": chinese, "zh_Hans": chinese, "en": english}
    operator = access.member_names(work.connection, {order.maker_id}).get(order.maker_id, {"zh_Hant": order.operator})
    return {
        "client": names({locale: f"{order.member_id} {name}".strip() for locale, name in by_locale.items()}),
        "operator": names(operator),
    }


def _figures(work: Work, order: Any) -> dict[str, str]:
    known = reference.currencies(work.connection)
    return {
        "forex_id": order.forex_id,
        "gives": f"{order.from_currency} {shown_amount(order.from_amount, known, order.from_currency)}",
        "gets": f"{order.to_currency} {shown_amount(order.to_amount, known, order.to_currency)}",
        "rate": str(shown_rate(order.rate, known, order.from_currency)),
    }
