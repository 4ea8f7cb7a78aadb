"""What moved on each part of the clients' accounts in a period, and from where to where it took it (`docs/rules/ledger.md` 7)."""

from datetime import date
from decimal import Decimal

from whale_desktop.features.ledger.messages.choices import AccountType
from whale_desktop.features.ledger.messages.lists import MAY_SEE_ENTRIES
from whale_desktop.messages import ListQuery, Struct, TotalsQuery, query


class SummaryRow(Struct):
    """One part of a client's account in one currency: opening + money_in − money_out = closing."""

    balance_no: int
    member_id: str
    account_no: str
    name: str
    account_type: AccountType
    currency: str
    opening: Decimal
    money_in: Decimal
    money_out: Decimal
    closing: Decimal


class SummaryFilter(Struct):
    """Ledger dates, both included. Without a first one the books open with nothing, without a last one they close as they stand now."""

    ledger_from: date | None = None
    ledger_upto: date | None = None


@query("ledger.summary.list", permission=MAY_SEE_ENTRIES, topics=("ledger.entry",))
class ListSummaries(ListQuery[SummaryRow]):
    """Every part that had a balance or a movement in the period, by account and currency."""

    where: SummaryFilter = SummaryFilter()


@query("ledger.summary.totals", permission=MAY_SEE_ENTRIES, topics=("ledger.entry",))
class TotalSummaries(TotalsQuery):
    """Count, and the four sums for each currency."""

    where: SummaryFilter = SummaryFilter()
