"""Reading the exchange tables. Statements are built once at import; each table is read at most once a call.

Other features may look up orders here; everything else is for this feature's handlers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, literal, select

from whale_desktop.features.fx import tables
from whale_desktop.features.fx.messages import MarkUpTier, ServicePeriod, ServiceStrategy
from whale_desktop.features.fx.rules.classify import Pool
from whale_desktop.features.fx.rules.periods import Period, clock_seconds
from whale_desktop.features.fx.rules.pricing import ExecutionMarkUp, MarkUp, Tier
from whale_desktop.features.fx.rules.strategy import Strategy
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.numbers import ZERO
from whale_desktop.messages import codec

_PAIR = tables.fx_currency_pair.c
_STRATEGY = tables.fx_service_strategy.c
_STRATEGY_PAIR = tables.fx_strategy_pair.c
_POOL = tables.fx_pool_limit.c
_REFERENCE = tables.fx_reference_markup.c
_EXECUTION = tables.fx_execution_markup.c
_LIMIT = tables.fx_large_amount.c
_START = tables.fx_approval_start.c
_ORDER = tables.fx_client_order.c
_CHANNEL = tables.fx_channel_order.c

_PAIR_EXISTS = select(literal(1)).where(_PAIR.from_currency == bindparam("of_debit"), _PAIR.to_currency == bindparam("of_credit"))
_PAIRS = select(tables.fx_currency_pair).order_by(_PAIR.from_currency, _PAIR.to_currency)
_POOLS = (
    select(_POOL.currency, _POOL.remaining_amount, _POOL.alarm_amount)
    .where(_POOL.currency.in_((bindparam("of_debit"), bindparam("of_credit"))))
    .order_by(_POOL.currency)
)
_POOLS_LOCKED = _POOLS.with_for_update()
_REFERENCE_MARK_UPS = select(_REFERENCE.channel_name, _REFERENCE.spread_mode, _REFERENCE.bp).where(
    _REFERENCE.from_currency == bindparam("of_debit"), _REFERENCE.to_currency == bindparam("of_credit")
)
_EXECUTION_MARK_UPS = select(
    _EXECUTION.mark_up_id,
    _EXECUTION.service_strategy,
    _EXECUTION.channel_name,
    _EXECUTION.spread_mode,
    _EXECUTION.tiers,
    _EXECUTION.start_time,
    _EXECUTION.end_time,
).where(_EXECUTION.from_currency == bindparam("of_debit"), _EXECUTION.to_currency == bindparam("of_credit"))
_THRESHOLDS = select(
    select(_LIMIT.amount).where(_LIMIT.currency == bindparam("of_limit")).scalar_subquery().label("limit"),
    select(_START.start_amount).where(_START.currency == bindparam("of_start")).scalar_subquery().label("start"),
)
_SERVING = (
    select(
        _STRATEGY.strategy_id,
        _STRATEGY.service_strategy,
        _STRATEGY.strategy_kind,
        _STRATEGY.change_type,
        _STRATEGY.service_time,
        _STRATEGY.channel_name,
    )
    .join_from(tables.fx_strategy_pair, tables.fx_service_strategy)
    .where(
        _STRATEGY_PAIR.from_currency == bindparam("of_debit"),
        _STRATEGY_PAIR.to_currency == bindparam("of_credit"),
        _STRATEGY.enabled,
    )
    .order_by(_STRATEGY.strategy_id)
)
_ORDER_OF = select(tables.fx_client_order).where(_ORDER.forex_id == bindparam("of_order"))
_CHANNEL_ORDER_OF = select(tables.fx_channel_order).where(_CHANNEL.channel_order_no == bindparam("of_order"))


@dataclass(frozen=True, slots=True)
class ExecutionKeyed:
    """An execution mark-up row with the strategy and channel it belongs to."""

    service: ServiceStrategy
    channel: RateChannel | None
    row: ExecutionMarkUp


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The large-amount limit and the approval start of a currency; None where there is none."""

    limit: Decimal | None
    approval_start: Decimal | None


def pair_exists(connection: Connection, debit: str, credit: str) -> bool:
    """Whether the pair is configured."""
    return connection.execute(_PAIR_EXISTS, {"of_debit": debit, "of_credit": credit}).first() is not None


def pairs(connection: Connection) -> Sequence[Row[Any]]:
    """Every configured pair, by debit and credit currency."""
    return connection.execute(_PAIRS).all()


def pools_of(connection: Connection, debit: str, credit: str, *, locked: bool = False) -> dict[str, Pool]:
    """The pools of a pair's currencies; `locked` keeps others from moving them, in the order of the currencies."""
    statement = _POOLS_LOCKED if locked else _POOLS
    return {
        row.currency: Pool(row.currency, row.remaining_amount, row.alarm_amount)
        for row in connection.execute(statement, {"of_debit": debit, "of_credit": credit})
    }


