"""Plays the past months of a small broker's FX desk into a new database, day by day, each day in one transaction."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import Connection

from whale_desktop.app.demo import borrowers, desk
from whale_desktop.app.demo.adjusting import Adjusters, Adjusting
from whale_desktop.app.demo.flows import set_up_flows
from whale_desktop.app.demo.market import MIDDLE, Market
from whale_desktop.app.demo.people import Person, invent_people
from whale_desktop.app.demo.trail import TrailWork
from whale_desktop.bus import Actor, Bus, Work
from whale_desktop.bus.state import business_date, set_state
from whale_desktop.features.access.queries import member_by_email
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.fx.messages.notices import EXCHANGE_REVIEW
from whale_desktop.features.ledger.handlers.seed import NewClient, add_clients
from whale_desktop.features.ledger.messages import AccountRef, Direction, Entry, Journal, PostJournals
from whale_desktop.features.notices.messages import AddSubscription, Channel, CountUnread, MarkAllRead
from whale_desktop.features.reference.handlers.saving import Saved, save_rates
from whale_desktop.features.reference.messages import RateChannel, RateSource, RateType
from whale_desktop.features.workorder.messages import ApproveWorkOrder, RefuseWorkOrder
from whale_desktop.kernel.clock import HONG_KONG, Clock
from whale_desktop.kernel.errors import UserError
from whale_desktop.kernel.ids import counting_ids

Step = Callable[[Connection, datetime], object]
"""Something a person does at a moment."""

DAYS = 75
"""How far the orders of the demonstration go back."""

WEEKDAY_ORDERS = 12
WEEKEND_ORDERS = 3


@dataclass(frozen=True)
class Staff:
    """The members of the demonstration that appear as operators, and the service user behind the clients' app."""

    parameters: Actor
    clerk: Actor
    supervisor: Actor
    risk: Actor
    chief: Actor
    administrator: Actor
    app: Actor
    reminder: borrowers.Desk


def plant(bus: Bus, clock: Clock) -> None:
    """Fill a new demonstration database. `clock` gives the day that counts as today."""
    _Planting(bus, clock).run()


