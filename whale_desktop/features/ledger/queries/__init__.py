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
from whale_desktop.features.ledger.queries.codes import GroupedCode, code_name, codes_of
from whale_desktop.features.ledger.queries.groups import (
    ClientGroups,
    client_groups,
    group_members,
    has_client_groups,
    keep_client_groups,
)
from whale_desktop.features.ledger.queries.journals import (
    Difference,
    journal,
    journal_of,
    journals_of_source,
    prove,
    rows_of_journal,
)
from whale_desktop.features.ledger.queries.standings import Standings, debtors, names, standings, states

__all__ = [
    "ClientGroups",
    "Difference",
    "GroupedCode",
    "MAY_EXCHANGE",
    "Standings",
    "account",
    "accounts_matching",
    "balances",
    "cash",
    "client_groups",
    "code_name",
    "codes_of",
    "debtors",
    "group_members",
    "has_client_groups",
    "journal",
    "journal_of",
    "journals_of_source",
    "keep_client_groups",
    "matches",
    "name_of",
    "names",
    "prove",
    "rows_of_journal",
    "standings",
    "states",
    "withdrawable_for_exchange",
]
