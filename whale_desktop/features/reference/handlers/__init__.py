"""What reference data answers and carries out; importing this registers every handler."""

from whale_desktop.features.reference.handlers import currencies as currencies
from whale_desktop.features.reference.handlers import imports as imports
from whale_desktop.features.reference.handlers import rates as rates
from whale_desktop.features.reference.handlers import refresh as refresh
from whale_desktop.features.reference.handlers.seed import seed_reference

__all__ = ["seed_reference"]
