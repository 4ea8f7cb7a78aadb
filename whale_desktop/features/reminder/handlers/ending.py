"""Alerts that end: their row goes to the history with the figures of that moment. What people and runs have in common."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, update

from whale_desktop.bus import Work
from whale_desktop.bus.state import get_state
from whale_desktop.features.reminder import queries, tables
from whale_desktop.features.reminder.messages import AlertEnd
from whale_desktop.features.reminder.queries import Market
from whale_desktop.features.reminder.rules.hits import Holdings, hits, unrated
from whale_desktop.features.reminder.rules.states import BUSY, FAILED, alert_status

LISTS = ("reminder.alert", "reminder.abnormal", "reminder.history")

_ALERT = tables.reminder_alert
_EXCHANGE = tables.reminder_exchange
_ADD = insert(tables.reminder_history)
_TAKE = delete(_ALERT).where(_ALERT.c.alert_id.in_(bindparam("alerts", expanding=True)))
_OVER = (
    update(_EXCHANGE)
    .where(_EXCHANGE.c.alert_id.in_(bindparam("alerts", expanding=True)), _EXCHANGE.c.state.in_(FAILED))
    .values(is_current=False)
)
_AT_ONCE = 500
"""How many alerts go into one statement; databases limit its parameters."""

_REFRESH = (
    update(_ALERT)
    .where(_ALERT.c.alert_id == bindparam("of_alert"))
    .values(
        debt_amount=bindparam("now_debt", type_=_ALERT.c.debt_amount.type),
        own_amount=bindparam("now_own", type_=_ALERT.c.own_amount.type),
        updated_at=bindparam("now_at", type_=_ALERT.c.updated_at.type),
        version=_ALERT.c.version + 1,
    )
)


def end(work: Work, seen: Market, ended: Sequence[tuple[Any, Holdings]], how: AlertEnd) -> None:
    """Move alerts, each with what its account has now, to the history."""
    if not ended:
        return
    channel = (get_state(work.connection, "name") or "").removesuffix(".db")  # a local office is called as its file
    automatic = queries.with_auto_convert(work.connection, (row.account_no for row, _ in ended))
    rows = []
    for row, holdings in ended:
        after = seen.figures(row.debt_currency, holdings)
        rows.append(
            {
                "alert_id": row.alert_id,
                "account_no": row.account_no,
                "member_id": row.member_id,
                "client_name": row.client_name,
                "account_channel": channel[:60],
                "debt_currency": row.debt_currency,
                "debt_amount": row.debt_amount,
                "own_amount": row.own_amount,
                "new_debt_amount": after.debt,
                "new_own_amount": after.own,
                "is_auto": row.account_no in automatic,
                "status": how,
                "alert_time": row.alert_time,
                "alert_end_time": None,
                "end_time": work.now,
            }
        )
    work.connection.execute(_ADD, rows)
    numbers = [row.alert_id for row, _ in ended]
    for start in range(0, len(numbers), _AT_ONCE):
        alerts = {"alerts": numbers[start : start + _AT_ONCE]}
        work.connection.execute(_OVER, alerts)
        work.connection.execute(_TAKE, alerts)


def end_all(work: Work, how: AlertEnd) -> None:
    """Move every open alert to the history, exchanges under way or not: the rule was switched off."""
    seen = queries.market(work.connection)
    rows = queries.open_alerts(work.connection)
    end(work, seen, [(row, queries.holdings_of(work.connection, seen, row.account_no)) for row in rows], how)


def refresh(work: Work, figures: Iterable[tuple[int, Any]]) -> None:
    """Write fresh figures of alerts that stay: (number, figures)."""
    rows = [{"of_alert": alert_id, "now_debt": one.debt, "now_own": one.own, "now_at": work.now} for alert_id, one in figures]
    if rows:
        work.connection.execute(_REFRESH, rows)


def update_status(work: Work, alert_id: int) -> None:
    """Let an open alert's status follow its exchanges; one that has ended is left alone."""
    status = alert_status(queries.current_states(work.connection, alert_id))
    work.connection.execute(
        update(_ALERT)
        .where(_ALERT.c.alert_id == alert_id)
        .values(status=status, updated_at=work.now, version=_ALERT.c.version + 1)
    )


def reconsider(work: Work, account_no: str, how: AlertEnd) -> None:
    """After an exchange: the account's alerts that the rule still hits, or whose exchanges run on, stay; the others end by it."""
    seen = queries.market(work.connection)
    rule = queries.rule_in_force(work.connection, seen.base)
    if rule is None:
        return
    holdings = queries.holdings_of(work.connection, seen, account_no)
    if unrated(holdings, seen.rates):  # it cannot be said that he is no longer hit
        return
    found = hits(rule, holdings, seen.rates)
    rows = queries.alerts_of(work.connection, account_no)
    refresh(work, ((row.alert_id, found[row.debt_currency]) for row in rows if row.debt_currency in found))
    over = [row for row in rows if row.debt_currency not in found and row.status not in BUSY]
    end(work, seen, [(row, holdings) for row in over], how)
