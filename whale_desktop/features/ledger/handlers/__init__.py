"""What the ledger answers and carries out; importing this registers every handler."""

from whale_desktop.features.ledger.handlers import accounts as accounts
from whale_desktop.features.ledger.handlers import books as books
from whale_desktop.features.ledger.handlers import clients as clients
from whale_desktop.features.ledger.handlers import lists as lists
from whale_desktop.features.ledger.handlers import summaries as summaries
from whale_desktop.features.ledger.handlers.opening import import_opening, opening_sentences, opening_template
from whale_desktop.features.ledger.handlers.seed import NewClient, add_clients, seed_ledger

__all__ = [
    "NewClient",
    "add_clients",
    "import_opening",
    "opening_sentences",
    "opening_template",
    "seed_ledger",
]
