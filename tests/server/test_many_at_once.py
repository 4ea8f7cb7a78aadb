"""Many people on several servers at one database: every sum holds, nothing is lost, of two decisions one counts."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.features.fx.conftest import template_f
from tests.features.fx.desk import CLERK, SECOND_CLERK, SUPERVISOR, Desk
from tests.helpers.desk import CLIENT, add_cash, add_client, order
from tests.helpers.served import QUICK, ServedOffice, ServerThread, another_server
from whale_desktop.app.services import Services
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.fx import tables as fx_tables
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.ledger import tables as ledger_tables
from whale_desktop.features.ledger.handlers.seed import NewClient
from whale_desktop.features.ledger.messages import AccountRef, AccountType, Direction, Entry, Journal, PostJournal
from whale_desktop.features.workorder.messages import ApproveWorkOrder, GetWorkOrder, OrderEvent, RefuseWorkOrder
from whale_desktop.gateway.http import Line
from whale_desktop.gateway.port import Gateway
from whale_desktop.gateway.remote import RemoteGateway
from whale_desktop.kernel.errors import CodedError, Conflict, NeedsConfirmation, UserError
from whale_desktop.kernel.ids import new_id
from whale_desktop.messages import Command, Done

OTHERS = tuple(
    NewClient(member_id=f"8001300{number}", account_no=f"HK0001300{number}", name_zh="", name_en=f"Client {number}")
    for number in range(3)
)
ACCOUNTS = (CLIENT.account_no, *(one.account_no for one in OTHERS))
CURRENCIES = ("CNH", "HKD", "USD")
PAIRS = (("USD", "CNH"), ("USD", "HKD"), ("HKD", "USD"))
SUPERVISORS = (SUPERVISOR, "second_supervisor")

CLIENTS, STEPS = 10, 10
"""Clients at a time, and what each of them does."""


class House:
    """Fixture F with some more clients, behind three servers that share nothing but the database."""

    def __init__(self, office: ServedOffice) -> None:
        self.office = office
        self.desk = Desk(office)
        for client in OTHERS:
            add_client(office, client, {"USD": "300000", "HKD": "200000"})
        self.gateways: list[Gateway] = []
        self.more: list[tuple[Services, ServerThread]] = []
        self.addresses = self.open_servers()
        self.services = [office.services, *(services for services, _ in self.more)]

    def open_servers(self) -> list[str]:
        """Where the clients go to."""
        self.more += [another_server(self.office.url, self.office.clock) for _ in range(2)]
        return [self.office.server.address, *(server.address for _, server in self.more)]

    def gateway(self, number: int) -> Gateway:
        """A client of its own, at one of the servers."""
        made = RemoteGateway(Line(self.addresses[number % len(self.addresses)]), pauses=QUICK)
        self.gateways.append(made)
        return made

    def cash(self) -> dict[tuple[str, str], Decimal]:
        """What the clients have, by account and currency."""
        table = ledger_tables.balance.c
        with self.office.database.read() as connection:
            rows = connection.execute(
                select(table.account_no, table.currency, table.total).where(
                    table.account_no.in_(ACCOUNTS), table.account_type == AccountType.SETTLEMENT
                )
            ).all()
        found = {(str(row.account_no), str(row.currency)): row.total for row in rows}
        return {
            (account, currency): found.get((account, currency), Decimal(0)) for account in ACCOUNTS for currency in CURRENCIES
        }

    def orders(self) -> list[Any]:
        """Every exchange as the database has it."""
        with self.office.database.read() as connection:
            return list(connection.execute(select(fx_tables.fx_client_order)).all())

    def close(self) -> None:
        """Everybody goes home; the books are proved."""
        for gateway in self.gateways:
            gateway.close()
        for services, server in self.more:
            server.close()
            services.database.close()
        with self.office.database.read() as connection:
            assert ledger.prove(connection) == []
        self.office.close()


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[House]:
    made = House(ServedOffice.at(template_f(tmp_path_factory), tmp_path))
    yield made
    made.close()


def together(works: Sequence[Callable[[], None]]) -> None:
    """Do them all at once; what one of them ends with fails the test."""
    gate, failures = threading.Barrier(len(works)), list[BaseException]()

    def run(work: Callable[[], None]) -> None:
        try:
            gate.wait()
            work()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


class Clerk:
    """Exchanges, moves money between clients, enters orders by hand and decides on them, in an order that chance gives."""

    def __init__(self, house: House, number: int) -> None:
        self.house = house
        self.gateway = house.gateway(number)
        self.services = house.services[(number + 1) % len(house.services)]
        self.sessions = {user: house.office.session(user) for user in ("app", CLERK, SECOND_CLERK, *SUPERVISORS)}
        self.teller = house.office.actor()
        self.chance = random.Random(number)
        self.deals: list[str] = []
        self.moved: Counter[tuple[str, str]] = Counter()
        self.refusals: Counter[str] = Counter()

    def work(self) -> None:
        """A number of steps, each refused or done."""
        for _ in range(STEPS):
            step = self.chance.choice((self.exchange, self.exchange, self.move, self.by_hand))
            try:
                step()
            except (UserError, Conflict, NeedsConfirmation) as error:
                self.refusals[error.code] += 1

    def submit(self, command: Command[Any], user: str) -> Any:
        done = self.gateway.submit(
            command, session=self.sessions[user], context=self.house.office.context, command_id=new_id(), acknowledged=()
        )
        assert isinstance(done, Done), done
        return done.result

    def amount(self) -> str:
        return f"{self.chance.randint(100_00, 9_000_00) / 100:.2f}"

    def exchange(self) -> None:
        debit, credit = self.chance.choice(PAIRS)
        command = order(self.amount(), debit, credit, account_no=self.chance.choice(ACCOUNTS))
        self.deals.append(self.submit(command, "app").forex_id)

    def move(self) -> None:
        giver, taker = self.chance.sample(ACCOUNTS, 2)
        currency, amount = self.chance.choice(("USD", "HKD")), Decimal(self.amount())
        entries = tuple(
            Entry(account=AccountRef(account_no=account), currency=currency, direction=direction, amount=amount)
            for account, direction in ((giver, Direction.DEBIT), (taker, Direction.CREDIT))
        )
        journal = Journal(biz_code="LCOPEN", source_type="test", source_id=new_id(), entries=entries)
        self.services.bus.run_as(self.teller, PostJournal(journal=journal))
        self.moved[giver, currency] -= amount  # type: ignore[assignment]  # a counter of decimals
        self.moved[taker, currency] += amount  # type: ignore[assignment]  # a counter of decimals

    def by_hand(self) -> None:
        """An order that waits, decided at once by one of the supervisors, or withdrawn by its maker."""
        debit, credit = self.chance.choice(PAIRS)
        account, maker = self.chance.choice(ACCOUNTS), self.chance.choice((CLERK, SECOND_CLERK))
        command = fx.SubmitManualOrder(
            account_no=account,
            from_currency=debit,
            to_currency=credit,
            amount=Decimal(self.amount()),
            audit_remark="by telephone",
        )
        forex_id = self.submit(command, maker).forex_id
        self.deals.append(forex_id)
        version = self.house.desk.order(forex_id).version
        if self.chance.random() < 0.3:
            self.submit(fx.CancelOrder(forex_id=forex_id, expected_version=version), maker)
        elif self.chance.random() < 0.9:
            approve = self.chance.random() < 0.7
            review = fx.ReviewOrder(forex_id=forex_id, approve=approve, remark="", expected_version=version)
            self.submit(review, self.chance.choice(SUPERVISORS))


def test_many_clients_exchange_and_transfer_among_few_accounts(house: House) -> None:
    exchange_and_transfer(house)


def exchange_and_transfer(house: House) -> None:
    """Everybody works; afterwards every account has what the deals and transfers say, to the cent."""
    before, clerks = house.cash(), [Clerk(house, number) for number in range(CLIENTS)]
    together([clerk.work for clerk in clerks])
    orders = house.orders()
    deals = [forex_id for clerk in clerks for forex_id in clerk.deals]
    assert len(deals) > CLIENTS * STEPS / 2, [clerk.refusals for clerk in clerks]
    assert sorted(one.forex_id for one in orders) == sorted(deals), "each reply is one order, each order one reply"
    expected = dict(before)
    for clerk in clerks:
        for key, amount in clerk.moved.items():
            expected[key] += amount
    frozen: Counter[tuple[str, str]] = Counter()
    for one in orders:
        if one.forex_status is fx.ForexStatus.SUCCESS:
            expected[one.account_no, one.from_currency] -= one.from_amount
            expected[one.account_no, one.to_currency] += one.to_amount
        elif one.forex_status in (fx.ForexStatus.SUBMITTED, fx.ForexStatus.PROCESSING):
            frozen[one.account_no, one.from_currency] += one.from_amount
    assert house.cash() == expected
    table = ledger_tables.balance.c
    with house.office.database.read() as connection:
        kept = connection.execute(select(table.account_no, table.currency, table.frozen).where(table.frozen != Decimal(0))).all()
    assert {(row.account_no, row.currency): row.frozen for row in kept} == {
        key: amount for key, amount in frozen.items() if amount
    }


def test_the_pools_have_what_the_deals_left_in_them(house: House) -> None:
    before = {currency: house.desk.pool(currency).remaining_amount for currency in CURRENCIES}
    clerks = [Clerk(house, number) for number in range(CLIENTS)]
    together([lambda clerk=clerk: [clerk.exchange() for _ in range(4)] for clerk in clerks])  # type: ignore[misc]  # bound now
    expected = dict(before)
    for one in house.orders():
        assert one.change_type is fx.ChangeType.SMALL_IN_POOL
        expected[one.from_currency] += one.from_amount
        expected[one.to_currency] -= one.to_amount
    assert {currency: house.desk.pool(currency).remaining_amount for currency in CURRENCIES} == expected


def test_of_an_approval_and_a_refusal_at_the_same_moment_one_counts(house: House) -> None:
    approve_and_refuse(house)


def approve_and_refuse(house: House) -> None:
    """Two supervisors at two servers decide on the same orders; each time one of them counts, and the other is told so."""
    add_cash(house.office, CLIENT, {"USD": "400000"})
    house.desk.set_pool("HKD", "9000000")
    numbers = {forex_id: int(house.desk.order(forex_id).work_order_no) for forex_id in (large(house) for _ in range(5))}
    before = house.cash()[CLIENT.account_no, "USD"]
    sessions = [house.office.session(user) for user in SUPERVISORS]
    gateways = [house.gateway(number) for number in (0, 1)]
    for number in numbers.values():
        ends: list[str] = []

        def decide(which: int, number: int = number, ends: list[str] = ends) -> None:
            command = (ApproveWorkOrder, RefuseWorkOrder)[which](work_order_no=number, level=1, comment="no")
            try:
                gateways[which].submit(command, session=sessions[which], context=house.office.context, command_id=new_id())
                ends.append("decided")
            except CodedError as error:
                ends.append(error.code)

        together([lambda: decide(0), lambda: decide(1)])
        assert sorted(ends) == ["decided", "ticket.already_decided"]
        trail = house.office.ask(GetWorkOrder(work_order_no=number)).trail
        events = Counter(line.event for line in trail)
        assert events[OrderEvent.APPROVED] + events[OrderEvent.REFUSED] == 1
    done = [one for one in house.orders() if one.forex_status is fx.ForexStatus.SUCCESS]
    assert before - house.cash()[CLIENT.account_no, "USD"] == sum(one.from_amount for one in done)
    assert {one.forex_status for one in house.orders()} <= {fx.ForexStatus.SUCCESS, fx.ForexStatus.REJECTED}


def large(house: House) -> str:
    """An order that two people must see."""
    return str(house.office.do(order("100000.01", "USD", "HKD"), user="app").forex_id)


def test_one_id_at_three_servers_is_one_exchange(house: House) -> None:
    """A client whose line comes and goes may reach another server at each try, while the first still works."""
    command, number, replies = order("1000.00"), new_id(), list[Any]()
    session = house.office.session("app")
    gateways = [house.gateway(which) for which in range(6)]

    def send(gateway: Gateway) -> None:
        replies.append(gateway.submit(command, session=session, context=house.office.context, command_id=number))

    together([lambda gateway=gateway: send(gateway) for gateway in gateways])  # type: ignore[misc]  # bound now
    assert len({one.result.forex_id for one in replies}) == 1
    assert sorted(one.replayed for one in replies) == [False] + [True] * 5
    assert len(house.orders()) == 1
