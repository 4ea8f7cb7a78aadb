"""Ended alerts: the list and one of them (`docs/rules/fx.md` 3.12)."""

from typing import Any

from sqlalchemy import ColumnElement, select

from whale_desktop.bus import Read, answers, lists
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reminder import queries, tables
from whale_desktop.features.reminder.messages import GetHistory, HistoryFilter, HistoryRow, ListHistory, TotalHistory
from whale_desktop.features.reminder.queries import client_column, switch_of
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import Totals
from whale_desktop.storage import Listing, Rows, made, totals_of
from whale_desktop.storage.conditions import all_of, within_days

_HISTORY = tables.reminder_history
_SORTS: dict[str, ColumnElement[Any]] = {name: _HISTORY.c[name] for name in ("end_time", "alert_time", "alert_id")}


@lists(ListHistory)
def list_history(read: Read, query: ListHistory) -> Listing[HistoryRow]:
    """Ended alerts under a filter."""
    return Listing(
        select(_HISTORY).where(_condition(query.where)),
        key=_HISTORY.c.alert_id,
        sorts=_SORTS,
        default="end_time",
        rows=_rows(read),
    )


@answers(TotalHistory)
def total_history(read: Read, query: TotalHistory) -> Totals:
    """How many ended alerts the filter leaves."""
    return totals_of(read.connection, _HISTORY, where=_condition(query.where))


@answers(GetHistory)
def get_history(read: Read, query: GetHistory) -> HistoryRow:
    """One ended alert."""
    row = queries.ended_alert(read.connection, query.alert_id)
    if row is None:
        raise UserError("FX-E33")
    return _rows(read).of((row,))[0]


def _condition(where: HistoryFilter) -> ColumnElement[bool]:
    table = _HISTORY.c
    conditions = within_days(table.alert_time, where.alert_from, where.alert_upto)
    conditions += within_days(table.end_time, where.end_from, where.end_upto)
    if where.status:
        conditions.append(table.status.in_(where.status))
    if where.client.strip():
        conditions.append(table.account_no.in_(ledger.accounts_matching(where.client.strip())))
    return all_of(conditions)


def _rows(read: Read) -> Rows[HistoryRow]:
    """How stored alerts become rows, with the decimals of their currencies."""
    known = reference.currencies(read.connection)
    amounts = {
        name: reference.amount_in(known, name, "debt_currency")
        for name in ("debt_amount", "own_amount", "new_debt_amount", "new_own_amount")
    }
    return Rows(HistoryRow, **amounts, client=client_column(read), is_auto=made(switch_of, "is_auto"))
