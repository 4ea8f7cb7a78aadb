"""Carries out what is asked of the borrowing reminder. Importing it loads every handler and every function that follows orders."""

from whale_desktop.bus.schedule import scheduled
from whale_desktop.features.reminder.handlers import alerts, auto_converts, exchanges, fetching, following, history, rule, running
from whale_desktop.features.reminder.messages import RunReminder

__all__ = ["alerts", "auto_converts", "exchanges", "fetching", "following", "history", "rule", "running"]

scheduled("reminder.run", RunReminder(), rule="weekdays 10:00")
