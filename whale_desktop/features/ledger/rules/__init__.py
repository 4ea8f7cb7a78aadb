"""The pure rules of the ledger: what of a client's cash is usable and withdrawable, what it is worth, how clients are found."""

from whale_desktop.features.ledger.rules.cash import Cash, Standing, cash_of
from whale_desktop.features.ledger.rules.search import masked_phone, search_key
from whale_desktop.features.ledger.rules.valuing import total_in, value_in

__all__ = ["Cash", "Standing", "cash_of", "masked_phone", "search_key", "total_in", "value_in"]
