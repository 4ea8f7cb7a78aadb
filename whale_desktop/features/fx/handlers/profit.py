"""Profit and loss of pool deals, and the accounting source rows, as lists (`docs/rules/fx.md` 3.11, 8)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, select

from whale_desktop.bus import Read, answers
from whale_desktop.features.fx import tables
from whale_desktop.features.fx.handlers.checks import gone, shown_rate
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
from whale_desktop.features.reference.messages import Currency
from whale_desktop.features.reference.queries import shown_amount
from whale_desktop.messages import Page, Totals
from whale_desktop.storage import Sums, page_of, totals_of
from whale_desktop.storage.conditions import all_of, equal, within_days

_PROFIT = tables.fx_profit_loss
_SOURCE = tables.fx_source_row
_SUMMED = ("channel_amount", "user_amount", "profit_loss", "markup_income", "rate_pnl")


@answers(ListProfits)
def list_profits(read: Read, query: ListProfits) -> Page[ProfitRow]:
    """Profit and loss under a filter."""
    known = reference.currencies(read.connection)
    return page_of(
        read.connection,
        select(_PROFIT).where(_condition(query.where)),
        query,
        key=_PROFIT.c.profit_id,
        sorts={"created_at": _PROFIT.c.created_at, "updated_at": _PROFIT.c.updated_at, "profit_loss": _PROFIT.c.profit_loss},
        default="created_at",
        row=lambda row: _row(row, known),
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
    return _row(row, reference.currencies(read.connection))


@answers(ListSourceRows)
def list_source_rows(read: Read, query: ListSourceRows) -> Page[SourceRow]:
    """Accounting source rows under a filter."""
    known = reference.currencies(read.connection)

    def made(row: Any) -> SourceRow:
        return SourceRow(
            source_row_id=row.source_row_id,
            row_type=row.row_type,
            currency=row.currency,
            amount=shown_amount(row.amount, known, row.currency),
            forex_type=row.forex_type,
            account_at=row.account_at,
            trade_at=row.trade_at,
            user_order_no=row.user_order_no,
            channel_order_no=row.channel_order_no,
            channel=row.channel,
        )

    return page_of(
        read.connection,
        select(_SOURCE).where(_source_condition(query.where)),
        query,
        key=_SOURCE.c.source_row_id,
        sorts={"source_row_id": _SOURCE.c.source_row_id, "trade_at": _SOURCE.c.trade_at, "amount": _SOURCE.c.amount},
        default="source_row_id",
        row=made,
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


def _row(row: Any, known: Mapping[str, Currency]) -> ProfitRow:
    return ProfitRow(
        profit_id=row.profit_id,
        forex_id=row.forex_id,
        reversal_no=row.reversal_no,
        client_ordid=row.client_ordid,
        channel_name=row.channel_name,
        forex_type=row.forex_type,
        currency=row.currency,
        channel_rate=shown_rate(row.channel_rate, known, row.debit_currency),
        channel_amount=shown_amount(row.channel_amount, known, row.currency),
        user_rate=shown_rate(row.user_rate, known, row.debit_currency),
        user_amount=shown_amount(row.user_amount, known, row.currency),
        channel_ledger_date=row.channel_ledger_date,
        sett_ledger_date=row.sett_ledger_date,
        profit_loss=shown_amount(row.profit_loss, known, row.currency),
        markup_income=shown_amount(row.markup_income, known, row.currency),
        rate_pnl=shown_amount(row.rate_pnl, known, row.currency),
        order_offset=row.order_offset,
        created_at=row.created_at,
        updated_at=row.updated_at,
        operator=row.operator,
    )
