"""The exchange desk of the tests: fixture F of `docs/rules/fx.md` 9, entered through the same commands as people use."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Event
from typing import Any

from sqlalchemy import insert

from tests.features.reference.workbooks import SAMPLE, workbook
from tests.helpers.adjusting import some_adjustments
from tests.helpers.doors import RecordingMailer, RecordingWebhook
from tests.helpers.office import Office, roles
from whale_desktop.bus.jobs import run_next_job
from whale_desktop.bus.tables import system_parameter
from whale_desktop.features.access import messages as access
from whale_desktop.features.access.messages import MAIL_HOST, MAIL_SENDER
from whale_desktop.features.documents.messages import ExportList, FileFormat, PrintRecord
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.fx.messages.notices import EXCHANGE_REVIEW, POOL_ALERT
from whale_desktop.features.ledger.handlers.seed import NewClient, add_clients
from whale_desktop.features.ledger.messages import AccountRef, Direction, Entry, Journal, PostJournal
from whale_desktop.features.notices.handlers.outbox import Outbox
from whale_desktop.features.notices.handlers.ports import NotDelivered
from whale_desktop.features.notices.messages import AddSubscription, Channel
from whale_desktop.features.reference.messages import (
    CreateReferenceRates,
    GetCurrency,
    ImportReferenceRates,
    RateChannel,
    RateType,
    UpdateCurrency,
)
from whale_desktop.features.reminder import messages as reminder
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages.files import GetJob

CLIENT = NewClient(member_id="80012046", account_no="HK00010001", name_zh="陳嘉儀", name_en="Chan Ka Yi", phone="91234567")
PAIRS = ("USD/CNH", "USD/HKD", "HKD/USD")
QUOTES = {"CNH": ("1.0962", "1.0950", "1.0956"), "USD": ("7.8147", "7.8132", "7.8140")}
PRECISIONS = {"USD": 4, "CNH": 4, "HKD": 6}
POOLS = {"USD": ("200000", "20000"), "CNH": ("500000", "50000"), "HKD": ("1000000", "100000")}
CASH = {"USD": "300000", "HKD": "200000"}


def set_quotes(office: Office, channels: Sequence[RateChannel] = (RateChannel.IB,), **quotes: tuple[str, str, str]) -> None:
    """Spot prices of today as (bid, offer, average) by currency."""
    for currency, prices in (quotes or QUOTES).items():
        bid, offer, average = map(Decimal, prices)
        office.do(
            CreateReferenceRates(
                rate_type=RateType.SPOT,
                channels=tuple(channels),
                base_currency="HKD",
                other_currency=currency,
                bid_rate=bid,
                offer_rate=offer,
                average_rate=average,
                record_date=office.clock.now().date(),
            )
        )


def set_currency(office: Office, currency: str, **changed: Any) -> None:
    """Edit a currency; what is not named stays as it is."""
    row = office.ask(GetCurrency(currency=currency))
    names = ("currency", "exchange_enabled", "minimum_exchange_amount", "rate_precision", "amount_precision", "round_mode")
    values = {name: getattr(row, name) for name in names}
    office.do(UpdateCurrency(**{**values, **changed}, expected_version=row.version))


def add_client(office: Office, client: NewClient, cash: dict[str, str]) -> None:
    """A client with one account and opening money."""
    at = datetime(2024, 3, 1, tzinfo=UTC)
    with office.database.write() as connection:
        add_clients(connection, [client], at)
    add_cash(office, client, cash)


def add_cash(office: Office, client: NewClient, cash: dict[str, str]) -> None:
    """Money on a client's account."""
    for currency, amount in cash.items():
        entries = (
            Entry(account="ADJ.LCOPEN", currency=currency, direction=Direction.DEBIT, amount=Decimal(amount)),
            Entry(
                account=AccountRef(account_no=client.account_no),
                currency=currency,
                direction=Direction.CREDIT,
                amount=Decimal(amount),
            ),
        )
        journal = Journal(biz_code="LCOPEN", source_type="opening", source_id=client.account_no, entries=entries)
        office.bus.run_as(office.actor(), PostJournal(journal=journal))


