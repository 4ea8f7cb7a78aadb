"""The figures of many accounts at once are those of each account alone, to the last digit (`docs/rules/ledger.md` 5.3, 5.4)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from whale_desktop.features.ledger import queries, tables
from whale_desktop.features.ledger.messages import AccountType
from whale_desktop.features.reference.handlers import seed_reference
from whale_desktop.storage import Database

NOW = datetime(2024, 3, 18, 2, tzinfo=UTC)
CURRENCIES = {"HKD": 2, "USD": 2, "JPY": 0}
PARTS = [one for one in AccountType if one is not AccountType.HOUSE]

stored = st.integers(-(10**17), 10**17).map(lambda one: Decimal(one).scaleb(-4))
small = st.integers(-30_000, 30_000).map(lambda one: Decimal(one).scaleb(-4))
balances = st.dictionaries(
    st.tuples(st.sampled_from(("A", "B", "C")), st.sampled_from(PARTS), st.sampled_from(tuple(CURRENCIES))),
    st.one_of(stored, small),
    max_size=12,
)


@pytest.fixture(scope="module")
def books() -> Iterator[Database]:
    with TemporaryDirectory() as folder:
        database = Database.create(Path(folder) / "books.db")
        with database.write() as connection:
            seed_reference(connection, NOW)
        yield database
        database.close()


@given(totals=balances, frozen=st.dictionaries(st.sampled_from(("A", "B", "C")), stored.map(abs)))
def test_all_at_once_is_each_alone(
    books: Database, totals: dict[tuple[str, AccountType, str], Decimal], frozen: dict[str, Decimal]
) -> None:
    rows = [
        {
            "account_no": account_no,
            "account_type": kind,
            "currency": currency,
            "total": total,
            "frozen": frozen.get(account_no, Decimal(0)) if kind is AccountType.SETTLEMENT else Decimal(0),
            "updated_at": NOW,
        }
        for (account_no, kind, currency), total in totals.items()
    ]
    rows.append({**_HOUSE, "total": Decimal(-5)})
    with books.engine.connect() as connection, connection.begin() as transaction:
        connection.execute(insert(tables.balance), rows)
        found = queries.debtors(connection)
        for account_no in ("A", "B", "C"):
            alone = queries.standings(connection, account_no)
            assert set(alone) == {currency for owner, _, currency in totals if owner == account_no}
            owes = False
            for currency, places in CURRENCIES.items():
                cash = queries.cash(connection, account_no, currency)
                owes = owes or bool(cash.debt)
                if currency in alone:
                    assert (alone[currency].debt, alone[currency].withdrawable(places)) == (cash.debt, cash.withdrawable(places))
                else:
                    assert not cash.total
            assert (account_no in found) is owes
            assert not owes or found[account_no] == alone
        assert set(found) <= {"A", "B", "C"}, "a house account owes nothing"
        transaction.rollback()


_HOUSE = {
    "account_no": "FXPOOL.USD",
    "account_type": AccountType.HOUSE,
    "currency": "USD",
    "frozen": Decimal(0),
    "updated_at": NOW,
}
