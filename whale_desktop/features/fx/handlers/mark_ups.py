"""Mark-ups on the reference rate and on the execution rate (`docs/rules/fx.md` 3.6, 6.5)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, insert, select, update

from whale_desktop.bus import Read, Work, answers, handles, held_by, lists, pending_filter
from whale_desktop.features.access.queries import persons
from whale_desktop.features.fx import queries, tables
from whale_desktop.features.fx.handlers.channel_orders import check_takes_orders
from whale_desktop.features.fx.handlers.checks import check_version, gone, shown_mark_up, shown_rate, split_pair
from whale_desktop.features.fx.handlers.desk import Desk
from whale_desktop.features.fx.messages import (
    AddExecutionMarkUp,
    AddReferenceMarkUps,
    DeleteExecutionMarkUp,
    DeleteReferenceMarkUp,
    ExecutionMarkUpFilter,
    ExecutionMarkUpRow,
    GetExecutionMarkUp,
    GetReferenceMarkUp,
    ListExecutionMarkUps,
    ListReferenceMarkUps,
    MarkUpPreview,
    MarkUpTier,
    PreviewMarkUp,
    ReferenceMarkUpFilter,
    ReferenceMarkUpRow,
    ServiceStrategy,
    SpreadMode,
    TotalExecutionMarkUps,
    TotalReferenceMarkUps,
    UpdateExecutionMarkUp,
    UpdateReferenceMarkUp,
)
from whale_desktop.features.fx.rules.pricing import MarkUp, Tier, apply_mark_up
from whale_desktop.features.fx.rules.tiers import (
    EffectiveTime,
    check_effective_time,
    check_rate_left,
    check_tiers,
    mark_up_fault,
)
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.messages import RateChannel
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.kernel.numbers import ZERO
from whale_desktop.messages import Totals, codec
from whale_desktop.storage import Listing, Rows, constant, made, totals_of, written
from whale_desktop.storage.conditions import all_of, equal, number_of

_REFERENCE = tables.fx_reference_markup
_EXECUTION = tables.fx_execution_markup

_REFERENCE_EDITS = ("fx.mark_up.reference_update", "fx.mark_up.reference_delete")
_EXECUTION_EDITS = ("fx.mark_up.execution_update", "fx.mark_up.execution_delete")


@lists(ListReferenceMarkUps)
def list_reference_mark_ups(read: Read, query: ListReferenceMarkUps) -> Listing[ReferenceMarkUpRow]:
    """Mark-ups on the reference rate under a filter."""
    return Listing(
        select(_REFERENCE).where(_condition(_REFERENCE, query.where)),
        key=_REFERENCE.c.mark_up_id,
        sorts={"created_at": _REFERENCE.c.created_at, "mark_up_id": _REFERENCE.c.mark_up_id},
        default="created_at",
        rows=_Desks(read).rows(),
    )


@answers(TotalReferenceMarkUps)
def total_reference_mark_ups(read: Read, query: TotalReferenceMarkUps) -> Totals:
    """Count of the list."""
    return totals_of(read.connection, _REFERENCE, where=_condition(_REFERENCE, query.where))


@answers(GetReferenceMarkUp)
def get_reference_mark_up(read: Read, query: GetReferenceMarkUp) -> ReferenceMarkUpRow:
    """One mark-up."""
    return _Desks(read).rows().of((_existing(read, _REFERENCE, query.mark_up_id),))[0]


@answers(PreviewMarkUp)
def preview_mark_up(read: Read, query: PreviewMarkUp) -> MarkUpPreview:
    """Today's rate of a pair and what a mark-up would leave of it."""
    debit, credit = split_pair(query.pair)
    desks = _Desks(read)
    if not desks.knows(debit, credit):
        return MarkUpPreview(reference_rate=None, marked_rate=None, problem="FX-E03")
    desk = desks.of(debit, credit)
    unmarked = desk.unmarked_rate(query.channel_name or desk.reference_channel)
    if unmarked is None:
        return MarkUpPreview(reference_rate=None, marked_rate=None, problem="FX-E08")
    shown = shown_rate(unmarked, desk.currencies, debit)
    if query.spread_mode is None or query.bp is None:
        return MarkUpPreview(reference_rate=shown, marked_rate=None)
    fault = mark_up_fault(query.bp, "bp")
    if fault is not None:
        return MarkUpPreview(reference_rate=shown, marked_rate=None, problem=fault.code)
    try:
        marked = apply_mark_up(unmarked, MarkUp(query.spread_mode, query.bp), desk.debit.rate_precision)
    except UserError as error:
        return MarkUpPreview(reference_rate=shown, marked_rate=None, problem=error.code)
    return MarkUpPreview(reference_rate=shown, marked_rate=shown_rate(marked, desk.currencies, debit))


