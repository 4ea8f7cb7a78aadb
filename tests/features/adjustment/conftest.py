"""A small set of books, people who enter, agree and look on, and the words of the rule book for it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text, update

from tests.features.ledger.books import ONE, THREE, add_everybody, movement, post
from tests.helpers.office import Office, office
from whale_desktop.bus.jobs import JobRunner, run_next_job
from whale_desktop.features.adjustment import messages as adj
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger import tables as ledger_tables
from whale_desktop.features.ledger.messages import (
    AccountState,
    AccountType,
    Direction,
    GetJournal,
    JournalDetail,
    JournalNo,
)
from whale_desktop.messages import Done

__all__ = ["office"]

CLERK = "funds_clerk"
SUPERVISOR = "funds_supervisor"
CHECKER = "second_super_admin"
IN: dict[str, Any] = {"direction": Direction.CREDIT, "biz_code": "LCADJCR"}
OUT: dict[str, Any] = {"direction": Direction.DEBIT, "biz_code": "LCADJDR"}


def dec(value: str) -> Decimal:
    """A decimal from text."""
    return Decimal(value)


class Books:
    """Clients with money, and the steps that the scenarios are made of."""

    def __init__(self, office: Office) -> None:
        self.office = office

    # ----------------------------------------------------------------------------------------------------------- adjustments

    def entry(self, amount: str = "1234.56", *, submit: bool = True, account_no: str = ONE, **more: Any) -> adj.EnterAdjustment:
        """An entry of money in, unless `more` says otherwise."""
        values = {"currency": "HKD", **IN, **more}
        return adj.EnterAdjustment(account_no=account_no, amount=Decimal(amount), submit=submit, **values)

    def enter(self, amount: str = "1234.56", *, user: str = CLERK, acknowledged: tuple[str, ...] = (), **more: Any) -> int:
        """Enter an adjustment; its number."""
        return self.office.do(self.entry(amount, **more), user=user, acknowledged=acknowledged).adjustment_no

    def row(self, number: int, *, user: str = "super_admin") -> adj.AdjustmentRow:
        """An adjustment as it stands."""
        return self.office.ask(adj.GetAdjustment(adjustment_no=number), user=user)

    def version(self, number: int) -> int:
        """The version that a person has just seen."""
        return self.row(number).version

    def approve(self, number: int, *, user: str = CHECKER, comment: str = "") -> adj.AdjustmentRow:
        """A second person agrees; what the adjustment became."""
        self.office.approve(self.office.work_order_of(str(number)), user=user, comment=comment)
        return self.row(number)

    def booked(self, amount: str = "1234.56", **more: Any) -> adj.AdjustmentRow:
        """An adjustment that has been entered, agreed and booked."""
        row = self.approve(self.enter(amount, **more))
        assert row.status is adj.AdjustmentStatus.SUCCESS, row.result
        return row

    def revoke(self, number: int, kind: adj.RevocationKind = adj.RevocationKind.REGULAR) -> adj.RevokeAdjustment:
        """The revocation of a booked adjustment in its present version."""
        return adj.RevokeAdjustment(adjustment_no=number, kind=kind, reason="typed twice", expected_version=self.version(number))

    def run_jobs(self) -> None:
        """Do what waits to be done in the background."""
        while run_next_job(self.office.bus):
            pass

    # ----------------------------------------------------------------------------------------------------------------- books

    def balance(self, account_no: str = ONE, currency: str = "HKD", *, house: bool = False) -> Decimal:
        """What stands on a client's SETTLEMENT account, or on a house account."""
        table = ledger_tables.balance.c
        kind = AccountType.HOUSE if house else AccountType.SETTLEMENT
        with self.office.database.read() as connection:
            found = connection.execute(
                select(table.total).where(table.account_no == account_no, table.account_type == kind, table.currency == currency)
            ).scalar()
        return found if found is not None else Decimal(0)

    def journal(self, number: JournalNo | None) -> JournalDetail:
        """A journal with its postings."""
        assert number is not None
        return self.office.ask(GetJournal(journal_no=number))

    def rows_of(self, table: str) -> int:
        """How many rows a table has."""
        with self.office.database.read() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())

    def set_state(self, account_no: str, state: AccountState) -> None:
        """Another state of an account; there is no command for it before client management comes."""
        table = ledger_tables.account
        with self.office.database.write() as connection:
            connection.execute(update(table).where(table.c.account_no == account_no).values(state=state))

    def cut(self, day: str = "2024-03-19") -> None:
        """The business moves on to another date."""
        with self.office.database.write() as connection:
            connection.execute(text("UPDATE system_state SET value = :day WHERE key = 'business_date'"), {"day": day})

    def prove(self) -> None:
        """The books hold."""
        with self.office.database.read() as connection:
            assert ledger.prove(connection) == []


@pytest.fixture
def books(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Books]:
    """Three clients, the first with money; jobs wait until they are run; the books are proved when the test ends."""
    monkeypatch.setattr(JobRunner, "_begin", lambda self: None)
    add_everybody(office)
    post(office, movement(ONE, "HKD", "1000"), movement(THREE, "USD", "50"))
    made = Books(office)
    yield made
    made.prove()


def result_of(reply: Any) -> Any:
    """What a command answered at once."""
    assert isinstance(reply, Done), reply
    return reply.result