def reference_mark_ups(connection: Connection, debit: str, credit: str) -> dict[RateChannel, MarkUp]:
    """The mark-ups on the reference rate of a pair, by channel."""
    found = connection.execute(_REFERENCE_MARK_UPS, {"of_debit": debit, "of_credit": credit})
    return {row.channel_name: MarkUp(row.spread_mode, row.bp) for row in found}


def execution_mark_ups(connection: Connection, debit: str, credit: str) -> tuple[ExecutionKeyed, ...]:
    """The mark-ups on the execution rate of a pair, of every strategy and channel."""
    found = connection.execute(_EXECUTION_MARK_UPS, {"of_debit": debit, "of_credit": credit})
    return tuple(
        ExecutionKeyed(
            row.service_strategy,
            row.channel_name,
            ExecutionMarkUp(row.spread_mode, tiers_of(row.tiers), row.start_time, row.end_time, str(row.mark_up_id)),
        )
        for row in found
    )


def thresholds(connection: Connection, currency: str) -> Thresholds:
    """From where on a debit amount of `currency` is large, and from where on it is reviewed."""
    row = connection.execute(_THRESHOLDS, {"of_limit": currency, "of_start": currency}).one()
    return Thresholds(row.limit, row.start)


def serving_strategies(connection: Connection, debit: str, credit: str) -> tuple[Strategy, ...]:
    """The enabled strategies that name a pair, by id."""
    pair = frozenset({(debit, credit)})
    return tuple(
        Strategy(
            row.strategy_id,
            row.service_strategy,
            row.strategy_kind,
            row.change_type,
            periods_of(row.service_time),
            pair,
            channel="" if row.channel_name is None else str(row.channel_name),
        )
        for row in connection.execute(_SERVING, {"of_debit": debit, "of_credit": credit})
    )


def strategy_pairs(connection: Connection, strategy_ids: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """The pairs of some strategies, in the order in which they were chosen."""
    statement = (
        select(_STRATEGY_PAIR.strategy_id, _STRATEGY_PAIR.from_currency, _STRATEGY_PAIR.to_currency)
        .where(_STRATEGY_PAIR.strategy_id.in_(tuple(strategy_ids)))
        .order_by(_STRATEGY_PAIR.strategy_id, _STRATEGY_PAIR.position)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.strategy_id, []).append((row.from_currency, row.to_currency))
    return found


def enabled_strategies(connection: Connection) -> tuple[Strategy, ...]:
    """Every enabled strategy with all its pairs."""
    rows = connection.execute(select(tables.fx_service_strategy).where(_STRATEGY.enabled).order_by(_STRATEGY.strategy_id)).all()
    named = strategy_pairs(connection, [row.strategy_id for row in rows])
    return tuple(strategy_of(row, named.get(row.strategy_id, [])) for row in rows)


def strategy_of(row: Any, named: Iterable[tuple[str, str]]) -> Strategy:
    """A row of the strategy table as the rules see it."""
    return Strategy(
        row.strategy_id,
        row.service_strategy,
        row.strategy_kind,
        row.change_type,
        periods_of(row.service_time),
        frozenset(named),
        channel="" if row.channel_name is None else str(row.channel_name),
        is_enabled=row.enabled,
    )


def service_periods(text: str) -> tuple[ServicePeriod, ...]:
    """The periods as they are stored."""
    found: tuple[ServicePeriod, ...] = codec.decode(text.encode(), tuple[ServicePeriod, ...])
    return found


def periods_of(text: str) -> tuple[Period, ...]:
    """The stored periods as the rules see them."""
    return tuple(Period(one.day_basis, clock_seconds(one.start), clock_seconds(one.end)) for one in service_periods(text))


def mark_up_tiers(text: str) -> tuple[MarkUpTier, ...]:
    """The tiers as they are stored."""
    found: tuple[MarkUpTier, ...] = codec.decode(text.encode(), tuple[MarkUpTier, ...])
    return found


def tiers_of(text: str) -> tuple[Tier, ...]:
    """The stored tiers as the rules see them."""
    return tuple(Tier(one.start_value, one.end_value, one.bp or ZERO) for one in mark_up_tiers(text))


def order_of(connection: Connection, forex_id: str, *, locked: bool = False) -> Row[Any] | None:
    """One client order, None when there is none."""
    statement: Select[Any] = _ORDER_OF.with_for_update() if locked else _ORDER_OF
    return connection.execute(statement, {"of_order": forex_id}).one_or_none()


def channel_order_of(connection: Connection, channel_order_no: str, *, locked: bool = False) -> Row[Any] | None:
    """One bank order, None when there is none."""
    statement: Select[Any] = _CHANNEL_ORDER_OF.with_for_update() if locked else _CHANNEL_ORDER_OF
    return connection.execute(statement, {"of_order": channel_order_no}).one_or_none()