@handles(AddReferenceMarkUps)
def add_reference_mark_ups(work: Work, command: AddReferenceMarkUps) -> tuple[int, ...]:
    """Mark-ups of one channel, all or none."""
    faults = Faults()
    faults.missing(channel_name=command.channel_name, rows=command.rows)
    desks = _Desks(work)
    existing = {(row.from_currency, row.to_currency, row.channel_name) for row in work.connection.execute(select(_REFERENCE))}
    seen: set[str] = set()
    for place, row in enumerate(command.rows):
        at = f"rows[{place}]"
        faults.missing(**{f"{at}.pair": row.pair, f"{at}.spread_mode": row.spread_mode, f"{at}.bp": row.bp})
        _check_value(row.bp, f"{at}.bp", faults)
        pair = split_pair(row.pair)
        if row.pair and not queries.pair_exists(work.connection, *pair):
            faults.add(f"{at}.pair", "FX-E03")
        elif row.pair in seen or (*pair, command.channel_name) in existing:
            faults.add(f"{at}.pair", "FX-E04")
        elif row.pair and row.spread_mode is not None and row.bp is not None and command.channel_name is not None:
            _check_left(desks.of(*pair), command.channel_name, row.spread_mode, [(f"{at}.bp", row.bp)], faults)
        seen.add(row.pair)
    faults.refuse()
    made = []
    for row in command.rows:
        debit, credit = split_pair(row.pair)
        values = {"channel_name": command.channel_name, "from_currency": debit, "to_currency": credit}
        made.append(_insert(work, _REFERENCE, spread_mode=row.spread_mode, bp=row.bp, **values))
    return tuple(made)


@handles(UpdateReferenceMarkUp)
def update_reference_mark_up(work: Work, command: UpdateReferenceMarkUp) -> None:
    """Another mode or value."""
    row = _existing(work, _REFERENCE, command.mark_up_id)
    faults = Faults()
    faults.missing(spread_mode=command.spread_mode, bp=command.bp)
    _check_value(command.bp, "bp", faults)
    if command.spread_mode is not None and command.bp is not None:
        desk = Desk(work, row.from_currency, row.to_currency)
        _check_left(desk, row.channel_name, command.spread_mode, [("bp", command.bp)], faults)
    faults.refuse()
    check_version(row.version, command.expected_version)
    _update(work, _REFERENCE, row, spread_mode=command.spread_mode, bp=command.bp)


@handles(DeleteReferenceMarkUp)
def delete_reference_mark_up(work: Work, command: DeleteReferenceMarkUp) -> None:
    """No mark-up from now on."""
    _delete(work, _REFERENCE, command.mark_up_id, command.expected_version)


@lists(ListExecutionMarkUps)
def list_execution_mark_ups(read: Read, query: ListExecutionMarkUps) -> Listing[ExecutionMarkUpRow]:
    """Mark-ups on the execution rate under a filter."""
    return Listing(
        select(_EXECUTION).where(_condition(_EXECUTION, query.where)),
        key=_EXECUTION.c.mark_up_id,
        sorts={"created_at": _EXECUTION.c.created_at, "mark_up_id": _EXECUTION.c.mark_up_id},
        default="created_at",
        rows=_execution_rows(read),
    )


@answers(TotalExecutionMarkUps)
def total_execution_mark_ups(read: Read, query: TotalExecutionMarkUps) -> Totals:
    """Count of the list."""
    return totals_of(read.connection, _EXECUTION, where=_condition(_EXECUTION, query.where))


@answers(GetExecutionMarkUp)
def get_execution_mark_up(read: Read, query: GetExecutionMarkUp) -> ExecutionMarkUpRow:
    """One mark-up."""
    return _execution_rows(read).of((_existing(read, _EXECUTION, query.mark_up_id),))[0]


