"""Profit and loss of pool deals, and the accounting source rows, as lists (`docs/rules/fx.md` 3.11, 8)."""

from sqlalchemy import ColumnElement, select

from whale_desktop.bus import Read, answers, lists
from whale_desktop.features.access.queries import persons
from whale_desktop.features.fx import tables
from whale_desktop.features.fx.handlers.checks import gone, rate_in
from whale_desktop.features.fx.messages import (
    GetProfit,
    ListProfits,
    ListSourceRows,
    ProfitFilter,
    ProfitRow,
    SourceRow,
    SourceRowFilter,
    TotalProfits,
    TotalSourceRows,
)
from whale_desktop.features.reference import queries as reference
from whale_desktop.messages import Totals
from whale_desktop.storage import Listing, Rows, Sums, totals_of
from whale_desktop.storage.conditions import all_of, equal, within_days

_PROFIT = tables.fx_profit_loss
_SOURCE = tables.fx_source_row
_SUMMED = ("channel_amount", "user_amount", "profit_loss", "markup_income", "rate_pnl")


@lists(ListProfits)
def list_profits(read: Read, query: ListProfits) -> Listing[ProfitRow]:
    """Profit and loss under a filter."""
    return Listing(
        select(_PROFIT).where(_condition(query.where)),
        key=_PROFIT.c.profit_id,
        sorts={"created_at": _PROFIT.c.created_at, "updated_at": _PROFIT.c.updated_at, "profit_loss": _PROFIT.c.profit_loss},
        default="created_at",
        rows=_rows(read),
    )


@answers(TotalProfits)
def total_profits(read: Read, query: TotalProfits) -> Totals:
    """Count, and the amounts per currency."""
    totals = totals_of(
        read.connection,
        _PROFIT,
        where=_condition(query.where),
        sums=tuple(Sums(name, _PROFIT.c[name], _PROFIT.c.currency) for name in _SUMMED),
    )
    return reference.shown_totals(read.connection, totals)


@answers(GetProfit)
def get_profit(read: Read, query: GetProfit) -> ProfitRow:
    """The profit and loss of one order."""
    own = (_PROFIT.c.forex_id == query.forex_id, _PROFIT.c.reversal_no == "")
    row = read.connection.execute(select(_PROFIT).where(*own)).one_or_none()
    if row is None:
        raise gone()
    return _rows(read).of((row,))[0]


@lists(ListSourceRows)
def list_source_rows(read: Read, query: ListSourceRows) -> Listing[SourceRow]:
    """Accounting source rows under a filter."""
    return Listing(
        select(_SOURCE).where(_source_condition(query.where)),
        key=_SOURCE.c.source_row_id,
        sorts={"source_row_id": _SOURCE.c.source_row_id, "trade_at": _SOURCE.c.trade_at, "amount": _SOURCE.c.amount},
        default="source_row_id",
        rows=Rows(SourceRow, amount=reference.amount_in(reference.currencies(read.connection), "amount", "currency")),
    )


@answers(TotalSourceRows)
def total_source_rows(read: Read, query: TotalSourceRows) -> Totals:
    """Count, and the amounts per currency."""
    totals = totals_of(
        read.connection,
        _SOURCE,
        where=_source_condition(query.where),
        sums=(Sums("amount", _SOURCE.c.amount, _SOURCE.c.currency),),
    )
    return reference.shown_totals(read.connection, totals)


def _condition(where: ProfitFilter) -> ColumnElement[bool]:
    table = _PROFIT.c
    conditions = equal(
        forex_id=(table.forex_id, where.forex_id.strip()),
        client_ordid=(table.client_ordid, where.client_ordid.strip()),
        forex_type=(table.forex_type, where.forex_type),
        currency=(table.currency, where.currency),
    )
    return all_of(conditions + within_days(table.updated_at, where.updated_from, where.updated_to))


def _source_condition(where: SourceRowFilter) -> ColumnElement[bool]:
    table = _SOURCE.c
    conditions = equal(
        user_order_no=(table.user_order_no, where.user_order_no.strip()),
        channel_order_no=(table.channel_order_no, where.channel_order_no.strip()),
        row_type=(table.row_type, where.row_type),
        currency=(table.currency, where.currency),
    )
    if where.account_from is not None:
        conditions.append(table.account_at >= where.account_from)
    if where.account_to is not None:
        conditions.append(table.account_at <= where.account_to)
    return all_of(conditions)


def _rows(read: Read) -> Rows[ProfitRow]:
    known = reference.currencies(read.connection)
    return Rows(
        ProfitRow,
        **persons(read, "operator"),
        channel_rate=rate_in(known, "channel_rate", "debit_currency"),
        user_rate=rate_in(known, "user_rate", "debit_currency"),
        **{name: reference.amount_in(known, name, "currency") for name in _SUMMED},
    )
