"""Whatever is posted, frozen, voided and reversed, in whatever order: no money appears or disappears (`docs/rules/ledger.md` 3 to 6)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy.exc import DBAPIError

from whale_desktop.bus import Work
from whale_desktop.bus.identity import SYSTEM
from whale_desktop.bus.state import set_state
from whale_desktop.features.ledger import queries
from whale_desktop.features.ledger.handlers import NewClient, add_clients, seed_ledger
from whale_desktop.features.ledger.messages import (
    AccountRef,
    AccountType,
    Direction,
    Entry,
    Freeze,
    FreezeNo,
    Journal,
    JournalNo,
    PostJournals,
    ReverseJournals,
    Unfreeze,
    imbalance,
)
from whale_desktop.features.ledger.rules import cash_of
from whale_desktop.features.reference.handlers import seed_reference
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.numbers import ZERO
from whale_desktop.messages import codec
from whale_desktop.storage import Database

NOW = datetime(2024, 3, 18, 2, tzinfo=UTC)
ACCOUNTS = ("80000001", "80000002")
CURRENCIES = ("HKD", "USD", "JPY")
PARTS = [one for one in AccountType if one is not AccountType.HOUSE]

amounts = st.integers(1, 10**12).map(lambda cents: Decimal(cents).scaleb(-2))
signed = st.one_of(amounts, amounts.map(lambda one: -one))


def _new_books(folder: Path) -> Database:
    database = Database.create(folder / "books.db")
    with database.write() as connection:
        seed_reference(connection, NOW)
        seed_ledger(connection, NOW)
        set_state(connection, "business_date", "2024-03-18")
        add_clients(connection, [NewClient(member_id=f"1{one[1:]}", account_no=one, name_en=one) for one in ACCOUNTS], NOW)
    return database


@contextmanager
def _working(database: Database) -> Iterator[Work]:
    with database.write() as connection:
        yield Work(connection, SYSTEM, NOW, locale="en", command_id="property")


def _pair(account: AccountRef | str, house: str, currency: str, change: Decimal) -> tuple[Entry, Entry]:
    side = Direction.CREDIT if change > 0 else Direction.DEBIT
    return (
        Entry(account=account, currency=currency, direction=side, amount=abs(change)),
        Entry(account=house, currency=currency, direction=side.opposite, amount=abs(change)),
    )


entries = st.builds(
    Entry,
    account=st.one_of(
        st.sampled_from(("ADJ.A", "FEE.FX_MARKUP")),
        st.builds(AccountRef, account_no=st.sampled_from(ACCOUNTS), account_type=st.sampled_from(PARTS)),
    ),
    currency=st.sampled_from(CURRENCIES),
    direction=st.sampled_from(Direction),
    amount=amounts,
)


def _settled(lines: list[Entry]) -> list[Entry]:
    """Lines with the opposite of each."""
    return [*lines, *(msgspec.structs.replace(one, direction=one.direction.opposite) for one in lines)]


some_lines = st.lists(entries, max_size=4)


@given(st.one_of(some_lines, some_lines.map(_settled)))
def test_a_journal_exists_exactly_when_it_balances_in_every_currency(lines: list[Entry]) -> None:
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.currency] = sums.get(line.currency, ZERO) + (
            line.amount if line.direction is Direction.CREDIT else -line.amount
        )
    sound = len(lines) >= 2 and not any(sums.values())
    raw: dict[str, Any] = {"biz_code": "LCDP", "source_type": "t", "source_id": "1", "entries": tuple(lines)}
    if sound:
        journal = Journal(**raw)
        assert imbalance(journal.entries) == {}
        assert codec.decode(codec.encode(journal), Journal) == journal
        return
    with pytest.raises(ValueError):  # noqa: PT011 - each with a text of its own
        Journal(**raw)
    with pytest.raises(msgspec.ValidationError):
        codec.decode(codec.encode(raw), Journal)


@given(
    st.dictionaries(st.sampled_from(PARTS), st.decimals(-(10**12), 10**12, places=4), max_size=6),
    st.decimals(0, 10**12, places=4),
    st.integers(0, 2),
)
def test_withdrawable_is_never_above_what_is_settled_and_never_below_zero(
    parts: dict[AccountType, Decimal], frozen: Decimal, places: int
) -> None:
    cash = cash_of(parts, frozen)
    settled = parts.get(AccountType.SETTLEMENT, ZERO) + parts.get(AccountType.SETTLEMENT_INTERNAL, ZERO)
    figure = cash.withdrawable(places)
    assert ZERO <= figure <= max(ZERO, settled - frozen)
    assert cash.total == sum(parts.values(), ZERO)
    assert figure <= max(ZERO, cash.available) < figure + Decimal(1).scaleb(-places)
    assert cash.debt == max(ZERO, -cash.settled)


class Books(RuleBasedStateMachine):
    """Random acts on real books beside a model of plain sums."""

    @initialize()
    def open(self) -> None:
        """New books with money in both accounts."""
        self.folder = TemporaryDirectory()
        self.database = _new_books(Path(self.folder.name))
        self.totals: dict[tuple[str, str, str], Decimal] = {}
        self.freezes: dict[FreezeNo, tuple[str, str, Decimal]] = {}
        self.journals: list[tuple[JournalNo, Journal]] = []
        self.undone: set[JournalNo] = set()
        for account in ACCOUNTS:
            self._post((AccountRef(account_no=account), "ADJ.OPEN", "USD", Decimal(10**6)), overdraft=True)

    def teardown(self) -> None:
        """Let go of the file."""
        if hasattr(self, "database"):
            self.database.close()
            self.folder.cleanup()

    def _available(self, account: str, currency: str) -> Decimal:
        def of(part: AccountType) -> Decimal:
            return self.totals.get((account, part, currency), ZERO)

        held = sum((amount for owner, code, amount in self.freezes.values() if (owner, code) == (account, currency)), ZERO)
        negative = min(ZERO, of(AccountType.BUSINESS)) + min(ZERO, of(AccountType.INTERNAL))
        return of(AccountType.SETTLEMENT) + of(AccountType.SETTLEMENT_INTERNAL) + negative - held

    def _remember(self, journal: Journal, number: JournalNo) -> None:
        for line in journal.entries:
            if isinstance(line.account, str):
                key = (line.account, AccountType.HOUSE, line.currency)
            else:
                key = (line.account.account_no, line.account.account_type, line.currency)
            self.totals[key] = self.totals.get(key, ZERO) + line.signed
        self.journals.append((number, journal))

    def _post(
        self, *lines: tuple[AccountRef | str, str, str, Decimal], releases: tuple[FreezeNo, ...] = (), overdraft: bool = False
    ) -> bool:
        journal = Journal(
            biz_code="LCDP", source_type="t", source_id="1", entries=tuple(one for line in lines for one in _pair(*line))
        )
        try:
            with _working(self.database) as work:
                (number,) = work.send(PostJournals(journals=(journal,), releases=releases, overdraft=overdraft))
        except UserError as error:
            if error.code != "ledger.insufficient":
                raise
            return False
        for one in releases:
            del self.freezes[one]
        self._remember(journal, number)
        return True

    @rule(account=st.sampled_from(ACCOUNTS), part=st.sampled_from(PARTS), currency=st.sampled_from(CURRENCIES), change=signed)
    def move(self, account: str, part: AccountType, currency: str, change: Decimal) -> None:
        """Any movement with leave to overdraw always goes through."""
        reference = AccountRef(account_no=account, account_type=part)
        assert self._post((reference, "ADJ.A", currency, change), overdraft=True)

    @rule(account=st.sampled_from(ACCOUNTS), currency=st.sampled_from(CURRENCIES), amount=amounts)
    def spend(self, account: str, currency: str, amount: Decimal) -> None:
        """A debit without leave goes through exactly when the money is there."""
        there = self._available(account, currency) >= amount
        assert self._post((AccountRef(account_no=account), "ADJ.A", currency, -amount)) is there

    @rule(account=st.sampled_from(ACCOUNTS), currency=st.sampled_from(CURRENCIES), amount=amounts)
    def freeze(self, account: str, currency: str, amount: Decimal) -> None:
        """A freeze goes through exactly when the money is there."""
        there = self._available(account, currency) >= amount
        command = Freeze(account_no=account, currency=currency, amount=amount, reason_code="CFXFRZ", ref_no="F")
        try:
            with _working(self.database) as work:
                number = work.send(command)
        except UserError as error:
            if error.code != "ledger.insufficient" or there:
                raise
            return
        assert there
        self.freezes[number] = (account, currency, amount)

    @precondition(lambda self: bool(getattr(self, "freezes", ())))
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        """A void gives everything back."""
        number = data.draw(st.sampled_from(sorted(self.freezes)))
        with _working(self.database) as work:
            work.send(Unfreeze(freeze_no=number))
        del self.freezes[number]

    @precondition(lambda self: bool(getattr(self, "freezes", ())))
    @rule(data=st.data(), got=amounts)
    def exchange(self, data: st.DataObject, got: Decimal) -> None:
        """Using a freeze for its whole amount works if the account was not overdrawn meanwhile; otherwise nothing changes."""
        number = data.draw(st.sampled_from(sorted(self.freezes)))
        account, currency, amount = self.freezes[number]
        there = self._available(account, currency) >= ZERO
        client = AccountRef(account_no=account)
        lines = ((client, f"FXPOOL.{currency}", currency, -amount), (client, "FXPOOL.EUR", "EUR", got))
        assert self._post(*lines, releases=(number,)) is there

    @precondition(lambda self: bool(getattr(self, "journals", ())))
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        """A journal is undone once; a second time is refused."""
        number, journal = data.draw(st.sampled_from(self.journals))
        command = ReverseJournals(journal_nos=(number,), source_type="t", source_id="2", overdraft=True)
        try:
            with _working(self.database) as work:
                (opposite,) = work.send(command)
        except UserError as error:
            if error.code != "ledger.journal_reversed" or number not in self.undone:
                raise
            return
        assert number not in self.undone
        self.undone.add(number)
        lines = tuple(msgspec.structs.replace(one, direction=one.direction.opposite) for one in journal.entries)
        self._remember(msgspec.structs.replace(journal, entries=lines), opposite)

    @invariant()
    def the_books_are_what_the_model_says(self) -> None:
        """Kept balances are the model's, freezes are the model's, and the proof finds nothing."""
        if not hasattr(self, "database"):
            return
        with self.database.read() as connection:
            assert queries.prove(connection) == []
            for account in ACCOUNTS:
                for currency in CURRENCIES:
                    cash = queries.cash(connection, account, currency)
                    assert cash.available == self._available(account, currency)
                    total = sum((self.totals.get((account, part, currency), ZERO) for part in PARTS), ZERO)
                    assert cash.total == total


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)


@given(
    st.sampled_from(("journal", "entry")),
    st.sampled_from(("UPDATE {} SET journal_no = 99", "DELETE FROM {} WHERE journal_no = 1")),
)
@settings(max_examples=4)
def test_no_statement_changes_what_was_posted(table: str, statement: str) -> None:
    with TemporaryDirectory() as folder:
        database = _new_books(Path(folder))
        journal = Journal(biz_code="LCDP", source_type="t", source_id="1", entries=_pair("ADJ.B", "ADJ.A", "USD", Decimal(1)))
        with _working(database) as work:
            work.send(PostJournals(journals=(journal,)))
        with pytest.raises(DBAPIError, match="append only"), database.write() as connection:
            connection.exec_driver_sql(statement.format(table))
        database.close()