@handles(AddExecutionMarkUp)
def add_execution_mark_up(work: Work, command: AddExecutionMarkUp) -> int:
    """A new mark-up on the execution rate."""
    faults = Faults()
    faults.missing(service_strategy=command.service_strategy, pair=command.pair, spread_mode=command.spread_mode)
    if command.service_strategy is ServiceStrategy.SINGLE and command.channel_name is None:
        faults.add("channel_name", "FX-E06")
    if command.service_strategy is ServiceStrategy.BATCH and command.channel_name is not None:
        faults.add("channel_name", "FX-E29")
    check_takes_orders(work, command.channel_name, faults)
    debit, credit = split_pair(command.pair)
    known_pair = bool(command.pair) and queries.pair_exists(work.connection, debit, credit)
    if command.pair and not known_pair:
        faults.add("pair", "FX-E03")
    desk = Desk(work, debit, credit) if known_pair else None
    others: tuple[EffectiveTime, ...] = ()
    if desk is not None and command.service_strategy is not None:
        others = tuple(
            EffectiveTime(row.start_time, row.end_time, row.row_id)
            for row in desk.execution_rows(command.service_strategy, command.channel_name)
        )
    _check_terms(command, desk, command.channel_name, others, row_id="", faults=faults)
    faults.refuse()
    return _insert(
        work,
        _EXECUTION,
        service_strategy=command.service_strategy,
        channel_name=command.channel_name,
        from_currency=debit,
        to_currency=credit,
        **_terms(command),
    )


@handles(UpdateExecutionMarkUp)
def update_execution_mark_up(work: Work, command: UpdateExecutionMarkUp) -> None:
    """Other tiers, mode or times."""
    row = _existing(work, _EXECUTION, command.mark_up_id)
    faults = Faults()
    faults.missing(spread_mode=command.spread_mode)
    desk = Desk(work, row.from_currency, row.to_currency)
    others = tuple(
        EffectiveTime(other.start_time, other.end_time, other.row_id)
        for other in desk.execution_rows(row.service_strategy, row.channel_name)
    )
    _check_terms(command, desk, row.channel_name, others, row_id=str(row.mark_up_id), faults=faults)
    faults.refuse()
    check_version(row.version, command.expected_version)
    _update(work, _EXECUTION, row, **_terms(command))


@handles(DeleteExecutionMarkUp)
def delete_execution_mark_up(work: Work, command: DeleteExecutionMarkUp) -> None:
    """It no longer counts."""
    _delete(work, _EXECUTION, command.mark_up_id, command.expected_version)


