"""Carries out what is asked of notices: telling, one's own messages and settings, subscriptions, deliveries."""

from whale_desktop.features.notices.handlers import deliveries, inbox, settings, subscriptions, telling
from whale_desktop.features.notices.handlers.seed import seed_notices

__all__ = ["deliveries", "inbox", "seed_notices", "settings", "subscriptions", "telling"]
