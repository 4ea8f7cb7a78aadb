"""What the tests of the borrowing reminder do all the time: fixture F with debtors, a rule, runs and exchanges."""

from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from tests.features.fx.desk import Desk, dec
from tests.helpers.desk import add_client
from whale_desktop.features.fx import messages as fx
from whale_desktop.features.ledger.handlers.seed import NewClient
from whale_desktop.features.reminder import messages as reminder
from whale_desktop.features.reminder import tables
from whale_desktop.features.workorder.messages import Decided

OFFICER = "risk_officer"
DEBTOR = "HK00010002"
OTHER = "HK00010003"

MAIN = ("10000", "5000")
"""The main rule of the example of `docs/rules/fx.md` 5.11."""


def single(currency: str, debt: str, available: str) -> reminder.SingleRule:
    """A rule for one currency."""
    return reminder.SingleRule(currency=currency, debt=dec(debt), avail_with_draw=dec(available))


USD_RULE = single("USD", "2000", "1000")


class Risk(Desk):
    """The exchange desk of fixture F with the steps of the risk officer."""

    # ---------------------------------------------------------------------------------------------------------- clients

    def debtor(self, account_no: str = DEBTOR, *, holds: dict[str, str] | None = None, owes: dict[str, str] | None = None) -> str:
        """A client who holds some currencies and owes others; by default the one of 5.11: HKD 20,000.00, USD −1,500.00."""
        number = "8" + account_no[-7:]
        client = NewClient(member_id=number, account_no=account_no, name_zh="黃志明", name_en=f"Wong Chi Ming {number}")
        add_client(self.office, client, {"HKD": "20000"} if holds is None else holds)
        for currency, amount in ({"USD": "1500"} if owes is None else owes).items():
            self.owe(account_no, currency, amount)
        return account_no

    def auto(self, account_no: str = DEBTOR, *, is_on: bool = True) -> None:
        """The client switches auto convert on or off in the app."""
        self.office.do(reminder.SetAutoConvert(account_no=account_no, is_on=is_on), user="app")

    # ------------------------------------------------------------------------------------------------------------- rule

    def current_rule(self) -> reminder.ExchangeRule:
        """The rule in force."""
        return self.office.ask(reminder.GetRule(), user=OFFICER)

    def rule_command(
        self, main: tuple[str, str] | None = MAIN, *singles: reminder.SingleRule, is_on: bool = True
    ) -> reminder.UpdateExchangeRule:
        """The command of a new version of the rule."""
        debt, available = (None, None) if main is None else (dec(main[0]), dec(main[1]))
        return reminder.UpdateExchangeRule(
            is_on=is_on, debt=debt, avail_with_draw=available, singles=singles, expected_version=self.current_rule().version
        )

    def set_rule(self, main: tuple[str, str] | None = MAIN, *singles: reminder.SingleRule, is_on: bool = True) -> None:
        """Put a rule in force without a work order, as an approved one is."""
        self.office.bus.run_as(self.office.actor(OFFICER), self.rule_command(main, *singles, is_on=is_on))

    def submit_rule(self, command: reminder.UpdateExchangeRule) -> int:
        """Submit a new version; the number of the work order under which it waits."""
        return self.office.waits(command, user=OFFICER)

    def decide_rule(self, work_order_no: int, *, approve: bool = True, comment: str = "") -> Decided:
        """A second person decides about a new version; nobody configured the flow, so it is a super administrator."""
        return self.decide(work_order_no, approve=approve, comment=comment, user="super_admin")

    # -------------------------------------------------------------------------------------------------------------- runs

    def fetch(self) -> reminder.FetchResult:
        """換匯用戶撈取."""
        return self.office.do(reminder.FetchClients(), user=OFFICER)

    def run(self) -> reminder.RunResult:
        """The run on schedule."""
        return self.office.do(reminder.RunReminder(), user="scheduler")

    # -------------------------------------------------------------------------------------------------------------- lists

    def alerts(self, **where: Any) -> tuple[reminder.AlertRow, ...]:
        """Open alerts, oldest first."""
        query = reminder.ListAlerts(where=reminder.AlertFilter(**where), sort="alert_id", descending=False, limit=200)
        return self.office.ask(query, user=OFFICER).rows

    def figures(self) -> list[tuple[str, str, Decimal, Decimal]]:
        """(account, currency, debt, own) of every open alert."""
        return [(one.account_no, one.debt_currency, one.debt_amount, one.own_amount) for one in self.alerts()]

    def alert(self) -> reminder.AlertRow:
        """The only open alert."""
        (found,) = self.alerts()
        return found

    def history(self, **where: Any) -> tuple[reminder.HistoryRow, ...]:
        """Ended alerts, the last ended first."""
        return self.office.ask(reminder.ListHistory(where=reminder.HistoryFilter(**where), limit=200), user=OFFICER).rows

    def abnormals(self, **where: Any) -> tuple[reminder.AbnormalRow, ...]:
        """The tab 換匯異常, newest first."""
        return self.office.ask(reminder.ListAbnormals(where=reminder.AbnormalFilter(**where), limit=200), user=OFFICER).rows

    def exchanges(self, alert_id: int) -> tuple[reminder.ExchangeRow, ...]:
        """The exchanges of an alert, newest first."""
        return self.office.ask(reminder.ListAlertExchanges(alert_id=alert_id), user=OFFICER)

    def detail(self, alert_id: int) -> reminder.AlertDetail:
        """An alert with live figures."""
        return self.office.ask(reminder.GetAlert(alert_id=alert_id), user=OFFICER)

    def count(self, table: str) -> int:
        """How many rows a table of the reminder has."""
        with self.office.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(getattr(tables, table))).scalar_one())

    # ---------------------------------------------------------------------------------------------------------- exchange

    def line(
        self, amount: str, debit: str = "HKD", credit: str = "USD", *, get: bool = False, **more: Any
    ) -> reminder.ExchangeLine:
        """One line of the exchange dialog."""
        kind = fx.ForexType.TO if get else fx.ForexType.FROM
        return reminder.ExchangeLine(from_currency=debit, to_currency=credit, forex_type=kind, amount=dec(amount), **more)

    def exchange(self, *lines: reminder.ExchangeLine, acknowledged: tuple[str, ...] = ()) -> reminder.ExchangeResult:
        """兌換 of the only alert."""
        command = reminder.ExchangeAlert(alert_id=self.alert().alert_id, lines=lines)
        return self.office.do(command, user=OFFICER, acknowledged=acknowledged)