class _Planting:
    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._now = clock.now()
        with bus.database.read() as connection:
            self._today = business_date(connection)
            self._staff = _staff(connection)
        self._random = Random(self._today.isoformat())
        self._people = invent_people(self._random)
        self._market = Market(self._random)
        self._ids = counting_ids("demo")
        self._planned: list[tuple[datetime, int, Step]] = []
        self._turns = count()
        self._late = 0
        adjusters = Adjusters(self._staff.clerk, self._staff.supervisor, self._staff.chief)
        self._adjusting = Adjusting(self._work, self._people, adjusters, self._today)
        self._borrowers = borrowers.Borrowers(self._people, self._staff.reminder, self._now, self._send, self._submit)

    def run(self) -> None:
        """Set up, play every day, leave today with work to do."""
        start = self._today - timedelta(days=DAYS)
        with self._bus.database.write() as connection:
            self._open_books(connection, start)
        day = start + timedelta(days=1)
        while day <= self._today:
            with self._bus.database.write() as connection:
                set_state(connection, "business_date", day.isoformat())
                self._play(connection, day)
            day += timedelta(days=1)

    def _work(self, connection: Connection, actor: Actor, moment: datetime) -> Work:
        return TrailWork(
            connection,
            actor,
            moment.astimezone(UTC),
            locale="zh_Hant",
            command_id=self._ids(),
            acknowledged=ACKNOWLEDGED,
            stage=self._bus.stage,
        )

    def _open_books(self, connection: Connection, day: date) -> None:
        set_state(connection, "business_date", day.isoformat())
        morning = datetime.combine(day, time(8, 30), HONG_KONG)
        work = self._work(connection, self._staff.parameters, morning)
        add_clients(connection, [_client(person) for person in self._people], work.now)
        work.send(PostJournals(journals=tuple(_opening(person, currency) for person in self._people for currency in person.cash)))
        self._quote(connection, day, morning)
        desk.set_up(work.send)
        set_up_flows(work.send)

    def _quote(self, connection: Connection, day: date, moment: datetime) -> None:
        """The day's spot quotes of three channels, and book rates on Mondays."""
        rates: list[Saved] = []
        for currency in MIDDLE:
            for channel, widen in ((RateChannel.IB, 1), (RateChannel.HSB, 3), (RateChannel.ICBCASIA, 4)):
                rates.append(self._rate(RateType.SPOT, channel, currency, day, widen=widen))
            if day.weekday() == 0:
                rates.append(self._rate(RateType.BOOK, RateChannel.IB, currency, day, widen=1))
        save_rates(self._work(connection, self._staff.clerk, moment), rates, RateSource.IMPORT)

    def _rate(self, rate_type: RateType, channel: RateChannel, currency: str, day: date, *, widen: int) -> Saved:
        quote = self._market.quote(currency, widen=widen)
        return rate_type, channel, "HKD", currency, day, quote.bid, quote.offer, quote.average

    def _play(self, connection: Connection, day: date) -> None:
        weekday = day.weekday() < 5
        if weekday and day < self._today:
            self._market.next_day()
            self._quote(connection, day, datetime.combine(day, time(9, 2), HONG_KONG))
        orders = WEEKDAY_ORDERS if weekday else WEEKEND_ORDERS
        latest = datetime.combine(day, time(23, 50), HONG_KONG)
        earliest = datetime.combine(day, time(9, 5), HONG_KONG)
        if day == self._today:
            latest = self._now - timedelta(hours=1)
            earliest = min(earliest, latest - timedelta(hours=2))
        span = max(int((latest - earliest).total_seconds()), orders)
        moments = [earliest + timedelta(seconds=second) for second in sorted(self._random.sample(range(span), orders))]
        afternoon = datetime.combine(day, time(14, 30), HONG_KONG)
        requoted = not weekday or day == self._today
        for moment in moments:
            if moment > afternoon and not requoted:
                self._market.next_day()
                self._quote(connection, day, afternoon)
                requoted = True
            self._carry_out(connection, moment)
            self._order(connection, moment, is_today=day == self._today)
        self._carry_out(connection, latest)
        self._borrowers.play(connection, day, lambda actor, moment: self._work(connection, actor, moment))
        self._refill(connection, latest)
        self._adjust(connection, day)
        if day == self._today:
            self._leave_work(connection)

    def _adjust(self, connection: Connection, day: date) -> None:
        if day < self._today - timedelta(days=1):
            self._adjusting.play(connection, day)
        elif day < self._today:
            self._late = self._adjusting.play_yesterday(connection, day)
            self._reverse(connection, datetime.combine(day, time(23, 51), HONG_KONG))
        else:
            self._adjusting.leave_work(connection, self._now, self._late)

    def _order(self, connection: Connection, moment: datetime, *, is_today: bool) -> None:
        """One order of the day from the app or by the desk, with what became of it."""
        person = self._random.choice(self._people)
        debit = self._random.choice([currency for currency in person.cash if currency in desk.PAIRS])
        credit = self._random.choice(desk.PAIRS[debit])
        amount = self._amount(debit)
        by_desk = self._random.random() < 0.2
        entry: dict[str, Any] = {"account_no": person.account_no, "from_currency": debit, "to_currency": credit, "amount": amount}
        try:
            if by_desk:
                work = self._work(connection, self._staff.clerk, moment)
                receipt = self._tried(work, fx.SubmitManualOrder(**entry))
            else:
                receipt = self._tried(self._work(connection, self._staff.app, moment), fx.SubmitClientOrder(**entry))
        except UserError:
            return
        self._follow(receipt, moment, is_today=is_today)

    def _tried(self, work: Work, command: Any) -> fx.OrderReceipt:
        """The receipt of an order; one that the rules refuse leaves nothing behind."""
        with work.connection.begin_nested():
            receipt: fx.OrderReceipt = work.send(command)
        return receipt

    def _amount(self, currency: str) -> Decimal:
        scale = {"HKD": 8, "CNH": 7, "JPY": 150}.get(currency, 1)
        size = self._random.choices((500, 3_000, 12_000, 60_000, 130_000), (20, 35, 30, 12, 3))[0]
        whole = self._random.randrange(size // 2, size * 2) * scale
        if self._random.random() < 0.6:
            return Decimal(max(whole // 100, 1) * 100)
        return Decimal(whole) if currency == "JPY" else Decimal(whole) + Decimal(self._random.randrange(100)) / 100

    def _follow(self, receipt: fx.OrderReceipt, moment: datetime, *, is_today: bool) -> None:
        """Plan what people will do about an order: decide it minutes or, now and then, hours later."""
        luck = self._random.random()
        wait = self._random.randrange(90, 300) if self._random.random() < 0.25 else self._random.randrange(2, 25)
        later = moment + timedelta(minutes=wait)
        if receipt.audit_status is fx.AuditStatus.PENDING:
            if not is_today or luck > 0.8:
                self._plan(later, lambda connection, at: self._decide(connection, receipt.forex_id, at, luck))
        elif receipt.forex_status is fx.ForexStatus.PROCESSING:
            self._plan(later, lambda connection, at: self._handle(connection, receipt.forex_id, at))

    def _plan(self, moment: datetime, step: Step) -> None:
        heapq.heappush(self._planned, (moment, next(self._turns), step))

    def _carry_out(self, connection: Connection, until: datetime) -> None:
        """Everything that people had planned to do by now."""
        while self._planned and self._planned[0][0] <= until:
            moment, _, step = heapq.heappop(self._planned)
            step(connection, moment)

    def _decide(self, connection: Connection, forex_id: str, moment: datetime, luck: float) -> None:
        if luck > 0.95:
            self._send(connection, self._staff.supervisor, moment, fx.CancelOrder(forex_id=forex_id, expected_version=1))
            return
        approve = luck < 0.88
        number = self._order_now(connection, forex_id, moment).work_order_no
        if number:
            self._settle(connection, number, moment, approve=approve)
        else:
            remark = "" if approve else "客戶來電取消"
            review = fx.ReviewOrder(forex_id=forex_id, approve=approve, remark=remark, expected_version=1)
            self._send(connection, self._staff.supervisor, moment, review)
        if self._order_now(connection, forex_id, moment).forex_status is fx.ForexStatus.PROCESSING:
            later = moment + timedelta(minutes=self._random.randrange(3, 20))
            self._plan(later, lambda again, at: self._handle(again, forex_id, at))

    def _order_now(self, connection: Connection, forex_id: str, moment: datetime) -> fx.OrderRow:
        return self._work(connection, self._staff.supervisor, moment).ask(fx.GetOrder(forex_id=forex_id))

    def _handle(self, connection: Connection, forex_id: str, moment: datetime) -> None:
        """A bank order without a live link: a person says what became of it, another one confirms."""
        channel_order = self._apply(connection, forex_id, moment, succeeded=self._random.random() < 0.8)
        later = moment + timedelta(minutes=self._random.randrange(3, 30))
        self._plan(later, lambda again, at: self._confirm(again, channel_order, at))

    def _confirm(self, connection: Connection, channel_order_no: str, moment: datetime) -> None:
        """The second person confirms what became of a bank order."""
        work = self._work(connection, self._staff.supervisor, moment)
        number = work.ask(fx.GetChannelOrder(channel_order_no=channel_order_no)).work_order_no
        if number:
            self._settle(connection, number, moment, approve=True)

    def _settle(self, connection: Connection, work_order_no: str, moment: datetime, *, approve: bool) -> None:
        """Whoever must decide decides, level by level."""
        number = int(work_order_no)
        if not approve:
            refusal = RefuseWorkOrder(work_order_no=number, comment="客戶來電取消")
            self._send(connection, self._staff.supervisor, moment, refusal)
            return
        for person in (self._staff.supervisor, self._staff.risk):
            self._send(connection, person, moment, ApproveWorkOrder(work_order_no=number, comment="已核對"))

    def _apply(self, connection: Connection, forex_id: str, moment: datetime, *, succeeded: bool) -> str:
        """The clerk says what became of a bank order; its number."""
        order = self._work(connection, self._staff.clerk, moment).ask(fx.GetOrder(forex_id=forex_id))
        handling = fx.HandleException(
            channel_order_no=order.client_ordid,
            apply_type=fx.ApplyType.SUCCESS_APPLY if succeeded else fx.ApplyType.FAILURE_APPLY,
            channel_rate=order.quoted_rate if succeeded else None,
            remark="銀行電話確認" if succeeded else "銀行未受理",
            expected_version=1,
        )
        self._send(connection, self._staff.clerk, moment, handling)
        return order.client_ordid

    def _reverse(self, connection: Connection, moment: datetime) -> None:
        """One of the day's exchanges was for the wrong client: the supervisor has it reversed, two others agree."""
        work = self._work(connection, self._staff.supervisor, moment)
        completed = fx.ListOrders(where=fx.OrderFilter(forex_status=(fx.ForexStatus.SUCCESS,)), limit=20)
        for order in work.ask(completed).rows:
            command = fx.ReverseOrder(forex_id=order.forex_id, reason="客戶號輸入有誤", expected_version=order.version)
            try:
                with work.savepoint():
                    number = self._bus.stage.hold(work, command)
            except UserError:  # the client has used the money, or the pool has not enough: another one
                continue
            for minutes, person in enumerate((self._staff.chief, self._staff.risk), start=1):
                approval = ApproveWorkOrder(work_order_no=int(number or 0), comment="已核對")
                self._work(connection, person, moment + timedelta(minutes=minutes)).send(approval)
            return

    def _leave_work(self, connection: Connection) -> None:
        """What the visitor finds on the desks: bank orders to handle and to confirm, manual orders to review."""
        self._drain_yen(connection)
        self._read_messages(connection)
        earlier = self._now - timedelta(minutes=30)
        self._borrowers.leave_work(connection, earlier, lambda actor, moment: self._work(connection, actor, moment))
        customers = [person for person in self._people if person.exchanges][20:60]
        minutes = iter(range(50, 0, -2))
        for number, person in enumerate(customers[:5]):
            moment = self._now - timedelta(minutes=next(minutes))
            order = fx.SubmitClientOrder(
                account_no=person.account_no, from_currency="HKD", to_currency="JPY", amount=Decimal(150_000 + number * 5_000)
            )
            receipt = self._send(connection, self._staff.app, moment, order)
            if receipt is not None and receipt.forex_status is fx.ForexStatus.PROCESSING and number >= 3:
                self._apply(connection, receipt.forex_id, moment + timedelta(minutes=1), succeeded=True)
        for number, person in enumerate(customers[10:19]):
            debit, credit = (("USD", "HKD"), ("USD", "CNH"), ("HKD", "USD"))[number % 3]
            amount = Decimal(4_800 + number * 1_300) * (8 if debit == "HKD" else 1)
            entry = fx.SubmitManualOrder(account_no=person.account_no, from_currency=debit, to_currency=credit, amount=amount)
            self._send(connection, self._staff.clerk, self._now - timedelta(minutes=next(minutes)), entry)
        for person, amount in zip(customers[20:], LARGE_AT_THE_END, strict=False):
            order = fx.SubmitClientOrder(account_no=person.account_no, from_currency="USD", to_currency="HKD", amount=amount)
            self._send(connection, self._staff.app, self._now - timedelta(minutes=next(minutes)), order)

    def _drain_yen(self, connection: Connection) -> None:
        """The yen ends near its alarm level, so that today's exchanges into it go to the bank."""
        work = self._work(connection, self._staff.parameters, self._now - timedelta(minutes=55))
        card = next(card for card in work.ask(fx.ListPoolCards()) if card.currency == "JPY")
        near = card.alarm_amount + 100_000
        if card.remaining_amount > near:
            decrease = fx.AdjustPool(
                currency="JPY", mode=fx.AdjustMode.SET, amount=near, seen_amount=card.remaining_amount, remark="調撥"
            )
            work.send(decrease)

    def _read_messages(self, connection: Connection) -> None:
        """Everybody has read what came until now; from now on the supervisor wants mails too, for which no server is set up yet."""
        for actor in (self._staff.supervisor, self._staff.parameters, self._staff.clerk, self._staff.risk):
            work = self._work(connection, actor, self._now - timedelta(hours=1))
            work.send(MarkAllRead(upto=work.ask(CountUnread()).newest))
        recipients = (f"member:{self._staff.supervisor.member_id}",)
        command = AddSubscription(kind=EXCHANGE_REVIEW, channels=(Channel.EMAIL,), recipients=recipients)
        self._send(connection, self._staff.administrator, self._now - timedelta(hours=1), command)

    def _send(self, connection: Connection, actor: Actor, moment: datetime, command: Any) -> Any:
        """Carry out a later step; None when the rules refuse it now (a pool that ran low, say), as on a real day."""
        try:
            with connection.begin_nested():
                return self._work(connection, actor, moment).send(command)
        except UserError:
            return None

    def _submit(self, connection: Connection, actor: Actor, moment: datetime, command: Any) -> str:
        """Submit what other people decide about; the number of its work order."""
        number = self._bus.stage.hold(self._work(connection, actor, moment), command)
        assert number is not None, command
        return number

    def _refill(self, connection: Connection, moment: datetime) -> None:
        """The desk brings pools back that ended the day low; the yen is left near its warning line."""
        work = self._work(connection, self._staff.parameters, moment)
        for card in work.ask(fx.ListPoolCards()):
            start = Decimal(desk.POOLS[card.currency][0])
            if card.remaining_amount < start / 3 and card.currency != "JPY":
                work.send(
                    fx.AdjustPool(
                        currency=card.currency,
                        mode=fx.AdjustMode.INCREASE,
                        amount=start / 2,
                        seen_amount=card.remaining_amount,
                        remark="補充頭寸",
                    )
                )


LARGE_AT_THE_END = (Decimal(120_000), Decimal(104_500), Decimal(260_000), Decimal(111_000))
"""US dollars of the large orders that wait for their work orders today, of whichever clients have as much."""

ACKNOWLEDGED = ("FX-W01", "FX-W03", "FX-W04", "FX-W05", "notice.no_mail_server")
"""Questions that the demonstration's people answer with yes."""


def _client(person: Person) -> NewClient:
    return NewClient(
        member_id=person.member_id,
        account_no=person.account_no,
        name_zh=person.name_zh,
        name_en=person.name_en,
        phone=person.phone,
        may_exchange=person.exchanges,
    )


def _opening(person: Person, currency: str) -> Journal:
    amount = person.cash[currency]
    return Journal(
        biz_code="LCOPEN",
        source_type="opening",
        source_id=person.account_no,
        entries=(
            Entry(account="ADJ.LCOPEN", currency=currency, direction=Direction.DEBIT, amount=amount),
            Entry(account=AccountRef(account_no=person.account_no), currency=currency, direction=Direction.CREDIT, amount=amount),
        ),
    )


def _staff(connection: Connection) -> Staff:
    def actor(email: str) -> Actor:
        row = member_by_email(connection, email)
        assert row is not None, email
        return Actor(member_id=row.member_id, name=row.name, codes=frozenset(), service=bool(row.service))

    return Staff(
        parameters=actor("parameters@whale.demo"),
        clerk=actor("clerk@whale.demo"),
        risk=actor("risk@whale.demo"),
        supervisor=actor("supervisor@whale.demo"),
        chief=actor("chief@whale.demo"),
        administrator=actor("administrator@whale.demo"),
        app=actor("app"),
        reminder=borrowers.Desk(
            risk=actor("risk@whale.demo"),
            supervisor=actor("supervisor@whale.demo"),
            scheduler=actor("scheduler"),
            app=actor("app"),
        ),
    )