def add_strategy(
    office: Office,
    change_type: fx.ChangeType,
    service: fx.ServiceStrategy,
    channel: RateChannel | None = None,
    *,
    pairs: tuple[str, ...] = PAIRS,
    hours: tuple[str, str] = ("09:00:00", "16:00:00"),
    day_basis: fx.DayBasis = fx.DayBasis.HK_TRADE_DAY,
) -> str:
    """A specific strategy that serves on Hong Kong trading days."""
    command = fx.AddStrategy(
        service_strategy=service,
        strategy_kind=fx.StrategyKind.SPECIFIC,
        change_type=change_type,
        service_time=(fx.ServicePeriod(day_basis=day_basis, start=hours[0], end=hours[1]),),
        channel_name=channel,
        support_currency=pairs,
    )
    return office.do(command, acknowledged=("FX-W03",))


def open_desk(office: Office) -> None:
    """Fixture F: quotes, pairs, pools, limit, strategies, mark-up, one client with money; the supervisors decide work orders."""
    set_quotes(office)
    for currency, places in PRECISIONS.items():
        set_currency(office, currency, exchange_enabled=True, rate_precision=places, minimum_exchange_amount=Decimal(10))
    office.do(fx.AddPairs(from_currency="USD", to_currencies=("CNH", "HKD")))
    office.do(fx.AddPairs(from_currency="HKD", to_currencies=("USD",)))
    rows = (fx.NewReferenceMarkUp(pair="USD/CNH", spread_mode=fx.SpreadMode.VALUE, bp=Decimal("0.001")),)
    office.do(fx.AddReferenceMarkUps(channel_name=RateChannel.IB, rows=rows))
    for currency, (remaining, alarm) in POOLS.items():
        office.do(fx.AddPool(currency=currency, remaining_amount=Decimal(remaining), alarm_amount=Decimal(alarm)))
    office.do(fx.AddLimit(currency="USD", amount=Decimal(100000)))
    add_strategy(office, fx.ChangeType.SMALL_IN_POOL, fx.ServiceStrategy.BATCH)
    add_strategy(office, fx.ChangeType.SMALL_BEYOND_POOL, fx.ServiceStrategy.SINGLE, RateChannel.HSB)
    add_strategy(office, fx.ChangeType.LARGE, fx.ServiceStrategy.BATCH)
    add_client(office, CLIENT, CASH)
    for flow in ("forex.exchange_order_audit", "forex.abnormal_audit"):
        office.route(flow, roles("funds_supervisor"))


def order(amount: str, debit: str = "USD", credit: str = "CNH", **more: Any) -> fx.SubmitClientOrder:
    """An order of the client from the app, giving `amount`."""
    more.setdefault("account_no", CLIENT.account_no)
    return fx.SubmitClientOrder(from_currency=debit, to_currency=credit, amount=Decimal(amount), **more)


