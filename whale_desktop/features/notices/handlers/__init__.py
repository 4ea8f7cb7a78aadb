"""Carries out what is asked of notices: telling, one's own messages, subscriptions, sending. Knows no business but its own."""

from whale_desktop.features.notices.handlers import inbox, telling
from whale_desktop.features.notices.handlers.seed import seed_notices

__all__ = ["inbox", "seed_notices", "telling"]
