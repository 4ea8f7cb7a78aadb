"""Debts and withdrawable money of many accounts in one statement (`docs/rules/ledger.md` 5.3, 5.4).

Equal to `accounts.cash`, which is the specification, to the last digit; a property test compares the two.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Connection, and_, bindparam, case, func, select, type_coerce

from whale_desktop.features.ledger import tables
from whale_desktop.features.ledger.messages import AccountState, AccountType
from whale_desktop.features.ledger.queries.accounts import name_of
from whale_desktop.features.ledger.rules import Standing
from whale_desktop.kernel.numbers import EXACT, MONEY_SCALE

_BALANCE = tables.balance.c
_TOTAL = type_coerce(_BALANCE.total, BigInteger)
_WHOLE = (AccountType.SETTLEMENT, AccountType.SETTLEMENT_INTERNAL)
_WHEN_NEGATIVE = (AccountType.BUSINESS, AccountType.INTERNAL)
_SETTLED = case(
    (_BALANCE.account_type.in_(_WHOLE), _TOTAL),
    (and_(_BALANCE.account_type.in_(_WHEN_NEGATIVE), _TOTAL < 0), _TOTAL),
    else_=0,
)
_STANDINGS = (
    select(_BALANCE.account_no, _BALANCE.currency, func.sum(_SETTLED), func.sum(type_coerce(_BALANCE.frozen, BigInteger)))
    .where(_BALANCE.account_type != AccountType.HOUSE)
    .group_by(_BALANCE.account_no, _BALANCE.currency)
)
_BELOW_ZERO = select(_BALANCE.account_no).where(_BALANCE.account_type.in_((*_WHOLE, *_WHEN_NEGATIVE)), _TOTAL < 0)
"""Whoever owes has a part below zero; the few others that have one are left out afterwards."""
_OF_DEBTORS = _STANDINGS.where(_BALANCE.account_no.in_(_BELOW_ZERO)).order_by(_BALANCE.account_no)
_OF_ACCOUNT = _STANDINGS.where(_BALANCE.account_no == bindparam("of_account"))

Standings = dict[str, Standing]
"""By currency."""


def debtors(connection: Connection) -> dict[str, Standings]:
    """Every account that owes in some currency, by number, with what it has and owes in each."""
    found: dict[str, Standings] = {}
    for account_no, currency, settled, frozen in connection.execute(_OF_DEBTORS):
        found.setdefault(account_no, {})[currency] = _standing(settled, frozen)
    return {account_no: held for account_no, held in found.items() if any(one.debt for one in held.values())}


def standings(connection: Connection, account_no: str) -> Standings:
    """What one account has and owes in each currency it has or had."""
    return {row[1]: _standing(row[2], row[3]) for row in connection.execute(_OF_ACCOUNT, {"of_account": account_no})}


def names(connection: Connection, numbers: Iterable[str], locale: str = "zh_Hant") -> dict[str, tuple[str, str]]:
    """Client number and name of accounts, by account number; the name in a language, the other one where that is missing."""
    account, client = tables.account.c, tables.client.c
    statement = (
        select(account.account_no, account.member_id, client.name_zh, client.name_en)
        .join_from(tables.account, tables.client)
        .where(account.account_no.in_(bindparam("numbers", expanding=True)))
    )
    wanted = sorted(numbers)
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        for row in connection.execute(statement, {"numbers": wanted[start : start + _AT_ONCE]}):
            found[row.account_no] = (row.member_id, name_of(row.name_zh, row.name_en, locale))
    return found


def states(connection: Connection, numbers: Iterable[str]) -> dict[str, AccountState]:
    """The state of every one of these accounts that exists, by account number."""
    account = tables.account.c
    statement = select(account.account_no, account.state).where(account.account_no.in_(bindparam("numbers", expanding=True)))
    wanted = sorted(set(numbers))
    found: dict[str, AccountState] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        rows = connection.execute(statement, {"numbers": wanted[start : start + _AT_ONCE]})
        found.update({row.account_no: row.state for row in rows})
    return found


_AT_ONCE = 500
"""How many numbers go into one statement; databases limit its parameters."""


def _standing(settled: Any, frozen: Any) -> Standing:
    return Standing(_money(settled), _money(frozen))


def _money(stored: Any) -> Decimal:
    return Decimal(int(stored)).scaleb(-MONEY_SCALE, context=EXACT)
