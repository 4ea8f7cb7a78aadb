"""What other features may look up in the ledger, and the proof of the books."""

from whale_desktop.features.ledger.queries.accounts import (
    MAY_EXCHANGE,
    account,
    accounts_matching,
    balances,
    cash,
    matches,
    name_of,
    withdrawable_for_exchange,
)
from whale_desktop.features.ledger.queries.journals import Difference, journal, journal_of, prove, rows_of_journal
from whale_desktop.features.ledger.queries.standings import Standings, debtors, names, standings

__all__ = [
    "Difference",
    "MAY_EXCHANGE",
    "Standings",
    "account",
    "accounts_matching",
    "balances",
    "cash",
    "debtors",
    "journal",
    "journal_of",
    "matches",
    "name_of",
    "names",
    "prove",
    "rows_of_journal",
    "standings",
    "withdrawable_for_exchange",
]
