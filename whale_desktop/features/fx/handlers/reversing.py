"""Reversals of completed exchanges: everything that the deal did is done the other way round (`docs/rules/fx.md` 6.11)."""

from typing import Any

from sqlalchemy import bindparam, insert, select, update

from whale_desktop.bus import Read, Work, answers, handles
from whale_desktop.features.access.queries import called_in
from whale_desktop.features.fx import queries, tables
from whale_desktop.features.fx.handlers.checks import check_version, gone
from whale_desktop.features.fx.handlers.execution import SOURCE_TYPE, write_movements
from whale_desktop.features.fx.handlers.numbers import next_reversal_number
from whale_desktop.features.fx.handlers.orders import state_of
from whale_desktop.features.fx.messages import ListReversals, ReversalRow, ReverseOrder, ServiceStrategy
from whale_desktop.features.fx.rules.classify import pool_passes, reversal_movements
from whale_desktop.features.fx.rules.states import check_reverse
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger.messages import ReverseJournals
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.faults import Faults

REVERSAL = "fx.reversal"
CODE = "CFXREV"

_ORDER, _REVERSAL = tables.fx_client_order, tables.fx_reversal
_PROFIT, _SOURCE = tables.fx_profit_loss, tables.fx_source_row
_TURNED = ("channel_amount", "user_amount", "profit_loss", "markup_income", "rate_pnl", "order_offset")
_OF_ORDER = select(_REVERSAL).where(_REVERSAL.c.forex_id == bindparam("of_order"))
_PROFIT_OF = select(_PROFIT).where(_PROFIT.c.forex_id == bindparam("of_order"))
_SOURCE_ROWS_OF = select(_SOURCE).where(_SOURCE.c.user_order_no == bindparam("of_order")).order_by(_SOURCE.c.source_row_id)
_ADD = insert(_REVERSAL)
_ADD_PROFIT = insert(_PROFIT)
_ADD_SOURCE_ROWS = insert(_SOURCE)


@answers(ListReversals)
def list_reversals(read: Read, query: ListReversals) -> tuple[ReversalRow, ...]:
    """The reversal of an order, if it has one."""
    return tuple(
        ReversalRow(
            reversal_no=row.reversal_no,
            forex_id=row.forex_id,
            reason=row.reason,
            ledger_date=row.ledger_date,
            created_at=row.created_at,
            operator=called_in(read, row.operator),
            reviewer=called_in(read, row.reviewer),
        )
        for row in read.connection.execute(_OF_ORDER, {"of_order": query.forex_id})
    )


@handles(ReverseOrder)
def reverse_order(work: Work, command: ReverseOrder) -> str:
    """Refuse what cannot be taken back, then turn round books, pool, profit and accounting rows, in one unit of work."""
    order = queries.order_of(work.connection, command.forex_id, locked=True)
    if order is None:
        raise gone()
    check_reverse(state_of(order, None))
    check_version(order.version, command.expected_version)
    faults = Faults()
    faults.missing(reason=command.reason)
    faults.too_long(reason=command.reason)
    faults.refuse()
    _check_money(work, order)
    number = next_reversal_number(work.connection, hong_kong_date(work.now))
    if order.service_strategy is ServiceStrategy.BATCH:
        _turn_pool(work, order, command.reason)
        _turn_profit(work, order, number)
    _turn_source_rows(work, order)
    work.send(
        ReverseJournals(
            journal_nos=ledger.journals_of_source(work.connection, SOURCE_TYPE, order.forex_id),
            source_type=REVERSAL,
            source_id=number,
            ref_no=order.forex_id,
            biz_code=CODE,
            op_remark=command.reason,
        )
    )
    _keep(work, order, number, command.reason)
    return number


def _check_money(work: Work, order: Any) -> None:
    """Refuse while the client no longer has what the exchange gave him (FX-E10)."""
    available = ledger.withdrawable_for_exchange(work.connection, order.account_no, order.to_currency)
    if available < order.to_amount:
        raise UserError("FX-E10", {"available": available, "currency": order.to_currency})


def _turn_pool(work: Work, order: Any, reason: str) -> None:
    """The pool gives back what it took, as long as it keeps its alarm level (FX-E12), and takes back what it gave."""
    pools = queries.pools_of(work.connection, order.from_currency, order.to_currency, locked=True)
    gives, takes = pools.get(order.from_currency), pools.get(order.to_currency)
    if gives is None or takes is None or not pool_passes(order.from_amount, debit_pool=takes, credit_pool=gives):
        raise UserError("FX-E12")
    movements = reversal_movements(order.from_amount, order.to_amount, debit_pool=gives, credit_pool=takes)
    write_movements(work, movements, order_no=order.forex_id, by_system=False, remark=reason)


def _turn_profit(work: Work, order: Any, number: str) -> None:
    """A second row with every amount turned round, on the business date of the reversal."""
    row = work.connection.execute(_PROFIT_OF, {"of_order": order.forex_id}).mappings().one()
    turned = {name: row[name].copy_negate() for name in _TURNED}
    kept = {name: row[name] for name in row if name != "profit_id"}
    work.connection.execute(
        _ADD_PROFIT,
        {
            **kept,
            **turned,
            "reversal_no": number,
            "channel_ledger_date": work.business_date,
            "sett_ledger_date": None,
            "created_at": work.now,
            "updated_at": work.now,
            "operator": work.actor.name,
        },
    )


def _turn_source_rows(work: Work, order: Any) -> None:
    """What accounting reads comes to nothing, on the business date of the reversal."""
    rows = work.connection.execute(_SOURCE_ROWS_OF, {"of_order": order.forex_id}).mappings().all()
    work.connection.execute(
        _ADD_SOURCE_ROWS,
        [
            {
                **{name: row[name] for name in row if name != "source_row_id"},
                "amount": row["amount"].copy_negate(),
                "account_at": work.business_date,
                "trade_at": work.now,
            }
            for row in rows
        ],
    )


def _keep(work: Work, order: Any, number: str, reason: str) -> None:
    """The reversal, and the order's link to it; its state stays."""
    work.connection.execute(
        _ADD,
        {
            "reversal_no": number,
            "forex_id": order.forex_id,
            "reason": reason,
            "ledger_date": work.business_date,
            "created_at": work.now,
            "operator": work.maker.name,
            "reviewer": work.actor.name if work.actor.member_id != work.maker.member_id else "",
        },
    )
    work.connection.execute(
        update(_ORDER)
        .where(_ORDER.c.forex_id == order.forex_id)
        .values(reversal_no=number, updated_at=work.now, version=order.version + 1)
    )
