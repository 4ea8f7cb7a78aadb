"""換匯用戶撈取: new hits join, hits stay, others go to the history; again and again with the same result (`docs/rules/fx.md` 6.10)."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import delete, insert

from tests.features.fx.desk import dec
from tests.features.reminder.risk import DEBTOR, MAIN, OTHER, Risk, single
from tests.helpers.desk import set_quotes
from whale_desktop.features.ledger import tables as ledger_tables
from whale_desktop.features.ledger.handlers.seed import NewClient, add_clients
from whale_desktop.features.ledger.messages import AccountType
from whale_desktop.features.reference import tables as reference_tables
from whale_desktop.features.reminder import messages as reminder
from whale_desktop.features.reminder import queries
from whale_desktop.messages import Reason


def test_a_second_run_changes_nothing_but_the_time_of_the_figures(risk: Risk) -> None:
    risk.debtor()
    risk.set_rule()
    before = risk.alert()
    risk.office.clock.advance(timedelta(minutes=5))
    assert risk.fetch() == reminder.FetchResult(debtors=1, added=0, kept=1, ended=0)
    after = risk.alert()
    assert (after.alert_id, after.alert_time, after.debt_amount) == (before.alert_id, before.alert_time, before.debt_amount)
    assert after.updated_at == risk.office.clock.now()
    assert after.version == before.version + 1
    assert risk.count("reminder_history") == 0


def test_figures_follow_balances_and_rates(risk: Risk) -> None:
    risk.debtor()
    risk.set_rule()
    risk.owe(DEBTOR, "USD", "100")
    set_quotes(risk.office, USD=("7.9000", "7.9000", "7.9000"))
    risk.fetch()
    assert risk.figures() == [(DEBTOR, "HKD", dec("12640.00"), dec("20000.00"))]


def test_who_is_hit_again_gets_a_new_alert(risk: Risk) -> None:
    risk.debtor()
    risk.set_rule()
    first = risk.alert().alert_id
    risk.set_rule(("99999", "1"))
    risk.set_rule()
    assert risk.alert().alert_id > first
    assert [row.alert_id for row in risk.history()] == [first]


def test_both_rules_may_hit_one_client(risk: Risk) -> None:
    risk.debtor()
    risk.debtor(OTHER, holds={"USD": "5000"}, owes={"HKD": "30000"})
    risk.set_rule(MAIN, single("USD", "1500", "2559.5"))
    assert sorted(risk.figures()) == [
        (DEBTOR, "HKD", dec("11721.00"), dec("20000.00")),
        (DEBTOR, "USD", dec("1500.00"), dec("2559.50")),
        (OTHER, "HKD", dec("30000.00"), dec("39070.00")),
    ]


def test_frozen_money_is_not_to_be_had_and_no_debt_either(risk: Risk) -> None:
    risk.set_starts(HKD="1")
    risk.debtor()
    risk.app("16000", "HKD", "USD", account_no=DEBTOR)
    risk.set_rule()
    assert risk.alerts() == (), "4,000.00 are left, the rule wants 5,000.00"
    risk.set_rule(("10000", "4000"))
    assert risk.figures() == [(DEBTOR, "HKD", dec("11721.00"), dec("4000.00"))]


def test_a_currency_without_a_rate_is_left_out_and_named(risk: Risk) -> None:
    risk.debtor(holds={"HKD": "20000", "EUR": "1000"}, owes={"USD": "1500", "GBP": "9000"})
    risk.debtor(OTHER, holds={"HKD": "20000"}, owes={"GBP": "9000"})
    risk.set_rule(MAIN, single("GBP", "1", "1"))
    result = risk.fetch()
    assert risk.figures() == [(DEBTOR, "HKD", dec("11721.00"), dec("20000.00"))]
    assert result.warnings == (
        Reason(code="reminder.rate_missing", params={"currency": "EUR", "clients": "1"}),
        Reason(code="reminder.rate_missing", params={"currency": "GBP", "clients": "2"}),
    )


def test_a_rate_that_went_missing_ends_no_alert(risk: Risk) -> None:
    risk.debtor()
    risk.set_rule()
    rate = reference_tables.reference_rate
    with risk.office.database.write() as connection:
        connection.execute(delete(rate).where(rate.c.other_currency == "USD"))
    result = risk.fetch()
    assert (result.added, result.kept, result.ended) == (0, 1, 0)
    assert risk.alert().debt_amount == dec("11721.00")
    set_quotes(risk.office)
    assert risk.fetch().warnings == ()


def test_many_accounts_are_one_statement_and_the_same_as_each_alone(risk: Risk) -> None:
    """Two thousand accounts; a quarter of them owe. The list is what the rule says of each by itself."""
    count = 2000
    numbers = [f"HK2{number:07d}" for number in range(count)]
    clients = [
        NewClient(member_id=f"9{number:07d}", account_no=no, name_en=f"Client {number}") for number, no in enumerate(numbers)
    ]
    rows = []
    for number, account_no in enumerate(numbers):
        debt = -Decimal(number * 7 % 9000) if number % 4 == 0 else Decimal(100)
        for currency, kind, total, frozen in (
            ("HKD", AccountType.SETTLEMENT, Decimal(number * 13 % 40000), Decimal(number % 50)),
            ("USD", AccountType.SETTLEMENT, debt, Decimal(0)),
            ("USD", AccountType.BUSINESS, Decimal(number % 30 - 15), Decimal(0)),
            ("CNH", AccountType.SETTLEMENT_INTERNAL, Decimal(number % 11 - 5), Decimal(0)),
        ):
            rows.append(
                {
                    "account_no": account_no,
                    "account_type": kind,
                    "currency": currency,
                    "total": total,
                    "frozen": min(frozen, max(total, Decimal(0))),
                    "updated_at": risk.office.clock.now(),
                }
            )
    with risk.office.database.write() as connection:
        add_clients(connection, clients, risk.office.clock.now())
        connection.execute(insert(ledger_tables.balance), rows)
    risk.set_rule(MAIN, single("USD", "2000", "1000"), single("CNH", "3", "100"))
    found = {(row.account_no, row.debt_currency) for row in every_alert(risk)}
    assert 200 < len(found) < count
    with risk.office.read() as read:
        seen = queries.market(read.connection)
        alone = {(no, currency) for no in numbers for currency in queries.hits_of(read.connection, seen, no)}
    assert found == alone
    assert risk.fetch() == reminder.FetchResult(debtors=risk.fetch().debtors, added=0, kept=len(found), ended=0)
    with risk.office.database.write() as connection:  # the books of these accounts were never posted
        table = ledger_tables.balance
        connection.execute(delete(table).where(table.c.account_no.in_(numbers)))
    assert risk.fetch().ended == len(found)


def every_alert(risk: Risk) -> list[reminder.AlertRow]:
    """All open alerts, page by page."""
    rows: list[reminder.AlertRow] = []
    after = ""
    while True:
        page = risk.office.ask(reminder.ListAlerts(limit=200, after=after))
        rows += page.rows
        after = page.next_cursor
        if not after:
            return rows
