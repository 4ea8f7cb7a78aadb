"""The pool: quotas, their adjustment, journal, live cards and alerts (`docs/rules/fx.md` 3.4, 3.5, 6.4)."""

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from whale_desktop.bus import Read, Work, answers, handles, held_by, lists, pending_filter
from whale_desktop.features.access.queries import persons
from whale_desktop.features.fx import queries, tables
from whale_desktop.features.fx.handlers.checks import check_places, check_version, exchangeable, gone, local_name
from whale_desktop.features.fx.handlers.execution import write_changes, write_movements
from whale_desktop.features.fx.messages import (
    AddPool,
    AdjustMode,
    AdjustPool,
    DeletePool,
    GetPool,
    ListPoolAlerts,
    ListPoolCards,
    ListPoolChanges,
    ListPools,
    PoolAlert,
    PoolCard,
    PoolChangeFilter,
    PoolChangeRow,
    PoolFilter,
    PoolRow,
    ServiceStrategy,
    TotalPoolChanges,
    TotalPools,
    UpdatePool,
)
from whale_desktop.features.fx.rules.amounts import check_not_negative
from whale_desktop.features.fx.rules.classify import Pool, pool_close, pool_decrease, pool_increase, pool_set_to, pool_setup
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.queries import shown_amount
from whale_desktop.kernel.errors import Conflict, UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.messages import Totals
from whale_desktop.storage import Listing, Rows, Sums, constant, made, totals_of
from whale_desktop.storage.conditions import all_of, equal, number_of, within_days

_POOL = tables.fx_pool_limit
_CHANGE = tables.fx_pool_change
_ALERT = tables.fx_pool_alert

_EDITS = ("fx.pool.update", "fx.pool.adjust", "fx.pool.delete")
_NEWEST_ALERTS = 50


@lists(ListPools)
def list_pools(read: Read, query: ListPools) -> Listing[PoolRow]:
    """Quotas under a filter."""
    return Listing(
        select(_POOL).where(_condition(query.where)),
        key=_POOL.c.pool_id,
        sorts={"created_at": _POOL.c.created_at, "currency": _POOL.c.currency, "remaining_amount": _POOL.c.remaining_amount},
        default="created_at",
        rows=_rows(read),
    )


@answers(TotalPools)
def total_pools(read: Read, query: TotalPools) -> Totals:
    """Count of the list."""
    return totals_of(read.connection, _POOL, where=_condition(query.where))


@answers(GetPool)
def get_pool(read: Read, query: GetPool) -> PoolRow:
    """One quota."""
    row = read.connection.execute(select(_POOL).where(_POOL.c.currency == query.currency)).one_or_none()
    if row is None:
        raise gone()
    return _rows(read).of((row,))[0]


@answers(ListPoolCards)
def list_pool_cards(read: Read, query: ListPoolCards) -> tuple[PoolCard, ...]:
    """The live figures, in the order of the currencies."""
    newest = select(_ALERT.c.currency, func.max(_ALERT.c.alert_id).label("alert_id")).group_by(_ALERT.c.currency).subquery()
    alerts = {
        row.currency: row.created_at
        for row in read.connection.execute(
            select(_ALERT.c.currency, _ALERT.c.created_at).join_from(_ALERT, newest, _ALERT.c.alert_id == newest.c.alert_id)
        )
    }
    rows = {row.currency: row for row in read.connection.execute(select(_POOL))}
    known = reference.currencies(read.connection)
    return tuple(
        PoolCard(
            currency=code,
            name=local_name(currency, read),
            remaining_amount=shown_amount(rows[code].remaining_amount, known, code),
            alarm_amount=shown_amount(rows[code].alarm_amount, known, code),
            is_at_alarm=rows[code].remaining_amount <= rows[code].alarm_amount,
            updated_at=rows[code].moved_at,
            alert_at=alerts.get(code),
        )
        for code, currency in known.items()
        if code in rows
    )


