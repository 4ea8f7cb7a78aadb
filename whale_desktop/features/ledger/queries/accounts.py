"""Accounts and their cash, for this feature and those above it (`docs/rules/ledger.md` 3, 5)."""

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, select, true

from whale_desktop.features.ledger import tables
from whale_desktop.features.ledger.messages import Account, AccountState, AccountType, ClientState, CurrencyCash
from whale_desktop.features.ledger.rules import Cash, cash_of, search_key
from whale_desktop.features.reference import queries as reference
from whale_desktop.kernel.numbers import ZERO, with_places

MAY_EXCHANGE = "account.exchange"

_ACCOUNT = tables.account.c
_CLIENT = tables.client.c
_PERMISSION = tables.account_permission.c
_BALANCE = tables.balance.c

_ONE_ACCOUNT = (
    select(
        _ACCOUNT.account_no,
        _ACCOUNT.member_id,
        _ACCOUNT.state,
        _ACCOUNT.disabled,
        _CLIENT.name_zh,
        _CLIENT.name_en,
        _CLIENT.client_state,
        _PERMISSION.is_open,
    )
    .join_from(tables.account, tables.client)
    .outerjoin(
        tables.account_permission,
        and_(_PERMISSION.account_no == _ACCOUNT.account_no, _PERMISSION.permission_type == MAY_EXCHANGE),
    )
    .where(_ACCOUNT.account_no == bindparam("of_account"))
)
_BALANCES_OF_CURRENCY = select(_BALANCE.account_type, _BALANCE.total, _BALANCE.frozen).where(
    _BALANCE.account_no == bindparam("of_account"), _BALANCE.currency == bindparam("of_currency")
)
_BALANCES = (
    select(_BALANCE.currency, _BALANCE.account_type, _BALANCE.total, _BALANCE.frozen)
    .where(_BALANCE.account_no == bindparam("of_account"))
    .order_by(_BALANCE.currency)
)


def account(connection: Connection, account_no: str) -> Account | None:
    """One client account, None when there is none with this number.

    `may_exchange`: account active and not disabled, client normal, trading permission `account.exchange` open.
    """
    row = connection.execute(_ONE_ACCOUNT, {"of_account": account_no}).one_or_none()
    if row is None:
        return None
    active = row.state is AccountState.ACTIVE and not row.disabled and row.client_state is ClientState.NORMAL
    return Account(
        member_id=row.member_id,
        account_no=row.account_no,
        name_zh=row.name_zh,
        name_en=row.name_en,
        state=row.state,
        disabled=row.disabled,
        client_state=row.client_state,
        may_exchange=active and bool(row.is_open),
    )


def matches(text: str) -> ColumnElement[bool]:
    """The condition on the account table that its numbers or names contain every word of `text`, in any order."""
    words = search_key(text).split()
    return and_(true(), *(_ACCOUNT.search.contains(word, autoescape=True) for word in words))


def accounts_matching(text: str) -> Select[Any]:
    """A subquery of the account numbers that a client filter leaves: `column.in_(accounts_matching(text))`."""
    return select(_ACCOUNT.account_no).where(matches(text))


def name_of(name_zh: str, name_en: str, locale: str) -> str:
    """The name to show in a language; the other one where this one is missing."""
    return (name_en or name_zh) if locale == "en" else (name_zh or name_en)


def _cash(rows: list[Any]) -> Cash:
    totals: dict[AccountType, Decimal] = {row.account_type: row.total for row in rows}
    return cash_of(totals, sum((row.frozen for row in rows), ZERO))


def cash(connection: Connection, account_no: str, currency: str) -> Cash:
    """The exact cash of an account in a currency; all zero when it never had any."""
    return _cash(list(connection.execute(_BALANCES_OF_CURRENCY, {"of_account": account_no, "of_currency": currency})))


def withdrawable_for_exchange(connection: Connection, account_no: str, currency: str) -> Decimal:
    """What an exchange may take: max(0, A) cut to the currency's decimals; debts in other currencies do not count."""
    known = reference.currency(connection, currency)
    assert known is not None, currency
    return cash(connection, account_no, currency).withdrawable(known.amount_precision)


def balances(connection: Connection, account_no: str) -> tuple[CurrencyCash, ...]:
    """The cash of an account in every currency it has or had, in the order people see currencies."""
    by_currency: dict[str, list[Any]] = {}
    for row in connection.execute(_BALANCES, {"of_account": account_no}):
        by_currency.setdefault(row.currency, []).append(row)
    found = []
    for code, known in reference.currencies(connection).items():
        if code not in by_currency:
            continue
        one, places = _cash(by_currency[code]), known.amount_precision
        found.append(
            CurrencyCash(
                currency=code,
                total=with_places(one.total, places),
                frozen=with_places(one.frozen, places),
                usable=with_places(one.usable, places),
                withdrawable=one.withdrawable(places),
                debt=with_places(one.debt, places),
            )
        )
    return tuple(found)