def busy_desk(office: Office) -> None:
    """Fixture F after some work: orders in every phase, exceptions, profits, pool changes, execution mark-ups, limits, edited rates."""
    open_desk(office)
    _subscriptions(office)
    set_quotes(office, (RateChannel.HSB, RateChannel.ICBCASIA))
    people = (("80012183", "HK00010008", "黃志明", "Wong Chi Ming"), ("80012320", "HK00010015", "", "Smith & Sons"))
    for member_id, account_no, name_zh, name_en in people:
        client = NewClient(member_id=member_id, account_no=account_no, name_zh=name_zh, name_en=name_en, phone="61234567")
        add_client(office, client, {"USD": "50000.55", "HKD": "1000000", "CNH": "7000"})
    for debit, credit, amounts in (
        ("USD", "CNH", ("10000", "12.34")),
        ("USD", "HKD", ("500",)),
        ("HKD", "USD", ("100000", "77.70")),
    ):
        for amount in amounts:
            office.do(order(amount, debit, credit), user="app")
    for account_no in ("HK00010008", "HK00010015"):
        office.do(order("100.5", account_no=account_no, forex_type=fx.ForexType.TO), user="app")
    entered = [_by_hand(office, amount) for amount in ("40", "41", "42", "43")]
    for receipt, approve in zip(entered, (True, False), strict=False):
        review = fx.ReviewOrder(forex_id=receipt.forex_id, approve=approve, remark="=1+1", expected_version=1)
        office.do(review, user="second_supervisor")
    office.do(fx.CancelOrder(forex_id=entered[2].forex_id, expected_version=1))
    by_bank = [office.do(order("90000", account_no=account), user="app") for account in (CLIENT.account_no, CLIENT.account_no)]
    assert {receipt.forex_status for receipt in by_bank} == {fx.ForexStatus.PROCESSING}
    shown = office.ask(fx.ListChannelOrders()).rows[0]
    office.do(
        fx.HandleException(
            channel_order_no=shown.channel_order_no,
            apply_type=fx.ApplyType.FAILURE_APPLY,
            remark="the bank says no",
            expected_version=shown.version,
        )
    )
    tiers = (fx.MarkUpTier(start_value=Decimal(0), end_value=None, bp=Decimal("0.05")),)
    office.do(
        fx.AddExecutionMarkUp(
            service_strategy=fx.ServiceStrategy.SINGLE,
            channel_name=RateChannel.HSB,
            pair="USD/HKD",
            spread_mode=fx.SpreadMode.RATE,
            tiers=tiers,
        )
    )
    office.do(fx.AddLimit(currency="HKD", amount=Decimal("800000.50")))
    pool = office.ask(fx.GetPool(currency="USD"))
    office.do(
        fx.AdjustPool(currency="USD", mode=fx.AdjustMode.DECREASE, amount=Decimal("1.25"), seen_amount=pool.remaining_amount)
    )

    done = next(row for row in office.ask(fx.ListOrders()).rows if row.forex_status is fx.ForexStatus.SUCCESS)
    reversal = fx.ReverseOrder(forex_id=done.forex_id, reason="entered twice", expected_version=done.version)
    office.waits(reversal, user="funds_supervisor")  # a flow that nobody has configured: it waits for a super administrator
    some_adjustments(office, CLIENT.account_no)
    busy_reminder(office)
    give_rights(office)


def give_rights(office: Office) -> None:
    """Members with grants of their own, one of the future and one that ends today; a wrong password; a frozen member."""
    policies = office.ask(access.ListPolicyChoices())
    today = office.clock.now().date()
    new = access.AddMember(name="Away", email="away@office.test", password="Fresh-Word-77", member_type=access.MemberType.TRADER)
    away = office.do(new)
    office.do(access.BindGrants(member_id=away, policies=(policies[0].policy_no,), codes=("asset.summary_query",)))
    office.do(access.BindGrants(member_id=away, codes=("ipo.order_query",), valid_to=today))
    office.do(access.BindGrants(member_id=away, codes=("ipo.pool_query",), valid_from=today + timedelta(days=1)))
    office.do(access.BindRole(member_id=away, role="auditor", valid_to=today))
    office.do(access.FreezeMember(member_id=away))
    for codes in (("ipo.order_query",), ("asset.summary_query", "ipo.pool_query")):
        office.do(access.ApplyPermission(codes=codes, reason="cover for a colleague"))
    office.do(access.SetParameter(key="sign_in.idle_minutes", value="45"))
    with suppress(UserError):
        office.gateway.sign_in("auditor@office.test", "wrong", office.context)


def export_limits(office: Office) -> None:
    """Files of a short list, made by whoever does the jobs of this office; one printed record, one import."""
    for kind in FileFormat:
        command = ExportList(list_key="fx.limits", columns=("currency", "amount"), file_name="limits", format=kind)
        number = office.do(command).job_no
        while office.ask(GetJob(job_no=number)).finished_at is None:
            run_next_job(office.bus)
    office.do(PrintRecord(list_key="fx.orders", key=office.ask(fx.ListOrders(limit=1)).rows[0].forex_id))
    blob = office.gateway.put_blob(workbook([SAMPLE]), name="rates.xlsx", session=office.session())
    office.do(ImportReferenceRates(blob=blob))


def _subscriptions(office: Office) -> None:
    """Mails of exchanges to review, a webhook at alarms of the pool; no server is set up for either."""
    for kind, channel in ((EXCHANGE_REVIEW, Channel.EMAIL), (POOL_ALERT, Channel.WEBHOOK)):
        command = AddSubscription(kind=kind, channels=(channel,), recipients=("role:funds_clerk", "role:super_admin"))
        office.do(command, acknowledged=("notice.no_mail_server", "notice.no_webhook"))


