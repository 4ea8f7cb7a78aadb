"""The balances that one unit of work touches: loaded once, moved in memory, written back in one statement."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from whale_desktop.features.ledger import tables
from whale_desktop.features.ledger.messages import AccountType
from whale_desktop.features.ledger.rules import Cash, cash_of
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import EXACT, ZERO
from whale_desktop.storage import Moment, money

Key = tuple[str, AccountType, str]
"""Account number or house account, its part, currency."""

_BALANCE = tables.balance.c
_LOAD = (
    select(_BALANCE.balance_no, _BALANCE.account_no, _BALANCE.account_type, _BALANCE.currency, _BALANCE.total, _BALANCE.frozen)
    .where(
        _BALANCE.account_no.in_(bindparam("accounts", expanding=True)),
        _BALANCE.currency.in_(bindparam("currencies", expanding=True)),
    )
    .order_by(_BALANCE.balance_no)
    .with_for_update()
)
_UPDATE = (
    update(tables.balance)
    .where(_BALANCE.balance_no == bindparam("of_balance"))
    .values(
        total=bindparam("new_total", type_=money()),
        frozen=bindparam("new_frozen", type_=money()),
        updated_at=bindparam("new_time", type_=Moment()),
    )
)
_INSERT = insert(tables.balance)
_KNOWN = select(tables.account.c.account_no).where(tables.account.c.account_no.in_(bindparam("accounts", expanding=True)))


class _Line:
    """One balance in memory; `number` is None for one that has no row yet."""

    __slots__ = ("changed", "frozen", "number", "total")

    def __init__(self, number: int | None, total: Decimal, frozen: Decimal) -> None:
        self.number, self.total, self.frozen, self.changed = number, total, frozen, False


class Balances:
    """Every balance of some accounts in some currencies, locked until the transaction ends."""

    def __init__(self, connection: Connection, accounts: Iterable[str], currencies: Iterable[str]) -> None:
        self._connection = connection
        self._lines: dict[Key, _Line] = {}
        found = connection.execute(_LOAD, {"accounts": list(accounts), "currencies": list(currencies)})
        for number, account_no, account_type, currency, total, frozen in found:
            self._lines[account_no, account_type, currency] = _Line(number, total, frozen)

    def _line(self, key: Key) -> _Line:
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = _Line(None, ZERO, ZERO)
        line.changed = True
        return line

    def move(self, key: Key, change: Decimal) -> Decimal:
        """Add `change` to a balance; the balance after it."""
        line = self._line(key)
        line.total = EXACT.add(line.total, change)
        return line.total

    def hold(self, account_no: str, currency: str, change: Decimal) -> None:
        """Add `change` to the frozen amount of an account's SETTLEMENT money; below zero releases."""
        line = self._line((account_no, AccountType.SETTLEMENT, currency))
        line.frozen = EXACT.add(line.frozen, change)
        assert line.frozen >= ZERO, f"more released than frozen: {account_no} {currency}"

    def cash(self, account_no: str, currency: str) -> Cash:
        """The account's cash in a currency as it stands now in memory."""
        totals: dict[AccountType, Decimal] = {}
        frozen = ZERO
        for (owner, kind, of_currency), line in self._lines.items():
            if owner == account_no and of_currency == currency:
                totals[kind] = line.total
                frozen = EXACT.add(frozen, line.frozen)
        return cash_of(totals, frozen)

    def write(self, now: datetime) -> None:
        """Write what has changed. Raises `UserError("ledger.account_unknown")` for a client account that does not exist."""
        changed: list[dict[str, Any]] = []
        new: list[dict[str, Any]] = []
        for (account_no, account_type, currency), line in self._lines.items():
            if not line.changed:
                continue
            if line.number is not None:
                changed.append({"of_balance": line.number, "new_total": line.total, "new_frozen": line.frozen, "new_time": now})
            else:
                new.append(
                    {
                        "account_no": account_no,
                        "account_type": account_type,
                        "currency": currency,
                        "total": line.total,
                        "frozen": line.frozen,
                        "updated_at": now,
                    }
                )
        if changed:
            self._connection.execute(_UPDATE, changed)
        if new:
            self._require(one["account_no"] for one in new if one["account_type"] is not AccountType.HOUSE)
            self._connection.execute(_INSERT, new)

    def _require(self, accounts: Iterable[str]) -> None:
        wanted = sorted(set(accounts))
        known = set(self._connection.execute(_KNOWN, {"accounts": wanted}).scalars()) if wanted else set()
        for account_no in wanted:
            if account_no not in known:
                raise UserError("ledger.account_unknown", {"account_no": account_no})
