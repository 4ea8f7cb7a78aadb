"""The run on schedule: the rule, the reminders to clients, the exchanges of those with auto convert (`docs/rules/fx.md` 6.10)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from whale_desktop.bus import Work, handles
from whale_desktop.features.fx.messages import ForexType, ListPairChoices, Origin, QuoteOrder
from whale_desktop.features.notices.messages import Notify, TellClient
from whale_desktop.features.reference import queries as reference
from whale_desktop.features.reminder import queries, tables
from whale_desktop.features.reminder.handlers import ending, fetching, placing
from whale_desktop.features.reminder.handlers.placing import Wanted
from whale_desktop.features.reminder.messages import (
    AlertEnd,
    ExchangeState,
    FetchResult,
    LineResult,
    RunReminder,
    RunResult,
    notices,
)
from whale_desktop.features.reminder.queries import Market
from whale_desktop.features.reminder.rules.hits import Holdings
from whale_desktop.features.reminder.rules.repayment import debts_to_repay, next_order, spending_order, whole_debt
from whale_desktop.kernel.clock import hong_kong_date
from whale_desktop.kernel.numbers import ZERO, subtract
from whale_desktop.messages import Reason

MARKET = "HK"

_MESSAGE = tables.reminder_message


@handles(RunReminder)
def run_reminder(work: Work, command: RunReminder) -> RunResult:
    """On a Hong Kong trading day with the rule on: run it, remind, exchange. On any other day nothing."""
    seen = queries.market(work.connection)
    today = hong_kong_date(work.now)
    if queries.rule_in_force(work.connection, seen.base) is None or not reference.is_trading_day(work.connection, MARKET, today):
        return RunResult(fetched=None, reminded=0, placed=0, refused=0)
    fetched: FetchResult = fetching.run_rule(work)
    reminded = _remind(work, seen)
    results = list(_repay_all(work, seen))
    refused = sum(1 for one in results if one.state is ExchangeState.SUBMIT_FAILED)
    placed = len(results) - refused
    if fetched.added or fetched.ended or results:
        figures = {"added": fetched.added, "ended": fetched.ended, "placed": placed, "refused": refused}
        work.send(Notify(kind=notices.RUN, params={name: f"{count:,}" for name, count in figures.items()}))
    return RunResult(fetched=fetched, reminded=reminded, placed=placed, refused=refused)


def _remind(work: Work, seen: Market) -> int:
    """One message a day to the client of every open alert; how many there were."""
    today = hong_kong_date(work.now)
    told = set(work.connection.execute(select(_MESSAGE.c.alert_id).where(_MESSAGE.c.sent_on == today)).scalars())
    alerts = [row for row in queries.open_alerts(work.connection) if row.alert_id not in told]
    if not alerts:
        return 0
    work.connection.execute(
        insert(_MESSAGE),
        [
            {
                "alert_id": row.alert_id,
                "sent_on": today,
                "sent_at": work.now,
                "currency": row.debt_currency,
                "debt_amount": row.debt_amount,
                "own_amount": row.own_amount,
            }
            for row in alerts
        ],
    )
    for row in alerts:
        work.send(_letter(row, seen))
    return len(alerts)


def _letter(row: Any, seen: Market) -> TellClient:
    """The reminder to the client of an alert."""
    currency, known = row.debt_currency, seen.currencies
    params = {
        "account_no": row.account_no,
        "currency": currency,
        "debt": str(reference.shown_amount(row.debt_amount, known, currency)),
        "own": str(reference.shown_amount(row.own_amount, known, currency)),
    }
    return TellClient(kind=notices.DEBT, params=params, client=row.member_id, account_no=row.account_no)


def _repay_all(work: Work, seen: Market) -> Iterator[LineResult]:
    """The exchanges of every client with auto convert who has an open alert and no exchange under way."""
    by_account: dict[str, list[Any]] = {}
    for row in queries.open_alerts(work.connection):
        by_account.setdefault(row.account_no, []).append(row)
    automatic = queries.with_auto_convert(work.connection, by_account)
    for account_no, alerts in by_account.items():
        if account_no in automatic and not queries.orders_under_way(work.connection, account_no):
            yield from _repay(work, seen, alerts)


def _repay(work: Work, seen: Market, alerts: Sequence[Any]) -> Iterator[LineResult]:
    """Repay one client's debts; afterwards his alerts follow the orders."""
    account_no = alerts[0].account_no
    holdings = queries.holdings_of(work.connection, seen, account_no)
    hit = queries.hits_of(work.connection, seen, account_no)
    left = {code: held.withdrawable for code, held in holdings.items() if not held.debt}
    by_currency = {row.debt_currency: row for row in alerts}
    for row in alerts:
        placing.replace_failures(work, row.alert_id)
    results: list[LineResult] = []
    for debt in debts_to_repay(hit, seen.base, holdings, seen.rates):
        alert = by_currency.get(debt) or by_currency.get(seen.base) or alerts[0]
        results += _repay_debt(work, seen, alert, debt, holdings, left)
    for row in alerts:
        ending.update_status(work, row.alert_id)
    if any(one.state is ExchangeState.EXCHANGED for one in results):
        ending.reconsider(work, account_no, AlertEnd.AUTOMATIC)
    yield from results


def _repay_debt(
    work: Work, seen: Market, alert: Any, debt: str, holdings: Holdings, left: dict[str, Decimal]
) -> list[LineResult]:
    """Orders for one debt, out of what is `left` of each currency, until it is repaid or nothing can be spent any more."""
    remaining = whole_debt(holdings[debt].debt, seen.places(debt))
    results: list[LineResult] = []
    for spent in _spendable(work, seen, debt, left):
        question = QuoteOrder(
            account_no=alert.account_no,
            from_currency=spent,
            to_currency=debt,
            forex_type=ForexType.TO,
            amount=remaining,
            origin=Origin.AUTO_REPAY,
        )
        fixed = next_order(remaining, left[spent], work.ask(question).from_amount)
        result = placing.place(work, alert, Wanted(spent, debt, fixed.forex_type, fixed.amount), Origin.AUTO_REPAY)
        results.append(result)
        if result.from_amount is None or result.to_amount is None or result.state is ExchangeState.SUBMIT_FAILED:
            continue
        left[spent] = max(ZERO, subtract(left[spent], result.from_amount))
        remaining = subtract(remaining, result.to_amount)
        if remaining <= ZERO:
            break
    if not results:
        nothing = Wanted("", debt, ForexType.TO, remaining)
        reason = Reason(code="reminder.nothing_to_spend", params={"currency": debt})
        results.append(placing.refuse(work, alert, nothing, Origin.AUTO_REPAY, reason))
    return results


def _spendable(work: Work, seen: Market, debt: str, left: dict[str, Decimal]) -> list[str]:
    """The currencies that can be spent on a debt, the most first: a pair leads there, and what is left reaches the minimum."""
    reachable = {one.from_currency for one in work.ask(ListPairChoices()) if one.to_currency == debt and one.is_open}
    return [
        code
        for code in spending_order(left, seen.base, seen.rates)
        if code in reachable and left[code] >= seen.currencies[code].minimum_exchange_amount
    ]
