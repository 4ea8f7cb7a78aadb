"""The pure rules of the ledger: what of a client's cash is usable and withdrawable, which accounts may exchange."""

from whale_desktop.features.ledger.rules.cash import Cash, Standing, cash_of
from whale_desktop.features.ledger.rules.search import masked_phone, search_key

__all__ = ["Cash", "Standing", "cash_of", "masked_phone", "search_key"]
