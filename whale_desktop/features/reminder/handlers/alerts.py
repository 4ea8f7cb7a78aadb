"""Open alerts: the list, one of them with the figures of this moment, its cash and its messages (`docs/rules/fx.md` 3.12, 6.10)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from whale_desktop.bus import Read, answers, lists
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.queries import shown_amount
from whale_desktop.features.reminder import queries, tables
from whale_desktop.features.reminder.messages import (
    AlertCash,
    AlertDetail,
    AlertFilter,
    AlertMessage,
    AlertRow,
    AlertStatus,
    ExchangeAlert,
    GetAlert,
    ListAlertCash,
    ListAlertMessages,
    ListAlerts,
    OnOff,
    TotalAlerts,
)
from whale_desktop.features.reminder.queries import client_column, client_of, shown, switch_of
from whale_desktop.features.reminder.rules.hits import convert
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import Totals, info_of
from whale_desktop.storage import Listing, Rows, Sums, looked_up, totals_of
from whale_desktop.storage.conditions import all_of, within_days

_ALERT = tables.reminder_alert
_MESSAGE = tables.reminder_message
_SORTS: dict[str, ColumnElement[Any]] = {name: _ALERT.c[name] for name in ("alert_time", "updated_at", "alert_id")}


@lists(ListAlerts)
def list_alerts(read: Read, query: ListAlerts) -> Listing[AlertRow]:
    """Open alerts under a filter."""
    return Listing(
        select(_ALERT).where(_condition(query.where)),
        key=_ALERT.c.alert_id,
        sorts=_SORTS,
        default="alert_time",
        rows=_rows(read),
    )


@answers(TotalAlerts)
def total_alerts(read: Read, query: TotalAlerts) -> Totals:
    """Count, debts and what could be exchanged per currency."""
    totals = totals_of(
        read.connection,
        _ALERT,
        where=_condition(query.where),
        sums=tuple(Sums(name, _ALERT.c[name], _ALERT.c.debt_currency) for name in ("debt_amount", "own_amount")),
    )
    return reference.shown_totals(read.connection, totals)


@answers(GetAlert)
def get_alert(read: Read, query: GetAlert) -> AlertDetail:
    """One alert, open or ended, and what the rule would find now."""
    row = queries.alert(read.connection, query.alert_id)
    ended = None if row is not None else queries.ended_alert(read.connection, query.alert_id)
    if row is None and ended is None:
        raise UserError("FX-E33")
    found: Any = row if row is not None else ended
    seen = queries.market(read.connection)
    currency, known = found.debt_currency, seen.currencies
    live = seen.figures(currency, queries.holdings_of(read.connection, seen, found.account_no))
    return AlertDetail(
        alert_id=found.alert_id,
        client=client_of(read, found),
        member_id=found.member_id,
        account_no=found.account_no,
        debt_currency=currency,
        debt_amount=shown_amount(found.debt_amount, known, currency),
        own_amount=shown_amount(found.own_amount, known, currency),
        is_auto=switch_of(queries.has_auto_convert(read.connection, found.account_no)),
        status=AlertStatus.ENDED if row is None else row.status,
        alert_time=found.alert_time,
        updated_at=found.end_time if row is None else row.updated_at,
        ended_at=None if ended is None else ended.end_time,
        live_debt=shown_amount(live.debt, known, currency),
        live_own=shown_amount(live.own, known, currency),
        is_hit=currency in queries.hits_of(read.connection, seen, found.account_no),
        version=0 if row is None else row.version,
    )


@answers(ListAlertCash)
def list_alert_cash(read: Read, query: ListAlertCash) -> tuple[AlertCash, ...]:
    """The client's cash by currency, in the order people see currencies; a currency of which he has nothing is left out."""
    account_no = account_of(read, query.alert_id)
    seen = queries.market(read.connection)
    standings = ledger.standings(read.connection, account_no)
    found = []
    for code, currency in seen.currencies.items():
        if code not in standings:
            continue
        one, places = standings[code], currency.amount_precision
        withdrawable = one.withdrawable(places)
        if not (one.debt or withdrawable):
            continue
        in_base = convert(one.debt or withdrawable, code, seen.base, seen.rates)
        found.append(
            AlertCash(
                currency=code,
                debt=shown_amount(one.debt, seen.currencies, code),
                withdrawable=withdrawable,
                base_currency=seen.base,
                base_amount=shown(in_base, seen.currencies, seen.base),
            )
        )
    return tuple(found)


@answers(ListAlertMessages)
def list_alert_messages(read: Read, query: ListAlertMessages) -> tuple[AlertMessage, ...]:
    """The reminders of an alert."""
    known = reference.currencies(read.connection)
    rows = read.connection.execute(
        select(_MESSAGE).where(_MESSAGE.c.alert_id == query.alert_id).order_by(_MESSAGE.c.message_id.desc())
    )
    return tuple(
        AlertMessage(
            message_id=row.message_id,
            sent_at=row.sent_at,
            currency=row.currency,
            debt_amount=shown_amount(row.debt_amount, known, row.currency),
            own_amount=shown_amount(row.own_amount, known, row.currency),
        )
        for row in rows
    )


def account_of(read: Read, alert_id: int) -> str:
    """The account of an alert, open or ended. Unknown: `UserError("FX-E33")`."""
    row = queries.alert(read.connection, alert_id) or queries.ended_alert(read.connection, alert_id)
    if row is None:
        raise UserError("FX-E33")
    return str(row.account_no)


def _condition(where: AlertFilter) -> ColumnElement[bool]:
    table = _ALERT.c
    conditions = within_days(table.alert_time, where.alert_from, where.alert_upto)
    conditions += within_days(table.updated_at, where.updated_from, where.updated_upto)
    if where.status:
        conditions.append(table.status.in_([AlertStatus(one.value) for one in where.status]))
    if where.is_auto is not None:
        automatic = table.account_no.in_(queries.AUTO_ON)
        conditions.append(automatic if where.is_auto is OnOff.ON else ~automatic)
    if where.client.strip():
        conditions.append(table.account_no.in_(ledger.accounts_matching(where.client.strip())))
    return all_of(conditions)


def _rows(read: Read) -> Rows[AlertRow]:
    """How stored alerts become rows, with the decimals of their currencies and what auto convert allows."""
    known = reference.currencies(read.connection)

    def automatic(accounts: Sequence[str]) -> list[bool]:
        found = queries.with_auto_convert(read.connection, accounts)
        return [account_no in found for account_no in accounts]

    may = (info_of(ExchangeAlert).name,)
    return Rows(
        AlertRow,
        client=client_column(read),
        debt_amount=reference.amount_in(known, "debt_amount", "debt_currency"),
        own_amount=reference.amount_in(known, "own_amount", "debt_currency"),
        is_auto=looked_up(lambda accounts: [switch_of(one) for one in automatic(accounts)], "account_no"),
        may=looked_up(lambda accounts: [may if one else () for one in automatic(accounts)], "account_no"),
    )
