"""Clients of the demonstration who owe a currency, and what the borrowing reminder made of them. Deterministic.

Each of them once bought shares for more than he had of their currency. The rule runs every trading morning; some clients let the house
exchange for them, some repay by themselves, and today leaves one of each kind of trouble.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from whale_desktop.app.demo.people import Person
from whale_desktop.bus import Actor, Work
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger.messages import AccountRef, Direction, Entry, Journal, PostJournal
from whale_desktop.features.reminder import messages as reminder
from whale_desktop.features.workorder.messages import ApproveWorkOrder
from whale_desktop.kernel.clock import HONG_KONG

RULE_DAYS = 21
"""How long ago the rule was put in force."""

RUN_AT = time(10, 5)
LAST = time(9, 50)
"""The last thing that a borrower does in a morning."""
LEFT = timedelta(minutes=95)
"""So long before the demonstration begins the borrowers have done all, however early in the day that is."""
FIRST = 200
"""The first of the people who borrow; those before them have other work to do."""

Send = Callable[[Any, Actor, datetime, Any], Any]
"""Carries out a command for a person at a moment; None when the rules refuse it."""

Submit = Callable[[Any, Actor, datetime, Any], str]
"""Submits a command that other people decide about; the number of its work order."""


@dataclass(frozen=True)
class Debt:
    """What somebody came to owe: how many days ago, in what, how much; whether he has auto convert; when he repaid by himself.

    rich_in: he is the one who began with the most of this currency, instead of the next in line.
    """

    person: int
    days: int
    currency: str
    amount: str
    is_auto: bool = False
    repaid: int | None = None
    rich_in: str = ""


DEBTS = (
    Debt(0, 19, "USD", "12500.00", is_auto=True),
    Debt(1, 17, "USD", "9400.50", repaid=12),
    Debt(2, 15, "USD", "22000.00", is_auto=True),
    Debt(3, 11, "CNH", "96000.00", is_auto=True),
    Debt(4, 8, "USD", "15300.00", repaid=5),
    Debt(5, 6, "EUR", "11800.00"),
    Debt(6, 5, "USD", "8100.25"),
    Debt(7, 4, "GBP", "7200.00"),
    Debt(8, 2, "USD", "31000.00"),
    Debt(9, 1, "CNH", "210000.00"),
    Debt(10, 0, "USD", "120000.00", is_auto=True, rich_in="HKD"),
    Debt(11, 0, "USD", "36000.00", is_auto=True, rich_in="GBP"),
    Debt(12, 0, "USD", "6800.00", is_auto=True),
    Debt(13, 0, "USD", "18400.00", is_auto=True),
)
"""The last four are today's: one will wait for review, one was rejected, one is exchanged by hand, one is refused."""

LARGE, REJECTED, BY_HAND, REFUSED = DEBTS[-4:]


@dataclass(frozen=True)
class Desk:
    """The people behind the reminder; the scheduler and the clients' app are service users."""

    risk: Actor
    supervisor: Actor
    scheduler: Actor
    app: Actor


