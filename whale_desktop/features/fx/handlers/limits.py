"""Large-amount limits (`docs/rules/fx.md` 3.7, 6.5)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, update

from whale_desktop.bus import Read, Work, answers, handles, held_by, lists, pending_filter
from whale_desktop.features.access.queries import persons
from whale_desktop.features.fx import tables
from whale_desktop.features.fx.handlers.checks import check_places, check_version, exchangeable, gone
from whale_desktop.features.fx.messages import (
    AddLimit,
    DeleteLimit,
    GetLimit,
    LimitFilter,
    LimitRow,
    ListLimits,
    TotalLimits,
    UpdateLimit,
)
from whale_desktop.features.fx.rules.amounts import check_positive
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reference.messages import Currency
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.messages import Totals
from whale_desktop.storage import Listing, Rows, constant, totals_of
from whale_desktop.storage.conditions import all_of, equal

_LIMIT = tables.fx_large_amount
_ONE = select(_LIMIT).where(_LIMIT.c.currency == bindparam("of_currency"))
_CHANGE = update(_LIMIT).where(_LIMIT.c.currency == bindparam("of_currency"))


@lists(ListLimits)
def list_limits(read: Read, query: ListLimits) -> Listing[LimitRow]:
    """Limits under a filter."""
    return Listing(
        select(_LIMIT).where(_condition(query.where)),
        key=_LIMIT.c.currency,
        sorts={"created_at": _LIMIT.c.created_at, "currency": _LIMIT.c.currency, "amount": _LIMIT.c.amount},
        default="created_at",
        rows=_rows(read, reference.currencies(read.connection)),
    )


@answers(TotalLimits)
def total_limits(read: Read, query: TotalLimits) -> Totals:
    """Count of the list."""
    return totals_of(read.connection, _LIMIT, where=_condition(query.where))


@answers(GetLimit)
def get_limit(read: Read, query: GetLimit) -> LimitRow:
    """One limit."""
    return _rows(read, _known(read, query.currency)).of((_existing(read, query.currency),))[0]


@handles(AddLimit)
def add_limit(work: Work, command: AddLimit) -> None:
    """A limit for a currency without one."""
    faults = Faults()
    faults.missing(currency=command.currency, amount=command.amount)
    known = reference.currencies(work.connection)
    _check_amount(command.amount, exchangeable(known, command.currency, "currency", faults), faults)
    faults.refuse()
    if work.connection.execute(select(_LIMIT.c.currency).where(_LIMIT.c.currency == command.currency)).first():
        raise UserError.at("currency", "FX-E04")
    work.connection.execute(
        insert(_LIMIT).values(
            currency=command.currency,
            amount=command.amount,
            created_at=work.now,
            updated_at=work.now,
            operator=work.actor.name,
            version=1,
        )
    )


@handles(UpdateLimit)
def update_limit(work: Work, command: UpdateLimit) -> None:
    """Another limit."""
    row = _existing(work, command.currency)
    faults = Faults()
    faults.missing(amount=command.amount)
    _check_amount(command.amount, reference.currency(work.connection, command.currency), faults)
    faults.refuse()
    check_version(row.version, command.expected_version)
    changed = {"amount": command.amount, "updated_at": work.now, "operator": work.actor.name, "version": row.version + 1}
    work.connection.execute(_CHANGE, {"of_currency": command.currency, **changed})


@handles(DeleteLimit)
def delete_limit(work: Work, command: DeleteLimit) -> None:
    """No limit from now on."""
    check_version(_existing(work, command.currency).version, command.expected_version)
    work.connection.execute(delete(_LIMIT).where(_LIMIT.c.currency == command.currency))


def _check_amount(amount: Decimal | None, currency: Currency | None, faults: Faults) -> None:
    check_places(amount, currency, "amount", faults)
    if amount is None:
        return
    try:
        check_positive(amount, field="amount")
    except UserError as error:
        faults.take(error)


def _existing(read: Read, currency: str) -> Any:
    row = read.connection.execute(_ONE, {"of_currency": currency}).one_or_none()
    if row is None:
        raise gone()
    return row


def _condition(where: LimitFilter) -> ColumnElement[bool]:
    conditions = equal(currency=(_LIMIT.c.currency, where.currency))
    return all_of(conditions + pending_filter(GetLimit, _LIMIT.c.currency, where.pending))


def _known(read: Read, currency: str) -> dict[str, Currency]:
    """One currency by its code, nothing when there is none of this code."""
    found = reference.currency(read.connection, currency)
    return {} if found is None else {currency: found}


def _rows(read: Read, known: Mapping[str, Currency]) -> Rows[LimitRow]:
    may = constant(("fx.limit.update", "fx.limit.delete"))
    amount = reference.amount_in(known, "amount", "currency")
    return Rows(LimitRow, **persons(read, "operator"), amount=amount, work_order_no=held_by(read, GetLimit, "currency"), may=may)
