"""Currencies: the list of the parameter screen and the edit (`docs/rules/fx.md` 3.1, 6.1)."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, or_, select, update

from whale_desktop.bus import Read, Work, answers, handles
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
from whale_desktop.kernel.numbers import decimal_places, truncate
from whale_desktop.messages import Page, Totals, info_of
from whale_desktop.storage import page_of, totals_of

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
    return and_(*tests)


def _row(row: Any, locale: str) -> CurrencyRow:
    language = locale.casefold() if locale in ("zh_Hant", "zh_Hans") else "en"

    def amount(name: str) -> Any:
        value = row._mapping[name]
        return truncate(value, max(row.amount_precision, decimal_places(value)))

    return CurrencyRow(
        currency=row.currency,
        currency_iso=row.currency_iso,
        name=row._mapping[f"name_{language}"],
        short_name=row._mapping[f"short_{language}"],
        is_base=row.is_base,
        deposit_enabled=row.deposit_enabled,
        withdrawal_enabled=row.withdrawal_enabled,
        exchange_enabled=row.exchange_enabled,
        minimum_deposit_amount=amount("minimum_deposit_amount"),
        minimum_withdrawal_amount=amount("minimum_withdrawal_amount"),
        minimum_exchange_amount=amount("minimum_exchange_amount"),
        rate_precision=row.rate_precision,
        amount_precision=row.amount_precision,
        round_mode=row.round_mode,
        shown_in_assets=row.shown_in_assets,
        remark=row.remark,
        created_at=row.created_at,
        updated_at=row.updated_at,
        operator=row.operator,
        version=row.version,
        may=(info_of(UpdateCurrency).name,),
    )


@answers(ListCurrencies)
def list_currencies(read: Read, query: ListCurrencies) -> Page[CurrencyRow]:
    """A page of currencies, in the order of the seed unless another is asked for."""
    if not query.sort:
        query = msgspec.structs.replace(query, sort="position", descending=False)
    return page_of(
        read.connection,
        select(_TABLE).where(_condition(query.where)),
        query,
        key=_TABLE.c.currency,
        sorts=_SORTS,
        default="position",
        row=lambda row: _row(row, read.locale),
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
    return _row(row, read.locale)


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
