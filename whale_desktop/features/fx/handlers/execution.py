"""Carrying out an exchange: pool deals with pool, profit and books; bank deals with the bank's figures.

A deal is first worked out (nothing written, everything refused that must be), then written. Source: `docs/rules/fx.md` 4.1, 5.8 to 5.10, 8.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, insert, update

from whale_desktop.bus import Work
from whale_desktop.features.fx import tables
from whale_desktop.features.fx.handlers.desk import Desk
from whale_desktop.features.fx.handlers.telling import tell_of_alarms
from whale_desktop.features.fx.messages import DealChannel, ForexType, ServiceStrategy, SourceRowType
from whale_desktop.features.fx.rules.amounts import check_positive, order_offset, other_side
from whale_desktop.features.fx.rules.classify import PoolMovement, deal_movements, pool_passes
from whale_desktop.features.fx.rules.pricing import DealPrice
from whale_desktop.features.fx.rules.profit import PoolProfit, bank_mark_up_income, pool_profit
from whale_desktop.features.ledger.messages import AccountRef, Direction, Entry, FreezeNo, Journal, PostJournals
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import ZERO, subtract

SOURCE_TYPE = "fx.order"

_POOL = tables.fx_pool_limit
_MOVE_POOL = (
    update(_POOL)
    .where(_POOL.c.currency == bindparam("of_currency"))
    .values(remaining_amount=bindparam("now_remaining"), moved_at=bindparam("now_moved"))
)
_ADD_CHANGE = insert(tables.fx_pool_change)
_ADD_ALERT = insert(tables.fx_pool_alert)
_ADD_PROFIT = insert(tables.fx_profit_loss)
_ADD_SOURCE_ROWS = insert(tables.fx_source_row)


@dataclass(frozen=True, slots=True)
class Deal:
    """What an execution must know of an order."""

    forex_id: str
    client_ordid: str
    account_no: str
    forex_type: ForexType
    from_currency: str
    to_currency: str
    fixed_amount: Decimal
    reference_rate: Decimal
    quoted_rate: Decimal
    is_custom: bool
    freeze_no: int
    frozen_amount: Decimal

    @property
    def computed_currency(self) -> str:
        """The currency of the side that the client did not fix."""
        return self.to_currency if self.forex_type is ForexType.FROM else self.from_currency


def deal_of(order: Any) -> Deal:
    """The deal of a stored order."""
    is_from = order.forex_type is ForexType.FROM
    return Deal(
        forex_id=order.forex_id,
        client_ordid=order.client_ordid,
        account_no=order.account_no,
        forex_type=order.forex_type,
        from_currency=order.from_currency,
        to_currency=order.to_currency,
        fixed_amount=order.from_amount if is_from else order.to_amount,
        reference_rate=order.reference_rate,
        quoted_rate=order.quoted_rate,
        is_custom=order.custom_rate_flag,
        freeze_no=order.freeze_no,
        frozen_amount=order.frozen_amount,
    )


@dataclass(frozen=True, slots=True)
class PoolOutcome:
    """A pool deal worked out at the moment of completion."""

    price: DealPrice
    channel_rate: Decimal
    movements: tuple[PoolMovement, ...]
    profit: PoolProfit
    offset: Decimal


def work_out_pool(desk: Desk, deal: Deal) -> PoolOutcome:
    """What completing a pool deal now comes to: client rate of the mark-up in force, market rate, movements, profit.

    Raises `UserError`: FX-E08, FX-E10 (a final debit above the freeze that the account cannot cover), FX-E12, FX-E13.
    """
    price = desk.deal(
        deal.forex_type,
        deal.fixed_amount,
        rate=deal.quoted_rate,
        service=ServiceStrategy.BATCH,
        channel=None,
        is_custom_rate=deal.is_custom,
    )
    debit_pool, credit_pool = desk.pools.get(deal.from_currency), desk.pools.get(deal.to_currency)
    if (
        debit_pool is None
        or credit_pool is None
        or not pool_passes(price.to_amount, debit_pool=debit_pool, credit_pool=credit_pool)
    ):
        raise UserError("FX-E12")
    _check_booked(price)
    check_rest(desk, deal, price.from_amount)
    user_amount = price.to_amount if deal.forex_type is ForexType.FROM else price.from_amount
    channel_rate = desk.market_rate
    return PoolOutcome(
        price=price,
        channel_rate=channel_rate,
        movements=deal_movements(price.from_amount, price.to_amount, debit_pool=debit_pool, credit_pool=credit_pool),
        profit=pool_profit(
            deal.forex_type,
            fixed_amount=deal.fixed_amount,
            user_amount=user_amount,
            submission_rate=deal.reference_rate,
            channel_rate=channel_rate,
            rule=desk.computed_rule(deal.forex_type),
        ),
        offset=order_offset(deal.forex_type, deal.fixed_amount, rate=price.client_rate, booked=user_amount),
    )


def check_rest(desk: Desk, deal: Deal, from_amount: Decimal) -> None:
    """Refuse a final debit that is above the freeze and not covered by the account's other money (FX-E10)."""
    desk.check_funds(deal.account_no, subtract(from_amount, deal.frozen_amount))