@lists(ListPoolChanges)
def list_pool_changes(read: Read, query: ListPoolChanges) -> Listing[PoolChangeRow]:
    """The pool journal under a filter."""
    known = reference.currencies(read.connection)
    amounts = ("before_occurred", "occurred_amount", "after_occurred")
    return Listing(
        select(_CHANGE).where(_change_condition(query.where)),
        key=_CHANGE.c.change_id,
        sorts={"created_at": _CHANGE.c.created_at, "occurred_amount": _CHANGE.c.occurred_amount},
        default="created_at",
        rows=Rows(
            PoolChangeRow, **persons(read, "operator"), **{name: reference.amount_in(known, name, "currency") for name in amounts}
        ),
    )


@answers(TotalPoolChanges)
def total_pool_changes(read: Read, query: TotalPoolChanges) -> Totals:
    """Count and movement per currency."""
    totals = totals_of(
        read.connection,
        _CHANGE,
        where=_change_condition(query.where),
        sums=(Sums("occurred_amount", _CHANGE.c.occurred_amount, _CHANGE.c.currency),),
    )
    return reference.shown_totals(read.connection, totals)


@answers(ListPoolAlerts)
def list_pool_alerts(read: Read, query: ListPoolAlerts) -> tuple[PoolAlert, ...]:
    """The newest alerts."""
    known = reference.currencies(read.connection)
    statement = select(_ALERT).order_by(_ALERT.c.alert_id.desc()).limit(_NEWEST_ALERTS)
    if query.currency:
        statement = statement.where(_ALERT.c.currency == query.currency)
    return tuple(
        PoolAlert(
            currency=row.currency,
            remaining_amount=shown_amount(row.remaining_amount, known, row.currency),
            alarm_amount=shown_amount(row.alarm_amount, known, row.currency),
            order_no=row.order_no,
            created_at=row.created_at,
        )
        for row in read.connection.execute(statement)
    )


@handles(AddPool)
def add_pool(work: Work, command: AddPool) -> None:
    """A new quota with its first journal row."""
    faults = Faults()
    faults.missing(currency=command.currency, alarm_amount=command.alarm_amount, remaining_amount=command.remaining_amount)
    faults.too_long(remark=command.remark)
    currency = exchangeable(reference.currencies(work.connection), command.currency, "currency", faults)
    for field, amount in (("alarm_amount", command.alarm_amount), ("remaining_amount", command.remaining_amount)):
        _check_level(amount, field, faults)
        check_places(amount, currency, field, faults)
    faults.refuse()
    if _found(work, command.currency) is not None:
        raise UserError.at("currency", "FX-E04")
    assert command.alarm_amount is not None
    assert command.remaining_amount is not None
    work.connection.execute(
        insert(_POOL).values(
            currency=command.currency,
            alarm_amount=command.alarm_amount,
            remaining_amount=command.remaining_amount,
            remark=command.remark,
            moved_at=work.now,
            created_at=work.now,
            updated_at=work.now,
            operator=work.actor.name,
            version=1,
        )
    )
    pool = Pool(command.currency, command.remaining_amount, command.alarm_amount)
    write_changes(work, (pool_setup(pool),), order_no="", by_system=False, remark=command.remark)


@handles(UpdatePool)
def update_pool(work: Work, command: UpdatePool) -> None:
    """Another alarm level or remark."""
    row = _existing(work, command.currency)
    faults = Faults()
    faults.missing(alarm_amount=command.alarm_amount)
    faults.too_long(remark=command.remark)
    _check_level(command.alarm_amount, "alarm_amount", faults)
    check_places(command.alarm_amount, reference.currencies(work.connection)[command.currency], "alarm_amount", faults)
    faults.refuse()
    check_version(row.version, command.expected_version)
    _edit(work, row, alarm_amount=command.alarm_amount, remark=command.remark)