def send_notices(office: Office) -> None:
    """Send what waits: the first mail arrives, at the next one nobody answers, and no webhook is set up."""
    mailer = RecordingMailer(ends=[None, NotDelivered("mail.unreachable", "timed out", nobody_there=True)])
    with office.database.write() as connection:
        for parameter, value in ((MAIL_HOST, "mail.office.test"), (MAIL_SENDER, "whale@office.test")):
            row = {"key": parameter.key, "value": value, "changed_at": office.clock.now(), "changed_by": "test", "version": 1}
            connection.execute(insert(system_parameter).values(**row))
    Outbox(office.bus, mailer=lambda: mailer, webhook=RecordingWebhook).run(Event())


def busy_reminder(office: Office) -> None:
    """The borrowing reminder after some work: alerts, reminders, all kinds of abnormal orders, alerts that ended in both ways."""
    accounts = [f"HK0002000{number}" for number in range(5)]
    for number, (account_no, name) in enumerate(zip(accounts, ("葉曉彤", "鄧文浩", "", "Quinn & Co", "許靜雯"), strict=True)):
        client = NewClient(member_id=f"8002000{number}", account_no=account_no, name_zh=name, name_en=f"Debtor {number}")
        add_client(office, client, {"HKD": "60000"})
        owe(office, account_no, "USD", f"{1500 + number * 100}.50")
    starts = (fx.ApprovalStart(currency="HKD", start_amount=Decimal(14500)),)
    office.do(fx.SetApprovalStarts(rows=starts, expected_version=office.ask(fx.GetApprovalStarts()).version))
    single = reminder.SingleRule(currency="USD", debt=Decimal(1700), avail_with_draw=Decimal(1000))
    rule = reminder.UpdateExchangeRule(is_on=True, debt=Decimal(10000), avail_with_draw=Decimal(5000), singles=(single,))
    office.bus.run_as(office.actor("risk_officer"), rule)

    def auto(account_no: str, *, is_on: bool = True) -> None:
        office.do(reminder.SetAutoConvert(account_no=account_no, is_on=is_on), user="app")

    def exchange(account_no: str, *amounts: str) -> None:
        lines = tuple(
            reminder.ExchangeLine(from_currency="HKD", to_currency="USD", forex_type=fx.ForexType.TO, amount=Decimal(one))
            for one in amounts
        )
        alerts = office.ask(reminder.ListAlerts(where=reminder.AlertFilter(client=account_no))).rows
        alert = next(row for row in alerts if row.debt_currency == "HKD")
        office.do(reminder.ExchangeAlert(alert_id=alert.alert_id, lines=lines), user="risk_officer")

    auto(accounts[2])
    office.do(reminder.RunReminder(), user="scheduler")
    for account_no in (accounts[0], accounts[3], accounts[4]):
        auto(account_no)
    auto(accounts[2], is_on=False)
    exchange(accounts[0], "1500.50")
    exchange(accounts[4], "1890")
    order = next(row.forex_id for row in office.ask(reminder.ListAbnormals()).rows if row.forex_id)
    review = fx.ReviewOrder(forex_id=order, approve=False, remark="=1+1", expected_version=1)
    office.do(review, user="second_supervisor")
    exchange(accounts[3], "1890", "0.5")


def owe(office: Office, account_no: str, currency: str, amount: str) -> None:
    """Let an account owe money."""
    entries = (
        Entry(account=AccountRef(account_no=account_no), currency=currency, direction=Direction.DEBIT, amount=Decimal(amount)),
        Entry(account="ADJ.LCOPEN", currency=currency, direction=Direction.CREDIT, amount=Decimal(amount)),
    )
    journal = Journal(biz_code="LCOPEN", source_type="opening", source_id=account_no, entries=entries)
    office.bus.run_as(office.actor(), PostJournal(journal=journal, overdraft=True))


def _by_hand(office: Office, amount: str) -> fx.OrderReceipt:
    command = fx.SubmitManualOrder(
        account_no=CLIENT.account_no,
        from_currency="USD",
        to_currency="HKD",
        amount=Decimal(amount),
        audit_remark="by telephone",
        order_remark="=1+1",
    )
    return office.do(command, user="funds_clerk")