def write_pool_deal(work: Work, deal: Deal, outcome: PoolOutcome) -> None:
    """Pools, pool journal, alerts, profit and loss, accounting source rows, books; the freeze is released."""
    write_movements(work, outcome.movements, order_no=deal.forex_id, by_system=True)
    profit, price = outcome.profit, outcome.price
    work.connection.execute(
        _ADD_PROFIT,
        {
            "forex_id": deal.forex_id,
            "reversal_no": "",
            "client_ordid": deal.client_ordid,
            "channel_name": DealChannel.POOL,
            "forex_type": deal.forex_type,
            "currency": deal.computed_currency,
            "debit_currency": deal.from_currency,
            "channel_rate": outcome.channel_rate,
            "channel_amount": profit.channel_amount,
            "user_rate": price.client_rate,
            "user_amount": profit.user_amount,
            "channel_ledger_date": work.business_date,
            "sett_ledger_date": None,
            "profit_loss": profit.profit_loss,
            "markup_income": profit.mark_up_income,
            "rate_pnl": profit.rate_movement,
            "order_offset": outcome.offset,
            "created_at": work.now,
            "updated_at": work.now,
            "operator": work.actor.name,
        },
    )
    is_from = deal.forex_type is ForexType.FROM
    debit = deal.fixed_amount if is_from else profit.channel_amount
    credit = profit.channel_amount if is_from else deal.fixed_amount
    gain = SourceRowType.EXCHANGE_GAINS if profit.profit_loss > ZERO else SourceRowType.EXCHANGE_LOSS
    _write_source_rows(work, deal, debit=debit, credit=credit, result=(gain, profit.profit_loss), channel=DealChannel.POOL)
    _post(
        work,
        deal,
        out=(_client(deal, Direction.DEBIT, deal.from_currency, price.from_amount),
             _house("FXPOOL", Direction.CREDIT, deal.from_currency, price.from_amount)),
        into=(_house("FXPOOL", Direction.DEBIT, deal.to_currency, price.to_amount),
              _client(deal, Direction.CREDIT, deal.to_currency, price.to_amount)),
    )  # fmt: skip


def write_movements(work: Work, movements: Iterable[PoolMovement], *, order_no: str, by_system: bool, remark: str = "") -> None:
    """Move pools and write their journal, in the order given; a fall to the alarm level or below sends an alert."""
    found = tuple(movements)
    work.connection.execute(
        _MOVE_POOL, [{"of_currency": one.currency, "now_remaining": one.after, "now_moved": work.now} for one in found]
    )
    write_changes(work, found, order_no=order_no, by_system=by_system, remark=remark)


def write_changes(work: Work, movements: Iterable[PoolMovement], *, order_no: str, by_system: bool, remark: str = "") -> None:
    """The journal rows of pool movements and their alerts; the pools themselves are moved by the caller."""
    found = tuple(movements)
    work.connection.execute(
        _ADD_CHANGE,
        [
            {
                "change_type": one.change_type,
                "currency": one.currency,
                "order_no": order_no,
                "before_occurred": one.before,
                "occurred_amount": one.occurred,
                "after_occurred": one.after,
                "occurred_from": by_system,
                "remark": remark,
                "operator": work.actor.name,
                "created_at": work.now,
            }
            for one in found
        ],
    )
    alarms = [one for one in found if one.sends_alert]
    alerts = [
        {
            "currency": one.currency,
            "remaining_amount": one.after,
            "alarm_amount": one.alarm,
            "order_no": order_no,
            "created_at": work.now,
        }
        for one in alarms
    ]
    if alerts:
        work.connection.execute(_ADD_ALERT, alerts)
        tell_of_alarms(work, alarms)


@dataclass(frozen=True, slots=True)
class BankOutcome:
    """A bank deal worked out: the client's price, the bank's rate and amounts, what is left for the house.

    income is in the currency of the side that the client did not fix; below zero the house pays.
    """

    price: DealPrice
    channel_rate: Decimal
    bank_from: Decimal
    bank_to: Decimal
    income: Decimal


