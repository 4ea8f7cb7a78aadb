"""Running the rule on all accounts: 換匯用戶撈取 / 换汇用户捞取 / Fetch clients (`docs/rules/fx.md` 6.10).

One statement finds every debtor with all his balances; the rule is applied in memory, and what changes is written in bulk.
"""

from collections import Counter
from typing import Any

from sqlalchemy import insert

from whale_desktop.bus import Work, handles
from whale_desktop.features.ledger import queries as ledger
from whale_desktop.features.reminder import queries, tables
from whale_desktop.features.reminder.handlers import ending
from whale_desktop.features.reminder.messages import AlertEnd, AlertStatus, FetchClients, FetchResult
from whale_desktop.features.reminder.rules.hits import Figures, Holdings, hits, unrated
from whale_desktop.features.reminder.rules.states import BUSY
from whale_desktop.kernel.errors import UserError
from whale_desktop.messages import Reason

_ADD = insert(tables.reminder_alert)


@handles(FetchClients)
def fetch_clients(work: Work, command: FetchClients) -> FetchResult:
    """Run the rule now."""
    return run_rule(work)


def run_rule(work: Work) -> FetchResult:
    """Bring the list of alerts to what the rule in force finds now. Raises `UserError("FX-E40")` while the rule is off."""
    seen = queries.market(work.connection)
    rule = queries.rule_in_force(work.connection, seen.base)
    if rule is None:
        raise UserError("FX-E40")
    before = {(row.account_no, row.debt_currency): row for row in queries.open_alerts(work.connection)}
    debtors = ledger.debtors(work.connection)
    uncounted: Counter[str] = Counter()
    new: list[tuple[str, str, Figures]] = []
    fresh: list[tuple[int, Figures]] = []
    kept = 0
    known: dict[str, Holdings] = {}
    for account_no, standings in debtors.items():
        holdings = known[account_no] = seen.holdings(standings)
        missing = unrated(holdings, seen.rates)
        uncounted.update(missing)
        for currency, found in hits(rule, holdings, seen.rates).items():
            row = before.pop((account_no, currency), None)
            if row is None:
                new.append((account_no, currency, found))
            else:
                fresh.append((row.alert_id, found))
        if missing:  # it cannot be said that these are no longer hit
            kept += sum(1 for currency in rule.thresholds if before.pop((account_no, currency), None) is not None)
    over = [row for row in before.values() if row.status not in BUSY]
    kept += len(before) - len(over)
    _add(work, new)
    ending.refresh(work, fresh)
    ended = [(row, _holdings(work, seen, known, row.account_no)) for row in over]
    ending.end(work, seen, ended, AlertEnd.SYSTEM)
    return FetchResult(
        debtors=len(debtors),
        added=len(new),
        kept=kept + len(fresh),
        ended=len(over),
        warnings=tuple(
            Reason(code="reminder.rate_missing", params={"currency": currency, "clients": str(count)})
            for currency, count in sorted(uncounted.items())
        ),
    )


def _holdings(work: Work, seen: queries.Market, known: dict[str, Holdings], account_no: str) -> Holdings:
    """What an account has; who owes nothing any more was not among the debtors."""
    return known[account_no] if account_no in known else queries.holdings_of(work.connection, seen, account_no)


def _add(work: Work, new: list[tuple[str, str, Figures]]) -> None:
    if not new:
        return
    names = ledger.names(work.connection, {account_no for account_no, _, _ in new})
    rows: list[dict[str, Any]] = [
        {
            "account_no": account_no,
            "member_id": names[account_no][0],
            "client_name": names[account_no][1],
            "debt_currency": currency,
            "debt_amount": found.debt,
            "own_amount": found.own,
            "status": AlertStatus.PENDING,
            "alert_time": work.now,
            "updated_at": work.now,
            "version": 1,
        }
        for account_no, currency, found in new
    ]
    work.connection.execute(_ADD, rows)
