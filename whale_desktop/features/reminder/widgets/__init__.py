"""Hand-written Qt of the borrowing reminder: the exchange of an alert."""

from whale_desktop.features.reminder.widgets.exchange_dialog import ExchangeDialog

__all__ = ["ExchangeDialog"]
