"""Currencies: the list of the parameter screen and the edit (`docs/rules/fx.md` 3.1, 6.1)."""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update

from whale_desktop.bus import Read, Work, answers, handles, held_by, lists, pending_filter
from whale_desktop.features.access.queries import persons
from whale_desktop.features.reference import tables
from whale_desktop.features.reference.messages import (
    CurrencyFilter,
    CurrencyRow,
    GetCurrency,
    ListCurrencies,
    TotalCurrencies,
    UpdateCurrency,
)
from whale_desktop.features.reference.rules import check_currency
from whale_desktop.kernel.errors import Conflict, UserError
from whale_desktop.kernel.numbers import with_places
from whale_desktop.messages import Totals, info_of
from whale_desktop.storage import Listing, Rows, constant, made, totals_of, written

_TABLE = tables.currency
_SORTS: dict[str, ColumnElement[Any]] = {
    "position": _TABLE.c.position,
    "currency": _TABLE.c.currency,
    "exchange_enabled": _TABLE.c.exchange_enabled,
    "rate_precision": _TABLE.c.rate_precision,
    "amount_precision": _TABLE.c.amount_precision,
    "updated_at": _TABLE.c.updated_at,
}


def _condition(where: CurrencyFilter) -> ColumnElement[bool]:
    tests: list[ColumnElement[bool]] = [_TABLE.c.currency.is_not(None)]
    if where.currency.strip():
        wanted = where.currency.strip()
        names = (_TABLE.c.currency, _TABLE.c.currency_iso, _TABLE.c.name_zh_hant, _TABLE.c.name_zh_hans, _TABLE.c.name_en)
        tests.append(or_(*(name.icontains(wanted, autoescape=True) for name in names)))
    if where.exchange_enabled is not None:
        tests.append(_TABLE.c.exchange_enabled.is_(where.exchange_enabled))
    return and_(*tests, *pending_filter(GetCurrency, _TABLE.c.currency, where.pending))


def _rows(read: Read) -> Rows[CurrencyRow]:
    language = read.locale.casefold() if read.locale in ("zh_Hant", "zh_Hans") else "en"
    amounts = ("minimum_deposit_amount", "minimum_withdrawal_amount", "minimum_exchange_amount")
    return Rows(
        CurrencyRow,
        **persons(read, "operator"),
        name=made(str, f"name_{language}"),
        short_name=made(str, f"short_{language}"),
        work_order_no=held_by(read, GetCurrency, "currency"),
        may=constant((info_of(UpdateCurrency).name,)),
        **{name: written(with_places, name, "amount_precision") for name in amounts},
    )


@lists(ListCurrencies)
def list_currencies(read: Read, query: ListCurrencies) -> Listing[CurrencyRow]:
    """Currencies, in the order of the seed unless another is asked for."""
    return Listing(
        select(_TABLE).where(_condition(query.where)),
        key=_TABLE.c.currency,
        sorts=_SORTS,
        default="position",
        rows=_rows(read),
        rising=True,
    )


@answers(TotalCurrencies)
def total_currencies(read: Read, query: TotalCurrencies) -> Totals:
    """How many currencies the filter leaves."""
    return totals_of(read.connection, _TABLE, where=_condition(query.where))


@answers(GetCurrency)
def get_currency(read: Read, query: GetCurrency) -> CurrencyRow:
    """One currency."""
    row = read.connection.execute(select(_TABLE).where(_TABLE.c.currency == query.currency)).one_or_none()
    if row is None:
        raise UserError.at("currency", "FX-E33")
    return _rows(read).of((row,))[0]


@handles(UpdateCurrency)
def update_currency(work: Work, command: UpdateCurrency) -> None:
    """Change what exchange reads of a currency."""
    work.ask(GetCurrency(currency=command.currency))
    faults = check_currency(
        minimum_exchange_amount=command.minimum_exchange_amount,
        rate_precision=command.rate_precision,
        amount_precision=command.amount_precision,
    )
    if faults:
        raise UserError("message.invalid", fields=tuple(faults))
    changed = work.connection.execute(
        update(_TABLE)
        .where(_TABLE.c.currency == command.currency, _TABLE.c.version == command.expected_version)
        .values(
            exchange_enabled=command.exchange_enabled,
            minimum_exchange_amount=command.minimum_exchange_amount,
            rate_precision=command.rate_precision,
            amount_precision=command.amount_precision,
            round_mode=command.round_mode,
            updated_at=work.now,
            operator=work.actor.name,
            version=_TABLE.c.version + 1,
        )
    )
    if changed.rowcount != 1:
        raise Conflict("FX-E17")