class _Desks:
    """The desk's view of several pairs."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._known = reference.currencies(read.connection)
        self._desks: dict[tuple[str, str], Desk] = {}

    def knows(self, debit: str, credit: str) -> bool:
        """Whether both are currencies."""
        return debit in self._known and credit in self._known

    def of(self, debit: str, credit: str) -> Desk:
        """The desk of a pair of known currencies."""
        return self._desks.setdefault((debit, credit), Desk(self._read, debit, credit))

    def rows(self) -> Rows[ReferenceMarkUpRow]:
        """How stored mark-ups become rows, with the present rate before and after each."""
        pair = ("from_currency", "to_currency")
        return Rows(
            ReferenceMarkUpRow,
            **persons(self._read, "operator"),
            bp=written(shown_mark_up, "bp"),
            reference_rate=made(self._unmarked, *pair, "channel_name"),
            marked_rate=made(self._marked, *pair, "channel_name", "spread_mode", "bp"),
            work_order_no=held_by(self._read, GetReferenceMarkUp, "mark_up_id"),
            may=constant(_REFERENCE_EDITS),
        )

    def _unmarked(self, debit: str, credit: str, channel: RateChannel) -> Decimal | None:
        rate = self.of(debit, credit).unmarked_rate(channel)
        return None if rate is None else shown_rate(rate, self._known, debit)

    def _marked(self, debit: str, credit: str, channel: RateChannel, mode: SpreadMode, bp: Decimal) -> Decimal | None:
        desk = self.of(debit, credit)
        rate = desk.unmarked_rate(channel)
        if rate is None:
            return None
        try:
            return shown_rate(apply_mark_up(rate, MarkUp(mode, bp), desk.debit.rate_precision), self._known, debit)
        except UserError:
            return None  # nothing is left of today's rate; the column stays empty and orders are refused with FX-E13


def _check_value(bp: Decimal | None, field: str, faults: Faults) -> None:
    fault = None if bp is None else mark_up_fault(bp, field)
    if fault is not None:
        faults.add(fault.field, fault.code, fault.params)


def _check_left(
    desk: Desk, channel: RateChannel, mode: SpreadMode, values: Iterable[tuple[str, Decimal]], faults: Faults
) -> None:
    """Mark-up values must leave something of the present rate (FX-E13); without a rate there is nothing to check."""
    rate = desk.unmarked_rate(channel)
    if rate is None:
        return
    for field, bp in values:
        if mark_up_fault(bp, field) is not None:
            continue
        try:
            check_rate_left(rate, mode, [bp], places=desk.debit.rate_precision)
        except UserError as error:
            faults.add(field, error.code, error.params)


def _check_terms(
    command: AddExecutionMarkUp | UpdateExecutionMarkUp,
    desk: Desk | None,
    channel: RateChannel | None,
    others: Sequence[EffectiveTime],
    *,
    row_id: str,
    faults: Faults,
) -> None:
    """Tiers, times and what is left of the present rate."""
    for place, tier in enumerate(command.tiers):
        faults.missing(**{f"tiers[{place}].bp": tier.bp})
    tiers = tuple(Tier(one.start_value, one.end_value, one.bp or ZERO) for one in command.tiers)
    try:
        check_tiers(tiers, amount_places=2 if desk is None else desk.debit.amount_precision)
    except UserError as error:
        faults.take(error)
    if not command.default_effective:
        faults.missing(start_time=command.start_time, end_time=command.end_time)
    wanted = EffectiveTime(
        None if command.default_effective else command.start_time, None if command.default_effective else command.end_time, row_id
    )
    if command.default_effective or (command.start_time is not None and command.end_time is not None):
        try:
            check_effective_time(wanted, others)
        except UserError as error:
            faults.take(error)
    if desk is not None and command.spread_mode is not None:
        own = channel if channel is not None and desk.unmarked_rate(channel) is not None else desk.reference_channel
        values = [(f"tiers[{place}].bp", one.bp) for place, one in enumerate(tiers)]
        _check_left(desk, own, command.spread_mode, values, faults)


def _terms(command: AddExecutionMarkUp | UpdateExecutionMarkUp) -> dict[str, Any]:
    return {
        "spread_mode": command.spread_mode,
        "tiers": codec.encode(command.tiers).decode(),
        "start_time": None if command.default_effective else command.start_time,
        "end_time": None if command.default_effective else command.end_time,
    }


def _tier_text(tier: MarkUpTier) -> str:
    """`0–10,000: 5`, the last one `10,000–∞: 3`."""
    end = "∞" if tier.end_value is None else f"{tier.end_value.normalize():,f}"
    return f"{tier.start_value.normalize():,f}–{end}: {(tier.bp or ZERO).normalize():f}"


def _execution_rows(read: Read) -> Rows[ExecutionMarkUpRow]:
    return Rows(
        ExecutionMarkUpRow,
        **persons(read, "operator"),
        tiers=made(queries.mark_up_tiers, "tiers"),
        tier_texts=made(lambda text: tuple(_tier_text(tier) for tier in queries.mark_up_tiers(text)), "tiers"),
        default_effective=made(lambda start: start is None, "start_time"),
        work_order_no=held_by(read, GetExecutionMarkUp, "mark_up_id"),
        may=constant(_EXECUTION_EDITS),
    )


def _existing(read: Read, table: Table, mark_up_id: int) -> Any:
    row = read.connection.execute(select(table).where(table.c.mark_up_id == mark_up_id)).one_or_none()
    if row is None:
        raise gone()
    return row


def _insert(work: Work, table: Table, **values: Any) -> int:
    made = work.connection.execute(
        insert(table).values(created_at=work.now, updated_at=work.now, operator=work.actor.name, version=1, **values)
    )
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def _update(work: Work, table: Table, row: Any, **values: Any) -> None:
    work.connection.execute(
        update(table)
        .where(table.c.mark_up_id == row.mark_up_id)
        .values(updated_at=work.now, operator=work.actor.name, version=row.version + 1, **values)
    )


def _delete(work: Work, table: Table, mark_up_id: int, expected_version: int) -> None:
    check_version(_existing(work, table, mark_up_id).version, expected_version)
    work.connection.execute(delete(table).where(table.c.mark_up_id == mark_up_id))


def _condition(table: Table, where: ReferenceMarkUpFilter | ExecutionMarkUpFilter) -> ColumnElement[bool]:
    conditions = equal(
        mark_up_id=(table.c.mark_up_id, number_of(where.mark_up_id)),
        channel_name=(table.c.channel_name, where.channel_name),
        spread_mode=(table.c.spread_mode, where.spread_mode),
    )
    shown = GetReferenceMarkUp if table is _REFERENCE else GetExecutionMarkUp
    return all_of(conditions + pending_filter(shown, table.c.mark_up_id, where.pending))
