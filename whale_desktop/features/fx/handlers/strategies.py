"""Exchange strategies and approval starts (`docs/rules/fx.md` 3.3, 6.3)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update

from whale_desktop.bus import Read, Work, answers, handles, held_by, lists, pending_filter
from whale_desktop.features.access.queries import persons
from whale_desktop.features.fx import queries, tables
from whale_desktop.features.fx.handlers.channel_orders import check_takes_orders
from whale_desktop.features.fx.handlers.checks import check_places, check_version, exchangeable, gone, pair_text, split_pair
from whale_desktop.features.fx.handlers.numbers import next_value
from whale_desktop.features.fx.messages import (
    AddStrategy,
    ApprovalStart,
    ApprovalStarts,
    DisableStrategy,
    EnableFlag,
    EnableStrategy,
    GetApprovalStarts,
    GetStrategy,
    ListRivalPeriods,
    ListStrategies,
    RivalPeriods,
    ServicePeriod,
    ServiceStrategy,
    SetApprovalStarts,
    StrategyFilter,
    StrategyKind,
    StrategyRow,
    TotalStrategies,
    UpdateStrategy,
)
from whale_desktop.features.fx.rules.amounts import check_positive
from whale_desktop.features.fx.rules.periods import Period, clock_seconds, clock_text, period_of
from whale_desktop.features.fx.rules.strategy import Strategy, can_never_match, check_strategy, competes_with
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.queries import shown_amount
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.messages import Totals, codec
from whale_desktop.storage import Listing, Rows, looked_up, made, totals_of
from whale_desktop.storage.conditions import all_of, equal

_STRATEGY = tables.fx_service_strategy
_PAIR = tables.fx_strategy_pair
_START = tables.fx_approval_start
_STARTS_VERSION = "approval_start"

Edited = AddStrategy | UpdateStrategy


@lists(ListStrategies)
def list_strategies(read: Read, query: ListStrategies) -> Listing[StrategyRow]:
    """Strategies under a filter."""
    return Listing(
        select(_STRATEGY).where(_condition(query.where)),
        key=_STRATEGY.c.strategy_id,
        sorts={"created_at": _STRATEGY.c.created_at, "strategy_id": _STRATEGY.c.strategy_id},
        default="created_at",
        rows=_rows(read),
    )


@answers(TotalStrategies)
def total_strategies(read: Read, query: TotalStrategies) -> Totals:
    """Count of the list."""
    return totals_of(read.connection, _STRATEGY, where=_condition(query.where))


@answers(GetStrategy)
def get_strategy(read: Read, query: GetStrategy) -> StrategyRow:
    """One strategy."""
    return _rows(read).of((_existing(read, query.strategy_id),))[0]


@answers(ListRivalPeriods)
def list_rival_periods(read: Read, query: ListRivalPeriods) -> tuple[RivalPeriods, ...]:
    """Periods of the other enabled strategies that the edited one must not meet."""
    edited = Strategy(
        query.strategy_id,
        ServiceStrategy.BATCH,  # who fills it does not matter for a rivalry
        query.strategy_kind,
        query.change_type,
        (),
        frozenset(split_pair(pair) for pair in query.support_currency),
    )
    rivals = [one for one in queries.enabled_strategies(read.connection) if competes_with(edited, one)]
    rows = {row.strategy_id: row for row in read.connection.execute(select(_STRATEGY))}
    return tuple(
        RivalPeriods(
            strategy_id=one.strategy_id,
            service_strategy=one.service,
            channel_name=rows[one.strategy_id].channel_name,
            service_time=queries.service_periods(rows[one.strategy_id].service_time),
        )
        for one in rivals
    )


@answers(GetApprovalStarts)
def get_approval_starts(read: Read, query: GetApprovalStarts) -> ApprovalStarts:
    """All approval starts in the order of the currencies."""
    known = reference.currencies(read.connection)
    rows = {row.currency: row.start_amount for row in read.connection.execute(select(_START))}
    return ApprovalStarts(
        rows=tuple(
            ApprovalStart(currency=code, start_amount=shown_amount(rows[code], known, code)) for code in known if code in rows
        ),
        version=_starts_version(read),
    )


@handles(AddStrategy)
def add_strategy(work: Work, command: AddStrategy) -> str:
    """A new strategy, enabled at once."""
    wanted = _checked(work, command, strategy_id="", is_enabled=True)
    strategy_id = _next_id(work, wanted)
    work.connection.execute(
        insert(_STRATEGY).values(
            strategy_id=strategy_id,
            enabled=True,
            created_at=work.now,
            updated_at=work.now,
            operator=work.actor.name,
            version=1,
            **_values(command),
        )
    )
    _write_pairs(work, strategy_id, command.support_currency)
    return strategy_id


@handles(UpdateStrategy)
def update_strategy(work: Work, command: UpdateStrategy) -> None:
    """Change a strategy."""
    row = _existing(work, command.strategy_id)
    _checked(work, command, strategy_id=row.strategy_id, is_enabled=row.enabled)
    check_version(row.version, command.expected_version)
    _update(work, row, **_values(command))
    work.connection.execute(delete(_PAIR).where(_PAIR.c.strategy_id == row.strategy_id))
    _write_pairs(work, row.strategy_id, command.support_currency)


@handles(EnableStrategy)
def enable_strategy(work: Work, command: EnableStrategy) -> None:
    """Let it serve again after all checks."""
    row = _existing(work, command.strategy_id)
    if row.enabled:
        raise UserError("FX-E14", {"status": EnableFlag.ENABLED.value})
    check_version(row.version, command.expected_version)
    named = queries.strategy_pairs(work.connection, [row.strategy_id]).get(row.strategy_id, [])
    faults = Faults()
    _check_pairs(work, [pair_text(*pair) for pair in named], faults)
    check_takes_orders(work, row.channel_name, faults)
    wanted = replace(queries.strategy_of(row, named), is_enabled=True)
    _check_rules(work, wanted, faults)
    faults.refuse()
    _ask_large(work, wanted)
    _update(work, row, enabled=True)


@handles(DisableStrategy)
def disable_strategy(work: Work, command: DisableStrategy) -> None:
    """Let it serve no more orders."""
    row = _existing(work, command.strategy_id)
    if not row.enabled:
        raise UserError("FX-E14", {"status": EnableFlag.DISABLED.value})
    check_version(row.version, command.expected_version)
    _update(work, row, enabled=False)


@handles(SetApprovalStarts)
def set_approval_starts(work: Work, command: SetApprovalStarts) -> None:
    """Replace all approval starts."""
    known = reference.currencies(work.connection)
    faults = Faults()
    seen: set[str] = set()
    for place, row in enumerate(command.rows):
        faults.missing(**{f"rows[{place}].currency": row.currency, f"rows[{place}].start_amount": row.start_amount})
        currency = exchangeable(known, row.currency, f"rows[{place}].currency", faults)
        if row.currency and row.currency in seen:
            faults.add(f"rows[{place}].currency", "FX-E04")
        seen.add(row.currency)
        check_places(row.start_amount, currency, f"rows[{place}].start_amount", faults)
        if row.start_amount is not None:
            try:
                check_positive(row.start_amount, field=f"rows[{place}].start_amount")
            except UserError as error:
                faults.take(error)
    faults.refuse()
    check_version(_starts_version(work), command.expected_version)
    work.connection.execute(delete(_START))
    for row in command.rows:
        work.connection.execute(
            insert(_START).values(
                currency=row.currency, start_amount=row.start_amount, updated_at=work.now, operator=work.actor.name
            )
        )
    next_value(work.connection, _STARTS_VERSION)


def _checked(work: Work, command: Edited, *, strategy_id: str, is_enabled: bool) -> Strategy:
    """Every failing field at once, then the question about large amounts."""
    faults = Faults()
    faults.missing(
        service_strategy=command.service_strategy, strategy_kind=command.strategy_kind, change_type=command.change_type
    )
    _check_pairs(work, command.support_currency, faults)
    check_takes_orders(work, command.channel_name, faults)
    periods = _periods(command.service_time, faults)
    if command.service_strategy is None or command.strategy_kind is None or command.change_type is None:
        faults.missing(service_time=command.service_time, support_currency=command.support_currency)
        faults.refuse()
    assert command.service_strategy is not None
    assert command.strategy_kind is not None
    assert command.change_type is not None
    wanted = Strategy(
        strategy_id,
        command.service_strategy,
        command.strategy_kind,
        command.change_type,
        periods,
        frozenset(split_pair(pair) for pair in command.support_currency),
        channel="" if command.channel_name is None else str(command.channel_name),
        is_enabled=is_enabled,
    )
    if len(periods) == len(command.service_time):
        _check_rules(work, wanted, faults)
    faults.refuse()
    _ask_large(work, wanted)
    return wanted


def _check_rules(work: Work, wanted: Strategy, faults: Faults) -> None:
    try:
        check_strategy(wanted, queries.enabled_strategies(work.connection))
    except UserError as error:
        faults.take(error)


def _check_pairs(work: Work, support_currency: Sequence[str], faults: Faults) -> None:
    """Each pair must be configured (FX-E03)."""
    existing = {(row.from_currency, row.to_currency) for row in queries.pairs(work.connection)}
    for place, pair in enumerate(support_currency):
        if split_pair(pair) not in existing:
            faults.add(f"support_currency[{place}]", "FX-E03")
        elif pair in support_currency[:place]:
            faults.add(f"support_currency[{place}]", "FX-E04")


def _periods(service_time: Sequence[ServicePeriod], faults: Faults) -> tuple[Period, ...]:
    found = []
    for place, one in enumerate(service_time):
        try:
            found.append(period_of(one.day_basis, one.start, one.end))
        except UserError as error:
            faults.add(f"service_time[{place}]", error.code, error.params)
    return tuple(found)


def _ask_large(work: Work, wanted: Strategy) -> None:
    has_limit = work.connection.execute(select(tables.fx_large_amount.c.currency).limit(1)).first() is not None
    if can_never_match(wanted.change_type, has_large_limit=has_limit):
        work.confirm("FX-W03", {})


def _next_id(work: Work, wanted: Strategy) -> str:
    """`T2-01`: T for a specific strategy, D for a default one, its type, and a running number."""
    prefix = f"{'T' if wanted.kind is StrategyKind.SPECIFIC else 'D'}{wanted.change_type.value}"
    return f"{prefix}-{next_value(work.connection, f'strategy:{prefix}'):02d}"


def _values(command: Edited) -> dict[str, Any]:
    return {
        "service_strategy": command.service_strategy,
        "strategy_kind": command.strategy_kind,
        "change_type": command.change_type,
        "service_time": codec.encode(tuple(_canonical(one) for one in command.service_time)).decode(),
        "channel_name": command.channel_name,
    }


def _canonical(one: ServicePeriod) -> ServicePeriod:
    """The period with its times written in full, `09:00:00`."""
    start, end = clock_text(clock_seconds(one.start)), clock_text(clock_seconds(one.end))
    return ServicePeriod(day_basis=one.day_basis, start=start, end=end)


def _write_pairs(work: Work, strategy_id: str, support_currency: Sequence[str]) -> None:
    rows = [
        {"strategy_id": strategy_id, "from_currency": debit, "to_currency": credit, "position": place}
        for place, (debit, credit) in enumerate(split_pair(pair) for pair in support_currency)
    ]
    work.connection.execute(insert(_PAIR), rows)


def _update(work: Work, row: Any, **values: Any) -> None:
    work.connection.execute(
        update(_STRATEGY)
        .where(_STRATEGY.c.strategy_id == row.strategy_id)
        .values(updated_at=work.now, operator=work.actor.name, version=row.version + 1, **values)
    )


def _existing(read: Read, strategy_id: str) -> Any:
    row = read.connection.execute(select(_STRATEGY).where(_STRATEGY.c.strategy_id == strategy_id)).one_or_none()
    if row is None:
        raise gone()
    return row


def _starts_version(read: Read) -> int:
    counter = tables.fx_counter
    found = read.connection.execute(select(counter.c.value).where(counter.c.name == _STARTS_VERSION)).scalar()
    return int(found or 0)


def _condition(where: StrategyFilter) -> ColumnElement[bool]:
    table = _STRATEGY.c
    conditions = equal(
        channel_name=(table.channel_name, where.channel_name),
        change_type=(table.change_type, where.change_type),
        service_strategy=(table.service_strategy, where.service_strategy),
    )
    if where.enable_flag is not None:
        conditions.append(table.enabled == (where.enable_flag is EnableFlag.ENABLED))
    if where.pair:
        debit, credit = split_pair(where.pair)
        of_pair = select(_PAIR.c.strategy_id).where(_PAIR.c.from_currency == debit, _PAIR.c.to_currency == credit)
        conditions.append(table.strategy_id.in_(of_pair))
    return all_of(conditions + pending_filter(GetStrategy, table.strategy_id, where.pending))


def _rows(read: Read) -> Rows[StrategyRow]:
    def pairs(numbers: Sequence[str]) -> list[tuple[str, ...]]:
        named = queries.strategy_pairs(read.connection, numbers)
        return [tuple(pair_text(*pair) for pair in named.get(number, ())) for number in numbers]

    return Rows(
        StrategyRow,
        **persons(read, "operator"),
        service_time=made(queries.service_periods, "service_time"),
        service_times=made(lambda text: tuple(f"{one.start}–{one.end}" for one in queries.service_periods(text)), "service_time"),
        day_bases=made(lambda text: tuple(dict.fromkeys(one.day_basis for one in queries.service_periods(text))), "service_time"),
        support_currency=looked_up(pairs, "strategy_id"),
        work_order_no=held_by(read, GetStrategy, "strategy_id"),
        enable_flag=made(lambda enabled: EnableFlag.ENABLED if enabled else EnableFlag.DISABLED, "enabled"),
        may=made(lambda enabled: ("fx.strategy.update", f"fx.strategy.{'disable' if enabled else 'enable'}"), "enabled"),
    )