class Borrowers:
    """Plays one day after the other into the planting's transaction."""

    def __init__(self, people: Sequence[Person], desk: Desk, now: datetime, send: Send, submit: Submit) -> None:
        self._people = [one for one in people if one.exchanges][FIRST:]
        self._desk = desk
        self._today = now.astimezone(HONG_KONG).date()
        self._until = now - LEFT
        self._send = send
        self._submit = submit

    def play(self, connection: Any, day: date, work: Callable[[Actor, datetime], Work]) -> None:
        """What happens on a day: the rule is set, debts arise and are repaid, the rule runs."""
        days = (self._today - day).days
        if days == RULE_DAYS:
            number = self._submit(connection, self._desk.risk, _at(day, time(9, 14)), RULE)
            approval = ApproveWorkOrder(work_order_no=int(number), comment="已核對")
            work(self._desk.supervisor, _at(day, time(9, 27))).send(approval)
        for debt in DEBTS:
            person = self._person(debt)
            if debt.days == days:
                if debt.is_auto:
                    setting = reminder.SetAutoConvert(account_no=person.account_no, is_on=True)
                    self._send(connection, self._desk.app, self._at(day, time(9, 31)), setting)
                _borrow(work(self._desk.app, self._at(day, time(9, 40))), person.account_no, debt)
            if debt.repaid == days:
                self._repay(connection, work(self._desk.app, self._at(day, LAST)), person.account_no, debt)
        if 0 < days < RULE_DAYS:
            self._send(connection, self._desk.scheduler, _at(day, RUN_AT), reminder.RunReminder())

    def leave_work(self, connection: Any, now: datetime, work: Callable[[Actor, datetime], Work]) -> None:
        """Today's run, what the risk officer tried since, and the rule that he would like."""
        early = now - timedelta(minutes=55)
        self._send(connection, self._desk.risk, early, reminder.FetchClients())
        for debt, minutes, lines in (
            (LARGE, 46, (_line("USD", LARGE.amount),)),
            (REJECTED, 40, (_all_of("GBP", "30500.00"),)),
            (BY_HAND, 34, (_line("USD", BY_HAND.amount),)),
            (REFUSED, 28, (_line("USD", "2500.00"), _line("USD", "0.50"))),
        ):
            moment = now - timedelta(minutes=minutes)
            where = reminder.AlertFilter(client=self._person(debt).account_no)
            found = work(self._desk.risk, moment).ask(reminder.ListAlerts(where=where))
            alert = next((row for row in found.rows if row.may), None)
            if alert is None:
                continue
            made = self._send(connection, self._desk.risk, moment, reminder.ExchangeAlert(alert_id=alert.alert_id, lines=lines))
            if debt is REJECTED and made is not None and made.lines[0].state is reminder.ExchangeState.REVIEWING:
                rejection = fx.ReviewOrder(
                    forex_id=made.lines[0].forex_id, approve=False, remark="客戶要求保留英鎊", expected_version=1
                )
                self._send(connection, self._desk.supervisor, moment + timedelta(minutes=5), rejection)
        self._submit(connection, self._desk.risk, now - timedelta(minutes=22), NEXT_RULE)

    def _at(self, day: date, clock: time) -> datetime:
        """A time of a morning; of one that has not come yet, in the same order before the demonstration begins."""
        last = _at(day, LAST)
        return _at(day, clock) - max(last - self._until, timedelta(0))

    def _person(self, debt: Debt) -> Person:
        if debt.rich_in:
            return max(self._people[len(DEBTS) :], key=lambda one: one.cash.get(debt.rich_in, Decimal(0)))
        return self._people[debt.person]

    def _repay(self, connection: Any, work: Work, account_no: str, debt: Debt) -> None:
        """The client exchanges by himself what he owes."""
        order = fx.SubmitClientOrder(
            account_no=account_no,
            from_currency="HKD",
            to_currency=debt.currency,
            forex_type=fx.ForexType.TO,
            amount=Decimal(debt.amount),
        )
        self._send(connection, work.actor, work.now, order)


RULE = reminder.UpdateExchangeRule(
    is_on=True,
    debt=Decimal(50_000),
    avail_with_draw=Decimal(30_000),
    singles=(
        reminder.SingleRule(currency="USD", debt=Decimal(10_000), avail_with_draw=Decimal(5_000)),
        reminder.SingleRule(currency="CNH", debt=Decimal(50_000), avail_with_draw=Decimal(20_000)),
    ),
)

NEXT_RULE = reminder.UpdateExchangeRule(
    is_on=True,
    debt=Decimal(40_000),
    avail_with_draw=Decimal(30_000),
    singles=(*RULE.singles, reminder.SingleRule(currency="GBP", debt=Decimal(5_000), avail_with_draw=Decimal(2_500))),
    expected_version=1,
)
"""What the risk officer has submitted today and nobody has decided yet."""


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, HONG_KONG)


def _line(currency: str, amount: str) -> reminder.ExchangeLine:
    return reminder.ExchangeLine(from_currency="HKD", to_currency=currency, forex_type=fx.ForexType.TO, amount=Decimal(amount))


def _all_of(currency: str, amount: str) -> reminder.ExchangeLine:
    return reminder.ExchangeLine(from_currency=currency, to_currency="USD", amount=Decimal(amount))


def _borrow(work: Work, account_no: str, debt: Debt) -> None:
    """A purchase for what the client has of a currency and the debt on top of it."""
    paid = ledger.cash(work.connection, account_no, debt.currency).available + Decimal(debt.amount)
    market = {"USD": "US", "CNH": "CN"}.get(debt.currency, "US")
    entries = (
        Entry(account=AccountRef(account_no=account_no), currency=debt.currency, direction=Direction.DEBIT, amount=paid),
        Entry(account=f"CLR.{market}", currency=debt.currency, direction=Direction.CREDIT, amount=paid),
    )
    journal = Journal(biz_code="CTRBUY", source_type="demo.purchase", source_id=f"{account_no}-{debt.days}", entries=entries)
    work.send(PostJournal(journal=journal, overdraft=True))