@handles(AdjustPool)
def adjust_pool(work: Work, command: AdjustPool) -> None:
    """Raise, lower or set the remaining quota, if it still is what the person saw; below the alarm level only when confirmed."""
    row = _existing(work, command.currency)
    known = reference.currencies(work.connection)
    faults = Faults()
    faults.missing(amount=command.amount, seen_amount=command.seen_amount)
    faults.too_long(remark=command.remark)
    check_places(command.amount, known[command.currency], "amount", faults)
    if command.mode is AdjustMode.SET:
        _check_level(command.amount, "amount", faults)
    faults.refuse()
    if row.remaining_amount != command.seen_amount:
        raise Conflict("FX-E17")
    assert command.amount is not None
    pool = Pool(row.currency, row.remaining_amount, row.alarm_amount)
    change = {AdjustMode.INCREASE: pool_increase, AdjustMode.DECREASE: pool_decrease, AdjustMode.SET: pool_set_to}
    movement = change[command.mode](pool, command.amount)
    if movement is None:
        return
    if movement.falls_below_alarm:
        work.confirm(
            "FX-W01",
            {
                "currency": row.currency,
                "remaining": shown_amount(movement.after, known, row.currency),
                "alarm": shown_amount(row.alarm_amount, known, row.currency),
            },
        )
    write_movements(work, (movement,), order_no="", by_system=False, remark=command.remark)


@handles(DeletePool)
def delete_pool(work: Work, command: DeletePool) -> None:
    """Close a quota that no enabled pool strategy needs."""
    row = _existing(work, command.currency)
    check_version(row.version, command.expected_version)
    for strategy in queries.enabled_strategies(work.connection):
        if strategy.service is ServiceStrategy.BATCH and any(command.currency in pair for pair in strategy.pairs):
            raise UserError("FX-E19", {"strategy": strategy.strategy_id})
    write_changes(
        work,
        (pool_close(Pool(row.currency, row.remaining_amount, row.alarm_amount)),),
        order_no="",
        by_system=False,
    )
    work.connection.execute(delete(_POOL).where(_POOL.c.currency == command.currency))


def _check_level(amount: Decimal | None, field: str, faults: Faults) -> None:
    if amount is None:
        return
    try:
        check_not_negative(amount, field=field)
    except UserError as error:
        faults.take(error)


def _found(work: Work, currency: str) -> Any:
    return work.connection.execute(select(_POOL).where(_POOL.c.currency == currency).with_for_update()).one_or_none()


def _existing(work: Work, currency: str) -> Any:
    row = _found(work, currency)
    if row is None:
        raise gone()
    return row


def _edit(work: Work, row: Any, **values: Any) -> None:
    work.connection.execute(
        update(_POOL)
        .where(_POOL.c.pool_id == row.pool_id)
        .values(updated_at=work.now, operator=work.actor.name, version=row.version + 1, **values)
    )


def _rows(read: Read) -> Rows[PoolRow]:
    known = reference.currencies(read.connection)
    return Rows(
        PoolRow,
        **persons(read, "operator"),
        alarm_amount=reference.amount_in(known, "alarm_amount", "currency"),
        remaining_amount=reference.amount_in(known, "remaining_amount", "currency"),
        updated_at=made(max, "updated_at", "moved_at"),
        work_order_no=held_by(read, GetPool, "currency"),
        may=constant(_EDITS),
    )


def _condition(where: PoolFilter) -> ColumnElement[bool]:
    table = _POOL.c
    conditions = equal(pool_id=(table.pool_id, number_of(where.pool_id)), currency=(table.currency, where.currency))
    conditions += within_days(table.created_at, where.created_from, where.created_to)
    return all_of(conditions + pending_filter(GetPool, table.currency, where.pending))


def _change_condition(where: PoolChangeFilter) -> ColumnElement[bool]:
    table = _CHANGE.c
    conditions = equal(
        change_id=(table.change_id, number_of(where.change_id)),
        change_type=(table.change_type, where.change_type),
        currency=(table.currency, where.currency),
        order_no=(table.order_no, where.order_no.strip()),
    )
    return all_of(conditions + within_days(table.created_at, where.created_from, where.created_to))