def work_out_bank(desk: Desk, deal: Deal, *, channel: RateChannel, channel_rate: Decimal) -> BankOutcome:
    """What a bank's fill at `channel_rate` comes to. Raises `UserError`: FX-E10 (see `check_rest`), FX-E13."""
    price = desk.deal(
        deal.forex_type,
        deal.fixed_amount,
        rate=deal.quoted_rate if deal.is_custom else channel_rate,
        service=ServiceStrategy.SINGLE,
        channel=channel,
        is_custom_rate=deal.is_custom,
    )
    _check_booked(price)
    check_rest(desk, deal, price.from_amount)
    rule = desk.computed_rule(deal.forex_type)
    is_from = deal.forex_type is ForexType.FROM
    bank_amount = other_side(deal.forex_type, deal.fixed_amount, channel_rate, rule)
    check_positive(bank_amount, field="channel_rate")
    income = bank_mark_up_income(
        deal.forex_type,
        fixed_amount=deal.fixed_amount,
        user_amount=price.to_amount if is_from else price.from_amount,
        channel_rate=channel_rate,
        rule=rule,
    )
    return BankOutcome(
        price=price,
        channel_rate=channel_rate,
        bank_from=deal.fixed_amount if is_from else bank_amount,
        bank_to=bank_amount if is_from else deal.fixed_amount,
        income=income,
    )


def write_bank_deal(work: Work, deal: Deal, outcome: BankOutcome, *, channel: RateChannel, channel_order_no: str) -> None:
    """Accounting source rows and books of a bank deal; the freeze is released. The pool does not move (`docs/rules/fx.md` 5.8)."""
    _write_source_rows(
        work,
        deal,
        debit=outcome.bank_from,
        credit=outcome.bank_to,
        result=(SourceRowType.MARKUP_INCOME, outcome.income),
        channel=DealChannel(channel.value),
        channel_order_no=channel_order_no,
    )
    income = _house_income(outcome.income, deal.computed_currency)
    is_from = deal.forex_type is ForexType.FROM
    _post(
        work,
        deal,
        out=(
            _client(deal, Direction.DEBIT, deal.from_currency, outcome.price.from_amount),
            _house("BANK", Direction.CREDIT, deal.from_currency, outcome.bank_from),
            *(() if is_from else income),
        ),
        into=(
            _house("BANK", Direction.DEBIT, deal.to_currency, outcome.bank_to),
            _client(deal, Direction.CREDIT, deal.to_currency, outcome.price.to_amount),
            *(income if is_from else ()),
        ),
    )


def _check_booked(price: DealPrice) -> None:
    """Refuse a deal of which one side is cut to zero (FX-E26)."""
    check_positive(price.from_amount, field="amount")
    check_positive(price.to_amount, field="amount")


def _house_income(income: Decimal, currency: str) -> tuple[Entry, ...]:
    if income == ZERO:
        return ()
    direction = Direction.CREDIT if income > ZERO else Direction.DEBIT
    return (Entry(account="FEE.FX_MARKUP", currency=currency, direction=direction, amount=abs(income)),)


def _client(deal: Deal, direction: Direction, currency: str, amount: Decimal) -> Entry:
    return Entry(account=AccountRef(account_no=deal.account_no), currency=currency, direction=direction, amount=amount)


def _house(family: str, direction: Direction, currency: str, amount: Decimal) -> Entry:
    return Entry(account=f"{family}.{currency}", currency=currency, direction=direction, amount=amount)


def _post(work: Work, deal: Deal, *, out: tuple[Entry, ...], into: tuple[Entry, ...]) -> None:
    journals = tuple(
        Journal(biz_code=code, source_type=SOURCE_TYPE, source_id=deal.forex_id, ref_no=deal.forex_id, entries=entries)
        for code, entries in (("CFXOUT", out), ("CFXIN", into))
    )
    work.send(PostJournals(journals=journals, releases=(FreezeNo(deal.freeze_no),)))


def _write_source_rows(
    work: Work,
    deal: Deal,
    *,
    debit: Decimal,
    credit: Decimal,
    result: tuple[SourceRowType, Decimal],
    channel: DealChannel,
    channel_order_no: str = "",
) -> None:
    """The rows that accounting reads; a result of zero has none."""
    rows = [
        (SourceRowType.CHANNEL_EXCHANGE, deal.from_currency, -debit),
        (SourceRowType.CHANNEL_EXCHANGE_ENTRY, deal.to_currency, credit),
    ]
    if result[1] != ZERO:
        rows.append((result[0], deal.computed_currency, result[1]))
    work.connection.execute(
        _ADD_SOURCE_ROWS,
        [
            {
                "row_type": row_type,
                "currency": currency,
                "amount": amount,
                "forex_type": deal.forex_type,
                "account_at": work.business_date,
                "trade_at": work.now,
                "user_order_no": deal.forex_id,
                "channel_order_no": channel_order_no,
                "channel": channel,
            }
            for row_type, currency, amount in rows
        ],
    )
