"""The main job from the sign-in page to profit and loss, by key presses, with every figure compared to the cent."""

from decimal import ROUND_DOWN, Decimal

import pytest

from tests.journeys.conftest import OpenWindow, Person
from whale_desktop.app.tour.main_job import AMOUNT, CLERK, CREDIT, DEBIT, PARAMETERS, QUOTA, SUPERVISOR, MainJob
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.ledger.messages import BalanceFilter, EntryFilter, ListBalances, ListEntries, ListPostings
from whale_desktop.features.ledger.queries import prove

REFERENCE = (Decimal("7.8147") / Decimal("5.8342")).quantize(Decimal("0.0001"), ROUND_DOWN)
"""5.1: bid of the debit over offer of the credit in the ready rates of the demonstration, cut once."""
RATE = REFERENCE - Decimal("0.001")
CREDITED = (AMOUNT * RATE).quantize(Decimal("0.01"), ROUND_DOWN)
EARNED = (AMOUNT * REFERENCE).quantize(Decimal("0.01"), ROUND_DOWN) - CREDITED


def pool_of(person: Person, currency: str) -> Decimal:
    """What the pool of a currency holds now."""
    return next(Decimal(card.remaining_amount) for card in person.ask(fx.ListPoolCards()) if card.currency == currency)


def balance_of(person: Person, account_no: str, currency: str) -> tuple[Decimal, Decimal]:
    """Total and frozen of an account in one currency; nothing when it never had any."""
    where = BalanceFilter(account_no=account_no, currency=currency)
    rows = person.ask(ListBalances(where=where)).rows
    return sum((row.total for row in rows), Decimal(0)), sum((row.frozen for row in rows), Decimal(0))


@pytest.mark.parametrize("locale", ["zh_Hant", "en"])
def test_three_people_finish_the_main_job_and_every_figure_is_right(open_window: OpenWindow, locale: str) -> None:
    assert (Decimal("1.3384"), Decimal("16523.44"), Decimal("12.35")) == (RATE, CREDITED, EARNED)
    person = open_window(locale=locale)
    job = MainJob(person)

    person.sign_in(PARAMETERS)
    job.set_up()
    person.sign_out()

    person.sign_in(CLERK)
    usd_pool = pool_of(person, DEBIT)
    job.account_no = job.find_account()
    before, frozen_before = balance_of(person, job.account_no, DEBIT)
    job.trade()
    assert balance_of(person, job.account_no, DEBIT) == (before, frozen_before + AMOUNT), "the order waits with its money frozen"
    person.sign_out()

    person.sign_in(SUPERVISOR)
    job.review()
    job.look_at_results()

    order = person.ask(fx.GetOrder(forex_id=job.forex_id))
    assert (order.forex_status, order.audit_status) == (fx.ForexStatus.SUCCESS, fx.AuditStatus.APPROVED)
    assert (order.from_amount, order.to_amount) == (AMOUNT, CREDITED)
    assert (order.reference_rate, order.rate) == (REFERENCE, RATE)
    assert order.operator != order.reviewer

    assert pool_of(person, CREDIT) == QUOTA - CREDITED
    assert pool_of(person, DEBIT) == usd_pool + AMOUNT
    assert balance_of(person, job.account_no, DEBIT) == (before - AMOUNT, frozen_before)
    assert balance_of(person, job.account_no, CREDIT) == (CREDITED, Decimal(0))

    entries = person.ask(ListEntries(where=EntryFilter(ref_no=job.forex_id))).rows
    assert {(row.currency, row.change) for row in entries} == {(DEBIT, -AMOUNT), (CREDIT, CREDITED)}
    for entry in entries:
        postings = person.ask(ListPostings(journal_no=entry.journal_no))
        assert sum((one.change for one in postings), Decimal(0)) == 0, "a journal balances"

    profit = next(row for row in person.ask(fx.ListProfits(limit=20)).rows if row.forex_id == job.forex_id)
    assert (profit.currency, profit.profit_loss, profit.markup_income, profit.rate_pnl) == (CREDIT, EARNED, EARNED, Decimal(0))
    with person.services.database.read() as connection:
        assert prove(connection) == []
    assert [text for tone, text in person.toasts if tone != "success"] == []
